//! The fast pass: one walk over the bytes finds where something may begin, the
//! rule's own regex (anchored there) and its validator decide.
//!
//! Linear on any input: each anchor tries a bounded span, and inside a run of
//! digits only its first digit is an anchor.

use super::block::{BLOCK, Block, Blocks, Pair, Window};
use super::candidate::{Candidate, Surroundings};
use super::edges::{digits_in_run, free_after, free_before, is_local, is_whole};
use crate::rule::lexicon::{KEY, Seen, Use, prefix_at};
use crate::rule::{Anchor, CompiledPattern, Gate, GateCache, RuleSet, Scope, Wicket, WicketCache};
use regex_automata::meta::Cache;
use regex_automata::util::captures::Captures;
use regex_automata::{Anchored, Input};
use std::ops::Range;

/// Bytes a pattern may span from its anchor.
pub(super) const SPAN: usize = 512;
/// Bytes before a word that a `word` pattern may begin in.
const BEFORE_WORD: usize = 24;
/// No label precedes: the left boundary is judged.
const NO_LABEL: usize = usize::MAX;
/// Bytes of punctuation passed between a label and its value.
const AFTER_LABEL: usize = 24;

/// Compiled rules and the reused buffers of one pass.
#[derive(Debug)]
pub(super) struct Pass {
    caches: Vec<Cache>,
    captures: Vec<Option<Captures>>,
    gates: Vec<GateCache>,
    wickets: Vec<Option<WicketCache>>,
    /// Patterns that the last gate let through.
    open: Vec<u16>,
    has: Anchors,
    /// Phrases seen in the last text, by position.
    pub(super) seen: Vec<Seen>,
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
        let caches = c.patterns.iter().map(|p| p.regex.create_cache()).collect();
        let captures = c
            .patterns
            .iter()
            .map(|p| p.value.map(|_| p.regex.create_captures()))
            .collect();
        let any = |a| !c.anchored(a).is_empty();
        let has = Anchors {
            mixed: any(Anchor::Mixed),
            upper: any(Anchor::Upper),
            capital: any(Anchor::Capital),
            scan: any(Anchor::Scan),
        };
        Self {
            caches,
            captures,
            gates: c.gates().iter().map(Gate::create_cache).collect(),
            wickets: c
                .patterns
                .iter()
                .map(|p| p.wicket.as_ref().and_then(Wicket::create_cache))
                .collect(),
            open: Vec::new(),
            has,
            seen: Vec::new(),
            candidates: Vec::new(),
            refused: Vec::new(),
        }
    }

    /// Fills `seen`, `candidates` and `refused` from a text. Candidates start in
    /// `own`; phrases are sought in all of it.
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
        let mut walk = Walk {
            pass: self,
            rules,
            text,
            own,
            cell,
            named,
            token_end: 0,
        };
        walk.bytes();
        if walk.cell {
            walk.whole_cell();
        }
        if walk.pass.has.scan {
            walk.everywhere();
        }
    }
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
    /// End of the last token tried for `:`, so that it is tried once.
    token_end: usize,
}

