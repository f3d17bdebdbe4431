#!/bin/sh
# run.sh - fuzz every tests/fuzz/fuzz_*.c for FUZZ_SECONDS each (default 10), starting from
# tests/fuzz/corpus/NAME (the view compiler: from src/views).  Without clang's fuzzer, or with FUZZ_SECONDS=0, the corpora are
# replayed by the build's own compiler.  One line per target; fails on a crash.
# What a run finds worth keeping stays in build/fuzz/found/NAME, outside the repository.
set -u
cd "$(dirname "$0")/../.." || exit 1
seconds=${FUZZ_SECONDS:-10}
mkdir -p build/fuzz
passed=0
failed=0

has_fuzzer() {
    command -v clang >/dev/null 2>&1 || return 1
    printf '#include <stdint.h>\n#include <stddef.h>\nint LLVMFuzzerTestOneInput(const uint8_t *d, size_t n);\nint LLVMFuzzerTestOneInput(const uint8_t *d, size_t n) { return d && n > 1000000; }\n' >build/fuzz/probe.c
    clang -fsanitize=fuzzer,address,undefined -o build/fuzz/probe build/fuzz/probe.c 2>/dev/null
}

if [ "$seconds" -gt 0 ] && has_fuzzer; then mode=fuzz; else mode=replay; fi

fuzz_one() {
    mkdir -p "build/fuzz/found/$1"
    build/fuzz/bin/fuzz_"$1" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=20000 \
        -print_final_stats=1 -artifact_prefix="build/fuzz/crash-$1-" \
        "build/fuzz/found/$1" "$corpus"
}

for source in tests/fuzz/fuzz_*.c; do
    name=$(basename "$source" .c)
    name=${name#fuzz_}
    corpus=tests/fuzz/corpus/$name
    [ "$name" != viewc ] || corpus=src/views
    log=build/fuzz/$name.log
    if [ $mode = fuzz ]; then
        make -s "build/fuzz/bin/fuzz_$name" >"$log" 2>&1 && fuzz_one "$name" >>"$log" 2>&1
    else
        make -s "build/replay/fuzz_$name" >"$log" 2>&1 &&
            "build/replay/fuzz_$name" "$corpus" >>"$log" 2>&1
    fi
    if [ $? -eq 0 ]; then
        passed=$((passed + 1))
        runs=$(sed -n 's/^stat::number_of_executed_units: *//p; s/ inputs replayed$//p' "$log" | tail -n 1)
        echo "ok $mode $name ($runs inputs)"
    else
        failed=$((failed + 1))
        echo "--- $mode $name failed"
        tail -n 60 "$log"
    fi
done
echo "$passed passed, $failed failed, 0 skipped"
[ $failed -eq 0 ]
