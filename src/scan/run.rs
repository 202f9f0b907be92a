//! A run: one thread lists, several read, one writes, and the caller's watches.
//!
//! ```text
//! lister -> writer (records) -> queue -> workers -> writer (results)
//! ```
//!
//! Invariants: every queue is bounded, so memory does not grow with the number
//! of items (what is listed and not yet taken is limited by `turns`); what is
//! stored does not depend on the number of threads; nothing is lost by an error,
//! everything that was listed has its row.

use super::crew::{Crew, Reading};
use super::hand::{Hand, Shared};
use super::isolate::child;
use super::progress::{Observer, Tally};
use super::stop::StopSign;
use super::writer::{self, Message, Work};
use super::{Options, ScanError};
use crate::extract::Stop;
use crate::inventory::{Run, RunState, Store};
use crate::model::{Locator, SourceId};
use crate::rule::RuleSet;
use crate::source::{Item, Source, SourceError};
use crossbeam_channel::{Receiver, Sender, bounded, unbounded};
use std::sync::Arc;
use std::time::Duration;

/// Items that are listed and not yet taken by a worker, at most.
const AHEAD: usize = 4096;

/// Listed items recorded together.
const TOGETHER: usize = 128;

/// Messages on their way to the writer.
const MESSAGES: usize = 64;

/// How often the observer looks.
const LOOK: Duration = Duration::from_millis(100);

/// How a run ended.
#[derive(Debug)]
pub struct Summary {
    /// The run, as stored.
    pub run: Run,
    /// Whether it came to its end.
    pub state: RunState,
    /// Sources that could not be listed to their end, and why.
    pub refused: Vec<(SourceId, SourceError)>,
}

/// Scans `sources` and writes everything to `store`, from which
/// [`Store::load_inventory`] gives the inventory.
///
/// # Errors
/// What makes the whole run impossible: the store cannot be written, worker
/// processes cannot be started or have other rules. The run is then stored as
/// interrupted. What goes wrong with one item is in its outcome; a source that
/// cannot be listed is in [`Summary::refused`].
pub fn run(
    sources: &[Box<dyn Source>],
    rules: &Arc<RuleSet>,
    options: &Options,
    observer: &mut dyn Observer,
    store: &mut Store,
) -> Result<Summary, ScanError> {
    let run = store.begin_run(Run {
        id: String::new(),
        started: (options.clock)(),
        finished: None,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        rules_sha256: rules.sha256().to_owned(),
        sources: sources.iter().map(|s| s.reference().clone()).collect(),
        rules: rules.cards(),
    })?;
    let stop = StopSign::new(Arc::clone(&options.stop));
    let tally = Tally::new(options.parallel());
    let setup = child::setup(options, rules);
    let crew = Crew::new(options.parallel());
    let shared = Shared {
        sources,
        rules,
        options,
        setup: &setup,
        stop: &stop,
        tally: &tally,
        crew: crew.as_ref(),
    };
    let result = drive(&shared, &run.id, observer, store);
    finish(result, run, options, &stop, store)
}

/// Writes how the run ended.
fn finish(
    result: Result<Vec<(SourceId, SourceError)>, ScanError>,
    mut run: Run,
    options: &Options,
    stop: &StopSign,
    store: &mut Store,
) -> Result<Summary, ScanError> {
    run.finished = Some((options.clock)());
    let state = match &result {
        _ if stop.is_set() => RunState::Interrupted,
        Err(_) => RunState::Interrupted,
        Ok(refused) if refused.is_empty() => RunState::Complete,
        Ok(_) => RunState::Partial,
    };
    let stored = store.finish_run(&run, state);
    let refused = result?;
    stored?;
    Ok(Summary {
        run,
        state,
        refused,
    })
}

