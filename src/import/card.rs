//! A table that is one fiche in blocks: label and value, and blocks under a row
//! of column titles whose rows are a rubric, a recipient, a person each (the
//! CNIL's simplified register, sheets made like it, tables under the headings of
//! a document).
//!
//! A label is the template's; only what stands beside it declares anything.

use super::answer::answer;
use super::block::{Cell, Line, Mark, Row, Spot, Table};
use super::boxes::{has_box, ticked};
use super::draft::Said;
use super::form::{Fiche, Section};
use super::line::spaces;
use super::table::section;
use super::template::{Worth, worth};
use super::vocabulary::{Field, column, exact, without_asides};
use crate::model::folded_words;
use crate::register::Answer;
use serde::Deserialize;
use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

/// What a column of a block says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Title {
    Description,
    More,
    Kind,
    Keeping,
    Sensitive,
    Name,
    Country,
    Safeguards,
    Phone,
    Email,
    /// Yes or no.
    Answer,
    /// Ticked where it is so.
    Yes,
    /// Ticked where it is not.
    No,
    Other,
    /// No column: a label that only counts.
    Numbered,
}

#[derive(Deserialize)]
struct Titles {
    title: Vec<TitleWords>,
}

#[derive(Deserialize)]
struct TitleWords {
    id: Title,
    words: Vec<String>,
}

static TITLES: LazyLock<HashMap<(bool, String), Title>> = LazyLock::new(|| {
    let titles: Titles = toml::from_str(include_str!("../../rules/register/titles.toml"))
        .expect("titles.toml is well-formed: tested");
    let all = titles.title.into_iter().flat_map(|t| {
        let key = move |w| ((t.id == Title::Numbered, w), t.id);
        t.words.into_iter().map(key)
    });
    all.collect()
});

/// What a cell says as the title of a column; `☐ Oui ☒ Non` is an answer.
fn title(text: &str) -> Option<Title> {
    if has_box(text) {
        return None;
    }
    TITLES
        .get(&(false, folded_words(&without_asides(text))))
        .copied()
}

/// Whether a cell is the title of a column inside a fiche.
pub(super) fn is_title(text: &str) -> bool {
    title(text).is_some()
}

/// Whether a label only counts (`Destinataire 2`).
fn is_numbered(label: &str) -> bool {
    let words = folded_words(label);
    let bare = words.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ');
    bare.is_empty() || TITLES.contains_key(&(true, bare.to_owned()))
}

/// A block: what it is about, what its columns say.
#[derive(Debug, Clone)]
struct Opened {
    field: Field,
    titles: Vec<Option<Title>>,
}

impl Opened {
    /// Whether its columns say yes or no.
    fn asks(&self) -> bool {
        let of = |t: &Title| matches!(t, Title::Answer | Title::Yes | Title::No);
        self.titles.iter().flatten().any(of)
    }

    /// What a row answers.
    fn answer(&self, values: &[Cell]) -> Option<Answer> {
        let cells = self.titles.iter().zip(values);
        let filled = cells.filter(|(_, c)| !c.text.trim().is_empty());
        let answered = |(title, cell): (&Option<Title>, &Cell)| {
            let section = section(Field::Other, cell);
            let said = section
                .lines
                .iter()
                .flat_map(ticked)
                .find_map(|l| answer(&l))?;
            match (title, said) {
                (Some(Title::Answer | Title::Yes), said) => Some(said),
                (Some(Title::No), Answer::Yes) => Some(Answer::No),
                _ => None,
            }
        };
        filled.filter_map(answered).next()
    }
}

