//! What runs in a worker process: takes open files, reads them, sends what it
//! finds.

use super::protocol::{Job, Report, Setup, VERSION};
use super::{confine, socket};
use crate::detect::{Key, Scanner};
use crate::extract::{self, Input, Stop};
use crate::inventory::{Holding, Occurrence, Table};
use crate::model::{Kind, Locator, Outcome, Problem, Reason};
use crate::rule::RuleSet;
use crate::scan::collector::{Collector, HEAD, Terms};
use crate::scan::fault;
use crate::scan::level::Facts;
use crate::scan::output::Output;
use crate::scan::stop::StopSign;
use std::cell::RefCell;
use std::ffi::OsStr;
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom, Write as _};
use std::os::fd::{AsFd as _, OwnedFd};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::process::ExitCode;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// First argument of a worker process.
pub const ARGUMENT: &str = "__worker";

/// The rules loaded here are not those of the supervisor.
pub(super) const OTHER_RULES: &str = "other rules";

/// Stack of the thread that reads: the same whatever the user's limits.
const STACK: usize = 16 << 20;

/// Answers sent together.
const TOGETHER: usize = 64 << 10;

/// Oldest answer that is held back.
const OLD: Duration = Duration::from_millis(500);

/// Serves a supervisor until it closes the socket that is our standard input.
/// `main` calls this, and nothing else, when the first argument is `__worker`.
#[must_use]
pub fn serve() -> ExitCode {
    alone(serve_socket)
}

/// Talks in a thread of its own, confined; nothing is printed.
pub(super) fn alone(talk: impl FnOnce() -> Option<()> + Send + 'static) -> ExitCode {
    confine::at_start();
    // what a panic says may quote what was read
    std::panic::set_hook(Box::new(|_| {}));
    let reading = std::thread::Builder::new()
        .name("item".into())
        .stack_size(STACK)
        .spawn(|| talk().is_some());
    match reading.map(std::thread::JoinHandle::join) {
        Ok(Ok(true)) => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}

fn serve_socket() -> Option<()> {
    let stdin: OwnedFd = std::io::stdin().as_fd().try_clone_to_owned().ok()?;
    let mut socket = UnixStream::from(stdin);
    let setup: Setup = socket::receive(&mut socket).ok()?;
    if setup.version != VERSION || !confine::has_parent(setup.parent) {
        return None;
    }
    confine::memory(setup.memory);
    let answer = |socket: &mut UnixStream, report| socket::send(socket, &report).ok();
    let rules = match load(&setup) {
        Ok(rules) => Arc::new(rules),
        Err(code) => return answer(&mut socket, Report::Refused(code.to_owned())),
    };
    let confinement = confine::access();
    let ready = Report::Ready(rules.sha256().to_owned(), confinement);
    answer(&mut socket, ready)?;
    let key = Key(setup.key);
    let mut scanner = Scanner::new(Arc::clone(&rules), key.clone());
    while let Some((job, file)) = socket::receive_with_file(&mut socket).ok()? {
        let answers = Answers::to(&socket)?;
        let panicked = read(&job, file, &setup, &mut scanner, &answers);
        if panicked {
            scanner = Scanner::new(Arc::clone(&rules), key.clone());
        }
        answers.say(&Report::Done(panicked));
        answers.send()?;
    }
    Some(())
}

fn load(setup: &Setup) -> Result<RuleSet, &'static str> {
    let path = |bytes: &Vec<u8>| PathBuf::from(OsStr::from_bytes(bytes));
    let directories: Vec<PathBuf> = setup.rule_directories.iter().map(path).collect();
    let rules = RuleSet::load(&directories).map_err(|_| OTHER_RULES)?;
    if rules.sha256() == setup.rules_sha256 {
        Ok(rules)
    } else {
        Err(OTHER_RULES)
    }
}

/// Reads one item; whether a reader panicked.
fn read(job: &Job, file: OwnedFd, setup: &Setup, scanner: &mut Scanner, answers: &Answers) -> bool {
    let stop = StopSign::default();
    let terms = Terms {
        crew: None,
        limits: &setup.limits,
        budgets: &setup.budgets,
        occurrences: setup.occurrences,
        faults: setup.faults,
        stop: &stop,
    };
    let time = job.milliseconds.map(Duration::from_millis);
    let until = time.map(|time| Instant::now() + time);
    let mut out = answers.clone();
    let mut collector = Collector::new(scanner, &mut out, terms, job.bytes, until);
    let mut file = Counted {
        file: File::from(file),
        answers: answers.clone(),
    };
    let head = match head(job, &mut file) {
        Ok(head) => head,
        Err(problem) => {
            collector.unread(facts(job, &[]), problem);
            return false;
        }
    };
    let mut facts = facts(job, &head);
    if let Some(order) = fault::order(&head, setup.faults) {
        facts.kind = fault::Fault::KIND;
        return collector.item(facts, |sink| fault::obey(order, &head, &job.at, sink));
    }
    let Some(reader) = facts.reader else {
        collector.unread(facts, Problem::new(Reason::UnsupportedKind, ""));
        return false;
    };
    collector.item(facts, |sink| {
        if job.streamed.is_some() {
            let mut stream = head.as_slice().chain(file);
            return extract::read(reader, Input::Stream(&mut stream), &setup.limits, sink);
        }
        if let Err(error) = file.rewind() {
            sink.problem(unreadable(&error));
            return Err(Stop);
        }
        let mut file = BufReader::with_capacity(64 << 10, file);
        extract::read(reader, Input::Seekable(&mut file), &setup.limits, sink)
    })
}

