//! Which of many patterns match at one place, in one look.
//!
//! All patterns of an anchor run in one lazy automaton; nearly every place ends
//! there, and only the patterns that match are run alone, for their ends and
//! groups. The automaton is built from the rules' own regexes, so that it can
//! say neither more nor less than they do; where it cannot be built, or gives
//! up on a text, every pattern is tried.

use regex_automata::hybrid::dfa::{Cache, DFA};
use regex_automata::{Anchored, Input, MatchKind, PatternSet};

/// Memory of one gate's automaton, bytes, per worker.
const MEMORY: usize = 8 << 20;

/// The patterns of one anchor.
#[derive(Debug)]
pub struct Gate {
    /// Indices of the joined patterns in the compiled set.
    patterns: Vec<u16>,
    dfa: Option<DFA>,
    /// Those that no automaton can be built of.
    alone: Vec<u16>,
}

/// What a worker keeps of a gate.
#[derive(Debug)]
pub struct GateCache {
    cache: Option<Cache>,
    set: PatternSet,
}

fn build(regexes: &[&str]) -> Option<DFA> {
    let config = DFA::config()
        .match_kind(MatchKind::All)
        .unicode_word_boundary(true)
        .cache_capacity(MEMORY)
        .skip_cache_capacity_check(true);
    let dfa = DFA::builder().configure(config).build_many(regexes);
    dfa.ok().filter(|_| !regexes.is_empty())
}

/// A pattern's index in the compiled set, and its regex.
type Sourced<'r> = (u16, &'r str);

impl Gate {
    /// Joins patterns: (index, regex).
    pub(super) fn new(patterns: &[(u16, &str)]) -> Self {
        let indices = |list: &[(u16, &str)]| list.iter().map(|p| p.0).collect();
        let regexes: Vec<&str> = patterns.iter().map(|p| p.1).collect();
        if let Some(dfa) = build(&regexes) {
            return Self {
                patterns: indices(patterns),
                dfa: Some(dfa),
                alone: Vec::new(),
            };
        }
        let (joined, alone): (Vec<Sourced<'_>>, Vec<Sourced<'_>>) =
            patterns.iter().partition(|p| build(&[p.1]).is_some());
        let regexes: Vec<&str> = joined.iter().map(|p| p.1).collect();
        Self {
            patterns: indices(&joined),
            dfa: build(&regexes),
            alone: indices(&alone),
        }
    }

    /// What a worker needs to pass it.
    #[must_use]
    pub fn create_cache(&self) -> GateCache {
        GateCache {
            cache: self.dfa.as_ref().map(DFA::create_cache),
            set: PatternSet::new(self.patterns.len()),
        }
    }

    /// Fills `open` with the patterns that can match from byte `at` of `text`,
    /// as far as byte `end`; true where each of them does.
    #[inline]
    pub fn open(
        &self,
        kept: &mut GateCache,
        text: &str,
        at: usize,
        end: usize,
        open: &mut Vec<u16>,
    ) -> bool {
        open.clear();
        open.extend_from_slice(&self.alone);
        let (Some(dfa), Some(cache)) = (&self.dfa, &mut kept.cache) else {
            open.extend_from_slice(&self.patterns);
            return open.is_empty();
        };
        let input = Input::new(text).range(at..end).anchored(Anchored::Yes);
        kept.set.clear();
        let found = dfa.try_which_overlapping_matches(cache, &input, &mut kept.set);
        if found.is_err() {
            open.extend_from_slice(&self.patterns);
            return false;
        }
        if !kept.set.is_empty() {
            open.extend(kept.set.iter().map(|p| self.patterns[p.as_usize()]));
        }
        self.alone.is_empty()
    }
}

/// The bytes a pattern can begin with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FirstBytes([u64; 4]);

impl FirstBytes {
    /// Any.
    #[must_use]
    pub const fn any() -> Self {
        Self([u64::MAX; 4])
    }

    /// Those after which a regex is still alive.
    pub(super) fn of(regex: &str) -> Self {
        Self::seen(regex).unwrap_or_else(Self::any)
    }

    fn seen(regex: &str) -> Option<Self> {
        let dfa = build(&[regex])?;
        if !dfa.get_nfa().look_set_prefix_any().is_empty() {
            return None;
        }
        let mut cache = dfa.create_cache();
        let mut first = [0; 4];
        let input = Input::new("").anchored(Anchored::Yes);
        let start = dfa.start_state_forward(&mut cache, &input).ok()?;
        // a match is told one byte late: an empty one would look alive after any
        for b in 0..=u8::MAX {
            let next = dfa.next_state(&mut cache, start, b).ok()?;
            if !next.is_dead() {
                first[usize::from(b >> 6)] |= 1 << (b & 63);
            }
        }
        Some(Self(first))
    }

    /// Whether it can begin with this byte.
    #[inline]
    #[must_use]
    pub const fn may_be(&self, b: u8) -> bool {
        self.0[(b >> 6) as usize] >> (b & 63) & 1 == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::{Anchor, RuleSet};

    #[test]
    fn every_shipped_pattern_is_behind_a_gate() {
        let rules = RuleSet::load(&[]).expect("the shipped rules load");
        for gate in rules.compiled().gates() {
            assert!(gate.alone.is_empty(), "{gate:?}");
            assert_eq!(gate.dfa.is_none(), gate.patterns.is_empty());
        }
        let digit = rules.compiled().gate(Anchor::Digit);
        assert!(digit.patterns.len() > 10);
    }

    #[test]
    fn the_first_bytes_of_a_pattern() {
        let all = |regex: &str| {
            let first = FirstBytes::of(regex);
            (0..=u8::MAX)
                .filter(|b| first.may_be(*b))
                .map(char::from)
                .collect::<String>()
        };
        assert_eq!(all("a|[c-e]x"), "acde");
        assert_eq!(all("(?P<value>[0-9]{3})|-"), "-0123456789");
        assert_eq!(all("é|e"), "eÃ");
        assert_eq!(FirstBytes::of("x?"), FirstBytes::any());
        assert_eq!(FirstBytes::of(r"\bx"), FirstBytes::any());
    }

    #[test]
    fn a_gate_lets_through_what_matches() {
        let gate = Gate::new(&[(7, r"\d{4}"), (9, "[a-z]+"), (4, r"\d+\b"), (5, "x*+y")]);
        let mut cache = gate.create_cache();
        let mut open = Vec::new();
        assert!(gate.open(&mut cache, "a 123456 b", 2, 10, &mut open));
        assert_eq!(open, [7, 4]);
        // an end before the match, a letter beyond ASCII at the boundary
        assert!(gate.open(&mut cache, "a 123", 2, 5, &mut open));
        assert_eq!(open, [4]);
        assert!(!gate.open(&mut cache, "12é", 0, 4, &mut open));
        assert_eq!(open, [7, 9, 4, 5]);
    }
}
