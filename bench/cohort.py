"""cohort.py DIR - P8: the cohort kernel and command beside what people use for the same work.

One file, one run, one machine: each program in turn, round after round.  Wall time and
processor time both, because others work on the machine too; ratios are medians of a round's
ratios.  Programs that are not installed are named and left out.  All that reckon the same
thing must come to the same counts, or the bench fails.
"""
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import time

WORK = sys.argv[1]
HERE = os.path.dirname(os.path.abspath(__file__))
TANDEM, OWN = "build/release/tandem", "build/bench/cohort"
PEOPLE = os.environ.get("BENCH_PEOPLE", "100000")
SESSIONS = "12"
THREADS = str(len(os.sched_getaffinity(0)))
WITHOUT = [name for name in os.environ.get("BENCH_WITHOUT", "").split(",") if name]
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
COUNTS = ("people", "improved", "recovered", "deteriorated", "signals", "slope", "ruptures", "repaired")
median = statistics.median


def figures(text):
    return {k: float(v) for k, v in re.findall(r"(\w+) (-?[\d.]+(?:e-?\d+)?)", text)}


def run(words, **more):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    done = subprocess.run(words, capture_output=True, text=True, **more)
    wall = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise RuntimeError("%s: %s%s" % (words[0], done.stdout[-500:], done.stderr[-1500:]))
    got = figures(done.stdout)
    got.update(wall=wall, cpu=after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return got


def tandem(file, out):
    got = run([TANDEM, "measure", "cohort", file, "--measure", "phq-9", "--threads", THREADS, "--out", out])
    with open(os.path.join(out, "summary.csv")) as summary:
        cells = {row.split(",")[1]: float(row.split(",")[2]) for row in summary.read().split()[1:]}
    got.update((name, cells[name]) for name in COUNTS if name in cells)
    got["signals"] = sum(cells[s + "_signals"] for s in ("bond", "goals", "tasks"))
    got["slope"] = cells["mean_slope"]
    return got


def sqlite(file, out):
    script = os.path.join(WORK, "sqlite.txt")
    with open(os.path.join(HERE, "cohort_sqlite.sql")) as sql, open(script, "w") as text:
        text.write("CREATE TABLE long (id INTEGER, session INTEGER, value INTEGER, bond REAL, goals REAL, tasks REAL);\n"
                   ".mode csv\n.import --skip 1 %s long\n%s\n.headers on\n.output %s\nSELECT * FROM people;\n.output\n"
                   ".headers off\n.mode list\n" % (file, sql.read(), out) +
                   "SELECT printf('people %d improved %d recovered %d deteriorated %d signals %d slope %.9f', count(*),"
                   "sum(category = 'improved'), sum(category = 'recovered'), sum(category = 'deteriorated'),"
                   "sum(bond_signals + goals_signals + tasks_signals), avg(slope)) FROM people;\n")
    return run(["sqlite3", ":memory:", ".read " + script])


def tools():
    yield "tandem measure cohort", lambda file: tandem(file, os.path.join(WORK, "tandem"))
    at = os.environ.get("DUCKDB_AT") or os.path.join(WORK, "duckdb")
    if not os.path.isdir(os.path.join(at, "node_modules")) and shutil.which("npm"):
        os.makedirs(at, exist_ok=True)
        subprocess.run(["npm", "install", "--silent", "--no-save", "--prefix", at, "@duckdb/node-api"], check=False)
    if os.path.isdir(os.path.join(at, "node_modules")):
        yield "DuckDB", lambda file: run(
            ["node", os.path.join(HERE, "cohort_duckdb.mjs"), file, os.path.join(WORK, "duckdb.csv"), THREADS,
             os.path.join(HERE, "cohort_duckdb.sql")], env=dict(os.environ, DUCKDB_AT=at))
    python = ["/usr/bin/python3", os.path.join(HERE, "cohort_pandas.py")]
    if not subprocess.run([python[0], "-c", "import pandas"], capture_output=True).returncode:
        yield "pandas", lambda file: run(python + [file, os.path.join(WORK, "pandas.csv")])
    if shutil.which("Rscript") and not subprocess.run(["Rscript", "-e", "library(data.table)"], capture_output=True).returncode:
        yield "R data.table", lambda file: run(["Rscript", os.path.join(HERE, "cohort_table.R"), file,
                                                os.path.join(WORK, "r.csv"), THREADS])
    if shutil.which("sqlite3"):
        yield "SQLite", lambda file: sqlite(file, os.path.join(WORK, "sqlite.csv"))


def must_agree(name, got, ours):
    for key in COUNTS:
        if key in got and abs(got[key] - ours[key]) > 1e-7:
            raise RuntimeError("%s says %s %r, we say %r" % (name, key, got[key], ours[key]))


def kernel(rows):
    """The kernel between two measurements of memory, so that both see the same neighbours."""
    share, plain, took = [], [], []
    for _ in range(max(ROUNDS, 5)):
        first = run([OWN, "memory", THREADS])
        got = run([OWN, "kernel", PEOPLE, SESSIONS, THREADS])
        last = run([OWN, "memory", THREADS])
        bytes_ = got["read_bytes"] + got["written_bytes"]
        speed = bytes_ / got["best"] / 1e9
        share.append(speed / max(first["best_triad"], last["best_triad"]))
        plain.append(speed)
        took.append(got["seconds"])
        rows.append(got)
    print("kernel, in memory: %.1f ms, %.1f GB/s = %.2f of the memory's bandwidth (goal 0.80)"
          % (1000 * median(took), median(plain), median(share)))
    return median(took)


def main():
    file = os.path.join(WORK, "long.csv")
    run([OWN, "generate", PEOPLE, SESSIONS, file])
    print("%s people x %s sessions, %.0f MB, %s threads, load %.1f"
          % (PEOPLE, SESSIONS, os.path.getsize(file) / 1e6, THREADS, os.getloadavg()[0]))
    seen = []
    in_memory = kernel(seen)
    programs = [(name, go) for name, go in tools() if name not in WITHOUT]
    results = {name: [] for name, _ in programs}
    floor = []
    for turn in range(ROUNDS):
        floor.append(run([OWN, "read", file, THREADS])["seconds"])
        for name, go in programs:
            if name == "SQLite" and turn > 0:
                continue
            results[name].append(go(file))
    ours = results[programs[0][0]]
    must_agree("the kernel alone", seen[0], ours[0])
    print("reading every byte of the file: %.3f s\n" % median(floor))
    print("%-22s %8s %8s   %s" % ("", "wall s", "cpu s", "times ours: wall, cpu; reckoning alone against the kernel"))
    for name, rounds in results.items():
        for got in rounds:
            must_agree(name, got, ours[0])
        wall = median(r["wall"] / o["wall"] for r, o in zip(rounds, ours))
        cpu = median(r["cpu"] / o["cpu"] for r, o in zip(rounds, ours))
        alone = [r["compute"] for r in rounds if "compute" in r]
        print("%-22s %8.2f %8.2f   %6.1f %6.1f %s" %
              (name, median(r["wall"] for r in rounds), median(r["cpu"] for r in rounds), wall, cpu,
               "%10.0f" % (median(alone) / in_memory) if alone else ""))
    print("all counts agree")


main()
