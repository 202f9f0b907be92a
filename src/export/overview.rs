//! One line on each activity: what a table of the register shows.

use super::words::{flat, length};
use crate::model::Datum;
use crate::register::label::{self, Of};
use crate::register::{Activity, Answer, BindingState, Register, State};

/// What is told of an activity in one line; texts are harmless for a terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overview {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How far it counts.
    pub status: String,
    /// Its first legal basis, and how many more there are.
    pub basis: String,
    /// Items it declares.
    pub items: usize,
    /// Special categories and NIR.
    pub sensitive: String,
    /// Its first retention rule, and how many more there are.
    pub retention: String,
    /// Places confirmed, and suggested.
    pub places: String,
}

/// What is not said.
const NOTHING: &str = "—";

/// The overview of a register, in the order of the file.
#[must_use]
pub fn overview(register: &Register, french: bool) -> Vec<Overview> {
    let each = register.activities.iter();
    each.map(|a| line(a, french)).collect()
}

fn line(a: &Activity, french: bool) -> Overview {
    let basis: Vec<&str> = a
        .legal_basis
        .codes
        .iter()
        .map(|c| label::text(Of::Basis, c.value.as_str(), french))
        .map(|l| l.split(" (").next().unwrap_or(l))
        .collect();
    let kept: Vec<String> = a.retention.iter().map(|r| length(r, french)).collect();
    let kept: Vec<&str> = kept.iter().map(String::as_str).collect();
    Overview {
        id: flat(&a.id.value),
        name: flat(&a.name.value),
        status: label::text(Of::Status, a.status.as_str(), french).to_lowercase(),
        basis: first(&basis),
        items: a.declared_items().len(),
        sensitive: sensitive(a, french),
        retention: first(&kept),
        places: places(a),
    }
}

/// The first, and how many more.
fn first(all: &[&str]) -> String {
    match all {
        [] => NOTHING.to_owned(),
        [one] => (*one).to_owned(),
        [one, more @ ..] => format!("{one} (+{})", more.len()),
    }
}

/// `NIR, art. 9`; the answer where nothing special is declared.
fn sensitive(a: &Activity, french: bool) -> String {
    let s = &a.sensitive;
    let listed = a.data.iter().filter(|d| d.state == State::Declared);
    let listed = listed.flat_map(|d| d.items.iter().map(|i| i.value));
    let all: Vec<Datum> = s.declared.iter().map(|d| d.value).chain(listed).collect();
    let art9 = |d: &Datum| d.category().as_str().starts_with("art9");
    let mut parts = Vec::new();
    if s.nir.is_declared() || all.contains(&Datum::Nir) {
        parts.push("NIR");
    }
    if all.iter().any(art9) {
        parts.push("art. 9");
    }
    if all.contains(&Datum::Offence) {
        parts.push("art. 10");
    }
    match (parts.is_empty(), s.answer.value) {
        (false, _) => parts.join(", "),
        (true, Answer::NotStated) => NOTHING.to_owned(),
        (true, answer) => label::text(Of::Answer, answer.as_str(), french).to_lowercase(),
    }
}

/// `2`, `2 (+1 ?)` where one is only suggested.
fn places(a: &Activity) -> String {
    let confirmed = a.confirmed().count();
    let suggested = a.locations.iter();
    let suggested = suggested.filter(|b| b.state == BindingState::Suggested);
    match suggested.count() {
        0 => confirmed.to_string(),
        n => format!("{confirmed} (+{n} ?)"),
    }
}
