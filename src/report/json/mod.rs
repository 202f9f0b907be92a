//! `limier.report.v1`: the report for programs.
//!
//! What is serialised is a promise: its shape is the file `v1.rs` and nothing else, so
//! that inner types may change freely.

mod periods;
mod v1;

pub(super) use v1::{Alone, Column, Report as Document, path};

use super::{Lang, Report};
use crate::report::visible;
use std::borrow::Cow;
use std::fmt::Write as _;

/// The report as indented JSON, with titles and evidence in `lang`.
#[must_use]
pub fn render(report: &Report, lang: Lang) -> String {
    let json = serde_json::to_string_pretty(&v1::Report::new(report, lang))
        .expect("plain structs with string keys always serialise");
    let mut json = inert(json.into()).into_owned();
    json.push('\n');
    json
}

/// One gap as a report writes it.
pub(crate) fn gap(report: &Report, gap: &crate::reconcile::Gap, lang: Lang) -> serde_json::Value {
    serde_json::to_value(v1::gap(report, gap, lang))
        .expect("plain structs with string keys always serialise")
}

/// The same JSON with hidden characters as `\u` escapes: `cat` on a terminal
/// must not obey a file name. Outside strings JSON has none but line feeds, so
/// escaping wherever they stand keeps its meaning.
pub(crate) fn inert(json: Cow<'_, str>) -> Cow<'_, str> {
    // below DEL, JSON itself escapes what needs it
    let foreign = |c: char| c >= '\u{7f}' && visible::is_hidden(c);
    if !json.chars().any(foreign) {
        return json;
    }
    let mut out = String::with_capacity(json.len() + 16);
    for c in json.chars() {
        if foreign(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}").expect("writing to a String cannot fail");
            }
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;
    use serde_json::Value;

    fn keys(v: &Value) -> Vec<&str> {
        let object = v.as_object().expect("an object");
        object.keys().map(String::as_str).collect()
    }

    fn parsed(report: &Report) -> Value {
        serde_json::from_str(&render(report, Lang::Fr)).expect("valid JSON")
    }

    #[test]
    fn the_promised_keys_are_there_and_no_others() {
        let json = parsed(&sample::report(8));
        assert_eq!(json["schema"], "limier.report.v1");
        assert_eq!(
            keys(&json),
            sorted([
                "schema",
                "run",
                "coverage",
                "inventory",
                "gaps",
                "warnings",
                "periods"
            ])
        );
        let gap = sorted([
            "id",
            "code",
            "title",
            "severity",
            "items",
            "places",
            "persons",
            "persons_at_most",
            "activity",
            "register",
            "step",
            "evidence",
            "accepts",
        ]);
        for g in json["gaps"].as_array().expect("gaps") {
            assert_eq!(keys(g), gap);
            for p in g["places"].as_array().expect("places") {
                for key in [
                    "path", "entry", "source", "item", "count", "distinct", "rule",
                ] {
                    assert!(p.get(key).is_some(), "{key} is missing");
                }
            }
        }
        let severity = &json["gaps"][0]["severity"];
        assert_eq!(severity["terms"]["sensitivity"], 40);
        assert_eq!(severity["score"], 82);
    }

    /// serde_json's map sorts keys, so both sides are compared sorted.
    fn sorted<const N: usize>(mut names: [&str; N]) -> Vec<&str> {
        names.sort_unstable();
        names.to_vec()
    }

    #[test]
    fn top_level_order_is_stable() {
        let json = render(&sample::report(2), Lang::En);
        let at = |key: &str| json.find(&format!("\n  \"{key}\":")).expect("a key");
        let order = ["schema", "run", "coverage", "inventory", "gaps", "warnings"].map(at);
        assert!(order.is_sorted(), "{order:?}");
    }

    #[test]
    fn the_gravest_gap_comes_first_and_waived_ones_last() {
        let json = parsed(&sample::report(50));
        let gaps = json["gaps"].as_array().expect("gaps");
        assert_eq!(gaps.len(), 50);
        assert_eq!(gaps[0]["severity"]["level"], "critical");
        let waived: Vec<bool> = gaps.iter().map(|g| g.get("waived").is_some()).collect();
        assert!(waived.is_sorted() && waived[48]);
    }

    #[test]
    fn totals_are_those_of_the_ledger() {
        let json = parsed(&sample::report(3));
        let c = &json["coverage"];
        let sum = |keys: &[&str]| -> u64 { keys.iter().map(|k| c[*k].as_u64().unwrap_or(0)).sum() };
        assert_eq!(
            sum(&["items"]),
            sum(&["complete", "partial", "not_scanned"])
        );
        let reasons = c["reasons"].as_object().expect("reasons");
        let by_reason: u64 = reasons.values().filter_map(Value::as_u64).sum();
        assert_eq!(by_reason, sum(&["partial", "not_scanned"]));
    }

    #[test]
    fn without_a_register_there_are_no_gaps_and_no_hours() {
        let json = parsed(&Report::new(&sample::inventory(12), None));
        assert_eq!(json["gaps"], serde_json::json!([]));
        assert_eq!(json["run"]["register"], Value::Null);
        assert_eq!(json["run"]["started"], "2026-11-22");
    }

    #[test]
    fn hidden_characters_are_escapes_with_the_same_meaning() {
        let name = "a\u{202e}\u{9b}2J\u{7f}\u{e0041}\n é";
        let json = serde_json::to_string(name).expect("a string");
        let safe = inert(json.as_str().into());
        assert!(!safe.chars().any(visible::is_hidden), "{safe}");
        assert_eq!(serde_json::from_str::<String>(&safe).expect("valid"), name);
    }
}
