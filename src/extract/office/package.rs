//! A zipped document: its parts by name, each read within the budgets.
//!
//! Sizes are counted on the bytes that really come out, never on those the
//! archive claims.

use super::super::{Flow, Input, Limits, Member, ReadSeek, Sink, Stop, in_memory};
use super::xml::{Halt, Xml};
use crate::model::{Problem, Reason};
use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use zip::ZipArchive;
use zip::result::ZipError;

/// Gives an input that can be sought in; a stream is read into memory first.
pub(in crate::extract) fn seekable<'a>(
    input: Input<'a>,
    limits: &Limits,
) -> Result<Box<dyn ReadSeek + 'a>, Problem> {
    match input {
        Input::Seekable(file) => Ok(Box::new(file)),
        stream @ Input::Stream(_) => {
            let bytes = in_memory(stream, limits.memory)?;
            Ok(Box::new(Cursor::new(bytes)))
        }
    }
}

/// The parts of a zipped document.
pub(in crate::extract) struct Package<'a> {
    archive: ZipArchive<Box<dyn ReadSeek + 'a>>,
    names: Vec<String>,
    /// Lower-case name -> first entry that bears it.
    index: BTreeMap<String, usize>,
    limits: &'a Limits,
}

impl<'a> Package<'a> {
    /// Opens the archive and lists its parts.
    pub(in crate::extract) fn open(
        file: Box<dyn ReadSeek + 'a>,
        limits: &'a Limits,
    ) -> Result<Self, Problem> {
        let archive = ZipArchive::new(file).map_err(|e| problem_of(&e, "zip"))?;
        let names: Vec<_> = archive.file_names_raw().map(normal_name).collect();
        let mut index = BTreeMap::new();
        for (number, name) in names.iter().enumerate() {
            index.entry(name.to_ascii_lowercase()).or_insert(number);
        }
        Ok(Self {
            archive,
            names,
            index,
            limits,
        })
    }

    /// Names of all parts in the order of the archive, with `/` between folders
    /// and none at the start.
    pub(in crate::extract) fn names(&self) -> &[String] {
        &self.names
    }

    /// Names of the parts that `wanted` accepts, sorted.
    pub(in crate::extract) fn select(&self, wanted: impl Fn(&str) -> bool) -> Vec<String> {
        let mut names: Vec<_> = self.names.iter().filter(|n| wanted(n)).cloned().collect();
        names.sort();
        names.dedup();
        names
    }

    /// Whether it has none of the parts that any office document has: it is an
    /// archive that only bears the name of a document.
    pub(in crate::extract) fn is_no_document(&self) -> bool {
        const OF_DOCUMENTS: [&str; 7] = [
            "[content_types].xml",
            "_rels/.rels",
            "content.xml",
            "meta.xml",
            "mimetype",
            "encrypted-package",
            "meta-inf/manifest.xml",
        ];
        let folder = |name: &str| ["word/", "xl/"].iter().any(|f| name.starts_with(f));
        let is_part = |name: &String| folder(name) || OF_DOCUMENTS.contains(&name.as_str());
        !self.index.keys().any(is_part)
    }

    /// Names of the files that are no part of an office document whose main part
    /// lies in `folder`: somebody has added them. Pictures and signatures are left
    /// out.
    pub(in crate::extract) fn foreign(&self, folder: &str) -> Vec<String> {
        const FOLDERS: [&str; 14] = [
            "word",
            "xl",
            "ppt",
            "visio",
            "docprops",
            "customxml",
            "_rels",
            "customui",
            "usercustomization",
            "docmetadata",
            "package",
            "_xmlsignatures",
            "[trash]",
            "media",
        ];
        const LEFT_OUT: [&str; 14] = [
            "rels", "psmdcp", "bin", "png", "jpg", "jpeg", "gif", "emf", "wmf", "bmp", "tif",
            "tiff", "svg", "wdp",
        ];
        self.select(|name| {
            let lower = name.to_ascii_lowercase();
            let extension = lower.rsplit_once('.').map_or("", |(_, e)| e);
            let is_own = !folder.is_empty()
                && name
                    .strip_prefix(folder)
                    .is_some_and(|n| n.starts_with('/'));
            let is_known = match lower.split_once('/') {
                Some((first, _)) => FOLDERS.contains(&first),
                None => folder.is_empty() || lower == "[content_types].xml",
            };
            !(is_own || is_known || lower.ends_with('/') || LEFT_OUT.contains(&extension))
        })
    }

