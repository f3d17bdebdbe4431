#!/bin/sh
# suite_house.sh - this repository keeps its rules, and the checkers notice when one is broken.
#
# Each checker is copied beside a tiny house of its own and shown one fault at a time; a
# checker that stays silent is a failure here.
set -u
cd "$(dirname "$0")/../.." || exit 1
root=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0 skipped=0

# check NAME COMMAND... : it must succeed
check() {
    name=$1
    shift
    if "$@" >"$work/out" 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED $name"
        cat "$work/out"
    fi
}

# --- this house ----------------------------------------------------------------
for step in layers purity ratchets clang; do
    if [ $step = clang ] && ! command -v clang >/dev/null 2>&1; then
        skipped=$((skipped + 1))
        continue
    fi
    check "tools/check.sh $step" sh tools/check.sh $step
done

# --- a house with faults --------------------------------------------------------
fresh() {
    rm -rf "$work/house"
    mkdir -p "$work/house/src/base" "$work/house/src/domain" "$work/house/src/store" "$work/house/src/web" \
        "$work/house/src/views" "$work/house/tests/base"
    cp -r tools LAYERS Makefile VERSION package.json "$work/house/"
    rm -f "$work/house/tools/viewc.c" "$work/house/tools/embed.c"
    cp src/base/banned.h src/base/str.h "$work/house/src/base/"
    cd "$work/house" || exit 1
    # Generated headers without the view compiler, to keep this quick.
    mkdir -p build/gen build/tools
    cp "$root/build/tools/viewc" "$root/build/tools/shape" build/tools/
    printf 'int main(void)\n{\n    return 0;\n}\n' >tools/viewc.c
    touch build/tools/viewc build/tools/shape
    : >build/gen/views.h
    : >build/gen/version.h
    printf '#include "../base/str.h"\n#include <string.h>\nint same(Str a, Str b);\nint same(Str a, Str b)\n{\n    return memcmp(a.ptr, b.ptr, a.len);\n}\n' >src/domain/rule.c
    printf 'mutable_globals 0\nsuppressions 0\nskipped_tests 0\n' >tools/ratchets.txt
}

# notices CHECKER PATTERN : after fresh() and a fault made by the caller
notices() {
    if sh "tools/$1.sh" >out 2>&1; then
        echo "accepted by $1"
        return 1
    fi
    grep -qE -- "$2" out && return 0
    cat out
    return 1
}

# fault NAME CHECKER PATTERN FILE TEXT : a file with this text must be noticed
fault() {
    fresh
    mkdir -p "$(dirname "$4")"
    printf '%b' "$5" >>"$4"
    check "$2 notices $1" notices "$2" "$3"
    cd "$root" || exit 1
}

# function_of LINES : a function of so many lines
function_of() {
    echo 'int longer(int n);'
    echo 'int longer(int n)'
    echo '{'
    seq 1 $(($1 - 3)) | sed 's/.*/    n += 1;/'
    echo '    return n;'
    echo '}'
}

passes() {
    for checker in layers purity ratchets; do
        sh tools/$checker.sh || return 1
    done
}

fresh
function_of 80 >>src/domain/rule.c
check 'a house without faults passes, with a function of 80 lines' passes
cd "$root" || exit 1

fault 'an include upwards' layers 'domain may not include store' src/domain/rule.c '#include "../store/db.h"\n'
fault 'an include upwards, written from src/' layers 'may not include web' src/store/a.c '#include "web/frame.h"\n'
fault 'an include upwards in a view' layers 'views may not include store' src/views/a.html \
    '{%% view a | base/out.h,\n store/goal.h | int n %%}\n'
fault 'a folder below a folder' layers 'two levels' src/domain/deeper/a.c '#include "../rule.h"\n'
fault 'SQLite outside its file' layers 'knows SQLite' src/store/a.c '#include <sqlite3.h>\n'
fault 'the HTTP library outside http/' layers 'knows libmicrohttpd' src/web/a.c '#include <microhttpd.h>\n'
fault 'libsodium outside base/' layers 'knows libsodium' src/store/a.c '#include <sodium.h>\n'
fault 'a clock in domain/' purity 'rule.o: time ' src/domain/rule.c \
    '#include <time.h>\nlong now(void);\nlong now(void)\n{\n    return (long)time(NULL);\n}\n'
fault 'chance in domain/' purity 'random_bytes' src/domain/rule.c \
    'void random_bytes(void *p, size_t n);\nvoid dice(void *p);\nvoid dice(void *p)\n{\n    random_bytes(p, 1);\n}\n'
fault 'a file in domain/' purity 'fopen' src/domain/rule.c \
    'void *peek(void);\nvoid *peek(void)\n{\n    return fopen("a", "r");\n}\n'
fault 'memory of its own in domain/' purity 'malloc' src/domain/rule.c \
    'void *room(size_t n);\nvoid *room(size_t n)\n{\n    return malloc(n);\n}\n'
