//! What one place holds of one rule, and the single occurrences behind it.

use super::RuleIx;
use crate::model::{Confidence, Locator, Masked, Place, Position, Sketch, Verdict};
use serde::{Deserialize, Serialize};

/// Why a finding is believed, or not more. Words are those of the *rule*
/// (context words, header synonyms), never of the scanned content.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub struct Evidence {
    /// Name of the pattern that matched most.
    pub pattern: String,
    /// Values whose checksum (or dictionary test) held.
    pub proven: u64,
    /// Values of the right shape that were tested; `proven` of them held.
    pub tested: u64,
    /// A context word of the rule stood near, the first one seen.
    pub word: Option<String>,
    /// A word of the rule that speaks against it stood near.
    pub against: Option<String>,
    /// The column's name agrees with the rule.
    pub column_named: bool,
    /// Some values are known test values (specification examples, fiction ranges).
    pub probable_test: u64,
}

/// Everything one place holds of one rule: a line of `limier.finding.v1`.
/// Identity: (`at`, `place`, `rule`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holding {
    /// The item.
    pub at: Locator,
    /// The column of it, or nothing for its text.
    pub place: Place,
    /// The rule.
    pub rule: RuleIx,
    /// Occurrences; exact.
    pub count: u64,
    /// Distinct values.
    pub distinct: Sketch,
    /// Best confidence of its occurrences.
    pub confidence: Confidence,
    /// What the place as a whole says.
    pub verdict: Verdict,
    /// Where the first one stands.
    pub first: Position,
    /// Up to three masked values, the least in byte order (so that the choice
    /// does not depend on the order of reading), sorted.
    pub samples: Vec<Masked>,
    /// Why.
    pub evidence: Evidence,
}

impl Holding {
    /// How many different values, never more than there are occurrences (the
    /// sketch estimates from some hundred on and may err upwards).
    #[must_use]
    pub fn values(&self) -> u64 {
        self.distinct.estimate().min(self.count)
    }
}

/// One value at one position: a line of `limier.occurrence.v1`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Occurrence {
    /// The item.
    pub at: Locator,
    /// The column of it, or nothing.
    pub place: Place,
    /// Where in it.
    pub position: Position,
    /// The rule.
    pub rule: RuleIx,
    /// The value, masked.
    pub masked: Masked,
    /// None in a column: the column's verdict decides for all its cells.
    pub confidence: Option<Confidence>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Fingerprint, SourceId};

    #[test]
    fn never_more_values_than_occurrences() {
        let mut sketch = Sketch::default();
        // fingerprints that lie low: the sketch takes them for many more
        for n in 0..2_000 {
            sketch.insert(Fingerprint(n * (u64::MAX / 1_000_000)));
        }
        sketch.settle();
        assert!(sketch.estimate() > 2_000);
        let holding = Holding {
            at: Locator {
                source: SourceId(0),
                path: "a.txt".into(),
                entry: None,
            },
            place: Place::default(),
            rule: RuleIx(0),
            count: 2_000,
            distinct: sketch,
            confidence: Confidence::High,
            verdict: Verdict::Verified,
            first: Position::Field,
            samples: Vec::new(),
            evidence: Evidence::default(),
        };
        assert_eq!(holding.values(), 2_000);
    }
}
