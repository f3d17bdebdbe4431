"""kill.py TANDEM DIR - what was acknowledged is there, exactly once, however the server ends.

Several people put things on the table of a session, through real forms.  Each submission has
a random key and words nobody else wrote; the ledger has it as *sent* before its first byte
leaves and as *kept* only once the whole status line said so, with the boot nonce of the server
that said it.  The server is killed at a random moment, started again, and then

  - every kept line stands on the session page exactly once, and nothing that was never sent;
  - every line whose outcome is unknown is sent again with its key, and then stands there once;
  - in the end the log of who did what has a row for each, its chain holds, and both Tandem and
    SQLite find the database whole.

The control is a proxy that acknowledges before it forwards: the ledger must catch it.
"""
import collections
import http.client
import os
import queue
import random
import re
import secrets
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.parse
import uuid

TANDEM, WORK = sys.argv[1], sys.argv[2]
ROUNDS = int(os.environ.get("KILL_ROUNDS", "50"))
SEED = int(os.environ.get("KILL_SEED", str(secrets.randbelow(1 << 31))))
PASSWORD = "tandem-demo-1"
THERAPIST = "daniel@demo.example"
CLIENTS = ["maya@demo.example", "ruth@demo.example", "jordan@demo.example"]
TABLE_FULL = 80                    # then another session is planned; a page holds 500
TIMEOUT_S = 30
results = collections.Counter()


def check(name, problem):
    """problem: None when all is well, else what is not."""
    results["failed" if problem else "passed"] += 1
    if problem:
        print("FAILED %s: %s" % (name, problem), flush=True)


# --- one server, and what it is asked ------------------------------------------------------

class Server:
    def __init__(self, data):
        self.log = open(os.path.join(WORK, "server.log"), "ab")
        began = time.monotonic()
        self.process = subprocess.Popen(
            [TANDEM, "serve", "--data", data, "--listen", "127.0.0.1:0"],
            stdout=subprocess.PIPE, stderr=self.log, text=True)
        line = self.process.stdout.readline().strip()
        if not line:
            raise RuntimeError("the server did not start")
        self.port = int(line.rsplit(":", 1)[1])
        self.boot = Client(self.port).boot
        self.started_s = time.monotonic() - began

    def end(self, number):
        self.process.send_signal(number)
        code = self.process.wait(TIMEOUT_S)
        self.process.stdout.close()
        self.log.close()
        return code


class Client:
    """One connection.  Its first question is which server this is."""

    def __init__(self, port, cookie=""):
        self.conn = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_S)
        self.origin = "http://127.0.0.1:%d" % port
        self.cookie = cookie
        self.csrf = ""
        self.boot = re.search(r'"boot":"(\w+)"', self.ask("GET", "/health")[2]).group(1)

    def ask(self, method, path, form=None):
        head = {"Origin": self.origin, "Cookie": self.cookie}
        body = None
        if form is not None:
            body = urllib.parse.urlencode(form)
            head["Content-Type"] = "application/x-www-form-urlencoded"
        self.conn.request(method, path, body, head)
        reply = self.conn.getresponse()
        return reply.status, reply.headers, reply.read().decode()

    def page(self, path):
        status, _, text = self.ask("GET", path)
        if status != 200:
            raise RuntimeError("%s answered %d" % (path, status))
        found = re.search(r'name="csrf" value="(\w+)"', text)
        self.csrf = found.group(1) if found else self.csrf
        return text

    def post(self, path, **form):
        form.setdefault("idem", secrets.token_hex(16))
        return self.ask("POST", path, dict(form, csrf=self.csrf))


def sign_in(port, email):
    client = Client(port)
    status, head, _ = client.ask("POST", "/sign-in", {"email": email, "password": PASSWORD})
    if status != 303:
        raise RuntimeError("%s could not sign in: %d" % (email, status))
    return head["Set-Cookie"].split(";")[0]


# --- the ledger ------------------------------------------------------------------------------

class Line:
    def __init__(self, words, cookie, csrf, table):
        self.words, self.cookie, self.csrf, self.table = words, cookie, csrf, table
        self.key = secrets.token_hex(16)
        self.boot = None           # of the server that acknowledged it; None = unknown
        self.refused = None        # a status that says it was not kept


