//! Counting distinct values without keeping them.

use serde::{Deserialize, Serialize};

/// A keyed 64-bit hash of a normalised value (SipHash-2-4 under the
/// organisation's secret key). It cannot be searched without that key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Fingerprint(pub u64);

/// A mergeable set of fingerprints that keeps the smallest [`Sketch::K`] and so
/// estimates how many there were: exact below `K`, relative standard error
/// `1/sqrt(K-2)` (4.4 %) above (bottom-k, Beyer et al., SIGMOD 2007).
///
/// Merging is commutative, associative and idempotent, so the order in which
/// workers finish never shows.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Sketch {
    /// Ascending, no duplicates, at most `K`.
    least: Vec<Fingerprint>,
    /// Inserted but not yet sorted in; always empty at rest (see `settle`).
    #[serde(skip)]
    pending: Vec<Fingerprint>,
}

impl Sketch {
    /// How many fingerprints are kept.
    pub const K: usize = 512;

    /// What was kept, as read back from a store: settled, and no larger than it
    /// need be.
    #[must_use]
    pub fn of(mut kept: Vec<Fingerprint>) -> Self {
        kept.sort_unstable();
        kept.dedup();
        kept.truncate(Self::K);
        kept.shrink_to_fit();
        Self {
            least: kept,
            pending: Vec::new(),
        }
    }

    /// Adds one value.
    pub fn insert(&mut self, f: Fingerprint) {
        if self.least.len() == Self::K && self.least.last().is_some_and(|max| f >= *max) {
            return;
        }
        self.pending.push(f);
        if self.pending.len() >= Self::K {
            self.settle();
        }
    }

    /// Sorts pending values in. Must be called before reading or storing.
    pub fn settle(&mut self) {
        if self.pending.is_empty() {
            return;
        }
        self.least.append(&mut self.pending);
        self.least.sort_unstable();
        self.least.dedup();
        self.least.truncate(Self::K);
    }

    /// Whether nothing waits to be sorted in.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.pending.is_empty()
    }

    /// Adds everything another sketch has seen.
    pub fn merge(&mut self, other: &Self) {
        self.pending.extend_from_slice(&other.least);
        self.pending.extend_from_slice(&other.pending);
        self.settle();
    }

    /// How many distinct values were inserted: exact below [`Self::K`], else
    /// estimated. The sketch must be settled.
    #[must_use]
    pub fn estimate(&self) -> u64 {
        debug_assert!(self.pending.is_empty(), "read before settle");
        match self.least.last() {
            Some(max) if self.least.len() == Self::K => {
                let fraction = (max.0 as f64 + 1.0) / 2f64.powi(64);
                ((Self::K as f64 - 1.0) / fraction).round() as u64
            }
            _ => self.least.len() as u64,
        }
    }

    /// Whether [`Self::estimate`] is exact.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.least.len() < Self::K
    }

    /// The kept fingerprints, ascending.
    #[must_use]
    pub fn kept(&self) -> &[Fingerprint] {
        &self.least
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(i: u64) -> Fingerprint {
        // splitmix64: spreads consecutive numbers over the whole range
        let mut z = i.wrapping_add(0x9E37_79B9_7F4A_7C15);
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        Fingerprint(z ^ (z >> 31))
    }

    #[test]
    fn small_counts_are_exact_and_repeats_do_not_count() {
        let mut s = Sketch::default();
        for i in 0..300 {
            s.insert(hash(i));
            s.insert(hash(i));
        }
        s.settle();
        assert_eq!((s.estimate(), s.is_exact()), (300, true));
    }

    #[test]
    fn large_counts_are_near() {
        let mut s = Sketch::default();
        for i in 0..100_000 {
            s.insert(hash(i));
        }
        s.settle();
        let e = s.estimate();
        assert!((85_000..115_000).contains(&e), "{e}");
    }

    #[test]
    fn merging_in_any_order_is_the_same() {
        let part = |r: std::ops::Range<u64>| {
            let mut s = Sketch::default();
            r.for_each(|i| s.insert(hash(i)));
            s.settle();
            s
        };
        let (a, b, c) = (part(0..900), part(500..1500), part(1400..3000));
        let mut left = a.clone();
        left.merge(&b);
        left.merge(&c);
        let mut right = c;
        right.merge(&a);
        right.merge(&b);
        assert_eq!(left, right);
    }
}
