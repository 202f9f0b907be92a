//! A draft as `register.yaml`: every fact with the place of its words.
//!
//! Texts are written between double quotes with JSON's escapes, which YAML
//! reads the same; keys stand in the order of the native format's description.

mod activity;

use super::block::Spot;
use super::draft::{Contact, Draft};
use super::system;
use crate::model::folded_words;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// The document that a draft was read from.
#[derive(Debug, Clone)]
pub struct Origin {
    /// Its file name.
    pub file: String,
    /// SHA-256 of its bytes, hex.
    pub sha256: String,
    /// The reader that took it (`form`, `table`, `policy`).
    pub importer: &'static str,
}

/// Writes a draft.
pub(super) fn yaml(draft: &Draft, origin: &Origin) -> String {
    let mut out = String::from("version: 1\n");
    organisation(draft, &mut out);
    put(
        &mut out,
        format_args!(
            "sources:\n- {{id: s1, file: {}, sha256: {}, importer: {}}}\n",
            quoted(&origin.file),
            quoted(&origin.sha256),
            origin.importer
        ),
    );
    systems(draft, &mut out);
    put(
        &mut out,
        format_args!(
            "activities:{}\n",
            if draft.activities.is_empty() {
                " []"
            } else {
                ""
            }
        ),
    );
    let mut ids = Ids::default();
    for a in &draft.activities {
        let id = match &a.id {
            Some(own) => ids.free(own),
            None => ids.of(&a.name.text),
        };
        activity::activity(a, &plain(&id), &mut out);
    }
    out
}

fn put(out: &mut String, what: std::fmt::Arguments<'_>) {
    out.write_fmt(what)
        .expect("writing to a String cannot fail");
}

fn organisation(draft: &Draft, out: &mut String) {
    let mut fields = Vec::new();
    if let Some(name) = &draft.organisation {
        fields.push(format!("name: {}", quoted(&name.text)));
        fields.push(format!("source: {}", source(&name.at)));
    }
    for (key, who) in [("controller", &draft.controller), ("dpo", &draft.dpo)] {
        if let Some(contact) = who.as_ref().map(person).filter(|c| c != "{}") {
            fields.push(format!("{key}: {contact}"));
        }
    }
    if !fields.is_empty() {
        put(
            out,
            format_args!("organisation:\n  {}\n", fields.join("\n  ")),
        );
    }
}

fn systems(draft: &Draft, out: &mut String) {
    let all = system::all(draft);
    if !all.is_empty() {
        out.push_str("systems:\n");
    }
    for s in all {
        let medium = s.medium.map(|m| format!(", medium: {}", m.as_str()));
        put(
            out,
            format_args!(
                "- {{id: {}, name: {}{}, source: {}}}\n",
                plain(&s.id),
                quoted(&s.name.text),
                medium.unwrap_or_default(),
                source(&s.name.at)
            ),
        );
    }
}

fn person(c: &Contact) -> String {
    let field =
        |key: &str, value: &Option<String>| value.as_ref().map(|v| format!("{key}: {}", quoted(v)));
    let fields: Vec<String> = [
        field("name", &c.name),
        field("email", &c.email),
        field("phone", &c.phone),
        field("address", &c.address),
        field("company", &c.company),
        c.at.as_ref().map(|at| format!("source: {}", source(at))),
    ]
    .into_iter()
    .flatten()
    .collect();
    format!("{{{}}}", fields.join(", "))
}

/// A word of letters and hyphens as it is; quoted where YAML could take it for
/// something else.
fn plain(word: &str) -> String {
    let letter = word.starts_with(|c: char| c.is_ascii_alphabetic());
    let all = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let reserved = matches!(
        word.to_lowercase().as_str(),
        "true" | "false" | "null" | "yes" | "no" | "on" | "off" | "y" | "n"
    );
    match letter && !reserved && word.chars().all(all) {
        true => word.to_owned(),
        false => quoted(word),
    }
}

/// Text between double quotes; what YAML takes for no character stands escaped.
fn quoted(text: &str) -> String {
    let json = serde_json::to_string(text).expect("a text is always JSON");
    let odd = |c: char| {
        matches!(
            c,
            '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}'
        )
    };
    if !json.contains(odd) {
        return json;
    }
    let mut out = String::with_capacity(json.len() + 8);
    for c in json.chars() {
        match odd(c) {
            true => put(&mut out, format_args!("\\u{:04x}", u32::from(c))),
            false => out.push(c),
        }
    }
    out
}

fn source(at: &Spot) -> String {
    quoted(&format!("s1:{at}"))
}

/// Ids of activities: their first words, numbered where those stand already.
#[derive(Default)]
struct Ids {
    taken: BTreeSet<String>,
    /// The last number after each.
    last: BTreeMap<String, u32>,
}

impl Ids {
    fn of(&mut self, name: &str) -> String {
        let folded = folded_words(name);
        let words = folded.split(' ').filter(|w| !w.is_empty() && w.is_ascii());
        let words: Vec<&str> = words.take(5).collect();
        let base = match words.as_slice() {
            [] => "activite".to_owned(),
            words => words.join("-"),
        };
        self.free(&base)
    }

    /// An id that is known, or the next one like it where it stands already.
    fn free(&mut self, base: &str) -> String {
        let last = self.last.entry(base.to_owned()).or_default();
        loop {
            *last += 1;
            let id = match *last {
                1 => base.to_owned(),
                n => format!("{base}-{n}"),
            };
            // `paie-2` may be the name of another
            if self.taken.insert(id.clone()) {
                return id;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_of_their_own() {
        let mut ids = Ids::default();
        let all = ["Paie 2", "Paie", "Paie", "Paie", "2", "Été", "日本"].map(|n| ids.of(n));
        assert_eq!(
            all,
            ["paie-2", "paie", "paie-3", "paie-4", "2", "ete", "activite"]
        );
    }
}
