//! Private files: mode 0600, in a directory of mode 0700 where we make it,
//! never through a link.

use super::StoreError;
use rustix::fs::OFlags;
use std::fs::{DirBuilder, File, OpenOptions, Permissions};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

/// Makes the directory of `path` if there is none. An existing one is left as
/// it is: it is its owner's.
pub(super) fn make_directory(path: &Path) -> Result<(), StoreError> {
    match path.parent() {
        Some(dir) if !dir.as_os_str().is_empty() => DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(dir)
            .map_err(error(dir)),
        _ => Ok(()),
    }
}

/// Makes the store's file, or takes other people's rights from it. SQLite gives
/// its companion files the same mode.
pub(super) fn make_private(path: &Path) -> Result<(), StoreError> {
    open_private(path).map(drop)
}

/// Opens or makes a file that nobody else may read.
pub(super) fn open_private(path: &Path) -> Result<File, StoreError> {
    refuse_link(path)?;
    let file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .custom_flags((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits() as i32)
        .open(path)
        .map_err(error(path))?;
    let meta = file.metadata().map_err(error(path))?;
    if !meta.is_file() {
        return Err(StoreError::NotAStore {
            path: path.to_owned(),
        });
    }
    if meta.permissions().mode() & 0o077 != 0 {
        file.set_permissions(Permissions::from_mode(0o600))
            .map_err(error(path))?;
    }
    Ok(file)
}

/// What every SQLite file begins with.
const MAGIC: &[u8] = b"SQLite format 3\0";

/// A file of something else is refused before anything is made beside it: it may
/// be one of those that are scanned.
pub(super) fn refuse_other(path: &Path) -> Result<(), StoreError> {
    refuse_link(path)?;
    let Ok(meta) = path.symlink_metadata() else {
        return Ok(());
    };
    let other = || StoreError::NotAStore {
        path: path.to_owned(),
    };
    if !meta.is_file() {
        return Err(other());
    }
    let mut head = Vec::new();
    let file = File::open(path).map_err(error(path))?;
    std::io::Read::read_to_end(&mut std::io::Read::take(file, 100), &mut head)
        .map_err(error(path))?;
    let id = head
        .get(68..72)
        .map(|id| i32::from_be_bytes([id[0], id[1], id[2], id[3]]));
    let ours = head.starts_with(MAGIC)
        && id.is_some_and(|id| {
            // one page without a table: a store whose making was cut short
            let bare = id == 0 && meta.len() <= 4096;
            bare || i64::from(id) == super::schema::APPLICATION_ID
        });
    if head.is_empty() || ours {
        return Ok(());
    }
    Err(other())
}

/// A link where the store should be could send our writing anywhere.
pub(super) fn refuse_link(path: &Path) -> Result<(), StoreError> {
    match path.symlink_metadata() {
        Ok(meta) if meta.file_type().is_symlink() => Err(error(path)(std::io::Error::other(
            "is a symbolic link; name the file itself",
        ))),
        _ => Ok(()),
    }
}

fn error(path: &Path) -> impl FnOnce(std::io::Error) -> StoreError + '_ {
    |source| StoreError::File {
        path: path.to_owned(),
        source,
    }
}
