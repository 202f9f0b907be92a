//! A list of paths as a source (`--files-from`).

use super::regular::open_directory;
use super::tree::{Skip, file_uri};
use super::walk::Walk;
use super::{Item, Options, Source, SourceError, SourceKind, SourceRef};
use crate::extract::Flow;
use crate::model::SourceId;
use std::collections::{BTreeMap, BTreeSet};
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
        let mut known: BTreeMap<Vec<u8>, bool> = BTreeMap::new();
        let mut listable = |dir: &[u8]| {
            *known
                .entry(dir.to_vec())
                .or_insert_with(|| open_directory(&self.root.join(OsStr::from_bytes(dir))).is_ok())
        };
        let mut all = self.paths.iter();
        let _stopped = all
            .try_for_each(|path| match covered(&self.paths, path, &mut listable) {
                true => Ok(()),
                false => walk.add(path),
            })
            .and_then(|()| walk.finish());
        Ok(())
    }
}

/// Whether the walk of a directory of the list comes by this path: every
/// directory from there down to it can be listed.
fn covered(
    paths: &BTreeSet<Vec<u8>>,
    path: &[u8],
    listable: &mut impl FnMut(&[u8]) -> bool,
) -> bool {
    let above = || std::iter::successors(directory(path), |dir| directory(dir));
    let Some(nearest) = above().position(|dir| paths.contains(dir)) else {
        return false;
    };
    above().take(nearest + 1).all(listable)
}

/// The directory of a relative path; of the root, none.
fn directory(path: &[u8]) -> Option<&[u8]> {
    let cut = memchr::memrchr(b'/', path).unwrap_or(0);
    (!path.is_empty()).then(|| &path[..cut])
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

    #[test]
    fn a_file_beside_its_unreadable_directory_is_listed_itself() {
        let paths = ["a", "a/b/c/f", "d/f"].map(|p| p.as_bytes().to_vec());
        let paths = BTreeSet::from(paths);
        let is = |path: &str, closed: &str| {
            covered(&paths, path.as_bytes(), &mut |dir| dir != closed.as_bytes())
        };
        assert!(is("a/b/c/f", ""));
        for closed in ["a", "a/b", "a/b/c"] {
            assert!(!is("a/b/c/f", closed), "{closed}");
        }
        assert!(!is("a", "x") && !is("d/f", "x"));
    }

    #[test]
    fn directories_above_a_listed_file_can_be_excluded() {
        let dir = tempfile::tempdir().unwrap();
        let here = dir.path().canonicalize().unwrap();
        std::fs::create_dir_all(here.join("x/node_modules/y")).unwrap();
        std::fs::write(here.join("x/node_modules/y/a.txt"), "x").unwrap();
        std::fs::create_dir_all(here.join("data")).unwrap();
        std::fs::write(here.join("data/key"), "x").unwrap();
        let options = Options {
            exclude: vec!["node_modules/".to_owned()],
            own: vec![here.join("data")],
            ..Options::default()
        };
        let list = b"x/node_modules/y/a.txt\ndata/key\n";
        let source = open_list(&mut &list[..], "-", &here, SourceId(0), &options).unwrap();
        let mut why = Vec::new();
        source
            .list(&mut |item| {
                if let Content::Unreadable(problem) = item.content {
                    why.push(problem.to_string());
                }
                Ok(())
            })
            .unwrap();
        assert_eq!(
            why,
            ["excluded (written by limier)", "excluded (node_modules/)"]
        );
    }
}
