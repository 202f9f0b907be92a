//! What phrases announce in the fast pass: the pattern after a label, the pattern
//! around a word, the term that a phrase is itself.

use super::super::candidate::Candidate;
use super::{NO_LABEL, Walk, span_end};
use crate::rule::lexicon::{Seen, Use, Word};

/// Bytes before a word that a `word` pattern may begin in.
const BEFORE_WORD: usize = 24;
/// Bytes of punctuation passed between a label and its value.
const AFTER_LABEL: usize = 24;

impl Walk<'_> {
    /// Tries the patterns that the phrases filed under this word announce.
    pub(super) fn phrases(&mut self, word: Word) {
        let rules = self.rules;
        let lexicon = &rules.compiled().lexicon;
        let from = self.pass.seen.len();
        let seen = &mut self.pass.seen;
        lexicon.at(&lexicon.acting, self.text, word, |s| seen.push(s));
        for k in from..self.pass.seen.len() {
            let s = self.pass.seen[k];
            for used in lexicon.acts(s.phrase) {
                match *used {
                    Use::Label(ix) => self.after_label(ix, s.end as usize),
                    Use::Word(ix) => self.around_word(ix, s),
                    Use::Term(rule, group) if self.own.contains(&(s.start as usize)) => {
                        self.pass.candidates.push(Candidate::term(rule, group, s));
                    }
                    _ => {}
                }
            }
        }
    }

    /// A pattern right after its label, or after the punctuation that follows.
    fn after_label(&mut self, ix: u16, end: usize) {
        let mut lines = 0;
        for (k, c) in self.text[end..].char_indices() {
            if k > AFTER_LABEL {
                return;
            }
            if self.announced(ix, end + k, end) {
                return;
            }
            lines += usize::from(c == '\n');
            if c.is_alphanumeric() || lines > 1 {
                return;
            }
        }
    }

    /// A pattern at one place after its label; true when it yields a candidate.
    fn announced(&mut self, ix: u16, at: usize, label_end: usize) -> bool {
        if !self.may_begin(ix, at) {
            return false;
        }
        let after = at - label_end;
        if let Some(hit) = self.known_after(ix, at, after) {
            return hit;
        }
        let before = self.before();
        if !self.may_pass(ix, at) {
            return false;
        }
        let hit = self.attempt(ix, at, label_end);
        self.note_label((ix, after), at, hit, before);
        hit
    }

    /// Whether a pattern that a phrase announces can begin at a place.
    #[inline]
    fn may_begin(&self, ix: u16, at: usize) -> bool {
        let p = &self.rules.compiled().patterns[usize::from(ix)];
        p.wicket.as_ref().is_none_or(|w| w.may_begin(self.text, at))
    }

    /// A pattern whose match must contain a word.
    fn around_word(&mut self, ix: u16, s: Seen) {
        let (start, end) = (s.start as usize, s.end as usize);
        let mut from = start.saturating_sub(BEFORE_WORD);
        while !self.text.is_char_boundary(from) {
            from += 1;
        }
        if let Some(nl) = self.text[from..start].rfind('\n') {
            from += nl + 1;
        }
        // each place a word or number may begin, from the left: the longest wins
        let wicket = self.rules.compiled().patterns[usize::from(ix)]
            .wicket
            .as_ref();
        let text = self.text;
        let may_begin = |at| wicket.is_none_or(|w| w.may_begin(text, at));
        let mut digits = None;
        let mut inside = from > 0
            && self.text[..from]
                .chars()
                .next_back()
                .is_some_and(char::is_alphanumeric);
        let upto = self
            .text
            .ceil_char_boundary((start + 1).min(self.text.len()));
        for (k, c) in self.text[from..upto].char_indices() {
            let word = c.is_alphanumeric();
            if word
                && !inside
                && may_begin(from + k)
                && *digits.get_or_insert_with(|| self.has_digits(ix, from, start))
                && self.may_pass(ix, from + k)
                && self.attempt(ix, from + k, NO_LABEL)
            {
                let last = self.pass.candidates.last();
                if last.is_some_and(|c| c.end as usize >= end) {
                    return;
                }
                self.pass.candidates.pop();
            }
            inside = word;
        }
    }

    /// Whether a pattern that a phrase announces can match at a place.
    #[inline]
    pub(super) fn may_pass(&mut self, ix: u16, at: usize) -> bool {
        let p = &self.rules.compiled().patterns[usize::from(ix)];
        let cache = &mut self.pass.wickets[usize::from(ix)];
        p.wicket
            .as_ref()
            .is_none_or(|w| w.may_pass(cache, self.text, at, span_end(self.text, at)))
    }

    /// Whether the text that a pattern may span from any of these places holds
    /// the digits that it needs.
    fn has_digits(&self, ix: u16, first: usize, last: usize) -> bool {
        let least = self.rules.compiled().patterns[usize::from(ix)].least_digits;
        let span = &self.text.as_bytes()[first..span_end(self.text, last)];
        let mut found = 0;
        least == 0
            || span.chunks(64).any(|some| {
                found += some.iter().filter(|b| b.is_ascii_digit()).count();
                found >= least
            })
    }
}
