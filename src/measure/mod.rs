//! How well the rules find: runs documents and tables with gold labels through
//! the readers and the detection that scans use, and counts.
//!
//! Invariants: the same set, rules and half give the same counts; what is wrong
//! is told by its place and shape ([`Miss`]), never by its value; nothing is
//! printed or written here.

mod column;
mod engine;
mod kind;
mod set;
mod text;

pub use set::{Half, Set, SetError};

use crate::model::Confidence;
use crate::rule::measured::{Measured, RuleScore, Score};
use crate::rule::{Rule, RuleSet};
use engine::Engine;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub struct Question {
    /// Which half of the set; none: both.
    pub half: Option<Half>,
    /// Least confidence of the findings that count.
    pub least: Confidence,
}

/// Columns that are personal, and those said to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Personal {
    /// Personal or not, and rightly said to be so.
    pub score: Score,
    /// Not personal, and not said to be.
    pub quiet: u64,
}

/// What was measured.
#[derive(Debug, Default)]
pub struct Measures {
    /// Documents that were read.
    pub documents: u64,
    /// Tables that were read.
    pub tables: u64,
    /// By type, in text.
    pub text: BTreeMap<String, Score>,
    /// By type, on columns.
    pub columns: BTreeMap<String, Score>,
    /// "Is this column personal?"
    pub personal: Personal,
    /// By rule, sorted by id: those that found something or whose type has labels.
    pub rules: Vec<RuleScore>,
    /// Findings at each confidence, whatever was asked: all, and those of
    /// identifiers that have a key or a fixed form.
    pub levels: BTreeMap<Confidence, (Score, Score)>,
    /// Findings of each type at each confidence, whatever was asked.
    pub calibration: BTreeMap<String, Calibration>,
    /// By kind of document.
    pub sources: BTreeMap<String, Score>,
    /// By kind of table (types of columns).
    pub kinds: BTreeMap<String, Score>,
    /// By family of documents, by type.
    pub document_families: BTreeMap<String, ByType>,
    /// By family of tables, by type.
    pub table_families: BTreeMap<String, ByType>,
    /// What is wrong, in the order of the set.
    pub misses: Vec<Miss>,
}

/// Scores by type.
pub type ByType = BTreeMap<String, Score>;

/// Of what is said at each confidence, how much is right.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Calibration {
    /// The type is an identifier with a key or a fixed form.
    pub keyed: bool,
    /// Only `right` and `wrong` are counted.
    pub levels: BTreeMap<Confidence, Score>,
}

/// One error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Miss {
    /// Found and should not have been; else missed.
    pub wrong: bool,
    /// Document or table.
    pub id: String,
    /// Its kind.
    pub source: String,
    /// Type.
    pub kind: String,
    /// Rule, where something was found.
    pub rule: Option<String>,
    /// How sure it was.
    pub confidence: Option<Confidence>,
    /// Character offsets, or the number of the column and 0.
    pub at: (usize, usize),
    /// Its shape: letters as `a` and `A`, digits as `9`.
    pub shape: String,
}

impl Measures {
    /// All of a table of scores.
    #[must_use]
    pub fn sum<'a>(of: impl IntoIterator<Item = &'a Score>) -> Score {
        let mut sum = Score::default();
        of.into_iter().for_each(|s| sum.add(*s));
        sum
    }

    /// As they are compiled into the program.
    #[must_use]
    pub fn measured(&self, set: &Set, question: Question, rules: &RuleSet) -> Measured {
        Measured {
            set: set.name.clone(),
            version: set.version.clone(),
            half: question.half.map_or("all", Half::as_str).to_owned(),
            least: question.least.as_str().to_owned(),
            rules_sha256: rules.sha256().to_owned(),
            rules: self.rules.clone(),
        }
    }
}

/// Runs the set through the rules.
///
/// # Errors
/// A table of it that cannot be read.
pub fn measure(set: &Set, rules: &Arc<RuleSet>, question: Question) -> Result<Measures, SetError> {
    let mut counting = Counting::new(set, rules, question);
    for document in set.documents.iter().filter(|d| question.takes(d.half)) {
        text::score(document, &mut counting);
    }
    for table in set.tables.iter().filter(|t| question.takes(t.half)) {
        column::score(table, &mut counting)?;
    }
    Ok(counting.finish())
}

impl Question {
    fn takes(&self, half: Half) -> bool {
        self.half.is_none_or(|h| h == half)
    }
}

