//! Receives what format readers find, gives it to detection, enters containers
//! and keeps the ledger.
//!
//! Invariants: every item and every member ends in exactly one outcome, whatever
//! its reader does; a panic of a reader costs the item or member it was reading;
//! nothing is kept of content but what detection holds.

use super::budget::{Limited, Purse, over_budget};
use super::crew::Crew;
use super::level::{Facts, Level};
use super::output::Output;
use super::parts::{Bench, Panicked, Parts};
use super::quiet::guarded;
use super::stop::StopSign;
use super::{Budgets, fault, names};
use crate::detect::{ItemDetector, Scanner};
use crate::extract::{self, Cell, Flow, Input, Limits, Member, Sink, Start, Stop, TableHead, Text};
use crate::inventory::{Holding, Occurrence, Table};
use crate::model::{Locator, Problem, Reason};
use std::io::Read;
use std::rc::Rc;
use std::time::Instant;

/// Bytes from the start of an item that decide what it is.
pub(super) const HEAD: usize = 64 << 10;

/// Steps between two looks at the clock and the stop sign; a row is one step.
const STEPS: u32 = 64;

/// What holds for all that a collector reads.
#[derive(Clone, Copy)]
pub(super) struct Terms<'a> {
    pub(super) limits: &'a Limits,
    pub(super) budgets: &'a Budgets,
    /// Occurrences passed on of one item or member.
    pub(super) occurrences: Option<u64>,
    pub(super) faults: bool,
    pub(super) stop: &'a StopSign,
    /// Who may help with what is huge.
    pub(super) crew: Option<&'a Crew>,
}

/// The sink of one top-level item.
pub(super) struct Collector<'a> {
    scanner: &'a mut Scanner,
    out: &'a mut dyn Output,
    terms: Terms<'a>,
    purse: Rc<Purse>,
    until: Option<Instant>,
    levels: Vec<Level>,
    steps: u32,
    holdings: u64,
    holdings_most: u64,
    /// Set when the whole item is to end; all open levels get this problem.
    stopped: Option<Problem>,
    /// A reader panicked while the scanner may have been at work.
    panicked: bool,
}

impl<'a> Collector<'a> {
    /// For one item of `bytes`, to be ended at `until`.
    pub(super) fn new(
        scanner: &'a mut Scanner,
        out: &'a mut dyn Output,
        terms: Terms<'a>,
        bytes: u64,
        until: Option<Instant>,
    ) -> Self {
        Self {
            scanner,
            out,
            terms,
            purse: Rc::new(Purse::new(terms.budgets.clone(), bytes)),
            until,
            levels: Vec::new(),
            steps: 0,
            holdings: 0,
            holdings_most: terms.budgets.holdings_in(bytes),
            stopped: None,
            panicked: false,
        }
    }

    /// Has the item itself read into the sink. True if a panic happened on the
    /// way, after which the scanner should be replaced.
    pub(super) fn item(&mut self, facts: Facts, read: impl FnOnce(&mut dyn Sink) -> Flow) -> bool {
        self.enter(facts);
        self.fill(read);
        self.leave();
        self.panicked
    }

    /// Records an item that is not read.
    pub(super) fn unread(&mut self, facts: Facts, problem: Problem) {
        self.enter(facts);
        self.problem(problem);
        self.leave();
    }

    /// Runs a reader for the innermost level.
    fn fill(&mut self, read: impl FnOnce(&mut dyn Sink) -> Flow) {
        let depth = self.levels.len();
        if guarded(|| read(self)).is_err() {
            self.panicked = true;
            // levels that the panic left open are members of what panicked
            while self.levels.len() > depth {
                self.problem(Problem::new(Reason::Crash, "panic"));
                self.leave();
            }
            self.problem(Problem::new(Reason::Crash, "panic"));
        }
    }

    fn enter(&mut self, facts: Facts) {
        self.out.entered(&facts.at, &facts.kind);
        let name = names::worth_reading(&facts.name);
        self.levels.push(Level::new(facts, self.terms.occurrences));
        if let Some(name) = name {
            let text = Text::whole(&name, Start::Field);
            self.detect(|detector, scanner, out| detector.text(scanner, &text, out));
        }
    }

    fn leave(&mut self) {
        let stopped = self.stopped.clone();
        stopped.into_iter().for_each(|p| self.problem(p));
        let finished = guarded(|| {
            self.settle();
            self.detect(|detector, scanner, out| {
                let at = detector.at().clone();
                std::mem::replace(detector, ItemDetector::new(at)).finish(scanner, out);
            });
        });
        if finished.is_err() {
            self.panicked = true;
            self.problem(Problem::new(Reason::Crash, "panic"));
        }
        if let Some(level) = self.levels.pop() {
            self.out.left(level.outcome());
            self.out.flush();
        }
    }

    /// Calls detection for the innermost level.
    fn detect(
        &mut self,
        f: impl FnOnce(&mut ItemDetector, &mut Scanner, &mut dyn crate::detect::Receiver),
    ) {
        if let Some(level) = self.levels.last_mut() {
            let mut tap = Tap {
                out: &mut *self.out,
                left: &mut level.occurrences,
                notes: &mut level.notes,
                holdings: &mut self.holdings,
            };
            f(&mut level.detector, self.scanner, &mut tap);
        }
    }

