//! The documents inside an archive (ZIP, GZIP), archives in it too. What comes out
//! of one document is bounded, and what is left out is told.

use crate::extract::{
    self, Cell, Flow, Input, Limits, Member, Reader, Sink, Start, Stop, TableHead, Text, identify,
    unpacked_name,
};
use crate::model::{Problem, Reason};
use serde::{Deserialize, Serialize};
use std::io::{Cursor, Read as _};

/// Bytes that are looked at to know what a document is.
const HEAD: usize = 64 << 10;
/// Documents of one archive.
const MEMBERS: usize = 1_000;
/// Bytes of all of them, unpacked.
const BYTES: u64 = 256 << 20;
/// Archives inside archives.
const DEEPEST: usize = 3;

/// What an archive holds.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Archive {
    /// The documents, in the order of the archive: names as paths in it (those of
    /// an inner archive after `!/`), and bytes.
    pub documents: Vec<(String, Vec<u8>)>,
    /// What could not be read of it, by the name of the member.
    pub unread: Vec<(String, Problem)>,
    left: u64,
    /// Members that were taken out and are, or are to be, documents.
    taken: usize,
}

impl Archive {
    /// Opens a document; none if it is no archive.
    #[must_use]
    pub fn open(bytes: &[u8], name: &str) -> Option<Self> {
        Self::within(bytes, name, BYTES)
    }

    /// The same, of at most so many bytes unpacked.
    #[must_use]
    pub fn within(bytes: &[u8], name: &str, most: u64) -> Option<Self> {
        let reader = packed(bytes, name)?;
        let mut archive = Self {
            left: most.min(BYTES),
            ..Self::default()
        };
        archive.unpack(reader, bytes, name, "", 1);
        Some(archive)
    }

    /// Takes the members of an archive; `within` is where it lies in the first.
    fn unpack(&mut self, reader: Reader, bytes: &[u8], name: &str, within: &str, depth: usize) {
        let mut members = Members {
            archive: self,
            unpacked: unpacked_name(name),
            within,
            found: Vec::new(),
        };
        let mut cursor = Cursor::new(bytes);
        let input = Input::Seekable(&mut cursor);
        // the sink stops where there is too much, and has told it
        _ = extract::read(reader, input, &Limits::default(), &mut members);
        for (path, bytes) in members.found {
            match packed(&bytes, &path) {
                Some(_) if depth == DEEPEST => {
                    self.taken -= 1;
                    self.unread
                        .push((path, Problem::new(Reason::DepthLimit, "")));
                }
                Some(reader) => {
                    self.taken -= 1;
                    let inside = format!("{path}!/");
                    self.unpack(reader, &bytes, &path, &inside, depth + 1);
                }
                None => self.documents.push((path, bytes)),
            }
        }
    }
}

/// Who unpacks a document, if it is an archive.
fn packed(bytes: &[u8], name: &str) -> Option<Reader> {
    let reader = identify(&bytes[..bytes.len().min(HEAD)], name).reader;
    reader.filter(|r| matches!(r, Reader::Zip | Reader::Gzip))
}

/// Whether a member is but what a system leaves in folders.
fn is_hidden(name: &str) -> bool {
    let mut parts = name.split(['/', '\\']);
    let hidden = |part: &str| part.starts_with('.') && part != "." && part != "..";
    parts.any(|part| hidden(part) || part == "__MACOSX")
}

/// Collects the members of one archive.
struct Members<'a> {
    archive: &'a mut Archive,
    /// The name of what a GZIP holds, which has none itself.
    unpacked: String,
    within: &'a str,
    found: Vec<(String, Vec<u8>)>,
}

