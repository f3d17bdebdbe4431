#!/bin/sh
# make.sh NAME - save a database of this version for the upgrade tests, as NAME.tar.gz beside
# this file.  Run once for each release, and never again for the same one: what is saved is
# what that release wrote.  The practice in it is the invented one, key and all.
set -eu
name=${1:?name it after the last migration, for example 0001}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
build/tandem demo --data "$work/data" >/dev/null
build/tandem audit verify --data "$work/data" >/dev/null
build/tandem person list --data "$work/data" >"$work/data/people.txt"
rm -f "$work"/data/*.lock "$work"/data/*-shm "$work"/data/*-wal
tar -C "$work" -czf "$here/$name.tar.gz" data
ls -l "$here/$name.tar.gz"
