"""full.py TANDEM DIR - the disk is full while people write.

The server may make no file larger than it is now (RLIMIT_FSIZE: works on any disk, and its
errors are those of a full one for whoever writes).  Forms are then answered with a clear 503,
never kept by half; pages that need no row of the log still open; once there is room again the
same server takes forms at once, and all that was ever acknowledged is there exactly once.
"""
import os
import resource
import secrets
import signal
import time

from kill import (CLIENTS, Client, House, Line, THERAPIST, check, demo, file_is_whole, run, says,
                  send, tandem, wrong)

ROOM = 300 * 1024                  # beyond the log of writes as it is


def put(house, email):
    table = house.tables[email]
    cookie = house.cookies[email]
    line = Line("line-" + secrets.token_hex(400), cookie, house.csrf[cookie], table)
    house.lines.append(line)
    table.lines.append(line)
    send(Client(house.server.port, cookie), line)
    return line


def limit(house, size):
    resource.prlimit(house.server.process.pid, resource.RLIMIT_FSIZE,
                     (size, resource.RLIM_INFINITY))


def fill(house):
    """Writes until three forms in a row are refused; gives the refused ones."""
    refused = []
    for number in range(3000):
        line = put(house, CLIENTS[number % len(CLIENTS)])
        refused = refused + [line] if line.refused else []
        if len(refused) == 3:
            return refused
        house.plan_tables_when_full()
    return []


class FullHouse(House):
    def plan_tables_when_full(self):
        if all(len(t.lines) < 400 for t in self.tables.values()):
            return
        raise RuntimeError("the disk did not fill up")


def says_so(house):
    client = Client(house.server.port, house.cookies[CLIENTS[0]])
    client.csrf = house.csrf[client.cookie]
    status, head, text = client.post(house.tables[CLIENTS[0]].address + "/entries", kind="agenda",
                                     text="words-that-must-not-be-lost", minutes="5")
    if status != 503:
        return "it answered %d" % status
    if "words-that-must-not-be-lost" not in text:
        return "the words are not on the page"
    return None


def still_open(house):
    for path in ("/health", "/help", "/sign-in"):
        status = Client(house.server.port).ask("GET", path)[0]
        if status != 200:
            return "%s answered %d" % (path, status)
    # What shows anyone's words needs its row in the log first.
    client = Client(house.server.port, house.cookies[CLIENTS[0]])
    status, _, text = client.ask("GET", house.tables[CLIENTS[0]].address)
    return "a page without its row was shown" if status == 200 or "line-" in text else None


def recovers(house):
    began = time.monotonic()
    while time.monotonic() - began < 5:
        if put(house, CLIENTS[0]).boot:
            return None
        time.sleep(0.1)
    return "no form was taken in five seconds"


def quiet_log(before):
    """A full disk is said, not shouted: what fills the log fills the disk."""
    path = os.path.join(os.path.dirname(before[0]), "server.log")
    grown = os.path.getsize(path) - before[1]
    return None if grown < 200 * 1024 else "the log grew by %d bytes" % grown


def main():
    house = FullHouse(demo("practice"))
    house.prepare()
    wal = os.path.getsize(os.path.join(house.data, "tandem.db-wal"))
    database = os.path.getsize(os.path.join(house.data, "tandem.db"))
    log = (os.path.join(os.path.dirname(house.data), "server.log"), 0)
    check("there is room at first", None if put(house, CLIENTS[0]).boot else "a form was refused")
    limit(house, max(wal, database) + ROOM)
    refused = fill(house)
    check("the disk fills up", None if refused else "it never did")
    check("a refusal is 503", next(("%d" % l.refused for l in refused if l.refused != 503), None))
    check("a full disk is said, with the words kept on the page", says_so(house))
    limit(house, 0)                # not even for the note of a look
    check("what needs no row of the log still opens, and nothing else", still_open(house))
    limit(house, resource.RLIM_INFINITY)
    check("room again: the same server takes forms", recovers(house))
    for line in [l for l in house.lines if l.refused]:
        line.refused = None
        send(Client(house.server.port, line.cookie), line)
    check("what was refused can be sent again, with its key",
          next(("%d" % l.refused for l in house.lines if l.refused), None))
    check("everything acknowledged is there once", wrong(house, house.lines, lambda l: l.boot, "x"))
    check("the log stayed small", quiet_log(log))
    check("the end is orderly", house.server.end(signal.SIGTERM) or None)
    check("the file is whole", file_is_whole(house.data))
    for words in (["audit", "verify"], ["check"]):
        told = tandem(*words, "--data", house.data)
        check("tandem " + " ".join(words), says(told.returncode, told))


run(main)
