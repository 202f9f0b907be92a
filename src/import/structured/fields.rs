//! The fields of a structured activity: keys and values become the sections of
//! a fiche, whose lines are the words as they stand.

use super::super::answer::{answer, beside};
use super::super::block::{Cell, Line, Mark, Spot};
use super::super::draft::{Keeping, Promise, Said};
use super::super::form::Section;
use super::super::item::named;
use super::super::line::spaces;
use super::super::phrase;
use super::super::table;
use super::super::vocabulary::{Field, column};
use super::tree::{Entry, Node, Value};
use super::{EXPANDED, Reader, activity, description, label, referred};
use super::{retention, sections_of, types, words};
use crate::model::{Category, Datum};
use crate::register::{Answer, State};
use std::collections::BTreeSet;

/// Keys that are remembered.
const KEYS: usize = 10_000;

/// What the keys of an activity say.
#[derive(Debug, Default)]
pub(super) struct Found<'a> {
    pub(super) sections: Vec<Section>,
    pub(super) keeping: Vec<Keeping>,
    pub(super) forbidden: Vec<(Datum, Said)>,
    pub(super) forbidden_categories: Vec<(Category, Said)>,
    pub(super) promises: Vec<Promise>,
    pub(super) nir_ground: Option<Said>,
    pub(super) nir_purpose: Option<Said>,
    /// The rubrics are given beside the list of data.
    pub(super) rubrics: bool,
    /// Activities inside it.
    pub(super) others: Vec<&'a Node>,
    /// What was referred to, for each field: things may refer to one another.
    pub(super) referred: BTreeSet<(Field, &'a str)>,
}

/// A text as a section: several lines, or values in a row.
pub(super) fn section(field: Field, text: &str, at: &Spot) -> Section {
    let cell = Cell {
        text: text.to_owned(),
        at: at.clone(),
    };
    table::section(field, &cell)
}

/// A text as a section of one line: it is an element of a list already.
fn element(field: Field, text: &str, at: &Spot) -> Section {
    let mut section = sections_of(field, at);
    section.lines.push(Line {
        text: spaces(text),
        bold: Vec::new(),
        mark: Mark::Plain,
        at: at.clone(),
    });
    section
}

/// Whether a text says yes; none where it is no answer.
pub(in crate::import) fn truth(text: &str) -> Option<bool> {
    match text.trim().to_lowercase().as_str() {
        "true" | "yes" | "oui" | "ja" | "vrai" => Some(true),
        "false" | "no" | "non" | "nee" | "faux" => Some(false),
        _ => None,
    }
}

impl<'a> Reader<'a> {
    /// The field that a folded key names; keys come again and again.
    fn field(&mut self, key: &str) -> Option<Field> {
        if let Some(field) = self.fields.get(key) {
            return *field;
        }
        let field = words::field(key);
        if self.fields.len() < KEYS {
            self.fields.insert(key.to_owned(), field);
        }
        field
    }

    /// One key of an activity.
    pub(super) fn entry(&mut self, entry: &'a Entry, found: &mut Found<'a>) {
        let key = words::key(&entry.key);
        match key.as_str() {
            "excluded" => return activity::excluded(&entry.node, found),
            "claim" => return activity::promised(&entry.node, found),
            // elsewhere a status is of anything
            "status" if entry.key.starts_with("limier:") => {
                return self.collect(Field::Status, &entry.node, found);
            }
            _ => {}
        }
        let Some(field) = self.field(&key) else {
            if !words::is_ignored(&key) {
                self.inside(&entry.node, found);
            }
            return;
        };
        match field {
            Field::Controller => self.controller(&entry.node),
            Field::Dpo => self.officer(&entry.node),
            Field::Retention => retention::read(&entry.key, &entry.node, found),
            Field::Data if found.rubrics && key == "personal data" => {
                for node in entry.node.each().iter().filter(|n| is_special(n)) {
                    self.collect(field, node, found);
                }
            }
            field => self.collect(field, &entry.node, found),
        }
    }

