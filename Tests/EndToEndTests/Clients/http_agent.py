"""An agent that is asked by HTTP: checks the signature of each order by the rules of Standard Webhooks, and answers it.

Argument: the signing secret. Standard output: {"port": …}, then for each order {"command", "parameters", "problems"}.
It refuses a configuration whose `priority` is "impossible", and answers `explode` in one with status 500.
"""

import base64
import hashlib
import hmac
import http.server
import json
import sys
import time

KEY = base64.b64decode(sys.argv[1].removeprefix("whsec_"))


def problems(headers, body, order):
    found = []
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    signature = "v1," + base64.b64encode(hmac.new(KEY, signed, hashlib.sha256).digest()).decode()
    if not any(hmac.compare_digest(signature, each) for each in headers.get("webhook-signature", "").split(" ")):
        found.append("signature")
    if abs(time.time() - int(headers["webhook-timestamp"])) > 300:
        found.append("timestamp")
    if headers["content-type"] != "application/json" or order["type"] != "command":
        found.append("form")
    if order["data"]["request_id"] != headers["webhook-id"]:
        found.append("id")
    return found


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        order = json.loads(body)
        data = order["data"]
        found = problems(self.headers, body, order)
        if data["command"] != "get_status":
            line = {"command": data["command"], "parameters": data.get("parameters"), "problems": found}
            print(json.dumps(line), flush=True)
        reply = {"request_id": data["request_id"], "status": "succeeded"}
        parameters = data.get("parameters") or {}
        if parameters.get("priority") == "impossible":
            reply.update(status="failed", error_message="no such priority")
        if data["command"] == "get_status":
            reply["result"] = {"status": "idle"}
        text = json.dumps(reply).encode()
        self.send_response(500 if parameters.get("explode") else 200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *arguments):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(json.dumps({"port": server.server_port}), flush=True)
server.serve_forever()
