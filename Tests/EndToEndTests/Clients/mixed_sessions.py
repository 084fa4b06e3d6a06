#!/usr/bin/env python3
"""The same events for three clients: v1 over WebSocket, Server-Sent Events and legacy. Each is cut off at random points and
comes back in its own way, and the router is killed now and then. All three must hear the same: every event once, in order.

Usage: mixed_sessions.py BINARY [--cuts N] [--kills N] [--rate EVENTS_PER_SECOND] [--seed N] [--bridged]
With --bridged the events of the legacy API come from a second router, over a bridge.
Prints a line for every cut and at last a report, as JSON; exit code 1 if a promise was broken.
"""

import argparse
import asyncio
import itertools
import json
import os
import random
import shutil
import tempfile

import websockets

from routers import OPTIONS, Publisher, Router, until

BRIDGED = {
    "assessment_update": {"id": "assessment_456", "status": "completed", "completed_at": "2024-12-29T12:30:00Z"},
    "insight_update": {"type": "risk_factor", "priority": "high"},
    "client_metrics_update": {"active_clients": {"count": 43, "trend": 3}},
}
# As many as a legacy client may subscribe to.
NATIVE = {
    "agent_status": {"agent_id": "agent_1", "old_status": "idle", "new_status": "active"},
    "agent_deleted": {"agent_id": "agent_2", "deleted_by": "user_1", "reason": "test"},
    "inference_progress": {"inference_id": "inf_1", "agent_id": "agent_1", "progress": 0.5},
    "system_alert": {"alert_id": "alert_1", "severity": "error", "type": "disk_full", "message": "The disk is full"},
    "metrics_update": {"system": {"cpu_usage": 45.2}, "agents": {}},
    "entity_deleted": {"entity_id": "entity_1", "deleted_by": "user_1", "reason": "test"},
    "relationship_deleted": {"relationship_id": "rel_1", "deleted_by": "user_1", "reason": "test"},
}
TYPES = list(NATIVE) + list(BRIDGED)
LEGACY_NAMES = {
    **{name: name.upper() for name in TYPES}, "metrics_update": "SYSTEM_METRICS_UPDATE",
    "client_metrics_update": "METRICS_UPDATE"}
CANONICAL_NAMES = {legacy: name for name, legacy in LEGACY_NAMES.items()}


class Broken(Exception):
    """The client's connection has ended, by its own will or not."""


class Client:
    """Hears events through connections that it cuts off at random."""

    def __init__(self, router, token, cuts, seed):
        self.router, self.token, self.cuts = router, token, cuts
        self.random = random.Random(f"{seed} {type(self).__name__}")
        self.is_subscribed = False
        # (number, type, marker)
        self.heard = []
        self.complaints = []
        self.resumes = 0
        self.cut_off = 0
        self.running = True

    async def run(self):
        while self.running:
            self.left = self.random.randint(1, 60) if self.cut_off < self.cuts else None
            try:
                await self.live()
            except Broken:
                self.cut_off += 1
                print(json.dumps({"cut": type(self).__name__}), flush=True)
            except (OSError, EOFError, asyncio.TimeoutError, websockets.exceptions.WebSocketException):
                pass
            await asyncio.sleep(self.random.uniform(0, 0.2))

    def hear(self, identifier, kind, data):
        self.heard.append((int(identifier.removeprefix("msg_")), kind, data["marker"]))
        if self.left is not None:
            self.left -= 1
            if self.left == 0:
                # What is under way to this client is lost with the connection.
                self.abort()
                raise Broken()

    @property
    def last(self):
        return f"msg_{self.heard[-1][0]}"

    def complain(self, what):
        self.complaints.append({type(self).__name__: what})


class V1Client(Client):
    async def live(self):
        url = f"ws://127.0.0.1:{self.router.port}/api/v1/ws?token={self.token}&include_ids=true"
        if self.heard:
            url += f"&resume={self.session}&last_event_id={self.last}"
        async with websockets.connect(url, **OPTIONS) as self.socket:
            async for text in self.socket:
                await self.take(json.loads(text))

    def abort(self):
        self.socket.transport.abort()

    async def take(self, frame):
        kind, data = frame["type"], frame["data"]
        if kind in TYPES:
            self.hear(frame["id"], kind, data)
        elif kind == "connection_established":
            self.session = data["session_id"]
            if not self.heard:
                return await self.socket.send(json.dumps({"type": "subscribe", "data": {"events": TYPES}}))
            self.resumes += 1
            resume = data["resume"]
            if not resume["resumed"] or resume["gap"] or not resume["exact"]:
                self.complain(frame)
        elif kind == "subscription_confirmed":
            self.is_subscribed = True
        elif kind in ("connection_error", "subscription_error"):
            self.complain(frame)


