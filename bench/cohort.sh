#!/bin/sh
# cohort.sh - P8 of docs/performance.md: the cohort kernel and command beside DuckDB, pandas,
# data.table and SQLite on the same file, in one run.
#
#   make bench-cohort                        100,000 people: a minute or two
#   BENCH_PEOPLE=1000000 make bench-cohort   the size of the goal: 4 GB of memory, 2 GB of disk
#   BENCH_WITHOUT=SQLite                     leave some out: SQLite takes minutes a million people
#   DUCKDB_AT=DIR                            where @duckdb/node-api is installed already
#
# Uses what is installed: python3-pandas, r-cran-data.table, sqlite3; DuckDB comes through npm
# into the temporary directory.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
/usr/bin/python3 -B bench/cohort.py "$work"
