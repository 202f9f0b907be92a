//! Tables that print labels over their values: a row of labels, then a row of what
//! each says, several such pairs one below the other. They are turned into a label
//! and its value beside each other; rows that are so already stay.

use super::block::{Cell, Row, Table};
use super::vocabulary::{Field, exact};
use std::collections::BTreeSet;

/// Different labels that make pairs of it.
const FIELDS: usize = 3;
/// Rows of the longest fiche that is a table; a sheet has more.
const MOST: usize = 300;

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Nothing but labels.
    Labels,
    /// A label and what it says.
    Pair,
    Values,
}

/// The table with each value beside its label; none where it has no values under
/// labels, or where anything of it is in doubt.
pub(super) fn straight(table: &Table) -> Option<Table> {
    if table.rows.len() > MOST {
        return None;
    }
    let kinds: Vec<Kind> = table.rows.iter().map(kind).collect();
    if !is_stacked(table, &kinds) {
        return None;
    }
    let mut rows: Vec<Row> = Vec::new();
    let mut i = 0;
    while i < kinds.len() {
        let row = &table.rows[i];
        match (kinds[i], kinds.get(i + 1)) {
            (Kind::Labels, Some(Kind::Values)) => {
                let more = continued(table, &kinds, i);
                rows.extend(pairs(row, &values(&table.rows[i + 1..=i + 1 + more]))?);
                i += 1 + more;
            }
            (Kind::Labels, _) => rows.extend(alone(row)),
            _ => rows.push(row.clone()),
        }
        i += 1;
    }
    Some(Table {
        sheet: table.sheet.clone(),
        rows,
    })
}

/// The rows below the values of a row of labels that go on with them: the cell below
/// the first label is empty.
fn continued(table: &Table, kinds: &[Kind], labels: usize) -> usize {
    let first = table.rows[labels].iter().position(is_filled);
    let rows = (labels + 2..table.rows.len()).take_while(|i| {
        let empty = first.is_some_and(|c| table.rows[*i].get(c).is_none_or(|c| !is_filled(c)));
        kinds[*i] == Kind::Values && empty
    });
    rows.count()
}

/// Rows of values as one: what stands below a value is a line of it.
fn values(rows: &[Row]) -> Row {
    let mut all = rows[0].clone();
    for row in &rows[1..] {
        for (c, cell) in row.iter().enumerate().filter(|(_, c)| is_filled(c)) {
            match all.get_mut(c) {
                Some(above) if is_filled(above) => {
                    above.text = format!("{}\n{}", above.text, cell.text);
                }
                Some(above) => *above = cell.clone(),
                None => {}
            }
        }
    }
    all
}

/// Whether a table has labels over values: several rows of labels, each field once,
/// each with one row of values below it.
fn is_stacked(table: &Table, kinds: &[Kind]) -> bool {
    let over = |i: &usize| {
        let next = kinds.get(i + 1) == Some(&Kind::Values);
        kinds[*i] == Kind::Labels && next
    };
    let heads: Vec<usize> = (0..kinds.len()).filter(over).collect();
    // a value that goes on below the next row is a sheet's
    let ends = |i: &usize| {
        let next = i + 2 + continued(table, kinds, *i);
        kinds.get(next) != Some(&Kind::Values)
    };
    let labels = heads.iter().flat_map(|i| table.rows[*i].iter());
    let fields: Vec<Field> = labels.filter_map(label).collect();
    let different: BTreeSet<Field> = fields.iter().copied().collect();
    let each = different.len() == fields.len() && different.len() >= FIELDS;
    let placed = heads.iter().all(|i| {
        let first = |row: &Row| row.iter().position(is_filled);
        first(&table.rows[*i]) == first(&table.rows[i + 1])
    });
    each && heads.len() > 1 && placed && heads.iter().all(ends)
}

fn is_filled(cell: &Cell) -> bool {
    !cell.text.trim().is_empty()
}

fn kind(row: &Row) -> Kind {
    let filled = row.iter().filter(|c| is_filled(c));
    let (mut all, mut labels) = (0, 0);
    for cell in filled {
        all += 1;
        labels += usize::from(label(cell).is_some());
    }
    match labels {
        0 => Kind::Values,
        n if n == all => Kind::Labels,
        _ => Kind::Pair,
    }
}

/// The field that a cell is the label of; rubrics of data are values too.
fn label(cell: &Cell) -> Option<Field> {
    exact(&cell.text).filter(|f| !matches!(f, Field::Rubric(_) | Field::Nir | Field::Department))
}

/// Labels and what stands below each, up to the next; none where a value stands
/// below no label.
fn pairs(labels: &Row, values: &Row) -> Option<Vec<Row>> {
    let at: Vec<usize> = (0..labels.len())
        .filter(|c| is_filled(&labels[*c]))
        .collect();
    let first = at.first()?;
    if values.iter().take(*first).any(is_filled) {
        return None;
    }
    let ends = at.iter().skip(1).copied().chain([values.len()]);
    let pair = |(from, to): (&usize, usize)| {
        let below = values.iter().take(to).skip(*from).filter(|c| is_filled(c));
        let row = std::iter::once(&labels[*from]).chain(below);
        row.cloned().collect::<Row>()
    };
    let all: Vec<Row> = at.iter().zip(ends).map(pair).collect();
    // two values below one label stand nowhere
    all.iter().all(|row| row.len() <= 2).then_some(all)
}

/// Labels under which nothing stands.
fn alone(labels: &Row) -> impl Iterator<Item = Row> {
    labels
        .iter()
        .filter(|c| is_filled(c))
        .map(|c| vec![c.clone()])
}

#[cfg(test)]
mod tests {
    use super::super::block::{Block, Spot};
    use super::super::document::Document;
    use super::*;

    fn straightened(sheet: &str) -> Vec<String> {
        let document = Document::read(sheet.as_bytes(), "registre.csv");
        let Some(Block::Table(table)) = document.blocks.first() else {
            return Vec::new();
        };
        assert!(matches!(table.rows[0][0].at, Spot::Cell { .. }));
        let straight = straight(table).map(|t| t.rows).unwrap_or_default();
        let words = |r: &Row| r.iter().map(|c| c.text.clone()).collect::<Vec<_>>();
        straight.iter().map(|r| words(r).join(": ")).collect()
    }

    #[test]
    fn labels_stand_over_their_values() {
        assert_eq!(
            straightened(
                "Prêt;\nFinalités;\nPrêter;\nDonnées;\nNom;\nBase légale;Transferts\nContrat;Non\n"
            ),
            [
                "Prêt: ",
                "Finalités: Prêter",
                "Données: Nom",
                "Base légale: Contrat",
                "Transferts: Non"
            ]
        );
    }

    #[test]
    fn sheets_and_labels_beside_values_stay() {
        for other in [
            "Traitement;Finalités;Données\nPaie;Payer;Nom\n",
            "Traitement;Finalités;Données\nPaie;Payer;Nom\nPrêt;Prêter;Nom\n",
            "Traitement;Finalités;Données\nPaie;Payer;Nom\nTraitement;Finalités;Données\nPrêt;Prêter;Nom\n",
            "Finalités;Payer\nDonnées;Nom\nSécurité;\nTransferts;Non\nBase légale;Contrat\n",
            // a cell that reads like a label
            "Traitement;Finalités;Données\nPaie;Payer;Nom\n#REF!;Rien;\n",
            // what stands below no label
            "Finalités;\nPrêter;\nDonnées;Durée de conservation;;\nNom;2 ans;Non;\n",
        ] {
            assert!(straightened(other).is_empty(), "{other}");
        }
    }
}
