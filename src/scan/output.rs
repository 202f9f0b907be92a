//! Where the collector sends what an item yields: straight to the run
//! ([`super::gather::Gather`]), or over the pipe of a worker process.

use crate::inventory::{Holding, Occurrence, Table};
use crate::model::{Kind, Locator, Outcome};

/// Takes the story of one top-level item: it and its members are entered and
/// left like brackets, the item itself first and last.
pub(super) trait Output {
    /// An item or member begins.
    fn entered(&mut self, at: &Locator, kind: &Kind);
    /// The innermost open one has given content for the first time.
    fn delivered(&mut self);
    /// One value of it.
    fn occurrence(&mut self, occurrence: Occurrence);
    /// What one place of it holds, or a part of that.
    fn holding(&mut self, holding: Holding);
    /// A table of it in which something was found.
    fn table(&mut self, table: Table);
    /// The innermost open one ends.
    fn left(&mut self, outcome: Outcome);
    /// A page, a table or a member is over: what is held back is passed on, so
    /// that it survives a death in what comes next.
    fn flush(&mut self) {}
    /// Some work was done; what is held back may be passed on if it is old.
    fn tick(&mut self) {}
}
