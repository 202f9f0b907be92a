//! How far a run is: counters that everyone may read, and who is told.

use crate::model::{Locator, Outcome, State};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// Told how far a run is: about ten times a second and once at the end, always
/// from the thread that called [`super::run()`].
pub trait Observer {
    /// A look at the counters.
    fn tick(&mut self, tally: &Tally);
}

/// Looks away.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Observer for Silent {
    fn tick(&mut self, _tally: &Tally) {}
}

/// Counters of a run at work.
#[derive(Debug)]
pub struct Tally {
    begun: Instant,
    listed: AtomicU64,
    listed_bytes: AtomicU64,
    all_listed: AtomicBool,
    ended: AtomicU64,
    read_bytes: AtomicU64,
    incomplete: AtomicU64,
    found: AtomicU64,
    /// What each thread is reading.
    current: Vec<Mutex<Option<Locator>>>,
}

impl Tally {
    pub(super) fn new(threads: usize) -> Self {
        Self {
            begun: Instant::now(),
            listed: AtomicU64::new(0),
            listed_bytes: AtomicU64::new(0),
            all_listed: AtomicBool::new(false),
            ended: AtomicU64::new(0),
            read_bytes: AtomicU64::new(0),
            incomplete: AtomicU64::new(0),
            found: AtomicU64::new(0),
            current: (0..threads).map(|_| Mutex::new(None)).collect(),
        }
    }

    /// Since the run began.
    #[must_use]
    pub fn elapsed(&self) -> std::time::Duration {
        self.begun.elapsed()
    }

    /// Items listed so far; all of them when [`Self::all_listed`].
    #[must_use]
    pub fn listed(&self) -> u64 {
        self.listed.load(Relaxed)
    }

    /// Their bytes.
    #[must_use]
    pub fn listed_bytes(&self) -> u64 {
        self.listed_bytes.load(Relaxed)
    }

    /// Whether every source is listed to its end.
    #[must_use]
    pub fn all_listed(&self) -> bool {
        self.all_listed.load(Relaxed)
    }

    /// Items (as listed, without members) that have their outcome.
    #[must_use]
    pub fn ended(&self) -> u64 {
        self.ended.load(Relaxed)
    }

    /// Bytes of the listed items that are read, or passed over.
    #[must_use]
    pub fn read_bytes(&self) -> u64 {
        self.read_bytes.load(Relaxed)
    }

    /// Items and members that are not wholly read.
    #[must_use]
    pub fn incomplete(&self) -> u64 {
        self.incomplete.load(Relaxed)
    }

    /// Values found.
    #[must_use]
    pub fn found(&self) -> u64 {
        self.found.load(Relaxed)
    }

    /// What is being read now, one entry per thread at work.
    #[must_use]
    pub fn current(&self) -> Vec<Locator> {
        let slot =
            |m: &Mutex<Option<Locator>>| m.lock().unwrap_or_else(PoisonError::into_inner).clone();
        self.current.iter().filter_map(slot).collect()
    }

    pub(super) fn add_listed(&self, bytes: u64) {
        self.listed.fetch_add(1, Relaxed);
        self.listed_bytes.fetch_add(bytes, Relaxed);
    }

    pub(super) fn end_listing(&self) {
        self.all_listed.store(true, Relaxed);
    }

    pub(super) fn set_current(&self, thread: usize, at: Option<&Locator>) {
        if let Some(slot) = self.current.get(thread) {
            *slot.lock().unwrap_or_else(PoisonError::into_inner) = at.cloned();
        }
    }

    pub(super) fn add_read(&self, bytes: u64) {
        self.read_bytes.fetch_add(bytes, Relaxed);
    }

    /// What was counted of an attempt that is void.
    pub(super) fn take_back_read(&self, bytes: u64) {
        self.read_bytes.fetch_sub(bytes, Relaxed);
    }

    /// As [`Self::take_back_read`].
    pub(super) fn take_back_found(&self, values: u64) {
        self.found.fetch_sub(values, Relaxed);
    }

    pub(super) fn add_found(&self, values: u64) {
        self.found.fetch_add(values, Relaxed);
    }

    pub(super) fn add_ended(&self, outcome: &Outcome) {
        if outcome.at.entry.is_none() {
            self.ended.fetch_add(1, Relaxed);
        }
        if outcome.state != State::Complete {
            self.incomplete.fetch_add(1, Relaxed);
        }
    }
}
