//! Where a thing is: a source, a path inside it, and the way into containers.

use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt::{self, Write as _};

/// Index of a source in the order given on the command line.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub struct SourceId(pub u16);

/// A path below a source's root, as the bytes the system gave (names need not
/// be UTF-8), with `/` between components. For a table: `schema.table`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct PathName(Box<[u8]>);

impl PathName {
    /// From raw bytes; nothing is normalised.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Self {
        Self(bytes.into())
    }

    /// The bytes the system gave.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Readable form: bytes that are not UTF-8 show as `\xE9`. A backslash that
    /// would read as the start of such an escape, or stands before another, is
    /// doubled: no two paths have one text, and every text leads back to its path.
    #[must_use]
    pub fn to_text(&self) -> Cow<'_, str> {
        match std::str::from_utf8(&self.0) {
            Ok(text) if !text.contains("\\x") && !text.contains("\\\\") => Cow::Borrowed(text),
            _ => Cow::Owned(self.escaped()),
        }
    }

    fn escaped(&self) -> String {
        let mut out = String::with_capacity(self.0.len() + 8);
        for chunk in self.0.utf8_chunks() {
            let mut chars = chunk.valid().chars().peekable();
            while let Some(c) = chars.next() {
                out.push(c);
                let ends = chars.peek().is_none() && !chunk.invalid().is_empty();
                if c == '\\' && (ends || matches!(chars.peek(), Some('x' | '\\'))) {
                    out.push(c);
                }
            }
            for byte in chunk.invalid() {
                write!(out, "\\x{byte:02X}").expect("writing to a String cannot fail");
            }
        }
        out
    }

    /// The path for comparing with patterns and kinds, which are text: what is not
    /// UTF-8 is U+FFFD, so several paths may have one.
    #[must_use]
    pub fn to_lossy(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.0)
    }

    /// Whether [`Self::to_text`] is not the path as it is (`path_b64` then tells
    /// programs its bytes).
    #[must_use]
    pub fn is_escaped(&self) -> bool {
        self.to_text().as_bytes() != self.as_bytes()
    }
}

impl From<&str> for PathName {
    fn from(s: &str) -> Self {
        Self(s.as_bytes().into())
    }
}

impl fmt::Debug for PathName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.to_text(), f)
    }
}

impl fmt::Display for PathName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_text())
    }
}

/// Where one scanned thing is. Displays as `path` or `path!/entry!/entry`.
///
/// Flat on purpose: a member of an archive inside a mail inside a zip is one
/// `path` and one `entry` (`mail.eml!/annexes.zip!/liste.csv` has path
/// `mail.eml` and entry `annexes.zip!/liste.csv`), which is also how the JSON
/// shows it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Locator {
    /// Which source.
    pub source: SourceId,
    /// Path below the source's root; `schema.table` in a database; `-` for
    /// standard input.
    pub path: PathName,
    /// The way into a container, steps joined by `!/`; none for the thing
    /// itself. A `!/` inside a name is escaped (`%21/`), so that no two things
    /// share an entry.
    pub entry: Option<Box<str>>,
}

impl Locator {
    /// A thing that stands directly in its source.
    #[must_use]
    pub fn new(source: SourceId, path: impl Into<PathName>) -> Self {
        Self {
            source,
            path: path.into(),
            entry: None,
        }
    }

    /// A member of this container.
    #[must_use]
    pub fn member(&self, name: &str) -> Self {
        let name = step(name);
        let entry = match &self.entry {
            Some(outer) => format!("{outer}!/{name}"),
            None => name.into_owned(),
        };
        Self {
            source: self.source,
            path: self.path.clone(),
            entry: Some(entry.into()),
        }
    }

    /// How many containers it stands in.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.entry
            .as_ref()
            .map_or(0, |e| e.matches("!/").count() + 1)
    }
}

