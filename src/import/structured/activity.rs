//! One activity of a structured register: its fiche, and what the fields of a
//! fiche cannot say (exclusions, promises, rules of retention in numbers).

use super::super::block::Spot;
use super::super::draft::{Promise, Said, Unread, Why};
use super::super::form::fiche::activity as read_fiche;
use super::super::form::{Fiche, Section};
use super::super::line::spaces;
use super::super::table::{filled, first_purpose};
use super::super::template::{Worth, worth};
use super::super::vocabulary::Field;
use super::fields::Found;
use super::tree::{Entry, Node, Value};
use super::{Reader, description, exact, fields, label, types, words};
use crate::register::ClaimKind;
use std::collections::BTreeSet;

/// Different fields that something names at least to be an activity.
const FIELDS: usize = 3;

/// Whether something is an activity: by its type, or by the fields that it has.
pub(super) fn is_one(map: &[Entry]) -> bool {
    if types(map).any(|(kind, _)| words::is_activity(kind)) {
        return true;
    }
    let fields = |weak: bool| -> BTreeSet<Field> {
        let keys = map.iter().map(|e| words::key(&e.key));
        let keys = keys.filter(|k| weak || !words::is_weak(k));
        let named = keys.filter_map(|k| words::known(&k));
        named.filter(|f| tells(*f)).collect()
    };
    let telling = fields(false);
    let telling = match telling.contains(&Field::LegalBasis) {
        true => fields(true),
        false => telling,
    };
    let of_data = [Field::LegalBasis, Field::DataSubjects, Field::Data];
    let of_data = of_data.iter().any(|f| telling.contains(f));
    // a vocabulary's own properties need fewer
    let stated = map.iter().filter(|e| words::is_property(&e.key)).count();
    telling.len() >= FIELDS && of_data || stated >= FIELDS && telling.len() >= 2
}

/// Fields that only a register has.
const fn tells(field: Field) -> bool {
    !matches!(
        field,
        Field::Reference
            | Field::Created
            | Field::Updated
            | Field::Controller
            | Field::Representative
            | Field::Dpo
            | Field::Role
            | Field::Status
            | Field::System
            | Field::Location
            | Field::Source
            | Field::Department
            | Field::Other
    )
}

impl<'a> Reader<'a> {
    /// A thing in a list of activities that has too few fields to be known as one: it
    /// is one where it has a name and a field, else it is told.
    pub(super) fn listed(&mut self, map: &'a [Entry], node: &'a Node) {
        let before = self.draft.activities.len();
        // what says its own type is that
        match label(map).is_some() && types(map).next().is_none() {
            true => self.activity(map, &node.at, None, &[]),
            false => self.walk(node, None),
        }
        let untyped = types(map).next().is_none();
        let lost = untyped && self.draft.activities.len() == before;
        let named = label(map).filter(|_| lost);
        self.draft.unread.extend(named.map(|(text, at)| Unread {
            said: Said {
                text: spaces(text),
                at: at.clone(),
            },
            why: Why::Placeholder,
        }));
    }

    /// Reads an activity; `held` are fields of what holds it.
    pub(super) fn activity(
        &mut self,
        map: &'a [Entry],
        at: &Spot,
        called: Option<(&str, &Spot)>,
        held: &[Section],
    ) {
        if exact::is_own(map) {
            return self.exported(map);
        }
        let mut found = Found {
            sections: held.to_vec(),
            // where the rubrics are given themselves, data are but their items
            rubrics: map.iter().any(|e| words::key(&e.key) == "rubric"),
            ..Found::default()
        };
        for entry in map {
            self.entry(entry, &mut found);
        }
        let has_purpose = found.sections.iter().any(|s| s.field == Field::Purposes);
        if let Some((text, at)) = description(map).filter(|_| !has_purpose) {
            found
                .sections
                .push(fields::section(Field::Purposes, text, at));
        }
        let others = std::mem::take(&mut found.others);
        let name = self.name(map, called, &found);
        found.sections.retain(|s| s.field != Field::Activity);
        let fiche = Fiche {
            name: Said {
                text: String::new(),
                at: at.clone(),
            },
            sections: std::mem::take(&mut found.sections),
        };
        let mut fiche = filled(fiche, &mut self.draft.unread);
        let says = fiche.sections.iter().any(|s| !s.lines.is_empty()) || !found.keeping.is_empty();
        let name = name.or_else(|| first_purpose(&fiche));
        if let (true, Some(name)) = (says, name) {
            fiche.name = name;
            self.finish(&fiche, found);
        }
        for node in others {
            self.walk(node, None);
        }
    }

