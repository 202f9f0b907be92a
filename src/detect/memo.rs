//! Cells that a column repeats (towns, first names, states) are judged once.
//!
//! What a cell gives depends on its text and its column's name alone, as long as
//! no words of its row speak for it; so the same text gives the same values
//! again. Columns that repeat little pay for a few hundred looks and no more.
//! Lives as long as its column; never leaves memory.

use super::tally::Value;
use crate::model::Fingerprint;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::Arc;

/// Cells remembered by a column at most.
const CELLS: usize = 256;
/// Bytes of the longest cell remembered.
const LONGEST: usize = 64;
/// Looks after which a column must have repeated itself.
const TRIAL: u32 = 512;

/// A value of the right shape that its validator refused: rule, pattern, whether
/// it is the whole cell, fingerprint.
pub(super) type Refusal = (u16, u8, bool, Fingerprint);

/// What a cell gave.
#[derive(Debug, Default)]
pub(super) struct Judged {
    pub(super) refusals: Vec<Refusal>,
    pub(super) values: Vec<Value>,
}

/// A hash for a few hundred short texts: eight bytes at a time, each mixed in.
/// Texts that collide on purpose only cost the time of a small list.
#[derive(Debug, Default)]
struct Mixed(u64);

impl Hasher for Mixed {
    #[inline]
    fn write(&mut self, bytes: &[u8]) {
        for part in bytes.chunks(8) {
            let mut eight = [0; 8];
            eight[..part.len()].copy_from_slice(part);
            self.0 = (self.0.rotate_left(5) ^ u64::from_le_bytes(eight))
                .wrapping_mul(0x9E37_79B9_7F4A_7C15);
        }
    }

    #[inline]
    fn finish(&self) -> u64 {
        self.0 ^ self.0 >> 32
    }
}

/// A number that is the same for the same text in any run: what is drawn by it
/// is drawn evenly. Of a short text it tells everything, so it never leaves
/// memory.
#[inline]
pub(super) fn lot(text: &str) -> u64 {
    let mut mixed = Mixed(0);
    mixed.write(text.as_bytes());
    mixed.finish().wrapping_mul(0xFF51_AFD7_ED55_8CCD)
}

/// The cells of a column that were judged.
#[derive(Debug, Default)]
pub(super) struct Memo {
    cells: HashMap<Box<str>, Arc<Judged>, BuildHasherDefault<Mixed>>,
    looks: u32,
    hits: u32,
    off: bool,
}

impl Memo {
    /// What the same cell gave before.
    #[inline]
    pub(super) fn get(&mut self, cell: &str) -> Option<Arc<Judged>> {
        if self.off || cell.len() > LONGEST {
            return None;
        }
        let known = self.cells.get(cell).map(Arc::clone);
        self.looks += 1;
        self.hits += u32::from(known.is_some());
        if self.looks == TRIAL {
            if self.hits < TRIAL / 4 {
                self.off = true;
                self.cells = HashMap::default();
            }
            (self.looks, self.hits) = (0, 0);
        }
        known
    }

    /// Whether there is room for what a cell gave.
    pub(super) fn wants(&self, cell: &str) -> bool {
        !self.off && cell.len() <= LONGEST && self.cells.len() < CELLS
    }

    /// Remembers what a cell gave.
    pub(super) fn keep(&mut self, cell: &str, judged: Judged) {
        self.cells.insert(cell.into(), Arc::new(judged));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_that_repeats_little_stops_looking() {
        let mut memo = Memo::default();
        for n in 0..TRIAL {
            let cell = n.to_string();
            assert!(memo.get(&cell).is_none());
            if memo.wants(&cell) {
                memo.keep(&cell, Judged::default());
            }
        }
        assert!(memo.off && memo.cells.is_empty());
    }

    #[test]
    fn a_column_that_repeats_is_remembered() {
        let mut memo = Memo::default();
        memo.keep("Lyon", Judged::default());
        assert!((0..10_000).all(|_| memo.get("Lyon").is_some()));
        assert!(memo.get("Nantes").is_none());
    }
}
