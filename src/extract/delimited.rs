//! CSV and its like: `;` `,` tab `|`, rarer `^` `~` `¦`, decimal commas, quoted cells of several
//! lines, remarks above the table. Every record is given, whatever its number
//! of fields; who judges columns decides which one is the header.
//!
//! Memory is that of one record, which is cut where a field exceeds its limit.

mod dialect;
mod record;

pub(super) use dialect::table;

use super::chars::{BLOCK, Chars};
use super::text::close;
use super::{Cell, Flow, Header, Input, Limits, Sink, TableHead, forward_or_say};
use crate::model::{Problem, Reason};
use dialect::Dialect;
use record::{Splitter, Step};
use std::io::Read;

/// The delimiter is sought in this much of the text.
const SAMPLE: usize = 64 << 10;

/// Reads delimited text.
pub(super) fn read(input: Input<'_>, limits: &Limits, sink: &mut dyn Sink) -> Flow {
    forward_or_say(input, sink, |input, sink| {
        read_blocks(input, BLOCK, limits, sink)
    })
}

fn read_blocks(input: &mut dyn Read, block: usize, limits: &Limits, sink: &mut dyn Sink) -> Flow {
    let mut chars = Chars::with_block(input, block);
    let mut text = String::new();
    while text.len() < SAMPLE && chars.next(&mut text).is_some() {}
    let whole = text.len() < SAMPLE;
    let sample = &text[..text.floor_char_boundary(SAMPLE)];
    let dialect = dialect::dialect(sample, whole);
    text.drain(..dialect.skip);
    let text = dialect.in_one_byte(text);
    sink.begin_table(TableHead {
        sheet: None,
        header: Header::Unknown,
        first_column: 1,
    })?;
    let mut table = Table::new(dialect, limits);
    // what announces the delimiter is a line of the file too
    table.row = u64::from(dialect.skip > 0);
    table.rows(&mut chars, text, sink)?;
    table.remarks(sink);
    sink.end_table()?;
    close(chars, sink);
    Ok(())
}

/// A table being read.
struct Table<'l> {
    dialect: Dialect,
    splitter: Splitter,
    limits: &'l Limits,
    /// Number of the record last given.
    row: u64,
    cells: u64,
    /// Fields that were cut.
    cut: u64,
}

/// Whether the table goes on.
enum Next {
    /// It does, from this byte on.
    From(usize),
    /// The budget of cells is spent.
    Enough,
}

impl<'l> Table<'l> {
    const fn new(dialect: Dialect, limits: &'l Limits) -> Self {
        Self {
            dialect,
            splitter: Splitter::new(dialect.delimiter),
            limits,
            row: 0,
            cells: 0,
            cut: 0,
        }
    }

    /// Gives all records of `text` and of what follows it.
    fn rows(&mut self, chars: &mut Chars<'_>, mut text: String, sink: &mut dyn Sink) -> Flow {
        let limit = self.limits.value.clamp(16, 1 << 30);
        let mut last = false;
        loop {
            let Next::From(mut used) = self.records(&text, last, sink)? else {
                return Ok(());
            };
            if last {
                return Ok(());
            }
            if text.len() - used > limit {
                used = self.cut(&text, used, sink)?;
            }
            text.drain(..used);
            // Twice as much each time, or long records would be read over and over.
            let want = text.len() * 2;
            loop {
                last = !self.more(chars, &mut text);
                if last || text.len() >= want {
                    break;
                }
            }
        }
    }

    /// Appends what comes next; false at the end.
    fn more(&self, chars: &mut Chars<'_>, text: &mut String) -> bool {
        let before = text.len();
        let goes_on = chars.next(text).is_some();
        if self.dialect.is_broken_bar() {
            let new = self.dialect.in_one_byte(text.split_off(before));
            text.push_str(&new);
        }
        goes_on
    }

    /// Gives the records that end in `text`.
    fn records(
        &mut self,
        text: &str,
        last: bool,
        sink: &mut dyn Sink,
    ) -> Result<Next, super::Stop> {
        let mut cells = Vec::new();
        let mut at = 0;
        while at < text.len() {
            let continued = self.splitter.resumes();
            at = match self.splitter.record(text, at, last) {
                Step::Record(next) | Step::Full(next) => next,
                Step::More => break,
            };
            self.row += u64::from(!continued);
            if self.splitter.len() == 0 {
                continue;
            }
            self.cells += self.splitter.len() as u64;
            if self.cells > self.limits.cells {
                let detail = format!("stopped at row {}", self.row);
                sink.problem(Problem::new(Reason::CellLimit, detail));
                return Ok(Next::Enough);
            }
            cells = give(cells, self.row, &self.splitter, text, sink)?;
        }
        Ok(Next::From(at))
    }

