//! How long data are kept, as structured registers say it: a text, a duration
//! (`P3Y`), a number and a unit, a number whose key has the unit.

use super::super::block::Spot;
use super::super::draft::{Keeping, Said};
use super::super::line::spaces;
use super::super::retention::rules;
use super::super::vocabulary::Field;
use super::fields::{Found, section};
use super::tree::{Entry, Node, Value};
use super::{description, label as called, words};
use crate::register::{RetentionKind, label};

/// Reads the value of a key that is about retention.
pub(super) fn read(key: &str, node: &Node, found: &mut Found<'_>) {
    for node in node.each() {
        match &node.value {
            Value::Text(text) => match number(text, &words::key(key), "all", &node.at) {
                Some(rule) => found.keeping.push(rule),
                None => found
                    .sections
                    .push(section(Field::Retention, text, &node.at)),
            },
            Value::Map(map) => {
                let before = found.keeping.len();
                of_map(key, map, found);
                runs_from(map, &mut found.keeping[before..]);
                ends(map, &mut found.keeping[before..]);
            }
            Value::List(_) => read(key, node, found),
            Value::Empty => {}
        }
    }
}

/// What the time of rules runs from, where a key of its own says it.
fn runs_from(map: &[Entry], rules: &mut [Keeping]) {
    let entry = map.iter().find(|e| words::key(&e.key) == "trigger");
    let Some(text) = entry.and_then(|e| e.node.text()) else {
        return;
    };
    let code = |c: char| c.is_ascii_lowercase() || c == '_';
    let own = (!text.is_empty() && text.chars().all(code)).then_some(text);
    if let Some(trigger) = label::trigger(text).or(own) {
        for rule in rules {
            rule.trigger = Some(trigger.to_owned());
        }
    }
}

/// The months that a key of its own tells of a rule whose words tell no end.
fn ends(map: &[Entry], rules: &mut [Keeping]) {
    let entry = map.iter().find(|e| words::key(&e.key) == "months");
    let months = entry.and_then(|e| e.node.text()?.parse().ok());
    if let (Some(months), [rule]) = (months, rules)
        && rule.months.is_none()
    {
        rule.kind = RetentionKind::Bounded;
        rule.months = Some(months);
    }
}

/// A rule whose parts have keys.
fn of_map(key: &str, map: &[Entry], found: &mut Found<'_>) {
    let of = |names: &[&str]| {
        let named = |e: &&Entry| names.contains(&words::key(&e.key).as_str());
        map.iter().find(named).and_then(|e| e.node.said())
    };
    let applies = of(&[
        "applies to",
        "data",
        "donnees",
        "category",
        "categorie",
        "categories",
    ]);
    let applies = applies.map_or("all".to_owned(), |(text, _)| spaces(text));
    if let Some((text, at)) = description(map).or_else(|| called(map)) {
        let text = spaces(text);
        let said = Said {
            text,
            at: at.clone(),
        };
        let read = rules(&said, &applies);
        let tells = |r: &Keeping| r.kind != RetentionKind::Indeterminate || r.trigger.is_some();
        if read.iter().any(tells) {
            return found.keeping.extend(read);
        }
    }
    let unit = of(&[
        "unit",
        "unite",
        "period",
        "periode",
        "scale",
        "unit type",
        "eenheid",
    ]);
    let unit = unit.map_or(String::new(), |(text, _)| text.to_owned());
    for entry in map {
        let Some((text, at)) = entry.node.said() else {
            continue;
        };
        let units = format!("{unit} {} {key}", words::key(&entry.key));
        if let Some(rule) = number(text, &units, &applies, at) {
            return found.keeping.push(rule);
        }
        let said = Said {
            text: spaces(text),
            at: at.clone(),
        };
        let read = rules(&said, &applies);
        if read.iter().any(|r| r.months.is_some()) {
            return found.keeping.extend(read);
        }
    }
    if let Some((text, at)) = description(map).or_else(|| called(map)) {
        found.sections.push(section(Field::Retention, text, at));
    }
}

/// A number, whose unit is one of the words around it.
fn number(text: &str, units: &str, applies: &str, at: &Spot) -> Option<Keeping> {
    let digits = text.trim();
    let whole = digits.strip_suffix(".0").unwrap_or(digits);
    whole.parse::<u32>().ok()?;
    let folded = crate::model::folded_words(units);
    folded.split(' ').find_map(|unit| {
        let spelled = Said {
            text: format!("{whole} {unit}"),
            at: at.clone(),
        };
        let rule = rules(&spelled, applies).into_iter().next()?;
        rule.months?;
        let text = digits.to_owned();
        let said = Said {
            text,
            at: at.clone(),
        };
        Some(Keeping { said, ..rule })
    })
}
