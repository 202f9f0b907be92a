//! Other work of the program on documents of others, in a process of its own: an
//! order and a document's bytes there, an answer back. What happens on the way (a
//! stack overflow, a loop without end, too much memory) costs that one errand.
//!
//! What is asked and answered is bytes here; who asks knows what they mean, and
//! does not trust the answer. A process does one errand after the other, until one
//! kills it.

use super::confine;
use super::death::Death;
use super::process::{Process, is_wait};
use super::socket;
use super::worker::alone;
use crate::model::{Problem, Reason};
use crate::scan::fault;
use crate::scan::{ScanError, Workers};
use serde::{Deserialize, Serialize};
use std::io::{ErrorKind, Read, Write as _};
use std::os::fd::{AsFd as _, OwnedFd};
use std::os::unix::net::UnixStream;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// First argument of a process that does errands.
pub const ARGUMENT: &str = "__errand";

/// Longest answer that is believed.
const LONGEST: u64 = 2 << 30;
/// Bytes asked from the socket at once.
const BLOCK: usize = 64 << 10;
/// Before an answer, and before nothing since the work panicked.
const ANSWER: u8 = 0;
const PANICKED: u8 = 1;

/// What does the work: an order and the bytes it is about, to the answer.
pub type Work = fn(&[u8], &[u8]) -> Vec<u8>;

/// The first thing such a process is told.
#[derive(Debug, Serialize, Deserialize)]
struct Start {
    /// Process id of who asks.
    parent: u32,
    memory: u64,
    faults: bool,
}

/// Keeps the process that does errands.
#[derive(Debug)]
pub struct Errands {
    workers: Workers,
    faults: bool,
    process: Option<Process>,
    /// Errands that the process has done.
    done: u32,
}

impl Errands {
    /// None has been asked for yet. With `faults`, documents that begin with
    /// `LIMIER-FAULT` are obeyed (tests only).
    #[must_use]
    pub const fn new(workers: Workers, faults: bool) -> Self {
        Self {
            workers,
            faults,
            process: None,
            done: 0,
        }
    }

    /// Has one errand done within `time`: its answer, or what became of it.
    ///
    /// # Errors
    /// No process can be started.
    pub fn run(
        &mut self,
        order: &[u8],
        body: &[u8],
        time: Duration,
    ) -> Result<Result<Vec<u8>, Problem>, ScanError> {
        loop {
            let fresh = self.process.is_none();
            let mut process = match self.process.take() {
                Some(process) => process,
                None => self.start().map_err(ScanError::Worker)?,
            };
            match converse(&mut process.socket, order, body, Instant::now() + time) {
                Ok(Some(answer)) => {
                    self.done += 1;
                    self.process = (self.done < self.workers.recycle).then_some(process);
                    return Ok(Ok(answer));
                }
                Ok(None) => return Ok(Err(Problem::new(Reason::Crash, "panic"))),
                Err(broken) => {
                    let death = broken.unwrap_or_else(|| process.bury());
                    // what it did before may be why it died
                    if fresh || !death.is_worth_a_retry() {
                        return Ok(Err(death.problem()));
                    }
                }
            }
        }
    }

    fn start(&mut self) -> std::io::Result<Process> {
        self.done = 0;
        let mut process = Process::start(self.workers.program.as_deref(), ARGUMENT)?;
        let start = Start {
            parent: std::process::id(),
            memory: self.workers.memory,
            faults: self.faults,
        };
        socket::send(&mut process.socket, &start)?;
        Ok(process)
    }
}

/// Asks and waits: the answer, or none where the work panicked.
///
/// # Errors
/// How the conversation ended; none: the process is gone.
fn converse(
    socket: &mut UnixStream,
    order: &[u8],
    body: &[u8],
    until: Instant,
) -> Result<Option<Vec<u8>>, Option<Death>> {
    for part in [order, body] {
        write(socket, &(part.len() as u64).to_le_bytes(), until)?;
        write(socket, part, until)?;
    }
    let mut head = [0; 9];
    let mut begun = Vec::new();
    fill(socket, head.len() as u64, &mut begun, until)?;
    head.copy_from_slice(&begun);
    let [tag, length @ ..] = head;
    let length = u64::from_le_bytes(length);
    match tag {
        PANICKED => Ok(None),
        ANSWER if length > LONGEST => Err(Some(Death::Endless)),
        ANSWER => {
            let mut answer = Vec::new();
            fill(socket, length, &mut answer, until)?;
            Ok(Some(answer))
        }
        _ => Err(Some(Death::Garbage)),
    }
}

/// Writes all, while there is time.
fn write(socket: &mut UnixStream, mut bytes: &[u8], until: Instant) -> Result<(), Option<Death>> {
    while !bytes.is_empty() {
        let next = &bytes[..bytes.len().min(BLOCK)];
        match socket.write(next) {
            Ok(0) => return Err(None),
            Ok(n) => bytes = &bytes[n..],
            Err(e) if is_wait(&e) => {}
            Err(_) => return Err(None),
        }
        in_time(until)?;
    }
    Ok(())
}

