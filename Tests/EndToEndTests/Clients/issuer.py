"""An identity service: publishes a key set by HTTP and signs tokens with PyJWT.

Arguments: port (0 for any); for https also files with a certificate and its key.
Standard input, one JSON object per line:
{"do": "rotate", "alg": ..., "keep": bool}   makes a new key; the old ones stay in the set if they are to be kept
{"do": "serve", "mode": ...}                 "good", "fail" (500), "hang", "huge" (an endless body), "redirect", "garbage"
{"do": "sign", "claims": {...}, "headers": {...}}
Standard output: {"port": ...}, then a line for each command with its answer; and {"fetched": <count>} for each GET.
"""

import http.server
import json
import ssl
import sys
import threading
import uuid

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

lock = threading.Lock()
keys = []
mode = "good"
fetched = 0

MAKERS = {
    "ES256": lambda: ec.generate_private_key(ec.SECP256R1()),
    "ES384": lambda: ec.generate_private_key(ec.SECP384R1()),
    "RS256": lambda: rsa.generate_private_key(65537, 2048),
    "PS256": lambda: rsa.generate_private_key(65537, 2048),
    "EdDSA": ed25519.Ed25519PrivateKey.generate,
}
WRITERS = {
    "ES": jwt.algorithms.ECAlgorithm, "RS": jwt.algorithms.RSAAlgorithm, "PS": jwt.algorithms.RSAAlgorithm,
    "Ed": jwt.algorithms.OKPAlgorithm,
}


def say(message):
    with lock:
        print(json.dumps(message), flush=True)


def coordinates(number, size):
    return jwt.utils.base64url_encode(number.to_bytes(size, "big")).decode()


def public(key):
    kid, alg, private = key
    if alg.startswith("ES"):
        # PyJWT 2.6 cannot write these.
        numbers = private.public_key().public_numbers()
        size = (private.curve.key_size + 7) // 8
        members = {
            "kty": "EC", "crv": f"P-{private.curve.key_size}", "x": coordinates(numbers.x, size),
            "y": coordinates(numbers.y, size),
        }
    else:
        members = json.loads(WRITERS[alg[:2]].to_jwk(private.public_key()))
    members.pop("key_ops", None)
    return members | {"kid": kid, "alg": alg, "use": "sig"}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        global fetched
        with lock:
            fetched += 1
        say({"fetched": fetched, "path": self.path, "mode": mode})
        if mode == "hang":
            threading.Event().wait()
        body = json.dumps({"keys": [public(key) for key in keys]}).encode()
        if mode == "garbage":
            body = b"<html>Please log in</html>"
        self.send_response({"fail": 500, "redirect": 302}.get(mode, 200))
        if mode == "redirect":
            self.send_header("Location", "/elsewhere")
        self.send_header("Content-Type", "application/json")
        self.send_header("Cache-Control", "max-age=3600")
        self.send_header("Content-Length", str(1 << 40 if mode == "huge" else len(body)))
        self.end_headers()
        try:
            while mode == "huge":
                self.wfile.write(b" " * 65536)
            self.wfile.write(body)
        except OSError:
            self.close_connection = True

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, *_):
        pass


def obey(command):
    global mode
    if command["do"] == "rotate":
        if not command["keep"]:
            keys.clear()
        keys.append((uuid.uuid4().hex, command["alg"], MAKERS[command["alg"]]()))
        return {"kid": keys[-1][0]}
    if command["do"] == "serve":
        mode = command["mode"]
        return {"now": mode}
    kid, alg, private = keys[-1]
    return {"token": jwt.encode(command["claims"], private, alg, {"kid": kid} | command.get("headers", {}))}


server = Server(("127.0.0.1", int(sys.argv[1])), Handler)
if len(sys.argv) > 2:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[2], sys.argv[3])
    server.socket = context.wrap_socket(server.socket, server_side=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
say({"port": server.server_port})
for line in sys.stdin:
    say(obey(json.loads(line)))
