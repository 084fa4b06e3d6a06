"""5: fragments, and what may stand between them."""

from case import Case, as_binary, as_pong, as_text, echo, fail
from frames import (
    BINARY, CLOSE, PING, PONG, TEXT, binary, close, continuation, fragments, frame, ping, pong, text,
)


def control():
    for opcode, payload in ((PING, b""), (PING, b"x"), (PONG, b""), (PONG, b"x"), (CLOSE, b""), (CLOSE, b"\3\xe8")):
        start = frame(opcode, payload, fin=False)
        yield fail(f"opcode {opcode} with {len(payload)} bytes in fragments", start + continuation(b"y"))
        yield fail(f"the first fragment of opcode {opcode} with {len(payload)} bytes", start, chop=1)
        yield fail("the same inside a message", text("a", fin=False) + start)


def messages():
    whole = b"fragment1fragment2fragment3"
    for chop in (None, 1, 5):
        for opcode in (TEXT, BINARY):
            for count in (2, 3, 5, 27):
                size = -(-len(whole) // count)
                parts = [whole[start : start + size] for start in range(0, len(whole), size)]
                title = f"opcode {opcode} in {len(parts)} fragments, {chop or 'all'} bytes at a time"
                yield echo(title, fragments(opcode, parts), (opcode, whole), chop=chop)
                between = fragments(opcode, parts, between=ping(b"p"))
                pongs = [as_pong(b"p")] * (len(parts) - 1)
                yield echo(f"{title}, pings between", between, *pongs, (opcode, whole), chop=chop)
    for parts in ([b"", b""], [b"", b"", b""], [b"", b"a"], [b"a", b""], [b"", b"a", b""], [b"a", b"", b"b"]):
        yield echo(f"fragments {parts}", fragments(TEXT, parts), as_text(b"".join(parts)))
        yield echo(f"fragments {parts}", fragments(BINARY, parts), as_binary(b"".join(parts)))
    yield echo("1000 empty fragments", fragments(TEXT, [b""] * 1000), as_text(""))
    two = fragments(TEXT, [b"a", b"b"]) + fragments(BINARY, [b"c", b"d"])
    yield echo("two messages", two, as_text("ab"), as_binary(b"cd"))
    long = [bytes([65 + index]) * size for index, size in enumerate((125, 126, 65535, 65536, 1))]
    yield echo("fragments of all forms of the length", fragments(TEXT, long), as_text(b"".join(long)))


def orders():
    for final in (True, False):
        for payload in (b"", b"x"):
            alone = continuation(payload, fin=final)
            yield fail(f"nothing to continue, fin {final}, {len(payload)} bytes", alone + text("a"))
            yield fail("nothing to continue any more", text("a") + alone + text("b"), as_text("a"))
            yield fail(
                "nothing to continue after fragments", fragments(TEXT, [b"a", b"b"]) + alone, as_text("ab"))
            yield fail("the same, byte by byte", alone, chop=1)
    for first in (text, binary):
        for second in (text, binary):
            for final in (True, False):
                start = first(b"a", fin=False)
                yield fail("a message inside a message", start + second(b"b", fin=final) + continuation())
                yield fail("the same after a continuation", start + continuation(b"b", fin=False) + second(b"c", fin=final))
                yield fail("the same after a ping", start + ping() + second(b"c", fin=final), as_pong())
    yield fail("eight wrong beginnings", (continuation(b"a", fin=False) + continuation(b"b")) * 8)
    yield Case("a close inside a message", text("a", fin=False) + close(1000) + continuation("b"), [], (1000,))


SECTIONS = {"5.1": control, "5.2": messages, "5.3": orders}