    /// Has content of the innermost level judged by whoever is free.
    fn apart(
        &mut self,
        crew: &Crew,
        f: impl FnOnce(&mut Parts, &mut Bench<'_>) -> Result<(), Panicked>,
    ) {
        let Some(level) = self.levels.last_mut() else {
            return;
        };
        let mut tap = Tap {
            out: &mut *self.out,
            left: &mut level.occurrences,
            notes: &mut level.notes,
            holdings: &mut self.holdings,
        };
        let mut bench = Bench {
            crew,
            scanner: self.scanner,
            detector: &mut level.detector,
            out: &mut tap,
        };
        if f(&mut level.parts, &mut bench).is_err() {
            // as if it had happened here
            level.parts = Parts::default();
            std::panic::resume_unwind(Box::new(Panicked));
        }
    }

    /// The crew, if content of so many bytes is worth parting.
    fn for_parts(&mut self, bytes: usize) -> Option<&'a Crew> {
        let crew = self.terms.crew?;
        let level = self.levels.last_mut()?;
        level.parts.is_huge(bytes).then_some(crew)
    }

    /// Joins what others judge of the innermost level.
    fn settle(&mut self) {
        let unsettled = |level: &Level| !level.parts.is_settled();
        if let Some(crew) = self
            .terms
            .crew
            .filter(|_| self.levels.last().is_some_and(unsettled))
        {
            self.apart(crew, Parts::settle);
        }
    }

    /// As [`Self::detect`], for content of the item.
    fn deliver(
        &mut self,
        steps: u32,
        f: impl FnOnce(&mut ItemDetector, &mut Scanner, &mut dyn crate::detect::Receiver),
    ) -> Flow {
        self.step(steps)?;
        self.mark_delivered();
        self.settle();
        self.detect(f);
        Ok(())
    }

    fn mark_delivered(&mut self) {
        if let Some(level) = self.levels.last_mut()
            && !level.delivered
        {
            level.delivered = true;
            self.out.delivered();
        }
    }

    /// Now and then looks whether to go on.
    fn step(&mut self, steps: u32) -> Flow {
        if self.stopped.is_some() {
            return Err(Stop);
        }
        self.steps += steps;
        if self.steps < STEPS {
            return Ok(());
        }
        self.steps = 0;
        self.out.tick();
        if self.terms.stop.is_set() {
            self.stop(Problem::new(Reason::Interrupted, ""))
        } else if self.until.is_some_and(|until| Instant::now() >= until) {
            self.stop(Problem::new(Reason::Timeout, ""))
        } else if self.holdings > self.holdings_most {
            self.stop(Problem::new(Reason::Memory, "findings"))
        } else {
            Ok(())
        }
    }

    /// Ends the whole item, all open levels with this problem.
    fn stop(&mut self, problem: Problem) -> Flow {
        self.stopped.get_or_insert(problem);
        Err(Stop)
    }

    /// Reads one member whose bytes are to be had.
    fn enter_member(
        &mut self,
        at: Locator,
        name: String,
        stored: Option<u64>,
        content: &mut dyn Read,
    ) -> Flow {
        let purse = Rc::clone(&self.purse);
        let mut limited = Limited::new(content, &purse, stored);
        let mut head = Vec::new();
        let readable = (&mut limited).take(HEAD as u64).read_to_end(&mut head);
        let mut facts = self.facts(at.clone(), name, &head);
        let failed = readable.err().map(|e| extract::io_problem(&e));
        if failed.is_some() && head.is_empty() {
            let problem = match limited.is_cut() {
                true => over_budget(),
                false => Problem::new(Reason::Damaged, "no byte of it can be read"),
            };
            self.unread(facts, problem);
            return self.go_on(&limited);
        }
        let Some(reader) = facts.reader else {
            facts.bytes = stored.unwrap_or(head.len() as u64);
            self.unread(facts, Problem::new(Reason::UnsupportedKind, ""));
            return Ok(());
        };
        self.enter(facts);
        let limits = self.terms.limits;
        let order = fault::order(&head, self.terms.faults);
        self.fill(|sink| match order {
            Some(order) => fault::obey(order, &head, &at, sink),
            None => {
                // decoders tell an error once, and then that all has been read
                let all_read = failed.is_some();
                failed.into_iter().for_each(|p| sink.problem(p));
                let rest = (&mut limited).take(if all_read { 0 } else { u64::MAX });
                let mut stream = head.as_slice().chain(rest);
                extract::read(reader, Input::Stream(&mut stream), limits, sink)
            }
        });
        self.leave_member(&limited)
    }

    fn leave_member(&mut self, limited: &Limited<'_>) -> Flow {
        if let Some(level) = self.levels.last_mut() {
            level.bytes = limited.count();
            if limited.is_cut() {
                level.cut();
            }
        }
        self.leave();
        self.go_on(limited)
    }

