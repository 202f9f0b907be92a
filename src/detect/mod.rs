//! Finds personal data in text and in columns: candidates, validation, context,
//! arbitration between rules, evidence -> confidence. Knows no file and no
//! table beyond what is lent to it, and lets no raw value out: receivers get
//! masked values and keyed fingerprints (and, where a person asked to see them on
//! a terminal, the values: [`Receiver::written`]).
//!
//! [`Scanner`] holds the compiled rules and the reused buffers of one worker;
//! [`ItemDetector`] holds what is being learnt of one item (columns under
//! judgement, holdings so far); [`Whole`] takes a whole document or table through
//! reading and detection.

mod arbitrate;
mod block;
mod candidate;
mod chance;
mod column;
mod confidence;
mod dated;
mod edges;
mod header;
mod item;
mod kin;
mod label;
mod locate;
mod mask;
mod memo;
mod owner;
mod proof;
mod scanner;
mod split;
mod stretch;
mod table;
mod tally;
mod whole;

pub use item::ItemDetector;
pub use proof::{Failure, prove};
pub use whole::Whole;

use crate::inventory::{Holding, Occurrence, Table};
use crate::model::{Confidence, Datum, Fingerprint};
use crate::rule::lexicon::{PhraseIx, Use};
use crate::rule::validator::birth_year;
use crate::rule::{Rule, RuleSet, Status};
use arbitrate::{Claim, arbitrate};
use candidate::{Candidate, Signals};
use column::ColumnState;
use memo::Judged;
use scanner::{Pass, Refused, SPAN};
use std::ops::Range;
use std::sync::Arc;
use tally::Value;

/// The organisation's secret, under which fingerprints are made.
#[derive(Clone)]
pub struct Key(pub [u8; 16]);

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(..)")
    }
}

/// Takes what an item yields.
pub trait Receiver {
    /// Whether single values are wanted; if not, [`Receiver::occurrence`] need
    /// not be called.
    fn wants_occurrences(&self) -> bool {
        true
    }
    /// One value. Called in the order of the item. One without a confidence
    /// stands in a column, whose holding decides for it; if the column yields
    /// no holding of its rule, it is no finding.
    fn occurrence(&mut self, occurrence: Occurrence);
    /// The same value as it is written, before [`Receiver::occurrence`] of it. For
    /// who shows it to a person that asked, on a terminal, and for nobody else:
    /// whoever keeps it breaks the promise of this room.
    fn written(&mut self, _occurrence: &Occurrence, _value: &str) {}
    /// Whether nothing more is wanted: who reads may end early.
    fn is_full(&self) -> bool {
        false
    }
    /// What one place of the item holds of one rule. May be called more than
    /// once for the same place and rule; `inventory::Fold` adds them up.
    fn holding(&mut self, holding: Holding);
    /// A table in which something was found, after its holdings. Not all who
    /// listen care.
    fn table(&mut self, _table: Table) {}
    /// A remark for the ledger (`identifiers destroyed in column 3`).
    fn note(&mut self, note: &str);
}

/// Compiled rules, key and reused buffers of one worker.
#[derive(Debug)]
pub struct Scanner {
    rules: Arc<RuleSet>,
    pass: Pass,
    key: Key,
    /// Claims of the last text or cell, resolved, by position.
    claims: Vec<Claim>,
    /// What the last cell gave.
    judged: Judged,
    /// Rules are being proved: those that only occupy characters show too.
    proving: bool,
}

impl Scanner {
    /// A scanner for one worker.
    #[must_use]
    pub fn new(rules: Arc<RuleSet>, key: Key) -> Self {
        Self {
            pass: Pass::new(&rules),
            rules,
            key,
            claims: Vec::new(),
            judged: Judged::default(),
            proving: false,
        }
    }

    /// A scanner that shows what rules without a listing occupy, for examples.
    fn proving(rules: Arc<RuleSet>) -> Self {
        Self {
            proving: true,
            ..Self::new(rules, Key([0; 16]))
        }
    }

    /// Whether findings of a rule are given out.
    fn lists(&self, rule: u16) -> bool {
        self.proving || self.rules().rules()[usize::from(rule)].class.listed
    }

    /// The rules it runs.
    #[must_use]
    pub const fn rules(&self) -> &Arc<RuleSet> {
        &self.rules
    }

