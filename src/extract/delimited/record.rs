//! Cuts delimited text into records and fields, without copying: a field is a
//! range of the text, or of a scratch buffer where doubled quotes were undone.
//!
//! Fields are those of the `csv` crate where the text obeys RFC 4180. Where it
//! does not, a quote that is never closed, or that swallows what are plainly
//! other records, is an ordinary character: it costs its own field, not the
//! rest of the file. What is decided does not depend on how much of the text
//! is already there.

use std::ops::Range;

/// Bytes within which a quoted field of several lines must be closed.
const SPAN: usize = 1 << 20;

/// Fields given in one go; records of more are given in parts.
pub(super) const FIELDS: usize = 1 << 16;

const QUOTE: u8 = b'"';

/// One field.
#[derive(Debug, Clone, Copy)]
struct Field {
    start: u32,
    end: u32,
    /// In the scratch buffer, not in the text.
    undone: bool,
}

/// What [`Splitter::record`] found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// A record; the next one begins at this byte.
    Record(usize),
    /// [`FIELDS`] fields of a record that goes on at this byte.
    Full(usize),
    /// The text ends before the record does.
    More,
}

/// How a field ends.
enum End {
    /// With a delimiter; the next field begins at this byte.
    Field(usize),
    /// With its record; the next one begins at this byte.
    Record(usize),
    /// Not in this text.
    More,
}

/// The field that the text ends in.
#[derive(Debug, Clone, Copy)]
struct Open {
    start: usize,
    quoted: bool,
}

/// How a record that was given in parts goes on.
#[derive(Debug, Clone, Copy)]
struct Resume {
    column: usize,
    quoted: bool,
}

/// Cuts records; holds the fields of the last one.
#[derive(Debug)]
pub(super) struct Splitter {
    /// `\n` where there is only one column.
    delimiter: u8,
    fields: Vec<Field>,
    scratch: String,
    /// Fields of the record before: what swallowed records would look like.
    width: usize,
    open: Open,
    resume: Option<Resume>,
    /// Quotes that were read as ordinary characters.
    pub(super) strays: u64,
}

impl Splitter {
    /// For this delimiter; none: every line is one field.
    pub(super) const fn new(delimiter: Option<u8>) -> Self {
        Self {
            delimiter: match delimiter {
                Some(delimiter) => delimiter,
                None => b'\n',
            },
            fields: Vec::new(),
            scratch: String::new(),
            width: 0,
            open: Open {
                start: 0,
                quoted: false,
            },
            resume: None,
            strays: 0,
        }
    }

    /// The number of fields of the record; 0 for a blank line.
    pub(super) const fn len(&self) -> usize {
        self.fields.len()
    }

    /// Whether the first or the last field is empty.
    pub(super) fn has_empty_edge(&self) -> bool {
        let edges = [self.fields.first(), self.fields.last()];
        edges.into_iter().flatten().any(|f| f.start == f.end)
    }

    /// Whether what comes next belongs to the record just given.
    pub(super) const fn resumes(&self) -> bool {
        self.resume.is_some()
    }

