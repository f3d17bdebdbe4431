#!/bin/sh
# suite_kill.sh - the server is killed again and again while people write: kill.py says how.
#
#   tests/faults/suite_kill.sh          KILL_ROUNDS=1000 for a longer run, KILL_SEED=n for the same one
#
# The last line is the result: "N passed, N failed, N skipped".
set -u
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
tandem=${TANDEM:-$root/build/tandem}
# The system's own, and nothing but its standard library.
python=$(PATH=/usr/bin:$PATH command -v python3) || {
    echo 'skipped: no python3: nothing was killed (apt-get install python3)'
    echo '0 passed, 0 failed, 1 skipped'
    exit 0
}
[ -x "$tandem" ] || { echo "no $tandem: run make"; echo '0 passed, 1 failed, 0 skipped'; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
"$python" -B "$here/kill.py" "$tandem" "$work"
