#!/bin/sh
# suite_viewc.sh - what compiled views send, where errors point, and damaged views.
set -u
cd "$(dirname "$0")/../.." || exit 1
export LC_ALL=C.UTF-8
here=tests/tools
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0

# check NAME COMMAND...
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

awk -v work="$work" '
    /^=== / {
        close(file)
        name = sprintf("case_%03d", ++count)
        print substr($0, 5) >(work "/" name ".name"); close(work "/" name ".name")
        file = work "/" name ".html"
        printf "{%% view %s | base/base.h | Str s, Url u, Html h, int64_t n, bool yes, bool no, const Str *list %%}", name >file
        print "view_" name "," >(work "/cases.inc")
        next
    }
    /^---$/ { close(file); file = work "/" name ".want"; next }
    count { print >file }' "$here/viewc.cases"
printf '%s\n' '{% view part || Str s, int64_t n %}<em>{{ s }}</em>{{ n }}' >"$work/part.html"

build() {
    make -s build/tools/viewc build/libtandem.a || return 1
    build/tools/viewc --header "$work"/*.html >"$work/views.h" || return 1
    for view in "$work"/*.html; do
        build/tools/viewc --source "$view" >"${view%.html}.c" || return 1
    done
    # Parameters that a case does not use are no fault here: no -Wextra.
    gcc -std=c17 -D_GNU_SOURCE -I"$work" -Isrc -Wall -Werror -g -fsanitize=address,undefined \
        -o "$work/driver" "$here/viewc_driver.c" "$work"/*.c build/libtandem.a -lsodium -ljansson -lm
}

send() { "$work/driver" >"$work/sent"; }

check 'the cases compile' build
check 'the cases run' send
if [ $failed -eq 0 ]; then
    awk -v work="$work" 'BEGIN { count = 1 }
        /^===$/ { count++; next }
        { print >sprintf("%s/case_%03d.got", work, count) }' "$work/sent"
    for want in "$work"/*.want; do
        check "$(cat "${want%.want}.name")" diff "$want" "${want%.want}.got"
    done
fi

points_into_html() {
    printf '{%% view wrong || int64_t n %%}\n<p>\n{%% if n > 2 %%}\n<b>{{ n }}</b>\n{%% end %%}\n{{ m }}</p>\n' >"$work/wrong.html"
    build/tools/viewc --header "$work/wrong.html" >"$work/views.h" &&
        build/tools/viewc --source "$work/wrong.html" >"$work/wrong.c" || return 1
    gcc -I"$work" -Isrc -fsyntax-only "$work/wrong.c" 2>"$work/message" && return 1
    cat "$work/message"
    grep -q 'wrong.html:6:.*undeclared' "$work/message"
}

survives_damage() {
    gcc -std=c17 -D_GNU_SOURCE -g -fsanitize=address,undefined -o "$work/viewc" tools/viewc.c || return 1
    ASAN_OPTIONS=detect_leaks=0 python3 "$here/mutate.py" "$work/viewc" "${ROUNDS:-300}" src/views/*.html "$work"/case_*.html
}

same_twice() {
    build/tools/viewc --header src/views/*.html >"$work/one" && build/tools/viewc --header src/views/*.html >"$work/two" &&
        cmp "$work/one" "$work/two"
}

check 'a compiler error points into the HTML' points_into_html
check 'damaged views are accepted or refused, never crash' survives_damage
check 'the same views make the same header' same_twice
echo "$passed passed, $failed failed, 0 skipped"
[ $failed -eq 0 ]
