//! Parts of a message that say the same: HTML beside plain text in one
//! `multipart/alternative`. Only lines of the HTML that the plain text has not
//! are new; what stands in other parts of the message repeats nothing.

use mail_parser::{Message, MimeHeaders, PartType};
use std::collections::HashSet;
use std::ops::Range;

/// More stretches of new lines than this are one.
const STRETCHES: usize = 8;

/// The words of the plain text that stands beside a part as an alternative.
#[derive(Debug, Default)]
pub(super) struct Said(HashSet<String>);

impl Said {
    /// What is said beside part `id`; nothing where it is no alternative.
    pub(super) fn beside(message: &Message<'_>, id: usize) -> Self {
        let mut words = HashSet::new();
        if let Some(set) = innermost_alternative(message, id) {
            for part in within(message, set) {
                if let Some(PartType::Text(text)) = message.parts.get(part).map(|p| &p.body) {
                    each_word(text, |word| {
                        words.insert(word.to_owned());
                    });
                }
            }
        }
        Self(words)
    }

    /// The stretches of lines of `text` that hold a word which is not said.
    pub(super) fn new_in(&self, text: &str) -> Vec<Range<usize>> {
        let whole = 0..text.len();
        if self.0.is_empty() {
            return std::iter::once(whole).collect();
        }
        let mut stretches: Vec<Range<usize>> = Vec::new();
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let range = at..at + line.len();
            at = range.end;
            if !self.has_all_of(line) {
                match stretches.last_mut() {
                    Some(last) if last.end == range.start => last.end = range.end,
                    _ => stretches.push(range),
                }
            }
        }
        match stretches.as_slice() {
            // each costs a pass over the text
            [first, .., last] if stretches.len() > STRETCHES => {
                std::iter::once(first.start..last.end).collect()
            }
            _ => stretches,
        }
    }

    fn has_all_of(&self, line: &str) -> bool {
        let mut all = true;
        each_word(line, |word| all = all && self.0.contains(word));
        all
    }
}

/// The innermost multipart/alternative that a part stands in.
fn innermost_alternative(message: &Message<'_>, id: usize) -> Option<usize> {
    let mut child = id;
    // the parts of a multipart follow it
    for (number, part) in message.parts.iter().enumerate().take(id).rev() {
        let PartType::Multipart(children) = &part.body else {
            continue;
        };
        if !children.iter().any(|c| *c as usize == child) {
            continue;
        }
        let subtype = part.content_type().and_then(|c| c.subtype());
        if subtype.is_some_and(|s| s.eq_ignore_ascii_case("alternative")) {
            return Some(number);
        }
        child = number;
    }
    None
}

/// All parts of a multipart, at every depth.
fn within(message: &Message<'_>, set: usize) -> Vec<usize> {
    let mut open = vec![set];
    let mut parts = Vec::new();
    while let Some(part) = open.pop() {
        if let Some(PartType::Multipart(children)) = message.parts.get(part).map(|p| &p.body) {
            open.extend(children.iter().map(|c| *c as usize).filter(|c| *c > part));
        } else {
            parts.push(part);
        }
    }
    parts
}

/// Words in lower case. Digits that only blanks and points part are one word:
/// an identifier is new though each of its groups has been said.
fn each_word(text: &str, mut each: impl FnMut(&str)) {
    let is_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    let mut word = String::new();
    for part in text.split(|c: char| !c.is_alphanumeric()) {
        if part.is_empty() {
            continue;
        }
        let goes_on = !word.is_empty() && is_digits(&word) && is_digits(part);
        if !goes_on && !word.is_empty() {
            each(&word);
            word.clear();
        }
        word.extend(part.chars().flat_map(char::to_lowercase));
    }
    if !word.is_empty() {
        each(&word);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_with_a_new_word_are_new() {
        let mut said = Said::default();
        each_word("Bonjour Léa,\n2 55 08\nappelez le 06 12", |w| {
            said.0.insert(w.to_owned());
        });
        let text = "bonjour, léa\n06 12\nLéa Martin\n2 55 08\n06 12 55\n06.12\n";
        let new: Vec<&str> = said.new_in(text).into_iter().map(|r| &text[r]).collect();
        assert_eq!(new, ["Léa Martin\n", "06 12 55\n"]);
        let one = |stretches: Vec<Range<usize>>| stretches.first().cloned();
        assert_eq!(one(Said::default().new_in("a\n \nb")), Some(0..5));
        let many = "Léa\nneuf\n".repeat(STRETCHES + 1);
        assert_eq!(one(said.new_in(&many)), Some(5..many.len()));
    }
}