impl Walk<'_> {
    /// Every place where something may begin, in order.
    fn bytes(&mut self) {
        let bytes = self.text.as_bytes();
        let mut blocks = Blocks::default();
        let mut base = 0;
        let mut window = Window::at(bytes, base);
        let mut block = blocks.next(window.block());
        while base + BLOCK < bytes.len() {
            let on = Window::at(bytes, base + BLOCK);
            let next = blocks.next(on.block());
            self.block(&window, &Pair { block, next }, base);
            (window, block) = (on, next);
            base += BLOCK;
        }
        let next = Block::default();
        self.block(&window, &Pair { block, next }, base);
    }

    /// The places of one block. Nearly all words of a text begin nothing: those
    /// that may are sorted out first, without a branch for each.
    #[inline]
    fn block(&mut self, window: &Window<'_>, pair: &Pair, base: usize) {
        let block = &pair.block;
        let numbers = block.starts & block.digits;
        let words = block.starts & !numbers;
        let phrases = self.known(window, pair, words, base);
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
                self.number(i);
            } else {
                if bit(phrases) {
                    self.phrases(i, pair.ascii_word(k));
                }
                if bit(mixed | capital) && self.own.contains(&i) {
                    self.word(i, bit(mixed));
                }
            }
        }
    }

    /// Those of the words at which a phrase may start.
    #[inline]
    fn known(&self, window: &Window<'_>, pair: &Pair, words: u64, base: usize) -> u64 {
        let lexicon = &self.rules.compiled().lexicon;
        let mut known = 0;
        let mut words = words;
        while words != 0 {
            let k = words.trailing_zeros();
            words &= words - 1;
            let prefix = match pair.ascii_word(k) {
                Some(letters) => window.prefix(k, letters),
                None => prefix_at(self.text.as_bytes(), base + k as usize),
            };
            known |= u64::from(lexicon.may_start(prefix)) << k;
        }
        known
    }

    #[inline]
    fn symbol(&mut self, i: usize) {
        let bytes = self.text.as_bytes();
        match bytes[i] {
            b'@' => self.at_sign(i),
            b'+' if bytes.get(i + 1).is_some_and(u8::is_ascii_digit) => {
                self.try_all(Anchor::Plus, i);
            }
            b':' => self.colon(i),
            _ => {}
        }
    }

    /// The first digit of a number.
    fn number(&mut self, i: usize) {
        let c = self.rules.compiled();
        let run = digits_in_run(self.text.as_bytes(), i);
        if run >= c.fewest_digits() {
            self.try_some(Anchor::Digit, i, |p| p.digits <= run);
        }
    }

    /// The first letter of a word that may begin a value; `mixed`: it is ASCII
    /// and a digit is near.
    #[inline]
    fn word(&mut self, i: usize, mixed: bool) {
        let bytes = self.text.as_bytes();
        let first = bytes[i];
        if mixed && self.pass.has.mixed {
            self.try_all(Anchor::Mixed, i);
        }
        let second = bytes.get(i + 1).copied().unwrap_or_default();
        if self.pass.has.upper
            && first.is_ascii_uppercase()
            && (second.is_ascii_uppercase() || second == b'<')
        {
            self.try_all(Anchor::Upper, i);
        }
        if self.pass.has.capital
            && (first.is_ascii_uppercase()
                || first >= 0x80
                    && self.text[i..]
                        .chars()
                        .next()
                        .is_some_and(char::is_uppercase))
        {
            self.try_all(Anchor::Capital, i);
        }
    }

    /// The patterns of whole cells.
    fn whole_cell(&mut self) {
        let c = self.rules.compiled();
        let cell = self.text.trim_end();
        let start = cell.len() - cell.trim_start().len();
        let mut open = std::mem::take(&mut self.pass.open);
        let cache = &mut self.pass.gates[Anchor::Cell as usize];
        let gate = c.gate(Anchor::Cell);
        let sure = gate.open(cache, cell, start, cell.len(), &mut open);
        for ix in &open {
            let p = &c.patterns[usize::from(*ix)];
            let counts = |named: &[u16]| p.unnamed || named.binary_search(&p.rule).is_ok();
            if !self.named.is_none_or(counts) {
                continue;
            }
            let input = || Input::new(cell).range(start..).anchored(Anchored::Yes);
            let cache = &mut self.pass.caches[usize::from(*ix)];
            if sure || p.regex.search_half_with(cache, &input()).is_some() {
                self.judge(p, start, cell.len(), NO_LABEL);
            }
        }
        self.pass.open = open;
    }

    /// Notes the phrases that start here and tries the patterns they announce.
    fn phrases(&mut self, i: usize, ascii: Option<u32>) {
        let rules = self.rules;
        let lexicon = &rules.compiled().lexicon;
        let from = self.pass.seen.len();
        let seen = &mut self.pass.seen;
        let bytes = self.text.as_bytes();
        let ends = |n: &usize| bytes.get(i + n).is_none_or(u8::is_ascii);
        let short = ascii.filter(|n| *n < KEY).map(|n| n as usize).filter(ends);
        let prefix = prefix_at(bytes, i);
        lexicon.at(self.text, i, prefix, short, |s| seen.push(s));
        for k in from..self.pass.seen.len() {
            let s = self.pass.seen[k];
            for used in lexicon.acts(s.phrase) {
                match *used {
                    Use::Label(ix) => self.after_label(ix, s.end as usize),
                    Use::Word(ix) => self.around_word(ix, s),
                    Use::Term(rule, group) if self.own.contains(&i) => {
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
            if self.may_pass(ix, end + k) && self.attempt(ix, end + k, end) {
                return;
            }
            lines += usize::from(c == '\n');
            if c.is_alphanumeric() || lines > 1 {
                return;
            }
        }
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
        if !self.has_digits(ix, from, start) {
            return;
        }
        // each place a word or number may begin, from the left: the longest wins
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
    fn may_pass(&mut self, ix: u16, at: usize) -> bool {
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
        least == 0 || span.iter().filter(|b| b.is_ascii_digit()).count() >= least
    }

    /// The token around an `@`, from its start.
    fn at_sign(&mut self, i: usize) {
        let bytes = self.text.as_bytes();
        let mut start = i;
        while start > 0 && i - start < 64 && is_local(bytes[start - 1]) {
            start -= 1;
        }
        while start < i {
            if self.text.is_char_boundary(start) && self.try_all(Anchor::At, start) {
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
            self.try_all(Anchor::Colon, start);
        }
    }

    /// Patterns without an anchor.
    fn everywhere(&mut self) {
        for ix in self.rules.compiled().anchored(Anchor::Scan).to_vec() {
            let mut at = self.own.start;
            while at <= self.own.end {
                let p = &self.rules.compiled().patterns[usize::from(ix)];
                let cache = &mut self.pass.caches[usize::from(ix)];
                let input = Input::new(self.text).range(at..);
                let Some(m) = p.regex.search_with(cache, &input) else {
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

    /// Tries the patterns of an anchor at one place; true when one yields a
    /// candidate.
    fn try_all(&mut self, anchor: Anchor, i: usize) -> bool {
        self.try_some(anchor, i, |_| true)
    }

    /// The same, of those that are wanted.
    #[inline]
    fn try_some(
        &mut self,
        anchor: Anchor,
        i: usize,
        wanted: impl Fn(&CompiledPattern) -> bool,
    ) -> bool {
        let c = self.rules.compiled();
        let mut open = std::mem::take(&mut self.pass.open);
        let cache = &mut self.pass.gates[anchor as usize];
        let end = span_end(self.text, i);
        c.gate(anchor).open(cache, self.text, i, end, &mut open);
        let mut hit = false;
        for ix in &open {
            if wanted(&c.patterns[usize::from(*ix)]) {
                hit |= self.attempt(*ix, i, NO_LABEL);
            }
        }
        self.pass.open = open;
        hit
    }

    /// Tries one pattern at one place; true when it yields a candidate.
    /// `label_end`: what the value's left boundary may touch (a label), or
    /// `NO_LABEL`.
    fn attempt(&mut self, ix: u16, at: usize, label_end: usize) -> bool {
        let p = &self.rules.compiled().patterns[usize::from(ix)];
        if (p.scope == Scope::Column && !self.cell) || (p.scope == Scope::Text && self.cell) {
            return false;
        }
        let Some((start, end)) = self.pass.matched(p, ix, self.text, at) else {
            return false;
        };
        if start == end || !self.own.contains(&start) {
            return false;
        }
        if p.scope == Scope::Column && !is_whole(self.text, start, end) {
            return false;
        }
        self.judge(p, start, end, label_end)
    }

    /// Boundaries and validator.
    fn judge(&mut self, p: &CompiledPattern, start: usize, end: usize, label_end: usize) -> bool {
        if start != label_end && !free_before(self.text, start, p.boundary) {
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
        let whole = self.cell && is_whole(self.text, start, end);
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
        let cache = &mut self.caches[usize::from(ix)];
        match (p.value, &mut self.captures[usize::from(ix)]) {
            (Some(group), Some(captures)) => {
                p.regex.search_captures_with(cache, &input, captures);
                captures.get_group(group).map(|s| (s.start, s.end))
            }
            _ => p
                .regex
                .search_with(cache, &input)
                .map(|m| (m.start(), m.end())),
        }
    }

    /// The phrases near a candidate.
    pub(super) fn surroundings<'a>(
        &'a self,
        rules: &'a RuleSet,
        text: &'a str,
    ) -> Surroundings<'a> {
        Surroundings::new(rules, text, &self.seen)
    }
}
