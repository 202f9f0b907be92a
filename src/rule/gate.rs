//! Which of many patterns match at one place, in one look.
//!
//! All patterns of an anchor run in one lazy automaton; nearly every place ends
//! there, and only the patterns that match are run alone, for their ends and
//! groups. The automaton is built from the rules' own regexes, so that it can
//! say neither more nor less than they do; where it cannot be built, or gives
//! up on a text, every pattern is tried.

use regex_automata::hybrid::LazyStateID;
use regex_automata::hybrid::dfa::{Cache, DFA};
use regex_automata::{Anchored, Input, MatchKind};
use std::ops::Range;

/// Memory of one gate's automaton, bytes, per worker.
const MEMORY: usize = 8 << 20;
/// Memory of the automaton of one pattern, bytes, per worker.
const MEMORY_ALONE: usize = 1 << 20;

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
    /// By joined pattern: the look in which it was last seen to match.
    seen: Vec<u32>,
    looks: u32,
}

fn build(regexes: &[&str], memory: usize) -> Option<DFA> {
    let config = DFA::config()
        .match_kind(MatchKind::All)
        .unicode_word_boundary(true)
        .cache_capacity(memory)
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
        if let Some(dfa) = build(&regexes, MEMORY) {
            return Self {
                patterns: indices(patterns),
                dfa: Some(dfa),
                alone: Vec::new(),
            };
        }
        let (joined, alone): (Vec<Sourced<'_>>, Vec<Sourced<'_>>) = patterns
            .iter()
            .partition(|p| build(&[p.1], MEMORY).is_some());
        let regexes: Vec<&str> = joined.iter().map(|p| p.1).collect();
        Self {
            patterns: indices(&joined),
            dfa: build(&regexes, MEMORY),
            alone: indices(&alone),
        }
    }

    /// What a worker needs to pass it.
    #[must_use]
    pub fn create_cache(&self) -> GateCache {
        GateCache {
            cache: self.dfa.as_ref().map(DFA::create_cache),
            seen: vec![0; self.patterns.len()],
            looks: 0,
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
        kept.looks = kept.looks.wrapping_add(1);
        if kept.looks == 0 {
            kept.seen.fill(0);
            kept.looks = 1;
        }
        let (seen, look, all) = (&mut kept.seen, kept.looks, self.patterns.len());
        let mut left = all;
        let judged = walk(dfa, cache, text, at..end, |cache, state| {
            for i in 0..dfa.match_len(cache, state) {
                let p = dfa.match_pattern(cache, state, i).as_usize();
                if seen[p] != look {
                    seen[p] = look;
                    open.push(p as u16);
                    left -= 1;
                }
            }
            left == 0
        });
        if judged.is_none() {
            open.truncate(self.alone.len());
            open.extend_from_slice(&self.patterns);
            return false;
        }
        let joined = &mut open[self.alone.len()..];
        if joined.len() > 1 {
            joined.sort_unstable();
        }
        for p in joined {
            *p = self.patterns[usize::from(*p)];
        }
        self.alone.is_empty()
    }
}

/// Walks an automaton over a range of a text, anchored at its start, and calls
/// `found` with each new matching state, until it says stop or nothing more can
/// match. None: the automaton gave up.
#[inline]
fn walk(
    dfa: &DFA,
    cache: &mut Cache,
    text: &str,
    range: Range<usize>,
    mut found: impl FnMut(&mut Cache, LazyStateID) -> bool,
) -> Option<()> {
    let bytes = text.as_bytes();
    let input = Input::new(text)
        .range(range.clone())
        .anchored(Anchored::Yes);
    let mut state = dfa.start_state_forward(cache, &input).ok()?;
    let mut last = None;
    for b in &bytes[range.clone()] {
        state = dfa.next_state(cache, state, *b).ok()?;
        if state.is_tagged() {
            if state.is_dead() {
                return Some(());
            } else if state.is_quit() {
                return None;
            } else if state.is_match() && last != Some(state) {
                last = Some(state);
                if found(cache, state) {
                    return Some(());
                }
            }
        }
    }
    state = match bytes.get(range.end) {
        Some(b) => dfa.next_state(cache, state, *b).ok()?,
        None => dfa.next_eoi_state(cache, state).ok()?,
    };
    if state.is_quit() {
        return None;
    }
    if state.is_match() && last != Some(state) {
        found(cache, state);
    }
    Some(())
}

