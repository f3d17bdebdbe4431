#!/usr/bin/env python3
"""tandem measure cohort against a second implementation, on files of every shape.

The reckoning here is by the book, one person at a time, with Python's own numbers.
"""
import csv
import io
import json
import math
import os
import random
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
TANDEM = os.environ.get("TANDEM", os.path.join(ROOT, "build", "tandem"))
WORK = tempfile.mkdtemp()
SCALES = ("bond", "goals", "tasks")
counts = {"passed": 0, "failed": 0}


def check(name, good, why=""):
    counts["passed" if good else "failed"] += 1
    print("%s %s%s" % ("ok" if good else "FAILED", name, "" if good else ": %s" % (why,)))


def path(name):
    return os.path.join(WORK, name)


def put(name, text):
    with open(path(name), "wb") as file:
        file.write(text if isinstance(text, bytes) else text.encode())
    return path(name)


def cohort(file, *options, stdin=None):
    return subprocess.run([TANDEM, "measure", "cohort", file, "--measure", "phq-9", *options],
                          input=stdin, capture_output=True)


# --- the book ------------------------------------------------------------------------------

def mean(x):
    return math.fsum(x) / len(x)


def limits(x):
    if not x:
        return [None, None, None, None]
    if len(x) < 2:
        return [x[0], None, None, None]
    sigma = mean([abs(b - a) for a, b in zip(x, x[1:])]) / 1.128
    low, high = mean(x) - 3 * sigma, mean(x) + 3 * sigma
    beyond = sum(v < low - 1e-11 or v > high + 1e-11 for v in x)
    return [mean(x), low, high, beyond if len(x) >= 6 else None]


def ruptures(x):
    found = repaired = still_open = 0
    sd = math.sqrt(math.fsum((v - mean(x)) ** 2 for v in x) / (len(x) - 1)) if len(x) > 1 else 0
    at = 3
    while sd > 1e-9 and at < len(x):
        before = x[at - 1]
        if before - x[at] < 2 * sd - 1e-11:
            at += 1
            continue
        found += 1
        back = [u for u in range(at + 1, min(at + 6, len(x))) if x[u] >= before - .5 * sd - 1e-11]
        repaired += bool(back)
        still_open += not back and at + 5 >= len(x)
        at = back[0] + 1 if back else at + 6
    return [found, repaired, still_open]


def slope(points):
    if len(points) < 2:
        return None
    t, x = mean([p[0] for p in points]), mean([p[1] for p in points])
    return (math.fsum((a - t) * (b - x) for a, b in points) /
            math.fsum((a - t) ** 2 for a, _ in points))


def category(first, last):
    if first - last >= 6:
        return "recovered" if first >= 10 > last else "improved"
    if last - first >= 6:
        return "harmed" if last >= 10 > first else "deteriorated"
    return "unchanged"


def person(rows):
    points = [(r["session"], r["value"]) for r in rows if r["value"] is not None]
    x = [p[1] for p in points]
    want = {"n": len(x), "slope": slope(points), "pre": x[0] if x else None}
    if len(x) > 1:
        want.update(post=x[-1], change=x[-1] - x[0], statistic=(x[-1] - x[0]) / 6,
                    category=category(x[0], x[-1]))
    else:
        want.update(post=None, change=None, statistic=None, category="missing")
    want["started_below"] = "" if not x else "yes" if x[0] < 10 else "no"
    for scale in SCALES:
        found = limits([r[scale] for r in rows if r[scale] is not None])
        want.update(zip([scale + "_" + k for k in ("centre", "lower", "upper", "signals")], found))
    alliance = [mean([r[s] for s in SCALES]) for r in rows if all(r[s] is not None for s in SCALES)]
    want["alliance_n"] = len(alliance)
    want.update(zip(("ruptures", "repaired", "open"), ruptures(alliance)))
    return want


def differs(got, want):
    for name, value in want.items():
        cell = got[name]
        if value is None or isinstance(value, str):
            if cell != (value or ""):
                return "%s is %r, expected %r" % (name, cell, value)
        elif cell == "" or abs(float(cell) - value) > 1e-9 * max(1, abs(value)):
            return "%s is %r, expected %r" % (name, cell, value)
    return None


# --- people ------------------------------------------------------------------------------------

def people_make(count, missing, seed, most=14):
    chance = random.Random(seed)
    people = []
    for i in range(count):
        rows, session = [], chance.randrange(4)
        for _ in range(chance.randint(1, most)):
            session += 1 if chance.random() < .8 else chance.randint(2, 9)
            row = {"session": session, "value": chance.randint(0, 27)}
            for scale in SCALES:
                row[scale] = chance.randint(10, 50) / 10 if i % 9 else 4.0
            for name in ("value",) + SCALES:
                if chance.random() < missing:
                    row[name] = None
            rows.append(row)
        people.append(("p%05d" % i, rows))
    return people


