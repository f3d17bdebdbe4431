#!/bin/sh
# run.sh - every goal of docs/performance.md, each beside its floor, in one run.
#
#   make bench                  about three minutes
#   BENCH_FULL=1 make bench     also 100,000 pieces of work and a database of a gigabyte
#   BENCH_ONLY=P1,P7            some of them
set -eu
cd "$(dirname "$0")/.."
python=$(PATH=/usr/bin:$PATH command -v python3) || { echo 'make bench needs python3'; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
ulimit -n 20000 2>/dev/null || ulimit -n "$(ulimit -Hn)"
"$python" -B bench/run.py "$work"
