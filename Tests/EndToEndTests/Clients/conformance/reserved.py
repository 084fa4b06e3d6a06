"""3: reserved bits, which need an extension that nobody has negotiated."""

from case import as_text, fail
from frames import BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT, frame, ping, text


def reserved_bits():
    for rsv in range(1, 8):
        for opcode in (TEXT, BINARY, PING, PONG, CLOSE):
            payload = b"\3\xe8" if opcode == CLOSE else b"payload"
            yield fail(f"opcode {opcode}, reserved bits {rsv:03b}", frame(opcode, payload, rsv=rsv))
        after = text("a") + text("b", rsv=rsv) + ping()
        yield fail(f"a message, then reserved bits {rsv:03b}", after, as_text("a"))
        yield fail(f"a message, then reserved bits {rsv:03b}, byte by byte", after, as_text("a"), chop=1)
        yield fail(
            f"reserved bits {rsv:03b} of a continuation",
            text("a", fin=False) + frame(CONTINUATION, b"b", rsv=rsv))
        yield fail(f"reserved bits {rsv:03b} of an empty frame", frame(TEXT, b"", rsv=rsv))


SECTIONS = {"3.1": reserved_bits}
