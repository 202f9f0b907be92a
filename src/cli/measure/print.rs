//! What `rules measure` prints: tables for people, one JSON object for programs.

mod by;

use crate::cli::lang::Lang;
use crate::measure::{Half, Measures, Question, Set};
use crate::model::Confidence;
use crate::rule::RuleSet;
use crate::rule::measured::{Score, interval};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The whole, as tables.
pub(super) fn text(
    set: &Set,
    m: &Measures,
    question: Question,
    rules: &RuleSet,
    lang: Lang,
) -> String {
    let fr = lang == Lang::Fr;
    let pick = |f: &'static str, e: &'static str| if fr { f } else { e };
    let mut o = head(set, m, question, rules, lang);
    let what = Names {
        lang,
        findings: pick("trouvés", "findings"),
        labels: pick("attendus", "labels"),
    };
    what.table(
        &mut o,
        pick("Données dans le texte", "Data in text"),
        &m.text,
    );
    total(&mut o, &what, &m.text);
    what.table(
        &mut o,
        pick("Colonnes, par donnée", "Columns, by datum"),
        &m.columns,
    );
    total(&mut o, &what, &m.columns);
    let p = m.personal;
    let asked = pick("Colonne personnelle ?", "Personal column?");
    what.table(&mut o, asked, &BTreeMap::from([("-".to_owned(), p.score)]));
    let quiet = pick(
        "colonnes non personnelles laissées en paix",
        "other columns left in peace",
    );
    let _ = writeln!(o, "  {} {quiet}", p.quiet);
    levels(&mut o, m, lang);
    by::calibration(&mut o, &what, m);
    let by = |f: fn(&crate::rule::measured::RuleScore) -> Score| {
        let of = m.rules.iter().map(move |r| (r.id.clone(), f(r)));
        of.filter(|(_, s)| s.findings() > 0)
            .collect::<BTreeMap<_, _>>()
    };
    let text = pick(
        "Règles, dans le texte (rappel : de leur donnée)",
        "Rules, in text (recall: of their datum)",
    );
    what.table(&mut o, text, &by(|r| r.text));
    let columns = pick("Règles, sur les colonnes", "Rules, on columns");
    what.table(&mut o, columns, &by(|r| r.columns));
    what.table(
        &mut o,
        pick("Documents, par sorte", "Documents, by kind"),
        &m.sources,
    );
    what.table(
        &mut o,
        pick("Tables, par sorte", "Tables, by kind"),
        &m.kinds,
    );
    by::families(&mut o, &what, m);
    o
}

fn head(set: &Set, m: &Measures, question: Question, rules: &RuleSet, lang: Lang) -> String {
    let version = match set.version.as_str() {
        "" => String::new(),
        v => format!(" v{v}"),
    };
    let (half, least) = (half(question, lang), question.least.as_str());
    let sha = &rules.sha256()[..12];
    let (documents, tables) = (m.documents, m.tables);
    match lang {
        Lang::Fr => format!(
            "{}{version}, {half} : {documents} documents, {tables} tables ; règles sha256 {sha}, à partir de la confiance {least}\n",
            set.name
        ),
        Lang::En => format!(
            "{}{version}, {half}: {documents} documents, {tables} tables; rules sha256 {sha}, confidence {least} and more\n",
            set.name
        ),
    }
}

fn half(question: Question, lang: Lang) -> String {
    match (question.half.map(Half::as_str), lang) {
        (Some(h), Lang::Fr) => format!("moitié {h}"),
        (Some(h), Lang::En) => format!("half {h}"),
        (None, Lang::Fr) => "les deux moitiés".to_owned(),
        (None, Lang::En) => "both halves".to_owned(),
    }
}

/// Words of the tables.
struct Names {
    lang: Lang,
    findings: &'static str,
    labels: &'static str,
}

impl Names {
    fn table(&self, o: &mut String, title: &str, of: &BTreeMap<String, Score>) {
        if of.is_empty() {
            return;
        }
        let (precision, recall) = match self.lang {
            Lang::Fr => ("précision", "rappel"),
            Lang::En => ("precision", "recall"),
        };
        let _ = writeln!(
            o,
            "\n{title}\n  {:<22} {:>8} {:<18} {:>8} {:<18} {:>6}",
            "", self.findings, precision, self.labels, recall, "F1"
        );
        for (name, s) in of {
            self.line(o, name, *s);
        }
    }

    fn line(&self, o: &mut String, name: &str, s: Score) {
        let _ = writeln!(
            o,
            "  {name:<22} {:>8} {:<18} {:>8} {:<18} {:>6}",
            s.findings(),
            self.share(s.right, s.findings()),
            s.labels(),
            self.share(s.found, s.labels()),
            self.number(s.f1())
        );
    }

