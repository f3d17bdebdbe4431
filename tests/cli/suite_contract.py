#!/usr/bin/env python3
"""The contract of `tandem measure`, sentence by sentence.

Each check is named by what is promised to those who write scripts: names and order of columns,
defaults, strictness, what is blank, exit statuses, progress, memory.  The numbers come from the
formulas as docs/measures/ writes them, reckoned here with Python's own.
"""
import csv
import io
import json
import math
import os
import pty
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
TANDEM = os.environ.get("TANDEM", os.path.join(ROOT, "build", "tandem"))
WORK = tempfile.mkdtemp()
Z = statistics.NormalDist().inv_cdf
counts = {"passed": 0, "failed": 0}


def check(name, good, why=""):
    counts["passed" if good else "failed"] += 1
    if not good:
        print("FAILED %s: %s" % (name, why))


def run(words, given=""):
    """Exit status, standard output, standard error of `tandem measure WORDS`."""
    done = subprocess.run([TANDEM, "measure"] + words.split(), input=given, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    return done.returncode, done.stdout, done.stderr


def table(words, given=""):
    status, out, err = run(words, given)
    check("%s ends well" % words, status == 0, err)
    return list(csv.DictReader(io.StringIO(out)))


def near(text, number):
    return text != "" and abs(float(text) - number) <= 1e-6


# --- change: the statistic of each method, and what is not given, from the rows with both values
PEOPLE = [("p%02d" % i, pre, post) for i, (pre, post) in enumerate(
    [(24, 9), (18, 17), (21, 12), (15, 19), (12, 4), (9, 15), (27, 11), (14, 14), (8, 3), (19, 25)])]
DATA = "id,pre,post\n" + "".join("%s,%d,%d\n" % p for p in PEOPLE) + "half,20,\nother,,7\nnone,,\n"
PRE = [p[1] for p in PEOPLE]
POST = [p[2] for p in PEOPLE]
M1, M2, S1, S2 = statistics.mean(PRE), statistics.mean(POST), statistics.stdev(PRE), statistics.stdev(POST)
RHO = sum((a - M1) * (b - M2) for a, b in zip(PRE, POST)) / (len(PRE) - 1) / (S1 * S2)
R, R2 = .85, .8


def ha(x, y):
    se2 = S1 * S1 * (1 - R)
    r1, r2 = (S1 * S1 - se2) / S1 ** 2, (S2 * S2 - se2) / S2 ** 2
    rdd = (S1 ** 2 * r1 + S2 ** 2 * r2 - 2 * S1 * S2 * RHO) / (S1 ** 2 + S2 ** 2 - 2 * S1 * S2 * RHO)
    return ((y - x) * rdd + (M2 - M1) * (1 - rdd)) / (math.sqrt(rdd) * math.sqrt(2 * se2))


STATISTIC = {
    "jt": lambda x, y: (y - x) / (S1 * math.sqrt(2 * (1 - R))),
    "gln": lambda x, y: ((y - M1) - R * (x - M1)) / (S1 * math.sqrt(1 - R * R)),
    "hll": lambda x, y: ((y - M2) - R * (x - M1)) / (S1 * math.sqrt(1 - R * R)),
    "en": lambda x, y: (y - (R * (x - M1) + M1)) / (S1 * math.sqrt(1 - R)),
    "nk": lambda x, y: (y - (R * (x - M1) + M1)) / math.sqrt(R * R * S1 ** 2 * (1 - R) + S1 ** 2 * (1 - R2)),
    "ha": ha,
}


def change():
    for method, formula in STATISTIC.items():
        more = " --reliability-post .8" if method == "nk" else ""
        crit = Z(.95) if method == "ha" else Z(.975)
        rows = table("change --method %s --direction lower --reliability .85%s -" % (method, more), DATA)
        check(method + ": the columns and their order",
              list(rows[0]) == "id,pre,post,change,statistic,category,started_below".split(","), rows[0])
        for row, (name, x, y) in zip(rows, PEOPLE):
            s = formula(x, y)
            want = "improved" if -s > crit else "deteriorated" if s > crit else "unchanged"
            check("%s %s" % (method, name), near(row["statistic"], s) and row["category"] == want and
                  float(row["change"]) == y - x and row["started_below"] == "", (row, s, want))
        for row in rows[len(PEOPLE):]:
            check(method + ": a value lacks", row["category"] == "missing" and row["statistic"] == "", row)
    exactly = "id,pre,post\nat,20,10\nbeyond,20,9\n"
    # S sqrt(2(1-R)) = 5 exactly: 10 points are 2.
    jt = table("change --method jt --direction lower --reliability .5 --sd 5 --crit 2 -", exactly)
    check("jt: exactly the critical value is unchanged", [r["category"] for r in jt] == ["unchanged", "improved"], jt)
    for words in ("mid --mid 10", "percent --percent .5", "percent"):
        rows = table("change --method %s --direction lower -" % words, exactly)
        check(words + ": exactly that much is enough", rows[0]["category"] == "improved", rows)


def cutoffs():
    norms = "--clinical-mean 18 --clinical-sd 6 --functional-mean 6 --functional-sd 4"
    at = {"a": 18 - 12, "b": 6 + 8, "c": (6 * 6 + 4 * 18) / 10}
    for letter, value in at.items():
        given = "id,pre,post\nabove,30,%r\nbelow,30,%r\nstart,%r,%r\nharm,%r,30\n" % (
            value + .01, value - .01, value - .01, value - .01, value - .01)
        rows = table("change --method mid --mid 5 --direction lower --cutoff %s %s -" % (letter, norms), given)
        got = [(r["category"], r["started_below"]) for r in rows]
        check("cut-off %s, b with the functional SD" % letter, got == [
            ("improved", "no"), ("recovered", "no"), ("unchanged", "yes"), ("harmed", "yes")], got)
    same = [run("change --method jt --direction lower --reliability .85 --cutoff a %s -" % w, DATA)[1]
            for w in ("", "--clinical-mean %r --clinical-sd %r" % (M1, S1))]
    check("the clinical norms are the file's pre, unless given", same[0] == same[1])
    rows = table("change --method mid --mid 3 --direction higher --cutoff 25 -", "id,pre,post\na,20,26\nb,26,20\nc,20,24\nd,24,20\n")
    check("higher is better: the mirror", [r["category"] for r in rows] ==
          ["recovered", "harmed", "improved", "deteriorated"], rows)
    for words, names in (("", "improved unchanged deteriorated missing"),
                         ("--cutoff 10 ", "recovered improved unchanged deteriorated harmed missing")):
        rows = table("change --method mid --mid 3 --direction lower %s--summary -" % words, DATA)
        check("--summary %s: category,n" % words, list(rows[0]) == ["category", "n"] and
              [r["category"] for r in rows] == names.split() and sum(int(r["n"]) for r in rows) == 13, rows)


# --- gains, charts, ruptures, congruence
def gains():
    rng = random.Random(7)
    people = {"g%d" % i: [rng.randrange(5, 40) for _ in range(9)] for i in range(30)}
    given = "id," + ",".join("s%d" % i for i in range(1, 10)) + "\n" + "".join(
        "%s,%s\n" % (k, ",".join(map(str, v))) for k, v in people.items())
    rows = table("gains --cutoff 7 -", given)
    check("gains: the columns", list(rows[0]) == "id,from,to,status,magnitude,reversal_at".split(","))
    check("one row per gap that can be asked, n = 2..N-2",
          [(r["id"], r["from"], r["to"]) for r in rows] == [(k, str(n), str(n + 1)) for k in people for n in range(2, 8)])
    t = {4: 2.7764451052, 3: 3.1824463053}
    for row in rows:
        x, n = people[row["id"]], int(row["from"])
        pre, post = x[max(0, n - 3):n], x[n:n + 3]
        df = len(pre) + len(post) - 2
        pooled = math.sqrt(((len(pre) - 1) * statistics.variance(pre) + (len(post) - 1) * statistics.variance(post)) / df)
        fall = x[n - 1] - x[n]
        third = statistics.mean(pre) - statistics.mean(post) > (t[df] if df in t else 4.3026527297) * pooled
        want = fall >= 7 and fall >= .25 * x[n - 1] and third
        check("gains: %s from %d" % (row["id"], n), row["status"] == ("yes" if want else "no") and
              near(row["magnitude"], fall), (row, want))


ALLIANCE = [4.2, 4.3, 4.1, 4.4, 4.2, 4.3, 4.4, 4.3, 3.1, 3.6, 4.2, 4.4, 4.5, 4.4]


def series(values):
    return "t,value\n" + "".join("%d,%r\n" % (i + 1, x) for i, x in enumerate(values))


def charts():
    given = series(ALLIANCE)
    for words, n in (("", 14), (" --baseline 8", 8)):
        first = ALLIANCE[:n]
        centre = statistics.mean(first)
        sigma = statistics.mean(abs(a - b) for a, b in zip(first, first[1:])) / 1.128
        z, plus, minus = centre, 0.0, 0.0
        xmr, ewma, cusum = (table("chart --kind %s%s -" % (k, words), given) for k in ("xmr", "ewma", "cusum"))
        check("charts: the columns", list(xmr[0]) == list(ewma[0]) == "t,value,centre,lower,upper,statistic,signal".split(",")
              and list(cusum[0]) == list(xmr[0]) + ["c_plus", "c_minus"])
        for i, x in enumerate(ALLIANCE):
            z = .2 * x + .8 * z
            half = 3 * sigma * math.sqrt(.2 / 1.8 * (1 - .8 ** (2 * (i + 1))))
            plus = max(0, plus + (x - centre) / sigma - .5)
            minus = max(0, minus + (centre - x) / sigma - .5)

            def sign(low, high):
                return "low" if low else "high" if high else "none"
            check("xmr%s at %d" % (words, i + 1), near(xmr[i]["centre"], centre) and
                  near(xmr[i]["lower"], centre - 3 * sigma) and near(xmr[i]["upper"], centre + 3 * sigma) and
                  xmr[i]["signal"] == sign(x < centre - 3 * sigma, x > centre + 3 * sigma), xmr[i])
            check("ewma%s at %d: exact limits" % (words, i + 1), near(ewma[i]["statistic"], z) and
                  near(ewma[i]["lower"], centre - half) and near(ewma[i]["upper"], centre + half) and
                  ewma[i]["signal"] == sign(z < centre - half, z > centre + half), ewma[i])
            check("cusum%s at %d: the larger sum" % (words, i + 1), near(cusum[i]["statistic"], max(plus, minus)) and
                  near(cusum[i]["c_plus"], plus) and near(cusum[i]["c_minus"], minus) and
                  cusum[i]["signal"] == sign(minus > 5, plus > 5), cusum[i])
    floored = table("chart --kind xmr --baseline 8 --floor .5 -", given)
    check("--floor is the least sigma", near(floored[0]["lower"], 4.275 - 1.5), floored[0])
    outside = table("chart --kind xmr --centre 4 --sigma .1 -", given)
    check("--centre and --sigma override", near(outside[0]["upper"], 4.3) and outside[3]["signal"] == "high", outside[3])


def ruptures():
    words = "ruptures --preset stevens_type -"

    def found(values):
        return [(r["onset"], r["trough"], r["repair"], r["status"]) for r in table(words, series(values))]
    check("three earlier points are enough", found([6, 6, 6, 5, 6]) == [("4", "4", "5", "repaired")])
    check("two are not", found([6, 6, 5, 6]) == [])
    check("the reference is the value before", found([9, 9, 6, 6, 6, 6]) == [])
    check("a fall of exactly the threshold, in tenths", found([4.3, 4.3, 4.3, 3.3, 4.05]) == [("4", "4", "5", "repaired")])
    check("just under it is none", found([4.3, 4.3, 4.3, 3.31, 4.3]) == [])
    check("repair in the fifth next point", found([6, 6, 6, 4, 4, 3, 4, 4, 5.75]) == [("4", "6", "9", "repaired")])
    check("not in the sixth; trough in the window", found([6, 6, 6, 4, 4, 4, 4, 4, 4, 1.5]) == [
        ("4", "4", "", "unrepaired"), ("10", "10", "", "open")])
    check("open when the series ends before", found([6, 6, 6, 4, 4, 4, 4, 4]) == [("4", "4", "", "open")])
    check("the search goes on after the end", found([6, 6, 6, 5, 4, 6, 6, 4.9, 6]) == [
        ("4", "5", "6", "repaired"), ("8", "8", "9", "repaired")])
    sd = statistics.stdev(ALLIANCE)
    for k, preset in ((1, "strauss_type"), (2, "stiles_type")):
        low = ALLIANCE[:13] + [4.4999 - k * sd]
        row = table("ruptures --preset %s -" % preset, series(ALLIANCE))
        check(preset + ": sigma is the SD of the whole series", [r["onset"] for r in row] ==
              [str(i + 1) for i in (8,)], (row, low))
    both = "id,t,value\n" + "".join("%s,%d,%r\n" % (p, i + 1, x) for p in "ab" for i, x in enumerate(ALLIANCE))
    rows = table("ruptures --preset stiles_type -", both)
    check("id,t,value: each person alone", [(r["id"], r["onset"], r["repair"]) for r in rows] ==
          [("a", "9", "11"), ("b", "9", "11")] and near(rows[0]["drop"], 1.2), rows)


# --- the rules for all of them
def everywhere():
    for words, given in (("change --method mid --mid 3 --direction lower", DATA),
                         ("change --method nhs-tt", "id,phq_pre,phq_post,gad_pre,gad_post\n1,15,9,12,7\n"),
                         ("gains --cutoff 7", "id,s1,s2,s3,s4\na,30,29,9,8\n"),
                         ("chart --kind cusum", series(ALLIANCE)),
                         ("ruptures --preset stiles_type", series(ALLIANCE)),
                         ("congruence", "t,client,therapist\n1,4,3\n2,5,4\n3,4,4\n4,3,2\n"),
                         ("score gad-7", "id,%s\na,1,1,1,1,1,1,1\n" % ",".join("item%d" % i for i in range(1, 8))),
                         ("cohort --measure phq-9", "id,session,value\na,1,12\na,2,5\n")):
        status, out, _ = run(words + " -", given)
        rows = list(csv.DictReader(io.StringIO(out)))
        lines = [json.loads(line) for line in run(words + " --json -", given)[1].splitlines()]
        check(words + ": --json has the same fields in the same order", status == 0 and rows and
              [list(line) for line in lines] == [list(row) for row in rows], (out, lines))
        where = os.path.join(WORK, "in.csv")
        with open(where, "w", encoding="utf-8") as file:
            file.write(given)
        check(words + ": a file is as good as -", run(words + " " + where)[1] == out)
        status, _, err = run("%s --out %s/none -" % (words, WORK), given + "x,\"\n")
        check(words + ": a fault names line, ends with 5, leaves nothing", status == 5 and "line " in err and
              "standard input" in err and not files_of(WORK + "/none"), err)
        check(words + ": no such file is 4", run(words + " " + WORK + "/nowhere.csv")[0] == 4)
        check(words + ": wrong words are 2", run(words + " --nonsense -", given)[0] == 2)


def files_of(path):
    return os.listdir(path) if os.path.isdir(path) else [path] * os.path.exists(path)


def peak(words, path):
    """Most memory of one run, in KiB."""
    pid = os.spawnlp(os.P_NOWAIT, "sh", "sh", "-c", 'exec "$0" measure %s %s >/dev/null 2>&1' % (words, path), TANDEM)
    _, status, used = os.wait4(pid, 0)
    check("%s ends well" % words, status == 0)
    return used.ru_maxrss


def memory():
    for words, heads, row in (("ruptures --preset stiles_type", "id,t,value", lambda i: "p%d,%d,%d" % (i // 12, i % 12, i % 7)),
                              ("cohort --threads 2 --measure phq-9", "id,session,value", lambda i: "p%d,%d,%d" % (i // 12, i % 12, i % 27)),
                              ("change --method ha --direction lower --reliability .9", "id,pre,post", lambda i: "p%d,%d,%d" % (i, i % 20, i % 7))):
        sizes = []
        for many in (150000, 600000):
            path = os.path.join(WORK, "many.csv")
            with open(path, "w", encoding="utf-8") as file:
                file.write(heads + "\n")
                file.writelines(row(i) + "\n" for i in range(many))
            sizes.append(peak(words, path))
        check("%s: four times the people, no more memory" % words, sizes[1] < sizes[0] + 4096, sizes)


def progress():
    """On a terminal, work of more than a second shows how far it is; elsewhere nothing is shown."""
    master, slave = pty.openpty()
    with subprocess.Popen([TANDEM, "measure", "ruptures", "--preset", "stiles_type", "-"], stdin=subprocess.PIPE,
                          stdout=subprocess.DEVNULL, stderr=slave) as child:
        os.close(slave)

        def slowly():
            child.stdin.write(b"id,t,value\n")
            for i in range(14):
                child.stdin.write(b"".join(b"p%d-%d,1,4\n" % (i, k) for k in range(100000)))
                child.stdin.flush()
                threading.Event().wait(.12)
            child.stdin.close()
        feeder = threading.Thread(target=slowly)
        feeder.start()
        shown = b""
        while True:
            try:
                piece = os.read(master, 4096)
            except OSError:
                break
            if not piece:
                break
            shown += piece
        feeder.join()
    check("progress is shown on a terminal", b"\r" in shown, shown[:200])


try:
    for part in (change, cutoffs, gains, charts, ruptures, everywhere, memory, progress):
        part()
finally:
    shutil.rmtree(WORK)
print("%d passed, %d failed, 0 skipped" % (counts["passed"], counts["failed"]))
sys.exit(counts["failed"] != 0)
