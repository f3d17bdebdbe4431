#!/bin/sh
# run.sh - for `make run`: the demo practice in ./data, served on http://127.0.0.1:8080.
#
# The data is made once and kept: remove ./data to begin afresh.
set -eu
cd "$(dirname "$0")/.."
data=${TANDEM_DATA:-data}
listen=${TANDEM_LISTEN:-127.0.0.1:8080}

echo 'Building ...'
make -s -j"$(nproc)" build/tandem
if [ -e "$data" ]; then
    build/tandem migrate --data "$data"
    # Invented people in an invented practice: nothing here is secret.
    cat <<'SIGN_INS'

If this is the demo practice, these can sign in:

  daniel@demo.example     therapist           maya@demo.example      client, steady
  amara@demo.example      therapist           amina@demo.example     client, something felt off
  helen@demo.example      supervisor          jordan@demo.example    client, a safety answer
  jo@demo.example         administrator       and ruth, tomasz, yusuf, meiling @demo.example

All of them sign in with the password tandem-demo-1
SIGN_INS
else
    # Half a demo is of no use to anyone.
    trap 'rm -rf "$data"' INT TERM
    build/tandem demo --data "$data" || { rm -rf "$data" && exit 1; }
    trap - INT TERM
fi
printf '\nOpen the address below; Ctrl-C ends it.\n'
exec build/tandem serve --data "$data" --listen "$listen"
