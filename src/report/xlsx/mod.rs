//! The report as a workbook: gaps, what was found, what was read, and a sheet of
//! decisions to fill in, which `limier decisions import` reads back.
//!
//! | sheet | a row is |
//! |---|---|
//! | Écarts | a gap, open ones first |
//! | Constats | a place and rule, as in `limier.finding.v1` |
//! | Couverture | what was wholly read, then each item that was not; `Éléments` adds up |
//! | Décisions | an open gap: `verdict`, `reason`, `owner`, `expires` are for people |
//!
//! No cell is a formula and none begins like one, so that the sheet may be saved
//! as CSV; same report, same bytes. What does not fit is counted in a last row.

mod book;
mod own;
mod sheets;

pub use own::is_ours;

use super::{Lang, Report};
use crate::inventory::Inventory;

/// Who made it, in the properties of the document.
const AUTHOR: &str = "limier";

/// Renders the report; `inventory` is the one it was built from.
#[must_use]
pub fn render(report: &Report, inventory: &Inventory, lang: Lang) -> Vec<u8> {
    let sheets = [
        sheets::gaps(report, lang),
        sheets::findings(report, inventory, lang),
        sheets::coverage(report, inventory, lang),
        sheets::decisions(report, lang),
    ];
    book::write(&sheets, report.scan.started)
}

#[cfg(test)]
mod tests;
