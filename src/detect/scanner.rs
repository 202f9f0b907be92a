//! The fast pass: one walk over the bytes finds where something may begin, the
//! rule's own regex (anchored there) and its validator decide.
//!
//! Linear on any input: each anchor tries a bounded span, and inside a run of
//! digits only its first digit is an anchor.

mod again;
mod announced;
mod cell;

use super::block::{Pair, Window, each_block, each_known};
use super::candidate::{Candidate, Surroundings};
use super::edges::{digits_in_run, free_after, free_before, is_joined, is_local};
use crate::rule::lexicon::Seen;
use crate::rule::{
    Anchor, CompiledPattern, Door, FEW, Gate, GateCache, Open, RuleSet, Scope, WicketCache,
};
use again::Again;
use regex_automata::meta::Cache;
use regex_automata::util::captures::Captures;
use regex_automata::{Anchored, Input};
use std::cmp::Reverse;
use std::ops::Range;

/// Bytes a pattern may span from its anchor.
pub(super) const SPAN: usize = 512;
/// Bytes of a text that is searched for phrases as a whole.
const SHORT: usize = 256;
/// No label precedes: the left boundary is judged.
const NO_LABEL: usize = usize::MAX;

/// Compiled rules and the reused buffers of one pass.
#[derive(Debug)]
pub(super) struct Pass {
    /// Of the patterns that were run.
    caches: Vec<Option<Cache>>,
    captures: Vec<Option<Captures>>,
    gates: Vec<GateCache>,
    wickets: Vec<Option<WicketCache>>,
    /// Patterns that the last gate let through.
    open: Vec<Open>,
    has: Anchors,
    /// Phrases: while a text is walked, those that begin something; then those
    /// around what was found, by position.
    seen: Vec<Seen>,
    /// What was tried last, for texts that repeat themselves.
    again: Again,
    /// Whether that is remembered at all.
    remember: bool,
    /// Where the phrases around each candidate may stand.
    reaches: Vec<(u32, u32)>,
    /// Candidates of the last text, unsorted.
    pub(super) candidates: Vec<Candidate>,
    /// Values of the right shape that a validator refused.
    pub(super) refused: Vec<Refused>,
}

/// A value of the right shape that a validator refused.
#[derive(Debug, Clone, Copy)]
pub(super) struct Refused {
    pub(super) rule: u16,
    pub(super) pattern: u8,
    pub(super) start: u32,
    pub(super) end: u32,
}

/// Which anchors any rule uses, so that the others cost nothing.
#[derive(Debug, Clone, Copy)]
struct Anchors {
    mixed: bool,
    upper: bool,
    capital: bool,
    scan: bool,
}

impl Pass {
    pub(super) fn new(rules: &RuleSet) -> Self {
        let c = rules.compiled();
        let count = c.patterns.len();
        let any = |a| !c.anchored(a).is_empty();
        let has = Anchors {
            mixed: any(Anchor::Mixed),
            upper: any(Anchor::Upper),
            capital: any(Anchor::Capital),
            scan: any(Anchor::Scan),
        };
        Self {
            caches: (0..count).map(|_| None).collect(),
            captures: (0..count).map(|_| None).collect(),
            gates: c.gates().iter().map(Gate::create_cache).collect(),
            wickets: (0..count).map(|_| None).collect(),
            open: Vec::new(),
            has,
            seen: Vec::new(),
            again: Again::default(),
            remember: true,
            reaches: Vec::new(),
            candidates: Vec::new(),
            refused: Vec::new(),
        }
    }

    /// Fills `candidates` and `refused` from a text. Candidates start in `own`;
    /// phrases are sought in all of it.
    pub(super) fn run(&mut self, rules: &RuleSet, text: &str, own: Range<usize>) {
        self.walk(rules, text, own, false, None);
    }

    /// The same from a whole cell. `named`: the rules (sorted) that its column's
    /// name agrees with; patterns that would count for nothing without are not
    /// tried. None: all are.
    pub(super) fn run_cell(&mut self, rules: &RuleSet, text: &str, named: Option<&[u16]>) {
        self.walk(rules, text, 0..text.len(), true, named);
    }

    fn walk(
        &mut self,
        rules: &RuleSet,
        text: &str,
        own: Range<usize>,
        cell: bool,
        named: Option<&[u16]>,
    ) {
        self.seen.clear();
        self.candidates.clear();
        self.refused.clear();
        if !cell {
            self.again = Again::default();
        }
        let first = if cell { first_of(text) } else { None };
        let trimmed = first.unwrap_or(0)..text.trim_end().len();
        let mut walk = Walk {
            pass: self,
            rules,
            text,
            own,
            cell,
            named,
            first,
            trimmed,
            token_end: 0,
        };
        if let Some(first) = first {
            walk.whole_cell(first);
        }
        walk.bytes();
        if walk.pass.has.scan {
            walk.everywhere();
        }
    }
}

