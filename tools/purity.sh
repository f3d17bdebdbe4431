#!/bin/sh
# purity.sh - measure/ and domain/ reach no clock, no chance, no file and no network.
#
# Their objects, built without sanitizers, may only ask the linker for what
# tools/pure-symbols.txt lists, and for each other.
set -u
cd "$(dirname "$0")/.." || exit 1
objects=$(ls src/measure/*.c src/domain/*.c 2>/dev/null | sed 's|^src|build/plain|; s|c$|o|')
[ -n "$objects" ] || exit 0
# shellcheck disable=SC2086 # a list of files
make -s $objects >build/purity.log 2>&1 || { cat build/purity.log; exit 1; }
# shellcheck disable=SC2086
nm -A $objects | awk '
    BEGIN {
        while ((getline line < "tools/pure-symbols.txt") > 0) {
            sub(/#.*/, "", line)
            count = split(line, name, " ")
            for (i = 1; i <= count; i++) pattern = pattern (pattern == "" ? "" : "|") name[i]
        }
        pattern = "^(" pattern ")$"
    }
    {
        file = substr($1, 1, index($1, ":") - 1)
        if ($(NF - 1) == "U") wanted[file, $NF] = 1
        else defined[$NF] = 1
    }
    END {
        for (key in wanted) {
            split(key, part, SUBSEP)
            if (part[2] in defined || part[2] ~ pattern) continue
            print part[1] ": " part[2] " is not on the list of pure functions"
            failures++
        }
        exit failures > 0
    }'
