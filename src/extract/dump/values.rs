//! The values of a row: `(1, 'Léa', NULL, N'x', 0x41)`, and the lines of `COPY`.

use super::words::remark;

/// A row has no more cells than this; what has is no row.
const CELLS: usize = 65_536;

/// The cells of one row, in one buffer.
#[derive(Debug, Default)]
pub(super) struct Row {
    text: String,
    ends: Vec<usize>,
    /// Where each begins in what was read, and whether it stands there as it is.
    places: Vec<(usize, bool)>,
    /// Values that are no text (images, documents); they stay empty.
    pub(super) binary: u64,
}

/// What a row comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Parsed {
    /// It is complete, and takes so many bytes.
    Row(usize),
    /// The text ends before it does.
    More,
    /// It is none.
    Broken,
}

/// One value while it is read.
#[derive(Default)]
struct Value {
    /// What stands outside of quotes.
    bare: String,
    /// Where `bare` begins.
    bare_at: usize,
    has_string: bool,
    /// Where the string begins.
    at: usize,
    /// It holds escapes, or is made of several.
    is_made: bool,
    /// A remark stands inside it.
    has_gap: bool,
}

impl Row {
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
        self.places.clear();
        self.binary = 0;
    }

    /// The places of [`Self::cells`]: byte of the first character in what was
    /// read, and whether all of them stand there as they are.
    pub(super) fn places(&self) -> &[(usize, bool)] {
        &self.places
    }

    pub(super) fn cells(&self) -> impl Iterator<Item = &str> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts
            .zip(&self.ends)
            .map(|(from, to)| &self.text[from..*to])
    }

    /// Takes cells as they are.
    pub(super) fn set<'a>(&mut self, cells: impl Iterator<Item = (usize, &'a str)>) {
        self.clear();
        for (at, cell) in cells {
            self.text.push_str(cell);
            self.ends.push(self.text.len());
            self.places.push((at, true));
        }
    }

    /// Reads a row in parentheses. `escapes`: a backslash escapes in every string.
    pub(super) fn tuple(&mut self, text: &str, escapes: bool, last: bool) -> Parsed {
        self.clear();
        let bytes = text.as_bytes();
        let mut at = 1;
        let mut depth = 0u32;
        let mut value = Value::default();
        loop {
            let Some(&byte) = bytes.get(at) else {
                return Parsed::More;
            };
            match byte {
                b'\'' | b'"' => match self.string(text, at, escapes, last, &mut value) {
                    Parsed::Row(next) => at = next,
                    other => return other,
                },
                b',' | b')' if depth == 0 => {
                    if self.ends.len() == CELLS {
                        return Parsed::Broken;
                    }
                    self.end(&mut value, at);
                    at += 1;
                    if byte == b')' {
                        return Parsed::Row(at);
                    }
                }
                b';' => return Parsed::Broken,
                b'-' | b'/' if remark(&text[at..]) > 0 => {
                    at += remark(&text[at..]);
                    value.has_gap |= !value.bare.trim().is_empty();
                    if at == text.len() {
                        return Parsed::More;
                    }
                }
                _ => {
                    match byte {
                        b'(' | b'[' => depth += 1,
                        b')' | b']' if depth > 0 => depth -= 1,
                        _ => {}
                    }
                    let special = |b: &u8| {
                        matches!(
                            b,
                            b'\'' | b'"' | b',' | b';' | b'(' | b')' | b'[' | b']' | b'-' | b'/'
                        )
                    };
                    let length = bytes[at + 1..].iter().position(special);
                    let end = length.map_or(bytes.len(), |n| at + 1 + n);
                    if value.bare.is_empty() {
                        value.bare_at = at;
                    }
                    value.bare.push_str(&text[at..end]);
                    at = end;
                }
            }
        }
    }

    /// Reads the string whose quote stands at `at`.
    fn string(
        &mut self,
        text: &str,
        at: usize,
        escapes: bool,
        last: bool,
        value: &mut Value,
    ) -> Parsed {
        let bytes = text.as_bytes();
        let quote = bytes[at];
        let prefix = value.bare.trim();
        let escapes = escapes || prefix.eq_ignore_ascii_case("e");
        let is_hex = prefix.eq_ignore_ascii_case("x");
        let (before, first) = (self.text.len(), !value.has_string);
        let was_made = value.is_made;
        if value.has_string {
            self.text.push(' ');
            value.is_made = true;
        } else {
            value.at = at + 1;
            value.is_made = is_hex;
        }
        value.has_string = true;
        let begins = self.text.len();
        let mut at = at + 1;
        loop {
            let rest = &bytes[at..];
            let found = if escapes {
                memchr::memchr2(quote, b'\\', rest)
            } else {
                memchr::memchr(quote, rest)
            };
            let Some(n) = found else {
                return Parsed::More;
            };
            self.text.push_str(&text[at..at + n]);
            at += n;
            match bytes.get(at + 1) {
                None if bytes[at] == b'\\' || !last => return Parsed::More,
                Some(_) if bytes[at] == b'\\' => {
                    value.is_made = true;
                    at += self.escape(&text[at..]);
                }
                Some(b) if *b == quote => {
                    value.is_made = true;
                    self.text.push(char::from(quote));
                    at += 2;
                }
                Some(b) if b.is_ascii_alphanumeric() || !b.is_ascii() => return Parsed::Broken,
                _ => break,
            }
        }
        if is_hex {
            let digits = self.text.split_off(begins);
            self.hex(&digits);
        }
        // TO_DATE('01/06/1971', 'DD/MM/YYYY'): how a date is written is no datum
        if !first && is_picture(&self.text[begins..]) {
            self.text.truncate(before);
            value.is_made = was_made;
        }
        value.bare.clear();
        Parsed::Row(at + 1)
    }

    /// Appends what an escape stands for; returns its length.
    fn escape(&mut self, text: &str) -> usize {
        let escaped = text[1..].chars().next();
        match escaped {
            Some('n') => self.text.push('\n'),
            Some('r') => self.text.push('\r'),
            Some('t') => self.text.push('\t'),
            Some('b') => self.text.push('\u{8}'),
            Some('Z' | '0') => {}
            Some(other) => self.text.push(other),
            None => {}
        }
        1 + escaped.map_or(0, char::len_utf8)
    }

    /// Ends a value before byte `at`.
    fn end(&mut self, value: &mut Value, at: usize) {
        let bare = value.bare.trim();
        if !value.has_string {
            let blank = value.bare.len() - value.bare.trim_start().len();
            value.at = match value.bare.is_empty() {
                true => at,
                false => value.bare_at + blank,
            };
            value.is_made = bare.starts_with("0x") || bare.starts_with("0X");
        }
        let as_it_is = !value.is_made && (value.has_string || !value.has_gap);
        self.places.push((value.at, as_it_is));
        if !value.has_string && !bare.eq_ignore_ascii_case("null") {
            match bare.strip_prefix("0x").or_else(|| bare.strip_prefix("0X")) {
                Some(digits) => self.hex(digits),
                None => self.text.push_str(bare),
            }
        }
        value.bare.clear();
        value.has_string = false;
        value.has_gap = false;
        self.ends.push(self.text.len());
    }

    /// Appends the text that hexadecimal digits are of.
    fn hex(&mut self, digits: &str) {
        let digit = |b: u8| char::from(b).to_digit(16);
        let byte = |pair: &[u8]| Some((digit(*pair.first()?)? * 16 + digit(*pair.get(1)?)?) as u8);
        let bytes: Option<Vec<u8>> = digits.as_bytes().chunks(2).map(byte).collect();
        let control = |c: char| c.is_control() && !c.is_whitespace();
        match bytes.map(String::from_utf8) {
            None => self.text.push_str(digits),
            Some(Ok(text)) if !text.contains(control) => self.text.push_str(&text),
            Some(_) => self.binary += 1,
        }
    }

    /// Reads a line of `COPY`, without its end.
    pub(super) fn line(&mut self, line: &str) {
        self.clear();
        let mut at = 0;
        for field in line.splitn(CELLS, '\t') {
            self.places.push((at, !field.contains('\\')));
            at += field.len() + 1;
            let mut rest = if field == "\\N" { "" } else { field };
            while let Some(n) = memchr::memchr(b'\\', rest.as_bytes()) {
                self.text.push_str(&rest[..n]);
                let length = self.escape(&rest[n..]);
                rest = &rest[n + length..];
            }
            self.text.push_str(rest);
            self.ends.push(self.text.len());
        }
    }
}

