#!/usr/bin/env python3
"""What a care team does, through every door: a client by REST, an assessment by legacy COMMAND, its submission, the analysis that follows,
the insight that a rule makes of it. A v1 client, a legacy client and the audit file hear all of it, in one order.

Usage: care_scenario.py BINARY [--agent SCRIPT]
With --agent the analysis is that of a supervised process, else that of built-in rules. Prints a report as JSON; exit code 1 if something
was not as it should be.
"""

import argparse
import asyncio
import json
import os
import shutil
import sys
import tempfile

import websockets

from routers import OPTIONS, Router, until
from write_storm import exchange

SCHEMA = """{ type: object, required: [mood, sleep_hours], additionalProperties: false,
          properties: { mood: { type: integer, minimum: 0, maximum: 10 }, sleep_hours: { type: number, minimum: 0, maximum: 24 } } }"""
RULES = """{ rules: [ { when: { mood: { maximum: 3 } }, risk_factor: low_mood, recommendation: Call the client } ] }"""
ROUTING = """
sources:
  agents: { type: agents, store: { path: "FOLDER/data/agents.db" }, AGENTS }
  assessments:
    type: assessments
    store: { path: "FOLDER/data/assessments.db" }
    types: { initial: { schema: SCHEMA } }
    analysis: ANALYSIS
    events: { analysis: true }
  insights:
    type: insights
    store: { path: "FOLDER/data/insights.db" }
    metrics_interval: 100ms
    rules:
      analysed:
        when: { types: [assessment_update], field: event.data.analysis.risk_factors, exists: true }
        insight:
          type: risk_factor
          priority: high
          description: "Assessment {data.id} shows {data.analysis.risk_factors.0:-nothing}"
          recommendations: ["Look at {event.id}"]
          client_id: "{data.client_id}"
sinks:
  audit: { type: file, path: "FOLDER/data/audit.ndjson" }
pipelines:
  live: { from: [agents, assessments, insights], to: [clients, audit] }
"""
# By the names of both dialects.
TYPES = {"assessment_update": "ASSESSMENT_UPDATE", "insight_update": "INSIGHT_UPDATE", "client_metrics_update": "METRICS_UPDATE"}
RENAMED = {"completed_at": "completedAt", "active_clients": "activeClients"}


class Hearing:
    """One client: what it was answered and what it heard."""

    def __init__(self, connection):
        self.connection, self.answers, self.heard = connection, [], []
        self.reading = asyncio.create_task(self.read())

    async def read(self):
        async for text in self.connection:
            frame = json.loads(text)
            if frame["type"] in TYPES:
                self.heard.append((frame["id"], TYPES[frame["type"]], {RENAMED.get(key, key): value for key, value in frame["data"].items()}))
            elif frame["type"] == "EVENT":
                self.heard.append((frame["id"], frame["payload"]["type"], frame["payload"]["data"]))
            else:
                self.answers.append(frame)

    async def answer(self, is_meant):
        await until(lambda: any(is_meant(frame) for frame in self.answers), 30, "an answer")
        return next(frame for frame in self.answers if is_meant(frame))

    async def ask(self, kind, target, action, payload):
        """A request of the legacy dialect: its RESPONSE's or ERROR's payload."""
        identifier = f"request_{len(self.answers)}_{action}"
        request = {"type": kind, "id": identifier, "target": {"type": "AGENT", "id": target}, "action": action, "payload": payload}
        await self.connection.send(json.dumps(request))
        return await self.answer(lambda frame: frame.get("id") == identifier)


async def legacy(router, token):
    connection = await websockets.connect(f"ws://127.0.0.1:{router.port}/agents/ws?token={token}", **OPTIONS)
    client = Hearing(connection)
    answer = await client.ask("COMMAND", "assessment-agent", "SUBSCRIBE", {"events": list(TYPES.values())})
    assert answer["type"] == "RESPONSE", answer
    return client


async def v1(router, token):
    connection = await websockets.connect(f"ws://127.0.0.1:{router.port}/api/v1/ws?token={token}&include_ids=true", **OPTIONS)
    client = Hearing(connection)
    await connection.send(json.dumps({"type": "subscribe", "data": {"events": list(TYPES)}}))
    await client.answer(lambda frame: frame["type"] == "subscription_confirmed")
    return client


class Checks:
    def __init__(self):
        self.problems = []

    def same(self, what, found, expected):
        if found != expected:
            self.problems.append(f"{what}: {found!r}, not {expected!r}")


