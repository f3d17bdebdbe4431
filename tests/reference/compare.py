#!/usr/bin/env python3
"""compare.py [--cases N] [--seed S] [--only WORDS] [--program FILE] - the second opinion.

Feeds random tables to `tandem measure` and compares what comes out, to 1e-6, with what the
formulas of docs/measures/ give in exact arithmetic.  The first disagreement of each method is
shown with the smallest table that still shows it.  Needs nothing but Python's own library.
"""
import argparse
import csv
import io
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction

import cases
import edges
import worked

TOLERANCE = 1e-6


class Disagreement(Exception):
    pass


class Refused(Disagreement):
    """The program did not answer."""


def run(program, case):
    """The product's table for this case, as rows of {column: text}."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in case.files.items():
            with open(os.path.join(folder, name), 'w', encoding='utf-8') as file:
                file.write(content)
        done = subprocess.run([program, *case.words()], input=case.table(), cwd=folder, text=True,
                              capture_output=True, timeout=60, check=False)
    said = [line for line in done.stderr.splitlines() if not line.startswith('tandem: note: ')]
    if done.returncode != 0 or said:
        raise Refused(f'exit status {done.returncode}: {done.stderr.strip()[:500]}')
    return list(csv.DictReader(io.StringIO(done.stdout)))


def same_number(got, want):
    try:
        value = Fraction(got)
    except ValueError:
        return False
    want = Fraction(want)
    # Differences of large values keep the rounding of the values they come from.
    return abs(value - want) <= TOLERANCE * max(abs(want), abs(value)) + Fraction(1, 10 ** 9)


def compare_cell(column, got, want):
    if want is None:
        good = got == ''
    elif isinstance(want, str):
        good = got == want
    else:
        good = same_number(got, want)
    if not good:
        shown = want if want is None or isinstance(want, str) else float(want)
        raise Disagreement(f'{column}: the program says {got!r}, the reference {shown!r}')


def compare_rows(got, want):
    if len(got) != len(want):
        raise Disagreement(f'the program gives {len(got)} rows, the reference {len(want)}')
    for line, (row, expected) in enumerate(zip(got, want), 1):
        for column, value in expected.items():
            if column not in row:
                raise Disagreement(f'no column {column}: {list(row)}')
            try:
                compare_cell(column, row[column], value)
            except Disagreement as what:
                raise Disagreement(f'row {line} ({", ".join(f"{k} {v}" for k, v in row.items())})\n'
                                   f'  {what}') from None


def judge(program, case):
    """None when both agree, else the Disagreement."""
    try:
        got, want = run(program, case), case.answer(case.options, case.rows)
        if case.any_order:
            want = sorted(want, key=lambda r: list(r.values())[0])
            names = [r['category'] for r in want]
            got = sorted((r for r in got if r['category'] in names or r['n'] != '0'),
                         key=lambda r: list(r.values())[0])
        compare_rows(got, want)
    except Disagreement as what:
        return what
    return None


def smaller(program, case):
    """Leave out rows while the two still disagree in the same manner."""
    index, manner = 0, type(judge(program, case))
    while index < len(case.rows) and len(case.rows) > case.least_rows:
        trial = case.without(index)
        try:
            still = type(judge(program, trial)) is manner
        except (ZeroDivisionError, ValueError, IndexError):
            still = False
        if still:
            case = trial
        else:
            index += 1
    return case


def show(case, what, program):
    print(f'FAILED {case.name}: {what}')
    print(f'  input of: tandem {" ".join(case.words())}')
    for name, content in case.files.items():
        kept = os.path.join('build', f'reference-{name}')
        with open(kept, 'w', encoding='utf-8') as file:
            file.write(content)
        print(f'  {name}: kept as {kept}')
    print('    ' + case.table().replace('\n', '\n    '))


def made_cases(make, rng, chosen):
    """Tables until they hold enough people; a command that takes one series at a time is run
    once for each."""
    made, people = [], 0
    while people < chosen.cases and len(made) < chosen.runs:
        made.append(make(rng))
        people += made[-1].people()
    return made


def one_method(program, name, make, chosen):
    """(cases that agreed, the first table that did not or None, how)."""
    made = made_cases(make, random.Random(f'{chosen.seed} {name}'), chosen)
    agreed = 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for case, what in zip(made, pool.map(lambda c: judge(program, c), made)):
            if what is not None:
                pool.shutdown(cancel_futures=True)
                case = smaller(program, case)
                return agreed, case, judge(program, case)
            agreed += case.people()
    return agreed, None, None


def refused(program, words, table, status, pattern):
    """None when it is refused as it should be, else what came instead."""
    done = subprocess.run([program, 'measure', *words], input=table, text=True,
                          capture_output=True, timeout=60, check=False)
    if done.returncode != status:
        return f'exit status {done.returncode}, not {status}: {done.stderr.strip()[:300]}'
    if not re.search(pattern, done.stderr):
        return f'the message does not say "{pattern}": {done.stderr.strip()[:300]}'
    # A registry is written as it is read; with --out it is there whole or not at all.
    return 'a table came all the same' if done.stdout and words[0] != 'cohort' else None


def awkward(program, only):
    """(passed, failed) of the tables that were written by hand."""
    passed = failed = 0
    for case in edges.ALL:
        what = judge(program, case) if only in case.name else None
        if what is not None:
            failed += 1
            show(case, what, program)
        elif only in case.name:
            passed += 1
    for name, *rest in edges.REFUSALS:
        name = f'refusal: {name}'
        what = refused(program, *rest) if only in name else None
        if what is not None:
            failed += 1
            print(f'FAILED {name}: {what}')
        elif only in name:
            passed += 1
    return passed, failed


def options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--cases', type=int, default=1000, help='people or series for each method, about')
    parser.add_argument('--runs', type=int, default=1000, help='but no more calls than this')
    parser.add_argument('--seed', default=str(int(time.time())), help='any words; printed')
    parser.add_argument('--only', default='', help='methods whose name contains this')
    parser.add_argument('--program', default='build/tandem')
    return parser.parse_args()


def main():
    chosen = options()
    program = os.path.abspath(chosen.program)
    if not os.access(program, os.X_OK):
        sys.exit(f'there is no {chosen.program}: run make first')
    for check in worked.ALL:
        check()
    with tempfile.TemporaryDirectory() as folder:
        # A copy, so that a build in between does not disturb a long run.
        return compare(shutil.copy2(program, folder), chosen)


def compare(program, chosen):
    print(f'seed {chosen.seed}, {chosen.cases} cases in at most {chosen.runs} calls a method, '
          f'to {TOLERANCE} relative')
    passed, failed = awkward(program, chosen.only)
    for name, make in cases.catalogue().items():
        if chosen.only not in name:
            continue
        began = time.monotonic()
        agreed, case, what = one_method(program, name, make, chosen)
        if case is None:
            passed += 1
            print(f'ok {name} ({agreed} cases, {time.monotonic() - began:.1f} s)', flush=True)
        else:
            failed += 1
            show(case, what, program)
    print(f'{passed} passed, {failed} failed, 0 skipped')
    return failed > 0


if __name__ == '__main__':
    sys.exit(main())
