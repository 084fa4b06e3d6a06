"""2: pings and pongs."""

import os

from case import as_pong, as_text, echo, fail
from frames import fragments, ping, pong, text


def answered():
    for size in (0, 1, 2, 3, 4, 5, 7, 8, 9, 31, 64, 123, 124, 125):
        payload = os.urandom(size)
        yield echo(f"ping of {size} bytes", ping(payload), as_pong(payload))
        yield echo(f"ping of {size} bytes, byte by byte", ping(payload), as_pong(payload), chop=1)
    for payload in (b"\0\xff\xfe\xfd\xfc\xfb\0\xff", b"\xed\xa0\x80"):
        yield echo("ping that is not UTF-8", ping(payload), as_pong(payload))
    for size in (126, 127, 65535, 65536):
        yield fail(f"ping of {size} bytes", ping(b"*" * size))
        yield fail(f"pong of {size} bytes", pong(b"*" * size))
    yield fail("ping of 126 bytes, byte by byte", ping(b"*" * 126), chop=1)
    yield fail("ping with a length in 16 bits", ping(b"*", form=2))
    yield fail("ping with a length in 64 bits", ping(b"*", form=8))
    for count in (10, 1000):
        payloads = [b"payload-%d" % index for index in range(count)]
        yield echo(f"{count} pings", b"".join(map(ping, payloads)), *map(as_pong, payloads))
    payloads = [b"payload-%d" % index for index in range(10)]
    yield echo("10 pings, byte by byte", b"".join(map(ping, payloads)), *map(as_pong, payloads), chop=1)
    everything = [b"*" * size for size in range(126)]
    yield echo("pings of all sizes", b"".join(map(ping, everything)), *map(as_pong, everything))


def unsolicited():
    yield echo("pong without payload", pong())
    yield echo("pong with payload", pong(b"unsolicited"))
    yield echo("pong of 125 bytes, not UTF-8", pong(b"\xff" * 125))
    yield echo("pong, ping", pong(b"unsolicited") + ping(b"ping"), as_pong(b"ping"))
    yield echo("pong between messages", text("a") + pong(b"x") + text("b"), as_text("a"), as_text("b"))
    yield echo("1000 pongs", pong(b"x") * 1000 + text("a"), as_text("a"))
    parts = fragments(1, [b"a", b"b", b"c"], between=pong(b"x"))
    yield echo("pongs between fragments", parts, as_text("abc"))


SECTIONS = {"2.1": answered, "2.2": unsolicited}
