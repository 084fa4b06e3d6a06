"""4: opcodes that mean nothing."""

from case import as_text, fail
from frames import frame, ping, text


def data_opcodes():
    yield from of(range(3, 8))


def control_opcodes():
    yield from of(range(11, 16))


def of(opcodes):
    for opcode in opcodes:
        yield fail(f"opcode {opcode}, empty", frame(opcode))
        yield fail(f"opcode {opcode}", frame(opcode, b"reserved opcode"))
        yield fail(f"opcode {opcode}, not final", frame(opcode, b"reserved opcode", fin=False))
        after = text("a") + frame(opcode, b"b") + ping()
        yield fail(f"a message, then opcode {opcode}", after, as_text("a"))
        yield fail(f"a message, then opcode {opcode}, byte by byte", after, as_text("a"), chop=1)
        yield fail(f"opcode {opcode} inside a message", text("a", fin=False) + frame(opcode, b"b"))


SECTIONS = {"4.1": data_opcodes, "4.2": control_opcodes}
