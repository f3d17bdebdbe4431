#!/bin/sh
# deps.sh [build] - install the Debian packages that are missing, and only those.
#
# `build` is what compiling and running needs; without it also what the tests need.
# Says nothing and asks for no rights when nothing is missing.
set -eu

build='gcc libc6-dev make pkg-config libmicrohttpd-dev libsqlite3-dev libsodium-dev libjansson-dev
       zlib1g-dev tzdata ca-certificates'
# Any node and npm will do, also ones that did not come from Debian.
command -v node >/dev/null 2>&1 || build="$build nodejs"
command -v npm >/dev/null 2>&1 || build="$build npm"
# Without them records are taken home as HTML and JSON, not as PDF; and no mail is sent.
build_extra='libpango1.0-dev libcurl4-gnutls-dev'
tests='libcmocka-dev python3 sqlite3 clang libclang-rt-14-dev curl openssl procps'
# Without these the tests that need them are counted as skipped.
extra='chromium nginx-light fonts-noto-core'

missing() {
    for package in $1; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || echo "$package"
    done | tr '\n' ' '
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif [ -t 0 ]; then
        sudo "$@"
    else
        sudo -n "$@"
    fi
}

# A freshly installed nginx would take port 80 of the developer's machine.
start_no_services() {
    [ -e /usr/sbin/policy-rc.d ] && return 0
    as_root sh -c "printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d && chmod 755 /usr/sbin/policy-rc.d"
    trap 'as_root rm -f /usr/sbin/policy-rc.d' EXIT
    trap 'exit 1' HUP INT TERM
}

install() {
    echo "installing: $*"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends \
        -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3 -o Dpkg::Use-Pty=0 install "$@" >build/deps.log 2>&1 </dev/null
}

must_install() {
    [ $# -eq 0 ] || install "$@" || { tail -20 build/deps.log; echo "could not install: $*"; exit 1; }
}

if ! command -v dpkg-query >/dev/null 2>&1; then
    echo "this is not Debian; needed here: $(echo $build $build_extra $tests $extra)"
    exit 0
fi
need_build=$(missing "$build")
need_tests= need_extra=$(missing "$build_extra")
if [ "${1:-all}" != build ]; then
    need_tests=$(missing "$tests")
    need_extra="$need_extra$(missing "$extra")"
fi
[ -n "$need_build$need_tests$need_extra" ] || exit 0
if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null 2>&1; then
    echo "please install as root: apt-get install $need_build$need_tests$need_extra"
    exit 1
fi

mkdir -p build
start_no_services
as_root apt-get -qq -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3 update >build/deps.log 2>&1 </dev/null ||
    echo "apt-get update failed: trying with the lists that are here"
# Small groups: one that fails names itself.
must_install $need_build
must_install $need_tests
for package in $need_extra; do
    install "$package" || echo "without $package: what needs it is left out, or its tests are skipped"
done
