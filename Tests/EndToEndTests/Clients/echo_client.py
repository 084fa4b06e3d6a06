"""Sends messages of many sizes to an echo by the websockets library: python3 echo_client.py URL SIZE...

Prints {"texts", "binaries": how many came back unchanged, "code": of the close} and ends with an error otherwise.
"""

import asyncio
import json
import os
import sys

try:
    from websockets.asyncio.client import connect
except ImportError:  # before websockets 13
    from websockets import connect


async def main(url, *sizes):
    counts = {"texts": 0, "binaries": 0}
    async with connect(url, max_size=None) as socket:
        for size in map(int, sizes):
            text = "aé€😀" * (size // 10) + "x" * (size % 10)
            await socket.send(text)
            counts["texts"] += await socket.recv() == text
            binary = os.urandom(size)
            await socket.send(binary)
            counts["binaries"] += await socket.recv() == binary
        # In fragments.
        await socket.send(["frag", "men", "", "ts"])
        counts["texts"] += await socket.recv() == "fragments"
        await (await socket.ping(b"payload"))
        await socket.close(4321)
        print(json.dumps({**counts, "code": socket.close_code}))


asyncio.run(main(*sys.argv[1:]))
