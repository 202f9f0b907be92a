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

    /// Whether some place is meant by both. `effort` is what may be spent; it
    /// shrinks by what was, and two patterns too long for what is left are not
    /// compared (the answer is no).
    #[must_use]
    pub fn meets(&self, other: &Self, effort: &mut usize) -> bool {
        if self.text == other.text {
            return true;
        }
        let [a, b] = [self, other].map(Self::languages);
        a.iter().any(|a| b.iter().any(|b| intersect(a, b, effort)))
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

/// Whether two token lists have a text in common: both automata at once. Each
/// pair of states is looked at once and leads to a handful of others, so that
/// the time is that of the product of the lengths.
fn intersect(a: &[Token], b: &[Token], effort: &mut usize) -> bool {
    let [rows, columns] = [a, b].map(|t| 2 * (t.len() + 1));
    let cost = rows * columns;
    if cost > *effort {
        return false;
    }
    *effort -= cost;
    let mut seen = vec![false; cost];
    let mut todo = vec![(State::Entered(0), State::Entered(0))];
    while let Some((x, y)) = todo.pop() {
        if std::mem::replace(&mut seen[x.number() * columns + y.number()], true) {
            continue;
        }
        let (i, j) = (x.token(), y.token());
        if i == a.len() && j == b.len() {
            return true;
        }
        todo.extend(x.further(a).into_iter().flatten().map(|x| (x, y)));
        todo.extend(y.further(b).into_iter().flatten().map(|y| (x, y)));
        if let (Some(s), Some(t)) = (a.get(i), b.get(j))
            && share(*s, *t)
        {
            todo.push((State::after(*s, i), State::after(*t, j)));
        }
    }
    false
}

/// Where an automaton stands: before token `i`, having just come to it or after
/// characters that the star `i` stands for.
#[derive(Clone, Copy)]
enum State {
    Entered(usize),
    Within(usize),
}

impl State {
    /// Where a token leads after one character.
    const fn after(token: Token, i: usize) -> Self {
        match token {
            Token::Any | Token::Deep => Self::Within(i),
            Token::Char(_) | Token::One => Self::Entered(i + 1),
        }
    }

    const fn token(self) -> usize {
        match self {
            Self::Entered(i) | Self::Within(i) => i,
        }
    }

    const fn number(self) -> usize {
        match self {
            Self::Entered(i) => 2 * i,
            Self::Within(i) => 2 * i + 1,
        }
    }

    /// Where it may go without a character: see [`enter`].
    fn further(self, tokens: &[Token]) -> [Option<Self>; 2] {
        let i = self.token();
        let star = matches!(tokens.get(i), Some(Token::Any | Token::Deep));
        let past = star.then_some(Self::Within(i + 1));
        let skip = match self {
            Self::Entered(i) if no_folder(tokens, i) => Some(Self::Entered(i + 2)),
            _ => None,
        };
        [past, skip]
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
