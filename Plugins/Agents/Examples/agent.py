#!/usr/bin/env python3
"""An example of an agent: it works on made-up inferences and analyses assessments. Python's standard library is all it needs.

As a process that the router supervises (driver `process`): events and answers are lines on standard output, orders come on
standard input.

    agent.py

Over a connection of its own (driver `connected`): with a token whose claim `agent_id` names the agent. It comes back when the
connection is lost.

    agent.py --connect ws://127.0.0.1:8000/api/v1/ws --token-file token.txt --agent-id analyst

Its configuration (the agent's `config`, or `update_config`):

    rate     inferences in a second; 0 for none (1)
    length   how long one takes, in seconds (0.2)
    fail     the share of them that fail, from 0 to 1 (0)
    seed     makes the failures repeatable
"""

import argparse
import asyncio
import base64
import hashlib
import json
import os
import random
import struct
import sys
import time
import urllib.parse


class Refused(Exception):
    """An order that cannot be carried out, and why."""


# --- What the agent does ---------------------------------------------------------------------------------------------


class Agent:
    LIMITS = {"rate": (0, 1000), "length": (0, 3600), "fail": (0, 1)}

    def __init__(self, name, say):
        """say sends a message to the router."""
        self.name, self.say = name, say
        self.config = {"rate": 1, "length": 0.2, "fail": 0}
        self.random = random.Random()
        self.count = 0
        self.work = None
        self.is_busy = False

    async def obey(self, data):
        """Carries out an order and answers it."""
        answer = {"request_id": data["request_id"]}
        try:
            result = await self.carry_out(data["command"], data.get("parameters") or {})
            answer |= {"status": "succeeded", "result": result}
        except Refused as refusal:
            answer |= {"status": "failed", "error_message": str(refusal)}
        await self.say({"type": "command_result", "data": answer})

    async def carry_out(self, command, parameters):
        if command == "start":
            self.configure(parameters.get("config") or {})
            if self.work is None:
                self.work = asyncio.create_task(self.keep_working())
        elif command == "stop":
            await self.rest(parameters.get("graceful", True))
        elif command == "update_config":
            self.configure(parameters)
        elif command == "run_task":
            return run_task(parameters.get("task"), parameters.get("input") or {})
        elif command != "get_status":
            raise Refused(f"this agent does not know the order '{command}'")
        return {"status": "active" if self.config["rate"] > 0 else "idle", "inferences": self.count}

    def configure(self, patch):
        """Takes a merge patch, as a whole or not at all."""
        wanted = {key: value for key, value in {**self.config, **patch}.items() if value is not None}
        for key, (low, high) in self.LIMITS.items():
            value = wanted.setdefault(key, self.config[key])
            if isinstance(value, bool) or not isinstance(value, (int, float)) or not low <= value <= high:
                raise Refused(f"'{key}' is not a number from {low} to {high}")
        if "seed" in patch:
            self.random = random.Random(patch["seed"])
        self.config = wanted

    async def rest(self, graceful):
        work, self.work = self.work, None
        if work is None:
            return
        # What has begun is finished, if it may be.
        while graceful and self.is_busy:
            await asyncio.sleep(0.01)
        work.cancel()
        # It has ended before the next start.
        await asyncio.wait([work])

    async def keep_working(self):
        while True:
            rate = self.config["rate"]
            if rate <= 0:
                await asyncio.sleep(0.1)
                continue
            begin = time.monotonic()
            self.is_busy = True
            try:
                await self.infer()
            finally:
                # Also when it is stopped in the midst of it.
                self.is_busy = False
            await asyncio.sleep(max(0, 1 / rate - (time.monotonic() - begin)))

    async def infer(self):
        self.count += 1
        identifier, length = f"inf_{self.name}_{os.getpid()}_{self.count}", self.config["length"]
        common = {"inference_id": identifier, "agent_id": self.name}
        await self.tell("inference_started", {**common, "query": f"Question {self.count}", "estimated_duration": length})
        await asyncio.sleep(length / 2)
        await self.tell("inference_progress", {**common, "progress": 0.5, "stage": "analysis", "estimated_remaining": length / 2})
        await asyncio.sleep(length / 2)
        if self.random.random() < self.config["fail"]:
            await self.tell(
                "inference_failed",
                {**common, "error_code": "NO_RESULT", "error_message": "The question has no answer", "processing_time": length})
        else:
            summary = {"confidence": round(self.random.uniform(0.5, 1), 2), "key_findings": [f"finding_{self.count}"]}
            await self.tell(
                "inference_completed", {**common, "status": "completed", "processing_time": length, "result_summary": summary})

    async def tell(self, kind, data):
        now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        await self.say({"type": kind, "timestamp": now, "data": data})


def run_task(name, given):
    if name != "analyze_assessment":
        raise Refused(f"this agent does not know the task '{name}'")
    fields = (given.get("assessment") or {}).get("fields")
    if not isinstance(fields, dict):
        raise Refused("the input has no assessment with fields")
    return analyze(fields)


def analyze(fields):
    """What stands out in answers on scales from 0 to 10: low ones are risks, high ones strengths."""
    numbers = {
        key: value for key, value in fields.items()
        if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= 10}
    low = sorted(key for key, value in numbers.items() if value <= 3)
    high = sorted(key for key, value in numbers.items() if value >= 8)
    return {
        "scores": {"mean": round(sum(numbers.values()) / len(numbers), 2)} if numbers else {},
        "risk_factors": [f"low_{key}" for key in low],
        "strengths": [f"high_{key}" for key in high],
        "findings": [f"{key} is {numbers[key]}" for key in low + high],
        "recommendations": [f"Talk about {key}" for key in low] or ["Go on as before"],
        "confidence": round(min(1, 0.5 + 0.1 * len(numbers)), 2),
    }


