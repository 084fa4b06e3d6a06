"""7: the closing handshake, and connections that end without it."""

from case import NORMAL, NOT_UTF8, PROTOCOL, Case, as_binary, as_pong, as_text, echo, fail
from frames import CLOSE, binary, close, continuation, frame, ping, text


def after():
    """Nothing that comes after a close matters, be it sound or not."""
    hello = text("Hello")
    yield Case("a message, then a close", hello + close(1000), [as_text("Hello")], (NORMAL,))
    yield Case("a close at once", close(1000), [], (NORMAL,))
    for title, more in (("a close", close(1000)), ("another close", close(4000)), ("a ping", ping(b"x")),
                        ("a message", text("x")), ("a continuation", continuation("x")),
                        ("an unknown opcode", frame(3)), ("an unmasked frame", text("x", mask=False)),
                        ("half a frame", text("x")[:3]), ("much", binary(b"*" * 300000))):
        yield Case(f"{title} after the close", hello + close(1000) + more, [as_text("Hello")], (NORMAL,))
        yield Case(f"{title} after the close, in pieces", hello + close(1000) + more, [as_text("Hello")], (NORMAL,),
                    chop=3 if len(more) < 1000 else 1000)
    yield Case("a close inside a message, then its end",
                text("a", fin=False) + close(1000) + continuation("b"), [], (NORMAL,))
    large = b"*" * (256 << 10)
    yield Case("a large message, then a close, then a ping",
                binary(large) + close(1000) + ping(), [as_binary(large)], (NORMAL,))
    yield Case("ping, close", ping(b"p") + close(1000), [as_pong(b"p")], (NORMAL,))


def payloads():
    # Whoever gets no code may answer with 1000 or without a code, which is told as 1005.
    yield Case("no payload", close(), [], (NORMAL, 1005))
    yield fail("one byte", frame(CLOSE, b"\3"))
    yield fail("one byte, in pieces", frame(CLOSE, b"\3"), chop=1)
    for size in (0, 1, 2, 3, 50, 121, 122, 123):
        yield Case(f"a reason of {size} bytes", close(1000, b"*" * size), [], (NORMAL,))
        yield Case(f"a reason of {size} bytes, byte by byte", close(1000, b"*" * size), [], (NORMAL,), chop=1)
    for size in (124, 125, 126, 65536):
        yield fail(f"a reason of {size} bytes", close(1000, b"*" * size))
    for reason in ("Grüße", "€", "😀", "\uffff"):
        yield Case(f"the reason {reason!r}", close(1000, reason), [], (NORMAL,))
    for reason in (b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5\xed\xa0\x80edited",
                   b"a" * 122 + b"\xc3"):
        yield fail(f"the reason {reason!r}", close(1000, reason), code=(NOT_UTF8, PROTOCOL))
    yield fail("a length in 16 bits", close(1000, form=2))


def codes():
    for code in (1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999):
        yield Case(f"code {code}", close(code), [], (code,))
        yield Case(f"code {code} with a reason", close(code, "why"), [], (code,))
    for code in (0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1099, 1100, 1999, 2000, 2999, 5000, 9999, 65535):
        yield fail(f"code {code}", close(code))
        yield fail(f"code {code} with a reason", close(code, "why"))


def ends():
    """Without a close. After a reset the next case shows that the server is still there."""
    for title, data, answers in (("after nothing", b"", []), ("after a message", text("a"), [as_text("a")]),
                                 ("inside a frame", text("abc")[:7], []), ("inside a header", text("a")[:1], []),
                                 ("inside a message", text("a", fin=False), [])):
        if not answers:
            yield Case(f"our half ends {title}", data, answers, (), then="finish")
        yield Case(f"a reset {title}", data, [], (), then="reset")
        yield echo("and the server is there", text("b"), as_text("b"))
    yield Case("our half ends after our close", close(1000), [], (NORMAL,), then="finish")


SECTIONS = {"7.1": after, "7.3": payloads, "7.7": codes, "7.14": ends}
