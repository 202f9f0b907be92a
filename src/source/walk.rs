//! Lists one directory tree: every entry once, nothing hidden, no link
//! followed, nothing opened but directories.
//!
//! A stack of directories instead of recursion: depth costs neither stack nor
//! file descriptors, and paths longer than the system takes in one piece work.
//! Entries are examined through their directory's descriptor, so a directory
//! swapped for a link while we list it leads nowhere.

use super::regular::{kind_name, open_directory, problem_of};
use super::tree::Skip;
use super::{Content, Item};
use crate::extract::{Flow, Stop};
use crate::model::{Locator, PathName, Problem, Reason, SourceId};
use rustix::fs::{AtFlags, Dir, FileType, Stat};
use rustix::io::Errno;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{CStr, OsStr};
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// Directories inside directories, beyond which a tree is no file share but an
/// attack.
const DEEPEST: u32 = 4096;

/// A walk under way. Paths are relative to `root`.
pub(super) struct Walk<'a> {
    root: &'a Path,
    source: SourceId,
    skip: &'a Skip,
    each: &'a mut dyn FnMut(Item) -> Flow,
    pending: Vec<Pending>,
    /// Files with several names, by device and inode, until all their names
    /// are known: which name comes first must not depend on the disk's order.
    /// A share kept by hard links (rsnapshot) has millions: only names are held.
    linked: BTreeMap<(u64, u64), Linked>,
    /// What is mounted, by device; none: data.
    mounts: BTreeMap<u64, Option<&'static str>>,
}

/// Names of one file up to which it is read in each folder that it stands in; with
/// more, a share is kept by hard links (snapshots), and reading each would read it
/// many times over.
const NAMES: usize = 4;

/// The folder of a path.
fn folder(path: &[u8]) -> &[u8] {
    let end = path.iter().rposition(|b| *b == b'/');
    &path[..end.unwrap_or(0)]
}

/// A file with several names.
struct Linked {
    size: u64,
    modified: i64,
    mode: u32,
    names: Vec<Box<[u8]>>,
}

/// A directory to list.
struct Pending {
    path: Vec<u8>,
    trail: Rc<Trail>,
}

/// The directories above, to see a loop (a mount inside itself).
struct Trail {
    device: u64,
    inode: u64,
    depth: u32,
    /// The mode bits that folders on the way leave to what stands inside.
    lets: u32,
    above: Option<Rc<Self>>,
}

impl Trail {
    /// What a folder's mode leaves: who may not pass through it reads nothing below.
    fn lets(mode: u32, above: Option<&Rc<Self>>) -> u32 {
        let closed: [(u32, u32); 2] = [(0o010, 0o070), (0o001, 0o007)];
        let closed = closed.iter().filter(|(pass, _)| mode & pass == 0);
        let own = closed.fold(0o7777, |lets, (_, all)| lets & !all);
        own & above.map_or(0o7777, |t| t.lets)
    }

    fn holds(&self, device: u64, inode: u64) -> bool {
        let mut at = Some(self);
        while let Some(dir) = at {
            if (dir.device, dir.inode) == (device, inode) {
                return true;
            }
            at = dir.above.as_deref();
        }
        false
    }
}

impl<'a> Walk<'a> {
    /// A walk below `root`, a directory whose path holds no link.
    pub(super) fn new(
        root: &'a Path,
        source: SourceId,
        skip: &'a Skip,
        each: &'a mut dyn FnMut(Item) -> Flow,
    ) -> Self {
        Self {
            root,
            source,
            skip,
            each,
            pending: Vec::new(),
            linked: BTreeMap::new(),
            mounts: BTreeMap::new(),
        }
    }

    /// Lists what stands at `path` (a file, or a directory and all below it).
    pub(super) fn add(&mut self, path: &[u8]) -> Flow {
        if let Some(problem) = self.skip.above(self.root, path) {
            return self.refused(path, problem);
        }
        match super::regular::stat_of(&self.full(path)) {
            Ok(stat) => self.entry(path, &stat, None)?,
            Err(code) => self.refused(path, problem_of(code))?,
        }
        self.drain()
    }

    /// Lists the whole tree below the root.
    pub(super) fn all(&mut self) -> Flow {
        self.add(b"")
    }

