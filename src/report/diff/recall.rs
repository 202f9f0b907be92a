//! What an older scan knew of places that a later one did not read: a gap that nobody
//! has closed is not new when its place can be read again.

use super::judge::View;
use super::snapshot::{Seen, Snapshot};
use crate::reconcile::{Code, GapId};
use std::collections::BTreeMap;

impl Snapshot {
    /// The same with the gaps of places that it did not read, as the last of some
    /// older scans (the youngest first) that read them knew them.
    #[must_use]
    pub fn recalling(mut self, older: &[Self]) -> Self {
        let own = self.clone();
        let mut known: BTreeMap<GapId, usize> = BTreeMap::new();
        for (i, gap) in self.gaps.iter().enumerate() {
            known.insert(gap.id.clone(), i);
        }
        let mut newer = vec![&own];
        for old in older {
            let views: Vec<View<'_>> = newer.iter().map(|n| View::of(old, n)).collect();
            for gap in old.gaps.iter().filter(|g| is_hidden(g, &views)) {
                match known.get(&gap.id) {
                    // the part that was read weighs less than the whole did
                    Some(i) => self.gaps[*i].take(gap),
                    None => {
                        known.insert(gap.id.clone(), self.gaps.len());
                        self.gaps.push(gap.clone());
                    }
                }
            }
            newer.push(old);
        }
        self
    }

    /// Whether it did not read all places that another scan knows of a gap.
    #[must_use]
    pub fn hides(&self, id: &GapId, known: &Self) -> bool {
        let view = View::of(known, self);
        let gap = known.gaps.iter().find(|g| g.id == *id);
        gap.is_some_and(|g| is_hidden(g, std::slice::from_ref(&view)))
    }
}

impl Seen {
    /// Weighs as much as it did in another scan, where that is more.
    fn take(&mut self, other: &Self) {
        let of = |s: &Self| {
            let w = s.weight;
            (w.level, w.score, w.at_most.max(w.persons))
        };
        if of(other) > of(self) {
            self.weight = other.weight;
        }
    }
}

/// Whether none of these scans read some place of a gap. What is of no place (declared
/// and not found) is hidden where all of them read less than the scan that told it;
/// what was not read, and the register itself, never are.
fn is_hidden(gap: &Seen, views: &[View<'_>]) -> bool {
    match (gap.code, gap.places.is_empty()) {
        (Code::G14 | Code::G15, _) => false,
        (_, true) => views.iter().all(View::saw_less),
        (_, false) => gap.places.iter().any(|p| views.iter().all(|v| v.hides(p))),
    }
}
