//! One row of `COPY ... TO STDOUT` in text format becomes cells, in a buffer
//! that is used again for the next row.
//!
//! Format: PostgreSQL documentation, COPY, "Text Format": fields parted by
//! tabs, `\N` for null, `\` before what would be taken for something else.

use crate::extract::{Cell, CellKind};
use std::io::Write as _;

/// How the values of a column are made into cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// As they come.
    Text,
    /// Exact numbers; integral ones lose their `.00`.
    Number,
    /// Floating-point numbers; integral ones lose their exponent.
    Float,
    /// Dates and times, already ISO 8601 but for the `T`.
    Date,
    /// `bytea`: shown only if it is text.
    Bytes,
}

impl Form {
    /// By type, as fixed in `pg_type.dat`.
    pub(super) const fn of(type_oid: u32) -> Self {
        match type_oid {
            20 | 21 | 23 | 26 | 1700 => Self::Number,
            700 | 701 => Self::Float,
            1082 | 1083 | 1114 | 1184 | 1266 => Self::Date,
            17 => Self::Bytes,
            _ => Self::Text,
        }
    }

    const fn kind(self) -> CellKind {
        match self {
            Self::Number | Self::Float => CellKind::Number,
            Self::Date => CellKind::Date,
            Self::Text | Self::Bytes => CellKind::Text,
        }
    }
}

/// Decodes rows. Counts what it could not give whole.
pub(super) struct Row {
    forms: Vec<Form>,
    /// Bytes of the longest value given whole.
    longest: usize,
    /// The fields, a tab behind each: two halves of a character in two fields
    /// must not make one.
    bytes: Vec<u8>,
    /// Where each field ends in `bytes` (or in `converted`).
    ends: Vec<usize>,
    /// The row again, if it was not UTF-8.
    converted: String,
    /// Per column: values that were cut.
    pub(super) cut: Vec<u64>,
    /// Per column: binary values, given as empty.
    pub(super) binary: Vec<u64>,
    /// Rows that were not UTF-8, read as Windows-1252.
    pub(super) foreign: u64,
}

impl Row {
    pub(super) fn new(forms: Vec<Form>, longest: usize) -> Self {
        let columns = forms.len();
        Self {
            forms,
            longest,
            bytes: Vec::new(),
            ends: Vec::with_capacity(columns),
            converted: String::new(),
            cut: vec![0; columns],
            binary: vec![0; columns],
            foreign: 0,
        }
    }

    /// Takes one row as the server sent it. False if it has not the number of
    /// fields that was asked for.
    pub(super) fn decode(&mut self, line: &[u8]) -> bool {
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        self.bytes.clear();
        self.ends.clear();
        self.converted.clear();
        self.split(line);
        if self.ends.len() != self.forms.len() {
            return false;
        }
        if std::str::from_utf8(&self.bytes).is_err() {
            self.convert();
        }
        true
    }

    /// Undoes the escapes, field by field.
    fn split(&mut self, line: &[u8]) {
        let mut rest = line;
        while let Some(at) = memchr::memchr2(b'\t', b'\\', rest) {
            self.bytes.extend_from_slice(&rest[..at]);
            if rest[at] == b'\t' {
                self.end_field();
                rest = &rest[at + 1..];
                continue;
            }
            match rest.get(at + 1) {
                // Null: an unescaped field of just this.
                Some(b'N') | None => {}
                Some(&escaped) => self.bytes.push(unescaped(escaped)),
            }
            rest = rest.get(at + 2..).unwrap_or_default();
        }
        self.bytes.extend_from_slice(rest);
        self.end_field();
    }

    fn end_field(&mut self) {
        let column = self.ends.len();
        let start = self.ends.last().map_or(0, |end| end + 1);
        match self.forms.get(column) {
            Some(Form::Number) => drop_zero_decimals(&mut self.bytes, start),
            Some(Form::Float) => write_out(&mut self.bytes, start),
            Some(Form::Date) => join_date_and_time(&mut self.bytes[start..]),
            Some(Form::Bytes) => {
                if !decode_hex(&mut self.bytes, start) {
                    self.binary[column] += 1;
                }
            }
            Some(Form::Text) | None => {}
        }
        if self.bytes.len() - start > self.longest {
            cut_at_character(&mut self.bytes, start + self.longest);
            if let Some(cut) = self.cut.get_mut(column) {
                *cut += 1;
            }
        }
        self.ends.push(self.bytes.len());
        self.bytes.push(b'\t');
    }

