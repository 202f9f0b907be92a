//! Fiches: one activity after another, each with its headings, as the CNIL's
//! model prints them, as word processors, PDFs and wikis keep them.
//!
//! A fiche is first cut into sections (a heading and the lines below it), which
//! are read when it is complete: page breaks repeat sections, and the copy that
//! says more wins (T12). What the template prints is left out before.

pub(super) mod fiche;
pub(super) mod head;
mod starts;

use super::block::{Block, Cell, Line, Mark, Spot, Table};
use super::card;
pub(super) use super::contact::contact;
use super::document::Document;
use super::draft::{Draft, Said, Unread, Why};
use super::table::{lists, several as table_values};
use super::template::{Worth, is_answer, worth};
use super::vocabulary::{Field, heading};
use crate::model::folded_words;

/// A heading and what stands below it.
#[derive(Debug, Clone)]
pub(super) struct Section {
    pub(super) field: Field,
    pub(super) at: Spot,
    pub(super) lines: Vec<Line>,
    /// What its label says that it is about, where that tells more than the field.
    pub(super) about: Option<String>,
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
    let starts = starts::starts(&document.blocks);
    for (i, block) in document.blocks.iter().enumerate() {
        match block {
            Block::Line(line) if is_beside(line) => {}
            Block::Line(line) if starts.contains_key(&i) => {
                reader.begin_fiche(unnumbered(&line.text), &line.at);
                reader.level = starts.get(&i).copied();
            }
            Block::Line(line) if reader.ends(line) => {}
            Block::Line(line) => reader.line(line),
            Block::Table(table) => reader.table(table),
        }
    }
    reader.end_fiche();
    (!reader.draft.activities.is_empty()).then_some(reader.draft)
}

/// Whether a line that names a fiche announces it as one.
fn announces(text: &str) -> bool {
    let words = folded_words(text);
    let begins = ["fiche", "record of processing activity"];
    let named = begins.iter().any(|b| words.starts_with(b));
    named && heading(text).is_some_and(|(field, _)| field == Field::Activity)
}

/// Beside the text: properties, bookmarks, running headers.
fn is_beside(line: &Line) -> bool {
    matches!(line.at, Spot::Key(_) | Spot::Field)
}

#[derive(Debug, Default)]
struct Reader {
    draft: Draft,
    fiche: Option<Fiche>,
    /// A fiche has begun whose name is still to come.
    unnamed: bool,
    /// The template's words above go on: their sentence has not ended.
    instructs: bool,
    /// The page on which the line before named a fiche.
    naming: Option<Spot>,
    /// The level of the heading that the fiche began with.
    level: Option<u8>,
    /// A line that may be the first of a wrapped title.
    title: Option<Line>,
    /// Whom lines before the first fiche are about.
    about: Option<(head::Who, Vec<Line>)>,
}

impl Reader {
    fn line(&mut self, line: &Line) {
        // values of an export stand in lists, and are no headings
        if line.mark == Mark::Item && self.is_own() {
            return self.keep(&line.text, line);
        }
        if self.organisation(line) || is_contents(&line.text) || self.of_person(line) {
            return;
        }
        for part in parts(line) {
            self.part(&part);
        }
    }

    /// Whether a heading ends the chapter that is read: the fiche, or what it says
    /// of a field.
    fn ends(&mut self, line: &Line) -> bool {
        let (Some(begun), Mark::Heading(level)) = (self.level, line.mark) else {
            return false;
        };
        let is_field = heading(&line.text).is_some_and(|(f, _)| f != Field::Activity);
        if is_field && level > begun {
            return false;
        }
        match level <= begun {
            true => {
                self.end_fiche();
                self.level = None;
            }
            false => self.begin_section(Field::Other, &line.at),
        }
        true
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
                announces(&line.text) || marked && self.fiche.is_none() && value.is_empty()
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
        self.end_person();
        self.end_fiche();
        self.level = None;
        self.unnamed = name.is_empty();
        let named = matches!(at, Spot::Page(_)) && !name.is_empty();
        self.naming = named.then(|| at.clone());
        self.fiche = Some(Fiche {
            name: Said {
                text: name.to_owned(),
                at: at.clone(),
            },
            sections: Vec::new(),
        });
    }

    fn begin_section(&mut self, field: Field, at: &Spot) {
        self.naming = None;
        if let Some(fiche) = &mut self.fiche {
            self.unnamed = false;
            fiche.sections.push(Section {
                field,
                at: at.clone(),
                lines: Vec::new(),
                about: None,
            });
        }
    }

