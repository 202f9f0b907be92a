//! The engine: lists sources, has every item read and detected in parallel,
//! keeps to budgets, isolates parsers, and writes the store.
//!
//! Invariants: this is the only room with threads and child processes; every
//! listed item, and every member of a container, ends in exactly one outcome; a
//! parser's crash, hang or memory blow-up costs one item; what is found does not
//! depend on the number of threads; memory does not grow with the size of files
//! or, but for names of hard links, with their number. (What reads a scan back,
//! [`crate::inventory::Inventory`], does grow with its items and findings;
//! [`crate::inventory::Ledger`] with what was not read.)
//!
//! A thread ([`hand`]) reads text, CSV, JSON and database rows itself and has
//! everything else read in a worker process ([`isolate`]); both push into a
//! [`collector`], whose [`output`] is either the run or the pipe of the process.
//! Windows and rows of a huge item are judged by whoever of the [`crew`] has
//! nothing to read.

mod budget;
mod collector;
mod crew;
mod fault;
mod gather;
mod hand;
mod isolate;
mod level;
mod names;
mod open;
mod options;
mod output;
mod parts;
mod progress;
mod quiet;
mod run;
mod show;
mod stop;
mod writer;

pub use isolate::child::{Probe, probe};
pub use isolate::confine::{Confinement, no_core_dump};
pub use isolate::errand;
pub use isolate::worker;
pub use names::{parted, worth_reading};
pub use options::{Budgets, Options, Patience, Workers};
pub use progress::{Observer, Silent, Tally};
pub use run::{Summary, run};
pub use show::{Bars, Lines, Wording};

/// What ends a whole run.
#[derive(Debug, thiserror::Error)]
pub enum ScanError {
    /// The store cannot be written.
    #[error(transparent)]
    Store(#[from] crate::inventory::StoreError),
    /// Worker processes cannot be started.
    #[error("worker process cannot be started: {0}")]
    Worker(std::io::Error),
    /// Worker processes load other rules than this one.
    #[error("the rules changed while the scan was starting, or the program did; start it again")]
    Rules,
    /// Threads cannot be started.
    #[error("threads cannot be started: {0}")]
    Threads(rayon::ThreadPoolBuildError),
    /// A thread of the engine itself panicked.
    #[error("internal error; please report it")]
    Bug,
}
