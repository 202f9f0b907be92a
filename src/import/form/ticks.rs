//! Rubrics, the NIR and data in lists of boxes and of answers: a tick or a yes
//! declares what its own line names, an empty box or a no nothing.

use super::super::answer::{answer, beside};
use super::super::block::{Cell, Line, Mark};
use super::super::boxes::ticked;
use super::super::draft::{Said, Unread, Why};
use super::super::item::named;
use super::super::line::spaces;
use super::super::template::{Worth, worth};
use super::super::vocabulary::{Field, heading};
use super::Section;
use super::reader::Reader;
use super::text::as_line;
use crate::register::Answer;

impl Reader {
    /// A line with a box among data; whether it was read.
    pub(super) fn boxed(&mut self, line: &Line) -> bool {
        let has_box = matches!(line.mark, Mark::Ticked | Mark::Empty);
        if !has_box || self.fiche.is_none() || !(self.in_data() || self.is_open()) {
            return false;
        }
        let found = heading(&line.text);
        let names = named(&line.text);
        let of_data = !names.items.is_empty() || !names.generic.is_empty();
        let field = match found.as_ref().map(|(field, _)| *field) {
            Some(field @ (Field::Rubric(_) | Field::Nir)) => field,
            Some(_) => return false,
            // what has a box of its own is no detail of the box above
            None if self.below_box || self.is_open() && of_data => Field::Data,
            None => return false,
        };
        self.begin_section(field, &line.at);
        if line.mark == Mark::Ticked {
            let value = found.map(|(_, value)| value).filter(|v| !v.is_empty());
            self.keep(&details(field, line, value), line);
        }
        // the NIR has no details below it
        if field == Field::Nir {
            self.begin_section(Field::Data, &line.at);
        }
        self.below_box = true;
        true
    }

    /// A label of data before boxes (`Données de santé : ☐ Oui ☒ Non`).
    pub(super) fn answered_line(&mut self, line: &Line) -> bool {
        let Some((label, value)) = line.text.split_once(':') else {
            return false;
        };
        let part = |text: &str| Cell {
            text: text.trim().to_owned(),
            at: line.at.clone(),
        };
        let boxes = ticked(&as_line(&part(value)));
        let has_boxes = boxes.len() != 1 || boxes[0].text != spaces(value);
        has_boxes && self.answered_row(&part(label), &[&part(value)])
    }

    /// Whether nothing yet says what a list is of.
    fn is_open(&self) -> bool {
        matches!(self.context(), None | Some(Field::Other | Field::Activity))
    }

    /// A row that is named after special data (`Données de santé | Non`).
    pub(super) fn answered_row(&mut self, name: &Cell, values: &[&Cell]) -> bool {
        let items = named(&name.text).items;
        if self.fiche.is_none() || items.is_empty() || heading(&name.text).is_some() {
            return false;
        }
        let lines: Vec<Line> = values.iter().map(|c| as_line(c)).collect();
        let parts: Vec<Line> = lines.iter().flat_map(ticked).collect();
        let special = items.iter().any(|i| i.category().is_special());
        let answered = parts.iter().find_map(answer);
        let answered = answered.or_else(|| denied(&parts).filter(|_| special));
        let Some(answered) = answered else {
            return false;
        };
        if answered == Answer::NotStated {
            self.draft.unread.extend(parts.iter().map(left_open));
            return true;
        }
        let context = self.context();
        if answered == Answer::No {
            self.begin_section(Field::Excluded, &name.at);
            let fiche = self.fiche.as_mut();
            if let Some(section) = fiche.and_then(|f| f.sections.last_mut()) {
                section.about = Some(spaces(&name.text));
                let own = parts.into_iter();
                section.lines.extend(own.filter(|l| beside(l).is_some()));
            }
        } else {
            self.begin_section(Field::Data, &name.at);
            self.keep(&spaces(&name.text), &as_line(name));
            for line in lines.iter().filter(|l| answer(l).is_none()) {
                self.say(&line.text, line);
            }
        }
        self.begin_section(context.unwrap_or(Field::Other), &name.at);
        true
    }

    /// What the section that is read is about.
    pub(super) fn context(&self) -> Option<Field> {
        let fiche = self.fiche.as_ref()?;
        fiche.sections.last().map(|s: &Section| s.field)
    }
}

/// Words beside the name of data that do not say whether they are processed.
fn left_open(line: &Line) -> Unread {
    let said = Said {
        text: spaces(&line.text),
        at: line.at.clone(),
    };
    let why = match worth(&line.text) {
        Worth::Said => Why::Unknown,
        _ => Why::Placeholder,
    };
    Unread { said, why }
}

/// The answer of words that all deny, or leave open what they stand beside.
fn denied(parts: &[Line]) -> Option<Answer> {
    let all: Option<Vec<Answer>> = parts.iter().map(beside).collect();
    all?.into_iter().min_by_key(|a| *a != Answer::No)
}

/// What a ticked line says: after its colon, in its parentheses where no template
/// printed them, or its own words.
fn details(field: Field, line: &Line, value: Option<String>) -> String {
    if field == Field::Nir {
        return value.unwrap_or_else(|| line.text.clone());
    }
    let (name, aside) = match line.text.split_once('(') {
        Some((name, rest)) => (name, rest.trim_end().strip_suffix(')')),
        None => (line.text.as_str(), None),
    };
    let said = |text: &&str| !is_example(text) && !named(text).items.is_empty();
    let aside = aside.filter(said).map(str::to_owned);
    value.or(aside).unwrap_or_else(|| name.trim().to_owned())
}

/// Whether a template printed what stands in parentheses (`ex. nom`, `nom, etc.`).
fn is_example(text: &str) -> bool {
    let open = text.trim_end().ends_with(['…', '.']);
    open || worth(&format!("{text} :")) != Worth::Said
}
