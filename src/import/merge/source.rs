//! The documents and systems of a new import under the ids that the register
//! gives them.

use super::change::{Change, ChangeKind};
use super::keys::Origin;
use super::list;
use super::pair::{Pairs, ids, with_new_id};
use crate::model::folded_words;
use crate::register::edit::{EditError, Editor, Step, Style, Value};
use std::collections::{BTreeMap, BTreeSet};

/// The documents of a new import.
#[derive(Debug)]
pub(super) struct Sources {
    /// Ids in the import to those of the register.
    ids: BTreeMap<String, String>,
    /// Places in the register's list of those that it knows, by their ids there.
    known: BTreeMap<String, usize>,
    /// Of those, the ones whose bytes are others than last time.
    changed: BTreeSet<String>,
}

impl Sources {
    /// Finds the documents of an import among those of the register: the same
    /// bytes, the same file name, or else the one that most of its activities
    /// come from (a new version under another name).
    pub(super) fn of(old: &Value, new: &Value, pairs: &Pairs) -> Self {
        let (known, said) = (list(old, "sources"), list(new, "sources"));
        let mut found = Self {
            ids: BTreeMap::new(),
            known: BTreeMap::new(),
            changed: BTreeSet::new(),
        };
        for key in ["sha256", "file"] {
            for source in said {
                let same = |s: &&Value| text(s, key).is_some() && text(s, key) == text(source, key);
                let free = |s: &&Value| !found.known.contains_key(&id(s));
                if !found.ids.contains_key(&id(source))
                    && let Some(at) = known.iter().position(|s| same(&s) && free(&s))
                {
                    found.take(source, &known[at], at);
                }
            }
        }
        for source in said.iter().filter(|s| text(s, "file").is_some()) {
            if !found.ids.contains_key(&id(source))
                && let Some(at) = version(&id(source), (old, new), pairs)
                && !found.known.contains_key(&id(&known[at]))
            {
                found.take(source, &known[at], at);
            }
        }
        let mut taken = ids(known);
        for source in said {
            found.ids.entry(id(source)).or_insert_with(|| {
                let mut free = (1..).map(|n| format!("s{n}"));
                let new = free.find(|s| !taken.contains(s));
                let new = new.expect("numbers do not end");
                taken.insert(new.clone());
                new
            });
        }
        found
    }

    fn take(&mut self, said: &Value, known: &Value, at: usize) {
        self.ids.insert(id(said), id(known));
        self.known.insert(id(known), at);
        if text(said, "sha256") != text(known, "sha256") {
            self.changed.insert(id(known));
        }
    }

    /// The import with the register's ids, in its list and in every place it
    /// cites.
    pub(super) fn rename(&self, value: Value) -> Value {
        match value {
            Value::List(list) => Value::List(list.into_iter().map(|v| self.rename(v)).collect()),
            Value::Map(map) => {
                let pair = |(key, value): (String, Value)| {
                    let cited = (key == "source").then(|| self.cited(&value)).flatten();
                    let value = match cited {
                        Some(cited) => Value::text(cited),
                        None if key == "sources" => self.listed(&value),
                        None => self.rename(value),
                    };
                    (key, value)
                };
                Value::Map(map.into_iter().map(pair).collect())
            }
            other => other,
        }
    }

    fn cited(&self, value: &Value) -> Option<String> {
        let (source, place) = value.as_text()?.split_once(':')?;
        Some(format!("{}:{place}", self.ids.get(source)?))
    }

    fn listed(&self, sources: &Value) -> Value {
        let one = |s: &Value| {
            let pair = |(k, v): &(String, Value)| match k.as_str() {
                "id" => (k.clone(), Value::word(self.ids[&id(s)].clone())),
                _ => (k.clone(), v.clone()),
            };
            Value::Map(s.pairs().iter().map(pair).collect())
        };
        Value::List(sources.elements().iter().map(one).collect())
    }

    /// Writes the documents that were read.
    pub(super) fn write(
        &self,
        editor: &mut Editor<'_>,
        old: &Value,
        new: &Value,
        changes: &mut Vec<Change>,
    ) -> Result<(), EditError> {
        let known = list(old, "sources");
        let mut more = Vec::new();
        for source in list(new, "sources") {
            let shown = Value::text(text(source, "file").unwrap_or_default());
            let Some(&at) = self.known.get(&id(source)) else {
                changes.push(Change::whole(ChangeKind::Source, "", &shown));
                more.push(source.clone());
                continue;
            };
            let path = [Step::Key("sources"), Step::Item(at)];
            let mut differs = false;
            for (key, value) in source.pairs() {
                if known[at].get(key) != Some(value) {
                    differs = true;
                    editor.set(&path, key, value.clone(), &["id", "file", "sha256"])?;
                }
            }
            if differs {
                changes.push(Change::whole(ChangeKind::Source, "", &shown));
            }
        }
        match more.is_empty() {
            true => Ok(()),
            false => {
                let before = ["version", "organisation"];
                editor.append(&[], "sources", more, Style::Braces, &before)
            }
        }
    }