    /// Gives the files with several names: the first of each folder as a file, since
    /// what a place holds it holds whatever else does, the others as links to it; of
    /// one with very many names the first alone. To be called once, at the end.
    pub(super) fn finish(mut self) -> Flow {
        while let Some((_, mut file)) = self.linked.pop_first() {
            file.names.sort_unstable();
            file.names.dedup();
            let Some(first) = file.names.first() else {
                continue;
            };
            let detail = format!("hard link of {}", self.locator(first));
            let few = file.names.len() <= NAMES;
            let mut folders = BTreeSet::new();
            for (n, name) in file.names.iter().enumerate() {
                let content = match folders.insert(folder(name)) && (few || n == 0) {
                    true => Content::File(self.full(name)),
                    false => Content::Unreadable(Problem::new(Reason::Link, detail.clone())),
                };
                let item = Item {
                    at: self.locator(name),
                    size: file.size,
                    modified: Some(file.modified),
                    mode: Some(file.mode),
                    content,
                };
                (self.each)(item)?;
            }
        }
        Ok(())
    }

    fn drain(&mut self) -> Flow {
        while let Some(dir) = self.pending.pop() {
            self.directory(&dir)?;
        }
        Ok(())
    }

    fn directory(&mut self, dir: &Pending) -> Flow {
        let opened = open_directory(&self.full(&dir.path)).and_then(Dir::new);
        let mut entries = match opened {
            Ok(entries) => entries,
            Err(code) => return self.refused(&dir.path, problem_of(code)),
        };
        while let Some(entry) = entries.read() {
            let entry = match entry {
                Ok(entry) => entry,
                // The rest of the directory cannot be listed.
                Err(code) => return self.refused(&dir.path, problem_of(code)),
            };
            let name = entry.file_name();
            if matches!(name.to_bytes(), b"." | b"..") {
                continue;
            }
            let path = join(&dir.path, name.to_bytes());
            match stat_in(&entries, name) {
                Ok(stat) => self.entry(&path, &stat, Some(&dir.trail))?,
                Err(code) => self.refused(&path, problem_of(code))?,
            }
        }
        Ok(())
    }

    /// One entry: a directory is put on the stack, all else is given.
    fn entry(&mut self, path: &[u8], stat: &Stat, above: Option<&Rc<Trail>>) -> Flow {
        let kind = FileType::from_raw_mode(stat.st_mode);
        let is_dir = kind == FileType::Directory;
        if let Some(problem) = self.skip.verdict(self.root, path, is_dir) {
            return self.refused(path, problem);
        }
        if is_dir {
            return match self.enter(path, stat, above) {
                Ok(pending) => {
                    self.pending.push(pending);
                    Ok(())
                }
                Err(problem) => self.refused(path, problem),
            };
        }
        let mode = stat.st_mode & above.map_or(0o7777, |t| t.lets);
        if kind == FileType::RegularFile && stat.st_nlink > 1 {
            let id = (device_of(stat), stat.st_ino);
            let file = self.linked.entry(id).or_insert_with(|| Linked {
                size: u64::try_from(stat.st_size).unwrap_or(0),
                modified: stat.st_mtime,
                mode: 0,
                names: Vec::with_capacity(1),
            });
            // by any of its names
            file.mode |= mode;
            file.names.push(path.into());
            return Ok(());
        }
        let mut item = self.item(path, stat, kind);
        item.mode = Some(mode);
        (self.each)(item)
    }

    /// Whether a directory may be listed.
    fn enter(
        &mut self,
        path: &[u8],
        stat: &Stat,
        above: Option<&Rc<Trail>>,
    ) -> Result<Pending, Problem> {
        let (device, inode) = (device_of(stat), stat.st_ino);
        let depth = above.map_or(0, |t| t.depth + 1);
        if depth > DEEPEST {
            return Err(Problem::new(Reason::DepthLimit, format!("{DEEPEST}")));
        }
        if above.is_some_and(|t| t.holds(device, inode)) {
            return Err(Problem::new(Reason::Link, "directory inside itself"));
        }
        let full = self.full(path);
        let mounted = *self
            .mounts
            .entry(device)
            .or_insert_with(|| system_mount(&full));
        if let Some(name) = mounted.or_else(|| devices(&full)) {
            let detail = format!("system file system {name}");
            return Err(Problem::new(Reason::NotRegular, detail));
        }
        Ok(Pending {
            path: path.to_vec(),
            trail: Rc::new(Trail {
                device,
                inode,
                depth,
                lets: Trail::lets(stat.st_mode, above),
                above: above.map(Rc::clone),
            }),
        })
    }

