"""A webhook receiver: says what it gets and does what it is told.

Arguments: port (0 for any), signing secret. Standard input: a line for each change of mode, one of "accept", "fail" (500),
"busy" (429 with Retry-After), "gone" (410), "hang" (reads and says nothing), "close" (ends the connection without an
answer).
Standard output: {"port": …}, then for each request {"mode", "id", "problems", "events": [[id, agent], …]}.
"""

import base64
import hashlib
import hmac
import http.server
import json
import sys
import threading
import time

KEY = base64.b64decode(sys.argv[2].removeprefix("whsec_"))
REQUIRED = {"specversion", "id", "source", "type"}
lock = threading.Lock()
mode = "accept"


def say(message):
    with lock:
        print(json.dumps(message), flush=True)


def problems(headers, body):
    """What is wrong with a request by the rules of Standard Webhooks and CloudEvents."""
    found = []
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    signature = "v1," + base64.b64encode(hmac.new(KEY, signed, hashlib.sha256).digest()).decode()
    if signature not in headers.get("webhook-signature", "").split(" "):
        found.append("signature")
    if abs(time.time() - int(headers["webhook-timestamp"])) > 300:
        found.append("timestamp")
    if headers["content-type"] != "application/cloudevents+json":
        found.append("content-type")
    event = json.loads(body)
    if event.get("specversion") != "1.0" or not all(event.get(name) for name in REQUIRED):
        found.append("attributes")
    if any(not name.isalnum() or name != name.lower() for name in event):
        found.append("names of attributes")
    if event["id"] != headers["webhook-id"]:
        found.append("id")
    return found


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        event = json.loads(body)
        now = mode
        say({
            "mode": now, "id": self.headers["webhook-id"], "problems": problems(self.headers, body),
            "events": [[event["id"], event.get("subject")]],
        })
        if now == "hang":
            threading.Event().wait()
        elif now == "close":
            self.close_connection = True
        else:
            self.send_response({"accept": 204, "fail": 500, "busy": 429, "gone": 410}[now])
            if now == "busy":
                self.send_header("Retry-After", "1")
            if now != "accept":
                self.send_header("Content-Length", "0")
            self.end_headers()

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64


server = Server(("127.0.0.1", int(sys.argv[1])), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
say({"port": server.server_port})
for line in sys.stdin:
    mode = line.strip()
    say({"now": mode})
