//! What became of each item: the coverage ledger's lines.
//!
//! Invariant: every enumerated item ends in exactly one [`State`]; failing to
//! read something is a result, never an abort and never silence.

use super::Locator;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What an item was recognised as, by content first and by name second:
/// `xlsx`, `pdf`, `text`, `zip`, `jpeg`, ... Lower-case, stable.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Kind(pub std::borrow::Cow<'static, str>);

impl Kind {
    /// A kind known at compile time.
    #[must_use]
    pub const fn of(name: &'static str) -> Self {
        Self(std::borrow::Cow::Borrowed(name))
    }

    /// Its name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Why something was not, or not wholly, read. Closed, so that reports can
/// count and explain it; `docs` of the cure live in the report's catalogue.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// A password or key is needed.
    Encrypted,
    /// Pages or files that are pictures, without a text layer.
    ImageOnly,
    /// No reader for this kind yet.
    UnsupportedKind,
    /// The content breaks the rules of its format.
    Damaged,
    /// The operating system or the database refused.
    PermissionDenied,
    /// It was listed but gone when opened.
    Vanished,
    /// It changed while it was read.
    Changed,
    /// Reading failed (disk, network).
    IoError,
    /// A link: not followed, so that nothing outside the source is read.
    Link,
    /// A device, FIFO or socket: listed, never opened.
    NotRegular,
    /// The time budget ran out.
    Timeout,
    /// The memory budget ran out.
    Memory,
    /// The parser crashed (panic, stack overflow, signal).
    Crash,
    /// The expansion budget (bytes, ratio) of a container ran out.
    ExpansionLimit,
    /// The depth budget of containers ran out.
    DepthLimit,
    /// The member budget of a container ran out.
    MemberLimit,
    /// The cell budget of a table ran out.
    CellLimit,
    /// Text whose fonts have no usable characters: what was read is unreliable.
    UnreliableText,
    /// A value too long to be read whole was cut.
    ValueCut,
    /// The database's statement or lock timeout.
    DatabaseTimeout,
    /// The database reported another error (SQLSTATE in the detail).
    DatabaseError,
    /// A relation that is declared, not read: view, foreign table.
    NotATable,
    /// Excluded on request.
    Excluded,
    /// The run was interrupted before its turn.
    Interrupted,
}

impl Reason {
    /// Every reason.
    pub const ALL: &'static [Self] = &[
        Self::Encrypted,
        Self::ImageOnly,
        Self::UnsupportedKind,
        Self::Damaged,
        Self::PermissionDenied,
        Self::Vanished,
        Self::Changed,
        Self::IoError,
        Self::Link,
        Self::NotRegular,
        Self::Timeout,
        Self::Memory,
        Self::Crash,
        Self::ExpansionLimit,
        Self::DepthLimit,
        Self::MemberLimit,
        Self::CellLimit,
        Self::UnreliableText,
        Self::ValueCut,
        Self::DatabaseTimeout,
        Self::DatabaseError,
        Self::NotATable,
        Self::Excluded,
        Self::Interrupted,
    ];

    /// The name used in JSON and the store.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Encrypted => "encrypted",
            Self::ImageOnly => "image_only",
            Self::UnsupportedKind => "unsupported_kind",
            Self::Damaged => "damaged",
            Self::PermissionDenied => "permission_denied",
            Self::Vanished => "vanished",
            Self::Changed => "changed",
            Self::IoError => "io_error",
            Self::Link => "link",
            Self::NotRegular => "not_regular",
            Self::Timeout => "timeout",
            Self::Memory => "memory",
            Self::Crash => "crash",
            Self::ExpansionLimit => "expansion_limit",
            Self::DepthLimit => "depth_limit",
            Self::MemberLimit => "member_limit",
            Self::CellLimit => "cell_limit",
            Self::UnreliableText => "unreliable_text",
            Self::ValueCut => "value_cut",
            Self::DatabaseTimeout => "database_timeout",
            Self::DatabaseError => "database_error",
            Self::NotATable => "not_a_table",
            Self::Excluded => "excluded",
            Self::Interrupted => "interrupted",
        }
    }
}

/// One thing that went wrong in one item. `detail` is for people and never
/// holds content of the item: a code, a page number, a member's name, a count.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Problem {
    /// What.
    pub what: Reason,
    /// Where or how much (`page 3`, `SQLSTATE 42501`); may be empty.
    pub detail: String,
}

impl Problem {
    /// A problem and its detail.
    #[must_use]
    pub fn new(what: Reason, detail: impl Into<String>) -> Self {
        Self {
            what,
            detail: detail.into(),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.detail.is_empty() {
            f.write_str(self.what.as_str())
        } else {
            write!(f, "{} ({})", self.what.as_str(), self.detail)
        }
    }
}

/// How far an item was read.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Wholly read. Only then may one say "clean".
    Complete,
    /// Read in part; the problems say what is missing.
    Partial,
    /// Not read at all.
    NotScanned,
}

impl State {
    /// The name used in JSON and the store.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Partial => "partial",
            Self::NotScanned => "not_scanned",
        }
    }
}

/// One line of the coverage ledger.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Outcome {
    /// Which item (or member of a container).
    pub at: Locator,
    /// What it was recognised as.
    pub kind: Kind,
    /// How far it was read.
    pub state: State,
    /// Why not further; empty when complete. The first is the one reported.
    pub problems: Vec<Problem>,
    /// Remarks that take nothing from completeness ("hidden sheet read",
    /// "identifiers destroyed in column C"), as stable English codes.
    pub notes: Vec<String>,
    /// Size in bytes of the item as stored; for tables 0.
    pub bytes: u64,
    /// Rows read, for tables and sheets.
    pub rows: u64,
    /// Modification time, seconds since the epoch, where the source has one.
    pub modified: Option<i64>,
    /// POSIX mode bits, where the source has them; of a table, who may SELECT it in
    /// the same bits.
    pub mode: Option<u32>,
}