/// The block that a row opens: a heading and the titles of columns.
fn opens(row: &Row, context: Option<Field>) -> Option<Opened> {
    let first = row.first()?;
    let words = folded_words(&without_asides(&first.text));
    let actors = matches!(words.as_str(), "acteurs" | "acteur" | "actors" | "actoren");
    let field = match (exact(&first.text), context) {
        _ if actors => Field::Controller,
        (Some(Field::Rubric(_) | Field::Nir) | None, Some(context)) => context,
        (Some(field), _) => field,
        (None, None) => return None,
    };
    let titles: Vec<Option<Title>> = row.iter().skip(1).map(|c| title(&c.text)).collect();
    // `Données sensibles ? | Oui | Non` is a question, and its answers
    let has = |title: Title| titles.contains(&Some(title));
    let boxes = has(Title::Yes) || has(Title::No);
    let both = has(Title::Yes) && has(Title::No);
    if boxes && (!both || context.is_none() || exact(&first.text).is_some()) {
        return None;
    }
    // `Données | nom`: what is processed, and no column
    let of_data = matches!(field, Field::Data | Field::Sensitive | Field::Rubric(_));
    let of_persons = |t: &Title| matches!(t, Title::Name | Title::Phone | Title::Email);
    if of_data && titles.iter().flatten().all(of_persons) {
        return None;
    }
    let beside = row.iter().skip(1).filter(|c| !c.text.trim().is_empty());
    let known = titles.iter().flatten().count();
    (known > 0 && known == beside.count()).then_some(Opened { field, titles })
}

/// Whether a table has blocks under titles of columns.
pub(super) fn has_blocks(table: &Table, context: Option<Field>) -> bool {
    let mut opened = table.rows.iter().filter_map(|r| opens(r, context));
    opened.any(|o| is_block(o.field))
}

/// Fields that blocks are about.
fn is_block(field: Field) -> bool {
    use Field::{Controller, Data, DataSubjects, Recipients, Security, Sensitive, Transfers};
    matches!(
        field,
        Controller | Data | Sensitive | DataSubjects | Recipients | Transfers | Security
    )
}

/// Whether a table is one fiche: blocks of different fields.
pub(super) fn is_card(table: &Table) -> bool {
    let blocks = table.rows.iter().filter_map(|r| opens(r, None));
    let fields = blocks.map(|o| o.field).filter(|f| is_block(*f));
    fields.collect::<BTreeSet<Field>>().len() >= 2
}

/// The fiches of a table, one after another (sheets that were printed on pages):
/// each begins with its name.
pub(super) fn fiches(table: &Table) -> Vec<Fiche> {
    let names = |r: &Row| {
        let label = r.first().and_then(|c| exact(&c.text));
        label == Some(Field::Activity) && r.len() <= 2
    };
    let mut parts: Vec<Table> = vec![Table::default()];
    let mut begun = false;
    for row in &table.rows {
        let named = names(row);
        if named && std::mem::replace(&mut begun, true) {
            parts.push(Table::default());
        }
        if let Some(part) = parts.last_mut() {
            part.rows.push(row.clone());
        }
    }
    parts
        .iter()
        .filter(|p| is_card(p))
        .filter_map(fiche)
        .collect()
}

/// The fiche that a table is; none where nobody filled in its name.
fn fiche(table: &Table) -> Option<Fiche> {
    let mut sections = sections(table, None);
    let at = sections
        .iter()
        .position(|s| s.field == Field::Activity && !s.lines.is_empty());
    let name = at.map(|i| sections.remove(i));
    let name = name.or_else(|| {
        let main = sections.iter().find(|s| s.field == Field::Purposes)?;
        (!main.lines.is_empty()).then(|| main.clone())
    })?;
    let first = name.lines.first()?;
    Some(Fiche {
        name: Said {
            text: first.text.clone(),
            at: first.at.clone(),
        },
        sections,
    })
}

/// Whether a fiche is called only after what it is for.
pub(super) fn is_unnamed(fiche: &Fiche) -> bool {
    let purposes = fiche.sections.iter().filter(|s| s.field == Field::Purposes);
    let first = purposes.flat_map(|s| &s.lines).next();
    first.is_some_and(|l| l.text == fiche.name.text && l.at == fiche.name.at)
}

/// The sections of a table; `context` is what the heading above it is about.
pub(super) fn sections(table: &Table, context: Option<Field>) -> Vec<Section> {
    let mut out = Vec::new();
    let mut block: Option<Opened> = None;
    for row in &table.rows {
        if let Some(opened) = opens(row, context) {
            // empty where no row below says anything
            out.push(empty(opened.field, &row[0].at));
            block = Some(opened);
            continue;
        }
        let Some(label) = row.first().filter(|c| !c.text.trim().is_empty()) else {
            continue;
        };
        let filled = row.iter().skip(1).any(|c| !c.text.trim().is_empty());
        let ends = block.as_ref().is_some_and(|b| is_other(b, label, filled));
        match block.as_ref().filter(|_| !ends) {
            Some(block) => entry(block, label, &row[1..], &mut out),
            None => {
                block = None;
                pair(label, &row[1..], &mut out);
            }
        }
    }
    out
}

