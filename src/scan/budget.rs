//! The expansion budget of one top-level item, and the reader that keeps to it.
//!
//! Everything that comes out of a container counts, at every depth, as far as it
//! is more than what the container stores of it: a plain copy is no expansion.
//! Plain copies are bounded by what the item itself stores, once for each depth,
//! so that entries which share their bytes are not plain for ever.

use super::Budgets;
use crate::extract::Refused;
use crate::model::{Problem, Reason};
use std::cell::Cell;
use std::io::Read;

/// What is left of the budgets of one top-level item.
#[derive(Debug)]
pub(super) struct Purse {
    budgets: Budgets,
    /// Size of the top-level item; 0: not known.
    stored: u64,
    members: Cell<u64>,
    /// Bytes that came, but for plain copies.
    expanded: Cell<u64>,
    /// Bytes that came.
    all: Cell<u64>,
    /// Bytes that may still come as plain copies.
    plain: Cell<u64>,
    spent: Cell<bool>,
}

impl Purse {
    pub(super) const fn new(budgets: Budgets, stored: u64) -> Self {
        let plain = stored.saturating_mul(budgets.depth as u64);
        Self {
            budgets,
            stored,
            members: Cell::new(0),
            expanded: Cell::new(0),
            all: Cell::new(0),
            plain: Cell::new(plain),
            spent: Cell::new(false),
        }
    }

    /// Takes one member from the budget; false when there is none left.
    pub(super) fn take_member(&self) -> bool {
        let left = self.members.get() < self.most_members();
        self.members.set(self.members.get() + u64::from(left));
        left
    }

    /// Members that the item may have.
    pub(super) const fn most_members(&self) -> u64 {
        self.budgets.members_in(self.stored)
    }

    /// Whether nothing more may be expanded in this item.
    pub(super) const fn is_spent(&self) -> bool {
        self.spent.get()
    }

    /// Of `wanted` bytes, how many the whole item's budget still allows if
    /// `plain` of them are no expansion.
    fn allowed(&self, wanted: u64, plain: u64) -> u64 {
        let left = self.budgets.expanded.saturating_sub(self.expanded.get());
        let left = left.saturating_add(plain.min(self.plain.get()));
        // the ratio, far from that of copies, counts them too
        let by_ratio = match self.stored {
            0 => u64::MAX,
            stored => self.by_ratio(stored).saturating_sub(self.all.get()),
        };
        let left = left.min(by_ratio);
        if left == 0 {
            self.spent.set(true);
        }
        wanted.min(left)
    }

    /// Charges `count` bytes, of which up to `plain` are no expansion.
    fn charge(&self, count: u64, plain: u64) {
        let plain = count.min(plain).min(self.plain.get());
        self.plain.set(self.plain.get() - plain);
        self.expanded.set(self.expanded.get() + count - plain);
        self.all.set(self.all.get() + count);
    }

    /// What `stored` bytes may become.
    fn by_ratio(&self, stored: u64) -> u64 {
        let ratio = self.budgets.ratio.saturating_mul(stored);
        ratio.max(self.budgets.ratio_after)
    }
}

/// What is said of a member that expands too much.
pub(super) fn over_budget() -> Problem {
    Problem::new(Reason::ExpansionLimit, "")
}

/// Bytes of one member, refused where a budget ends; [`Limited::is_cut`] tells.
pub(super) struct Limited<'a> {
    inner: &'a mut dyn Read,
    purse: &'a Purse,
    /// Bytes that its container stores of it.
    stored: u64,
    most: u64,
    count: u64,
    cut: bool,
}

impl<'a> Limited<'a> {
    /// The bytes of a member that takes `stored` bytes in its container.
    pub(super) fn new(inner: &'a mut dyn Read, purse: &'a Purse, stored: Option<u64>) -> Self {
        Self {
            inner,
            purse,
            stored: stored.unwrap_or(0),
            most: stored.map_or(u64::MAX, |s| purse.by_ratio(s)),
            count: 0,
            cut: false,
        }
    }

