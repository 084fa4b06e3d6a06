"""Routers as processes, through all their lives, and publishers that publish everything once, whatever happens to these."""

import asyncio
import json
import os
import random
import signal
import socket
import subprocess
import time

# Of websockets.connect: no limits but those of the test. A client that cuts itself off does not wait for a goodbye.
OPTIONS = {"max_size": None, "ping_interval": None, "open_timeout": 30, "close_timeout": 0.1}
SECRET = "a secret that only this test knows, of 48 bytes."


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Router:
    """A process under test with its config, in a folder of its own."""

    def __init__(self, binary, folder, routing):
        self.binary, self.folder = binary, folder
        self.port, self.admin = free_port(), free_port()
        os.makedirs(folder)
        self.config = os.path.join(folder, "router.yaml")
        with open(self.config, "w") as file:
            file.write(
                f"""
server: {{ listen: "127.0.0.1:{self.port}", profile: unlimited, resume_window: 10m }}
admin: {{ listen: "127.0.0.1:{self.admin}" }}
auth: {{ keys: [ {{ alg: HS256, secret: "{SECRET}" }} ] }}
log: {{ type: sqlite, path: "{folder}/data/events.db" }}
{routing}
"""
            )
        self.log = open(os.path.join(folder, "router.log"), "ab")
        self.process = None

    def token(self, *options):
        command = [self.binary, "token", self.config, *options]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    def start(self):
        self.process = subprocess.Popen([self.binary, "run", self.config], stdout=self.log, stderr=self.log)

    def kill(self):
        if self.process.poll() is not None:
            raise RuntimeError(f"the router in {self.folder} ended by itself with {self.process.returncode}")
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
                raise RuntimeError(f"the router in {self.folder} ended with {self.process.returncode}")
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", self.port)
                writer.close()
                return time.monotonic() - begin
            except OSError:
                await asyncio.sleep(0.005)
        raise RuntimeError(f"the router in {self.folder} does not listen")

    async def metrics(self):
        """The samples of /metrics, by their text."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.admin)
        writer.write(b"GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        lines = (await reader.read()).decode().splitlines()
        writer.close()
        samples = (line.rsplit(" ", 1) for line in lines if line.startswith("junctor_"))
        return {name: float(value) for name, value in samples}


class Publisher:
    """Publishes batches at a rate. A batch is published again until it is acknowledged; the keys of its events tell the router
    which it has already, so each is accepted once."""

    def __init__(self, router, token, rate, batch, event, markers):
        """event makes the type and the data of a marker, which markers gives."""
        self.router, self.token, self.rate, self.batch = router, token, rate, batch
        self.event, self.markers = event, markers
        self.acknowledged = {}
        self.published = {}
        self.repetitions = 0
        self.running = True
        self.connection = None

    async def run(self):
        following = time.monotonic()
        while self.running:
            following = max(following + self.batch / self.rate, time.monotonic() - 0.2)
            await asyncio.sleep(max(0, following - time.monotonic()))
            markers = [next(self.markers) for _ in range(self.batch)]
            body = json.dumps([self.envelope(marker) for marker in markers]).encode()
            while not await self.post(markers, body):
                self.repetitions += 1
                await asyncio.sleep(random.uniform(0.01, 0.05))
        if self.connection:
            self.connection[1].close()

    def envelope(self, marker):
        kind, data = self.event(marker)
        data = {**data, "marker": marker}
        self.published[marker] = (kind, data)
        return {"type": kind, "source": "publisher", "id": f"marker-{marker}", "data": data}

    async def post(self, markers, body):
        """Whether it was acknowledged."""
        try:
            self.connection = self.connection or await asyncio.open_connection("127.0.0.1", self.router.port)
            status, answer = await asyncio.wait_for(self.exchange(*self.connection, body), 20)
        except (OSError, asyncio.IncompleteReadError, asyncio.TimeoutError):
            if self.connection:
                self.connection[1].close()
            self.connection = None
            return False
        if status == 503:
            return False
        if status != 202:
            raise RuntimeError(f"{status} {answer}")
        for marker, item in zip(markers, answer["items"]):
            self.acknowledged[int(item["event_id"].removeprefix("msg_"))] = marker
        return True

    async def exchange(self, reader, writer, body):
        writer.write(
            b"POST /api/v1/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + f"Authorization: Bearer {self.token}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(
            int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:"))
        return int(head.split(b" ")[1]), json.loads(await reader.readexactly(length))


async def until(condition, patience, what):
    """Waits until the condition holds."""
    deadline = time.monotonic() + patience
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"not in {patience} s: {what}")
        await asyncio.sleep(0.01)
