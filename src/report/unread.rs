//! What was not, or not wholly, read, by reason; and remarks on what was.
//!
//! Invariant: every item that is not complete is counted under exactly one
//! reason, its first, so that the sums are those of the ledger.

use super::names::Names;
use super::text::{Phrase, note};
use crate::inventory::Inventory;
use crate::model::{Locator, Outcome, Reason, State};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// How many items a report lists per reason; the coverage file lists all.
pub(crate) const LISTED: usize = 25;

/// Everything that was not wholly read for one reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unread {
    /// The reason; none where an item gave none.
    pub(crate) reason: Option<Reason>,
    pub(crate) partial: u64,
    pub(crate) not_scanned: u64,
    pub(crate) bytes: u64,
    /// What they were recognised as, the most frequent first.
    pub(crate) kinds: Vec<(String, u64)>,
    /// The first [`LISTED`] items.
    pub(crate) items: Vec<UnreadItem>,
}

impl Unread {
    pub(crate) const fn total(&self) -> u64 {
        self.partial + self.not_scanned
    }
}

/// One item that was not wholly read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct UnreadItem {
    /// Where it is.
    pub(crate) at: Locator,
    /// Inert label.
    pub(crate) label: String,
    /// Read in part.
    pub(crate) partial: bool,
    /// The problem's detail: a page, a code; may be empty.
    pub(crate) detail: String,
}

/// A remark that takes nothing from completeness.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Remark {
    /// What it says in the reader's language, where that is known.
    pub(crate) phrase: Option<Phrase>,
    /// The note of the first item, as a stable English code.
    pub(crate) note: String,
    /// Items that bear it.
    pub(crate) count: u64,
    /// The first of them, inert.
    pub(crate) first: String,
}

/// By reason, the most frequent first.
pub(crate) fn by_reason(inventory: &Inventory, names: &Names) -> Vec<Unread> {
    let mut by: BTreeMap<Option<Reason>, (Unread, BTreeMap<&str, u64>)> = BTreeMap::new();
    for o in &inventory.coverage {
        if o.state == State::Complete {
            continue;
        }
        let reason = o.problems.first().map(|p| p.what);
        let (unread, kinds) = by
            .entry(reason)
            .or_insert_with(|| (empty(reason), BTreeMap::new()));
        *kinds.entry(o.kind.as_str()).or_default() += 1;
        add(unread, o, names);
    }
    let mut all: Vec<Unread> = by.into_values().map(|(u, k)| with_kinds(u, &k)).collect();
    all.sort_by_key(|u| (Reverse(u.total()), u.reason));
    all
}

const fn empty(reason: Option<Reason>) -> Unread {
    Unread {
        reason,
        partial: 0,
        not_scanned: 0,
        bytes: 0,
        kinds: Vec::new(),
        items: Vec::new(),
    }
}

fn add(into: &mut Unread, o: &Outcome, names: &Names) {
    let partial = o.state == State::Partial;
    if partial {
        into.partial += 1;
    } else {
        into.not_scanned += 1;
    }
    into.bytes += o.bytes;
    if into.items.len() < LISTED {
        into.items.push(UnreadItem {
            at: o.at.clone(),
            label: names.of(&o.at),
            partial,
            detail: o
                .problems
                .first()
                .map_or_else(String::new, |p| p.detail.clone()),
        });
    }
}

fn with_kinds(mut unread: Unread, kinds: &BTreeMap<&str, u64>) -> Unread {
    let known = kinds.iter().filter(|(kind, _)| !kind.is_empty());
    unread.kinds = known.map(|(k, n)| ((*k).to_owned(), *n)).collect();
    unread.kinds.sort_by_key(|(_, n)| Reverse(*n));
    unread
}

/// Remarks by what they say, the most frequent first.
pub(crate) fn remarks(inventory: &Inventory, names: &Names) -> Vec<Remark> {
    let mut by: BTreeMap<&str, Remark> = BTreeMap::new();
    for o in &inventory.coverage {
        // several columns of one item may bear the same remark
        let mut keys = BTreeMap::new();
        for note in &o.notes {
            let phrase = note::of(note);
            let key = phrase.map_or(note.as_str(), |p| p.en);
            keys.entry(key).or_insert((note, phrase));
        }
        for (key, (note, phrase)) in keys {
            let remark = by.entry(key).or_insert_with(|| Remark {
                phrase,
                note: note.clone(),
                count: 0,
                first: names.of(&o.at),
            });
            remark.count += 1;
        }
    }
    let mut all: Vec<Remark> = by.into_values().collect();
    all.sort_by_key(|r| Reverse(r.count));
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Problem, SourceId};
    use crate::report::sample;

    #[test]
    fn every_unread_item_is_counted_once() {
        let mut inventory = sample::inventory(300);
        let lost = &mut inventory.coverage[0];
        (lost.state, lost.problems) = (State::NotScanned, Vec::new());
        let twice = inventory
            .coverage
            .iter_mut()
            .find(|o| !o.problems.is_empty());
        let twice = twice.expect("the sample has unread items");
        twice.problems.push(Problem::new(Reason::Crash, ""));
        let by = by_reason(&inventory, &Names::new(&inventory.run));
        let t = inventory.totals();
        assert_eq!(by.iter().map(|u| u.partial).sum::<u64>(), t.partial);
        assert_eq!(by.iter().map(|u| u.not_scanned).sum::<u64>(), t.not_scanned);
        assert!(by.iter().any(|u| u.reason.is_none()));
        assert!(by.iter().all(|u| u.reason != Some(Reason::Crash)));
    }

    #[test]
    fn lists_are_capped_and_counts_are_not() {
        let mut inventory = sample::inventory(0);
        let item = |i: usize| {
            let at = Locator::new(SourceId(0), format!("{i:03}.pdf").as_str());
            sample::outcome(at, "pdf", Some(Problem::new(Reason::ImageOnly, "")))
        };
        inventory.coverage = (0..LISTED + 9).map(item).collect();
        let by = by_reason(&inventory, &Names::new(&inventory.run));
        assert_eq!(
            (by[0].total(), by[0].items.len()),
            (LISTED as u64 + 9, LISTED)
        );
        assert_eq!(by[0].kinds, [("pdf".to_owned(), LISTED as u64 + 9)]);
    }

    #[test]
    fn remarks_count_items_not_notes() {
        let mut inventory = sample::inventory(2);
        let destroyed = |n| format!("identifiers destroyed by a spreadsheet in column {n}");
        inventory.coverage[0].notes = vec![destroyed(3), destroyed(4), "new note".to_owned()];
        inventory.coverage[1].notes = vec![destroyed(7)];
        let all = remarks(&inventory, &Names::new(&inventory.run));
        let counts: Vec<(bool, u64)> = all.iter().map(|r| (r.phrase.is_some(), r.count)).collect();
        assert_eq!(counts, [(true, 2), (false, 1)]);
    }
}
