//! Gathers what one top-level item yields in this process, folded, and sends it
//! to the thread that writes the store.

use super::level;
use super::output::Output;
use super::progress::Tally;
use super::writer::Message;
use crate::inventory::store::WorkId;
use crate::inventory::{Fold, Holding, Occurrence, Table};
use crate::model::{Kind, Locator, Outcome, Problem};
use crossbeam_channel::Sender;

/// Occurrences sent together.
const PART: usize = 512;

/// One top-level item on its way to the store.
pub(super) struct Gather<'a> {
    work: WorkId,
    to: &'a Sender<Message>,
    tally: &'a Tally,
    fold: Fold,
    tables: Vec<Table>,
    occurrences: Vec<Occurrence>,
    outcomes: Vec<Outcome>,
    /// Values told to the tally.
    found: u64,
    /// Parts of this attempt are in the store already.
    sent: bool,
}

impl<'a> Gather<'a> {
    pub(super) fn new(work: WorkId, to: &'a Sender<Message>, tally: &'a Tally) -> Self {
        Self {
            work,
            to,
            tally,
            fold: Fold::default(),
            tables: Vec::new(),
            occurrences: Vec::new(),
            outcomes: Vec::new(),
            found: 0,
            sent: false,
        }
    }

    /// Forgets everything: the item will be read once more.
    pub(super) fn discard(&mut self) {
        if std::mem::take(&mut self.sent) {
            self.send(Message::Discard(self.work));
        }
        self.tally.take_back_found(std::mem::take(&mut self.found));
        self.fold = Fold::default();
        self.tables.clear();
        self.occurrences.clear();
        self.outcomes.clear();
    }

    /// Adds a problem to the item's own outcome.
    pub(super) fn amend(&mut self, problem: Problem) {
        if let Some(own) = self.outcomes.iter_mut().find(|o| o.at.entry.is_none()) {
            own.problems.push(problem);
            let read = own.state != crate::model::State::NotScanned;
            own.state = level::state(&own.problems, read);
        }
    }

    /// Says how long the item was, once that is known.
    pub(super) fn sized(&mut self, bytes: u64) {
        if let Some(own) = self.outcomes.iter_mut().find(|o| o.at.entry.is_none()) {
            own.bytes = bytes;
        }
    }

    /// Everything of the item is there.
    pub(super) fn finish(self) {
        for outcome in &self.outcomes {
            self.tally.add_ended(outcome);
        }
        let _gone = self.to.send(Message::Done {
            work: self.work,
            outcomes: self.outcomes,
            holdings: self.fold.finish(),
            tables: self.tables,
            occurrences: self.occurrences,
        });
    }

    fn send(&self, message: Message) {
        // The writer is gone only when the run has failed, which it tells itself.
        let _gone = self.to.send(message);
    }
}

impl Output for Gather<'_> {
    fn entered(&mut self, _at: &Locator, _kind: &Kind) {}

    fn delivered(&mut self) {}

    fn occurrence(&mut self, occurrence: Occurrence) {
        self.occurrences.push(occurrence);
        if self.occurrences.len() >= PART {
            self.sent = true;
            let part = std::mem::take(&mut self.occurrences);
            self.send(Message::Part(self.work, part));
        }
    }

    fn holding(&mut self, holding: Holding) {
        self.found += holding.count;
        self.tally.add_found(holding.count);
        self.fold.add(holding);
    }

    fn table(&mut self, table: Table) {
        self.tables.push(table);
    }

    fn left(&mut self, outcome: Outcome) {
        self.outcomes.push(outcome);
    }
}