impl Sink for Members<'_> {
    fn member(&mut self, member: Member<'_>) -> Flow {
        let name = match member.name {
            "" => self.unpacked.as_str(),
            name => name,
        };
        if is_hidden(name) || name.ends_with('/') {
            return Ok(());
        }
        let path = format!("{}{name}", self.within);
        if self.archive.taken >= MEMBERS {
            let problem = Problem::new(Reason::ExpansionLimit, "");
            self.archive.unread.push((path, problem));
            return Err(Stop);
        }
        let mut bytes = Vec::new();
        let problem = match member.content {
            Err(problem) => Some(problem),
            Ok(content) => match content.take(self.archive.left + 1).read_to_end(&mut bytes) {
                Err(error) => Some(extract::io_problem(&error)),
                Ok(read) if read as u64 > self.archive.left => {
                    Some(Problem::new(Reason::ExpansionLimit, ""))
                }
                Ok(_) => None,
            },
        };
        match problem {
            Some(problem) => {
                let full = problem.what == Reason::ExpansionLimit;
                self.archive.unread.push((path, problem));
                if full { Err(Stop) } else { Ok(()) }
            }
            None => {
                self.archive.left -= bytes.len() as u64;
                self.archive.taken += 1;
                self.found.push((path, bytes));
                Ok(())
            }
        }
    }
    fn problem(&mut self, problem: Problem) {
        let place = self.within.trim_end_matches("!/").to_owned();
        self.archive.unread.push((place, problem));
    }
    fn text(&mut self, _: Text<'_>) -> Flow {
        Ok(())
    }
    fn begin_table(&mut self, _: TableHead<'_>) -> Flow {
        Ok(())
    }
    fn row(&mut self, _: u64, _: &[Cell<'_>]) -> Flow {
        Ok(())
    }
    fn end_table(&mut self) -> Flow {
        Ok(())
    }
    fn keyed(&mut self, _: &str, _: &str, _: Start) -> Flow {
        Ok(())
    }
    fn note(&mut self, _: &str) {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in parts {
            let options = zip::write::SimpleFileOptions::default();
            zip.start_file(*name, options).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn documents_of_archives_in_archives_are_found() {
        let inner = zipped(&[("b.csv", b"x;y\n")]);
        let outer = zipped(&[
            ("fiches/a.txt", b"a"),
            ("__MACOSX/._a.txt", b"x"),
            ("fiches/.DS_Store", b"x"),
            ("./fiches/c.txt", b"c"),
            ("autres.zip", &inner),
        ]);
        let archive = Archive::open(&outer, "fiches.zip").unwrap();
        let found = archive.documents.iter();
        let found: Vec<_> = found.map(|(n, b)| (n.as_str(), b.as_slice())).collect();
        assert_eq!(
            found,
            [
                ("fiches/a.txt", &b"a"[..]),
                ("./fiches/c.txt", b"c"),
                ("autres.zip!/b.csv", b"x;y\n")
            ]
        );
        assert_eq!(archive.unread, []);
        assert!(Archive::open(b"Nom;But\n", "r.csv").is_none());
    }

    #[test]
    fn what_is_too_deep_or_too_much_is_told() {
        let mut deep = zipped(&[("a.txt", b"a")]);
        for _ in 0..4 {
            deep = zipped(&[("z.zip", &deep)]);
        }
        let archive = Archive::open(&deep, "z.zip").unwrap();
        assert_eq!(archive.documents, []);
        let [(path, problem)] = archive.unread.as_slice() else {
            panic!("{:?}", archive.unread);
        };
        assert_eq!(path, "z.zip!/z.zip!/z.zip");
        assert_eq!(problem.what, Reason::DepthLimit);
        let names: Vec<String> = (0..1_001).map(|n| format!("{n:04}.txt")).collect();
        let parts: Vec<(&str, &[u8])> = names.iter().map(|n| (n.as_str(), &b"x"[..])).collect();
        let archive = Archive::open(&zipped(&parts), "z.zip").unwrap();
        assert_eq!(archive.documents.len(), 1_000);
        assert_eq!(archive.unread.len(), 1);
        assert_eq!(archive.unread[0].0, "1000.txt");
        // those of an archive in it count too, wherever it stands
        let inner = zipped(&parts);
        let mut with = vec![("a.zip", inner.as_slice())];
        with.extend(&parts[..999]);
        with.push(("z.zip", inner.as_slice()));
        let archive = Archive::open(&zipped(&with), "z.zip").unwrap();
        assert_eq!(archive.documents.len(), 1_000);
        assert!(!archive.unread.is_empty());
    }
}