    /// The fields of the record just cut from `text`.
    pub(super) fn fields<'a>(&'a self, text: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields.iter().map(move |field| {
            let from = if field.undone { &self.scratch } else { text };
            &from[field.start as usize..field.end as usize]
        })
    }

    /// Cuts the record that begins at byte `from` of `text`, which is less
    /// than its length. `last`: nothing comes after `text`.
    pub(super) fn record(&mut self, text: &str, from: usize, last: bool) -> Step {
        self.fields.clear();
        self.scratch.clear();
        let strays = self.strays;
        let mut at = from;
        let mut inside = false;
        if let Some(resume) = self.resume {
            self.pad(resume.column);
            inside = resume.quoted;
        } else if matches!(text.as_bytes()[at], b'\n' | b'\r') {
            return match line_end(text.as_bytes(), at, last) {
                Some(next) => Step::Record(next),
                None => Step::More,
            };
        }
        loop {
            match self.field(text, at, last, inside) {
                End::Field(next) => at = next,
                End::Record(next) => {
                    self.resume = None;
                    self.width = self.fields.len();
                    return Step::Record(next);
                }
                End::More => {
                    self.strays = strays;
                    return Step::More;
                }
            }
            if self.fields.len() >= FIELDS {
                self.resume = Some(Resume {
                    column: 0,
                    quoted: false,
                });
                return Step::Full(at);
            }
            inside = false;
        }
    }

    /// Ends the record that [`Self::record`] wanted more for at the end of
    /// `text`, in the middle of a field. Returns where the rest begins; it is
    /// given as a record of its own, behind as many empty fields as it needs.
    pub(super) fn cut(&mut self, text: &str) -> usize {
        let Open { start, quoted } = self.open;
        let end = start + whole(&text.as_bytes()[start..]);
        let column = self.fields.len();
        self.push(text, start..end, quoted);
        self.resume = Some(Resume { column, quoted });
        end
    }

    fn pad(&mut self, column: usize) {
        let empty = Field {
            start: 0,
            end: 0,
            undone: true,
        };
        self.fields.resize(column, empty);
    }

    /// Reads the field that begins at `at`; `inside`: in the middle of a
    /// quoted one.
    fn field(&mut self, text: &str, at: usize, last: bool, inside: bool) -> End {
        let bytes = text.as_bytes();
        if inside || bytes.get(at) == Some(&QUOTE) {
            let content = at + usize::from(!inside);
            if let Some(end) = self.quoted(text, content, last) {
                return end;
            }
            self.strays += 1;
        }
        let (range, end) = self.plain(bytes, at, last);
        if matches!(end, End::More) {
            self.open = Open {
                start: at,
                quoted: false,
            };
        } else {
            self.fields.push(field(range, false));
        }
        end
    }

    /// Finds the end of unquoted text.
    fn plain(&self, bytes: &[u8], at: usize, last: bool) -> (Range<usize>, End) {
        match memchr::memchr3(self.delimiter, b'\n', b'\r', &bytes[at..]) {
            Some(length) => {
                let end = at + length;
                (at..end, self.ending(bytes, end, last))
            }
            None if last => (at..bytes.len(), End::Record(bytes.len())),
            None => (at..bytes.len(), End::More),
        }
    }

    /// What the delimiter or line end at `at` ends.
    fn ending(&self, bytes: &[u8], at: usize, last: bool) -> End {
        if !matches!(bytes[at], b'\n' | b'\r') {
            return End::Field(at + 1);
        }
        line_end(bytes, at, last).map_or(End::More, End::Record)
    }

    /// Reads quoted text from `content` on; none if its quote is a stray one.
    fn quoted(&mut self, text: &str, content: usize, last: bool) -> Option<End> {
        let bytes = text.as_bytes();
        self.open = Open {
            start: content,
            quoted: true,
        };
        let Some(close) = closing_quote(bytes, content, last) else {
            return self.unclosed(text, content, last);
        };
        let lines = &bytes[content..close];
        if lines.len() > SPAN && memchr::memchr(b'\n', &lines[..SPAN]).is_some() {
            return None;
        }
        match bytes.get(close + 1) {
            None if last => {
                self.push(text, content..close, true);
                Some(End::Record(bytes.len()))
            }
            None => Some(End::More),
            Some(&b) if b == self.delimiter || matches!(b, b'\n' | b'\r') => {
                if self.swallows(lines) {
                    return None;
                }
                let end = self.ending(bytes, close + 1, last);
                if !matches!(end, End::More) {
                    self.push(text, content..close, true);
                }
                Some(end)
            }
            Some(_) => self.junk(text, content..close, last),
        }
    }

    /// No closing quote in this text.
    fn unclosed(&mut self, text: &str, content: usize, last: bool) -> Option<End> {
        let lines = &text.as_bytes()[content..];
        let seen = &lines[..lines.len().min(SPAN)];
        if (last || lines.len() > SPAN) && memchr::memchr(b'\n', seen).is_some() {
            return None;
        }
        if !last {
            return Some(End::More);
        }
        self.push(text, content..text.len(), true);
        Some(End::Record(text.len()))
    }

    /// Text between a closing quote and the end of its field: belongs to it if
    /// the quotes stand on one line.
    fn junk(&mut self, text: &str, content: Range<usize>, last: bool) -> Option<End> {
        let bytes = text.as_bytes();
        if memchr::memchr(b'\n', &bytes[content.clone()]).is_some() {
            return None;
        }
        let (rest, end) = self.plain(bytes, content.end + 1, last);
        if !matches!(end, End::More) {
            let start = self.scratch.len();
            undo(&text[content], &mut self.scratch);
            self.scratch.push_str(&text[rest]);
            self.fields.push(field(start..self.scratch.len(), true));
        }
        Some(end)
    }

    /// Whether quoted lines are other records: every complete one has as many
    /// delimiters as the record before.
    fn swallows(&self, lines: &[u8]) -> bool {
        if self.width < 3 {
            return false;
        }
        let Some(first) = memchr::memchr(b'\n', lines) else {
            return false;
        };
        let Some(last) = memchr::memrchr(b'\n', &lines[first + 1..]) else {
            return false;
        };
        let complete = &lines[first + 1..first + 1 + last];
        complete
            .split(|&b| b == b'\n')
            .all(|line| memchr::memchr_iter(self.delimiter, line).count() + 1 == self.width)
    }

    /// Adds a field of the text, doubled quotes undone if it was quoted.
    fn push(&mut self, text: &str, range: Range<usize>, quoted: bool) {
        let value = &text[range.clone()];
        if quoted && memchr::memchr(QUOTE, value.as_bytes()).is_some() {
            let start = self.scratch.len();
            undo(value, &mut self.scratch);
            self.fields.push(field(start..self.scratch.len(), true));
        } else {
            self.fields.push(field(range, false));
        }
    }
}

