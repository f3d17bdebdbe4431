#!/bin/sh
# suite_measure_series.sh - tandem measure gains, chart, ruptures, congruence, surface, growth, course on worked series.
set -u
cd "$(dirname "$0")/../.." || exit 1
tandem=$PWD/build/tandem
data=tests/measure/data
export LC_ALL=C
passed=0 failed=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# good NAME: it holds.  bad NAME: it does not; what the command said follows.
good() { passed=$((passed + 1)); }
bad() {
    failed=$((failed + 1))
    echo "FAILED $1:"
    head -c 3000 "$work/out" "$work/err" 2>/dev/null | sed 's/^/    /'
}
verdict() { if [ "$1" -eq 0 ]; then good; else bad "$2"; fi; }

# run STATUS WORD...: the command; its words come from "$work/in".
run() {
    want=$1
    shift
    "$tandem" measure "$@" <"$work/in" >"$work/out" 2>"$work/err"
    status=$?
}
# row NAME WANTED WORD...: the table has this row; ~ stands for any cell, numbers within 1e-6.
row() {
    name=$1 wanted=$2
    shift 2
    run 0 "$@"
    [ $status -eq 0 ] && awk -F, -v wanted="$wanted" '
        function near(a, b) { return a - b < 1e-6 && b - a < 1e-6 }
        BEGIN { n = split(wanted, want, ",") }
        { same = NF == n
          for (i = 1; i <= n && same; i++) {
              if (want[i] == "~" || $i == want[i]) continue
              number = want[i] ~ /^-?[0-9.]+$/ && $i ~ /^-?[0-9.]+(e-?[0-9]+)?$/
              same = number && near($i, want[i])
          }
          if (same) found = 1 }
        END { exit !found }' "$work/out"
    verdict $? "$name: no row $wanted"
}
# counts NAME NUMBER PATTERN WORD...: so many rows match.
counts() {
    name=$1 number=$2 pattern=$3
    shift 3
    run 0 "$@"
    [ $status -eq 0 ] && [ "$(grep -cE -- "$pattern" "$work/out")" -eq "$number" ]
    verdict $? "$name: not $number rows with $pattern"
}
# heads NAME COLUMNS WORD...: the first line names these columns.
heads() {
    name=$1 columns=$2
    shift 2
    run 0 "$@"
    [ $status -eq 0 ] && [ "$(head -n 1 "$work/out")" = "$columns" ]
    verdict $? "$name: not $columns"
}
# refuses NAME STATUS PATTERN WORD...: it ends so, says so, and leaves no file behind.
refuses() {
    name=$1 wanted=$2 pattern=$3
    shift 3
    run 0 "$@" --out "$work/half"
    [ $status -eq "$wanted" ] && grep -qE -- "$pattern" "$work/err" && [ ! -e "$work/half" ]
    verdict $? "$name: exit status $status, not $wanted, or no “$pattern”"
}
given() { printf "$@" >"$work/in"; }
given ''

# --- gains
given 'id,s1,s2,s3,s4,s5,s6\nT14,32,31,33,5,6,7\nT14b,,31,33,5,,7\nT15,20,20,20,10,,\nflat,5,5,5,5,5,5\n'
heads 'gains name their columns' 'id,from,to,status,magnitude,reversal_at' gains --cutoff 7 -
row 'T14: one gap meets all three' 'T14,3,4,yes,28,' gains --cutoff 7 -
row 'T14: two scores a side, df 2' 'T14b,3,4,yes,28,' gains --cutoff 7 --alpha .01 -
row 'T15: missing scores cannot tell' 'T15,3,4,unknown,10,' gains --cutoff 7 -
row 'T15: a constant series is no' 'flat,3,4,no,0,' gains --cutoff 7 -
counts 'one row a gap from 2 to N-2' 12 '^(T14b?|T15|flat),[2-4],' gains --cutoff 7 -
given 'id,s1,s2,s3,s4,s5,s6,s7\nT16,38,39,40,47,48,49,\nb,26,27,28,35,36,37,31\n'
row 'T16: a rise of 17.5 % is no loss' 'T16,3,4,no,7,' gains --losses --cutoff 7 -
row 'T16: the cut-off may be written below 0' 'T16,3,4,no,7,' gains --losses --cutoff -7 -
row 'a rise of a quarter is; half of it back is a reversal' 'b,3,4,yes,7,7' gains --losses --cutoff 7 -
given 'id,s1,s2,s3,s4,s5,s6\nors,8,9,7,35,34,33\n'
row 'higher is better, turned round within its range' 'ors,3,4,yes,28,' \
    gains --cutoff 7 --direction higher --low 0 --high 40 -
