//! Which of many patterns match at one place, in one look.
//!
//! All patterns of an anchor run in one lazy automaton; nearly every place ends
//! there, and only the patterns that match are run alone, for their ends and
//! groups. The automaton is built from the rules' own regexes, so that it can
//! say neither more nor less than they do; where it cannot be built, or gives
//! up on a text, every pattern is tried.

mod wicket;

pub use wicket::{Wicket, WicketCache};

use regex_automata::hybrid::LazyStateID;
use regex_automata::hybrid::dfa::{Cache, DFA};
use regex_automata::{Anchored, Input, MatchKind};
use std::hash::{Hash as _, Hasher};
use std::ops::Range;

/// Memory of one gate's automaton, bytes, per worker.
const MEMORY: usize = 8 << 20;
/// Patterns of one automaton at most.
const MOST: usize = 128;
/// Memory of the automaton of one pattern, bytes, per worker.
const MEMORY_ALONE: usize = 1 << 20;

/// The patterns behind one door.
#[derive(Debug)]
pub struct Gate {
    leaves: Vec<Leaf>,
    /// Those that no automaton can be built of.
    alone: Vec<u16>,
}

/// Patterns in one automaton.
#[derive(Debug)]
struct Leaf {
    /// Their indices in the compiled set.
    patterns: Vec<u16>,
    dfa: DFA,
}

/// What a worker keeps of a gate.
#[derive(Debug)]
pub struct GateCache(Vec<LeafCache>);

/// What a worker keeps of one automaton.
#[derive(Debug)]
struct LeafCache {
    cache: Cache,
    start: Start,
    matched: Matched,
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
        let mut gate = Self {
            leaves: Vec::new(),
            alone: Vec::new(),
        };
        patterns.chunks(MOST).for_each(|some| gate.join(some));
        gate
    }

    fn join(&mut self, patterns: &[Sourced<'_>]) {
        let regexes: Vec<&str> = patterns.iter().map(|p| p.1).collect();
        if let Some(dfa) = build(&regexes, MEMORY) {
            let patterns = patterns.iter().map(|p| p.0).collect();
            self.leaves.push(Leaf { patterns, dfa });
            return;
        }
        let (joined, alone): (Vec<Sourced<'_>>, Vec<Sourced<'_>>) = patterns
            .iter()
            .partition(|p| build(&[p.1], MEMORY).is_some());
        self.alone.extend(alone.iter().map(|p| p.0));
        if !alone.is_empty() && !joined.is_empty() {
            self.join(&joined);
        }
    }

    /// What a worker needs to pass it.
    #[must_use]
    pub fn create_cache(&self) -> GateCache {
        let cache = |leaf: &Leaf| LeafCache {
            cache: leaf.dfa.create_cache(),
            start: Start::default(),
            matched: Matched::default(),
        };
        GateCache(self.leaves.iter().map(cache).collect())
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
        open: &mut Vec<Open>,
    ) -> bool {
        open.clear();
        open.extend(self.alone.iter().map(Open::unsure));
        let mut sure = self.alone.is_empty();
        for (leaf, kept) in self.leaves.iter().zip(&mut kept.0) {
            sure &= leaf.open(kept, text, at..end, open);
        }
        sure
    }
}

impl Leaf {
    /// Adds the patterns that can match over a range of a text; true where each
    /// of them does.
    #[inline]
    fn open(
        &self,
        kept: &mut LeafCache,
        text: &str,
        range: Range<usize>,
        open: &mut Vec<Open>,
    ) -> bool {
        let LeafCache {
            cache,
            start,
            matched,
        } = kept;
        // patterns that match, and those of them that end in more than one place
        let (mut seen, mut again) = (0, 0);
        // a state is known by its number only until the automaton is cleared
        let mut last = (None, 0, 0);
        let judged = walk(&self.dfa, cache, start, text, range, |cache, state, to| {
            if last.0 == Some(state) && last.2 == cache.clear_count() {
                again |= last.1;
                return;
            }
            let bits = matched.by(&self.dfa, cache, state);
            last = (Some(state), bits, cache.clear_count());
            again |= seen & bits;
            let mut first = bits & !seen;
            seen |= bits;
            while first != 0 {
                matched.ends[first.trailing_zeros() as usize % MOST] = to as u32;
                first &= first - 1;
            }
        });
        if judged.is_none() {
            open.extend(self.patterns.iter().map(Open::unsure));
            return false;
        }
        while seen != 0 {
            let p = seen.trailing_zeros() as usize;
            open.push(Open {
                pattern: self.patterns[p],
                end: (again >> p & 1 == 0).then(|| matched.ends[p % MOST] as usize),
            });
            seen &= seen - 1;
        }
        true
    }
}

