//! A draft as an entry of `activities:` in the native format.

use super::{Undeclared, observed};
use crate::model::{Category, Datum};
use crate::reconcile::Amount;
use crate::register::edit::Value;
use crate::register::label::{self, Of};
use crate::register::{inert, utc_date};
use std::fmt::Write as _;

/// The entry, its keys in their usual order.
#[must_use]
pub fn entry(u: &Undeclared<'_>, french: bool) -> Value {
    let open = || Value::text(label::text(Of::Word, "to_complete", french));
    let day = || Value::word(utc_date(u.scanned).to_string());
    let mut pairs = vec![
        ("id", Value::word(u.id())),
        ("name", Value::text(inert(u.name(french)))),
        ("role", Value::word("controller")),
        ("status", Value::word("draft")),
        ("created", day()),
        ("updated", day()),
        ("purposes", Value::List(vec![open()])),
        (
            "legal_basis",
            map(vec![("state", Value::word("not_stated")), ("text", open())]),
        ),
        ("data_subjects", subjects(u, french, open())),
    ];
    let rubrics = rubrics(u, french);
    if !rubrics.is_empty() {
        pairs.push(("data", Value::List(rubrics)));
    }
    pairs.extend([
        ("sensitive", sensitive(u, open())),
        ("retention", Value::List(vec![kept(u, french, open())])),
        (
            "recipients",
            map(vec![
                ("internal", Value::List(vec![open()])),
                ("external", Value::List(vec![open()])),
            ]),
        ),
        (
            "transfers",
            map(vec![("outside_eu", Value::text("non_precise"))]),
        ),
        ("locations", Value::List(locations(u, french))),
    ]);
    map(pairs)
}

/// A register of these drafts alone.
#[must_use]
pub fn yaml(drafts: &[Undeclared<'_>], french: bool) -> String {
    let mut out = String::from(match french {
        true => {
            "# Brouillons tirés d’une analyse : à relire. Un brouillon ne couvre rien ;\n\
             # compléter, confirmer l’emplacement, puis écrire `status: active`.\n"
        }
        false => {
            "# Drafts from a scan, to be read. A draft covers nothing; complete it, confirm\n\
             # the location, then write `status: active`.\n"
        }
    });
    out += "version: 1\nactivities:\n";
    for u in drafts {
        for line in observed::lines(u, french) {
            writeln!(out, "# {line}").expect("writing to a String cannot fail");
        }
        for (i, (key, value)) in entry(u, french).pairs().iter().enumerate() {
            let dash = if i == 0 { "- " } else { "  " };
            out += &line(dash, key, value);
        }
    }
    out
}

/// A key with its value: a list of mappings one a line, anything else in braces.
fn line(before: &str, key: &str, value: &Value) -> String {
    match value {
        Value::List(all) if all.iter().any(|v| matches!(v, Value::Map(_))) => {
            let each = all.iter().map(|v| format!("  - {}\n", v.flow(false)));
            format!("{before}{key}:\n{}", each.collect::<String>())
        }
        _ => format!("{before}{key}: {}\n", value.flow(false)),
    }
}

fn map(pairs: Vec<(&str, Value)>) -> Value {
    let pairs = pairs.into_iter().map(|(k, v)| (k.to_owned(), v));
    Value::Map(pairs.collect())
}

fn subjects(u: &Undeclared<'_>, french: bool, open: Value) -> Value {
    let told = u.profile.subjects.iter();
    let told: Vec<Value> = told.map(|p| Value::text(p.name.text(french))).collect();
    Value::List(if told.is_empty() { vec![open] } else { told })
}

/// What was found of the rubrics that are not special, with counts as their words.
fn rubrics(u: &Undeclared<'_>, french: bool) -> Vec<Value> {
    let found = &u.profile.found;
    let each = Category::ALL.iter().filter(|c| !c.is_special());
    each.filter_map(|c| {
        let own: Vec<&Amount> = found.iter().filter(|a| a.datum.category() == *c).collect();
        (!own.is_empty()).then(|| {
            let items = own.iter().map(|a| Value::word(a.datum.as_str()));
            map(vec![
                ("category", Value::word(c.as_str())),
                ("state", Value::word("declared")),
                ("items", Value::List(items.collect())),
                ("text", Value::text(observed::amounts(&own, french))),
            ])
        })
    })
    .collect()
}

/// What was found of special data; that nothing was found is no answer.
fn sensitive(u: &Undeclared<'_>, open: Value) -> Value {
    let data = || u.profile.found.iter().map(|a| a.datum);
    let special: Vec<Datum> = data().filter(|d| d.category().is_special()).collect();
    let answer = if special.is_empty() {
        "non_precise"
    } else {
        "oui"
    };
    let mut pairs = vec![("answer", Value::text(answer))];
    let own = |d: &&Datum| !matches!(d.category(), Category::Nir | Category::Offence);
    let art9: Vec<&Datum> = special.iter().filter(own).collect();
    if !art9.is_empty() {
        let all = art9.iter().map(|d| Value::word(d.as_str()));
        pairs.push(("art9", Value::List(all.collect())));
    }
    if special.iter().any(|d| d.category() == Category::Offence) {
        pairs.push(("art10", Value::word("true")));
    }
    if special.contains(&Datum::Nir) {
        let nir = map(vec![("declared", Value::word("true")), ("purpose", open)]);
        pairs.push(("nir", nir));
    }
    map(pairs)
}

/// No period: what is to be written, and the dates seen beside it.
fn kept(u: &Undeclared<'_>, french: bool, open: Value) -> Value {
    let open = open.as_text().unwrap_or_default().to_owned();
    let hint = observed::dates(u, french);
    let text = match hint.is_empty() {
        true => open,
        false => format!("{open} ({})", hint.join(" ; ")),
    };
    map(vec![
        ("applies_to", Value::word("all")),
        ("kind", Value::word("not_stated")),
        ("text", Value::text(text)),
    ])
}

/// The places, suggested: a person confirms them.
fn locations(u: &Undeclared<'_>, french: bool) -> Vec<Value> {
    let reason = observed::reason(u, french);
    let one = |uri: &String| {
        map(vec![
            ("uri", Value::text(uri)),
            ("binding", Value::word("suggested")),
            ("reason", Value::text(reason.clone())),
        ])
    };
    u.profile.locations.iter().map(one).collect()
}
