"""Kills what is left of the tests' processes when the tests have ended, however they have ended.

Standard input says "+<pid>" for each start and "-<pid>" for each end; it closes when the tests' process is no more.
"""

import collections
import os
import signal
import sys

# A Ctrl-C ends the tests, and that is when there is something to do.
signal.signal(signal.SIGINT, signal.SIG_IGN)
# The end of a process may be told before its start.
running = collections.Counter()
for line in sys.stdin:
    running[line[1:]] += 1 if line[0] == "+" else -1
for pid in +running:
    try:
        os.kill(int(pid), signal.SIGKILL)
    except ProcessLookupError:
        pass