fn empty(field: Field, at: &Spot) -> Section {
    Section {
        field,
        at: at.clone(),
        lines: Vec::new(),
        about: None,
    }
}

/// Whether a row is none of its block but of what follows: a heading of another
/// field.
fn is_other(block: &Opened, label: &Cell, filled: bool) -> bool {
    let Some(field) = exact(&label.text) else {
        return false;
    };
    let of_list = matches!(field, Field::Rubric(_) | Field::Nir);
    match block.field {
        Field::Data | Field::Sensitive if block.asks() => !of_list,
        Field::Data => !of_list && !filled,
        Field::Sensitive => !matches!(field, Field::Nir),
        Field::Controller => !is_person(field),
        Field::Security => !is_measure(field),
        same => field != same,
    }
}

const fn is_person(field: Field) -> bool {
    use Field::{Controller, Dpo, JointController, Representative};
    matches!(field, Controller | Dpo | JointController | Representative)
}

const fn is_measure(field: Field) -> bool {
    use Field::{
        AccessControl, Backup, Encryption, OtherMeasures, ProcessorControl, Processors, Security,
        SoftwareProtection, Traceability,
    };
    matches!(
        field,
        AccessControl
            | Backup
            | Encryption
            | OtherMeasures
            | ProcessorControl
            | Processors
            | Security
            | SoftwareProtection
            | Traceability
    )
}

/// A label and its value, outside of blocks.
fn pair(label: &Cell, values: &[Cell], out: &mut Vec<Section>) {
    let Some(field) = column(&label.text) else {
        return;
    };
    let mut values = values.iter().filter(|c| !c.text.trim().is_empty());
    // the header of a list of all activities
    if field == Field::Activity && values.clone().count() > 1 {
        return;
    }
    match values.next() {
        None => out.push(empty(field, &label.at)),
        Some(value) => {
            out.push(section(field, value));
            out.extend(values.map(|value| section(field, value)));
        }
    }
}

/// A row of a block.
fn entry(block: &Opened, label: &Cell, values: &[Cell], out: &mut Vec<Section>) {
    let of = |wanted: Title| {
        let mut cells = block.titles.iter().zip(values);
        let found = cells.find(|(t, c)| **t == Some(wanted) && !c.text.trim().is_empty());
        found.map(|(_, cell)| cell)
    };
    // what a template prints as an example tells nothing
    let wrote = |c: &&Cell| worth(&c.text) != Worth::Instruction;
    let told = of(Title::Description).filter(wrote);
    let told = told.or_else(|| of(Title::More).filter(wrote));
    match block.field {
        Field::Data | Field::Sensitive if block.asks() => match block.answer(values) {
            None | Some(Answer::No) => of_data(block.field, label, None, out),
            Some(_) => {
                let category = matches!(exact(&label.text), Some(Field::Rubric(_)));
                // a rubric's own name adds nothing to its details
                if told.is_none() || !category {
                    of_data(block.field, label, Some(label), out);
                }
                if told.is_some() {
                    of_data(block.field, label, told, out);
                }
            }
        },
        Field::Data | Field::Sensitive => {
            of_data(block.field, label, told, out);
            if let Some(cell) = of(Title::Keeping) {
                out.push(about(label, section(Field::Retention, cell)));
            }
        }
        Field::DataSubjects => {
            let own = (!is_numbered(&label.text)).then_some(label);
            if let Some(cell) = own.or(told) {
                out.push(section(Field::DataSubjects, cell));
            }
        }
        Field::Recipients => {
            let own = (!is_numbered(&label.text)).then_some(label);
            let name = own.or_else(|| of(Title::Name)).or(told);
            if let Some(name) = name.or_else(|| of(Title::Kind)) {
                let field = recipient(of(Title::Kind).map_or("", |k| &k.text));
                out.push(section(field, name));
            }
        }
        Field::Transfers => {
            let country = of(Title::Country).map(|c| section(Field::TransferCountries, c));
            let guarded = of(Title::Safeguards).map(|c| section(Field::Safeguards, c));
            out.extend(country.into_iter().chain(guarded));
            let own = (!is_numbered(&label.text)).then_some(label);
            if let Some(name) = own.or_else(|| of(Title::Name)) {
                out.push(section(Field::RecipientsExternal, name));
            }
        }
        Field::Security => {
            let kind = of(Title::Kind).unwrap_or(label);
            let field = column(&kind.text).filter(|f| is_measure(*f));
            let field = match field {
                Some(Field::Processors) => Field::ProcessorControl,
                Some(field) => field,
                None => Field::Security,
            };
            if let Some(cell) = told {
                out.push(section(field, cell));
            }
        }
        _ => person(block, label, values, out),
    }
}

