//! Fiches: one activity after another, each with its headings, as the CNIL's
//! model prints them, as word processors, PDFs and wikis keep them.
//!
//! A fiche is first cut into sections (a heading and the lines below it), which
//! are read when it is complete: page breaks repeat sections, and the copy that
//! says more wins (T12). What the template prints is left out before.

pub(super) mod fiche;

use super::block::{Block, Cell, Line, Mark, Spot, Table};
pub(super) use super::contact::contact;
use super::document::Document;
use super::draft::{Draft, Said, Unread, Why};
use super::template::{Worth, worth};
use super::vocabulary::{Field, heading};
use crate::model::folded_words;

/// A heading and what stands below it.
#[derive(Debug, Clone)]
pub(super) struct Section {
    pub(super) field: Field,
    pub(super) at: Spot,
    pub(super) lines: Vec<Line>,
}

/// One fiche as it is cut.
#[derive(Debug, Clone)]
pub(super) struct Fiche {
    pub(super) name: Said,
    pub(super) sections: Vec<Section>,
}

/// Reads the fiches of a document; none where it has none.
pub(super) fn read(document: &Document) -> Option<Draft> {
    let mut reader = Reader::default();
    for block in &document.blocks {
        match block {
            Block::Line(line) => reader.line(line),
            Block::Table(table) => reader.table(table),
        }
    }
    reader.end_fiche();
    (!reader.draft.activities.is_empty()).then_some(reader.draft)
}

#[derive(Debug, Default)]
struct Reader {
    draft: Draft,
    fiche: Option<Fiche>,
    /// A fiche has begun whose name is still to come.
    unnamed: bool,
}

impl Reader {
    fn line(&mut self, line: &Line) {
        // values of an export stand in lists, and are no headings
        if line.mark == Mark::Item && self.is_own() {
            return self.keep(&line.text, line);
        }
        if self.organisation(line) || is_contents(&line.text) {
            return;
        }
        for part in parts(line) {
            self.part(&part);
        }
    }

    /// A line, or one of two headings that share it.
    fn part(&mut self, line: &Line) {
        let found = heading(&line.text).filter(|(field, value)| self.may_be(*field, line, value));
        match found {
            Some((Field::Activity, name)) => self.begin_fiche(&name, &line.at),
            Some((field, value)) => {
                self.begin_section(field, &line.at);
                self.say(&value, line);
            }
            None => self.say(&line.text, line),
        }
    }

    /// Whether a line that reads like a heading is one here.
    fn may_be(&self, field: Field, line: &Line, value: &str) -> bool {
        let words = folded_words(&line.text);
        let marked =
            matches!(line.mark, Mark::Heading(_)) || line.text.contains(':') || is_bold(line);
        match field {
            Field::Activity => {
                words.starts_with("fiche")
                    || words.starts_with("record of processing activity")
                    || marked && self.fiche.is_none() && value.is_empty()
            }
            // the foot of a page tells when the page was changed
            Field::Created | Field::Updated => self.is_at_head(),
            // rubrics stand below "categories of data" only
            Field::Rubric(_) => self.in_data(),
            _ => {
                let one = words.split(' ').count() < 2;
                let marked = marked || self.is_own();
                self.fiche.is_some() && (marked || !one) && !is_numbered(&line.text)
            }
        }
    }

    /// Whether the fiche that is read is an export's.
    fn is_own(&self) -> bool {
        self.fiche.as_ref().is_some_and(super::own::is_own)
    }

    /// Words below the last heading, as they are.
    fn keep(&mut self, text: &str, line: &Line) {
        let section = self.fiche.as_mut().and_then(|f| f.sections.last_mut());
        if let Some(section) = section {
            section.lines.push(Line {
                text: text.to_owned(),
                bold: Vec::new(),
                ..line.clone()
            });
        }
    }

    /// A row of an export's table: a field at its head, a fact below.
    fn own_row(&mut self, name: &Cell, value: &Cell) {
        let field = self.fiche.as_ref().and_then(|f| f.sections.last());
        let listed = field.is_some_and(|s| matches!(s.field, Field::Data | Field::Security));
        match heading(&name.text).filter(|_| !listed) {
            Some((field, _)) => {
                self.begin_section(field, &name.at);
                self.keep(&value.text, &as_line(value));
            }
            None => {
                let text = format!("{} : {}", name.text, value.text);
                self.keep(&text, &as_line(value));
            }
        }
    }

