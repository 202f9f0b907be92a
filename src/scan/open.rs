//! A file as it is opened, and whether it stayed the same while it was read; and
//! what comes once (a pipe, a file that does not say its size).

use super::progress::Tally;
use super::stop::StopSign;
use crate::model::{Problem, Reason};
use crate::source::open_regular;
use rustix::event::{PollFd, PollFlags, Timespec};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::os::fd::AsFd;
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
    /// Opens what was listed and reads its first bytes into `head`, at most
    /// `most`. Of a file that says it is empty too: some file systems (of the
    /// kernel, in user space) do not know sizes.
    pub(super) fn open(path: &Path, head: &mut Vec<u8>, most: usize) -> Result<Self, Problem> {
        let mut file = open_regular(path)?;
        let stamp = Stamp::of(&file).map_err(|e| problem(&e))?;
        let expected = match usize::try_from(stamp.bytes) {
            Ok(bytes @ 1..) => bytes.min(most),
            _ => most,
        };
        read_head(&mut file, head, expected).map_err(|e| problem(&e))?;
        Ok(Self { file, stamp })
    }

    /// Whether it has content though it says it has none.
    pub(super) const fn hides_its_size(&self, head: &[u8]) -> bool {
        self.stamp.bytes == 0 && !head.is_empty()
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

/// How often who waits for the other end of a pipe looks at the stop sign.
const LOOK: Timespec = Timespec {
    tv_sec: 0,
    tv_nsec: 100_000_000,
};

/// What comes once, counted. It ends early when the run is to end: the other
/// end of a pipe may never say anything.
pub(super) struct Incoming<'a> {
    file: &'a File,
    stop: &'a StopSign,
    count: u64,
    cut: bool,
}

impl<'a> Incoming<'a> {
    /// Of which `head` was read already.
    pub(super) const fn new(file: &'a File, head: &[u8], stop: &'a StopSign) -> Self {
        Self {
            file,
            stop,
            count: head.len() as u64,
            cut: false,
        }
    }

    /// Its first bytes, at most `most`.
    pub(super) fn start(&mut self, head: &mut Vec<u8>, most: usize) -> Result<(), Problem> {
        read_head(self, head, most).map_err(|e| problem(&e))
    }

    /// Bytes that came.
    pub(super) const fn count(&self) -> u64 {
        self.count
    }

    /// Whether it ended because the run is to end.
    pub(super) const fn is_cut(&self) -> bool {
        self.cut
    }

    pub(super) const fn file(&self) -> &'a File {
        self.file
    }
}

impl Read for Incoming<'_> {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        loop {
            let ready = is_readable(self.file, &LOOK);
            if self.stop.is_set() {
                self.cut = true;
                return Ok(0);
            }
            if !ready {
                continue;
            }
            let n = self.file.read(buf)?;
            self.count += n as u64;
            return Ok(n);
        }
    }
}

/// Whether bytes are there, or the end is, or an error is to be had.
pub(super) fn is_readable(file: impl AsFd, patience: &Timespec) -> bool {
    let mut asked = [PollFd::new(&file, PollFlags::IN)];
    match rustix::event::poll(&mut asked, Some(patience)) {
        Ok(n) => n > 0,
        Err(rustix::io::Errno::INTR) => false,
        Err(_) => true,
    }
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
