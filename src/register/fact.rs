//! What every fact of a register carries: where it is written, and texts in
//! both languages for what is said about it.

/// A civil date, as registers write it (`2026-11-21`).
pub type Date = jiff::civil::Date;

/// The UTC date of a moment in seconds since the epoch; the limits of the
/// calendar stand for what lies beyond them.
#[must_use]
pub fn utc_date(seconds: i64) -> Date {
    let days = seconds.div_euclid(86_400);
    let epoch = jiff::civil::date(1970, 1, 1);
    epoch.saturating_add(jiff::Span::new().days(days.clamp(-2_000_000, 2_000_000)))
}

/// Where a fact is written: 1-based, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct At {
    /// Line of the register file.
    pub line: u32,
    /// Column.
    pub column: u32,
}

/// A value and where it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact<T> {
    /// What is said.
    pub value: T,
    /// Where.
    pub at: At,
}

impl<T> Fact<T> {
    /// A value written at a place.
    pub const fn new(value: T, at: At) -> Self {
        Self { value, at }
    }
}

/// A character that can neither move a cursor nor reorder a line: controls and
/// bidirectional marks become U+FFFD, tabs and line ends spaces.
pub(super) const fn plain(c: char) -> char {
    match c {
        '\t' | '\n' | '\r' => ' ',
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' => '\u{fffd}',
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        c => c,
    }
}

/// Text from a register or a path, made harmless for a terminal or a page; see
/// [`Message`].
#[must_use]
pub fn inert(text: impl Into<String>) -> String {
    let text = text.into();
    if text.chars().all(|c| plain(c) == c) {
        return text;
    }
    text.chars().map(plain).collect()
}

/// One statement to the user, in both languages. Both texts are inert: names of
/// files and activities stand in them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Message {
    /// French.
    pub fr: String,
    /// English.
    pub en: String,
}

impl Message {
    /// Both texts.
    #[must_use]
    pub fn new(fr: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            fr: inert(fr),
            en: inert(en),
        }
    }

    /// The same text in both (a code, a name).
    #[must_use]
    pub fn both(text: &str) -> Self {
        Self::new(text, text)
    }

    /// The text in one language.
    #[must_use]
    pub fn text(&self, french: bool) -> &str {
        if french { &self.fr } else { &self.en }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_inert() {
        let m = Message::new("a\u{1b}[2J\nb", "x\u{202e}y\u{a0}z");
        assert_eq!(
            (m.fr.as_str(), m.en.as_str()),
            ("a\u{fffd}[2J b", "x\u{fffd}y\u{a0}z")
        );
    }

    #[test]
    fn moments_become_utc_dates() {
        assert_eq!(utc_date(0).to_string(), "1970-01-01");
        assert_eq!(utc_date(-1).to_string(), "1969-12-31");
        assert_eq!(utc_date(1_795_219_200).to_string(), "2026-11-21");
        assert_eq!(utc_date(i64::MAX).year(), 7445);
    }
}