/// A pattern that a gate lets through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Open {
    /// Its index in the compiled set.
    pub pattern: u16,
    /// Where its match ends, if it can end in one place only.
    pub end: Option<usize>,
}

impl Open {
    /// One of which only its regex can tell whether it matches.
    const fn unsure(pattern: &u16) -> Self {
        Self {
            pattern: *pattern,
            end: None,
        }
    }
}

/// The state after a byte. Most are known and not special, which is seen at
/// once.
#[inline(always)]
fn step(dfa: &DFA, cache: &mut Cache, state: LazyStateID, byte: u8) -> Option<LazyStateID> {
    if !state.is_tagged() {
        let next = dfa.next_state_untagged(cache, state, byte);
        if !next.is_unknown() {
            return Some(next);
        }
    }
    dfa.next_state(cache, state, byte).ok()
}

/// Walks an automaton over a range of a text, anchored at its start, and calls
/// `found` with each matching state and the end of the match, until nothing more
/// can match. None: the automaton gave up.
#[inline]
fn walk(
    dfa: &DFA,
    cache: &mut Cache,
    start: &mut Start,
    text: &str,
    range: Range<usize>,
    mut found: impl FnMut(&Cache, LazyStateID, usize),
) -> Option<()> {
    let bytes = text.as_bytes();
    let mut state = start.state(dfa, cache, text, &range)?;
    for (i, b) in bytes[range.clone()].iter().enumerate() {
        state = step(dfa, cache, state, *b)?;
        if state.is_tagged() {
            if state.is_dead() {
                return Some(());
            } else if state.is_quit() {
                return None;
            } else if state.is_match() {
                // a match is told one byte late
                found(cache, state, range.start + i);
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
    if state.is_match() {
        found(cache, state, range.end);
    }
    Some(())
}

/// States remembered of a gate; a power of two.
const STATES: usize = 256;

/// Which patterns a matching state stands for, as far as remembered: an
/// automaton must unpack it anew each time.
#[derive(Debug)]
struct Matched {
    /// By pattern: where the first of its matches ended in the last look.
    ends: Box<[u32; MOST]>,
    /// Empty until the first match.
    states: Vec<(Option<LazyStateID>, u128)>,
    /// How often the automaton's memory had been cleared.
    cleared: usize,
}

impl Default for Matched {
    fn default() -> Self {
        Self {
            ends: Box::new([0; MOST]),
            states: Vec::new(),
            cleared: 0,
        }
    }
}

impl Matched {
    #[inline]
    fn by(&mut self, dfa: &DFA, cache: &Cache, state: LazyStateID) -> u128 {
        if self.states.is_empty() || self.cleared != cache.clear_count() {
            self.states.clear();
            self.states.resize(STATES, (None, 0));
            self.cleared = cache.clear_count();
        }
        let mut number = Number(0);
        state.hash(&mut number);
        let place = number.finish() as usize & (STATES - 1);
        let known = &mut self.states[place];
        if known.0 != Some(state) {
            let bits = (0..dfa.match_len(cache, state))
                .map(|i| dfa.match_pattern(cache, state, i).as_usize())
                .fold(0, |bits, p| bits | 1 << p);
            *known = (Some(state), bits);
        }
        known.1
    }
}

/// The number of a state, mixed.
struct Number(u64);

impl Hasher for Number {
    fn write(&mut self, bytes: &[u8]) {
        for b in bytes {
            self.0 = self.0 << 8 | u64::from(*b);
        }
    }
    fn write_u32(&mut self, number: u32) {
        self.0 = u64::from(number);
    }
    fn finish(&self) -> u64 {
        self.0.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40
    }
}

/// The state an automaton starts in, where what stands before does not matter.
#[derive(Debug, Clone, Copy, Default)]
struct Start {
    known: Option<LazyStateID>,
    /// How often the automaton's memory had been cleared when it was asked.
    cleared: usize,
}

impl Start {
    #[inline]
    fn state(
        &mut self,
        dfa: &DFA,
        cache: &mut Cache,
        text: &str,
        range: &Range<usize>,
    ) -> Option<LazyStateID> {
        if let Some(state) = self.known.filter(|_| self.cleared == cache.clear_count()) {
            return Some(state);
        }
        let input = Input::new(text)
            .range(range.clone())
            .anchored(Anchored::Yes);
        let state = dfa.start_state_forward(cache, &input).ok()?;
        if dfa.get_nfa().look_set_prefix_any().is_empty() {
            self.known = Some(state);
            self.cleared = cache.clear_count();
        }
        Some(state)
    }
}

#[cfg(test)]
mod tests {
    use super::wicket::FirstBytes;
    use super::*;
    use crate::rule::{Door, RuleSet};
    use proptest::prelude::*;

    #[test]
    fn every_shipped_pattern_is_behind_a_gate() {
        let rules = RuleSet::load(&[]).expect("the shipped rules load");
        for gate in rules.compiled().gates() {
            assert!(gate.alone.is_empty(), "{:?}", gate.alone);
        }
        let digit = rules.compiled().gate(Door::Many);
        assert!(digit.leaves[0].patterns.len() > 10);
    }

    #[test]
    fn a_gate_holds_any_number_of_patterns() {
        let sources: Vec<String> = (0..300).map(|n| format!("{n}x")).collect();
        let list: Vec<(u16, &str)> = (0..).zip(sources.iter().map(String::as_str)).collect();
        let gate = Gate::new(&list);
        let (mut cache, mut open) = (gate.create_cache(), Vec::new());
        for n in [0, 127, 128, 299] {
            assert!(gate.open(
                &mut cache,
                &format!("{n}x"),
                0,
                4.min(format!("{n}x").len()),
                &mut open
            ));
            assert_eq!(open.iter().map(|o| o.pattern).collect::<Vec<_>>(), [n]);
        }
    }

    #[test]
    fn the_first_bytes_of_a_pattern() {
        let all = |regex: &str| {
            let first = Wicket::new(regex).first;
            (0..=u8::MAX)
                .filter(|b| first.may_be(&[*b]))
                .map(char::from)
                .collect::<String>()
        };
        let two = |regex: &str, bytes: &str| Wicket::new(regex).first.may_be(bytes.as_bytes());
        assert!(two(" ?[A-Z]", " A") && two(" ?[A-Z]", "Ax") && two(" ?[A-Z]x", "Ax"));
        assert!(!two(" ?[A-Z]", " a") && !two(" ?[A-Z]x", "AA") && !two("a", "b"));
        // a match may end where the text goes on
        assert!(two("a|bc", "ab") && two("a|bc", "bc") && !two("a|bc", "bb"));
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
            wicket.may_pass(&mut None, text, at, end)
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
        let mut look = |text: &str, at, end| {
            let sure = gate.open(&mut cache, text, at, end, &mut open);
            let list: Vec<_> = open.iter().map(|o| (o.pattern, o.end)).collect();
            (sure, list)
        };
        let (four, digits) = ((7, Some(6)), (4, Some(8)));
        assert_eq!(look("a 123456 b", 2, 10), (true, vec![four, digits]));
        // an end before the match, a letter beyond ASCII at the boundary
        assert_eq!(look("a 123", 2, 5), (true, vec![(4, Some(5))]));
        let unsure = [7, 9, 4, 5].map(|p| (p, None)).to_vec();
        assert_eq!(look("12é", 0, 4), (false, unsure));
        // a word may end after any of its letters
        assert_eq!(look("abc", 0, 3), (true, vec![(9, None)]));
        assert_eq!(look("xxy", 0, 3), (true, vec![(9, None), (5, Some(3))]));
    }

    proptest! {
        /// What a gate says of ends is what each regex says alone.
        #[test]
        fn the_only_end_is_the_end(text in "[a-c0-3 .é-]{0,24}") {
            let sources = ["[0-9]{2}(?: ?[0-9]{2}){1,2}", "[a-c]+[0-9]", "(?:a|ab)(?:c|bcd)?", "[0-9]+?", "a{1,2}(?:ab)?", "[0-9]+-[a-c]?"];
            let list: Vec<(u16, &str)> = (0..).zip(sources).collect();
            let gate = Gate::new(&list);
            let mut cache = gate.create_cache();
            let mut open = Vec::new();
            for at in (0..text.len()).filter(|at| text.is_char_boundary(*at)) {
                gate.open(&mut cache, &text, at, text.len(), &mut open);
                for (p, source) in &list {
                    let regex = regex_automata::meta::Regex::new(source).expect("a regex");
                    let alone = regex.search(&Input::new(&text).range(at..).anchored(Anchored::Yes));
                    let open = open.iter().find(|o| o.pattern == *p);
                    prop_assert_eq!(open.is_some(), alone.is_some());
                    if let Some(end) = open.and_then(|o| o.end) {
                        prop_assert_eq!(Some(end), alone.map(|m| m.end()));
                    }
                }
            }
        }
    }
}