    /// A value whose key names no field: its own keys may.
    fn inside(&mut self, node: &'a Node, found: &mut Found<'a>) {
        for node in node.each() {
            let Value::Map(map) = &node.value else {
                continue;
            };
            if activity::is_one(map) {
                found.others.push(node);
            } else if types(map).any(|(kind, _)| words::key(kind) == "transfer") {
                self.thing(Field::Transfers, map, found);
            } else if types(map)
                .any(|(kind, _)| words::field(&words::key(kind)) == Some(Field::Retention))
            {
                retention::read("", node, found);
            } else {
                map.iter().for_each(|e| self.entry(e, found));
            }
        }
    }

    /// The value of a field.
    fn collect(&mut self, field: Field, node: &'a Node, found: &mut Found<'a>) {
        match &node.value {
            Value::Empty => found.sections.push(sections_of(field, &node.at)),
            Value::Text(text) => put(section(field, text, &node.at), found),
            Value::List(list) => {
                for node in list {
                    match &node.value {
                        Value::Text(text) if field == Field::Sensitive => {
                            put(element(Field::SensitiveWhich, text, &node.at), found);
                        }
                        Value::Text(text) => put(element(field, text, &node.at), found),
                        Value::Map(map) => self.thing(field, map, found),
                        Value::List(_) => self.collect(field, node, found),
                        Value::Empty => {}
                    }
                }
            }
            Value::Map(map) => self.thing(field, map, found),
        }
    }

    /// A thing that is the value of a field: what it is called, and what its
    /// keys say of the field.
    fn thing(&mut self, field: Field, map: &'a [Entry], found: &mut Found<'a>) {
        let Some(map) = self.expanded(field, map, found) else {
            return;
        };
        if field == Field::Security && measure(map, found) {
            return;
        }
        if denied(map) {
            return;
        }
        let field = scoped(field, map);
        if field == Field::Data && self.datum(map, found) {
            return;
        }
        let before = found.sections.len();
        let named = label(map).is_some();
        for entry in map {
            self.detail(field, entry, named, found);
        }
        let said = found.sections.len() > before;
        let called = label(map)
            .or_else(|| description(map))
            .or_else(|| meaning_type(field, map))
            .or_else(|| id(map));
        if let Some((text, at)) = called.filter(|_| !said || !gathers(field)) {
            put(element(field, text, at), found);
        }
    }

    /// What a thing refers to, or itself; none where the activity has it already.
    fn expanded(
        &mut self,
        field: Field,
        map: &'a [Entry],
        found: &mut Found<'a>,
    ) -> Option<&'a [Entry]> {
        let Some(id) = referred(map) else {
            return Some(map);
        };
        if !found.referred.insert((field, id)) {
            return None;
        }
        let target = self.resolved(map);
        self.expanded = self.expanded.saturating_add(target.len());
        Some(if self.expanded > EXPANDED {
            map
        } else {
            target
        })
    }

    /// One key of a thing that is the value of a field; of what is named, only
    /// lists say more of it.
    fn detail(&mut self, field: Field, entry: &'a Entry, named: bool, found: &mut Found<'a>) {
        let key = words::key(&entry.key);
        if let Some(inner) = words::inner(field, &key) {
            return self.collect(inner, &entry.node, found);
        }
        if key == "nir" && matches!(entry.node.value, Value::Map(_)) {
            return nir(&entry.node, found);
        }
        if words::is_name(&key) || words::is_description(&key) || words::is_ignored(&key) {
            return;
        }
        if words::is_flag(&key) && entry.node.text().and_then(truth).is_some() {
            return;
        }
        if let Some(inner) = self.field(&key).filter(|inner| belongs(field, *inner)) {
            return self.collect(inner, &entry.node, found);
        }
        if field == Field::Sensitive && sensitive(entry, found) {
            return;
        }
        if field == Field::Transfers && phrase::out_of_union(&entry.key.replace('_', " ")) {
            return self.collect(field, &entry.node, found);
        }
        let lists = matches!(
            field,
            Field::Data | Field::DataSubjects | Field::Recipients | Field::Security
        );
        match (&entry.node.value, entry.node.text().and_then(truth)) {
            (_, Some(true)) if lists => put(element(field, &entry.key, &entry.at), found),
            (_, Some(_)) => {}
            (Value::List(_), None) if field == Field::Data => {
                self.collect(field, &entry.node, found);
            }
            (Value::Text(_) | Value::Map(_), None) if field == Field::Data && !named => {
                self.collect(field, &entry.node, found);
            }
            _ => {}
        }
    }

    /// A thing among the data that says its category or items; whether it does.
    fn datum(&mut self, map: &'a [Entry], found: &mut Found<'a>) -> bool {
        let of = |name: &str| map.iter().find(|e| words::key(&e.key) == name);
        let category = of("category").or_else(|| of("categorie"));
        let category = category.and_then(|e| e.node.said());
        let rubric = category
            .or_else(|| label(map))
            .and_then(|(text, _)| rubric(text));
        let items = of("item").or_else(|| of("items")).or_else(|| of("donnees"));
        let state = of("state").and_then(|e| e.node.text());
        let field = rubric.map_or(Field::Data, Field::Rubric);
        match state {
            Some(s) if s == State::HeadingOnly.as_str() => {
                let at = map.first().map_or(Spot::Field, |e| e.at.clone());
                found.sections.push(sections_of(field, &at));
                return true;
            }
            Some(s)
                if [State::Absent, State::NotStated]
                    .iter()
                    .any(|w| w.as_str() == s) =>
            {
                return true;
            }
            _ => {}
        }
        let Some(items) = items else {
            let described = description(map).filter(|_| rubric.is_some());
            if let Some((text, at)) = described {
                put(section(field, text, at), found);
            }
            return described.is_some();
        };
        // the words, where they name the items; else the items themselves
        let said = description(map).filter(|(text, _)| names_all(text, &items.node));
        match said {
            Some((text, at)) => put(section(field, text, at), found),
            None => self.collect(field, &items.node, found),
        }
        true
    }
}

