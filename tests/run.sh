#!/bin/sh
# run.sh [fast|browser|all] - build and run the tests; the last line counts them.
#
#   tests/*/test_*.c              one cmocka program each, run side by side
#   tests/*/suite_*.{sh,py}       executable; its last line is "N passed, N failed, N skipped"
#   tests/browser/test_*.mjs      the same, under node with Chromium
#
# A program that ends without a result counts as one failure.  Output is shown in
# full where something failed, and not at all where nothing did.
set -u
cd "$(dirname "$0")/.." || exit 1
what=${1:-fast}
results=build/results
export ASAN_OPTIONS="${ASAN_OPTIONS:-detect_stack_use_after_return=1:strict_string_checks=1}"
export UBSAN_OPTIONS="${UBSAN_OPTIONS:-print_stacktrace=1}"

# Print the counts in a cmocka log, or nothing when there are none.
count_cmocka() {
    awk '
        /\[  PASSED  \] [0-9]+ test\(s\)/ { seen = 1; passed += number("PASSED  ] ") }
        /\[  FAILED  \] [0-9]+ test\(s\)/ { seen = 1; failed += number("FAILED  ] ") }
        /\[  SKIPPED \] [0-9]+ test\(s\)/ { seen = 1; skipped += number("SKIPPED ] ") }
        function number(word) { return substr($0, index($0, word) + length(word)) + 0 }
        END { if (seen) print passed + 0, failed + 0, skipped + 0 }' "$1"
}

count_suite() {
    tail -n 1 "$1" | sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed, \([0-9]*\) skipped$/\1 \2 \3/p'
}

# run_one KIND PROGRAM: run it, keep "passed failed skipped" in its .count file.
run_one() {
    name=$(echo "$2" | sed 's|^build/||; s|/|.|g')
    log=$results/$name.log
    began=$(date +%s)
    case $1 in
    cmocka) timeout -k 10 600 "$2" >"$log" 2>&1 ;;
    suite) timeout -k 10 900 "$2" >"$log" 2>&1 ;;
    node) timeout -k 10 900 node "$2" >"$log" 2>&1 ;;
    esac
    status=$?
    if [ "$1" = cmocka ]; then counts=$(count_cmocka "$log"); else counts=$(count_suite "$log"); fi
    # shellcheck disable=SC2086 # three numbers
    set -- "$2" ${counts:-0 1 0}
    passed=$2 failed=$3 skipped=$4
    # A leak, a crash at the end or a time limit is a failure no test reported.
    if [ $status -ne 0 ] && [ "$failed" -eq 0 ]; then failed=1; fi
    echo "$passed $failed $skipped" >"$results/$name.count"
    if [ "$failed" -gt 0 ]; then
        {
            echo "--- $1 failed (exit status $status)"
            cat "$log"
            echo "--- end of $1"
        } >"$log.show"
        cat "$log.show"
    else
        echo "ok $1 ($passed$([ "$skipped" -eq 0 ] || echo ", $skipped skipped"), $(($(date +%s) - began)) s)"
    fi
}

# Started by xargs below: one program.
if [ "$what" = one ]; then
    run_one "$2" "$3"
    exit 0
fi

# What does not build is one failure; the rest is still worth running.
build() {
    make -s -k -j"$(nproc)" tests >build/tests.log 2>&1 && return 0
    cat build/tests.log
    echo '--- the build failed'
    echo '0 1 0' >"$results/build.count"
}

run_fast() {
    ls tests/*/test_*.c 2>/dev/null | sed 's|^|build/|; s|\.c$||' |
        xargs -r -P "$(nproc)" -n 1 sh tests/run.sh one cmocka
    for suite in tests/*/suite_*; do
        if [ -x "$suite" ]; then run_one suite "$suite"; fi
    done
}

browser_ready() {
    command -v node >/dev/null 2>&1 && command -v chromium >/dev/null 2>&1 || return 1
    lock=node_modules/.package-lock.json
    if [ -d node_modules/playwright-core ] && [ -d node_modules/axe-core ] && [ ! package-lock.json -nt $lock ]; then
        return 0
    fi
    command -v npm >/dev/null 2>&1 &&
        timeout 300 npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >build/npm.log 2>&1 &&
        touch $lock
}

run_browser() {
    if browser_ready; then ready=yes; else ready=no; fi
    for program in tests/browser/test_*.mjs; do
        [ -f "$program" ] || continue
        if [ $ready = yes ]; then
            run_one node "$program"
        else
            echo "skipped $program: needs node, playwright-core and chromium"
            echo '0 0 1' >"$results/$(basename "$program").count"
        fi
    done
}

rm -rf "$results"
mkdir -p "$results"
build
case $what in
fast) run_fast ;;
browser) run_browser ;;
all)
    run_fast
    run_browser
    ;;
*)
    echo 'run.sh fast|browser|all' >&2
    exit 2
    ;;
esac
cat "$results"/*.count /dev/null 2>/dev/null | awk '
    { passed += $1; failed += $2; skipped += $3 }
    END {
        printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped
        exit failed > 0 || passed == 0
    }'
