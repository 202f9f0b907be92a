//! Registers that are tables: an activity a row under a header of field names,
//! or `Champ | Valeur` with an activity a column, a sheet or a heading. One
//! reader for spreadsheets, CSV, tables of documents and of Markdown.

use super::block::{Block, Cell, Line, Mark, Row, Table};
use super::document::Document;
use super::draft::{Draft, Said, Unread, Why};
use super::form::fiche::activity;
use super::form::{Fiche, Section, contact};
use super::line::{Read, read as read_line, spaces};
use super::own;
use super::template::{Worth, worth};
use super::vocabulary::{Field, column, heading};
use crate::register::label::unguarded;
use std::collections::BTreeSet;

/// Rows among which a header is looked for.
const LOOK: usize = 15;
/// Words that each value of a list has at most.
const LIST: usize = 6;
/// Different fields that a header names at least.
const FIELDS: usize = 3;

/// Reads the tables of a document; none where none is a register's.
pub(super) fn read(document: &Document) -> Option<Draft> {
    let mut draft = Draft::default();
    let mut title: Option<Said> = None;
    for block in &document.blocks {
        match block {
            Block::Line(line) if matches!(line.mark, Mark::Heading(_)) => {
                title = Some(Said {
                    text: line.text.clone(),
                    at: line.at.clone(),
                });
            }
            Block::Line(_) => {}
            Block::Table(table) => {
                let fiches = wide(table).or_else(|| transposed(table, title.as_ref()));
                for fiche in fiches.unwrap_or_default() {
                    if own::is_own(&fiche) {
                        own::people(&fiche, &mut draft);
                        draft
                            .activities
                            .extend(own::activity(&fiche, &mut draft.unread));
                        continue;
                    }
                    let fiche = filled(fiche, &mut draft.unread);
                    people(&fiche, &mut draft);
                    let read = activity(&fiche, &mut draft.unread);
                    draft.activities.push(read);
                }
            }
        }
    }
    (!draft.activities.is_empty()).then_some(draft)
}

/// Who is responsible, where a fiche says it: the first that does.
fn people(fiche: &Fiche, draft: &mut Draft) {
    for section in &fiche.sections {
        let place = match section.field {
            Field::Controller => &mut draft.controller,
            Field::Dpo => &mut draft.dpo,
            _ => continue,
        };
        if place.is_none() {
            *place = contact(&section.lines);
        }
    }
}

/// The fields of a row that may be a header, by column.
fn fields(row: &Row) -> Vec<Option<Field>> {
    row.iter().map(|c| column(&c.text)).collect()
}

fn different(fields: &[Option<Field>]) -> usize {
    let named = fields.iter().flatten().filter(|f| **f != Field::Other);
    named.collect::<BTreeSet<_>>().len()
}

