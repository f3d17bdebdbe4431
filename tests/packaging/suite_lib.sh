#!/bin/sh
# suite_lib.sh - libtandem-measure as another program meets it: installed, found by pkg-config,
# linked both ways, with no name but its own.
set -u
cd "$(dirname "$0")/../.." || exit 1
export LC_ALL=C
passed=0 failed=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
to=$work/opt
export PKG_CONFIG_PATH="$to/lib/pkgconfig"

check() {
    name=$1
    shift
    if "$@" >"$work/out" 2>&1; then passed=$((passed + 1)); else
        failed=$((failed + 1))
        echo "FAILED $name"
        head -c 2000 "$work/out" | sed 's/^/    /'
    fi
}
strict='-std=c11 -Wall -Wextra -Werror -pedantic'
flags() { pkg-config "$@" tandem-measure; }
# shellcheck disable=SC2046,SC2086 # words of flags
shared() { gcc $strict "$1" $(flags --cflags --libs) -lm -Wl,-rpath,"$to/lib" -o "$2"; }
# shellcheck disable=SC2046,SC2086
static() { gcc $strict "$1" $(flags --cflags) "$to/lib/libtandem-measure.a" -ljansson -lm -pthread -o "$2"; }
only_ours() { test -s "$work/names" && ! grep -v '^tdm_' "$work/names"; }
all_there() { grep -oE 'tdm_[a-z_]+\(' include/tandem-measure.h | grep -v 'tdm_error()' | tr -d '(' | sort -u >"$work/said" &&
    comm -3 "$work/said" "$work/names" >"$work/differ" && ! grep . "$work/differ"; }
counts() { "$1" >"$work/counts" || { cat "$work/counts"; return 1; }; }
example() { "$1" >"$work/example" && grep -q '^score 14.625, prorated; safety item not raised$' "$work/example" &&
    grep -q '^18 to 8: recovered$' "$work/example" && grep -q '^session 9 is below 3.86$' "$work/example" ||
    { cat "$work/example"; return 1; }; }
# shellcheck disable=SC2046
alone() { echo '#include <tandem-measure.h>' | "$@" $(flags --cflags) -Wall -Wextra -Werror -pedantic -fsyntax-only -; }
short() { test "$(grep -cvE '^ *$' docs/measures/example.c)" -le 48; }

check 'the library is built and installed' make -s install-lib DESTDIR= PREFIX="$to"
check 'a staged install stays in its stage' make -s install-lib DESTDIR="$work/stage" PREFIX=/usr
check 'and names the place it will have' grep -q '^prefix=/usr$' "$work/stage/usr/lib/pkgconfig/tandem-measure.pc"
check 'the soname' sh -c "objdump -p '$to/lib/libtandem-measure.so.1' | grep -q 'SONAME *libtandem-measure.so.1$'"
nm -D --defined-only "$to/lib/libtandem-measure.so.1" | awk '{ print $3 }' | sort >"$work/names"
check 'the shared library exports only public names' only_ours
check 'and all that the header has' all_there
nm -g --defined-only "$to/lib/libtandem-measure.a" | awk 'NF == 3 { print $3 }' | sort >"$work/names"
check 'the archive has only public names' only_ours
check 'no stack that can be run' sh -c "! objdump -p '$to/lib/libtandem-measure.so.1' | grep -A1 STACK | grep -q 'rwx'"
check 'the header alone is C' alone gcc -x c -std=c99
check 'and C++' alone g++ -x c++ -std=c++11
check 'and C to the other compiler' alone clang -x c -std=c11
check 'the example is short' short
for kind in shared static; do
    check "the example builds, $kind" $kind docs/measures/example.c "$work/example-$kind"
    check "and says what it should, $kind" example "$work/example-$kind"
    check "the checks build, $kind" $kind tests/packaging/lib_check.c "$work/check-$kind"
    check "every function keeps its word, $kind" counts "$work/check-$kind"
    read -r good bad <"$work/counts" || good=0 bad=0
    case $good in '' | *[!0-9]*) ;; *) passed=$((passed + good)) ;; esac
done
for page in packaging/libtandem-measure.3 packaging/tandem-measure.1; do
    if command -v man >/dev/null 2>&1; then
        check "$page is a manual page" sh -c "test -z \"\$(man --warnings -l '$page' 2>&1 >/dev/null)\""
    fi
done
echo "$passed passed, $failed failed, 0 skipped"
[ $failed -eq 0 ]
