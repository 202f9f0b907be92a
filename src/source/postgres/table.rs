//! Reading one table: `COPY (SELECT ...) TO STDOUT`, row by row into a sink.
//!
//! COPY in text format gives every type as text and costs the client least
//! (5 M rows, loopback: 1.04 s of CPU, a cursor 3.53 s). Nothing but columns is
//! selected, so no function of the database's users runs.

use super::DatabaseLimits;
use super::catalog::{self, Column, Shape, quote_name};
use super::fault::Failure;
use super::pool::Pool;
use super::row::{Form, Row, recycle};
use super::session::{Rows, Session};
use crate::extract::{Cell, Flow, Header, Limits, Sink, Stop, TableHead};
use crate::model::{Problem, Reason};
use std::time::Duration;

/// Bytes into which the server's compression can put `n` bytes of text, at
/// best: a value of fewer stored bytes is not longer than the limit.
const BEST_COMPRESSION: usize = 256;

/// Reads `schema.table` into `sink`, once more from the start if the connection
/// breaks: rows that were delivered are not delivered again.
pub(super) fn read(
    pool: &Pool,
    schema: &str,
    table: &str,
    limits: &Limits,
    sink: &mut dyn Sink,
) -> Flow {
    let mut reading = Reading {
        name: (schema, table),
        limits,
        columns: Vec::new(),
        row: Row::new(Vec::new(), limits.value),
        delivered: 0,
        begun: false,
        sink,
    };
    let mut result = pool.with(|session| reading.attempt(session, pool.limits()));
    if result == Err(Failure::Lost) {
        result = reading.again(pool);
    }
    reading.end(result)
}

/// What is known of a table while it is read.
struct Reading<'a> {
    name: (&'a str, &'a str),
    limits: &'a Limits,
    /// The columns that are read.
    columns: Vec<Column>,
    row: Row,
    /// Rows the sink has got.
    delivered: u64,
    begun: bool,
    sink: &'a mut dyn Sink,
}

impl Reading<'_> {
    /// After a lost connection. What changed in between may be missed: said.
    fn again(&mut self, pool: &Pool) -> Result<(), Failure> {
        let before = self.delivered;
        let result = pool.with(|session| self.attempt(session, pool.limits()));
        if before > 0 && result.is_ok() {
            let detail = format!("connection lost after {before} rows, resumed");
            self.sink
                .problem(Problem::new(Reason::DatabaseError, detail));
        } else if result.is_ok() {
            self.sink.note("database connection lost and restored");
        }
        result
    }

    fn attempt(&mut self, session: &Session, limits: &DatabaseLimits) -> Result<(), Failure> {
        session.transaction(limits, |session| {
            let shape = catalog::shape(session, self.name, limits.statement)?;
            let shape = shape.ok_or(Failure::Told(Problem::new(Reason::Vanished, "")))?;
            self.accept(&shape)?;
            if self.columns.is_empty() {
                return Ok(());
            }
            let sql = copy_statement(self.name, &self.columns, &shape, self.limits.value);
            let mut rows = session.copy(&sql, limits.patience(shape.size))?;
            self.rows(&mut rows)
        })
    }

    /// Begins the table, or checks that it is still what it was.
    fn accept(&mut self, shape: &Shape) -> Result<(), Failure> {
        let told = |what, detail: &str| Err(Failure::Told(Problem::new(what, detail)));
        if shape.hidden_rows {
            return told(Reason::PermissionDenied, "row-level security hides rows");
        }
        let (granted, refused): (Vec<&Column>, Vec<&Column>) =
            shape.columns.iter().partition(|column| column.granted);
        if granted.is_empty() && !refused.is_empty() {
            return told(Reason::PermissionDenied, "SELECT not granted");
        }
        let columns: Vec<Column> = granted.into_iter().cloned().collect();
        if self.begun {
            if columns == self.columns {
                return Ok(());
            }
            return told(Reason::Changed, "columns changed");
        }
        if !refused.is_empty() {
            let names: Vec<&str> = refused.iter().map(|c| c.name.as_str()).collect();
            let detail = format!("columns not granted: {}", names.join(", "));
            self.sink
                .problem(Problem::new(Reason::PermissionDenied, detail));
        }
        self.begin(columns)
    }

    fn begin(&mut self, columns: Vec<Column>) -> Result<(), Failure> {
        let names: Vec<&str> = columns.iter().map(|c| c.name.as_str()).collect();
        self.begun = true;
        self.sink.begin_table(TableHead {
            sheet: None,
            header: Header::Declared(&names),
            first_column: 0,
        })?;
        let forms = columns.iter().map(|c| Form::of(c.type_oid)).collect();
        self.row = Row::new(forms, self.limits.value);
        self.columns = columns;
        Ok(())
    }

    fn rows(&mut self, rows: &mut Rows<'_>) -> Result<(), Failure> {
        let most = self.limits.cells / self.columns.len().max(1) as u64;
        let mut skip = self.delivered;
        let mut batch = Vec::new();
        let mut spare: Vec<Cell<'_>> = Vec::with_capacity(self.columns.len());
        loop {
            rows.next(&mut batch)?;
            if batch.is_empty() {
                return Ok(());
            }
            for line in batch.drain(..) {
                let line = line?;
                if skip > 0 {
                    skip -= 1;
                    continue;
                }
                self.take(&line, most)?;
                let cells = self.row.cells(recycle(spare));
                self.sink.row(self.delivered, &cells)?;
                spare = recycle(cells);
            }
        }
    }

    /// Decodes one row, of at most `most`.
    fn take(&mut self, line: &[u8], most: u64) -> Result<(), Failure> {
        if self.delivered == most {
            return Err(Failure::Enough(Problem::new(Reason::CellLimit, "")));
        }
        if !self.row.decode(line) {
            let problem = Problem::new(Reason::DatabaseError, "malformed row");
            return Err(Failure::Enough(problem));
        }
        self.delivered += 1;
        Ok(())
    }

    /// Tells what is missing and ends the table.
    fn end(mut self, result: Result<(), Failure>) -> Flow {
        match result {
            Ok(()) => {}
            Err(Failure::Stopped) => return Err(Stop),
            Err(Failure::Lost) => self.tell(Reason::DatabaseError, "connection lost"),
            Err(Failure::Refused(fault)) => self.tell(Reason::DatabaseError, &fault.code()),
            Err(Failure::Told(problem) | Failure::Enough(problem)) => {
                self.tell(problem.what, &problem.detail);
            }
        }
        if !self.begun {
            return Ok(());
        }
        self.tell_values(&self.row.cut.clone(), Reason::ValueCut, "values cut");
        self.tell_values(
            &self.row.binary.clone(),
            Reason::UnsupportedKind,
            "binary values",
        );
        if self.row.foreign > 0 {
            self.sink.note("rows not UTF-8 read as Windows-1252");
        }
        self.sink.end_table()
    }

    /// What ended the reading, and how far it came.
    fn tell(&mut self, what: Reason, detail: &str) {
        let detail = match self.delivered {
            0 => detail.to_owned(),
            rows if detail.is_empty() => format!("after {rows} rows"),
            rows => format!("{detail}, after {rows} rows"),
        };
        self.sink.problem(Problem::new(what, detail));
    }

    /// One problem for all columns that lack something.
    fn tell_values(&mut self, counts: &[u64], what: Reason, lacking: &str) {
        let total: u64 = counts.iter().sum();
        if total == 0 {
            return;
        }
        let touched = self.columns.iter().zip(counts).filter(|(_, n)| **n > 0);
        let names: Vec<&str> = touched.map(|(column, _)| column.name.as_str()).collect();
        let detail = format!("{total} {lacking}: {}", names.join(", "));
        self.sink.problem(Problem::new(what, detail));
    }
}

