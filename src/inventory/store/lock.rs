//! One writer per store, and a word of who it is.
//!
//! The lock is a `flock` on `STORE.lock`, a file of its own so that SQLite's
//! record locks and ours never meet. The system gives it back when its holder
//! dies, however it dies; the file stays, since removing it would race.

use super::{StoreError, file};
use rustix::fs::FlockOperation;
use std::fs::File;
use std::io::{Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

/// Held as long as this lives.
#[derive(Debug)]
pub(super) struct Lock {
    /// Closing it gives the lock back.
    _file: File,
}

impl Lock {
    /// Takes the lock of the store at `path`, or says who holds it.
    pub(super) fn take(store: &Path) -> Result<Self, StoreError> {
        let path = lock_path(store);
        let mut file = file::open_private(&path)?;
        match rustix::fs::flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => {}
            Err(rustix::io::Errno::WOULDBLOCK) => {
                return Err(StoreError::Locked {
                    path: store.to_owned(),
                    holder: holder(&mut file),
                });
            }
            Err(code) => {
                return Err(StoreError::File {
                    path,
                    source: code.into(),
                });
            }
        }
        sign(&mut file).map_err(|source| StoreError::File { path, source })?;
        Ok(Self { _file: file })
    }
}

fn lock_path(store: &Path) -> PathBuf {
    let mut name = store.as_os_str().to_owned();
    name.push(".lock");
    name.into()
}

fn sign(file: &mut File) -> std::io::Result<()> {
    let now = jiff::Timestamp::from_second(jiff::Timestamp::now().as_second())
        .unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    file.set_len(0)?;
    file.rewind()?;
    writeln!(file, "process {} since {now}", std::process::id())
}

/// What the holder wrote; only printable ASCII of it, since the file may have
/// been altered and this goes to a terminal.
fn holder(file: &mut File) -> String {
    let mut text = String::new();
    let read = file.take(200).read_to_string(&mut text);
    text.retain(|c| c == ' ' || c.is_ascii_graphic());
    if read.is_err() || text.is_empty() {
        text = "another process".to_owned();
    }
    text
}
