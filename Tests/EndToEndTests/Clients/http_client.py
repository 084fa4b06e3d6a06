"""An HTTP client: one JSON request {"method", "path", "headers", "body"?} per line in, one JSON reply per line out.

The connection, to the host and port of the command line, is kept as long as the server keeps it.
"""

import http.client
import json
import sys

connection = http.client.HTTPConnection(sys.argv[1], int(sys.argv[2]), timeout=20)
for line in sys.stdin:
    request = json.loads(line)
    try:
        body = request.get("body")
        connection.request(request["method"], request["path"], body and body.encode(), request["headers"])
        response = connection.getresponse()
        headers = {name.lower(): value for name, value in response.getheaders()}
        reply = {"status": response.status, "headers": headers, "body": response.read().decode()}
    except (OSError, http.client.HTTPException) as error:
        connection.close()
        reply = {"failure": f"{type(error).__name__}: {error}"}
    print(json.dumps(reply), flush=True)
