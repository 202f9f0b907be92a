//! What a run may take: threads, budgets, time, memory.
//!
//! Every default is that of the documentation; every budget that is hit is
//! reported as a problem of its item, never passed over.

use crate::detect::Key;
use crate::extract::Limits;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

/// Budgets of one top-level item and all that it contains.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Budgets {
    /// How deep containers may stand in containers.
    pub depth: usize,
    /// Members of all its containers together, however small it is.
    pub members: u64,
    /// The same, however large it is: a mailbox grows by its messages.
    pub members_most: u64,
    /// Bytes that its members may have after expansion, together, beside those
    /// that it stores.
    pub expanded: u64,
    /// Expanded bytes per stored byte, of one member and of the whole item.
    pub ratio: u64,
    /// Expanded bytes before the ratio counts.
    pub ratio_after: u64,
    /// Holdings, before folding, however small it is: more is no content but a
    /// fault.
    pub holdings: u64,
    /// The same, however large it is.
    pub holdings_most: u64,
}

/// Bytes of an item that allow one more member, and one more holding: hardly a
/// message is shorter, and no entry of an archive.
const BYTES_PER_MEMBER: u64 = 32;

impl Budgets {
    /// Members that an item of `bytes` may have.
    #[must_use]
    pub const fn members_in(&self, bytes: u64) -> u64 {
        grown(self.members, self.members_most, bytes)
    }

    /// Holdings that an item of `bytes` may have.
    #[must_use]
    pub const fn holdings_in(&self, bytes: u64) -> u64 {
        grown(self.holdings, self.holdings_most, bytes)
    }
}

const fn grown(least: u64, most: u64, bytes: u64) -> u64 {
    let by_size = bytes / BYTES_PER_MEMBER;
    match (by_size < least, by_size > most) {
        (true, _) => least,
        (false, true) => most,
        (false, false) => by_size,
    }
}

impl Default for Budgets {
    fn default() -> Self {
        Self {
            depth: 8,
            members: 10_000,
            members_most: 200_000,
            expanded: 1 << 30,
            ratio: 200,
            ratio_after: 10_000_000,
            holdings: 50_000,
            holdings_most: 500_000,
        }
    }
}

/// How long one item may take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patience {
    /// For every item.
    pub base: Duration,
    /// More, per megabyte (10^6 bytes) of the item.
    pub per_megabyte: Duration,
    /// Without a sign of life from a worker process; grows with the size of the
    /// item at a sixth of `per_megabyte`, as it is a sixth of `base`.
    pub silence: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            base: Duration::from_secs(120),
            per_megabyte: Duration::from_secs(1),
            silence: Duration::from_secs(20),
        }
    }
}

impl Patience {
    /// The whole time of an item of `bytes`.
    #[must_use]
    pub fn deadline(&self, bytes: u64) -> Duration {
        self.base + self.for_size(bytes)
    }

    /// The longest silence in an item of `bytes`.
    #[must_use]
    pub fn silence(&self, bytes: u64) -> Duration {
        self.silence + self.for_size(bytes) / 6
    }

    fn for_size(&self, bytes: u64) -> Duration {
        let megabytes = u32::try_from(bytes / 1_000_000).unwrap_or(u32::MAX);
        self.per_megabyte.saturating_mul(megabytes)
    }
}

/// The worker processes in which third-party parsers run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workers {
    /// The program to start with `__worker`; none: this program.
    pub program: Option<PathBuf>,
    /// Address space of one, in bytes.
    pub memory: u64,
    /// Items after which one is replaced by a fresh one.
    pub recycle: u32,
}

impl Default for Workers {
    fn default() -> Self {
        Self {
            program: None,
            memory: 1536 << 20,
            recycle: 500,
        }
    }
}

/// Everything a run is told beside its sources and rules.
#[derive(Debug, Clone)]
pub struct Options {
    /// Items read at the same time; 0: one per core.
    pub threads: usize,
    /// The secret under which fingerprints are made.
    pub key: Key,
    /// The directories that the rules were loaded from: worker processes load
    /// them again and must come to the same set.
    pub rule_directories: Vec<PathBuf>,
    /// Budgets inside one format reader.
    pub limits: Limits,
    /// Budgets of containers.
    pub budgets: Budgets,
    /// Time.
    pub patience: Patience,
    /// Worker processes.
    pub workers: Workers,
    /// Occurrences stored of one item or member; counts stay exact. None: all.
    pub occurrences_per_item: Option<u64>,
    /// Seconds since the epoch; asked when the run begins and ends.
    pub clock: fn() -> i64,
    /// Set by anyone to end the run: what is left ends as interrupted.
    pub stop: Arc<AtomicBool>,
    /// Obey files that begin with `LIMIER-FAULT` (tests of the engine only).
    pub faults: bool,
}

impl Options {
    /// The defaults, under a key and a clock.
    #[must_use]
    pub fn new(key: Key, clock: fn() -> i64) -> Self {
        Self {
            threads: 0,
            key,
            rule_directories: Vec::new(),
            limits: Limits::default(),
            budgets: Budgets::default(),
            patience: Patience::default(),
            workers: Workers::default(),
            occurrences_per_item: Some(1000),
            clock,
            stop: Arc::default(),
            faults: false,
        }
    }

    /// How many items are read at the same time: what is asked for, up to
    /// [`PARALLEL`]; each thread has its own automata and worker process.
    #[must_use]
    pub fn parallel(&self) -> usize {
        match self.threads {
            0 => std::thread::available_parallelism().map_or(1, usize::from),
            n => n.min(PARALLEL),
        }
    }
}

/// Threads that are started at most, whatever is asked for.
const PARALLEL: usize = 256;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_threads_than_make_sense() {
        let key = crate::detect::Key([0; 16]);
        let mut o = Options::new(key, || 0);
        o.threads = 1024;
        assert_eq!(o.parallel(), PARALLEL);
        o.threads = 3;
        assert_eq!(o.parallel(), 3);
    }

    #[test]
    fn members_grow_with_size_up_to_a_bound() {
        let b = Budgets::default();
        assert_eq!(b.members_in(0), 10_000);
        assert_eq!(b.members_in(1 << 20), 1 << 15);
        assert_eq!(b.members_in(1 << 40), 200_000);
        assert_eq!(b.holdings_in(0), 50_000);
        assert_eq!(b.holdings_in(1 << 40), 500_000);
    }

    #[test]
    fn time_grows_with_size() {
        let p = Patience::default();
        assert_eq!(p.deadline(999_999), Duration::from_secs(120));
        assert_eq!(p.deadline(60_000_000), Duration::from_secs(180));
        assert_eq!(p.silence(60_000_000), Duration::from_secs(30));
    }
}