    /// Fills `claims` from running text.
    ///
    /// What begins shortly before and after the window's own text is judged too,
    /// so that it keeps its characters across the edge, and then left to the
    /// window that it begins in.
    fn claim_text(&mut self, text: &str, own: Range<usize>) {
        let rules = &*self.rules;
        let from = text.floor_char_boundary(own.start.saturating_sub(SPAN));
        let to = text.ceil_char_boundary(text.len().min(own.end.saturating_add(SPAN)));
        self.pass.run(rules, text, from..to);
        self.pass.look_around(rules, text);
        let around = self.pass.surroundings(rules, text);
        self.claims.clear();
        for c in &self.pass.candidates {
            let claim = claim(rules, *c, around.signals(c));
            if claim.confidence.is_some() || c.shadow || waits(&claim, rules) {
                self.claims.push(claim);
            }
        }
        beside_persons(&mut self.claims, rules);
        arbitrate(&mut self.claims);
        owner::lower(&mut self.claims, text, rules);
        let own = own.start as u32..own.end as u32;
        self.claims.retain(|c| own.contains(&c.candidate.start));
        self.pass.refused.retain(|r| own.contains(&r.start));
    }

    /// Fills `claims` from a cell. Whole-cell claims that prove nothing alone
    /// stay: the column decides.
    fn claim_cell(&mut self, text: &str, column: &ColumnState, row_words: &[PhraseIx]) {
        // words beside it can speak for what the column's name does not
        let named = row_words.is_empty().then_some(column.named.as_slice());
        let rules = &*self.rules;
        self.pass.run_cell(rules, text, named);
        if self.pass.candidates.is_empty() {
            self.claims.clear();
            return;
        }
        let lexicon = &rules.compiled().lexicon;
        self.pass.look_around(rules, text);
        let around = self.pass.surroundings(rules, text);
        self.claims.clear();
        for c in &self.pass.candidates {
            let mut signals = around.signals(c);
            signals.named = column.is_named(c.rule);
            let beside = |p: &&PhraseIx| lexicon.uses(**p).contains(&Use::Context(c.rule));
            signals.word = signals
                .word
                .or_else(|| row_words.iter().find(beside).copied());
            let claim = claim(rules, *c, signals);
            let judged = c.whole
                && (signals.named
                    || c.destroyed
                    || rules.rules()[usize::from(c.rule)].judges_unnamed());
            if claim.confidence.is_some() || c.shadow || judged || waits(&claim, rules) {
                self.claims.push(claim);
            }
        }
        arbitrate(&mut self.claims);
    }

    /// Whether a text is, as a whole, a value that some rule proves alone.
    fn is_value(&mut self, text: &str) -> bool {
        self.pass.run_cell(&self.rules, text, None);
        let rules = self.rules.rules();
        self.pass.candidates.iter().any(|c| {
            c.whole
                && !c.shadow
                && c.grade.is_some()
                && c.proves_alone(&rules[usize::from(c.rule)]) >= Some(Confidence::Medium)
        })
    }

    /// Whether a text is, as a whole, a value that a rule proves.
    fn is_value_of(&mut self, rule: u16, text: &str) -> bool {
        self.pass.run_cell(&self.rules, text, None);
        let whole = |c: &Candidate| c.whole && !c.shadow && c.grade.is_some();
        let found = &self.pass.candidates;
        found.iter().any(|c| c.rule == rule && whole(c))
    }

    /// The values of the last text that validators of chance-prone rules
    /// refused, whether they fill the cell, their fingerprint. `column`: the
    /// column that the text is a cell of; whole cells are no test of a rule that
    /// proves nothing under its name.
    fn refusals(
        &self,
        text: &str,
        column: Option<&ColumnState>,
        mut each: impl FnMut(&Refused, bool, Fingerprint),
    ) {
        // several rules refuse the same characters
        let mut last: Option<(&str, Fingerprint)> = None;
        let length = text.trim().len();
        for r in &self.pass.refused {
            let rule = &self.rules.rules()[usize::from(r.rule)];
            let value = &text[r.start as usize..r.end as usize];
            let whole = value.len() == length;
            let idle = |c: &ColumnState| !c.is_named(r.rule) && !rule.compares_with_chance();
            if rule.column.chance < 1.0 && !(whole && column.is_some_and(idle)) {
                let known = last.filter(|(of, _)| std::ptr::eq(*of, value));
                let print = known.map_or_else(|| mask::fingerprint(value, &self.key), |k| k.1);
                last = Some((value, print));
                each(r, whole, print);
            }
        }
    }

