//! Text that repeats itself: where the same stands again, as far as any pattern
//! reaches, the same is found and refused again. So a line of a million `M. `
//! costs little more than reading it.

use super::{SPAN, Walk};
use crate::rule::Door;

/// Bytes before a place and behind its span that boundaries look at.
const BESIDE: usize = 64;
/// Tries behind one door that are remembered.
const BYTES: usize = 8;
/// Tries of labelled patterns that are remembered.
const LABELS: usize = 64;

/// A try at a place, and what it gave: ranges of candidates and refused values.
#[derive(Debug, Clone, Copy)]
struct Tried {
    /// The pattern that a label announced, and the bytes between; (0, 0) for a door.
    what: (u16, usize),
    at: usize,
    hit: bool,
    candidates: (usize, usize),
    refused: (usize, usize),
}

/// The last tries of a walk.
#[derive(Debug)]
pub(super) struct Again {
    /// By door and first byte.
    doors: [[Option<Tried>; BYTES]; Door::COUNT],
    labels: [Option<Tried>; LABELS],
}

impl Default for Again {
    fn default() -> Self {
        Self {
            doors: [[None; BYTES]; Door::COUNT],
            labels: [None; LABELS],
        }
    }
}

/// What a try may add to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Before {
    candidates: usize,
    refused: usize,
}

/// The slot of a labelled pattern at a place that begins with a byte.
const fn slot(what: (u16, usize), byte: u8) -> usize {
    (what.0 as usize * 5 + what.1 * 29 + byte as usize * 7) % LABELS
}

impl Walk<'_> {
    pub(super) const fn before(&self) -> Before {
        Before {
            candidates: self.pass.candidates.len(),
            refused: self.pass.refused.len(),
        }
    }

    /// What the patterns behind a door gave where the same stands; it is given
    /// here too.
    #[inline]
    pub(super) fn known_behind(&mut self, door: Door, at: usize) -> Option<bool> {
        let byte = usize::from(self.text.as_bytes()[at]) % BYTES;
        let last = self.pass.again.doors[door as usize][byte]?;
        self.repeat(last, (0, 0), at)
    }

    /// The same of a pattern that a label announces, `after` bytes behind it.
    #[inline]
    pub(super) fn known_after(&mut self, ix: u16, at: usize, after: usize) -> Option<bool> {
        let byte = *self.text.as_bytes().get(at)?;
        let last = self.pass.again.labels[slot((ix, after), byte)]?;
        self.repeat(last, (ix, after), at)
    }

    /// Remembers what the patterns behind a door gave.
    #[inline]
    pub(super) fn note_door(&mut self, door: Door, at: usize, hit: bool, before: Before) {
        let byte = usize::from(self.text.as_bytes()[at]) % BYTES;
        self.pass.again.doors[door as usize][byte] = self.tried((0, 0), at, hit, before);
    }

    /// The same of a pattern that a label announces.
    #[inline]
    pub(super) fn note_label(&mut self, what: (u16, usize), at: usize, hit: bool, before: Before) {
        let Some(byte) = self.text.as_bytes().get(at) else {
            return;
        };
        let slot = slot(what, *byte);
        self.pass.again.labels[slot] = self.tried(what, at, hit, before);
    }

    fn tried(&self, what: (u16, usize), at: usize, hit: bool, before: Before) -> Option<Tried> {
        (self.pass.remember && !self.cell).then_some(Tried {
            what,
            at,
            hit,
            candidates: (before.candidates, self.pass.candidates.len()),
            refused: (before.refused, self.pass.refused.len()),
        })
    }

    #[inline]
    fn repeat(&mut self, t: Tried, what: (u16, usize), at: usize) -> Option<bool> {
        let bytes = self.text.as_bytes();
        let eight = |at: usize| bytes.get(at..at + 8);
        if t.what != what || eight(t.at) != eight(at) || t.at >= at {
            return None;
        }
        let around = |at: usize| bytes.get(at.checked_sub(BESIDE)?..at + SPAN + BESIDE);
        // values that begin beyond the window's own part are left out
        let inside = self.own.contains(&t.at) && at + SPAN <= self.own.end;
        if !inside || around(t.at).is_none() || around(t.at) != around(at) {
            return None;
        }
        let further = (at - t.at) as u32;
        for n in t.candidates.0..t.candidates.1 {
            let mut found = self.pass.candidates[n];
            found.start += further;
            found.end += further;
            self.pass.candidates.push(found);
        }
        for n in t.refused.0..t.refused.1 {
            let mut refused = self.pass.refused[n];
            refused.start += further;
            refused.end += further;
            self.pass.refused.push(refused);
        }
        Some(t.hit)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Pass;
    use crate::rule::RuleSet;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn what_repeats_itself_gives_what_it_gives(
            unit in "(M\\. |Jean Martin |né le 12/03/|né le 12/03/1970 |06 12 34 56 78 |Nom : |a@b\\.fr |12 rue Foch |, |\n){1,4}",
            times in 40usize..120,
        ) {
            let rules = RuleSet::load(&[]).expect("the shipped rules load");
            let text = unit.repeat(times);
            let mut pass = Pass::new(&rules);
            let mut run = |remember: bool| {
                pass.remember = remember;
                pass.run(&rules, &text, 0..text.len());
                let found: Vec<_> = pass.candidates.iter().map(|c| (c.start, c.end, c.rule, c.origin)).collect();
                let refused: Vec<_> = pass.refused.iter().map(|r| (r.start, r.end, r.rule, r.pattern)).collect();
                (found, refused)
            };
            prop_assert_eq!(run(true), run(false));
        }
    }
}
