//! A file as it is opened, and whether it stayed the same while it was read.

use super::progress::Tally;
use crate::model::{Problem, Reason};
use crate::source::open_regular;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

/// What tells that a file has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    pub(super) bytes: u64,
    pub(super) modified: i64,
    nanoseconds: i64,
    pub(super) mode: u32,
}

impl Stamp {
    fn of(file: &File) -> std::io::Result<Self> {
        let meta = file.metadata()?;
        Ok(Self {
            bytes: meta.len(),
            modified: meta.mtime(),
            nanoseconds: meta.mtime_nsec(),
            mode: meta.mode() & 0o7777,
        })
    }
}

/// A regular file, open for reading.
pub(super) struct Opened {
    pub(super) file: File,
    pub(super) stamp: Stamp,
}

impl Opened {
    /// Opens what was listed and reads its first bytes into `head`, as many as
    /// that has room for.
    pub(super) fn open(path: &Path, head: &mut Vec<u8>, most: usize) -> Result<Self, Problem> {
        let mut file = open_regular(path)?;
        let stamp = Stamp::of(&file).map_err(|e| problem(&e))?;
        let expected = usize::try_from(stamp.bytes).unwrap_or(most).min(most);
        read_head(&mut file, head, expected).map_err(|e| problem(&e))?;
        Ok(Self { file, stamp })
    }

    /// Why what was read may not be one state of the file.
    pub(super) fn changed(&self) -> Option<Problem> {
        match Stamp::of(&self.file) {
            Ok(now) if now == self.stamp => None,
            Ok(_) => Some(Problem::new(Reason::Changed, "")),
            Err(error) => Some(problem(&error)),
        }
    }
}

/// Fills `head` with up to `expected` bytes: a small file costs one read.
fn read_head(file: &mut impl Read, head: &mut Vec<u8>, expected: usize) -> std::io::Result<()> {
    head.resize(expected, 0);
    let mut filled = 0;
    while filled < expected {
        match file.read(&mut head[filled..]) {
            Ok(0) => break,
            Ok(n) => filled += n,
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    head.truncate(filled);
    Ok(())
}

/// The first bytes of what comes once.
pub(super) fn read_start(
    stream: &mut impl Read,
    head: &mut Vec<u8>,
    most: usize,
) -> Result<(), Problem> {
    read_head(stream, head, most).map_err(|e| problem(&e))
}

/// A failure of the system as a line of the ledger: its code, not its text.
pub(super) fn problem(error: &std::io::Error) -> Problem {
    let code = error.raw_os_error().unwrap_or(0);
    Problem::new(Reason::IoError, format!("errno {code}"))
}

/// Counts what is read for the progress, up to the item's size: some formats are
/// read twice.
pub(super) struct Counted<'a, R> {
    inner: R,
    tally: &'a Tally,
    left: u64,
}

impl<'a, R> Counted<'a, R> {
    pub(super) const fn new(inner: R, bytes: u64, tally: &'a Tally) -> Self {
        Self {
            inner,
            tally,
            left: bytes,
        }
    }
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        let n = self.inner.read(buf)?;
        let counted = self.left.min(n as u64);
        self.left -= counted;
        self.tally.add_read(counted);
        Ok(n)
    }
}

impl<R: Seek> Seek for Counted<'_, R> {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.inner.seek(to)
    }
}

impl<R> Drop for Counted<'_, R> {
    /// What a reader passed over is done too.
    fn drop(&mut self) {
        self.tally.add_read(self.left);
    }
}
