"""12 and 13: compressed messages (RFC 7692), and what can be wrong about them and about the agreement.

Autobahn sends 1000 messages of each size; here it is the same sizes and parameters with fewer of the large ones.
"""

import functools
import json
import os
import random
import zlib

from case import NOT_UTF8, PROTOCOL, TOO_BIG, as_binary, as_pong, as_text, echo, fail
from frames import BINARY, CLOSE, CONTINUATION, KEY, PING, PONG, TEXT, binary, continuation, cut, frame, header, ping, text

BOTH = "permessage-deflate; server_no_context_takeover; client_no_context_takeover"
DEFLATE = {"offer": "permessage-deflate", "agreement": BOTH}
MEGABYTE = 1 << 20

# Sizes of messages, how many of them, and in fragments of how many bytes (0: whole).
SIZES = [(16, 1000, 0), (64, 1000, 0), (256, 1000, 0), (1024, 500, 0), (4096, 200, 0), (8192, 100, 0), (16384, 50, 0),
         (32768, 30, 0), (65536, 20, 0), (131072, 10, 0), (8192, 100, 256), (16384, 50, 256), (32768, 30, 256),
         (65536, 20, 256), (131072, 10, 256), (131072, 10, 1024), (131072, 10, 4096), (131072, 10, 32768)]


def deflated(message, bits=15, level=6, final=False, memory=8):
    """`final`: by a block that calls itself the last, and the byte that RFC 7692 wants behind it."""
    deflater = zlib.compressobj(level, zlib.DEFLATED, -bits, memory)
    if final:
        return deflater.compress(message) + deflater.flush(zlib.Z_FINISH) + b"\0"
    return (deflater.compress(message) + deflater.flush(zlib.Z_SYNC_FLUSH))[:-4]


def compressed(opcode, payload, size=0, between=b""):
    """Frames of one message whose payload is compressed already, in fragments of so many bytes."""
    parts = cut(payload, size) if size else [payload]
    frames = []
    for index, part in enumerate(parts):
        last = index == len(parts) - 1
        frames.append(
            frame(CONTINUATION if index else opcode, part, fin=last, rsv=0 if index else 4) + (b"" if last else between))
    return b"".join(frames)


def message(opcode, data, size=0, **options):
    return compressed(opcode, deflated(data, **options), size)


def back(opcode, data):
    """The echo of a compressed message: compressed."""
    return opcode, data, "compressed"


@functools.cache
def sample_text(size):
    """JSON of all kinds of characters, cut at a character."""
    source = random.Random(size)
    words = ["agent_status", "μήνυμα", "Überlast", "€", "😀", "idle", "active"]
    data, length = [], 0
    while length < size:
        item = json.dumps({"type": source.choice(words), "load": source.random()}, ensure_ascii=False).encode()
        data.append(item)
        length += len(item)
    return b"".join(data)[:size].decode(errors="ignore").ljust(1, " ").encode()


