"""A socket that speaks RFC 6455 only as far as it is told to: it sends any bytes and never answers a close.

The first command connects: {"host", "port", "path", "extensions"?}. Then come frames {"first": first byte, "mask": bool,
"hex": payload}; {"first", "bomb": size, "times": how often it is compressed}, a frame that was so many spaces before;
{"flood": count}, so many pings or as many as are taken, and the report "flooded"; and {"pause": true}, after which it
reads no more. Reports are those of the other clients; "closed" tells of the close frame and "gone" of the connection's end.
"""

import json
import os
import socket
import struct
import sys
import threading
import zlib


def report(**fields):
    print(json.dumps(fields), flush=True)


def handshake(target):
    connection = socket.socket()
    # Small, so that little fits in between when the client does not read.
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.connect((target["host"], target["port"]))
    stream = connection.makefile("rb")
    offers = f"Sec-WebSocket-Extensions: {target['extensions']}\r\n" if target.get("extensions") else ""
    connection.sendall(
        f"GET {target['path']} HTTP/1.1\r\nHost: {target['host']}:{target['port']}\r\nUpgrade: websocket\r\n"
        f"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{offers}\r\n".encode()
    )
    status = stream.readline().decode().strip()
    while stream.readline() not in (b"\r\n", b""):
        pass
    return connection, stream, status


def receive(stream):
    while not paused.is_set() and len(head := stream.read(2)) == 2:
        length = head[1]
        if length == 126:
            (length,) = struct.unpack("!H", stream.read(2))
        elif length == 127:
            (length,) = struct.unpack("!Q", stream.read(8))
        payload = stream.read(length)
        if head[0] & 0x40:
            payload = zlib.decompressobj(-15).decompress(payload + b"\0\0\xff\xff")
        if head[0] & 0x0F == 8:
            code = struct.unpack("!H", payload[:2])[0] if payload else 1005
            report(event="closed", code=code, reason=payload[2:].decode())
        elif head[0] & 0x0F == 1:
            report(event="message", text=payload.decode(), type=json.loads(payload)["type"])
    if not paused.is_set():
        report(event="gone")


def deflated(data):
    deflater = zlib.compressobj(9, zlib.DEFLATED, -15)
    return (deflater.compress(data) + deflater.flush(zlib.Z_SYNC_FLUSH))[:-4]


def bomb(command):
    payload = b" " * command["bomb"]
    for _ in range(command["times"]):
        payload = deflated(payload)
    return payload


def flood(count):
    """Sends pings until the server takes no more for a while. It would take everything if it did not mind."""
    ping = b"\x89\xfd" + bytes(4) + b"p" * 125
    connection.settimeout(1)
    sent = 0
    try:
        for _ in range(count // 1000):
            connection.sendall(ping * 1000)
            sent += 1000
    except TimeoutError:
        pass
    report(event="flooded", sent=sent)


def frame(command):
    payload = bomb(command) if "bomb" in command else bytes.fromhex(command["hex"])
    masked = 0x80 if command.get("mask", True) else 0
    length = len(payload)
    if length < 126:
        head = struct.pack("!BB", command["first"], masked | length)
    elif length < 1 << 16:
        head = struct.pack("!BBH", command["first"], masked | 126, length)
    else:
        head = struct.pack("!BBQ", command["first"], masked | 127, length)
    if not masked:
        return head + payload
    key = os.urandom(4)
    return head + key + bytes(byte ^ key[index % 4] for index, byte in enumerate(payload))


paused = threading.Event()
connection, stream, status = handshake(json.loads(sys.stdin.readline()))
if " 101 " not in status:
    report(event="failed", reason=status)
    sys.exit()
report(event="open", subprotocol=None)
threading.Thread(target=receive, args=[stream], daemon=True).start()
for line in sys.stdin:
    command = json.loads(line)
    if "pause" in command:
        paused.set()
        continue
    if "flood" in command:
        flood(command["flood"])
        continue
    try:
        connection.sendall(frame(command))
    except OSError:  # the server has gone, which "gone" reports
        pass
