//! From bytes that come once to bytes that can be sought in, and from errors of
//! reading to problems.

use super::{Flow, Input, ReadSeek, Sink};
use crate::model::{Problem, Reason};
use std::error::Error;
use std::io::{self, Cursor, ErrorKind, Read, SeekFrom};

/// Why a reader of bytes refuses to give more: an [`io::Error`] made of this
/// (`io::Error::other(Refused(problem))`) ends up as that very problem.
/// Budgets of containers are told to format readers in this way.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{0}")]
pub struct Refused(pub Problem);

/// The problem that an error of reading is. Its own text is not kept: it may
/// quote what was read.
#[must_use]
pub fn io_problem(error: &io::Error) -> Problem {
    if let Some(Refused(problem)) = inner(error) {
        return problem.clone();
    }
    let what = match error.kind() {
        ErrorKind::InvalidData | ErrorKind::InvalidInput | ErrorKind::UnexpectedEof => {
            Reason::Damaged
        }
        ErrorKind::OutOfMemory => Reason::Memory,
        ErrorKind::PermissionDenied => Reason::PermissionDenied,
        _ => Reason::IoError,
    };
    let detail = match error.raw_os_error() {
        Some(code) => format!("os error {code}"),
        None => format!("{:?}", error.kind()),
    };
    Problem::new(what, detail)
}

/// The refusal inside an error, however often decoders have wrapped it.
fn inner(error: &io::Error) -> Option<&Refused> {
    let mut source: Option<&(dyn Error + 'static)> = error.get_ref().map(|e| e as _);
    while let Some(e) = source {
        if let Some(refused) = e.downcast_ref() {
            return Some(refused);
        }
        source = match e.downcast_ref::<io::Error>() {
            Some(io) => io.get_ref().map(|e| e as _),
            None => e.source(),
        };
    }
    None
}

/// The input from its first byte on.
pub(super) fn forward(input: Input<'_>) -> Result<&mut dyn Read, Problem> {
    match input {
        Input::Seekable(file) => {
            file.seek(SeekFrom::Start(0)).map_err(|e| io_problem(&e))?;
            Ok(file)
        }
        Input::Stream(stream) => Ok(stream),
    }
}

/// Reads an input from its first byte on, or says why it cannot be.
pub(super) fn forward_or_say<'i>(
    input: Input<'i>,
    sink: &mut dyn Sink,
    read: impl FnOnce(&'i mut dyn Read, &mut dyn Sink) -> Flow,
) -> Flow {
    match forward(input) {
        Ok(input) => read(input, sink),
        Err(problem) => {
            sink.problem(problem);
            Ok(())
        }
    }
}

/// The whole input in memory, for formats that must be read whole.
///
/// # Errors
/// [`Reason::ExpansionLimit`] if it has more than `limit` bytes; otherwise why
/// reading failed.
pub(super) fn in_memory(input: Input<'_>, limit: u64) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    forward(input)?
        .take(limit.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|e| io_problem(&e))?;
    if bytes.len() as u64 > limit {
        let detail = format!("larger than {} MiB", limit >> 20);
        return Err(Problem::new(Reason::ExpansionLimit, detail));
    }
    Ok(bytes)
}

/// An input that can be sought in: a file as it is, a stream kept in memory.
pub(super) enum Memory<'a> {
    /// It could from the start.
    File(&'a mut dyn ReadSeek),
    /// It had to be kept.
    Kept(Cursor<Vec<u8>>),
}

impl<'a> Memory<'a> {
    /// Keeps a stream of at most `limit` bytes; see [`in_memory`].
    pub(super) fn seekable(input: Input<'a>, limit: u64) -> Result<Self, Problem> {
        match input {
            Input::Seekable(file) => Ok(Self::File(file)),
            stream @ Input::Stream(_) => Ok(Self::Kept(Cursor::new(in_memory(stream, limit)?))),
        }
    }

    /// The bytes.
    pub(super) fn as_dyn(&mut self) -> &mut dyn ReadSeek {
        match self {
            Self::File(file) => *file,
            Self::Kept(bytes) => bytes,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_found_through_wrappers() {
        let problem = Problem::new(Reason::ExpansionLimit, "200:1");
        let refused = || io::Error::other(Refused(problem.clone()));
        assert_eq!(io_problem(&refused()), problem);
        let wrapped = io::Error::new(ErrorKind::InvalidData, refused());
        assert_eq!(io_problem(&wrapped), problem);
    }

    #[test]
    fn the_text_of_an_error_is_not_kept() {
        let quoting = io::Error::new(ErrorKind::InvalidData, "near 'Dupont'");
        let expected = Problem::new(Reason::Damaged, "InvalidData");
        assert_eq!(io_problem(&quoting), expected);
    }

    #[test]
    fn what_exceeds_the_memory_is_a_problem() {
        let mut bytes: &[u8] = &[0; 100];
        let at_limit = in_memory(Input::Stream(&mut bytes), 100);
        assert_eq!(at_limit.map(|b| b.len()), Ok(100));
        let mut bytes: &[u8] = &[0; 101];
        let beyond = in_memory(Input::Stream(&mut bytes), 100);
        assert_eq!(beyond.map_err(|p| p.what), Err(Reason::ExpansionLimit));
    }
}
