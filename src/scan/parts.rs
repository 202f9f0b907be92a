//! A huge item in parts: windows of its text and batches of its rows, judged by
//! whoever is free and joined in their order.
//!
//! Invariants: what is found is what one worker would have found, in the same
//! order; at most a few parts are on their way, so that memory does not grow.

use super::crew::{Crew, Part};
use super::quiet::guarded;
use crate::detect::{ItemDetector, Receiver, Scanner};
use crate::extract::{Cell, CellKind, Start, Text};
use crate::inventory::{Holding, Occurrence, Table};
use crossbeam_channel as channel;
use std::collections::VecDeque;
use std::ops::Range;

/// Bytes of one item that are judged as they come, before it counts as huge.
pub(super) const SMALL: u64 = 2 << 20;

/// Bytes of rows in one part.
const ROWS: usize = 128 << 10;

/// Content of an item, kept until somebody judges it.
enum Content {
    Text {
        text: String,
        own: Range<usize>,
        start: Start,
    },
    Rows(Rows),
}

impl Content {
    fn judge(&self, detector: &mut ItemDetector, scanner: &mut Scanner, out: &mut dyn Receiver) {
        match self {
            Self::Text { text, own, start } => {
                let text = Text {
                    text,
                    own: own.clone(),
                    start: *start,
                    origin: None,
                };
                detector.text(scanner, &text, out);
            }
            Self::Rows(rows) => rows.each(|row, cells| detector.row(scanner, row, cells, out)),
        }
    }
}

/// Rows of a table, copied.
#[derive(Default)]
struct Rows {
    text: String,
    /// Of each cell: where its text ends, what it was, where it began.
    cells: Vec<(usize, CellKind, Option<Start>)>,
    /// Number of each row, and how many cells had come when it ended.
    rows: Vec<(u64, usize)>,
}

