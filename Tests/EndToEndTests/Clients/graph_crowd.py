"""Makes entities from many connections while others walk through the pages of the list.

    graph_crowd.py PORT TOKEN COUNT [--until-gone]

First 100 entities `old_<n>` are made, then COUNT others by 16 threads; 4 threads walk meanwhile, each with pages of another size, and
hold every walk against what was there when it began. Prints "half" when half of the COUNT have been acknowledged, and at the end a JSON
object {created, walks, acknowledged, problems}. With --until-gone it is no problem that the server goes away.
"""

import http.client
import itertools
import json
import sys
import threading

port, token, count = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
until_gone = "--until-gone" in sys.argv
old = [f"old_{number}" for number in range(100)]
lock = threading.Lock()
numbers = itertools.count()
acknowledged, problems = [], []
walks = 0
done = threading.Event()


class Gone(Exception):
    """The server does not answer any more."""


class Connection:
    def __init__(self):
        self.http = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def ask(self, method, path, body=None):
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        try:
            self.http.request(method, f"/api/v1/{path}", body and json.dumps(body), headers)
            response = self.http.getresponse()
            return response.status, json.loads(response.read())
        except (OSError, http.client.HTTPException) as error:
            raise Gone(f"{type(error).__name__}: {error}") from error


def make(connection, entity):
    status, body = connection.ask("POST", "entities", {"entity_id": entity, "type": "t", "label": entity})
    if status != 201:
        raise ValueError(f"{entity}: {status} {body}")
    with lock:
        acknowledged.append(entity)
        if len(acknowledged) == len(old) + count // 2:
            print("half", flush=True)


def write():
    connection = Connection()
    while (number := next(numbers)) < count:
        make(connection, f"new_{number}")


def walk(limit):
    global walks
    connection = Connection()
    while True:
        # At least one whole walk comes after the last creation.
        is_last = done.is_set()
        with lock:
            before = set(acknowledged)
        found, cursor = [], ""
        while cursor is not None:
            status, page = connection.ask("GET", f"entities?limit={limit}{cursor}")
            if status != 200:
                raise ValueError(f"{status} {page}")
            found += [item["entity_id"] for item in page["items"]]
            cursor = f"&cursor={page['next_cursor']}" if "next_cursor" in page else None
        if found[: len(old)] != old:
            raise ValueError(f"the old ones are {found[: len(old)]}")
        if len(set(found)) != len(found):
            raise ValueError("an entity came twice")
        if not before <= set(found):
            raise ValueError(f"missing: {sorted(before - set(found))[:5]}")
        with lock:
            walks += 1
        if is_last:
            return


def guarded(work, *arguments):
    try:
        work(*arguments)
    except Gone as error:
        if not until_gone:
            problems.append(str(error))
    except ValueError as error:
        problems.append(str(error))


first = Connection()
for entity in old:
    make(first, entity)
writers = [threading.Thread(target=guarded, args=(write,)) for _ in range(16)]
walkers = [threading.Thread(target=guarded, args=(walk, limit)) for limit in (7, 50, 100, 200)]
for thread in writers + walkers:
    thread.start()
for thread in writers:
    thread.join()
done.set()
for thread in walkers:
    thread.join()
report = {"created": len(acknowledged) - len(old), "walks": walks, "acknowledged": acknowledged, "problems": problems}
print(json.dumps(report), flush=True)
