#!/bin/sh
# limier beside other programs on one generated corpus: one table of seconds.
#
#   sh benches/peers.sh [FILES [MEGABYTES]]
#
# ripgrep searches the same shapes (no proof, no context); clamscan looks for
# card and US social security numbers only (--detect-structured) with an empty
# signature base; hawk_scanner gets the same shapes as fingerprints and reads
# text line by line. A program that is not installed is said to be missing. Each
# time is the best of three runs (hawk_scanner: one), start-up included.
set -eu
cd "$(dirname "$0")/.."
files=${1:-2000}
size=${2:-16}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 130' INT TERM

cargo build --release --quiet
cargo bench --quiet --bench tree -- --write "$dir/corpus" "$files" "$size" >/dev/null
limier=$(pwd)/target/release/limier

shapes='\b[12] ?\d\d ?\d\d ?[0-9AB]{2} ?\d{3} ?\d{3} ?\d\d\b|\b[A-Z]{2}\d\d(?: ?[A-Z0-9]{4}){3,7}|[\w.+-]+@[\w-]+\.[\w.]+|\b0[1-9](?:[ .-]?\d\d){4}\b|\b\d{4} ?\d{4} ?\d{4} ?\d{4}\b|\b\d{1,3}(?:\.\d{1,3}){3}\b'
printf 'limier-bench:0:*:6c696d6965722d62656e63682d6e6f2d73756368\n' >"$dir/empty.ndb"
cat >"$dir/fingerprint.yml" <<END
nir: '\b[12] ?\d\d ?\d\d ?[0-9AB]{2} ?\d{3} ?\d{3} ?\d\d\b'
iban: '\b[A-Z]{2}\d\d(?: ?[A-Z0-9]{4}){3,7}'
email: '[\w.+-]+@[\w-]+\.[\w.]+'
phone: '\b0[1-9](?:[ .-]?\d\d){4}\b'
card: '\b\d{4} ?\d{4} ?\d{4} ?\d{4}\b'
ip: '\b\d{1,3}(?:\.\d{1,3}){3}\b'
END

# seconds RUNS COMMAND...: the best wall time
seconds() {
    runs=$1
    shift
    best=""
    while [ "$runs" -gt 0 ]; do
        start=$(date +%s%N)
        "$@" >/dev/null 2>&1 || true
        end=$(date +%s%N)
        took=$(((end - start) / 1000000))
        if [ -z "$best" ] || [ "$took" -lt "$best" ]; then best=$took; fi
        runs=$((runs - 1))
    done
    awk "BEGIN { printf \"%.2f\", $best / 1000 }"
}

# row NAME WHAT
row() {
    what=$dir/corpus/$2
    l=$(seconds 3 "$limier" scan --quiet --data "$dir/data" "$what")
    r=missing c=missing h=missing
    if command -v rg >/dev/null 2>&1; then
        r=$(seconds 3 rg --no-ignore --hidden --count-matches -e "$shapes" "$what")
    fi
    if command -v clamscan >/dev/null 2>&1; then
        c=$(seconds 3 clamscan --database="$dir/empty.ndb" --recursive --infected --no-summary \
            --detect-structured=yes --structured-cc-count=100000000 --structured-ssn-count=100000000 \
            --max-filesize=2000M --max-scansize=2000M "$what")
    fi
    if command -v hawk_scanner >/dev/null 2>&1; then
        printf 'sources:\n  fs:\n    corpus:\n      path: %s\n' "$what" >"$dir/connection.yml"
        h=$(cd "$dir" && seconds 1 hawk_scanner fs --connection connection.yml \
            --fingerprint fingerprint.yml --json out.json --no-write --quiet)
    fi
    printf '%-24s %10s %10s %10s %14s\n' "$1" "$l" "$r" "$c" "$h"
}

printf '%-24s %10s %10s %10s %14s\n' "seconds" limier ripgrep clamscan hawk_scanner
row "$files small files" small
row "sparse.txt, $size MiB" sparse.txt
row "dense.csv, $size MiB" dense.csv
