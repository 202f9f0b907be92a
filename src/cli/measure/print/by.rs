//! The measures crossed: what each confidence is worth for each type, and each
//! type in each family of documents and of tables.

use super::{Names, score};
use crate::cli::lang::Lang;
use crate::measure::{ByType, Measures};
use crate::model::Confidence;
use crate::rule::measured::Score;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// By confidence, most sure first, the share that is right of each type: those
/// with a key or a fixed form, then the others.
pub(super) fn calibration(o: &mut String, names: &Names, m: &Measures) {
    const LEVELS: [Confidence; 3] = [Confidence::High, Confidence::Medium, Confidence::Low];
    let titles = match names.lang {
        Lang::Fr => [
            "Précision de chaque confiance, par donnée à clé ou à forme fixe",
            "Précision de chaque confiance, par autre donnée",
        ],
        Lang::En => [
            "Precision of each confidence, by datum with a key or a fixed form",
            "Precision of each confidence, by other datum",
        ],
    };
    for (keyed, title) in [true, false].into_iter().zip(titles) {
        let of = m.calibration.iter().filter(|(_, c)| c.keyed == keyed);
        let _ = write!(o, "\n{title}\n  {:<22}", "");
        for level in LEVELS {
            let _ = write!(o, " {:<28}", level.as_str());
        }
        o.push('\n');
        for (kind, c) in of {
            let _ = write!(o, "  {kind:<22}");
            for level in LEVELS {
                let s = c.levels.get(&level).copied().unwrap_or_default();
                let _ = write!(o, " {:<28}", right(names, s));
            }
            trimmed(o);
        }
    }
}

/// `0,987 [0,95-1,00] (n = 73)`.
fn right(names: &Names, s: Score) -> String {
    match s.findings() {
        0 => "-".to_owned(),
        n => format!("{} (n = {n})", names.share(s.right, n)),
    }
}

/// Families as tables of their own, then F1 of each type in each.
pub(super) fn families(o: &mut String, names: &Names, m: &Measures) {
    let titles = match names.lang {
        Lang::Fr => [
            (
                "Documents, par famille",
                "F1 dans le texte, par donnée et famille",
            ),
            (
                "Tables, par famille",
                "F1 sur les colonnes, par donnée et famille",
            ),
        ],
        Lang::En => [
            ("Documents, by family", "F1 in text, by datum and family"),
            ("Tables, by family", "F1 on columns, by datum and family"),
        ],
    };
    let of = [&m.document_families, &m.table_families];
    for ((title, crossed), families) in titles.into_iter().zip(of) {
        let sums = families.iter().map(|(f, of)| (f.clone(), sum(of)));
        names.table(o, title, &sums.collect());
        matrix(o, names, crossed, families);
    }
}

fn sum(of: &ByType) -> Score {
    Measures::sum(of.values())
}

/// Types down, families across. A dot: nothing to find and nothing found; `0/n`:
/// no label there, and `n` findings that are wrong.
fn matrix(o: &mut String, names: &Names, title: &str, families: &BTreeMap<String, ByType>) {
    let mut types: Vec<&String> = families.values().flat_map(BTreeMap::keys).collect();
    types.sort_unstable();
    types.dedup();
    if types.is_empty() {
        return;
    }
    let _ = write!(o, "\n{title}\n  {:<22}", "");
    for family in families.keys() {
        let short: String = family.chars().take(WIDTH).collect();
        let _ = write!(o, " {short:>WIDTH$}");
    }
    o.push('\n');
    for kind in types {
        let _ = write!(o, "  {kind:<22}");
        for of in families.values() {
            let _ = write!(o, " {:>WIDTH$}", cell(names, of.get(kind)));
        }
        trimmed(o);
    }
}

/// Characters of a column of the matrix.
const WIDTH: usize = 8;

fn cell(names: &Names, s: Option<&Score>) -> String {
    match s {
        None => "·".to_owned(),
        Some(s) if s.labels() == 0 => format!("0/{}", s.wrong),
        Some(s) => names.number(s.f1()),
    }
}

/// Ends a line without spaces.
fn trimmed(o: &mut String) {
    o.truncate(o.trim_end_matches(' ').len());
    o.push('\n');
}

/// `{type: {keyed, high, medium, low}}`.
pub(super) fn calibration_json(m: &Measures) -> Value {
    let of = m.calibration.iter().map(|(kind, c)| {
        let mut one = serde_json::Map::new();
        one.insert("keyed".to_owned(), json!(c.keyed));
        for (level, s) in &c.levels {
            one.insert(level.as_str().to_owned(), score(*s));
        }
        (kind.clone(), Value::Object(one))
    });
    Value::Object(of.collect())
}

/// `{family: {all, types: {type: score}}}`.
pub(super) fn families_json(families: &BTreeMap<String, ByType>) -> Value {
    let of = families.iter().map(|(family, of)| {
        let types: serde_json::Map<_, _> = of.iter().map(|(k, s)| (k.clone(), score(*s))).collect();
        (
            family.clone(),
            json!({"all": score(sum(of)), "types": types}),
        )
    });
    Value::Object(of.collect())
}
