//! Location patterns: where an activity lives, as a person writes it
//! (`RH/Paie/**`, `postgres://srv/erp/rh.*`, `smb://srv-fic/RH/**`).
//!
//! `*` and `?` stay within one path component, `**` crosses `/`. A pattern
//! without wildcard also covers everything beneath it. A pattern without scheme
//! is relative to the root of any scanned tree. Both sides are brought to one
//! form first (see [`normal`]): host case, default ports,
//! percent-encoding and accents (NFC) never matter.
//!
//! Invariant: matching takes time proportional to text × pattern, on any
//! pattern and any text.

use super::normal::{self, Scheme};
use std::cmp::Reverse;

/// Longest pattern accepted, in characters.
const LONGEST: usize = 2_000;

/// Why a pattern cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// Nothing is written.
    #[error("the location is empty")]
    Empty,
    /// It is longer than any path.
    #[error("the location is longer than {LONGEST} characters")]
    TooLong,
}

/// One step of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token {
    Char(char),
    /// `?`
    One,
    /// `*`
    Any,
    /// `**`
    Deep,
}

/// A parsed location pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    /// Normal form, wildcards included.
    text: String,
    scheme: Scheme,
    tokens: Vec<Token>,
    /// Characters before the first wildcard.
    prefix: String,
}

/// How specific a match is; the greatest wins: longest literal prefix, then
/// most literal characters (`RH/*/2024/**` says more than `RH/**`), then fewest
/// wildcards (`**` counts twice).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank {
    prefix: usize,
    literal: usize,
    wildcards: Reverse<usize>,
}

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// If it is empty or absurdly long.
    pub fn parse(written: &str) -> Result<Self, PatternError> {
        let written = written.trim();
        if written.is_empty() {
            return Err(PatternError::Empty);
        }
        if written.chars().count() > LONGEST {
            return Err(PatternError::TooLong);
        }
        let (text, scheme) = normal::pattern(written);
        let tokens = tokens(&text);
        let text: String = tokens.iter().flat_map(Token::written).collect();
        let prefix = tokens.iter().map_while(Token::literal).collect();
        Ok(Self {
            text,
            scheme,
            tokens,
            prefix,
        })
    }

    /// The normal form: two patterns that mean the same have the same text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether it is relative to the root of any scanned tree.
    #[must_use]
    pub fn is_relative(&self) -> bool {
        self.scheme == Scheme::None
    }

    /// Whether limier can ever scan such a place; `paper:` and `mailbox:` it
    /// cannot.
    #[must_use]
    pub fn is_scannable(&self) -> bool {
        matches!(
            self.scheme,
            Scheme::None | Scheme::File | Scheme::Database | Scheme::Other
        )
    }

    /// The characters before the first wildcard.
    #[must_use]
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// Whether it has no wildcard.
    #[must_use]
    pub fn is_literal(&self) -> bool {
        self.prefix.len() == self.text.len()
    }

    /// Whether a place in normal form is meant.
    #[must_use]
    pub fn matches(&self, place: &str) -> bool {
        if self.is_literal() {
            return self.covers(place);
        }
        let start = self.prefix.chars().count();
        place
            .strip_prefix(&self.prefix)
            .is_some_and(|rest| run(&self.tokens, start, rest.chars()))
    }

    /// Literal patterns cover what they name and what lies beneath.
    fn covers(&self, place: &str) -> bool {
        match place.strip_prefix(&self.text) {
            Some("") => true,
            Some(rest) => {
                rest.starts_with('/')
                    || self.text.ends_with('/')
                    || (self.scheme == Scheme::Database && rest.starts_with('.'))
            }
            None => false,
        }
    }

    /// How specific it is for a place whose source's own URI takes `base`
    /// characters (0 for relative patterns, whose prefix starts at the root).
    #[must_use]
    pub fn rank(&self, base: usize) -> Rank {
        let base = if self.is_relative() { 0 } else { base };
        let wildcards = self.tokens.iter().map(|t| match t {
            Token::Char(_) => 0,
            Token::One | Token::Any => 1,
            Token::Deep => 2,
        });
        let literal = self.tokens.iter().filter(|t| t.literal().is_some());
        Rank {
            prefix: self.prefix.chars().count().saturating_sub(base),
            wildcards: Reverse(wildcards.sum()),
            literal: literal.count().saturating_sub(base),
        }
    }

    /// Whether some place is meant by both.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        let [a, b] = [self, other].map(Self::languages);
        a.iter().any(|a| b.iter().any(|b| intersect(a, b)))
    }

    /// Token lists that together say what it covers.
    fn languages(&self) -> Vec<Vec<Token>> {
        let mut all = vec![self.tokens.clone()];
        if self.is_literal() {
            let mut beneath = self.tokens.clone();
            beneath.extend([Token::Char('/'), Token::Deep]);
            all.push(beneath);
        }
        all
    }
}

