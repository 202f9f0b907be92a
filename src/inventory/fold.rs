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

/// What decides whose pattern, words and verdict are kept; ties go to the lesser
/// text. Counts stay out of it: they grow with each delta and would make the
/// choice depend on order.
fn strength(h: &Holding) -> impl Ord + '_ {
    let e = &h.evidence;
    let least = std::cmp::Reverse((&e.pattern, &e.word, &e.against));
    (h.confidence, h.verdict, e.column_named, least)
}

fn merge(into: &mut Holding, other: Holding) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inventory::Evidence;
    use crate::model::{Confidence, Fingerprint, Masked, Position, SourceId, Verdict};
    use proptest::prelude::*;

    fn delta() -> impl Strategy<Value = Holding> {
        let words = prop::option::of("[ab]");
        let evidence = ("[ab]", 0..9u64, words.clone(), words, any::<bool>());
        let confidence = prop_oneof![
            Just(Confidence::Low),
            Just(Confidence::Medium),
            Just(Confidence::High)
        ];
        let verdict = prop_oneof![Just(Verdict::Indication), Just(Verdict::Verified)];
        let seen = prop::collection::vec(0..50u64, 0..20);
        (0..2u32, 0..2u16, evidence, confidence, verdict, seen).prop_map(
            |(column, rule, evidence, confidence, verdict, seen)| {
                let (pattern, proven, word, against, column_named) = evidence;
                let mut distinct = crate::model::Sketch::default();
                seen.iter().for_each(|v| distinct.insert(Fingerprint(*v)));
                distinct.settle();
                Holding {
                    at: Locator::new(SourceId(0), "a.csv"),
                    place: Place {
                        column: Some(column),
                        ..Place::default()
                    },
                    rule: RuleIx(rule),
                    count: seen.len() as u64,
                    distinct,
                    confidence,
                    verdict,
                    first: Position::Page {
                        page: seen.len() as u32,
                    },
                    samples: seen
                        .iter()
                        .take(2)
                        .map(|v| Masked::already(format!("{v}*")))
                        .collect(),
                    evidence: Evidence {
                        pattern,
                        proven,
                        tested: proven,
                        word,
                        against,
                        column_named,
                        probable_test: 0,
                    },
                }
            },
        )
    }

    proptest! {
        #[test]
        fn the_order_of_adding_never_shows(
            (deltas, shuffled) in prop::collection::vec(delta(), 0..12)
                .prop_flat_map(|v| (Just(v.clone()), Just(v).prop_shuffle()))
        ) {
            let folded = |deltas: Vec<Holding>| {
                let mut fold = Fold::default();
                deltas.into_iter().for_each(|d| fold.add(d));
                fold.finish()
            };
            prop_assert_eq!(folded(deltas), folded(shuffled));
        }
    }
}