/// What is shared while counting.
struct Counting<'a> {
    set: &'a Set,
    rules: &'a Arc<RuleSet>,
    least: Confidence,
    engine: Engine,
    /// Type of each rule.
    kinds: Vec<String>,
    /// By rule: findings in text and on columns.
    found: Vec<(Score, Score)>,
    measures: Measures,
}

impl<'a> Counting<'a> {
    fn new(set: &'a Set, rules: &'a Arc<RuleSet>, question: Question) -> Self {
        Self {
            set,
            rules,
            least: question.least,
            engine: Engine::new(rules),
            kinds: rules.rules().iter().map(kind::of_rule).collect(),
            found: vec![Default::default(); rules.rules().len()],
            measures: Measures::default(),
        }
    }

    fn rule(&self, rule: u16) -> &'a Rule {
        &self.rules.rules()[usize::from(rule)]
    }

    /// The type that a rule's findings are counted as.
    fn charged(&self, rule: usize) -> &str {
        let kind = &self.kinds[rule];
        let of = |types| kind::charged(kind, types);
        of(&self.set.in_text)
            .or_else(|| of(&self.set.in_columns))
            .unwrap_or(kind)
    }

    /// Counts one finding at its confidence.
    fn level(&mut self, kind: &str, confidence: Confidence, right: bool) {
        let one = Score {
            right: u64::from(right),
            wrong: u64::from(!right),
            ..Score::default()
        };
        let (all, keyed) = self.measures.levels.entry(confidence).or_default();
        all.add(one);
        let of_kind = self.measures.calibration.entry(kind.to_owned());
        let of_kind = of_kind.or_default();
        of_kind.keyed = kind::is_keyed(kind);
        of_kind.levels.entry(confidence).or_default().add(one);
        if of_kind.keyed {
            keyed.add(one);
        }
    }

    /// Counts in text, by type and by family.
    fn in_text(&mut self, family: &str, kind: &str, one: Score) {
        add(&mut self.measures.text, kind, one);
        let families = &mut self.measures.document_families;
        add(families.entry(family.to_owned()).or_default(), kind, one);
    }

    /// As [`Self::in_text`], for columns.
    fn in_columns(&mut self, family: &str, kind: &str, one: Score) {
        add(&mut self.measures.columns, kind, one);
        let families = &mut self.measures.table_families;
        add(families.entry(family.to_owned()).or_default(), kind, one);
    }

    /// Adds the rules' own counts, with the labels of their types.
    fn finish(mut self) -> Measures {
        let labels = |of: &BTreeMap<String, Score>, kind: &str| {
            let s = of.get(kind).copied().unwrap_or_default();
            (s.found, s.missed)
        };
        let seen: Vec<usize> = (0..self.kinds.len())
            .filter(|i| {
                let kind = self.charged(*i);
                let (text, columns) = self.found[*i];
                let has = |of| labels(of, kind) != (0, 0);
                text.findings() + columns.findings() > 0
                    || has(&self.measures.text)
                    || has(&self.measures.columns)
            })
            .collect();
        let id = |i: &usize| self.rules.rules()[*i].id.clone();
        let rules = seen.iter().map(|i| {
            let kind = self.charged(*i);
            let shares = |other: &&usize| *other != i && self.charged(**other) == kind;
            let (mut text, mut columns) = self.found[*i];
            (text.found, text.missed) = labels(&self.measures.text, kind);
            (columns.found, columns.missed) = labels(&self.measures.columns, kind);
            RuleScore {
                id: id(i),
                kind: kind.to_owned(),
                with: seen.iter().filter(shares).map(id).collect(),
                text,
                columns,
            }
        });
        self.measures.rules = rules.collect();
        self.measures
    }
}

fn add(to: &mut ByType, kind: &str, one: Score) {
    to.entry(kind.to_owned()).or_default().add(one);
}

/// Letters as `a` and `A`, digits as `9`, the rest as it is: what a value looks
/// like without saying it. Long ones are cut.
fn shape(value: &str) -> String {
    const MOST: usize = 60;
    let one = |c: char| match c {
        c if c.is_numeric() => '9',
        c if c.is_uppercase() => 'A',
        c if c.is_alphabetic() => 'a',
        c if c.is_control() => '⏎',
        c => c,
    };
    value.chars().take(MOST).map(one).collect()
}

/// Types that are scored.
type Types = BTreeSet<String>;

#[cfg(test)]
mod tests;
