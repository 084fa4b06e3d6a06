"""A server with one JSON document at /items, with an ETag, and a redirect to it at /moved.

Argument: port (0 for any). Standard input: a line for each new document, or a number of three digits, with which it then answers.
Standard output: {"port": …}, then for each request {"path", "status", "authorization", "tag"}.
"""

import hashlib
import http.server
import json
import sys
import threading

lock = threading.Lock()
document = b"[]"
failure = None


def say(message):
    with lock:
        print(json.dumps(message), flush=True)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        body = document
        tag = '"' + hashlib.sha256(body).hexdigest()[:16] + '"'
        status = failure or 200
        if self.path == "/moved":
            status = 302
        elif status == 200 and self.headers.get("if-none-match") == tag:
            status = 304
        body = body if status == 200 else b""
        # Said first: whoever sees what came of an answer finds the request.
        say(
            {
                "path": self.path, "status": status, "authorization": self.headers.get("authorization"),
                "tag": self.headers.get("if-none-match"),
            }
        )
        self.send_response(status)
        self.send_header("ETag", tag)
        self.send_header("Location", "/items")
        self.send_header("Content-Type", "application/json")
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler)
say({"port": server.server_port})
threading.Thread(target=server.serve_forever, daemon=True).start()
for line in sys.stdin:
    text = line.strip()
    if len(text) == 3 and text.isdigit():
        failure = int(text)
    else:
        failure, document = None, text.encode()
