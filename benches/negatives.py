#!/usr/bin/env python3
"""What `benches/negatives.sh` counts and shows; see there.

  negatives.py csv DIR                    writes each JSON array of DIR as CSV beside it
  negatives.py table OUT --tree TREE [--sample N] [--rule ID]...

OUT holds f.jsonl, o.jsonl and c.jsonl as `limier scan` wrote them for TREE. Bytes are those of items
that were read, so compiled files do not dilute the rates;
"test" counts values that limier itself takes for test values. Needs Python 3 and nothing else.
"""
import argparse, collections, csv, functools, gzip, json, pathlib, sys, zipfile


def lines(path):
    with open(path, encoding="utf-8") as f:
        for line in f:
            if line.strip():
                yield json.loads(line)


def kind(line):
    return line["path"].split("/", 1)[0]


def to_csv(folder):
    for path in sorted(pathlib.Path(folder).rglob("*.json")):
        rows = json.loads(path.read_bytes())
        if not isinstance(rows, list) or len(rows) < 100 or not all(isinstance(r, dict) for r in rows):
            continue
        names = list(dict.fromkeys(k for r in rows for k in r))
        with open(path.with_suffix(".csv"), "w", encoding="utf-8", newline="") as out:
            table = csv.writer(out, delimiter=";")
            table.writerow(names)
            for r in rows:
                cells = (r.get(n, "") for n in names)
                table.writerow([json.dumps(c, ensure_ascii=False) if isinstance(c, (list, dict)) else c for c in cells])


@functools.lru_cache(maxsize=8)
def content(path, entry):
    """Bytes of a file, or of the member of a gzip or zip file; None for other archives."""
    if not path.is_file():
        return None
    if entry is not None and path.suffix in (".zip", ".whl", ".jar") and zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            return archive.read(entry) if entry in archive.namelist() else None
    raw = path.read_bytes()
    packed = raw[:2] == b"\x1f\x8b" and not path.name.endswith((".tgz", ".tar.gz"))
    return gzip.decompress(raw) if packed else raw if entry is None else None


def around(tree, o, reach=70):
    """The value in its line, where its bytes are known."""
    at, raw = o["at"], content(tree / o["path"], o["entry"])
    text = lambda b: b.decode("utf-8", "replace").replace("\n", "⏎").replace("\t", " ")
    if raw is not None and "byte_start" in at:
        start, end = at["byte_start"], at["byte_end"]
        return f"{text(raw[max(0, start - reach):start])}⟦{text(raw[start:end])}⟧{text(raw[end:end + reach])}"
    row = at.get("row", at.get("line"))
    rows = raw.splitlines() if raw is not None and row else []
    return text(rows[row - 1][:200]) if row and row <= len(rows) else f"({o['masked']})"


def show(tree, found, n):
    once = list({(o["masked"], pathlib.PurePath(o["path"]).name): o for o in found}.values())
    step = max(1, len(once) // n)
    for o in once[::step][:n]:
        where = ":".join(str(o["at"][k]) for k in ("line", "row", "header") if k in o["at"])
        print(f"  {o['confidence']} {o['path']}:{where}\n      {around(tree, o)}")


def table(args):
    out, tree = pathlib.Path(args.out), pathlib.Path(args.tree)
    read = collections.Counter()
    for c in lines(out / "c.jsonl"):
        if c["state"] != "not_scanned" and c["entry"] is None:
            read[kind(c)] += c["bytes"]
    counts, found = collections.Counter(), collections.defaultdict(list)
    tests = collections.Counter()
    for f in lines(out / "f.jsonl"):
        if f["confidence"] != "low":
            tests[f["rule"]] += f["evidence"]["probable_test"]
    for o in lines(out / "o.jsonl"):
        counts[o["rule"], o["confidence"], kind(o)] += 1
        if o["confidence"] != "low":
            found[o["rule"]].append(o)
    kinds, total = sorted(read), sum(read.values())
    print(f"{'':22}{'low':>9}{'medium':>9}{'high':>9}{'test':>8}{'per GB':>10}  " + "".join(f"{k:>13}" for k in kinds))
    print(f"{'MB read':22}{'':>35}{total / 1e6:>10.0f}  " + "".join(f"{read[k] / 1e6:>13.1f}" for k in kinds))
    for rule in sorted({r for r, _, _ in counts}, key=lambda r: (-len(found[r]), r)):
        low, medium, high = (sum(counts[rule, c, k] for k in kinds) for c in ("low", "medium", "high"))
        each = "".join(f"{counts[rule, 'medium', k] + counts[rule, 'high', k]:>13}" for k in kinds)
        print(f"{rule:22}{low:>9}{medium:>9}{high:>9}{tests[rule]:>8}{(medium + high) * 1e9 / max(total, 1):>10.1f}  {each}")
    for rule in sorted(found) if args.sample else ():
        if not args.rule or rule in args.rule:
            print(f"\n{rule}: {len(found[rule])}")
            show(tree, found[rule], args.sample)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    sub = p.add_subparsers(dest="what", required=True)
    sub.add_parser("csv").add_argument("dir")
    t = sub.add_parser("table")
    t.add_argument("out")
    t.add_argument("--tree", required=True)
    t.add_argument("--sample", type=int, default=0)
    t.add_argument("--rule", action="append")
    args = p.parse_args()
    to_csv(args.dir) if args.what == "csv" else table(args)


if __name__ == "__main__":
    sys.exit(main())
