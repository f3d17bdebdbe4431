#!/bin/sh
# Every database a release has written opens with this program: migrated, whole, readable.
here=$(cd "$(dirname "$0")" && pwd)
tandem=${TANDEM:-build/tandem}
passed=0
failed=0

say() { # what, status
    if [ "$2" -eq 0 ]; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "FAIL $1"; fi
}

for saved in "$here"/*.tar.gz; do
    name=$(basename "$saved" .tar.gz)
    work=$(mktemp -d)
    tar -C "$work" -xzf "$saved"
    chmod 700 "$work/data" && chmod 600 "$work/data/tandem.db" "$work/data/master.key"
    for step in migrate check 'audit verify'; do
        $tandem $step --data "$work/data" >"$work/said" 2>&1
        status=$?
        [ $status -eq 0 ] || cat "$work/said"
        say "$name: $step" $status
    done
    $tandem person list --data "$work/data" >"$work/people" 2>&1
    cmp -s "$work/people" "$work/data/people.txt"
    say "$name: everyone is still there, by name" $?
    # Control: a byte of sealed text changed must not pass unseen.
    printf '\001' | dd of="$work/data/master.key" bs=1 seek=3 conv=notrunc 2>/dev/null
    if $tandem check --data "$work/data" >/dev/null 2>&1; then say "$name: a wrong key is refused" 1
    else say "$name: a wrong key is refused" 0; fi
    rm -rf "$work"
done
echo "$passed passed, $failed failed, 0 skipped"
[ "$failed" -eq 0 ]
