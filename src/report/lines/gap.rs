//! `limier.gap.v1`: one line per gap, open ones first, as in `limier.report.v1`.

use super::line;
use crate::report::json::Alone;
use crate::report::value::Comparison;
use crate::report::{Lang, Report};
use std::io::{self, Write};

/// Writes every gap of a report; titles and evidence in `lang`. Without a register
/// there is none.
///
/// # Errors
/// What `out` gives.
pub fn gaps(report: &Report, lang: Lang, out: &mut impl Write) -> io::Result<()> {
    let all = report.comparison.iter().flat_map(Comparison::all);
    all.map(|g| Alone::new(report, &g.gap, lang))
        .try_for_each(|g| line(out, &g))
}