    /// Words below the last heading.
    fn say(&mut self, text: &str, line: &Line) {
        if text.is_empty() || self.fiche.is_none() {
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
        if self.goes_on_as_name(text, &line.at) {
            return;
        }
        let field = self.fiche.as_ref().and_then(|f| f.sections.last());
        let answers = field.is_some_and(|s| is_answer(s.field, text));
        let why = match answers {
            true => None,
            false => self.why(text, line.mark),
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
        // lists in a line are for documents that people write without a form
        let several = self.level.is_some() && lists(section.field);
        let line = Line {
            text: unnumbered(text).to_owned(),
            ..line.clone()
        };
        // what was cut off keeps no marks that are counted in bytes
        let whole = line.text.len() == text.len();
        let line = Line {
            bold: if whole { line.bold.clone() } else { Vec::new() },
            ..line
        };
        match several {
            true => section.lines.extend(table_values(&line)),
            false => section.lines.push(line),
        }
    }

    /// Why words give no fact; none where somebody wrote them for this register.
    fn why(&mut self, text: &str, mark: Mark) -> Option<Why> {
        let small = text.starts_with(|c: char| c.is_lowercase() || c == '(');
        let goes_on = self.instructs && small && mark == Mark::Plain;
        let why = match worth(unnumbered(text)) {
            _ if goes_on => Some(Why::Template),
            Worth::Said => None,
            Worth::Instruction => Some(Why::Template),
            Worth::Placeholder => Some(Why::Placeholder),
            Worth::Definition => Some(Why::Definition),
        };
        let ended = text.ends_with(['.', ':', '!', '?', ')']);
        self.instructs = matches!(why, Some(Why::Template | Why::Definition)) && !ended;
        why
    }

    /// A name that a page wraps: the very next line begins small.
    fn goes_on_as_name(&mut self, text: &str, at: &Spot) -> bool {
        let named = self.naming.take().is_some_and(|page| page == *at);
        let small = text.starts_with(char::is_lowercase);
        let Some(fiche) = self.fiche.as_mut().filter(|_| named && small) else {
            return false;
        };
        fiche.name.text = format!("{} {text}", fiche.name.text);
        true
    }

    /// A table with blocks under titles of columns: a fiche of its own, or more of
    /// the one that is read.
    fn card(&mut self, table: &Table) -> bool {
        if card::is_card(table) && !self.has_contents() {
            let begun = self.fiche.take();
            let fiches = card::fiches(table);
            if fiches.is_empty() {
                self.fiche = begun;
            }
            for fiche in fiches {
                self.fiche = Some(fiche);
                self.end_fiche();
            }
            return true;
        }
        let context = self.fiche.as_ref().and_then(|f| f.sections.last());
        let context = context.map(|s| s.field);
        if self.fiche.is_none() || !card::has_blocks(table, context) {
            return false;
        }
        let sections = card::sections(table, context);
        if let Some(fiche) = &mut self.fiche {
            fiche.sections.extend(sections);
        }
        true
    }

    /// Whether anything was said in the fiche that is read.
    fn has_contents(&self) -> bool {
        let said = |f: &Fiche| f.sections.iter().any(|s| !s.lines.is_empty());
        self.fiche.as_ref().is_some_and(said)
    }

    fn table(&mut self, table: &Table) {
        if !self.is_own() && self.card(table) {
            return;
        }
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
            Some((Field::Activity, _)) if self.level.is_some() => {
                if let Some(fiche) = &mut self.fiche {
                    fiche.name = Said {
                        text: super::line::spaces(&value.text),
                        at: value.at.clone(),
                    };
                }
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
        if self.fiche.is_some() {
            return false;
        }
        let joined = match &self.title {
            Some(title) if title.at == line.at => format!("{} {}", title.text, line.text),
            _ => line.text.clone(),
        };
        let Some(name) = head::organisation(&joined) else {
            let opens = self.title.is_none() && head::opens_title(&joined);
            self.title = opens.then(|| line.clone());
            return opens;
        };
        self.title = None;
        if !name.is_empty() && self.draft.organisation.is_none() {
            self.draft.organisation = Some(Said {
                text: name,
                at: line.at.clone(),
            });
        }
        true
    }

    /// Lines about the controller or the officer, before the first fiche, where
    /// no table holds them.
    fn of_person(&mut self, line: &Line) -> bool {
        if self.fiche.is_some() {
            return false;
        }
        if let Some((field, value)) = heading(&line.text).filter(|(_, v)| !v.is_empty())
            && let Some(who) = head::of_field(field)
        {
            let line = Line {
                text: value,
                bold: Vec::new(),
                ..line.clone()
            };
            self.set_person(who, &[line]);
            return true;
        }
        match head::person(&line.text).filter(|_| !line.text.contains(':')) {
            Some(who) => {
                self.end_person();
                self.about = Some((who, Vec::new()));
            }
            None if self.about.is_none() => return false,
            None if heading(&line.text).is_some() => self.end_person(),
            None if worth(&line.text) == Worth::Instruction => {}
            None => {
                let Some((_, lines)) = &mut self.about else {
                    return false;
                };
                lines.push(line.clone());
            }
        }
        self.about.is_some()
    }

    fn end_person(&mut self) {
        if let Some((who, lines)) = self.about.take() {
            self.set_person(who, &lines);
        }
    }

    fn set_person(&mut self, who: head::Who, lines: &[Line]) {
        let place = match who {
            head::Who::Dpo => &mut self.draft.dpo,
            head::Who::Controller => &mut self.draft.controller,
        };
        if place.is_none() {
            *place = contact(lines);
        }
    }

    /// The controller and the data protection officer, before the first fiche.
    fn person(&mut self, name: &Cell, value: &Cell) -> bool {
        if self.fiche.is_some() {
            return false;
        }
        let Some(who) = head::person(&name.text) else {
            return false;
        };
        self.set_person(who, &[as_line(value)]);
        true
    }

    fn people_of(&mut self, fiche: &Fiche) {
        for section in &fiche.sections {
            if let Some(who) = head::of_field(section.field) {
                self.set_person(who, &section.lines);
            }
        }
    }

    fn end_fiche(&mut self) {
        self.unnamed = false;
        if let Some(fiche) = self.fiche.take()
            && !fiche.sections.is_empty()
        {
            if self.level.is_some() {
                self.people_of(&fiche);
            }
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
        let Some((before, after)) = line.text.split_at_checked(range.start) else {
            continue;
        };
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
