#!/bin/sh
# web.sh DIR - gather everything a browser gets, under stable names, in DIR.
#
# Our own files come from assets/, the libraries from npm (versions and hashes are
# pinned in package-lock.json).  Without npm the program still builds: it then has no
# font of its own and pages refresh instead of updating live.
set -eu
dir=$1
lock=node_modules/.package-lock.json
htmx=node_modules/htmx.org/dist
font=node_modules/@fontsource-variable/source-sans-3/files/source-sans-3-latin-wght-normal.woff2

install_libraries() {
    if [ -e "$lock" ] && [ ! package-lock.json -nt "$lock" ] && [ -e "$htmx/htmx.min.js" ]; then
        return 0
    fi
    command -v npm >/dev/null 2>&1 || return 1
    timeout 300 npm ci --ignore-scripts --omit=dev --no-audit --no-fund --loglevel=error \
        >build/npm.log 2>&1 || return 1
    touch "$lock"
}

# Gather beside DIR and swap: a stopped run leaves no half-filled folder.
mkdir -p build
new=$dir.new
rm -rf "$new"
mkdir -p "$new"
for file in assets/*.css assets/*.js assets/*.svg assets/*.png assets/*.ico assets/*.webmanifest; do
    if [ -f "$file" ]; then cp "$file" "$new/"; fi
done
# Comments are for us: they stay behind, and so does the indentation.  (A comment of ours
# begins its line; the script has no text that does.)
awk '/^ *\/\*/ { inside = 1 } !inside { sub(/^ +/, ""); if (length) print } /\*\/ *$/ { inside = 0 }' \
    assets/tandem.js >"$new/tandem.js"
if install_libraries; then
    # One file: htmx starts by itself a moment after it ran, and an extension that arrives
    # later than that is never asked; on a slow line the page would stay silent.
    { cat "$htmx/htmx.min.js"; echo; cat "$htmx/ext/hx-sse.min.js"; } >"$new/htmx.min.js"
    cp "$font" "$new/source-sans-3-latin.woff2"
elif command -v npm >/dev/null 2>&1; then
    echo 'npm could not fetch the libraries (build/npm.log says why): system font, pages refresh'
    echo 'instead of updating live; make clean, then make tries again'
else
    echo 'npm is not here: system font, pages refresh instead of updating live'
fi
chmod 644 "$new"/* 2>/dev/null || true
rm -rf "$dir"
mv "$new" "$dir"