    /// A database without an encoding (SQL_ASCII) holds any bytes; in France
    /// they are most likely Windows-1252.
    fn convert(&mut self) {
        self.foreign += 1;
        let mut start = 0;
        for end in &mut self.ends {
            let field = &self.bytes[start..*end];
            start = *end + 1;
            match std::str::from_utf8(field) {
                Ok(text) => self.converted.push_str(text),
                Err(_) => {
                    let (text, _, _) = encoding_rs::WINDOWS_1252.decode(field);
                    self.converted.push_str(&text);
                }
            }
            *end = self.converted.len();
            self.converted.push('\t');
        }
    }

    /// The cells of the row, in `cells`, which must be empty.
    pub(super) fn cells<'a>(&'a self, mut cells: Vec<Cell<'a>>) -> Vec<Cell<'a>> {
        let text = if self.converted.is_empty() {
            std::str::from_utf8(&self.bytes).unwrap_or_default()
        } else {
            &self.converted
        };
        let mut start = 0;
        for (end, form) in self.ends.iter().zip(&self.forms) {
            cells.push(Cell {
                text: text.get(start..*end).unwrap_or_default(),
                kind: form.kind(),
                at: None,
            });
            start = *end + 1;
        }
        cells
    }
}

/// An empty vector with the capacity of `cells`: the standard library reuses
/// the allocation when it collects into the same layout.
pub(super) fn recycle<'b>(mut cells: Vec<Cell<'_>>) -> Vec<Cell<'b>> {
    cells.clear();
    cells.into_iter().map(|_| Cell::default()).collect()
}

const fn unescaped(letter: u8) -> u8 {
    match letter {
        b'b' => 0x08,
        b'f' => 0x0c,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'v' => 0x0b,
        other => other,
    }
}

/// `123.00` is 123.
fn drop_zero_decimals(bytes: &mut Vec<u8>, start: usize) {
    let Some(point) = memchr::memchr(b'.', &bytes[start..]) else {
        return;
    };
    if bytes[start + point + 1..].iter().all(|b| *b == b'0') {
        bytes.truncate(start + point);
    }
}

/// `1.23e+15` is 1230000000000000: up to 2^63 all digits are written.
fn write_out(bytes: &mut Vec<u8>, start: usize) {
    if memchr::memchr(b'e', &bytes[start..]).is_none() {
        return;
    }
    let text = std::str::from_utf8(&bytes[start..]).ok();
    let Some(number) = text.and_then(|text| text.parse::<f64>().ok()) else {
        return;
    };
    #[expect(clippy::cast_possible_truncation, reason = "in range, checked")]
    if number.fract() == 0.0 && number.abs() < 9e18 {
        bytes.truncate(start);
        // Writing into memory cannot fail.
        let _infallible = write!(bytes, "{}", number as i64);
    }
}

/// `2024-01-02 03:04:05` as ISO 8601 has it.
fn join_date_and_time(field: &mut [u8]) {
    if let Some(space) = field.get_mut(10)
        && *space == b' '
    {
        *space = b'T';
    }
}

/// `\x6162` becomes `ab`. Bytes that are no text become nothing; false then.
fn decode_hex(bytes: &mut Vec<u8>, start: usize) -> bool {
    if !bytes[start..].starts_with(b"\\x") {
        return true;
    }
    let mut to = start;
    let mut from = start + 2;
    while from + 1 < bytes.len() {
        bytes[to] = nibble(bytes[from]) << 4 | nibble(bytes[from + 1]);
        to += 1;
        from += 2;
    }
    bytes.truncate(to);
    let printable = |b: &u8| *b >= b' ' || matches!(b, b'\t' | b'\n' | b'\r' | 0x0c);
    let field = &bytes[start..];
    // A long value is cut: its last character may be broken.
    let text = match std::str::from_utf8(field) {
        Ok(_) => true,
        Err(e) => e.error_len().is_none() && e.valid_up_to() > 0,
    };
    let text = text && field.iter().all(printable);
    if !text {
        bytes.truncate(start);
    } else if let Err(e) = std::str::from_utf8(&bytes[start..]) {
        bytes.truncate(start + e.valid_up_to());
    }
    text
}

const fn nibble(digit: u8) -> u8 {
    match digit {
        b'0'..=b'9' => digit - b'0',
        b'a'..=b'f' => digit - b'a' + 10,
        _ => 0,
    }
}

