//! Registers in structured form: YAML, JSON, JSON Lines, JSON-LD and Turtle,
//! whatever program wrote them. One reader for all: what looks like an activity
//! (enough keys that name fields, or its type) becomes a fiche, its keys the
//! fields, by the vocabulary of columns and of `rules/register/structured.toml`.
//!
//! Products and vocabularies (fideslang, DPV) have words there, no code here.

mod activity;
mod exact;
mod fields;
mod retention;
mod tree;
mod turtle;
mod words;

pub(super) use fields::truth;

use super::answer::is_none;
use super::block::Spot;
use super::draft::{Contact, Draft, Said, Unread, Why};
use super::form::Section;
use super::template::{Worth, worth};
use super::vocabulary::Field;
use crate::model::{Problem, Reason};
use std::collections::{BTreeSet, HashMap};
use tree::{Entry, Node, Parsed, Value};

/// Keys of things that are referred to which a document is read through for: many
/// activities may refer to much.
const EXPANDED: usize = 1_000_000;

/// Reads a text of one of the structured kinds; none where `kind` and `name`
/// say that it is of no such.
pub(super) fn read(kind: &str, name: &str, text: &str) -> Option<(Draft, Vec<Problem>)> {
    let lower = name.to_lowercase();
    let parsed = match kind {
        "json" => tree::json(text),
        "ndjson" => tree::json_lines(text),
        "yaml" | "yml" => tree::yaml(text),
        _ if lower.ends_with(".ttl") => turtle::read(text),
        _ => return None,
    };
    Some(draft(&parsed))
}

/// Whether a file of this kind and name is for this reader.
pub(super) fn is_structured(kind: &str, name: &str) -> bool {
    matches!(kind, "json" | "ndjson" | "yaml" | "yml") || name.to_lowercase().ends_with(".ttl")
}

fn draft(parsed: &Parsed) -> (Draft, Vec<Problem>) {
    let mut reader = Reader::default();
    for root in &parsed.roots {
        reader.index(root);
    }
    for root in &parsed.roots {
        reader.walk(root, None);
    }
    let mut problems = parsed.problems.clone();
    if reader.expanded > EXPANDED {
        problems.push(Problem::new(Reason::ExpansionLimit, "@id"));
    }
    let mut draft = reader.draft;
    if draft.activities.is_empty() {
        draft.unread.extend(parsed.roots.iter().filter_map(nothing));
    }
    (draft, problems)
}

/// The remark that a well-formed document describes no activity.
fn nothing(root: &Node) -> Option<Unread> {
    let (text, at) = match &root.value {
        Value::Map(map) => map.first().map(|e| (e.key.clone(), e.at.clone()))?,
        Value::Text(text) => (text.chars().take(80).collect(), root.at.clone()),
        Value::List(_) => ("[]".to_owned(), root.at.clone()),
        Value::Empty => return None,
    };
    let said = Said { text, at };
    let why = Why::NoActivity;
    Some(Unread { said, why })
}

/// Walks through documents and gathers activities.
#[derive(Debug, Default)]
struct Reader<'a> {
    /// Things that others refer to.
    ids: HashMap<&'a str, &'a [Entry]>,
    /// What keys mean, by their folded names.
    fields: HashMap<String, Option<Field>>,
    /// Keys of things that were referred to and read.
    expanded: usize,
    draft: Draft,
}

impl<'a> Reader<'a> {
    fn index(&mut self, node: &'a Node) {
        match &node.value {
            Value::Empty | Value::Text(_) => {}
            Value::List(list) => list.iter().for_each(|n| self.index(n)),
            Value::Map(map) => {
                if let Some(id) = map
                    .iter()
                    .find(|e| e.key == "@id")
                    .and_then(|e| e.node.text())
                    && map.len() > 1
                {
                    self.ids.insert(id, map);
                }
                map.iter().for_each(|e| self.index(&e.node));
            }
        }
    }

