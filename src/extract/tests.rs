//! Tests of all readers together, on files inside files.

use super::testing::Recorder;
use super::*;
use crate::model::Reason;
use proptest::prelude::*;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

/// Reads a file and all that is in it; says what became of each.
fn read_all(bytes: &[u8], name: &str, depth: usize, out: &mut Vec<String>) {
    let identified = identify(&bytes[..bytes.len().min(64 << 10)], name);
    let kind = identified.kind.as_str().to_owned();
    let Some(reader) = identified.reader else {
        out.push(format!("{name}: declared {kind}"));
        return;
    };
    let mut recorder = Recorder::default();
    let mut file = Cursor::new(bytes);
    let limits = Limits {
        memory: 64 << 20,
        ..Limits::default()
    };
    let input = Input::Seekable(&mut file);
    read(reader, input, &limits, &mut recorder).expect("nothing stops it");
    let delivered = recorder.texts.len() + recorder.rows.len() + recorder.keyed.len();
    out.push(format!(
        "{name}: {kind} {delivered} delivered, {} members, problems {:?}, notes {:?}",
        recorder.members.len(),
        recorder.problems,
        recorder.notes
    ));
    let unread = matches!(
        reader,
        Reader::Sheet | Reader::Pdf | Reader::Docx | Reader::Odt | Reader::Rtf
    );
    assert!(
        unread
            || delivered + recorder.members.len() + recorder.problems.len() > 0
            || bytes.iter().all(u8::is_ascii_whitespace)
            // Empty archives and pages, and objects that hold nothing.
            || matches!(reader, Reader::Zip | Reader::Json | Reader::Html),
        "{name}: neither delivered nor declared"
    );
    for (inner, _, content) in recorder.members {
        match content {
            Ok(bytes) if depth < 8 => {
                let name = if inner.is_empty() {
                    unpacked_name(name)
                } else {
                    inner
                };
                read_all(&bytes, &name, depth + 1, out);
            }
            Ok(_) => {}
            Err(problem) => out.push(format!("{inner}: {problem}")),
        }
    }
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gz.write_all(bytes).expect("memory");
    gz.finish().expect("memory")
}

fn zip_of(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ::zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in members {
        let options = ::zip::write::SimpleFileOptions::default();
        zip.start_file(*name, options).expect("memory");
        zip.write_all(content).expect("memory");
    }
    zip.finish().expect("memory").into_inner()
}

const CSV: &[u8] = b"nom;ville\nL\xE9a;\"Besan\xE7on\"\n";
const JSON: &[u8] = b"{\"a\":[{\"b\":\"\\u00e9\"},1.5,null]}\n{\"a\":\"x\"}\n";
const MAIL: &[u8] = b"From: a@b.fr\nTo: c@d.fr\nSubject: =?utf-8?q?=C3=A9?=\n\
Content-Type: multipart/mixed; boundary=b\n\n--b\n\nBonjour\n--b\n\
Content-Type: text/csv; name=x.csv\nContent-Transfer-Encoding: base64\n\nYTtiCjE7Mgo=\n--b--\n";

const HTML: &[u8] = b"<html><p title='x'>L&eacute;a<table><tr><td>a<td>b<tr><td>c</table><!--d-->";

#[test]
fn members_inside_members_are_read() {
    let mut out = Vec::new();
    read_all(&zip_of(&[("liste.csv.gz", &gz(CSV))]), "a.zip", 0, &mut out);
    assert!(out[2].starts_with("liste.csv: csv 2 delivered"), "{out:?}");
}

#[test]
fn a_stopped_sink_stops_every_reader() {
    struct Full;
    impl Sink for Full {
        fn text(&mut self, _: Text<'_>) -> Flow {
            Err(Stop)
        }
        fn begin_table(&mut self, _: TableHead<'_>) -> Flow {
            Err(Stop)
        }
        fn row(&mut self, _: u64, _: &[Cell<'_>]) -> Flow {
            Err(Stop)
        }
        fn end_table(&mut self) -> Flow {
            Err(Stop)
        }
        fn keyed(&mut self, _: &str, _: &str, _: Start) -> Flow {
            Err(Stop)
        }
        fn member(&mut self, _: Member<'_>) -> Flow {
            Err(Stop)
        }
        fn problem(&mut self, _: Problem) {}
        fn note(&mut self, _: &str) {}
    }
    for (reader, text) in [
        (Reader::Text, "a"),
        (Reader::Html, "<p>a"),
        (Reader::Delimited, "a;b\n"),
        (Reader::Json, "{\"a\":1}"),
        (Reader::Dump, "INSERT INTO a VALUES (1);"),
        (Reader::Mail, "From: a\n\nb"),
        (Reader::Rtf, "{\\rtf1 a}"),
    ] {
        let mut bytes = text.as_bytes();
        let flow = read(
            reader,
            Input::Stream(&mut bytes),
            &Limits::default(),
            &mut Full,
        );
        assert_eq!(flow, Err(Stop), "{reader:?}");
    }
}

#[test]
fn what_claims_more_memory_than_there_is_is_said() {
    let limits = Limits {
        memory: 10,
        ..Limits::default()
    };
    for reader in [Reader::Zip, Reader::Mail] {
        let mut recorder = Recorder::default();
        let mut bytes: &[u8] = &[b'x'; 100];
        read(reader, Input::Stream(&mut bytes), &limits, &mut recorder).expect("goes on");
        assert_eq!(recorder.problems[0].what, Reason::ExpansionLimit);
    }
}

proptest! {
    #[test]
    fn no_damage_panics(which in 0usize..7, places in proptest::collection::vec((any::<u16>(), any::<u8>()), 1..6), keep: u16) {
        let mut bytes = match which {
            0 => CSV.to_vec(),
            1 => JSON.to_vec(),
            2 => MAIL.to_vec(),
            3 => gz(JSON),
            6 => HTML.to_vec(),
            4 => zip_of(&[("a.csv", CSV), ("b.eml", MAIL), ("c.gz", &gz(JSON))]),
            _ => zip_of(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<a/>")]),
        };
        for (at, byte) in places {
            let at = usize::from(at) % bytes.len();
            bytes[at] = byte;
        }
        let mut out = Vec::new();
        read_all(&bytes, "x", 0, &mut out);
        bytes.truncate(usize::from(keep) % bytes.len());
        read_all(&bytes, "x.zip", 0, &mut out);
    }
}

/// The folder of odd files that are not part of the project, if there is one.
fn corpus() -> Option<PathBuf> {
    let given = option_env!("LIMIER_CORPUS").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    given.into_iter().chain([beside]).find(|p| p.is_dir())
}

#[test]
fn every_odd_file_is_delivered_or_declared() {
    let mut err = std::io::stderr();
    let Some(corpus) = corpus() else {
        writeln!(err, "skipped: no corpus beside the project").expect("stderr");
        return;
    };
    let mut files = Vec::new();
    let folders = std::fs::read_dir(corpus).expect("a folder");
    for folder in folders.flatten().filter(|f| f.path().is_dir()) {
        let inside = std::fs::read_dir(folder.path()).expect("a folder");
        files.extend(inside.flatten().map(|f| f.path()));
    }
    files.sort();
    let mut out = Vec::new();
    for file in &files {
        let bytes = std::fs::read(file).expect("readable");
        let name = file.to_string_lossy();
        read_all(&bytes, &name, 0, &mut out);
    }
    let read = format!(
        "{} odd files, {} with what is in them",
        files.len(),
        out.len()
    );
    writeln!(err, "{read}").expect("stderr");
}