    /// Its name: the one it gives itself, or the key that it stands under. What
    /// a template prints there is none.
    fn name(
        &mut self,
        map: &[Entry],
        called: Option<(&str, &Spot)>,
        found: &Found<'a>,
    ) -> Option<Said> {
        let field = found.sections.iter().filter(|s| s.field == Field::Activity);
        let line = field.flat_map(|s| &s.lines).next();
        let said = line.map(|l| (l.text.as_str(), &l.at));
        let (text, at) = said.or_else(|| label(map)).or(called)?;
        let said = Said {
            text: spaces(text),
            at: at.clone(),
        };
        if worth(&said.text) == Worth::Said {
            return Some(said);
        }
        let why = Why::Placeholder;
        self.draft.unread.push(Unread { said, why });
        None
    }

    fn finish(&mut self, fiche: &Fiche, found: Found<'a>) {
        let mut activity = read_fiche(fiche, &mut self.draft.unread);
        activity.forbidden.extend(found.forbidden);
        let whole = found.forbidden_categories;
        activity.forbidden_categories.extend(whole);
        let told = activity.keeping.iter().any(|k| k.months.is_some());
        if !found.keeping.is_empty() && !told {
            activity.keeping.clear();
        }
        activity.keeping.extend(found.keeping);
        if let (Some(nir), Some(purpose)) = (&mut activity.sensitive.nir, found.nir_purpose) {
            *nir = purpose;
        }
        let ground = activity.sensitive.nir_ground.take();
        activity.sensitive.nir_ground = ground.or(found.nir_ground);
        for promise in found.promises {
            if !activity.promises.iter().any(|p| p.kind == promise.kind) {
                activity.promises.push(promise);
            }
        }
        self.draft.activities.push(activity);
    }
}

/// What is said not to be processed: items, whole rubrics.
pub(super) fn excluded(node: &Node, found: &mut Found<'_>) {
    for node in node.each() {
        let Value::Map(map) = &node.value else {
            continue;
        };
        let code = |name: &str| {
            let entry = map.iter().find(|e| words::key(&e.key) == name);
            entry.and_then(|e| e.node.said())
        };
        let said = |(text, at): (&str, &Spot)| {
            let (text, at) = description(map).unwrap_or((text, at));
            Said {
                text: spaces(text),
                at: at.clone(),
            }
        };
        if let Some(item) = code("item")
            && let Ok(datum) = item.0.parse()
        {
            found.forbidden.push((datum, said(item)));
        }
        if let Some(rubric) = code("category")
            && let Ok(category) = rubric.0.parse()
        {
            found.forbidden_categories.push((category, said(rubric)));
        }
    }
}

/// A promise that its kind names.
pub(super) fn promised(node: &Node, found: &mut Found<'_>) {
    use ClaimKind::*;
    let kinds = [
        NoExportOutsideSystem,
        FilesEncrypted,
        NotStored,
        EnteredOnly,
        DestroyedAfter,
    ];
    for node in node.each() {
        let Value::Map(map) = &node.value else {
            continue;
        };
        let kind = map.iter().find(|e| words::key(&e.key) == "kind");
        let kind = kind.and_then(|e| e.node.text());
        let kind = kinds.into_iter().find(|k| Some(k.as_str()) == kind);
        if let (Some(kind), Some((text, at))) = (kind, description(map)) {
            let text = spaces(text);
            let said = Said {
                text,
                at: at.clone(),
            };
            let of = |name: &str| map.iter().find(|e| words::key(&e.key) == name);
            let items = of("item").map_or(&[][..], |e| e.node.each());
            let items = items.iter().filter_map(|n| n.text()?.parse().ok());
            let days = of("days").and_then(|e| e.node.text()?.parse().ok());
            found.promises.push(Promise {
                kind,
                items: items.collect(),
                days,
                system: of("system").and_then(|e| e.node.text()).map(spaces),
                said,
            });
        }
    }
}
