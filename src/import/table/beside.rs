//! Groups of columns that stand one below the other: printed pages are read column
//! by column where the gaps between columns are wide. Such a table is put together
//! again where nothing is in doubt: each group has a head of field names, as many
//! rows as the others and no field of theirs.

use super::super::block::{Row, Spot, Table};
use super::super::stacked;
use super::super::vocabulary::{Field, column};
use std::collections::BTreeSet;

/// The table whose groups of columns a table has below each other; none where it is
/// a table as it stands.
pub(super) fn joined(table: &Table) -> Option<Table> {
    let on_pages = |r: &Row| r.iter().all(|c| matches!(c.at, Spot::Page(_)));
    if !table.rows.iter().all(on_pages) {
        return None;
    }
    let heads: Vec<usize> = (0..table.rows.len())
        .filter(|r| is_head(&table.rows[*r]))
        .collect();
    let height = match heads.as_slice() {
        [0, second, ..] => *second,
        _ => return None,
    };
    let even = heads.iter().enumerate().all(|(n, at)| *at == n * height);
    let whole = height > 1 && heads.len() * height == table.rows.len();
    if !even || !whole || !differ(table, &heads) {
        return None;
    }
    let groups: Vec<&[Row]> = table.rows.chunks(height).collect();
    let straight = |g: &&[Row]| g.iter().all(|r| r.len() == g[0].len());
    groups.iter().all(straight).then(|| Table {
        sheet: table.sheet.clone(),
        rows: (0..height)
            .map(|r| groups.iter().flat_map(|g| g[r].iter().cloned()).collect())
            .collect(),
    })
}

/// Whether a table of printed pages has several heads that do not fit together: what
/// stands beside what is not known.
pub(super) fn is_broken(table: &Table) -> bool {
    // a value may be called as a field is (`Transferts | Aucun transfert`)
    if stacked::is_of_pairs(table) {
        return false;
    }
    let heads = table.rows.iter().filter(|r| {
        let on_page = r.iter().all(|c| matches!(c.at, Spot::Page(_)));
        r.len() > 1 && on_page && is_head(r)
    });
    heads.count() > 1
}

/// Whether all cells of a row are names of fields.
fn is_head(row: &Row) -> bool {
    !row.is_empty() && row.iter().all(|c| column(&c.text).is_some())
}

/// Whether the heads name no field twice.
fn differ(table: &Table, heads: &[usize]) -> bool {
    let cells = heads.iter().flat_map(|r| &table.rows[*r]);
    let fields: Vec<Option<Field>> = cells.map(|c| column(&c.text)).collect();
    let different: BTreeSet<&Option<Field>> = fields.iter().collect();
    different.len() == fields.len()
}