/// Runs all threads to their end.
fn drive(
    shared: &Shared<'_>,
    run: &str,
    observer: &mut dyn Observer,
    store: &mut Store,
) -> Result<Vec<(SourceId, SourceError)>, ScanError> {
    let (messages, inbox) = bounded(MESSAGES);
    let (work, queue) = unbounded();
    let (turns, taken) = bounded(AHEAD);
    let (alive, ended) = bounded::<()>(0);
    let lister = Lister {
        shared,
        queue: queue.clone(),
        turns,
        messages: messages.clone(),
        waiting: Vec::with_capacity(TOGETHER),
    };
    std::thread::scope(|scope| {
        let listing = scope.spawn(move || lister.list_all());
        let writing = scope.spawn(move || writer::write(store, run, &inbox, work, shared.stop));
        let reading = scope.spawn(move || {
            let result = read_all(shared, messages, queue, taken);
            drop(alive);
            result
        });
        while ended.recv_timeout(LOOK) == Err(crossbeam_channel::RecvTimeoutError::Timeout) {
            observer.tick(shared.tally);
        }
        let refused = listing.join().map_err(|_| ScanError::Bug)?;
        reading.join().map_err(|_| ScanError::Bug)??;
        writing.join().map_err(|_| ScanError::Bug)??;
        observer.tick(shared.tally);
        Ok(refused)
    })
}

/// The pool of workers; the first error of any of them.
fn read_all(
    shared: &Shared<'_>,
    messages: Sender<Message>,
    queue: Receiver<Work>,
    turns: Receiver<()>,
) -> Result<(), ScanError> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(shared.options.parallel())
        .thread_name(|n| format!("scan-{n}"))
        .build();
    let pool = match pool {
        Ok(pool) => pool,
        Err(error) => {
            shared.stop.set();
            return Err(ScanError::Threads(error));
        }
    };
    let results = pool.broadcast(|thread| {
        let reading = shared.crew.map_or_else(Reading::alone, Crew::enter);
        let mut hand = Hand::new(shared, thread.index(), messages.clone());
        hand.work(&queue, &turns, reading)
    });
    results.into_iter().collect()
}

/// Lists all sources, one after the other.
struct Lister<'a> {
    shared: &'a Shared<'a>,
    /// Only to see how much is left in it.
    queue: Receiver<Work>,
    turns: Sender<()>,
    messages: Sender<Message>,
    waiting: Vec<Item>,
}

impl Lister<'_> {
    /// Returns what could not be listed. The ledger says it too, as an item
    /// that stands for the rest of the source.
    fn list_all(mut self) -> Vec<(SourceId, SourceError)> {
        let mut refused = Vec::new();
        for source in self.shared.sources {
            if self.shared.stop.is_set() {
                break;
            }
            if let Err(error) = source.list(&mut |item| self.list(item)) {
                let id = source.reference().id;
                let rest = Item::unreadable(Locator::new(id, "."), error.problem());
                let _stopped = self.list(rest);
                refused.push((id, error));
            }
        }
        refused
    }

    fn list(&mut self, item: Item) -> Result<(), Stop> {
        if self.shared.stop.is_set() {
            return Err(Stop);
        }
        self.shared.tally.add_listed(item.size);
        self.turns.send(()).map_err(|_| Stop)?;
        self.waiting.push(item);
        // while workers have enough to do, recording many together is cheaper
        let hungry = self.queue.len() < self.shared.options.parallel() * 4;
        if hungry || self.waiting.len() >= TOGETHER {
            self.record();
        }
        Ok(())
    }

    fn record(&mut self) {
        if !self.waiting.is_empty() {
            let items = std::mem::replace(&mut self.waiting, Vec::with_capacity(TOGETHER));
            let _gone = self.messages.send(Message::Listed(items));
        }
    }
}

impl Drop for Lister<'_> {
    /// However the listing ended: without this word nobody else would.
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.shared.stop.set();
        }
        self.record();
        self.shared.tally.end_listing();
        let _gone = self.messages.send(Message::ListingDone);
    }
}
