#!/bin/sh
# suite_nginx.sh - the shipped nginx configuration in front of a real tandem.
#
# Only names, ports and the places of files are changed in it, by sed, below.  Also: the system
# service is as closed as it says.
set -u
cd "$(dirname "$0")/../.." || exit 1
root=$PWD
export LC_ALL=C
PATH=$PATH:/usr/sbin
passed=0 failed=0 skipped=0
work=$(mktemp -d)
server='' proxy=''

finish() {
    stop_all
    rm -rf "$work"
    echo "$passed passed, $failed failed, $skipped skipped"
    [ "$failed" -eq 0 ] || exit 1
    exit 0
}
stop_all() {
    for process in $proxy $server; do kill "$process" 2>/dev/null; done
    for process in $proxy $server; do wait "$process" 2>/dev/null; done
    server='' proxy=''
}
trap 'stop_all; rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

good() { passed=$((passed + 1)); }
bad() {
    failed=$((failed + 1))
    echo "FAILED $1"
    [ ! -f "$work/out" ] || head -c 2000 "$work/out" | sed 's/^/    /'
}
skip() {
    skipped=$((skipped + 1))
    echo "skipped: $1"
}
# check NAME COMMAND...: it must succeed
check() {
    name=$1
    shift
    if "$@" >"$work/out" 2>&1; then good; else bad "$name"; fi
}
# has FILE PATTERN / lacks FILE PATTERN (extended, without case)
has() { grep -qiE -- "$2" "$1" || { echo "no $2 in:" && cat "$1" && false; }; }
lacks() { ! grep -iE -- "$2" "$1"; }

# --- the service file ----------------------------------------------------------------
if command -v systemd-analyze >/dev/null 2>&1; then
    check 'the service is as closed as it says (1.0 or better)' \
        systemd-analyze security --offline=true --no-pager --threshold=10 packaging/tandem.service
else
    skip 'no systemd-analyze: how closed the service is was not looked at'
fi

for tool in nginx curl openssl python3; do
    command -v "$tool" >/dev/null 2>&1 && continue
    skip "no $tool: the nginx configuration was not tried (apt-get install nginx-light curl openssl python3)"
    finish
done

# --- a practice, its server, and nginx -----------------------------------------------
tandem=${TANDEM:-$root/build/tandem}
[ -x "$tandem" ] || { echo "no $tandem: run make"; failed=1; finish; }
data=$work/practice
if "$tandem" demo --data "$data" >"$work/demo.txt" 2>&1; then
    demo=yes
else
    demo=
    rm -rf "$data"
    "$tandem" init --data "$data" --name 'Linden Street' --zone Europe/London \
        --admin-name 'Jo Reyes' --admin-email jo@example.org >"$work/init.txt" 2>&1 ||
        { cat "$work/init.txt"; failed=1; finish; }
fi

