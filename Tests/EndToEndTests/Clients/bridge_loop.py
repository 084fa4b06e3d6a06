#!/usr/bin/env python3
"""Two routers: one is the legacy server, the other bridges it over a link that this script holds. Under load it kills the
first, kills the second or cuts the link, again and again, and checks that a v1 client of the second gets each event that the
first has acknowledged exactly once, in the first one's order, under its canonical names.

Usage: bridge_loop.py BINARY [--rounds N] [--rate EVENTS_PER_SECOND] [--seed N]

Prints a line for every round and at last a report, as JSON; exit code 1 if a promise was broken.
"""

import argparse
import asyncio
import itertools
import json
import os
import random
import shutil
import tempfile
import time
from collections import Counter

import websockets

from routers import OPTIONS, Publisher, Router, until

TYPES = ["assessment_update", "insight_update", "client_metrics_update"]


def event(marker):
    kind = TYPES[marker % len(TYPES)]
    if kind == "assessment_update":
        return kind, {"id": f"assessment_{marker}", "status": "completed", "completed_at": "2024-12-29T12:30:00Z"}
    if kind == "insight_update":
        return kind, {
            "type": "risk_factor", "priority": "high", "description": f"Insight \u2116 {marker}",
            "recommendations": ["Immediate action recommended"]}
    return kind, {"active_clients": {"count": marker, "trend": -3}}


class Link:
    """What lies between the two routers."""

    class Connection:
        def __init__(self, *writers):
            self.writers = writers
            self.pumps = []
            self.flows = asyncio.Event()
            self.flows.set()

        def reset(self):
            for pump in self.pumps:
                pump.cancel()
            for writer in self.writers:
                writer.transport.abort()

    def __init__(self, legacy_port):
        self.legacy_port = legacy_port
        self.connections = set()
        self.is_up = True
        # Connections that the bridge has opened so far.
        self.dialled = 0

    async def start(self):
        self.server = await asyncio.start_server(self.serve, "127.0.0.1", 0)
        return self.server.sockets[0].getsockname()[1]

    async def serve(self, reader, writer):
        if not self.is_up:
            return writer.transport.abort()
        self.dialled += 1
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.legacy_port)
        except OSError:
            return writer.transport.abort()
        connection = Link.Connection(writer, far_writer)
        self.connections.add(connection)
        ways = [(reader, far_writer), (far_reader, writer)]
        connection.pumps = [asyncio.create_task(self.pump(*way, connection)) for way in ways]
        await asyncio.gather(*connection.pumps, return_exceptions=True)
        self.connections.discard(connection)

    async def pump(self, reader, writer, connection):
        try:
            while data := await reader.read(4096):
                await connection.flows.wait()
                writer.write(data)
                await writer.drain()
        except OSError:
            pass
        await connection.flows.wait()
        writer.close()

    def cut(self):
        for connection in list(self.connections):
            connection.reset()

    def stall(self):
        """Nothing comes through the connections that there are, and nobody is told."""
        stalled = list(self.connections)
        for connection in stalled:
            connection.flows.clear()
        return stalled


class Client:
    """A v1 client of the second router, which comes back after every death of it and goes on where it was."""

    def __init__(self, router, token):
        self.router, self.token = router, token
        self.session = None
        self.is_subscribed = False
        self.numbers = []
        self.heard = []
        self.markers = set()
        self.complaints = []
        self.resumes = 0
        self.running = True

    def url(self):
        url = f"ws://127.0.0.1:{self.router.port}/api/v1/ws?token={self.token}&include_ids=true"
        if self.is_subscribed:
            url += f"&resume={self.session}"
            if self.numbers:
                url += f"&last_event_id=msg_{self.numbers[-1]}"
        return url

    async def run(self):
        while self.running:
            try:
                async with websockets.connect(self.url(), **OPTIONS) as socket:
                    async for text in socket:
                        await self.take(socket, json.loads(text))
            except (OSError, asyncio.TimeoutError, websockets.exceptions.WebSocketException):
                pass
            await asyncio.sleep(random.uniform(0.005, 0.05))

    async def take(self, socket, frame):
        kind, data = frame["type"], frame["data"]
        if kind == "connection_established":
            await self.welcome(socket, data)
        elif kind == "subscription_confirmed":
            self.is_subscribed = True
        elif kind in TYPES:
            self.numbers.append(int(frame["id"].removeprefix("msg_")))
            self.heard.append((kind, data))
            self.markers.add(data["marker"])
        elif kind in ("connection_error", "subscription_error"):
            self.complaints.append(frame)

    async def welcome(self, socket, data):
        self.session = data["session_id"]
        if not self.is_subscribed:
            return await socket.send(json.dumps({"type": "subscribe", "data": {"events": TYPES}}))
        resume = data.get("resume") or {}
        if not resume.get("resumed") or resume.get("gap"):
            self.complaints.append({"resume": resume})
        self.resumes += 1