/// An activity a row.
fn wide(table: &Table) -> Option<Vec<Fiche>> {
    let rows = &table.rows;
    let best = (0..rows.len().min(LOOK))
        .max_by_key(|i| (different(&fields(&rows[*i])), usize::MAX - i))?;
    let header = fields(&rows[best]);
    let named = header.contains(&Some(Field::Activity)) || header.contains(&Some(Field::Purposes));
    if different(&header) < FIELDS || !named || rows.len() == best + 1 {
        return None;
    }
    let name = position(&header, Field::Activity).or_else(|| position(&header, Field::Purposes))?;
    let is_own = header.contains(&Some(Field::LimierReference));
    if is_own {
        // workbooks know text from formulas
        let text: fn(&str) -> &str = match table.sheet {
            Some(_) => |cell| cell,
            None => unguarded,
        };
        let row = |r| own_row(&header, name, r, text);
        return Some(rows[best + 1..].iter().filter_map(row).collect());
    }
    let mut fiches: Vec<Fiche> = Vec::new();
    for row in &rows[best + 1..] {
        if is_repeat(row, &rows[best]) || is_mapping(row) {
            continue;
        }
        let cell = row.get(name).filter(|c| !c.text.trim().is_empty());
        match (cell, fiches.last_mut()) {
            (None, None) => continue,
            (Some(cell), _) => fiches.push(Fiche {
                name: Said {
                    text: super::line::spaces(&cell.text),
                    at: cell.at.clone(),
                },
                sections: Vec::new(),
            }),
            // a merged cell: the row goes on with the activity above
            (None, Some(_)) => {}
        }
        let fiche = fiches.last_mut()?;
        for (field, cell) in header.iter().zip(row) {
            if let Some(field) = field.filter(|f| *f != Field::Activity) {
                fiche.sections.push(section(field, cell));
            }
        }
    }
    (!fiches.is_empty()).then_some(fiches)
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

fn position(header: &[Option<Field>], field: Field) -> Option<usize> {
    header.iter().position(|f| *f == Some(field))
}

/// Field names in one column, an activity in each further one.
fn transposed(table: &Table, title: Option<&Said>) -> Option<Vec<Fiche>> {
    let (at, names) = names(table)?;
    let columns = table.rows.iter().map(Vec::len).max()?;
    let title = title_row(table, &names).or_else(|| title.cloned());
    let fiches = (at + 1..columns).filter_map(|c| of_column(table, &names, c, title.as_ref()));
    let fiches: Vec<Fiche> = fiches.collect();
    (!fiches.is_empty()).then_some(fiches)
}

/// The column of field names: the first, or the second after numbers.
fn names(table: &Table) -> Option<(usize, Vec<Option<Field>>)> {
    let of = |c: usize| -> Vec<Option<Field>> {
        let cells = table.rows.iter().map(|r| r.get(c));
        cells.map(|cell| column(&cell?.text)).collect()
    };
    let best = (0..2)
        .map(|c| (c, of(c)))
        .max_by_key(|(c, f)| (different(f), 2 - c))?;
    (different(&best.1) >= FIELDS).then_some(best)
}

/// The only cell of a row above the first field: the table's title.
fn title_row(table: &Table, names: &[Option<Field>]) -> Option<Said> {
    let first = names.iter().position(Option::is_some)?;
    let mut alone = table.rows[..first].iter().rev().filter_map(|row| {
        let mut cells = row.iter().filter(|c| !c.text.trim().is_empty());
        let one = cells.next()?;
        cells.next().is_none().then_some(one)
    });
    let cell = alone.next()?;
    Some(Said {
        text: super::line::spaces(&cell.text),
        at: cell.at.clone(),
    })
}

fn of_column(
    table: &Table,
    names: &[Option<Field>],
    c: usize,
    title: Option<&Said>,
) -> Option<Fiche> {
    let mut fiche = Fiche {
        name: Said {
            text: String::new(),
            at: table.rows[0][0].at.clone(),
        },
        sections: Vec::new(),
    };
    for (field, row) in names.iter().zip(&table.rows) {
        let (Some(field), Some(cell)) = (field, row.get(c)) else {
            continue;
        };
        if *field == Field::Activity && fiche.name.text.is_empty() {
            fiche.name = Said {
                text: super::line::spaces(&cell.text),
                at: cell.at.clone(),
            };
        } else {
            fiche.sections.extend(parts(*field, cell));
        }
    }
    if fiche.name.text.is_empty() {
        fiche.name = title.cloned().or_else(|| first_purpose(&fiche))?;
    }
    let filled = fiche.sections.iter().any(|s| !s.lines.is_empty());
    filled.then_some(fiche)
}

/// A cell as sections: a line in it that is the name of a field and ends with a
/// colon begins another (`Categories of data:`).
fn parts(field: Field, cell: &Cell) -> Vec<Section> {
    let whole = section(field, cell);
    let mut all = vec![Section {
        lines: Vec::new(),
        ..whole.clone()
    }];
    for line in whole.lines {
        let named = heading(&line.text).filter(|_| line.text.ends_with(':'));
        match (named, all.last_mut()) {
            (Some((field, _)), _) => all.push(Section {
                field,
                at: line.at.clone(),
                lines: Vec::new(),
            }),
            (None, Some(section)) => section.lines.push(line),
            (None, None) => {}
        }
    }
    all
}

pub(super) fn first_purpose(fiche: &Fiche) -> Option<Said> {
    let purposes = fiche.sections.iter().find(|s| s.field == Field::Purposes)?;
    let line = purposes.lines.first()?;
    Some(Said {
        text: line.text.clone(),
        at: line.at.clone(),
    })
}

/// A cell as a section: each of its lines is one.
pub(super) fn section(field: Field, cell: &Cell) -> Section {
    let mut lines = Vec::new();
    for raw in cell.text.split('\n') {
        match read_line(raw, &cell.at) {
            Read::Line(line) => lines.push(line),
            Read::Row(cells) => lines.extend(cells.into_iter().map(|c| Line {
                text: c.text,
                bold: Vec::new(),
                mark: Mark::Plain,
                at: c.at,
            })),
            Read::Blank | Read::Rule => {}
        }
    }
    if lists(field) {
        lines = lines.iter().flat_map(several).collect();
    }
    Section {
        field,
        at: cell.at.clone(),
        lines,
    }
}

/// Fields of which a line may hold several values.
fn lists(field: Field) -> bool {
    matches!(
        field,
        Field::DataSubjects
            | Field::Recipients
            | Field::RecipientsInternal
            | Field::RecipientsExternal
            | Field::Processors
            | Field::System
            | Field::TransferCountries
    )
}

/// The values of a line: parted by semicolons, by commas where each is a few
/// words (an address is one value).
fn several(line: &Line) -> Vec<Line> {
    let short = |p: &str| {
        p.split_whitespace().count() <= LIST && !p.starts_with(|c: char| c.is_ascii_digit())
    };
    let by_commas = |p: &'_ str| -> Vec<String> {
        let parts: Vec<&str> = p.split(',').map(str::trim).collect();
        match parts.iter().all(|p| short(p)) {
            true => parts.into_iter().map(str::to_owned).collect(),
            false => vec![p.trim().to_owned()],
        }
    };
    let value = |text: String| Line {
        text,
        bold: Vec::new(),
        ..line.clone()
    };
    let parts = line.text.split([';', '•']).flat_map(by_commas);
    parts.filter(|p| !p.is_empty()).map(value).collect()
}

