//! One document or table through identification, reading and detection, as a
//! scan does it, but in this process and without budgets: the sets are ours.

use crate::detect::{Key, Receiver, Scanner, Whole};
use crate::extract::Limits;
use crate::inventory::{Fold, Holding, Occurrence};
use crate::model::{Confidence, Locator, SourceId};
use crate::rule::RuleSet;
use std::sync::Arc;

/// Detection with its buffers.
pub(super) struct Engine {
    scanner: Scanner,
    limits: Limits,
}

/// What an item gave.
#[derive(Default)]
pub(super) struct Found {
    occurrences: Vec<Occurrence>,
    pub(super) holdings: Vec<Holding>,
}

impl Engine {
    pub(super) fn new(rules: &Arc<RuleSet>) -> Self {
        Self {
            // fingerprints only count distinct values here
            scanner: Scanner::new(Arc::clone(rules), Key([0; 16])),
            limits: Limits::default(),
        }
    }

    /// Reads one item; `name` helps to tell its format.
    pub(super) fn read(&mut self, name: &str, bytes: &[u8]) -> Found {
        let mut found = Found::default();
        let at = Locator::new(SourceId(0), name);
        let mut whole = Whole::new(&mut self.scanner, &self.limits, &mut found);
        // a set says what is in its documents, whatever readers remark
        let _remarked = whole.document(at, name, bytes);
        let mut fold = Fold::default();
        found.holdings.into_iter().for_each(|h| fold.add(h));
        found.holdings = fold.finish();
        found
    }
}

impl Found {
    /// Every value with its confidence. Those of columns take their column's;
    /// without a holding they are no findings.
    pub(super) fn values(&self) -> impl Iterator<Item = (&Occurrence, Confidence)> {
        let of_column = |o: &Occurrence| {
            let key = (&o.at, &o.place, o.rule);
            let found = self
                .holdings
                .binary_search_by(|h| (&h.at, &h.place, h.rule).cmp(&key));
            found.ok().map(|i| self.holdings[i].confidence)
        };
        self.occurrences
            .iter()
            .filter_map(move |o| Some((o, o.confidence.or_else(|| of_column(o))?)))
    }
}

impl Receiver for Found {
    fn occurrence(&mut self, o: Occurrence) {
        self.occurrences.push(o);
    }
    fn holding(&mut self, h: Holding) {
        self.holdings.push(h);
    }
    fn note(&mut self, _: &str) {}
}