class Loop:
    def __init__(self, options, folder):
        self.options = options
        self.legacy = Router(
            options.binary, os.path.join(folder, "legacy"),
            "legacy: { auth: required }\npipelines: { all: { from: [ingest], to: [clients] } }")
        self.link = Link(self.legacy.port)
        self.folder = folder
        self.actions = Counter()
        self.slowest_notice = 0.0
        self.slowest_return = 0.0

    async def prepare(self):
        token = self.legacy.token()
        port = await self.link.start()
        source = (
            f'{{ type: legacy_bridge, url: "ws://127.0.0.1:{port}/agents/ws", token: "{token}", '
            "events: [ASSESSMENT_UPDATE, INSIGHT_UPDATE, METRICS_UPDATE], heartbeat: 1s, timeout: 1s, "
            "connect_timeout: 5s }")
        self.bridge = Router(
            self.options.binary, os.path.join(self.folder, "bridge"),
            f"sources:\n  old: {source}\npipelines: {{ bridged: {{ from: [old], to: [clients] }} }}")
        for router in (self.legacy, self.bridge):
            router.start()
            await router.ready()
        self.client = Client(self.bridge, self.bridge.token())
        markers = itertools.count()
        half = self.options.rate / 2
        self.publishers = [Publisher(self.legacy, token, half, self.options.batch, event, markers) for _ in range(2)]

    def acknowledged(self):
        """Markers, in the order of the legacy server."""
        together = {number: marker for publisher in self.publishers for number, marker in publisher.acknowledged.items()}
        return [marker for _, marker in sorted(together.items())]

    async def caught_up(self):
        """Waits until the client has everything that is acknowledged now."""
        self.expect_alive()
        expected = set(self.acknowledged())
        begin = time.monotonic()
        patience = self.options.patience
        await until(self.has(expected), patience, "the client has what was acknowledged")
        self.slowest_return = max(self.slowest_return, time.monotonic() - begin)

    def has(self, expected):
        def condition():
            self.expect_alive()
            return expected <= self.client.markers

        return condition

    def expect_alive(self):
        for router in (self.legacy, self.bridge):
            if router.process.poll() is not None:
                raise RuntimeError(f"the router in {router.folder} ended by itself with {router.process.returncode}")

    # What may happen

    async def kill_legacy(self):
        self.legacy.kill()
        await asyncio.sleep(random.uniform(0, 0.3))
        self.legacy.start()
        await self.legacy.ready()

    async def kill_bridge(self):
        self.bridge.kill()
        await asyncio.sleep(random.uniform(0, 0.3))
        self.bridge.start()
        await self.bridge.ready()

    async def kill_both(self):
        self.legacy.kill()
        self.bridge.kill()
        self.bridge.start()
        self.legacy.start()
        await self.legacy.ready()
        await self.bridge.ready()

    async def connected(self):
        await until(lambda: self.link.connections, self.options.patience, "the bridge is connected")

    async def cut_link(self):
        await self.connected()
        self.link.cut()

    async def take_link_down(self):
        self.link.is_up = False
        self.link.cut()
        await asyncio.sleep(random.uniform(0.2, 1))
        self.link.is_up = True

    async def stall_link(self):
        """The link goes quiet without a word; the bridge has to find out by itself."""
        await self.connected()
        dialled = self.link.dialled
        stalled = self.link.stall()
        begin = time.monotonic()
        patience = self.options.patience
        await until(lambda: self.link.dialled > dialled, patience, "the bridge notices a connection that is half open")
        self.slowest_notice = max(self.slowest_notice, time.monotonic() - begin)
        for connection in stalled:
            connection.reset()

    async def stall_and_reset_link(self):
        await self.connected()
        stalled = self.link.stall()
        await asyncio.sleep(random.uniform(0.1, 0.5))
        for connection in stalled:
            connection.reset()

    async def run(self):
        happenings = [
            self.kill_legacy, self.kill_bridge, self.cut_link, self.stall_link, self.kill_both, self.take_link_down,
            self.stall_and_reset_link,
        ]
        listening = asyncio.create_task(self.client.run())
        await until(lambda: self.client.is_subscribed, self.options.patience, "the client is subscribed")
        # A bridge begins with what happens after its first subscription, and has a place to come back to before the first event.
        while (await self.bridge.metrics()).get('junctor_source_failing{source="old"}') != 0:
            await asyncio.sleep(0.05)
        # The place is stored right after.
        await asyncio.sleep(0.2)
        self.link.is_up = False
        self.link.cut()
        publishing = [asyncio.create_task(publisher.run()) for publisher in self.publishers]
        await until(lambda: self.acknowledged(), self.options.patience, "something is published while there is no link")
        self.link.is_up = True
        await until(lambda: self.client.heard, self.options.patience, "the client has heard something")
        # Each kind once at least, where there are rounds enough.
        order = [happenings[index % len(happenings)] for index in range(self.options.rounds)]
        random.shuffle(order)
        for happening in order:
            await asyncio.sleep(random.uniform(0.05, 1))
            self.actions[happening.__name__] += 1
            await happening()
            print(json.dumps({"happened": happening.__name__}), flush=True)
            # Now and then the next thing happens before all is well again.
            if random.random() < 0.7:
                await self.caught_up()
        for publisher in self.publishers:
            publisher.running = False
        await asyncio.gather(*publishing)
        await self.caught_up()
        counters = await self.bridge.metrics()
        # What would come twice would come soon.
        await asyncio.sleep(0.3)
        self.client.running = False
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
        return counters, [await self.bridge.stop(), await self.legacy.stop()]

    def problems(self, counters, exits):
        expected = self.acknowledged()
        published = {marker: event for publisher in self.publishers for marker, event in publisher.published.items()}
        client = self.client
        heard = [data["marker"] for _, data in client.heard]
        times = Counter(heard)
        missing = [marker for marker in expected if marker not in times]
        repeated = [marker for marker, count in times.items() if count > 1]
        wrong = [item for item in client.heard if published.get(item[1]["marker"]) != item]
        if missing or repeated:
            yield {"missing": missing[:10], "repeated": repeated[:10], "count": [len(missing), len(repeated)]}
        elif heard != expected:
            place = next(place for place, pair in enumerate(zip(heard, expected)) if pair[0] != pair[1])
            yield {"out_of_order_at": place, "heard": heard[place:place + 5], "expected": expected[place:place + 5]}
        if wrong:
            yield {"wrong_payloads": wrong[:3]}
        if client.numbers != sorted(set(client.numbers)):
            yield {"numbers": "do not increase"}
        if client.complaints:
            yield {"complaints": client.complaints[:3]}
        for name in ("junctor_unaccounted_events", 'junctor_source_events_total{source="old",fate="rejected"}'):
            if counters and counters.get(name) != 0:
                yield {name: counters.get(name)}
        if any(exits):
            yield {"exits": exits}


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--rate", type=float, default=400)
    parser.add_argument("--batch", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--patience", type=float, default=60)
    parser.add_argument("--keep", action="store_true", help="leave the folder behind")
    options = parser.parse_args()
    random.seed(options.seed)
    folder = tempfile.mkdtemp(prefix="junctor-bridge-")
    loop = Loop(options, folder)
    await loop.prepare()
    try:
        problems = list(loop.problems(*await loop.run()))
    except (TimeoutError, RuntimeError) as error:
        problems = [{"failure": str(error)}, *loop.problems({}, [])]
    finally:
        for router in (loop.legacy, loop.bridge):
            if router.process and router.process.poll() is None:
                router.kill()
    report = {
        "rounds": options.rounds, "happened": loop.actions, "acknowledged": len(loop.acknowledged()),
        "heard": len(loop.client.heard), "published_again": sum(p.repetitions for p in loop.publishers),
        "resumes": loop.client.resumes, "dialled": loop.link.dialled,
        "slowest_notice": round(loop.slowest_notice, 3), "slowest_return": round(loop.slowest_return, 3),
        "problems": problems,
    }
    if options.keep or problems:
        report["folder"] = folder
    else:
        shutil.rmtree(folder)
    print(json.dumps(report), flush=True)
    # After a failure there are tasks that nothing ends.
    os._exit(1 if problems else 0)


asyncio.run(main())
