//! Writing an output file: wholly or not at all, readable by its owner only,
//! never through a link.
//!
//! A report is personal data itself, and a half-written one looks like a whole
//! one. So everything goes to a temporary name in the same directory (mode
//! 0600) and is renamed over the target at the very end; what is not committed
//! is removed.

use std::fs::FileType;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Why an output file could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The target is a link: what it points to is not ours to replace.
    #[error("{0} is a link; name the file itself")]
    Link(PathBuf),
    /// The target is a directory, device or pipe.
    #[error("{0} is not a regular file")]
    NotRegular(PathBuf),
    /// The directory does not exist.
    #[error("there is no directory {0}; create it or choose another place")]
    NoDirectory(PathBuf),
    /// The system refused.
    #[error("cannot write {path}: {error}")]
    Io {
        /// The target.
        path: PathBuf,
        /// What the system said.
        #[source]
        error: io::Error,
    },
}

/// A file being written. It appears under its name only when
/// [`AtomicFile::commit`] is called; dropped before, it leaves nothing.
#[derive(Debug)]
pub struct AtomicFile {
    target: PathBuf,
    temporary: BufWriter<NamedTempFile>,
}

impl AtomicFile {
    /// Begins a file.
    ///
    /// # Errors
    /// The target is a link or not a regular file, or its directory is missing
    /// or cannot be written to.
    pub fn create(target: &Path) -> Result<Self, WriteError> {
        check_target(target)?;
        let directory = directory_of(target);
        if !directory.is_dir() {
            return Err(WriteError::NoDirectory(directory.to_owned()));
        }
        // tempfile creates with O_EXCL and mode 0600
        let temporary = tempfile::Builder::new()
            .prefix(".limier-")
            .suffix(".tmp")
            .tempfile_in(directory)
            .map_err(|error| failed(target, error))?;
        Ok(Self {
            target: target.to_owned(),
            temporary: BufWriter::new(temporary),
        })
    }

    /// Makes the file durable and gives it its name.
    ///
    /// # Errors
    /// The system refused, or the target has become a link in the meantime.
    pub fn commit(self) -> Result<(), WriteError> {
        let Self { target, temporary } = self;
        let temporary = temporary
            .into_inner()
            .map_err(|e| failed(&target, e.into_error()))?;
        temporary
            .as_file()
            .sync_all()
            .map_err(|error| failed(&target, error))?;
        // rename replaces a link rather than following it: the check is for
        // the user, not for safety
        check_target(&target)?;
        temporary
            .persist(&target)
            .map_err(|e| failed(&target, e.error))?;
        Ok(())
    }
}

impl Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.temporary.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.temporary.flush()
    }
}

/// Writes a whole file at once; see [`AtomicFile`].
///
/// # Errors
/// As [`AtomicFile::create`] and [`AtomicFile::commit`].
pub fn write_atomic(target: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    let mut file = AtomicFile::create(target)?;
    file.write_all(bytes)
        .map_err(|error| failed(target, error))?;
    file.commit()
}

fn directory_of(target: &Path) -> &Path {
    match target.parent() {
        Some(d) if !d.as_os_str().is_empty() => d,
        _ => Path::new("."),
    }
}

fn check_target(target: &Path) -> Result<(), WriteError> {
    match std::fs::symlink_metadata(target).map(|m| m.file_type()) {
        Ok(kind) if FileType::is_symlink(&kind) => Err(WriteError::Link(target.to_owned())),
        Ok(kind) if !kind.is_file() => Err(WriteError::NotRegular(target.to_owned())),
        Ok(_) => Ok(()),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(failed(target, error)),
    }
}

fn failed(path: &Path, error: io::Error) -> WriteError {
    WriteError::Io {
        path: path.to_owned(),
        error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn writes_privately_and_replaces() {
        let d = tempfile::tempdir().expect("a directory");
        let target = d.path().join("rapport.html");
        write_atomic(&target, b"un").expect("first");
        write_atomic(&target, b"deux").expect("second");
        assert_eq!(fs::read(&target).expect("written"), b"deux");
        assert_eq!(fs::read_dir(d.path()).expect("listed").count(), 1);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = fs::metadata(&target).expect("there").permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn nothing_is_left_without_commit() {
        let d = tempfile::tempdir().expect("a directory");
        let mut f = AtomicFile::create(&d.path().join("a.json")).expect("created");
        f.write_all(b"half").expect("written");
        drop(f);
        assert_eq!(fs::read_dir(d.path()).expect("listed").count(), 0);
    }

    #[cfg(unix)]
    #[test]
    fn links_are_refused_and_their_target_kept() {
        let d = tempfile::tempdir().expect("a directory");
        let (real, link) = (d.path().join("real"), d.path().join("link"));
        fs::write(&real, b"mine").expect("written");
        std::os::unix::fs::symlink(&real, &link).expect("linked");
        assert!(matches!(
            write_atomic(&link, b"x"),
            Err(WriteError::Link(_))
        ));
        assert_eq!(fs::read(&real).expect("still there"), b"mine");
        let dangling = d.path().join("dangling");
        std::os::unix::fs::symlink(d.path().join("nowhere"), &dangling).expect("linked");
        assert!(matches!(
            write_atomic(&dangling, b"x"),
            Err(WriteError::Link(_))
        ));
    }

    #[test]
    fn directories_and_missing_directories_are_told_apart() {
        let d = tempfile::tempdir().expect("a directory");
        assert!(matches!(
            write_atomic(d.path(), b"x"),
            Err(WriteError::NotRegular(_))
        ));
        let missing = d.path().join("no/such/file");
        assert!(matches!(
            write_atomic(&missing, b"x"),
            Err(WriteError::NoDirectory(_))
        ));
    }
}