impl DatabaseLimits {
    /// How long reading `size` bytes may take.
    fn patience(&self, size: u64) -> Duration {
        let megabytes = u32::try_from(size >> 20).unwrap_or(u32::MAX);
        self.statement
            .saturating_add(self.per_megabyte.saturating_mul(megabytes))
            .min(Duration::from_millis(i32::MAX as u64))
    }
}

/// `ONLY`: what inherits from a table is listed by itself. A partitioned table
/// has no rows but those of its leaves.
fn copy_statement(
    (schema, table): (&str, &str),
    columns: &[Column],
    shape: &Shape,
    longest: usize,
) -> String {
    let selected: Vec<String> = columns
        .iter()
        .map(|column| {
            let name = quote_name(&column.name);
            if shape.long_values && column.varies {
                bounded(&name, column.type_oid, longest)
            } else {
                name
            }
        })
        .collect();
    let only = if shape.partitioned { "" } else { "ONLY " };
    format!(
        "COPY (SELECT {} FROM {only}{}.{}) TO STDOUT",
        selected.join(", "),
        quote_name(schema),
        quote_name(table)
    )
}

/// A value that may be longer than the limit is cut by the server, so that a
/// gigabyte never crosses the network; one character more than the limit
/// remains, by which the cut is seen. The length as stored costs nothing to
/// ask. Types of extensions become text by their output function, as in COPY,
/// not by a cast, which users can define.
fn bounded(name: &str, type_oid: u32, longest: usize) -> String {
    const FIRST_OF_USERS: u32 = 16_384;
    let text = if type_oid < FIRST_OF_USERS {
        format!("{name}::pg_catalog.text")
    } else {
        format!("pg_catalog.format('%s', {name})")
    };
    // Two characters show one byte of `bytea`, after `\x`.
    let characters = if Form::of(type_oid) == Form::Bytes {
        longest.saturating_mul(2).saturating_add(4)
    } else {
        longest.saturating_add(1)
    };
    let characters = i32::try_from(characters).unwrap_or(i32::MAX);
    let stored = i32::try_from(longest / BEST_COMPRESSION).unwrap_or(i32::MAX);
    format!(
        "CASE WHEN pg_catalog.pg_column_size({name}) > {stored} \
         THEN pg_catalog.\"left\"({text}, {characters}) ELSE {text} END"
    )
}
