//! Opening what was listed, for reading, without following a link, blocking on
//! a FIFO, waking a device or marking the file as read.
//!
//! Between the listing and the opening a tree may change under us: what is
//! opened is checked again, and on Linux no part of the path may be a link.

use crate::model::{Problem, Reason};
use rustix::fs::{AtFlags, CWD, FileType, Mode, OFlags};
use rustix::io::Errno;
use std::ffi::OsStr;
use std::fs::File;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;

/// Longest path given to the system in one piece: `PATH_MAX` is 4096 with its
/// final NUL.
const LONGEST: usize = 4000;

/// Opens a regular file read-only.
///
/// # Errors
/// [`Reason::Vanished`], [`Reason::PermissionDenied`], [`Reason::Link`],
/// [`Reason::NotRegular`], or [`Reason::IoError`] with the system's code.
pub fn open_regular(path: &Path) -> Result<File, Problem> {
    let fd = open_quietly(path, OFlags::NONBLOCK).map_err(problem_of)?;
    let stat = rustix::fs::fstat(&fd).map_err(problem_of)?;
    let kind = FileType::from_raw_mode(stat.st_mode);
    if kind == FileType::RegularFile {
        Ok(File::from(fd))
    } else {
        Err(Problem::new(Reason::NotRegular, kind_name(kind)))
    }
}

/// Opens a directory to list it.
pub(super) fn open_directory(path: &Path) -> Result<OwnedFd, Errno> {
    open_quietly(path, OFlags::DIRECTORY)
}

/// The problem that a code of the system is.
pub(super) fn problem_of(code: Errno) -> Problem {
    let what = match code {
        Errno::NOENT | Errno::NOTDIR => Reason::Vanished,
        Errno::ACCESS | Errno::PERM => Reason::PermissionDenied,
        Errno::LOOP => Reason::Link,
        Errno::NXIO | Errno::NODEV => Reason::NotRegular,
        _ => return Problem::new(Reason::IoError, format!("errno {}", code.raw_os_error())),
    };
    Problem::new(what, "")
}

/// English name of what is no regular file, for a problem's detail.
pub(super) const fn kind_name(kind: FileType) -> &'static str {
    match kind {
        FileType::Directory => "directory",
        FileType::Symlink => "symbolic link",
        FileType::Fifo => "fifo",
        FileType::Socket => "socket",
        FileType::CharacterDevice => "character device",
        FileType::BlockDevice => "block device",
        _ => "not a regular file",
    }
}

/// Opens read-only without following links and, where the system lets us,
/// without changing the access time (only owners may ask for that).
fn open_quietly(path: &Path, flags: OFlags) -> Result<OwnedFd, Errno> {
    let flags = flags | OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::CLOEXEC | OFlags::NOCTTY;
    match open_any_length(path, flags | quiet()) {
        Err(Errno::PERM) => open_any_length(path, flags),
        result => result,
    }
}

#[cfg(target_os = "linux")]
const fn quiet() -> OFlags {
    OFlags::NOATIME
}

#[cfg(not(target_os = "linux"))]
const fn quiet() -> OFlags {
    OFlags::empty()
}

/// A path longer than the system takes is walked down in pieces.
fn open_any_length(path: &Path, flags: OFlags) -> Result<OwnedFd, Errno> {
    let bytes = path.as_os_str().as_bytes();
    if bytes.len() <= LONGEST {
        return open_unlinked(CWD, path, flags);
    }
    let (mut at, rest) = next_piece(bytes).ok_or(Errno::NAMETOOLONG)?;
    let step = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let mut dir = open_unlinked(CWD, as_path(at), step)?;
    let mut rest = rest;
    while rest.len() > LONGEST {
        (at, rest) = next_piece(rest).ok_or(Errno::NAMETOOLONG)?;
        dir = open_unlinked(&dir, as_path(at), step)?;
    }
    open_unlinked(&dir, as_path(rest), flags)
}

/// Cuts at the last `/` that leaves a piece the system takes.
fn next_piece(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let cut = memchr::memrchr(b'/', &bytes[..LONGEST.min(bytes.len())])?;
    (cut > 0).then(|| (&bytes[..cut], &bytes[cut + 1..]))
}

fn as_path(bytes: &[u8]) -> &Path {
    Path::new(OsStr::from_bytes(bytes))
}

/// No part of the path may be a link (Linux 5.6 and later; elsewhere only the
/// last part is refused).
#[cfg(target_os = "linux")]
fn open_unlinked(
    dir: impl std::os::fd::AsFd + Copy,
    path: &Path,
    flags: OFlags,
) -> Result<OwnedFd, Errno> {
    use rustix::fs::{ResolveFlags, openat2};
    use std::sync::atomic::{AtomicBool, Ordering};
    static MISSING: AtomicBool = AtomicBool::new(false);

    if !MISSING.load(Ordering::Relaxed) {
        // Some sandboxes answer "not permitted" to a call they do not know.
        match openat2(dir, path, flags, Mode::empty(), ResolveFlags::NO_SYMLINKS) {
            Err(Errno::NOSYS | Errno::PERM) => {}
            result => return result,
        }
        let fd = rustix::fs::openat(dir, path, flags, Mode::empty())?;
        MISSING.store(true, Ordering::Relaxed);
        return Ok(fd);
    }
    rustix::fs::openat(dir, path, flags, Mode::empty())
}

#[cfg(not(target_os = "linux"))]
fn open_unlinked(
    dir: impl std::os::fd::AsFd + Copy,
    path: &Path,
    flags: OFlags,
) -> Result<OwnedFd, Errno> {
    rustix::fs::openat(dir, path, flags, Mode::empty())
}

/// What stands at a path, links not followed. `None`: nothing there.
pub(super) fn stat_of(path: &Path) -> Result<rustix::fs::Stat, Errno> {
    rustix::fs::statat(CWD, path, AtFlags::SYMLINK_NOFOLLOW)
}
