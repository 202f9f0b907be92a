//! Whose register it is and who answers for it, in lines and tables before the
//! first fiche, or in a fiche's own fields.

use super::super::block::{Cell, Line};
use super::super::draft::Said;
use super::super::template::{Worth, worth};
use super::super::vocabulary::heading;
use super::reader::Reader;
use super::text::as_line;
use super::{Fiche, contact, head};

impl Reader {
    /// `REGISTRE DES ACTIVITÉS DE TRAITEMENT Ateliers Vernay`.
    pub(super) fn organisation(&mut self, line: &Line) -> bool {
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
    pub(super) fn of_person(&mut self, line: &Line) -> bool {
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
        // `DPO mutualisé : dpo@exemple.fr`
        if let Some((label, value)) = line.text.split_once(':').filter(|(_, v)| v.contains('@'))
            && let Some(who) = head::person(label)
        {
            let line = Line {
                text: value.trim().to_owned(),
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

    pub(super) fn end_person(&mut self) {
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
    pub(super) fn person(&mut self, name: &Cell, value: &Cell) -> bool {
        if self.fiche.is_some() {
            return false;
        }
        let Some(who) = head::person(&name.text) else {
            return false;
        };
        self.set_person(who, &[as_line(value)]);
        true
    }

    pub(super) fn people_of(&mut self, fiche: &Fiche) {
        for section in &fiche.sections {
            if let Some(who) = head::of_field(section.field) {
                self.set_person(who, &section.lines);
            }
        }
    }
}