class StreamClient(Client):
    """Server-Sent Events as the HTML standard has them, over HTTP/1.1."""

    async def live(self):
        reader, writer = await asyncio.open_connection("127.0.0.1", self.router.port)
        self.transport = writer.transport
        try:
            place = ""
            if self.heard:
                place = f"Last-Event-ID: {self.last}\r\n"
                self.resumes += 1
            writer.write(
                f"GET /api/v1/events/stream?events={','.join(TYPES)} HTTP/1.1\r\nHost: localhost\r\n"
                f"Authorization: Bearer {self.token}\r\nAccept: text/event-stream\r\n{place}\r\n".encode())
            head = await reader.readuntil(b"\r\n\r\n")
            if b" 200 " not in head.split(b"\r\n")[0]:
                return b" 503 " in head or self.complain(head.decode())
            self.is_subscribed = True
            text = ""
            while size := int((await reader.readline()) or b"0", 16):
                text += (await reader.readexactly(size)).decode()
                await reader.readline()
                *blocks, text = text.split("\n\n")
                for block in blocks:
                    self.take(dict(line.split(": ", 1) for line in block.split("\n") if ": " in line))
        finally:
            writer.close()

    def abort(self):
        self.transport.abort()

    def take(self, fields):
        kind = fields.get("event")
        if kind in TYPES:
            self.hear(fields["id"], kind, json.loads(fields["data"])["data"])
        elif kind in ("gap", "connection_error"):
            self.complain(fields)


class LegacyClient(Client):
    async def live(self):
        url = f"ws://127.0.0.1:{self.router.port}/agents/ws"
        async with websockets.connect(url, **OPTIONS) as self.socket:
            await self.send("AUTH", {"token": self.token})
            async for text in self.socket:
                await self.take(json.loads(text))

    async def send(self, kind, payload, **more):
        message = {"type": kind, "id": f"{kind.lower()}_1", "payload": payload, **more}
        await self.socket.send(json.dumps(message))

    def abort(self):
        self.socket.transport.abort()

    async def take(self, frame):
        kind, payload = frame["type"], frame.get("payload")
        names = list(LEGACY_NAMES.values())
        if kind == "EVENT":
            self.hear(frame["id"], CANONICAL_NAMES[payload["type"]], payload["data"])
        elif kind == "AUTH_SUCCESS" and self.heard:
            await self.send("RECONNECT", {"lastMessageId": self.last, "subscriptions": names})
        elif kind == "AUTH_SUCCESS":
            target = {"type": "AGENT", "id": "analysis-agent"}
            await self.send("COMMAND", {"events": names}, action="SUBSCRIBE", target=target)
        elif kind == "RESPONSE":
            self.is_subscribed = True
        elif kind == "RECONNECT_SUCCESS":
            self.resumes += 1
            if payload["gap"] is not False:
                self.complain(frame)
        elif kind == "ERROR":
            self.complain(frame)


