//! What people decided about gaps: `decisions.toml`, and the waivers of a
//! register, as one kind of value. Text in, values out; edits of the file keep
//! every comment and the order. No I/O, no clock.
//!
//! A decision is about one gap by its id, or about those that match a code, an
//! activity, a pattern of places. `accept` and `false_positive` set a gap aside
//! until a day, as far as it had gone ([`Accepted`]); `declare` and `delete` say
//! what will be done, and hide nothing. What a decision does to a gap is for
//! `reconcile` to say.

mod check;
mod edit;
mod read;
mod sheet;
mod toml;

pub use check::{Remark, check};
pub use edit::{Done, EditError, put};
pub use read::read;
pub use sheet::{COLUMNS, Refused, cells, from_rows};
pub use toml::facts;

use crate::register::keyword::Keyword;
use crate::register::{Accepted, At, Date, Register};

/// What was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// The register will be completed: the gap stays open.
    Declare,
    /// The data will be deleted: the gap stays open.
    Delete,
    /// Accepted for a time.
    Accept,
    /// Nothing personal was found there.
    FalsePositive,
}

impl Verdict {
    /// Every verdict, in the order in which they are offered.
    pub const ALL: &'static [Self] = &[
        Self::Declare,
        Self::Delete,
        Self::Accept,
        Self::FalsePositive,
    ];

    /// The word in files and on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Declare => "declare",
            Self::Delete => "delete",
            Self::Accept => "accept",
            Self::FalsePositive => "false_positive",
        }
    }

    /// Whether it sets a gap aside; needs a reason and a last day then.
    #[must_use]
    pub const fn sets_aside(self) -> bool {
        matches!(self, Self::Accept | Self::FalsePositive)
    }
}

impl Keyword for Verdict {
    const WORDS: &'static [&'static str] = &["declare", "delete", "accept", "false_positive"];

    fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|v| v.as_str() == word)
    }
}

/// Which gaps a decision is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum About {
    /// One, by its id (`G-3f2a9c1b`).
    Gap(String),
    /// Those that fit.
    Match(Match),
}

impl About {
    /// Whether two decisions are about the same: ids are compared without case.
    #[must_use]
    pub fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Gap(a), Self::Gap(b)) => a.eq_ignore_ascii_case(b),
            (Self::Match(a), Self::Match(b)) => a == b,
            _ => false,
        }
    }

    /// As people say it: the id, or `G03, prospects, Clients/**`.
    #[must_use]
    pub fn say(&self) -> String {
        match self {
            Self::Gap(id) => id.clone(),
            Self::Match(m) => {
                let parts = [&m.code, &m.activity, &m.place];
                let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
                parts.join(", ")
            }
        }
    }
}

/// What gaps have in common; at least one is said.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Match {
    /// `G01` to `G15`.
    pub code: Option<String>,
    /// The id of the activity.
    pub activity: Option<String>,
    /// A pattern that one of the places fits (`Archives/**`). It counts among the
    /// places that are accepted.
    pub place: Option<String>,
}

/// One decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Of which gaps.
    pub about: About,
    /// What.
    pub verdict: Verdict,
    /// Why; never blank where a gap is set aside.
    pub reason: String,
    /// Who answers for it; may be empty.
    pub owner: String,
    /// The day on which it was decided.
    pub decided: Option<Date>,
    /// The last day on which it holds, or on which it is to be looked at again;
    /// always there where a gap is set aside.
    pub expires: Option<Date>,
    /// How far the gap had gone.
    pub accepts: Accepted,
    /// Where it is written.
    pub origin: Origin,
}

/// Where a decision is written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origin {
    /// As it is cited: `decisions.toml:12`, `register.yaml:34`.
    pub source: String,
    /// The place in its file.
    pub at: At,
    /// It is a waiver of the register.
    pub waiver: bool,
}

impl Decision {
    /// Whether its last day is past.
    #[must_use]
    pub fn is_past(&self, as_of: Date) -> bool {
        self.expires.is_some_and(|day| day < as_of)
    }

    /// The same decision, wherever it is written.
    #[must_use]
    pub fn same(&self, other: &Self) -> bool {
        let placed = |d: &Self| Self {
            origin: Origin::default(),
            ..d.clone()
        };
        placed(self) == placed(other)
    }
}

/// The waivers of a register as decisions.
#[must_use]
pub fn waivers(register: &Register) -> Vec<Decision> {
    let each = register.waivers.iter();
    each.map(|w| Decision {
        about: About::Gap(w.gap.value.clone()),
        verdict: Verdict::Accept,
        reason: w.reason.clone(),
        owner: w.by.clone(),
        decided: None,
        expires: Some(w.until.value),
        accepts: w.accepts.clone(),
        origin: Origin {
            source: register.cite(w.gap.at),
            at: w.gap.at,
            waiver: true,
        },
    })
    .collect()
}

#[cfg(test)]
mod tests;
