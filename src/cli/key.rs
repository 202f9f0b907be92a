//! The organisation's secret key: made once, 0600, kept with the stores.

use crate::detect::Key;
use anyhow::{Context as _, Result, bail};
use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{ErrorKind, Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

/// The key of a data directory; made at the first call.
///
/// # Errors
/// The directory or file cannot be used; the message says what to do.
pub(super) fn load(directory: &Path) -> Result<Key> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(directory)
        .with_context(|| {
            format!(
                "cannot create {}; name another with --data",
                directory.display()
            )
        })?;
    let path = directory.join("key");
    match File::open(&path) {
        Ok(file) => read(file, &path),
        Err(e) if e.kind() == ErrorKind::NotFound => make(directory, &path),
        Err(e) => Err(e).with_context(|| format!("cannot read the key {}", path.display())),
    }
}

/// The key of a data directory where it has one, else one for this process alone:
/// for what makes nothing.
///
/// # Errors
/// The key cannot be read.
pub(super) fn passing(directory: &Path) -> Result<Key> {
    if directory.join("key").exists() {
        return load(directory);
    }
    random()
}

fn random() -> Result<Key> {
    let mut key = [0; 16];
    getrandom::fill(&mut key)
        .map_err(|e| anyhow::anyhow!("the system gives no randomness: {e}"))?;
    Ok(Key(key))
}

fn read(mut file: File, path: &Path) -> Result<Key> {
    let mode = file.metadata()?.permissions().mode();
    if mode & 0o077 != 0 {
        bail!(
            "the key {} is readable by others; run: chmod 600 {0}",
            path.display()
        );
    }
    let mut key = [0; 16];
    file.read_exact(&mut key).with_context(|| {
        format!(
            "the key {} is too short; delete it to start anew",
            path.display()
        )
    })?;
    Ok(Key(key))
}

/// A new random key, written beside and linked into place: two runs that start
/// together end with the same one.
fn make(directory: &Path, path: &Path) -> Result<Key> {
    let Key(key) = random()?;
    let beside = directory.join(format!(".key-{}", std::process::id()));
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&beside)
        .with_context(|| format!("cannot write {}", beside.display()))?;
    file.write_all(&key)?;
    file.sync_all()?;
    let linked = std::fs::hard_link(&beside, path);
    std::fs::remove_file(&beside)?;
    match linked {
        Ok(()) => Ok(Key(key)),
        Err(e) if e.kind() == ErrorKind::AlreadyExists => read(File::open(path)?, path),
        Err(e) => Err(e).with_context(|| format!("cannot write the key {}", path.display())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_made_once_and_private() {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let data = dir.path().join("d");
        let first = load(&data).expect("made");
        assert_eq!(first.0, load(&data).expect("read").0);
        assert_ne!(first.0, [0; 16]);
        let path = data.join("key");
        let mode = path.metadata().expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).expect("set");
        assert!(load(&data).is_err());
    }
}
