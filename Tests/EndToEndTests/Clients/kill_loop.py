#!/usr/bin/env python3
"""Kills a router with SIGKILL again and again while events are published, and checks that nothing that was acknowledged is
lost: resumed clients hear every event exactly once and in order, durable sinks get every event at least once.

Usage: kill_loop.py BINARY [--rounds N] [--rate EVENTS_PER_SECOND] [--clients N] [--seed N] [--fsync MODE]
Prints a report as JSON; exit code 1 if a promise was broken.
"""

import argparse
import asyncio
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter

import websockets

SECRET = "a secret that only this test knows, of 48 bytes."


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Router:
    """The process under test, through all its lives."""

    def __init__(self, binary, folder, receiver_port, fsync):
        self.binary, self.folder = binary, folder
        self.port, self.admin = free_port(), free_port()
        self.config = os.path.join(folder, "router.yaml")
        with open(self.config, "w") as file:
            file.write(
                f"""
server: {{ listen: "127.0.0.1:{self.port}", profile: unlimited, resume_window: 10m }}
admin: {{ listen: "127.0.0.1:{self.admin}" }}
auth: {{ keys: [ {{ alg: HS256, secret: "{SECRET}" }} ] }}
log: {{ type: sqlite, path: "{folder}/data/events.db", fsync: {fsync} }}
sinks:
  audit: {{ type: file, path: "{folder}/audit.ndjson" }}
  hook: {{ type: webhook, url: "http://127.0.0.1:{receiver_port}/hook", format: batch, key: event.data.lane }}
  rows: {{ type: sql, path: "{folder}/rows.db", table: events, columns: {{ marker: {{ from: event.data.marker, type: integer }} }} }}
pipelines:
  all: {{ from: [ingest], to: [clients, audit, hook, rows] }}
"""
            )
        self.log = open(os.path.join(folder, "router.log"), "ab")
        self.process = None

    def token(self):
        command = [self.binary, "token", self.config]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    def start(self):
        self.process = subprocess.Popen([self.binary, "run", self.config], stdout=self.log, stderr=self.log)

    def kill(self):
        self.process.kill()
        self.process.wait()

    async def stop(self):
        self.process.send_signal(signal.SIGTERM)
        while self.process.poll() is None:
            await asyncio.sleep(0.02)
        return self.process.returncode

    async def ready(self):
        """Waits until it listens; returns how long that took."""
        begin = time.monotonic()
        while time.monotonic() - begin < 60:
            if self.process.poll() is not None:
                raise RuntimeError(f"the router ended with {self.process.returncode}")
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", self.port)
                writer.close()
                return time.monotonic() - begin
            except OSError:
                await asyncio.sleep(0.005)
        raise RuntimeError("the router does not listen")


class Receiver:
    """A webhook's other end: takes batches of CloudEvents and counts ids."""

    def __init__(self):
        self.events = Counter()
        self.lanes = {}
        self.disorder = []

    async def start(self):
        self.server = await asyncio.start_server(self.serve, "127.0.0.1", 0)
        return self.server.sockets[0].getsockname()[1]

    async def serve(self, reader, writer):
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = 0
                for line in head.split(b"\r\n"):
                    if line.lower().startswith(b"content-length:"):
                        length = int(line.split(b":")[1])
                body = json.loads(await reader.readexactly(length))
                for event in body if isinstance(body, list) else [body]:
                    self.take(event)
                writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    def take(self, event):
        number = int(event["id"].removeprefix("msg_"))
        lane = event["data"]["lane"]
        if number not in self.events and number < self.lanes.get(lane, 0):
            self.disorder.append(number)
        self.lanes[lane] = max(number, self.lanes.get(lane, 0))
        self.events[number] += 1


