#!/usr/bin/env python3
"""Writes to resources, a thousand at a time, of a router that is killed in their midst. Whatever was under way is sent again when
the router is back, with the same Idempotency-Key. In the end stores and log must agree: what was answered is there, nothing is
there twice, and every row that came or went has its event, once and in the order of the changes.

Usage: write_storm.py BINARY [--writes N] [--kills N] [--seed N]
Prints lines about its progress and at last a report, as JSON; exit code 1 if a promise was broken.
"""

import argparse
import asyncio
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile

from routers import Router, until

ROUTING = """
sources:
  graph: { type: knowledge_graph, store: { path: "FOLDER/data/graph.db" } }
  agents: { type: agents, store: { path: "FOLDER/data/agents.db" } }
sinks:
  audit: { type: file, path: "FOLDER/data/audit.ndjson" }
pipelines:
  live: { from: [graph, agents], to: [clients, audit] }
"""
# By the plural in the path: its id's name, the event of a new one and of one that has gone.
KINDS = {
    "entities": ("entity_id", "entity_created", "entity_deleted"),
    "agents": ("agent_id", "agent_created", "agent_deleted"),
}


def body(kind, number):
    if kind == "entities":
        return {"type": "concept", "label": f"Entity {number}", "properties": {"number": number}}
    return {"name": f"Agent {number}", "template": "storm"}


class Gone(Exception):
    """The connection has ended before the answer."""


