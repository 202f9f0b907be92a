//! G14: what a reading of the register alone shows, gathered by sort of remark so
//! that twenty fiches without a period are one line. Remarks weigh nothing: they
//! concern the register, not data.

use super::evidence;
use super::extent as names_of;
use super::gap::{Code, Extent, Gap, Quote, Step};
use super::id;
use super::severity::{Weight, severity};
use super::words;
use crate::register::{Date, Message, Register, Remark, check, sort_name};
use std::collections::{BTreeMap, BTreeSet};

/// Remarks that a gap shows.
const SHOWN: usize = 6;

/// One gap per sort of remark.
pub(super) fn gaps(register: &Register, as_of: Date) -> Vec<Gap> {
    let mut by: BTreeMap<&'static str, Vec<Remark>> = BTreeMap::new();
    for remark in check(register, as_of) {
        by.entry(remark.code).or_default().push(remark);
    }
    by.iter()
        .map(|(code, all)| gap(register, code, all))
        .collect()
}

fn gap(register: &Register, code: &str, remarks: &[Remark]) -> Gap {
    let activities: BTreeSet<&String> =
        remarks.iter().filter_map(|r| r.activity.as_ref()).collect();
    let only = activities.first().filter(|_| activities.len() == 1);
    let only = only.and_then(|id| register.activities.iter().find(|a| a.id.value == **id));
    let (evidence_fr, evidence_en) = evidence::split(lines(register, remarks));
    let first = &remarks[0];
    let title = title(code, remarks);
    let file = register.file.clone();
    Gap {
        id: id::of(Code::G14, &[code.to_owned()]),
        code: Code::G14,
        title_fr: title.fr,
        title_en: title.en,
        severity: severity(&Weight {
            code: Code::G14,
            also: None,
            items: &[],
            persons: None,
            exposure: 0,
            minors: false,
        }),
        items: Vec::new(),
        places: Vec::new(),
        cluster: file.clone(),
        where_fr: file.clone(),
        where_en: file,
        persons: None,
        at_most: None,
        activity: only.map(|a| (a.id.value.clone(), a.name.value.clone())),
        register: (first.at.line > 0).then(|| Quote {
            quote: register.lines(first.at, first.at),
            source: register.cite(first.at),
        }),
        step: Step::Quality,
        evidence_fr,
        evidence_en,
        extent: extent(remarks),
        waived: None,
        decided: None,
    }
}

/// Each remark by its activity and sort: what a decision accepts are these, not
/// those to come. Of several of one activity the second is `… (2)`.
fn extent(remarks: &[Remark]) -> Extent {
    let mut times: BTreeMap<String, u64> = BTreeMap::new();
    let names = remarks.iter().map(|r| {
        let of = r.activity.as_deref().unwrap_or("register");
        let name = format!("{of}: {}", r.code);
        let n = times.entry(name.clone()).or_default();
        *n += 1;
        match *n {
            1 => name,
            n => format!("{name} ({n})"),
        }
    });
    names_of::of_names(words::set(names))
}

/// The remark, or what several of one sort have in common.
fn title(code: &str, remarks: &[Remark]) -> Message {
    let first = &remarks[0].what;
    let said = match (several(code), remarks) {
        (_, [_]) | (None, _) => first.clone(),
        (Some((fr, en)), all) => words::count(all.len() as u64, [fr, fr], [en, en]),
    };
    let others = remarks.iter().any(|r| r.what != *first);
    let more = remarks.len() as u64 - 1;
    let mut title = Message::new(
        format!("Registre\u{a0}: {}", said.fr),
        format!("Register: {}", said.en),
    );
    if several(code).is_none() && more > 0 {
        let n = match others {
            true => words::count(
                more,
                ["point voisin", "points voisins"],
                ["like point", "like points"],
            ),
            false => words::count(
                more,
                ["autre fois", "autres fois"],
                ["other time", "other times"],
            ),
        };
        title.fr += &format!(" (et {})", n.fr);
        title.en += &format!(" (and {})", n.en);
    }
    title
}

/// The sorts of which a title tells the number, and not the first.
const COUNTED: &[&str] = &[
    "field-empty",
    "retention-unbounded",
    "retention-unclear",
    "claim-undated",
    "items-none",
    "fiche-undated",
    "fiche-stale",
    "draft",
    "location-none",
    "system-unknown",
    "placeholder",
];

/// What remarks of one sort are called together.
fn several(code: &str) -> Option<(&'static str, &'static str)> {
    sort_name(code).filter(|_| COUNTED.contains(&code))
}

fn lines(register: &Register, remarks: &[Remark]) -> Vec<Message> {
    let line = |r: &Remark| {
        let place = if r.at.line == 0 {
            register.file.clone()
        } else {
            register.cite(r.at)
        };
        Message::new(
            format!("{place}\u{a0}: {} → {}", r.what.fr, r.cure.fr),
            format!("{place}: {} → {}", r.what.en, r.cure.en),
        )
    };
    let mut lines: Vec<Message> = remarks.iter().take(SHOWN).map(line).collect();
    let more = remarks.len().saturating_sub(SHOWN);
    lines.extend(words::rest(more, ["autre", "autres"], ["other", "others"]));
    lines
}
