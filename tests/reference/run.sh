#!/bin/sh
# run.sh - `make test-reference`: the product's numbers against a second implementation.
#
#   CASES=N       people or series for each method (5000)
#   RUNS=N        but no more calls for each method than this (1000)
#   SEED=WORDS    repeat a run; the seed of each run is printed
#   GROWTH=N      files for the comparison of growth with R (60)
#   ONLY=WORDS    only methods whose name contains this
#
# Needs Python 3.8 and nothing else: no numpy, no scipy.  `growth` is held against R's nlme, where
# R is there (apt-get install r-cran-nlme).
set -eu
cd "$(dirname "$0")/../.." || exit 1

if ! command -v python3 >/dev/null 2>&1; then sh tools/deps.sh; fi
if ! command -v python3 >/dev/null 2>&1; then
    echo 'python3 is missing; on Debian: apt-get install python3'
    exit 1
fi
python3 -c 'import sys; sys.exit(sys.version_info < (3, 8))' || {
    echo "python3 is $(python3 --version 2>&1); 3.8 or later is needed"
    exit 1
}
export PYTHONDONTWRITEBYTECODE=1
set -- --cases "${CASES:-5000}" --runs "${RUNS:-1000}"
[ -z "${SEED:-}" ] || set -- "$@" --seed "$SEED"
[ -z "${ONLY:-}" ] || set -- "$@" --only "$ONLY"
failed=0
python3 tests/reference/compare.py "$@" || failed=1
case growth in *"${ONLY:-}"*) ;; *) exit $failed ;; esac
if Rscript -e 'library(nlme)' >/dev/null 2>&1; then
    Rscript tests/reference/growth.R check build/tandem "${GROWTH:-60}" || failed=1
else
    echo 'skipped: growth needs R and nlme: apt-get install r-cran-nlme'
    echo '0 passed, 0 failed, 1 skipped'
fi
exit $failed