/// What a worker keeps of a wicket.
pub type WicketCache = Cache;

/// The automaton of one pattern: whether it can match at all, long before its
/// regex is run for ends and groups.
#[derive(Debug)]
pub struct Wicket {
    dfa: Option<DFA>,
    first: FirstBytes,
}

impl Wicket {
    /// Of a regex.
    pub(super) fn new(regex: &str) -> Self {
        let dfa = build(&[regex], MEMORY_ALONE);
        let first = dfa.as_ref().and_then(FirstBytes::of);
        Self {
            first: first.unwrap_or_else(FirstBytes::any),
            dfa,
        }
    }

    /// What a worker needs to pass it.
    #[must_use]
    pub fn create_cache(&self) -> Option<Cache> {
        self.dfa.as_ref().map(DFA::create_cache)
    }

    /// Whether the pattern can match from byte `at` of `text`, as far as `end`.
    #[inline]
    pub fn may_pass(
        &self,
        cache: &mut Option<WicketCache>,
        text: &str,
        at: usize,
        end: usize,
    ) -> bool {
        text.as_bytes()
            .get(at)
            .is_none_or(|b| self.first.may_be(*b))
            && self.passes(cache, text, at, end).unwrap_or(true)
    }

    /// Whether it does match there; none where only its regex can tell.
    #[inline]
    pub fn passes(
        &self,
        cache: &mut Option<WicketCache>,
        text: &str,
        at: usize,
        end: usize,
    ) -> Option<bool> {
        let mut open = false;
        let dfa = self.dfa.as_ref()?;
        walk(dfa, cache.as_mut()?, text, at..end, |_, _| {
            open = true;
            true
        })?;
        Some(open)
    }
}

/// The bytes a pattern can begin with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct FirstBytes([u64; 4]);

impl FirstBytes {
    /// Any.
    #[must_use]
    const fn any() -> Self {
        Self([u64::MAX; 4])
    }

    /// Those after which an automaton is still alive; none where what stands
    /// before decides too.
    fn of(dfa: &DFA) -> Option<Self> {
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
    const fn may_be(&self, b: u8) -> bool {
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
            let first = Wicket::new(regex).first;
            (0..=u8::MAX)
                .filter(|b| first.may_be(*b))
                .map(char::from)
                .collect::<String>()
        };
        assert_eq!(all("a|[c-e]x"), "acde");
        assert_eq!(all("(?P<value>[0-9]{3})|-"), "-0123456789");
        assert_eq!(all("é|e"), "eÃ");
        assert_eq!(Wicket::new("x?").first, FirstBytes::any());
        assert_eq!(Wicket::new(r"\bx").first, FirstBytes::any());
    }

    #[test]
    fn a_wicket_lets_through_what_matches() {
        let may = |regex: &str, text: &str, at, end| {
            let wicket = Wicket::new(regex);
            wicket.may_pass(&mut wicket.create_cache(), text, at, end)
        };
        assert!(may("[a-z]+[0-9]", "-ab1", 1, 4));
        assert!(!may("[a-z]+[0-9]", "-ab1", 1, 3));
        assert!(!may("[a-z]+[0-9]", "-ab1", 0, 4));
        assert!(may("a$", "xa", 1, 2));
        assert!(!may("a$", "xab", 1, 2));
        // where an automaton gives up, the regex must decide
        assert!(may(r"a\b", "aé", 0, 3));
        assert!(may("x?", "", 0, 0));
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
