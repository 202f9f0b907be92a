//! ZIP: every entry of the central directory is a member, those of the same
//! name too, in the directory's order, without keeping the directory in memory.
//! Sizes that headers claim are never allocated. An archive without directory
//! (cut short) is read from the front as far as it goes. Comments, of entries and
//! of the archive, are text.

use super::pages::legacy_name;
use super::spool::Memory;
use super::{
    Flow, Input, Limits, Member, ReadSeek, Reader, Sink, Start, Stop, Text, io_problem, kind,
};
use crate::model::{Problem, Reason};
use std::io::{BufReader, Read, SeekFrom};
use zip::read::ZipReadOptions;
use zip::read::{Config, ZipFileEntry, read_zipfile_from_stream};
use zip::result::ZipError;
use zip::unstable::read::ZipIterable;

/// An office document begins with fewer entries than this before it is known.
const OFFICE: usize = 4096;

/// Reads an archive.
pub(super) fn read(input: Input<'_>, limits: &Limits, sink: &mut dyn Sink) -> Flow {
    let mut memory = match Memory::seekable(input, limits.memory) {
        Ok(memory) => memory,
        Err(problem) => {
            sink.problem(problem);
            return Ok(());
        }
    };
    let file = memory.as_dyn();
    let length = match file.seek(SeekFrom::End(0)) {
        Ok(length) => length,
        Err(e) => {
            sink.problem(io_problem(&e));
            return Ok(());
        }
    };
    if let Some(reader) = office(file) {
        return super::read(reader, Input::Seekable(file), limits, sink);
    }
    plain(file, length, sink)
}

/// Reads what bears the name of an office document and has no part of one: all
/// its entries are members.
pub(super) fn no_document(file: &mut dyn ReadSeek, sink: &mut dyn Sink) -> Flow {
    sink.note("no office document: read as a zip archive");
    match file.seek(SeekFrom::End(0)) {
        Ok(length) => plain(file, length, sink),
        Err(e) => {
            sink.problem(io_problem(&e));
            Ok(())
        }
    }
}

fn plain(file: &mut dyn ReadSeek, length: u64, sink: &mut dyn Sink) -> Flow {
    if let Some(comment) = comment(file, length) {
        give_comment(&legacy_name(&comment), sink)?;
    }
    if let Some(archive) = open(file) {
        return entries(archive, length, sink);
    }
    salvage(file, sink)
}

/// Length of the record that ends an archive, and of the longest comment in it.
const END: usize = 22;
const COMMENT: u64 = 0xFFFF;

/// The comment of the archive, as far as it has been written.
fn comment(file: &mut dyn ReadSeek, length: u64) -> Option<Vec<u8>> {
    let from = length.saturating_sub(COMMENT + END as u64);
    let mut tail = Vec::new();
    file.seek(SeekFrom::Start(from)).ok()?;
    file.take(COMMENT + END as u64)
        .read_to_end(&mut tail)
        .ok()?;
    // a comment may hold the mark too: the record ends with the file
    let marks = memchr::memmem::rfind_iter(&tail, b"PK\x05\x06");
    let mut records = marks.filter_map(|at| tail.get(at..)?.split_at_checked(END));
    let (_, comment) = records.find(|(record, comment)| {
        let claimed = u16::from_le_bytes([record[20], record[21]]);
        usize::from(claimed) == comment.len()
    })?;
    (!comment.is_empty()).then(|| comment.to_vec())
}

fn give_comment(comment: &str, sink: &mut dyn Sink) -> Flow {
    if comment.trim().is_empty() {
        return Ok(());
    }
    sink.text(Text::whole(comment, Start::Field))
}

/// The reader of a document whose first bytes did not show that it is one.
fn office(file: &mut dyn ReadSeek) -> Option<Reader> {
    let mut archive = open(file)?;
    let mut parts = kind::Parts::default();
    for entry in archive.files().ok()?.take(OFFICE) {
        parts.add(entry.ok()?.name_raw());
    }
    parts.office().and_then(|identified| identified.reader)
}

type File<'f> = BufReader<&'f mut dyn ReadSeek>;

/// Finds the central directory.
fn open(file: &mut dyn ReadSeek) -> Option<ZipIterable<File<'_>>> {
    ZipIterable::try_new(BufReader::new(file), Config::default()).ok()
}

/// Gives all entries of the central directory.
fn entries(mut archive: ZipIterable<File<'_>>, length: u64, sink: &mut dyn Sink) -> Flow {
    let files = match archive.files() {
        Ok(files) => files,
        Err(e) => {
            sink.problem(zip_problem(&e));
            return Ok(());
        }
    };
    while let Some(entry) = files.next() {
        match entry {
            Ok(entry) => give(entry, files.reader_mut(), length, sink)?,
            Err(e) => sink.problem(zip_problem(&e)),
        }
    }
    Ok(())
}