    /// `0,987 [0,95-1,00]`.
    fn share(&self, part: u64, of: u64) -> String {
        let Some((low, high)) = interval(part, of) else {
            return "-".to_owned();
        };
        let text = format!("{:.3} [{low:.2}-{high:.2}]", part as f64 / of as f64);
        self.point(text)
    }

    fn number(&self, x: Option<f64>) -> String {
        self.point(x.map_or("-".to_owned(), |x| format!("{x:.3}")))
    }

    fn point(&self, text: String) -> String {
        match self.lang {
            Lang::Fr => text.replace('.', ","),
            Lang::En => text,
        }
    }
}

/// The last line of a table.
fn total(o: &mut String, names: &Names, of: &BTreeMap<String, Score>) {
    if of.len() > 1 {
        names.line(o, "=", Measures::sum(of.values()));
    }
}

/// The table of calibration: of what is said at each confidence, how much is right.
fn levels(o: &mut String, m: &Measures, lang: Lang) {
    let names = Names {
        lang,
        findings: "",
        labels: "",
    };
    let (title, all, keyed) = match lang {
        Lang::Fr => (
            "Précision de chaque confiance",
            "toutes données",
            "identifiants à clé ou à forme fixe",
        ),
        Lang::En => (
            "Precision of each confidence",
            "all data",
            "identifiers with a key or a fixed form",
        ),
    };
    let _ = writeln!(o, "\n{title}\n  {:<10} {all:<30} {keyed}", "");
    for (level, (any, with_key)) in m.levels.iter().rev() {
        let cell = |s: &Score| {
            format!(
                "{} (n = {})",
                names.share(s.right, s.findings()),
                s.findings()
            )
        };
        let _ = writeln!(
            o,
            "  {:<10} {:<30} {}",
            level.as_str(),
            cell(any),
            cell(with_key)
        );
    }
}

/// The last line.
pub(super) fn reason(m: &Measures, question: Question, lang: Lang) -> String {
    let f1 = |of: &BTreeMap<String, Score>| {
        let x = Measures::sum(of.values()).f1();
        let text = x.map_or("-".to_owned(), |x| format!("{x:.3}"));
        if lang == Lang::Fr {
            text.replace('.', ",")
        } else {
            text
        }
    };
    let (text, columns) = (f1(&m.text), f1(&m.columns));
    let half = half(question, lang);
    match lang {
        Lang::Fr => {
            format!("limier : code 0, {half} : F1 {text} dans le texte, {columns} sur les colonnes")
        }
        Lang::En => format!("limier: code 0, {half}: F1 {text} in text, {columns} on columns"),
    }
}

/// The whole, as one line of JSON (`limier.measures.v1`).
pub(super) fn json(set: &Set, m: &Measures, question: Question, rules: &RuleSet) -> String {
    let scores = |of: &BTreeMap<String, Score>| {
        let all = of.iter().map(|(k, s)| (k.clone(), score(*s)));
        all.collect::<serde_json::Map<_, _>>()
    };
    let levels: serde_json::Map<String, Value> = m
        .levels
        .iter()
        .map(|(c, (all, keyed)): (&Confidence, _)| {
            (
                c.as_str().to_owned(),
                json!({"all": score(*all), "keyed": score(*keyed)}),
            )
        })
        .collect();
    let of_rules: Vec<Value> = m
        .rules
        .iter()
        .map(|r| {
            json!({"id": r.id, "type": r.kind, "with": r.with,
                   "text": score(r.text), "columns": score(r.columns)})
        })
        .collect();
    let line = json!({
        "schema": "limier.measures.v1", "set": set.name, "version": set.version,
        "half": question.half.map_or("all", Half::as_str), "least": question.least.as_str(),
        "rules_sha256": rules.sha256(), "documents": m.documents, "tables": m.tables,
        "text": scores(&m.text), "columns": scores(&m.columns),
        "personal_columns": score(m.personal.score), "other_columns_quiet": m.personal.quiet,
        "confidence": levels, "rules": of_rules,
        "confidence_by_type": by::calibration_json(m),
        "document_kinds": scores(&m.sources), "table_kinds": scores(&m.kinds),
        "document_families": by::families_json(&m.document_families),
        "table_families": by::families_json(&m.table_families),
    });
    format!("{line}\n")
}

fn score(s: Score) -> Value {
    let between = |part, of| interval(part, of).map(|(a, b)| [a, b]);
    json!({
        "right": s.right, "wrong": s.wrong, "found": s.found, "missed": s.missed,
        "precision": s.precision(), "precision_95": between(s.right, s.findings()),
        "recall": s.recall(), "recall_95": between(s.found, s.labels()), "f1": s.f1(),
    })
}