/// The length of `bytes` without what may be half of a line end or of a doubled
/// quote.
fn whole(bytes: &[u8]) -> usize {
    let returns = bytes.iter().rev().take(2).take_while(|b| **b == b'\r');
    let bytes = &bytes[..bytes.len() - returns.count()];
    let quotes = bytes.iter().rev().take_while(|b| **b == QUOTE).count();
    bytes.len() - quotes % 2
}

/// A field of a range; buffers are far below 4 GiB.
const fn field(range: Range<usize>, undone: bool) -> Field {
    Field {
        start: range.start as u32,
        end: range.end as u32,
        undone,
    }
}

/// Where the quote stands that closes the text beginning at `at`: one that is
/// not doubled.
fn closing_quote(bytes: &[u8], mut at: usize, last: bool) -> Option<usize> {
    loop {
        let quote = at + memchr::memchr(QUOTE, &bytes[at..])?;
        match bytes.get(quote + 1) {
            Some(&QUOTE) => at = quote + 2,
            None if !last => return None,
            _ => return Some(quote),
        }
    }
}

/// Where the next record begins behind the line end at `at`: `\n`, `\r\n`, `\r`
/// or the `\r\r\n` of twice converted files. None: not known yet.
fn line_end(bytes: &[u8], at: usize, last: bool) -> Option<usize> {
    if bytes[at] == b'\n' {
        return Some(at + 1);
    }
    match &bytes[at + 1..] {
        [] | [b'\r'] if !last => None,
        [b'\n', ..] => Some(at + 2),
        [b'\r', b'\n', ..] => Some(at + 3),
        _ => Some(at + 1),
    }
}

