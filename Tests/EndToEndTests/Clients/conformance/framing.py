"""1: lengths and masks of single frames."""

import os

from case import as_binary, as_text, echo, fail
from frames import BINARY, TEXT, binary, frame, header, text

SIZES = [0, 1, 2, 3, 4, 5, 7, 8, 9, 125, 126, 127, 128, 65535, 65536, 65537]


def texts():
    for size in SIZES:
        yield echo(f"text of {size} bytes", text(b"*" * size), as_text(b"*" * size))
    for size in SIZES:
        for chop in (1, 2, 3, 7) if size < 1000 else (997, 1460, 65535):
            yield echo(f"text of {size} bytes, {chop} at a time", text(b"*" * size), as_text(b"*" * size), chop=chop)


def binaries():
    for size in SIZES:
        payload = os.urandom(size)
        yield echo(f"binary of {size} bytes", binary(payload), as_binary(payload))
    for size in SIZES:
        payload = os.urandom(size)
        for chop in (1, 5) if size < 1000 else (997, 1460):
            yield echo(f"binary of {size} bytes, {chop} at a time", binary(payload), as_binary(payload), chop=chop)


def lengths():
    """Not in Autobahn: the length must have its shortest form (section 5.2), and its top bit must be 0."""
    for opcode in (TEXT, BINARY):
        for size in (0, 1, 124, 125):
            yield fail(f"opcode {opcode}, length {size} in 16 bits", frame(opcode, b"*" * size, form=2))
        for size in (0, 1, 125, 126, 65534, 65535):
            yield fail(f"opcode {opcode}, length {size} in 64 bits", frame(opcode, b"*" * size, form=8))
        for length in (1 << 63, (1 << 63) + 1, (1 << 64) - 1):
            yield fail(f"opcode {opcode}, length {length}", header(opcode, length, form=8) + b"abcd")
    yield fail("shortest form, then too long", text("a") + frame(BINARY, b"b", form=2), as_text("a"))
    yield fail("too long a form, byte by byte", frame(BINARY, b"b", form=8), chop=1)


def masks():
    for key in (b"\0\0\0\0", b"\xff\xff\xff\xff", b"\1\2\3\4", b"\0\0\0\1", b"\x80\0\0\0"):
        for size in (0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 1000, 70001):
            payload = os.urandom(size)
            yield echo(f"{size} bytes masked with {key.hex()}", binary(payload, key=key), as_binary(payload))
    for opcode in (0, 1, 2, 8, 9, 10):
        for payload in (b"", b"\3\xe8payload"):
            yield fail(f"opcode {opcode} with {len(payload)} bytes, unmasked", frame(opcode, payload, mask=False))
    yield fail("masked, then unmasked", text("a") + text("b", mask=False), as_text("a"))


SECTIONS = {"1.1": texts, "1.2": binaries, "1.3": lengths, "1.4": masks}
