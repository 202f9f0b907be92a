//! A directory tree as a source, and what is left out of it on request.

use super::walk::Walk;
use super::{Item, Options, Source, SourceError, SourceKind, SourceRef};
use crate::extract::Flow;
use crate::model::{Problem, Reason, SourceId};
use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};

/// A directory tree.
pub(super) struct Tree {
    reference: SourceRef,
    root: PathBuf,
    skip: Skip,
}

impl Tree {
    /// The tree below `root`, an absolute path without links.
    pub(super) fn new(
        given: String,
        root: PathBuf,
        id: SourceId,
        options: &Options,
    ) -> Result<Self, SourceError> {
        Ok(Self {
            reference: SourceRef {
                id,
                kind: SourceKind::Tree,
                uri: file_uri(&root),
                given,
            },
            root,
            skip: Skip::new(options)?,
        })
    }
}

impl Source for Tree {
    fn reference(&self) -> &SourceRef {
        &self.reference
    }

    fn list(&self, each: &mut dyn FnMut(Item) -> Flow) -> Result<(), SourceError> {
        let mut walk = Walk::new(&self.root, self.reference.id, &self.skip, each);
        // A stop is the caller's own wish, not an error.
        let _stopped = walk.all().and_then(|()| walk.finish());
        Ok(())
    }
}

/// `file://` and the path, without a final `/`. Bytes that are not UTF-8 are
/// percent-encoded (and `%` too, then): two directories never have one URI.
pub(super) fn file_uri(path: &Path) -> String {
    let bytes = path.as_os_str().as_bytes();
    let mut uri = "file://".to_owned();
    let whole = std::str::from_utf8(bytes).is_ok();
    for chunk in bytes.utf8_chunks() {
        match whole {
            true => uri.push_str(chunk.valid()),
            false => uri.push_str(&chunk.valid().replace('%', "%25")),
        }
        for byte in chunk.invalid() {
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    let end = uri["file://".len()..].trim_end_matches('/').len();
    uri.truncate("file://".len() + end);
    uri
}

/// Detail of what is left out because we write it.
const OWN: &str = "written by limier";

/// Whether a `[` opens a class that nothing closes: `ignore` takes it for itself,
/// and who wrote it meant something else.
fn unclosed(glob: &str) -> bool {
    let mut chars = glob.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => _ = chars.next(),
            '[' => {
                _ = chars.next_if(|c| matches!(c, '!' | '^'));
                // the first one may be a bracket itself
                _ = chars.next_if_eq(&']');
                if !chars.by_ref().any(|c| c == ']') {
                    return true;
                }
            }
            _ => {}
        }
    }
    false
}

/// What is not read on request: patterns of the user, and our own files.
pub(super) struct Skip {
    globs: Gitignore,
    own: BTreeSet<PathBuf>,
}

impl Skip {
    /// Compiles the patterns.
    pub(super) fn new(options: &Options) -> Result<Self, SourceError> {
        let mut builder = GitignoreBuilder::new("");
        for glob in &options.exclude {
            if unclosed(glob) {
                return Err(SourceError::Glob { glob: glob.clone() });
            }
            builder
                .add_line(None, glob)
                .map_err(|_| SourceError::Glob { glob: glob.clone() })?;
        }
        let globs = builder.build().map_err(|_| SourceError::Glob {
            glob: options.exclude.join(" "),
        })?;
        Ok(Self {
            globs,
            own: options.own.iter().map(|p| without_links(p)).collect(),
        })
    }

    /// Why what the user named is left out together with a directory above it:
    /// one of ours, however far above, or one below `root` that a pattern names.
    pub(super) fn above(&self, root: &Path, path: &[u8]) -> Option<Problem> {
        let relative = Path::new(OsStr::from_bytes(path));
        let full = root.join(relative);
        if full.ancestors().any(|dir| self.own.contains(dir)) {
            return Some(Problem::new(Reason::Excluded, OWN));
        }
        let mut dirs: Vec<&Path> = relative.ancestors().skip(1).collect();
        // the outermost decides, as it does when a tree is walked
        dirs.reverse();
        let mut dirs = dirs.iter().map(|dir| dir.as_os_str().as_bytes());
        dirs.find_map(|dir| self.verdict(root, dir, true))
    }

    /// Why an entry is left out; `path` is relative to `root`.
    pub(super) fn verdict(&self, root: &Path, path: &[u8], is_dir: bool) -> Option<Problem> {
        if path.is_empty() {
            return None;
        }
        let relative = Path::new(OsStr::from_bytes(path));
        if !self.own.is_empty() && self.own.contains(&root.join(relative)) {
            return Some(Problem::new(Reason::Excluded, OWN));
        }
        if self.globs.is_empty() {
            return None;
        }
        match self.globs.matched(relative, is_dir) {
            Match::Ignore(glob) => Some(Problem::new(Reason::Excluded, glob.original())),
            Match::None | Match::Whitelist(_) => None,
        }
    }
}