/// A fiche without what the template printed.
pub(super) fn filled(mut fiche: Fiche, unread: &mut Vec<Unread>) -> Fiche {
    for section in &mut fiche.sections {
        section.lines.retain(|line| {
            let why = match worth(&line.text) {
                Worth::Said => return true,
                Worth::Instruction => Why::Template,
                Worth::Placeholder => Why::Placeholder,
                Worth::Definition => Why::Definition,
            };
            unread.push(Unread {
                said: Said {
                    text: line.text.clone(),
                    at: line.at.clone(),
                },
                why,
            });
            false
        });
    }
    fiche
}

/// A header that is printed again on the next page.
fn is_repeat(row: &Row, header: &Row) -> bool {
    let same = row
        .iter()
        .zip(header)
        .filter(|(a, b)| a.text == b.text)
        .count();
    same * 2 > header.len()
}

/// A row that says what the columns are in another vocabulary (`dpv:Purpose`).
fn is_mapping(row: &Row) -> bool {
    let said: Vec<&str> = row
        .iter()
        .map(|c| c.text.trim())
        .filter(|t| !t.is_empty())
        .collect();
    let term = |t: &&&str| {
        let prefixed = t.split_once(':').is_some_and(|(p, n)| {
            !p.contains(' ') && !n.starts_with([' ', '/']) && !n.contains(' ')
        });
        prefixed || t.starts_with("Use http") || t.starts_with("http")
    };
    !said.is_empty() && said.iter().filter(term).count() * 2 > said.len()
}

#[cfg(test)]
mod tests {
    use super::super::draft::DraftActivity;
    use super::*;
    use crate::model::Datum;
    use crate::register::LegalBasis;

    fn activities(text: &str, name: &str) -> Vec<DraftActivity> {
        let document = Document::read(text.as_bytes(), name);
        read(&document).map(|d| d.activities).unwrap_or_default()
    }

    #[test]
    fn an_activity_a_row() {
        let csv = "Registre des traitements;;;\n;;;\nTraitement;Finalités;Base légale;Données;Durée de conservation\n\
            Paie;Salaires;Obligation légale;Nom, RIB, numéro de sécurité sociale;5 ans après le départ\n\
            ;Déclarations sociales;;;\n\
            Traitement;Finalités;Base légale;Données;Durée de conservation\n\
            Newsletter;Prospection;Consentement;Email;3 ans à compter du dernier contact\n";
        let all = activities(csv, "registre.csv");
        assert_eq!(all.len(), 2, "{all:?}");
        assert_eq!(all[0].purposes.len(), 2);
        assert_eq!(all[0].basis, [LegalBasis::LegalObligation]);
        assert!(all[0].sensitive.nir.is_some());
        assert_eq!(
            all[0]
                .rubrics
                .iter()
                .flat_map(|r| r.items.clone())
                .collect::<Vec<_>>(),
            [Datum::PersonName, Datum::Iban, Datum::Bic]
        );
        assert_eq!(all[1].keeping[0].months, Some(36));
        assert_eq!(all[1].name.at.to_string(), "A7");
    }

    #[test]
    fn field_and_value() {
        let md = "# Registre\n\n## Gestion de la paie\n\n| Champ | Valeur |\n|---|---|\n| Finalité | Payer les salariés |\n| Base légale | Contrat |\n\
            | Personnes concernées | Salariés, anciens salariés |\n| Données | Nom ; IBAN |\n| Destinataires | [À COMPLÉTER] |\n\n\
            ## Vidéosurveillance\n\n| Champ | Valeur |\n|---|---|\n| Finalité | Sécurité |\n| Base légale | Intérêt légitime |\n| Données | Images de vidéosurveillance |\n";
        let all = activities(md, "registre-traitements.md");
        let names: Vec<&str> = all.iter().map(|a| a.name.text.as_str()).collect();
        assert_eq!(names, ["Gestion de la paie", "Vidéosurveillance"]);
        assert_eq!(all[0].subjects.len(), 2);
        assert!(all[0].recipients.external.is_empty());
        assert_eq!(all[1].rubrics[0].items, [Datum::Video]);
    }

    #[test]
    fn tables_that_are_no_register() {
        assert!(activities("nom;prenom;email\nA;B;c@d.fr\n", "clients.csv").is_empty());
        assert!(activities("date;montant\n1;2\n", "x.csv").is_empty());
    }
}
