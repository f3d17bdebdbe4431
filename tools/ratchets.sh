#!/bin/sh
# ratchets.sh [--update] - numbers that may only fall, and phrases that may not appear.
#
# Compares with tools/ratchets.txt; --update writes down what has become lower.
set -u
cd "$(dirname "$0")/.." || exit 1
make -s build/tools/shape || exit 1
failed=0

complain() {
    echo "$1"
    failed=1
}

# Everything people write here; long lists of data are no reading.
written() { ls src/*/* tools/* tests/*/* tests/*.* 2>/dev/null | grep -E '\.(c|h|html|sh|mjs|py|js|css)$'; }
code() { written | grep -E '\.[ch]$'; }

functions=$(code | xargs build/tools/shape | sort -rn)
too_long=$(echo "$functions" | awk '$1 > 80 { print $3 ": " $4 " has " $1 " lines; 80 is the limit" }')
too_deep=$(echo "$functions" | awk '$2 > 4 { print $3 ": " $4 " is nested " $2 " deep; 4 is the limit" }')
[ -z "$too_long" ] || complain "$too_long"
[ -z "$too_deep" ] || complain "$too_deep"
big_files=$(written | xargs wc -l | awk '$2 != "total" && $1 > 1200 { print $2 " has " $1 " lines; 1200 is the limit" }')
[ -z "$big_files" ] || complain "$big_files"

# Variables that can change, as the linker sees them: constants live elsewhere when
# nothing is position independent.
globals() {
    objects=$(ls src/*/*.c | sed 's|^src|build/plain|; s|c$|o|')
    # shellcheck disable=SC2086 # a list of files
    make -s -k -j2 $objects >build/plain.log 2>&1 || { cat build/plain.log >&2; return 1; }
    # shellcheck disable=SC2086
    nm -A $objects | awk '$(NF - 1) ~ /^[bBdDcCsSgG]$/ { sub(/:.*/, "", $1); print $1, $NF }'
}

found_globals=$(globals) || complain 'the plain build failed'
echo "$found_globals" >build/globals.txt

# Texts that Spanish has no words for yet; a house without Spanish has none.
untranslated() {
    [ -f po/es.po ] || { echo 0; return; }
    make -s build/tandem.pot >&2 || { echo 9999; return; }
    build/tools/poc --missing build/tandem.pot po/es.po 2>/dev/null | grep -c '^msgid "'
}

measure() {
    echo "longest_function $(echo "$functions" | awk 'NR == 1 { print $1 }')"
    echo "deepest_nesting $(echo "$functions" | awk '$2 > most { most = $2 } END { print most + 0 }')"
    echo "longest_file $(written | xargs wc -l | awk '$2 != "total" && $1 > most { most = $1 } END { print most + 0 }')"
    echo "mutable_globals $(grep -c . build/globals.txt)"
    echo "suppressions $(written | grep -v '^tools/ratchets' | xargs grep -hE \
        'NOLINT|diagnostic ignored|no_sanitize|[^a-z]-Wno-|eslint-disable' | wc -l)"
    echo "skipped_tests $(ls tests/*/*.c tests/*/*.mjs 2>/dev/null | xargs -r grep -hE \
        '(^|[^_a-z])skip\(\)|\.skip\(' | wc -l)"
    echo "untranslated_spanish $(untranslated)"
}

measure >build/ratchets.txt
while read -r name limit; do
    case $name in '#'* | '') continue ;; esac
    now=$(awk -v name="$name" '$1 == name { print $2 }' build/ratchets.txt)
    if [ "${now:-0}" -gt "$limit" ]; then
        complain "$name rose from $limit to $now"
        [ "$name" != mutable_globals ] || cat build/globals.txt
        [ "$name" != untranslated_spanish ] || echo '  run make po, then fill what is empty in po/es.po (docs/languages.md)'
    fi
done <tools/ratchets.txt

# never WHERE PATTERN WHY: extended regular expression that no file may hold.
never() {
    # shellcheck disable=SC2086 # the list of files is meant to be split
    hits=$(ls $1 2>/dev/null | xargs -r grep -nE -- "$2")
    [ -z "$hits" ] || complain "$hits
  ^ $3"
}

outside_store=$(ls src/*/*.c src/*/*.h src/*/*.html | grep -v '^src/store/')
outside_base=$(ls src/*/*.c src/*/*.h | grep -v '^src/base/')
outside_engines=$(echo "$outside_base" | grep -vE '^src/(http|store)/|^src/gate/(worker|throttle)\.c')
never 'src/web/* src/views/*' 'role *[!=]=' 'rights are decided in domain/policy.c'
never "$outside_store" '"(SELECT|INSERT INTO|INSERT OR|UPDATE [a-z_]+ SET|DELETE FROM|CREATE TABLE|PRAGMA) ' \
    'only src/store knows SQL'
never 'src/store/*.[ch]' 'SELECT \*' 'name the columns'
never "$outside_base" '\(Err\) *\{' 'only fail() makes an error'
never "$outside_engines" '(^|[^a-z_])(malloc|calloc|realloc|strdup|free)\(' 'memory belongs to the request: use its arena'
# No path of the machine it was written on: neither this folder nor the one above it.
if command -v git >/dev/null 2>&1 && [ -e .git ]; then
    for place in "$PWD" "$(dirname "$PWD")" "${HOME:-}"; do
        case $place in /*/*) ;; *) continue ;; esac
        hits=$(git grep -nF -- "$place/" 2>/dev/null)
        [ -z "$hits" ] || complain "$hits
  ^ a path of this machine"
    done
fi

if [ "${1:-}" = --update ] && [ $failed -eq 0 ]; then
    { grep '^#' tools/ratchets.txt; cat build/ratchets.txt; } >build/ratchets.new
    cp build/ratchets.new tools/ratchets.txt
fi
exit $failed
