#!/bin/sh
# suite_cli.sh - the commands as people type them: alone, and beside a running server.
set -u
cd "$(dirname "$0")/../.." || exit 1
tandem=$PWD/build/tandem
export LC_ALL=C
passed=0 failed=0 skipped=0
work=$(mktemp -d)
server=''

stop_server() {
    [ -z "$server" ] || { kill "$server" && wait "$server"; } 2>/dev/null
    server=''
}
trap 'stop_server; rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

finish() {
    echo "$passed passed, $failed failed, $skipped skipped"
    [ "$failed" -eq 0 ] || exit 1
    exit 0
}

# says NAME STATUS PATTERN WORD...: the command ends so, and its words match.
says() {
    name=$1 status=$2 pattern=$3
    shift 3
    "$tandem" "$@" >"$work/out" 2>"$work/err" </dev/null
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
# holds NAME COMMAND...: any command succeeds.
holds() {
    name=$1
    shift
    if "$@" >"$work/both" 2>&1; then passed=$((passed + 1)); else
        failed=$((failed + 1))
        echo "FAILED $name"
        head -c 3000 "$work/both" | sed 's/^/    /'
    fi
}
skip() {
    skipped=$((skipped + 1))
    echo "skipped: $1"
}
rows() { sqlite3 "$1" "SELECT COUNT(*) FROM $2"; }

[ -x "$tandem" ] || { echo "no $tandem: run make" && failed=1 && finish; }
home=$work/home
init() {
    says "$1" "$2" "$3" init --name 'North House' --zone Europe/London --admin-name 'Ada Winter' \
        --admin-email ada@house.example --data "$4"
}

# --- words -------------------------------------------------------------------------------
says 'help lists every command' 0 'tandem import' --help
for command in init serve demo person invite import backup migrate check measure 'measure change' audit; do
    # shellcheck disable=SC2086 # a subcommand is two words
    says "$command explains itself" 0 "^usage: tandem $command" $command --help
done
says 'version names the engine' 0 'SQLite 3\.' --version
says 'an unknown command is refused' 2 'no command of that name' dance
says 'measure wants a subcommand' 2 'needs a subcommand' measure
says 'an unknown subcommand is refused' 2 "no subcommand 'dance'" measure dance
says 'an option of another subcommand is refused' 2 'measure change has no option --listen' measure change --listen x
says 'an unknown option is refused' 2 'has no option --speed' serve --speed 3
says 'an option without its value is refused' 2 'needs a value' person list --data
says 'a flag with a value is refused' 2 'takes no value' import x.csv --commit=no
holds 'what went wrong goes to standard error' sh -c "! '$tandem' dance 2>/dev/null | grep ."
holds 'the usage after wrong words goes there too' sh -c "! '$tandem' serve --speed 3 2>/dev/null | grep ."
says 'a directory without a practice is refused kindly' 4 'tandem init' person list --data "$work/none"

# --- init --------------------------------------------------------------------------------
says 'init wants its options' 2 'name is missing' init --data "$home"
says 'init refuses an unknown time zone' 2 'unknown time zone' init --name N --zone Mars/North \
    --admin-name A --admin-email a@b.example --data "$home"
says 'init refuses what is no address' 2 'not an address' init --name N --zone Europe/London \
    --admin-name A --admin-email ada --data "$home"
says 'init refuses a half line to call' 2 'crisis wants' init --name N --zone Europe/London \
    --admin-name A --admin-email a@b.example --crisis 'Night line' --data "$home"
says 'init refuses a person on call without a number' 2 'go together' init --name N \
    --zone Europe/London --admin-name A --admin-email a@b.example --duty-name D --data "$home"
holds 'nothing was made by what was refused' test ! -e "$home"
init 'init makes a practice and prints a link' 0 '/invite/[A-Za-z0-9_-]{43}' "$home"
init 'a second init there is refused' 5 'is there already' "$home"
# Half way: files may not grow, so the tables cannot be made.  The next attempt must find nothing.
left_half() {
    (trap '' XFSZ; ulimit -f 16; exec "$tandem" init --data "$work/half" --name N --zone Europe/London \
        --admin-name A --admin-email a@example.org) >"$work/half.out" 2>&1 && return 1
    [ ! -e "$work/half" ] || { ls -la "$work/half" && return 1; }
}
holds 'an init that stops half way leaves no directory' left_half
says 'init cannot make two directories at once' 8 'cannot make' init --name N --zone Europe/London \
    --admin-name A --admin-email a@b.example --data "$work/a/b"
holds 'key, database and directory are closed to others' sh -c \
    "test \"\$(stat -c %a '$home' '$home/master.key' '$home/tandem.db' | tr '\n' ' ')\" = '700 600 600 '"

# --- the key -------------------------------------------------------------------------------
chmod 640 "$home/master.key"
says 'a key that others can read is refused' 3 'read' person list --data "$home"
says 'check says what to mend about it' 3 'chmod 600' check --data "$home"
chmod 600 "$home/master.key"
init 'a second practice' 0 'ready' "$work/other"
cp -p "$home/master.key" "$work/kept.key"
cp "$work/other/master.key" "$home/master.key"
says 'a wrong key is refused with clear words' 3 'does not open this database' person list --data "$home"
says 'a wrong key starts no server' 3 'does not open this database' serve --data "$home" --listen 127.0.0.1:0
printf 'not a key\n' >"$home/master.key"
says 'a damaged key is refused' 2 'key' person list --data "$home"
rm "$home/master.key"
says 'a missing key is named' 4 'without the master key nothing can be read' person list --data "$home"
cp -p "$work/kept.key" "$home/master.key"

# --- accounts, alone --------------------------------------------------------------------------
says 'the administrator is there, invited' 0 '^invited +ada@house.example +Ada Winter' person list --data "$home"
says 'person add prints a link' 0 '/invite/[A-Za-z0-9_-]{43}' person add --name 'Dan Reid' \
    --email Dan@House.example --as therapist --data "$home"
says 'the same address twice is refused' 5 'an account with this address already' person add \
    --name Other --email dan@house.example --as therapist --data "$home"
says 'person add wants to know what as' 2 'person add wants' person add --name X --email x@y.example --data "$home"
says 'disable closes an account' 0 'Closed' person disable dan@house.example --data "$home"
says 'the list shows it' 0 '^disabled +dan@house.example' person list --data "$home"
says 'no link for a closed account' 3 'closed' invite dan@house.example --data "$home"
says 'enable opens it' 0 'Open again' person --data "$home" enable dan@house.example
says 'a new invitation, with --data in front' 0 '/(invite|reset)/' --data "$home" invite ada@house.example
says 'nobody of that address' 4 '' invite nobody@house.example --data "$home"
says 'check finds what is not set' 5 'duty' check --data "$home"
says 'the access log is whole' 0 'the access log is whole' audit verify --data "$home"
says 'audit routes is a table' 0 '^GET +/caseload +CASELOAD_READ' audit routes
says 'audit wants a verb' 2 'audit routes' audit --data "$home"
says 'migrate has nothing to do' 0 'up to date' migrate --data "$home"

# --- a demo with data in it --------------------------------------------------------------------
demo=$work/demo
began=$(date +%s%N)
says 'demo makes a practice' 0 'password tandem-demo-1$' demo --data "$demo"
took=$((($(date +%s%N) - began) / 1000000))
holds "demo is ready in 10 s on a busy machine (took $took ms)" test "$took" -lt 10000
says 'demo refuses an existing directory' 5 'is there already' demo --data "$demo"
says 'the demo is in order' 0 '^ok' check --data "$demo"
says 'its access log is whole' 0 'the access log is whole' audit verify --data "$demo"

ask() { sqlite3 "$demo/tandem.db" "$1"; }
# tells NAME NUMBER SQL
tells() { holds "$1 ($2)" test "$(ask "SELECT COUNT(*) FROM $3")" "$4" "$2"; }
tells 'nothing in the log happens before what stands above it' 0 \
    '(SELECT at - lag(at) OVER (ORDER BY seq) AS step FROM audit) WHERE step < 0' -eq
tells 'nothing in the log happens later than now' 0 "audit WHERE at > $(date +%s)999" -eq
tells 'nobody in the demo was refused anything' 0 "audit WHERE outcome <> 'done'" -eq
tells 'eight pieces of work' 8 episode -eq
tells 'one of them has ended' 1 "episode WHERE state = 'ended'" -eq
tells 'one client is invited' 1 "member WHERE state = 'invited'" -eq
tells 'months of check-ins' 40 "response WHERE form = 'check-in' AND state = 'sent'" -ge
tells 'one check-in is under way' 1 "response WHERE state = 'open'" -eq
tells 'a safety answer waits' 1 "alert WHERE state = 'new'" -eq
tells 'something felt off and is not mended' 1 "signal WHERE kind = 'felt_off' AND state = 'raised'" -eq
tells 'something felt off and is mended' 1 "signal WHERE kind = 'felt_off' AND state = 'closed'" -eq
tells 'nothing has moved yet for someone, and they talk about it' 1 "signal WHERE kind = 'no_change_yet' AND state = 'talking'" -eq
tells 'someone crossed a line to the better side' 1 "signal WHERE kind = 'cut_off' AND worse = 0 AND state = 'open'" -eq
tells 'a takeaway was offered and taken' 1 "entry WHERE kind = 'takeaway' AND state = 'accepted' AND author_id <> owner_id" -ge
tells 'all five marks were made' 5 "(SELECT DISTINCT mark FROM entry WHERE kind = 'marker')" -eq
says 'a demo of any size' 0 'password tandem-demo-1$' demo --episodes 30 --data "$work/many"
holds 'it is as large as asked' test "$(rows "$work/many/tandem.db" episode)" -eq 38
says 'and sound' 0 '^ok' check --data "$work/many"

# --- import ---------------------------------------------------------------------------------------
csv=tests/cli/import
recent=$(date -u -d '3 days ago' +%F)
sed "s/RECENT/$recent/" $csv/good.csv >"$work/good.csv"
says 'import wants a file' 2 'name one file' import --data "$demo"
says 'import says when a file is not there' 4 'cannot read that file' import "$work/no.csv" --data "$demo"
says 'a dry run says what would happen' 0 'Would bring in 5 rows' import "$work/good.csv" --data "$demo"
holds 'a dry run writes nothing' test "$(rows "$demo/tandem.db" import)" -eq 0
"$tandem" import $csv/bad.csv --data "$demo" >"$work/out" 2>&1
holds 'every mistake of a file is named with its line' diff $csv/bad.expected "$work/out"
says 'nothing of a file with mistakes is brought in' 2 'nothing was brought in' import $csv/bad.csv \
    --commit --data "$demo"
says 'a file of something else is refused' 2 'no column .*person' import $csv/header.csv --data "$demo"
says 'a broken file names the line' 2 'line 3' import $csv/broken.csv --data "$demo"
before=$(rows "$demo/tandem.db" score)
says 'import --commit brings them in' 0 'Brought in 5 rows' import "$work/good.csv" --commit --data "$demo"
holds 'the scores are there, and no others' test "$(rows "$demo/tandem.db" score)" -eq $((before + 4))
holds 'they are marked as imported' test "$(rows "$demo/tandem.db" "score WHERE source = 'import'")" -eq 4
holds 'a recent safety answer in a file alerts' test "$(rows "$demo/tandem.db" "alert WHERE item = 'phq-9/phq9'")" -eq 2
holds 'the access log of each work says so' test \
    "$(rows "$demo/tandem.db" "audit WHERE action = 'SCORES_IMPORT' AND episode_id <> zeroblob(16)")" -eq 2
says 'the same file twice is refused kindly' 5 'was brought in on' import "$work/good.csv" --commit --data "$demo"
says 'the same rows in another file are named' 2 'Tandem has a score of phq-9 on this day' import \
    $csv/again.csv --data "$demo"

# --- beside a running server -------------------------------------------------------------------------
ulimit -c 0
"$tandem" serve --data "$demo" --listen 127.0.0.1:0 >"$work/serve.out" 2>"$work/serve.err" &
server=$!
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    grep -q '^http://' "$work/serve.out" && break
    sleep 0.25
done
holds 'the server is up' grep -q '^http://127.0.0.1:' "$work/serve.out"
holds 'the control socket is closed to others' test "$(stat -c %a "$demo/control.sock")" = 600
says 'person list runs inside the server' 0 '^active +daniel@demo.example' person list --data "$demo"
says 'a link carries the server’s own address' 0 "^$(head -n 1 "$work/serve.out")/reset/" invite \
    maya@demo.example --data "$demo"
says 'an error inside the server comes back as such' 4 '^tandem: ' invite nobody@demo.example --data "$demo"
says 'check runs inside the server' 0 '^ok' check --data "$demo"
says 'audit verify runs inside the server' 0 'the access log is whole' audit verify --data "$demo"
says 'a dry run runs inside the server' 2 'nothing was brought in: [0-9]+ things' import $csv/bad.csv --data "$demo"
says 'import runs inside the server' 0 'Brought in 1 row:' import $csv/one.csv --commit --data "$demo"
# More than a megabyte of answer: every line of a long file is wrong.
{ echo person,measure,date,total && yes 'nobody@house.example,phq-9,2020-01-01,99' | head -n 60000; } >"$work/long.csv"
says 'a long file goes in and its long report comes back' 2 'and [0-9]+ more' import "$work/long.csv" --data "$demo"
says 'migrate waits until the server has ended' 7 'open' migrate --data "$demo"
says 'a proxy elsewhere is refused without TLS' 3 'on this machine only' serve --data "$work/none" \
    --listen 0.0.0.0:0 --behind-proxy
says 'a second server is refused' 7 'open' serve --data "$demo" --listen 127.0.0.1:0
says 'backup runs inside the server' 0 'Copied' backup "$work/live.db" --data "$demo"
says 'a backup never writes over a file' 5 '' backup "$work/live.db" --data "$demo"
stop_server
says 'the house is free again' 0 'up to date' migrate --data "$demo"

# --- a backup is a whole practice ------------------------------------------------------------------------
copy=$work/copy
mkdir -m 700 "$copy"
cp "$work/live.db" "$copy/tandem.db"
says 'a backup without the key opens nothing' 4 'without the master key' person list --data "$copy"
cp -p "$demo/master.key" "$copy/master.key"
chmod 600 "$copy/tandem.db"
says 'a backup with its key opens' 0 '^active +maya@demo.example +Maya Lindqvist' person list --data "$copy"
says 'and is sound' 0 '^ok' check --data "$copy"
same=yes
for table in person episode session entry entry_wording response answer score signal alert; do
    [ "$(rows "$copy/tandem.db" $table)" -eq "$(rows "$demo/tandem.db" $table)" ] || same="$table differs"
done
holds "a backup holds the same rows ($same)" test "$same" = yes
says 'backup alone' 0 'Copied' backup "$work/alone.db" --data "$demo"
holds 'a backup is closed to others' test "$(stat -c %a "$work/alone.db")" = 600

finish
