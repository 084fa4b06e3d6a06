"""6: text is UTF-8, and fails with the byte that makes it impossible. What is UTF-8 is asked of Python."""

import codecs

from case import NOT_UTF8, as_binary, as_text, echo, fail
from frames import TEXT, binary, continuation, fragments, header, masked, text, KEY

GREEK = "κόσμε".encode()
SAMPLE = "Hello-µ@ßöäüàá-UTF-8!! €😀".encode()
# What comes first in what is tried, one for each way to go on (The Unicode Standard, table 3-7) and all that may not.
SECONDS = (0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xFF)


def failing_byte(data):
    """The index of the byte that makes it impossible; len(data) when only the end is missing; None when it is text."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    for index in range(len(data)):
        try:
            decoder.decode(data[index : index + 1])
        except UnicodeDecodeError:
            return index
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return len(data)
    return None


def sound():
    yield echo("empty", text(b""), as_text(b""))
    for whole in (GREEK, SAMPLE, "𐀀".encode(), b"\0", "\u0000é\u0000".encode()):
        yield echo(f"{whole!r}", text(whole), as_text(whole))
        yield echo(f"{whole!r}, byte by byte", text(whole), as_text(whole), chop=1)
        for size in (1, 2, 3):
            parts = [whole[start : start + size] for start in range(0, len(whole), size)]
            yield echo(f"{whole!r} in fragments of {size}", fragments(TEXT, parts), as_text(whole))
        yield echo(
            f"{whole!r} in fragments of 1, each byte by byte",
            fragments(TEXT, [whole[index : index + 1] for index in range(len(whole))]), as_text(whole), chop=1)
    large = "ab€dé😀".encode() * 20000
    yield echo("much of all lengths", text(large), as_text(large))
    yield echo("much of all lengths, 997 bytes at a time", text(large), as_text(large), chop=997)
    yield echo("not UTF-8, and binary", binary(b"\xff\xfe\xed\xa0\x80"), as_binary(b"\xff\xfe\xed\xa0\x80"))


def broken():
    for bad in (b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xc0\xaf", b"\xff", b"\x80", b"\xe2\x82"):
        whole = GREEK + bad + b"edited"
        yield fail(f"{bad!r} inside", text(whole), code=NOT_UTF8)
        yield fail(f"{bad!r} inside, byte by byte", text(whole), code=NOT_UTF8, chop=1)
        singles = [whole[index : index + 1] for index in range(len(whole))]
        yield fail(f"{bad!r} inside, in fragments of 1", fragments(TEXT, singles), code=NOT_UTF8)
        yield fail(f"{bad!r} after a message", text(GREEK) + text(whole), as_text(GREEK), code=NOT_UTF8)
        yield fail(f"{bad!r} far behind", text(b"a" * 100000 + bad + b"b" * 10), code=NOT_UTF8)


def at_once():
    """What comes after the bad byte is not sent at all, so only a server that does not wait for it can pass."""
    for bad in (b"\xf4\x90", b"\xed\xa0", b"\xc0", b"\xff", b"\xe0\x9f", b"\xe2\x82\x28"):
        yield fail(f"{bad!r} in a fragment of its own",
                     text(GREEK, fin=False) + continuation(bad, fin=False), code=NOT_UTF8)
        begun = header(TEXT, 1000) + KEY + masked(GREEK + bad)
        yield fail(f"{bad!r} in the middle of a frame", begun, code=NOT_UTF8)
        yield fail(f"{bad!r} in the middle of a frame, byte by byte", begun, code=NOT_UTF8, chop=1)
        for index in range(1, len(bad)):
            parts = text(GREEK + bad[:index], fin=False) + continuation(bad[index:], fin=False)
            yield fail(f"{bad!r} across fragments", parts, code=NOT_UTF8)
    for part in (b"\xc3", b"\xe2\x82", b"\xf0\x9f\x98", b"\xf4\x8f\xbf"):
        yield fail(f"ends with {part!r}", text(GREEK + part), code=NOT_UTF8)
        yield fail(f"ends with {part!r}, in fragments", fragments(TEXT, [GREEK + part, b""]), code=NOT_UTF8)


def boundaries():
    """The first and the last of everything, and what is no character but may be sent."""
    points = [0x00, 0x01, 0x7F, 0x80, 0x7FF, 0x800, 0xFFF, 0x1000, 0xD7FF, 0xE000, 0xFFFD, 0x10000, 0x3FFFF, 0x40000,
              0xFFFFF, 0x100000, 0x10FFFF]
    points += [plane << 16 | low for plane in range(17) for low in (0xFFFE, 0xFFFF)]
    points += [0xFDD0, 0xFDEF, 0xFEFF]
    for point in points:
        whole = chr(point).encode()
        yield echo(f"U+{point:04X}", text(b"<" + whole + b">"), as_text(b"<" + whole + b">"))
        parts = [whole[index : index + 1] for index in range(len(whole))]
        yield echo(f"U+{point:04X} in fragments", fragments(TEXT, parts), as_text(whole))


def try_out(data):
    """Sends up to the byte that fails and not more; or everything, when it is text."""
    name = data.hex(" ")
    index = failing_byte(data)
    if index is None:
        return echo(name, text(data), as_text(data))
    elif index == len(data):
        return fail(f"{name}, the end missing", text(data), code=NOT_UTF8)
    else:
        return fail(f"{name}, fails at {index}", header(TEXT, 200) + KEY + masked(data[: index + 1]), code=NOT_UTF8)


def pairs():
    """Every byte that is not ASCII, followed by each kind of byte and as many continuations as it may want."""
    for lead in range(0x80, 0x100):
        for second in SECONDS:
            yield try_out(bytes([lead, second]) + b"\x80\x80"[: 0 if lead < 0xE0 else 1 if lead < 0xF0 else 2])


def sequences():
    overlong = [b"\xc0\x80", b"\xe0\x80\x80", b"\xf0\x80\x80\x80", b"\xf8\x80\x80\x80\x80", b"\xfc\x80\x80\x80\x80\x80",
                b"\xc0\xaf", b"\xe0\x80\xaf", b"\xf0\x80\x80\xaf", b"\xf8\x80\x80\x80\xaf", b"\xfc\x80\x80\x80\x80\xaf",
                b"\xc1\xbf", b"\xe0\x9f\xbf", b"\xf0\x8f\xbf\xbf", b"\xf8\x87\xbf\xbf\xbf", b"\xfc\x83\xbf\xbf\xbf\xbf"]
    surrogates = [0xD800, 0xDB7F, 0xDB80, 0xDBFF, 0xDC00, 0xDF80, 0xDFFF]
    halves = [chr(point).encode("utf-8", "surrogatepass") for point in surrogates]
    both = [high + low for high in halves[:4] for low in halves[4:]]
    beyond = [b"\xf4\x90\x80\x80", b"\xf5\x80\x80\x80", b"\xf7\xbf\xbf\xbf", b"\xf8\x88\x80\x80\x80",
              b"\xfb\xbf\xbf\xbf\xbf", b"\xfc\x84\x80\x80\x80\x80", b"\xfd\xbf\xbf\xbf\xbf\xbf", b"\xfe", b"\xff",
              b"\xfe\xfe\xff\xff"]
    lonely = [b"\x80" * count for count in range(1, 8)] + [b"\xbf", b"\x80\xbf\x80\xbf"]
    for data in overlong + halves + both + beyond + lonely:
        yield try_out(data)
        yield try_out(GREEK + data + b"edited")
    for whole in ("é", "€", "￿", "😀", "\U0010ffff"):
        data = whole.encode()
        for count in range(1, len(data)):
            yield try_out(data[:count])
            yield try_out(data[:count] + b" ")
            yield try_out(data[:count] + data)


SECTIONS = {"6.1": sound, "6.2": broken, "6.4": at_once, "6.6": boundaries, "6.8": pairs, "6.10": sequences}
