//! An activity a row, under a header of field names: the usual sheet.
//!
//! Above the header stand titles, groups of columns and addresses. Rows that
//! repeat a name, or have none, go on with the activity above (merged cells, a
//! row for each category of data); one that is an activity of its own, the name
//! of which is missing, is told and given to no other.

use super::super::block::{Cell, Line, Mark, Row, Table};
use super::super::draft::{Said, Unread, Why};
use super::super::form::{Fiche, Section};
use super::super::item::named;
use super::super::line::spaces;
use super::super::template::{Worth, worth};
use super::super::vocabulary::{Field, exact};
use super::FIELDS;
use super::header::{self, Header, is_filled};
use super::row::{asked, cell_sections};
use crate::model::folded_words;
use crate::register::label::unguarded;
use std::collections::BTreeMap;

/// Rows of an activity among which is looked for what it is for.
const COMPARED: usize = 16;

/// What a sheet of activities done for others says of the role.
const FOR_OTHERS: &str = "processor";

/// The activities of a table; none where it has no header.
pub(super) fn read(table: &Table, unread: &mut Vec<Unread>) -> Option<Vec<Fiche>> {
    let header = header::find(&table.rows)?;
    let below = &table.rows[header.below..];
    if header.position(Field::LimierReference).is_some() {
        // workbooks know text from formulas
        let text: fn(&str) -> &str = match table.sheet {
            Some(_) => |cell| cell,
            None => unguarded,
        };
        let row = |r| own_row(&header.fields, header.named_by, r, text);
        return Some(below.iter().filter_map(row).collect());
    }
    note_unknown(&header, below, unread);
    let groups = groups(&header, below, unread);
    let fiches: Vec<Fiche> = groups.iter().map(|g| g.fiche(&header, unread)).collect();
    (!fiches.is_empty()).then_some(fiches)
}

/// The rows of one activity.
struct Group<'t> {
    name: &'t Cell,
    /// Its number or code.
    number: &'t str,
    rows: Vec<&'t Row>,
    /// It is known that rows which repeat the name were joined.
    told: bool,
}

/// The rows of a table by their activities.
fn groups<'t>(header: &Header, below: &'t [Row], unread: &mut Vec<Unread>) -> Vec<Group<'t>> {
    let mut groups: Vec<Group<'t>> = Vec::new();
    let mut by_name: BTreeMap<String, usize> = BTreeMap::new();
    let reference = header.position(Field::Reference);
    // the activity that a row without a name may go on with
    let mut last: Option<usize> = None;
    for row in below {
        if is_repeat(row, &header.names) || is_mapping(row) || is_lone(row, header, unread) {
            continue;
        }
        if let Some(total) = row.iter().find(|c| is_total(c)) {
            unread.push(note(total, Why::Aside));
            continue;
        }
        let name = row.get(header.named_by).filter(|c| is_filled(c));
        let number = reference.and_then(|c| row.get(c));
        let number = number.map_or("", |c| c.text.trim());
        let Some(name) = name else {
            // a merged cell: the row goes on with the activity above
            let above = last.and_then(|at| groups.get_mut(at));
            match above.filter(|g| g.holds(header, row, number)) {
                Some(group) => group.rows.push(row),
                None => {
                    last = None;
                    tell_unnamed(row, header.named_by, unread);
                }
            }
            continue;
        };
        // nobody gave it a name (`#REF!`, `Idem`): it is no activity, and told
        if worth(&name.text) == Worth::Placeholder {
            unread.push(note(name, Why::Placeholder));
            tell_unnamed(row, header.named_by, unread);
            last = None;
            continue;
        }
        let key = folded_words(&name.text);
        let known = by_name.get(&key).copied();
        let known = known.filter(|at| groups[*at].goes_on(header, row, number, Some(*at) == last));
        last = Some(match known {
            Some(at) => {
                let group = &mut groups[at];
                group.rows.push(row);
                if !std::mem::replace(&mut group.told, true) {
                    unread.push(note(name, Why::Joined));
                }
                at
            }
            None => {
                let rows = vec![row];
                let told = false;
                groups.push(Group {
                    name,
                    number,
                    rows,
                    told,
                });
                by_name.insert(key, groups.len() - 1);
                groups.len() - 1
            }
        });
    }
    groups
}

/// Tells what a row says that no activity can be given.
fn tell_unnamed(row: &Row, named_by: usize, unread: &mut Vec<Unread>) {
    let others = row.iter().enumerate().filter(|(c, _)| *c != named_by);
    let said = others.filter(|(_, c)| is_filled(c) && worth(&c.text) == Worth::Said);
    unread.extend(said.map(|(_, c)| note(c, Why::Unnamed)));
}

