//! Rules compiled for the engine: regexes, patterns by anchor, one lexicon for
//! all words, header names.

use super::format::{Anchor, Boundary, Pattern, Rule, Scope};
use super::gate::{Gate, Wicket};
use super::late::LateRegex;
use super::lexicon::{Beside, Lexicon, Use};
use super::shape::Shape;
use super::validator::Validator;
use crate::model::{Confidence, folded_words};
use std::borrow::Cow;

/// One pattern, ready to be tried.
#[derive(Debug)]
pub struct CompiledPattern {
    /// Index of its rule in the set.
    pub rule: u16,
    /// Its index in the rule.
    pub index: u8,
    /// Its regex.
    pub regex: LateRegex,
    /// Number of the group `value`, if the regex has one.
    pub value: Option<usize>,
    /// What is asked before a regex that a phrase announces is run.
    pub wicket: Option<Wicket>,
    /// Digits that any match holds, at least.
    pub least_digits: usize,
    /// A match goes on to the end of what may be matched: the validator ends it.
    pub open_ended: bool,
    /// Any match has the same number of digits and ends with one, so that no
    /// part of it can be the value.
    pub exact: bool,
    /// Where it is tried.
    pub anchor: Anchor,
    /// Digits the number run must hold.
    pub digits: u8,
    /// Its proof.
    pub validator: Option<Validator>,
    /// What it proves alone.
    pub confidence: Option<Confidence>,
    /// Where it applies.
    pub scope: Scope,
    /// What may not touch it.
    pub boundary: Boundary,
    /// Occupies its characters even when refused.
    pub shadow: bool,
    /// Says that the column is destroyed.
    pub destroyed: bool,
    /// Its values count in a column whose name does not agree.
    pub unnamed: bool,
}

/// A header name of a rule: words in order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct HeaderName {
    words: Vec<String>,
}

impl HeaderName {
    fn new(name: &str) -> Option<Self> {
        let words: Vec<String> = folded_words(name).split(' ').map(str::to_owned).collect();
        (!words.iter().all(String::is_empty)).then_some(Self { words })
    }

    /// Whether a header, as folded words, contains all words in order; each may
    /// take a plural `s`.
    #[must_use]
    pub fn agrees(&self, header: &[&str]) -> bool {
        let mut rest = header.iter();
        self.words
            .iter()
            .all(|w| rest.any(|h| h == w || h.strip_suffix('s') == Some(w)))
    }
}

/// Everything the engine runs, derived from the rules.
#[derive(Debug, Default)]
pub struct Compiled {
    /// All patterns, in the order of the rules.
    pub patterns: Vec<CompiledPattern>,
    /// Patterns by anchor (see [`Compiled::anchored`]). Digit-anchored ones are
    /// sorted by falling `digits`.
    by_anchor: [Vec<u16>; ANCHORS],
    /// The patterns behind each door in one (see [`Compiled::gate`]).
    gates: Vec<Gate>,
    /// By rule: see [`Compiled::cells_of`].
    named_cells: Vec<Vec<u16>>,
    /// All words.
    pub lexicon: Lexicon,
    /// Header names by rule, then vetoes by rule.
    pub names: Vec<(Vec<HeaderName>, Vec<HeaderName>)>,
}

const ANCHORS: usize = 11;

const fn slot(anchor: Anchor) -> usize {
    anchor as usize
}

