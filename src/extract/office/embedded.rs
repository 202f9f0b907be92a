//! Objects inside a compound file of Excel: each lies in a storage of its own.
//! Whole files are given as they are; an object that is itself made of streams
//! is given as the compound file it was.

use super::super::{Flow, Member, ReadSeek, Sink};
use crate::model::{Problem, Reason};
use cfb::CompoundFile;
use std::io::{self, Cursor, Read, Write};
use std::path::{Path, PathBuf};

/// How the names of the storages of objects begin.
const OBJECT: &str = "MBD";

type File<'f> = CompoundFile<&'f mut dyn ReadSeek>;

/// Gives every object; together they take at most `limit` bytes at a time.
pub(in crate::extract) fn give(file: &mut dyn ReadSeek, limit: u64, sink: &mut dyn Sink) -> Flow {
    // what is no compound file has been declared by whoever read it before
    let Ok(mut file) = CompoundFile::open(file) else {
        return Ok(());
    };
    let is_object = |entry: &cfb::Entry| entry.is_storage() && entry.name().starts_with(OBJECT);
    let objects = file.read_root_storage().filter(is_object);
    let objects: Vec<(String, PathBuf)> = objects
        .map(|entry| (entry.name().to_owned(), entry.path().to_owned()))
        .collect();
    for (storage, path) in objects {
        let (name, content) = object(&mut file, &path, limit);
        let name = name.unwrap_or(storage);
        let stored = content.as_ref().ok().map(|bytes| bytes.len() as u64);
        let mut bytes: &[u8] = content.as_deref().unwrap_or_default();
        let content: Result<&mut dyn Read, Problem> = match &content {
            Ok(_) => Ok(&mut bytes),
            Err(_) => Err(Problem::new(Reason::Damaged, "embedded object")),
        };
        sink.member(Member {
            name: &name,
            stored,
            content,
        })?;
    }
    Ok(())
}

/// The name, if it has one, and the bytes of the object in a storage.
fn object(file: &mut File<'_>, path: &Path, limit: u64) -> (Option<String>, io::Result<Vec<u8>>) {
    let native = path.join("\u{1}Ole10Native");
    if file.is_stream(&native) {
        return match bytes(file, &native, limit) {
            Ok(raw) => match packaged(&raw, 6) {
                Some((name, bytes)) => (Some(name), Ok(bytes.to_vec())),
                None => (None, Ok(raw)),
            },
            Err(error) => (None, Err(error)),
        };
    }
    for whole in ["Package", "CONTENTS", "EmbeddedOdf"] {
        let whole = path.join(whole);
        if file.is_stream(&whole) {
            return (None, bytes(file, &whole, limit));
        }
    }
    (None, rebuilt(file, path, limit))
}

fn bytes(file: &mut File<'_>, path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut stream = file.open_stream(path)?.take(limit.saturating_add(1));
    stream.read_to_end(&mut bytes)?;
    match bytes.len() as u64 > limit {
        true => Err(io::ErrorKind::FileTooLarge.into()),
        false => Ok(bytes),
    }
}

/// The file that the packager has put into an object, and its name. `before`
/// bytes of sizes and flags stand before the label.
pub(in crate::extract) fn packaged(raw: &[u8], before: usize) -> Option<(String, &[u8])> {
    // label, path; what kind of link; path of the copy; content
    let (label, rest) = text(raw.get(before..)?)?;
    let (_, rest) = text(rest)?;
    let (length, rest) = number(rest.get(4..)?)?;
    let (length, rest) = number(rest.get(length..)?)?;
    let name = label.rsplit(['/', '\\']).next().unwrap_or_default();
    (!name.is_empty()).then_some((name.to_owned(), rest.get(..length)?))
}

/// A text that ends in a zero, and what follows it.
fn text(bytes: &[u8]) -> Option<(String, &[u8])> {
    let end = memchr::memchr(0, bytes)?;
    let text = encoding_rs::WINDOWS_1252.decode(&bytes[..end]).0;
    Some((text.into_owned(), &bytes[end + 1..]))
}

fn number(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let (number, rest) = bytes.split_first_chunk()?;
    Some((usize::try_from(u32::from_le_bytes(*number)).ok()?, rest))
}

/// The streams below a storage as a compound file of their own.
fn rebuilt(file: &mut File<'_>, path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let parts = file.walk_storage(path)?.skip(1);
    let parts: Vec<(PathBuf, bool)> = parts
        .map(|entry| (entry.path().to_owned(), entry.is_storage()))
        .collect();
    let mut out = CompoundFile::create(Cursor::new(Vec::new()))?;
    let mut left = limit;
    for (part, is_storage) in parts {
        let inner = part.strip_prefix(path).map_err(io::Error::other)?;
        let inner = Path::new("/").join(inner);
        if is_storage {
            out.create_storage(inner)?;
            continue;
        }
        let bytes = bytes(file, &part, left)?;
        left -= bytes.len() as u64;
        out.create_stream(inner)?.write_all(&bytes)?;
    }
    out.flush()?;
    Ok(out.into_inner().into_inner())
}

#[cfg(test)]
mod tests {
    use super::super::super::testing::Recorder;
    use super::*;

    fn native(label: &str, content: &[u8]) -> Vec<u8> {
        let length = |n: usize| (n as u32).to_le_bytes();
        let path = b"C:\\a\0";
        let parts: [&[u8]; 9] = [
            &[0; 6],
            label.as_bytes(),
            b"\0C:\\a\0",
            &[0, 0, 3, 0],
            &length(path.len()),
            path,
            &length(content.len()),
            content,
            &[0; 3],
        ];
        parts.concat()
    }

    #[test]
    fn objects_are_members() {
        let mut file = CompoundFile::create(Cursor::new(Vec::new())).expect("memory");
        let native = native("paie.csv", b"nom;nir");
        let streams: [(&str, &[u8]); 5] = [
            ("/Workbook", b"not this"),
            ("/MBD1/Package", b"PK"),
            ("/MBD2/\u{1}Ole10Native", &native),
            ("/MBD3/WordDocument", b"doc"),
            ("/MBD3/ObjectPool/1Table", b"table"),
        ];
        for (path, content) in streams {
            let folder = Path::new(path).parent().expect("a folder");
            file.create_storage_all(folder).expect("memory");
            let mut stream = file.create_stream(path).expect("memory");
            stream.write_all(content).expect("memory");
        }
        file.flush().expect("memory");
        let mut file = file.into_inner();
        let mut recorder = Recorder::default();
        give(&mut file, 1 << 20, &mut recorder).expect("goes on");
        let got: Vec<(&str, &[u8])> = recorder
            .members
            .iter()
            .map(|m| (m.0.as_str(), m.2.as_deref().expect("readable")))
            .collect();
        assert_eq!(got[..2], [("MBD1", &b"PK"[..]), ("paie.csv", b"nom;nir")]);
        assert_eq!(got[2].0, "MBD3");
        let inner = CompoundFile::open(Cursor::new(got[2].1)).expect("a compound file");
        assert!(inner.is_stream("/WordDocument") && inner.is_stream("/ObjectPool/1Table"));
        // what does not fit is declared
        let mut recorder = Recorder::default();
        give(&mut file, 4, &mut recorder).expect("goes on");
        assert_eq!(recorder.members.len(), 3);
        assert!(recorder.members[2].2.is_err());
    }
}
