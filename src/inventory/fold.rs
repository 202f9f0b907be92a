//! Adding up holdings: several deltas of one (item, place, rule) become one.

use super::{Holding, RuleIx};
use crate::model::{Locator, Place};
use std::collections::BTreeMap;

/// Holdings by identity, added up. The result does not depend on the order of
/// [`Fold::add`].
#[derive(Debug, Default)]
pub struct Fold {
    by: BTreeMap<(Locator, Place, RuleIx), Holding>,
}

impl Fold {
    /// Adds one holding or delta.
    pub fn add(&mut self, h: Holding) {
        use std::collections::btree_map::Entry;
        match self.by.entry((h.at.clone(), h.place.clone(), h.rule)) {
            Entry::Vacant(v) => {
                v.insert(h);
            }
            Entry::Occupied(mut o) => merge(o.get_mut(), h),
        }
    }

    /// All holdings, sorted by locator, place, rule.
    #[must_use]
    pub fn finish(self) -> Vec<Holding> {
        self.by.into_values().collect()
    }

    /// How many holdings there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.by.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by.is_empty()
    }
}

/// How many masked samples a holding keeps.
const SAMPLES: usize = 3;

/// What decides whose pattern and words are kept. Counts stay out of it: they
/// grow with each delta and would make the choice depend on order.
fn strength(h: &Holding) -> impl Ord + '_ {
    let e = &h.evidence;
    let least = std::cmp::Reverse((&e.pattern, &e.word, &e.against));
    (h.confidence, h.verdict, e.column_named, least)
}

fn merge(into: &mut Holding, other: Holding) {
    // pattern, words and verdict of the stronger delta; ties by the lesser text
    // so that order never shows
    let stronger = strength(&other) > strength(into);
    let (proven, tested, test) = (
        into.evidence.proven + other.evidence.proven,
        into.evidence.tested + other.evidence.tested,
        into.evidence.probable_test + other.evidence.probable_test,
    );
    if stronger {
        into.evidence = other.evidence;
        into.verdict = other.verdict;
        into.confidence = other.confidence;
    }
    into.evidence.proven = proven;
    into.evidence.tested = tested;
    into.evidence.probable_test = test;
    into.count += other.count;
    into.distinct.merge(&other.distinct);
    into.first = into.first.min(other.first);
    into.samples.extend(other.samples);
    into.samples.sort();
    into.samples.dedup();
    into.samples.truncate(SAMPLES);
}
