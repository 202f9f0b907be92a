//! Whether a text is JSON, by reading its start.

use super::Reader;
use crate::extract::chars::Chars;
use crate::extract::{Cell, Flow, Limits, Member, Sink, Start, Stop, TableHead, Text};
use crate::model::Problem;

/// What a text whose first character may begin JSON turns out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::extract) enum Shape {
    /// No JSON.
    None,
    /// One document.
    Document,
    /// Several, as in a log of JSON lines.
    Lines,
}

/// Looks at the start of a text.
pub(in crate::extract) fn shape(sample: &str) -> Shape {
    let mut nothing = Ignore;
    let mut input = sample.as_bytes();
    let mut chars = Chars::new(&mut input);
    let mut reader = Reader::new(&mut chars, &Limits::default(), &mut nothing);
    let ended = reader.documents();
    let Reader {
        leaves,
        documents,
        broken,
        ..
    } = reader;
    let is_json = match (ended, broken) {
        (Err(Stop), _) => false,
        (_, 0) => leaves + documents > 0,
        _ => leaves >= 20 && broken * 10 <= leaves,
    };
    match documents {
        _ if !is_json => Shape::None,
        0 | 1 => Shape::Document,
        _ => Shape::Lines,
    }
}

/// A sink for those who only look.
struct Ignore;

impl Sink for Ignore {
    fn text(&mut self, _: Text<'_>) -> Flow {
        Ok(())
    }
    fn begin_table(&mut self, _: TableHead<'_>) -> Flow {
        Ok(())
    }
    fn row(&mut self, _: u64, _: &[Cell<'_>]) -> Flow {
        Ok(())
    }
    fn end_table(&mut self) -> Flow {
        Ok(())
    }
    fn keyed(&mut self, _: &str, _: &str, _: Start) -> Flow {
        Ok(())
    }
    fn member(&mut self, _: Member<'_>) -> Flow {
        Ok(())
    }
    fn problem(&mut self, _: Problem) {}
    fn note(&mut self, _: &str) {}
}
