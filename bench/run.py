"""run.py DIR - starts servers and floors, lets the crowd at them, and prints what came of it.

Machines differ and are busy, so a figure stands beside its floor, measured in turn with it:
run, floor, run, floor.  The ratio is the median of the pairs' ratios.
"""
import os
import re
import resource
import secrets
import shutil
import signal
import statistics
import subprocess
import sys
import time

WORK = sys.argv[1]
TANDEM, HOUSE, LOAD = "build/release/tandem", "build/bench/house", "build/bench/load"
FULL = os.environ.get("BENCH_FULL") == "1"
ONLY = [p for p in os.environ.get("BENCH_ONLY", "").split(",") if p]
SECONDS, PAIRS = "1.5", 5
median = statistics.median


def figures(text):
    return {k: float(v) for k, v in re.findall(r"(\w+) (-?[\d.]+)", text)}


def house(*words):
    done = subprocess.run([HOUSE, *map(str, words)], capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError("house %s: %s%s" % (words[0], done.stdout, done.stderr))
    return done.stdout


def load(how, port, connections, seconds, requests):
    path = os.path.join(WORK, "requests-" + secrets.token_hex(4))
    with open(path, "w") as file:
        file.write("".join(" ".join(r) + "\n" for r in requests))
    done = subprocess.run([LOAD, how, str(port), str(connections), str(seconds), path],
                          capture_output=True, text=True)
    os.remove(path)
    if done.returncode:
        raise RuntimeError("load: " + done.stdout + done.stderr)
    got = figures(done.stdout)
    if got["bad"]:
        raise RuntimeError("%d of %d were refused" % (got["bad"], got["bad"] + got["good"]))
    return got


# --- practices, servers, floors -----------------------------------------------------------

class Person:
    def __init__(self, words):
        self.token, self.csrf = words[0], words[1]
        self.cookie = "__Host-tandem=" + self.token
        self.work, self.session = (words[2:4] + ["", ""])[:2]
        self.forms = words[4:]

    def get(self, path):
        return ("GET", path, self.cookie, "-")

    def post(self, path, fields=""):
        body = "%scsrf=%s&idem=%s" % (fields + "&" if fields else "", self.csrf, secrets.token_hex(16))
        return ("POST", path, self.cookie, body)

    def home(self):
        return "/work/%s/home" % self.work


class Practice:
    def __init__(self, name, clients, meetings, unsent=0, more=0):
        self.dir = os.path.join(WORK, name)
        self.therapists, self.clients = [], []
        for line in house("fill", self.dir, clients, meetings, unsent, more).splitlines():
            kind, *words = line.split()
            (self.therapists if kind == "therapist" else self.clients).append(Person(words))
        self.count = len(self.clients)
        del self.clients[clients:]                     # the others are there, and nobody comes

    def copy(self, name):
        to = os.path.join(WORK, name)
        shutil.rmtree(to, ignore_errors=True)
        shutil.copytree(self.dir, to)
        return to


class Running:
    """A process that serves; its processor time and its memory."""

    def __init__(self, words, pattern):
        self.began = time.monotonic()
        self.process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                        text=True)
        for line in self.process.stdout:
            found = re.search(pattern, line)
            if found:
                break
        else:
            raise RuntimeError("%s did not start" % words[0])
        self.took = time.monotonic() - self.began
        self.port = int(found.group(1))

    def cpu(self):
        part = open("/proc/%d/stat" % self.process.pid).read().rsplit(")", 1)[1].split()
        return (int(part[11]) + int(part[12])) / os.sysconf("SC_CLK_TCK")

    def megabytes(self):
        text = open("/proc/%d/status" % self.process.pid).read()
        return int(re.search(r"VmRSS:\s+(\d+)", text).group(1)) / 1024

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)
        self.process.stdout.close()


