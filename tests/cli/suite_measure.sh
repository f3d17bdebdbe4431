#!/bin/sh
# suite_measure.sh - `tandem measure` as people type it: tables in, tables out, faults told.
set -u
cd "$(dirname "$0")/../.." || exit 1
tandem=$PWD/build/tandem
export LC_ALL=C
passed=0 failed=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# gives NAME STATUS EXPECTED WORD...: the exit status, and exactly this on standard output
# (standard input is $work/in).
gives() {
    name=$1 status=$2 expected=$3
    shift 3
    "$tandem" measure "$@" >"$work/out" 2>"$work/err" <"$work/in"
    got=$?
    printf '%s' "$expected" >"$work/want"
    [ -z "$expected" ] || echo >>"$work/want"
    if [ $got -eq "$status" ] && cmp -s "$work/out" "$work/want"; then
        passed=$((passed + 1))
        return
    fi
    failed=$((failed + 1))
    echo "FAILED $name: exit status $got, not $status, or other words:"
    { cat "$work/out" "$work/err"; echo "expected:"; cat "$work/want"; } | head -c 3000 | sed 's/^/    /'
}
# complains NAME STATUS PATTERN WORD...: on standard error.
complains() {
    name=$1 status=$2 pattern=$3
    shift 3
    "$tandem" measure "$@" >"$work/out" 2>"$work/err" <"$work/in"
    got=$?
    if [ $got -eq "$status" ] && grep -qE -- "$pattern" "$work/err"; then
        passed=$((passed + 1))
        return
    fi
    failed=$((failed + 1))
    echo "FAILED $name: exit status $got, not $status, or no “$pattern” in:"
    head -c 3000 "$work/err" | sed 's/^/    /'
}
holds() {
    name=$1
    shift
    if "$@" >"$work/both" 2>&1; then passed=$((passed + 1)); else
        failed=$((failed + 1))
        echo "FAILED $name"
        head -c 3000 "$work/both" | sed 's/^/    /'
    fi
}
input() { printf '%b' "$1" >"$work/in"; }
: >"$work/in"
[ -x "$tandem" ] || { echo "no $tandem: run make"; echo "0 passed, 1 failed, 0 skipped"; exit 1; }

# --- change ------------------------------------------------------------------------------
jt='change --method jt --direction higher --reliability .8 --crit 1.96'
norms='--clinical-mean 40 --clinical-sd 7.5 --functional-mean 60 --functional-sd 7.5'
input 'id,pre,post\npaper,32.5,47.5\nover,32.5,50.5\ngap,40,\nlater,52,52\n'
# shellcheck disable=SC2086 # words
gives 'T1 Jacobson and Truax 1991 by hand' 0 'id,pre,post,change,statistic,category,started_below
paper,32.5,47.5,15,3.16227766016838,improved,no
over,32.5,50.5,18,3.794733192202056,recovered,no
gap,40,,,,missing,no
later,52,52,0,0,unchanged,yes' $jt --sd 7.5 --cutoff c $norms -
# shellcheck disable=SC2086
gives 'without a cut-off nobody recovers' 0 'category,n
improved,2
unchanged,1
deteriorated,0
missing,1' $jt --sd 7.5 --summary -
# shellcheck disable=SC2086
gives 'with one, recovered and harmed are counted' 0 'category,n
recovered,1
improved,1
unchanged,1
deteriorated,0
harmed,0
missing,1' $jt --sd 7.5 --cutoff 50 --summary -
gives 'a pipe is read twice when the group is needed' 0 '{"id":"paper","pre":32.5,"post":47.5,"change":15,"statistic":2.106625221173716,"category":"improved","started_below":null}
{"id":"over","pre":32.5,"post":50.5,"change":18,"statistic":2.5279502654084594,"category":"improved","started_below":null}
{"id":"gap","pre":40,"post":null,"change":null,"statistic":null,"category":"missing","started_below":null}
{"id":"later","pre":52,"post":52,"change":0,"statistic":0,"category":"unchanged","started_below":null}' \
    change --method jt --direction higher --reliability .8 --json -
