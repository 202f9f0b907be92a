//! What a verdict needs of the coverage ledger: how much was read, and each item
//! that was not. Small where the whole inventory is large.

use super::{Inventory, Run};
use crate::model::{Outcome, SourceId, State};
use std::collections::BTreeSet;

/// The coverage ledger without the rows of what was wholly read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ledger {
    /// The sources of the run.
    pub sources: Vec<SourceId>,
    /// Items listed, members of containers included.
    pub items: u64,
    /// Those of them that were wholly read.
    pub complete: u64,
    /// Sources in which at least one item was wholly read that held something.
    pub read: BTreeSet<SourceId>,
    /// What was not, or not wholly, read; sorted by locator.
    pub unread: Vec<Outcome>,
}

impl Ledger {
    pub(super) fn new(
        run: &Run,
        read: impl IntoIterator<Item = (SourceId, u64, bool)>,
        unread: Vec<Outcome>,
    ) -> Self {
        let mut ledger = Self {
            sources: run.sources.iter().map(|s| s.id).collect(),
            items: unread.len() as u64,
            complete: 0,
            read: BTreeSet::new(),
            unread,
        };
        for (source, items, held) in read {
            ledger.items += items;
            ledger.complete += items;
            if held {
                ledger.read.insert(source);
            }
        }
        ledger
    }
}

impl From<Inventory> for Ledger {
    fn from(inventory: Inventory) -> Self {
        let (read, unread): (Vec<_>, Vec<_>) = inventory
            .coverage
            .into_iter()
            .partition(|o| o.state == State::Complete);
        let read = read
            .iter()
            .map(|o| (o.at.source, 1, o.bytes > 0 || o.rows > 0));
        Self::new(&inventory.run, read, unread)
    }
}
