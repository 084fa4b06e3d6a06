"""Signs a JWT without any JWT library: python3 mint_token.py SECRET HEADER CLAIMS, the last two as JSON."""

import base64
import hashlib
import hmac
import sys


def encode(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=")


secret, header, claims = (argument.encode() for argument in sys.argv[1:])
text = encode(header) + b"." + encode(claims)
print((text + b"." + encode(hmac.new(secret, text, hashlib.sha256).digest())).decode())