/// The first character of a cell that is no space.
fn first_of(cell: &str) -> Option<usize> {
    let start = cell.len() - cell.trim_start().len();
    (start < cell.len()).then_some(start)
}

/// One walk over one text.
struct Walk<'a> {
    pass: &'a mut Pass,
    rules: &'a RuleSet,
    text: &'a str,
    own: Range<usize>,
    cell: bool,
    /// Rules that the column's name agrees with; none: every pattern is tried.
    named: Option<&'a [u16]>,
    /// The first character of a cell: what may begin there is tried in one.
    first: Option<usize>,
    /// A cell without the spaces around it.
    trimmed: Range<usize>,
    /// End of the last token tried for `:`, so that it is tried once.
    token_end: usize,
}

impl Walk<'_> {
    /// Every place where something may begin, in order.
    fn bytes(&mut self) {
        let text = self.text;
        each_block(text, 0, |window, pair, base| {
            self.block(window, pair, base);
            true
        });
    }

    /// The places of one block. Nearly all words of a text begin nothing: those
    /// that may are sorted out first, without a branch for each.
    #[inline]
    fn block(&mut self, window: &Window, pair: &Pair, base: usize) {
        let block = &pair.block;
        let numbers = block.starts & block.digits;
        let words = block.starts & !numbers;
        let (text, index) = (self.text.as_bytes(), &self.rules.compiled().lexicon.acting);
        let named = if index.holds_numbers() {
            block.starts
        } else {
            words
        };
        let phrases = pair.known(window, text, base, named, index);
        // small letters without a digit near begin nothing but phrases
        let mixed = words & !block.wide & pair.digit_near();
        let capital = words & (block.capitals | block.wide);
        let mut places = block.symbols | numbers | phrases | mixed | capital;
        while places != 0 {
            let k = places.trailing_zeros();
            places &= places - 1;
            let i = base + k as usize;
            let bit = |mask: u64| mask >> k & 1 == 1;
            if bit(block.symbols) {
                self.symbol(i);
            } else if bit(numbers) {
                if bit(phrases) {
                    self.phrases(pair.word(window, text, base, k));
                }
                self.number(i);
            } else {
                if bit(phrases) {
                    self.phrases(pair.word(window, text, base, k));
                }
                if bit(mixed | capital) && self.own.contains(&i) {
                    self.word(i, bit(mixed));
                }
            }
        }
    }

    #[inline]
    fn symbol(&mut self, i: usize) {
        match self.text.as_bytes()[i] {
            b'@' => self.at_sign(i),
            b'+' if self.is_plus(i) && self.first != Some(i) => _ = self.try_all(Door::Plus, i),
            b':' => self.colon(i),
            _ => {}
        }
    }

    fn is_plus(&self, i: usize) -> bool {
        let bytes = self.text.as_bytes();
        bytes[i] == b'+' && bytes.get(i + 1).is_some_and(u8::is_ascii_digit)
    }

    /// The first digit of a number.
    fn number(&mut self, i: usize) {
        if self.first == Some(i) {
            return;
        }
        let run = digits_in_run(self.text.as_bytes(), i);
        if run < self.rules.compiled().fewest_digits() {
            return;
        }
        let door = if is_joined(self.text, i) {
            Door::Joined
        } else if run < FEW {
            Door::Few
        } else {
            Door::Many
        };
        self.try_some(door, i, |p| p.digits <= run);
    }

    /// The first letter of a word that may begin a value; `mixed`: it is ASCII
    /// and a digit is near.
    #[inline]
    fn word(&mut self, i: usize, mixed: bool) {
        if self.first == Some(i) {
            return;
        }
        if mixed && self.pass.has.mixed {
            self.try_all(Door::Mixed, i);
        }
        if self.pass.has.upper && self.is_upper(i) {
            self.try_all(Door::Upper, i);
        }
        if self.pass.has.capital && self.is_capital(i) {
            self.try_all(Door::Capital, i);
        }
    }

    fn is_upper(&self, i: usize) -> bool {
        let bytes = self.text.as_bytes();
        let second = bytes.get(i + 1).copied().unwrap_or_default();
        bytes[i].is_ascii_uppercase() && (second.is_ascii_uppercase() || second == b'<')
    }

    fn is_capital(&self, i: usize) -> bool {
        let first = self.text.as_bytes()[i];
        let wide = || {
            self.text[i..]
                .chars()
                .next()
                .is_some_and(char::is_uppercase)
        };
        first.is_ascii_uppercase() || first >= 0x80 && wide()
    }

    /// The token around an `@`, from its start.
    fn at_sign(&mut self, i: usize) {
        let bytes = self.text.as_bytes();
        let mut start = i;
        while start > 0 && i - start < 64 && is_local(bytes[start - 1]) {
            start -= 1;
        }
        while start < i {
            if self.text.is_char_boundary(start) && self.try_all(Door::At, start) {
                return;
            }
            start += 1;
        }
    }

    /// The token of hexadecimal digits and colons around a `:`.
    fn colon(&mut self, i: usize) {
        let bytes = self.text.as_bytes();
        let hex = |b: u8| b.is_ascii_hexdigit() || b == b':';
        let next_fits = bytes.get(i + 1).is_some_and(|b| hex(*b));
        if i < self.token_end || !next_fits {
            return;
        }
        let mut start = i;
        while start > 0 && i - start < 4 && bytes[start - 1].is_ascii_hexdigit() {
            start -= 1;
        }
        let mut end = i + 1;
        while end < bytes.len() && end - i < 64 && hex(bytes[end]) {
            end += 1;
        }
        self.token_end = end;
        let touches = start > 0 && bytes[start - 1].is_ascii_alphanumeric();
        let colons = bytes[start..end].iter().filter(|b| **b == b':').count();
        if !touches && colons >= 2 {
            self.try_all(Door::Colon, start);
        }
    }

    /// Patterns without an anchor.
    fn everywhere(&mut self) {
        for ix in self.rules.compiled().anchored(Anchor::Scan).to_vec() {
            let mut at = self.own.start;
            while at <= self.own.end {
                let p = &self.rules.compiled().patterns[usize::from(ix)];
                let regex = p.regex.get();
                let cache =
                    self.pass.caches[usize::from(ix)].get_or_insert_with(|| regex.create_cache());
                let input = Input::new(self.text).range(at..);
                let Some(m) = regex.search_with(cache, &input) else {
                    break;
                };
                let end = if self.attempt(ix, m.start(), NO_LABEL) {
                    m.end()
                } else {
                    m.start()
                };
                at = end.max(at) + 1;
                while at < self.text.len() && !self.text.is_char_boundary(at) {
                    at += 1;
                }
            }
        }
    }

    /// Tries the patterns behind a door at one place; true when one yields a
    /// candidate.
    fn try_all(&mut self, door: Door, i: usize) -> bool {
        self.try_some(door, i, |_| true)
    }

    /// The same, of those that are wanted.
    #[inline]
    fn try_some(
        &mut self,
        door: Door,
        i: usize,
        wanted: impl Fn(&CompiledPattern) -> bool,
    ) -> bool {
        if let Some(hit) = self.known_behind(door, i) {
            return hit;
        }
        let before = self.before();
        let c = self.rules.compiled();
        let mut open = std::mem::take(&mut self.pass.open);
        let cache = &mut self.pass.gates[door as usize];
        let end = span_end(self.text, i);
        c.gate(door).open(cache, self.text, i, end, &mut open);
        let mut hit = false;
        for o in &open {
            if wanted(&c.patterns[usize::from(o.pattern)]) {
                hit |= self.attempt_open(*o, i);
            }
        }
        // what ends in the gate costs little
        if !open.is_empty() {
            self.note_door(door, i, hit, before);
        }
        self.pass.open = open;
        hit
    }

    /// Tries a pattern that a gate let through; its regex is not run where the
    /// gate knows the end.
    #[inline]
    fn attempt_open(&mut self, o: Open, at: usize) -> bool {
        let p = &self.rules.compiled().patterns[usize::from(o.pattern)];
        match o.end {
            Some(end) if p.value.is_none() && end <= at + SPAN => {
                self.applies(p) && self.found(p, (at, end), NO_LABEL)
            }
            _ => self.attempt(o.pattern, at, NO_LABEL),
        }
    }

    /// Whether a pattern is one for text, or for cells, as this is.
    #[inline]
    fn applies(&self, p: &CompiledPattern) -> bool {
        match p.scope {
            Scope::Any => true,
            Scope::Column => self.cell,
            Scope::Text => !self.cell,
        }
    }

    /// Tries one pattern at one place; true when it yields a candidate.
    /// `label_end`: what the value's left boundary may touch (a label), or
    /// `NO_LABEL`.
    fn attempt(&mut self, ix: u16, at: usize, label_end: usize) -> bool {
        let p = &self.rules.compiled().patterns[usize::from(ix)];
        if !self.applies(p) {
            return false;
        }
        match self.pass.matched(p, ix, self.text, at) {
            Some(value) => self.found(p, value, label_end),
            None => false,
        }
    }

    /// Whether a value is all there is in a cell but spaces.
    #[inline]
    const fn is_whole(&self, start: usize, end: usize) -> bool {
        start <= self.trimmed.start && end >= self.trimmed.end
    }

    /// A pattern matches; `value`: its bytes.
    fn found(&mut self, p: &CompiledPattern, value: (usize, usize), label_end: usize) -> bool {
        let (start, end) = value;
        if start == end || !self.own.contains(&start) {
            return false;
        }
        if p.scope == Scope::Column && !self.is_whole(start, end) {
            return false;
        }
        self.judge(p, start, end, label_end)
    }

    /// Boundaries and validator.
    fn judge(&mut self, p: &CompiledPattern, start: usize, end: usize, label_end: usize) -> bool {
        if start != label_end && !free_before(self.text, start, p.boundary) {
            return false;
        }
        if p.exact && !free_after(self.text, end, p.boundary) {
            return false;
        }
        let accepted = match p.validator {
            None => None,
            Some(v) => match v.check(&self.text[start..end]) {
                Some(a) if a.len > 0 && free_after(self.text, start + a.len, p.boundary) => Some(a),
                refusal => {
                    // a shape that runs on is no test of the checksum
                    if refusal.is_none() && free_after(self.text, end, p.boundary) {
                        self.pass.refused.push(Refused {
                            rule: p.rule,
                            pattern: p.index,
                            start: start as u32,
                            end: end as u32,
                        });
                        if p.shadow {
                            self.pass.candidates.push(Candidate::shadow(p, start, end));
                        }
                    }
                    return false;
                }
            },
        };
        let end = accepted.map_or(end, |a| start + a.len);
        if accepted.is_none() && !free_after(self.text, end, p.boundary) {
            return false;
        }
        let whole = self.cell && self.is_whole(start, end);
        self.pass
            .candidates
            .push(Candidate::new(p, start, end, accepted, whole));
        true
    }
}