/// An absolute path whose directories are no links; the thing itself, and
/// directories above it, need not exist yet.
fn without_links(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let mut above = absolute.ancestors().skip(1);
    let known = above.find_map(|dir| Some((dir, dir.canonicalize().ok()?)));
    match known {
        Some((dir, real)) => match absolute.strip_prefix(dir) {
            Ok(rest) => real.join(rest),
            Err(_) => absolute,
        },
        None => absolute,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Content, open, open_regular};
    use std::collections::BTreeMap;
    use std::fs;
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    fn listed(root: &Path, options: &Options) -> BTreeMap<Vec<u8>, Item> {
        let source = open(root.to_str().unwrap(), SourceId(0), options).unwrap();
        let mut items = BTreeMap::new();
        source
            .list(&mut |item| {
                let before = items.insert(item.at.path.as_bytes().to_vec(), item);
                assert!(before.is_none(), "listed twice");
                Ok(())
            })
            .unwrap();
        items
    }

    fn states(items: &BTreeMap<Vec<u8>, Item>) -> Vec<(String, String)> {
        let state = |content: &Content| match content {
            Content::File(_) => "file".to_owned(),
            Content::Unreadable(problem) => problem.to_string(),
            other => panic!("{other:?}"),
        };
        items
            .iter()
            .map(|(path, item)| {
                (
                    String::from_utf8_lossy(path).into_owned(),
                    state(&item.content),
                )
            })
            .collect()
    }

    fn tree() -> (tempfile::TempDir, PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().canonicalize().unwrap();
        (dir, root)
    }

    fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
        let own = |(a, b): &(&str, &str)| ((*a).to_owned(), (*b).to_owned());
        expected.iter().map(own).collect()
    }

    #[test]
    fn nothing_is_hidden_and_no_link_followed() {
        let (_dir, root) = tree();
        let outside = tempfile::tempdir().unwrap();
        fs::write(outside.path().join("secret"), "x").unwrap();
        fs::create_dir_all(root.join(".git/objects")).unwrap();
        fs::create_dir(root.join("vide")).unwrap();
        for (file, text) in [
            (".gitignore", "*"),
            (".ignore", "*"),
            (".git/objects/a", "x"),
            ("été\nà la mer.txt", "abc"),
        ] {
            fs::write(root.join(file), text).unwrap();
        }
        fs::write(root.join(OsStr::from_bytes(b"nom\xe9.txt")), "x").unwrap();
        symlink(outside.path(), root.join("dehors")).unwrap();
        symlink(&root, root.join("boucle")).unwrap();
        symlink("rien", root.join("mort")).unwrap();
        rustix::fs::mknodat(
            rustix::fs::CWD,
            root.join("tube"),
            rustix::fs::FileType::Fifo,
            rustix::fs::Mode::RUSR,
            0,
        )
        .unwrap();
        let _socket = std::os::unix::net::UnixListener::bind(root.join("prise")).unwrap();

        let items = listed(&root, &Options::default());
        assert_eq!(
            states(&items),
            pairs(&[
                (".git/objects/a", "file"),
                (".gitignore", "file"),
                (".ignore", "file"),
                ("boucle", "link (symbolic link)"),
                ("dehors", "link (symbolic link)"),
                ("mort", "link (symbolic link)"),
                ("nom\u{fffd}.txt", "file"),
                ("prise", "not_regular (socket)"),
                ("tube", "not_regular (fifo)"),
                ("été\nà la mer.txt", "file"),
            ])
        );
        let file = &items["été\nà la mer.txt".as_bytes()];
        assert_eq!(file.size, 3);
        assert!(file.modified.is_some_and(|t| t > 1_600_000_000));
        assert_eq!(file.mode.map(|m| m & 0o400), Some(0o400));
        assert!(items[&b"nom\xe9.txt"[..]].at.path.is_escaped());
    }

    #[test]
    fn a_folder_closes_what_stands_inside() {
        let (_dir, root) = tree();
        fs::create_dir_all(root.join("ferme/dedans")).unwrap();
        fs::create_dir(root.join("ouvert")).unwrap();
        for file in ["ferme/dedans/a", "ouvert/a", "a"] {
            fs::write(root.join(file), "x").unwrap();
            fs::set_permissions(root.join(file), fs::Permissions::from_mode(0o644)).unwrap();
        }
        let set = |path: &Path, mode| {
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        };
        set(&root.join("ferme/dedans"), 0o755);
        set(&root.join("ouvert"), 0o755);
        let modes = |closed: u32, top: u32| {
            set(&root.join("ferme"), closed);
            set(&root, top);
            let items = listed(&root, &Options::default());
            [b"ferme/dedans/a".as_slice(), b"ouvert/a", b"a"].map(|p| items[p].mode.unwrap())
        };
        assert_eq!(modes(0o755, 0o755), [0o644, 0o644, 0o644]);
        assert_eq!(modes(0o750, 0o755), [0o640, 0o644, 0o644]);
        assert_eq!(modes(0o700, 0o755), [0o600, 0o644, 0o644]);
        assert_eq!(modes(0o755, 0o700), [0o600, 0o600, 0o600]);
    }

    #[test]
    fn opening_refuses_what_the_listing_would() {
        let (_dir, root) = tree();
        fs::create_dir(root.join("d")).unwrap();
        fs::write(root.join("d/a"), "abc").unwrap();
        symlink("d/a", root.join("l")).unwrap();
        symlink("d", root.join("ld")).unwrap();
        rustix::fs::mknodat(
            rustix::fs::CWD,
            root.join("tube"),
            rustix::fs::FileType::Fifo,
            rustix::fs::Mode::RUSR,
            0,
        )
        .unwrap();
        let what = |name: &str| open_regular(&root.join(name)).err().map(|p| p.what);
        assert_eq!(what("d/a"), None);
        assert_eq!(what("l"), Some(Reason::Link));
        assert_eq!(what("ld/a"), Some(Reason::Link));
        assert_eq!(what("tube"), Some(Reason::NotRegular));
        assert_eq!(what("d"), Some(Reason::NotRegular));
        assert_eq!(what("absent"), Some(Reason::Vanished));
    }

    #[test]
    fn reading_leaves_the_access_time() {
        let (_dir, root) = tree();
        let file = root.join("a");
        fs::write(&file, "abc").unwrap();
        let old = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000);
        fs::File::options()
            .write(true)
            .open(&file)
            .unwrap()
            .set_times(fs::FileTimes::new().set_accessed(old))
            .unwrap();
        let mut text = String::new();
        std::io::Read::read_to_string(&mut open_regular(&file).unwrap(), &mut text).unwrap();
        assert_eq!(text, "abc");
        assert_eq!(fs::metadata(&file).unwrap().accessed().unwrap(), old);
    }

    #[test]
    fn hard_links_are_read_once_in_each_folder() {
        let (_dir, root) = tree();
        fs::create_dir(root.join("z")).unwrap();
        fs::write(root.join("z/original"), "x").unwrap();
        fs::hard_link(root.join("z/original"), root.join("m")).unwrap();
        fs::hard_link(root.join("z/original"), root.join("b")).unwrap();
        assert_eq!(
            states(&listed(&root, &Options::default())),
            pairs(&[
                ("b", "file"),
                ("m", "link (hard link of b)"),
                ("z/original", "file"),
            ])
        );
    }

    #[test]
    fn of_snapshots_kept_by_hard_links_one_is_read() {
        let (_dir, root) = tree();
        for day in 0..5 {
            let folder = root.join(format!("jour.{day}"));
            fs::create_dir(&folder).unwrap();
            match day {
                0 => fs::write(folder.join("a"), "x").unwrap(),
                _ => fs::hard_link(root.join("jour.0/a"), folder.join("a")).unwrap(),
            }
        }
        let told = states(&listed(&root, &Options::default()));
        let files = told.iter().filter(|(_, state)| state == "file");
        assert_eq!(files.count(), 1, "{told:?}");
        let link = "link (hard link of jour.0/a)".to_owned();
        assert_eq!(told[1], ("jour.1/a".to_owned(), link));
    }

    #[test]
    fn excluded_and_own_files_are_listed_not_read() {
        let (_dir, root) = tree();
        fs::create_dir_all(root.join("node_modules/x")).unwrap();
        fs::create_dir_all(root.join("sous/archives")).unwrap();
        fs::create_dir_all(root.join("archives")).unwrap();
        for file in [
            "node_modules/x/a",
            "sous/archives/a",
            "archives/a",
            "b.log",
            "c.txt",
            "rapport.html",
        ] {
            fs::write(root.join(file), "x").unwrap();
        }
        let options = Options {
            exclude: ["node_modules/", "*.log", "/archives"]
                .map(str::to_owned)
                .to_vec(),
            own: vec![root.join("sous/../rapport.html"), root.join("absent")],
            ..Options::default()
        };
        assert_eq!(
            states(&listed(&root, &options)),
            pairs(&[
                ("archives", "excluded (/archives)"),
                ("b.log", "excluded (*.log)"),
                ("c.txt", "file"),
                ("node_modules", "excluded (node_modules/)"),
                ("rapport.html", "excluded (written by limier)"),
                ("sous/archives/a", "file"),
            ])
        );
    }

    #[test]
    fn refused_directories_are_told() {
        let (_dir, root) = tree();
        fs::create_dir(root.join("prive")).unwrap();
        fs::write(root.join("prive/a"), "x").unwrap();
        fs::set_permissions(root.join("prive"), fs::Permissions::from_mode(0o000)).unwrap();
        let privileged = fs::read_dir(root.join("prive")).is_ok();
        let items = states(&listed(&root, &Options::default()));
        fs::set_permissions(root.join("prive"), fs::Permissions::from_mode(0o700)).unwrap();
        let expected = if privileged {
            // The administrator may list everything.
            pairs(&[("prive/a", "file")])
        } else {
            pairs(&[("prive", "permission_denied")])
        };
        assert_eq!(items, expected);
    }

    /// Names of 200 letters, 30 deep: the whole path exceeds what one call takes.
    #[test]
    fn paths_longer_than_the_system_takes_are_listed_and_opened() {
        let (_dir, root) = tree();
        let name = "n".repeat(200);
        let mut dir = rustix::fs::open(
            &root,
            rustix::fs::OFlags::DIRECTORY,
            rustix::fs::Mode::empty(),
        )
        .unwrap();
        for _ in 0..30 {
            rustix::fs::mkdirat(&dir, &name, rustix::fs::Mode::RWXU).unwrap();
            dir = rustix::fs::openat(
                &dir,
                &name,
                rustix::fs::OFlags::DIRECTORY,
                rustix::fs::Mode::empty(),
            )
            .unwrap();
        }
        let file = rustix::fs::openat(
            &dir,
            "a.txt",
            rustix::fs::OFlags::CREATE | rustix::fs::OFlags::WRONLY,
            rustix::fs::Mode::RUSR,
        )
        .unwrap();
        rustix::io::write(&file, b"abc").unwrap();

        let items = listed(&root, &Options::default());
        assert_eq!(items.len(), 1);
        let item = items.values().next().unwrap();
        assert_eq!(item.at.path.as_bytes().len(), 30 * 201 + 5);
        let Content::File(path) = &item.content else {
            panic!("{item:?}")
        };
        let mut text = String::new();
        std::io::Read::read_to_string(&mut open_regular(path).unwrap(), &mut text).unwrap();
        assert_eq!(text, "abc");
    }

    #[test]
    fn a_stop_ends_the_listing() {
        let (_dir, root) = tree();
        for n in 0..10 {
            fs::write(root.join(n.to_string()), "x").unwrap();
        }
        let source = open(root.to_str().unwrap(), SourceId(0), &Options::default()).unwrap();
        let mut seen = 0;
        source
            .list(&mut |_| {
                seen += 1;
                if seen == 3 {
                    Err(crate::extract::Stop)
                } else {
                    Ok(())
                }
            })
            .unwrap();
        assert_eq!(seen, 3);
    }

    #[test]
    fn roots_that_differ_in_bytes_differ_in_their_uri() {
        let uri = |path: &[u8]| file_uri(Path::new(OsStr::from_bytes(path)));
        assert_eq!(
            uri("/srv/données 100%/".as_bytes()),
            "file:///srv/données 100%"
        );
        assert_eq!(uri(b"/srv/caf\xe9"), "file:///srv/caf%E9");
        assert_eq!(uri(b"/srv/caf\xe8"), "file:///srv/caf%E8");
        assert_eq!(uri(b"/srv/%E9\xe9"), "file:///srv/%25E9%E9");
        assert_eq!(uri(b"/"), "file://");
    }

    #[test]
    fn what_lies_below_our_own_directory_is_not_read() {
        let (_dir, root) = tree();
        fs::create_dir_all(root.join("data/scans/a")).unwrap();
        fs::write(root.join("data/scans/a/s.sqlite"), "x").unwrap();
        fs::write(root.join("data/note.txt"), "x").unwrap();
        let options = Options {
            own: vec![root.join("data/scans"), root.join("pas/encore/là.html")],
            ..Options::default()
        };
        let own = "excluded (written by limier)";
        for named in ["data/scans", "data/scans/a"] {
            let items = states(&listed(&root.join(named), &options));
            assert_eq!(items, pairs(&[(".", own)]));
        }
        let items = states(&listed(&root.join("data/scans/a/s.sqlite"), &options));
        assert_eq!(items, pairs(&[("s.sqlite", own)]));
        let items = states(&listed(&root.join("data"), &options));
        assert_eq!(items, pairs(&[("note.txt", "file"), ("scans", own)]));
    }

    #[test]
    fn one_file_can_be_excluded_too() {
        let (_dir, root) = tree();
        fs::write(root.join("b.log"), "x").unwrap();
        let options = Options {
            exclude: vec!["*.log".to_owned()],
            ..Options::default()
        };
        let items = states(&listed(&root.join("b.log"), &options));
        assert_eq!(items, pairs(&[("b.log", "excluded (*.log)")]));
    }
}
