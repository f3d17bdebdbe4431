#!/bin/sh
# suite_docs.sh - the pages of this repository hold, and the checker notices each kind of slip.
set -u
cd "$(dirname "$0")/../.." || exit 1
root=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0

good() { passed=$((passed + 1)); }
bad() {
    failed=$((failed + 1))
    echo "FAILED $1"
    cat "$work/out"
}

fresh() {
    rm -rf "$work/house"
    mkdir -p "$work/house/src" "$work/house/build"
    cp -r ./*.md LICENSE Makefile docs tools tests packaging sql assets "$work/house/" 2>/dev/null
    cp -r src/* "$work/house/src/"
}

# notices WORDS: the checker must fail and say them
notices() {
    if (cd "$work/house" && sh tools/docs_check.sh) >"$work/out" 2>&1; then
        bad "silent about: $1"
    elif grep -qF -- "$1" "$work/out"; then
        good
    else
        bad "other words than: $1"
    fi
}

fresh
if (cd "$work/house" && sh tools/docs_check.sh) >"$work/out" 2>&1; then good; else bad 'this house'; fi

echo '[away](docs/nowhere.md)' >>"$work/house/README.md"
notices 'README.md: nothing at docs/nowhere.md'
fresh && echo '[away](gate.md#no-such-part)' >>"$work/house/docs/policy.md"
notices 'docs/policy.md: no heading for gate.md#no-such-part'
fresh && mkdir "$work/house/src/cellar"
notices 'no page for src/cellar/'
fresh && echo '# Alone' >"$work/house/docs/alone.md"
notices 'alone.md is not in the list'
fresh && echo 'Then `make sandwiches`.' >>"$work/house/README.md"
notices "name 'make sandwiches'"
fresh && echo 'Then `tandem dance`.' >>"$work/house/docs/gate.md"
notices "name 'tandem dance'"
fresh && sed -i 's/^    { .name = "backup",/    { .name = "sing", .usage = "sing" },\n&/' "$work/house/src/cli/commands.c"
notices "nothing about 'tandem sing'"
fresh && echo 'See `src/gate/cellar.c`.' >>"$work/house/docs/gate.md"
notices 'name src/gate/cellar.c: not there'
fresh && echo 'All is zero-''knowledge.' >>"$work/house/README.md"
notices 'not promised'
fresh && echo '<p>The pati''ent writes.</p>' >>"$work/house/src/views/help.html"
notices 'the person is a client'
fresh && head -c 200000 /dev/zero >"$work/house/docs/pictures/large.png"
notices 'large.png has 200000 bytes'

cd "$root" || exit 1
echo "$passed passed, $failed failed, 0 skipped"
[ $failed -eq 0 ]
