"""A WebSocket client that does what it is told: JSON commands on standard input, JSON reports on standard output.

The first command connects: {"url", "headers", "subprotocols", "ca"?, "socket"?}, where "ca" is a file with the only
certificate that is trusted and "socket" a file to connect to. Then {"do": "send", "text"} and {"do": "close", "code"}.
"""

import asyncio
import json
import ssl
import sys

from websockets.exceptions import ConnectionClosed

try:
    from websockets.asyncio.client import connect, unix_connect

    HEADERS = "additional_headers"
except ImportError:  # before websockets 13
    from websockets import connect, unix_connect

    HEADERS = "extra_headers"


def report(**fields):
    print(json.dumps(fields), flush=True)


async def receive(socket):
    while True:
        try:
            text = await socket.recv()
        except ConnectionClosed as closed:
            code, reason = (closed.rcvd.code, closed.rcvd.reason) if closed.rcvd else (1006, "")
            return report(event="closed", code=code, reason=reason)
        report(event="message", text=text, type=json.loads(text)["type"])


async def obey(socket, commands):
    while line := await commands.readline():
        command = json.loads(line)
        if command["do"] == "close":
            await socket.close(command["code"])
        else:
            await socket.send(command["text"])


async def main():
    commands = asyncio.StreamReader(limit=1 << 24)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(commands), sys.stdin)
    target = json.loads(await commands.readline())
    # How long a test may take is said by the test.
    options = {HEADERS: target["headers"], "subprotocols": target["subprotocols"] or None, "open_timeout": None}
    if "ca" in target:
        options["ssl"] = ssl.create_default_context(cafile=target["ca"])
    try:
        if "socket" in target:
            socket = await unix_connect(target["socket"], target["url"], max_size=None, **options)
        else:
            socket = await connect(target["url"], max_size=None, **options)
    except Exception as error:
        return report(event="failed", reason=f"{type(error).__name__}: {error}")
    report(event="open", subprotocol=socket.subprotocol)
    obeying = asyncio.ensure_future(obey(socket, commands))
    await receive(socket)
    obeying.cancel()


asyncio.run(main())