refuses 'no range to turn round in' 2 'low and --high' gains --cutoff 7 --direction higher -
refuses 'no cut-off' 2 'how many points' gains -
refuses 'a cut-off below 0 for gains' 2 'cutoff' gains --cutoff -7 -
given 'id,s1,s2\na,1,2\n'
counts 'fewer than four sessions have no gap to ask' 1 '' gains --cutoff 7 -
given 'id,s1,s2,s3,s4,s6\na,1,2,3,4,5\n'
refuses 'a session that is left out' 5 'no column s5 before s6' gains --cutoff 7 -
given 'id,s1,s2,s3,s4\na,1,2,3,nought\n'
refuses 'a score that is no number' 5 'line 2, column s4: .nought. is not a number' gains --cutoff 7 -

# --- charts
cp $data/mortgage_cost.csv "$work/in"
heads 'charts name their columns' 't,value,centre,lower,upper,statistic,signal' chart --kind xmr -
heads 'cusum adds its sums' 't,value,centre,lower,upper,statistic,signal,c_plus,c_minus' chart --kind cusum -
row 'T17: week 39' '39,333,300.5,279.783314670,321.216685330,333,high' chart --kind xmr --baseline 20 -
counts 'T17: weeks 39 and 40 alone' 2 ',(high|low)$' chart --kind xmr --baseline 20 -
row 'the same from outside' '40,328,300.5,279.783314670,321.216685330,328,high' \
    chart --kind xmr --centre 300.5 --sigma 6.9055617769 -
counts 'a floor keeps it quiet' 0 ',(high|low)$' chart --kind xmr --baseline 20 --floor 11 -
cp $data/alliance.csv "$work/in"
row 'T19: xmr' '9,3.1,4.275,3.857066869,4.692933131,3.1,low' chart --kind xmr --baseline 8 -
counts 'T19: xmr signals' 2 '^(9|10),.*,low$' chart --kind xmr --baseline 8 -
row 'T19: ewma' '9,3.1,4.275,4.136949461,~,4.053964954,low' chart --kind ewma --baseline 8 -
counts 'T19: ewma signals 9 to 12' 4 '^(9|10|11|12),.*,low$' chart --kind ewma --baseline 8 -
row 'T19: cusum' '9,3.1,4.275,-5,5,7.934364,low,0,7.934364' chart --kind cusum --baseline 8 -
counts 'T19: cusum signals 9 to 14' 6 '^(9|1[0-4]),.*,low,' chart --kind cusum --baseline 8 -
run 0 chart --kind xmr --baseline 8 --json -
grep -q '^{"t":9,"value":3.1,' "$work/out"
verdict $? 'JSON lines have numbers where numbers are'
refuses 'an unknown kind' 2 'xmr, ewma or cusum' chart --kind pie -
refuses 'a baseline over the series' 2 'baseline of 20 points' chart --kind xmr --baseline 20 -
refuses 'half a point' 2 'whole number' chart --kind xmr --baseline 2.5 -
refuses 'no such file' 4 'no such file' chart --kind xmr "$work/nowhere.csv"
given 't,value\n'
counts 'an empty series is an empty chart' 1 '' chart --kind xmr -
given 't,value\n1,4\n'
refuses 'one point has no spread' 2 'two points' chart --kind xmr -
row 'unless it is given' '1,4,4,2.5,5.5,4,none' chart --kind xmr --sigma .5 -
given 't,value\n1,4\n2,\n3,5\n'
row 'a missing value keeps its row' '2,,,,,,none' chart --kind xmr -
run 0 chart --kind xmr -
grep -q 'limits from 2 points' "$work/err"
verdict $? 'few points are said to be few'
given 't,value\n2,4\n1,5\n'
refuses 'time that runs back' 5 'line 3, column t' chart --kind xmr -
given 't,value\n1,4\n2,1e300\n'
refuses 'a number past all use' 5 'line 3, column value' chart --kind xmr -
given 'when,value\n1,4\n'
refuses 'a column by another name' 5 'no column t; expected are t value' chart --kind xmr -

