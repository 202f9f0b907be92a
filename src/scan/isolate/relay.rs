//! Checks what a worker process says of one item, passes it on, and after its
//! death closes what it left open.
//!
//! The process is not trusted: it may only speak of its item and its members,
//! within the budgets, of rules that exist. Values found in a place that it
//! could not judge any more are kept as a weak holding: losing them would make
//! the place look clean.

use super::death::Death;
use super::protocol::{Job, Report};
use crate::inventory::{Ages, Evidence, Holding, NAMES, Occurrence, RuleIx, Table};
use crate::model::{
    Confidence, Fingerprint, Kind, Locator, Masked, Outcome, Place, Problem, Sketch, Verdict,
};
use crate::scan::Budgets;
use crate::scan::gather::Gather;
use crate::scan::level;
use crate::scan::output::Output as _;
use crate::scan::progress::Tally;
use siphasher::sip::SipHasher24;
use std::collections::BTreeMap;
use std::hash::Hasher as _;

/// Note of an outcome whose findings come from before a death.
const KEPT: &str = "process died: counts are of what came before";

/// What the answers are held against.
#[derive(Clone, Copy)]
pub(super) struct Bounds<'a> {
    pub(super) budgets: &'a Budgets,
    pub(super) rules: usize,
    pub(super) occurrences: Option<u64>,
}

/// One item or member that was entered and not left.
struct Open {
    at: Locator,
    kind: Kind,
    delivered: bool,
    occurrences: u64,
}

/// The answers to one job.
pub(super) struct Relay<'r, 'g> {
    job: &'r Job,
    /// What the item is, as the supervisor sees it.
    kind: &'r Kind,
    bounds: Bounds<'r>,
    gather: &'r mut Gather<'g>,
    tally: &'r Tally,
    open: Vec<Open>,
    entered: u64,
    holdings: u64,
    read: u64,
    /// As the process says, whatever the size of the item.
    said: u64,
    /// Values of places that are not judged yet.
    unjudged: BTreeMap<(Locator, Place, RuleIx), Holding>,
}

impl<'r, 'g> Relay<'r, 'g> {
    pub(super) fn new(
        job: &'r Job,
        kind: &'r Kind,
        bounds: Bounds<'r>,
        gather: &'r mut Gather<'g>,
        tally: &'r Tally,
    ) -> Self {
        Self {
            job,
            kind,
            bounds,
            gather,
            tally,
            open: Vec::new(),
            entered: 0,
            holdings: 0,
            read: 0,
            said: 0,
            unjudged: BTreeMap::new(),
        }
    }

    /// Bytes of the item that were counted as read.
    pub(super) const fn counted(&self) -> u64 {
        self.read
    }

    /// Bytes of the item so far; of what comes once its size is known only at
    /// the end.
    pub(super) fn bytes(&self) -> u64 {
        match &self.job.streamed {
            Some(head) => self.said.saturating_add(head.len() as u64),
            None => self.job.bytes,
        }
    }

    /// Takes one answer; the item's end is whether a reader panicked.
    pub(super) fn take(&mut self, report: Report) -> Result<Option<bool>, Death> {
        match report {
            Report::Entered(at, kind) => self.enter(at, kind)?,
            Report::Delivered => self.top()?.delivered = true,
            Report::Occurrence(o) => self.occurrence(o)?,
            Report::Holding(h) => self.holding(h)?,
            Report::Table(t) => self.table(t)?,
            Report::Left(outcome) => self.leave(outcome)?,
            Report::Read(bytes) => self.count(bytes),
            Report::Done(panicked) if self.open.is_empty() && self.entered > 0 => {
                return Ok(Some(panicked));
            }
            Report::Done(_) | Report::Ready(..) | Report::Refused(_) => return Err(Death::Garbage),
        }
        Ok(None)
    }

    /// Readers go over some files twice; progress never passes the size.
    fn count(&mut self, bytes: u64) {
        self.said = self.said.saturating_add(bytes);
        let bytes = bytes.min(self.job.bytes.saturating_sub(self.read));
        self.read += bytes;
        self.tally.add_read(bytes);
    }

    fn enter(&mut self, at: Locator, kind: Kind) -> Result<(), Death> {
        self.check(&at)?;
        let first = self.entered == 0;
        if first != (at == self.job.at) || (!first && self.open.is_empty()) {
            return Err(Death::Garbage);
        }
        if self.entered > self.bounds.budgets.members_in(self.job.bytes) {
            return Err(Death::Endless);
        }
        self.entered += 1;
        self.open.push(Open {
            at,
            kind,
            delivered: false,
            occurrences: 0,
        });
        Ok(())
    }

    fn leave(&mut self, outcome: Outcome) -> Result<(), Death> {
        let open = self.open.pop().ok_or(Death::Garbage)?;
        if outcome.at != open.at {
            return Err(Death::Garbage);
        }
        self.unjudged.retain(|(at, ..), _| *at != open.at);
        self.gather.left(outcome);
        Ok(())
    }