/// The item's first bytes.
fn head(job: &Job, file: &mut Counted) -> Result<Vec<u8>, Problem> {
    if let Some(head) = &job.streamed {
        return Ok(head.clone());
    }
    let mut head = Vec::new();
    file.rewind()
        .and_then(|()| file.take(HEAD as u64).read_to_end(&mut head))
        .map_err(|error| unreadable(&error))?;
    Ok(head)
}

fn unreadable(error: &std::io::Error) -> Problem {
    let code = error.raw_os_error().unwrap_or(0);
    Problem::new(Reason::IoError, format!("errno {code}"))
}

fn facts(job: &Job, head: &[u8]) -> Facts {
    let identified = extract::identify(head, &job.name);
    Facts {
        at: job.at.clone(),
        name: job.name.clone(),
        kind: identified.kind,
        reader: identified.reader,
        bytes: job.bytes,
        modified: job.modified,
        mode: job.mode,
    }
}

/// The way back, shared by the collector and the file that is read.
#[derive(Clone)]
struct Answers(Rc<RefCell<Outbox>>);

struct Outbox {
    socket: UnixStream,
    waiting: Vec<u8>,
    /// When something was last sent.
    sent: Instant,
    /// Bytes read and not yet told.
    read: u64,
    /// Nobody listens any more.
    broken: bool,
}

impl Answers {
    fn to(socket: &UnixStream) -> Option<Self> {
        Some(Self(Rc::new(RefCell::new(Outbox {
            socket: socket.try_clone().ok()?,
            waiting: Vec::new(),
            sent: Instant::now(),
            read: 0,
            broken: false,
        }))))
    }

    fn say(&self, report: &Report) {
        let mut out = self.0.borrow_mut();
        socket::encode(report, &mut out.waiting);
        if out.waiting.len() >= TOGETHER {
            out.send();
        }
    }

    /// Sends what waits; none when nobody listens.
    fn send(&self) -> Option<()> {
        let mut out = self.0.borrow_mut();
        out.send();
        (!out.broken).then_some(())
    }

    /// Counts bytes of the item's file: a sign of life.
    fn read(&self, bytes: u64) {
        let mut out = self.0.borrow_mut();
        out.read += bytes;
        if out.sent.elapsed() >= OLD {
            out.send();
        }
    }
}

impl Outbox {
    fn send(&mut self) {
        if self.read > 0 {
            let read = std::mem::take(&mut self.read);
            socket::encode(&Report::Read(read), &mut self.waiting);
        }
        if !self.waiting.is_empty() && self.socket.write_all(&self.waiting).is_err() {
            // the supervisor is gone, and its death signal on its way
            self.broken = true;
        }
        self.waiting.clear();
        self.sent = Instant::now();
    }
}

impl Output for Answers {
    fn entered(&mut self, at: &Locator, kind: &Kind) {
        self.say(&Report::Entered(at.clone(), kind.clone()));
        self.flush();
    }

    fn delivered(&mut self) {
        self.say(&Report::Delivered);
    }

    fn occurrence(&mut self, occurrence: Occurrence) {
        self.say(&Report::Occurrence(occurrence));
    }

    fn holding(&mut self, holding: Holding) {
        self.say(&Report::Holding(holding));
    }

    fn table(&mut self, table: Table) {
        self.say(&Report::Table(table));
    }

    fn left(&mut self, outcome: Outcome) {
        self.say(&Report::Left(outcome));
    }

    fn flush(&mut self) {
        self.0.borrow_mut().send();
    }

    fn tick(&mut self) {
        let mut out = self.0.borrow_mut();
        if out.sent.elapsed() >= OLD {
            // even with nothing found: rows went by
            socket::encode(&Report::Read(0), &mut out.waiting);
            out.send();
        }
    }
}

/// The item's file; every read is a sign of life.
struct Counted {
    file: File,
    answers: Answers,
}

impl Read for Counted {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        let n = self.file.read(buf)?;
        self.answers.read(n as u64);
        Ok(n)
    }
}

impl Seek for Counted {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.file.seek(to)
    }
}