# --- ruptures (T29)
cp $data/ruptures.csv "$work/in"
heads 'ruptures name their columns' 'id,onset,trough,repair,drop,status' ruptures --preset stiles_type -
for preset in strauss_type stiles_type gumz_strict stevens_type; do
    row "T29: the demo series under $preset" 'demo,9,9,11,1.2,repaired' \
        ruptures --preset $preset --sigma-within .35 -
done
row 'T29: the ceiling series has a fall of 2 SD' 'ceiling,7,7,8,.2,repaired' ruptures --preset stiles_type -
counts 'T29: and none by the strict rule' 0 '^ceiling' ruptures --preset gumz_strict --sigma-within .35 -
row 'T29: the noisy series by the strict rule' 'noisy,7,7,10,1.7,repaired' \
    ruptures --preset gumz_strict --sigma-within .35 -
counts 'T29: strict finds it once' 1 '^noisy' ruptures --preset gumz_strict --sigma-within .35 -
row 'T29: a trough after the onset' 'ceiling,6,7,9,.1,repaired' ruptures --preset strauss_type -
counts 'T29: stevens counts points' 2 '^noisy,(7|11),' ruptures --preset stevens_type -
cp $data/alliance.csv "$work/in"
row 'without id' ',9,9,11,1.2,repaired' ruptures --preset stiles_type -
given 't,value\n1,6\n2,6\n3,6\n4,4\n5,4\n6,4\n7,4\n8,4\n'
row 'open while five sessions have not passed' ',4,4,,2,open' ruptures --preset stevens_type -
given 't,value\n1,6\n2,6\n3,6\n4,4\n5,4\n6,4\n7,4\n8,4\n9,4\n'
row 'unrepaired afterwards' ',4,4,,2,unrepaired' ruptures --preset stevens_type -
given 't,value\n1,4.3\n2,4.3\n3,4.3\n4,4.3\n5,4.3\n'
counts 'a constant series has none' 1 '' ruptures --preset strauss_type -
given 'id,t,value\na,1,4\nb,1,4\na,2,4\n'
refuses 'rows of one person apart' 5 'line 4, column id' ruptures --preset stiles_type -
refuses 'an unknown preset' 2 'gumz_strict' ruptures --preset nobody -

# --- congruence
given 't,client,therapist\n1,3.5,3.2\n2,4.0,3.6\n3,4.2,4.1\n4,3.8,3.9\n5,4.5,4.0\n6,4.6,4.4\n7,4.1,4.2\n8,4.8,4.3\n9,3,\n'
heads 'congruence names its columns' 'b0,b0_se,b1,b1_se,r,rmsd,ccc,n' congruence -
row 'a worked pair' '-.225,.0842098128604,.7612225405922,.2081993399655,.8307886276658,.3201562118716,.7214301878,8' \
    congruence -
given 't,client,therapist\n1,4,4\n2,4,5\n'
row 'what the data cannot give is blank' '.5,,,,,.7071067811865,0,2' congruence -
given 't,client\n1,4\n'
refuses 'a column is missing' 5 'no column therapist' congruence -

