//! Adding up what one place holds of one rule while it is read.

use super::arbitrate::Claim;
use super::chance::by_chance;
use crate::inventory::{Evidence, Holding, RuleIx};
use crate::model::{Confidence, Fingerprint, Locator, Masked, Place, Position, Sketch, Verdict};
use crate::rule::RuleSet;
use std::collections::BTreeMap;

/// How many masked samples are kept.
const SAMPLES: usize = 3;

/// One value as it is added.
#[derive(Debug, Clone)]
pub(super) struct Value {
    pub(super) claim: Claim,
    pub(super) fingerprint: Fingerprint,
    /// By which samples are drawn: the smallest lots, whatever the key.
    pub(super) lot: u64,
    /// Masked, if it was wanted: to be listed, or as a sample.
    pub(super) masked: Option<Masked>,
    /// The year of a date, where its rule asks how its values are spread.
    pub(super) year: Option<u32>,
}

/// What one place holds of one rule so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    pub(super) count: u64,
    pub(super) distinct: Sketch,
    pub(super) confidence: Option<Confidence>,
    first: Option<Position>,
    /// The masked values of the smallest lots, each form once: whatever the order
    /// of the values, the same.
    samples: Vec<(u64, Masked)>,
    /// How many hits each pattern made: (origin name, count).
    patterns: BTreeMap<(u8, u8), u64>,
    word: Option<String>,
    against: Option<String>,
    named: bool,
    /// By pattern: values that its validator accepted, and refused.
    tested: BTreeMap<u8, (u64, u64)>,
    tests: u64,
    pub(super) destroyed: u64,
    /// Values that only the name of their column speaks for.
    pub(super) by_name: u64,
    /// Some value proves something without word or name.
    pub(super) alone: bool,
    /// First and last year of the values.
    years: Option<(u32, u32)>,
}

/// Births of a group of adults lie this many years apart at least...
const GENERATION: u32 = 30;
/// ...and one of them was born before this year.
const ELDER: u32 = 1976;

impl Tally {
    pub(super) fn add(&mut self, v: &Value, position: Position, rules: &RuleSet) {
        let c = &v.claim.candidate;
        self.count += 1;
        self.distinct.insert(v.fingerprint);
        self.confidence = self.confidence.max(v.claim.confidence);
        self.first = Some(self.first.map_or(position, |f| f.min(position)));
        if let Some(masked) = &v.masked
            && self.wants_sample(v.lot)
        {
            self.sample(v.lot, masked.clone());
        }
        let origin = match c.origin {
            super::candidate::Origin::Pattern(i) => (0, i),
            super::candidate::Origin::Term(i) => (1, i),
            super::candidate::Origin::Name => (2, 0),
        };
        *self.patterns.entry(origin).or_default() += 1;
        let lexicon = &rules.compiled().lexicon;
        if self.word.is_none() {
            self.word = v.claim.signals.word.map(|p| lexicon.text(p).to_owned());
        }
        if self.against.is_none() {
            self.against = v.claim.signals.against.map(|p| lexicon.text(p).to_owned());
        }
        self.named |= v.claim.signals.named;
        if let (super::candidate::Origin::Pattern(i), Some(_)) = (c.origin, c.grade) {
            self.tested.entry(i).or_default().0 += 1;
        }
        self.tests += u64::from(c.test);
        self.destroyed += u64::from(c.destroyed);
        self.alone |= c
            .proves_alone(&rules.rules()[usize::from(c.rule)])
            .is_some();
        self.by_name += u64::from(c.origin == super::candidate::Origin::Name);
        if let Some(year) = v.year {
            let (first, last) = self.years.unwrap_or((year, year));
            self.years = Some((first.min(year), last.max(year)));
        }
    }

    /// Whether the masked form of a value may become a sample; once not, never
    /// again.
    #[inline]
    pub(super) fn wants_sample(&self, lot: u64) -> bool {
        match self.samples.get(SAMPLES - 1) {
            Some((last, _)) => lot <= *last,
            None => true,
        }
    }