    /// Where the words of an activity come from, seen from what `new` says of it
    /// (with the register's ids).
    pub(super) fn origin(&self, old: &Value, new: &Value) -> Origin {
        match (source_of(old), source_of(new)) {
            (None, _) | (_, None) => Origin::People,
            (Some(then), Some(now)) if then == now => Origin::Same,
            (_, Some(now)) => Origin::Other(now),
        }
    }

    /// Whether the document of an activity that was imported has changed, so that
    /// the activity is no longer in it.
    pub(super) fn has_lost(&self, activity: &Value) -> bool {
        let ended = text(activity, "status").as_deref() == Some("archived");
        let source = source_of(activity);
        !ended && source.is_some_and(|s| self.changed.contains(&s))
    }
}

/// The register's document that most activities of a new one come from.
fn version(source: &str, (old, new): (&Value, &Value), pairs: &Pairs) -> Option<usize> {
    let (before, now) = (list(old, "activities"), list(new, "activities"));
    let of = |all: &[Value], id: &str| {
        let own = |a: &&Value| source_of(a).as_deref() == Some(id);
        all.iter().filter(own).count()
    };
    let mut shared: BTreeMap<String, usize> = BTreeMap::new();
    for (n, m) in pairs.iter() {
        if source_of(&now[m]).as_deref() == Some(source)
            && let Some(own) = source_of(&before[n])
        {
            *shared.entry(own).or_default() += 1;
        }
    }
    let (best, n) = shared.into_iter().max_by_key(|(_, n)| *n)?;
    let most = of(before, &best).max(of(now, source));
    let at = list(old, "sources").iter().position(|s| id(s) == best)?;
    (n * 2 > most).then_some(at)
}

/// The document that an activity comes from.
fn source_of(activity: &Value) -> Option<String> {
    let source = text(activity, "source")?;
    source.split_once(':').map(|(id, _)| id.to_owned())
}

fn text(value: &Value, key: &str) -> Option<String> {
    value.get(key).and_then(Value::as_text).map(str::to_owned)
}

fn id(value: &Value) -> String {
    text(value, "id").unwrap_or_default()
}

/// The systems of a new import.
#[derive(Debug)]
pub(super) struct Systems {
    /// Ids in the import to those of the register.
    ids: BTreeMap<String, String>,
    /// Those that the register does not have, by their new ids.
    more: BTreeSet<String>,
}

/// Finds the systems of an import in the register, by any of their names. What the
/// register says of a system stays.
pub(super) fn systems(old: &Value, new: &Value) -> Systems {
    let names = |s: &Value| -> BTreeSet<String> {
        let aliases = s.get("aliases").map_or(&[][..], Value::elements);
        let aliases = aliases.iter().filter_map(Value::as_text);
        let own = [text(s, "id"), text(s, "name")].into_iter().flatten();
        own.chain(aliases.map(str::to_owned))
            .map(|n| folded_words(&n))
            .collect()
    };
    let known = list(old, "systems");
    let mut by_name: BTreeMap<String, String> = BTreeMap::new();
    for system in known {
        for name in names(system) {
            by_name.entry(name).or_insert_with(|| id(system));
        }
    }
    let mut taken = ids(known);
    let mut found = Systems {
        ids: BTreeMap::new(),
        more: BTreeSet::new(),
    };
    for system in list(new, "systems") {
        let same = names(system)
            .into_iter()
            .find_map(|n| by_name.get(&n).cloned());
        let own = same.unwrap_or_else(|| {
            let own = id(&with_new_id(system, &mut taken));
            found.more.insert(own.clone());
            own
        });
        found.ids.insert(id(system), own);
    }
    found
}

impl Systems {
    /// The import with the register's ids.
    pub(super) fn rename(&self, new: Value) -> Value {
        if self.ids.iter().all(|(a, b)| a == b) {
            return new;
        }
        self.within(new, false)
    }

    fn within(&self, value: Value, refers: bool) -> Value {
        match value {
            Value::Text { text, plain } if refers => match self.ids.get(&text) {
                Some(id) => Value::word(id.clone()),
                None => Value::Text { text, plain },
            },
            Value::List(list) => {
                Value::List(list.into_iter().map(|v| self.within(v, refers)).collect())
            }
            Value::Map(map) => {
                // an entry of `systems` itself has its id in a mapping
                let pair = |(key, v): (String, Value)| {
                    let names = matches!(key.as_str(), "systems" | "system");
                    let own = refers && key == "id";
                    let v = self.within(v, names || own);
                    (key, v)
                };
                Value::Map(map.into_iter().map(pair).collect())
            }
            other => other,
        }
    }

    /// Adds the systems that are new.
    pub(super) fn write(
        &self,
        editor: &mut Editor<'_>,
        new: &Value,
        changes: &mut Vec<Change>,
    ) -> Result<(), EditError> {
        let all = list(new, "systems").iter();
        let more: Vec<Value> = all
            .filter(|s| self.more.contains(&id(s)))
            .cloned()
            .collect();
        if more.is_empty() {
            return Ok(());
        }
        for system in &more {
            changes.push(Change::whole(ChangeKind::Added, "systems", system));
        }
        let before = ["version", "organisation", "sources"];
        editor.append(&[], "systems", more, Style::Braces, &before)
    }
}
