//! The keys of one activity, three ways: what the document said when it was last
//! imported (a digest), what it says now, what stands in the register.

use super::change::{Change, ChangeKind};
use super::name_of;
use super::silence::{ROLE, is_silent};
use crate::model::folded_words;
use crate::register::edit::{ACTIVITY, EditError, Editor, Step, Value};

/// Keys that only people decide about once they are there, and the digests.
const APART: &[&str] = &["id", "status", "locations", "imported", "source"];

/// Where a fact stands in the document: it may move without saying anything new.
const PLACES: &[&str] = &["source"];

/// The digests of what an importer wrote because the document says it; one
/// `without_role` does not say the role.
pub(super) fn stamped(map: &Value, without_role: bool) -> Value {
    let digest = |(k, v): &(String, Value)| (k.clone(), Value::word(digest(v)));
    let silent = |k: &str, v: &Value| is_silent(k, v) || without_role && k == "role";
    let own = map.pairs().iter();
    let own = own.filter(|(k, v)| is_managed(k) && !silent(k, v));
    Value::Map(own.map(digest).collect())
}

pub(super) fn is_managed(key: &str) -> bool {
    !APART.contains(&key)
}

pub(super) fn digest(value: &Value) -> String {
    value.without(PLACES).digest()
}

/// Where the words of the register come from, seen from a new import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Origin {
    /// From the same document.
    Same,
    /// From one that is perhaps another version of this one: what this one does
    /// not say is kept.
    Guessed,
    /// From no document; digests of this one are kept under its id.
    People(Option<String>),
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
    without_role: bool,
    digests: Vec<(String, Value)>,
    changes: Vec<Change>,
    edits: Vec<(&'v str, Option<&'v Value>)>,
}

impl<'v> Keys<'v> {
    /// Of an activity.
    pub(super) fn of_activity(
        old: &'v Value,
        new: &'v Value,
        origin: Origin,
        without_role: bool,
    ) -> Self {
        Self::of(Some(name_of(old)), (old, new), origin, without_role)
    }

    /// Of the organisation, of which not every document speaks: what one no
    /// longer says stays.
    pub(super) fn of_organisation(old: &'v Value, new: &'v Value, origin: Origin) -> Self {
        Self::of(None, (old, new), origin, false)
    }

    fn of(
        name: Option<&'v str>,
        (old, new): (&'v Value, &'v Value),
        origin: Origin,
        without_role: bool,
    ) -> Self {
        let stored = old.get("imported").map_or(&[][..], Value::pairs);
        let mut keys = Self {
            name,
            old,
            new,
            origin,
            without_role,
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
            if !self.says_nothing(key, said) {
                self.key(key, said);
            }
        }
        if matches!(self.origin, Origin::Same | Origin::Guessed) {
            if self.name.is_some() {
                self.what_is_gone();
            }
            self.place();
        }
        self.place_of_the_name();
    }

    /// Whether the document's value stands for none.
    fn says_nothing(&self, key: &str, said: &Value) -> bool {
        let no_role = self.without_role && key == "role" && said.as_text() == Some(ROLE);
        no_role || is_silent(key, said)
    }

    /// Whether the register's value stands for none: an importer wrote it, no
    /// document said it, and no person either.
    fn holds_nothing(&self, key: &str, held: &Value) -> bool {
        if *held == Value::Null {
            return true;
        }
        let now = digest(held);
        let mut said = self.said_of(key);
        match key {
            "role" => {
                let imported = self.old.get("imported").is_some();
                imported && held.as_text() == Some(ROLE) && said.next().is_none()
            }
            _ => is_silent(key, held) && said.all(|d| d == now),
        }
    }

    /// Digests of what each document said of a key.
    fn said_of(&self, key: &str) -> impl Iterator<Item = &str> {
        let own = move |k: &str| k.rsplit_once('.').map_or(k, |(_, key)| key) == key;
        let known = self.digests.iter().filter(move |(k, _)| own(k));
        known.filter_map(|(_, v)| v.as_text())
    }