# --- response surface
given 'client,therapist,outcome\n1,2,3.1\n2,1,2.7\n3,3,4.4\n4,2,3.6\n5,5,6.2\n2,4,3.9\n3,,4\n4,4,5.4\n1,5,2.2\n5,1,2.9\n3,1,3.3\n'
heads 'surface names its columns' 'term,estimate,se' surface --middle 3 -
row 'surface: b0 and its SE' 'b0,4.355210483687,.185781078013' surface --middle 3 -
row 'surface: b5' 'b5,-.136157123770,~' surface --middle 3 -
row 'surface: along agreement' 'a1,.889096072771,.097985714086' surface --middle 3 -
row 'surface: along disagreement' 'a4,-.453620381716,.076045422336' surface --middle 3 -
row 'surface: curves do not depend on the middle' 'a4,-.453620381716,.076045422336' surface -
counts 'surface: ten terms' 10 '^[ab][0-5],' surface -
refuses 'surface: a middle that is no number' 2 'middle' surface --middle x -
given 'client,therapist,outcome\n1,1,2\n2,2,3\n3,3,5\n4,4,4\n5,5,1\n6,6,2\n7,7,2\n8,8,1\n'
refuses 'surface: equal ratings tell no terms apart' 5 'do not vary enough' surface -
given 'client,therapist,outcome\n1,1,2\n'
refuses 'surface: too few rows' 5 'at least 7' surface -
given 'client,therapist\n1,1\n'
refuses 'surface: a column is missing' 5 'no column outcome' surface -

# --- growth (HLM1: R's nlme)
g=$data/growth_hlm1.csv
heads 'growth names its columns' 'id,n,intercept,slope,deviation,deviation_sd,statistic,category' \
    growth --direction lower $g
counts 'growth: everybody has a row' 24 '^p' growth --direction lower $g
counts 'HLM1: worse than the average slope' 8 ',worse-than-average$' growth --direction lower $g
counts 'HLM1: the mirror' 8 ',better-than-average$' growth --direction higher $g
counts 'HLM1: a higher critical value' 1 ',worse-than-average$' growth --direction lower --crit 5 $g
heads 'growth --summary names its columns' 'term,value,se' growth --summary $g
counts 'growth --summary says how' 1 '^method,reml,$' growth --summary $g
counts 'growth --summary says whether it converged' 1 '^state,converged,$' growth --summary $g
counts 'HLM2: D is singular' 1 '^state,boundary,$' growth --summary $data/growth_hlm2.csv
grep -q 'note: D is singular' "$work/err"
verdict $? 'HLM2: a note says so'
"$tandem" measure growth --direction lower $g | sort >"$work/sorted"
(head -n 1 $g && tail -n +2 $g | sort -t, -k2,2n -k1,1r) >"$work/in"
run 0 growth --direction lower -
awk -F, 'NR == FNR { s[$1] = $7; next } FNR > 1 { d = s[$1] - $7; if (d < -1e-6 || d > 1e-6 || !($1 in s)) bad = 1; n++ }
         END { exit bad || n != 24 }' "$work/sorted" "$work/out"
