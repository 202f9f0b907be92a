//! A place where a rule may have found something, and what stands around it.

use crate::model::Confidence;
use crate::rule::lexicon::{PhraseIx, Seen, Use};
use crate::rule::validator::{Accepted, Grade};
use crate::rule::{CompiledPattern, Rule, RuleSet};

/// What produced a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Origin {
    /// A pattern of the rule.
    Pattern(u8),
    /// A group of terms of the rule.
    Term(u8),
    /// The name of the column: the cell is what the name says.
    Name,
}

/// A claim of one rule on some characters.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) rule: u16,
    pub(super) origin: Origin,
    /// What the pattern proves alone.
    pub(super) base: Option<Confidence>,
    /// The validator's verdict; none where the pattern has no validator.
    pub(super) grade: Option<Grade>,
    /// A known test value.
    pub(super) test: bool,
    /// Refused by its validator, but the shape keeps its characters.
    pub(super) shadow: bool,
    /// It is all there is in its cell.
    pub(super) whole: bool,
    /// It says that the column is destroyed.
    pub(super) destroyed: bool,
}

impl Candidate {
    pub(super) fn new(
        p: &CompiledPattern,
        start: usize,
        end: usize,
        accepted: Option<Accepted>,
        whole: bool,
    ) -> Self {
        Self {
            start: start as u32,
            end: end as u32,
            rule: p.rule,
            origin: Origin::Pattern(p.index),
            base: p.confidence,
            grade: accepted.map(|a| a.grade),
            test: accepted.is_some_and(|a| a.test),
            shadow: false,
            whole,
            destroyed: p.destroyed,
        }
    }

    pub(super) fn shadow(p: &CompiledPattern, start: usize, end: usize) -> Self {
        Self {
            shadow: true,
            ..Self::new(p, start, end, None, false)
        }
    }

    /// A phrase that is itself the finding; its confidence is set by the rule.
    pub(super) const fn term(rule: u16, group: u8, seen: Seen) -> Self {
        Self {
            start: seen.start,
            end: seen.end,
            rule,
            origin: Origin::Term(group),
            base: None,
            grade: None,
            test: false,
            shadow: false,
            whole: false,
            destroyed: false,
        }
    }

    /// A cell that only the name of its column speaks for.
    pub(super) const fn by_name(rule: u16, len: usize) -> Self {
        Self {
            start: 0,
            end: len as u32,
            rule,
            origin: Origin::Name,
            base: None,
            grade: None,
            test: false,
            shadow: false,
            whole: true,
            destroyed: false,
        }
    }

    /// What the pattern or the group of terms proves alone.
    pub(super) fn proves_alone(&self, rule: &Rule) -> Option<Confidence> {
        match self.origin {
            Origin::Pattern(_) => self.base,
            Origin::Term(g) => rule.terms[usize::from(g)].confidence,
            Origin::Name => None,
        }
    }
}

/// What speaks for and against a candidate.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Signals {
    /// A context word of the rule near it.
    pub(super) word: Option<PhraseIx>,
    /// A word of the rule that speaks against it.
    pub(super) against: Option<PhraseIx>,
    /// The column's name agrees.
    pub(super) named: bool,
}

/// The phrases of one text, to be asked about places in it.
pub(super) struct Surroundings<'a> {
    rules: &'a RuleSet,
    text: &'a str,
    seen: &'a [Seen],
}

/// Reach of context words in characters, unless the rule says otherwise.
pub(super) const WITHIN: u16 = 60;

impl<'a> Surroundings<'a> {
    pub(super) const fn new(rules: &'a RuleSet, text: &'a str, seen: &'a [Seen]) -> Self {
        Self { rules, text, seen }
    }

    /// What stands near a candidate: on its line and on the line before it.
    pub(super) fn signals(&self, c: &Candidate) -> Signals {
        let (low, high) = Self::reach(self.rules, self.text, c);
        let lexicon = &self.rules.compiled().lexicon;
        let from = self.seen.partition_point(|s| s.start < low);
        let mut found = Signals::default();
        for s in &self.seen[from..] {
            if s.start >= high {
                break;
            }
            let inside = s.start >= c.start && s.end <= c.end;
            if s.end > high || inside {
                continue;
            }
            for used in lexicon.uses(s.phrase) {
                match used {
                    Use::Context(r) if *r == c.rule => _ = found.word.get_or_insert(s.phrase),
                    Use::Against(r) if *r == c.rule => _ = found.against.get_or_insert(s.phrase),
                    _ => {}
                }
            }
        }
        found
    }

    /// The bytes of a text within reach of a candidate.
    pub(super) fn reach(rules: &RuleSet, text: &str, c: &Candidate) -> (u32, u32) {
        let rule = &rules.rules()[usize::from(c.rule)];
        let within = rule.context.within.unwrap_or(WITHIN);
        let bytes = text.as_bytes();
        // characters of French text take 1.1 bytes: a little more does no harm
        let reach = usize::from(within) + usize::from(within) / 8;
        let (start, end) = (c.start as usize, c.end as usize);
        let back = start.saturating_sub(reach);
        let mut newlines = memchr::memrchr_iter(b'\n', &bytes[back..start]).skip(1);
        let low = newlines.next().map_or(back, |n| back + n + 1);
        let ahead = bytes.len().min(end + reach);
        let high = memchr::memchr(b'\n', &bytes[end..ahead]).map_or(ahead, |n| end + n);
        (low as u32, high as u32)
    }
}
