//! A declared register as documents: the sheet of Art. 30 (XLSX, CSV), fiches
//! in the order of the CNIL's model (Markdown, DOCX), JSON-LD in the W3C's Data
//! Privacy Vocabulary, `limier.register.v1`. [`Register`] in, bytes out: no I/O, no clock; the same
//! register gives the same bytes.
//!
//! Sheets and fiches are written in the words that `import` reads
//! (`register::label`), so that an export which somebody has worked on comes
//! back as a register. Locations are shown and not read back: what is bound is
//! decided in `register.yaml` only. `tests/round_trip.rs` holds it to that.

mod csv;
mod docx;
mod dpv;
mod fiche;
mod json;
mod markdown;
mod overview;
mod sheet;
mod unheld;
mod words;
mod xlsx;

pub use docx::docx;
pub use dpv::json_ld;
pub use fiche::{Block, Booklet, Fiche, Section};
pub use json::{SCHEMA, json};
pub use markdown::markdown;
pub use overview::{Overview, overview};
pub use unheld::{Unheld, unheld};
pub use xlsx::TooLong;

use crate::register::{Date, Register};

/// The sheet of Art. 30, an activity a row, as CSV.
#[must_use]
pub fn csv(register: &Register, french: bool, delimiter: u8) -> Vec<u8> {
    csv::csv(&sheet::sheet(register, french), delimiter)
}

/// Any table as CSV, in the same way.
#[must_use]
pub fn csv_of(headings: Vec<String>, rows: Vec<Vec<String>>, delimiter: u8) -> Vec<u8> {
    let name = String::new();
    csv::csv(
        &sheet::Sheet {
            name,
            headings,
            rows,
        },
        delimiter,
    )
}

/// The same as XLSX. `date` is written into it where it is given.
///
/// # Errors
/// A cell is longer than the format allows.
pub fn xlsx(register: &Register, french: bool, date: Option<Date>) -> Result<Vec<u8>, TooLong> {
    xlsx::xlsx(&sheet::sheet(register, french), date)
}
