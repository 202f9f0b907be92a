//! A cursor over the start of a text: numbers, words, separators.

/// Reads forward; copying it is looking ahead.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    pub(super) const fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// Bytes read so far.
    pub(super) const fn at(&self) -> usize {
        self.at
    }

    /// What is still to be read.
    pub(super) fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    /// A run of one to eight ASCII digits: value and how many.
    pub(super) fn number(&mut self) -> Option<(u32, usize)> {
        let (mut value, mut digits) = (0, 0);
        for b in self.rest().bytes() {
            if !b.is_ascii_digit() {
                break;
            }
            digits += 1;
            if digits > 8 {
                return None;
            }
            value = value * 10 + u32::from(b - b'0');
        }
        self.at += digits;
        (digits > 0).then_some((value, digits))
    }

    /// A run of letters.
    pub(super) fn word(&mut self) -> Option<&'a str> {
        let rest = self.rest();
        let end = rest
            .find(|c: char| !c.is_alphabetic())
            .unwrap_or(rest.len());
        self.at += end;
        (end > 0).then(|| &rest[..end])
    }

    /// A run of letters after spaces, hyphens or one line end.
    pub(super) fn spaced_word(&mut self) -> Option<&'a str> {
        let before = *self;
        let gap = |c: char| matches!(c, ' ' | '-' | '\n' | '\r' | '\u{a0}' | '\u{202f}' | '\t');
        let skipped = self.rest().find(|c| !gap(c))?;
        self.at += skipped.min(self.rest().len());
        let word = if skipped > 6 { None } else { self.word() };
        if word.is_none() {
            *self = before;
        }
        word
    }

    /// One of these characters with spaces around it, or a space alone where a
    /// space is among them.
    pub(super) fn separator(&mut self, any: &[char]) -> Option<char> {
        let rest = self.rest();
        // nearly always one character that no space stands beside
        if let [c @ b'!'..=b'~', next, ..] = rest.as_bytes()
            && next.is_ascii_alphanumeric()
        {
            let c = char::from(*c);
            let is_one = any.contains(&c);
            self.at += usize::from(is_one);
            return is_one.then_some(c);
        }
        let trimmed = rest.trim_start_matches([' ', '\u{a0}', '\u{202f}']);
        let spaces = rest.len() - trimmed.len();
        if spaces > 6 {
            return None;
        }
        match trimmed.chars().next() {
            Some(c) if c != ' ' && any.contains(&c) => {
                let after = trimmed[c.len_utf8()..].trim_start_matches([' ', '\u{a0}', '\u{202f}']);
                self.at = self.text.len() - after.len();
                Some(c)
            }
            _ if spaces > 0 && any.contains(&' ') => {
                self.at += spaces;
                Some(' ')
            }
            _ => None,
        }
    }

    /// Passes one of these texts.
    pub(super) fn suffix(&mut self, any: &[&str]) {
        if let Some(s) = any.iter().find(|s| self.rest().starts_with(**s)) {
            self.at += s.len();
        }
    }
}
