"""mutate.py VIEWC ROUNDS FILES... - damaged views must be accepted or refused, never crash.

Every round changes one file in one to four places; the seed is fixed, so a finding repeats.
"""
import os
import random
import subprocess
import sys
import tempfile

PIECES = [b"{{", b"}}", b"{%", b"%}", b"{#", b"#}", b"<", b">", b"/>", b"</", b'"', b"'", b"<!--", b"-->",
          b"{% if yes %}", b"{% else %}", b"{% end %}", b"{% for int i = 0; i < 2; i++ %}", b"<p", b"<svg>",
          b"<script>", b"<textarea>", b"=", b"\\", b"|", b"\xff", b"\n" * 50, b"<b>" * 70, b"(" * 40]


def mutate(random_, data):
    for _ in range(random_.randint(1, 4)):
        at = random_.randint(0, len(data))
        span = random_.choice([1, 2, 8, 40])
        kind = random_.randrange(4)
        if kind == 0:
            data = data[:at] + data[at + span:]
        elif kind == 1:
            data = data[:at] + random_.choice(PIECES) + data[at:]
        elif kind == 2:
            data = data[:at] + data[at:at + span] * 2 + data[at + span:]
        else:
            data = data[:at]
    return data


def main():
    viewc, rounds, files = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
    random_ = random.Random(2026)
    refused = 0
    with tempfile.TemporaryDirectory() as folder:
        for round_ in range(rounds):
            source = random_.choice(files)
            path = os.path.join(folder, os.path.basename(source))
            with open(source, "rb") as file:
                data = mutate(random_, file.read())
            with open(path, "wb") as file:
                file.write(data)
            result = subprocess.run([viewc, "--source", path], capture_output=True, timeout=20, check=False)
            refused += result.returncode == 1
            if result.returncode not in (0, 1) or b"Sanitizer" in result.stderr or b"runtime error" in result.stderr:
                print(f"round {round_} of {source}: exit {result.returncode}")
                print(result.stderr.decode(errors="replace"))
                print(data.decode(errors="replace"))
                return 1
    print(f"{rounds} damaged views: {refused} refused, {rounds - refused} accepted")
    return 0 if 0 < refused < rounds else 1


sys.exit(main())