class Table:
    """A session's page, and what was put on it."""

    def __init__(self, address):
        self.address, self.lines = address, []


class House:
    def __init__(self, data):
        self.data = data
        self.lock = threading.Lock()
        self.lines, self.boots = [], []
        self.cookies, self.csrf, self.work, self.tables = {}, {}, {}, {}
        self.all_tables = []

    def start(self):
        self.server = Server(self.data)
        self.boots.append(self.server.boot)

    def prepare(self):
        self.start()
        for email in CLIENTS + [THERAPIST]:
            self.cookies[email] = sign_in(self.server.port, email)
        for email in CLIENTS:
            client = Client(self.server.port, self.cookies[email])
            self.work[email] = client.ask("GET", "/home")[1]["Location"].rsplit("/", 1)[0]
        self.plan_tables()
        for cookie, table in self.writers():
            client = Client(self.server.port, cookie)
            client.page(table.address)
            self.csrf[cookie] = client.csrf

    def plan_tables(self):
        """A session for each client's work whose table is full."""
        client = None
        for email in CLIENTS:
            table = self.tables.get(email)
            if table and len(table.lines) < TABLE_FULL:
                continue
            client = client or Client(self.server.port, self.cookies[THERAPIST])
            place = self.work[email] + "/sessions"
            known = set(re.findall(place + r"/[0-9a-f-]{36}", client.page(place)))
            when = time.strftime("%Y-%m-%dT%H:%M", time.gmtime(time.time() + 20 * 86400))
            if client.post(place, when=when, minutes="50")[0] != 303:
                raise RuntimeError("no session could be planned")
            fresh = set(re.findall(place + r"/[0-9a-f-]{36}", client.page(place))) - known
            self.tables[email] = Table(fresh.pop())
            self.all_tables.append(self.tables[email])

    # Each client writes on the table of their work, and the therapist beside them.
    def writers(self):
        for email in CLIENTS:
            yield self.cookies[email], self.tables[email]
            yield self.cookies[THERAPIST], self.tables[email]


def send(client, line):
    client.csrf = line.csrf        # the very same bytes, whenever they are sent
    status, _, _ = client.post(line.table.address + "/entries", idem=line.key, kind="agenda",
                               text=line.words, minutes="5")
    if status == 303:
        line.boot = client.boot
    else:
        line.refused = status


def write(house, port, cookie, table, stop):
    try:
        client = Client(port, cookie)
        while not stop.is_set():
            line = Line("line-" + secrets.token_hex(12), cookie, house.csrf[cookie], table)
            with house.lock:
                house.lines.append(line)
                table.lines.append(line)
            send(client, line)
    except (OSError, http.client.HTTPException, AttributeError):
        pass                       # the server went away: this line's outcome is unknown


def hammer(house, port, seconds, number):
    """Everyone writes; the server gets the signal in the midst of it."""
    stop = threading.Event()
    threads = [threading.Thread(target=write, args=(house, port, c, t, stop))
               for c, t in house.writers()]
    for thread in threads:
        thread.start()
    time.sleep(seconds)
    code = house.server.end(number)
    stop.set()
    for thread in threads:
        thread.join()
    return code


STANDS = re.compile(r'id="e-([0-9a-f-]{36})"[^>]*>\s*<span class="words"[^>]*>([^<]*)</span>')


def look(house, lines):
    """How often each line stands on its page, and what stands there that nobody sent."""
    found, foreign = collections.Counter(), []
    for table in {id(l.table): l.table for l in lines}.values():
        client = Client(house.server.port, house.cookies[THERAPIST])
        sent = {l.words for l in table.lines}
        for _, words in STANDS.findall(client.page(table.address)):
            found[words] += 1
            if words not in sent:
                foreign.append(words)
    return found, foreign


def wrong(house, lines, of_interest, what):
    found, foreign = look(house, lines)
    for line in lines:
        if of_interest(line) and found[line.words] != 1:
            return "%s stands %d times; %s" % (line.words, found[line.words], what)
        if line.refused and found[line.words]:
            return "%s was refused with %d and stands there" % (line.words, line.refused)
    return "stands there and was never sent: %s" % foreign[0] if foreign else None


def kept_are_there(house, lines):
    return wrong(house, lines, lambda l: l.boot, "it was acknowledged")