/// Whether a thing says of itself that it is not processed (`collectee: false`).
fn denied(map: &[Entry]) -> bool {
    let no = |e: &Entry| e.node.text().and_then(truth) == Some(false);
    map.iter()
        .any(|e| no(e) && words::is_flag(&words::key(&e.key)))
}

/// Whether words name all items of a list.
fn names_all(text: &str, items: &Node) -> bool {
    let named = super::super::item::named(text).items;
    items.each().iter().all(|n| {
        let item = n.text().and_then(|t| t.parse::<Datum>().ok());
        item.is_some_and(|i| named.contains(&i))
    })
}

/// Adds a section; what a text says by itself may make it another field.
fn put(mut section: Section, found: &mut Found<'_>) {
    match section.field {
        Field::Sensitive if section.lines.iter().all(|l| answer(l).is_none()) => {
            section.field = Field::SensitiveWhich;
        }
        Field::Security => {
            for line in section.lines {
                let term = || words::field(&words::key(&line.text));
                let known = column(&line.text).filter(|f| f.is_measure()).or_else(term);
                let known = known.filter(|f| f.is_measure());
                found.sections.push(Section {
                    about: None,
                    field: known.unwrap_or(Field::OtherMeasures),
                    at: line.at.clone(),
                    lines: vec![line],
                });
            }
            return;
        }
        Field::AccessControl
        | Field::Traceability
        | Field::SoftwareProtection
        | Field::Backup
        | Field::Encryption
        | Field::ProcessorControl
            if section.lines.iter().all(|l| truth(&l.text) == Some(false)) =>
        {
            return;
        }
        _ => {}
    }
    found.sections.push(section);
}

/// Whether a field may stand inside the value of another.
const fn belongs(outer: Field, inner: Field) -> bool {
    match outer {
        Field::Data => matches!(inner, Field::Rubric(_)),
        Field::Sensitive => matches!(inner, Field::Nir),
        Field::Security => inner.is_measure(),
        Field::Transfers => matches!(inner, Field::TransferCountries | Field::Safeguards),
        Field::Recipients => matches!(
            inner,
            Field::RecipientsInternal | Field::RecipientsExternal | Field::Processors
        ),
        _ => false,
    }
}

/// Whether the name of a thing says nothing more once its keys are read.
const fn gathers(field: Field) -> bool {
    matches!(
        field,
        Field::Data | Field::Transfers | Field::Security | Field::Sensitive | Field::Recipients
    )
}

