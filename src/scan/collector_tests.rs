//! Containers made by hand, so that budgets are tested apart from any format.

use super::*;
use crate::detect::Key;
use crate::model::{Kind, Outcome, SourceId, State};
use crate::rule::RuleSet;
use std::sync::Arc;

/// Keeps outcomes and the brackets around them.
#[derive(Default)]
struct Kept {
    outcomes: Vec<Outcome>,
    open: Vec<Locator>,
    found: Vec<(String, crate::model::Position)>,
}

impl Output for Kept {
    fn entered(&mut self, at: &Locator, _kind: &Kind) {
        self.open.push(at.clone());
    }
    fn delivered(&mut self) {}
    fn occurrence(&mut self, o: Occurrence) {
        self.found.push((o.at.to_string(), o.position));
    }
    fn holding(&mut self, _: Holding) {}
    fn table(&mut self, _: Table) {}
    fn left(&mut self, outcome: Outcome) {
        assert_eq!(self.open.pop(), Some(outcome.at.clone()), "brackets match");
        self.outcomes.push(outcome);
    }
}

const RULE: &str = r#"
id = "jeton"
status = "stable"
title = { fr = "Jeton" }
about = { fr = "Jeton de test" }
references = []
[[pattern]]
name = "jeton"
regex = 'JETON-[0-9]{7}'
anchor = "upper"
boundary = "word"
confidence = "high"
"#;

fn zip(name: &str) -> Facts {
    Facts {
        at: Locator::new(SourceId(0), name),
        name: name.to_owned(),
        kind: Kind::of("zip"),
        reader: None,
        bytes: 1000,
        modified: None,
        mode: None,
    }
}

/// Reads an item of 1000 bytes by `read`, under `budgets`.
fn collect(budgets: &Budgets, read: impl FnOnce(&mut dyn Sink) -> Flow) -> Kept {
    let rules = [("jeton".to_owned(), "jeton.toml".to_owned(), RULE.to_owned())];
    let rules = Arc::new(RuleSet::from_texts(rules).unwrap());
    let mut scanner = Scanner::new(rules, Key([1; 16]));
    let mut kept = Kept::default();
    let terms = Terms {
        crew: None,
        limits: &Limits::default(),
        budgets,
        occurrences: None,
        faults: true,
        stop: &StopSign::default(),
    };
    Collector::new(&mut scanner, &mut kept, terms, 1000, None).item(zip("a.zip"), read);
    assert_eq!(kept.open, []);
    kept
}

fn member(sink: &mut dyn Sink, name: &str, content: &[u8], stored: Option<u64>) -> Flow {
    let mut content = content;
    sink.member(Member {
        name,
        stored,
        content: Ok(&mut content),
    })
}

fn states(kept: &Kept) -> Vec<(String, State, Option<Reason>)> {
    let line = |o: &Outcome| {
        let first = o.problems.first().map(|p| p.what);
        (o.at.to_string(), o.state, first)
    };
    kept.outcomes.iter().map(line).collect()
}

#[test]
fn a_table_of_a_database_has_the_bytes_of_its_cells() {
    let mut table = Level::new(
        Facts {
            kind: super::super::level::TABLE,
            bytes: 0,
            ..zip("t")
        },
        None,
    );
    table.row(&[Cell::text("Léa"), Cell::text("12")]);
    let mut file = Level::new(zip("a.csv"), None);
    file.row(&[Cell::text("Léa")]);
    let (table, file) = (table.outcome(), file.outcome());
    assert_eq!((table.bytes, table.rows), (6, 1));
    assert_eq!((file.bytes, file.rows), (1000, 1));
}

#[test]
fn members_have_their_own_outcomes_and_distinct_names() {
    let kept = collect(&Budgets::default(), |sink| {
        member(sink, "a.txt", b"JETON-0000001", Some(9))?;
        member(sink, "a.txt", b"JETON-0000002 et JETON-0000003", Some(9))?;
        let locked = Err(Problem::new(Reason::Encrypted, ""));
        sink.member(Member {
            name: "b.txt",
            stored: Some(7),
            content: locked,
        })
    });
    assert_eq!(
        states(&kept),
        [
            ("a.zip!/a.txt".into(), State::Complete, None),
            ("a.zip!/a.txt#2".into(), State::Complete, None),
            (
                "a.zip!/b.txt".into(),
                State::NotScanned,
                Some(Reason::Encrypted)
            ),
            ("a.zip".into(), State::Complete, None),
        ]
    );
    let bytes: Vec<u64> = kept.outcomes.iter().map(|o| o.bytes).collect();
    assert_eq!(bytes, [13, 30, 7, 1000]);
    assert_eq!(
        kept.outcomes[2].kind.as_str(),
        "text",
        "by its name, not empty"
    );
    let at: Vec<&str> = kept.found.iter().map(|f| f.0.as_str()).collect();
    assert_eq!(at, ["a.zip!/a.txt", "a.zip!/a.txt#2", "a.zip!/a.txt#2"]);
}

