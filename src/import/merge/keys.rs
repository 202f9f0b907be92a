//! The keys of one activity, three ways: what the document said when it was last
//! imported (a digest), what it says now, what stands in the register.

use super::change::{Change, ChangeKind};
use super::name_of;
use crate::model::folded_words;
use crate::register::edit::{EditError, Editor, Step, Value};

/// The keys of an activity in their usual order.
pub(super) const ACTIVITY: &[&str] = &[
    "id",
    "name",
    "role",
    "status",
    "review_required",
    "created",
    "updated",
    "source",
    "purposes",
    "legal_basis",
    "data_subjects",
    "data",
    "sensitive",
    "forbidden",
    "retention",
    "recipients",
    "transfers",
    "security",
    "claims",
    "systems",
    "locations",
];

/// Keys that only people decide about once they are there, and the digests.
const APART: &[&str] = &["id", "status", "locations", "imported", "source"];

/// Where a fact stands in the document: it may move without saying anything new.
const PLACES: &[&str] = &["source"];

/// The digests of what an importer wrote.
pub(super) fn stamped(map: &Value) -> Value {
    let digest = |(k, v): &(String, Value)| (k.clone(), Value::word(digest(v)));
    let own = map.pairs().iter().filter(|(k, _)| is_managed(k));
    Value::Map(own.map(digest).collect())
}

fn is_managed(key: &str) -> bool {
    !APART.contains(&key)
}

fn digest(value: &Value) -> String {
    value.without(PLACES).digest()
}

/// Where the words of the register come from, seen from a new import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Origin {
    /// From the same document.
    Same,
    /// From no document, or not only from this one.
    People,
    /// From another document than this one; digests of this one are kept apart,
    /// under its id.
    Other(String),
}

/// The keys of one mapping in the register and in the new import.
#[derive(Debug)]
pub(super) struct Keys<'v> {
    name: Option<&'v str>,
    old: &'v Value,
    new: &'v Value,
    origin: Origin,
    digests: Vec<(String, Value)>,
    changes: Vec<Change>,
    edits: Vec<(&'v str, Option<&'v Value>)>,
}

impl<'v> Keys<'v> {
    /// Of an activity.
    pub(super) fn of_activity(old: &'v Value, new: &'v Value, origin: Origin) -> Self {
        Self::of(Some(name_of(old)), old, new, origin)
    }

    /// Of the organisation, of which not every document speaks.
    pub(super) fn of_organisation(old: &'v Value, new: &'v Value) -> Self {
        Self::of(None, old, new, Origin::People)
    }

    fn of(name: Option<&'v str>, old: &'v Value, new: &'v Value, origin: Origin) -> Self {
        let stored = old.get("imported").map_or(&[][..], Value::pairs);
        let mut keys = Self {
            name,
            old,
            new,
            origin,
            digests: stored.to_vec(),
            changes: Vec::new(),
            edits: Vec::new(),
        };
        keys.decide();
        keys
    }

    /// Writes what was decided.
    pub(super) fn merge(
        self,
        editor: &mut Editor<'_>,
        path: &[Step],
        changes: &mut Vec<Change>,
    ) -> Result<(), EditError> {
        for (key, value) in self.edits {
            let before = ACTIVITY.iter().position(|k| *k == key);
            let before = before.map_or(ACTIVITY, |n| &ACTIVITY[..n]);
            match value {
                Some(value) => editor.set(path, key, value.clone(), before)?,
                None => editor.remove(path, key)?,
            }
        }
        let digests = Value::Map(self.digests);
        let known = self.old.get("imported");
        if known != Some(&digests) && !(known.is_none() && digests.pairs().is_empty()) {
            editor.set(path, "imported", digests, ACTIVITY)?;
        }
        changes.extend(self.changes);
        Ok(())
    }

