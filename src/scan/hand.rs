//! One worker thread: takes items, reads text, tables and database rows itself,
//! and has the rest read in a process of its own.

use super::collector::{Collector, HEAD, Terms};
use super::crew::{Crew, Reading};
use super::gather::Gather;
use super::isolate::child::Supervisor;
use super::isolate::protocol::{Job, Setup};
use super::level::{Facts, TABLE};
use super::open::{self, Counted, Incoming, Opened};
use super::progress::Tally;
use super::stop::StopSign;
use super::writer::{Message, Work};
use super::{Options, ScanError, fault, names};
use crate::detect::Scanner;
use crate::extract::{self, Identified, Input, Reader};
use crate::model::{Kind, Locator, Problem, Reason};
use crate::rule::RuleSet;
use crate::source::{Content, Item, Source};
use crossbeam_channel::{Receiver, Sender};
use std::fs::File;
use std::io::{Cursor, Read, Seek as _};
use std::os::fd::AsFd as _;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What all threads of a run share.
pub(super) struct Shared<'a> {
    pub(super) sources: &'a [Box<dyn Source>],
    pub(super) rules: &'a Arc<RuleSet>,
    pub(super) options: &'a Options,
    pub(super) setup: &'a Setup,
    pub(super) stop: &'a StopSign,
    pub(super) tally: &'a Tally,
    /// None where there is one thread only.
    pub(super) crew: Option<&'a Crew>,
}

impl Shared<'_> {
    const fn terms(&self) -> Terms<'_> {
        Terms {
            limits: &self.options.limits,
            budgets: &self.options.budgets,
            occurrences: self.options.occurrences_per_item,
            faults: self.options.faults,
            stop: self.stop,
            crew: self.crew,
        }
    }
}

/// One worker thread.
pub(super) struct Hand<'a> {
    shared: &'a Shared<'a>,
    number: usize,
    scanner: Scanner,
    supervisor: Supervisor<'a>,
    messages: Sender<Message>,
    head: Vec<u8>,
}

impl<'a> Hand<'a> {
    pub(super) fn new(shared: &'a Shared<'a>, number: usize, messages: Sender<Message>) -> Self {
        Self {
            shared,
            number,
            scanner: new_scanner(shared),
            supervisor: Supervisor::new(
                shared.options,
                shared.setup,
                shared.rules.rules().len(),
                shared.stop,
                shared.tally,
            ),
            messages,
            head: Vec::new(),
        }
    }

    /// Reads items until there are no more, and helps who still reads. One token
    /// of `turns` is taken back for each, so that the lister may list another.
    ///
    /// # Errors
    /// What ends the run; the remaining items are then taken and passed over.
    pub(super) fn work(
        &mut self,
        items: &Receiver<Work>,
        turns: &Receiver<()>,
        reading: Reading,
    ) -> Result<(), ScanError> {
        let mut result = Ok(());
        while let Some(work) = self.next(items) {
            let _taken = turns.try_recv();
            self.shared
                .tally
                .set_current(self.number, Some(&work.item.at));
            if let Err(error) = self.take(work) {
                self.shared.stop.set();
                result = result.and(Err(error));
            }
            self.shared.tally.set_current(self.number, None);
        }
        drop(reading);
        if let Some(crew) = self.shared.crew {
            crew.help_to_the_end(|part| self.help(part));
        }
        result
    }

    /// The next item; while none is there, parts of what others read are judged.
    fn next(&mut self, items: &Receiver<Work>) -> Option<Work> {
        let Some(crew) = self.shared.crew else {
            return items.recv().ok();
        };
        crew.next(items, |part| self.help(part))
    }

    fn help(&mut self, part: super::crew::Part) {
        let panicked = part(&mut self.scanner);
        self.renew(panicked);
    }

    fn take(&mut self, work: Work) -> Result<(), ScanError> {
        let messages = self.messages.clone();
        let mut gather = Gather::new(work.id, &messages, self.shared.tally);
        let done = if self.shared.stop.is_set() {
            self.pass_over(
                &work.item,
                Problem::new(Reason::Interrupted, ""),
                &mut gather,
            );
            Ok(())
        } else {
            self.read(&work.item, &mut gather)
        };
        gather.finish();
        done
    }

    fn read(&mut self, item: &Item, gather: &mut Gather<'_>) -> Result<(), ScanError> {
        match &item.content {
            Content::Unreadable(problem) => {
                self.pass_over(item, problem.clone(), gather);
                Ok(())
            }
            Content::File(path) => self.file(item, path, gather),
            Content::Stdin => self.stdin(item, gather),
            Content::Table { schema, table } => {
                self.table(item, schema, table, gather);
                Ok(())
            }
        }
    }

