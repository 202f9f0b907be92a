//! Finds personal data in text and in columns: candidates, validation, context,
//! arbitration between rules, evidence -> confidence. Knows no file and no
//! table beyond what is lent to it, and lets no raw value out: receivers get
//! masked values and keyed fingerprints.
//!
//! [`Scanner`] holds the compiled rules and the reused buffers of one worker;
//! [`ItemDetector`] holds what is being learnt of one item (columns under
//! judgement, holdings so far).

use crate::extract::{Cell, Start, TableHead, Text};
use crate::inventory::{Holding, Occurrence};
use crate::model::Locator;
use crate::rule::RuleSet;
use std::sync::Arc;

/// The organisation's secret, under which fingerprints are made.
#[derive(Clone)]
pub struct Key(pub [u8; 16]);

/// Takes what an item yields.
pub trait Receiver {
    /// One value. Called in the order of the item.
    fn occurrence(&mut self, occurrence: Occurrence);
    /// What one place of the item holds of one rule. May be called more than
    /// once for the same place and rule; `inventory::Fold` adds them up.
    fn holding(&mut self, holding: Holding);
    /// A remark for the ledger (`identifiers destroyed in column C`).
    fn note(&mut self, note: &str);
}

/// Compiled rules, key and reused buffers of one worker.
pub struct Scanner {
    rules: Arc<RuleSet>,
    key: Key,
}

impl Scanner {
    /// A scanner for one worker.
    #[must_use]
    pub fn new(rules: Arc<RuleSet>, key: Key) -> Self {
        Self { rules, key }
    }
}

/// What is being learnt of one item.
pub struct ItemDetector {
    at: Locator,
}

impl ItemDetector {
    /// Begins an item.
    #[must_use]
    pub fn new(at: Locator) -> Self {
        Self { at }
    }

    /// Running text: see [`Text`].
    pub fn text(&mut self, s: &mut Scanner, text: &Text<'_>, out: &mut dyn Receiver) {
        let _ = (s, text, out, &self.at);
    }

    /// A table begins.
    pub fn begin_table(&mut self, s: &mut Scanner, head: TableHead<'_>) {
        let _ = (&s.rules, &s.key, head);
    }

    /// One row of it.
    pub fn row(&mut self, s: &mut Scanner, row: u64, cells: &[Cell<'_>], out: &mut dyn Receiver) {
        let _ = (s, row, cells, out);
    }

    /// The table is complete: its columns are judged.
    pub fn end_table(&mut self, s: &mut Scanner, out: &mut dyn Receiver) {
        let _ = (s, out);
    }

    /// A value under a key.
    pub fn keyed(
        &mut self,
        s: &mut Scanner,
        key: &str,
        value: &str,
        at: Start,
        out: &mut dyn Receiver,
    ) {
        let _ = (s, key, value, at, out);
    }

    /// Emits the holdings of text so far (so that a crash later costs less).
    pub fn checkpoint(&mut self, s: &mut Scanner, out: &mut dyn Receiver) {
        let _ = (s, out);
    }

    /// The item is complete: keyed columns and the document are judged, all
    /// remaining holdings emitted. An open table is ended.
    pub fn finish(self, s: &mut Scanner, out: &mut dyn Receiver) {
        let _ = (s, out);
    }
}
