//! From a byte offset in a window to a position in the item.

use crate::extract::{Origin, Start, Text};
use crate::model::Position;

/// Walks forward through one window; offsets must be asked in rising order.
pub(super) struct Locate<'a> {
    text: &'a str,
    start: Start,
    /// Offsets asked are those of what was decoded from `text`.
    origin: Option<Origin<'a>>,
    /// Everything before this byte is counted.
    counted: usize,
    lines: u64,
    /// Characters between the last line end (or the start) and `counted`.
    column: u64,
}

impl<'a> Locate<'a> {
    /// For a window of text.
    pub(super) fn of(text: &Text<'a>) -> Self {
        let source = text.origin.map_or(text.text, |origin| origin.source);
        Self {
            origin: text.origin,
            ..Self::new(source, text.start)
        }
    }

    pub(super) const fn new(text: &'a str, start: Start) -> Self {
        let column = match start {
            Start::Lines { column, .. } => column,
            _ => 0,
        };
        Self {
            text,
            start,
            origin: None,
            counted: 0,
            lines: 0,
            column,
        }
    }

    /// Position of `text[from..to]`.
    pub(super) fn position(&mut self, from: usize, to: usize) -> Position {
        let (from, to) = match &self.origin {
            Some(origin) => origin.range(from, to),
            None => (from, to),
        };
        self.advance(from);
        match self.start {
            Start::Lines { line, byte, .. } => {
                let first = self.column + 1;
                let value = &self.text[from..to];
                let end_column = match value.rfind('\n') {
                    Some(nl) => value[nl + 1..].chars().count() as u64 + 1,
                    None => first + value.chars().count() as u64,
                };
                Position::Text {
                    line: line + self.lines,
                    column: first,
                    end_column,
                    bytes: byte.map(|b| (b + from as u64, b + to as u64)),
                }
            }
            Start::Page(page) => Position::Page { page },
            Start::Paragraph(first) => Position::Paragraph {
                paragraph: first.saturating_add(self.lines as u32),
            },
            Start::Field => Position::Field,
        }
    }

    fn advance(&mut self, to: usize) {
        if to <= self.counted {
            return;
        }
        let mut piece = &self.text.as_bytes()[self.counted..to];
        let lines = memchr::memchr_iter(b'\n', piece).count() as u64;
        if lines > 0 {
            self.lines += lines;
            self.column = 0;
            let last = memchr::memrchr(b'\n', piece).map_or(0, |nl| nl + 1);
            piece = &piece[last..];
        }
        self.column += characters(piece);
        self.counted = to;
    }
}

/// Characters of a piece of UTF-8.
fn characters(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|b| (**b as i8) >= -0x40).count() as u64
}

/// Where the values of a cell stand.
pub(super) enum Spot<'a> {
    /// In the cell: tables say no more.
    Cell(Position),
    /// At their own characters in a text that lies so in its file.
    Inside(Locate<'a>),
}

impl<'a> Spot<'a> {
    /// For a value under a key. One that was decoded stands somewhere in what it
    /// was decoded from, and is placed there as a whole.
    pub(super) fn keyed(value: &'a str, start: Start) -> Self {
        let mut locate = Locate::new(value, start);
        match start {
            Start::Lines { byte: Some(_), .. } => Self::Inside(locate),
            _ => Self::Cell(locate.position(0, value.len())),
        }
    }

    /// Position of the bytes `from..to` of the cell.
    pub(super) fn position(&mut self, from: usize, to: usize) -> Position {
        match self {
            Self::Cell(position) => *position,
            Self::Inside(locate) => {
                if from < locate.counted {
                    *locate = Locate::new(locate.text, locate.start);
                }
                let within = |at: usize| locate.text.floor_char_boundary(at);
                locate.position(within(from), within(to))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_columns_and_bytes() {
        let text = "é1\nàb 23\n45";
        let mut l = Locate::new(
            text,
            Start::Lines {
                line: 10,
                column: 4,
                byte: Some(100),
            },
        );
        let at = |n: &str| text.find(n).expect("there");
        assert_eq!(
            l.position(at("1"), at("1") + 1),
            Position::Text {
                line: 10,
                column: 6,
                end_column: 7,
                bytes: Some((102, 103))
            }
        );
        assert_eq!(
            l.position(at("23"), at("23") + 2),
            Position::Text {
                line: 11,
                column: 4,
                end_column: 6,
                bytes: Some((108, 110))
            }
        );
        let mut l = Locate::new(text, Start::Paragraph(5));
        assert_eq!(
            l.position(at("45"), at("45") + 2),
            Position::Paragraph { paragraph: 7 }
        );
    }

    #[test]
    fn values_under_a_key_stand_at_their_own_characters() {
        let start = |byte| Start::Lines {
            line: 3,
            column: 10,
            byte,
        };
        let text = |column, end_column, bytes| Position::Text {
            line: 3,
            column,
            end_column,
            bytes,
        };
        let mut spot = Spot::keyed("é tel:06 64, 07", start(Some(20)));
        assert_eq!(spot.position(7, 12), text(17, 22, Some((27, 32))));
        assert_eq!(spot.position(14, 16), text(24, 26, Some((34, 36))));
        assert_eq!(spot.position(0, 2), text(11, 12, Some((20, 22))));
        let mut decoded = Spot::keyed("a 06", start(None));
        assert_eq!(decoded.position(2, 4), text(11, 15, None));
    }
}
