#!/bin/sh
# False hits on what every developer's machine has: sources, documentation, lock
# files, logs, certificates, open data. One table: megabytes read per kind, and
# per rule the values found at medium and high, in all and per gigabyte read.
#
#   sh benches/negatives.sh [DIR]
#
# DIR is where the tree is gathered (made if missing, and then kept: a second run
# reads the same bytes); without it, a temporary one. LIMIER names another
# program than target/release/limier, SAMPLE=20 prints 20 values of each rule with
# what stands around them, drawn evenly, so that somebody can judge them: an author's
# address in a source file is a true hit, the table cannot know. Nothing is
# downloaded but two npm packages of open data and the lock file of two others;
# what is missing on this machine is said, and the rest counted.
set -eu
cd "$(dirname "$0")/.."
limier=${LIMIER:-target/release/limier}
[ -n "${LIMIER:-}" ] || cargo build --release --quiet
command -v python3 >/dev/null 2>&1 || { echo "negatives.sh needs python3" >&2; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
tree=${1:-$work/tree}

# gather KIND DIRECTORY...: copies without what is compiled; says what is not there
gather() {
    kind=$1
    shift
    for from in "$@"; do
        if [ ! -d "$from" ]; then
            echo "missing: $kind, no directory ${from:-given}" >&2
            continue
        fi
        to=$tree/$kind/$(echo "$from" | tr -c 'A-Za-z0-9.\n' _)
        mkdir -p "$to"
        (cd "$from" && tar -cf - --exclude='*.pyc' --exclude='*.so*' --exclude='*.a' --exclude='*.o' \
            --exclude='*.rlib' --exclude='*.exe' --exclude='*.lib' . 2>/dev/null || true) | tar -xf - -C "$to" || true
    done
}

# lock files count apart from the sources they stand in
locks() {
    mkdir -p "$tree/locks"
    find "$tree" -type f \( -name Cargo.lock -o -name package-lock.json -o -name .package-lock.json -o -name yarn.lock \
        -o -name pnpm-lock.yaml -o -name poetry.lock -o -name uv.lock -o -name go.sum \) ! -path "$tree/locks/*" |
        sort | awk '{ n = split($0, part, "/"); print NR "-" part[n] "\t" $0 }' |
        while IFS="$(printf '\t')" read -r name from; do mv "$from" "$tree/locks/$name"; done
    if command -v npm >/dev/null 2>&1 && mkdir -p "$work/lock" && (cd "$work/lock" && npm init -y &&
        timeout 120 npm install --package-lock-only --ignore-scripts express eslint) >/dev/null 2>&1; then
        cp "$work/lock/package-lock.json" "$tree/locks/generated-package-lock.json"
    else
        echo "missing: locks, no package-lock.json (npm or its registry)" >&2
    fi
}

certificates() {
    if ! command -v openssl >/dev/null 2>&1 || [ ! -d /etc/ssl/certs ]; then
        echo "missing: certificates (openssl, /etc/ssl/certs)" >&2
        return
    fi
    mkdir -p "$tree/certificates"
    for pem in /etc/ssl/certs/*.pem; do
        name=$(basename "$pem" .pem)
        cp "$pem" "$tree/certificates/" 2>/dev/null || continue
        openssl x509 -in "$pem" -text -fingerprint -sha1 >"$tree/certificates/$name.sha1.txt" 2>/dev/null || true
        openssl x509 -in "$pem" -noout -subject -serial -fingerprint -sha256 >"$tree/certificates/$name.sha256.txt" 2>/dev/null || true
        openssl x509 -in "$pem" -noout -fingerprint -md5 >"$tree/certificates/$name.md5.txt" 2>/dev/null || true
    done
}

opendata() {
    mkdir -p "$work/npm"
    for package in codes-postaux@4 @etalab/decoupage-administratif@6; do
        if ! command -v npm >/dev/null 2>&1 || ! (cd "$work/npm" && timeout 120 npm pack "$package") >/dev/null 2>&1; then
            echo "missing: opendata, $package (npm or its registry)" >&2
        fi
    done
    for archive in "$work/npm"/*.tgz; do
        [ -f "$archive" ] || continue
        to=$tree/opendata/$(basename "$archive" .tgz)
        mkdir -p "$to"
        tar -xzf "$archive" -C "$to"
        cp "$archive" "$tree/opendata/" # and packed, as it was downloaded
    done
    [ ! -d "$tree/opendata" ] || python3 benches/negatives.py csv "$tree/opendata"
}

if [ ! -d "$tree" ]; then
    mkdir -p "$tree"
    gather rust "${CARGO_HOME:-$HOME/.cargo}/registry/src"
    # the standard library of the system and whatever the python3 in the PATH has installed
    gather python /usr/lib/python3 $(python3 -c 'import sysconfig; p = sysconfig.get_paths(); print(p["stdlib"])')
    gather node "$(npm root -g 2>/dev/null || true)"
    gather c /usr/include
    gather perl /usr/share/perl /usr/share/perl5
    gather docs /usr/share/doc /usr/share/man
    gather logs /var/log
    locks
    certificates
    opendata
fi

code=0
"$limier" scan --quiet --threads "${THREADS:-1}" --data "$work/data" --findings "$work/f.jsonl" \
    --occurrences "$work/o.jsonl" --coverage "$work/c.jsonl" "$tree" 2>"$work/err" || code=$?
case $code in
0 | 3) ;; # 3: some items are not text, which the table leaves out
*)
    cat "$work/err" >&2
    exit "$code"
    ;;
esac
python3 benches/negatives.py table "$work" --tree "$tree" --sample "${SAMPLE:-0}"