impl Group<'_> {
    /// Whether a row without a name goes on with the activity: it has no other
    /// number, and does not say again both what for and what is processed.
    fn holds(&self, header: &Header, row: &Row, number: &str) -> bool {
        if !number.is_empty() && number != self.number {
            return false;
        }
        let anew = |fields: &[Field]| {
            let columns = header.fields.iter().enumerate();
            let mut columns = columns.filter(|(_, f)| f.is_some_and(|f| fields.contains(&f)));
            columns.any(|(c, _)| self.says_anew(row, c))
        };
        let processed = [
            Field::Data,
            Field::Sensitive,
            Field::SensitiveWhich,
            Field::Nir,
        ];
        !anew(&[Field::Purposes]) || !anew(&processed)
    }

    /// Whether a row has other words in a column in which the activity has some.
    fn says_anew(&self, row: &Row, c: usize) -> bool {
        let said = |r: &Row| {
            r.get(c)
                .filter(|c| is_filled(c))
                .map(|c| folded_words(&c.text))
        };
        let Some(words) = said(row) else {
            return false;
        };
        let before = self.rows.iter().take(COMPARED).find_map(|r| said(r));
        before.is_some_and(|before| before != words)
    }

    /// Whether a row that repeats the name goes on with the activity: it has its
    /// number, or says nothing else of what for and on which basis; a row further
    /// below says the same of one of them.
    fn goes_on(&self, header: &Header, row: &Row, number: &str, is_next: bool) -> bool {
        if !number.is_empty() && !self.number.is_empty() {
            return number == self.number;
        }
        let compared = [Field::Purposes, Field::LegalBasis].map(|field| {
            let c = header.position(field).filter(|c| *c != header.named_by)?;
            let said = |r: &Row| {
                let words = r.get(c).map(|c| folded_words(&c.text));
                words.filter(|w| !w.is_empty())
            };
            let before = self.rows.iter().take(COMPARED).find_map(|r| said(r))?;
            Some(before == said(row)?)
        });
        let differs = compared.contains(&Some(false));
        !differs && (is_next || compared.contains(&Some(true)))
    }

    fn fiche(&self, header: &Header, unread: &mut Vec<Unread>) -> Fiche {
        let mut fiche = begun(self.name, header.for_others);
        let kept = |r: &&&Row| {
            let mut cells = header.fields.iter().zip(r.iter());
            cells.any(|(f, c)| *f == Some(Field::Retention) && is_filled(c))
        };
        // durations on several rows are each for the data of its row
        let several = self.rows.iter().filter(kept).count() > 1;
        let data = header.details.map(|(c, _)| c);
        let data = data.or_else(|| header.position(Field::Data));
        for row in &self.rows {
            let category = data.and_then(|c| row.get(c)).filter(|c| is_filled(c));
            let category = category.filter(|_| several).map(|c| spaces(&c.text));
            for c in 0..header.fields.len().min(row.len()) {
                let mut sections = cell_sections(header, row, c, unread);
                for section in &mut sections {
                    if section.field == Field::Retention {
                        section.about = section.about.take().or_else(|| category.clone());
                    }
                }
                fiche.sections.extend(sections);
            }
        }
        fiche
    }
}

pub(super) fn note(cell: &Cell, why: Why) -> Unread {
    let said = Said {
        text: spaces(&cell.text),
        at: cell.at.clone(),
    };
    Unread { said, why }
}

/// The cell of a row of sums that says so.
fn is_total(cell: &Cell) -> bool {
    matches!(
        folded_words(&cell.text).as_str(),
        "total" | "totaux" | "totals" | "totaal"
    )
}

fn begun(name: &Cell, for_others: bool) -> Fiche {
    let role = Section {
        field: Field::Role,
        at: name.at.clone(),
        lines: vec![Line {
            text: FOR_OTHERS.to_owned(),
            bold: Vec::new(),
            mark: Mark::Plain,
            at: name.at.clone(),
        }],
        about: None,
    };
    Fiche {
        name: Said {
            text: bare_name(&name.text),
            at: name.at.clone(),
        },
        sections: for_others.then_some(role).into_iter().collect(),
    }
}

/// A name without the label that somebody wrote before it (`Traitement : Paie`).
pub(super) fn bare_name(text: &str) -> String {
    let text = spaces(text);
    let name = text.split_once(':').filter(|(label, name)| {
        exact(label) == Some(Field::Activity) && name.chars().any(char::is_alphabetic)
    });
    name.map_or(text.clone(), |(_, name)| name.trim().to_owned())
}

