//! The automaton of one pattern that a phrase announces: whether it can match at
//! all, long before its regex is run for ends and groups.

use super::{MEMORY_ALONE, Start, build, step};
use regex_automata::hybrid::LazyStateID;
use regex_automata::hybrid::dfa::{Cache, DFA};
use regex_automata::{Anchored, Input};
use std::ops::Range;

/// What a worker keeps of a wicket.
#[derive(Debug)]
pub struct WicketCache {
    cache: Cache,
    start: Start,
}

/// The automaton of one pattern: whether it can match at all, long before its
/// regex is run for ends and groups.
#[derive(Debug)]
pub struct Wicket {
    dfa: Option<DFA>,
    pub(super) first: FirstBytes,
}

impl WicketCache {
    fn of(dfa: &DFA) -> Self {
        Self {
            cache: dfa.create_cache(),
            start: Start::default(),
        }
    }
}

impl Wicket {
    /// Of a regex.
    pub(in crate::rule) fn new(regex: &str) -> Self {
        let dfa = build(&[regex], MEMORY_ALONE);
        let first = dfa.as_ref().and_then(FirstBytes::of);
        Self {
            first: first.unwrap_or_else(FirstBytes::any),
            dfa,
        }
    }

    /// Whether the pattern can begin with a byte, or with a space and that byte.
    pub(in crate::rule) fn may_follow(&self, byte: u8) -> bool {
        self.first.may_be(&[byte]) || self.first.may_be(&[b' ', byte])
    }

    /// Whether the pattern can begin with the two bytes at `at`.
    #[inline]
    #[must_use]
    pub fn may_begin(&self, text: &str, at: usize) -> bool {
        self.first.may_be(&text.as_bytes()[at..])
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
        self.may_begin(text, at) && self.passes(cache, text, at, end).unwrap_or(true)
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
        let dfa = self.dfa.as_ref()?;
        let WicketCache { cache, start } = cache.get_or_insert_with(|| WicketCache::of(dfa));
        matches(dfa, cache, start, text, at..end)
    }
}

/// Whether an automaton matches at the start of a range of a text; it is left at
/// the first match. None: it gave up.
#[inline]
fn matches(
    dfa: &DFA,
    cache: &mut Cache,
    start: &mut Start,
    text: &str,
    range: Range<usize>,
) -> Option<bool> {
    let bytes = text.as_bytes();
    let mut state = start.state(dfa, cache, text, &range)?;
    for b in &bytes[range.clone()] {
        state = step(dfa, cache, state, *b)?;
        if state.is_tagged() {
            if state.is_dead() {
                return Some(false);
            } else if state.is_quit() {
                return None;
            } else if state.is_match() {
                return Some(true);
            }
        }
    }
    state = match bytes.get(range.end) {
        Some(b) => dfa.next_state(cache, state, *b).ok()?,
        None => dfa.next_eoi_state(cache, state).ok()?,
    };
    (!state.is_quit()).then_some(state.is_match())
}

/// The bytes that a pattern can begin with, and those that may follow each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FirstBytes {
    /// By first byte: which of the sets its successor must be in; 0: none.
    class: Box<[u8; 256]>,
    /// Sets of second bytes; the first is empty.
    second: Vec<[u64; 4]>,
}

impl FirstBytes {
    /// Any.
    pub(super) fn any() -> Self {
        Self {
            class: Box::new([1; 256]),
            second: vec![[0; 4], [u64::MAX; 4]],
        }
    }

    /// Those after which an automaton is still alive; none where what stands
    /// before decides too.
    fn of(dfa: &DFA) -> Option<Self> {
        if !dfa.get_nfa().look_set_prefix_any().is_empty() {
            return None;
        }
        let mut cache = dfa.create_cache();
        let input = Input::new("").anchored(Anchored::Yes);
        let start = dfa.start_state_forward(&mut cache, &input).ok()?;
        let mut first = Self {
            class: Box::new([0; 256]),
            second: vec![[0; 4]],
        };
        // a match is told one byte late: an empty one would look alive after any
        for b in 0..=u8::MAX {
            let next = dfa.next_state(&mut cache, start, b).ok()?;
            if next.is_dead() {
                continue;
            }
            let alive = alive_after(dfa, &mut cache, next)?;
            let mut sets = first.second.iter().enumerate().skip(1);
            let known = sets.find_map(|(class, set)| (*set == alive).then_some(class));
            let class = known.unwrap_or_else(|| {
                first.second.push(alive);
                first.second.len() - 1
            });
            first.class[usize::from(b)] = u8::try_from(class).ok()?;
        }
        Some(first)
    }

    /// Whether it can begin with these bytes; none: the text ends there.
    #[inline]
    pub(super) fn may_be(&self, bytes: &[u8]) -> bool {
        let Some(first) = bytes.first() else {
            return true;
        };
        let class = self.class[usize::from(*first)];
        let follows = |b: &u8| {
            let set = &self.second[usize::from(class)];
            set[usize::from(b >> 6)] >> (b & 63) & 1 == 1
        };
        class != 0 && bytes.get(1).is_none_or(follows)
    }
}

/// The bytes after which an automaton in this state is alive; all where it
/// matches already, or has given up and its regex must decide.
fn alive_after(dfa: &DFA, cache: &mut Cache, state: LazyStateID) -> Option<[u64; 4]> {
    let mut alive = [0; 4];
    if state.is_quit() || state.is_match() {
        return Some([u64::MAX; 4]);
    }
    for b in 0..=u8::MAX {
        let next = dfa.next_state(cache, state, b).ok()?;
        if !next.is_dead() {
            alive[usize::from(b >> 6)] |= 1 << (b & 63);
        }
    }
    Some(alive)
}