class Trial:
    def __init__(self, options, folder):
        self.options = options
        self.routers = []
        source = ""
        if options.bridged:
            legacy = Router(
                options.binary, os.path.join(folder, "legacy"), "pipelines: { all: { from: [ingest], to: [clients] } }")
            self.routers.append(legacy)
            source = (
                f'sources: {{ old: {{ type: legacy_bridge, url: "ws://127.0.0.1:{legacy.port}/agents/ws", '
                f'token: "{legacy.token()}", events: [ASSESSMENT_UPDATE, INSIGHT_UPDATE, METRICS_UPDATE] }} }}\n')
        sources = "[ingest, old]" if options.bridged else "[ingest]"
        self.router = Router(
            options.binary, os.path.join(folder, "router"),
            f"{source}pipelines: {{ all: {{ from: {sources}, to: [clients] }} }}")
        self.routers.append(self.router)

    def publish(self):
        choice = random.Random(self.options.seed)
        markers = itertools.count()
        rate, batch = self.options.rate, 5

        def publisher(router, types):
            def event(marker):
                kind = choice.choice(list(types))
                return kind, types[kind]

            return Publisher(router, router.token(), rate, batch, event, markers)

        if self.options.bridged:
            return [publisher(self.router, NATIVE), publisher(self.routers[0], BRIDGED)]
        return [publisher(self.router, {**NATIVE, **BRIDGED})]

    async def run(self):
        for router in self.routers:
            router.start()
            await router.ready()
        token = self.router.token()
        self.clients = [
            kind(self.router, token, self.options.cuts, self.options.seed) for kind in (V1Client, StreamClient, LegacyClient)]
        hearing = [asyncio.create_task(client.run()) for client in self.clients]
        patience = self.options.patience
        await until(lambda: all(client.is_subscribed for client in self.clients), patience, "all are subscribed")
        # A bridge begins with what happens after its first subscription.
        while (await self.router.metrics()).get('junctor_source_failing{source="old"}', 0) != 0:
            await asyncio.sleep(0.05)
        self.publishers = self.publish()
        publishing = [asyncio.create_task(publisher.run()) for publisher in self.publishers]
        # Everybody has a place to come back to before the first death.
        kinds = BRIDGED if self.options.bridged else NATIVE
        await until(
            lambda: all(any(kind in kinds for _, kind, _ in client.heard) for client in self.clients), patience,
            "all have heard something, also over the bridge")
        for _ in range(self.options.kills):
            await asyncio.sleep(random.uniform(0.2, 1))
            self.router.kill()
            self.router.start()
            await self.router.ready()
        cuts = self.options.cuts
        await until(lambda: all(client.cut_off == cuts for client in self.clients), patience * 2, "all cuts are done")
        for publisher in self.publishers:
            publisher.running = False
        await asyncio.gather(*publishing)
        self.markers = {marker for publisher in self.publishers for marker in publisher.acknowledged.values()}
        await until(
            lambda: all(self.markers <= {marker for _, _, marker in client.heard} for client in self.clients), patience,
            "all have heard everything")
        # What would come twice would come soon.
        await asyncio.sleep(0.3)
        for client, task in zip(self.clients, hearing):
            client.running = False
            task.cancel()
        for result in await asyncio.gather(*hearing, return_exceptions=True):
            if isinstance(result, Exception):
                raise result

    def problems(self):
        published = {marker: kind for p in self.publishers for marker, (kind, _) in p.published.items()}
        known = {number: marker for number, marker in self.publishers[0].acknowledged.items()}
        for client in self.clients:
            name = type(client).__name__
            numbers = [number for number, _, _ in client.heard]
            markers = [marker for _, _, marker in client.heard]
            missing = self.markers - set(markers)
            if missing:
                yield {name: "holes", "count": len(missing), "first": sorted(missing)[:10]}
            if len(markers) != len(set(markers)):
                yield {name: "repetitions", "count": len(markers) - len(set(markers))}
            if numbers != sorted(set(numbers)):
                yield {name: "numbers do not increase"}
            heard = {number: marker for number, _, marker in client.heard}
            if any(heard.get(number, marker) != marker for number, marker in known.items()):
                yield {name: "has ids of other events"}
            if any(published[marker] != kind for _, kind, marker in client.heard):
                yield {name: "has events of another type"}
            yield from client.complaints[:3]
        if len({tuple(client.heard) for client in self.clients}) > 1:
            yield {"clients": "have not heard the same sequence", "counts": [len(c.heard) for c in self.clients]}


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("--cuts", type=int, default=30)
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--rate", type=float, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--bridged", action="store_true")
    parser.add_argument("--patience", type=float, default=60)
    parser.add_argument("--keep", action="store_true", help="leave the folder behind")
    options = parser.parse_args()
    random.seed(options.seed)
    folder = tempfile.mkdtemp(prefix="junctor-mixed-")
    trial = Trial(options, folder)
    problems = []
    try:
        await trial.run()
    except (TimeoutError, RuntimeError) as error:
        problems.append({"failure": str(error)})
    finally:
        for router in trial.routers:
            if router.process and router.process.poll() is None:
                router.kill()
    if hasattr(trial, "markers"):
        problems += trial.problems()
    clients = {type(client).__name__: client for client in trial.clients}
    report = {
        "heard": {name: len(client.heard) for name, client in clients.items()},
        "cuts": {name: client.cut_off for name, client in clients.items()},
        "resumes": {name: client.resumes for name, client in clients.items()},
        "types": len({kind for client in trial.clients for _, kind, _ in client.heard}),
        "acknowledged": len(getattr(trial, "markers", [])), "problems": problems,
    }
    if options.keep or problems:
        report["folder"] = folder
    else:
        shutil.rmtree(folder)
    print(json.dumps(report), flush=True)
    # After a failure there are tasks that nothing ends.
    os._exit(1 if problems else 0)


asyncio.run(main())
