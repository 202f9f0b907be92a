//! One item or member while it is read, and the outcome it comes to.

use super::parts::Parts;
use crate::detect::ItemDetector;
use crate::extract::{Cell, Reader};
use crate::model::{Kind, Locator, Outcome, Problem, Reason, State};
use std::collections::BTreeMap;

/// Problems told one by one; further ones are counted.
const PROBLEMS: usize = 20;

/// Notes kept of one item.
const NOTES: usize = 50;

/// What a relation of a database is called in the ledger.
pub(super) const TABLE: Kind = Kind::of("table");

/// What is known of an item before it is read.
#[derive(Debug, Clone)]
pub(super) struct Facts {
    pub(super) at: Locator,
    /// Its own name, without the directories before it.
    pub(super) name: String,
    pub(super) kind: Kind,
    /// Who reads it.
    pub(super) reader: Option<Reader>,
    pub(super) bytes: u64,
    pub(super) modified: Option<i64>,
    pub(super) mode: Option<u32>,
}

/// One item or member that is being read.
pub(super) struct Level {
    facts: Facts,
    pub(super) detector: ItemDetector,
    /// What of it others judge.
    pub(super) parts: Parts,
    /// Whether any content came.
    pub(super) delivered: bool,
    pub(super) notes: Vec<String>,
    pub(super) rows: u64,
    pub(super) bytes: u64,
    /// Occurrences that may still be passed on.
    pub(super) occurrences: Option<u64>,
    problems: Vec<Problem>,
    more_problems: u64,
    /// A budget cut the bytes: what the reader then complains of is our doing.
    cut: bool,
    /// Names of members so far, and how often each came.
    names: BTreeMap<String, u32>,
}

impl Level {
    pub(super) fn new(facts: Facts, occurrences: Option<u64>) -> Self {
        Self {
            detector: ItemDetector::new(facts.at.clone()),
            parts: Parts::default(),
            delivered: false,
            notes: Vec::new(),
            rows: 0,
            bytes: facts.bytes,
            occurrences,
            problems: Vec::new(),
            more_problems: 0,
            cut: false,
            names: BTreeMap::new(),
            facts,
        }
    }

    /// A row came. What comes of a table of a database has no other size than
    /// its cells.
    pub(super) fn row(&mut self, cells: &[Cell<'_>]) {
        self.rows += 1;
        if self.facts.kind == TABLE {
            self.bytes += cells.iter().map(|c| c.text.len() as u64).sum::<u64>();
        }
    }

    pub(super) const fn at(&self) -> &Locator {
        &self.facts.at
    }

    pub(super) fn name(&self) -> &str {
        &self.facts.name
    }

    pub(super) fn problem(&mut self, problem: Problem) {
        if self.problems.contains(&problem) {
            return;
        }
        if self.problems.len() < PROBLEMS {
            self.problems.push(problem);
        } else {
            self.more_problems += 1;
        }
    }

    /// Its bytes were cut by a budget. A damage seen behind the cut is none.
    pub(super) fn cut(&mut self) {
        let limit = super::budget::over_budget();
        self.problems
            .retain(|p| !matches!(p.what, Reason::Damaged | Reason::IoError) && *p != limit);
        self.problems.insert(0, limit);
        self.cut = true;
    }

    /// The name of a member, made distinct: the second `a` is `a#2`.
    pub(super) fn member_name(&mut self, name: &str) -> String {
        let name = if name.is_empty() { "?" } else { name };
        let mut number = *self.names.get(name).unwrap_or(&0) + 1;
        let mut distinct = name.to_owned();
        while number > 1 || self.names.contains_key(&distinct) {
            distinct = format!("{name}#{number}");
            if !self.names.contains_key(&distinct) {
                break;
            }
            number += 1;
        }
        self.names.insert(name.to_owned(), number);
        self.names.entry(distinct.clone()).or_insert(1);
        distinct
    }

    /// How far it was read.
    pub(super) fn outcome(mut self) -> Outcome {
        if self.more_problems > 0 {
            let last = self.problems.last().map_or(Reason::Damaged, |p| p.what);
            let more = format!("and {} more problems", self.more_problems);
            self.problems.push(Problem::new(last, more));
        }
        Outcome {
            state: state(&self.problems, self.delivered),
            at: self.facts.at,
            kind: self.facts.kind,
            problems: self.problems,
            notes: self.notes,
            bytes: self.bytes,
            rows: self.rows,
            modified: self.facts.modified,
            mode: self.facts.mode,
        }
    }
}

/// Complete without a problem; else partial if something was delivered.
pub(super) const fn state(problems: &[Problem], delivered: bool) -> State {
    match (problems.is_empty(), delivered) {
        (true, _) => State::Complete,
        (false, true) => State::Partial,
        (false, false) => State::NotScanned,
    }
}

/// Keeps a remark once.
pub(super) fn add_note(notes: &mut Vec<String>, note: &str) {
    if notes.len() < NOTES && !notes.iter().any(|n| n == note) {
        notes.push(note.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::SourceId;

    fn level() -> Level {
        let at = Locator::new(SourceId(0), "a.zip");
        let facts = Facts {
            at,
            name: "a.zip".into(),
            kind: Kind::of("zip"),
            reader: None,
            bytes: 3,
            modified: None,
            mode: None,
        };
        Level::new(facts, None)
    }

    #[test]
    fn equal_names_become_distinct() {
        let mut l = level();
        let names = ["a", "a", "a#2", "a", "", "", "b"].map(|n| l.member_name(n));
        assert_eq!(names, ["a", "a#2", "a#2#2", "a#3", "?", "?#2", "b"]);
        let mut l = level();
        let names = ["a#2", "a", "a", "a"].map(|n| l.member_name(n));
        assert_eq!(names, ["a#2", "a", "a#3", "a#4"]);
    }

    #[test]
    fn many_problems_are_counted() {
        let mut l = level();
        for page in 0..100 {
            l.problem(Problem::new(Reason::ImageOnly, format!("page {page}")));
            l.problem(Problem::new(Reason::ImageOnly, format!("page {page}")));
        }
        let o = l.outcome();
        assert_eq!(o.problems.len(), PROBLEMS + 1);
        assert_eq!(o.problems[PROBLEMS].detail, "and 160 more problems");
        assert_eq!(o.state, State::NotScanned);
    }

    #[test]
    fn damage_behind_a_cut_is_ours() {
        let mut l = level();
        l.delivered = true;
        l.problem(Problem::new(Reason::Damaged, "no end"));
        l.cut();
        let o = l.outcome();
        assert_eq!(o.problems, [Problem::new(Reason::ExpansionLimit, "")]);
        assert_eq!(o.state, State::Partial);
    }
}