/// Where the span that patterns may cover from a place ends.
fn span_end(text: &str, at: usize) -> usize {
    let mut end = text.len().min(at + SPAN);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    end
}

impl Pass {
    /// Where a pattern's value matches at a place.
    fn matched(
        &mut self,
        p: &CompiledPattern,
        ix: u16,
        text: &str,
        at: usize,
    ) -> Option<(usize, usize)> {
        let end = span_end(text, at);
        if let Some(wicket) = p.wicket.as_ref().filter(|_| p.open_ended) {
            let cache = &mut self.wickets[usize::from(ix)];
            if let Some(passes) = wicket.passes(cache, text, at, end) {
                return passes.then_some((at, end));
            }
        }
        let input = Input::new(text).range(at..end).anchored(Anchored::Yes);
        let regex = p.regex.get();
        let cache = self.caches[usize::from(ix)].get_or_insert_with(|| regex.create_cache());
        let Some(group) = p.value else {
            let found = regex.search_with(cache, &input);
            return found.map(|m| (m.start(), m.end()));
        };
        let captures = &mut self.captures[usize::from(ix)];
        let captures = captures.get_or_insert_with(|| regex.create_captures());
        regex.search_captures_with(cache, &input, captures);
        captures.get_group(group).map(|s| (s.start, s.end))
    }

