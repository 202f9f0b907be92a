//! The sheet as CSV: UTF-8 with a mark, so that Excel knows it, and no cell that
//! a spreadsheet would take for a formula.

use super::sheet::Sheet;
use crate::register::label::guarded;

/// Writes a sheet.
pub(super) fn csv(sheet: &Sheet, delimiter: u8) -> Vec<u8> {
    let mut out = "\u{feff}".as_bytes().to_vec();
    let mut writer = csv::WriterBuilder::new()
        .delimiter(delimiter)
        .terminator(csv::Terminator::CRLF)
        .from_writer(&mut out);
    for row in std::iter::once(&sheet.headings).chain(&sheet.rows) {
        let cells = row.iter().map(|c| guarded(c));
        writer
            .write_record(cells.map(std::borrow::Cow::into_owned))
            .expect("memory takes every record of as many cells");
    }
    writer.flush().expect("memory takes everything");
    drop(writer);
    out
}
