#!/bin/sh
# layers.sh - check that every #include stays within what LAYERS allows.
#
# Also: each engine or library has one door (SQLite in db_sqlite.c, libmicrohttpd in
# http/, libsodium in base/crypto.c and its parts of base/).
set -u
cd "$(dirname "$0")/.." || exit 1

# A view's includes stand in its header; they count like those of C.
view_includes() {
    for view in src/views/*.html; do
        [ -f "$view" ] || continue
        awk -v file="$view" '
            { text = text " " $0 }
            /%}/ { exit }
            END {
                sub(/%}.*/, "", text)
                split(text, part, "|")
                count = split(part[2], name, ",")
                for (i = 1; i <= count; i++) {
                    gsub(/[ \t]/, "", name[i])
                    if (name[i] != "") print file ":1:#include \"" name[i] "\""
                }
            }' "$view"
    done
}

# Two levels of folders, no third; every folder is a layer.
folders=$(for folder in src/*/*/; do [ ! -d "$folder" ] || echo "$folder: two levels of folders, no third"; done
    for folder in src/*/; do
        grep -q "^$(basename "$folder"):" LAYERS || echo "$folder: this folder is not in LAYERS"
    done)
[ -z "$folders" ] || { echo "$folders"; exit 1; }

{ grep -n '^[[:space:]]*#[[:space:]]*include' src/*/*.[ch]; view_includes; } | awk '
    BEGIN {
        while ((getline line < "LAYERS") > 0) {
            if (line ~ /^#/ || line !~ /:/) continue
            layer = substr(line, 1, index(line, ":") - 1)
            known[layer] = 1
            count = split(substr(line, index(line, ":") + 1), name, " ")
            for (i = 1; i <= count; i++) allowed[layer, name[i]] = 1
        }
        generated["views.h"] = "views"
        generated["version.h"] = "base"
    }
    function bad(why) { print place ": " why; failures++ }
    {
        split($0, field, ":")
        file = field[1]
        place = file ":" field[2]
        split(file, piece, "/")
        from = piece[2]
        if (!(from in known)) { bad("folder " from " is not in LAYERS"); next }
        if (match($0, /<[^>]*>/)) {
            header = substr($0, RSTART + 1, RLENGTH - 2)
            if (header ~ /^sqlite3/ && file != "src/store/db_sqlite.c") bad("only src/store/db_sqlite.c knows SQLite")
            if (header ~ /^microhttpd/ && from != "http") bad("only src/http knows libmicrohttpd")
            if (header ~ /^sodium/ && from != "base") bad("only src/base knows libsodium")
            if (header ~ /^jansson/ && from != "base") bad("only src/base knows jansson")
            next
        }
        if (!match($0, /"[^"]*"/)) next
        header = substr($0, RSTART + 1, RLENGTH - 2)
        if (header in generated) to = generated[header]
        else if (header ~ /^\.\.\//) { split(header, part, "/"); to = part[2] }
        else if (header ~ /\//) { split(header, part, "/"); to = part[1] }
        else to = from
        if (to != from && !((from, to) in allowed)) bad(from " may not include " to " (" header ")")
    }
    END { exit failures > 0 }'
