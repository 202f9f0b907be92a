//! An activity a row, under a header of field names: the usual sheet.
//!
//! Above the header stand titles, groups of columns and addresses. Rows that
//! repeat a name, or have none, go on with the activity above (merged cells, a
//! row for each category of data).

use super::super::answer::answer;
use super::super::block::{Cell, Line, Mark, Row, Table};
use super::super::boxes::ticked;
use super::super::draft::{Said, Unread, Why};
use super::super::form::{Fiche, Section};
use super::super::item::{named, negates};
use super::super::line::spaces;
use super::super::template::{Worth, worth};
use super::super::vocabulary::Field;
use super::{FIELDS, LOOK, also, different, fields, section};
use crate::model::folded_words;
use crate::register::Answer;
use crate::register::label::unguarded;

/// What a sheet of activities done for others says of the role.
const FOR_OTHERS: &str = "processor";

/// The activities of a table; none where it has no header.
pub(super) fn read(table: &Table, unread: &mut Vec<Unread>) -> Option<Vec<Fiche>> {
    let rows = &table.rows;
    let at = header_row(rows)?;
    let header = fields(&rows[at]);
    let (named_by, for_others) = name_column(&header)?;
    if header.contains(&Some(Field::LimierReference)) {
        // workbooks know text from formulas
        let text: fn(&str) -> &str = match table.sheet {
            Some(_) => |cell| cell,
            None => unguarded,
        };
        let row = |r| own_row(&header, named_by, r, text);
        return Some(rows[at + 1..].iter().filter_map(row).collect());
    }
    note_unknown(&rows[at], &header, &rows[at + 1..], unread);
    let reference = position(&header, Field::Reference);
    let mut fiches: Vec<Fiche> = Vec::new();
    let mut number = String::new();
    for row in &rows[at + 1..] {
        if is_repeat(row, &rows[at]) || is_mapping(row) || is_lone(row, named_by, &header, unread) {
            continue;
        }
        let name = row.get(named_by).filter(|c| !c.text.trim().is_empty());
        if row.iter().any(is_total) {
            unread.extend(row.iter().find(|c| is_total(c)).map(|c| Unread {
                said: Said {
                    text: spaces(&c.text),
                    at: c.at.clone(),
                },
                why: Why::Aside,
            }));
            continue;
        }
        let own = reference
            .and_then(|c| row.get(c))
            .map_or("", |c| c.text.trim());
        let again = |f: &Fiche, name: &Cell| {
            folded_words(&f.name.text) == folded_words(&name.text)
                && (own.is_empty() || number.is_empty() || own == number)
        };
        match (name, fiches.last()) {
            (None, None) => continue,
            // a merged cell: the row goes on with the activity above
            (None, Some(_)) => {}
            (Some(name), Some(last)) if again(last, name) => {}
            (Some(name), _) => {
                own.clone_into(&mut number);
                fiches.push(begun(name, for_others));
            }
        }
        let fiche = fiches.last_mut()?;
        for (field, cell) in header.iter().zip(row) {
            let of_name = matches!(field, Some(Field::Activity | Field::ActivityForOthers));
            if let Some(field) = field.filter(|_| !of_name) {
                // the controller of what is done for others is their own
                let theirs = for_others && field == Field::Controller;
                let field = if theirs { Field::Other } else { field };
                fiche.sections.extend(also(section(field, cell)));
            }
        }
        for (c, label) in rows[at]
            .iter()
            .enumerate()
            .filter(|(c, _)| header[*c].is_none())
        {
            fiche
                .sections
                .extend(row.get(c).and_then(|cell| item(label, cell, unread)));
        }
    }
    (!fiches.is_empty()).then_some(fiches)
}

/// The cell of a row of sums that says so.
fn is_total(cell: &Cell) -> bool {
    matches!(
        folded_words(&cell.text).as_str(),
        "total" | "totaux" | "totals" | "totaal"
    )
}

/// A column that is named after data (`Religion`, `N° sécurité sociale`): a yes or
/// a tick lists what it is named after, a no denies it, other words that name data
/// list themselves too; nothing says nothing.
pub(super) fn item(label: &Cell, cell: &Cell, unread: &mut Vec<Unread>) -> Option<Section> {
    let label = asked(&label.text);
    if named(&label).items.is_empty() {
        return None;
    }
    let mut found = section(Field::Data, cell);
    let lines: Vec<Line> = found.lines.iter().flat_map(ticked).collect();
    let says = lines.iter().any(|l| match answer(l) {
        Some(answer) => matches!(answer, Answer::Yes | Answer::Partial),
        None => worth(&l.text) == Worth::Said && !named(&l.text).items.is_empty(),
    });
    if !says {
        let denies = lines.iter().any(|l| answer(l) == Some(Answer::No));
        let unclear =
            |l: &&Line| answer(l).is_none() && worth(&l.text) == Worth::Said && !negates(&l.text);
        unread.extend(lines.iter().filter(unclear).map(|l| Unread {
            said: Said {
                text: l.text.clone(),
                at: l.at.clone(),
            },
            why: Why::Unknown,
        }));
        return denies.then_some(Section {
            field: Field::Excluded,
            lines,
            about: Some(label),
            ..found
        });
    }
    let label = Line {
        text: label,
        bold: Vec::new(),
        mark: Mark::Plain,
        at: cell.at.clone(),
    };
    found.lines = lines.into_iter().filter(|l| answer(l).is_none()).collect();
    found.lines.insert(0, label);
    Some(found)
}

