//! What a source gives: items, and what a run remembers of the source.

use crate::model::{Locator, Problem, SourceId};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// One thing to scan.
#[derive(Debug, Clone)]
pub struct Item {
    /// Where it is.
    pub at: Locator,
    /// Bytes; for a table, its size on disk as the database says.
    pub size: u64,
    /// Modification time, seconds since the epoch.
    pub modified: Option<i64>,
    /// POSIX mode bits; with an ACL those of the group are its mask, so that whoever
    /// it admits counts as group. Of a table who may SELECT it, in the same bits:
    /// others where PUBLIC may, else the group.
    pub mode: Option<u32>,
    /// How to get at its content.
    pub content: Content,
}

impl Item {
    /// An item of which nothing is known but why it cannot be read.
    pub(crate) const fn unreadable(at: Locator, problem: Problem) -> Self {
        Self {
            at,
            size: 0,
            modified: None,
            mode: None,
            content: Content::Unreadable(problem),
        }
    }
}

/// How to get at an item's content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// A regular file, to be opened by [`super::open_regular`].
    File(PathBuf),
    /// Standard input.
    Stdin,
    /// A database relation, to be read by [`super::Source::read_table`].
    Table {
        /// Schema, unquoted.
        schema: String,
        /// Relation, unquoted.
        table: String,
    },
    /// It was listed but cannot be read (link, device, refused directory).
    Unreadable(Problem),
}

/// What kind of place a source is.
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
#[serde(rename_all = "lowercase")]
pub enum SourceKind {
    /// A directory tree, or a list of files.
    Tree,
    /// One file.
    File,
    /// Standard input.
    Stdin,
    /// A PostgreSQL database.
    Postgres,
}

/// What a run remembers of a source: no password, no handle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceRef {
    /// Its index in the run.
    pub id: SourceId,
    /// What it is.
    pub kind: SourceKind,
    /// Canonical URI without secrets, characters as they are (not
    /// percent-encoded, so that people can write patterns against it; only bytes
    /// that are no characters are):
    /// `file:///srv/partage`, `postgres://host:5432/db`, `-`. Of one file: its
    /// directory. A binding of the register is matched against `uri` + `/` +
    /// path.
    pub uri: String,
    /// As the user wrote it, redacted.
    pub given: String,
}
