#!/bin/sh
# Installs what the tests need and runs them all.
#
# Needed besides Rust and a C compiler: PostgreSQL's server programs (the tests
# start servers of their own, on free loopback ports, and stop them), openssl
# (certificates for the TLS tests) and Chromium (the HTML report in a browser; 81 MB
# to fetch, 290 MB installed with Debian, and its libraries), and axe-core (MPL-2.0,
# 0.7 MB, fetched with npm: the page's barriers), and script (a terminal, for what
# is shown on terminals only; nearly every system has it). What is missing is installed with
# the system's package manager; if that cannot be done the tests that need it fail
# and say so. Nothing is skipped silently.
set -eu
cd "$(dirname "$0")/.."

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"
    elif command -v sudo >/dev/null 2>&1; then sudo "$@"
    else
        echo "run as root, or install sudo, to execute: $*" >&2
        return 1
    fi
}

have_postgres() {
    command -v initdb >/dev/null 2>&1 && return 0
    for d in /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /opt/homebrew/opt/postgresql*/bin; do
        [ -x "$d/initdb" ] && return 0
    done
    return 1
}

have_chromium() {
    for c in chromium chromium-browser google-chrome chrome; do
        command -v "$c" >/dev/null 2>&1 && return 0
    done
    return 1
}

# axe-core, of one version and content
axe=target/axe-core/axe.min.js
axe_version=4.14.1
axe_sum=29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c

have_axe() {
    [ -f "$axe" ] && sum=$(openssl dgst -sha256 -r "$axe") && [ "${sum%% *}" = "$axe_sum" ]
}

fetch_axe() {
    directory=$(dirname "$axe")
    rm -rf "$directory" && mkdir -p "$directory"
    (
        cd "$directory"
        npm pack --silent "axe-core@$axe_version" >/dev/null
        tar -xzf "axe-core-$axe_version.tgz" --strip-components=1 package/axe.min.js package/LICENSE
    )
    have_axe || { echo "axe-core $axe_version is not what was expected" >&2; return 1; }
}

missing=""
command -v cc >/dev/null 2>&1 || missing="$missing cc"
have_postgres || missing="$missing postgres"
command -v openssl >/dev/null 2>&1 || missing="$missing openssl"
have_chromium || missing="$missing chromium"
command -v npm >/dev/null 2>&1 || have_axe || missing="$missing npm"
command -v script >/dev/null 2>&1 || missing="$missing script"

if [ -n "$missing" ]; then
    echo "installing:$missing"
    if command -v apt-get >/dev/null 2>&1; then
        packages=""
        case "$missing" in *cc*) packages="$packages gcc libc6-dev" ;; esac
        case "$missing" in *postgres*) packages="$packages postgresql" ;; esac
        case "$missing" in *openssl*) packages="$packages openssl" ;; esac
        case "$missing" in *chromium*) packages="$packages chromium" ;; esac
        case "$missing" in *npm*) packages="$packages npm" ;; esac
        case "$missing" in *script*) packages="$packages bsdutils" ;; esac
        as_root apt-get update -q
        # shellcheck disable=SC2086
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $packages
    elif command -v dnf >/dev/null 2>&1; then
        as_root dnf install -y gcc postgresql-server openssl chromium npm util-linux-script
    elif command -v apk >/dev/null 2>&1; then
        as_root apk add build-base postgresql openssl chromium npm util-linux-misc
    elif command -v brew >/dev/null 2>&1; then
        brew install postgresql openssl chromium node
    else
        echo "no known package manager; install$missing by hand" >&2
    fi
fi

have_axe || fetch_axe || echo "axe-core could not be fetched: its test will fail" >&2

exec cargo test --locked "$@"