/// The name of a column without the mark of a question (`Health data?`).
fn asked(label: &str) -> String {
    spaces(label).trim_end_matches(['?', ' ', ':']).to_owned()
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
            text: spaces(&name.text),
            at: name.at.clone(),
        },
        sections: for_others.then_some(role).into_iter().collect(),
    }
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

/// The row that names the columns.
fn header_row(rows: &[Row]) -> Option<usize> {
    let best = (0..rows.len().min(LOOK))
        .filter(|i| may_head(&rows[*i]))
        .max_by_key(|i| (score(&rows[*i]), usize::MAX - i))?;
    let enough = score(&rows[best]) >= FIELDS && is_of_data(&rows[best]);
    (enough && rows.len() > best + 1).then_some(best)
}

/// The different fields of a row; columns that are named after data count as one.
fn score(row: &Row) -> usize {
    let known = different(&fields(row));
    known + usize::from(known > 1 && after_data(row) > 1)
}

/// Columns that are no field, and named after data.
fn after_data(row: &Row) -> usize {
    let columns = fields(row).into_iter().zip(row);
    let named = columns.filter(|(f, c)| f.is_none() && !named(&asked(&c.text)).items.is_empty());
    named.count()
}

/// Whether a header speaks of personal data: plans, contracts and jobs have
/// activities, aims, recipients and durations too.
fn is_of_data(row: &Row) -> bool {
    let of_data = |(field, cell): (Option<Field>, &Cell)| match field {
        Some(
            Field::LegalBasis
            | Field::DataSubjects
            | Field::Data
            | Field::Sensitive
            | Field::SensitiveWhich
            | Field::Nir
            | Field::Transfers
            | Field::TransferCountries
            | Field::LimierReference
            | Field::ActivityForOthers
            | Field::Rubric(_),
        ) => true,
        Some(Field::Retention) => cell.text.split_whitespace().count() > 1,
        _ => false,
    };
    after_data(row) > 1 || fields(row).into_iter().zip(row).any(of_data)
}

/// Whether most of a row may be names of columns: words, a third of them known.
fn may_head(row: &Row) -> bool {
    let filled: Vec<&Cell> = row.iter().filter(|c| !c.text.trim().is_empty()).collect();
    let known = fields(row).iter().flatten().count() + after_data(row);
    let short = |c: &&&Cell| c.text.trim().chars().filter(|c| c.is_alphabetic()).count() < 2;
    let short = filled.iter().filter(short).count();
    known * 3 >= filled.len() && short * 4 <= filled.len()
}

/// The column that names activities, and whether they are done for others.
fn name_column(header: &[Option<Field>]) -> Option<(usize, bool)> {
    let others = position(header, Field::ActivityForOthers).map(|at| (at, true));
    let own = position(header, Field::Activity).or_else(|| position(header, Field::Purposes));
    others.or_else(|| own.map(|at| (at, false)))
}

fn position(header: &[Option<Field>], field: Field) -> Option<usize> {
    header.iter().position(|f| *f == Some(field))
}

/// Columns that are no known field, where something stands in them.
fn note_unknown(row: &Row, header: &[Option<Field>], below: &[Row], unread: &mut Vec<Unread>) {
    for (c, cell) in row.iter().enumerate() {
        let filled = |r: &Row| r.get(c).is_some_and(|c| !c.text.trim().is_empty());
        let words = !cell.text.trim().is_empty() && named(&asked(&cell.text)).items.is_empty();
        let unknown = header[c].is_none() && words;
        if unknown && below.iter().any(filled) {
            unread.push(Unread {
                said: Said {
                    text: spaces(&cell.text),
                    at: cell.at.clone(),
                },
                why: Why::Field,
            });
        }
    }
}

/// A row of one cell in a wide table: a band, a note, a total.
fn is_lone(row: &Row, named_by: usize, header: &[Option<Field>], unread: &mut Vec<Unread>) -> bool {
    let mut filled = row
        .iter()
        .enumerate()
        .filter(|(_, c)| !c.text.trim().is_empty());
    let (Some((c, one)), None) = (filled.next(), filled.next()) else {
        return false;
    };
    let unnamed = header.get(c).is_none_or(Option::is_none);
    if header.len() <= FIELDS || c != named_by && !unnamed {
        return false;
    }
    unread.push(Unread {
        said: Said {
            text: spaces(&one.text),
            at: one.at.clone(),
        },
        why: Why::Field,
    });
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