    /// What a map stands for: the thing it refers to, or itself.
    fn resolved(&self, map: &'a [Entry]) -> &'a [Entry] {
        let target = referred(map).and_then(|id| self.ids.get(id));
        target.copied().unwrap_or(map)
    }

    /// Looks for activities; `called`: the key that a value stands under.
    fn walk(&mut self, node: &'a Node, called: Option<(&str, &Spot)>) {
        match &node.value {
            Value::Empty | Value::Text(_) => {}
            Value::List(list) => {
                // what is listed among activities is one, or told
                let of_activities = list.iter().any(is_activity);
                for node in list {
                    match &node.value {
                        Value::Map(map) if of_activities && !is_activity(node) => {
                            self.listed(map, node);
                        }
                        _ => self.walk(node, None),
                    }
                }
            }
            Value::Map(map) if activity::is_one(map) => {
                self.activity(map, &node.at, called, &[]);
            }
            Value::Map(map) => {
                self.organisation(map);
                for entry in map {
                    match words::holder(&words::key(&entry.key)) {
                        Some(name) => self.held(map, name, &entry.node),
                        None => self.walk(&entry.node, Some((&entry.key, &entry.at))),
                    }
                }
            }
        }
    }

    /// The activities that something holds, which is no activity itself (a
    /// system and its declarations): they have its fields, and its name as one.
    fn held(&mut self, holder: &'a [Entry], name: Field, node: &'a Node) {
        let mut found = fields::Found::default();
        for entry in holder {
            if words::holder(&words::key(&entry.key)).is_none() {
                self.entry(entry, &mut found);
            }
        }
        let mut sections = found.sections;
        if let Some((text, at)) = label(holder) {
            sections.push(fields::section(name, text, at));
        }
        for node in node.each() {
            if let Value::Map(map) = &node.value {
                self.activity(map, &node.at, None, &sections);
            }
        }
    }

    /// Who keeps the register, where a document says it beside the activities.
    fn organisation(&mut self, map: &'a [Entry]) {
        for entry in map {
            let key = words::key(&entry.key);
            if matches!(key.as_str(), "organisation" | "organization" | "organisme") {
                if let Some((text, at)) = entry
                    .node
                    .said()
                    .filter(|_| self.draft.organisation.is_none())
                {
                    let text = super::line::spaces(text);
                    self.draft.organisation = Some(Said {
                        text,
                        at: at.clone(),
                    });
                }
                if let Value::Map(inside) = &entry.node.value {
                    self.people(inside);
                }
            }
        }
        self.people(map);
    }

    /// The controller and the data protection officer among keys.
    fn people(&mut self, map: &'a [Entry]) {
        for entry in map {
            match words::known(&words::key(&entry.key)) {
                Some(Field::Controller) => self.controller(&entry.node),
                Some(Field::Dpo) => self.officer(&entry.node),
                _ => {}
            }
        }
    }

    fn controller(&mut self, node: &'a Node) {
        for node in node.each() {
            let Value::Map(map) = &node.value else {
                let contact = self.contact(node);
                self.draft.controller = self.draft.controller.take().or(contact);
                continue;
            };
            let map = self.resolved(map);
            let person = map.iter().find(|e| words::key(&e.key) == "contact");
            let person = person.filter(|p| p.node.text().is_none_or(|t| t.contains('@')));
            let contact = match person {
                Some(person) => self.contact(&person.node),
                // what it is called is the organisation's name
                None => self.contact(node).map(|c| Contact { name: None, ..c }),
            };
            let contact = contact.filter(|c| c.name.is_some() || c.email.is_some());
            self.draft.controller = self.draft.controller.take().or(contact);
            if let Some((text, at)) = label(map).filter(|_| self.draft.organisation.is_none()) {
                let text = super::line::spaces(text);
                self.draft.organisation = Some(Said {
                    text,
                    at: at.clone(),
                });
            }
        }
    }

    fn officer(&mut self, node: &'a Node) {
        let contact = node.each().iter().find_map(|n| self.contact(n));
        self.draft.dpo = self.draft.dpo.take().or(contact);
    }

    /// A person, by the keys that say how to reach one.
    fn contact(&self, node: &'a Node) -> Option<Contact> {
        self.contact_of(node, &mut BTreeSet::new())
    }

    /// A person; `seen`: what was referred to on the way.
    fn contact_of(&self, node: &'a Node, seen: &mut BTreeSet<&'a str>) -> Option<Contact> {
        let mut contact = Contact::default();
        let map = match &node.value {
            Value::Text(text) if text.contains('@') => {
                contact.email = address(text);
                contact.at = Some(node.at.clone());
                return Some(contact);
            }
            // nobody has filled it in, or says that there is nobody
            Value::Text(text) if is_nobody(text) => return None,
            Value::Text(text) => {
                contact.name = Some(super::line::spaces(text));
                contact.at = Some(node.at.clone());
                return Some(contact);
            }
            Value::Map(map) if referred(map).is_none_or(|id| seen.insert(id)) => self.resolved(map),
            Value::Map(_) | Value::Empty | Value::List(_) => return None,
        };
        for entry in map {
            let place = match words::key(&entry.key).as_str() {
                "email" | "mail" | "mbox" | "courriel" | "e mail" => &mut contact.email,
                "phone" | "telephone" | "tel" => &mut contact.phone,
                "company" | "societe" | "publisher" => &mut contact.company,
                "contact" => match self.contact_of(&entry.node, seen) {
                    Some(inner) if inner.email.is_some() || inner.phone.is_some() => {
                        contact.email = contact.email.or(inner.email);
                        contact.name = contact.name.or(inner.name);
                        contact.phone = contact.phone.or(inner.phone);
                        continue;
                    }
                    _ => continue,
                },
                key if words::is_name(key) => &mut contact.name,
                _ => continue,
            };
            let text = match entry.node.text() {
                Some(text) if text.contains('@') => address(text),
                text => text.map(super::line::spaces),
            };
            *place = place.take().or(text);
        }
        (contact != Contact::default()).then(|| Contact {
            at: Some(node.at.clone()),
            ..contact
        })
    }
}

fn is_nobody(text: &str) -> bool {
    worth(text) != Worth::Said || is_none(text) || fields::truth(text).is_some()
}

fn is_activity(node: &Node) -> bool {
    matches!(&node.value, Value::Map(map) if activity::is_one(map))
}

/// What a map refers to, where it does nothing else.
fn referred(map: &[Entry]) -> Option<&str> {
    match map {
        [only] if only.key == "@id" => only.node.text(),
        _ => None,
    }
}

impl Node {
    /// Its own text.
    fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) if !text.trim().is_empty() => Some(text),
            _ => None,
        }
    }

    /// The text that it stands for: its own, or its label.
    fn said(&self) -> Option<(&str, &Spot)> {
        match &self.value {
            Value::Map(map) => label(map).or_else(|| in_languages(map)),
            Value::List(list) => list.first()?.said(),
            _ => Some((self.text()?, &self.at)),
        }
    }

    /// The values of a list, or the value itself.
    fn each(&self) -> &[Self] {
        match &self.value {
            Value::List(list) => list,
            Value::Empty => &[],
            _ => std::slice::from_ref(self),
        }
    }
}

