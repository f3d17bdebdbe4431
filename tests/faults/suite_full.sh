#!/bin/sh
# suite_full.sh - the disk fills up while people write, and is emptied again: full.py says how.
#
# The last line is the result: "N passed, N failed, N skipped".
set -u
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
tandem=${TANDEM:-$root/build/tandem}
# The system's own, and nothing but its standard library.
python=$(PATH=/usr/bin:$PATH command -v python3) || {
    echo 'skipped: no python3: no disk was filled (apt-get install python3)'
    echo '0 passed, 0 failed, 1 skipped'
    exit 0
}
[ -x "$tandem" ] || { echo "no $tandem: run make"; echo '0 passed, 1 failed, 0 skipped'; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
"$python" -B "$here/full.py" "$tandem" "$work"