def replay_unknown(house, lines):
    """Send what has no known outcome again, twice, with its key."""
    unknown = [l for l in lines if not l.boot and not l.refused]
    for line in unknown:
        client = Client(house.server.port, line.cookie)
        send(client, line)
        send(client, line)
    bad = [l for l in unknown if not l.boot]
    if bad:
        return "sending again answered %s" % bad[0].refused
    return wrong(house, lines, lambda l: l.boot, "it was sent again")


def tandem(*words):
    return subprocess.run([TANDEM, *words], capture_output=True, text=True, timeout=120)


def demo(name):
    data = os.path.join(WORK, name)
    made = tandem("demo", "--data", data)
    if made.returncode:
        raise RuntimeError(made.stdout + made.stderr)
    return data


# --- fifty kills -----------------------------------------------------------------------------

def one_round(house, chance):
    first = len(house.lines)
    hammer(house, house.server.port, chance.uniform(0.05, 0.25), signal.SIGKILL)
    house.start()
    lines = house.lines[first:]
    problem = kept_are_there(house, lines) or replay_unknown(house, lines)
    if house.boots[-1] in house.boots[:-1]:
        problem = problem or "a server that was killed answers"
    if any(l.boot not in house.boots[-2:] for l in lines if l.boot):
        problem = problem or "an acknowledgement by a server that should not run"
    house.plan_tables()
    return problem


def kill_rounds(house, chance):
    slowest, unknown = 0.0, 0
    began = time.monotonic()
    for number in range(ROUNDS):
        first = len(house.lines)
        check("round %d (seed %d)" % (number, SEED), one_round(house, chance))
        lines = house.lines[first:]
        unknown += sum(1 for l in lines if l.boot == house.server.boot)
        slowest = max(slowest, house.server.started_s)
    print("%d kills in %.0f s: %d lines kept, %d of them sent again; slowest start %.2f s"
          % (ROUNDS, time.monotonic() - began, len(house.lines), unknown, slowest), flush=True)
    check("people wrote while it was killed", None if len(house.lines) >= ROUNDS * 5 else
          "only %d lines" % len(house.lines))


def refused_none(house):
    bad = [l for l in house.lines if l.refused]
    return "%d refused, the first with %d" % (len(bad), bad[0].refused) if bad else None


# --- what the files say, read by another program ------------------------------------------------

def rows(data, sql, *values):
    db = sqlite3.connect("file:%s?mode=ro" % os.path.join(data, "tandem.db"), uri=True)
    try:
        return db.execute(sql, values).fetchall()
    finally:
        db.close()


def file_is_whole(data):
    told = rows(data, "PRAGMA integrity_check")
    return None if told == [("ok",)] else str(told[:3])


def each_has_its_row(house):
    """A row of the log for every line, and a line in the file for every line of the ledger."""
    for table in house.all_tables:
        session = uuid.UUID(table.address.rsplit("/", 1)[1]).bytes
        log = rows(house.data, "SELECT COUNT(*) FROM audit WHERE action = 'ENTRY_WRITE' AND"
                               " outcome = 'done' AND object_id = ?", session)[0][0]
        kept = rows(house.data, "SELECT COUNT(*) FROM entry WHERE session_id = ?", session)[0][0]
        if kept != len(table.lines):
            return "%d lines in the ledger, %d in the file" % (len(table.lines), kept)
        if log < kept:
            return "%d lines and %d rows of the log" % (kept, log)
    return None


def says(problem_code, told):
    return None if problem_code == 0 else told.stdout + told.stderr


# --- an orderly end ------------------------------------------------------------------------------

def waiting_signs_in(house):
    """People sign in (slow work) as the server is told to end: each gets an answer."""
    answers = []

    def ask(client):
        try:
            answers.append(client.ask("POST", "/sign-in",
                                      {"email": THERAPIST, "password": PASSWORD})[0])
        except (OSError, http.client.HTTPException) as problem:
            answers.append(problem)

    clients = [Client(house.server.port) for _ in range(3)]
    threads = [threading.Thread(target=ask, args=(c,)) for c in clients]
    for thread in threads:
        thread.start()
    time.sleep(0.05)
    began = time.monotonic()
    code = house.server.end(signal.SIGTERM)
    took = time.monotonic() - began
    for thread in threads:
        thread.join()
    if code != 0:
        return "it ended with %d" % code
    if took > 12:
        return "it took %.1f s" % took
    return None if answers == [303] * 3 else "answers: %s" % answers


