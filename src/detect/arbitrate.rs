//! One span, one name: which claim on overlapping characters wins.

use super::candidate::{Candidate, Signals};
use crate::model::Confidence;
use std::collections::BTreeMap;

/// A candidate with what was judged of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Claim {
    pub(super) candidate: Candidate,
    pub(super) signals: Signals,
    /// None: not a finding by itself (it may still occupy its characters, or
    /// count in a column).
    pub(super) confidence: Option<Confidence>,
    /// The rule's priority, 0-100.
    pub(super) priority: u8,
}

impl Claim {
    /// A cell that only the name of its column speaks for.
    pub(super) fn by_name(candidate: Candidate) -> Self {
        let signals = Signals {
            named: true,
            ..Signals::default()
        };
        Self {
            candidate,
            signals,
            confidence: None,
            priority: 0,
        }
    }

    /// What decides between claims, greatest first: priority moved by context,
    /// then proof, then length, then the earlier and the lower rule index, so
    /// that the order is total.
    fn rank(&self) -> impl Ord + use<> {
        let c = &self.candidate;
        let mut weight = i32::from(self.priority);
        if self.signals.named {
            weight += 40;
        } else if self.signals.word.is_some() {
            weight += 25;
        }
        if self.signals.against.is_some() && !self.signals.named {
            weight -= 20;
        }
        if self.confidence.is_none() && !c.shadow {
            weight -= 30;
        }
        let length = c.end - c.start;
        let earlier = std::cmp::Reverse((c.start, c.rule, c.origin));
        (weight, c.grade, self.confidence, length, earlier)
    }
}

/// Keeps the winners, sorted by position. What is refused but shadows is
/// resolved like the rest and then dropped.
pub(super) fn arbitrate(claims: &mut Vec<Claim>) {
    claims.sort_by_key(|c| (c.candidate.start, c.candidate.end));
    let mut kept = 0;
    let mut from = 0;
    while from < claims.len() {
        let mut reach = claims[from].candidate.end;
        let mut to = from + 1;
        while to < claims.len() && claims[to].candidate.start < reach {
            reach = reach.max(claims[to].candidate.end);
            to += 1;
        }
        kept = resolve(claims, from..to, kept);
        from = to;
    }
    claims.truncate(kept);
}

/// Resolves one group of overlapping claims and moves its winners to `kept`.
fn resolve(claims: &mut [Claim], group: std::ops::Range<usize>, mut kept: usize) -> usize {
    if group.len() == 1 {
        if !claims[group.start].candidate.shadow {
            claims[kept] = claims[group.start];
            kept += 1;
        }
        return kept;
    }
    let mut order: Vec<Claim> = claims[group].to_vec();
    order.sort_by_key(|c| std::cmp::Reverse(c.rank()));
    // winners never overlap, so only the last one that starts before a claim's
    // end can touch it
    let mut winners: BTreeMap<u32, Claim> = BTreeMap::new();
    for c in order {
        let last = winners.range(..c.candidate.end).next_back();
        if last.is_none_or(|(_, w)| w.candidate.end <= c.candidate.start) {
            winners.insert(c.candidate.start, c);
        }
    }
    for w in winners.into_values().filter(|w| !w.candidate.shadow) {
        claims[kept] = w;
        kept += 1;
    }
    kept
}