def serve(data):
    return Running([TANDEM, "serve", "--data", data, "--listen", "127.0.0.1:0", "--behind-proxy",
                    "--public-url", "https://bench.test"], r'"serving","port":(\d+)')


def floor(data, person, path, queries):
    return Running([HOUSE, "floor", data, person.token, path, str(queries)], r"port (\d+)")


# --- printing ---------------------------------------------------------------------------------

def say(goal, what, figure, against, verdict=None):
    mark = {True: "met", False: "MISSED", None: ""}[verdict]
    print("%-3s %-44s %-24s %-38s %s" % (goal, what, figure, against, mark), flush=True)


def wanted(goal):
    return not ONLY or goal in ONLY


# --- P1: pages -----------------------------------------------------------------------------------

def rate(server, requests, connections=32):
    before = server.cpu()
    got = load("rate", server.port, connections, SECONDS, requests)
    got["cpu"] = (server.cpu() - before) / got["good"] * 1e6
    return got


def visit(server, practice):
    """The therapist looks at each work, as therapists do: a client's home names the last visitor,
    and a client who came ten thousand times in a row is nobody's Tuesday."""
    therapist = practice.therapists[0]
    load("once", server.port, 1, 60, [therapist.get("/work/" + c.work) for c in practice.clients])


def page(practice, copy, what, person, path, crowd):
    server = serve(practice.dir)
    bare = floor(copy, person, path, 0)
    queries = floor(copy, person, path, 1)
    pairs = []
    rate(server, crowd)                            # warms the caches
    for _ in range(PAIRS):
        visit(server, practice)
        pairs.append((rate(server, crowd), rate(queries, [person.get(path)]),
                      rate(bare, [person.get(path)])))
    for one in (server, bare, queries):
        one.end()
    mine = [p[0] for p in pairs]
    ratio = median(p[0]["rate"] / p[1]["rate"] for p in pairs)
    cpu = median(p[0]["cpu"] for p in pairs) / median(p[1]["cpu"] for p in pairs)
    static = median(p[0]["rate"] / p[2]["rate"] for p in pairs)
    per = median(m["cpu"] for m in mine)
    speed = median(m["rate"] for m in mine)
    say("P1", what, "%.0f/s, %.1f KB" % (speed, mine[0]["bytes"] / mine[0]["good"] / 1024),
        "goal 8,000/s", speed >= 8000)
    say("P1", "  as a share of its bytes and queries bare", "%.2f" % ratio,
        "floor %.0f/s; goal 0.50" % median(p[1]["rate"] for p in pairs), ratio >= 0.5)
    say("P1", "  as a share of its bytes alone", "%.3f" % static,
        "static %.0f/s" % median(p[2]["rate"] for p in pairs))
    say("P1", "  processor for one", "%.0f us" % per,
        "goal 200 us; floor %.0f us (x%.1f)" % (per / cpu, cpu), per <= 200)


def pages(practice):
    copy = practice.copy("floor")
    clients = practice.clients
    page(practice, copy, "client home", clients[0], clients[0].home(),
         [c.get(c.home()) for c in clients])
    therapist = practice.therapists[0]
    page(practice, copy, "caseload of 60", therapist, "/caseload", [therapist.get("/caseload")])


# --- P2: forms --------------------------------------------------------------------------------------