/// Gives one entry.
fn give(
    entry: ZipFileEntry<'_>,
    reader: &mut File<'_>,
    length: u64,
    sink: &mut dyn Sink,
) -> Result<(), Stop> {
    give_comment(entry.comment(), sink)?;
    if entry.is_dir() && entry.compressed_size() == 0 {
        return Ok(());
    }
    let name = legacy_name(entry.name_raw());
    // What the header claims must not make an expansion look small.
    let stored = Some(entry.compressed_size().min(length));
    if let Some(problem) = closed(&entry) {
        let content = Err(problem);
        let name = &name;
        return sink.member(Member {
            name,
            stored,
            content,
        });
    }
    match entry.with_reader(reader, ZipReadOptions::new()) {
        Ok(mut file) => sink.member(Member {
            name: &name,
            stored,
            content: Ok(&mut file),
        }),
        Err(e) => sink.member(Member {
            name: &name,
            stored,
            content: Err(zip_problem(&e)),
        }),
    }
}

/// Why an entry cannot be opened, as far as the directory says.
fn closed(entry: &ZipFileEntry<'_>) -> Option<Problem> {
    if entry.encrypted() {
        Some(Problem::new(Reason::Encrypted, "zip entry"))
    } else if entry.is_symlink() {
        Some(Problem::new(Reason::Link, "zip entry"))
    } else if !zip::SUPPORTED_COMPRESSION_METHODS.contains(&entry.compression()) {
        let detail = format!("zip method {:?}", entry.compression());
        Some(Problem::new(Reason::UnsupportedKind, detail))
    } else {
        None
    }
}

/// Gives the entries that stand before the damage of an archive.
fn salvage(file: &mut dyn ReadSeek, sink: &mut dyn Sink) -> Flow {
    let mut found = 0;
    if file.seek(SeekFrom::Start(0)).is_ok() {
        let mut stream = BufReader::new(file);
        while let Ok(Some(mut entry)) = read_zipfile_from_stream(&mut stream) {
            if entry.is_dir() {
                continue;
            }
            found += 1;
            let name = legacy_name(entry.name_raw());
            sink.member(Member {
                name: &name,
                stored: Some(entry.compressed_size()),
                content: Ok(&mut entry),
            })?;
        }
    }
    let detail = format!("no central directory, {found} entries read");
    sink.problem(Problem::new(Reason::Damaged, detail));
    Ok(())
}