#[test]
fn after_the_last_member_of_the_budget_the_container_is_partial() {
    let budgets = Budgets {
        members: 2,
        members_most: 2,
        ..Budgets::default()
    };
    let kept = collect(&budgets, |sink| {
        for name in ["1", "2", "3", "4"] {
            member(sink, name, b"x", None)?;
        }
        unreachable!("the sink wants no more");
    });
    assert_eq!(
        states(&kept),
        [
            ("a.zip!/1".into(), State::Complete, None),
            ("a.zip!/2".into(), State::Complete, None),
            ("a.zip".into(), State::Partial, Some(Reason::MemberLimit)),
        ]
    );
}

#[test]
fn a_member_that_expands_too_much_is_cut_and_the_rest_is_read() {
    let budgets = Budgets {
        ratio: 10,
        ratio_after: 100,
        ..Budgets::default()
    };
    let bomb = [b'x'; 5000];
    let kept = collect(&budgets, |sink| {
        member(sink, "bomb", &bomb, Some(20))?;
        member(sink, "next", b"x", Some(1))
    });
    assert_eq!(
        states(&kept),
        [
            (
                "a.zip!/bomb".into(),
                State::Partial,
                Some(Reason::ExpansionLimit)
            ),
            ("a.zip!/next".into(), State::Complete, None),
            ("a.zip".into(), State::Complete, None),
        ]
    );
    assert_eq!(kept.outcomes[0].bytes, 200);
}

#[test]
fn when_the_whole_expands_too_much_it_ends() {
    let budgets = Budgets {
        expanded: 7000,
        ..Budgets::default()
    };
    let big = [b'x'; 5000];
    let kept = collect(&budgets, |sink| {
        for name in ["1", "2", "3"] {
            member(sink, name, &big, None)?;
        }
        unreachable!("the sink wants no more");
    });
    assert_eq!(
        states(&kept),
        [
            ("a.zip!/1".into(), State::Complete, None),
            (
                "a.zip!/2".into(),
                State::Partial,
                Some(Reason::ExpansionLimit)
            ),
            ("a.zip".into(), State::Partial, Some(Reason::ExpansionLimit)),
        ]
    );
}

#[test]
fn a_panic_costs_the_member_that_was_read() {
    let kept = collect(&Budgets::default(), |sink| {
        member(sink, "1", b"LIMIER-FAULT panic-inside\nJETON-0000001", None)?;
        member(sink, "2", b"JETON-0000002", None)
    });
    assert_eq!(
        states(&kept),
        [
            ("a.zip!/1".into(), State::Partial, Some(Reason::Crash)),
            ("a.zip!/2".into(), State::Complete, None),
            ("a.zip".into(), State::Complete, None),
        ]
    );
    assert_eq!(kept.found.len(), 2);
}

#[test]
fn a_stream_that_fails_at_once_is_damaged() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("2 55 08 14 168 025 38"))
        }
    }
    let kept = collect(&Budgets::default(), |sink| {
        sink.member(Member {
            name: "a.txt",
            stored: None,
            content: Ok(&mut Broken),
        })
    });
    let first = &kept.outcomes[0];
    assert_eq!(first.state, State::NotScanned);
    assert_eq!(first.problems[0].what, Reason::Damaged);
    assert!(!first.problems[0].detail.contains("255"));
}

#[test]
fn a_name_may_hold_a_value_itself() {
    let kept = collect(&Budgets::default(), |sink| {
        member(sink, "rh/JETON-0000007_v2.txt", b"rien", None)
    });
    assert_eq!(
        kept.found,
        [(
            "a.zip!/rh/JETON-0000007_v2.txt".to_owned(),
            crate::model::Position::Field
        )]
    );
}

#[test]
fn problems_without_content_are_not_scanned_with_content_partial() {
    let kept = collect(&Budgets::default(), |sink| {
        sink.problem(Problem::new(Reason::Encrypted, ""));
        sink.note("a remark");
        Ok(())
    });
    assert_eq!(kept.outcomes[0].state, State::NotScanned);
    assert_eq!(kept.outcomes[0].notes, ["a remark"]);
    let kept = collect(&Budgets::default(), |sink| {
        sink.problem(Problem::new(Reason::ImageOnly, "page 2"));
        sink.text(Text::whole("page 1", Start::Page(1)))
    });
    assert_eq!(kept.outcomes[0].state, State::Partial);
}

/// Bytes, then an error, then (as decoders do) the end.
struct FailsOnce(&'static [u8], bool);

impl Read for FailsOnce {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        match self.0.read(buf)? {
            0 if !std::mem::replace(&mut self.1, true) => {
                Err(std::io::Error::from(std::io::ErrorKind::InvalidInput))
            }
            n => Ok(n),
        }
    }
}

#[test]
fn a_member_that_fails_behind_its_first_bytes_is_partial() {
    let kept = collect(&Budgets::default(), |sink| {
        sink.member(Member {
            name: "a.txt",
            stored: None,
            content: Ok(&mut FailsOnce(b"JETON-0000001", false)),
        })
    });
    assert_eq!(
        states(&kept)[0],
        ("a.zip!/a.txt".into(), State::Partial, Some(Reason::Damaged))
    );
    assert_eq!(kept.found.len(), 1);
}