def text_of(people, names=("id", "session", "value") + SCALES, end="\n", quote=False):
    lines = [",".join(names)]
    for who, rows in people:
        for row in rows:
            cells = dict(row, id='"%s"' % who if quote else who)
            lines.append(",".join("" if cells.get(n) is None else str(cells.get(n, "x")) for n in names))
    return end.join(lines) + end


def table(text):
    return {row["id"]: row for row in csv.DictReader(io.StringIO(text.decode()))}


def agree(name, people, done):
    if done.returncode:
        check(name, False, (done.returncode, done.stderr[:300]))
        return
    got = table(done.stdout)
    wrong = None if len(got) == len(people) else "%d people, expected %d" % (len(got), len(people))
    for who, rows in people:
        wrong = wrong or (who not in got and who) or differs(got[who], person(rows))
        if wrong:
            wrong = "%s: %s" % (who, wrong)
            break
    check(name, not wrong, wrong)


def by_the_book():
    for seed, missing in ((1, 0), (2, .1), (3, .6)):
        people = people_make(900, missing, seed)
        agree("agrees with the book, %d %% missing" % (missing * 100), people,
              cohort(put("a.csv", text_of(people))))
    whole = [(who, [dict(r, session=i + 1) for i, r in enumerate(rows[:5])])
             for who, rows in people_make(500, 0, 4) if len(rows) >= 5]
    agree("agrees with the book, all courses equal", whole, cohort(put("a.csv", text_of(whole))))
    long = people_make(40, .02, 5, most=3000)
    agree("agrees with the book, thousands of sessions", long, cohort(put("a.csv", text_of(long))))


def shapes():
    people = people_make(300, .1, 6)
    plain = cohort(put("a.csv", text_of(people))).stdout
    mixed = ("tasks", "value", "note", "bond", "session", "goals", "id")
    variants = {
        "CRLF": text_of(people, end="\r\n"),
        "quoted ids": text_of(people, quote=True),
        "a BOM": "\ufeff" + text_of(people),
        "other order, one more column": text_of(people, names=mixed),
        "capitals and spaces in the names": text_of(people).replace("id,session", " ID ,Session", 1),
        "empty lines": text_of(people).replace("\n", "\n\n").replace("\n", "\r\n"),
        "no end of the last line": text_of(people)[:-1],
        "every cell quoted": "\n".join(",".join('"%s"' % c for c in line.split(","))
                                        for line in text_of(people).splitlines()),
        "numbers written otherwise": text_of(people).replace(",4.0", ",4e0").replace(",5,", ", 5.000 ,"),
    }
    for name, text in variants.items():
        done = cohort(put("b.csv", text))
        check("the same with " + name, done.stdout == plain and done.returncode == 0, done.stderr[:300])
    done = cohort("-", stdin=text_of(people).encode())
    check("the same from a pipe", done.stdout == plain, done.stderr[:300])
    names = {"O'Brien": 'a', 'x,"y"': 'b', "=1+1": 'c', "Zoë": 'd'}
    text = "id,session,value\n" + "".join('"%s",1,9\n' % n.replace('"', '""') for n in names)
    got = table(cohort(put("b.csv", text)).stdout)
    check("ids come out as they went in", set(got) == set(names), set(got))
    lines = cohort(path("b.csv"), "--json").stdout.decode().splitlines()
    check("JSON lines carry them too", [json.loads(x)["id"] for x in lines] == list(names), lines)


def blocks():
    """Several blocks of 256 kB, and courses that lie across their borders."""
    people = people_make(9000, .05, 7)
    people[4000] = ("p04000", people_make(1, .05, 8, most=30000)[0][1] * 1)
    long = [dict(people[100][1][0], session=i + 1) for i in range(25000)]
    people[4000] = ("p04000", long)
    file = put("long.csv", text_of(people))
    one = cohort(file, "--threads", "1").stdout
    check("one row each over many blocks", len(table(one)) == 9000 and one.count(b"\n") == 9001, len(table(one)))
    for threads in ("2", "3", "7"):
        check("the same with %s threads" % threads, cohort(file, "--threads", threads).stdout == one)
    sums = [cohort(file, "--threads", n, "--summary").stdout for n in ("1", "4")]
    check("the summary too, to the last digit", sums[0] == sums[1] and b"phq-9,people,9000\n" in sums[0], sums)
    check("the long course is whole", table(one)["p04000"]["n"] == str(sum(r["value"] is not None for r in long)))


def refused(name, text, *words, status=5):
    done = cohort(put("bad.csv", text), "--out", path("never"))
    said = done.stderr.decode()
    missing = [w for w in words if w not in said]
    left = os.listdir(path("never")) if os.path.isdir(path("never")) else []
    check("refused: " + name, done.returncode == status and not missing and not left,
          (done.returncode, said[:400], left))


