#!/bin/sh
# check.sh [STEP...] - what must hold before a push, besides the tests.
#
# Steps: layers, purity, ratchets, docs (links, names and words of the pages), clang
# (everything compiles with the other compiler, warnings are errors), refused (files that
# must not compile).
set -u
cd "$(dirname "$0")/.." || exit 1
mkdir -p build
failed=0

step() {
    log=build/check-$1.log
    case $1 in
    layers | purity | ratchets) sh "tools/$1.sh" >"$log" 2>&1 ;;
    clang) make -s -k -j"$(nproc)" clang >"$log" 2>&1 ;;
    docs) sh tools/docs_check.sh >"$log" 2>&1 ;;
    refused) tests/refused/suite_refused.sh >"$log" 2>&1 ;;
    *) echo "unknown step" >"$log" && false ;;
    esac
}

[ $# -gt 0 ] || set -- layers purity ratchets docs clang refused
for name in "$@"; do
    if step "$name"; then
        echo "ok $name"
    else
        cat "build/check-$name.log"
        echo "FAILED $name"
        failed=1
    fi
done
exit $failed
