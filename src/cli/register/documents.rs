//! The documents that an import names: files, those in folders, those in
//! archives. What cannot be had is an error that says what to do.

use super::super::lang::Lang;
use crate::import::Archive;
use crate::model::Problem;
use crate::register::inert;
use anyhow::{Result, anyhow, bail};
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};

/// Longest document that is read.
const LONGEST: u64 = 1 << 30;
/// Bytes by which an archive is known.
const HEAD: u64 = 64 << 10;

/// One document.
#[derive(Debug)]
pub(super) struct Listed {
    /// Where it is; of a member of an archive `fiches.zip!/paie.docx`.
    pub(super) path: PathBuf,
    /// Its bytes, where it came out of an archive.
    unpacked: Option<Vec<u8>>,
}

/// All documents, and what of archives could not be read.
#[derive(Debug, Default)]
pub(super) struct Listing {
    /// In the order in which they are named, of folders by name.
    pub(super) documents: Vec<Listed>,
    /// What is wrong with members of archives, by their path.
    pub(super) unread: Vec<(PathBuf, Problem)>,
}

impl Listing {
    /// The files that are named, and those in the folders and archives that are;
    /// never the output.
    ///
    /// # Errors
    /// What is named is not there, or may not be read.
    pub(super) fn of(named: &[PathBuf], output: &Path, lang: Lang) -> Result<Self> {
        let same = |path: &Path| match (path.canonicalize(), output.canonicalize()) {
            (Ok(a), Ok(b)) => a == b,
            _ => false,
        };
        let mut listing = Self::default();
        for path in named {
            if !path.is_dir() {
                listing.add(path.clone(), lang)?;
                continue;
            }
            let walk = ignore::WalkBuilder::new(path)
                .standard_filters(false)
                .hidden(true)
                .sort_by_file_path(Path::cmp)
                .build();
            for entry in walk {
                let entry = entry.map_err(|e| of_walk(path, e, lang))?;
                if entry.file_type().is_some_and(|t| t.is_file()) && !same(entry.path()) {
                    listing.add(entry.into_path(), lang)?;
                }
            }
        }
        Ok(listing)
    }

    /// Adds a file, or what it holds if it is an archive.
    fn add(&mut self, path: PathBuf, lang: Lang) -> Result<()> {
        let archive = match begins_packed(&path) {
            true => Archive::open(&read(&path, lang)?, &base(&path)),
            false => None,
        };
        let Some(archive) = archive else {
            self.documents.push(Listed {
                path,
                unpacked: None,
            });
            return Ok(());
        };
        let inside = |name: &str| match name {
            "" => path.clone(),
            name => PathBuf::from(format!("{}!/{name}", path.display())),
        };
        let unread = archive.unread.into_iter();
        self.unread
            .extend(unread.map(|(name, p)| (inside(&name), p)));
        let documents = archive.documents.into_iter();
        self.documents.extend(documents.map(|(name, bytes)| Listed {
            path: inside(&name),
            unpacked: Some(bytes),
        }));
        Ok(())
    }
}

impl Listed {
    /// Its bytes, once.
    ///
    /// # Errors
    /// It is not there, may not be read, or is longer than any register.
    pub(super) fn bytes(&mut self, lang: Lang) -> Result<Vec<u8>> {
        match self.unpacked.take() {
            Some(bytes) => Ok(bytes),
            None => read(&self.path, lang),
        }
    }

    /// The name of the file, without its folders.
    pub(super) fn base(&self) -> String {
        base(&self.path)
    }
}

fn base(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

/// Whether a file begins as ZIP or GZIP; of office documents, which do too, the
/// rest is looked at by who opens it.
fn begins_packed(path: &Path) -> bool {
    let mut head = Vec::new();
    let is_file = std::fs::metadata(path).is_ok_and(|m| m.is_file());
    let opened = is_file.then(|| std::fs::File::open(path).ok()).flatten();
    let read = opened.map(|file| file.take(HEAD).read_to_end(&mut head));
    read.is_some_and(|r| r.is_ok()) && (head.starts_with(b"PK") || head.starts_with(b"\x1f\x8b"))
}

fn read(path: &Path, lang: Lang) -> Result<Vec<u8>> {
    let told = |e: std::io::Error| of_io(path, &e, lang);
    let length = std::fs::metadata(path).map_err(told)?.len();
    if length > LONGEST {
        let shown = shown(path);
        bail!(match lang {
            Lang::Fr =>
                format!("{shown} : {length} octets, plus d’un Gio : ce n’est pas un registre"),
            Lang::En => format!("{shown}: {length} bytes, more than a GiB: that is no register"),
        });
    }
    std::fs::read(path).map_err(told)
}

/// A path in messages, harmless for a terminal.
pub(super) fn shown(path: &Path) -> String {
    inert(path.display().to_string())
}

/// Why a file or folder cannot be had, and what helps.
pub(super) fn of_io(path: &Path, error: &std::io::Error, lang: Lang) -> anyhow::Error {
    let shown = shown(path);
    match (error.kind(), lang) {
        (ErrorKind::NotFound, Lang::Fr) => {
            anyhow!("{shown} : ce fichier n’existe pas ; vérifier le chemin donné")
        }
        (ErrorKind::NotFound, Lang::En) => {
            anyhow!("{shown}: there is no such file; check the path given")
        }
        (ErrorKind::PermissionDenied, Lang::Fr) => {
            anyhow!("{shown} : accès refusé ; demander le droit de lecture")
        }
        (ErrorKind::PermissionDenied, Lang::En) => {
            anyhow!("{shown}: access denied; ask for the right to read it")
        }
        (_, Lang::Fr) => anyhow!("{shown} : lecture impossible ({error})"),
        (_, Lang::En) => anyhow!("{shown}: cannot be read ({error})"),
    }
}

fn of_walk(folder: &Path, error: ignore::Error, lang: Lang) -> anyhow::Error {
    let text = error.to_string();
    match error.into_io_error() {
        Some(error) => of_io(folder, &error, lang),
        None => anyhow!("{}: {}", shown(folder), inert(text)),
    }
}
