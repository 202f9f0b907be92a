//! Workbooks: XLSX, XLSM, XLSB, XLS, ODS, told apart by their content.
//!
//! Every sheet is read, hidden ones too (which is noted). Rows come in the order
//! of the file with their number, empty cells included up to the last used one,
//! so that column `A` is always the first cell.

mod biff;
mod ods;
#[cfg(test)]
mod oracle;
mod pivot;
mod records;
mod rows;
mod strings;
mod surroundings;
#[cfg(test)]
mod tests;
mod value;
mod worksheet;
mod xls;
mod xlsb;
mod xlsx;

use super::office::compound;
use super::office::package::{Package, seekable};
use super::{Flow, Input, Limits, ReadSeek, Sink, zip};
use crate::model::{Problem, Reason};
use strings::Strings;

pub(super) fn read(input: Input<'_>, limits: &Limits, sink: &mut dyn Sink) -> Flow {
    let opened = seekable(input, limits).and_then(|file| open(file, limits));
    match opened {
        Ok(Workbook::Xls(file)) => xls::read(file, limits, sink),
        Ok(Workbook::Xlsx(package)) => xlsx::read(package, limits, sink),
        Ok(Workbook::Xlsb(package)) => xlsb::read(package, limits, sink),
        Ok(Workbook::Ods(package)) => ods::read(package, limits, sink),
        Ok(Workbook::None(package)) => zip::no_document(&mut *package.into_file(), sink),
        Err(problem) => {
            sink.problem(problem);
            Ok(())
        }
    }
}

/// What the content says it is.
enum Workbook<'a> {
    Xls(Box<dyn ReadSeek + 'a>),
    Xlsx(Package<'a>),
    Xlsb(Package<'a>),
    Ods(Package<'a>),
    /// It is none, but an archive.
    None(Package<'a>),
}

fn open<'a>(mut file: Box<dyn ReadSeek + 'a>, limits: &'a Limits) -> Result<Workbook<'a>, Problem> {
    if compound::magic(&mut *file) == compound::MAGIC {
        return match compound::is_encrypted_ooxml(&mut *file) {
            true => Err(Problem::new(Reason::Encrypted, "compound file")),
            false => Ok(Workbook::Xls(file)),
        };
    }
    let package = Package::open(file, limits)?;
    let is_binary = |name: &String| name.ends_with("workbook.bin");
    Ok(if package.is_no_document() {
        Workbook::None(package)
    } else if package.has("content.xml") {
        Workbook::Ods(package)
    } else if package.names().iter().any(is_binary) {
        Workbook::Xlsb(package)
    } else {
        Workbook::Xlsx(package)
    })
}

/// Says that cells refer to strings that the workbook does not hold.
fn declare_lost(strings: &Strings, sink: &mut dyn Sink) {
    let cells = strings.missing();
    if cells > 0 {
        let detail = format!("{cells} cells without their string");
        sink.problem(Problem::new(Reason::Damaged, detail));
    }
}

/// Says that sheets which the workbook lists are not there, or that it lists none.
fn declare_missing(lost: usize, found: usize, sink: &mut dyn Sink) {
    if lost > 0 || found == 0 {
        let detail = format!("{lost} sheets missing, {found} found");
        sink.problem(Problem::new(Reason::Damaged, detail));
    }
}

/// Says that hidden sheets were read as the others, where they were.
fn note_hidden(count: usize, sink: &mut dyn Sink) {
    if count > 0 && !sink.as_shown() {
        sink.note(&format!("hidden sheets read: {count}"));
    }
}
