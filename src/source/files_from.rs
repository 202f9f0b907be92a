//! A list of paths as a source (`--files-from`).

use super::regular::stat_of;
use super::tree::{Skip, file_uri};
use super::walk::Walk;
use super::{Item, Options, Source, SourceError, SourceKind, SourceRef};
use crate::extract::Flow;
use crate::model::SourceId;
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::io::Read;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Component, Path, PathBuf};

/// Longest list read: two million paths or so.
const LONGEST: u64 = 512 << 20;

/// Paths one per line, or with NUL between them (`find -print0`).
struct FileList {
    reference: SourceRef,
    root: PathBuf,
    /// Relative to the root, each once.
    paths: BTreeSet<Vec<u8>>,
    skip: Skip,
}

/// Opens a list of paths. Each is a file, or a directory to be walked; links in
/// the list are not followed. Paths of items are relative to `here` (the
/// current directory) when all of the list is below it, else to `/`.
///
/// # Errors
/// When the list cannot be read. Paths that do not exist are items that
/// vanished.
pub fn open_list(
    list: &mut dyn Read,
    given: &str,
    here: &Path,
    id: SourceId,
    options: &Options,
) -> Result<Box<dyn Source>, SourceError> {
    let refused = |e: &std::io::Error| SourceError::List {
        given: given.to_owned(),
        code: e.kind().to_string(),
    };
    let here = here.canonicalize().map_err(|e| refused(&e))?;
    let mut bytes = Vec::new();
    list.take(LONGEST)
        .read_to_end(&mut bytes)
        .map_err(|e| refused(&e))?;
    if bytes.len() as u64 == LONGEST {
        return Err(refused(&std::io::ErrorKind::FileTooLarge.into()));
    }
    let paths: BTreeSet<PathBuf> = split(&bytes).map(|p| resolve(&here, p)).collect();
    let root = if paths.iter().all(|p| p.starts_with(&here)) {
        here
    } else {
        PathBuf::from("/")
    };
    let below = |p: &PathBuf| {
        p.strip_prefix(&root)
            .ok()
            .map(|p| p.as_os_str().as_bytes().to_vec())
    };
    Ok(Box::new(FileList {
        reference: SourceRef {
            id,
            kind: SourceKind::Tree,
            uri: file_uri(&root),
            given: given.to_owned(),
        },
        paths: paths.iter().filter_map(below).collect(),
        root,
        skip: Skip::new(options)?,
    }))
}

impl Source for FileList {
    fn reference(&self) -> &SourceRef {
        &self.reference
    }

    fn list(&self, each: &mut dyn FnMut(Item) -> Flow) -> Result<(), SourceError> {
        let mut walk = Walk::new(&self.root, self.reference.id, &self.skip, each);
        let mut all = self.paths.iter().filter(|p| !self.within_another(p));
        let _stopped = all
            .try_for_each(|path| walk.add(path))
            .and_then(|()| walk.finish());
        Ok(())
    }
}

impl FileList {
    /// Whether a directory of the list already holds this path.
    fn within_another(&self, path: &[u8]) -> bool {
        let cuts = memchr::memchr_iter(b'/', path);
        let mut above = cuts.map(|cut| &path[..cut]).chain([&b""[..]]);
        above.any(|dir| {
            dir != path && self.paths.contains(dir) && {
                let full = self.root.join(OsStr::from_bytes(dir));
                stat_of(&full)
                    .is_ok_and(|s| rustix::fs::FileType::from_raw_mode(s.st_mode).is_dir())
            }
        })
    }
}

/// The paths of a list; empty ones are left out.
fn split(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let nul = bytes.contains(&0);
    bytes
        .split(move |b| *b == if nul { 0 } else { b'\n' })
        .map(move |line| {
            if nul {
                line
            } else {
                line.strip_suffix(b"\r").unwrap_or(line)
            }
        })
        .filter(|line| !line.is_empty())
}

/// Absolute, without `.` and `..`, its directories without links.
fn resolve(here: &Path, path: &[u8]) -> PathBuf {
    let joined = here.join(OsStr::from_bytes(path));
    let name = match joined.components().next_back() {
        Some(Component::Normal(name)) => name.to_owned(),
        _ => return joined.canonicalize().unwrap_or(joined),
    };
    match joined.parent().map(Path::canonicalize) {
        Some(Ok(dir)) => dir.join(name),
        _ => joined,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Content;

    fn listed(list: &[u8], here: &Path) -> (String, Vec<(String, bool)>) {
        let options = Options::default();
        let source = open_list(&mut &list[..], "liste", here, SourceId(0), &options).unwrap();
        let mut items = Vec::new();
        source
            .list(&mut |item| {
                let file = matches!(item.content, Content::File(_));
                items.push((item.at.to_string(), file));
                Ok(())
            })
            .unwrap();
        items.sort();
        (source.reference().uri.clone(), items)
    }

    #[test]
    fn paths_are_given_once_and_relative() {
        let dir = tempfile::tempdir().unwrap();
        let here = dir.path().canonicalize().unwrap();
        std::fs::create_dir_all(here.join("rh/paie")).unwrap();
        for file in ["rh/a.txt", "rh/paie/b.txt", "c.txt", "rh\nx"] {
            std::fs::write(here.join(file), "x").unwrap();
        }
        let all = [
            ("c.txt", true),
            ("gone", false),
            ("rh/a.txt", true),
            ("rh/paie/b.txt", true),
        ];
        let all: Vec<(String, bool)> = all.iter().map(|(p, f)| ((*p).to_owned(), *f)).collect();
        let uri = format!("file://{}", here.display());

        let (at, items) = listed(
            b"rh\r\n./c.txt\nrh/paie/../a.txt\n\nrh/paie/b.txt\ngone\n",
            &here,
        );
        assert_eq!(items, all);
        assert_eq!(at, uri);

        let (_, items) = listed(b"rh\nx\0c.txt\0", &here);
        assert_eq!(
            items,
            [("c.txt".to_owned(), true), ("rh\nx".to_owned(), true)]
        );
    }

    #[test]
    fn a_list_from_elsewhere_is_relative_to_the_root() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().canonicalize().unwrap().join("a.txt");
        std::fs::write(&file, "x").unwrap();
        let other = tempfile::tempdir().unwrap();

        let (uri, items) = listed(file.as_os_str().as_bytes(), other.path());
        assert_eq!(uri, "file://");
        let relative = file.to_str().unwrap().trim_start_matches('/').to_owned();
        assert_eq!(items, [(relative, true)]);
    }
}
