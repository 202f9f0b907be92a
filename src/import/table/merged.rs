//! One activity whose labels are merged over several rows, each with a label of its
//! own (`DONNÉES | Courantes | Images`, below it `| Sensibles | Non`).

use super::super::block::{Cell, Row, Table};
use super::super::draft::Said;
use super::super::form::{Fiche, Section};
use super::super::line::spaces;
use super::super::vocabulary::{Field, exact, is_sublabel};
use super::header::{is_filled, of_group};
use super::{FIELDS, also, named_fiche, section, title_row};
use std::collections::BTreeSet;

/// Words of the longest label inside another.
const WORDS: usize = 4;
/// Rows of the longest fiche that is a table.
const MOST: usize = 300;
/// Groups of several rows that a table has at least.
const GROUPS: usize = 2;

/// A label, the label inside it and what they say.
type Part<'t> = (&'t Cell, Option<&'t Cell>, &'t Cell);

/// Whether the labels of a table hold others, so that no column but the last is one
/// of values.
pub(super) fn has_sublabels(table: &Table) -> bool {
    let Some(parts) = parts(table) else {
        return false;
    };
    let inner: Vec<(&Cell, &Cell)> = parts.iter().filter_map(|p| Some((p.0, p.1?))).collect();
    let known = inner.iter().filter(|(over, own)| is_known(over, own));
    let mut groups: BTreeSet<usize> = BTreeSet::new();
    let mut several: BTreeSet<usize> = BTreeSet::new();
    for (over, _) in &inner {
        let at = std::ptr::from_ref::<Cell>(over).addr();
        if !groups.insert(at) {
            several.insert(at);
        }
    }
    known.count() * 2 > inner.len() && several.len() >= GROUPS
}

/// What a table whose labels hold others says; none where they hold none.
pub(in crate::import) fn said_by(table: &Table) -> Option<Vec<Section>> {
    let parts = parts(table).filter(|_| has_sublabels(table))?;
    Some(parts.iter().filter_map(section_of).collect())
}

/// The activity of a table whose labels hold others.
pub(super) fn read(table: &Table, title: Option<&Said>) -> Option<Vec<Fiche>> {
    let said = said_by(table)?;
    let parts = parts(table)?;
    let fields = parts.iter().filter_map(|p| super::field(&p.0.text));
    if fields.collect::<BTreeSet<Field>>().len() < FIELDS {
        return None;
    }
    let names: Vec<Option<Field>> = table.rows.iter().map(first_field).collect();
    let name = parts
        .iter()
        .find(|p| super::field(&p.0.text) == Some(Field::Activity));
    let begun = Fiche {
        name: name.map_or_else(
            || Said {
                text: String::new(),
                at: parts[0].0.at.clone(),
            },
            |p| super::said(p.2),
        ),
        sections: said.into_iter().flat_map(also).collect(),
    };
    let title = title_row(table, &names).or_else(|| title.cloned());
    named_fiche(begun, title.as_ref()).map(|f| vec![f])
}

fn first_field(row: &Row) -> Option<Field> {
    super::field(&row.first()?.text)
}

/// The rows of a table as labels and values; none where one of them has more than
/// one value.
fn parts(table: &Table) -> Option<Vec<Part<'_>>> {
    if table.rows.len() > MOST {
        return None;
    }
    let mut all = Vec::new();
    let mut over: Option<&Cell> = None;
    for row in &table.rows {
        let label = row.first().filter(|c| is_filled(c));
        // a label that spans rows may be given in each
        let again = label.zip(over).is_some_and(|(l, o)| l.text == o.text);
        over = label.filter(|_| !again).or(over);
        let rest: Vec<&Cell> = row.iter().skip(1).filter(|c| is_filled(c)).collect();
        let apart = row.get(1).is_some_and(is_filled);
        match (over, rest.as_slice()) {
            (_, []) => {}
            (Some(over), [value]) => all.push((over, None, *value)),
            (Some(over), [own, value]) if apart && is_short(own) => {
                all.push((over, Some(*own), *value));
            }
            _ => return None,
        }
    }
    Some(all)
}

fn is_short(cell: &Cell) -> bool {
    cell.text.split_whitespace().count() <= WORDS
}

/// Whether a label inside another is one that forms print there.
fn is_known(over: &Cell, own: &Cell) -> bool {
    let both = exact(&format!("{} {}", over.text, own.text));
    both.is_some() || exact(&own.text).is_some() || is_sublabel(&own.text)
}

/// What a part says, by its labels.
fn section_of((over, own, value): &Part<'_>) -> Option<Section> {
    let Some(own) = own else {
        let field = super::field(&over.text).filter(|f| *f != Field::Activity);
        return field.map(|f| section(f, value));
    };
    let plural = exact(&format!("{} {}s", over.text, own.text.trim()));
    let (field, about) = match plural {
        Some(field) => (Some(field), None),
        None => of_group(over, own),
    };
    let field = field.filter(|f| *f != Field::Activity)?;
    // what is kept, and of whom something is told
    let tells = matches!(field, Field::Retention | Field::Controller | Field::Dpo);
    Some(Section {
        about: about.filter(|_| tells).map(|a| spaces(&a)),
        ..section(field, value)
    })
}