cp "$work/in" "$work/data.csv"
# shellcheck disable=SC2086
holds 'a file and a pipe give the same' sh -c "'$tandem' measure $jt '$work/data.csv' >'$work/a' && cat '$work/data.csv' | '$tandem' measure $jt - | cmp - '$work/a'"
holds 'columns are found by name, in any order and case' sh -c \
    "printf '\357\273\277note,POST,\"Id\", pre\r\nx,47.5,paper,32.5\r\n' | '$tandem' measure $jt --sd 7.5 - | grep -q '^paper,32.5,47.5,15,3.162277'"
input 'id,phq_pre,phq_post,gad_pre,gad_post\n1,15,9,12,7\n2,10,9,7,6\n3,15,9,12,8\n4,15,8,12,16\n5,8,14,6,6\n6,15,10,12,8\n7,16,10,9,9\n8,16,,9,9\n'
gives 'T28 NHS Talking Therapies' 0 'id,case_at_start,recovered,reliable_improvement,reliable_deterioration,reliable_recovery
1,yes,yes,yes,no,yes
2,yes,yes,no,no,no
3,yes,no,yes,no,no
4,yes,no,no,no,no
5,no,no,no,yes,no
6,yes,no,yes,no,no
7,yes,no,yes,no,no
8,,,,,' change --method nhs-tt -
gives 'NHS Talking Therapies, counted' 0 'category,n
case_at_start,6
recovered,2
reliable_improvement,4
reliable_deterioration,1
reliable_recovery,1
missing,1' change --method nhs-tt --summary -
input 'id,phq_pre,phq_post,gad_pre,gad_post\n1,15.5,9,12,7\n2,28,9,7,-1\n'
complains 'prorated scores are not for these rules' 5 'line 2, column phq_pre: a whole score from 0 to 27' change --method nhs-tt -
complains 'nor scores out of range' 5 'line 3, column gad_post: a whole score from 0 to 21' change --method nhs-tt -

# --- faults ------------------------------------------------------------------------------
input 'id,pre,post\nx,1,b\ny,1\nz,2,3,4\nv,nan,3\nu,1e400,3\nw,"a\n'
for where in 'line 2, column post: .b. is not a number' 'line 3: 2 fields where the first line names 3' \
    'line 4: 4 fields' 'line 5, column pre: .nan. is not a number' 'line 6, column pre: .1e400. is' \
    'line 7: a quote is never closed' '6 faults to mend in standard input'; do
    # shellcheck disable=SC2086
    complains "told: $where" 5 "$where" $jt --sd 3 --out "$work/none" -
done
holds 'a faulty table leaves no file' sh -c "! ls '$work' | grep -q none"
echo before >"$work/kept"
# shellcheck disable=SC2086
complains 'nor does it touch one that is there' 5 'faults' $jt --sd 3 --out "$work/kept" -
holds 'it is as it was' grep -qx before "$work/kept"
input 'id,before,post\n1,2,3\n'
# shellcheck disable=SC2086
complains 'a missing column is named with those there are' 5 'line 1: there is no column pre; expected are id pre post, found are id, before, post' $jt -
input ''
# shellcheck disable=SC2086
complains 'an empty file is told' 5 'empty; the first line names' $jt -
input 'id,pre,post,pre\n'
# shellcheck disable=SC2086
complains 'a name that stands twice is told' 5 'column pre stands there twice' $jt -
input 'id,pre,post\n'
# shellcheck disable=SC2086
gives 'a table without rows gives one without rows' 0 'id,pre,post,change,statistic,category,started_below' $jt --sd 3 -
# shellcheck disable=SC2086
complains 'but it has no SD' 5 'the SD must be above 0 \(from 0 rows' $jt -
input 'id,pre,post\n1,5,3\n2,5,4\n'
# shellcheck disable=SC2086
complains 'a constant column has none either' 5 'the SD must be above 0 \(from 2 rows' $jt -
complains 'a reliability is needed' 2 'needs --reliability' change --method jt --direction lower -
complains 'of 1 it is refused' 2 'reliability: a number from 0 to' change --method jt --direction lower --reliability 1 -
complains 'nk wants the one after as well' 2 'reliability-post' change --method nk --direction lower --reliability .8 -
complains 'a direction is needed' 2 'which is better' change --method mid --mid 3 -
complains 'a method there is not is refused' 2 'not .rci.' change --method rci --direction lower -
complains 'b wants the functional norms' 2 'functional-mean' change --method mid --mid 3 --direction lower --cutoff b -
complains 'a cut-off is a letter or a number' 2 'a, b, c or a number' change --method mid --mid 3 --direction lower --cutoff d -
complains 'a file that is not there' 4 'there is no such file' change --method mid --mid 3 --direction lower "$work/nowhere.csv"
complains 'one file, not two' 2 '2 words given' change --method mid --mid 3 --direction lower a b
complains 'a folder that is not there' 8 'cannot write in the folder' change --method mid --mid 3 --direction lower --out "$work/no/x" -

