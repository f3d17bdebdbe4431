#!/bin/sh
# suite_lens.sh - the wording lens in the browser's script finds what the one in C finds: over
# every wording, its suggestions, sentences made of both, and letters of Latin.
set -u
cd "$(dirname "$0")/../.." || exit 1
command -v node >/dev/null 2>&1 || { echo 'node is not here'; echo '0 passed, 0 failed, 1 skipped'; exit 0; }
MAKEFLAGS="${MAKEFLAGS:-}" make -s build/tests/domain/test_lens || exit 1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
for language in en es; do
    build/tests/domain/test_lens list "$language" >"$work/list.json" || exit 1
    node tests/web/lens.mjs corpus "$language" "$work/list.json" >"$work/corpus" || exit 1
    build/tests/domain/test_lens print "$language" <"$work/corpus" >"$work/c"
    node tests/web/lens.mjs print "$language" "$work/list.json" <"$work/corpus" >"$work/js"
    lines=$(grep -c . "$work/c")
    if [ "$lines" -gt 300 ] && diff "$work/c" "$work/js" >"$work/diff"; then
        echo "ok $language: $(wc -l <"$work/corpus") lines, $lines with hits"
    else
        head -20 "$work/diff"
        failed=$((failed + 1))
    fi
done
echo "$((2 - failed)) passed, $failed failed, 0 skipped"
[ "$failed" -eq 0 ]