    /// The archive, to be read otherwise.
    pub(in crate::extract) fn into_file(self) -> Box<dyn ReadSeek + 'a> {
        self.archive.into_inner()
    }

    /// Whether there is a part of this name, in any case.
    pub(in crate::extract) fn has(&self, name: &str) -> bool {
        self.index(name).is_some()
    }

    fn index(&self, name: &str) -> Option<usize> {
        self.index.get(&name.to_ascii_lowercase()).copied()
    }

    /// The bytes of a part; they end in an error of kind `FileTooLarge` when it
    /// is longer than the budget. None: there is no such part.
    pub(in crate::extract) fn part(
        &mut self,
        name: &str,
    ) -> Result<Option<impl BufRead + '_>, Problem> {
        let Some(index) = self.index(name) else {
            return Ok(None);
        };
        let left = self.limits.part;
        let inner = self.archive.by_index(index);
        let inner = inner.map_err(|e| problem_of(&e, name))?;
        Ok(Some(BufReader::with_capacity(
            32 << 10,
            Bounded { inner, left },
        )))
    }

    /// A part as XML. None: there is no such part.
    pub(in crate::extract) fn xml(&mut self, name: &str) -> Result<Option<Xml<'_>>, Problem> {
        let limits = self.limits;
        let Some(bytes) = self.part(name)? else {
            return Ok(None);
        };
        match Xml::new(bytes, limits) {
            Ok(xml) => Ok(Some(xml)),
            Err(fault) => Err(fault.problem(name)),
        }
    }

    /// Reads a part, if it exists, as XML with `read`; what is wrong with it is
    /// given back.
    pub(in crate::extract) fn visit(
        &mut self,
        name: &str,
        read: impl FnOnce(&mut Xml<'_>) -> Result<(), Halt>,
    ) -> Result<Option<Problem>, Stop> {
        match self.xml(name) {
            Ok(None) => Ok(None),
            Err(problem) => Ok(Some(problem)),
            Ok(Some(mut xml)) => match read(&mut xml) {
                Ok(()) => Ok(None),
                Err(Halt::Stop) => Err(Stop),
                Err(Halt::Fault(fault)) => Ok(Some(fault.problem(name))),
            },
        }
    }

    /// Like [`Package::visit`]; what is wrong is told to the sink.
    pub(in crate::extract) fn with_xml(
        &mut self,
        name: &str,
        sink: &mut dyn Sink,
        read: impl FnOnce(&mut Xml<'_>, &mut dyn Sink) -> Result<(), Halt>,
    ) -> Flow {
        if let Some(problem) = self.visit(name, |xml| read(xml, sink))? {
            sink.problem(problem);
        }
        Ok(())
    }

    /// Gives the pictures that a document shows and that are large enough to hold
    /// text (a scan, a card): nobody reads them yet, which coverage must say.
    /// Beside an embedded file, a drawing is but its icon.
    pub(in crate::extract) fn give_pictures(&mut self, sink: &mut dyn Sink) -> Flow {
        let has_embedded = self.names.iter().any(|n| n.contains("/embeddings/"));
        for name in self.select(is_picture) {
            let lower = name.to_ascii_lowercase();
            let is_icon = lower.ends_with(".emf") || lower.ends_with(".wmf");
            if !(has_embedded && is_icon) && self.size(&name) >= ICON {
                self.give(&name, sink)?;
            }
        }
        Ok(())
    }

    /// The size that the archive claims of a part.
    fn size(&mut self, name: &str) -> u64 {
        let index = self.index(name);
        let file = index.and_then(|i| self.archive.by_index_raw(i).ok());
        file.map_or(0, |file| file.size().max(file.compressed_size()))
    }

    /// Gives a part to the sink as a contained file.
    pub(in crate::extract) fn give(&mut self, name: &str, sink: &mut dyn Sink) -> Flow {
        let Some(index) = self.index(name) else {
            return Ok(());
        };
        match self.archive.by_index(index) {
            Ok(mut file) => sink.member(Member {
                name,
                stored: Some(file.compressed_size()),
                content: Ok(&mut file),
            }),
            Err(error) => sink.member(Member {
                name,
                stored: None,
                content: Err(problem_of(&error, "")),
            }),
        }
    }
}

/// A picture of fewer bytes is an icon or a logo.
pub(in crate::extract) const ICON: u64 = 10 << 10;

/// Whether a part is a picture in the text (previews and backgrounds are not).
fn is_picture(name: &str) -> bool {
    const FORMATS: [&str; 12] = [
        "png", "jpg", "jpeg", "jpe", "gif", "tif", "tiff", "bmp", "webp", "emf", "wmf", "heic",
    ];
    let lower = name.to_ascii_lowercase();
    let extension = lower.rsplit_once('.').map_or("", |(_, e)| e);
    let is_there = lower.contains("media/") || lower.starts_with("pictures/");
    is_there && FORMATS.contains(&extension)
}

fn normal_name(raw: &[u8]) -> String {
    let name = String::from_utf8_lossy(raw).replace('\\', "/");
    name.trim_start_matches('/').to_owned()
}

fn problem_of(error: &ZipError, part: &str) -> Problem {
    let what = match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => {
            Reason::Encrypted
        }
        ZipError::UnsupportedArchive(_) | ZipError::CompressionMethodNotSupported(_) => {
            Reason::UnsupportedKind
        }
        _ => Reason::Damaged,
    };
    Problem::new(what, part)
}

