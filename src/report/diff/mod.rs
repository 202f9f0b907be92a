//! Two scans side by side: which gaps are new, which are gone, which grew. A gap
//! whose places were not read again is told apart from one that is fixed: what
//! nobody looked at has not changed. Of what the earlier scan did not read, the last one
//! that did is asked (`recall`).
//!
//! Gaps are known by their ids, which are of regions and activities, not of files:
//! a file that moves inside its place changes nothing. Undeclared places that are
//! gathered with others, or told apart again (`reconcile::cluster`), are followed
//! through their folders.

mod judge;
mod recall;
mod render;
mod snapshot;

pub use judge::compare;
pub(crate) use render::sentence;
pub use render::{json, markdown, table};
pub(super) use snapshot::REST;
pub use snapshot::{Snapshot, SnapshotError};

use crate::model::Datum;
use crate::reconcile::{Code, GapId, Level};

/// What became of a gap from one scan to the next. In the order in which it is
/// told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Became {
    /// It was not there.
    New,
    /// A decision had set it aside, which no longer holds.
    Reopened,
    /// Graver, or of more persons.
    Worse,
    /// As it was.
    Open,
    /// Less grave, or of fewer persons.
    Better,
    /// It is not among the gaps, but its places were not all read again.
    Unread,
    /// It is gone, and all that is left of its places was read again.
    Fixed,
    /// A decision sets it aside.
    Waived,
}

impl Became {
    /// All, in their order.
    pub const ALL: [Self; 8] = [
        Self::New,
        Self::Reopened,
        Self::Worse,
        Self::Open,
        Self::Better,
        Self::Unread,
        Self::Fixed,
        Self::Waived,
    ];

    /// The name in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Reopened => "reopened",
            Self::Worse => "worse",
            Self::Open => "open",
            Self::Better => "better",
            Self::Unread => "not_read",
            Self::Fixed => "fixed",
            Self::Waived => "waived",
        }
    }
}

/// How grave a gap was in one of the scans.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weight {
    /// Level.
    pub level: Level,
    /// Score, 0-100.
    pub score: u8,
    /// Persons, the least there can be.
    pub persons: Option<u64>,
    /// The most there can be, where the estimate does not tell well.
    pub at_most: Option<u64>,
}

/// One gap in both scans.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What became of it.
    pub became: Became,
    /// Its id: in the later scan, where it is there.
    pub id: GapId,
    /// Which kind.
    pub code: Code,
    /// Its title in French, and in English (in the one language of a JSON report).
    pub title: (String, String),
    /// Its data.
    pub items: Vec<Datum>,
    /// In the earlier scan.
    pub before: Option<Weight>,
    /// In the later one.
    pub after: Option<Weight>,
    /// The gap of the other scan that holds its places, where it has another id.
    pub gathered: Option<GapId>,
    /// Its places of the earlier scan that were not read again, and all of them.
    pub unread: (u64, u64),
}

/// What a comparison says of one of its scans.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    /// What the user calls it: an id, a file.
    pub name: String,
    /// Its day.
    pub day: String,
}

/// Two scans compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// The earlier one.
    pub before: Side,
    /// The later one.
    pub after: Side,
    /// Every gap of either, by what became of it, the gravest first.
    pub changes: Vec<Change>,
    /// Sources in which there was something in the earlier scan, and nothing at all
    /// in the later one, or which could not be listed.
    pub lost: Vec<String>,
    /// The register is not the same.
    pub other_register: bool,
    /// The rules are not the same.
    pub other_rules: bool,
    /// The later scan did not come to its end, or other sources were given.
    pub other_scope: bool,
}

impl Compared {
    /// How many gaps became so.
    #[must_use]
    pub fn count(&self, became: Became) -> u64 {
        self.changes.iter().filter(|c| c.became == became).count() as u64
    }

    /// Gaps that fail a run: new ones, those opened again, and those whose level has
    /// risen, where they reach the level.
    pub fn failing(&self, least: Level) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(move |c| {
            let reaches = |w: &Option<Weight>| w.is_some_and(|w| w.level >= least);
            match c.became {
                Became::New | Became::Reopened => reaches(&c.after),
                Became::Worse => {
                    let level = |w: &Option<Weight>| w.map(|w| w.level);
                    reaches(&c.after) && level(&c.after) > level(&c.before)
                }
                Became::Open | Became::Better | Became::Unread | Became::Fixed | Became::Waived => {
                    false
                }
            }
        })
    }
}

#[cfg(test)]
mod tests;