/// Appends quoted text with its doubled quotes undone.
fn undo(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(quote) = memchr::memchr(QUOTE, rest.as_bytes()) {
        out.push_str(&rest[..=quote]);
        rest = &rest[quote + 1..];
        rest = rest.strip_prefix('"').unwrap_or(rest);
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;

    /// All records of a text, blank lines as empty records.
    fn split(text: &str, delimiter: u8) -> Vec<Vec<String>> {
        let mut splitter = Splitter::new(Some(delimiter));
        let mut records = Vec::new();
        let mut at = 0;
        while at < text.len() {
            match splitter.record(text, at, true) {
                Step::Record(next) | Step::Full(next) => at = next,
                Step::More => panic!("there is no more"),
            }
            records.push(splitter.fields(text).map(str::to_owned).collect());
        }
        records
    }

    fn strings(records: &[&[&str]]) -> Vec<Vec<String>> {
        let owned = |r: &&[&str]| r.iter().map(|f| (*f).to_owned()).collect();
        records.iter().map(owned).collect()
    }

    #[test]
    fn quoted_cells_hold_delimiters_lines_and_quotes() {
        assert_eq!(
            split("a;\"b;c\r\nd\";\"e\"\"f\"\r\n\r\n1;2;\n", b';'),
            strings(&[&["a", "b;c\r\nd", "e\"f"], &[], &["1", "2", ""]])
        );
    }

    #[test]
    fn a_quote_that_is_never_closed_costs_its_field() {
        assert_eq!(
            split("id;note\n1;\"oops\n2;x\n3;y\n", b';'),
            strings(&[&["id", "note"], &["1", "\"oops"], &["2", "x"], &["3", "y"]])
        );
    }

    #[test]
    fn a_quote_closed_records_later_costs_its_field() {
        assert_eq!(
            split("a;b;c\n1;\"12 pouces;x\n2;y;z\n3;t 9\";u\n", b';'),
            strings(&[
                &["a", "b", "c"],
                &["1", "\"12 pouces", "x"],
                &["2", "y", "z"],
                &["3", "t 9\"", "u"]
            ])
        );
        assert_eq!(
            split("1;\"12 pouces\n2;\"Dupont\"\n", b';'),
            strings(&[&["1", "\"12 pouces"], &["2", "Dupont"]])
        );
    }

    #[test]
    fn an_address_of_several_lines_is_one_cell() {
        let address = "\"1 rue X\nBât. B\n75001 Paris\"";
        assert_eq!(
            split(&format!("n;a;c\n1;{address};z\n"), b';')[1],
            ["1", "1 rue X\nBât. B\n75001 Paris", "z"]
        );
    }

    #[test]
    fn twice_converted_line_ends_are_no_blank_lines() {
        assert_eq!(split("a;b\r\r\nc;d\r\r\n", b';').len(), 2);
        assert_eq!(split("a;b\rc;d\r", b';').len(), 2);
    }

    #[test]
    fn a_cut_record_goes_on_in_its_column() {
        let mut splitter = Splitter::new(Some(b';'));
        assert_eq!(splitter.record("a;\"bbb", 0, false), Step::More);
        assert_eq!(splitter.cut("a;\"bbb"), 6);
        assert_eq!(splitter.fields("a;\"bbb").collect::<Vec<_>>(), ["a", "bbb"]);
        assert_eq!(splitter.record("bb;b\";c\n", 0, false), Step::Record(8));
        let fields: Vec<_> = splitter.fields("bb;b\";c\n").collect();
        assert_eq!(fields, ["", "bb;b", "c"]);
        assert!(!splitter.resumes());
    }

    #[test]
    fn a_cut_parts_no_doubled_quote() {
        assert_eq!(whole(b"ab\"\"\""), 4);
        assert_eq!(whole(b"ab\"\"\r"), 4);
        assert_eq!(whole(b"\"\"\"\""), 4);
        assert_eq!(whole(b"\r"), 0);
    }

    proptest! {
        // At most one line end in a field: several of them could look like
        // swallowed records, the one case that is decided otherwise.
        #[test]
        fn fields_are_those_of_the_csv_crate(rows in vec(vec("[a-c é\";,]{0,4}(\r?\n[a-c \";]{0,3})?", 1..5), 1..8)) {
            let mut writer = csv::WriterBuilder::new().delimiter(b';').flexible(true).from_writer(Vec::new());
            for row in &rows {
                writer.write_record(row).expect("memory");
            }
            let text = String::from_utf8(writer.into_inner().expect("memory")).expect("UTF-8");
            prop_assert_eq!(split(&text, b';'), rows);
        }

        #[test]
        fn unquoted_text_is_cut_as_by_the_csv_crate(rows in vec(vec("([abé][ab\"é ]{0,4})?", 1..5), 0..6), end in "\r?\n|\r") {
            let text: String = rows.iter().map(|r| r.join(";") + &end).collect();
            let mut reader = csv::ReaderBuilder::new().delimiter(b';').flexible(true).has_headers(false).from_reader(text.as_bytes());
            let theirs: Vec<Vec<String>> = reader.records().map(|r| r.expect("valid").iter().map(str::to_owned).collect()).collect();
            let ours: Vec<_> = split(&text, b';').into_iter().filter(|r| !r.is_empty()).collect();
            prop_assert_eq!(ours, theirs);
        }

        #[test]
        fn nothing_is_lost_and_nothing_hangs(text in "[a;\"\n\ré]{0,60}") {
            let letters = |s: &str| s.chars().filter(|c| c.is_alphabetic()).count();
            let given: usize = split(&text, b';').iter().flatten().map(|f| letters(f)).sum();
            prop_assert_eq!(given, letters(&text));
        }

        #[test]
        fn more_text_changes_no_decision(text in "[a;\"\n\ré]{1,40}\n", cut in 0usize..40) {
            let mut cut = cut.min(text.len());
            while !text.is_char_boundary(cut) { cut -= 1; }
            let mut early = Splitter::new(Some(b';'));
            let mut late = Splitter::new(Some(b';'));
            let mut at = 0;
            while at < cut {
                let step = early.record(&text[..cut], at, false);
                if step == Step::More { break; }
                prop_assert_eq!(step, late.record(&text, at, true));
                let Step::Record(next) = step else { break };
                at = next;
            }
        }
    }
}
