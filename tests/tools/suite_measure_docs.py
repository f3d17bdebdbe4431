#!/usr/bin/env python3
"""suite_measure_docs.py - the worked examples of docs/measures/ are what the program says.

In each page, a ```console block is run line by line (`$ tandem measure ...`, in the folder of
the pages) and its output compared, numbers to the digits that the page shows; a ```python
block is a doctest that does the same sum by hand.  UPDATE=1 writes the program's output into
the pages, shortened to four decimals.
"""
import doctest
import os
import re
import shlex
import subprocess
import sys
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.normpath(os.path.join(HERE, '..', '..'))
PAGES = os.path.join(TOP, 'docs', 'measures')
PROGRAM = os.path.join(TOP, 'build', 'tandem')
CONSOLE = re.compile(r'^```console\n(.*?)^```$', re.M | re.S)
PYTHON = re.compile(r'^```python\n(.*?)^```$', re.M | re.S)
# No sign before a plain zero, no number inside a word.
NUMBER = re.compile(r'(?<![\w.])-?\d+\.\d+(?:e[-+]\d+)?')


def runs(block):
    """[(command, output lines)] of one console block; a command may go on after a backslash."""
    found = []
    for line in block.splitlines():
        if found and not found[-1][1] and found[-1][0].endswith('\\'):
            found[-1] = (found[-1][0][:-1].rstrip() + ' ' + line.strip(), [])
        elif line.startswith('$ '):
            found.append((line[2:], []))
        elif found:
            found[-1][1].append(line)
    return found


def output(command):
    words = shlex.split(command)
    if words[0] != 'tandem':
        raise ValueError(f'not a command of ours: {command}')
    done = subprocess.run([PROGRAM, *words[1:]], cwd=PAGES, text=True, capture_output=True,
                          timeout=60, check=False)
    if done.returncode != 0:
        raise ValueError(f'{command}: exit status {done.returncode}\n{done.stderr}')
    return done.stdout.splitlines()


def shortened(line):
    """Four decimals are enough to follow an example."""
    def short(match):
        value = Decimal(match.group())
        if value.as_tuple().exponent >= -4:
            return match.group()
        value = value.quantize(Decimal('0.0001'), ROUND_HALF_EVEN).normalize()
        return f'{value + 0:f}'
    return NUMBER.sub(short, line)


def same(shown, got):
    """Equal words; numbers equal to the digits that are shown."""
    first, second = re.split('([,:}])', shown), re.split('([,:}])', got)
    if len(first) != len(second):
        return False
    for a, b in zip(first, second):
        try:
            unit = Decimal(1).scaleb(Decimal(a).as_tuple().exponent)
            if abs(Decimal(a) - Decimal(b)) > unit * Decimal('.501'):
                return False
        except InvalidOperation:
            if a != b:
                return False
    return True


def check_console(page, text):
    """(passed, messages)."""
    passed, wrong = 0, []
    for block in CONSOLE.findall(text):
        for command, shown in runs(block):
            try:
                got = output(command)
            except ValueError as what:
                wrong.append(f'{page}: {what}')
                continue
            if len(got) == len(shown) and all(map(same, shown, got)):
                passed += 1
            else:
                wrong.append('\n    '.join([f'{page}: {command}', 'shown:', *shown, 'said:', *got]))
    return passed, wrong


def check_python(page, text):
    passed, wrong = 0, []
    names = {}
    for number, block in enumerate(PYTHON.findall(text), 1):
        test = doctest.DocTestParser().get_doctest(block, names, f'{page} {number}', page, 0)
        said = []
        result = doctest.DocTestRunner(verbose=False).run(test, out=said.append, clear_globs=False)
        names = test.globs
        if result.failed or not result.attempted:
            wrong.append(f'{page}: by hand:\n' + ''.join(said or ['no sum in this block']))
        else:
            passed += 1
    return passed, wrong


def update(path, text):
    def fill(match):
        lines = []
        for command, _ in runs(match.group(1)):
            shown = re.search(r'^\$ .*?(?<!\\)$', match.group(1)[match.group(1).find('$ '):], re.M | re.S)
            lines += [shown.group() if len(runs(match.group(1))) == 1 else f'$ {command}']
            lines += map(shortened, output(command))
        return '```console\n' + '\n'.join(lines) + '\n```'
    with open(path, 'w', encoding='utf-8') as file:
        file.write(CONSOLE.sub(fill, text))


def main():
    if not os.access(PROGRAM, os.X_OK):
        print('no build/tandem: run make')
        print('0 passed, 1 failed, 0 skipped')
        return 1
    passed, wrong = 0, []
    for page in sorted(os.listdir(PAGES)):
        if not page.endswith('.md'):
            continue
        path = os.path.join(PAGES, page)
        with open(path, encoding='utf-8') as file:
            text = file.read()
        if os.environ.get('UPDATE'):
            update(path, text)
            continue
        for check in (check_console, check_python):
            good, bad = check(page, text)
            passed, wrong = passed + good, wrong + bad
    for what in wrong:
        print('FAILED', what)
    print(f'{passed} passed, {len(wrong)} failed, 0 skipped')
    return len(wrong) > 0


if __name__ == '__main__':
    sys.exit(main())