    /// Seeks all phrases, but only near the candidates.
    pub(super) fn look_around(&mut self, rules: &RuleSet, text: &str) {
        self.seen.clear();
        self.reaches.clear();
        if text.len() <= SHORT && !self.candidates.is_empty() {
            self.reaches.push((0, text.len() as u32));
        } else {
            let reach = |c: &Candidate| Surroundings::reach(rules, text, c);
            self.reaches.extend(self.candidates.iter().map(reach));
            self.reaches.sort_unstable();
        }
        let lexicon = &rules.compiled().lexicon;
        let mut done = 0;
        for (low, high) in &self.reaches {
            let from = text.ceil_char_boundary(*low as usize).max(done);
            let to = text.floor_char_boundary(*high as usize);
            if from < to {
                each_known(text, from..to, &lexicon.all, |word| {
                    lexicon.at(&lexicon.all, text, word, |s| self.seen.push(s));
                });
                done = to;
            }
        }
        // a phrase is found at its rarest word
        let place = |s: &Seen| (s.start, Reverse((s.end, s.phrase)));
        self.seen.sort_unstable_by_key(place);
    }

    /// What is near the candidates, once it has been sought.
    pub(super) fn surroundings<'a>(
        &'a self,
        rules: &'a RuleSet,
        text: &'a str,
    ) -> Surroundings<'a> {
        Surroundings::new(rules, text, &self.seen)
    }
}
