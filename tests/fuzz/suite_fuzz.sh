#!/bin/sh
# A short run of every target, from its corpus: what was found once is not found twice.
# `make fuzz` looks longer.
FUZZ_SECONDS=${FUZZ_SECONDS:-3} exec sh "$(dirname "$0")/run.sh"