def submissions():
    """Forms of many clients, each sent once: nobody has sent a hundred before."""
    clients, each, pairs = 480, 9, []
    practice = Practice("forms", clients, 4, each)
    sends = [c.post("/work/%s/check-in/%s/send" % (c.work, c.forms[n]))
             for n in range(each) for c in practice.clients]
    first = practice.clients[0]
    rows = figures(house("rows", practice.copy("raw"), first.token, sends[0][1], sends[0][3]))
    raw = practice.copy("once")
    server = serve(practice.dir)
    share = len(sends) // 4
    for n in range(4):
        before = server.cpu()
        got = load("once", server.port, 64, 60, sends[n * share:(n + 1) * share])
        got["cpu"] = (server.cpu() - before) / got["good"] * 1e6
        shutil.copytree(raw, os.path.join(WORK, "raw"), dirs_exist_ok=True)
        pairs.append((got, figures(house("raw", os.path.join(WORK, "raw"), 64))))
        shutil.rmtree(os.path.join(WORK, "raw"))
    server.end()
    ratio = median(g["rate"] / c["rate"] for g, c in pairs)
    say("P2", "check-ins sent at 64 clients, durable",
        "%.0f/s, p99 %.0f ms" % (median(g["rate"] for g, _ in pairs),
                                 median(g["p99"] for g, _ in pairs) / 1000),
        "%.0f us of the processor for one" % median(g["cpu"] for g, _ in pairs))
    say("P2", "  as a share of the raw group commit", "%.2f" % ratio,
        "%.0f/s of its %d rows (a form wrote %d), %.0f us; goal 0.70"
        % (median(c["rate"] for _, c in pairs), pairs[0][1]["rows"], rows["rows"],
           median(c["cpu"] for _, c in pairs)), ratio >= 0.7)


# --- P3: growth ---------------------------------------------------------------------------------------

def growth(small, large):
    sizes = [(10, small), (len(large.clients), large)]
    times = {name: [] for name, _ in sizes}
    running = [(name, p, serve(p.dir)) for name, p in sizes]
    for _ in range(PAIRS + 1):
        for name, practice, server in running:
            crowd = [c.get(c.home()) for c in practice.clients[:60]]
            times[name].append(load("rate", server.port, 1, 0.7, crowd)["p50"])
    for _, _, server in running:
        server.end()
    base = median(times[10][1:])
    for name, _ in sizes[1:]:
        ratio = median(b / a for a, b in zip(times[10][1:], times[name][1:]))
        say("P3", "client home with %d pieces of work" % name, "%.0f us" % median(times[name][1:]),
            "%.0f us with 10: x%.2f; goal 1.2" % (base, ratio), ratio <= 1.2)
    if FULL:
        grown(small)


def grown(small):
    began = time.monotonic()
    large = Practice("full", 1000, 6, more=99000)
    size = "%.1f GB" % (os.path.getsize(os.path.join(large.dir, "tandem.db")) / 1e9)
    print("    filled %s with %d pieces of work in %.0f s" % (size, large.count, time.monotonic() - began),
          flush=True)
    one, many = serve(small.dir), serve(large.dir)
    ratios = []
    for _ in range(PAIRS + 1):
        a = load("rate", one.port, 1, 0.7, [c.get(c.home()) for c in small.clients])["p50"]
        b = load("rate", many.port, 1, 0.7, [c.get(c.home()) for c in large.clients[:60]])["p50"]
        ratios.append(b / a)
    say("P3", "client home with %d pieces of work" % large.count, "x%.2f" % median(ratios[1:]),
        "%s; goal 1.2" % size, median(ratios[1:]) <= 1.2)
    one.end()
    many.end()
    starts(large.dir, size)


# --- P5: memory; P6: start; P7: live ----------------------------------------------------------------------

def memory(practice):
    server = serve(practice.dir)
    time.sleep(0.5)
    idle = server.megabytes()
    say("P5", "memory at rest", "%.0f MB" % idle, "goal 30 MB", idle <= 30)
    crowd = [c.get(c.home()) for c in practice.clients]
    load("rate", server.port, 64, 3, crowd)
    busy = server.megabytes()
    say("P5", "memory with 64 clients", "%.0f MB" % busy, "goal 100 MB", busy <= 100)
    server.end()
    server = serve(practice.dir)
    crowd = min(5000, resource.getrlimit(resource.RLIMIT_NOFILE)[0] - 500)
    listeners = listen(server, practice.clients, crowd, 0)
    held = server.megabytes()
    say("P5", "memory with %d live listeners" % crowd, "%.0f MB" % held, "goal 150 MB", held <= 150)
    listeners.stdin.close()
    listeners.wait()
    server.end()