impl Compiled {
    /// Compiles rules; the error is (rule id, what is wrong).
    pub(super) fn new(
        rules: &[Rule],
        shipped: impl Fn(usize) -> bool,
    ) -> Result<Self, (String, String)> {
        let mut c = Self::default();
        let mut words: Vec<(String, Use)> = Vec::new();
        for (r, rule) in rules.iter().enumerate() {
            for (i, p) in rule.patterns.iter().enumerate() {
                let ix = c.patterns.len() as u16;
                let used = if p.anchor == Anchor::Word {
                    Use::Word(ix)
                } else {
                    Use::Label(ix)
                };
                words.extend(p.labels.iter().map(|l| (l.clone(), used)));
                c.by_anchor[slot(p.anchor)].push(ix);
                c.patterns.push(pattern(rule, r as u16, i, shipped(r))?);
            }
            phrases(rule, r as u16, &mut words);
            let names = |list: &[String]| list.iter().filter_map(|n| HeaderName::new(n)).collect();
            c.names
                .push((names(&rule.column.names), names(&rule.column.against)));
        }
        let patterns = &c.patterns;
        c.by_anchor[slot(Anchor::Digit)]
            .sort_by_key(|ix| std::cmp::Reverse(patterns[usize::from(*ix)].digits));
        c.gates = gates(rules, &c);
        c.named_cells = vec![Vec::new(); rules.len()];
        for (ix, p) in (0..).zip(&c.patterns) {
            if Door::NamedCell.leads_to(p) {
                c.named_cells[usize::from(p.rule)].push(ix);
            }
        }
        let follow = |ix: u16| match &c.patterns[usize::from(ix)].wicket {
            Some(w) => Beside::letters(|b| w.may_follow(b)),
            None => u64::MAX,
        };
        c.lexicon = Lexicon::new(words, follow);
        Ok(c)
    }

    /// The patterns of an anchor.
    #[inline]
    #[must_use]
    pub fn anchored(&self, anchor: Anchor) -> &[u16] {
        &self.by_anchor[slot(anchor)]
    }

    /// The gate at a door.
    #[inline]
    #[must_use]
    pub fn gate(&self, door: Door) -> &Gate {
        &self.gates[door as usize]
    }

    /// A gate for each door, in their order.
    pub fn gates(&self) -> &[Gate] {
        &self.gates
    }

    /// The patterns of whole cells that count only in columns of a rule's name.
    #[inline]
    #[must_use]
    pub fn cells_of(&self, rule: u16) -> &[u16] {
        &self.named_cells[usize::from(rule)]
    }

    /// The fewest digits that a pattern anchored at a number needs.
    #[inline]
    #[must_use]
    pub fn fewest_digits(&self) -> u8 {
        self.anchored(Anchor::Digit)
            .last()
            .map_or(u8::MAX, |ix| self.patterns[usize::from(*ix)].digits)
    }

    /// The rules whose header names agree with a header.
    #[must_use]
    pub fn named(&self, header: &str) -> Vec<u16> {
        let folded = folded_words(header);
        let words: Vec<&str> = folded.split(' ').filter(|w| !w.is_empty()).collect();
        if words.is_empty() || words.len() > 12 {
            return Vec::new();
        }
        let any = |list: &[HeaderName]| list.iter().any(|n| n.agrees(&words));
        let agrees = |(names, vetoes): &(Vec<_>, Vec<_>)| any(names) && !any(vetoes);
        (0..self.names.len() as u16)
            .filter(|r| agrees(&self.names[usize::from(*r)]))
            .collect()
    }
}

/// A kind of place at which patterns are tried together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// A number of fewer than [`FEW`] digits.
    Few,
    /// A number of more.
    Many,
    /// A number that follows a digit and a sign that joins the two, where only
    /// patterns that do not mind such neighbours can hold.
    Joined,
    /// See [`Anchor::Plus`].
    Plus,
    /// See [`Anchor::At`].
    At,
    /// See [`Anchor::Mixed`].
    Mixed,
    /// See [`Anchor::Upper`].
    Upper,
    /// See [`Anchor::Capital`].
    Capital,
    /// See [`Anchor::Colon`].
    Colon,
    /// The first character of a cell: all that may begin there, or be the cell
    /// whatever its column is called.
    Cell,
    /// The first character of a cell: what may be the cell if the column's name,
    /// or a word of the row, agrees.
    NamedCell,
}

/// Digits from which on a number is worth more than a look.
pub const FEW: u8 = 8;

impl Door {
    /// How many there are.
    pub const COUNT: usize = 11;

    const ALL: [Self; Self::COUNT] = [
        Self::Few,
        Self::Many,
        Self::Joined,
        Self::Plus,
        Self::At,
        Self::Mixed,
        Self::Upper,
        Self::Capital,
        Self::Colon,
        Self::Cell,
        Self::NamedCell,
    ];