async def exchange(router, token, method, path, content=None, headers=()):
    """The status and the body of an answer, over a connection of its own."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", router.port)
        text = json.dumps(content).encode() if content is not None else b""
        lines = [f"{method} {path} HTTP/1.1", "Host: localhost", "Connection: close", f"Authorization: Bearer {token}", *headers]
        if content is not None:
            lines += ["Content-Type: application/json", f"Content-Length: {len(text)}"]
        writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + text)
        answer = await reader.read()
        writer.close()
        head, separator, rest = answer.partition(b"\r\n\r\n")
        if not separator:
            raise Gone
        length = [int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
        if length and len(rest) < length[0]:
            raise Gone
        return int(head.split(b" ")[1]), json.loads(rest) if rest else None
    except (OSError, asyncio.IncompleteReadError) as error:
        raise Gone from error


class Storm:
    def __init__(self, router, token, seed, problems):
        self.router, self.token, self.problems = router, token, problems
        self.random = random.Random(seed)
        self.up = asyncio.Event()
        self.answered = 0
        self.repetitions = 0
        # By kind: what was created, by number, and what of it was deleted.
        self.created = {kind: {} for kind in KINDS}
        self.deleted = {kind: set() for kind in KINDS}

    async def insist(self, *request):
        """The first answer that is one, however often the router goes; and whether the request was sent more than once."""
        again = False
        while True:
            await self.up.wait()
            try:
                status, answer = await exchange(self.router, self.token, *request)
                if status != 503:
                    self.answered += 1
                    if self.answered % 50 == 0:
                        print(json.dumps({"answers": self.answered}), flush=True)
                    return status, answer, again
            except Gone:
                pass
            again = True
            self.repetitions += 1
            await asyncio.sleep(self.random.uniform(0.01, 0.1))

    async def write(self, kind, number):
        """Creates one, and deletes some of them again."""
        name = KINDS[kind][0]
        key = [f"Idempotency-Key: storm-{kind}-{number}"]
        status, answer, _ = await self.insist("POST", f"/api/v1/{kind}", body(kind, number), key)
        if status != 201:
            return self.problems.append(f"creating {kind} {number}: {status} {answer}")
        self.created[kind][number] = answer[name]
        if number % 4:
            return
        status, answer, again = await self.insist("DELETE", f"/api/v1/{kind}/{answer[name]}")
        if status != 204 and not (again and status == 404):
            self.problems.append(f"deleting {kind} {number}: {status} {answer}")
        self.deleted[kind].add(self.created[kind][number])

    async def rows(self, kind):
        found, cursor = [], ""
        while True:
            status, page = await exchange(self.router, self.token, "GET", f"/api/v1/{kind}?limit=200{cursor}")
            if status != 200:
                raise RuntimeError(f"listing {kind}: {status} {page}")
            found += page["items"]
            if "next_cursor" not in page:
                return found
            cursor = f"&cursor={page['next_cursor']}"


def compare(storm, rows, events, place):
    """Holds a record of the events against what the clients were told and what the stores have."""
    for kind, (name, came, went) in KINDS.items():
        ids = list(storm.created[kind].values())
        if len(set(ids)) != len(ids):
            storm.problems.append(f"{kind}: an id was given twice")
        left = {row[name] for row in rows[kind]}
        if left != set(ids) - storm.deleted[kind]:
            storm.problems.append(f"{kind}: the store has {len(left)}, not the {len(ids) - len(storm.deleted[kind])} of the clients")
        told = [event["data"][name] for event in events if event["type"] == came]
        if sorted(told) != sorted(ids):
            storm.problems.append(f"{kind}: {place} has {len(told)} {came}, of {len(set(told))}, not {len(ids)}")
        gone = [event["data"][name] for event in events if event["type"] == went]
        if sorted(gone) != sorted(storm.deleted[kind]):
            storm.problems.append(f"{kind}: {place} has {len(gone)} {went}, of {len(set(gone))}, not {len(storm.deleted[kind])}")
        # Rows are listed as they were created, and so are their events.
        if [id for id in told if id in left] != [row[name] for row in rows[kind]]:
            storm.problems.append(f"{kind}: {place} has the events in another order than the store its rows")


async def run(options, folder, problems):
    router = Router(options.binary, os.path.join(folder, "router"), ROUTING.replace("FOLDER", os.path.join(folder, "router")))
    storm = Storm(router, router.token("--role", "admin", "--lifetime", "1h"), options.seed, problems)
    router.start()
    try:
        await router.ready()
        storm.up.set()
        writes = [asyncio.create_task(storm.write(kind, number)) for number in range(options.writes // 2) for kind in KINDS]
        for kill in range(options.kills):
            # Somewhere in what is left.
            goal = storm.answered + storm.random.randint(1, max(1, options.writes // (options.kills + 1)))
            await until(lambda: storm.answered >= goal or all(task.done() for task in writes), 60, "answers")
            router.kill()
            print(json.dumps({"kill": kill + 1}), flush=True)
            storm.up.clear()
            router.start()
            await router.ready()
            storm.up.set()
        await asyncio.wait_for(asyncio.gather(*writes), 120)
        rows = {kind: await storm.rows(kind) for kind in KINDS}
        code = await router.stop()
        if code != 0:
            problems.append(f"the router ended with {code}")
    finally:
        if router.process.poll() is None:
            router.process.kill()
            router.process.wait()
    exported = subprocess.run(
        [options.binary, "log", "export", os.path.join(router.folder, "data/events.db")], capture_output=True, text=True, check=True)
    log = [json.loads(line) for line in exported.stdout.splitlines()]
    compare(storm, rows, log, "the log")
    with open(os.path.join(router.folder, "data/audit.ndjson")) as file:
        audit = [json.loads(line) for line in file]
    # After a kill a sink may get again what it has not confirmed; it knows that by the id.
    once = {event["id"]: event for event in audit}
    compare(storm, rows, list(once.values()), "the audit file")
    return {
        "writes": options.writes, "answers": storm.answered, "repetitions": storm.repetitions, "events": len(log),
        "deleted": sum(len(ids) for ids in storm.deleted.values())}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("--writes", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    # A connection for each write.
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    folder, problems = tempfile.mkdtemp(prefix="junctor-storm-"), []
    report = asyncio.run(run(options, folder, problems))
    print(json.dumps({**report, "problems": problems}), flush=True)
    if problems:
        print(f"kept: {folder}", file=sys.stderr)
        raise SystemExit(1)
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
