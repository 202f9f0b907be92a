//! Keeps one worker process: starts it, gives it items, watches the clock, and
//! replaces it when it dies, gets old or has panicked.

use super::confine::Confinement;
use super::death::Death;
use super::process::{Process, is_wait};
use super::protocol::{Job, Report, Setup, VERSION};
use super::relay::{Bounds, Relay};
use super::socket::{self, Frames};
use super::worker::{ARGUMENT, OTHER_RULES};
use crate::model::Kind;
use crate::rule::RuleSet;
use crate::scan::gather::Gather;
use crate::scan::open::is_readable;
use crate::scan::progress::Tally;
use crate::scan::stop::StopSign;
use crate::scan::{Options, Patience, ScanError};
use std::io::ErrorKind;
use std::os::fd::AsFd;
use std::os::unix::ffi::OsStrExt as _;
use std::time::{Duration, Instant};

/// To ask without waiting.
const NOW: rustix::event::Timespec = rustix::event::Timespec {
    tv_sec: 0,
    tv_nsec: 0,
};

/// Time to start and compile the rules.
const START: Duration = Duration::from_secs(120);

/// What a worker process is told at its start.
pub(in crate::scan) fn setup(options: &Options, rules: &RuleSet) -> Setup {
    let directories = options.rule_directories.iter();
    Setup {
        version: VERSION.to_owned(),
        parent: std::process::id(),
        key: options.key.0,
        rule_directories: directories
            .map(|d| d.as_os_str().as_bytes().to_vec())
            .collect(),
        rules_sha256: rules.sha256().to_owned(),
        limits: options.limits.clone(),
        budgets: options.budgets.clone(),
        occurrences: options.occurrences_per_item,
        memory: options.workers.memory,
        faults: options.faults,
    }
}

/// A worker process as it was started for a look at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Probe {
    /// From nothing to ready to read, rules compiled.
    pub start: Duration,
    /// How far the system confines it.
    pub confinement: Confinement,
}

/// Starts a worker process as a run would, and ends it.
///
/// # Errors
/// When a run could not start one.
pub fn probe(rules: &RuleSet, options: &Options) -> Result<Probe, ScanError> {
    let begun = Instant::now();
    let child = Child::start(options, &setup(options, rules))?;
    Ok(Probe {
        start: begun.elapsed(),
        confinement: child.confinement,
    })
}

/// What one thread needs to have items read in another process.
pub(in crate::scan) struct Supervisor<'a> {
    pub(in crate::scan) options: &'a Options,
    pub(in crate::scan) setup: &'a Setup,
    pub(in crate::scan) rules: usize,
    pub(in crate::scan) stop: &'a StopSign,
    pub(in crate::scan) tally: &'a Tally,
    child: Option<Child>,
}

impl<'a> Supervisor<'a> {
    pub(in crate::scan) const fn new(
        options: &'a Options,
        setup: &'a Setup,
        rules: usize,
        stop: &'a StopSign,
        tally: &'a Tally,
    ) -> Self {
        Self {
            options,
            setup,
            rules,
            stop,
            tally,
            child: None,
        }
    }

    /// Has one item read; what comes of it is in `gather`. After a death the
    /// item is read once more, in a fresh process; after a second one what came
    /// is kept. Returns the bytes counted as read.
    ///
    /// # Errors
    /// When no worker process can be started: nothing of this kind can be read.
    pub(in crate::scan) fn read(
        &mut self,
        job: &Job,
        kind: &Kind,
        file: impl AsFd,
        gather: &mut Gather<'_>,
    ) -> Result<u64, ScanError> {
        let mut again = job.streamed.is_none();
        loop {
            let mut child = match self.child.take() {
                Some(child) => child,
                None => start(self.options, self.setup)?,
            };
            let mut relay = Relay::new(job, kind, self.bounds(), gather, self.tally);
            let watch = self.watch(job);
            match child.read(job, file.as_fd(), &watch, &mut relay) {
                Ok(panicked) => {
                    let (counted, bytes) = (relay.counted(), relay.bytes());
                    gather.sized(bytes);
                    child.served += 1;
                    let fresh = child.served < self.options.workers.recycle;
                    self.child = (fresh && !panicked).then_some(child);
                    return Ok(counted);
                }
                Err(death) if again && death.is_worth_a_retry() => {
                    again = false;
                    self.tally.take_back_read(relay.counted());
                    gather.discard();
                }
                Err(death) => {
                    let (counted, bytes) = (relay.counted(), relay.bytes());
                    relay.close(death);
                    gather.sized(bytes);
                    return Ok(counted);
                }
            }
        }
    }