    /// A claim's value in the form that may leave; `shown`: whether the masked
    /// form of a value of this lot is wanted, which costs more than all else.
    fn value(&self, claim: &Claim, text: &str, shown: impl Fn(u64) -> bool) -> Value {
        let rule = &self.rules().rules()[usize::from(claim.candidate.rule)];
        let fingerprint = match rule.item {
            Some(Datum::Phone) => mask::phone_fingerprint(text, &self.key),
            Some(Datum::Email) if text.contains("%40") => {
                mask::fingerprint(&text.replacen("%40", "@", 1), &self.key)
            }
            _ => mask::fingerprint(text, &self.key),
        };
        let lot = memo::lot(text);
        Value {
            claim: *claim,
            fingerprint,
            lot,
            masked: shown(lot).then(|| mask::mask(text, rule.mask)),
            year: (rule.column.spread_over_lives)
                .then(|| birth_year(text))
                .flatten(),
        }
    }
}

/// Judges one candidate.
fn claim(rules: &RuleSet, candidate: Candidate, signals: Signals) -> Claim {
    let rule = &rules.rules()[usize::from(candidate.rule)];
    let alone = candidate.proves_alone(rule);
    let raise_to = rule.context.raise_to;
    let sure = confidence::confidence(alone, candidate.grade, raise_to, signals);
    Claim {
        candidate,
        signals,
        confidence: cap(rule, sure),
        priority: rule.priority,
    }
}

/// Whether a person near could make a finding of this claim: a word of the
/// vocabulary of such a rule.
fn waits(claim: &Claim, rules: &RuleSet) -> bool {
    matches!(claim.candidate.origin, candidate::Origin::Term(_))
        && rules.rules()[usize::from(claim.candidate.rule)]
            .context
            .person
}

/// How many times the reach of its words a person may stand from a claim.
const PERSON_REACH: u32 = 3;

/// Settles the claims that prove little or nothing alone and whose rule takes a
/// person near for a word: they become medium beside one; otherwise those that
/// prove nothing go.
fn beside_persons(claims: &mut Vec<Claim>, rules: &RuleSet) {
    let rule = |c: &Claim| &rules.rules()[usize::from(c.candidate.rule)];
    let open = |c: &Claim| {
        let weak = c.confidence == Some(Confidence::Low) && waits(c, rules);
        !c.candidate.shadow && (c.confidence.is_none() || weak)
    };
    if !claims.iter().any(open) {
        return;
    }
    let is_person = |c: &&Claim| {
        c.confidence >= Some(Confidence::Medium)
            && rule(c)
                .item
                .is_some_and(crate::model::Datum::counts_persons)
    };
    let mut persons: Vec<u32> = claims
        .iter()
        .filter(is_person)
        .map(|c| c.candidate.start)
        .collect();
    persons.sort_unstable();
    claims.retain_mut(|c| {
        if !open(c) {
            return true;
        }
        let reach = PERSON_REACH * u32::from(rule(c).context.within.unwrap_or(candidate::WITHIN));
        let from = persons.partition_point(|p| p.saturating_add(reach) < c.candidate.start);
        let near = persons
            .get(from)
            .is_some_and(|p| *p <= c.candidate.end.saturating_add(reach));
        if near && c.signals.against.is_none() {
            let raised = rule(c).context.raise_to.unwrap_or(Confidence::Medium);
            c.confidence = cap(rule(c), Some(raised));
        }
        c.confidence.is_some()
    });
}

/// A rule that has not been measured never says more than low.
fn cap(rule: &Rule, confidence: Option<Confidence>) -> Option<Confidence> {
    match rule.status {
        Status::Experimental => confidence.map(|c| c.min(Confidence::Low)),
        Status::Stable | Status::Deprecated => confidence,
    }
}

#[cfg(test)]
mod table_tests;
#[cfg(test)]
mod tests;