    /// Gives a record that has not ended within the limit of a value.
    fn cut(&mut self, text: &str, from: usize, sink: &mut dyn Sink) -> Result<usize, super::Stop> {
        let continued = self.splitter.resumes();
        if self.splitter.record(text, from, false) != Step::More {
            return Ok(from);
        }
        let end = self.splitter.cut(text);
        self.row += u64::from(!continued);
        self.cut += 1;
        give(Vec::new(), self.row, &self.splitter, text, sink)?;
        Ok(end)
    }

    /// Says what was odd.
    fn remarks(&self, sink: &mut dyn Sink) {
        if self.splitter.strays > 0 {
            sink.note(&format!(
                "csv: {} unbalanced quotes read as text",
                self.splitter.strays
            ));
        }
        if self.cut > 0 {
            let detail = format!("{} values of a table", self.cut);
            sink.problem(Problem::new(Reason::ValueCut, detail));
        }
    }
}

/// Gives the record in `splitter`; `cells` is the buffer of the one before.
fn give<'a>(
    cells: Vec<Cell<'_>>,
    row: u64,
    splitter: &'a Splitter,
    text: &'a str,
    sink: &mut dyn Sink,
) -> Result<Vec<Cell<'static>>, super::Stop> {
    let mut cells = reused(cells);
    cells.extend(splitter.fields(text).map(|field| Cell::text(shown(field))));
    sink.row(row, &cells)?;
    Ok(reused(cells))
}

/// An empty vector in the memory of another: collecting a vector's own iterator
/// keeps its allocation.
fn reused<'b>(mut cells: Vec<Cell<'_>>) -> Vec<Cell<'b>> {
    cells.clear();
    cells.into_iter().map(|_| Cell::default()).collect()
}

