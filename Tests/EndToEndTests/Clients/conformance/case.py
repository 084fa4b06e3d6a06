"""What a case is: bytes that a client sends, and all that may come back."""

import dataclasses

import frames

NORMAL, PROTOCOL, NOT_UTF8, TOO_BIG = 1000, 1002, 1007, 1009


@dataclasses.dataclass
class Case:
    title: str
    data: bytes
    # The frames that must come, as (opcode, payload), in this order; then the close.
    answers: list
    # The codes of which the server's close must have one; empty: the connection ends without a close.
    codes: tuple
    # Whether the client says goodbye when it has its answers.
    closes: bool = False
    # How many bytes are sent at a time; None: everything at once.
    chop: int | None = None
    # "wait": reads while it sends. "stall": reads when the server takes no more, before everything is sent. "finish": ends
    # our half of the connection after sending. "reset": resets it then.
    then: str = "wait"
    # What the client offers by Sec-WebSocket-Extensions, and what must be agreed on: None is no extension. Then the echo of
    # a compressed message must be compressed, within the window agreed on.
    offer: str | None = None
    agreement: str | None = None


def echo(title, data, *answers, **options):
    """Sound: the answers come, and then a normal close is answered."""
    return Case(title, data, list(answers), (NORMAL,), closes=True, **options)


def fail(title, data, *answers, code=PROTOCOL, **options):
    """Broken: after the answers to what was sound before, the server closes."""
    return Case(title, data, list(answers), code if isinstance(code, tuple) else (code,), **options)


def as_text(payload):
    return frames.TEXT, payload.encode() if isinstance(payload, str) else payload


def as_binary(payload):
    return frames.BINARY, payload


def as_pong(payload=b""):
    return frames.PONG, payload
