//! Where things are: directory trees, single files, standard input, databases.
//! A source lists [`Item`]s and never looks inside files; for a database it
//! lends the rows of one table to a [`Sink`], since nobody else may hold the
//! connection.
//!
//! Invariants: nothing that is scanned is written to, locked or altered; no
//! address is reached that was not named; no password is kept in anything that
//! prints. Async code stays in
//! `postgres`. The environment is never read
//! here: it is given ([`Environment`]).

mod error;
mod files_from;
mod hint;
mod item;
mod open;
mod overlap;
mod postgres;
mod redact;
mod regular;
mod single;
mod tree;
mod walk;

/// Detail of a table of another server: its rows are data, and were not read.
pub const FOREIGN_TABLE: &str = "foreign table";

pub use error::{Fault, SourceError, Warning};
pub use files_from::open_list;
pub use item::{Content, Item, SourceKind, SourceRef};
pub use open::{Environment, Options, open};
pub use overlap::overlap;
pub use postgres::{DatabaseLimits, relation};
pub use redact::redact;
pub use regular::open_regular;

use crate::extract::{Flow, Limits, Sink};

/// A place that holds things to scan. Shared by all workers of a run.
pub trait Source: Send + Sync {
    /// What the run remembers of it.
    fn reference(&self) -> &SourceRef;

    /// What the user should know before the scan starts (a password on the
    /// command line, a server whose certificate is not checked).
    fn warnings(&self) -> &[Warning] {
        &[]
    }

    /// Gives every item once, in no particular order, those that cannot be read
    /// included. Ends early, without error, when `each` returns [`Stop`].
    ///
    /// # Errors
    /// When the source as a whole cannot be listed. What goes wrong with one
    /// item is an item with [`Content::Unreadable`].
    ///
    /// [`Stop`]: crate::extract::Stop
    fn list(&self, each: &mut dyn FnMut(Item) -> Flow) -> Result<(), SourceError>;

    /// Reads one relation listed as [`Content::Table`] into `sink`, as a format
    /// reader does: one table with declared columns, rows numbered from 1 in
    /// the order delivered. What goes wrong is told by [`Sink::problem`]; if
    /// nothing was delivered the item was not scanned. Blocks; workers call it
    /// in parallel, each call uses a connection of its own.
    ///
    /// # Errors
    /// [`Stop`] when the sink wants no more.
    ///
    /// [`Stop`]: crate::extract::Stop
    fn read_table(&self, schema: &str, table: &str, limits: &Limits, sink: &mut dyn Sink) -> Flow {
        let _ = (schema, table, limits);
        sink.problem(crate::model::Problem::new(
            crate::model::Reason::NotATable,
            "the source has no tables",
        ));
        Ok(())
    }
}