# --- As a process of the router --------------------------------------------------------------------------------------


async def live_as_process(name):
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=1 << 20)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)

    async def say(message):
        # A pipe that is full waits for the router: nothing is lost, and nothing piles up here.
        text = json.dumps(message, separators=(",", ":")) + "\n"
        await loop.run_in_executor(None, lambda: (sys.stdout.write(text), sys.stdout.flush()))

    agent = Agent(name, say)
    async for line in reader:
        message = json.loads(line)
        if message.get("type") == "command":
            await agent.obey(message["data"])
    # The router wants it to end, or has gone.
    await agent.rest(graceful=True)


# --- Over a connection of its own ------------------------------------------------------------------------------------


class Connection:
    """A WebSocket (RFC 6455), as far as an agent needs it."""

    def __init__(self, reader, writer):
        self.reader, self.writer = reader, writer

    @classmethod
    async def open(cls, url, token):
        parts = urllib.parse.urlsplit(url)
        is_secure = parts.scheme == "wss"
        port = parts.port or (443 if is_secure else 80)
        reader, writer = await asyncio.open_connection(parts.hostname, port, ssl=is_secure or None)
        key = base64.b64encode(os.urandom(16)).decode()
        writer.write(
            f"GET {parts.path or '/'} HTTP/1.1\r\nHost: {parts.hostname}:{port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\nAuthorization: Bearer {token}\r\n\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        accept = base64.b64encode(hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest()).decode()
        if " 101 " not in head.split("\r\n")[0] or accept not in head:
            raise ConnectionError(f"no WebSocket: {head.splitlines()[0]}")
        return cls(reader, writer)

    async def send(self, opcode, payload):
        mask = os.urandom(4)
        length = len(payload)
        if length < 126:
            head = struct.pack("!BB", 0x80 | opcode, 0x80 | length)
        elif length < 1 << 16:
            head = struct.pack("!BBH", 0x80 | opcode, 0x80 | 126, length)
        else:
            head = struct.pack("!BBQ", 0x80 | opcode, 0x80 | 127, length)
        self.writer.write(head + mask + bytes(byte ^ mask[index % 4] for index, byte in enumerate(payload)))
        await self.writer.drain()

    async def messages(self):
        text = b""
        while True:
            first, second = await self.reader.readexactly(2)
            length = second & 0x7F
            if length == 126:
                (length,) = struct.unpack("!H", await self.reader.readexactly(2))
            elif length == 127:
                (length,) = struct.unpack("!Q", await self.reader.readexactly(8))
            payload = await self.reader.readexactly(length)
            opcode = first & 0x0F
            if opcode == 8:
                raise ConnectionError(f"closed by the router: {payload[2:].decode(errors='replace')}")
            if opcode == 9:
                await self.send(10, payload)
            elif opcode in (0, 1):
                text += payload
                if first & 0x80:
                    yield json.loads(text)
                    text = b""


async def live_connected(name, url, token_file):
    connection = None
    # The loop itself does not hold on to tasks.
    orders = set()
    ready = asyncio.Event()

    async def say(message):
        """Waits while there is no connection, and sends again what one has taken along."""
        if message["type"] != "command_result":
            message = {"type": "publish", "data": {"events": [message]}}
        while True:
            await ready.wait()
            try:
                return await connection.send(1, json.dumps(message, separators=(",", ":")).encode())
            except (OSError, AttributeError):
                await asyncio.sleep(0.1)

    agent = Agent(name, say)
    pause = 0.1
    while True:
        try:
            with open(token_file) as file:
                connection = await Connection.open(url, file.read().strip())
            print(f"connected to {url}", file=sys.stderr, flush=True)
            async for message in connection.messages():
                if message["type"] == "connection_established":
                    ready.set()
                    pause = 0.1
                elif message["type"] == "command":
                    # Beside others: an order may take a while.
                    order = asyncio.create_task(agent.obey(message["data"]))
                    orders.add(order)
                    order.add_done_callback(orders.discard)
                elif message["type"] in ("publish_error", "connection_error"):
                    print(json.dumps(message), file=sys.stderr, flush=True)
        except (OSError, asyncio.IncompleteReadError) as error:
            print(f"not connected: {error}", file=sys.stderr, flush=True)
        ready.clear()
        if connection is not None:
            connection.writer.close()
            connection = None
        await asyncio.sleep(pause * random.uniform(0.5, 1))
        pause = min(pause * 2, 10)


def main():
    parser = argparse.ArgumentParser(description="An example of an agent.")
    parser.add_argument("--agent-id", default=os.environ.get("JUNCTOR_AGENT_ID"), help="who it is; the router tells its own processes")
    parser.add_argument("--connect", metavar="URL", help="of the router's sessions; else it lives on its standard streams")
    parser.add_argument("--token-file", help="a file with the token; it is read again for every connection")
    options = parser.parse_args()
    if not options.agent_id:
        parser.error("--agent-id is needed where the router does not start it")
    if options.connect and not options.token_file:
        parser.error("--connect needs --token-file")
    live = live_connected(options.agent_id, options.connect, options.token_file) if options.connect else live_as_process(options.agent_id)
    try:
        asyncio.run(live)
    except (KeyboardInterrupt, BrokenPipeError):
        pass


if __name__ == "__main__":
    main()
