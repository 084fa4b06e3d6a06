"""Many TCP connections that say nothing: "open N" and "close N" (the oldest first) on standard input, each answered with
the number of connections that are open then. The host and port are on the command line.
"""

import socket
import sys

crowd = []
for line in sys.stdin:
    word, count = line.split()
    if word == "open":
        crowd += [socket.create_connection((sys.argv[1], int(sys.argv[2]))) for _ in range(int(count))]
    else:
        for connection in crowd[: int(count)]:
            connection.close()
        del crowd[: int(count)]
    print(len(crowd), flush=True)
