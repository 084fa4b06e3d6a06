"""Client frames as bytes (RFC 6455 section 5.2), with everything that can be wrong about them."""

import struct

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
KEY = b"\x37\xfa\x21\x3d"


def masked(payload, key=KEY):
    """XOR by one big number: Python has nothing faster of its own."""
    count = len(payload)
    keys = (key * (count // 4 + 1))[:count]
    return (int.from_bytes(payload, "big") ^ int.from_bytes(keys, "big")).to_bytes(count, "big")


def header(opcode, length, fin=True, rsv=0, mask=True, form=None):
    """`form`: how many bytes tell the length beside the first seven bits; by default as few as possible."""
    if form is None:
        form = 0 if length < 126 else 2 if length < 1 << 16 else 8
    first = fin << 7 | rsv << 4 | opcode
    second = mask << 7 | {0: length, 2: 126, 8: 127}[form]
    return bytes([first, second]) + {0: b"", 2: struct.pack("!H", length & 0xFFFF), 8: struct.pack("!Q", length)}[form]


def frame(opcode, payload=b"", fin=True, rsv=0, mask=True, form=None, key=KEY):
    head = header(opcode, len(payload), fin, rsv, mask, form)
    return head + key + masked(payload, key) if mask else head + payload


def text(payload, **options):
    return frame(TEXT, payload.encode() if isinstance(payload, str) else payload, **options)


def binary(payload, **options):
    return frame(BINARY, payload, **options)


def continuation(payload=b"", **options):
    return frame(CONTINUATION, payload.encode() if isinstance(payload, str) else payload, **options)


def ping(payload=b"", **options):
    return frame(PING, payload, **options)


def pong(payload=b"", **options):
    return frame(PONG, payload, **options)


def close(code=None, reason=b"", **options):
    payload = b"" if code is None else struct.pack("!H", code) + (reason.encode() if isinstance(reason, str) else reason)
    return frame(CLOSE, payload, **options)


def fragments(opcode, parts, between=b""):
    """One message in these parts, with `between` after each but the last."""
    frames = []
    for index, part in enumerate(parts):
        is_last = index == len(parts) - 1
        frames.append(frame(CONTINUATION if index else opcode, part, fin=is_last) + (b"" if is_last else between))
    return b"".join(frames)


def cut(data, size):
    return [data[start : start + size] for start in range(0, len(data), size)] or [data]
