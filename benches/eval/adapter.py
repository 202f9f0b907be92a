#!/usr/bin/env python3
"""Scores limier on a labelled evaluation set.

  benches/eval/adapter.py EVAL_DIR [--limier target/release/limier] [--min low|medium|high]

Runs `limier scan` on EVAL_DIR/docs and EVAL_DIR/tables, turns its JSON Lines into
the predictions that EVAL_DIR/evaluate.py reads, and prints F1 per type and per
source, the tables, and the identifier vectors (each vector is scanned as a file
of one labelled line). Needs Python 3 and nothing else.
"""
import argparse, json, pathlib, subprocess, sys, tempfile

# the register item (or the rule, where there is no item) -> the type scored
ITEMS = {
    "nir": "NIR", "tax_number": "FR_TAX_ID", "iban": "IBAN", "card_pan": "CREDIT_CARD", "email": "EMAIL",
    "phone": "PHONE", "ip_address": "IP", "mac_address": "MAC", "plate": "PLATE", "birth_date": "DATE_BIRTH",
    "person_name": "PERSON", "postal_address": "ADDRESS", "bic": "BIC", "geolocation": "GPS",
    "national_id": "NATIONAL_ID", "salary": "SALARY", "health": "HEALTH", "religion": "RELIGION", "trade_union": "UNION",
    "login": "USERNAME", "crypto_address": "CRYPTO", "birth_place": "BIRTHPLACE", "rpps": "HEALTH_ID", "free_text_comment": "FREE_TEXT",
}
RULES = {"fr-siret": "SIRET", "fr-siren": "SIREN", "vat": "VAT", "imei": "IMEI", "fr-rib": "BANK_ACCOUNT",
         "fr-passport": "PASSPORT", "passport": "PASSPORT", "fr-cni": "ID_CARD", "foreign-id-card": "ID_CARD",
         "de-personalausweis": "ID_CARD", "foreign-driving-licence": "DRIVER_LICENSE", "fr-driving-licence": "DRIVER_LICENSE",
         "de-kvnr": "HEALTH_ID", "de-steuernummer": "DE_TAX",
         "cadastre": "CADASTRE"}
# tax numbers of other countries are national identifiers there
RULES |= {r: "NATIONAL_ID" for r in ("br-cpf", "cy-tic", "de-idnr", "gb-utr", "gr-afm", "hu-adoazonosito", "pt-nif", "us-itin")}
SCORE = {"low": 0.3, "medium": 0.6, "high": 0.9}
SOURCES = ["eds-pseudo", "presidio-research", "template", "hard negative", "third-party"]


def kind(line):
    return RULES.get(line["rule"]) or ITEMS.get(line["item"])


def lines(path):
    with open(path, encoding="utf-8") as f:
        return [json.loads(l) for l in f if l.strip()]


def scan(limier, what, out, *more):
    data = out / "data"
    cmd = [limier, "scan", str(what), "--data", str(data), "--findings", str(out / "f.jsonl"),
           "--occurrences", str(out / "o.jsonl"), "--quiet", *more]
    done = subprocess.run(cmd, capture_output=True, text=True)
    if done.returncode not in (0, 3):
        sys.exit(f"{' '.join(cmd)}\n{done.stderr}")
    return lines(out / "f.jsonl"), lines(out / "o.jsonl")


def doc_predictions(occurrences, floor):
    for o in occurrences:
        score, at, t = SCORE[o["confidence"]], o["at"], kind(o)
        if t is None or score < floor:
            continue
        p = {"doc": o["path"], "type": t, "score": score}
        if "byte_start" in at:
            p |= {"byte_start": at["byte_start"], "byte_end": at["byte_end"]}
        elif "line" in at:
            p |= {"line": at["line"], "col": at["column"], "end_col": at["end_column"]}
        elif "row" in at:
            p |= {"row": at["row"] - 1, "column": at["column"] - 1}
        else:
            p |= {"value": o["masked"]}
        yield p


