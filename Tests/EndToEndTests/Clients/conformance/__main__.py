"""A conformance suite for WebSocket servers with an echo (RFC 6455, RFC 7692), in the sections of the Autobahn TestSuite.

    python3 conformance HOST PORT [SECTION...]

Prints a JSON object per failed case and per section; the last one has the totals.
"""

import json
import sys
import time

sys.dont_write_bytecode = True

import closing
import compression
import fragmentation
import framing
import limits
import opcodes
import peer
import pings
import reserved
import utf8

MODULES = (framing, pings, reserved, opcodes, fragmentation, utf8, closing, limits, compression)


def run(section, cases, address):
    """Runs the cases of one section: how many there were, and how many failed."""
    count = failures = 0
    start = time.monotonic()
    for count, case in enumerate(cases, 1):
        try:
            peer.run(case, *address)
        except (peer.Unexpected, OSError, ValueError) as error:
            failures += 1
            failure = f"{type(error).__name__}: {error}"
            print(json.dumps({"case": f"{section}.{count}", "title": case.title, "failure": failure}), flush=True)
    seconds = round(time.monotonic() - start, 2)
    print(json.dumps({"section": section, "cases": count, "failures": failures, "seconds": seconds}), flush=True)
    return count, failures


def main(host, port, *wanted):
    totals = [
        run(name, cases(), (host, int(port)))
        for module in MODULES
        for name, cases in module.SECTIONS.items()
        if not wanted or name in wanted
    ]
    cases, failures = (sum(column) for column in zip(*totals))
    print(json.dumps({"cases": cases, "failures": failures}), flush=True)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