/// The problem that an error of the archive is; its text may quote names.
fn zip_problem(error: &ZipError) -> Problem {
    match error {
        ZipError::Io(e) => io_problem(e),
        ZipError::InvalidPassword => Problem::new(Reason::Encrypted, "zip entry"),
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => {
            Problem::new(Reason::Encrypted, "zip entry")
        }
        ZipError::CompressionMethodNotSupported(method) => {
            Problem::new(Reason::UnsupportedKind, format!("zip method {method}"))
        }
        ZipError::UnsupportedArchive(_) => Problem::new(Reason::UnsupportedKind, "zip feature"),
        _ => Problem::new(Reason::Damaged, "zip structure"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::testing::Recorder;
    use std::io::{Cursor, Write};
    use zip::CompressionMethod;
    use zip::write::{SimpleFileOptions, ZipWriter};

    fn packed(members: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in members {
            let options = SimpleFileOptions::default();
            writer.start_file(*name, options).expect("memory");
            writer.write_all(content).expect("memory");
        }
        writer.finish().expect("memory").into_inner()
    }

    fn recorded(bytes: &[u8]) -> Recorder {
        let mut recorder = Recorder::default();
        let mut input = bytes;
        let input = Input::Stream(&mut input);
        read(input, &Limits::default(), &mut recorder).expect("nothing stops it");
        recorder
    }

    /// Replaces all of `from` by `to`, which is as long.
    fn patched(mut bytes: Vec<u8>, from: &[u8], to: &[u8]) -> Vec<u8> {
        let places: Vec<usize> = memchr::memmem::find_iter(&bytes, from).collect();
        assert!(!places.is_empty());
        for at in places {
            bytes[at..at + to.len()].copy_from_slice(to);
        }
        bytes
    }

    #[test]
    fn entries_of_one_name_are_all_given() {
        let zip = packed(&[("aaa.txt", b"1"), ("bbb.txt", b"2")]);
        let recorder = recorded(&patched(zip, b"bbb.txt", b"aaa.txt"));
        let given: Vec<_> = recorder.members.iter().map(|m| m.2.as_deref()).collect();
        assert_eq!(given, [Ok(b"1".as_slice()), Ok(b"2")]);
        assert!(recorder.members.iter().all(|m| m.0 == "aaa.txt"));
    }

    #[test]
    fn names_of_old_code_pages_are_read() {
        let zip = packed(&[("liste_X.csv", b"1"), ("../../etc/passwd", b"2")]);
        let zip = patched(zip, b"X.csv", b"\x82.csv");
        let names: Vec<_> = recorded(&zip).members.into_iter().map(|m| m.0).collect();
        assert_eq!(names, ["liste_é.csv", "../../etc/passwd"]);
    }

    #[test]
    fn encrypted_entries_are_said_and_the_others_read() {
        let mut zip = packed(&[("a.txt", b"1"), ("b.txt", b"2")]);
        let directory = memchr::memmem::find(&zip, b"PK\x01\x02").expect("a directory");
        zip[directory + 8] |= 1;
        let recorder = recorded(&zip);
        let problem = recorder.members[0].2.as_ref().expect_err("encrypted");
        assert_eq!(problem.what, Reason::Encrypted);
        assert_eq!(recorder.members[1].2.as_deref(), Ok(b"2".as_slice()));
    }

    #[test]
    fn unknown_methods_are_said() {
        let mut zip = packed(&[("a.txt", b"1")]);
        let directory = memchr::memmem::find(&zip, b"PK\x01\x02").expect("a directory");
        zip[directory + 10] = 97;
        let recorder = recorded(&zip);
        let problem = recorder.members[0].2.as_ref().expect_err("unknown");
        assert_eq!(
            problem.to_string(),
            "unsupported_kind (zip method Unsupported(97))"
        );
    }

    #[test]
    fn a_false_size_is_neither_believed_nor_allocated() {
        let mut zip = packed(&[("a.txt", &[b'x'; 5000])]);
        let directory = memchr::memmem::find(&zip, b"PK\x01\x02").expect("a directory");
        zip[directory + 20..directory + 28].copy_from_slice(&[0xFE; 8]);
        let length = zip.len() as u64;
        let recorder = recorded(&zip);
        assert!(recorder.members[0].1.is_some_and(|stored| stored <= length));
    }

    #[test]
    fn comments_are_text() {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default();
        writer.start_file("a.txt", options).expect("memory");
        writer
            .set_raw_comment(b"PK\x05\x06 appeler L\xE9a".to_vec().into_boxed_slice())
            .expect("short");
        let zip = writer.finish().expect("memory").into_inner();
        // a comment of the entry, which the writer does not write
        let directory = memchr::memmem::find(&zip, b"PK\x01\x02").expect("a directory");
        let mut zip = patched(zip, b"a.txt", b"b.txt");
        zip[directory + 32] = 6;
        zip.splice(directory + 51..directory + 51, *b"de Zoe");
        let end = memchr::memmem::find(&zip, b"PK\x05\x06").expect("an end");
        zip[end + 12] += 6;
        let recorder = recorded(&zip);
        let texts: Vec<_> = recorder.texts.iter().map(|t| (t.0.as_str(), t.2)).collect();
        let expected = ["PK\u{5}\u{6} appeler Léa", "de Zoe"];
        assert_eq!(texts, expected.map(|text| (text, Start::Field)));
        assert_eq!(recorder.members.len(), 1);
    }

    #[test]
    fn an_archive_cut_short_is_read_up_to_there() {
        let noise: Vec<u8> = (0..3000u32).map(|i| ((i * i) >> 5) as u8).collect();
        let zip = packed(&[("a.txt", b"un"), ("b.bin", &noise)]);
        let recorder = recorded(&zip[..zip.len() - 1200]);
        assert_eq!(recorder.members[0].2.as_deref(), Ok(b"un".as_slice()));
        assert_eq!(recorder.problems[0].what, Reason::Damaged);
    }

    #[test]
    fn damaged_content_is_said() {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        writer.start_file("a.txt", options).expect("memory");
        writer.write_all(b"content").expect("memory");
        let zip = writer.finish().expect("memory").into_inner();
        let recorder = recorded(&patched(zip, b"content", b"kontent"));
        let problem = recorder.members[0].2.as_ref().expect_err("checksum");
        assert_eq!(problem.what, Reason::Damaged);
    }

    #[test]
    fn folders_are_no_members_and_nothing_is_nothing() {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default();
        writer.add_directory("d/", options).expect("memory");
        let recorder = recorded(&writer.finish().expect("memory").into_inner());
        assert!(recorder.members.is_empty() && recorder.problems.is_empty());
        assert_eq!(
            recorded(b"PK\x03\x04rubbish").problems[0].what,
            Reason::Damaged
        );
    }

    #[test]
    fn an_office_document_goes_to_its_reader() {
        let zip = packed(&[
            ("image.bin", &[7; 100]),
            ("[Content_Types].xml", b"<Types/>"),
            ("word/document.xml", b"<w:document/>"),
        ]);
        assert!(recorded(&zip).members.is_empty());
    }
}
