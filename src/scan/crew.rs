//! The workers of a run as a crew: who has nothing to read judges parts of what
//! others read.
//!
//! Invariants: a part is handed over only to a worker that is waiting for one,
//! so that none lies about; nobody leaves while somebody reads.

use super::writer::Work;
use crate::detect::Scanner;
use crossbeam_channel::{Receiver, Sender, bounded, select};

/// A part of an item, to be judged with the scanner of whoever takes it; says
/// whether that panicked, after which the scanner should be replaced.
pub(super) type Part = Box<dyn FnOnce(&mut Scanner) -> bool + Send>;

/// See the module.
pub(super) struct Crew {
    hands: usize,
    give: Sender<Part>,
    take: Receiver<Part>,
    /// One for each hand, until it enters.
    places: Receiver<Sender<()>>,
    /// Disconnected when nobody reads any more.
    over: Receiver<()>,
}

/// While it lives, its owner may still give parts.
pub(super) struct Reading {
    _place: Option<Sender<()>>,
}

impl Reading {
    /// For a run of one thread.
    pub(super) const fn alone() -> Self {
        Self { _place: None }
    }
}

impl Crew {
    /// Of so many threads; none where there is one.
    pub(super) fn new(threads: usize) -> Option<Self> {
        if threads < 2 {
            return None;
        }
        // without room: what is sent is taken
        let (give, take) = bounded(0);
        let (place, over) = bounded(0);
        let (free, places) = bounded(threads);
        for _ in 0..threads {
            free.try_send(place.clone()).ok()?;
        }
        Some(Self {
            hands: threads,
            give,
            take,
            places,
            over,
        })
    }

    /// How many threads it has.
    pub(super) const fn hands(&self) -> usize {
        self.hands
    }

    /// A hand begins.
    pub(super) fn enter(&self) -> Reading {
        Reading {
            _place: self.places.try_recv().ok(),
        }
    }

    /// Has somebody else judge a part, if anybody waits for one; else gives it
    /// back.
    pub(super) fn give(&self, part: Part) -> Result<(), Part> {
        self.give.try_send(part).map_err(|full| full.into_inner())
    }

    /// The next item, or none when there are no more; parts that come meanwhile
    /// are helped with.
    pub(super) fn next(&self, items: &Receiver<Work>, mut help: impl FnMut(Part)) -> Option<Work> {
        loop {
            select! {
                recv(items) -> work => return work.ok(),
                recv(self.take) -> part => part.into_iter().for_each(&mut help),
            }
        }
    }

    /// Helps until nobody reads.
    pub(super) fn help_to_the_end(&self, mut help: impl FnMut(Part)) {
        loop {
            select! {
                recv(self.over) -> _ => return,
                recv(self.take) -> part => part.into_iter().for_each(&mut help),
            }
        }
    }
}
