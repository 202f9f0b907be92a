//! Inventories made of a few words.

use crate::inventory::{Evidence, Holding, Inventory, RuleCard, RuleIx, Run};
use crate::model::{
    Confidence, Datum, Fingerprint, Kind, Locator, Masked, Outcome, Place, Position, Problem,
    Reason, Sketch, SourceId, State, Verdict,
};
use crate::register::{Date, Register};
use crate::source::{SourceKind, SourceRef};

/// The tree of the tests.
pub(super) const TREE: SourceId = SourceId(0);
/// The database of the tests.
pub(super) const DATABASE: SourceId = SourceId(1);

/// An inventory over a tree and a database, with one rule per datum and one
/// that names none.
pub(super) fn inventory() -> Inventory {
    let mut rules: Vec<RuleCard> = Datum::ALL
        .iter()
        .map(|d| card(d.as_str(), Some(*d)))
        .collect();
    rules.push(card("siret", None));
    Inventory {
        run: Run {
            id: "run".to_owned(),
            started: 0,
            finished: Some(0),
            version: "0".to_owned(),
            rules_sha256: String::new(),
            sources: vec![
                source(TREE, SourceKind::Tree, "file:///srv/partage"),
                source(DATABASE, SourceKind::Postgres, "postgres://srv:5432/erp"),
            ],
            rules,
        },
        coverage: Vec::new(),
        holdings: Vec::new(),
        tables: Vec::new(),
    }
}

fn source(id: SourceId, kind: SourceKind, uri: &str) -> SourceRef {
    SourceRef {
        id,
        kind,
        uri: uri.to_owned(),
        given: uri.to_owned(),
    }
}

fn card(id: &str, datum: Option<Datum>) -> RuleCard {
    RuleCard {
        id: id.to_owned(),
        datum,
        category: datum.map(Datum::category),
        title_fr: id.to_owned(),
        title_en: id.to_owned(),
    }
}

/// `RH/a.csv` or `pg:public.clients`, `zip!/entry` allowed.
pub(super) fn locate(place: &str) -> Locator {
    let (source, path) = match place.strip_prefix("pg:") {
        Some(table) => (DATABASE, table),
        None => (TREE, place),
    };
    match path.split_once("!/") {
        Some((path, entry)) => Locator::new(source, path).member(entry),
        None => Locator::new(source, path),
    }
}

/// Adds a wholly read item.
pub(super) fn read(inventory: &mut Inventory, place: &str, mode: Option<u32>) {
    inventory.coverage.push(Outcome {
        at: locate(place),
        kind: Kind::of("csv"),
        state: State::Complete,
        problems: Vec::new(),
        notes: Vec::new(),
        bytes: 10,
        rows: 1,
        modified: None,
        mode,
    });
}

/// Adds an item that could not be read.
pub(super) fn unread(inventory: &mut Inventory, place: &str, reason: Reason) {
    read(inventory, place, None);
    let last = inventory.coverage.last_mut().expect("just added");
    last.state = State::NotScanned;
    last.problems = vec![Problem::new(reason, "")];
}

/// Adds a holding of `rule`: so many distinct values.
pub(super) fn find(inventory: &mut Inventory, place: &str, rule: &str, n: u64, c: Confidence) {
    let ix = inventory.run.rules.iter().position(|r| r.id == rule);
    let ix = ix.expect("a rule of the tests");
    inventory.holdings.push(Holding {
        at: locate(place),
        place: Place {
            sheet: None,
            column: Some(1),
            header: Some(rule.into()),
        },
        rule: RuleIx(u16::try_from(ix).expect("few rules")),
        count: n,
        distinct: sketch(0..n),
        confidence: c,
        verdict: Verdict::Verified,
        first: Position::Cell { row: 1, column: 1 },
        samples: vec![Masked::already("a*".to_owned())],
        evidence: Evidence::default(),
    });
}

/// Fingerprints of numbers, spread over the whole range.
pub(in crate::reconcile) fn sketch(range: std::ops::Range<u64>) -> Sketch {
    let mut s = Sketch::default();
    for i in range {
        let mut z = i.wrapping_add(0x9E37_79B9_7F4A_7C15);
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        s.insert(Fingerprint(z ^ (z >> 31)));
    }
    s.settle();
    s
}

/// A register of these activities.
pub(super) fn register(activities: &str) -> Register {
    let text = format!("version: 1\nactivities:\n{}", activities.trim_start());
    Register::parse(&text, "register.yaml").unwrap_or_else(|e| panic!("{e}"))
}

/// The day of the tests.
pub(super) fn today() -> Date {
    "2026-11-21".parse().expect("a date")
}