    fn sample(&mut self, lot: u64, masked: Masked) {
        if let Some(same) = self.samples.iter().position(|(_, m)| *m == masked) {
            if self.samples[same].0 <= lot {
                return;
            }
            self.samples.remove(same);
        }
        let sample = (lot, masked);
        let at = self.samples.partition_point(|s| *s < sample);
        self.samples.insert(at, sample);
        self.samples.truncate(SAMPLES);
    }

    /// Whether the years of its dates are spread as those of adults' births are,
    /// and those of a company's files hardly ever.
    pub(super) fn spread_over_lives(&self) -> bool {
        self.years
            .is_some_and(|(first, last)| first < ELDER && last - first >= GENERATION)
    }

    /// What words that prove little or nothing alone are worth beside persons.
    pub(super) fn beside_persons(&self) -> Option<(Verdict, Confidence)> {
        let terms = self.patterns.keys().any(|(origin, _)| *origin == 1);
        let counts = terms && (self.confidence.is_none() || self.against.is_none());
        counts.then_some((Verdict::Indication, Confidence::Medium))
    }

    /// Adds another tally of the same place and rule.
    pub(super) fn merge(&mut self, other: Self) {
        self.count += other.count;
        self.distinct.merge(&other.distinct);
        self.confidence = self.confidence.max(other.confidence);
        self.first = match (self.first, other.first) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        for (lot, masked) in other.samples {
            self.sample(lot, masked);
        }
        for (origin, n) in other.patterns {
            *self.patterns.entry(origin).or_default() += n;
        }
        self.word = self.word.take().or(other.word);
        self.against = self.against.take().or(other.against);
        self.named |= other.named;
        for (i, (proven, refused)) in other.tested {
            let mine = self.tested.entry(i).or_default();
            *mine = (mine.0 + proven, mine.1 + refused);
        }
        self.tests += other.tests;
        self.destroyed += other.destroyed;
        self.by_name += other.by_name;
        self.alone |= other.alone;
        self.years = match (self.years, other.years) {
            (Some(a), Some(b)) => Some((a.0.min(b.0), a.1.max(b.1))),
            (a, b) => a.or(b),
        };
    }

    /// Adds a value of a pattern's shape that its validator refused.
    pub(super) fn refuse(&mut self, pattern: u8) {
        self.tested.entry(pattern).or_default().1 += 1;
    }

    /// Whether no pattern passes more often than chance lets it: what random
    /// numbers give one of them says nothing of the grouped form of another.
    pub(super) fn by_chance(&self, chance: f64) -> bool {
        let mut passing = self.tested.values().filter(|t| t.0 > 0).peekable();
        passing.peek().is_some() && passing.all(|(p, r)| by_chance(*p, p + r, chance))
    }

    /// The holding; none where nothing was added.
    pub(super) fn holding(
        mut self,
        at: &Locator,
        place: Place,
        rule: u16,
        judged: (Verdict, Confidence),
        rules: &RuleSet,
    ) -> Option<Holding> {
        self.distinct.settle();
        let proven = self.tested.values().map(|t| t.0).sum();
        let refused: u64 = self.tested.values().map(|t| t.1).sum();
        let most = self
            .patterns
            .iter()
            .max_by_key(|(origin, n)| (**n, std::cmp::Reverse(*origin)));
        let pattern = match most {
            Some(((0, i), _)) => rules.rules()[usize::from(rule)].patterns[usize::from(*i)]
                .name
                .clone(),
            Some(((1, _), _)) => "term".to_owned(),
            _ => "column name".to_owned(),
        };
        Some(Holding {
            at: at.clone(),
            place,
            rule: RuleIx(rule),
            count: self.count,
            distinct: self.distinct,
            confidence: judged.1,
            verdict: judged.0,
            first: self.first?,
            samples: sorted(self.samples),
            evidence: Evidence {
                pattern,
                proven,
                tested: proven + refused,
                word: self.word,
                against: self.against,
                column_named: self.named,
                probable_test: self.tests,
            },
        })
    }
}

/// Samples as they are shown, by their text.
fn sorted(samples: Vec<(u64, Masked)>) -> Vec<Masked> {
    let mut masked: Vec<Masked> = samples.into_iter().map(|(_, m)| m).collect();
    masked.sort();
    masked
}