    /// A key of which the document says something.
    fn key(&mut self, key: &'v str, said: &'v Value) {
        let now = digest(said);
        let then = self.then(key);
        let old = self.old;
        let Some(held) = old.get(key).filter(|v| !self.holds_nothing(key, v)) else {
            return self.fill(key, said, then);
        };
        let own = matches!(self.origin, Origin::Same | Origin::Guessed);
        let holds = digest(held);
        let untouched = then.as_ref() == Some(&holds);
        if key == "name" && !own && is_same_name(held, said) {
            return self.remember(key, Some(now));
        }
        if holds == now {
            // said again, at another place of the document perhaps
            if held != said && untouched && cited(held) == cited(said) {
                self.edits.push((key, Some(said)));
            }
        } else if untouched {
            self.edits.push((key, Some(said)));
            self.change(ChangeKind::Changed, key, Some(held), Some(said));
        } else if then.as_ref() != Some(&now) {
            let kind = match self.said_of(key).any(|d| d == holds) {
                true => ChangeKind::Elsewhere,
                false => ChangeKind::Kept,
            };
            self.change(kind, key, Some(held), Some(said));
        }
        self.remember(key, Some(now));
    }

    /// A key that the register has not: filled in, if nobody took it away.
    fn fill(&mut self, key: &'v str, said: &'v Value, then: Option<String>) {
        let now = digest(said);
        let missing = self.old.get(key).is_none_or(|v| *v == Value::Null);
        match then {
            Some(then) if missing && then == now => return,
            Some(_) if missing => self.change(ChangeKind::KeptAway, key, None, Some(said)),
            _ => {
                self.edits.push((key, Some(said)));
                self.change(ChangeKind::Added, key, None, Some(said));
            }
        }
        self.remember(key, Some(now));
    }

    /// Keys that the document had, and has no more or says nothing of.
    fn what_is_gone(&mut self) {
        let gone = |k: &&str| {
            let now = self.new.get(k);
            is_managed(k) && !k.contains('.') && now.is_none_or(|v| self.says_nothing(k, v))
        };
        let old = self.old.get("imported").map_or(&[][..], Value::pairs);
        let gone: Vec<&'v str> = old.iter().map(|(k, _)| k.as_str()).filter(gone).collect();
        gone.into_iter().for_each(|k| self.gone(k));
    }

    fn gone(&mut self, key: &'v str) {
        let then = self.then(key);
        let (old, new) = (self.old, self.new);
        if let Some(held) = old.get(key).filter(|v| !self.holds_nothing(key, v)) {
            let holds = digest(held);
            let others = format!(".{key}");
            let mut said = self.digests.iter().filter(|(k, _)| k.ends_with(&others));
            if said.any(|(_, v)| v.as_text() == Some(&holds)) {
                // another document says it still
            } else if then != Some(holds) {
                self.change(ChangeKind::KeptGone, key, Some(held), None);
            } else if self.origin == Origin::Guessed {
                self.change(ChangeKind::KeptDoubt, key, Some(held), None);
            } else {
                self.edits.push((key, new.get(key)));
                self.change(ChangeKind::Removed, key, Some(held), None);
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

    /// A name that was filled in comes with its place.
    fn place_of_the_name(&mut self) {
        let named = self.edits.iter().any(|(k, _)| *k == "name");
        if named && self.old.get("source").is_none() && self.new.get("source").is_some() {
            self.edits.push(("source", self.new.get("source")));
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
            Origin::Other(source) | Origin::People(Some(source)) => format!("{source}.{key}"),
            Origin::Same | Origin::Guessed | Origin::People(None) => key.to_owned(),
        }
    }
}

/// The document that a value cites first.
fn cited(value: &Value) -> Option<&str> {
    let own = value.get("source").and_then(Value::as_text);
    let own = own.and_then(|s| s.split_once(':')).map(|(id, _)| id);
    let within = || value.pairs().iter().find_map(|(_, v)| cited(v));
    own.or_else(within)
        .or_else(|| value.elements().iter().find_map(cited))
}

/// Names that differ in capitals and accents alone.
fn is_same_name(a: &Value, b: &Value) -> bool {
    let folded = |v: &Value| v.as_text().map(folded_words);
    folded(a) == folded(b)
}
