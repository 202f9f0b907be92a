//! One document or table through identification, reading and detection, as a
//! scan does it, but in this process and without budgets: the sets are ours.

use crate::detect::{ItemDetector, Key, Receiver, Scanner};
use crate::extract::{self, Cell, Flow, Input, Limits, Member, Sink, Start, TableHead, Text};
use crate::inventory::{Fold, Holding, Occurrence};
use crate::model::{Confidence, Locator, Problem, SourceId};
use crate::rule::RuleSet;
use std::io::{Cursor, Read as _};
use std::sync::Arc;

/// Members within members, at most.
const DEPTH: usize = 4;

/// Detection with its buffers.
pub(super) struct Engine {
    scanner: Scanner,
    limits: Limits,
}

/// What an item gave.
#[derive(Default)]
pub(super) struct Found {
    occurrences: Vec<Occurrence>,
    pub(super) holdings: Vec<Holding>,
}

impl Engine {
    pub(super) fn new(rules: &Arc<RuleSet>) -> Self {
        Self {
            // fingerprints only count distinct values here
            scanner: Scanner::new(Arc::clone(rules), Key([0; 16])),
            limits: Limits::default(),
        }
    }

    /// Reads one item; `name` helps to tell its format.
    pub(super) fn read(&mut self, name: &str, bytes: &[u8]) -> Found {
        let mut reading = Reading {
            scanner: &mut self.scanner,
            limits: &self.limits,
            levels: Vec::new(),
            found: Found::default(),
        };
        // the flow only stops where a sink asks for it, and this one never does
        let _complete = reading.item(Locator::new(SourceId(0), name), name, bytes);
        let mut found = reading.found;
        let mut fold = Fold::default();
        found.holdings.into_iter().for_each(|h| fold.add(h));
        found.holdings = fold.finish();
        found
    }
}

impl Found {
    /// Every value with its confidence. Those of columns take their column's;
    /// without a holding they are no findings.
    pub(super) fn values(&self) -> impl Iterator<Item = (&Occurrence, Confidence)> {
        let of_column = |o: &Occurrence| {
            let key = (&o.at, &o.place, o.rule);
            let found = self
                .holdings
                .binary_search_by(|h| (&h.at, &h.place, h.rule).cmp(&key));
            found.ok().map(|i| self.holdings[i].confidence)
        };
        self.occurrences
            .iter()
            .filter_map(move |o| Some((o, o.confidence.or_else(|| of_column(o))?)))
    }
}

impl Receiver for Found {
    fn occurrence(&mut self, o: Occurrence) {
        self.occurrences.push(o);
    }
    fn holding(&mut self, h: Holding) {
        self.holdings.push(h);
    }
    fn note(&mut self, _: &str) {}
}

/// The sink of one item and its members.
struct Reading<'a> {
    scanner: &'a mut Scanner,
    limits: &'a Limits,
    levels: Vec<ItemDetector>,
    found: Found,
}

impl Reading<'_> {
    fn item(&mut self, at: Locator, name: &str, bytes: &[u8]) -> Flow {
        let Some(reader) = extract::identify(bytes, name).reader else {
            return Ok(());
        };
        self.levels.push(ItemDetector::new(at));
        let limits = self.limits;
        let flow = extract::read(
            reader,
            Input::Seekable(&mut Cursor::new(bytes)),
            limits,
            self,
        );
        if let Some(done) = self.levels.pop() {
            done.finish(self.scanner, &mut self.found);
        }
        flow
    }

    fn detect(&mut self, f: impl FnOnce(&mut ItemDetector, &mut Scanner, &mut Found)) -> Flow {
        if let Some(level) = self.levels.last_mut() {
            f(level, self.scanner, &mut self.found);
        }
        Ok(())
    }
}

impl Sink for Reading<'_> {
    fn text(&mut self, text: Text<'_>) -> Flow {
        self.detect(|d, s, out| d.text(s, &text, out))
    }
    fn begin_table(&mut self, head: TableHead<'_>) -> Flow {
        self.detect(|d, s, out| d.begin_table(s, head, out))
    }
    fn row(&mut self, row: u64, cells: &[Cell<'_>]) -> Flow {
        self.detect(|d, s, out| d.row(s, row, cells, out))
    }
    fn end_table(&mut self) -> Flow {
        self.detect(|d, s, out| d.end_table(s, out))
    }
    fn keyed(&mut self, key: &str, value: &str, at: Start) -> Flow {
        self.detect(|d, s, out| d.keyed(s, key, value, at, out))
    }
    fn member(&mut self, member: Member<'_>) -> Flow {
        let mut bytes = Vec::new();
        let (Ok(content), Some(outer)) = (member.content, self.levels.last()) else {
            return Ok(());
        };
        let at = outer.at().member(member.name);
        let most = self.limits.memory;
        if self.levels.len() > DEPTH || content.take(most).read_to_end(&mut bytes).is_err() {
            return Ok(());
        }
        self.item(at, member.name, &bytes)
    }
    fn problem(&mut self, _: Problem) {}
    fn note(&mut self, _: &str) {}
}
