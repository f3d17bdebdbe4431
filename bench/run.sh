#!/bin/sh
# run.sh - every goal of docs/performance.md, each beside its floor, in one run.
#
#   make bench                  about two minutes
#   BENCH_FULL=1 make bench     also 100,000 pieces of work, 2 GB: some minutes longer
#   BENCH_ONLY=P1,P7            some of them
set -eu
cd "$(dirname "$0")/.."
python=$(PATH=/usr/bin:$PATH command -v python3) || { echo 'make bench needs python3'; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
"$python" -B bench/run.py "$work"
