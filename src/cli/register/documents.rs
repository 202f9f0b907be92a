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
/// Bytes of all that archives hold, since all of it is kept until it is read.
const UNPACKED: u64 = 512 << 20;
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
    /// Bytes that archives may still hold.
    left: u64,
}

impl Listing {
    /// The files that are named, and those in the folders and archives that are;
    /// never the output.
    ///
    /// # Errors
    /// What is named is not there, may not be read, or is the output itself.
    pub(super) fn of(named: &[PathBuf], output: &Path, lang: Lang) -> Result<Self> {
        let same = |path: &Path| match (path.canonicalize(), output.canonicalize()) {
            (Ok(a), Ok(b)) => a == b,
            _ => false,
        };
        let mut listing = Self {
            left: UNPACKED,
            ..Self::default()
        };
        for path in named {
            if same(path) {
                bail!(itself(path, lang));
            }
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

    /// What a file holds, if it is an archive.
    fn unpacked(&mut self, path: &Path, lang: Lang) -> Result<Option<Archive>> {
        let bytes = read(path, lang)?;
        let (name, left) = (base(path), self.left);
        let archive = std::panic::catch_unwind(|| Archive::within(&bytes, &name, left));
        let archive = archive.map_err(|_| anyhow!(failed(path, lang)))?;
        let held = archive.iter().flat_map(|a| &a.documents);
        let held: u64 = held.map(|(_, bytes)| bytes.len() as u64).sum();
        self.left = self.left.saturating_sub(held);
        Ok(archive)
    }

    /// Adds a file, or what it holds if it is an archive.
    fn add(&mut self, path: PathBuf, lang: Lang) -> Result<()> {
        let archive = match begins_packed(&path) {
            true => self.unpacked(&path, lang)?,
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

/// A parser died of a document.
pub(super) fn failed(path: &Path, lang: Lang) -> String {
    let shown = shown(path);
    match lang {
        Lang::Fr => format!(
            "{shown} : la lecture de ce document a échoué ; l’exporter sous une autre forme (DOCX, XLSX, texte) et recommencer"
        ),
        Lang::En => format!(
            "{shown}: reading this document failed; export it in another form (DOCX, XLSX, text) and try again"
        ),
    }
}

/// The register that is to be written is no document of it.
fn itself(path: &Path, lang: Lang) -> String {
    let shown = shown(path);
    match lang {
        Lang::Fr => format!(
            "{shown} : c’est le registre à écrire ; nommer un autre document, ou une autre sortie avec --output"
        ),
        Lang::En => format!(
            "{shown}: this is the register to be written; name another document, or another output with --output"
        ),
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Reason;
    use std::io::Write as _;

    fn zipped(name: &str, text: &str) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        zip.start_file(name, zip::write::SimpleFileOptions::default())
            .unwrap();
        zip.write_all(text.as_bytes()).unwrap();
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn the_register_is_no_document_of_itself() {
        let folder = tempfile::tempdir().unwrap();
        let register = folder.path().join("register.yaml");
        let other = folder.path().join("fiche.txt");
        std::fs::write(&register, "version: 1").unwrap();
        std::fs::write(&other, "Traitement : Paie").unwrap();
        let of = |named: &Path| Listing::of(&[named.to_owned()], &register, Lang::Fr);
        let told = of(&register).unwrap_err().to_string();
        assert!(told.contains("le registre à écrire"), "{told}");
        let paths = |listing: Listing| -> Vec<PathBuf> {
            listing.documents.into_iter().map(|d| d.path).collect()
        };
        assert_eq!(paths(of(&other).unwrap()), std::slice::from_ref(&other));
        assert_eq!(paths(of(folder.path()).unwrap()), [other]);
    }

    #[test]
    fn archives_share_what_may_be_unpacked() {
        let folder = tempfile::tempdir().unwrap();
        let mut listing = Listing {
            left: 5,
            ..Listing::default()
        };
        for name in ["a", "b", "c"] {
            let path = folder.path().join(format!("{name}.zip"));
            std::fs::write(&path, zipped(&format!("{name}.txt"), "abc")).unwrap();
            listing.add(path, Lang::Fr).unwrap();
        }
        let names = listing.documents.iter().map(Listed::base);
        assert_eq!(names.collect::<Vec<_>>(), ["a.txt"]);
        let told = listing.unread.iter().map(|(_, problem)| problem.what);
        let limit = Reason::ExpansionLimit;
        assert_eq!(told.collect::<Vec<_>>(), [limit, limit]);
    }
}
