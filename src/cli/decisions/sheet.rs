//! The tables of a workbook or CSV file as they are, hidden columns too: what is
//! accepted stands in one.

use crate::decision::{Decision, Refused, from_rows};
use crate::extract::{
    self, Cell, Flow, Header, Input, Limits, Member, Reader, Sink, Start, Stop, TableHead, Text,
    identify,
};
use crate::model::{Problem, fold};
use std::io::Cursor;

/// Rows of one table: no report has as many gaps.
const ROWS: usize = 100_000;
/// Cells of one row that may be columns of decisions.
const COLUMNS: usize = 100;
/// Bytes that are looked at to know what a file is.
const HEAD: usize = 64 << 10;

/// The decisions of the sheet of that name, else of the first table that has their
/// headings; none where none has.
pub(super) fn decisions(bytes: &[u8], name: &str) -> Option<(Vec<Decision>, Vec<Refused>)> {
    let head = &bytes[..bytes.len().min(HEAD)];
    let reader = identify(head, name).reader?;
    if !matches!(reader, Reader::Sheet | Reader::Delimited) {
        return None;
    }
    let mut found = Tables::default();
    let limits = Limits {
        cells: 2_000_000,
        part: 256 << 20,
        ..Limits::default()
    };
    // the sink stops its reader where there is too much
    _ = extract::read(
        reader,
        Input::Seekable(&mut Cursor::new(bytes)),
        &limits,
        &mut found,
    );
    let mut tables = found.tables;
    tables.sort_by_key(|t| !fold(&t.name).starts_with("decision"));
    tables.iter().find_map(|t| from_rows(&t.rows))
}

#[derive(Default)]
struct Table {
    name: String,
    rows: Vec<(u64, Vec<String>)>,
    /// Columns before the first cell of a row.
    before: usize,
}

#[derive(Default)]
struct Tables {
    tables: Vec<Table>,
}

impl Sink for Tables {
    fn text(&mut self, _: Text<'_>) -> Flow {
        Ok(())
    }

    fn begin_table(&mut self, head: TableHead<'_>) -> Flow {
        self.tables.push(Table {
            name: head.sheet.unwrap_or_default().to_owned(),
            before: (head.first_column.max(1) - 1) as usize,
            rows: Vec::new(),
        });
        if let Header::Declared(names) = head.header {
            let names: Vec<Cell<'_>> = names.iter().map(|n| Cell::text(n)).collect();
            self.row(1, &names)?;
        }
        Ok(())
    }

    fn row(&mut self, row: u64, cells: &[Cell<'_>]) -> Flow {
        let Some(table) = self.tables.last_mut() else {
            return Ok(());
        };
        if table.rows.len() >= ROWS {
            return Err(Stop);
        }
        let mut out = vec![String::new(); table.before.min(COLUMNS)];
        out.extend(cells.iter().take(COLUMNS).map(|c| c.text.to_owned()));
        table.rows.push((row, out));
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