    fn item(&self, path: &[u8], stat: &Stat, kind: FileType) -> Item {
        let content = match kind {
            FileType::RegularFile => Content::File(self.full(path)),
            FileType::Symlink => Content::Unreadable(Problem::new(Reason::Link, kind_name(kind))),
            _ => Content::Unreadable(Problem::new(Reason::NotRegular, kind_name(kind))),
        };
        let regular = kind == FileType::RegularFile;
        Item {
            at: self.locator(path),
            size: if regular {
                u64::try_from(stat.st_size).unwrap_or(0)
            } else {
                0
            },
            modified: Some(stat.st_mtime),
            mode: Some(stat.st_mode & 0o7777),
            content,
        }
    }

    fn refused(&mut self, path: &[u8], problem: Problem) -> Result<(), Stop> {
        let at = self.locator(path);
        (self.each)(Item::unreadable(at, problem))
    }

    fn locator(&self, path: &[u8]) -> Locator {
        let shown: &[u8] = if path.is_empty() { b"." } else { path };
        Locator::new(self.source, PathName::from_bytes(shown))
    }

    fn full(&self, path: &[u8]) -> PathBuf {
        if path.is_empty() {
            return self.root.to_path_buf();
        }
        self.root.join(OsStr::from_bytes(path))
    }
}

fn join(dir: &[u8], name: &[u8]) -> Vec<u8> {
    let mut path = Vec::with_capacity(dir.len() + 1 + name.len());
    if !dir.is_empty() {
        path.extend_from_slice(dir);
        path.push(b'/');
    }
    path.extend_from_slice(name);
    path
}

fn stat_in(dir: &Dir, name: &CStr) -> Result<Stat, Errno> {
    rustix::fs::statat(dir.fd()?, name, AtFlags::SYMLINK_NOFOLLOW)
}

/// The width of this field differs between systems.
#[expect(clippy::unnecessary_cast, reason = "i32 on some systems, u64 here")]
const fn device_of(stat: &Stat) -> u64 {
    stat.st_dev as u64
}

/// `/dev` need not be a file system of its own.
fn devices(path: &Path) -> Option<&'static str> {
    (path == Path::new("/dev")).then_some("dev")
}

/// Whether a directory is the kernel's: see [`system_mount`].
pub(super) fn system_directory(path: &Path) -> Option<&'static str> {
    system_mount(path).or_else(|| devices(path))
}

/// The name of a file system that holds no data but the kernel's own view of
/// itself: reading there is endless, or acts.
#[cfg(target_os = "linux")]
fn system_mount(path: &Path) -> Option<&'static str> {
    let magic = rustix::fs::statfs(path).ok()?.f_type as u64 & 0xffff_ffff;
    Some(match magic {
        0x9fa0 => "proc",
        0x6265_6572 => "sysfs",
        0x1cd1 => "devpts",
        0x6462_6720 => "debugfs",
        0x7472_6163 => "tracefs",
        0x7363_6673 => "securityfs",
        0x6265_6570 => "configfs",
        0x0027_e0eb | 0x6367_7270 => "cgroup",
        0xcafe_4a11 => "bpf",
        0x6165_676c => "pstore",
        0xde5e_81e4 => "efivarfs",
        0x1980_0202 => "mqueue",
        0x4249_4e4d => "binfmt_misc",
        0xf97c_ff8c => "selinuxfs",
        0x6e73_6673 => "nsfs",
        0x6573_5543 => "fusectl",
        0x6759_6969 => "rpc_pipefs",
        _ => return None,
    })
}

/// Elsewhere the paths decide.
#[cfg(not(target_os = "linux"))]
fn system_mount(path: &Path) -> Option<&'static str> {
    match path.to_str()? {
        "/proc" => Some("proc"),
        "/sys" => Some("sysfs"),
        _ => None,
    }
}