/// Recipients that say themselves whether they are inside.
fn scoped(field: Field, map: &[Entry]) -> Field {
    if field != Field::Recipients {
        return field;
    }
    let said = map.iter().filter(|e| {
        let key = words::key(&e.key);
        matches!(key.as_str(), "scope" | "type" | "kind" | "role")
    });
    let mut said = said.flat_map(|e| e.node.each()).filter_map(Node::text);
    let inner = said.find_map(|text| words::inner(field, &words::key(text)));
    inner.unwrap_or(field)
}

/// A measure that says its state.
fn measure(map: &[Entry], found: &mut Found<'_>) -> bool {
    let of = |name: &str| map.iter().find(|e| words::key(&e.key) == name);
    let Some(code) = of("measure").and_then(|e| e.node.text()) else {
        return false;
    };
    let Some(field) = column(code).filter(|f| f.is_measure()) else {
        return false;
    };
    let state = of("state").and_then(|e| e.node.text());
    match state {
        Some(s) if s == State::HeadingOnly.as_str() => {
            let at = map.first().map_or(Spot::Field, |e| e.at.clone());
            found.sections.push(sections_of(field, &at));
        }
        Some(s) if s != State::Declared.as_str() => {}
        _ => {
            if let Some((text, at)) = label(map).or_else(|| of("measure")?.node.said()) {
                found.sections.push(element(field, text, at));
            }
        }
    }
    true
}

/// A key that is named after special data, and the answer to it (`religion: oui`):
/// a yes names them, a no denies them; whether it was one.
fn sensitive(entry: &Entry, found: &mut Found<'_>) -> bool {
    let name = spaces(&entry.key.replace('_', " "));
    let special = named(&name).items.iter().any(|i| i.category().is_special());
    let Some(text) = entry.node.text().filter(|_| special) else {
        return false;
    };
    let mut said = element(Field::SensitiveWhich, text, &entry.node.at);
    if truth(text) == Some(true) {
        return put_said(element(Field::SensitiveWhich, &entry.key, &entry.at), found);
    }
    said.about = Some(name);
    if said.lines.iter().all(|l| beside(l) == Some(Answer::No)) {
        said.field = Field::Excluded;
    }
    put_said(said, found)
}

fn put_said(section: Section, found: &mut Found<'_>) -> bool {
    found.sections.push(section);
    true
}

/// What is said of the NIR: declared, and what for.
fn nir(node: &Node, found: &mut Found<'_>) {
    let Value::Map(map) = &node.value else {
        return;
    };
    let of = |name: &str| map.iter().find(|e| words::key(&e.key) == name);
    let declared = of("declared").and_then(|e| truth(e.node.text()?));
    if declared != Some(true) {
        return;
    }
    let said = |name: &str| {
        let (text, at) = of(name)?.node.said()?;
        Some(Said {
            text: spaces(text),
            at: at.clone(),
        })
    };
    found.nir_purpose = said("purpose");
    found.nir_ground = said("legalground").or_else(|| said("legal ground"));
}

/// The rubric that a code or a heading names.
fn rubric(text: &str) -> Option<Category> {
    if let Ok(category) = text.parse::<Category>() {
        return (!category.is_special()).then_some(category);
    }
    match column(text)? {
        Field::Rubric(category) => Some(category),
        _ => None,
    }
}

/// Whether a thing among the data is of a special category.
fn is_special(node: &Node) -> bool {
    let Value::Map(map) = &node.value else {
        return false;
    };
    let of = map.iter().find(|e| words::key(&e.key) == "item");
    let item = of.and_then(|e| e.node.text()?.parse::<Datum>().ok());
    item.is_some_and(|i| i.category().is_special())
}

/// The type of a thing, where it says more than the field does.
fn meaning_type(field: Field, map: &[Entry]) -> Option<(&str, &Spot)> {
    types(map).find(|(kind, _)| words::field(&words::key(kind)) != Some(field))
}

/// What a thing refers to, where it says nothing else.
fn id(map: &[Entry]) -> Option<(&str, &Spot)> {
    let id = map.iter().find(|e| e.key == "@id")?;
    Some((id.node.text()?, &id.node.at))
}
