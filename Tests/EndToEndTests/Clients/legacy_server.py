"""A server of the legacy API that does what it is told, with nothing of the router in it.

The first line of standard input is {"token", "port"?, "replays"}: the token that it takes, and whether it knows RECONNECT.
Then come {"do": "emit", "type", "source", "data", "timestamp"?}, an event for everybody who has subscribed to it;
{"do": "close", "code"}, which ends all connections; {"do": "mute"}, after which it answers no more, but keeps connections; and
{"do": "send", "text"}. It answers GET_DASHBOARD_METRICS and refuses CREATE_ASSESSMENT, as the document prints it.
Reports are JSON lines: "listening", "connected", "message" with each message, "disconnected".
"""

import asyncio
import itertools
import json
import sys

from websockets.exceptions import ConnectionClosed

try:
    from websockets.asyncio.server import serve
except ImportError:  # before websockets 13
    from websockets import serve

METRICS = {"activeClients": {"count": 42, "trend": 2}, "timeframe": "current"}
NOT_FOUND = {
    "code": "VALIDATION_ERROR", "message": "Invalid assessment data",
    "details": {"field": "client_id", "error": "Client not found"},
}


def report(**fields):
    print(json.dumps(fields), flush=True)


class Session:
    def __init__(self, socket):
        self.socket = socket
        self.subscriptions = set()
        self.is_known = False


class Server:
    def __init__(self, token, replays):
        self.token, self.replays = token, replays
        self.sessions = []
        self.events = []
        self.numbers = itertools.count(1)
        self.is_mute = False

    async def serve(self, socket):
        session = Session(socket)
        self.sessions.append(session)
        report(event="connected")
        try:
            async for text in socket:
                message = json.loads(text)
                # The token has no business in reports.
                report(event="message", message={**message, "payload": None} if message["type"] == "AUTH" else message)
                if not self.is_mute:
                    await self.answer(session, message)
        except ConnectionClosed:
            pass
        finally:
            self.sessions.remove(session)
            report(event="disconnected", code=socket.close_code)

    async def answer(self, session, message):
        kind, payload = message["type"], message.get("payload") or {}
        reply = {"id": message["id"], "timestamp": "2024-12-29T12:00:00Z"}
        source = {"type": "AGENT", "id": (message.get("target") or {}).get("id")}
        if kind == "AUTH":
            if payload.get("token") != self.token:
                error = {"code": "AUTHENTICATION_FAILED", "message": "The token is refused"}
                await self.send(session, {**reply, "type": "ERROR", "payload": error})
                return await session.socket.close(1008)
            session.is_known = True
            granted = {"sessionId": "session_456", "permissions": ["READ", "WRITE"]}
            return await self.send(session, {**reply, "type": "AUTH_SUCCESS", "payload": granted})
        if kind == "HEARTBEAT":
            return await self.send(session, {**reply, "type": "HEARTBEAT_ACK"})
        if not session.is_known:
            error = {"code": "AUTHENTICATION_REQUIRED", "message": "AUTH comes first"}
            return await self.send(session, {**reply, "type": "ERROR", "payload": error})
        if kind == "RECONNECT" and self.replays:
            return await self.replay(session, payload, reply)
        action = message.get("action") or payload.get("action")
        if action == "SUBSCRIBE":
            session.subscriptions |= set(payload["events"])
            answer = {"events": payload["events"], "status": "active"}
        elif action == "GET_DASHBOARD_METRICS":
            answer = METRICS
        elif action == "CREATE_ASSESSMENT":
            return await self.send(session, {**reply, "type": "ERROR", "payload": NOT_FOUND})
        else:
            error = {"code": "UNKNOWN_ACTION", "message": f"No {action or kind} here"}
            return await self.send(session, {**reply, "type": "ERROR", "payload": error})
        response = {"type": "RESPONSE", "source": source, "payload": answer, "metadata": {"correlationId": message["id"]}}
        await self.send(session, {**reply, **response})

    async def replay(self, session, payload, reply):
        session.subscriptions = set(payload.get("subscriptions", []))
        # Who names no event wants what happens from now on.
        last = int(payload.get("lastMessageId", f"msg_{len(self.events)}").removeprefix("msg_"))
        missed = [event for number, event in self.events if number > last and self.is_wanted(session, event)]
        answer = {
            "sessionId": "session_456", "subscriptions": sorted(session.subscriptions), "replayCount": len(missed),
            "gap": False, "oldestAvailable": "msg_1", "lastMessageId": f"msg_{len(self.events)}"}
        await self.send(session, {**reply, "type": "RECONNECT_SUCCESS", "payload": answer})
        for event in missed:
            await self.send(session, event)

    def is_wanted(self, session, event):
        return event["payload"]["type"] in session.subscriptions

    async def send(self, session, frame):
        await session.socket.send(json.dumps(frame, separators=(",", ":")))

    async def obey(self, command):
        if command["do"] == "emit":
            number = next(self.numbers)
            kind = command["type"]
            event = {
                "type": "EVENT", "id": f"msg_{number}", "timestamp": command.get("timestamp", "2024-12-29T12:00:00Z"),
                "source": {"type": "AGENT", "id": command["source"]},
                "payload": {"type": kind, "action": kind, "data": command["data"]}}
            self.events.append((number, event))
            for session in list(self.sessions):
                if self.is_wanted(session, event):
                    await self.send(session, event)
        elif command["do"] == "send":
            for session in list(self.sessions):
                await session.socket.send(command["text"])
        elif command["do"] == "close":
            for session in list(self.sessions):
                await session.socket.close(command["code"])
        elif command["do"] == "mute":
            self.is_mute = True
            for session in self.sessions:
                # Nothing is read any more, so that not even WebSocket's own pings are answered.
                session.socket.transport.pause_reading()


async def main():
    commands = asyncio.StreamReader(limit=1 << 24)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(commands), sys.stdin)
    options = json.loads(await commands.readline())
    server = Server(options["token"], options["replays"])
    async with serve(server.serve, "127.0.0.1", options.get("port", 0), ping_interval=None, max_size=None) as listening:
        report(event="listening", port=listening.sockets[0].getsockname()[1])
        while line := await commands.readline():
            await server.obey(json.loads(line))


asyncio.run(main())
