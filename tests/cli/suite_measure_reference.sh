#!/bin/sh
# suite_measure_reference.sh - a hundred people (or thirty single series) for each method
# against the second implementation in tests/reference/; `make test-reference` does thousands.
#
# The seed is of the day and printed: every run looks somewhere else, and each can be repeated.
cd "$(dirname "$0")/../.." || exit 1
if ! command -v python3 >/dev/null 2>&1; then
    echo 'skipped: python3 is missing'
    echo '0 passed, 0 failed, 1 skipped'
    exit 0
fi
CASES=100 RUNS=30 SEED="${SEED:-$(date +%Y-%m-%d)}" exec sh tests/reference/run.sh
