#!/bin/sh
# suite_golden.sh - who may do what, as the program prints it, against the copy in this folder.
#
# A changed right is a changed line here, to be read by whoever reviews.  When it is meant:
#   UPDATE=1 tests/rights/suite_golden.sh
set -u
cd "$(dirname "$0")/../.." || exit 1
golden=tests/rights/golden_routes.txt
now=build/golden_routes.txt

if ! build/tandem audit routes >"$now"; then
    echo "build/tandem audit routes does not run"
    echo '0 passed, 1 failed, 0 skipped'
    exit 1
fi
if [ "${UPDATE:-}" = 1 ]; then cp "$now" "$golden"; fi
if diff -u "$golden" "$now"; then
    echo '1 passed, 0 failed, 0 skipped'
else
    echo 'The rights have changed as shown (- before, + now).  When that is meant:'
    echo '  UPDATE=1 tests/rights/suite_golden.sh'
    echo '0 passed, 1 failed, 0 skipped'
    exit 1
fi