/// Shortens to at most `length` bytes, not inside a UTF-8 character.
fn cut_at_character(bytes: &mut Vec<u8>, mut length: usize) {
    while length > 0 && bytes.get(length).is_some_and(|b| b & 0xc0 == 0x80) {
        length -= 1;
    }
    bytes.truncate(length);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(forms: &[Form], line: &[u8], longest: usize) -> (Vec<String>, Row) {
        let mut row = Row::new(forms.to_vec(), longest);
        assert!(row.decode(line), "{line:?}");
        let cells = row.cells(Vec::new());
        let texts = cells.iter().map(|cell| cell.text.to_owned()).collect();
        (texts, row)
    }

    fn one(form: Form, field: &str) -> String {
        decoded(&[form], format!("{field}\n").as_bytes(), 1000)
            .0
            .remove(0)
    }

    #[test]
    fn escapes_nulls_and_empty_fields() {
        let forms = [Form::Text; 6];
        let line = b"a\\tb\\\\N\t\\N\t\t\\\\N\t\xc3\xa9\\n\\r\\b\\f\\v\tfin\n";
        let (cells, _) = decoded(&forms, line, 1000);
        assert_eq!(
            cells,
            ["a\tb\\N", "", "", "\\N", "é\n\r\u{8}\u{c}\u{b}", "fin"]
        );
    }

    #[test]
    fn a_row_of_another_shape_is_refused() {
        let mut row = Row::new(vec![Form::Text; 2], 10);
        assert!(!row.decode(b"a\n"));
        assert!(!row.decode(b"a\tb\tc\n"));
        assert!(row.decode(b"a\tb\n"));
    }

    #[test]
    fn numbers_and_dates_take_their_cell_form() {
        for (given, expected) in [
            ("123", "123"),
            ("123.00", "123"),
            ("-0.50", "-0.50"),
            ("255081416802538.000", "255081416802538"),
            ("NaN", "NaN"),
        ] {
            assert_eq!(one(Form::Number, given), expected);
        }
        for (given, expected) in [
            ("4.97010123456789e+15", "4970101234567890"),
            ("-1e+16", "-10000000000000000"),
            ("1.5", "1.5"),
            ("1e-07", "1e-07"),
            ("1e+300", "1e+300"),
            ("Infinity", "Infinity"),
        ] {
            assert_eq!(one(Form::Float, given), expected);
        }
        for (given, expected) in [
            ("1985-08-14", "1985-08-14"),
            ("1985-08-14 01:02:03.5+00", "1985-08-14T01:02:03.5+00"),
            ("infinity", "infinity"),
            ("01:02:03", "01:02:03"),
        ] {
            assert_eq!(one(Form::Date, given), expected);
        }
    }

    #[test]
    fn bytes_show_only_as_text() {
        let forms = [Form::Bytes; 4];
        let (cells, row) = decoded(&forms, b"\\\\x61c3a90a\t\\\\xff00\t\\\\x\t\\N\n", 1000);
        assert_eq!(cells, ["aé\n", "", "", ""]);
        assert_eq!(row.binary, [0, 1, 0, 0]);
    }

    #[test]
    fn long_values_are_cut_at_a_character() {
        let forms = [Form::Text; 2];
        let (cells, row) = decoded(&forms, "abcdé\tabc\n".as_bytes(), 5);
        assert_eq!(cells, ["abcd", "abc"]);
        assert_eq!(row.cut, [1, 0]);
    }

    #[test]
    fn what_is_not_utf8_is_read_as_windows_1252() {
        let forms = [Form::Text; 3];
        let (cells, row) = decoded(&forms, b"Andr\xe9\t\xc3\xa9t\xc3\xa9\tx\n", 100);
        assert_eq!(cells, ["André", "été", "x"]);
        assert_eq!(row.foreign, 1);
        let (cells, _) = decoded(&forms, b"\xc3\t\xa9\t\n", 100);
        assert_eq!(cells, ["Ã", "©", ""]);
    }

    proptest::proptest! {
        /// What COPY escapes comes back, whatever it is.
        #[test]
        fn fields_survive(fields in proptest::collection::vec(".*", 1..6)) {
            let escaped: Vec<String> = fields.iter().map(|f| {
                f.replace('\\', "\\\\").replace('\t', "\\t").replace('\n', "\\n").replace('\r', "\\r")
            }).collect();
            let line = format!("{}\n", escaped.join("\t"));
            let (cells, _) = decoded(&vec![Form::Text; fields.len()], line.as_bytes(), 1 << 20);
            proptest::prop_assert_eq!(cells, fields);
        }

        /// Hostile servers cannot make us panic.
        #[test]
        fn any_bytes_are_taken(line in proptest::collection::vec(proptest::num::u8::ANY, 0..200), longest in 0usize..20) {
            let forms = vec![Form::Text, Form::Number, Form::Float, Form::Date, Form::Bytes];
            let mut row = Row::new(forms, longest);
            if row.decode(&line) {
                proptest::prop_assert_eq!(row.cells(Vec::new()).len(), 5);
            }
        }
    }
}
