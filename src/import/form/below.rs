//! What stands below a heading or line that may begin a fiche: which fields, with
//! a value or without, and whether they are asked of personal data at all.

use super::super::block::{Block, Mark};
use super::super::item::named;
use super::super::name;
use super::super::vocabulary::{Field, asked, exact, heading, labelled};
use super::head;
use super::starts::{WORDS, has};
use super::strange;
use super::text::{is_core, is_of_data};
use crate::model::folded_words;
use std::collections::BTreeSet;

/// Fields with their value that make a fiche of what stands below a heading.
const PAIRS: usize = 3;
/// Fields that do below a line that names an activity.
pub(super) const NAMED: usize = 2;
/// Fields that do, where its heading says that it is one.
const CHAPTERS: usize = 4;

/// Fields that stand below a heading.
#[derive(Debug, Default, Clone)]
pub(super) struct Below {
    pub(super) pairs: BTreeSet<Field>,
    pub(super) all: BTreeSet<Field>,
    /// Those that a table has with a value, and whether one is of personal data.
    tabled: (BTreeSet<Field>, bool),
    /// One of them is of personal data only.
    of_data: bool,
    /// Those that a heading of their own names.
    chapters: BTreeSet<Field>,
    /// One of the chapters is of personal data only.
    chapter_of_data: bool,
    /// A heading below names no field.
    other: bool,
    /// A heading speaks to who reads (`Vos droits`).
    addresses: bool,
    /// Some are asked as a question (`Pourquoi ?`).
    asks: bool,
    /// The line below the one that is looked at.
    next: String,
}

impl Below {
    /// Adds what a line or table says; whether it says anything of a fiche.
    pub(super) fn add(&mut self, block: &Block) -> bool {
        let line = match block {
            Block::Line(line) => line,
            Block::Table(table) => {
                for row in &table.rows {
                    let Some(label) = row.first() else { continue };
                    let value = row.get(1).map_or("", |c| c.text.as_str());
                    if let Some(field) = exact(&label.text) {
                        let of_data = is_of_data(field, &label.text, value);
                        self.all.insert(field);
                        self.of_data |= of_data;
                        self.tabled.1 |= of_data;
                        if !value.trim().is_empty() {
                            self.tabled.0.insert(field);
                        }
                    }
                }
                return false;
            }
        };
        let below = std::mem::replace(&mut self.next, line.text.clone());
        let said = |value: String| {
            if value.is_empty() {
                below.clone()
            } else {
                value
            }
        };
        let item = matches!(line.mark, Mark::Item | Mark::Subitem);
        if let Some((field, value)) = asked(&line.text) {
            self.asks = true;
            self.all.insert(field);
            if item || !value.is_empty() {
                self.pairs.insert(field);
            }
            self.of_data |= field == Field::Data && !named(&said(value)).items.is_empty();
            return true;
        }
        let whole = exact(&line.text).filter(|f| is_core(*f)).is_some();
        let marked = line.text.contains(':') || whole;
        let in_plain = || {
            let (label, value) = strange::pair(&line.text)?;
            let field = labelled(label).filter(|f| *f != Field::Activity)?;
            Some((field, value.to_owned()))
        };
        let named = heading(&line.text).filter(|_| marked).or_else(in_plain);
        let Some((field, value)) = named else {
            return false;
        };
        self.all.insert(field);
        if item || whole || !value.is_empty() {
            self.pairs.insert(field);
        }
        self.of_data |= is_of_data(field, &line.text, &said(value));
        true
    }

    /// A line that is no label: the value of the one above it.
    pub(super) fn see(&mut self, text: &str) {
        self.next = text.to_owned();
    }

