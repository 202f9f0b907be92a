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
mod facts;
mod given;
mod keys;
mod pair;
mod run;
mod shared;
mod silence;
mod source;
mod systems;
mod worded;

use crate::register::edit::{ACTIVITY, EditError, Editor, Step, Style, Value};
use crate::register::{Message, Register, RegisterError};
pub use change::{Change, ChangeKind};
use keys::{Keys, stamped};
use pair::Pairs;
use run::Incoming;
pub use run::{Run, names};
use source::Sources;
use std::collections::BTreeSet;

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

/// The text of a new import with the digests that the next one will need; those
/// that it has stay, they know what people have changed since.
fn stamp_with(new: &Incoming) -> Result<String, EditError> {
    let mut editor = Editor::open(&new.yaml)?;
    let whole = editor.value().clone();
    if let Some(organisation @ Value::Map(_)) = whole.get("organisation")
        && organisation.get("imported").is_none()
    {
        let digests = stamped(organisation, false);
        editor.set(&[Step::Key("organisation")], "imported", digests, &[])?;
    }
    let activities = whole.get("activities").map_or(&[][..], Value::elements);
    let fresh = |a: &Value| a.get("imported").is_none();
    given::stamp(&mut editor, &whole)?;
    for (n, activity) in activities.iter().enumerate().filter(|(_, a)| fresh(a)) {
        let path = [Step::Key("activities"), Step::Item(n)];
        let digests = stamped(activity, new.without_role.contains(&n));
        editor.set(&path, "imported", digests, ACTIVITY)?;
    }
    editor.finish()
}

fn merge_with(
    existing: &str,
    incoming: &Incoming,
    file: &str,
    run: &mut Run,
) -> Result<Merged, MergeError> {
    Register::parse(existing, file)?;
    let new = Editor::open(&incoming.yaml)?.value().clone();
    let mut editor = Editor::open(existing)?;
    let old = editor.value().clone();
    let mut changes = Vec::new();
    let pairs = Pairs::of(
        list(&old, "activities"),
        list(&new, "activities"),
        &|id| incoming.declares(id),
        source::acquaintance(&old, &new, run),
    );
    let sources = Sources::of(&old, &new, &pairs, run);
    let systems = systems::systems(&old, &new);
    let new = given::listed(systems.rename(sources.rename(new)));
    organisation(&mut editor, &old, &new, &sources, &mut changes)?;
    sources.write(&mut editor, &old, &new, &mut changes)?;
    systems.write(&mut editor, &new, &mut changes)?;
    let all = Activities {
        pairs: &pairs,
        sources: &sources,
        without_role: &incoming.without_role,
        away: match run.restores {
            true => BTreeSet::new(),
            false => given::away(&old, &new, &pairs),
        },
    };
    all.merge(&mut editor, (&old, &new), &mut changes)?;
    let text = editor.finish()?;
    Register::parse(&text, file)?;
    run.read
        .extend(list(&new, "sources").iter().map(source::id));
    Ok(Merged { text, changes })
}

fn list<'v>(register: &'v Value, key: &str) -> &'v [Value] {
    register.get(key).map_or(&[], Value::elements)
}

fn organisation(
    editor: &mut Editor<'_>,
    old: &Value,
    new: &Value,
    sources: &Sources,
    changes: &mut Vec<Change>,
) -> Result<(), EditError> {
    let Some(said) = new.get("organisation") else {
        return Ok(());
    };
    match old.get("organisation") {
        Some(known @ Value::Map(_)) => {
            let path = [Step::Key("organisation")];
            let origin = sources.origin_of_organisation(old, new);
            let keys = Keys::of_organisation(known, said, origin);
            keys.merge(editor, &path, changes)
        }
        _ => {
            let whole = remembered(said, false);
            changes.push(Change::whole(ChangeKind::Added, "organisation", said));
            editor.set(&[], "organisation", whole, &["version"])
        }
    }
}

/// The same with its digests; those that it has stay.
fn remembered(map: &Value, without_role: bool) -> Value {
    let mut keys = map.pairs().to_vec();
    if map.get("imported").is_none() {
        keys.push(("imported".to_owned(), stamped(map, without_role)));
    }
    Value::Map(keys)
}

/// What the activities need to be merged.
struct Activities<'a> {
    pairs: &'a Pairs,
    sources: &'a Sources,
    /// Places of new ones whose document does not say their role.
    without_role: &'a BTreeSet<usize>,
    /// Places of new ones that people have deleted.
    away: BTreeSet<usize>,
}

impl Activities<'_> {
    fn merge(
        &self,
        editor: &mut Editor<'_>,
        (old, new): (&Value, &Value),
        changes: &mut Vec<Change>,
    ) -> Result<(), EditError> {
        let (known, said) = (list(old, "activities"), list(new, "activities"));
        for (n, activity) in known.iter().enumerate() {
            match self.pairs.new_of(n) {
                Some(m) => {
                    if self.pairs.is_renamed(n) {
                        changes.push(Change::renamed(activity, &said[m]));
                    }
                    let path = [Step::Key("activities"), Step::Item(n)];
                    let origin = self.sources.origin(activity, &said[m]);
                    let without_role = self.without_role.contains(&m);
                    let keys = Keys::of_activity(activity, &said[m], origin, without_role);
                    keys.merge(editor, &path, changes)?;
                }
                None if self.sources.has_lost(activity) => {
                    changes.push(Change::activity(ChangeKind::ActivityGone, activity));
                }
                None => {}
            }
        }
        self.add(editor, (known, said), changes)
    }

    fn add(
        &self,
        editor: &mut Editor<'_>,
        (known, said): (&[Value], &[Value]),
        changes: &mut Vec<Change>,
    ) -> Result<(), EditError> {
        let mut taken = pair::ids(known);
        let mut more = Vec::new();
        for m in self.pairs.unpaired(said.len()) {
            if self.away.contains(&m) {
                changes.push(Change::activity(ChangeKind::ActivityAway, &said[m]));
                continue;
            }
            let whole = pair::with_new_id(&said[m], &mut taken);
            changes.push(Change::activity(ChangeKind::ActivityAdded, &whole));
            more.push(remembered(&whole, self.without_role.contains(&m)));
        }
        if more.is_empty() {
            return Ok(());
        }
        let before = ["systems", "sources"];
        editor.append(&[], "activities", more, Style::Lines, &before)
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