def table_predictions(findings, floor):
    for f in findings:
        t, where = kind(f), f["where"] or {}
        if t is None or SCORE[f["confidence"]] < floor or where.get("column") is None:
            continue
        if f["verdict"] == "undetermined":
            continue
        yield {"table": f["path"], "column": where["column"] - 1, "type": t}


LABEL = {"NIR": "NIR", "FR_TAX_ID": "numéro fiscal", "SIREN": "SIREN", "SIRET": "SIRET", "VAT": "TVA", "PHONE": "téléphone",
         "BIC": "BIC", "PLATE": "immatriculation", "IBAN": "IBAN", "CREDIT_CARD": "carte bancaire", "EMAIL": "e-mail",
         "IP": "adresse IP", "MAC": "adresse MAC", "PASSPORT": "passeport", "ID_CARD": "carte d'identité", "IMEI": "IMEI",
         "GPS": "coordonnées GPS"}

LABEL |= {"DE_TAX": "Steuernummer", "DRIVER_LICENSE": "permis de conduire"}
# in the words of the country
LABEL_OF = {
    "NATIONAL_ID": {"BE": "numéro national", "ES": "DNI / NIE / NIF", "IT": "codice fiscale", "NL": "BSN", "CH": "AVS", "GB": "NHS / NINO / UTR",
                    "PT": "cartão de cidadão / NIF", "DE": "Steuer-ID / Rentenversicherungsnummer", "DK": "CPR", "SE": "personnummer", "FI": "henkilötunnus",
                    "US": "SSN", "AT": "SVNR", "HR": "OIB", "CZ": "rodné číslo", "PL": "PESEL", "LU": "matricule national"},
    "HEALTH_ID": {"DE": "Krankenversichertennummer"},
    "ID_CARD": {"DE": "Personalausweis", "IT": "carta d'identità"},
    "PASSPORT": {"DE": "Reisepass", "ES": "pasaporte", "IT": "passaporto"},
}


def label(v):
    return LABEL_OF.get(v["type"], {}).get(v["country"]) or LABEL.get(v["type"], v["type"])


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("eval", type=pathlib.Path)
    a.add_argument("--limier", default="target/release/limier")
    a.add_argument("--min", default="low", choices=SCORE)
    a.add_argument("--errors", help="directory for evaluate.py's lists of errors")
    args = a.parse_args()
    floor = SCORE[args.min]
    evaluate = [sys.executable, str(args.eval / "evaluate.py")]

    def score(mode, preds, tmp, *more, errors=None):
        path = tmp / f"{mode}.jsonl"
        path.write_text("".join(json.dumps(p) + "\n" for p in preds), encoding="utf-8")
        gold = args.eval / f"{mode}.jsonl"
        cmd = [*evaluate, mode, "--gold", str(gold), "--pred", str(path), *more]
        if args.errors:
            cmd += ["--errors", f"{args.errors}/{errors or mode}.tsv"]
        subprocess.run(cmd, check=True)

    with tempfile.TemporaryDirectory() as t:
        tmp = pathlib.Path(t)
        _, occurrences = scan(args.limier, args.eval / "docs", tmp)
        preds = list(doc_predictions(occurrences, floor))
        for source in SOURCES:
            print(f"\n== docs, source {source}", flush=True)
            score("docs", preds, tmp, "--source", source, errors=f"docs-{source.split()[0]}")
        print("\n== docs, all sources", flush=True)
        score("docs", preds, tmp)
        print("\n== tables", flush=True)
        findings, _ = scan(args.limier, args.eval / "tables", tmp)
        score("tables", table_predictions(findings, floor), tmp)
        vectors = tmp / "vectors"
        vectors.mkdir()
        for v in lines(args.eval / "vectors.jsonl"):
            (vectors / f"{v['id']}.txt").write_text(f"{label(v)} : {v['value']}\n", encoding="utf-8")
        _, occurrences = scan(args.limier, vectors, tmp)
        print("\n== vectors", flush=True)
        accepted = ({"id": o["path"].removesuffix(".txt"), "type": kind(o)} for o in occurrences if kind(o))
        score("vectors", accepted, tmp)


main()