async def play(router, checks):
    token = router.token("--role", "admin", "--subject", "nurse")
    modern, old = await v1(router, token), await legacy(router, token)
    status, client = await exchange(router, token, "POST", "/api/v1/clients", {"client_id": "client_123", "name": "Ada"})
    checks.same("creating a client", (status, client.get("client_id"), client.get("status")), (201, "client_123", "active"))

    # What is wrong is said, and changes nothing.
    wrong = await old.ask("COMMAND", "assessment-agent", "CREATE_ASSESSMENT", {"client_id": "nobody", "type": "initial"})
    checks.same(
        "an unknown client", wrong["payload"],
        {"code": "VALIDATION_ERROR", "message": "Invalid assessment data", "details": {"field": "client_id", "error": "Client not found"}})
    created = await old.ask("COMMAND", "assessment_agent", "CREATE_ASSESSMENT", {"client_id": "client_123", "type": "initial"})
    assessment = created["payload"]
    checks.same(
        "the assessment", {key: assessment.get(key) for key in ["client_id", "type", "status", "fields", "analysis"]},
        {"client_id": "client_123", "type": "initial", "status": "pending", "fields": {}, "analysis": {}})
    identifier = assessment["id"]
    early = await old.ask("COMMAND", "assessment-agent", "SUBMIT_ASSESSMENT", {"assessment_id": identifier, "fields": {"mood": 2}})
    checks.same("submitting half of it", (early["type"], early["payload"]["code"]), ("ERROR", "VALIDATION_ERROR"))
    updated = await old.ask(
        "COMMAND", "assessment-agent", "UPDATE_ASSESSMENT", {"assessment_id": identifier, "fields": {"mood": 2, "sleep_hours": 4.50}})
    checks.same("updating", updated["payload"]["status"], "in_progress")
    submitted = await old.ask("COMMAND", "assessment-agent", "SUBMIT_ASSESSMENT", {"id": identifier})
    checks.same("submitting", submitted["payload"]["status"], "completed")

    # The analysis comes by itself, and a rule makes an insight of it.
    await until(lambda: any(kind == "INSIGHT_UPDATE" for _, kind, _ in modern.heard), 60, "the insight")
    await until(lambda: any(kind == "METRICS_UPDATE" for _, kind, _ in modern.heard), 60, "the figures")
    found = await old.ask("QUERY", "assessment-agent", "GET_ASSESSMENT", {"id": identifier})
    factors = found["payload"]["analysis"].get("risk_factors")
    checks.same("whether there is an analysis", bool(factors), True)
    status, insights = await exchange(router, token, "GET", "/api/v1/insights?client_id=client_123")
    checks.same("the insights", (status, [(item["type"], item["rule"]) for item in insights["items"]]), (200, [("risk_factor", "analysed")]))
    figures = await old.ask("QUERY", "analysis-agent", "GET_DASHBOARD_METRICS", {"timeframe": "current"})
    checks.same("the dashboard", figures["payload"].get("activeClients"), {"count": 1, "trend": 1})

    updates = [data for _, kind, data in modern.heard if kind == "ASSESSMENT_UPDATE"]
    checks.same("the statuses", [data["status"] for data in updates], ["pending", "in_progress", "completed", "completed"])
    completed = updates[2]
    checks.same("completed", set(completed), {"id", "status", "completedAt"})
    insight = next(data for _, kind, data in modern.heard if kind == "INSIGHT_UPDATE")
    checks.same("the insight", insight["description"], f"Assessment {identifier} shows {factors[0] if factors else None}")
    metrics = [data for _, kind, data in modern.heard if kind == "METRICS_UPDATE"]
    checks.same("the last figures", metrics[-1:], [{"activeClients": {"count": 1, "trend": 1}}])
    await until(lambda: len(old.heard) >= len(modern.heard), 30, "the legacy client")
    checks.same("what the legacy client heard", old.heard, modern.heard)
    for client in [modern, old]:
        await client.connection.close()
    return modern.heard


async def run(options, folder, checks):
    home = os.path.join(folder, "router")
    analysis, agents = RULES, ""
    if options.agent:
        analysis = "{ agent: analysis-agent, timeout: 20s }"
        agents = (
            'agents: { analysis-agent: { name: Analyst, autostart: true, driver: { type: process, '
            f'command: "{sys.executable}", arguments: ["{options.agent}"] }} }} }}')
    routing = ROUTING.replace("SCHEMA", SCHEMA).replace("ANALYSIS", analysis).replace("AGENTS", agents).replace("FOLDER", home)
    router = Router(options.binary, home, routing)
    router.start()
    try:
        await router.ready()
        heard = await play(router, checks)
        checks.same("the end of the router", await router.stop(), 0)
    finally:
        if router.process.poll() is None:
            router.process.kill()
            router.process.wait()
    with open(os.path.join(home, "data/audit.ndjson")) as file:
        audit = [json.loads(line) for line in file]
    checks.same("the audit file", [event["id"] for event in audit if event["type"] in TYPES], [identifier for identifier, _, _ in heard])
    return {"heard": [kind for _, kind, _ in heard]}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("--agent")
    options = parser.parse_args()
    folder, checks, report = tempfile.mkdtemp(prefix="junctor-care-"), Checks(), {"heard": []}
    try:
        report = asyncio.run(run(options, folder, checks))
    except (RuntimeError, TimeoutError, AssertionError) as error:
        checks.problems.append(f"{type(error).__name__}: {error}")
    print(json.dumps({**report, "problems": checks.problems}), flush=True)
    if checks.problems:
        with open(os.path.join(folder, "router/router.log")) as file:
            sys.stderr.write(file.read()[-4000:])
        raise SystemExit(1)
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