impl Token {
    fn literal(&self) -> Option<char> {
        match self {
            Self::Char(c) => Some(*c),
            Self::One | Self::Any | Self::Deep => None,
        }
    }

    fn written(&self) -> impl Iterator<Item = char> + use<> {
        let (c, times) = match self {
            Self::Char(c) => (*c, 1),
            Self::One => ('?', 1),
            Self::Any => ('*', 1),
            Self::Deep => ('*', 2),
        };
        std::iter::repeat_n(c, times)
    }
}

fn tokens(text: &str) -> Vec<Token> {
    let mut out = Vec::new();
    for c in text.chars() {
        match (c, out.last()) {
            ('*', Some(Token::Any | Token::Deep)) => {
                out.pop();
                out.push(Token::Deep);
            }
            ('*', _) => out.push(Token::Any),
            ('?', _) => out.push(Token::One),
            (c, _) => out.push(Token::Char(c)),
        }
    }
    out
}

/// Whether a token may stand for this character.
fn takes(token: Token, c: char) -> bool {
    match token {
        Token::Char(own) => own == c,
        Token::One | Token::Any => c != '/',
        Token::Deep => true,
    }
}

/// Simulates the pattern as a nondeterministic automaton from token `start` on:
/// `live[i]` says that the tokens before `i` can stand for the text read so far.
fn run(tokens: &[Token], start: usize, text: impl Iterator<Item = char>) -> bool {
    let mut live = vec![false; tokens.len() + 1];
    let mut next = live.clone();
    enter(tokens, &mut live, start);
    for c in text {
        next.fill(false);
        let mut any = false;
        for (i, token) in tokens.iter().enumerate().skip(start) {
            if live[i] && takes(*token, c) {
                any = true;
                match token {
                    Token::Any | Token::Deep => next[i] = true,
                    Token::Char(_) | Token::One => enter(tokens, &mut next, i + 1),
                }
            }
            // a star may stand for nothing more
            if next[i] && matches!(token, Token::Any | Token::Deep) {
                next[i + 1] = true;
            }
        }
        if !any {
            return false;
        }
        std::mem::swap(&mut live, &mut next);
    }
    live[tokens.len()]
}

/// Comes to token `i`: stars may stand for nothing, `**/` for no folder at all.
fn enter(tokens: &[Token], live: &mut [bool], mut i: usize) {
    loop {
        live[i] = true;
        if matches!(tokens.get(i), Some(Token::Any | Token::Deep)) {
            live[i + 1] = true;
        }
        if !no_folder(tokens, i) {
            return;
        }
        i += 2;
    }
}

/// Whether `**/` stands here as a whole component.
fn no_folder(tokens: &[Token], i: usize) -> bool {
    tokens.get(i) == Some(&Token::Deep)
        && tokens.get(i + 1) == Some(&Token::Char('/'))
        && (i == 0 || tokens[i - 1] == Token::Char('/'))
}

/// Whether two token lists have a text in common: both automata at once.
fn intersect(a: &[Token], b: &[Token]) -> bool {
    let width = b.len() + 1;
    let mut seen = vec![false; (a.len() + 1) * width];
    let mut todo = Vec::new();
    let mut live = vec![false; a.len().max(b.len()) + 1];
    let mut reach = |tokens: &[Token], i: usize, fresh: bool| -> Vec<usize> {
        live.fill(false);
        if fresh {
            enter(tokens, &mut live, i);
        } else {
            (live[i], live[i + 1]) = (true, true);
        }
        (0..=tokens.len()).filter(|i| live[*i]).collect()
    };
    let mut push = |todo: &mut Vec<_>, (i, fresh_i): (usize, bool), (j, fresh_j): (usize, bool)| {
        let ends = reach(b, j, fresh_j);
        for i in reach(a, i, fresh_i) {
            todo.extend(ends.iter().map(|j| (i, *j)));
        }
    };
    push(&mut todo, (0, true), (0, true));
    while let Some((i, j)) = todo.pop() {
        if std::mem::replace(&mut seen[i * width + j], true) {
            continue;
        }
        let (Some(x), Some(y)) = (a.get(i), b.get(j)) else {
            if i == a.len() && j == b.len() {
                return true;
            }
            continue;
        };
        if share(*x, *y) {
            push(&mut todo, step(*x, i), step(*y, j));
        }
    }
    false
}

/// Where a token leads after one character, and whether by entering.
fn step(token: Token, i: usize) -> (usize, bool) {
    match token {
        Token::Any | Token::Deep => (i, false),
        Token::Char(_) | Token::One => (i + 1, true),
    }
}

/// Whether two tokens may stand for one same character.
fn share(a: Token, b: Token) -> bool {
    match (a, b) {
        (Token::Char(c), other) | (other, Token::Char(c)) => takes(other, c),
        _ => true,
    }
}

#[cfg(test)]
mod tests;