    fn decide(&mut self) {
        let new = self.new;
        for (key, said) in new.pairs().iter().filter(|(k, _)| is_managed(k)) {
            self.key(key, said);
        }
        if self.origin == Origin::Same {
            let gone = |k: &&str| is_managed(k) && self.new.get(k).is_none() && !k.contains('.');
            let old = self.old.get("imported").map_or(&[][..], Value::pairs);
            let gone: Vec<&'v str> = old.iter().map(|(k, _)| k.as_str()).filter(gone).collect();
            gone.into_iter().for_each(|k| self.gone(k));
            self.place();
        }
    }

    /// A key that the document has.
    fn key(&mut self, key: &'v str, said: &'v Value) {
        let now = digest(said);
        let then = self.then(key);
        let held = self.old.get(key).filter(|v| **v != Value::Null);
        let Some(held) = held else {
            return match then {
                None => {
                    self.edits.push((key, Some(said)));
                    self.change(ChangeKind::Added, key, None, Some(said));
                    self.remember(key, Some(now));
                }
                Some(then) if then != now => {
                    self.change(ChangeKind::KeptAway, key, None, Some(said));
                    self.remember(key, Some(now));
                }
                Some(_) => {}
            };
        };
        let untouched = then.as_ref() == Some(&digest(held));
        if key == "name" && self.origin != Origin::Same && is_same_name(held, said) {
            return self.remember(key, Some(now));
        }
        if digest(held) == now {
            // said again, at another place of the document perhaps
            if held != said && untouched && self.origin == Origin::Same {
                self.edits.push((key, Some(said)));
            }
            self.remember(key, Some(now));
        } else if untouched {
            self.edits.push((key, Some(said)));
            self.change(ChangeKind::Changed, key, Some(held), Some(said));
            self.remember(key, Some(now));
        } else if then.as_ref() != Some(&now) {
            let kind = match self.origin {
                Origin::Other(_) => ChangeKind::Elsewhere,
                Origin::Same | Origin::People => ChangeKind::Kept,
            };
            self.change(kind, key, Some(held), Some(said));
            self.remember(key, Some(now));
        }
    }

    /// A key that the document had.
    fn gone(&mut self, key: &'v str) {
        if let Some(held) = self.old.get(key) {
            if self.then(key).as_ref() == Some(&digest(held)) {
                self.edits.push((key, None));
                self.change(ChangeKind::Removed, key, Some(held), None);
            } else {
                self.change(ChangeKind::KeptGone, key, Some(held), None);
            }
        }
        self.remember(key, None);
    }

    /// Where the fiche itself stands.
    fn place(&mut self) {
        if let (Some(then), Some(now)) = (self.old.get("source"), self.new.get("source"))
            && then != now
        {
            self.edits.push(("source", Some(now)));
        }
    }

    fn change(&mut self, kind: ChangeKind, key: &str, before: Option<&Value>, now: Option<&Value>) {
        let (before, now) = (
            before.map(|v| v.without(PLACES)),
            now.map(|v| v.without(PLACES)),
        );
        let change = Change::key(kind, self.name, key, before.as_ref(), now.as_ref());
        self.changes.push(change);
    }

    /// What the document said when it was last imported.
    fn then(&self, key: &str) -> Option<String> {
        let key = self.filed(key);
        let known = self.digests.iter().find(|(k, _)| *k == key);
        known.and_then(|(_, v)| v.as_text()).map(str::to_owned)
    }

    fn remember(&mut self, key: &str, digest: Option<String>) {
        let key = self.filed(key);
        let at = self.digests.iter().position(|(k, _)| *k == key);
        match (at, digest.map(Value::word)) {
            (Some(at), Some(digest)) => self.digests[at].1 = digest,
            (Some(at), None) => {
                self.digests.remove(at);
            }
            (None, Some(digest)) => self.digests.push((key, digest)),
            (None, None) => {}
        }
    }

    /// The key under which a digest is kept.
    fn filed(&self, key: &str) -> String {
        match &self.origin {
            Origin::Other(source) => format!("{source}.{key}"),
            Origin::Same | Origin::People => key.to_owned(),
        }
    }
}

/// Names that differ in capitals and accents alone.
fn is_same_name(a: &Value, b: &Value) -> bool {
    let folded = |v: &Value| v.as_text().map(folded_words);
    folded(a) == folded(b)
}