/// The address in a text (`mailto:dpo@exemple.fr`).
fn address(text: &str) -> Option<String> {
    let word = text.split_whitespace().find(|w| w.contains('@'))?;
    let word = word.rsplit(':').next().unwrap_or(word);
    Some(word.trim_matches(['<', '>', ',', ';', '.']).to_owned())
}

/// What a thing is called.
fn label(map: &[Entry]) -> Option<(&str, &Spot)> {
    let named = map.iter().filter(|e| words::is_name(&words::key(&e.key)));
    named.filter_map(|e| e.node.said()).next()
}

/// The first of texts that are given by language (`{"fr": ..., "en": ...}`).
fn in_languages(map: &[Entry]) -> Option<(&str, &Spot)> {
    let by_language = map
        .iter()
        .all(|e| e.key.len() <= 3 && !e.key.starts_with('@') && e.node.text().is_some());
    map.first().filter(|_| by_language)?.node.said()
}

/// What is said of a thing beside its name.
fn description(map: &[Entry]) -> Option<(&str, &Spot)> {
    let described = |e: &&Entry| words::is_description(&words::key(&e.key));
    map.iter().filter(described).find_map(|e| e.node.said())
}

/// The types of a thing.
fn types(map: &[Entry]) -> impl Iterator<Item = (&str, &Spot)> {
    let typed = map.iter().filter(|e| words::key(&e.key) == "type");
    let each = typed.flat_map(|e| e.node.each());
    each.filter_map(|n| Some((n.text()?, &n.at)))
}

/// A section of a fiche whose lines are one text's.
fn sections_of(field: Field, at: &Spot) -> Section {
    Section {
        about: None,
        field,
        at: at.clone(),
        lines: Vec::new(),
    }
}

#[cfg(test)]
mod tests;
