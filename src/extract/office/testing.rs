//! For tests: documents zipped in memory, and a sink that writes down what it
//! is given, one line each.

use super::super::{Cell, CellKind, Flow, Limits, Member, Sink, Start, TableHead, Text};
use crate::model::Problem;
use std::io::{Cursor, Write};
use zip::write::{SimpleFileOptions, ZipWriter};

/// A zip archive of these parts.
pub(in crate::extract) fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer
            .start_file(*name, SimpleFileOptions::default())
            .unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// Everything a reader gave, in order.
#[derive(Debug, Default)]
pub(in crate::extract) struct Heard {
    /// One line each: `text Field: ...`, `row 3: a|b`, `keyed k: v`, ...
    pub(in crate::extract) lines: Vec<String>,
}

impl Heard {
    /// What `read` gives for `bytes`.
    pub(in crate::extract) fn from(
        read: fn(super::super::Input<'_>, &Limits, &mut dyn Sink) -> Flow,
        bytes: &[u8],
    ) -> Self {
        Self::within(read, bytes, &Limits::default())
    }

    /// What `read` gives for `bytes` within `limits`.
    pub(in crate::extract) fn within(
        read: fn(super::super::Input<'_>, &Limits, &mut dyn Sink) -> Flow,
        bytes: &[u8],
        limits: &Limits,
    ) -> Self {
        let mut heard = Self::default();
        let mut file = Cursor::new(bytes);
        read(super::super::Input::Seekable(&mut file), limits, &mut heard).unwrap();
        heard
    }

    /// Whether there is this very line.
    pub(in crate::extract) fn has(&self, line: &str) -> bool {
        self.lines.iter().any(|l| l == line)
    }

    /// The lines that start so.
    pub(in crate::extract) fn starting(&self, start: &str) -> Vec<&str> {
        let lines = self.lines.iter().map(String::as_str);
        lines.filter(|l| l.starts_with(start)).collect()
    }
}

fn place(start: Start) -> String {
    match start {
        Start::Lines { line, .. } => format!("line {line}"),
        Start::Page(page) => format!("page {page}"),
        Start::Paragraph(paragraph) => format!("paragraph {paragraph}"),
        Start::Field => "field".into(),
    }
}

fn shown(cell: &Cell<'_>) -> String {
    match cell.kind {
        CellKind::Text => cell.text.to_owned(),
        CellKind::Number => format!("n:{}", cell.text),
        CellKind::Date => format!("d:{}", cell.text),
    }
}

impl Sink for Heard {
    fn text(&mut self, text: Text<'_>) -> Flow {
        let own = &text.text[text.own.clone()];
        self.lines
            .push(format!("text {}: {own}", place(text.start)));
        Ok(())
    }

    fn begin_table(&mut self, head: TableHead<'_>) -> Flow {
        self.lines.push(format!("table {:?}", head.sheet));
        Ok(())
    }

    fn row(&mut self, row: u64, cells: &[Cell<'_>]) -> Flow {
        let cells: Vec<_> = cells.iter().map(shown).collect();
        self.lines.push(format!("row {row}: {}", cells.join("|")));
        Ok(())
    }

    fn end_table(&mut self) -> Flow {
        self.lines.push("end".into());
        Ok(())
    }

    fn keyed(&mut self, key: &str, value: &str, at: Start) -> Flow {
        self.lines
            .push(format!("keyed {} {key}: {value}", place(at)));
        Ok(())
    }

    fn member(&mut self, mut member: Member<'_>) -> Flow {
        let line = match &mut member.content {
            Ok(bytes) => {
                let mut all = Vec::new();
                bytes.read_to_end(&mut all).unwrap();
                format!("member {}: {} bytes", member.name, all.len())
            }
            Err(problem) => format!("member {}: {problem}", member.name),
        };
        self.lines.push(line);
        Ok(())
    }

    fn problem(&mut self, problem: Problem) {
        self.lines.push(format!("problem {problem}"));
    }

    fn note(&mut self, note: &str) {
        self.lines.push(format!("note {note}"));
    }
}