/// A row of data: a rubric, the NIR, or data named by the label.
fn of_data(block: Field, label: &Cell, told: Option<&Cell>, out: &mut Vec<Section>) {
    let field = match (exact(&label.text).or_else(|| column(&label.text)), block) {
        (Some(Field::Nir), _) => Field::Nir,
        (_, Field::Sensitive) => Field::SensitiveWhich,
        (Some(rubric @ Field::Rubric(_)), _) => rubric,
        _ => Field::Data,
    };
    match told {
        Some(cell) => out.push(about(label, section(field, cell))),
        None => out.push(empty(field, &label.at)),
    }
}

/// A section that its label says more of.
fn about(label: &Cell, section: Section) -> Section {
    let name = spaces(&without_asides(&label.text));
    Section {
        about: Some(name),
        ..section
    }
}

/// Which of the recipients one is by its type.
fn recipient(kind: &str) -> Field {
    let words = folded_words(kind);
    let padded = format!(" {words} ");
    let has = |list: &[&str]| list.iter().any(|w| padded.contains(&format!(" {w} ")));
    if has(&[
        "sous traitant",
        "sous traitants",
        "processor",
        "processors",
        "verwerker",
        "hebergeur",
    ]) {
        Field::Processors
    } else if has(&["interne", "internes", "internal", "intern"]) {
        Field::RecipientsInternal
    } else if words.is_empty() {
        Field::Recipients
    } else {
        Field::RecipientsExternal
    }
}

/// A person: what its columns say, under the labels that contacts are read by.
fn person(block: &Opened, label: &Cell, values: &[Cell], out: &mut Vec<Section>) {
    let Some(field) = column(&label.text).filter(|f| is_person(*f)) else {
        return;
    };
    let cells = block.titles.iter().zip(values);
    let lines = cells.filter_map(|(title, cell)| {
        let as_label = match title {
            Some(Title::Name) => "Nom",
            Some(Title::Email) => "Email",
            Some(Title::Phone) => "Téléphone",
            _ => return None,
        };
        let text = spaces(&cell.text);
        (!text.is_empty()).then(|| Line {
            text: format!("{as_label} : {text}"),
            bold: Vec::new(),
            mark: Mark::Plain,
            at: cell.at.clone(),
        })
    });
    out.push(Section {
        lines: lines.collect(),
        ..empty(field, &label.at)
    });
}

#[cfg(test)]
mod tests {
    use super::super::block::Block;
    use super::super::document::Document;
    use super::*;

    #[test]
    fn each_name_begins_a_fiche() {
        let one = |name: &str, nir: &str| {
            format!(
                "| Nom / sigle | {name} |\n| Catégories de données personnelles concernées | Description |\n\
                 | Numéro de sécurité sociale | {nir} |\n| Données sensibles | Description |\n\
                 | Données concernant la santé | |\n"
            )
        };
        let text = one("Paie", "Oui") + &one("Lettre", "");
        let document = Document::read(text.as_bytes(), "registre.md");
        let [Block::Table(table)] = document.blocks.as_slice() else {
            panic!("{:?}", document.blocks);
        };
        let fiches = fiches(table);
        let said = |f: &Fiche| {
            let filled = f.sections.iter().filter(|s| !s.lines.is_empty());
            let fields: Vec<Field> = filled.map(|s| s.field).collect();
            (f.name.text.clone(), fields)
        };
        assert_eq!(
            fiches.iter().map(said).collect::<Vec<_>>(),
            [
                ("Paie".to_owned(), vec![Field::Nir]),
                ("Lettre".to_owned(), Vec::new())
            ]
        );
    }

    #[test]
    fn titles_are_folded() {
        assert!(
            TITLES
                .keys()
                .all(|(_, words)| &folded_words(words) == words)
        );
    }
}
