"""A client that sends exactly what it is told to, and is strict about what it gets."""

import socket
import struct
import threading
import zlib

import frames

# Only what fails takes that long.
PATIENCE = 25
# How long a server that still takes what is sent may take nothing. A shorter one makes nothing fail.
STALL = 0.5


class Unexpected(Exception):
    """The server did something else than it should."""


class Peer:
    def __init__(self, host, port, path="/echo", receive_buffer=None, offer=None, agreement=None):
        self.socket = socket.socket()
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.settimeout(PATIENCE)
        self.socket.connect((host, port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.stream = self.socket.makefile("rb", buffering=1 << 16)
        self.sender = None
        self.sent = 0
        self.inflates = agreement is not None
        # The window that the server has to keep to.
        self.window = 15
        self.handshake(f"{host}:{port}", path, offer, agreement)

    def handshake(self, host, path, offer, agreement):
        offers = f"Sec-WebSocket-Extensions: {offer}\r\n" if offer else ""
        self.socket.sendall(
            f"GET {path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{offers}\r\n".encode()
        )
        head = []
        while line := self.stream.readline().strip():
            head.append(line.lower())
        if not head or b" 101 " not in head[0]:
            raise Unexpected(f"no upgrade: {head[:1]}")
        # The example of RFC 6455, section 1.3.
        if b"sec-websocket-accept: s3pplmbitxaq9kygzzhzrbk+xoo=" not in head:
            raise Unexpected("the key is not confirmed")
        extensions = [line.partition(b":")[2].strip().decode() for line in head if line.startswith(b"sec-websocket-ext")]
        if extensions != ([agreement] if agreement else []):
            raise Unexpected(f"{extensions} agreed on instead of {agreement}")
        if agreement and "server_max_window_bits=" in agreement:
            self.window = int(agreement.partition("server_max_window_bits=")[2].partition(";")[0])

    def send(self, data, chop=None):
        """Sends on a thread of its own, so that the answers can be read meanwhile."""
        self.sender = threading.Thread(target=self.send_now, args=[data, chop], daemon=True)
        self.sender.start()

    def send_now(self, data, chop):
        try:
            for part in frames.cut(data, chop) if chop else [data]:
                self.socket.sendall(part)
                self.sent += len(part)
        except OSError:
            pass  # The server may end a broken connection before it has read everything.

    def wait_for_stall(self):
        """Returns when the server has taken nothing for a while."""
        before = -1
        while self.sender.is_alive() and self.sent > before:
            before = self.sent
            self.sender.join(STALL)
        if not self.sender.is_alive():
            raise Unexpected(f"the server takes {self.sent} bytes whose echo nobody reads")

    def finish(self):
        self.sender.join()
        self.socket.shutdown(socket.SHUT_WR)

    def reset(self):
        self.sender.join()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.stream.close()
        self.socket.close()

    def read(self, count):
        data = self.stream.read(count)
        if len(data) < count:
            raise Unexpected(f"the end of the connection instead of {count - len(data)} more bytes")
        return data

    def receive(self):
        """The next frame as (opcode, payload)."""
        first, second = self.read(2)
        opcode, length = first & 0x0F, second & 0x7F
        compressed = first & 0x40 and self.inflates and opcode < 8
        if not first & 0x80 or first & (0x30 if compressed else 0x70) or second & 0x80 or opcode not in (1, 2, 8, 9, 10):
            raise Unexpected(f"a frame that begins with {first:02x} {second:02x}")
        if opcode >= 8 and length > 125:
            raise Unexpected("a long control frame")
        if length == 126:
            (length,) = struct.unpack("!H", self.read(2))
            minimum = 126
        elif length == 127:
            (length,) = struct.unpack("!Q", self.read(8))
            minimum = 1 << 16
        else:
            minimum = 0
        if length < minimum:
            raise Unexpected(f"the length {length} in a form that is too long")
        payload = self.read(length)
        if compressed:
            payload = self.inflated(payload)
        self.was_compressed = bool(compressed)
        if opcode == frames.TEXT:
            payload.decode()
        return opcode, payload

    def inflated(self, payload):
        """Every message by itself, and within the window: a larger one makes zlib fail."""
        inflater = zlib.decompressobj(-self.window)
        try:
            return inflater.decompress(payload + b"\0\0\xff\xff")
        except zlib.error as error:
            raise Unexpected(f"a message that cannot be inflated: {error}") from error

    def expect(self, answers):
        for opcode, payload, *compressed in answers:
            got = self.receive()
            if got != (opcode, payload):
                raise Unexpected(f"{shown(got)} instead of {shown((opcode, payload))}")
            if self.was_compressed != bool(compressed):
                raise Unexpected(f"{shown(got)}, compressed: {self.was_compressed}")

    def expect_close(self, codes):
        opcode, payload = self.receive()
        if opcode != frames.CLOSE:
            raise Unexpected(f"{shown((opcode, payload))} instead of a close")
        (code,) = struct.unpack("!H", payload[:2]) if payload else (1005,)
        payload[2:].decode()
        if code not in codes:
            raise Unexpected(f"close {code} ({payload[2:].decode()}) instead of {codes}")

    def expect_end(self):
        if rest := self.stream.read(1):
            raise Unexpected(f"byte {rest[0]:02x} instead of the end of the connection")

    def leave(self):
        self.stream.close()
        self.socket.close()


def shown(frame):
    opcode, payload = frame
    return f"opcode {opcode} with {len(payload)} bytes {payload[:30]!r}"


def run(case, host, port):
    """Raises `Unexpected` when the server does not do what the case says."""
    receive_buffer = 4096 if case.then == "stall" else None
    peer = Peer(host, port, receive_buffer=receive_buffer, offer=case.offer, agreement=case.agreement)
    try:
        peer.send(case.data, case.chop)
        if case.then == "reset":
            peer.reset()
            return
        if case.then == "finish":
            peer.finish()
        elif case.then == "stall":
            peer.wait_for_stall()
        peer.expect(case.answers)
        if case.closes:
            peer.sender.join()
            peer.send(frames.close(1000))
        if case.codes:
            peer.expect_close(case.codes)
        peer.expect_end()
    finally:
        peer.leave()
