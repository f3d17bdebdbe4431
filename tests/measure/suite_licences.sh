#!/bin/sh
# The licence pages say what the definitions say, and what has shipped was not changed in place.
cd "$(dirname "$0")/../.." || exit 1
passed=0 failed=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
say() { # what, status
    if [ "$2" -eq 0 ]; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "FAILED $1"; fi
}

sh tools/licences.sh "$work/pages"
diff -r "$work/pages" docs/measures/licences
say 'licence pages are those of the definitions (sh tools/licences.sh)' $?

# A definition is never changed under the same version: id, version, sha256 of the file.
for file in measures/*.json measures/skeletons/*.json; do
    version=$(sed -n 's/^ "version": "\(.*\)",$/\1/p' "$file")
    echo "$(basename "$file" .json) $version $(sha256sum <"$file" | cut -d' ' -f1)"
done | sort >"$work/versions"
[ -z "${UPDATE:-}" ] || cp "$work/versions" tests/measure/data/versions.txt
diff tests/measure/data/versions.txt "$work/versions"
say 'what has shipped is as it was: a change wants a new version, then UPDATE=1' $?
[ "$(cut -d' ' -f1,2 tests/measure/data/versions.txt | sort | uniq -d | wc -l)" -eq 0 ]
say 'each version stands once' $?
echo "$passed passed, $failed failed, 0 skipped"
[ "$failed" -eq 0 ]