    /// Adds a heading: a chapter where it names a field.
    pub(super) fn add_heading(&mut self, text: &str) {
        self.addresses |= has(&folded_words(text), &WORDS.readers);
        let named = heading(text).filter(|(f, _)| *f != Field::Activity);
        let Some((field, value)) = named else {
            self.other = true;
            return;
        };
        self.all.insert(field);
        self.chapters.insert(field);
        self.chapter_of_data |= is_of_data(field, text, &value);
    }

    pub(super) fn join(&mut self, other: Self) {
        self.pairs.extend(other.pairs);
        self.all.extend(other.all);
        self.chapters.extend(other.chapters);
        self.chapter_of_data |= other.chapter_of_data;
        self.addresses |= other.addresses;
        self.other |= other.other;
        self.of_data |= other.of_data;
        self.asks |= other.asks;
    }

    /// Whether what stands below a line that names an activity is a fiche.
    pub(super) fn follows_name(&self) -> bool {
        let all = self.all.iter().filter(|f| **f != Field::Activity);
        self.of_data && all.count() >= NAMED && tells(&self.all)
    }

    /// Whether what stands right below a heading is a fiche where others are: labels
    /// that say what for and with which data.
    pub(super) fn is_one_of_several(&self) -> bool {
        let told = [Field::Purposes, Field::Data];
        self.of_data && !self.asks && told.iter().all(|f| self.pairs.contains(f))
    }

    /// Whether what stands below a title is a fiche. Who plans asks what, who and
    /// why; who keeps a register also asks how long.
    pub(super) fn follows_title(&self) -> bool {
        let keeps = self.pairs.contains(&Field::Retention);
        self.of_data && self.pairs.len() >= PAIRS && tells(&self.pairs) && (keeps || !self.asks)
    }

    /// Whether a table right below a heading is a fiche, where others are.
    pub(super) fn has_table(&self, name: &str) -> bool {
        let (fields, of_data) = &self.tabled;
        let title = head::organisation(name).is_some() || has(&folded_words(name), &WORDS.many);
        *of_data && fields.len() >= PAIRS && tells(fields) && !title
    }

    /// Whether the headings below one are the rubrics of an activity: what for, and
    /// on which basis or for how long. Policies have them too, and speak to their
    /// reader.
    fn has_chapters(&self) -> bool {
        let has = |field| self.chapters.contains(&field);
        let told = has(Field::LegalBasis) || has(Field::Retention);
        // of two rubrics, one is of data and no heading is anything else
        let few = has(Field::Data) && (told || has(Field::Purposes));
        if few && self.chapter_of_data && !self.other && !self.addresses {
            return true;
        }
        let why = has(Field::Purposes) && told;
        why && self.chapters.len() >= CHAPTERS && self.chapter_of_data && !self.addresses
    }

    /// Whether what stands below a heading is a fiche; `parts` of the headings below
    /// it have fields of their own.
    pub(super) fn is_fiche(&self, name: &str, parts: usize) -> bool {
        let words = folded_words(name);
        if head::organisation(name).is_some() {
            return false;
        }
        // a chapter over several activities
        let over = parts > 1 || parts > 0 && has(&words, &WORDS.many);
        let keeps = !self.asks || self.pairs.contains(&Field::Retention);
        let many = self.pairs.len() >= PAIRS && tells(&self.pairs);
        let by_pairs = many && self.of_data && !over && keeps;
        let one = has(&words, &WORDS.one) || name::is_numbered_label(name);
        let by_name = one && !has(&words, &WORDS.policies) && !has(&words, &WORDS.many);
        let named = by_name && self.all.len() >= CHAPTERS && tells(&self.all);
        let other = has(&words, &WORDS.policies) || has(&words, &WORDS.many);
        by_pairs || named || !over && !other && self.has_chapters()
    }
}

/// Whether fields tell what an activity is.
fn tells(fields: &BTreeSet<Field>) -> bool {
    use Field::{Data, LegalBasis, Purposes, Retention};
    [Purposes, LegalBasis, Data, Retention]
        .iter()
        .any(|f| fields.contains(f))
}