# --- questionnaires ------------------------------------------------------------------------
input 'id,item1,item2,item3,item4,item5,item6,item7,item8,item9\na,1,1,1,1,1,1,1,1,1\nb,1,1,1,1,1,1,1,,0\nc,3,3,3,3,3,3,3,3,\nd,,,,,,,,,\n'
gives 'a skipped risk item is neither 0 nor completed' 0 'id,scale,raw,score,n_missing,prorated,risk
a,total,9,9,0,no,yes
b,total,7,7.875,1,yes,no
c,total,24,,1,no,unanswered
d,total,,,9,no,unanswered' score phq-9 -
input 'id,i1,i2,i3,i4,i5\na,5,5,5,5,1\n'
gives 'T30 WHO-5 raw 21 is 84, by the items own ids' 0 '{"id":"a","scale":"total","raw":21,"score":84,"n_missing":0,"prorated":"no","risk":""}' score who-5 --json -
input 'id,item1,item2\na,2,7\nb,3,\n'
gives 'goals take as many columns as there are' 0 'id,scale,raw,score,n_missing,prorated,risk
a,total,4.5,4.5,0,no,
b,total,3,3,1,yes,' score tandem-goals -
input 'id,item1,item2,item3,item4,item5,item6,item7\na,1,1,1,1,4,.5,1\n'
complains 'an answer that was not to be chosen' 5 'column item5: 4 was not to be chosen; one of 0 1 2 3' score gad-7 -
complains 'and a half one' 5 'column item6: 0.5 was not' score gad-7 -
complains 'a column that is needed' 5 'no column item8 .phq8.' score phq-9 -
complains 'what has no keys is not scored' 5 'no scale' score c-ssrs-screen -
complains 'a questionnaire there is not' 4 'no questionnaire .phq.' score phq -
holds 'a questionnaire shows itself, and its own file is in order' sh -c \
    "for id in \$('$tandem' measure list --json | sed 's/.*\"id\":\"\([^\"]*\)\".*/\1/' | awk 'NR % 9 == 1'); do '$tandem' measure show \$id >/dev/null && '$tandem' measure show \$id --json | '$tandem' measure check - || exit 1; done"
"$tandem" measure show gad-7 --json | sed 's/"tier", "valueInteger": 1/"tier", "valueInteger": 4/; s/"integer"/"int"/; s/"method", "valueCode": "sum"/"method", "valueCode": "product"/' >"$work/bad.json"
complains 'faults of a definition name path and line' 5 'bad.json line [0-9]+: extension.0..extension.[0-9]+.: tier: 1, 2 or 3' check "$work/bad.json"
complains 'all of them at once' 5 "method: unknown word 'product'" check "$work/bad.json"

