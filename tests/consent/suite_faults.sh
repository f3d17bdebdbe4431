#!/bin/sh
# suite_faults.sh - plants faults in the consent engine, one at a time; the tests must see each.
#
# faults.txt says which.  A line that changes nothing has lost its place and fails as well.
# The engine without a fault must pass, or seeing one would prove nothing.
set -u
cd "$(dirname "$0")/../.." || exit 1
passed=0 failed=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
base=$(make -s print-flags)
cache=$(command -v ccache)
mkdir "$work/lib"
export CONSENT_WORLDS=30000
engine='consent.c consent_release.c consent_rules.c'

# A fault may leave something unused: warnings are for whoever writes, so here there are none.
compile() { # compile OBJECT SOURCE [FLAGS]
    # shellcheck disable=SC2086 # flags are words
    $cache gcc $base -Itests ${3:-} -O1 -w -c -o "$1" "$2" >>"$work/log" 2>&1
}
for name in base/str base/words base/file base/arena base/json base/out base/err domain/consent_words domain/consent_json \
    domain/consent_world domain/consent_file domain/consent_explain; do
    compile "$work/lib/$(basename $name).o" "src/$name.c" || { cat "$work/log"; exit 1; }
done
for name in test_worlds test_scenarios; do
    compile "$work/$name.o" "tests/consent/$name.c" || { cat "$work/log"; exit 1; }
done
# The tables of other languages, which every build makes.
make -s build/gen/words.c && compile "$work/lib/words_tables.o" build/gen/words.c || { cat "$work/log"; exit 1; }
libs=$(pkg-config --libs jansson)

# build DIR FILE: the engine in DIR, where FILE differs, and the tests with it.
build() {
    parts=
    for part in $engine; do
        object=$work/whole/${part%.c}.o
        case $2 in
        "$part" | *.h)
            object=$1/${part%.c}.o
            compile "$object" "$1/src/domain/$part" || return 1
            ;;
        esac
        parts="$parts $object"
    done
}
# passes DIR TEST: links it with what build left in $parts, and runs it.
passes() {
    # shellcheck disable=SC2086
    gcc -o "$1/$2" "$work/$2.o" $parts "$work"/lib/*.o -lcmocka $libs -lm -pthread \
        >>"$work/log" 2>&1 || { echo "FAILED to link"; cat "$work/log"; exit 1; }
    "$1/$2" >"$work/run" 2>&1
}

# copy DIR: the engine's files where their includes find the rest.
copy() {
    mkdir -p "$1/src/domain"
    cp src/domain/consent*.[ch] "$1/src/domain/"
    ln -s "$PWD/src/base" "$1/src/base"
}

complain() {
    failed=$((failed + 1))
    echo "FAILED $1"
}

copy "$work/whole"
if build "$work/whole" all.h && passes "$work/whole" test_worlds && passes "$work/whole" test_scenarios; then
    passed=1
else
    complain 'the engine without a fault'
    tail -n 20 "$work/log" "$work/run"
fi

number=0
while IFS='|' read -r file sed what; do
    case $file in '#'* | '') continue ;; esac
    number=$((number + 1))
    dir=$work/$number
    copy "$dir"
    sed "$sed" "src/domain/$file" >"$dir/src/domain/$file"
    if cmp -s "src/domain/$file" "$dir/src/domain/$file"; then
        complain "$what: this fault finds no place any more"
    elif ! build "$dir" "$file"; then
        complain "$what: does not compile"
        tail -n 5 "$work/log"
    elif passes "$dir" test_worlds && passes "$dir" test_scenarios; then
        complain "$what: no test sees it ($file: $sed)"
    else
        passed=$((passed + 1))
    fi
    rm -rf "$dir"
done <tests/consent/faults.txt
echo "$passed passed, $failed failed, 0 skipped"
[ "$failed" -eq 0 ]