    /// An item that is not read, for this reason.
    fn pass_over(&mut self, item: &Item, problem: Problem, gather: &mut Gather<'_>) {
        let kind = match &item.content {
            Content::Table { .. } => TABLE,
            Content::File(_) => extract::kind_by_name(&names::last(&item.at.path)),
            Content::Stdin | Content::Unreadable(_) => Kind::default(),
        };
        let facts = facts(item, kind);
        self.collector(gather, facts.bytes, None)
            .unread(facts, problem);
        self.shared.tally.add_read(item.size);
    }

    fn file(&mut self, item: &Item, path: &Path, gather: &mut Gather<'_>) -> Result<(), ScanError> {
        let mut head = std::mem::take(&mut self.head);
        let opened = Opened::open(path, &mut head, HEAD);
        let done = match opened {
            Ok(opened) => self.opened(item, opened, &head, gather),
            Err(problem) => {
                self.pass_over(item, problem, gather);
                Ok(())
            }
        };
        self.head = head;
        done
    }

    fn opened(
        &mut self,
        item: &Item,
        mut opened: Opened,
        head: &[u8],
        gather: &mut Gather<'_>,
    ) -> Result<(), ScanError> {
        let mut facts = facts(item, Kind::default());
        facts.bytes = opened.stamp.bytes;
        facts.modified = Some(opened.stamp.modified);
        // folders on the way may leave less than the file itself does
        let lets = item.mode.unwrap_or(opened.stamp.mode);
        facts.mode = Some(opened.stamp.mode & lets);
        if opened.hides_its_size(head) {
            let time = self.shared.options.patience.deadline(0);
            let rest = Incoming::new(&opened.file, head, self.shared.stop);
            self.streamed(facts, head, rest, Some(time), gather)?;
            if let Some(problem) = opened.changed() {
                gather.amend(problem);
            }
            return Ok(());
        }
        match self.identify(head, &mut facts) {
            None => {
                self.shared.tally.add_read(facts.bytes);
                let problem = Problem::new(Reason::UnsupportedKind, "");
                self.collector(gather, facts.bytes, None)
                    .unread(facts, problem);
            }
            Some(Means::Isolated) => {
                let time = self.shared.options.patience.deadline(facts.bytes);
                self.isolated(facts, &opened.file, None, Some(time), gather)?;
            }
            Some(means) => self.inside(facts, means, &mut opened.file, head, gather),
        }
        if let Some(problem) = opened.changed() {
            gather.amend(problem);
        }
        Ok(())
    }

    /// Who reads what begins so; sets the kind.
    fn identify(&self, head: &[u8], facts: &mut Facts) -> Option<Means> {
        if let Some(order) = fault::order(head, self.shared.options.faults) {
            facts.kind = fault::Fault::KIND;
            return Some(if order.isolated() {
                Means::Isolated
            } else {
                Means::Fault(order)
            });
        }
        let Identified { kind, reader } = extract::identify(head, &facts.name);
        facts.kind = kind;
        reader.map(|reader| match reader.isolated() {
            true => Means::Isolated,
            false => Means::Reader(reader),
        })
    }

    /// Reads a file in this process.
    fn inside(
        &mut self,
        facts: Facts,
        means: Means,
        file: &mut File,
        head: &[u8],
        gather: &mut Gather<'_>,
    ) {
        let bytes = facts.bytes;
        let at = facts.at.clone();
        let tally = self.shared.tally;
        let limits = &self.shared.options.limits;
        let until = Instant::now() + self.shared.options.patience.deadline(bytes);
        let panicked = self
            .collector(gather, bytes, Some(until))
            .item(facts, |sink| {
                let reader = match means {
                    Means::Reader(reader) => reader,
                    Means::Fault(order) => return fault::obey(order, head, &at, sink),
                    Means::Isolated => return Ok(()),
                };
                if head.len() as u64 == bytes {
                    // all of it is here already
                    let mut small = Counted::new(Cursor::new(head), bytes, tally);
                    return extract::read(reader, Input::Seekable(&mut small), limits, sink);
                }
                let mut large = Counted::new(&*file, bytes, tally);
                if let Err(error) = large.rewind() {
                    sink.problem(open::problem(&error));
                    return Ok(());
                }
                extract::read(reader, Input::Seekable(&mut large), limits, sink)
            });
        self.renew(panicked);
    }

