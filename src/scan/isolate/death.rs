//! How a worker process ended in the middle of an item.

use crate::model::{Problem, Reason};
use std::os::unix::process::ExitStatusExt as _;
use std::process::ExitStatus;

/// Why an item was lost with its process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Death {
    /// Too deep a recursion.
    StackOverflow,
    /// More memory than it may have.
    Memory,
    /// The item's time was over.
    Timeout,
    /// No sign of life for too long.
    Silence,
    /// Killed by this signal, not by us.
    Signal(i32),
    /// It ended by itself.
    Exit(i32),
    /// What it said was not our protocol.
    Garbage,
    /// It said more than any item holds.
    Endless,
    /// We ended it because the run is ending.
    Stopped,
}

impl Death {
    /// From how the process ended and what the system's runtime said on the
    /// standard error output.
    pub(super) fn of(status: ExitStatus, last_words: LastWords) -> Self {
        match (last_words, status.signal(), status.code()) {
            (LastWords::StackOverflow, ..) => Self::StackOverflow,
            (LastWords::Memory, ..) => Self::Memory,
            (_, Some(signal), _) => Self::Signal(signal),
            (_, None, code) => Self::Exit(code.unwrap_or(-1)),
        }
    }

    /// The line in the coverage ledger.
    pub(super) fn problem(self) -> Problem {
        match self {
            Self::StackOverflow => Problem::new(Reason::Crash, "stack overflow"),
            Self::Memory => Problem::new(Reason::Memory, ""),
            Self::Timeout => Problem::new(Reason::Timeout, ""),
            Self::Silence => Problem::new(Reason::Timeout, "no sign of life"),
            Self::Signal(n) => Problem::new(Reason::Crash, format!("signal {n}")),
            Self::Exit(n) => Problem::new(Reason::Crash, format!("exit code {n}")),
            Self::Garbage => Problem::new(Reason::Crash, "garbled answer"),
            Self::Endless => Problem::new(Reason::Crash, "endless findings"),
            Self::Stopped => Problem::new(Reason::Interrupted, ""),
        }
    }

    /// Whether reading the item once more, in a fresh process, may go better.
    /// What took all its time once would take it twice.
    pub(super) const fn is_worth_a_retry(self) -> bool {
        !matches!(self, Self::Timeout | Self::Silence | Self::Stopped)
    }
}

/// What the Rust runtime said before it aborted the process. Only these two
/// fixed texts are looked for; the rest may quote what was read and is dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum LastWords {
    /// Nothing known.
    #[default]
    None,
    /// `thread 'x' has overflowed its stack`
    StackOverflow,
    /// `memory allocation of 1 bytes failed`
    Memory,
}

impl LastWords {
    const STACK: &'static [u8] = b"has overflowed its stack";
    const MEMORY: &'static [u8] = b"memory allocation of";

    /// Reads to the end.
    pub(super) fn listen(mut from: impl std::io::Read) -> Self {
        let mut words = Self::None;
        let mut tail = Vec::new();
        let mut block = [0; 4096];
        while let Ok(n @ 1..) = from.read(&mut block) {
            tail.extend_from_slice(&block[..n]);
            if memchr::memmem::find(&tail, Self::STACK).is_some() {
                words = Self::StackOverflow;
            } else if memchr::memmem::find(&tail, Self::MEMORY).is_some() {
                words = Self::Memory;
            }
            tail.drain(..tail.len().saturating_sub(Self::STACK.len()));
        }
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn last_words_are_heard_across_blocks() {
        let mut said = vec![b'x'; 4090];
        said.extend_from_slice(b"\nthread 'item' has overflowed its stack\n");
        assert_eq!(LastWords::listen(&*said), LastWords::StackOverflow);
        let memory = &b"memory allocation of 9 bytes failed"[..];
        assert_eq!(LastWords::listen(memory), LastWords::Memory);
        assert_eq!(LastWords::listen(&b"nothing"[..]), LastWords::None);
    }

    #[test]
    fn ends_are_told_apart() {
        let abort = ExitStatus::from_raw(6);
        assert_eq!(Death::of(abort, LastWords::Memory), Death::Memory);
        assert_eq!(Death::of(abort, LastWords::None), Death::Signal(6));
        let three = ExitStatus::from_raw(3 << 8);
        assert_eq!(Death::of(three, LastWords::None), Death::Exit(3));
        assert_eq!(
            Death::Signal(9).problem(),
            Problem::new(Reason::Crash, "signal 9")
        );
    }
}
