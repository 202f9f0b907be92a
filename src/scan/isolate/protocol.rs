//! What the supervisor and a worker process say to each other.

use super::confine::Confinement;
use crate::extract::Limits;
use crate::inventory::{Holding, Occurrence, Table};
use crate::model::{Kind, Locator, Outcome};
use crate::scan::Budgets;
use serde::{Deserialize, Serialize};

/// Both sides must be the same program.
pub(super) const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), "/2");

/// The first thing a worker process is told.
#[derive(Clone, Serialize, Deserialize)]
pub(in crate::scan) struct Setup {
    pub(super) version: String,
    /// Process id of the supervisor, without which the worker has no business.
    pub(super) parent: u32,
    pub(super) key: [u8; 16],
    /// As the bytes of their paths.
    pub(super) rule_directories: Vec<Vec<u8>>,
    /// What loading the rules must come to.
    pub(super) rules_sha256: String,
    pub(super) limits: Limits,
    pub(super) budgets: Budgets,
    pub(super) occurrences: Option<u64>,
    pub(super) memory: u64,
    pub(super) faults: bool,
}

/// One item to read; its open file comes with the message.
#[derive(Clone, Serialize, Deserialize)]
pub(in crate::scan) struct Job {
    pub(in crate::scan) at: Locator,
    pub(in crate::scan) name: String,
    pub(in crate::scan) bytes: u64,
    pub(in crate::scan) modified: Option<i64>,
    pub(in crate::scan) mode: Option<u32>,
    /// Time for it; none: no limit.
    pub(in crate::scan) milliseconds: Option<u64>,
    /// The file cannot be rewound; this was already read from it.
    pub(in crate::scan) streamed: Option<Vec<u8>>,
}

/// What a worker process says.
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::scan) enum Report {
    /// The rules are loaded; their hash, and how far the process is confined.
    Ready(String, Confinement),
    /// It cannot work; a code, no text of others.
    Refused(String),
    /// An item or member begins.
    Entered(Locator, Kind),
    /// The innermost one has given content.
    Delivered,
    /// A value.
    Occurrence(Occurrence),
    /// What a place holds, or a part of it.
    Holding(Holding),
    /// A table in which something was found.
    Table(Table),
    /// The innermost one ends.
    Left(Outcome),
    /// Bytes read of the item's file since the last time.
    Read(u64),
    /// The item is done; whether a reader panicked on the way.
    Done(bool),
}

/// Adds an answer as it goes over the socket.
pub(in crate::scan) fn frame(report: &Report, into: &mut Vec<u8>) {
    super::socket::encode(report, into);
}
