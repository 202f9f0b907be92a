//! A rule's examples are its tests: runs them through the engine itself.

use super::{ItemDetector, Receiver, Scanner};
use crate::extract::{Cell, Header, Start, TableHead, Text};
use crate::inventory::{Holding, Occurrence, RuleIx};
use crate::model::{Confidence, Locator, Position, SourceId};
use crate::rule::{Example, Rule, RuleSet, Terms};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What is wrong with a rule: said by `limier rules check` and by the tests.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Failure {
    /// The rule's id.
    pub rule: String,
    /// What, with the example's number where one is at fault.
    pub message: String,
}

/// Checks every rule: its fields, and that each example finds exactly what it
/// says.
///
/// The text of examples is invented and may be shown.
#[must_use]
pub fn prove(rules: &Arc<RuleSet>) -> Vec<Failure> {
    let mut scanner = Scanner::proving(Arc::clone(rules));
    let mut failures = Vec::new();
    for (i, rule) in rules.rules().iter().enumerate() {
        let mut fail = |message: String| {
            failures.push(Failure {
                rule: rule.id.clone(),
                message,
            })
        };
        lint(rule, &mut fail);
        let mut patterns = BTreeSet::new();
        for (n, example) in rule.examples.iter().enumerate() {
            if let Err(message) =
                example_holds(&mut scanner, RuleIx(i as u16), example, &mut patterns)
            {
                fail(format!("example {}: {message}", n + 1));
            }
        }
        // what only shadows finds nothing
        let finds = rule.patterns.iter().filter(|p| !p.shadow);
        let shown = finds.map(|p| p.name.as_str());
        for name in shown.filter(|n| !patterns.contains(*n)) {
            fail(format!("no example hits pattern `{name}`"));
        }
    }
    failures
}

/// What a good rule must have.
fn lint(rule: &Rule, fail: &mut impl FnMut(String)) {
    let empty = |s: &str| s.trim().is_empty();
    for (name, text) in [
        ("title.fr", &rule.title.fr),
        ("title.en", &rule.title.en),
        ("about.fr", &rule.about.fr),
        ("about.en", &rule.about.en),
    ] {
        if empty(text) {
            fail(format!("`{name}` is empty"));
        }
    }
    if rule.references.iter().all(|r| empty(r)) {
        fail("`references` names no source".into());
    }
    if rule.item.is_none() && rule.class.personal {
        fail("without `item` it must say class.personal = false".into());
    }
    let negatives = rule.examples.iter().filter(|e| e.finds.is_empty());
    let positives = rule.examples.len() - negatives.clone().count();
    if positives < 2 || negatives.clone().count() < 2 {
        fail("at least two positive and two negative examples are needed".into());
    }
    for e in negatives.filter(|e| e.why.as_deref().is_none_or(empty)) {
        fail(format!("negative example \"{}\" says no `why`", e.text));
    }
    let words = |t: &Terms| t.words.is_empty();
    if rule.patterns.is_empty() && rule.column.names.is_empty() && rule.terms.iter().all(words) {
        fail("it has no pattern, no terms and no column names: it can find nothing".into());
    }
}

/// Collects what one rule finds.
struct Found {
    rule: RuleIx,
    occurrences: Vec<Occurrence>,
    holdings: Vec<Holding>,
}

impl Receiver for Found {
    fn occurrence(&mut self, o: Occurrence) {
        if o.rule == self.rule {
            self.occurrences.push(o);
        }
    }
    fn holding(&mut self, h: Holding) {
        if h.rule == self.rule {
            self.holdings.push(h);
        }
    }
    fn note(&mut self, _: &str) {}
}

fn example_holds(
    s: &mut Scanner,
    rule: RuleIx,
    example: &Example,
    patterns: &mut BTreeSet<String>,
) -> Result<(), String> {
    let mut found = Found {
        rule,
        occurrences: Vec::new(),
        holdings: Vec::new(),
    };
    let at = Locator::new(SourceId(0), "example");
    let mut item = ItemDetector::new(at);
    match &example.column {
        Some(header) => {
            let names = [header.as_str()];
            let head = TableHead {
                sheet: None,
                header: Header::Declared(&names),
                first_column: 1,
            };
            item.begin_table(s, head, &mut found);
            let cells = std::iter::once(&example.text).chain(&example.cells);
            for (n, cell) in cells.enumerate() {
                item.row(s, n as u64 + 1, &[Cell::text(cell)], &mut found);
            }
        }
        None => {
            let start = Start::Lines {
                line: 1,
                column: 0,
                byte: Some(0),
            };
            item.text(s, &Text::whole(&example.text, start), &mut found);
        }
    }
    item.finish(s, &mut found);
    patterns.extend(found.holdings.iter().map(|h| h.evidence.pattern.clone()));
    compare(example, &found)
}

fn compare(example: &Example, found: &Found) -> Result<(), String> {
    let got: Vec<String> = match &example.column {
        // a column: which of its cells are findings
        Some(_) if found.holdings.is_empty() => Vec::new(),
        Some(_) => found
            .occurrences
            .iter()
            .filter_map(|o| match o.position {
                Position::Cell { row: 1, .. } => Some(example.text.clone()),
                Position::Cell { row, .. } => example.cells.get(row as usize - 2).cloned(),
                _ => None,
            })
            .collect(),
        None => found
            .occurrences
            .iter()
            .filter_map(|o| match o.position {
                Position::Text {
                    bytes: Some((a, b)),
                    ..
                } => Some(example.text[a as usize..b as usize].to_owned()),
                _ => None,
            })
            .collect(),
    };
    if got != example.finds {
        return Err(format!(
            "finds {got:?}, not {:?}, in {:?}",
            example.finds, example.text
        ));
    }
    let sure: Option<Confidence> = match &example.column {
        Some(_) => found.holdings.first().map(|h| h.confidence),
        None => found.occurrences.first().and_then(|o| o.confidence),
    };
    match (example.confidence, sure) {
        (Some(wanted), got) if got != Some(wanted) => Err(format!(
            "confidence is {}, not {}, in {:?}",
            got.map_or("none", Confidence::as_str),
            wanted.as_str(),
            example.text
        )),
        _ => Ok(()),
    }
}