    /// Whether the section that is read is about data.
    fn in_data(&self) -> bool {
        let last = self.fiche.as_ref().and_then(|f| f.sections.last());
        last.is_some_and(|s| matches!(s.field, Field::Data | Field::Rubric(_)))
    }

    /// Whether the fiche has not come to its contents yet.
    fn is_at_head(&self) -> bool {
        let begun = |f: &Fiche| {
            f.sections
                .iter()
                .any(|s| matches!(s.field, Field::Purposes | Field::Data))
        };
        self.fiche.as_ref().is_some_and(|f| !begun(f))
    }

    fn begin_fiche(&mut self, name: &str, at: &Spot) {
        self.end_fiche();
        self.unnamed = name.is_empty();
        self.fiche = Some(Fiche {
            name: Said {
                text: name.to_owned(),
                at: at.clone(),
            },
            sections: Vec::new(),
        });
    }

    fn begin_section(&mut self, field: Field, at: &Spot) {
        if let Some(fiche) = &mut self.fiche {
            self.unnamed = false;
            fiche.sections.push(Section {
                field,
                at: at.clone(),
                lines: Vec::new(),
            });
        }
    }

    /// Words below the last heading.
    fn say(&mut self, text: &str, line: &Line) {
        if text.is_empty() {
            return;
        }
        if self.unnamed
            && let Some(fiche) = &mut self.fiche
        {
            fiche.name = Said {
                text: text.to_owned(),
                at: line.at.clone(),
            };
            self.unnamed = false;
            return;
        }
        let why = match worth(text) {
            Worth::Said => None,
            Worth::Instruction => Some(Why::Template),
            Worth::Placeholder => Some(Why::Placeholder),
            Worth::Definition => Some(Why::Definition),
        };
        let Some(section) = self.fiche.as_mut().and_then(|f| f.sections.last_mut()) else {
            return;
        };
        if let Some(why) = why {
            let said = Said {
                text: text.to_owned(),
                at: line.at.clone(),
            };
            return self.draft.unread.push(Unread { said, why });
        }
        let line = Line {
            text: unnumbered(text).to_owned(),
            ..line.clone()
        };
        // what was cut off keeps no marks that are counted in bytes
        let whole = line.text.len() == text.len();
        section.lines.push(Line {
            bold: if whole { line.bold.clone() } else { Vec::new() },
            ..line
        });
    }

    fn table(&mut self, table: &Table) {
        for row in &table.rows {
            let cells: Vec<&Cell> = row.iter().filter(|c| !c.text.trim().is_empty()).collect();
            match cells.as_slice() {
                [] => {}
                [one] => self.line(&as_line(one)),
                [name, value] if self.is_own() || is_reference(name) => self.own_row(name, value),
                [name, number] if is_page(&number.text) && self.is_listed(&name.text) => {}
                [name, value] => self.pair(name, value),
                many => self.many(many),
            }
        }
    }

    /// A name and its value.
    fn pair(&mut self, name: &Cell, value: &Cell) {
        if self.person(name, value) {
            return;
        }
        match heading(&name.text) {
            Some((Field::Activity, said)) if folded_words(&name.text).starts_with("fiche") => {
                let name = if said.is_empty() { &value.text } else { &said };
                self.begin_fiche(name, &value.at);
            }
            Some((field, _)) if field != Field::Activity && self.fiche.is_some() => {
                self.begin_section(field, &name.at);
                self.say(&value.text, &as_line(value));
            }
            _ => self.many(&[name, value]),
        }
    }

    /// A row of details, or of a table that is none of a fiche's (risks).
    fn many(&mut self, cells: &[&Cell]) {
        let first = heading(&cells[0].text);
        if let Some((field @ Field::Other, _)) = first {
            return self.begin_section(field, &cells[0].at);
        }
        for cell in cells {
            self.line(&as_line(cell));
        }
    }

    /// Whether a name followed by a page number stands in a table of contents.
    fn is_listed(&self, name: &str) -> bool {
        heading(name).is_some()
            || name.contains("....")
            || folded_words(name).starts_with("registre")
    }

