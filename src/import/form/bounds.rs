//! Where a fiche begins, what it is called, and where it ends.

use super::super::block::{Line, Mark, Spot};
use super::super::draft::{Said, Unread, Why};
use super::super::name;
use super::super::table::also;
use super::super::template::{Worth, worth};
use super::super::vocabulary::{Field, heading};
use super::reader::Reader;
use super::starts::{WORDS, is_for_client};
use super::text::is_core;
use super::{Fiche, announces, fiche};
use crate::model::folded_words;

impl Reader {
    /// A line that begins a fiche which nothing announces; under a number, the label
    /// only names it.
    pub(super) fn start(&mut self, line: &Line, level: u8) {
        let labelled = heading(&line.text).filter(|(f, _)| *f == Field::Activity);
        let name = match labelled {
            Some((_, value)) if matches!(line.mark, Mark::Heading(_)) && value.is_empty() => {
                line.text.clone()
            }
            Some((_, value)) if value.is_empty() && name::is_numbered_label(&line.text) => {
                line.text.clone()
            }
            Some((_, value)) => value,
            None => line.text.clone(),
        };
        self.begin_fiche(&name, &line.at);
        self.level = Some(level);
        if is_for_client(&line.text) {
            self.begin_section(Field::Role, &line.at);
            self.keep(&line.text, line);
        }
    }

    /// The line of a client's fiche that says what is done for them; whether it was
    /// one.
    pub(super) fn service(&mut self, line: &Line) -> bool {
        let of_client = self
            .fiche
            .as_ref()
            .is_some_and(|f| is_for_client(&f.name.text));
        let Some((label, value)) = line.text.split_once(':').filter(|_| of_client) else {
            return false;
        };
        let named = WORDS.services.contains(&folded_words(label));
        if named {
            self.name(value.trim(), line);
        }
        named
    }

    /// Whether a heading ends the chapter that is read: the fiche, or what it says
    /// of a field.
    pub(super) fn ends(&mut self, line: &Line) -> bool {
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

    /// Whether a fiche has begun, as nothing announced, and said nothing yet.
    pub(super) fn is_begun(&self) -> bool {
        let tells = |f: &Fiche| f.sections.iter().any(|s| is_core(s.field));
        self.level.is_some() && self.fiche.as_ref().is_some_and(|f| !tells(f))
    }

    /// Whether a label tells the name of the fiche that is read, which something
    /// announced and which has said nothing yet.
    pub(super) fn is_named_by(&self, label: &str) -> bool {
        let tells = |f: &Fiche| f.sections.iter().any(|s| is_core(s.field));
        let begun = self.level.is_none() && self.fiche.as_ref().is_some_and(|f| !tells(f));
        let words = folded_words(label);
        let first = words.split(' ').next().unwrap_or_default();
        let naming = WORDS.naming.iter().any(|w| w == first);
        begun && !announces(label) && (naming || self.is_nameless())
    }

    /// Whether nothing has named the fiche that is read yet.
    pub(super) fn is_nameless(&self) -> bool {
        self.fiche.as_ref().is_some_and(|f| f.name.text.is_empty())
    }

    /// The name of the fiche that has begun (`Intitulé : Paie`).
    pub(super) fn name(&mut self, name: &str, line: &Line) {
        self.unnamed = name.is_empty();
        if let Some(fiche) = self.fiche.as_mut().filter(|_| !name.is_empty()) {
            fiche.name = Said {
                text: name.to_owned(),
                at: line.at.clone(),
            };
        }
    }

    pub(super) fn begin_fiche(&mut self, name: &str, at: &Spot) {
        self.end_person();
        self.end_fiche();
        self.level = None;
        self.unnamed = name.is_empty();
        self.style = None;
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

    /// A name that a page wraps: the very next line begins small.
    pub(super) fn goes_on_as_name(&mut self, text: &str, at: &Spot) -> bool {
        let named = self.naming.take().is_some_and(|page| page == *at);
        let small = text.starts_with(char::is_lowercase);
        let Some(fiche) = self.fiche.as_mut().filter(|_| named && small) else {
            return false;
        };
        fiche.name.text = format!("{} {text}", fiche.name.text);
        true
    }

    /// Whether anything was said in the fiche that is read.
    pub(super) fn has_contents(&self) -> bool {
        let said = |f: &Fiche| f.sections.iter().any(|s| !s.lines.is_empty());
        self.fiche.as_ref().is_some_and(said)
    }

    pub(super) fn end_fiche(&mut self) {
        self.unnamed = false;
        if let Some(fiche) = self.fiche.take()
            && !fiche.sections.is_empty()
        {
            if self.is_blank(&fiche) {
                return;
            }
            let fiche = match self.level {
                Some(_) => {
                    self.people_of(&fiche);
                    Fiche {
                        sections: fiche.sections.into_iter().flat_map(also).collect(),
                        ..fiche
                    }
                }
                None => fiche,
            };
            let activity = fiche::activity(&fiche, &mut self.draft.unread);
            if super::super::own::is_own(&fiche) {
                super::super::own::people(&fiche, &mut self.draft);
            }
            self.draft.activities.push(activity);
        }
    }

    /// Whether nobody filled a fiche in: its name is the template's, and it says
    /// nothing. The name is told.
    fn is_blank(&mut self, fiche: &Fiche) -> bool {
        let says = fiche.sections.iter().any(|s| !s.lines.is_empty());
        let blank = !says && worth(&fiche.name.text) == Worth::Placeholder;
        if blank && !fiche.name.text.trim().is_empty() {
            let (said, why) = (fiche.name.clone(), Why::Placeholder);
            self.draft.unread.push(Unread { said, why });
        }
        blank
    }
}

/// The name that the title of a fiche gives: none where what follows its label is
/// only more of the title (`FICHE DE REGISTRE DE TRAITEMENT`).
pub(super) fn given(title: &str, name: String) -> String {
    let words = folded_words(&name);
    let printed = |w: &str| WORDS.titled.iter().any(|t| t == w);
    match !title.contains(':') && words.split(' ').all(printed) {
        true => String::new(),
        false => name,
    }
}
