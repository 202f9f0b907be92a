//! Registers that are tables: an activity a row under a header of field names,
//! or `Champ | Valeur` with an activity a column, a sheet or a heading. One
//! reader for spreadsheets, CSV, tables of documents and of Markdown.

use super::block::{Block, Cell, Line, Mark, Row, Table};
use super::card;
use super::document::Document;
use super::draft::{Draft, Said, Unread, Why};
use super::form::fiche::activity;
use super::form::{Fiche, Section};
use super::item::named;
use super::line::{Read, read as read_line};
use super::own;
use super::stacked;
use super::template::{Sheet, Worth, explains, is_answer, sheet, worth};
use super::vocabulary::{Field, column, exact, heading, question, without_asides};
use crate::model::folded_words;
use std::collections::{BTreeMap, BTreeSet};

mod people;
mod wide;

/// Rows among which a header is looked for.
const LOOK: usize = 15;
/// Rows among which names of fields are looked for that stand in a column.
const NAMES: usize = 500;
/// Words that each value of a list has at most.
const LIST: usize = 6;
/// Different fields that a header names at least.
const FIELDS: usize = 3;

/// Reads the tables of a document; none where none is a register's.
pub(super) fn read(document: &Document) -> Option<Draft> {
    let mut reader = Reader::default();
    let mut aside: Vec<&Table> = Vec::new();
    for block in &document.blocks {
        match block {
            Block::Line(line) if matches!(line.mark, Mark::Heading(_)) => {
                reader.title = Some(Said {
                    text: line.text.clone(),
                    at: line.at.clone(),
                });
            }
            Block::Line(_) => {}
            Block::Table(table) => match table.sheet.as_deref().map_or(Sheet::Register, sheet) {
                Sheet::Register => reader.tables(table),
                Sheet::Lists => reader.aside(table),
                Sheet::Model => aside.push(table),
            },
        }
    }
    // a register may be kept in the sheet of the model itself
    let alone = reader.draft.activities.is_empty();
    for table in aside {
        match alone {
            true => reader.tables(table),
            false => reader.aside(table),
        }
    }
    reader.end()
}

#[derive(Default)]
struct Reader {
    draft: Draft,
    /// The heading above.
    title: Option<Said>,
    /// Of each activity, whether it is a sheet or column of its own.
    own: Vec<bool>,
}

impl Reader {
    fn tables(&mut self, table: &Table) {
        for part in stacked::parts(table) {
            self.table(&part);
        }
    }

    fn table(&mut self, table: &Table) {
        people::read(table, &mut self.draft);
        let is_card = card::is_card(table);
        let fiches = match is_card {
            true => Some(card::fiches(table)),
            false => wide::read(table, &mut self.draft.unread),
        };
        let own = is_card || fiches.is_none();
        let fiches = fiches.or_else(|| match is_card {
            true => None,
            false => transposed(table, self.title.as_ref()),
        });
        for fiche in fiches.unwrap_or_default() {
            if own::is_own(&fiche) {
                own::people(&fiche, &mut self.draft);
                let read = own::activity(&fiche, &mut self.draft.unread);
                self.own.extend(read.iter().map(|_| true));
                self.draft.activities.extend(read);
                continue;
            }
            let fiche = filled(fiche, &mut self.draft.unread);
            if worth(&fiche.name.text) != Worth::Said {
                continue;
            }
            people::of_fiche(&fiche, &mut self.draft);
            let read = activity(&fiche, &mut self.draft.unread);
            self.draft.activities.push(read);
            self.own.push(own);
        }
    }

    /// A sheet that is not read, though it has the words of a register.
    fn aside(&mut self, table: &Table) {
        let first = table
            .rows
            .first()
            .and_then(|r| r.iter().find(|c| !c.text.is_empty()));
        if let Some(cell) = first {
            let said = Said {
                text: super::line::spaces(&cell.text),
                at: cell.at.clone(),
            };
            let why = Why::Aside;
            self.draft.unread.push(Unread { said, why });
        }
    }

    /// What a list of all activities says is said again by the sheet of each.
    fn end(mut self) -> Option<Draft> {
        let name = |a: &super::draft::DraftActivity| folded_words(&a.name.text);
        let pairs = || self.draft.activities.iter().zip(&self.own);
        let own: BTreeSet<String> = pairs()
            .filter(|(_, own)| **own)
            .map(|(a, _)| name(a))
            .collect();
        let mut keep = pairs().map(|(a, is_own)| *is_own || !own.contains(&name(a)));
        let keep: Vec<bool> = keep.by_ref().collect();
        let mut keep = keep.into_iter();
        self.draft
            .activities
            .retain(|_| keep.next().unwrap_or(true));
        (!self.draft.activities.is_empty()).then_some(self.draft)
    }
}

/// The fields of a row that may be a header, by column.
fn fields(row: &Row) -> Vec<Option<Field>> {
    row.iter().map(|c| field(&c.text)).collect()
}

/// The field that a column's name means; none where it is named after one sort of
/// data (`Données de santé`).
fn field(name: &str) -> Option<Field> {
    let of_items = |field: &Field| {
        let bare = without_asides(name);
        *field == Field::Data && exact(name).is_none() && !named(&bare).items.is_empty()
    };
    column(name).filter(|f| !of_items(f))
}

fn different(fields: &[Option<Field>]) -> usize {
    let named = fields.iter().flatten().filter(|f| **f != Field::Other);
    named.collect::<BTreeSet<_>>().len()
}

