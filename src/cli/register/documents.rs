//! The documents that an import names: files, those in folders, those in
//! archives. What is named and cannot be had is an error that says what to do; what
//! lies in a folder and cannot be had is told, and the rest is read.

use super::super::lang::Lang;
use crate::import::Archive;
use crate::model::Problem;
use crate::register::inert;
use anyhow::{Result, anyhow, bail};
use std::fs::{File, FileType};
use std::io::{Error, ErrorKind, Read as _};
use std::os::unix::fs::{FileTypeExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

/// Longest document that is read.
const LONGEST: u64 = 1 << 30;
/// Bytes of all that archives hold, since all of it is kept until it is read.
const UNPACKED: u64 = 512 << 20;
/// Bytes by which an archive is known.
const HEAD: u64 = 64 << 10;

/// Opens an archive: its bytes, its name, how many bytes of it may be unpacked.
/// None of what is no archive; a problem where it cannot be opened.
pub(super) type Unpack<'a> =
    dyn FnMut(&[u8], &str, u64) -> Result<Result<Option<Archive>, Problem>> + 'a;

/// One document.
#[derive(Debug)]
pub(super) struct Listed {
    /// Where it is; of a member of an archive `fiches.zip!/paie.docx`.
    pub(super) path: PathBuf,
    /// Somebody named it; else it was found in a folder or an archive.
    pub(super) named: bool,
    /// Its bytes, where it came out of an archive.
    unpacked: Option<Vec<u8>>,
}

/// What could not be read.
#[derive(Debug)]
pub(super) enum Unread {
    /// It cannot be had: the sentence that says so.
    Unhad(String),
    /// What is wrong with an archive or a member of it.
    Broken(PathBuf, Problem),
}

/// All documents, and what could not be read.
#[derive(Debug, Default)]
pub(super) struct Listing {
    /// In the order in which they are named, of folders by name.
    pub(super) documents: Vec<Listed>,
    /// What is wrong with files of folders, archives and their members.
    pub(super) unread: Vec<Unread>,
    /// What lies in a folder and is no document: hidden, or the lock of an open one.
    pub(super) ignored: Vec<PathBuf>,
    /// Bytes that archives may still hold.
    left: u64,
}

impl Listing {
    /// The files that are named, and those in the folders and archives that are;
    /// never the output.
    ///
    /// # Errors
    /// What is named is not there, may not be read, or is the output itself.
    pub(super) fn of(
        named: &[PathBuf],
        output: &Path,
        unpack: &mut Unpack<'_>,
        lang: Lang,
    ) -> Result<Self> {
        let mut listing = Self {
            left: UNPACKED,
            ..Self::default()
        };
        for path in named {
            if same(path, output) {
                bail!(itself(path, lang));
            }
            match path.is_dir() {
                true => listing.folder(path, output, unpack, lang)?,
                false => listing.add(path.clone(), true, unpack, lang)?,
            }
        }
        Ok(listing)
    }

    /// Adds the files in a folder. Hidden ones and the locks of office programs are
    /// left out, and listed as ignored; what is in a hidden folder is not looked at.
    fn folder(
        &mut self,
        folder: &Path,
        output: &Path,
        unpack: &mut Unpack<'_>,
        lang: Lang,
    ) -> Result<()> {
        let before = (self.documents.len(), self.unread.len());
        let walk = ignore::WalkBuilder::new(folder)
            .standard_filters(false)
            .filter_entry(|entry| {
                let above = entry.path().parent().filter(|_| entry.depth() > 1);
                !above.is_some_and(is_left_out)
            })
            .sort_by_file_path(Path::cmp)
            .build();
        for entry in walk {
            let entry = match entry {
                Ok(entry) => entry,
                Err(e) if e.depth().is_none_or(|depth| depth > 0) => {
                    self.unread.push(Unread::Unhad(of_walk(folder, e, lang)));
                    continue;
                }
                Err(e) => bail!(of_walk(folder, e, lang)),
            };
            if entry.depth() > 0 && is_left_out(entry.path()) {
                self.ignored.push(entry.into_path());
                continue;
            }
            match entry.file_type() {
                Some(kind) if kind.is_file() && !same(entry.path(), output) => {
                    self.add(entry.into_path(), false, unpack, lang)?;
                }
                Some(kind) if !kind.is_file() && !kind.is_dir() => {
                    let said = no_file(entry.path(), kind, lang);
                    self.unread.push(Unread::Unhad(said));
                }
                _ => {}
            }
        }
        if before == (self.documents.len(), self.unread.len()) {
            bail!(nothing_in(folder, lang));
        }
        Ok(())
    }

    /// Adds a file, or what it holds if it is an archive.
    fn add(
        &mut self,
        path: PathBuf,
        named: bool,
        unpack: &mut Unpack<'_>,
        lang: Lang,
    ) -> Result<()> {
        let archive = match begins_packed(&path) {
            true => self.unpacked(&path, unpack, lang)?,
            false => Ok(None),
        };
        match archive {
            Ok(Some(archive)) => self.inside(&path, archive),
            Ok(None) => self.documents.push(Listed {
                path,
                named,
                unpacked: None,
            }),
            Err(problem) => self.unread.push(Unread::Broken(path, problem)),
        }
        Ok(())
    }

    /// What a file holds, if it is an archive.
    fn unpacked(
        &mut self,
        path: &Path,
        unpack: &mut Unpack<'_>,
        lang: Lang,
    ) -> Result<Result<Option<Archive>, Problem>> {
        let Ok(bytes) = read(path, lang) else {
            // who reads it as a document says why
            return Ok(Ok(None));
        };
        let archive = unpack(&bytes, &base(path), self.left)?;
        let held = archive.iter().flatten().flat_map(|a| &a.documents);
        let held: u64 = held.map(|(_, bytes)| bytes.len() as u64).sum();
        self.left = self.left.saturating_sub(held);
        Ok(archive)
    }

    /// Adds what an archive holds.
    fn inside(&mut self, path: &Path, archive: Archive) {
        let inside = |name: &str| match name {
            "" => path.to_owned(),
            name => PathBuf::from(format!("{}!/{name}", path.display())),
        };
        let unread = archive.unread.into_iter();
        self.unread
            .extend(unread.map(|(name, p)| Unread::Broken(inside(&name), p)));
        let documents = archive.documents.into_iter();
        self.documents.extend(documents.map(|(name, bytes)| Listed {
            path: inside(&name),
            named: false,
            unpacked: Some(bytes),
        }));
    }
}

impl Listed {
    /// Its bytes, once.
    ///
    /// # Errors
    /// It is not there, may not be read, is no file, or is longer than any register.
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

/// Whether two paths lead to the same file.
pub(super) fn same(path: &Path, output: &Path) -> bool {
    match (path.canonicalize(), output.canonicalize()) {
        (Ok(a), Ok(b)) => a == b,
        _ => false,
    }
}

/// Whether what lies in a folder is no document by its name: hidden (`.~lock.x.odt#`
/// too), or what an office program keeps beside an open one (`~$x.docx`).
fn is_left_out(path: &Path) -> bool {
    let name = base(path);
    name.starts_with('.') || name.starts_with("~$")
}

fn base(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

/// Whether a file begins as ZIP or GZIP; of office documents, which do too, the
/// rest is looked at by who opens it.
fn begins_packed(path: &Path) -> bool {
    let mut head = Vec::new();
    let read = open(path).map(|file| file.take(HEAD).read_to_end(&mut head));
    matches!(read, Ok(Ok(_))) && (head.starts_with(b"PK") || head.starts_with(b"\x1f\x8b"))
}

/// Opens without waiting: nobody may ever write into a pipe.
fn open(path: &Path) -> std::io::Result<File> {
    let quietly = rustix::fs::OFlags::NONBLOCK.bits();
    // what is no file is not even opened: that may wake a device
    match std::fs::metadata(path)?.is_file() {
        true => File::options()
            .read(true)
            .custom_flags(quietly.cast_signed())
            .open(path),
        false => Err(ErrorKind::Unsupported.into()),
    }
}

fn read(path: &Path, lang: Lang) -> Result<Vec<u8>> {
    let told = |e: Error| of_io(path, &e, lang);
    let meta = std::fs::metadata(path).map_err(told)?;
    if !meta.is_file() {
        bail!(no_file(path, meta.file_type(), lang));
    }
    if meta.len() > LONGEST {
        let (shown, length) = (shown(path), meta.len());
        bail!(match lang {
            Lang::Fr => format!(
                "{shown} : {length} octets, plus d’un Gio : ce n’est pas un registre ; vérifier le fichier donné ou le partager"
            ),
            Lang::En => format!(
                "{shown}: {length} bytes, more than a GiB: that is no register; check the file given or split it"
            ),
        });
    }
    let mut bytes = Vec::new();
    let file = open(path).map_err(told)?;
    // one that grows while it is read ends somewhere, too
    file.take(LONGEST).read_to_end(&mut bytes).map_err(told)?;
    Ok(bytes)
}

/// A path in messages, harmless for a terminal.
pub(super) fn shown(path: &Path) -> String {
    inert(path.display().to_string())
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

/// A folder without documents.
fn nothing_in(folder: &Path, lang: Lang) -> String {
    let shown = shown(folder);
    match lang {
        Lang::Fr => format!(
            "{shown} : aucun document dans ce dossier (les fichiers cachés ne sont pas lus) ; vérifier le chemin donné"
        ),
        Lang::En => format!(
            "{shown}: no document in this folder (hidden files are not read); check the path given"
        ),
    }
}

/// What is no file, and what helps.
fn no_file(path: &Path, kind: FileType, lang: Lang) -> String {
    let shown = shown(path);
    let what = match (kind, lang) {
        (k, Lang::Fr) if k.is_symlink() => "un lien, non suivi ; nommer le fichier lui-même",
        (k, Lang::En) if k.is_symlink() => "a link, not followed; name the file itself",
        (k, Lang::Fr) if k.is_dir() => "un dossier",
        (k, Lang::En) if k.is_dir() => "a directory",
        (k, Lang::Fr) if k.is_fifo() => {
            "un tube, non ouvert ; écrire son contenu dans un fichier et nommer ce fichier"
        }
        (k, Lang::En) if k.is_fifo() => {
            "a pipe, not opened; write what comes out of it to a file and name that file"
        }
        (k, Lang::Fr) if k.is_socket() => "une socket, non ouverte ; nommer un fichier",
        (k, Lang::En) if k.is_socket() => "a socket, not opened; name a file",
        (_, Lang::Fr) => "un périphérique, non ouvert ; nommer un fichier",
        (_, Lang::En) => "a device, not opened; name a file",
    };
    match lang {
        Lang::Fr => format!("{shown} : non lu : c’est {what}"),
        Lang::En => format!("{shown}: not read: it is {what}"),
    }
}

/// Why a file or folder cannot be had, and what helps.
pub(super) fn of_io(path: &Path, error: &Error, lang: Lang) -> anyhow::Error {
    let shown = shown(path);
    let why = match (error.kind(), lang) {
        (ErrorKind::NotFound, Lang::Fr) if path == Path::new("-") => {
            "l’entrée standard n’est pas lue ; l’écrire dans un fichier et nommer ce fichier"
                .to_owned()
        }
        (ErrorKind::NotFound, Lang::En) if path == Path::new("-") => {
            "standard input is not read; write it to a file and name that file".to_owned()
        }
        (ErrorKind::NotFound | ErrorKind::NotADirectory, Lang::Fr) => {
            "ce fichier n’existe pas ; vérifier le chemin donné".to_owned()
        }
        (ErrorKind::NotFound | ErrorKind::NotADirectory, Lang::En) => {
            "there is no such file; check the path given".to_owned()
        }
        (ErrorKind::PermissionDenied, Lang::Fr) => {
            "accès refusé ; demander le droit de lecture".to_owned()
        }
        (ErrorKind::PermissionDenied, Lang::En) => {
            "access denied; ask for the right to read it".to_owned()
        }
        (_, Lang::Fr) => format!(
            "lecture impossible ({}) ; vérifier le support, copier le fichier ailleurs et recommencer",
            code(error, lang)
        ),
        (_, Lang::En) => format!(
            "cannot be read ({}); check the disk, copy the file elsewhere and try again",
            code(error, lang)
        ),
    };
    match lang {
        Lang::Fr => anyhow!("{shown} : {why}"),
        Lang::En => anyhow!("{shown}: {why}"),
    }
}

/// What the system said, without its own words: they are of another language.
fn code(error: &Error, lang: Lang) -> String {
    let known = rustix::io::Errno::from_io_error(error);
    match (known, error.raw_os_error(), lang) {
        (Some(rustix::io::Errno::LOOP), _, Lang::Fr) => "lien qui mène à lui-même".to_owned(),
        (Some(rustix::io::Errno::LOOP), _, Lang::En) => "a link that leads to itself".to_owned(),
        (_, Some(code), Lang::Fr) => format!("erreur système {code}"),
        (_, Some(code), Lang::En) => format!("system error {code}"),
        (_, None, Lang::Fr) => "ce n’est pas un fichier ordinaire".to_owned(),
        (_, None, Lang::En) => "it is no regular file".to_owned(),
    }
}

fn of_walk(folder: &Path, error: ignore::Error, lang: Lang) -> String {
    let path = path_of(&error).unwrap_or(folder).to_owned();
    match error.into_io_error() {
        Some(error) => of_io(&path, &error, lang).to_string(),
        None => of_io(&path, &ErrorKind::Other.into(), lang).to_string(),
    }
}

/// Where a walk was stopped.
fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
            path_of(err)
        }
        ignore::Error::Loop { child, .. } => Some(child),
        _ => None,
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

    /// In this process.
    fn unpack(bytes: &[u8], name: &str, most: u64) -> Result<Result<Option<Archive>, Problem>> {
        Ok(Ok(Archive::within(bytes, name, most)))
    }

    #[test]
    fn the_register_is_no_document_of_itself() {
        let folder = tempfile::tempdir().unwrap();
        let register = folder.path().join("register.yaml");
        let other = folder.path().join("fiche.txt");
        std::fs::write(&register, "version: 1").unwrap();
        std::fs::write(&other, "Traitement : Paie").unwrap();
        let of = |named: &Path| Listing::of(&[named.to_owned()], &register, &mut unpack, Lang::Fr);
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
            listing.add(path, true, &mut unpack, Lang::Fr).unwrap();
        }
        let names = listing.documents.iter().map(Listed::base);
        assert_eq!(names.collect::<Vec<_>>(), ["a.txt"]);
        let told = listing.unread.iter().map(|unread| match unread {
            Unread::Broken(_, problem) => problem.what,
            Unread::Unhad(said) => panic!("{said}"),
        });
        let limit = Reason::ExpansionLimit;
        assert_eq!(told.collect::<Vec<_>>(), [limit, limit]);
    }
    #[test]
    fn what_is_no_file_is_told_and_never_opened() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::write(at("fiche.txt"), "Traitement : Paie").unwrap();
        rustix::fs::mkfifoat(rustix::fs::CWD, at("tube"), 0o600.into()).unwrap();
        let _socket = std::os::unix::net::UnixListener::bind(at("prise")).unwrap();
        std::os::unix::fs::symlink(at("fiche.txt"), at("lien.txt")).unwrap();
        let of = |path: PathBuf, lang| Listing::of(&[path], Path::new("r.yaml"), &mut unpack, lang);
        let listing = of(folder.path().to_owned(), Lang::Fr).unwrap();
        assert_eq!(listing.documents.len(), 1);
        let told: Vec<String> = listing.unread.iter().map(|u| format!("{u:?}")).collect();
        for (told, what) in told.iter().zip(["un lien", "une socket", "un tube"]) {
            assert!(told.contains(what), "{told}");
        }
        assert_eq!(told.len(), 3);
        // what is named is an error where it is read
        for (name, lang, cure) in [
            ("tube", Lang::Fr, "écrire son contenu dans un fichier"),
            ("tube", Lang::En, "write what comes out of it to a file"),
            ("prise", Lang::Fr, "nommer un fichier"),
            ("absent", Lang::Fr, "vérifier le chemin donné"),
        ] {
            let mut listing = of(at(name), lang).unwrap();
            let told = listing.documents[0].bytes(lang).unwrap_err().to_string();
            assert!(told.contains(cure), "{told}");
        }
        // a link that is named is followed
        let mut listing = of(at("lien.txt"), Lang::Fr).unwrap();
        assert!(listing.documents[0].bytes(Lang::Fr).is_ok());
    }

    #[test]
    fn hidden_files_and_locks_are_not_read_and_told() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::create_dir(at(".cache")).unwrap();
        for name in [
            "fiche.txt",
            "~$fiche.docx",
            ".~lock.fiche.odt#",
            ".vieux.txt",
            ".cache/x.txt",
        ] {
            std::fs::write(at(name), "Traitement : Paie").unwrap();
        }
        let named = [folder.path().to_owned()];
        let listing = Listing::of(&named, Path::new("r.yaml"), &mut unpack, Lang::Fr).unwrap();
        let documents: Vec<String> = listing.documents.iter().map(Listed::base).collect();
        assert_eq!(documents, ["fiche.txt"]);
        let ignored: Vec<String> = listing.ignored.iter().map(|p| base(p)).collect();
        assert_eq!(
            ignored,
            [".cache", ".vieux.txt", ".~lock.fiche.odt#", "~$fiche.docx"]
        );
        assert!(listing.unread.is_empty());
    }

    #[test]
    fn a_folder_without_documents_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(".cache"), "x").unwrap();
        let named = [folder.path().to_owned()];
        let told = Listing::of(&named, Path::new("r.yaml"), &mut unpack, Lang::Fr);
        let told = told.unwrap_err().to_string();
        assert!(told.contains("aucun document dans ce dossier"), "{told}");
    }
}
