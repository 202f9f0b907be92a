//! Whether a workbook is one of ours that nobody has worked on: its decisions may
//! be all that somebody wrote.

use std::io::{Read, Seek};

/// The longest document properties that are looked at.
const LONGEST: u64 = 64 << 10;

/// Whether limier wrote the workbook, and nobody saved it since: programs that save
/// one write who and when.
#[must_use]
pub fn is_ours(file: impl Read + Seek) -> bool {
    let Ok(mut archive) = zip::ZipArchive::new(file) else {
        return false;
    };
    let Ok(part) = archive.by_name("docProps/core.xml") else {
        return false;
    };
    let mut text = String::new();
    if part.take(LONGEST).read_to_string(&mut text).is_err() {
        return false;
    }
    let value = |tag: &str| {
        let (_, rest) = text.split_once(&format!("<{tag}"))?;
        let (_, rest) = rest.split_once('>')?;
        rest.split_once("</").map(|(value, _)| value)
    };
    let author = Some(super::AUTHOR);
    // LibreOffice keeps the dates when nothing was typed, and counts its savings
    !text.contains("cp:revision")
        && value("dc:creator") == author
        && value("cp:lastModifiedBy") == author
        && value("dcterms:created").is_some()
        && value("dcterms:created") == value("dcterms:modified")
}