# shellcheck disable=SC2046 # two numbers
set -- $(python3 -c '
import socket
s = [socket.socket() for _ in range(2)]
for one in s: one.bind(("127.0.0.1", 0))
print(*(one.getsockname()[1] for one in s))')
tls=$1 plain=$2
site=https://localhost:$tls

"$tandem" serve --data "$data" --listen 127.0.0.1:0 --behind-proxy --public-url "$site" \
    >"$work/tandem.out" 2>"$work/tandem.log" &
server=$!
for _ in $(seq 100); do
    grep -q '"event":"serving"' "$work/tandem.log" && break
    sleep 0.1
done
port=$(sed -n 's/.*"event":"serving","port":\([0-9]*\).*/\1/p' "$work/tandem.log" | head -1)
[ -n "$port" ] || { cat "$work/tandem.log"; failed=1; finish; }

mkdir -p "$work/nginx" "$work/www"
cp packaging/away.html "$work/www/"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 \
    -subj /CN=localhost -addext subjectAltName=DNS:localhost \
    -keyout "$work/key.pem" -out "$work/cert.pem" >/dev/null 2>&1
sed -e "s|Host tandem.example.org|Host localhost:$tls|" \
    -e "s|https://tandem.example.org|$site|" \
    -e "s|/etc/letsencrypt/live/tandem.example.org/fullchain.pem|$work/cert.pem|" \
    -e "s|/etc/letsencrypt/live/tandem.example.org/privkey.pem|$work/key.pem|" \
    -e "s|tandem.example.org|localhost|" \
    -e "s|listen 80|listen 127.0.0.1:$plain|" -e "s|listen 443|listen 127.0.0.1:$tls|" \
    -e "s|127.0.0.1:8080|127.0.0.1:$port|" \
    -e "s|/var/log/nginx|$work/nginx|" -e "s|/var/www|$work/www|" \
    packaging/nginx.conf | sed "s|$work/www/tandem|$work/www|" >"$work/site.conf"
{
    [ "$(id -u)" != 0 ] || echo 'user root;'
    cat <<END
daemon off;
worker_processes 1;
pid $work/nginx.pid;
error_log $work/nginx/main.error.log warn;
events { worker_connections 512; }
http {
    client_body_temp_path $work/spool/body;
    proxy_temp_path $work/spool/proxy;
    fastcgi_temp_path $work/spool/fastcgi;
    uwsgi_temp_path $work/spool/uwsgi;
    scgi_temp_path $work/spool/scgi;
    include $work/site.conf;
}
END
} >"$work/nginx.conf"
mkdir -p "$work/spool"
check 'nginx accepts the configuration' nginx -t -p "$work" -c "$work/nginx.conf"
nginx -p "$work" -c "$work/nginx.conf" >"$work/nginx.out" 2>&1 &
proxy=$!

ask() { curl -sS --max-time 20 --cacert "$work/cert.pem" "$@"; }
for _ in $(seq 50); do
    ask -o /dev/null "$site/health" 2>/dev/null && break
    sleep 0.1
done
check 'the health page comes through' ask -f "$site/health"

# --- names and headers ------------------------------------------------------------------
ask -o /dev/null -D "$work/head" "http://localhost:$plain/sign-in" 2>/dev/null
check 'plain HTTP leads to HTTPS' has "$work/head" "^location: $site/sign-in"
other_name() {
    ! ask -o /dev/null --connect-to "other.example:$tls:127.0.0.1:$tls" "https://other.example:$tls/" 2>&1
}
check 'another name gets no answer' other_name
other_host() { [ "$(ask -o /dev/null -w '%{http_code}' -H 'Host: other.example' "$site/sign-in" 2>/dev/null)" != 200 ]; }
check 'another name inside the right one gets no answer' other_host

ask -D "$work/head" -o "$work/page" "$site/sign-in"
check 'the sign-in page is there' has "$work/page" 'name="password"'
check 'HSTS for a year' has "$work/head" '^strict-transport-security: max-age=31536000'
hsts_once() { [ "$(grep -ci '^strict-transport-security:' "$work/head")" = 1 ]; }
check 'HSTS once' hsts_once
check 'the policy for content comes through' has "$work/head" "^content-security-policy: default-src 'none'"
check 'no version of nginx' lacks "$work/head" '^server: .*[0-9]'
check 'pages are not kept' has "$work/head" '^cache-control: no-store'
check 'HTTP/2' has "$work/head" '^HTTP/2 200'

# --- coming in ------------------------------------------------------------------------------
link=$("$tandem" person add --data "$data" --name 'Noor Visser' --email noor@example.org \
    --as administrator 2>&1 | grep -o 'https://[^ ]*/invite/[^ ]*')
token=${link##*/}
check 'a command beside the server makes a link with the public address' test "${link#"$site"/invite/}" != "$link"
password='nine green kettles'
ask -o "$work/page" -D "$work/head" -H "Origin: $site" -c "$work/jar" --data-urlencode 'name=Noor Visser' \
    --data-urlencode "password=$password" "$link"
check 'the link takes a password' has "$work/head" '^HTTP/2 303'
cookie='^set-cookie: __Host-tandem=[A-Za-z0-9_-]{43}; Path=/; HttpOnly; SameSite=Lax; Secure'
check 'the cookie is bound to this host' has "$work/head" "$cookie"
check 'and has no domain' lacks "$work/head" '^set-cookie:.*domain='

sign_in() {
    rm -f "$work/jar"
    ask -o "$work/page" -D "$work/head" -H "Origin: ${3:-$site}" -c "$work/jar" \
        --data-urlencode "email=$1" --data-urlencode "password=$2" "$site/sign-in"
}
sign_in noor@example.org "$password"
check 'signing in works' has "$work/head" '^location: /home'
check 'with the same kind of cookie' has "$work/head" "$cookie"
ask -b "$work/jar" -o "$work/page" "$site/practice"
check 'the cookie opens the list of accounts' has "$work/page" 'noor@example\.org'
sign_in noor@example.org "$password" https://other.example
check 'a form of another site is refused' has "$work/head" '^HTTP/2 403'
false_address() {
    for n in 1 2 3 4 5 6; do
        ask -o "$work/page" -H "Origin: $site" -H "X-Forwarded-For: 192.0.2.$n" \
            -d email=nobody@example.org -d password=wrong-$n "$site/sign-in"
    done
    has "$work/page" 'Wait [0-9]+ seconds'
}
check 'an invented X-Forwarded-For is not believed' false_address

# --- what people send stays in memory -----------------------------------------------------------
head -c 900000 /dev/zero | tr '\0' 'a' >"$work/large"
head -c 1100000 /dev/zero | tr '\0' 'a' >"$work/larger"
large=$(ask -o /dev/null -w '%{http_code}' -H "Origin: $site" --data-binary "@$work/large" "$site/forgotten")
check "a body below the limit arrives (answered $large)" test "$large" != 413
larger=$(ask -o /dev/null -w '%{http_code}' -H "Origin: $site" --data-binary "@$work/larger" "$site/forgotten")
check "a body above the limit is refused (answered $larger)" test "$larger" = 413
nothing_spooled() {
    grep -E 'buffered to a temporary file' "$work"/nginx/*.log && return 1
    [ -z "$(find "$work/spool" -type f)" ]
}
check 'nothing was written to a file on its way' nothing_spooled

# --- hostile shapes, over TLS, one connection each -------------------------------------------------
cat >"$work/shapes.py" <<'END'
import socket, ssl, sys, time
port, cafile, mode = int(sys.argv[1]), sys.argv[2], sys.argv[3]
HOST = 'Host: localhost\r\n'
FORM = 'Content-Type: application/x-www-form-urlencoded\r\n'
SHAPES = {
    'length and chunks': 'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    'chunks and length': 'Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n',
    'two lengths': 'Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!',
    'one length twice': 'Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello',
    'lengths in a list': 'Content-Length: 5, 6\r\n\r\nhello!',
    'space before the colon': 'Content-Length : 5\r\n\r\nhello',
    'signed length': 'Content-Length: +5\r\n\r\nhello',
    'negative length': 'Content-Length: -1\r\n\r\nhello',
    'hexadecimal length': 'Content-Length: 0x5\r\n\r\nhello',
    'huge length': 'Content-Length: 99999999999999999999\r\n\r\nhello',
    'unknown coding': 'Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n',
    'coding twice': 'Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    'two hosts': 'Host: other.example\r\nContent-Length: 5\r\n\r\nhello',
    'nul in a value': 'X-Thing: a\0b\r\nContent-Length: 5\r\n\r\nhello',
    'bad chunk size': 'Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n',
}
def connect():
    context = ssl.create_default_context(cafile=cafile)
    context.set_alpn_protocols(['http/1.1'])
    return context.wrap_socket(socket.create_connection(('127.0.0.1', port)), server_hostname='localhost')
def answer(text, wait=15):
    with connect() as s:
        s.settimeout(wait)
        s.sendall(text.encode('latin-1'))
        got = b''
        try:
            while piece := s.recv(65536): got += piece
        except (TimeoutError, ssl.SSLError, ConnectionError): pass
    return got
def shapes():
    for name, rest in SHAPES.items():
        follow = 'GET /smuggled HTTP/1.1\r\n' + HOST + '\r\n'
        got = answer('POST /sign-in HTTP/1.1\r\n' + HOST + FORM + rest + follow)
        first = got.split(b'\r\n', 1)[0].decode('latin-1')
        once = got.count(b'HTTP/1.1 ') <= 1
        refused = ' 400 ' in first + ' ' or ' 501 ' in first + ' '
        print('ok' if refused and once else 'FAILED', name + ':', first, '' if once else '(answered twice)')
def slow():
    with connect() as s:
        s.settimeout(1)
        began = time.monotonic()
        s.sendall(b'GET /sign-in HTTP/1.1\r\n')
        while time.monotonic() - began < 20:
            try:
                s.sendall(b'X-Drip: 1\r\n')
                if not s.recv(1): break
            except (TimeoutError, ssl.SSLWantReadError): continue
            except (OSError, ssl.SSLError): break
            break
        print('%.1f' % (time.monotonic() - began))
{'shapes': shapes, 'slow': slow}[mode]()
END
python3 "$work/shapes.py" "$tls" "$work/cert.pem" slow >"$work/slow" 2>&1 &
slow=$!
python3 "$work/shapes.py" "$tls" "$work/cert.pem" shapes >"$work/shapes" 2>&1
while read -r result words; do
    case $result in
    ok) good ;;
    *) rm -f "$work/out"; bad "hostile shape: $words" ;;
    esac
done <"$work/shapes"
check 'all shapes were tried' test "$(grep -c . "$work/shapes")" -eq 15
wait $slow
cut_in_time() { awk '{ print; exit !($1 > 5 && $1 < 13) }' "$work/slow"; }
check 'a head that drips is cut after ten seconds' cut_in_time

# --- live pages ---------------------------------------------------------------------------------------
# The stream of a demo session, while its therapist adds something to the table.
live() {
    daniel=$("$tandem" person list --data "$data" | awk '/Daniel/ { print $2; exit }')
    sign_in "$daniel" tandem-demo-1
    has "$work/head" '^location: /home' || return 1
    cp "$work/jar" "$work/jar.live"
    ask -L -b "$work/jar.live" -o "$work/caseload" "$site/caseload"
    for work_page in $(grep -o '/work/[0-9a-f-]*' "$work/caseload" | sort -u); do
        ask -b "$work/jar.live" -o "$work/list" "$site$work_page/sessions"
        for session in $(grep -o "$work_page/sessions/[0-9a-f-]\{36\}" "$work/list" | sort -u); do
            ask -b "$work/jar.live" -o "$work/session" "$site$session"
            grep -q 'hx-sse:connect' "$work/session" && grep -q 'name="kind" value="agenda"' "$work/session" && return 0
        done
    done
    echo 'no session page with a stream and a form'
    return 1
}
something_moves() {
    ask -N -b "$work/jar.live" -o "$work/stream" "$site$session/events" &
    stream=$!
    sleep 1
    csrf=$(grep -o 'name="csrf" value="[0-9a-f]*"' "$work/session" | head -1 | sed 's/.*value="//; s/"//')
    ask -b "$work/jar.live" -o "$work/page" -D "$work/head" -H "Origin: $site" -d "csrf=$csrf" \
        -d kind=agenda --data-urlencode 'text=How the week went' -d minutes=10 "$site$session/entries"
    for _ in $(seq 30); do
        grep -q '^event: changed' "$work/stream" 2>/dev/null && break
        sleep 0.1
    done
    kill $stream 2>/dev/null
    wait $stream 2>/dev/null
    has "$work/stream" '^event: changed' || { cat "$work/head"; return 1; }
}
if [ -z "$demo" ]; then
    skip 'no demo practice: the event stream was not tried'
elif [ ! -e build/web/htmx.min.js ]; then
    skip 'built without npm, so pages are not live: the event stream was not tried'
else
    check 'a session page with a live stream' live
    check 'what changes arrives within three seconds' something_moves
    check 'and carries no words' lacks "$work/stream" 'week'
fi

# --- crowds, and the server away -----------------------------------------------------------------------
crowd() {
    for _ in $(seq 60); do ask -o /dev/null -w '%{http_code}\n' "$site/sign-in"; done | sort | uniq -c
}
crowd >"$work/crowd" 2>&1
check 'the sixtieth knock in a row is told to wait' has "$work/crowd" ' 429$'

kill "$server"
wait "$server" 2>/dev/null
server=''
sleep 2
ask -D "$work/head" -o "$work/page" "$site/me"
check 'while the server is away the answer is 502' has "$work/head" '^HTTP/2 502'
check 'with a number to call' has "$work/page" 'tel:112'
check 'and HSTS' has "$work/head" '^strict-transport-security'
ask -o /dev/null "$site/invite/$token"

cat "$work"/nginx/*.log "$work/tandem.log" >"$work/logs"
check 'the log has lines to find a thief by' has "$work/nginx/tandem.log" '127\.0\.0\.1 POST invite 303'
no_secret() {
    for secret in "$token" noor@example.org nobody@example.org kettles other.example; do
        ! grep -nF -- "$secret" "$work/logs" || return 1
    done
    ! grep -nE '/work/|__Host-' "$work/logs"
}
check 'no log holds a link, an address of the work, a cookie or a name' no_secret
finish
