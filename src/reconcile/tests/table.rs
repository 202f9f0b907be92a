//! `cases.toml`: place x item x register -> verdict.

use super::build::{find, inventory, read, register, today, unread};
use crate::model::{Confidence, Reason};
use crate::reconcile::{Code, Gap, Note, compare};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    registers: BTreeMap<String, String>,
    #[serde(rename = "case")]
    cases: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    register: String,
    place: String,
    mode: Option<u32>,
    finds: Vec<String>,
    expect: Vec<String>,
    #[serde(default)]
    notes: Vec<String>,
    /// The finds stand in running text, not in columns.
    #[serde(default)]
    text: bool,
    /// G08 and G15 are part of what is expected.
    #[serde(default)]
    all: bool,
    /// One more item, encrypted.
    unread: Option<String>,
}

fn said(gap: &Gap) -> String {
    let items: Vec<&str> = gap.items.iter().map(|d| d.as_str()).collect();
    let level = format!("{:?}", gap.severity.level).to_lowercase();
    format!(
        "{} {level} {} {} @{}",
        gap.code.as_str(),
        gap.severity.score,
        items.join("+"),
        gap.step.as_str()
    )
}

fn noted(note: &Note) -> String {
    let items: Vec<&str> = note.items.iter().map(|d| d.as_str()).collect();
    format!("{} {}", note.kind.as_str(), items.join("+"))
}

fn confidence(word: Option<&str>) -> Confidence {
    match word {
        None | Some("high") => Confidence::High,
        Some("medium") => Confidence::Medium,
        Some("low") => Confidence::Low,
        Some(other) => panic!("{other} is no confidence"),
    }
}

#[test]
fn every_case_of_the_table() {
    let table: Table = toml::from_str(include_str!("cases.toml")).expect("the table is TOML");
    assert!(table.cases.len() >= 40);
    let mut wrong = Vec::new();
    for case in &table.cases {
        let register = register(&table.registers[&case.register]);
        let mut inv = inventory();
        read(&mut inv, &case.place, case.mode);
        if let Some(place) = &case.unread {
            unread(&mut inv, place, Reason::Encrypted);
        }
        for written in &case.finds {
            let words: Vec<&str> = written.split(' ').collect();
            let n = words[1].parse().expect("a number");
            find(
                &mut inv,
                &case.place,
                words[0],
                n,
                confidence(words.get(2).copied()),
            );
            if case.text {
                let last = inv.holdings.last_mut().expect("just added");
                last.place = crate::model::Place::default();
            }
        }
        let result = compare(&inv, Some(&register), today());
        let shown = |g: &&Gap| case.all || !matches!(g.code, Code::G08 | Code::G15);
        let gaps: Vec<String> = result.gaps.iter().filter(shown).map(said).collect();
        let notes: Vec<String> = result.notes.iter().map(noted).collect();
        if (&gaps, &notes) != (&case.expect, &case.notes) {
            wrong.push(format!("{}: {gaps:?} {notes:?}", case.name));
        }
        result.gaps.iter().for_each(well_worded);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Neutral wording, both languages, a citation or none that says so.
fn well_worded(gap: &Gap) {
    let texts = [&gap.evidence_fr[..], &gap.evidence_en[..]]
        .concat()
        .join("\n");
    let all = format!("{}\n{}\n{texts}", gap.title_fr, gap.title_en).to_lowercase();
    // the name of the Art. 10 item is no judgement
    let all = all.replace("infractions et condamnations", "");
    for word in [
        "conforme",
        "conformité",
        "infraction",
        "violation",
        "illegal",
        "illégal",
    ] {
        assert!(!all.contains(word), "{word} in {all}");
    }
    assert_eq!(gap.evidence_fr.len(), gap.evidence_en.len());
    assert!(!gap.evidence_fr.is_empty() && !gap.title_fr.is_empty() && !gap.title_en.is_empty());
    let cited = gap
        .register
        .as_ref()
        .is_none_or(|q| q.source.starts_with("register.yaml:"));
    assert!(cited, "{:?}", gap.register);
    assert_eq!(
        gap.activity.is_none(),
        matches!(gap.code, Code::G01 | Code::G15)
    );
}
