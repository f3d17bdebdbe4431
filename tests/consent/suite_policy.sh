#!/bin/sh
# suite_policy.sh - `tandem policy` as people type it.
set -u
cd "$(dirname "$0")/../.." || exit 1
tandem=$PWD/build/tandem
scenarios=$PWD/tests/consent/scenarios.json
export LC_ALL=C
passed=0 failed=0 skipped=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# says NAME STATUS PATTERN WORD...: the command ends so, and its words match.
says() {
    name=$1 status=$2 pattern=$3
    shift 3
    (cd "$work" && exec "$tandem" policy "$@") >"$work/out" 2>"$work/err" <"$work/in"
    got=$?
    cat "$work/out" "$work/err" >"$work/both"
    if [ $got -eq "$status" ] && grep -qE -- "$pattern" "$work/both"; then
        passed=$((passed + 1))
        return
    fi
    failed=$((failed + 1))
    echo "FAILED $name: exit status $got, not $status, or no “$pattern” in:"
    head -c 3000 "$work/both" | sed 's/^/    /'
}
holds() {
    name=$1
    shift
    if "$@" >"$work/held" 2>&1; then passed=$((passed + 1)); else
        failed=$((failed + 1))
        echo "FAILED $name"
        head -c 3000 "$work/held" | sed 's/^/    /'
    fi
}
lacks() {
    name=$1
    ! grep -qE -- "$2" "$work/both" && passed=$((passed + 1)) && return
    failed=$((failed + 1))
    echo "FAILED $name: “$2” in its words"
}

: >"$work/in"
# --- decide ---------------------------------------------------------------------------------
says 'decide answers' 0 '^\{"id":"S01","decisions":\[\{"effect":"deny","reason":"R8-default","rules":\[\],"obligations":\[\],"segments":\[\]\}\]\}$' \
    decide "$scenarios"
cp "$work/out" "$work/answers"
# The system's own, and nothing but its standard library.
if python=$(PATH=/usr/bin:$PATH command -v python3); then
    compared() { "$python" -B tests/consent/compare.py "$1" <"$work/answers"; }
else
    echo 'skipped: no python3: the answers were not compared (apt-get install python3)'
    skipped=1
    compared() { [ "$1" = "$scenarios" ]; }
fi
holds 'every answer is what the scenarios expect' compared "$scenarios"
sed 's/"then":{"effect":"deny","reason":"R8-default"}}/"then":{"effect":"permit"}}/' "$scenarios" >"$work/other.json"
otherwise() { ! compared "$work/other.json"; }
holds 'the comparison sees a difference' otherwise
says '--check finds nothing' 0 '"S48"' decide "$scenarios" --check
says '--check names what is otherwise' 5 'S01, step 1: deny \(R8-default\), not permit' decide "$work/other.json" --check
cp "$scenarios" "$work/in"
says 'decide reads standard input' 0 '"S48"' decide -
: >"$work/in"
says 'an empty file is no JSON' 2 'not valid JSON' decide -
says 'no such file' 4 'cannot read' decide "$work/nowhere.json"
says 'decide wants a file' 2 'name one file' decide
says 'policy wants a verb it knows' 2 'policy decide' guess "$scenarios"
says 'help is complete' 0 '5 an answer is not what the file expects' --help

# --- problems ---------------------------------------------------------------------------------
cat >"$work/in" <<'END'
{"world":{"now":1,"people":{"ann":{"aeg":3}},"providers":{},"consents":[
 {"id":"c","grantor":"zoe","effect":"deny","status":"active","grantee":{"any":true},
  "actions":["read"],"categories":["goals"],"labels":[],"purposes":["TREAT"],"from":0}]},
 "scenarios":[{"id":"1","when":{"who":"ann","action":"read","item":"g","purpose":"TREAT"}}]}
END
says 'a problem has its path' 2 '^tandem: world\.people\.ann\.aeg: no such member' decide -
says 'all problems come at once' 2 '^tandem: world\.consents\[0\]\.grantor: "zoe" is nobody' decide -
says 'a misspelt category is named' 2 '^tandem: world\.consents\[0\]\.categories\[0\]: "goals"' decide -
lacks 'with a problem nothing is decided' '"effect"'

# --- explain ------------------------------------------------------------------------------------
says 'explain tells who may and why' 0 '^  ann: it is their own record; whatever the purpose \[R4-own\]$' \
    explain "$scenarios" --item annGoal
says 'explain tells who may not' 0 '^  gp: nothing permits it \[R8-default\]$' explain "$scenarios" --item annGoal
says 'explain names the permission' 0 \
    '^  gp: it was permitted by ann \(c3 until 465\); for working together with other providers; may not pass it on \[R8-consent\]$' \
    explain "$scenarios" --subject ann --category goal --scenario S09
says 'explain names a refusal' 0 '^  gp: it was refused to them by ann \(d1\) \[R7-explicit-deny\]$' \
    explain "$scenarios" --item annPhq --scenario S12
says 'explain tells of parts' 0 '^  ann: it is their own record; only the parts shared, annOnly; whatever' \
    explain "$scenarios" --item cplForm
says 'explain of another time' 0 '^  psy: they work with this person now; for treatment \[R7-treating\]$' \
    explain "$scenarios" --item annNote --at 49
says 'explain of another action' 0 '^  tAnn: only whoever wrote|^These may not:' explain "$scenarios" --item annPhq --action write
says 'a confidence of a young person' 0 "^  mum: it is the young person's confidence" explain "$scenarios" --item teenNote
says 'no such item' 4 'no item of that name' explain "$scenarios" --item nothing
says 'no such person' 4 'nobody of that name' explain "$scenarios" --subject nobody
says 'no such scenario' 4 'no scenario of that name' explain "$scenarios" --item annGoal --scenario S99
says 'nothing of that kind' 4 'nothing of that kind' explain "$scenarios" --subject bob --category audit
says 'no such category' 2 'no such category' explain "$scenarios" --subject ann --category diary
says 'no such action' 2 'no such action' explain "$scenarios" --subject ann --action peek
says 'a time is a number' 2 'whole number' explain "$scenarios" --subject ann --at noon
says 'about what' 2 'wants --item ID or --subject ID' explain "$scenarios"
holds 'nothing was made beside it' sh -c "! test -e '$work/data'"

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