    /// Whether a pattern stands behind this door.
    fn leads_to(self, p: &CompiledPattern) -> bool {
        let free = matches!(p.boundary, Boundary::Word | Boundary::None) || p.value.is_some();
        let starts = [
            Anchor::Digit,
            Anchor::Plus,
            Anchor::Mixed,
            Anchor::Upper,
            Anchor::Capital,
        ];
        let in_cells = starts.contains(&p.anchor) && p.scope != Scope::Text;
        match self {
            Self::Few => p.anchor == Anchor::Digit && p.digits < FEW,
            Self::Many => p.anchor == Anchor::Digit,
            Self::Joined => p.anchor == Anchor::Digit && free,
            Self::Plus => p.anchor == Anchor::Plus,
            Self::At => p.anchor == Anchor::At,
            Self::Mixed => p.anchor == Anchor::Mixed,
            Self::Upper => p.anchor == Anchor::Upper,
            Self::Capital => p.anchor == Anchor::Capital,
            Self::Colon => p.anchor == Anchor::Colon,
            Self::Cell => p.anchor == Anchor::Cell && p.unnamed || in_cells,
            Self::NamedCell => p.anchor == Anchor::Cell && !p.unnamed,
        }
    }
}

/// A gate at each door.
fn gates(rules: &[Rule], c: &Compiled) -> Vec<Gate> {
    let regex = |p: &CompiledPattern| {
        let rule = &rules[usize::from(p.rule)];
        source(&rule.patterns[usize::from(p.index)])
    };
    let gate = |door: &Door| {
        let behind: Vec<(u16, Cow<'_, str>)> = (0..)
            .zip(&c.patterns)
            .filter(|(_, p)| door.leads_to(p))
            .map(|(ix, p)| (ix, regex(p)))
            .collect();
        let behind: Vec<(u16, &str)> = behind.iter().map(|b| (b.0, &*b.1)).collect();
        Gate::new(&behind)
    };
    Door::ALL.iter().map(gate).collect()
}

/// The regex that is run: one of whole cells must reach the end of its cell.
fn source(p: &Pattern) -> Cow<'_, str> {
    match p.anchor {
        Anchor::Cell => Cow::Owned(format!("(?:{})$", p.regex)),
        _ => Cow::Borrowed(&p.regex),
    }
}

/// Compiles the pattern `i` of a rule; one that is not shipped at once.
fn pattern(
    rule: &Rule,
    r: u16,
    i: usize,
    shipped: bool,
) -> Result<CompiledPattern, (String, String)> {
    let p = &rule.patterns[i];
    let regex = LateRegex::new(&source(p), p.anchor == Anchor::Scan);
    if !shipped {
        let told = |e| (rule.id.clone(), format!("pattern `{}`: {e}", p.name));
        regex.compile().map_err(told)?;
    }
    let shape = Shape::of(&p.regex).unwrap_or_default();
    Ok(CompiledPattern {
        rule: r,
        index: i as u8,
        value: shape.value,
        regex,
        wicket: matches!(p.anchor, Anchor::Label | Anchor::Word).then(|| Wicket::new(&p.regex)),
        least_digits: shape.least_digits,
        open_ended: shape.open_ended,
        exact: shape.exact,
        anchor: p.anchor,
        digits: p.digits,
        validator: p.validator,
        confidence: p.confidence,
        scope: if p.anchor == Anchor::Cell {
            Scope::Column
        } else {
            p.scope
        },
        boundary: p.boundary,
        shadow: p.shadow,
        destroyed: p.destroyed,
        unnamed: p.confidence.is_some()
            || p.destroyed
            || rule.context.person
            || rule.judges_unnamed(),
    })
}

/// The words of a rule, with what they mean to it.
fn phrases(rule: &Rule, r: u16, words: &mut Vec<(String, Use)>) {
    let mut all = |list: &[String], used: Use| {
        words.extend(list.iter().map(|w| (w.clone(), used)));
    };
    all(&rule.context.words, Use::Context(r));
    all(&rule.context.against, Use::Against(r));
    for (g, group) in rule.terms.iter().enumerate() {
        all(&group.words, Use::Term(r, g as u8));
    }
}