def orderly_end(house):
    check("told to end, it answers whom it has heard", waiting_signs_in(house))
    try:
        socket.create_connection(("127.0.0.1", house.server.port), 1).close()
        check("and hears nobody after", "a connection was taken")
    except OSError:
        check("and hears nobody after", None)
    house.start()
    first = len(house.lines)
    code = hammer(house, house.server.port, 0.2, signal.SIGTERM)
    check("told to end while everyone writes, it ends well", code and "it ended with %d" % code)
    house.start()
    lines = house.lines[first:]
    check("and has kept what it said it kept", kept_are_there(house, lines))
    check("what was under way can be sent again", replay_unknown(house, lines))


# --- the control ---------------------------------------------------------------------------------

class EagerProxy:
    """Says yes to every form at once, and passes it on when it finds the time."""

    def __init__(self, port):
        self.upstream, self.waiting = port, queue.Queue()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()
        threading.Thread(target=self.forward, daemon=True).start()

    def accept(self):
        while True:
            try:
                conn, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(conn,), daemon=True).start()

    def serve(self, conn):
        stream = conn.makefile("rb")
        try:
            while True:
                head = b""
                while not head.endswith(b"\r\n\r\n"):
                    piece = stream.readline()
                    if not piece:
                        return
                    head += piece
                length = re.search(rb"(?i)content-length: (\d+)", head)
                body = stream.read(int(length.group(1))) if length else b""
                if head.startswith(b"POST"):
                    self.waiting.put(head + body)
                    conn.sendall(b"HTTP/1.1 303 See Other\r\nLocation: /\r\n"
                                 b"Content-Length: 0\r\n\r\n")
                else:
                    conn.sendall(self.pass_on(head))
        except OSError:
            pass

    def pass_on(self, request):
        with socket.create_connection(("127.0.0.1", self.upstream), TIMEOUT_S) as up:
            up.sendall(request.replace(b"\r\n", b"\r\nConnection: close\r\n", 1))
            got = b""
            while piece := up.recv(65536):
                got += piece
        return got.replace(b"Connection: close\r\n", b"")

    def forward(self):
        while True:
            try:
                self.pass_on(self.waiting.get())
            except OSError:
                pass


def control_fails(chance):
    """The ledger must find lines that the proxy acknowledged and nobody kept."""
    house = House(demo("control"))
    house.prepare()
    for _ in range(5):
        first = len(house.lines)
        proxy = EagerProxy(house.server.port)
        hammer(house, proxy.port, chance.uniform(0.05, 0.25), signal.SIGKILL)
        proxy.listener.close()
        house.start()
        if kept_are_there(house, house.lines[first:]):
            house.server.end(signal.SIGKILL)
            return None
        house.plan_tables()
    house.server.end(signal.SIGKILL)
    return "the ledger believed a proxy that lies"


def main():
    chance = random.Random(SEED)
    print("seed %d" % SEED, flush=True)
    check("the ledger catches an acknowledgement before the commit", control_fails(chance))
    house = House(demo("practice"))
    house.prepare()
    kill_rounds(house, chance)
    told = tandem("audit", "verify", "--data", house.data)
    check("the chain holds, asked beside the server", says(told.returncode, told))
    orderly_end(house)
    check("no form was refused", refused_none(house))
    check("in the end every line stands exactly once",
          wrong(house, house.lines, lambda l: True, "in the end"))
    check("the last end is orderly", house.server.end(signal.SIGTERM) or None)
    check("the file is whole", file_is_whole(house.data))
    check("every line has its row in the log", each_has_its_row(house))
    for words in (["audit", "verify"], ["check"]):
        told = tandem(*words, "--data", house.data)
        check("tandem " + " ".join(words), says(told.returncode, told))


def run(what):
    try:
        what()
    except Exception as problem:   # a rig that falls over has proved nothing
        check("the rig itself", repr(problem))
    print("%d passed, %d failed, 0 skipped" % (results["passed"], results["failed"]))
    sys.exit(1 if results["failed"] else 0)


if __name__ == "__main__":
    run(main)