/// Field names in one column, an activity in each further one.
fn transposed(table: &Table, title: Option<&Said>) -> Option<Vec<Fiche>> {
    if explains(table) {
        return None;
    }
    let (at, names) = names(table)?;
    let columns = table.rows.iter().map(Vec::len).max()?;
    let title = title_row(table, &names).or_else(|| title.cloned());
    let told = (at + 1..columns).filter(|c| tells(table, *c));
    let fiches = told.filter_map(|c| of_column(table, &names, c, title.as_ref()));
    let fiches: Vec<Fiche> = fiches.collect();
    (!fiches.is_empty()).then_some(fiches)
}

/// Whether a column says something of its own: not one letter for each field,
/// not the same in most, not terms of a vocabulary.
fn tells(table: &Table, c: usize) -> bool {
    let cells = table.rows.iter().filter_map(|r| r.get(c));
    let filled: Vec<&str> = cells
        .map(|c| c.text.trim())
        .filter(|t| !t.is_empty())
        .collect();
    let letters = |t: &&&str| t.chars().filter(|c| c.is_alphabetic()).count() > 1;
    let words = filled.iter().filter(letters).count();
    let terms = filled.iter().filter(|t| wide::is_term(t)).count();
    let mut same: BTreeMap<&str, usize> = BTreeMap::new();
    for text in &filled {
        *same.entry(text).or_default() += 1;
    }
    let most = same.values().max().copied().unwrap_or_default();
    let many = filled.len() > FIELDS;
    !many || words * 2 > filled.len() && terms * 2 < filled.len() && most * 2 <= filled.len()
}

/// The column of field names: the first, or the second after numbers.
fn names(table: &Table) -> Option<(usize, Vec<Option<Field>>)> {
    let of = |c: usize, rows: usize| -> Vec<Option<Field>> {
        let cells = table.rows.iter().take(rows).map(|r| r.get(c));
        let cells: Vec<Option<&str>> = cells.map(|cell| Some(cell?.text.as_str())).collect();
        // who plans asks what, who and why; who keeps a register also how long
        let asks = cells
            .iter()
            .flatten()
            .any(|t| question(t) == Some(Field::Retention));
        let field = |text: &str| column(text).or_else(|| question(text).filter(|_| asks));
        cells.into_iter().map(|text| field(text?)).collect()
    };
    let (c, first) = (0..2)
        .map(|c| (c, of(c, NAMES)))
        .max_by_key(|(c, f)| (different(f), 2 - c))?;
    if different(&first) < FIELDS {
        return None;
    }
    let best = (c, of(c, usize::MAX));
    use Field::{Data, DataSubjects, LegalBasis, Purposes, Retention};
    let core = [Purposes, LegalBasis, Data, DataSubjects, Retention];
    let tells = core.iter().any(|f| best.1.contains(&Some(*f)));
    (different(&best.1) >= FIELDS && tells).then_some(best)
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
            fiche
                .sections
                .extend(parts(*field, cell).into_iter().flat_map(also));
        }
    }
    if fiche.name.text.is_empty() {
        let named = || title.cloned().or_else(|| first_purpose(&fiche));
        fiche.name = stacked::head(table, names, c).or_else(named)?;
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
                about: None,
            }),
            (None, Some(section)) => section.lines.push(line),
            (None, None) => {}
        }
    }
    all
}

/// A section, and what a cell about sensitive data names.
pub(super) fn also(section: Section) -> Vec<Section> {
    if section.field != Field::Sensitive {
        return vec![section];
    }
    let which = Section {
        field: Field::SensitiveWhich,
        ..section.clone()
    };
    vec![section, which]
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
        about: None,
    }
}

/// Fields of which a line may hold several values.
pub(super) fn lists(field: Field) -> bool {
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
pub(super) fn several(line: &Line) -> Vec<Line> {
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
        let field = section.field;
        section.lines.retain(|line| {
            let why = match worth(&line.text) {
                _ if line.mark == Mark::Ticked => return true,
                _ if is_answer(field, &line.text) => return true,
                Worth::Said => return true,
                Worth::Instruction => Why::Template,
                Worth::Placeholder => Why::Placeholder,
                Worth::Definition => Why::Definition,
            };
            let said = Said {
                text: line.text.clone(),
                at: line.at.clone(),
            };
            // a cell may serve two fields
            if unread.last().is_none_or(|last| last.said != said) {
                unread.push(Unread { said, why });
            }
            false
        });
    }
    fiche
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
            [Datum::PersonName, Datum::Iban]
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
        for table in [
            "Activité;Objectif;Responsable;Durée;Statut\nRefonte du site;Moderniser;Paul;3 mois;En cours\n",
            "Traitement;Objet;Fréquence;Destinataires\nSauvegarde nuit;Copier les bases;1 h;DSI\n",
            "Procédure;Finalité;Service;Destinataires;Délai\nPermis;Autoriser;Urbanisme;Maire;2 mois\n",
        ] {
            assert!(activities(table, "x.csv").is_empty(), "{table}");
        }
        assert!(activities("nom;prenom;email\nA;B;c@d.fr\n", "clients.csv").is_empty());
        let clients = "1;Rue de la Paix, 3;oui\n".repeat(20_000);
        assert!(activities(&format!("nom;adresse;actif\n{clients}"), "clients.csv").is_empty());
        assert!(activities("date;montant\n1;2\n", "x.csv").is_empty());
    }
}
