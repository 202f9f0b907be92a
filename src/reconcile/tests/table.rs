//! `cases.toml`: place x item x register -> verdict.

use super::build::{find, inventory, locate, read, register, today, unread};
use crate::inventory::{Ages, Inventory, Table};
use crate::model::{Confidence, Reason};
use crate::reconcile::{Code, Gap, Note, compare};
use crate::register::Date;
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
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
    /// Names of the columns of the table that the finds stand in, beside theirs.
    #[serde(default)]
    columns: Vec<String>,
    /// Its columns of dates: `name: year-month number, ...`; of births: `births: ...`.
    #[serde(default)]
    dates: Vec<String>,
    /// The day on which the file was last changed.
    modified: Option<String>,
    /// Further items with the same values (`place | item distinct | ...`), or
    /// without any.
    #[serde(default)]
    others: Vec<String>,
    /// Codes that are shown; empty: all but G08, G14 and G15.
    #[serde(default)]
    only: Vec<Code>,
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
    let table: Cases = toml::from_str(include_str!("cases.toml")).expect("the table is TOML");
    assert!(table.cases.len() >= 60);
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
        describe(&mut inv, case);
        for other in &case.others {
            let mut parts = other.split(" | ");
            let place = parts.next().expect("a place");
            let written = place.strip_prefix("0o").and_then(|p| p.split_once(' '));
            let (mode, place) = written.map_or((0o600, place), |(mode, place)| {
                (u32::from_str_radix(mode, 8).expect("a mode"), place)
            });
            read(&mut inv, place, Some(mode));
            for written in parts {
                let (item, n) = written.split_once(' ').expect("item and number");
                let n = n.parse().expect("a number");
                find(&mut inv, place, item, n, Confidence::High);
            }
        }
        let result = compare(&inv, Some(&register), today());
        let shown = |g: &&Gap| match case.only.as_slice() {
            [] => g.code != Code::G14 && (case.all || !matches!(g.code, Code::G08 | Code::G15)),
            only => only.contains(&g.code),
        };
        let gaps: Vec<String> = result.gaps.iter().filter(shown).map(said).collect();
        let notes: Vec<String> = result.notes.iter().map(noted).collect();
        if (&gaps, &notes) != (&case.expect, &case.notes) {
            wrong.push(format!("{}: {gaps:?} {notes:?}", case.name));
        }
        result.gaps.iter().for_each(well_worded);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Adds the table of a case, and the day on which its file was last changed.
fn describe(inventory: &mut Inventory, case: &Case) {
    let at = locate(&case.place);
    if let Some(day) = &case.modified {
        let day: Date = day.parse().expect("a date");
        let epoch = Date::constant(1970, 1, 1);
        let days = i64::from(epoch.until(day).expect("a span").get_days());
        let own = inventory.coverage.iter_mut().find(|o| o.at == at);
        own.expect("the place is read").modified = Some(days * 86_400);
    }
    if case.columns.is_empty() && case.dates.is_empty() {
        return;
    }
    let found = case
        .finds
        .iter()
        .map(|f| f.split(' ').next().expect("an item"));
    let mut columns: Vec<Box<str>> = found.map(Into::into).collect();
    columns.extend(case.columns.iter().map(|c| c.as_str().into()));
    let mut ages = Vec::new();
    for written in &case.dates {
        let (name, months) = written.split_once(": ").expect("a name");
        let births = name == "births";
        let column = u32::try_from(columns.len()).expect("few columns");
        columns.push(name.into());
        ages.push(Ages {
            column,
            births,
            months: months.split(", ").map(month).collect(),
        });
    }
    inventory.tables.push(Table {
        at,
        sheet: None,
        columns,
        rows: 100,
        ages,
    });
}

/// `2019-05 12`: months since the year 0, and how many.
fn month(written: &str) -> (i32, u64) {
    let (month, n) = written.split_once(' ').expect("a month and a number");
    let (year, month) = month.split_once('-').expect("year and month");
    let number = |text: &str| text.parse::<i32>().expect("a number");
    (
        number(year) * 12 + number(month) - 1,
        n.parse().expect("a number"),
    )
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
    match gap.code {
        Code::G01 | Code::G15 => assert_eq!(gap.activity, None),
        // outside all activities too
        Code::G11 | Code::G13 | Code::G14 => {}
        _ => assert!(gap.activity.is_some()),
    }
}
