//! A sink that keeps everything, for the tests of the readers.

use super::{Cell, Flow, Member, Sink, Start, TableHead, Text};
use crate::model::Problem;
use std::io::Read;
use std::ops::Range;

/// What a member held, or why it could not be had.
pub(super) type Content = Result<Vec<u8>, Problem>;

/// What was said to a sink, in order, by kind.
#[derive(Debug, Default)]
pub(super) struct Recorder {
    pub(super) texts: Vec<(String, Range<usize>, Start)>,
    pub(super) tables: usize,
    pub(super) rows: Vec<(u64, Vec<String>)>,
    /// Cells that stand at a place of their own.
    pub(super) placed: Vec<(String, Start)>,
    pub(super) keyed: Vec<(String, String, Start)>,
    pub(super) members: Vec<(String, Option<u64>, Content)>,
    pub(super) problems: Vec<Problem>,
    pub(super) notes: Vec<String>,
}

impl Sink for Recorder {
    fn text(&mut self, text: Text<'_>) -> Flow {
        self.texts
            .push((text.text.to_owned(), text.own, text.start));
        Ok(())
    }

    fn begin_table(&mut self, _: TableHead<'_>) -> Flow {
        self.tables += 1;
        Ok(())
    }

    fn row(&mut self, row: u64, cells: &[Cell<'_>]) -> Flow {
        let placed = |c: &Cell<'_>| c.at.map(|at| (c.text.to_owned(), at));
        self.placed.extend(cells.iter().filter_map(placed));
        let cells = cells.iter().map(|c| c.text.to_owned()).collect();
        self.rows.push((row, cells));
        Ok(())
    }

    fn end_table(&mut self) -> Flow {
        Ok(())
    }

    fn keyed(&mut self, key: &str, value: &str, at: Start) -> Flow {
        self.keyed.push((key.to_owned(), value.to_owned(), at));
        Ok(())
    }

    fn member(&mut self, member: Member<'_>) -> Flow {
        let content = member.content.and_then(|input| {
            let mut bytes = Vec::new();
            match input.take(64 << 20).read_to_end(&mut bytes) {
                Ok(_) => Ok(bytes),
                Err(e) => Err(super::io_problem(&e)),
            }
        });
        self.members
            .push((member.name.to_owned(), member.stored, content));
        Ok(())
    }

    fn problem(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    fn note(&mut self, note: &str) {
        self.notes.push(note.to_owned());
    }
}