home=$work/home
"$tandem" init --name North --zone Europe/London --admin-name 'Ada Winter' --admin-email ada@house.example --data "$home" >/dev/null
"$tandem" measure show wai-sr --json >"$work/wai.json"
signed="--attested-by Ada --licence L-3 --data $home"
# shellcheck disable=SC2086
complains 'a skeleton is not installed without its words' 5 'item\[11\]: text: fill in the words' install "$work/wai.json" $signed
"$tandem" measure show gad-7 --json | sed 's/"version": "1.0.0"/"version": "1.0.0-house"/; s/"tier", "valueInteger": 1/"tier", "valueInteger": 3/' >"$work/gad.json"
complains 'tier 3 wants somebody who answers for it' 5 'who answers for the licence' install "$work/gad.json" --data "$home"
# shellcheck disable=SC2086
gives 'with a licence it is' 0 'gad-7 1.0.0-house is installed and in force.' install "$work/gad.json" $signed
# shellcheck disable=SC2086
gives 'the same again is the same' 0 'gad-7 1.0.0-house is installed and in force.' install "$work/gad.json" $signed
sed -i 's/Not at all/Never/' "$work/gad.json"
# shellcheck disable=SC2086
complains 'other content wants another version' 5 'installed with other content' install "$work/gad.json" $signed
holds 'one version is in force' sh -c "'$tandem' measure installed --data '$home' | grep gad-7 | grep -c 'in force' | grep -qx 1"
printf 'id,session,value\na,1,12\na,2,3\n' >"$work/cohort.csv"
one() { "$tandem" measure cohort "$work/cohort.csv" --summary "$@" | grep -E '^[^,]*,(recovered|people),' | tr '\n' ' '; }
"$tandem" measure show gad-7 --json | sed 's/"valueDecimal": 4}/"valueDecimal": 10}/; s/"version": "1.0.0"/"version": "1.0.1-house"/' >"$work/ten.json"
holds 'a cohort by what the program has' test "$(one --measure gad-7)" = 'gad-7,people,1 gad-7,recovered,1 '
holds 'by a file, which may ask for more' test "$(one --measure "$work/ten.json")" = 'gad-7,people,1 gad-7,recovered,0 '
"$tandem" measure install "$work/ten.json" --data "$home" >/dev/null
holds 'and by what a practice has in force' test "$(one --measure gad-7 --data "$home")" = 'gad-7,people,1 gad-7,recovered,0 '
holds 'which can be had as a file' sh -c "'$tandem' measure export gad-7 --data '$home' | cmp - '$work/ten.json'"
holds 'as can one that came with the program' sh -c "'$tandem' measure export phq-9 --data '$home' | '$tandem' measure check -"
complains 'one that nobody has' 4 "no questionnaire 'none' is in force" cohort "$work/cohort.csv" --measure none --data "$home"
complains 'a practice that is not there' 4 'there is no practice' cohort "$work/cohort.csv" --measure gad-7 --data "$work/nowhere"
complains 'a form without a score' 2 'gives no score' cohort "$work/cohort.csv" --measure c-ssrs-screen
holds 'scores by what a practice has in force' sh -c "printf 'id,item1,item2,item3,item4,item5,item6,item7\na,1,1,1,1,1,1,1\n' | '$tandem' measure score gad-7 - --data '$home' | grep -q '^a,total,7,7'"
"$tandem" serve --data "$home" --listen 127.0.0.1:0 >"$work/serve.log" 2>&1 &
server=$!
for _ in 1 2 3 4 5 6 7 8 9 10; do [ -S "$home/control.sock" ] && break; sleep .5; done
holds 'beside its running server too' test "$(one --measure gad-7 --data "$home")" = 'gad-7,people,1 gad-7,recovered,0 '
complains 'which says when there is none' 4 "has no questionnaire 'none'" cohort "$work/cohort.csv" --measure none --data "$home"
kill "$server"; wait "$server" 2>/dev/null

# --- size: rows beyond every buffer ---------------------------------------------------------
awk 'BEGIN { print "id,pre,post"; for (i = 0; i < 120000; i++) print "person" i "," 10 + i % 17 "," 5 + i % 13 }' >"$work/long.csv"
holds 'many rows come out as many' sh -c \
    "'$tandem' measure change --method ha --direction lower --reliability .9 '$work/long.csv' --out '$work/long.out' && [ \$(wc -l <'$work/long.out') -eq 120001 ]"
holds 'and a pipe gives the same' sh -c \
    "cat '$work/long.csv' | '$tandem' measure change --method ha --direction lower --reliability .9 - | cmp - '$work/long.out'"

echo "$passed passed, $failed failed, 0 skipped"
[ "$failed" -eq 0 ]
