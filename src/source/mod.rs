//! Where things are: directory trees, single files, standard input, databases.
//! A source lists [`Item`]s and never looks inside them.

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
    /// POSIX mode bits.
    pub mode: Option<u32>,
    /// How to get at its content.
    pub content: Content,
}

/// How to get at an item's content.
#[derive(Debug, Clone)]
pub enum Content {
    /// A regular file.
    File(PathBuf),
    /// Standard input.
    Stdin,
    /// A database relation.
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SourceKind {
    /// A directory tree.
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
    /// Canonical URI without secrets: `file:///srv/partage`,
    /// `postgres://host:5432/db`, `-`. A binding of the register is matched
    /// against `uri` + `/` + path.
    pub uri: String,
    /// As the user wrote it, redacted.
    pub given: String,
}
