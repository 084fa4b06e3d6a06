"""9 and 10: large messages, many fragments, and where the server's limits are (32 MiB, 131,072 fragments)."""

from case import TOO_BIG, as_binary, as_text, echo, fail
from frames import BINARY, CONTINUATION, KEY, TEXT, binary, continuation, cut, fragments, frame, header, text

MEGABYTE = 1 << 20
MOST_BYTES, MOST_FRAGMENTS = 32 * MEGABYTE, 131072
SIZES = (64 << 10, 256 << 10, MEGABYTE, 4 * MEGABYTE, 8 * MEGABYTE, 16 * MEGABYTE, MOST_BYTES)


def whole_texts():
    for size in SIZES:
        yield echo(f"text of {size} bytes", text(b"*" * size), as_text(b"*" * size))
    greek = "κόσμε€😀".encode() * (4 * MEGABYTE // 18)
    yield echo("4 MiB of Greek", text(greek), as_text(greek))


def whole_binaries():
    for size in SIZES:
        yield echo(f"binary of {size} bytes", binary(b"\xfe" * size), as_binary(b"\xfe" * size))


def equal_fragments(opcode, size, count):
    """As `fragments` with equal parts, but quicker to make."""
    first = frame(opcode, b"*" * size, fin=False)
    return first + continuation(b"*" * size, fin=False) * (count - 2) + continuation(b"*" * size)


def in_fragments():
    for opcode in (TEXT, BINARY):
        for size in (64, 256, 1 << 10, 4 << 10, 16 << 10, 64 << 10, 256 << 10, MEGABYTE):
            data = equal_fragments(opcode, size, 4 * MEGABYTE // size)
            yield echo(f"4 MiB of opcode {opcode} in fragments of {size}", data, (opcode, b"*" * (4 * MEGABYTE)))


def much_in_fragments():
    for size in (256, 64 << 10):
        data = equal_fragments(BINARY, size, 16 * MEGABYTE // size)
        yield echo(f"16 MiB in fragments of {size}", data, as_binary(b"*" * (16 * MEGABYTE)))


def in_pieces():
    for chop in (64, 128, 256, 512, 1024, 2048):
        yield echo(f"1 MiB of text, {chop} bytes at a time", text(b"*" * MEGABYTE), as_text(b"*" * MEGABYTE), chop=chop)


def many():
    for size in (0, 16, 64, 256, 1024, 4096):
        yield echo(f"1000 texts of {size} bytes", text(b"*" * size) * 1000, *[as_text(b"*" * size)] * 1000)
        yield echo(f"1000 binaries of {size} bytes", binary(b"*" * size) * 1000, *[as_binary(b"*" * size)] * 1000)


def unread():
    """Sends far more than fits in between and reads only when no more is taken: a server must not take it all."""
    message = b"*" * MEGABYTE
    yield echo("64 messages of 1 MiB, not read at first", binary(message) * 64, *[as_binary(message)] * 64, chop=65536, then="stall")


def beyond():
    """What is too much is known from what is announced: nothing of it is sent."""
    for opcode in (TEXT, BINARY):
        for size in (MOST_BYTES + 1, 1 << 32, (1 << 63) - 1):
            announced = header(opcode, size) + KEY
            yield fail(f"{size} bytes of opcode {opcode} announced", announced, code=TOO_BIG)
            yield fail(f"{size} bytes of opcode {opcode} announced, byte by byte", announced, code=TOO_BIG, chop=1)
    rest = header(CONTINUATION, (1 << 63) - 1) + KEY
    yield fail("the largest length after a fragment", binary(b"a", fin=False) + rest, code=TOO_BIG)
    half = b"*" * (MOST_BYTES // 2)
    yield echo("two halves", fragments(BINARY, [half, half]), as_binary(half + half))
    rest = header(CONTINUATION, len(half) + 1) + KEY
    yield fail("two halves and a byte more", binary(half, fin=False) + rest, code=TOO_BIG)


def splits():
    large = b"*" * 65536
    yield echo("64 KiB in fragments of 1300", fragments(TEXT, cut(large, 1300)), as_text(large))
    for count in (70000, MOST_FRAGMENTS):
        yield echo(f"{count} fragments of 1 byte", equal_fragments(TEXT, 1, count), as_text(b"*" * count))
        yield echo(f"{count} empty fragments", equal_fragments(BINARY, 0, count), as_binary(b""))
    yield fail("a fragment too many", equal_fragments(TEXT, 0, MOST_FRAGMENTS + 1), code=TOO_BIG)


SECTIONS = {
    "9.1": whole_texts, "9.2": whole_binaries, "9.3": in_fragments, "9.4": much_in_fragments, "9.5": in_pieces,
    "9.7": many, "9.8": unread, "9.9": beyond, "10.1": splits,
}