/// Whether a string is the picture of a date: `DD/MM/YYYY`, `%d/%m/%Y`.
fn is_picture(text: &str) -> bool {
    let signs = |b: u8| b"DMYRHISTNFL24%/.-: ,".contains(&b.to_ascii_uppercase());
    let year = |b: u8| matches!(b, b'Y' | b'y' | b'R' | b'r');
    text.len() <= 40 && text.bytes().all(signs) && text.bytes().any(year)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is said to stand somewhere stands there.
    fn assert_places(row: &Row, text: &str) {
        assert!(row.places().is_sorted());
        for (cell, (at, as_it_is)) in row.cells().zip(row.places()) {
            if *as_it_is {
                assert!(text[*at..].starts_with(cell), "{cell}");
            }
        }
    }

    fn tuple(text: &str, escapes: bool) -> (Parsed, Vec<String>) {
        let mut row = Row::default();
        let parsed = row.tuple(text, escapes, true);
        assert_places(&row, text);
        (parsed, row.cells().map(str::to_owned).collect())
    }

    #[test]
    fn values_of_every_dialect_are_read() {
        let sql = "(1, 'L''été', NULL, -2.50,N'x;(',E'a\\'b', 'c'::text, CAST(N'2020-01-02' AS Date), X'4C6561', 0x4C6561, 0xFF, TRUE, ARRAY['a','b']), (";
        let (parsed, cells) = tuple(sql, false);
        assert_eq!(parsed, Parsed::Row(sql.len() - 3));
        let expected = [
            "1",
            "L'été",
            "",
            "-2.50",
            "x;(",
            "a'b",
            "c",
            "2020-01-02",
            "Lea",
            "Lea",
            "",
            "TRUE",
            "a b",
        ];
        assert_eq!(cells, expected);
        let sql = "(1 /* */ 2, TO_DATE('01/06/1971','DD/MM/YYYY'), -5 /* l'an */, 'x' -- l'y\n, STR_TO_DATE('1971-06-01', '%Y-%m-%d'))";
        assert_eq!(
            tuple(sql, false).1,
            ["1  2", "01/06/1971", "-5", "x", "1971-06-01"]
        );
        assert_eq!(tuple("('a',,'b',)", false).1, ["a", "", "b", ""]);
        assert_eq!(tuple("('a\\'b\\\\','c\\n')", true).1, ["a'b\\", "c\n"]);
        assert_eq!(tuple("('C:\\','d')", false).1, ["C:\\", "d"]);
    }

    #[test]
    fn what_is_no_row_is_broken_or_not_yet_one() {
        assert_eq!(tuple("('a\\'bc', 1)", false).0, Parsed::Broken);
        assert_eq!(tuple("(1; 2)", false).0, Parsed::Broken);
        assert_eq!(tuple("(1, 'a", false).0, Parsed::More);
        assert_eq!(tuple("(1, 2", false).0, Parsed::More);
    }

    #[test]
    fn lines_of_copy_are_unescaped() {
        let mut row = Row::default();
        let line = "1\ta\\tb\\\\\t\\N\t\té";
        row.line(line);
        assert_places(&row, line);
        assert_eq!(row.places()[4], (13, true));
        let cells: Vec<&str> = row.cells().collect();
        assert_eq!(cells, ["1", "a\tb\\", "", "", "é"]);
    }
}
