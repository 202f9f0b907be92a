//! Tests of all readers together, on files inside files.

use super::testing::Recorder;
use super::*;
use crate::model::Reason;
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
        Reader::Sheet | Reader::Pdf | Reader::Docx | Reader::Odt
    );
    assert!(
        unread
            || delivered + recorder.members.len() + recorder.problems.len() > 0
            || bytes.iter().all(u8::is_ascii_whitespace)
            // Empty archives, and objects that hold nothing.
            || matches!(reader, Reader::Zip | Reader::Json),
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

#[test]
fn members_inside_members_are_read() {
    let csv = b"nom;ville\nL\xE9a;Besan\xE7on\n";
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gz.write_all(csv).expect("memory");
    let gz = gz.finish().expect("memory");
    let mut zip = ::zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = ::zip::write::SimpleFileOptions::default();
    zip.start_file("liste.csv.gz", options).expect("memory");
    zip.write_all(&gz).expect("memory");
    let zip = zip.finish().expect("memory").into_inner();
    let mut out = Vec::new();
    read_all(&zip, "a.zip", 0, &mut out);
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
        (Reader::Delimited, "a;b\n"),
        (Reader::Json, "{\"a\":1}"),
        (Reader::Mail, "From: a\n\nb"),
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