    fn occurrence(&mut self, o: Occurrence) -> Result<(), Death> {
        self.check(&o.at)?;
        self.check_rule(o.rule)?;
        let most = self.bounds.occurrences.unwrap_or(u64::MAX);
        let top = self.top()?;
        top.occurrences += 1;
        if top.occurrences > most {
            return Err(Death::Endless);
        }
        self.remember(&o)?;
        self.gather.occurrence(o);
        Ok(())
    }

    fn holding(&mut self, h: Holding) -> Result<(), Death> {
        self.check(&h.at)?;
        self.check_rule(h.rule)?;
        self.one_more()?;
        let key = (h.at.clone(), h.place.clone(), h.rule);
        self.unjudged.remove(&key);
        self.gather.holding(h);
        Ok(())
    }

    fn table(&mut self, t: Table) -> Result<(), Death> {
        self.check(&t.at)?;
        let sorted = |months: &[(i32, u64)]| months.is_sorted_by(|a, b| a.0 < b.0);
        let sound = |a: &Ages| (a.column as usize) < t.columns.len() && sorted(&a.months);
        if t.columns.len() > NAMES || !t.ages.iter().all(sound) {
            return Err(Death::Garbage);
        }
        self.one_more()?;
        self.gather.table(t);
        Ok(())
    }

    /// Counts a holding or a table. The process stops itself at the budget, and
    /// may then still judge what is open.
    fn one_more(&mut self) -> Result<(), Death> {
        self.holdings += 1;
        let most = self.bounds.budgets.holdings_in(self.job.bytes);
        if self.holdings > most.saturating_mul(2) {
            return Err(Death::Endless);
        }
        Ok(())
    }

    /// Adds a value to what would be lost if the process died now.
    fn remember(&mut self, o: &Occurrence) -> Result<(), Death> {
        if self.unjudged.len() as u64 > self.bounds.budgets.holdings_in(self.job.bytes) {
            return Err(Death::Endless);
        }
        let key = (o.at.clone(), o.place.clone(), o.rule);
        let kept = self.unjudged.entry(key).or_insert_with(|| nothing_yet(o));
        kept.count += 1;
        kept.distinct.insert(fingerprint(&o.masked));
        kept.first = kept.first.min(o.position);
        let sure = o.confidence.unwrap_or(Confidence::Low);
        if sure >= kept.confidence && o.confidence.is_some() {
            kept.confidence = sure;
            kept.verdict = Verdict::Indication;
        }
        kept.samples.push(o.masked.clone());
        kept.samples.sort();
        kept.samples.dedup();
        kept.samples.truncate(3);
        Ok(())
    }

    fn top(&mut self) -> Result<&mut Open, Death> {
        self.open.last_mut().ok_or(Death::Garbage)
    }

    fn check(&self, at: &Locator) -> Result<(), Death> {
        let own = at.source == self.job.at.source && at.path == self.job.at.path;
        if own { Ok(()) } else { Err(Death::Garbage) }
    }

    fn check_rule(&self, rule: RuleIx) -> Result<(), Death> {
        if usize::from(rule.0) < self.bounds.rules {
            Ok(())
        } else {
            Err(Death::Garbage)
        }
    }

    /// After the last death: what was found stays, what was open ends.
    pub(super) fn close(mut self, death: Death) {
        let problem = death.problem();
        if death == Death::Endless {
            self.forget();
        }
        for (_, mut holding) in std::mem::take(&mut self.unjudged) {
            holding.distinct.settle();
            self.gather.holding(holding);
        }
        if self.entered == 0 {
            self.open.push(Open {
                at: self.job.at.clone(),
                kind: self.kind.clone(),
                delivered: false,
                occurrences: 0,
            });
        }
        while let Some(open) = self.open.pop() {
            let outcome = self.broken(open, &problem);
            self.gather.left(outcome);
        }
    }

    /// A process that says more than any item holds is not believed at all.
    fn forget(&mut self) {
        self.gather.discard();
        self.unjudged.clear();
        self.open.clear();
        self.entered = 0;
    }

    fn broken(&self, open: Open, problem: &Problem) -> Outcome {
        let own = open.at == self.job.at;
        let problems = vec![problem.clone()];
        Outcome {
            state: level::state(&problems, open.delivered),
            kind: open.kind,
            problems,
            notes: if open.delivered {
                vec![KEPT.to_owned()]
            } else {
                Vec::new()
            },
            bytes: if own { self.job.bytes } else { 0 },
            rows: 0,
            modified: self.job.modified.filter(|_| own),
            mode: self.job.mode.filter(|_| own),
            at: open.at,
        }
    }
}

fn nothing_yet(o: &Occurrence) -> Holding {
    Holding {
        at: o.at.clone(),
        place: o.place.clone(),
        rule: o.rule,
        count: 0,
        distinct: Sketch::default(),
        confidence: Confidence::Low,
        verdict: Verdict::Undetermined,
        first: o.position,
        samples: Vec::new(),
        evidence: Evidence::default(),
    }
}

/// The values themselves never left the process, so distinct masked values are
/// counted: at least so many there are.
fn fingerprint(masked: &Masked) -> Fingerprint {
    let mut hasher = SipHasher24::new();
    hasher.write(masked.as_str().as_bytes());
    Fingerprint(hasher.finish())
}
