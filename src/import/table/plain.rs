//! Headers in plain words: what is done, why, with what, for how long (`Processing |
//! Why we do it | What we hold | How long`).
//!
//! Plans and errands are asked so too. A header is a register's where it names an
//! activity and asks why, for which data and how long, and its cells name data.

use super::super::block::Row;
use super::super::item::named;
use super::super::vocabulary::{Field, exact, plain};
use super::header::is_filled;

/// Rows whose data are looked at.
const LOOK: usize = 20;

/// The fields of a row that asks in plain words; none where it is no header of a
/// register.
pub(super) fn fields(rows: &[Row], at: usize) -> Option<Vec<Option<Field>>> {
    let fields: Vec<Option<Field>> = rows[at].iter().map(|c| of(&c.text)).collect();
    let position = |field| fields.iter().position(|f| *f == Some(field));
    let asked = [Field::Activity, Field::Purposes, Field::Retention];
    let data = position(Field::Data)?;
    let all = asked.iter().all(|f| position(*f).is_some());
    (all && names_data(&rows[at + 1..], data)).then_some(fields)
}

/// The field of a column; none where the question is of one word that has two
/// answers (`Who`: whose data, or who sees them).
fn of(name: &str) -> Option<Field> {
    let one = name.split_whitespace().count() < 2;
    let asked = plain(name).filter(|f| !one || *f != Field::DataSubjects);
    exact(name).or(asked).or_else(|| super::field(name))
}

/// Whether most cells of a column name data.
pub(super) fn names_data(below: &[Row], c: usize) -> bool {
    let cells = below.iter().take(LOOK).filter_map(|r| r.get(c));
    let (mut all, mut known) = (0, 0);
    for cell in cells.filter(|c| is_filled(c)) {
        all += 1;
        known += usize::from(!named(&cell.text).items.is_empty());
    }
    known * 2 > all
}