class Publisher:
    """Publishes batches at a rate; knows which events were acknowledged, and under which number."""

    def __init__(self, router, token, rate, batch):
        self.router, self.token, self.rate, self.batch = router, token, rate, batch
        self.marker = 0
        self.acknowledged = {}
        self.sent = 0
        self.refused = 0
        self.running = True

    async def run(self):
        pause = self.batch / self.rate
        following = time.monotonic()
        connection = None
        while self.running:
            following = max(following + pause, time.monotonic() - 0.2)
            await asyncio.sleep(max(0, following - time.monotonic()))
            try:
                connection = connection or await asyncio.open_connection("127.0.0.1", self.router.port)
                await self.publish(*connection)
            except (OSError, asyncio.IncompleteReadError, ConnectionError):
                if connection:
                    connection[1].close()
                connection = None
                await asyncio.sleep(0.01)
        if connection:
            connection[1].close()

    async def publish(self, reader, writer):
        markers = range(self.marker, self.marker + self.batch)
        self.marker += self.batch
        events = [
            {"type": "agent_status", "data": {
                "agent_id": f"agent_{marker % 50}", "old_status": "idle", "new_status": "active",
                "marker": marker, "lane": f"lane_{marker % 7}"}}
            for marker in markers
        ]
        body = json.dumps(events).encode()
        self.sent += len(events)
        writer.write(
            b"POST /api/v1/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + f"Authorization: Bearer {self.token}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(
            int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:"))
        answer = json.loads(await reader.readexactly(length))
        if b" 202 " not in head.split(b"\r\n")[0]:
            self.refused += len(events)
            return
        for marker, item in zip(markers, answer["items"]):
            self.acknowledged[int(item["event_id"].removeprefix("msg_"))] = marker


class Client:
    """A v1 client that comes back after every death of the router and goes on where it was."""

    def __init__(self, router, token, patience):
        self.router, self.token, self.patience = router, token, patience
        self.session = None
        self.is_subscribed = False
        self.heard = []
        self.markers = {}
        self.complaints = []
        self.resumes = 0
        self.slowest_return = 0.0
        self.back = asyncio.Event()
        self.running = True

    def url(self):
        url = f"ws://127.0.0.1:{self.router.port}/api/v1/ws?token={self.token}&include_ids=true"
        if self.is_subscribed:
            url += f"&resume={self.session}"
            if self.heard:
                url += f"&last_event_id=msg_{self.heard[-1]}"
        return url

    async def run(self):
        while self.running:
            begin = time.monotonic()
            try:
                async with websockets.connect(self.url(), max_size=None, ping_interval=None, open_timeout=30) as socket:
                    await self.listen(socket, begin)
            except (OSError, asyncio.TimeoutError, websockets.exceptions.WebSocketException):
                await asyncio.sleep(random.uniform(0.005, 0.05))

    async def listen(self, socket, begin):
        async for text in socket:
            frame = json.loads(text)
            kind, data = frame["type"], frame["data"]
            if kind == "connection_established":
                await self.welcome(socket, data, begin)
            elif kind == "subscription_confirmed":
                self.is_subscribed = True
                self.back.set()
            elif kind == "agent_status":
                number = int(frame["id"].removeprefix("msg_"))
                self.heard.append(number)
                self.markers[number] = data["marker"]
            elif kind in ("connection_error", "subscription_error"):
                self.complaints.append(frame)

    async def welcome(self, socket, data, begin):
        if self.is_subscribed:
            resume = data.get("resume") or {}
            if not resume.get("resumed") or resume.get("gap"):
                self.complaints.append({"resume": resume})
            self.resumes += 1
            self.slowest_return = max(self.slowest_return, time.monotonic() - begin)
            self.back.set()
        self.session = data["session_id"]
        if not self.is_subscribed:
            await socket.send(json.dumps({"type": "subscribe", "data": {"events": ["agent_status"]}}))


def audit(folder):
    """Ids in the file sink's file, with how often each is there."""
    ids = Counter()
    with open(os.path.join(folder, "audit.ndjson")) as file:
        for line in file:
            ids[int(json.loads(line)["id"].removeprefix("msg_"))] += 1
    return ids


def rows(folder):
    import sqlite3

    with sqlite3.connect(os.path.join(folder, "rows.db")) as database:
        return Counter(number for (number,) in database.execute("SELECT number FROM events"))


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--rate", type=float, default=2000)
    parser.add_argument("--batch", type=int, default=10)
    parser.add_argument("--clients", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--fsync", default="commit")
    parser.add_argument("--patience", type=float, default=60)
    parser.add_argument("--keep", action="store_true", help="leave the folder behind")
    options = parser.parse_args()
    random.seed(options.seed)
    folder = tempfile.mkdtemp(prefix="junctor-kill-")
    receiver = Receiver()
    router = Router(options.binary, folder, await receiver.start(), options.fsync)
    token = router.token()
    router.start()
    starts = [await router.ready()]
    clients = [Client(router, token, options.patience) for _ in range(options.clients)]
    publisher = Publisher(router, token, options.rate, options.batch)
    tasks = [asyncio.create_task(client.run()) for client in clients]
    await asyncio.wait_for(asyncio.gather(*(client.back.wait() for client in clients)), options.patience)
    publishing = asyncio.create_task(publisher.run())
    for _ in range(options.rounds):
        await asyncio.sleep(random.uniform(0.05, 1.5))
        router.kill()
        for client in clients:
            client.back.clear()
        router.start()
        starts.append(await router.ready())
        # Now and then the next death comes before everybody is back.
        if random.random() < 0.8:
            await asyncio.wait_for(asyncio.gather(*(client.back.wait() for client in clients)), options.patience)
    publisher.running = False
    await publishing
    promised = set(publisher.acknowledged)
    deadline = time.monotonic() + options.patience
    while time.monotonic() < deadline:
        await asyncio.sleep(0.1)
        if all(promised <= set(c.heard) for c in clients) and promised <= set(receiver.events):
            break
    for client in clients:
        client.running = False
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    code = await router.stop()
    report = {
        "rounds": options.rounds, "sent": publisher.sent, "acknowledged": len(promised), "refused": publisher.refused,
        "exit": code, "slowest_start": round(max(starts), 3), "resumes": sum(c.resumes for c in clients),
        "slowest_return": round(max(c.slowest_return for c in clients), 3), "problems": [],
    }
    problems = report["problems"]
    for place, client in enumerate(clients):
        missing = promised - set(client.heard)
        repeated = len(client.heard) - len(set(client.heard))
        wrong = [n for n in promised & set(client.heard) if client.markers[n] != publisher.acknowledged[n]]
        if missing or repeated or wrong or client.complaints or client.heard != sorted(client.heard):
            problems.append({
                "client": place, "missing": len(missing), "first_missing": min(missing, default=None),
                "repeated": repeated, "wrong": len(wrong), "ordered": client.heard == sorted(client.heard),
                "complaints": client.complaints[:3]})
    if len({tuple(client.heard) for client in clients}) > 1:
        problems.append({"clients": "have not all heard the same"})
    for name, ids in (("audit", audit(folder)), ("hook", receiver.events), ("rows", rows(folder))):
        missing = promised - set(ids)
        report[f"{name}_duplicates"] = sum(ids.values()) - len(ids)
        if missing:
            problems.append({"sink": name, "missing": len(missing), "first_missing": min(missing)})
    if receiver.disorder:
        problems.append({"sink": "hook", "out_of_order": len(receiver.disorder)})
    if code != 0:
        problems.append({"exit": code})
    if options.keep or problems:
        report["folder"] = folder
    else:
        shutil.rmtree(folder)
    print(json.dumps(report))
    sys.exit(1 if problems else 0)


asyncio.run(main())