    /// Whether there is budget for another member after this one.
    fn go_on(&mut self, limited: &Limited<'_>) -> Flow {
        if limited.is_cut() && self.purse.is_spent() {
            return self.stop(Problem::new(Reason::ExpansionLimit, "of the whole item"));
        }
        self.step(0)
    }

    /// What is known of a member from its name and first bytes.
    fn facts(&self, at: Locator, name: String, head: &[u8]) -> Facts {
        let identified = extract::identify(head, &name);
        Facts {
            at,
            name,
            kind: identified.kind,
            reader: identified.reader,
            bytes: 0,
            modified: None,
            mode: None,
        }
    }
}

impl Sink for Collector<'_> {
    fn text(&mut self, text: Text<'_>) -> Flow {
        let paged = matches!(text.start, Start::Page(_));
        // a window is worth a look at the clock, a short paragraph is not
        let steps = 1 + (text.text.len() / 1024) as u32;
        if text.origin.is_none()
            && let Some(crew) = self.for_parts(text.own.len())
        {
            self.step(steps)?;
            self.mark_delivered();
            self.apart(crew, |parts, bench| parts.text(&text, bench));
            return Ok(());
        }
        self.deliver(steps, |detector, scanner, out| {
            detector.text(scanner, &text, out);
        })?;
        if paged {
            self.out.flush();
        }
        Ok(())
    }

    fn begin_table(&mut self, head: TableHead<'_>) -> Flow {
        self.deliver(1, |detector, scanner, out| {
            detector.begin_table(scanner, head, out);
        })
    }

    fn row(&mut self, row: u64, cells: &[Cell<'_>]) -> Flow {
        let bytes = cells.iter().map(|c| c.text.len()).sum();
        if let Some(crew) = self.for_parts(bytes) {
            self.step(1)?;
            self.mark_delivered();
            self.apart(crew, |parts, bench| parts.row(row, cells, bench));
        } else {
            self.deliver(1, |detector, scanner, out| {
                detector.row(scanner, row, cells, out);
            })?;
        }
        if let Some(level) = self.levels.last_mut() {
            level.row(cells);
        }
        Ok(())
    }

    fn end_table(&mut self) -> Flow {
        self.deliver(1, |detector, scanner, out| detector.end_table(scanner, out))?;
        self.out.flush();
        Ok(())
    }

    fn keyed(&mut self, key: &str, value: &str, at: Start) -> Flow {
        self.deliver(1, |detector, scanner, out| {
            detector.keyed(scanner, key, value, at, out);
        })
    }

    fn member(&mut self, member: Member<'_>) -> Flow {
        self.step(STEPS)?;
        self.mark_delivered();
        self.settle();
        if !self.purse.take_member() {
            let most = format!("after {} members", self.purse.most_members());
            return self.stop(Problem::new(Reason::MemberLimit, most));
        }
        let Some(level) = self.levels.last_mut() else {
            return Ok(());
        };
        let name = match member.name {
            "" => extract::unpacked_name(level.name()),
            name => name.to_owned(),
        };
        let distinct = level.member_name(&name);
        let at = level.at().member(&distinct);
        let deep = at.depth() > self.terms.budgets.depth;
        let problem = match member.content {
            Ok(_) if deep => Problem::new(Reason::DepthLimit, ""),
            Ok(content) => return self.enter_member(at, name, member.stored, content),
            Err(problem) => problem,
        };
        let facts = Facts {
            at,
            kind: extract::kind_by_name(&name),
            name,
            reader: None,
            bytes: member.stored.unwrap_or(0),
            modified: None,
            mode: None,
        };
        self.unread(facts, problem);
        Ok(())
    }

    fn problem(&mut self, problem: Problem) {
        if let Some(level) = self.levels.last_mut() {
            level.problem(problem);
        }
    }

    fn note(&mut self, note: &str) {
        if let Some(level) = self.levels.last_mut() {
            super::level::add_note(&mut level.notes, note);
        }
    }
}

/// Between detection and the output: counts, caps and settles.
struct Tap<'a> {
    out: &'a mut dyn Output,
    left: &'a mut Option<u64>,
    notes: &'a mut Vec<String>,
    holdings: &'a mut u64,
}

impl crate::detect::Receiver for Tap<'_> {
    fn wants_occurrences(&self) -> bool {
        *self.left != Some(0)
    }

    fn occurrence(&mut self, occurrence: Occurrence) {
        match self.left {
            Some(0) => return,
            Some(left) => *left -= 1,
            None => {}
        }
        self.out.occurrence(occurrence);
    }

    fn holding(&mut self, mut holding: Holding) {
        *self.holdings += 1;
        holding.distinct.settle();
        self.out.holding(holding);
    }

    fn table(&mut self, table: Table) {
        // a dump may have millions
        *self.holdings += 1;
        self.out.table(table);
    }

    fn note(&mut self, note: &str) {
        super::level::add_note(self.notes, note);
    }
}

#[cfg(test)]
#[path = "collector_tests.rs"]
mod tests;
