#!/bin/sh
# suite_refused.sh - what must not compile does not, and its corrected twin does.
#
# NAME.c is compiled with and without -DREFUSED by both compilers; views.cases go
# through viewc.  A refusal counts only when its message says the expected thing.
set -u
cd "$(dirname "$0")/../.." || exit 1
export LC_ALL=C
here=tests/refused
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
make -s build/tools/viewc build/gen/views.h build/gen/version.h || exit 1
flags=$(make -s print-flags)
passed=0 failed=0 skipped=0

good() { passed=$((passed + 1)); }
bad() {
    failed=$((failed + 1))
    echo "$1"
    sed 's/^/    /' "$work/out"
}

# accepts NAME COMMAND... : it must succeed
accepts() {
    name=$1
    shift
    if "$@" >"$work/out" 2>&1; then good; else bad "$name: the corrected twin is refused"; fi
}

# refuses NAME PATTERN COMMAND... : it must fail and say why
refuses() {
    name=$1 pattern=$2
    shift 2
    if "$@" >"$work/out" 2>&1; then
        bad "$name: was accepted"
    elif tr '\n' ' ' <"$work/out" | grep -qE -- "$pattern"; then
        good
    else
        bad "$name: refused, but not for: $pattern"
    fi
}

compilers=
for compiler in gcc clang; do
    if command -v $compiler >/dev/null 2>&1; then
        compilers="$compilers $compiler"
    else
        skipped=$((skipped + 1))
    fi
done

for compiler in $compilers; do
    for file in "$here"/*.c; do
        expect=$(sed -n 's/.*expect: \(.*[^ ]\) *\*\/.*/\1/p' "$file")
        name="$compiler $(basename "$file")"
        # shellcheck disable=SC2086 # flags are words
        refuses "$name" "${expect:-no expectation in the file}" $compiler $flags -O1 -DREFUSED -c -o /dev/null "$file"
        # shellcheck disable=SC2086
        accepts "$name" $compiler $flags -O1 -c -o /dev/null "$file"
    done
    # Every name on the list, alone in a file.
    for name in $(sed -n 's/^#pragma GCC poison//p' src/base/banned.h); do
        echo "int $name;" >"$work/poison.c"
        # shellcheck disable=SC2086
        refuses "$compiler $name" poisoned $compiler $flags -fsyntax-only "$work/poison.c"
    done
done

# One folder a case: bad/case.html and good/case.html, with `who` and `expect`.
awk -v work="$work" '
    function open_file(side) {
        close(file)
        file = folder "/" side "/case.html"
        print "{% view case | base/out.h | Str s, Url u, Html h, int64_t n, bool yes, const char *raw, double d %}" >file
    }
    /^=== / {
        folder = sprintf("%s/%03d", work, ++count)
        system("mkdir -p " folder "/bad " folder "/good")
        split(substr($0, 5), part, " [|] ")
        print part[1] >(folder "/name"); close(folder "/name")
        print part[2] >(folder "/who"); close(folder "/who")
        rest = substr($0, 5 + length(part[1]) + length(part[2]) + 6)
        print rest >(folder "/expect"); close(folder "/expect")
        open_file("bad")
        next
    }
    /^---$/ { open_file("good"); next }
    count { print >file }' "$here/views.cases"

cat >"$work/csrf.html" <<'END'
{% view csrf || Str token %}<input type="hidden" name="csrf" value="{{ token }}">
END

compile_view() { # FOLDER COMPILER
    build/tools/viewc --source "$1/case.html" >"$1/case.c" || return 1
    build/tools/viewc --header "$1/case.html" "$work/csrf.html" >"$1/views.h" || return 1
    $2 -std=c17 -D_GNU_SOURCE -I"$1" -Isrc -Wall -Werror -fsyntax-only "$1/case.c"
}

for folder in "$work"/[0-9][0-9][0-9]; do
    name="view: $(cat "$folder/name")"
    expect=$(cat "$folder/expect")
    if [ "$(cat "$folder/who")" = viewc ]; then
        refuses "$name" "case.html:[0-9]+: error: .*$expect" build/tools/viewc --source "$folder/bad/case.html"
        accepts "$name" compile_view "$folder/good" gcc
        continue
    fi
    for compiler in $compilers; do
        refuses "$compiler $name" "case.html:[0-9]+:.*($expect)|($expect).*case.html:[0-9]+:" compile_view "$folder/bad" "$compiler"
        accepts "$compiler $name" compile_view "$folder/good" "$compiler"
    done
done

echo "$passed passed, $failed failed, $skipped skipped"
[ $failed -eq 0 ]