    /// Has a file read in a process of its own.
    fn isolated(
        &mut self,
        facts: Facts,
        file: &impl std::os::fd::AsFd,
        streamed: Option<&[u8]>,
        time: Option<Duration>,
        gather: &mut Gather<'_>,
    ) -> Result<(), ScanError> {
        let job = Job {
            at: facts.at,
            name: facts.name,
            bytes: facts.bytes,
            modified: facts.modified,
            mode: facts.mode,
            milliseconds: time.map(|t| u64::try_from(t.as_millis()).unwrap_or(u64::MAX)),
            streamed: streamed.map(<[u8]>::to_vec),
        };
        let counted = self.supervisor.read(&job, &facts.kind, file, gather)?;
        self.shared
            .tally
            .add_read(facts.bytes.saturating_sub(counted));
        Ok(())
    }

    fn stdin(&mut self, item: &Item, gather: &mut Gather<'_>) -> Result<(), ScanError> {
        let mut head = Vec::new();
        let stdin = match std::io::stdin().as_fd().try_clone_to_owned() {
            Ok(fd) => File::from(fd),
            Err(error) => {
                self.pass_over(item, open::problem(&error), gather);
                return Ok(());
            }
        };
        let mut incoming = Incoming::new(&stdin, &[], self.shared.stop);
        let started = incoming.start(&mut head, HEAD);
        let problem = match started {
            Err(problem) => problem,
            Ok(()) if incoming.is_cut() => Problem::new(Reason::Interrupted, ""),
            // how long the other end of a pipe takes is not ours to limit
            Ok(()) => {
                return self.streamed(facts(item, Kind::default()), &head, incoming, None, gather);
            }
        };
        self.pass_over(item, problem, gather);
        Ok(())
    }

    /// Reads what comes once, of which `head` is there.
    fn streamed(
        &mut self,
        mut facts: Facts,
        head: &[u8],
        mut rest: Incoming<'_>,
        time: Option<Duration>,
        gather: &mut Gather<'_>,
    ) -> Result<(), ScanError> {
        match self.identify(head, &mut facts) {
            Some(Means::Isolated) => {
                return self.isolated(facts, rest.file(), Some(head), time, gather);
            }
            Some(Means::Reader(reader)) => {
                let limits = &self.shared.options.limits;
                let until = time.map(|time| Instant::now() + time);
                let mut stream = head.chain(&mut rest);
                let panicked = self.collector(gather, 0, until).item(facts, |sink| {
                    extract::read(reader, Input::Stream(&mut stream), limits, sink)
                });
                self.renew(panicked);
            }
            Some(Means::Fault(_)) | None => {
                let problem = Problem::new(Reason::UnsupportedKind, "");
                self.collector(gather, 0, None).unread(facts, problem);
            }
        }
        gather.sized(rest.count());
        if rest.is_cut() {
            gather.amend(Problem::new(Reason::Interrupted, ""));
        }
        Ok(())
    }

    fn table(&mut self, item: &Item, schema: &str, table: &str, gather: &mut Gather<'_>) {
        let mut facts = facts(item, TABLE);
        facts.bytes = 0;
        facts.name.clear();
        let shared = self.shared;
        let mut sources = shared.sources.iter();
        let Some(source) = sources.find(|s| s.reference().id == item.at.source) else {
            return self.pass_over(item, Problem::new(Reason::Vanished, "source"), gather);
        };
        let limits = &shared.options.limits;
        let until = Instant::now() + shared.options.patience.deadline(item.size);
        let panicked = self
            .collector(gather, item.size, Some(until))
            .item(facts, |sink| source.read_table(schema, table, limits, sink));
        shared.tally.add_read(item.size);
        self.renew(panicked);
    }

    fn collector<'c>(
        &'c mut self,
        gather: &'c mut Gather<'_>,
        bytes: u64,
        until: Option<Instant>,
    ) -> Collector<'c> {
        Collector::new(&mut self.scanner, gather, self.shared.terms(), bytes, until)
    }

    /// After a panic in its middle the scanner's buffers are not to be trusted.
    fn renew(&mut self, panicked: bool) {
        if panicked {
            self.scanner = new_scanner(self.shared);
        }
    }
}

/// How an item is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Means {
    /// Here.
    Reader(Reader),
    /// In a process of its own.
    Isolated,
    /// Not read: it orders something.
    Fault(fault::Fault),
}

fn new_scanner(shared: &Shared<'_>) -> Scanner {
    Scanner::new(Arc::clone(shared.rules), shared.options.key.clone())
}

/// What the listing knows of an item.
fn facts(item: &Item, kind: Kind) -> Facts {
    Facts {
        at: item.at.clone(),
        name: own_name(&item.at),
        kind,
        reader: None,
        bytes: item.size,
        modified: item.modified,
        mode: item.mode,
    }
}

fn own_name(at: &Locator) -> String {
    names::last(&at.path)
}