fault 'a function of 81 lines' ratchets 'longer has 81 lines' src/domain/rule.c "$(function_of 81 | sed 's/$/\\n/' | tr -d '\n')"
fault 'nesting of five' ratchets 'deep is nested 5' src/domain/rule.c \
    'int deep(int n);\nint deep(int n)\n{\n    if (n) {\n for (;;) {\n while (n) {\n switch (n) {\n default: if (n > 2) { n--; }\n}\n}\n}\n}\n    return n;\n}\n'
fault 'nesting of five without braces' ratchets 'deep is nested 5' src/domain/rule.c \
    'int deep(int n);\nint deep(int n)\n{\n    if (n)\n for (;;)\n while (n)\n do\n if (n > 2) n--; while (n);\n    return n;\n}\n'
fault 'a file of 1201 lines' ratchets 'long.h has 1201 lines' src/domain/long.h "$(seq 1 1201 | sed 's/.*/\\n/' | tr -d '\n')"
fault 'a variable that can change' ratchets 'mutable_globals rose from 0 to 1' src/domain/rule.c \
    'int count(void);\nint count(void)\n{\n    static int n;\n    return ++n;\n}\n'
fault 'a constant table, which is none' ratchets 'suppressions rose' src/domain/rule.c \
    'static const char *const names[] = { "a" };\nconst char *name(void);\nconst char *name(void)\n{\n    return names[0]; /* NO''LINT */\n}\n'
fault 'a skipped test' ratchets 'skipped_tests rose' tests/base/test_a.c 'void a(void)\n{\n    sk''ip();\n}\n'
fault 'a right tested in a page' ratchets 'domain/policy.c' src/web/a.html '{% if role == 3 %}'
fault 'SQL outside the store' ratchets 'only src/store knows SQL' src/web/a.h '#define Q "SELECT id FROM person"\n'
fault 'unnamed columns' ratchets 'name the columns' src/store/a.h '#define Q "SELECT * FROM person"\n'
fault 'an error made by hand' ratchets 'only fail' src/web/a.h '#define NO (Err){ 3 }\n'
fault 'memory outside the arena' ratchets 'use its arena' src/web/a.h '#define ROOM malloc(3)\n'

path_of_machine() {
    command -v git >/dev/null 2>&1 || return 0
    git init -q . && echo "see $PWD/secret" >notes.md && git add notes.md && notices ratchets 'a path of this machine'
}
fresh
check 'ratchets notices a path of this machine' path_of_machine
cd "$root" || exit 1

# --- the counting of tests -------------------------------------------------------
# program NAME STATUS OUTPUT : a pretended test program
program() {
    touch "tests/base/$1.c"
    printf '#!/bin/sh\nprintf "%%b" "%s"\nexit %s\n' "$3" "$2" >"build/tests/base/$1"
    chmod +x "build/tests/base/$1"
}

# counts LINE STATUS : run.sh must end so
counts() {
    sh tests/run.sh fast >out 2>&1
    status=$?
    [ $status -eq "$2" ] && [ "$(tail -n 1 out)" = "$1" ] && [ "$(grep -c ' passed, ' out)" = "${3:-1}" ] && return 0
    cat out
    echo "exit status $status; expected $2 and: $1"
    return 1
}

counting() {
    cd "$root" || exit 1
    rm -rf "$work/run"
    mkdir -p "$work/run/build/tests/base" "$work/run/tests/base"
    cp tests/run.sh "$work/run/tests/"
    cd "$work/run" || exit 1
    printf 'tests:\n' >Makefile
    program test_good 0 '[==========] 3 test(s) run.\n[  PASSED  ] 3 test(s).\n'
}

counting
check 'run.sh counts what passed' counts '3 passed, 0 failed, 0 skipped' 0
program test_bad 1 '[  PASSED  ] 1 test(s).\n[  FAILED  ] 2 test(s), listed below:\n[  FAILED  ] a\n[  FAILED  ] b\n'
check 'run.sh counts what failed' counts '4 passed, 2 failed, 0 skipped' 1
counting
program test_skip 0 '[  PASSED  ] 1 test(s).\n[  SKIPPED ] 1 test(s), listed below:\n[  SKIPPED ] a\n'
check 'run.sh counts what was skipped' counts '4 passed, 0 failed, 1 skipped' 0
counting
program test_silent 0 ''
check 'run.sh counts silence as a failure' counts '3 passed, 1 failed, 0 skipped' 1
counting
program test_leak 23 '[  PASSED  ] 2 test(s).\nLeakSanitizer\n'
check 'run.sh counts a leak after success as a failure' counts '5 passed, 1 failed, 0 skipped' 1
counting
printf '#!/bin/sh\necho "7 passed, 0 failed, 1 skipped"\n' >tests/base/suite_a.sh
printf '#!/bin/sh\necho "2 passed, 1 failed, 0 skipped"\nexit 1\n' >tests/base/suite_b.sh
chmod +x tests/base/suite_*.sh
check 'run.sh adds up suites' counts '12 passed, 1 failed, 1 skipped' 1 2
counting
printf '.PHONY: tests\ntests:\n\tfalse\n' >Makefile
check 'run.sh counts a failed build as a failure' counts '3 passed, 1 failed, 0 skipped' 1
cd "$root" || exit 1

echo "$passed passed, $failed failed, $skipped skipped"
[ $failed -eq 0 ]