/// Reads so many bytes, while there is time. Memory grows with what has come, not
/// with what was announced.
fn fill(
    socket: &mut UnixStream,
    length: u64,
    into: &mut Vec<u8>,
    until: Instant,
) -> Result<(), Option<Death>> {
    while (into.len() as u64) < length {
        let left = length - into.len() as u64;
        let mut some = Read::by_ref(socket).take(left.min(BLOCK as u64));
        match some.read_to_end(into) {
            Ok(0) => return Err(None),
            Ok(_) => {}
            Err(e) if is_wait(&e) => {}
            Err(_) => return Err(None),
        }
        in_time(until)?;
    }
    Ok(())
}

fn in_time(until: Instant) -> Result<(), Option<Death>> {
    match Instant::now() < until {
        true => Ok(()),
        false => Err(Some(Death::Timeout)),
    }
}

/// Does errands until nobody asks any more. `main` calls this, and nothing else,
/// when the first argument is `__errand`.
#[must_use]
pub fn serve(work: Work) -> ExitCode {
    alone(move || serve_socket(work))
}

fn serve_socket(work: Work) -> Option<()> {
    let stdin: OwnedFd = std::io::stdin().as_fd().try_clone_to_owned().ok()?;
    let mut socket = UnixStream::from(stdin);
    let start: Start = socket::receive(&mut socket).ok()?;
    if !confine::has_parent(start.parent) {
        return None;
    }
    confine::memory(start.memory);
    confine::access();
    while let Some(order) = receive(&mut socket).ok()? {
        let body = receive(&mut socket).ok()??;
        let done = catch_unwind(AssertUnwindSafe(|| {
            if let Some(fault) = fault::order(&body, start.faults) {
                fault::commit(fault);
            }
            work(&order, &body)
        }));
        drop(body);
        let panicked = done.is_err();
        let answer = done.unwrap_or_default();
        let tag = if panicked { PANICKED } else { ANSWER };
        socket.write_all(&[tag]).ok()?;
        let length = answer.len() as u64;
        socket.write_all(&length.to_le_bytes()).ok()?;
        socket.write_all(&answer).ok()?;
    }
    Some(())
}

/// The next part; none at the end of the conversation.
fn receive(from: &mut UnixStream) -> std::io::Result<Option<Vec<u8>>> {
    let mut length = [0; 8];
    match from.read_exact(&mut length) {
        Err(e) if e.kind() == ErrorKind::UnexpectedEof => return Ok(None),
        read => read?,
    }
    let length = u64::from_le_bytes(length);
    let mut bytes = Vec::new();
    from.take(length).read_to_end(&mut bytes)?;
    let whole = bytes.len() as u64 == length;
    whole
        .then_some(Some(bytes))
        .ok_or_else(|| ErrorKind::UnexpectedEof.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread::spawn;

    /// What is said by an end that answers so, and closes.
    fn said(answer: &'static [u8]) -> Result<Option<Vec<u8>>, Option<Death>> {
        let (mut ours, mut theirs) = UnixStream::pair().unwrap();
        ours.set_read_timeout(Some(Duration::from_millis(10)))
            .unwrap();
        let other = spawn(move || {
            let order = receive(&mut theirs).unwrap().unwrap();
            assert_eq!(order, b"order");
            assert_eq!(receive(&mut theirs).unwrap().unwrap(), vec![7; 200_000]);
            theirs.write_all(answer).unwrap();
            theirs
        });
        let until = Instant::now() + Duration::from_millis(300);
        let said = converse(&mut ours, b"order", &[7; 200_000], until);
        drop(other.join());
        said
    }

    #[test]
    fn an_answer_is_what_was_announced() {
        let answer = b"\0\x03\0\0\0\0\0\0\0abc";
        assert_eq!(said(answer), Ok(Some(b"abc".to_vec())));
        assert_eq!(said(b"\x01\0\0\0\0\0\0\0\0"), Ok(None));
        assert_eq!(
            said(b"\xff\xff\xff\xffnot an answer"),
            Err(Some(Death::Garbage))
        );
        let endless = b"\0\xff\xff\xff\xff\xff\xff\xff\xff";
        assert_eq!(said(endless), Err(Some(Death::Endless)));
    }

    #[test]
    fn who_says_nothing_or_less_is_given_up() {
        assert_eq!(said(b"\0\x03\0\0\0\0\0\0\0ab"), Err(Some(Death::Timeout)));
        let (mut ours, theirs) = UnixStream::pair().unwrap();
        drop(theirs);
        let until = Instant::now() + Duration::from_secs(10);
        assert_eq!(converse(&mut ours, b"order", b"", until), Err(None));
    }
}
