//! A whole document or table through identification, reading and detection, in
//! this process and without the budgets and the ledger of a scan: for sets with
//! gold labels, and for one item that is looked at again.

use super::{ItemDetector, Receiver, Scanner};
use crate::extract::{self, Cell, Flow, Input, Limits, Member, Sink, Start, Stop, TableHead, Text};
use crate::model::{Locator, Problem, Reason};
use std::io::{Cursor, Read as _};

/// Members within members, at most.
const DEPTH: usize = 8;

/// Reads one item after the other into a receiver, members included.
pub struct Whole<'a, R: Receiver> {
    scanner: &'a mut Scanner,
    limits: &'a Limits,
    out: &'a mut R,
    /// The item that is being read, and the members around what is read now.
    levels: Vec<ItemDetector>,
    problem: Option<Problem>,
}

impl<'a, R: Receiver> Whole<'a, R> {
    /// Nothing has been read yet.
    pub const fn new(scanner: &'a mut Scanner, limits: &'a Limits, out: &'a mut R) -> Self {
        Self {
            scanner,
            limits,
            out,
            levels: Vec::new(),
            problem: None,
        }
    }

    /// Reads a document; `name` helps to tell its format. The first problem that
    /// its readers met.
    pub fn document(&mut self, at: Locator, name: &str, bytes: &[u8]) -> Option<Problem> {
        // it only ends early where the receiver is full
        let _ended = self.bytes(at, name, bytes);
        self.problem.take()
    }

    /// Reads what a source lends. The first problem that was met.
    pub fn lent(
        &mut self,
        at: Locator,
        read: impl FnOnce(&mut dyn Sink) -> Flow,
    ) -> Option<Problem> {
        let _ended = self.item(at, |sink| read(sink));
        self.problem.take()
    }

    fn bytes(&mut self, at: Locator, name: &str, bytes: &[u8]) -> Flow {
        let Some(reader) = extract::identify(bytes, name).reader else {
            self.problem(Problem::new(Reason::UnsupportedKind, ""));
            return Ok(());
        };
        let limits = self.limits;
        self.item(at, |sink| {
            extract::read(
                reader,
                Input::Seekable(&mut Cursor::new(bytes)),
                limits,
                sink,
            )
        })
    }

    fn item(&mut self, at: Locator, read: impl FnOnce(&mut Self) -> Flow) -> Flow {
        self.levels.push(ItemDetector::new(at));
        let flow = read(self);
        if let Some(done) = self.levels.pop() {
            done.finish(self.scanner, self.out);
        }
        flow
    }

    fn detect(&mut self, f: impl FnOnce(&mut ItemDetector, &mut Scanner, &mut R)) -> Flow {
        if let Some(level) = self.levels.last_mut() {
            f(level, self.scanner, self.out);
        }
        match self.out.is_full() {
            true => Err(Stop),
            false => Ok(()),
        }
    }
}

impl<R: Receiver> Sink for Whole<'_, R> {
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
        self.bytes(at, member.name, &bytes)
    }
    fn problem(&mut self, problem: Problem) {
        self.problem.get_or_insert(problem);
    }
    fn note(&mut self, _: &str) {}
}
