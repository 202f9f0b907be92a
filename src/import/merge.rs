//! Importing again into a register that people have worked on.
//!
//! An importer leaves with each activity a digest of every key it wrote
//! (`imported`). So the next import knows three things of a key: what the
//! document said then, what it says now, and what stands in the register. What a
//! person has changed, added or removed stays; what nobody has touched follows
//! the document; where both have changed, the person's words stay and the
//! difference is told. Nothing is ever deleted but what an importer wrote and
//! the document no longer says. Text in, text out.

mod change;
mod keys;
mod pair;
mod source;

use crate::register::edit::{EditError, Editor, Step, Style, Value};
use crate::register::{Message, Register, RegisterError};
pub use change::{Change, ChangeKind};
use keys::{ACTIVITY, Keys, stamped};
use pair::Pairs;
use source::Sources;

/// A register after another import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// Its text; the same to the byte where nothing has changed.
    pub text: String,
    /// What has changed and what was kept, in the order of the register.
    pub changes: Vec<Change>,
}

/// Why nothing was merged.
#[derive(Debug, thiserror::Error)]
pub enum MergeError {
    /// The register that is there cannot be read.
    #[error(transparent)]
    Register(#[from] RegisterError),
    /// Its text cannot be changed safely.
    #[error(transparent)]
    Edit(#[from] EditError),
}

impl MergeError {
    /// In one language.
    #[must_use]
    pub fn render(&self, french: bool) -> String {
        match self {
            Self::Register(e) => e.render(french),
            Self::Edit(e) => e.message().text(french).to_owned(),
        }
    }
}

/// The text of a new import with the digests that the next one will need. A text
/// that is no register stays as it is.
#[must_use]
pub fn stamp(yaml: &str) -> String {
    stamp_with(yaml).unwrap_or_else(|_| yaml.to_owned())
}

fn stamp_with(yaml: &str) -> Result<String, EditError> {
    let mut editor = Editor::open(yaml)?;
    let whole = editor.value().clone();
    if let Some(organisation @ Value::Map(_)) = whole.get("organisation") {
        let digests = stamped(organisation);
        editor.set(&[Step::Key("organisation")], "imported", digests, &[])?;
    }
    let activities = whole.get("activities").map_or(&[][..], Value::elements);
    for (n, activity) in activities.iter().enumerate() {
        let path = [Step::Key("activities"), Step::Item(n)];
        editor.set(&path, "imported", stamped(activity), ACTIVITY)?;
    }
    editor.finish()
}

/// Merges a new import (`yaml`, as an importer writes it) into the text of a
/// register; `file` names that register in errors.
///
/// # Errors
/// The register cannot be read, or not be changed without touching what a person
/// wrote.
pub fn merge(existing: &str, yaml: &str, file: &str) -> Result<Merged, MergeError> {
    Register::parse(existing, file)?;
    let new = Editor::open(yaml)?.value().clone();
    let mut editor = Editor::open(existing)?;
    let old = editor.value().clone();
    let mut changes = Vec::new();
    let files = |v: &Value| -> Vec<String> {
        let file = |s: &Value| s.get("file").and_then(Value::as_text).map(str::to_owned);
        list(v, "sources").iter().filter_map(file).collect()
    };
    let known = files(&old);
    let again = files(&new).iter().any(|file| known.contains(file));
    let pairs = Pairs::of(list(&old, "activities"), list(&new, "activities"), again);
    let sources = Sources::of(&old, &new, &pairs);
    let systems = source::systems(&old, &new);
    let new = systems.rename(sources.rename(new));
    organisation(&mut editor, &old, &new, &mut changes)?;
    sources.write(&mut editor, &old, &new, &mut changes)?;
    systems.write(&mut editor, &new, &mut changes)?;
    activities(&mut editor, (&old, &new), &pairs, &sources, &mut changes)?;
    let text = editor.finish()?;
    Register::parse(&text, file)?;
    Ok(Merged { text, changes })
}

fn list<'v>(register: &'v Value, key: &str) -> &'v [Value] {
    register.get(key).map_or(&[], Value::elements)
}

fn organisation(
    editor: &mut Editor<'_>,
    old: &Value,
    new: &Value,
    changes: &mut Vec<Change>,
) -> Result<(), EditError> {
    let Some(said) = new.get("organisation") else {
        return Ok(());
    };
    match old.get("organisation") {
        Some(known @ Value::Map(_)) => {
            let path = [Step::Key("organisation")];
            let keys = Keys::of_organisation(known, said);
            keys.merge(editor, &path, changes)
        }
        _ => {
            let mut whole = said.pairs().to_vec();
            whole.push(("imported".to_owned(), stamped(said)));
            changes.push(Change::whole(ChangeKind::Added, "organisation", said));
            editor.set(&[], "organisation", Value::Map(whole), &["version"])
        }
    }
}

fn activities(
    editor: &mut Editor<'_>,
    (old, new): (&Value, &Value),
    pairs: &Pairs,
    sources: &Sources,
    changes: &mut Vec<Change>,
) -> Result<(), EditError> {
    let (known, said) = (list(old, "activities"), list(new, "activities"));
    for (n, activity) in known.iter().enumerate() {
        match pairs.new_of(n) {
            Some(m) => {
                let path = [Step::Key("activities"), Step::Item(n)];
                let origin = sources.origin(activity, &said[m]);
                Keys::of_activity(activity, &said[m], origin).merge(editor, &path, changes)?;
            }
            None if sources.has_lost(activity) => {
                changes.push(Change::activity(ChangeKind::ActivityGone, activity));
            }
            None => {}
        }
    }
    let mut taken = pair::ids(known);
    let mut more = Vec::new();
    for activity in pairs.unpaired(said.len()).map(|m| &said[m]) {
        let whole = pair::with_new_id(activity, &mut taken);
        changes.push(Change::activity(ChangeKind::ActivityAdded, &whole));
        let mut keys = whole.pairs().to_vec();
        keys.push(("imported".to_owned(), stamped(&whole)));
        more.push(Value::Map(keys));
    }
    match more.is_empty() {
        true => Ok(()),
        false => editor.append(
            &[],
            "activities",
            more,
            Style::Lines,
            &["systems", "sources"],
        ),
    }
}

/// Text and how it is told of an activity: its name, else its id.
fn name_of(activity: &Value) -> &str {
    let text = |key| activity.get(key).and_then(Value::as_text);
    text("name").or(text("id")).unwrap_or_default()
}

/// What is said where nothing has changed.
#[must_use]
pub fn nothing_changed() -> Message {
    Message::new("rien n’a changé", "nothing changed")
}

#[cfg(test)]
mod tests;
