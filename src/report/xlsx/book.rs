//! Sheets as a workbook: header frozen, filters, widths, lists to choose from.

use crate::register::label::guarded;
use crate::register::utc_date;
use crate::report::visible;
use rust_xlsxwriter::{
    Color, DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder,
    Workbook, Worksheet, XlsxError,
};

/// The most characters that a cell may hold, in UTF-16 units.
pub(super) const MOST: usize = 32_767;

/// A cell.
pub(super) enum Cell {
    Text(String),
    Number(u64),
    Nothing,
}

/// Who fills a column, and what is said beside its cells.
pub(super) enum Use {
    /// It is read.
    Shown,
    /// It is there for programs.
    Hidden,
    /// People write into it: a hint.
    Free(String),
    /// People choose: a hint and what there is.
    Choice(String, &'static [&'static str]),
}

/// A column.
pub(super) struct Column {
    pub(super) heading: String,
    /// In characters.
    pub(super) width: u8,
    pub(super) used: Use,
}

/// A sheet.
pub(super) struct Sheet {
    pub(super) name: String,
    pub(super) columns: Vec<Column>,
    pub(super) rows: Vec<Vec<Cell>>,
}

/// Writes the workbook; `made` is in seconds since the epoch, of which the day counts.
pub(super) fn write(sheets: &[Sheet], made: i64) -> Vec<u8> {
    workbook(sheets, made).expect("names, cells and rows are within the limits of the format")
}

struct Looks {
    header: Format,
    cell: Format,
    /// One line, however long: it is not to make its row taller.
    hidden: Format,
    /// Text that stays text when somebody writes a date or number into it.
    input: Format,
}

impl Looks {
    fn new() -> Self {
        let framed = || {
            Format::new()
                .set_align(FormatAlign::Top)
                .set_border(FormatBorder::Hair)
        };
        Self {
            header: framed()
                .set_bold()
                .set_text_wrap()
                .set_background_color(Color::RGB(0x00DD_E6F0)),
            cell: framed().set_text_wrap(),
            hidden: framed(),
            input: framed()
                .set_text_wrap()
                .set_num_format("@")
                .set_background_color(Color::RGB(0x00FF_F8E1)),
        }
    }
}

fn workbook(sheets: &[Sheet], made: i64) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let properties = DocProperties::new().set_author(super::AUTHOR);
    book.set_properties(&properties.set_creation_datetime(&day(made)?));
    let looks = Looks::new();
    for sheet in sheets {
        page(book.add_worksheet(), sheet, &looks)?;
    }
    book.save_to_buffer()
}

fn day(seconds: i64) -> Result<ExcelDateTime, XlsxError> {
    let date = utc_date(seconds);
    let part = |n: i8| u8::try_from(n).unwrap_or(1);
    // the format knows the years 1900 to 9999
    let year = u16::try_from(date.year()).unwrap_or(1900).max(1900);
    ExcelDateTime::from_ymd(year, part(date.month()), part(date.day()))
}

fn page(page: &mut Worksheet, sheet: &Sheet, looks: &Looks) -> Result<(), XlsxError> {
    page.set_name(&sheet.name)?;
    page.set_freeze_panes(1, 1)?;
    page.set_landscape().set_print_fit_to_pages(1, 0);
    page.set_repeat_rows(0, 0)?;
    let last = u32::try_from(sheet.rows.len()).expect("rows are capped");
    for (at, column) in (0u16..).zip(&sheet.columns) {
        page.write_string_with_format(0, at, &column.heading, &looks.header)?;
        page.set_column_width(at, f64::from(column.width))?;
        fill(page, at, column, last)?;
    }
    for (row, cells) in (1u32..).zip(&sheet.rows) {
        for ((at, column), cell) in (0u16..).zip(&sheet.columns).zip(cells) {
            let look = match column.used {
                Use::Free(_) | Use::Choice(..) => &looks.input,
                Use::Hidden => &looks.hidden,
                Use::Shown => &looks.cell,
            };
            match cell {
                Cell::Text(text) => page.write_string_with_format(row, at, fitted(text), look)?,
                Cell::Number(n) => page.write_number_with_format(row, at, *n as f64, look)?,
                Cell::Nothing => page.write_blank(row, at, look)?,
            };
        }
    }
    let width = u16::try_from(sheet.columns.len()).expect("columns are few");
    page.autofilter(0, 0, last, width.saturating_sub(1))?;
    Ok(())
}

/// What a column does for who fills it.
fn fill(page: &mut Worksheet, at: u16, column: &Column, last: u32) -> Result<(), XlsxError> {
    let rule = match &column.used {
        Use::Shown => return Ok(()),
        Use::Hidden => return page.set_column_hidden(at).map(|_| ()),
        Use::Free(hint) => DataValidation::new().set_input_message(hint)?,
        Use::Choice(hint, known) => DataValidation::new()
            .allow_list_strings(known)?
            .set_input_message(hint)?,
    };
    if last > 0 {
        page.add_data_validation(1, at, last, at, &rule)?;
    }
    Ok(())
}

/// A text as a cell takes it: inert, no formula, not longer than the format allows.
fn fitted(text: &str) -> String {
    // lines of our own stay lines
    let lines: Vec<_> = text.split('\n').map(visible::text).collect();
    let text = guarded(&lines.join("\n")).into_owned();
    if text.len() <= MOST || text.encode_utf16().count() <= MOST {
        return text;
    }
    let mut units = 1;
    let kept = text.chars().take_while(|c| {
        units += c.len_utf16();
        units <= MOST
    });
    kept.chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_inert_and_fit() {
        assert_eq!(fitted("=1+1"), "'=1+1");
        assert_eq!(fitted("a\u{202e}\tb\nc"), "a\\u{202e}\\tb\nc");
        let long = fitted(&"😀".repeat(20_000));
        assert_eq!(long.encode_utf16().count(), MOST);
        assert!(long.ends_with('…'));
    }
}