@functools.cache
def sample_binary(size):
    """Half noise, half repetition."""
    return (os.urandom(64) + bytes(64)) * (size // 128) + os.urandom(size % 128)


def many(opcode, sample, parameters):
    for size, count, part in SIZES:
        data = sample(size)
        title = f"{count} messages of opcode {opcode} with {size} bytes in fragments of {part or 'any size'}"
        yield echo(title, message(opcode, data, part) * count, *[back(opcode, data)] * count, **parameters)


def texts():
    yield from many(TEXT, sample_text, DEFLATE)


def binaries():
    yield from many(BINARY, sample_binary, DEFLATE)


def noise():
    """What compression makes larger."""
    for size in (16, 1000, 65536, MEGABYTE):
        data = os.urandom(size)
        yield echo(f"{size} random bytes", message(BINARY, data), back(BINARY, data), **DEFLATE)


def large():
    for size in (MEGABYTE, 32 * MEGABYTE):
        data = b"*" * size
        yield echo(f"{size} equal bytes", message(TEXT, data), back(TEXT, data), **DEFLATE)


def pieces():
    data = sample_text(4096)
    for chop in (1, 2, 7, 100):
        for size in (0, 1, 100):
            title = f"fragments of {size or 'any'} bytes, {chop} bytes at a time"
            yield echo(title, message(TEXT, data, size), back(TEXT, data), chop=chop, **DEFLATE)
    whole = compressed(TEXT, deflated(data), 500, between=ping(b"p"))
    pongs = [as_pong(b"p")] * (len(cut(deflated(data), 500)) - 1)
    yield echo("pings between", whole, *pongs, back(TEXT, data), **DEFLATE)
    mixed = text("a") + message(TEXT, b"b") + binary(b"c") + message(BINARY, b"d") + message(TEXT, b"") + text("")
    yield echo(
        "compressed or not, by turns", mixed, as_text("a"), back(TEXT, b"b"), as_binary(b"c"), back(BINARY, b"d"),
        back(TEXT, b""), as_text(""), **DEFLATE)


def offers():
    """13: the parameters of Autobahn's sections, and what else may be asked for."""
    autobahn = [
        ("", ""), ("; client_max_window_bits", ""), ("; server_max_window_bits=9", "; server_max_window_bits=9"),
        ("; server_max_window_bits=15", "; server_max_window_bits=15"),
        ("; server_no_context_takeover", ""), ("; client_no_context_takeover", ""),
        ("; server_no_context_takeover; server_max_window_bits=9", "; server_max_window_bits=9"),
        ("; server_no_context_takeover; server_max_window_bits=15; client_max_window_bits=15", "; server_max_window_bits=15"),
        ("; server_no_context_takeover; server_max_window_bits=9, permessage-deflate; server_no_context_takeover"
         ", permessage-deflate", "; server_max_window_bits=9"),
        ("; client_max_window_bits=8", ""), ("; client_max_window_bits=9", ""), ("; client_max_window_bits=15", ""),
        ("; server_max_window_bits=12", "; server_max_window_bits=9"),
        ('; server_max_window_bits="15"', "; server_max_window_bits=15"),
        ("; server_max_window_bits=8, permessage-deflate", ""), ("; unknown, permessage-deflate", ""),
        ("; server_max_window_bits=16, other, permessage-deflate; client_max_window_bits", ""),
    ]
    for parameters, answer in autobahn:
        agreed = {"offer": "permessage-deflate" + parameters, "agreement": BOTH + answer}
        for size, count, part in ((16, 50, 0), (1024, 50, 0), (8192, 10, 0), (131072, 2, 0), (131072, 1, 1024)):
            for opcode, data in ((TEXT, sample_text(size)), (BINARY, sample_binary(size))):
                yield echo(
                    f"{parameters or 'no parameters'}: {count} of {size} bytes in fragments of {part or 'any size'}",
                    message(opcode, data, part) * count, *[back(opcode, data)] * count, **agreed)


def windows():
    """A client may use any window, and any way to compress."""
    data = sample_text(100000)
    for bits in (9, 10, 11, 12, 13, 14, 15):
        for level in (0, 1, 9):
            yield echo(
                f"window {bits}, level {level}", message(TEXT, data, bits=bits, level=level), back(TEXT, data), **DEFLATE)
    for memory in (1, 9):
        yield echo(f"memory {memory}", message(TEXT, data, memory=memory), back(TEXT, data), **DEFLATE)


def declined():
    for offer in (None, "permessage-bzip2", "permessage-deflate; server_max_window_bits=8", "permessage-deflate; unknown",
                  "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
                  "permessage-deflate; server_max_window_bits", "permessage-deflate; client_max_window_bits=7",
                  "permessage-deflate; server_no_context_takeover=1", "permessage-deflate; server_max_window_bits=09"):
        yield echo(f"{offer}: not compressed", text("a"), as_text("a"), offer=offer)
        yield fail(f"{offer}: compressed", message(TEXT, b"a"), offer=offer)


def forms():
    """RFC 7692 section 7.2.3."""
    hello = back(TEXT, b"Hello")
    for title, payload in (
        ("one block", "f248cdc9c90700"), ("a block without compression", "000500faff48656c6c6f00"),
        ("a last block", "f348cdc9c9070000"), ("a last block and nothing behind it", "f348cdc9c90700"),
        ("two blocks", "f248050000 00ffffcac9c90700"), ("two last blocks", "f3480500cbc9c9070000"),
        ("the end that should not be there", "f248cdc9c907000000ffff"),
    ):
        payload = bytes.fromhex(payload)
        for size in (0, 1, 3):
            yield echo(f"{title}, fragments of {size or 'any'} bytes", compressed(TEXT, payload, size), hello, **DEFLATE)
        yield echo(f"{title}, twice", compressed(TEXT, payload) * 2, hello, hello, **DEFLATE)
    first = message(TEXT, b"Hello")
    yield fail("what needs the message before it", first + compressed(TEXT, bytes.fromhex("f200110000")), hello,
               code=NOT_UTF8, **DEFLATE)
    for payload in (b"", b"\0", b"\2\0", b"\3\0"):
        yield echo(f"empty: {payload.hex()}", compressed(TEXT, payload), back(TEXT, b""), **DEFLATE)
    data = sample_binary(50000)
    yield echo("last blocks", message(BINARY, data, final=True), back(BINARY, data), **DEFLATE)
    start = frame(TEXT, b"", fin=False, rsv=4)
    yield echo("empty fragments", start + continuation(b"", fin=False) * 1000 + continuation(b"\0"), back(TEXT, b""), **DEFLATE)


def reserved_bits():
    for opcode in (PING, PONG, CLOSE):
        payload = b"\3\xe8" if opcode == CLOSE else b""
        for rsv in range(1, 8):
            yield fail(f"opcode {opcode}, reserved bits {rsv:03b}", frame(opcode, payload, rsv=rsv), **DEFLATE)
    for rsv in (1, 2, 3, 5, 6, 7):
        yield fail(f"a message, reserved bits {rsv:03b}", frame(TEXT, b"\0", rsv=rsv), **DEFLATE)
    for rsv in range(1, 8):
        for start in (text("a", fin=False), frame(TEXT, b"\0", fin=False, rsv=4)):
            yield fail(f"a continuation, reserved bits {rsv:03b}", start + frame(CONTINUATION, b"", rsv=rsv), **DEFLATE)
            yield fail(f"a continuation, reserved bits {rsv:03b}, in pieces",
                       start + frame(CONTINUATION, b"", rsv=rsv), chop=1, **DEFLATE)


def damaged():
    code = (NOT_UTF8, PROTOCOL)
    for payload in ("06", "0600", "ffffffff", "f248cd", "0005", "0005000000", "0006 00f9ff48", "f348cd",
                    "f348cdc9c9070006", "789cf348cdc9c90700", "48656c6c6f", "f200110000"):
        payload = bytes.fromhex(payload)
        for opcode in (TEXT, BINARY):
            yield fail(f"{payload.hex()} of opcode {opcode}", compressed(opcode, payload), code=code, **DEFLATE)
            yield fail(f"{payload.hex()} in pieces", compressed(opcode, payload, 1), code=code, chop=1, **DEFLATE)
    whole = deflated(sample_text(10000))
    for length in (1, 10, 100, len(whole) - 1):
        yield fail(f"{length} bytes of a message", compressed(TEXT, whole[:length]), code=code, **DEFLATE)


def not_text():
    for bad in (b"\xff", b"\xed\xa0\x80", b"\xc0\xaf", b"a" * 10000 + b"\x80"):
        yield fail(f"{bad[-5:]!r}", message(TEXT, bad), code=NOT_UTF8, **DEFLATE)
        yield echo(f"{bad[-5:]!r} as binary", message(BINARY, bad), back(BINARY, bad), **DEFLATE)
        # The end is never sent.
        begun = frame(TEXT, deflated(bad), fin=False, rsv=4)
        yield fail(f"{bad[-5:]!r} in a first fragment", begun, code=NOT_UTF8, **DEFLATE)
    for part in (b"\xc3", b"\xe2\x82", b"\xf0\x9f\x98"):
        yield fail(f"ends with {part!r}", message(TEXT, b"a" + part), code=NOT_UTF8, **DEFLATE)
    data = "Grüße, €, 😀".encode()
    yield echo("characters cut anywhere", message(TEXT, data, 1), back(TEXT, data), chop=1, **DEFLATE)


def bombs():
    """Nothing behind the place where they become too much is sent."""
    bomb = deflated(bytes(33 * MEGABYTE), level=9)
    yield fail("33 MiB of zeros in fragments", compressed(BINARY, bomb, 1000), code=TOO_BIG, **DEFLATE)
    begun = frame(BINARY, bomb, fin=False, rsv=4)
    yield fail("33 MiB of zeros, and the end never comes", begun, code=TOO_BIG, **DEFLATE)
    # zlib of zlib: 1 KiB that is 32 MiB and a byte when it is inflated once.
    nested = deflated(bomb, level=9)
    yield echo("a bomb inside a message", compressed(BINARY, nested), back(BINARY, bomb), **DEFLATE)
    for size in (65 * MEGABYTE, (1 << 63) - 1):
        announced = bytearray(header(BINARY, size) + KEY)
        announced[0] |= 0x40
        yield fail(f"{size} bytes announced", bytes(announced), code=TOO_BIG, **DEFLATE)
    blocks = b"\0\0\0\xff\xff" * 200000
    yield echo("200,000 empty blocks", compressed(BINARY, blocks + b"\0"), back(BINARY, b""), **DEFLATE)
    yield echo("200,000 last blocks", compressed(BINARY, b"\3\0" * 200000), back(BINARY, b""), **DEFLATE)


SECTIONS = {
    "12.1": texts, "12.2": binaries, "12.3": noise, "12.4": large, "12.5": pieces, "13.1": offers, "13.2": windows,
    "13.3": declined, "13.4": forms, "13.5": reserved_bits, "13.6": damaged, "13.7": not_text, "13.8": bombs,
}