/// What a spreadsheet shows of a field: `="0612"` is how exports keep a leading
/// zero.
fn shown(field: &str) -> &str {
    if !field.starts_with('=') {
        return field;
    }
    field
        .strip_prefix("=\"")
        .and_then(|inner| inner.strip_suffix('"'))
        .filter(|inner| !inner.contains('"'))
        .unwrap_or(field)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::testing::Recorder;
    use encoding_rs::WINDOWS_1252;
    use proptest::prelude::*;

    fn recorded(bytes: &[u8], block: usize, limits: &Limits) -> Recorder {
        let mut recorder = Recorder::default();
        read_blocks(&mut &*bytes, block, limits, &mut recorder).expect("nothing stops it");
        recorder
    }

    fn rows(text: &str) -> Vec<(u64, Vec<String>)> {
        recorded(text.as_bytes(), BLOCK, &Limits::default()).rows
    }

    #[test]
    fn rows_are_numbered_by_record() {
        let given = rows("nom;note\nA;\"deux\nlignes\"\n\nB;x\n");
        let numbers: Vec<u64> = given.iter().map(|r| r.0).collect();
        assert_eq!(numbers, [1, 2, 4]);
        assert_eq!(given[1].1, ["A", "deux\nlignes"]);
    }

    #[test]
    fn lines_in_cells_change_no_delimiter() {
        for end in ["\n", "\r\n"] {
            for inner in ["\n", "\r\n", "\r"] {
                let text = format!("nom;note{end}Moreau;\"un{inner}deux\"{end}Girard;\"ok\"{end}");
                let given = rows(&text);
                let cells = vec!["Moreau".to_owned(), format!("un{inner}deux")];
                assert_eq!(given.get(1), Some(&(2, cells)), "{text:?}");
                assert_eq!(given.len(), 3, "{text:?}");
            }
        }
    }

    #[test]
    fn the_announcement_of_the_delimiter_is_no_row_and_counts() {
        assert_eq!(
            rows("sep=#\r\na#b\r\n")[0],
            (2, vec!["a".into(), "b".into()])
        );
    }

    #[test]
    fn a_zero_kept_by_a_formula_is_shown() {
        let given = rows("nom;tel\nA;=\"0612345678\"\nB;\"=\"\"0712345678\"\"\"\n");
        assert_eq!(given[1].1[1], "0612345678");
        assert_eq!(given[2].1[1], "0712345678");
    }

    #[test]
    fn rare_delimiters_are_found() {
        for delimiter in ['^', '~', '¦', '\u{1F}'] {
            let text = "nom;ville;cp\nL;A, B;1\nM;C;2\n".replace(';', &delimiter.to_string());
            let text = text.repeat(20);
            let given = recorded(text.as_bytes(), 32, &Limits::default()).rows;
            assert_eq!(given[1].1, ["L", "A, B", "1"]);
            assert_eq!(given[59].1, ["M", "C", "2"]);
        }
    }

    #[test]
    fn windows_1252_is_decoded() {
        let (bytes, ..) = WINDOWS_1252.encode("prénom;né le\nZoé;été\nAndré;où\n");
        let given = recorded(&bytes, BLOCK, &Limits::default()).rows;
        assert_eq!(given[1].1, ["Zoé", "été"]);
    }

    #[test]
    fn a_stray_quote_is_said() {
        let recorder = recorded(b"a;b\n1;\"x\n2;y\n", BLOCK, &Limits::default());
        assert_eq!(recorder.rows.len(), 3);
        assert_eq!(recorder.notes, ["csv: 1 unbalanced quotes read as text"]);
    }

    #[test]
    fn cells_are_limited() {
        let limits = Limits {
            cells: 5,
            ..Limits::default()
        };
        let recorder = recorded(b"a;b\nc;d\ne;f\n", BLOCK, &limits);
        assert_eq!(recorder.rows.len(), 2);
        assert_eq!(recorder.problems[0].what, Reason::CellLimit);
    }

    #[test]
    fn a_huge_value_is_cut_and_the_rest_is_read() {
        let limits = Limits {
            value: 10_000,
            ..Limits::default()
        };
        let text = format!("a;b;c\n1;{};2\n3;4;5\n", "x".repeat(100_000));
        let recorder = recorded(text.as_bytes(), 32, &limits);
        assert_eq!(recorder.problems[0].what, Reason::ValueCut);
        let second: Vec<_> = recorder.rows.iter().filter(|r| r.0 == 2).collect();
        assert!(second.len() > 1);
        let b: usize = second.iter().map(|r| r.1[1].len()).sum();
        assert_eq!(b, 100_000);
        assert_eq!(second.last().map(|r| r.1[2].as_str()), Some("2"));
        assert_eq!(recorder.rows.last().map(|r| r.0), Some(3));
    }

    #[test]
    fn behind_a_huge_quoted_value_rows_are_right() {
        let line = "x".repeat(79);
        let bodies = [
            "x".repeat(24 << 20),
            format!("{line}\n").repeat((24 << 20) / 80),
            format!("{line};").repeat((24 << 20) / 80),
            format!("{line}\"\"").repeat((24 << 20) / 81),
            format!("{}\n{}", "x".repeat(12 << 20), "x".repeat(12 << 20)),
        ];
        for (i, body) in bodies.iter().enumerate() {
            // lines that no closing quote follows soon are rows of their own
            let is_lines = i == 1;
            let text = format!("a;b;c\n1;\"{body}\";2\n3;4;5\n6;7;8\n");
            let recorder = recorded(text.as_bytes(), BLOCK, &Limits::default());
            let last = recorder.rows.last().expect("rows");
            assert_eq!(last.1, ["6", "7", "8"]);
            assert_eq!(last.0 == 4, !is_lines);
            assert_eq!(recorder.notes.len(), usize::from(is_lines));
        }
    }

    #[test]
    fn very_wide_records_come_in_parts() {
        let text = format!("{}\nz;z\n", "x;".repeat(record::FIELDS * 2));
        let given = rows(&text);
        assert_eq!(given.last().map(|r| r.0), Some(2));
        let cells: usize = given.iter().filter(|r| r.0 == 1).map(|r| r.1.len()).sum();
        assert_eq!(cells, record::FIELDS * 2 + 1);
    }

    /// The rows of a text read in blocks from its first byte on.
    fn in_blocks(text: &str, block: usize) -> Recorder {
        let mut input = text.as_bytes();
        let limits = Limits::default();
        let dialect = Dialect {
            delimiter: Some(b';'),
            skip: 0,
        };
        let mut table = Table::new(dialect, &limits);
        let mut recorder = Recorder::default();
        let mut chars = Chars::with_block(&mut input, block);
        let flow = table.rows(&mut chars, String::new(), &mut recorder);
        flow.expect("nothing stops it");
        table.remarks(&mut recorder);
        recorder
    }

    proptest! {
        #[test]
        fn blocks_change_no_row(text in "([a-cé;\"\n]{0,9}\r?\n){0,40}", block in 8usize..40) {
            let whole = in_blocks(&text, BLOCK);
            let small = in_blocks(&text, block);
            prop_assert_eq!(whole.rows, small.rows);
            prop_assert_eq!(whole.notes, small.notes);
        }
    }
}
