//! The one thread that writes the store: records what is listed, hands it to the
//! workers, and writes what they found.
//!
//! Invariants: an item is in the store before a worker has it; its outcome and
//! holdings enter in one transaction; if writing fails, the run ends and nobody
//! waits for ever.

use super::stop::StopSign;
use crate::inventory::store::{Batch, Listed, WorkId};
use crate::inventory::{Holding, Occurrence, Store, StoreError, Table};
use crate::model::Outcome;
use crate::source::Item;
use crossbeam_channel::{Receiver, Sender};
use std::time::{Duration, Instant};

/// What reaches the writer.
pub(super) enum Message {
    /// Listed, to be recorded and then handed out.
    Listed(Vec<Item>),
    /// Everything is listed.
    ListingDone,
    /// Occurrences of an item that is being read.
    Part(WorkId, Vec<Occurrence>),
    /// The item is read once more: what was sent of it is void.
    Discard(WorkId),
    /// The item is read.
    Done {
        /// Which.
        work: WorkId,
        /// Of itself and its members.
        outcomes: Vec<Outcome>,
        /// Folded.
        holdings: Vec<Holding>,
        /// Those in which something was found.
        tables: Vec<Table>,
        /// The last ones.
        occurrences: Vec<Occurrence>,
    },
}

/// An item for a worker.
pub(super) struct Work {
    pub(super) id: WorkId,
    pub(super) item: Item,
}

/// How long results may wait for others to share their transaction.
const SHARE: Duration = Duration::from_millis(30);

/// Messages in one transaction.
const MOST: usize = 2048;

/// Writes until everyone who sends is gone.
pub(super) fn write(
    store: &mut Store,
    run: &str,
    messages: &Receiver<Message>,
    workers: Sender<Work>,
    stop: &StopSign,
) -> Result<(), StoreError> {
    let mut workers = Some(workers);
    let result = write_all(store, run, messages, &mut workers);
    if result.is_err() {
        stop.set();
        drop(workers);
        // nobody who is about to send may block for ever
        messages.iter().for_each(drop);
    }
    result
}

fn write_all(
    store: &mut Store,
    run: &str,
    messages: &Receiver<Message>,
    workers: &mut Option<Sender<Work>>,
) -> Result<(), StoreError> {
    while let Ok(first) = messages.recv() {
        let mut ready = Vec::new();
        let done = store.batch(run, |batch| {
            let mut all_listed = write_one(batch, first, &mut ready)?;
            let until = Instant::now() + SHARE;
            for _ in 0..MOST {
                let Some(next) = next(messages, until, ready.is_empty() && !all_listed) else {
                    break;
                };
                all_listed |= write_one(batch, next, &mut ready)?;
            }
            Ok(all_listed)
        })?;
        if let Some(workers) = workers.as_ref() {
            // no worker is left only when the run is ending
            ready.into_iter().for_each(|w| drop(workers.send(w)));
        }
        if done {
            *workers = None;
        }
    }
    Ok(())
}

/// The next message of this transaction. While workers wait for what was listed,
/// only one that is already there.
fn next(messages: &Receiver<Message>, until: Instant, patient: bool) -> Option<Message> {
    if !patient {
        return messages.try_recv().ok();
    }
    messages.recv_deadline(until).ok()
}

/// Writes one message; true when it was the end of the listing.
fn write_one(
    batch: &mut Batch<'_>,
    message: Message,
    ready: &mut Vec<Work>,
) -> Result<bool, StoreError> {
    match message {
        Message::Listed(items) => {
            for item in items {
                let id = batch.start(Listed {
                    at: &item.at,
                    bytes: item.size,
                    modified: item.modified,
                    mode: item.mode,
                })?;
                ready.push(Work { id, item });
            }
        }
        Message::ListingDone => return Ok(true),
        Message::Part(work, occurrences) => batch.part(work, &occurrences)?,
        Message::Discard(work) => batch.discard(work)?,
        Message::Done {
            work,
            outcomes,
            holdings,
            tables,
            occurrences,
        } => {
            batch.part(work, &occurrences)?;
            batch.finish(work, &outcomes, &holdings, &tables)?;
        }
    }
    Ok(false)
}