    /// `REGISTRE DES ACTIVITÉS DE TRAITEMENT Ateliers Vernay`.
    fn organisation(&mut self, line: &Line) -> bool {
        const TITLES: [&str; 3] = [
            "registre des activites de traitement",
            "registre des traitements",
            "register of processing activities",
        ];
        let words = folded_words(&line.text);
        let Some(title) = TITLES.iter().find(|t| words.starts_with(**t)) else {
            return false;
        };
        if self.fiche.is_some() {
            return false;
        }
        let n = title.split(' ').count();
        let rest: Vec<&str> = line.text.split_whitespace().skip(n).collect();
        let name = rest.join(" ").trim_matches([':', '-', '–', ' ']).to_owned();
        let name = [
            "de la société ",
            "de l'association ",
            "de l’association ",
            "de l'entreprise ",
            "de ",
        ]
        .iter()
        .find_map(|of| name.strip_prefix(of))
        .unwrap_or(&name)
        .to_owned();
        if !name.is_empty() && self.draft.organisation.is_none() {
            self.draft.organisation = Some(Said {
                text: name,
                at: line.at.clone(),
            });
        }
        true
    }

    /// The controller and the data protection officer, before the first fiche.
    fn person(&mut self, name: &Cell, value: &Cell) -> bool {
        if self.fiche.is_some() {
            return false;
        }
        let words = folded_words(&name.text);
        let place = if words.contains("delegue a la protection") || words.contains("dpo") {
            &mut self.draft.dpo
        } else if words.contains("responsable")
            && (words.contains("organisme") || words.contains("traitement"))
        {
            &mut self.draft.controller
        } else {
            return false;
        };
        *place = contact(&[as_line(value)]);
        true
    }

    fn end_fiche(&mut self) {
        self.unnamed = false;
        if let Some(fiche) = self.fiche.take()
            && !fiche.sections.is_empty()
        {
            let activity = fiche::activity(&fiche, &mut self.draft.unread);
            if super::own::is_own(&fiche) {
                super::own::people(&fiche, &mut self.draft);
            }
            self.draft.activities.push(activity);
        }
    }
}

/// Whether a row says that its fiche is an export's.
fn is_reference(name: &Cell) -> bool {
    matches!(heading(&name.text), Some((Field::LimierReference, _)))
}

/// Whether all of a line is bold.
fn is_bold(line: &Line) -> bool {
    let bold: usize = line.bold.iter().map(|b| b.len()).sum();
    bold > 0 && bold + 3 >= line.text.len()
}

/// `1. Commerciaux`.
fn is_numbered(text: &str) -> bool {
    unnumbered(text).len() < text.len()
}

/// A line without its number in a list.
fn unnumbered(text: &str) -> &str {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &text[digits..];
    match rest.strip_prefix(['.', ')']) {
        Some(rest) if (1..=2).contains(&digits) && rest.starts_with([' ', '\u{a0}']) => {
            rest.trim_start()
        }
        _ => text,
    }
}

/// A line of a table of contents: leader dots before a page number.
fn is_contents(text: &str) -> bool {
    let trimmed = text.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ');
    trimmed.len() < text.len() && trimmed.ends_with("....") || trimmed.ends_with(".....")
}

/// A page number.
fn is_page(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty() && text.len() <= 3 && text.bytes().all(|b| b.is_ascii_digit())
}

fn as_line(cell: &Cell) -> Line {
    Line {
        text: super::line::spaces(&cell.text),
        bold: Vec::new(),
        mark: Mark::Plain,
        at: cell.at.clone(),
    }
}

/// A line cut where a bold heading follows another: both are headings.
fn parts(line: &Line) -> Vec<Line> {
    for range in &line.bold {
        let (before, after) = line.text.split_at(range.start);
        if !before.trim().is_empty() && heading(before).is_some() && heading(after).is_some() {
            let part = |text: &str| Line {
                text: text.trim().to_owned(),
                bold: Vec::new(),
                ..line.clone()
            };
            return vec![part(before), part(after)];
        }
    }
    vec![line.clone()]
}

#[cfg(test)]
mod tests;
