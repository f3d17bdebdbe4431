#!/bin/sh
# docs_check.sh - the pages say what is so: links lead somewhere, folders have their page,
# commands and files that are named exist, and nothing is promised that cannot be kept.
set -u
cd "$(dirname "$0")/.." || exit 1
failed=0

complain() {
    echo "$1"
    failed=1
}
pages=$(ls ./*.md docs/*.md docs/*/*.md 2>/dev/null | sed 's|^\./||')

# A heading's anchor: small letters, no signs, a hyphen for each space.
anchors() {
    awk '/^```/ { code = !code } !code && /^#+ / { sub(/^#+ /, ""); print }' "$1" |
        tr '[:upper:]' '[:lower:]' | sed 's/[^a-z0-9 _-]//g; s/ /-/g'
}

# --- links ---------------------------------------------------------------------------
for page in $pages; do
    folder=$(dirname "$page")
    grep -oE '\]\([^) ]+\)' "$page" | sed 's/^](//; s/)$//' | while read -r link; do
        case $link in http://* | https://* | mailto:*) continue ;; esac
        file=${link%%#*}
        if [ -z "$file" ]; then target=$page; else target=$folder/$file; fi
        if [ ! -e "$target" ]; then
            echo "$page: nothing at $link"
        elif [ "$link" != "$file" ] && ! anchors "$target" | grep -qxF -- "${link#*#}"; then
            echo "$page: no heading for $link"
        fi
    done
done >build/docs-links.txt
[ ! -s build/docs-links.txt ] || complain "$(cat build/docs-links.txt)"

# --- every folder its page, every page in the list -------------------------------------
for folder in src/*/; do
    grep -qF "\`$folder\`" docs/README.md || complain "docs/README.md: no page for $folder"
done
for page in docs/*.md; do
    name=$(basename "$page")
    [ "$name" = README.md ] || grep -qF "($name" docs/README.md || complain "docs/README.md: $name is not in the list"
done

# --- what is named exists ----------------------------------------------------------------
targets=$(sed -n 's/^\([a-z][a-z -]*\):\([^=].*\)\{0,1\}$/\1/p' Makefile | tr ' ' '\n')
# shellcheck disable=SC2086 # a list of files
for target in $(grep -ohE '(^|`)make [a-z-]+([^a-z/=-]|$)' $pages | sed 's/.*make //; s/[^a-z-]*$//' | sort -u); do
    echo "$targets" | grep -qx -- "$target" || complain "the pages name 'make $target': not in the Makefile"
done
# shellcheck disable=SC2086
for command in $(grep -ohE '(^|[`/ ])tandem [a-z]+ (-|[A-Z`|])|`tandem [a-z]+' $pages | grep -oE 'tandem [a-z]+' | awk '{ print $2 }' | sort -u); do
    grep -qE "\\{ \\.name = \"$command\"," src/cli/commands.c || complain "the pages name 'tandem $command': not a command"
done
for command in $(sed -n 's/^    { \.name = "\([a-z]*\)",.*/\1/p' src/cli/commands.c); do
    grep -qE "tandem $command( |\`|$)" docs/commands.md || complain "docs/commands.md: nothing about 'tandem $command'"
done
# shellcheck disable=SC2086
for file in $(grep -ohE '`(src|tests|tools|packaging|sql|docs|assets)/[A-Za-z0-9_./-]+`' $pages | tr -d '`' | grep -v NAME | sort -u); do
    ls -d $file $file.[ch] >/dev/null 2>&1 || [ -n "$(ls -d $file* 2>/dev/null)" ] || complain "the pages name $file: not there"
done

# --- words ---------------------------------------------------------------------------------
# The running server reads what its users read: nothing here may sound otherwise.
# shellcheck disable=SC2086
hits=$(ls $pages src/views/*.html src/web/*.c src/cli/*.c assets/*.js packaging/* 2>/dev/null | xargs grep -niE \
    'zero[- ]knowledge|end[- ]to[- ]end[- ]encrypt|e2ee|military[- ]grade|unhackable|100 ?% secure|HIPAA[- ](compliant|certified)|GDPR[- ](compliant|certified)')
[ -z "$hits" ] || complain "$hits
  ^ not promised, because it is not so"
hits=$(ls src/views/*.html 2>/dev/null | xargs grep -niwE "patients?|non-?compliant|resistant" | grep -viE 'be patient|PATRQT')
[ -z "$hits" ] || complain "$hits
  ^ the person is a client, by first name where we can"

for picture in docs/pictures/*.png; do
    [ -e "$picture" ] || continue
    size=$(wc -c <"$picture")
    [ "$size" -le 153600 ] || complain "$picture has $size bytes; 150 KB is the limit"
done
exit $failed