impl Rows {
    fn push(&mut self, row: u64, cells: &[Cell<'_>]) {
        for cell in cells {
            self.text.push_str(cell.text);
            self.cells.push((self.text.len(), cell.kind, cell.at));
        }
        self.rows.push((row, self.cells.len()));
    }

    /// What is held, empty cells and rows counted.
    fn bytes(&self) -> usize {
        self.text.len() + size_of_val(&*self.cells) + size_of_val(&*self.rows)
    }

    fn each(&self, mut judge: impl FnMut(u64, &[Cell<'_>])) {
        let (mut cells, mut from, mut first) = (Vec::new(), 0, 0);
        for (row, last) in &self.rows {
            cells.clear();
            for (end, kind, at) in &self.cells[first..*last] {
                cells.push(Cell {
                    text: &self.text[from..*end],
                    kind: *kind,
                    at: *at,
                });
                from = *end;
            }
            first = *last;
            judge(*row, &cells);
        }
    }
}

/// What a part told, until it is its turn.
struct Told {
    wants: bool,
    occurrences: Vec<Occurrence>,
    holdings: Vec<Holding>,
    tables: Vec<Table>,
    notes: Vec<String>,
}

impl Receiver for Told {
    fn wants_occurrences(&self) -> bool {
        self.wants
    }

    fn occurrence(&mut self, occurrence: Occurrence) {
        self.occurrences.push(occurrence);
    }

    fn holding(&mut self, holding: Holding) {
        self.holdings.push(holding);
    }

    fn table(&mut self, table: Table) {
        self.tables.push(table);
    }

    fn note(&mut self, note: &str) {
        self.notes.push(note.to_owned());
    }
}

/// A part that has been judged; none where that panicked.
type Judged = Option<(ItemDetector, Told)>;

/// The parts of one item or member that are on their way.
#[derive(Default)]
pub(super) struct Parts {
    waiting: VecDeque<channel::Receiver<Judged>>,
    rows: Rows,
    /// Detectors of the same table that may be used again.
    spare: Vec<ItemDetector>,
    /// Bytes of content so far.
    bytes: u64,
}

/// A part panicked where it was judged.
pub(super) struct Panicked;

/// A worker with its crew and the item it reads.
pub(super) struct Bench<'a> {
    pub(super) crew: &'a Crew,
    pub(super) scanner: &'a mut Scanner,
    pub(super) detector: &'a mut ItemDetector,
    pub(super) out: &'a mut dyn Receiver,
}

impl Parts {
    /// Counts content; true when there was so much that it is worth parting.
    pub(super) const fn is_huge(&mut self, bytes: usize) -> bool {
        self.bytes += bytes as u64;
        self.bytes > SMALL
    }

    /// Whether everything has been joined, and nothing is kept of it.
    pub(super) fn is_settled(&self) -> bool {
        self.waiting.is_empty() && self.rows.rows.is_empty() && self.spare.is_empty()
    }

    /// A window of text.
    pub(super) fn text(&mut self, text: &Text<'_>, bench: &mut Bench<'_>) -> Result<(), Panicked> {
        self.send_rows(bench)?;
        let content = Content::Text {
            text: text.text.to_owned(),
            own: text.own.clone(),
            start: text.start,
        };
        self.send(content, bench)
    }

    /// A row of a table.
    pub(super) fn row(
        &mut self,
        row: u64,
        cells: &[Cell<'_>],
        bench: &mut Bench<'_>,
    ) -> Result<(), Panicked> {
        self.rows.push(row, cells);
        if self.rows.bytes() < ROWS {
            return Ok(());
        }
        self.send_rows(bench)
    }

    fn send_rows(&mut self, bench: &mut Bench<'_>) -> Result<(), Panicked> {
        if self.rows.rows.is_empty() {
            return Ok(());
        }
        let rows = std::mem::take(&mut self.rows);
        self.send(Content::Rows(rows), bench)
    }

    fn send(&mut self, content: Content, bench: &mut Bench<'_>) -> Result<(), Panicked> {
        let spare = self.spare.pop();
        let Some(mut detector) = spare.or_else(|| bench.detector.stretch()) else {
            // the first rows of a table, which decide how it is read
            self.settle_sent(bench)?;
            content.judge(bench.detector, bench.scanner, bench.out);
            return Ok(());
        };
        let mut told = Told {
            wants: bench.out.wants_occurrences(),
            occurrences: Vec::new(),
            holdings: Vec::new(),
            tables: Vec::new(),
            notes: Vec::new(),
        };
        let (done, judged) = channel::bounded(1);
        let part: Part = Box::new(move |scanner| {
            let result = guarded(|| {
                content.judge(&mut detector, scanner, &mut told);
                (detector, told)
            });
            let panicked = result.is_err();
            // nobody waits for it only when the item has been given up
            let _gone = done.send(result.ok());
            panicked
        });
        self.waiting.push_back(judged);
        if let Err(part) = bench.crew.give(part)
            && part(bench.scanner)
        {
            // the scanner is not to be trusted any more: what came before counts
            return self.settle_sent(bench);
        }
        self.join_ready(bench)
    }

    /// Joins what is ready, and waits when too much is on its way.
    fn join_ready(&mut self, bench: &mut Bench<'_>) -> Result<(), Panicked> {
        while let Some(first) = self.waiting.front() {
            let judged = if self.waiting.len() > 2 * bench.crew.hands() {
                first.recv().ok()
            } else if let Ok(judged) = first.try_recv() {
                Some(judged)
            } else {
                return Ok(());
            };
            self.waiting.pop_front();
            self.join(judged.flatten(), bench)?;
        }
        Ok(())
    }

    fn join(&mut self, judged: Judged, bench: &mut Bench<'_>) -> Result<(), Panicked> {
        let (mut detector, told) = judged.ok_or(Panicked)?;
        bench.detector.join(&mut detector);
        told.occurrences
            .into_iter()
            .for_each(|o| bench.out.occurrence(o));
        told.holdings.into_iter().for_each(|h| bench.out.holding(h));
        told.tables.into_iter().for_each(|t| bench.out.table(t));
        told.notes.iter().for_each(|n| bench.out.note(n));
        self.spare.push(detector);
        Ok(())
    }

    /// Joins everything: what comes next is of another table, or the end.
    pub(super) fn settle(&mut self, bench: &mut Bench<'_>) -> Result<(), Panicked> {
        self.send_rows(bench)?;
        self.settle_sent(bench)?;
        self.spare.clear();
        Ok(())
    }

    fn settle_sent(&mut self, bench: &mut Bench<'_>) -> Result<(), Panicked> {
        while let Some(first) = self.waiting.pop_front() {
            self.join(first.recv().ok().flatten(), bench)?;
        }
        Ok(())
    }
}
