//! Tables among the lines of fiches: label and value, details, blocks under
//! titles of columns.

use super::super::answer::answer;
use super::super::block::{Cell, Table};
use super::super::boxes::ticked;
use super::super::card;
use super::super::item::named;
use super::super::line::spaces;
use super::super::table::{filled, merged};
use super::super::under;
use super::super::vocabulary::{Field, exact, heading};
use super::Fiche;
use super::reader::Reader;
use super::strange;
use super::text::{as_line, is_page};
use crate::model::folded_words;
use crate::register::Answer;

impl Reader {
    pub(super) fn table(&mut self, table: &Table) {
        if !self.is_own() && self.card(table) {
            return;
        }
        if !self.is_own()
            && let Some(fiche) = &mut self.fiche
            && let Some(sections) = merged::said_by(table)
        {
            let name = fiche.name.clone();
            let said = filled(Fiche { name, sections }, &mut self.draft.unread);
            fiche.sections.extend(said.sections);
            return;
        }
        let straight = match self.is_own() {
            true => None,
            false => under::straight(table),
        };
        let table = straight.as_ref().unwrap_or(table);
        self.labels = !self.is_own() && strange::is_of_labels(table);
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

    /// A table with blocks under titles of columns: a fiche of its own, or more of
    /// the one that is read.
    fn card(&mut self, table: &Table) -> bool {
        if card::is_card(table) && !self.has_contents() {
            let begun = self.fiche.take();
            let fiches = card::fiches(table);
            if fiches.is_empty() {
                self.fiche = begun;
                return true;
            }
            let named = begun.filter(|b| !b.name.text.is_empty() && fiches.len() == 1);
            for mut fiche in fiches {
                // its own name, or what announced it before what it is for
                if let Some(begun) = named.as_ref().filter(|_| card::is_unnamed(&fiche)) {
                    fiche.name = begun.name.clone();
                }
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

    /// A name and its value.
    fn pair(&mut self, name: &Cell, value: &Cell) {
        if self.person(name, value) {
            return;
        }
        if self.answered_row(name, &[value]) {
            return;
        }
        match heading(&name.text) {
            Some((Field::Activity, said)) if folded_words(&name.text).starts_with("fiche") => {
                let name = if said.is_empty() { &value.text } else { &said };
                self.begin_fiche(name, &value.at);
            }
            Some((Field::Activity, _))
                if self.level.is_some() || self.is_nameless() || self.is_named_by(&name.text) =>
            {
                self.unnamed = false;
                if let Some(fiche) = &mut self.fiche {
                    fiche.name = super::super::draft::Said {
                        text: spaces(&value.text),
                        at: value.at.clone(),
                    };
                }
            }
            Some((field, _)) if field != Field::Activity && self.fiche.is_some() => {
                let listed = self.in_data() && field == Field::Nir;
                self.begin_section(field, &name.at);
                self.inline = true;
                self.say(&value.text, &as_line(value));
                // the list of data goes on below an answer
                if listed {
                    self.begin_section(Field::Data, &value.at);
                }
            }
            None if self.in_rubric(name, value) => {}
            _ if self.labels && self.in_rows(name, value) => {}
            _ => self.many(&[name, value]),
        }
    }

    /// A row that is named after a category of data as no template prints it
    /// (`Données économiques | RIB`): no more of the row above; whether it is one.
    fn in_rubric(&mut self, name: &Cell, value: &Cell) -> bool {
        let named = named(&name.text);
        let [rubric] = named.generic[..] else {
            return false;
        };
        if !self.in_data() || !named.items.is_empty() {
            return false;
        }
        self.begin_section(Field::Rubric(rubric), &name.at);
        self.inline = true;
        self.say(&value.text, &as_line(value));
        true
    }

    /// A row of details, or of a table that is none of a fiche's (risks).
    fn many(&mut self, cells: &[&Cell]) {
        if self.answered_row(cells[0], &cells[1..]) || self.answered_field(cells) {
            return;
        }
        let first = heading(&cells[0].text);
        if let Some((field @ Field::Other, _)) = first {
            return self.begin_section(field, &cells[0].at);
        }
        for cell in cells {
            self.line(&as_line(cell));
        }
    }

    /// A field, its answer and the details of it side by side (`NIR | Oui | Paie`);
    /// whether it was one.
    fn answered_field(&mut self, cells: &[&Cell]) -> bool {
        let [name, said, more] = cells else {
            return false;
        };
        let field = exact(&name.text).filter(|f| *f != Field::Activity);
        let answers = ticked(&as_line(said)).iter().any(|l| answer(l).is_some());
        let Some(field) = field.filter(|_| self.fiche.is_some() && answers) else {
            return false;
        };
        self.begin_section(field, &name.at);
        self.inline = true;
        // what a yes is for tells more than itself
        let yes = answer(&as_line(said)) == Some(Answer::Yes);
        let order = if yes { [more, said] } else { [said, more] };
        for cell in order {
            self.say(&cell.text, &as_line(cell));
        }
        true
    }

    /// Whether a name followed by a page number stands in a table of contents.
    fn is_listed(&self, name: &str) -> bool {
        heading(name).is_some()
            || name.contains("....")
            || folded_words(name).starts_with("registre")
    }
}

/// Whether a row says that its fiche is an export's.
fn is_reference(name: &Cell) -> bool {
    matches!(heading(&name.text), Some((Field::LimierReference, _)))
}