def session(client):
    return "/work/%s/sessions/%s" % (client.work, client.session)


def listen(server, clients, count, rounds):
    """That many listeners, spread over the sessions of these clients."""
    path = os.path.join(WORK, "listen")
    with open(path, "w") as file:
        for r in [c.get(session(c) + "/events") for c in clients] + [
                clients[0].post(session(clients[0]) + "/entries", "kind=agenda&text=Something+%d" % n)
                for n in range(rounds)]:
            file.write(" ".join(r) + "\n")
    crowd = subprocess.Popen([LOAD, "live", str(server.port), str(count), str(rounds), path],
                             stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    got = figures(crowd.stdout.readline())
    if got.get("listening") != count:
        raise RuntimeError("%s of %d listen" % (got.get("listening"), count))
    return crowd


def live(practice):
    server = serve(practice.copy("live"))
    crowd = listen(server, practice.clients[:1], 1000, 30)
    got = figures(crowd.communicate("\n")[0])
    server.end()
    say("P7", "a change reaches 1,000 listeners",
        "p50 %.1f, p99 %.1f ms" % (got["p50"] / 1000, got["p99"] / 1000),
        "from sending the form; missed %d; goal 100 ms" % got["missed"],
        got["p99"] <= 100000 and not got["missed"])


def starts(data, what):
    took = []
    for _ in range(5):
        server = serve(data)
        took.append(server.took * 1000)
        server.end()
    say("P6", "start to serving, " + what, "%.0f ms" % median(took), "goal 200 ms", median(took) <= 200)


def consent():
    runs = [figures(house("consent", "-", 200)) for _ in range(PAIRS)]
    what = {"release_ns": "somebody with a release", "treating_ns": "the therapist", "own_ns": "the client"}
    for key, who in what.items():
        one = median(r[key] for r in runs)
        ratio = median(r[key] / r["floor_ns"] for r in runs)
        say("P9", "a decision at 50 releases, " + who, "%.2f us, %.1f million/s" % (one / 1000, 1000 / one),
            "%.2f us to read the 50 once (x%.1f); goal 2 us" % (median(r["floor_ns"] for r in runs) / 1000, ratio),
            one <= 2000)
    listed = median(r["filter_us"] for r in runs)
    say("P9", "1,000 candidates filtered, %.0f kept" % runs[0]["kept"], "%.2f ms" % (listed / 1000),
        "goal 2 ms", listed <= 2000)


def main():
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(20000, most), most))
    print("tandem: %s\n%s cores, load %.1f before" % (
        subprocess.run([TANDEM, "--version"], capture_output=True, text=True).stdout.strip(),
        os.cpu_count(), os.getloadavg()[0]), flush=True)
    served = any(wanted(goal) for goal in ("P1", "P5", "P6", "P7"))
    practice = Practice("sixty", 60, 6) if served else None
    if wanted("P1"):
        pages(practice)
    if wanted("P2"):
        submissions()
    if wanted("P3"):
        growth(Practice("ten", 10, 6), Practice("thousand", 1000, 6))
    if wanted("P5"):
        memory(practice)
    if wanted("P6"):
        size = os.path.getsize(os.path.join(practice.dir, "tandem.db")) / 1e6
        starts(practice.dir, "%.0f MB" % size)
        megabytes = os.path.getsize(TANDEM) / 1e6
        say("P6", "binary, stripped", "%.1f MB" % megabytes, "goal 6 MB", megabytes <= 6)
    if wanted("P7"):
        live(practice)
    if wanted("P8"):
        subprocess.run([sys.executable, "-B", "bench/cohort.py", WORK], check=True)
    if wanted("P9"):
        consent()
    print("load %.1f after" % os.getloadavg()[0])


if __name__ == "__main__":
    main()
