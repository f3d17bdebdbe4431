#!/bin/sh
# licences.sh [FOLDER] - a page per instrument about its licence, from the definitions inside
# the program; tests/measure/suite_licences.sh compares.
set -eu
cd "$(dirname "$0")/.."
folder=${1:-docs/measures/licences}
mkdir -p "$folder"
rm -f "$folder"/*.md
{
    echo '# Licences of the instruments'
    echo
    echo 'Written by `tools/licences.sh` from the definitions; a test compares. Tiers: [measures](../../measures.md#what-ships).'
    echo
    echo '| instrument | tier | words inside | terms |'
    echo '|---|---|---|---|'
} >"$folder/README.md"
build/tandem measure list --json | sed 's/.*"id":"\([^"]*\)".*/\1/' | sort | while read -r id; do
    build/tandem measure show "$id" >build/licence.txt
    field() { sed -n "s/^$1  *//p" build/licence.txt | head -1; }
    title=$(sed -n '1s/^[^ ]* [^ ]*: //p' build/licence.txt)
    version=$(sed -n '1s/^[^ ]* \([^ ]*\): .*/\1/p' build/licence.txt)
    licence=$(field licence)
    tier=$(echo "$licence" | sed 's/^tier \([123]\): .*/\1/')
    terms=$(echo "$licence" | sed 's/^tier [123]: //')
    words=no
    [ "$(field state)" != ready ] || words=yes
    {
        echo "# $title"
        echo
        field about
        echo
        echo "| | |"
        echo "|---|---|"
        echo "| id, version | \`$id\` $version |"
        echo "| tier | $tier |"
        echo "| words inside the program | $words |"
        echo "| terms | $terms |"
        echo "| holder | $(field holder) |"
        [ -z "$(field notice)" ] || echo "| notice, shown on the form | $(field notice) |"
        echo "| how we know | $(field source) |"
        if [ $words = no ]; then
            echo
            echo "To use it: obtain the holder's permission, write the words into a copy of the file (\`tandem measure show $id --json\`),"
            echo "give it a version of its own, and install it with \`--attested-by\` and \`--licence\`."
        fi
    } >"$folder/$id.md"
    echo "| [$title]($id.md) | $tier | $words | $terms |" >>"$folder/README.md"
done