    const fn bounds(&self) -> Bounds<'a> {
        Bounds {
            budgets: &self.options.budgets,
            rules: self.rules,
            occurrences: self.options.occurrences_per_item,
        }
    }

    fn watch(&self, job: &Job) -> Watch<'a> {
        let deadline = job.milliseconds.map(Duration::from_millis);
        // the process ends the item itself when its time is over, and then
        // still judges what it has seen
        let grace = |d: Duration| (d / 10).clamp(Duration::from_millis(500), START);
        Watch {
            until: deadline.map(|d| Instant::now() + d + grace(d)),
            patience: &self.options.patience,
            stop: self.stop,
        }
    }
}

/// A worker process ready to read. One that is killed while it starts is no
/// reason to end the run; three are.
fn start(options: &Options, setup: &Setup) -> Result<Child, ScanError> {
    let mut left = 3;
    loop {
        left -= 1;
        match Child::start(options, setup) {
            Err(ScanError::Worker(error)) if left > 0 && died(&error) => {}
            result => return result,
        }
    }
}

/// Whether the other end of a socket is gone.
fn died(error: &std::io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::UnexpectedEof | ErrorKind::BrokenPipe | ErrorKind::ConnectionReset
    )
}

/// When a process is given up.
struct Watch<'a> {
    until: Option<Instant>,
    patience: &'a Patience,
    stop: &'a StopSign,
}

impl Watch<'_> {
    /// Why to give up now, if it is time; `heard` is its last sign of life, in
    /// an item of `bytes`.
    fn verdict(&self, heard: Instant, bytes: u64) -> Option<Death> {
        if self.stop.is_set() {
            Some(Death::Stopped)
        } else if self.until.is_some_and(|until| Instant::now() >= until) {
            Some(Death::Timeout)
        } else if heard.elapsed() >= self.patience.silence(bytes) {
            Some(Death::Silence)
        } else {
            None
        }
    }
}

/// A worker process that reads items.
struct Child {
    process: Process,
    frames: Frames,
    served: u32,
    confinement: Confinement,
}

impl Child {
    fn start(options: &Options, setup: &Setup) -> Result<Self, ScanError> {
        let program = options.workers.program.as_deref();
        let mut child = Self {
            process: Process::start(program, ARGUMENT).map_err(ScanError::Worker)?,
            frames: Frames::default(),
            served: 0,
            confinement: Confinement::None,
        };
        socket::send(&mut child.process.socket, setup).map_err(ScanError::Worker)?;
        match child.hear(START) {
            Ok(Report::Ready(sha256, confinement)) if sha256 == setup.rules_sha256 => {
                child.confinement = confinement;
                Ok(child)
            }
            Ok(Report::Ready(..)) => Err(ScanError::Rules),
            Ok(Report::Refused(code)) if code == OTHER_RULES => Err(ScanError::Rules),
            Ok(_) => Err(ScanError::Worker(std::io::Error::other("wrong answer"))),
            Err(error) => Err(ScanError::Worker(error)),
        }
    }

    /// The first answer.
    fn hear(&mut self, patience: Duration) -> std::io::Result<Report> {
        let until = Instant::now() + patience;
        loop {
            if let Some(report) = self.frames.next()? {
                return Ok(report);
            }
            match self.frames.fill(&mut self.process.socket) {
                Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
                Ok(_) => {}
                Err(e) if is_wait(&e) && Instant::now() < until => {}
                Err(e) => return Err(e),
            }
        }
    }

    /// One item; whether a reader panicked. After an error the process is gone.
    fn read(
        &mut self,
        job: &Job,
        file: std::os::fd::BorrowedFd<'_>,
        watch: &Watch<'_>,
        relay: &mut Relay<'_, '_>,
    ) -> Result<bool, Death> {
        if socket::send_with_file(&mut self.process.socket, job, file).is_err() {
            return Err(self.process.bury());
        }
        let mut heard = Instant::now();
        loop {
            match self.frames.next() {
                Ok(Some(report)) => match relay.take(report) {
                    Ok(Some(panicked)) => return Ok(panicked),
                    Ok(None) => continue,
                    Err(death) => return Err(death),
                },
                Ok(None) => {}
                Err(_) => return Err(Death::Garbage),
            }
            if let Some(death) = watch.verdict(heard, relay.bytes()) {
                return Err(death);
            }
            match self.frames.fill(&mut self.process.socket) {
                Ok(0) => return Err(self.process.bury()),
                Ok(_) => heard = Instant::now(),
                // it waits for the other end of a pipe: that is not its fault
                Err(e) if is_wait(&e) && job.streamed.is_some() && !is_readable(file, &NOW) => {
                    heard = Instant::now();
                }
                Err(e) if is_wait(&e) => {}
                Err(_) => return Err(self.process.bury()),
            }
        }
    }
}