/// An activity of an export: each line of a cell is a value, as it stands.
fn own_row(
    header: &[Option<Field>],
    name: usize,
    row: &Row,
    text: fn(&str) -> &str,
) -> Option<Fiche> {
    let cell = row.get(name).filter(|c| !c.text.trim().is_empty())?;
    let section = |(field, cell): (&Option<Field>, &Cell)| {
        let line = |text: &str| Line {
            text: spaces(text),
            bold: Vec::new(),
            mark: Mark::Plain,
            at: cell.at.clone(),
        };
        let lines = text(&cell.text).split('\n').map(line);
        Some(Section {
            field: (*field)?,
            at: cell.at.clone(),
            lines: lines.filter(|l| !l.text.is_empty()).collect(),
            about: None,
        })
    };
    Some(Fiche {
        name: Said {
            text: spaces(text(&cell.text)),
            at: cell.at.clone(),
        },
        sections: header.iter().zip(row).filter_map(section).collect(),
    })
}

/// Columns that are no known field, where something stands in them, and those that
/// name activities beside the one that does.
fn note_unknown(header: &Header, below: &[Row], unread: &mut Vec<Unread>) {
    for (c, cell) in header.names.iter().enumerate() {
        let filled = |r: &Row| r.get(c).is_some_and(is_filled);
        let detail = header.details.is_some_and(|(_, d)| d == c);
        let words = is_filled(cell) && named(&asked(&cell.text)).items.is_empty() && !detail;
        let no_place = header.fields[c].is_some_and(has_no_place);
        if no_place && below.iter().any(filled) {
            unread.push(note(cell, Why::NoPlace));
        }
        let unknown = match header.fields[c] {
            None => words,
            Some(Field::Activity) => c != header.named_by,
            Some(_) => false,
        };
        if unknown && below.iter().any(filled) {
            unread.push(note(cell, Why::Field));
        }
    }
    // what a ragged row says beyond the header
    let beyond = |r: &'_ &Row| r.len() > header.names.len();
    for row in below.iter().filter(beyond) {
        let mut cells = row[header.names.len()..].iter();
        unread.extend(cells.find(|c| is_filled(c)).map(|c| note(c, Why::Field)));
    }
}

/// Whether a register has no place for what a column says.
const fn has_no_place(field: Field) -> bool {
    matches!(
        field,
        Field::Source | Field::Department | Field::Representative | Field::Other
    )
}

/// A row of one cell in a wide table: a band, a note, a total.
fn is_lone(row: &Row, header: &Header, unread: &mut Vec<Unread>) -> bool {
    let mut filled = row.iter().enumerate().filter(|(_, c)| is_filled(c));
    let (Some((c, one)), None) = (filled.next(), filled.next()) else {
        return false;
    };
    let unnamed = header.fields.get(c).is_none_or(Option::is_none);
    if header.fields.len() <= FIELDS || c != header.named_by && !unnamed {
        return false;
    }
    unread.push(note(one, Why::Field));
    true
}

/// A header that is printed again on the next page: most of what it says.
fn is_repeat(row: &Row, header: &Row) -> bool {
    let named = |(_, h): &(&Cell, &Cell)| !h.text.trim().is_empty();
    let same = row.iter().zip(header).filter(named);
    let same = same.filter(|(a, b)| a.text == b.text).count();
    let all = header.iter().filter(|h| !h.text.trim().is_empty()).count();
    same * 2 > all
}

/// A row that says what the columns are in another vocabulary (`dpv:Purpose`).
fn is_mapping(row: &Row) -> bool {
    let said: Vec<&str> = row
        .iter()
        .map(|c| c.text.trim())
        .filter(|t| !t.is_empty())
        .collect();
    let term = |t: &&&str| is_term(t);
    !said.is_empty() && said.iter().filter(term).count() * 2 > said.len()
}

/// A term of a vocabulary (`dpv:Purpose`), or where it stands.
pub(super) fn is_term(text: &str) -> bool {
    let prefixed = text
        .split_once(':')
        .is_some_and(|(p, n)| !p.contains(' ') && !n.starts_with([' ', '/']) && !n.contains(' '));
    prefixed || text.starts_with("Use http") || text.starts_with("http")
}

#[cfg(test)]
mod tests {
    use super::super::super::document::Document;
    use super::super::read;

    fn names(sheet: &str) -> Vec<String> {
        let document = Document::read(sheet.as_bytes(), "registre.csv");
        let draft = read(&document).unwrap_or_default();
        draft.activities.into_iter().map(|a| a.name.text).collect()
    }

    #[test]
    fn columns_without_a_name_repeat_nothing() {
        let sheet = "Nom du traitement;Finalités;Base légale;;;;;;;;\n\
            Paie;Payer;Contrat;;;;;;;;\n\
            Nom du traitement;Finalités;Base légale;;;;;;;;\n\
            Accueil;Accueillir;Contrat;;;;;;;;\n";
        assert_eq!(names(sheet), ["Paie", "Accueil"]);
    }
}