def faults():
    head = "id,session,value,bond\n"
    refused("an id that comes back", "id,session,value\nb,1,9\na,1,9\nb,2,9\n",
            "line 4, column id", "begun on line 2", "sort the file")
    refused("sessions out of order", head + "a,2,9,4\na,1,9,4\n", "line 3, column session", "order of session")
    refused("a session twice", head + "a,2,9,4\na,2,9,4\n", "line 3, column session")
    refused("words for numbers", head + "a,1,nine,4\na,2,9,NA\n", "line 2, column value: 'nine'",
            "line 3, column bond: 'NA'", "2 faults")
    refused("a score the measure cannot give", head + "a,1,28,4\n", "line 2, column value", "0 to 27 is expected")
    refused("infinity", head + "a,1,9,inf\n", "line 2, column bond")
    refused("no session", head + "a,,9,4\n", "line 2, column session")
    refused("no id", head + ",1,9,4\n", "line 2, column id")
    refused("fields too many", head + "a,1,9,4,5\n", "line 2", "5 fields where the first line names 4")
    refused("fields too few", head + "a,1,9\n", "line 2", "3 fields")
    refused("an open quote", head + '"a,1,9,4\nb,1,9,4\n', "line 2", "never closed")
    refused("a quote in the middle", head + 'a"b,1,9,4\n', "line 2", "quote")
    refused("bytes that are no UTF-8", (head + "a").encode() + b"\xff,1,9,4\n", "line 2", "UTF-8")
    refused("a NUL", (head + "a").encode() + b"\0,1,9,4\n", "line 2")
    refused("a long line", head + "a,1,9," + "4" * 9000 + "\n", "line 2", "longer than 8192")
    refused("a long id", head + "a" * 300 + ",1,9,4\n", "line 2, column id", "255")
    refused("no names", "", "line 1", "first line names the columns")
    refused("names of something else", "person,score\na,1\n", "no column id", "no column session", "no column value")
    refused("a name twice", "id,session,value,value\na,1,2,3\n", "stands there twice")
    refused("a fault in a late block", text_of(people_make(9000, 0, 9)) + "zz,1,99,1,1,1\n",
            "line %d, column value" % (2 + sum(len(r) for _, r in people_make(9000, 0, 9))))
    many = cohort(put("bad.csv", head + "a,1,x,4\n" * 500)).stderr.decode()
    check("at most twenty are listed", many.count(" line ") == 20, many[:200])
    everyone = cohort(put("bad.csv", text_of(people_make(3000, 0, 9)) * 1 + "p00000,99,1,1,1,1\n"), "--threads", "3")
    check("an id that comes back far away", everyone.returncode == 5 and b"begun on line 2 " in everyone.stderr,
          everyone.stderr)


def ends():
    file = put("a.csv", "id,session,value\n7,1,20\n7,2,3\n")
    done = cohort(file, "--out", path("new"))
    check("a folder gets both tables", done.returncode == 0 and
          sorted(os.listdir(path("new"))) == ["people.csv", "summary.csv"], done.stderr)
    before = open(path("new/people.csv")).read()
    check("without scales there are none", before.splitlines()[0] ==
          "id,n,pre,post,change,statistic,category,started_below,slope", before)
    cohort(put("bad.csv", "id,session,value\n7,1,99\n"), "--out", path("new"))
    check("a fault leaves what was there", open(path("new/people.csv")).read() == before and
          len(os.listdir(path("new"))) == 2)
    header = cohort(put("a.csv", "id,session,value\n"))
    check("nobody is no fault", header.returncode == 0 and header.stdout.count(b"\n") == 1, header.stderr)
    codes = [cohort(path("absent.csv")).returncode, cohort(WORK).returncode,
             cohort(file, "--threads", "0").returncode, cohort(file, "--preset", "x").returncode,
             subprocess.run([TANDEM, "measure", "cohort", file], capture_output=True).returncode,
             subprocess.run([TANDEM, "measure", "cohort", file, "--measure", "no"], capture_output=True).returncode]
    check("exit statuses", codes == [4, 4, 2, 2, 2, 4], codes)
    with open("/dev/full", "wb") as full:
        done = subprocess.run([TANDEM, "measure", "cohort", put("a.csv", text_of(people_make(50, 0, 1))),
                               "--measure", "phq-9"], stdout=full, stderr=subprocess.PIPE)
    check("a full disk is said", done.returncode == 8 and b"cannot be written" in done.stderr, done.stderr)


try:
    for part in (by_the_book, shapes, blocks, faults, ends):
        part()
finally:
    shutil.rmtree(WORK)
print("%d passed, %d failed, 0 skipped" % (counts["passed"], counts["failed"]))
sys.exit(counts["failed"] > 0)