/// One step of the way: the name, without anything that would end the step.
fn step(name: &str) -> Cow<'_, str> {
    let ends_step = |rest: &str| rest.is_empty() || rest.starts_with('/');
    let is_escaped = |at: usize, c: char| match c {
        '!' => ends_step(&name[at + 1..]),
        '%' => name[at + 1..].starts_with("21") || name[at + 1..].starts_with("25"),
        _ => false,
    };
    if !name.char_indices().any(|(at, c)| is_escaped(at, c)) {
        return Cow::Borrowed(name);
    }
    let mut out = String::with_capacity(name.len() + 2);
    for (at, c) in name.char_indices() {
        match (is_escaped(at, c), c) {
            (true, '!') => out.push_str("%21"),
            (true, _) => out.push_str("%25"),
            (false, c) => out.push(c),
        }
    }
    Cow::Owned(out)
}

impl fmt::Display for Locator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.entry {
            Some(entry) => write!(f, "{}!/{entry}", self.path),
            None => write!(f, "{}", self.path),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn members_nest_in_one_entry() {
        let mail = Locator::new(SourceId(0), "a/mail.eml");
        let inner = mail.member("annexes.zip").member("liste.csv");
        assert_eq!(inner.to_string(), "a/mail.eml!/annexes.zip!/liste.csv");
        assert_eq!(inner.depth(), 2);
        assert_eq!(mail.depth(), 0);
    }

    #[test]
    fn bytes_that_are_not_text_are_escaped() {
        let text = |bytes: &[u8]| PathName::from_bytes(bytes).to_text().into_owned();
        assert_eq!(text(b"f\xe9.txt"), "f\\xE9.txt");
        assert_eq!(text(b"f\xe8.txt"), "f\\xE8.txt");
        assert_eq!(text("été\\a\n.txt".as_bytes()), "été\\a\n.txt");
        assert_eq!(text(b"f\\xE9.txt"), "f\\\\xE9.txt");
        assert!(PathName::from_bytes(b"f\xe9").is_escaped());
        assert!(!PathName::from("été.txt").is_escaped());
    }

    /// The path that a text stands for.
    fn path_of(text: &str) -> Vec<u8> {
        let mut out = Vec::new();
        let mut rest = text.as_bytes();
        while let Some((&first, tail)) = rest.split_first() {
            let (byte, used) = match (first, tail) {
                (b'\\', [b'\\', ..]) => (b'\\', 1),
                (b'\\', [b'x', high, low, ..]) => {
                    let digits = [*high, *low];
                    let digits = std::str::from_utf8(&digits).expect("hex");
                    (u8::from_str_radix(digits, 16).expect("hex"), 3)
                }
                _ => (first, 0),
            };
            out.push(byte);
            rest = &tail[used..];
        }
        out
    }

    proptest! {
        #[test]
        fn every_text_leads_back_to_its_path(
            bytes in prop::collection::vec(prop::sample::select(b"\\x\\\\Ea9\xe9\xc3\xa9/".to_vec()), 0..12)
        ) {
            let text = PathName::from_bytes(&bytes).to_text().into_owned();
            prop_assert_eq!(path_of(&text), bytes, "{}", text);
        }
    }

    #[test]
    fn no_two_members_share_an_entry() {
        let zip = Locator::new(SourceId(0), "a.zip");
        let ways: [&[&str]; 8] = [
            &["x!/y.txt"],
            &["x", "y.txt"],
            &["x%21/y.txt"],
            &["x!", "y.txt"],
            &["x%21", "y.txt"],
            &["x%2521", "y.txt"],
            &["x", "!", "y.txt"],
            &["x!/!", "y.txt"],
        ];
        let entries: std::collections::BTreeSet<_> = ways
            .iter()
            .map(|way| {
                let at = way.iter().fold(zip.clone(), |at, name| at.member(name));
                assert_eq!(at.depth(), way.len(), "{at}");
                at.entry
            })
            .collect();
        assert_eq!(entries.len(), ways.len());
        assert_eq!(zip.member("50 % !.txt").to_string(), "a.zip!/50 % !.txt");
    }
}
