//! The register's own words: lines of its file, as they are written there, for
//! citations.

use super::fact::At;

/// The text of a register file, by lines.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Text {
    whole: String,
    /// Where each line starts.
    starts: Vec<usize>,
}

/// Characters of a line before only a part of it is cited.
const LONG: usize = 240;
/// Lines above an entry that are searched for the key it stands under.
const ABOVE: u32 = 40;

impl Text {
    pub(super) fn new(whole: &str) -> Self {
        let whole = whole.replace("\r\n", "\n");
        let ends = whole.bytes().enumerate().filter(|(_, b)| *b == b'\n');
        Self {
            starts: std::iter::once(0).chain(ends.map(|(i, _)| i + 1)).collect(),
            whole,
        }
    }

    /// One line without its margins; empty if it is a comment, or there is none.
    fn line(&self, number: u32) -> &str {
        let at = |n: u32| self.starts.get(n as usize).copied();
        let Some(start) = number.checked_sub(1).and_then(at) else {
            return "";
        };
        let end = at(number).unwrap_or(self.whole.len());
        let line = self.whole[start..end].trim();
        if line.starts_with('#') { "" } else { line }
    }

    /// The line of a place; of a very long one what stands at the place.
    fn at(&self, at: At) -> String {
        let line = self.line(at.line);
        if line.chars().count() <= LONG {
            return line.to_owned();
        }
        let start = self.starts[at.line as usize - 1];
        let place = self.whole[start..]
            .chars()
            .skip(at.column.saturating_sub(1) as usize);
        let place: String = place.take_while(|c| *c != '\n').take(LONG).collect();
        format!("… {} …", place.trim())
    }

    /// The lines from one place to another, both included.
    pub(super) fn lines(&self, from: At, to: At) -> String {
        if to.line <= from.line {
            return self.at(from);
        }
        let lines = (from.line..=to.line).map(|n| self.line(n));
        let lines: Vec<&str> = lines.filter(|l| !l.is_empty()).collect();
        lines.join(" ")
    }

    /// The line of a value, after that of the key it stands under where this is
    /// another one: `sensitive: answer: "non"`.
    pub(super) fn under(&self, key: &str, at: At) -> String {
        let holds = |n: &u32| {
            let bare = |c: char| c.is_whitespace() || matches!(c, '-' | '{' | '"' | '\'');
            let names = |part: &str| {
                let rest = part.trim_start_matches(bare).strip_prefix(key);
                rest.is_some_and(|r| r.trim_start_matches(['"', '\'']).starts_with(':'))
            };
            // keys of a mapping in braces stand anywhere in its line
            self.line(*n).split([',', '{']).any(names)
        };
        let least = at.line.saturating_sub(ABOVE).max(1);
        let own = self.at(at);
        match (least..=at.line).rev().find(holds) {
            Some(n) if n == at.line => own,
            Some(n) if n + 1 == at.line => format!("{} {own}", self.line(n)),
            Some(n) => format!("{} … {own}", self.line(n)),
            None => own,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(line: u32) -> At {
        At { line, column: 1 }
    }

    #[test]
    fn lines_are_as_they_are_written() {
        let t = Text::new("a:\r\n  # note\n\n  - {b: 1}\n  - c");
        assert_eq!(t.lines(at(1), at(4)), "a: - {b: 1}");
        assert_eq!(t.lines(at(5), at(5)), "- c");
        assert_eq!(t.lines(at(5), at(1)), "- c");
        assert_eq!(t.lines(at(9), at(9)), "");
        let long = Text::new(&format!("{{a: {}, b: 1}}\n", "x".repeat(300)));
        let cited = long.lines(
            At {
                line: 1,
                column: 306,
            },
            at(1),
        );
        assert_eq!(cited, "… b: 1} …");
        assert_eq!(Text::default().lines(at(1), at(1)), "");
    }

    #[test]
    fn a_value_is_told_under_its_key() {
        let block = Text::new("sensitive:\n  answer: \"non\"\n  nir:\n    declared: false\n");
        assert_eq!(
            block.under("sensitive", at(2)),
            "sensitive: answer: \"non\""
        );
        assert_eq!(
            block.under("sensitive", at(4)),
            "sensitive: … declared: false"
        );
        let flow = Text::new("x: 1\n- {id: a, \"sensitive\": {answer: non}}\n");
        assert_eq!(
            flow.under("sensitive", at(2)),
            "- {id: a, \"sensitive\": {answer: non}}"
        );
        assert_eq!(flow.under("gone", at(1)), "x: 1");
    }
}