    /// Whether a budget ended it before its own end.
    pub(super) const fn is_cut(&self) -> bool {
        self.cut
    }

    /// Bytes read so far.
    pub(super) const fn count(&self) -> u64 {
        self.count
    }

    /// Whether there is more, when the budget allows no more: only then is the
    /// member cut. Costs one byte of reading.
    fn end_of_budget(&mut self) -> std::io::Result<usize> {
        if self.cut || self.inner.read(&mut [0])? > 0 {
            self.cut = true;
            return Err(std::io::Error::other(Refused(over_budget())));
        }
        // it ended exactly there
        self.purse.spent.set(false);
        Ok(0)
    }
}

impl Read for Limited<'_> {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        if buf.is_empty() {
            return Ok(0);
        }
        let own = self.most.saturating_sub(self.count);
        let plain = self.stored.saturating_sub(self.count);
        let allowed = self.purse.allowed(buf.len() as u64, plain).min(own);
        if allowed == 0 {
            return self.end_of_budget();
        }
        let n = self.inner.read(&mut buf[..allowed as usize])?;
        self.count += n as u64;
        self.purse.charge(n as u64, plain);
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn budgets() -> Budgets {
        Budgets {
            expanded: 1000,
            ratio: 10,
            ratio_after: 100,
            members: 2,
            members_most: 3,
            depth: 2,
            ..Budgets::default()
        }
    }

    /// (bytes read, cut, spent)
    fn read(purse: &Purse, bytes: usize, stored: Option<u64>) -> (u64, bool, bool) {
        let content = vec![b'x'; bytes];
        let mut content = content.as_slice();
        let mut limited = Limited::new(&mut content, purse, stored);
        let copied = std::io::copy(&mut limited, &mut std::io::sink());
        assert_eq!(copied.is_err(), limited.is_cut());
        (limited.count(), limited.is_cut(), purse.is_spent())
    }

    #[test]
    fn a_member_is_cut_at_its_own_ratio_and_others_go_on() {
        let purse = Purse::new(budgets(), 500);
        assert_eq!(read(&purse, 151, Some(15)), (150, true, false));
        assert_eq!(read(&purse, 150, Some(15)), (150, false, false));
        assert_eq!(read(&purse, 100, Some(1)), (100, false, false));
    }

    #[test]
    fn the_whole_item_has_a_size_and_a_ratio() {
        let by_size = Purse::new(budgets(), 500);
        assert_eq!(read(&by_size, 999, None), (999, false, false));
        assert_eq!(read(&by_size, 9, None), (1, true, true));
        assert_eq!(read(&by_size, 9, None), (0, true, true));
        let by_ratio = Purse::new(budgets(), 20);
        assert_eq!(read(&by_ratio, 300, None), (200, true, true));
        let unknown = Purse::new(budgets(), 0);
        assert_eq!(read(&unknown, 1001, None), (1000, true, true));
        let exact = Purse::new(budgets(), 500);
        assert_eq!(read(&exact, 1000, None), (1000, false, false));
    }

    #[test]
    fn members_are_counted() {
        let purse = Purse::new(budgets(), 1);
        assert_eq!([(); 3].map(|()| purse.take_member()), [true, true, false]);
        let large = Purse::new(budgets(), 10_000);
        assert_eq!([(); 4].map(|()| large.take_member()).last(), Some(&false));
        assert_eq!(large.most_members(), 3);
    }

    #[test]
    fn plain_copies_are_no_expansion_up_to_what_the_item_stores() {
        let purse = Purse::new(budgets(), 3000);
        for _ in 0..6 {
            assert_eq!(read(&purse, 1000, Some(1000)), (1000, false, false));
        }
        // entries that share their bytes are charged from here on
        assert_eq!(read(&purse, 1000, Some(1000)), (1000, false, false));
        assert_eq!(read(&purse, 1000, Some(1000)), (0, true, true));
        let purse = Purse::new(budgets(), 5000);
        assert_eq!(read(&purse, 4000, Some(3000)), (4000, false, false));
        assert_eq!(read(&purse, 1, None), (0, true, true));
    }
}
