//! What the user may have meant by a path that is not there.

use crate::model::fold;
use std::path::{Path, PathBuf};

/// Entries of a directory looked at for a likely name.
const LOOKED_AT: usize = 10_000;

/// The nearest directory above `path` that exists, and the entry in it most
/// like the component that is missing.
pub(super) fn nearest(path: &Path) -> (PathBuf, Option<String>) {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let mut missing = absolute.as_path();
    for above in absolute.ancestors().skip(1) {
        if above.is_dir() {
            let wanted = missing.file_name().unwrap_or_default().to_string_lossy();
            return (above.to_path_buf(), likeliest(above, &wanted));
        }
        missing = above;
    }
    (PathBuf::from("/"), None)
}

/// The entry whose name differs least, by at most a third of its letters.
fn likeliest(dir: &Path, wanted: &str) -> Option<String> {
    let wanted = fold(wanted);
    let limit = wanted.chars().count().div_ceil(3).min(3);
    std::fs::read_dir(dir)
        .ok()?
        .take(LOOKED_AT)
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .map(|name| (distance(&wanted, &fold(&name)), name))
        .filter(|(d, _)| *d <= limit)
        .min()
        .map(|(_, name)| name)
}

/// Levenshtein distance in characters.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, cb) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(ca != *cb);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typo_finds_its_directory() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(dir.path().join("Comptabilité/2024")).unwrap();
        std::fs::create_dir(dir.path().join("Direction")).unwrap();

        let (above, meant) = nearest(&dir.path().join("comptabilte/2024/x.csv"));
        assert_eq!(above, dir.path());
        assert_eq!(meant.as_deref(), Some("Comptabilité"));

        let (above, meant) = nearest(&dir.path().join("Comptabilité/zzz"));
        assert_eq!(above, dir.path().join("Comptabilité"));
        assert_eq!(meant, None);
    }

    #[test]
    fn distances() {
        assert_eq!(distance("chat", "chats"), 1);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("partage", "patrage"), 2);
    }
}
