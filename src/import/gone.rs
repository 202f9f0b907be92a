//! What the lines of a text withdraw by their markup: comments (`<!-- -->`,
//! `[//]: # ()`), words struck through (`~~NIR~~`, `<del>`), fenced blocks of code.
//! None of it is read as fact; all of it is told by its first words.

/// The state between two lines of a text.
#[derive(Debug, Default)]
pub(super) struct Gone {
    /// The sign that ends what is open.
    until: Option<&'static str>,
    /// Bytes of the text before the line that comes.
    at: usize,
    /// Where the last end of a comment, and of a fence of either kind, stands.
    last: [Option<usize>; 3],
}

/// A passage that is withdrawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Passage {
    pub(super) text: String,
    pub(super) hidden: bool,
}

const COMMENT: &str = "-->";
/// Signs that may stay open from line to line.
const ENDS: [&str; 3] = [COMMENT, "```", "~~~"];
/// What opens and what closes a passage inside a line, and whether it hides.
const INSIDE: [(&str, &str, bool); 5] = [
    ("<!--", COMMENT, true),
    ("~~", "~~", false),
    ("<del>", "</del>", false),
    ("<s>", "</s>", false),
    ("<strike>", "</strike>", false),
];
/// Definitions of links that point nowhere, by which people comment.
const NOTES: [&str; 3] = ["[//]: #", "[comment]: #", "[comment]: <>"];

impl Gone {
    /// Before the first line of a text.
    pub(super) fn of(text: &str) -> Self {
        Self {
            last: ENDS.map(|end| text.rfind(end)),
            ..Self::default()
        }
    }

    /// A line without what it withdraws, and that.
    pub(super) fn read(&mut self, line: &str) -> (String, Vec<Passage>) {
        let mut out = Vec::new();
        let shown = self.shown(line, &mut out);
        self.at += line.len() + 1;
        out.retain(|p| p.text.chars().any(char::is_alphanumeric));
        (shown, out)
    }

    fn shown(&mut self, line: &str, out: &mut Vec<Passage>) -> String {
        let mut tell = |text: &str, hidden| {
            let text = text.trim().to_owned();
            out.push(Passage { text, hidden });
        };
        let trimmed = line.trim();
        let rest = match self.until {
            Some(COMMENT) => {
                let Some((inside, rest)) = line.split_once(COMMENT) else {
                    tell(line, true);
                    return String::new();
                };
                tell(inside, true);
                rest
            }
            Some(fence) => {
                match trimmed.starts_with(fence) {
                    true => self.until = None,
                    false => tell(line, true),
                }
                return String::new();
            }
            None => line,
        };
        self.until = None;
        if let Some(end) = self.fence(trimmed) {
            self.until = Some(end);
            return String::new();
        }
        if let Some(note) = NOTES.iter().find_map(|n| trimmed.strip_prefix(n)) {
            tell(note.trim_matches([' ', '(', ')', '"']), true);
            return String::new();
        }
        self.inside(rest, &mut tell)
    }

    /// The fence that a line opens, where one closes it below.
    fn fence(&self, line: &str) -> Option<&'static str> {
        (1..ENDS.len())
            .find(|n| line.starts_with(ENDS[*n]) && self.ends_below(*n, line))
            .map(|n| ENDS[n])
    }

    fn ends_below(&self, which: usize, line: &str) -> bool {
        self.last[which].is_some_and(|last| last > self.at + line.len())
    }

    /// The line without the passages that it withdraws inside.
    fn inside(&mut self, line: &str, tell: &mut impl FnMut(&str, bool)) -> String {
        if !line.contains("~~") && !line.contains('<') {
            return line.to_owned();
        }
        let (mut shown, mut rest) = (String::with_capacity(line.len()), line);
        // where one has no end, the next of its kind has none
        let mut closes = [true; INSIDE.len()];
        while let Some(at) = rest.find(['<', '~']) {
            let tail = &rest[at..];
            let opened = (0..INSIDE.len()).find(|n| closes[*n] && begins(tail, INSIDE[*n].0));
            let end = opened.and_then(|n| {
                let (open, close, hidden) = INSIDE[n];
                let inner = &tail[open.len()..];
                closes[n] = find(inner, close).is_some();
                let length = find(inner, close)?;
                tell(&inner[..length], hidden);
                Some(open.len() + length + close.len())
            });
            let is_comment = opened == Some(0) && end.is_none();
            if is_comment && self.ends_below(0, line) {
                shown.push_str(&rest[..at]);
                tell(&tail["<!--".len()..], true);
                self.until = Some(COMMENT);
                return shown;
            }
            shown.push_str(&rest[..at]);
            if end.is_some() {
                shown.push(' ');
            } else {
                shown.push_str(&tail[..1]);
            }
            rest = &tail[end.unwrap_or(1)..];
        }
        shown.push_str(rest);
        shown
    }
}

/// Whether a text begins with markup, in letters of any case.
fn begins(text: &str, markup: &str) -> bool {
    let head = text.as_bytes().get(..markup.len());
    head.is_some_and(|h| h.eq_ignore_ascii_case(markup.as_bytes()))
}

/// Where markup stands in a text.
fn find(text: &str, markup: &str) -> Option<usize> {
    match markup.starts_with("</") {
        false => text.find(markup),
        true => text
            .match_indices("</")
            .find_map(|(at, _)| begins(&text[at..], markup).then_some(at)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Vec<String>, Vec<String>) {
        let mut gone = Gone::of(text);
        let (mut shown, mut told) = (Vec::new(), Vec::new());
        for line in text.split('\n') {
            let (line, passages) = gone.read(line);
            shown.push(line.split_whitespace().collect::<Vec<_>>().join(" "));
            told.extend(passages.into_iter().map(|p| p.text));
        }
        (shown, told)
    }

    #[test]
    fn what_markup_withdraws_is_told() {
        for (text, shown, told) in [
            (
                "nom <!-- NIR --> ~~santé~~ <DEL>religion</del>, a < b",
                &["nom , a < b"][..],
                &["NIR", "santé", "religion"][..],
            ),
            ("a <!-- b\nc\nd --> e", &["a", "", "e"], &["b", "c", "d"]),
            ("a <!-- b\nc", &["a <!-- b", "c"], &[]),
            ("```\nb\n```\nc", &["", "", "", "c"], &["b"]),
            ("```\nb\nc", &["```", "b", "c"], &[]),
            ("[//]: # (Données : NIR)\na", &["", "a"], &["Données : NIR"]),
            ("~~a ~ b", &["~~a ~ b"], &[]),
        ] {
            let (lines, passages) = read(text);
            assert_eq!(
                (lines.as_slice(), passages.as_slice()),
                (
                    shown
                        .iter()
                        .map(|s| (*s).to_owned())
                        .collect::<Vec<_>>()
                        .as_slice(),
                    told.iter()
                        .map(|s| (*s).to_owned())
                        .collect::<Vec<_>>()
                        .as_slice(),
                ),
                "{text}"
            );
        }
    }

    #[test]
    fn markup_that_never_ends_costs_no_more() {
        let text = "<del>~~<!--<s>".repeat(100_000);
        assert!(read(&text).1.len() < 100_000);
        read(&"<s></".repeat(100_000));
        read(&"<!--\n".repeat(100_000));
    }
}
