//! What is being learnt of one item: its text, its tables, its keyed values.

use super::arbitrate::Claim;
use super::column::ColumnState;
use super::locate::{Locate, Spot};
use super::table::{Table, finish_columns, scan_cell};
use super::tally::Tally;
use super::{Receiver, Scanner};
use crate::extract::{Cell, Start, TableHead, Text, encoded};
use crate::inventory::{Occurrence, RuleIx};
use crate::model::{Confidence, Locator, Place, Verdict};
use std::collections::BTreeMap;

/// Distinct keys of one document that are judged as columns of their own;
/// values under further keys are judged together.
const KEYS: usize = 4096;

/// What is being learnt of one item.
#[derive(Debug)]
pub struct ItemDetector {
    pub(super) at: Locator,
    pub(super) text: BTreeMap<u16, Tally>,
    pub(super) table: Option<Table>,
    keyed: BTreeMap<Box<str>, ColumnState>,
}

impl ItemDetector {
    /// Begins an item.
    #[must_use]
    pub const fn new(at: Locator) -> Self {
        Self {
            at,
            text: BTreeMap::new(),
            table: None,
            keyed: BTreeMap::new(),
        }
    }

    /// The item.
    #[must_use]
    pub const fn at(&self) -> &Locator {
        &self.at
    }

    /// Running text: see [`Text`].
    pub fn text(&mut self, s: &mut Scanner, text: &Text<'_>, out: &mut dyn Receiver) {
        s.claim_text(text.text, text.own.clone());
        s.refusals(text.text, None, |r, _, _| {
            self.text.entry(r.rule).or_default().refuse(r.pattern);
        });
        let claims = std::mem::take(&mut s.claims);
        self.found(s, &claims, text, out);
        if text.origin.is_none() {
            self.encoded(s, &claims, text, out);
        }
        s.claims = claims;
    }

    /// Adds what was found in a text.
    fn found(&mut self, s: &Scanner, claims: &[Claim], text: &Text<'_>, out: &mut dyn Receiver) {
        let mut locate = Locate::of(text);
        for claim in claims {
            let c = &claim.candidate;
            let (from, to) = (c.start as usize, c.end as usize);
            let tally = self.text.entry(c.rule).or_default();
            let listed = out.wants_occurrences() && s.lists(c.rule);
            let value = s.value(claim, &text.text[from..to], |lot| {
                listed || tally.wants_sample(lot)
            });
            let position = locate.position(from, to);
            tally.add(&value, position, s.rules());
            if let Some(masked) = value.masked.filter(|_| listed) {
                let occurrence = Occurrence {
                    at: self.at.clone(),
                    place: Place::default(),
                    position,
                    rule: RuleIx(c.rule),
                    masked,
                    confidence: claim.confidence,
                };
                out.written(&occurrence, &text.text[from..to]);
                out.occurrence(occurrence);
            }
        }
    }

    /// What stands encoded in a text is judged once more as what it stands for;
    /// what was found as it is written is not counted again.
    fn encoded(
        &mut self,
        s: &mut Scanner,
        plain: &[Claim],
        text: &Text<'_>,
        out: &mut dyn Receiver,
    ) {
        encoded::each(text.text, text.own.clone(), |decoded, origin| {
            s.claim_text(decoded, 0..decoded.len());
            let known = |c: &Claim| {
                let (from, to) = origin.range(c.candidate.start as usize, c.candidate.end as usize);
                plain
                    .iter()
                    .any(|p| (p.candidate.start as usize) < to && p.candidate.end as usize > from)
            };
            let mut claims = std::mem::take(&mut s.claims);
            claims.retain(|c| !known(c));
            let window = Text {
                text: decoded,
                own: 0..decoded.len(),
                start: text.start,
                origin: Some(origin),
            };
            self.found(s, &claims, &window, out);
            s.claims = claims;
        });
    }

    /// A table begins. One still open is ended first.
    pub fn begin_table(&mut self, s: &mut Scanner, head: TableHead<'_>, out: &mut dyn Receiver) {
        self.end_table(s, out);
        self.table = Some(Table::new(head, s));
    }

    /// One row of it.
    pub fn row(&mut self, s: &mut Scanner, row: u64, cells: &[Cell<'_>], out: &mut dyn Receiver) {
        if let Some(table) = &mut self.table {
            table.row(&self.at, s, row, cells, out);
        }
    }

    /// The table is complete: its columns are judged.
    pub fn end_table(&mut self, s: &mut Scanner, out: &mut dyn Receiver) {
        if let Some(table) = self.table.take() {
            table.finish(&self.at, s, out);
        }
    }

    /// A value under a key.
    pub fn keyed(
        &mut self,
        s: &mut Scanner,
        key: &str,
        value: &str,
        at: Start,
        out: &mut dyn Receiver,
    ) {
        let known = self.keyed.contains_key(key);
        let key = if known || self.keyed.len() < KEYS {
            key
        } else {
            ""
        };
        let state = self.keyed.entry(key.into()).or_insert_with(|| {
            let header = (!key.is_empty()).then(|| s.public_name(key, |_, _, _| {}));
            let place = Place {
                header,
                ..Place::default()
            };
            ColumnState::new(place, Some(key), s.rules())
        });
        let mut spot = Spot::keyed(value, at);
        scan_cell(&self.at, s, state, value, &mut spot, &[], out);
    }

    /// Emits the holdings of text so far (so that a crash later costs less).
    pub fn checkpoint(&mut self, s: &mut Scanner, out: &mut dyn Receiver) {
        for (rule, tally) in std::mem::take(&mut self.text) {
            if !s.lists(rule) {
                continue;
            }
            let judged = judge_text(&tally, s.rules().rules()[usize::from(rule)].column.chance);
            let holding = tally.holding(&self.at, Place::default(), rule, judged, s.rules());
            holding.into_iter().for_each(|h| out.holding(h));
        }
    }

    /// The item is complete: keyed columns and the document are judged, all
    /// remaining holdings emitted. An open table is ended.
    pub fn finish(mut self, s: &mut Scanner, out: &mut dyn Receiver) {
        self.end_table(s, out);
        let keyed = std::mem::take(&mut self.keyed);
        finish_columns(keyed.into_values().collect(), &self.at, s, out);
        self.checkpoint(s, out);
    }
}

/// What a text as a whole says of one rule: values that pass no more often than
/// chance would let them are not believed, unless words stood beside them.
fn judge_text(tally: &Tally, chance: f64) -> (Verdict, Confidence) {
    let confidence = tally.confidence.unwrap_or(Confidence::Low);
    if tally.by_chance(chance) && confidence < Confidence::High {
        return (Verdict::Undetermined, Confidence::Low);
    }
    let verdict = if confidence >= Confidence::Medium {
        Verdict::Verified
    } else {
        Verdict::Indication
    };
    (verdict, confidence)
}
