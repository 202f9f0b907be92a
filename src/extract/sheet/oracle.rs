//! calamine reads the same workbooks: every text and whole number that it gives
//! must be among what this room gives.

use super::read;
use crate::extract::office::testing::Heard;
use calamine::{Data, Reader, open_workbook_auto_from_rs};
use std::fs;
use std::io::Cursor;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

/// What calamine reads; none where it refuses or panics.
fn calamine(bytes: &[u8]) -> Option<Vec<String>> {
    let bytes = bytes.to_vec();
    catch_unwind(move || {
        let mut book = open_workbook_auto_from_rs(Cursor::new(bytes)).ok()?;
        let mut out = Vec::new();
        for name in book.sheet_names() {
            let Ok(range) = book.worksheet_range(&name) else {
                continue;
            };
            for (_, _, cell) in range.used_cells() {
                match cell {
                    Data::String(s) => out.push(s.trim().to_owned()),
                    Data::Int(n) => out.push(n.to_string()),
                    Data::Float(n) if n.fract() == 0.0 && n.abs() < 1e15 => {
                        out.push(format!("{n:.0}"));
                    }
                    _ => {}
                }
            }
        }
        Some(out)
    })
    .ok()
    .flatten()
}

fn workbooks(dir: &Path, into: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(dir) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        let kind = path.extension().and_then(|e| e.to_str());
        if path.is_dir() {
            workbooks(&path, into);
        } else if matches!(kind, Some("xlsx" | "xlsm" | "xlsb" | "xls" | "ods")) {
            into.push(path);
        }
    }
    into.sort();
}

/// The characters that tell values apart: a number format may group digits.
fn significant(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

#[test]
fn nothing_that_calamine_reads_is_missing() {
    let mut paths = Vec::new();
    workbooks(Path::new("fixtures/share"), &mut paths);
    assert!(paths.len() > 10, "{}", paths.len());
    let (mut cells, mut missing) = (0, Vec::new());
    for path in &paths {
        let bytes = fs::read(path).expect("a fixture");
        let Some(wanted) = calamine(&bytes) else {
            continue;
        };
        let heard = Heard::from(read, &bytes);
        let given = significant(&heard.starting("row ").join("\n"));
        cells += wanted.len();
        missing.extend(
            wanted
                .iter()
                .map(|w| significant(w))
                .filter(|w| !given.contains(w.as_str()))
                .map(|_| path.display().to_string()),
        );
    }
    assert!(cells > 1000, "{cells}");
    assert_eq!(missing, Vec::<String>::new());
}