/// Bytes that end in an error once `left` of them have come.
struct Bounded<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(into)?;
        self.left = self
            .left
            .checked_sub(count as u64)
            .ok_or(io::ErrorKind::FileTooLarge)?;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::zipped;
    use super::super::xml::Fault;
    use super::*;

    #[test]
    fn parts_are_found_whatever_their_case_and_slashes() {
        let bytes = zipped(&[("word\\Document.xml", b"<a/>")]);
        let limits = Limits::default();
        let package = Package::open(Box::new(Cursor::new(bytes)), &limits).unwrap();
        assert_eq!(package.names(), ["word/Document.xml"]);
        assert!(package.has("word/document.xml"));
        assert!(!package.has("word/other.xml"));
    }

    #[test]
    fn a_part_over_its_budget_is_a_fault() {
        let long = "<a>".to_owned() + &" ".repeat(200_000) + "</a>";
        let file = Box::new(Cursor::new(zipped(&[("x.xml", long.as_bytes())])));
        let limits = Limits {
            part: 100_000,
            ..Limits::default()
        };
        let mut package = Package::open(file, &limits).unwrap();
        let mut xml = package.xml("x.xml").unwrap().unwrap();
        let fault = loop {
            match xml.next() {
                Ok(Some(_)) => {}
                Ok(None) => panic!("the part is too large"),
                Err(fault) => break fault,
            }
        };
        assert_eq!(fault, Fault::TooLarge);
        assert_eq!(fault.problem("x.xml").what, Reason::ExpansionLimit);
    }

    #[test]
    fn what_is_no_archive_is_damaged() {
        let (file, limits) = (Cursor::new(b"PK\x03\x04 no"), Limits::default());
        let problem = Package::open(Box::new(file), &limits).err().unwrap();
        assert_eq!(problem.what, Reason::Damaged);
    }

    #[test]
    fn a_stream_longer_than_the_memory_budget_is_refused() {
        let limits = Limits {
            memory: 10,
            ..Limits::default()
        };
        let mut stream = &[0u8; 11][..];
        let got = seekable(Input::Stream(&mut stream), &limits);
        assert_eq!(got.err().unwrap().what, Reason::ExpansionLimit);
    }
}
