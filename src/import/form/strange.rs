//! Labels in the style of a fiche's own: one in plain words means its field, one that
//! nobody knows ends the field above and is told. What stands beside either is never
//! a value of the field above.
//!
//! A label with a value is no label of its own where it is a detail of the field above
//! (`Bulletins de paie : 50 ans` under a duration, `Identité : nom` under data).

use super::super::block::{Cell, Line, Mark, Table};
use super::super::draft::{Said, Unread, Why};
use super::super::item::named;
use super::super::line::spaces;
use super::super::retention;
use super::super::template::{Worth, worth};
use super::super::vocabulary::{
    Field, exact, heading, is_category, is_sublabel, labelled, named_value,
};
use super::reader::Reader;
use super::text::is_numbered;
use crate::model::folded_words;

/// Words that a label has at most.
const LABEL: usize = 7;
/// Rows of a table with a known label and a value that make it one of labels.
const LABELLED: usize = 2;

/// The label and value of a line that may have both.
pub(in crate::import) fn pair(text: &str) -> Option<(&str, &str)> {
    let (label, value) = named_value(text);
    let label = label.trim().trim_end_matches('?').trim_end();
    let text = text.trim_start();
    let colon = text.find(':')?;
    let spaced = text[colon + 1..].starts_with(char::is_whitespace)
        || text[..colon].ends_with(char::is_whitespace);
    let words = label.split_whitespace().count();
    let is_label = (1..=LABEL).contains(&words) && !label.contains(['.', ';', '!', '"', '«']);
    let begins = label.starts_with(char::is_alphabetic);
    (is_label && begins && spaced && !value.is_empty()).then_some((label, value))
}

/// Whether the first column of a table holds labels of a fiche and the second their
/// values.
pub(super) fn is_of_labels(table: &Table) -> bool {
    let known = table.rows.iter().filter(|row| {
        let filled: Vec<&Cell> = row.iter().filter(|c| !c.text.trim().is_empty()).collect();
        matches!(filled.as_slice(), [label, _] if label_field(&label.text).is_some())
    });
    known.count() >= LABELLED
}

/// The field of a label in a table.
fn label_field(text: &str) -> Option<Field> {
    heading(text)
        .map(|(field, _)| field)
        .or_else(|| labelled(text))
}

impl Reader {
    /// A line whose label is in the style of the labels above; whether it was one.
    pub(super) fn in_style(&mut self, line: &Line) -> bool {
        let Some((label, value)) = pair(&line.text) else {
            return false;
        };
        let ours = self.fiche.is_some() && !self.is_own() && self.style == Some(line.mark);
        if !ours || !self.is_label(label, value) {
            return false;
        }
        self.label(label, value, line, line);
        true
    }

    /// A row of a table of labels; whether it was one.
    pub(super) fn in_rows(&mut self, name: &Cell, value: &Cell) -> bool {
        let words = name.text.split_whitespace().count();
        let label = spaces(name.text.trim().trim_end_matches([':', '?']));
        let is_label = words <= 2 * LABEL && !is_numbered(&name.text);
        if self.fiche.is_none() || !is_label || !self.is_label(&label, &value.text) {
            return false;
        }
        self.label(
            &label,
            &value.text,
            &super::text::as_line(name),
            &super::text::as_line(value),
        );
        true
    }

    /// Begins the field of a label, or tells one that means none.
    fn label(&mut self, label: &str, value: &str, name: &Line, at: &Line) {
        match labelled(label).filter(|f| *f != Field::Activity) {
            Some(field) => {
                self.begin_section(field, &name.at);
                self.inline = true;
                self.say(value, at);
            }
            None => self.stranger(name),
        }
    }

    /// A label of no known field, and all that follows it up to the next that is one.
    fn stranger(&mut self, line: &Line) {
        self.begin_section(Field::Other, &line.at);
        self.inline = true;
        self.strange = true;
        self.tell_strange(&line.text, line);
    }

    /// Tells what stands below a label that means no field.
    pub(super) fn tell_strange(&mut self, text: &str, line: &Line) {
        if worth(text) == Worth::Said {
            self.draft.unread.push(Unread {
                said: Said {
                    text: text.to_owned(),
                    at: line.at.clone(),
                },
                why: Why::Field,
            });
        }
    }

    /// Whether a label with its value is one of the fiche, and no detail of the field
    /// that is read.
    fn is_label(&self, label: &str, value: &str) -> bool {
        if labelled(label).is_some() {
            return true;
        }
        let Some(field) = self.context() else {
            return false;
        };
        self.inline && !is_detail(field, label, value)
    }
}

/// Whether a label and its value are a detail of a field.
fn is_detail(field: Field, label: &str, value: &str) -> bool {
    use Field::{
        Controller, Data, DataSubjects, Dpo, Excluded, JointController, Nir, Purposes, Recipients,
        RecipientsExternal, RecipientsInternal, Representative, Retention, Rubric, Safeguards,
        Security, Sensitive, SensitiveWhich, SubPurposes, TransferCountries, Transfers,
    };
    let names_data = |text: &str| {
        let found = named(text);
        !found.items.is_empty()
            || !found.generic.is_empty()
            || !found.denied.is_empty()
            || found.catch_all
    };
    if is_sublabel(label) || is_category(label) || matches!(exact(label), Some(Rubric(_))) {
        return true;
    }
    match field {
        Data | Rubric(_) | Excluded | Sensitive | SensitiveWhich | Nir => names_data(label),
        Retention => retention::has_duration(value) || names_data(label),
        Controller | Dpo | JointController | Representative => {
            super::super::contact::row_label(label).is_some() || is_of_person(label)
        }
        Transfers | TransferCountries | Safeguards => {
            super::super::phrase::out_of_union(label) || super::super::phrase::out_of_union(value)
        }
        Purposes | SubPurposes | DataSubjects | Recipients | RecipientsInternal
        | RecipientsExternal | Security => label.ends_with(|c: char| c.is_ascii_digit()),
        _ => false,
    }
}

/// Whether a label is of a person's name or address.
fn is_of_person(label: &str) -> bool {
    let line = Line {
        text: format!("{label} : x"),
        bold: Vec::new(),
        mark: Mark::Plain,
        at: super::super::block::Spot::Field,
    };
    let address = folded_words(label);
    super::super::contact::labelled(&[&line]).is_some()
        || address.starts_with("adresse")
        || address.starts_with("address")
}
