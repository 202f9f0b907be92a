//! The sheet as XLSX: header frozen, text wrapped, widths that fit. Every cell
//! is text: nothing is a formula.

use super::sheet::Sheet;
use crate::register::Date;
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, XlsxError,
};

/// A cell is longer than a workbook can hold (32,767 characters).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the cell of row {row} below “{heading}” is longer than XLSX allows (32,767 characters)")]
pub struct TooLong {
    /// Its row, 1-based.
    pub row: u32,
    /// Its column's heading.
    pub heading: String,
}

/// The most characters that a cell may hold, in UTF-16 units.
const MOST: usize = 32_767;
/// Widths in characters.
const WIDTHS: std::ops::RangeInclusive<usize> = 14..=48;

/// Writes a sheet.
pub(super) fn xlsx(sheet: &Sheet, date: Option<Date>) -> Result<Vec<u8>, TooLong> {
    for (row, cells) in (2u32..).zip(&sheet.rows) {
        for (cell, heading) in cells.iter().zip(&sheet.headings) {
            if cell.encode_utf16().count() > MOST {
                let heading = heading.clone();
                return Err(TooLong { row, heading });
            }
        }
    }
    Ok(workbook(sheet, date).expect("cells and names are within the limits of the format"))
}

fn workbook(sheet: &Sheet, date: Option<Date>) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    book.set_properties(&DocProperties::new().set_creation_datetime(&created(date)?));
    let header = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Top)
        .set_border(FormatBorder::Thin)
        .set_background_color(Color::RGB(0x00DD_E6F0));
    let text = Format::new()
        .set_text_wrap()
        .set_align(FormatAlign::Top)
        .set_border(FormatBorder::Thin);
    let page = book.add_worksheet();
    page.set_name(&sheet.name)?;
    // the name of the activity stays, too
    page.set_freeze_panes(1, 1)?;
    page.set_landscape().set_print_fit_to_pages(1, 0);
    for (column, heading) in (0u16..).zip(&sheet.headings) {
        page.write_string_with_format(0, column, heading, &header)?;
        page.set_column_width(column, width(sheet, usize::from(column)))?;
    }
    for (row, cells) in (1u32..).zip(&sheet.rows) {
        for (column, cell) in (0u16..).zip(cells) {
            page.write_string_with_format(row, column, cell, &text)?;
        }
    }
    book.save_to_buffer()
}

/// The day it was made; one that stands for none, since the format wants one.
fn created(date: Option<Date>) -> Result<ExcelDateTime, XlsxError> {
    let date = date.unwrap_or(Date::constant(2000, 1, 1));
    let year = u16::try_from(date.year()).unwrap_or(2000);
    let part = |n: i8| u8::try_from(n).unwrap_or(1);
    ExcelDateTime::from_ymd(year, part(date.month()), part(date.day()))
}

fn width(sheet: &Sheet, column: usize) -> f64 {
    let cells = sheet.rows.iter().filter_map(|r| r.get(column));
    let lines = cells.flat_map(|c| c.split('\n'));
    let longest = lines.map(|l| l.chars().count()).max().unwrap_or(0);
    let wanted = longest.clamp(*WIDTHS.start(), *WIDTHS.end());
    f64::from(u32::try_from(wanted).unwrap_or(u32::MAX))
}