verdict $? 'growth: rows in another order'
(cat $g && echo 'new,3,12' && echo 'blank,,' && echo 'p01,,') >"$work/in"
row 'growth: a single point has no category' 'new,1,~,~,~,~,,missing' growth --direction lower -
row 'growth: no point, no line' 'blank,0,,,,,,missing' growth --direction lower -
given ''
refuses 'growth wants a direction' 2 'direction' growth $g
refuses 'growth: another direction' 2 'direction' growth --summary --direction up $g
given 'id,t,value\n'
refuses 'growth: nobody' 5 'at least 3' growth --direction lower -
given 'id,t,value\na,1,2\n'
refuses 'growth: a single point' 5 'at least 3' growth --direction lower -
given 'id,t,value\na,1,2\na,2,3\nb,1,2\nb,2,9\nc,1,3\nc,2,1\n'
refuses 'growth: two values each' 5 'third value' growth --direction lower -
given 'id,t,value\na,,2\n'
refuses 'growth: a value without its time' 5 'line 2, column t' growth --direction lower -
given 'id,t,value\n,1,2\n'
refuses 'growth: a row of nobody' 5 'line 2, column id' growth --direction lower -
given 'id,t,value\na,1,1e200\n'
refuses 'growth: a number too large' 5 'line 2, column value' growth --direction lower -
given 'id,value\na,1\n'
refuses 'growth: a column is missing' 5 'no column t' growth --direction lower -

# --- course (T21)
norm=$data/expected_course.json
given ''
heads 'course names its columns' 'session,mean,sd_true,sd_observed,low,high' course --norm $norm --intake 30 --at 1
row 'T21: intake 30, session 1' '1,28.065917,3.155988,5.602048,20.886603,35.245231' course --norm $norm --intake 30 --at 1,3,6,12
row 'T21: session 3 and its 80 %' '3,23.612955,3.528716,5.820182,16.154091,31.071819' course --norm $norm --intake 30 --at 1,3,6,12
row 'T21: session 6' '6,20.017834,~,6.476917,~,~' course --norm $norm --intake 30 --at 1,3,6,12
row 'T21: session 12' '12,16.040961,~,7.562763,~,~' course --norm $norm --intake 30 --at 1,3,6,12
scores=1:29,2:31,3:33
row 'T21: forecast for session 4' '4,26.272722,2.709270528,5.363099,19.399634566,33.145810379' course --norm $norm --intake 30 --scores $scores --at 4,6,12
row 'T21: forecast for session 6' '6,24.650704,~,5.742670,~,~' course --norm $norm --intake 30 --scores $scores --at 4,6,12
row 'T21: forecast for session 12' '12,21.666526,~,6.729373,~,~' course --norm $norm --intake 30 --scores $scores --at 4,6,12
row 'a band of 90' '1,28.065917,~,~,18.851367,37.280467' course --norm $norm --intake 30 --at 1 --band 90
run 0 course --norm $norm --intake 30 --at 1
grep -q 'norm of 43 people, 486 scores; setting not stated' "$work/err"
verdict $? 'whom the line comes from is said'
refuses 'no norm, no line' 2 'without a norm there is no line' course --intake 30 --at 1
refuses 'no intake' 2 'intake' course --norm $norm --at 1
refuses 'no session' 2 'which sessions' course --norm $norm --intake 30
refuses 'a session below 0' 2 'from 0' course --norm $norm --intake 30 --at -1
refuses 'scores out of order' 2 'after the one before' course --norm $norm --intake 30 --scores 2:3,1:4 --at 1
refuses 'a score without a session' 2 'session:score' course --norm $norm --intake 30 --scores 29 --at 1
refuses 'no such norm' 4 'cannot read' course --norm "$work/nowhere.json" --intake 30 --at 1
printf '{"model": "m",\n "n_id": 3, "n_obs": 9,\n "beta": [1], "D": [[1, 0], [0, 1]],\n "sigma2": -1}' >"$work/bad.json"
refuses 'a norm with faults: the first' 5 'bad.json line 3, beta: ' course --norm "$work/bad.json" --intake 30 --at 1
refuses 'a norm with faults: the second' 5 'bad.json line 4, sigma2: ' course --norm "$work/bad.json" --intake 30 --at 1

given 'id,s1,s2,s3,s4\na,1,2,3,4\n'
run 0 gains -
[ $status -eq 2 ] && [ ! -s "$work/out" ] && grep -q '^usage' "$work/err"
verdict $? 'a refusal leaves standard output empty'

echo "$passed passed, $failed failed, 0 skipped"
[ "$failed" -eq 0 ]
