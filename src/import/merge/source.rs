//! The documents of a new import under the ids that the register gives them, and
//! what they are to those that it was made from.

use super::change::{Change, ChangeKind};
use super::given::GIVEN;
use super::keys::Origin;
use super::list;
use super::pair::{Acquaintance, Pairs, ids};
use super::run::Run;
use super::shared::Shared;
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
    /// Of those, the ones that are known by their activities alone.
    guessed: BTreeSet<String>,
    /// Of those, the ones that this run has read already: the same bytes twice.
    twice: BTreeSet<String>,
    /// Documents that have the name of one that is known and are another.
    namesakes: BTreeSet<String>,
}

/// Whether a source of the import was read before, or may be a version of one.
pub(super) fn acquaintance(old: &Value, new: &Value, run: &Run) -> Acquaintance {
    let (known, said) = (list(old, "sources"), list(new, "sources"));
    let pairs = || said.iter().flat_map(|s| known.iter().map(move |k| (s, k)));
    if pairs().any(|(s, k)| same_bytes(s, k, run) || same_file(s, k, run)) {
        Acquaintance::Again
    } else if pairs().any(|(s, k)| same_reader(s, k) && run.may_be_older(k)) {
        Acquaintance::Perhaps
    } else {
        Acquaintance::None
    }
}

fn same(key: &str, said: &Value, known: &Value) -> bool {
    text(said, key).is_some() && text(said, key) == text(known, key)
}

fn same_reader(said: &Value, known: &Value) -> bool {
    same("importer", said, known)
}

/// The same bytes; within one run read the same way.
fn same_bytes(said: &Value, known: &Value, run: &Run) -> bool {
    let beside = run.read.contains(&id(known));
    same("sha256", said, known) && (!beside || same_reader(said, known))
}

/// The file of the same name that an earlier run has read.
fn same_file(said: &Value, known: &Value, run: &Run) -> bool {
    same("file", said, known) && !run.read.contains(&id(known))
}

impl Sources {
    /// Finds the documents of an import among those of the register: the same
    /// bytes; the same file name, where activities of the one are in the other; or
    /// else the one that most of its activities come from (a new version under
    /// another name, read the same way). Documents of one run are no versions of
    /// each other.
    pub(super) fn of(old: &Value, new: &Value, pairs: &Pairs, run: &Run) -> Self {
        let (known, said) = (list(old, "sources"), list(new, "sources"));
        let mut found = Self {
            ids: BTreeMap::new(),
            known: BTreeMap::new(),
            changed: BTreeSet::new(),
            guessed: BTreeSet::new(),
            twice: BTreeSet::new(),
            namesakes: BTreeSet::new(),
        };
        for source in said {
            let free = |s: &Value| !found.known.contains_key(&id(s));
            let same = |s: &Value| same_bytes(source, s, run) && free(s);
            if let Some(at) = known.iter().position(same) {
                found.take(source, &known[at], at);
            }
        }
        let shared = Shared::of(old, new, pairs);
        for source in said {
            if !found.ids.contains_key(&id(source)) {
                found.by_file(source, known, &shared, run);
            }
        }
        for source in said.iter().filter(|s| text(s, "file").is_some()) {
            if !found.ids.contains_key(&id(source))
                && let Some(at) = shared.version(source, known)
                && !found.known.contains_key(&id(&known[at]))
                && same_reader(source, &known[at])
                && run.may_be_older(&known[at])
            {
                found.guessed.insert(id(&known[at]));
                found.take(source, &known[at], at);
            }
        }
        let twice = found.known.keys().filter(|id| run.read.contains(*id));
        found.twice = twice.cloned().collect();
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

    /// The document of the same name with which it has most in common.
    fn by_file(&mut self, said: &Value, known: &[Value], shared: &Shared<'_>, run: &Run) {
        let mut all: Vec<usize> = (0..known.len())
            .filter(|at| same_file(said, &known[*at], run))
            .filter(|at| !self.known.contains_key(&id(&known[*at])))
            .collect();
        let count = |at: &usize| shared.count(&id(&known[*at]), &id(said));
        all.sort_by_key(|at| std::cmp::Reverse(count(at)));
        match all.first() {
            Some(&at) if shared.is_one(&id(&known[at]), &id(said)) => {
                self.take(said, &known[at], at);
            }
            Some(_) => {
                self.namesakes.insert(id(said));
            }
            None => {}
        }
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
                        None if key == "imported" => self.filed(&value),
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

    /// Digests under the ids of the documents that they are of.
    fn filed(&self, digests: &Value) -> Value {
        let one = |(k, v): &(String, Value)| {
            let own = k.split_once('.');
            let own =
                own.and_then(|(source, key)| Some(format!("{}.{key}", self.ids.get(source)?)));
            (own.unwrap_or_else(|| k.clone()), v.clone())
        };
        Value::Map(digests.pairs().iter().map(one).collect())
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
                let own = self.ids.iter().find(|(_, own)| **own == id(source));
                let kind = match own.is_some_and(|(said, _)| self.namesakes.contains(said)) {
                    true => ChangeKind::Namesake,
                    false => ChangeKind::Source,
                };
                changes.push(Change::whole(kind, "", &shown));
                more.push(source.clone());
                continue;
            };
            if self.twice.contains(&id(source)) {
                continue;
            }
            let path = [Step::Key("sources"), Step::Item(at)];
            let mut differs = false;
            for (key, value) in source.pairs() {
                if known[at].get(key) != Some(value) {
                    differs |= key != GIVEN;
                    editor.set(&path, key, value.clone(), &["id", "file", "sha256"])?;
                }
            }
            let file = |s: &Value| text(s, "file").unwrap_or_default();
            if self.guessed.contains(&id(source)) {
                let (then, now) = (file(&known[at]), file(source));
                changes.push(Change::document(ChangeKind::Version, &then, &now));
            } else if differs {
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
            (None, now) => Origin::People(now),
            (_, None) => Origin::People(None),
            (Some(then), Some(now)) => self.seen_from(&then, now),
        }
    }

    fn seen_from(&self, then: &str, now: String) -> Origin {
        match (then == now, self.guessed.contains(&now)) {
            (true, false) => Origin::Same,
            (true, true) => Origin::Guessed,
            (false, _) => Origin::Other(now),
        }
    }

    /// Where the words about the organisation come from; `old` and `new` are whole
    /// registers. The first document that speaks of it is the one whose digests
    /// stand under no id.
    pub(super) fn origin_of_organisation(&self, old: &Value, new: &Value) -> Origin {
        let now = first_of(new, &BTreeSet::new());
        let digests = old.get("organisation").and_then(|o| o.get("imported"));
        let Some(digests) = digests.map(Value::pairs).filter(|d| !d.is_empty()) else {
            return Origin::People(now);
        };
        let apart = digests.iter().filter_map(|(k, _)| k.split_once('.'));
        let apart: BTreeSet<&str> = apart.map(|(source, _)| source).collect();
        let own = digests.iter().any(|(k, _)| !k.contains('.'));
        match (first_of(old, &apart).filter(|_| own), now) {
            (None, now) => Origin::People(now),
            (_, None) => Origin::People(None),
            (Some(then), Some(now)) => self.seen_from(&then, now),
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

/// The first document of a register that its organisation cites, else the first of
/// all; none that is `apart`.
fn first_of(register: &Value, apart: &BTreeSet<&str>) -> Option<String> {
    let all = list(register, "sources").iter().map(id);
    let all: Vec<String> = all.filter(|id| !apart.contains(id.as_str())).collect();
    let organisation = register.get("organisation");
    let people = ["controller", "dpo"].map(|k| organisation.and_then(|o| o.get(k)));
    let cited: BTreeSet<String> = people
        .into_iter()
        .chain([organisation])
        .filter_map(|v| source_of(v?))
        .collect();
    let first = all.iter().find(|id| cited.contains(*id));
    first.or(all.first()).cloned()
}

/// The document that an activity comes from.
pub(super) fn source_of(activity: &Value) -> Option<String> {
    let source = text(activity, "source")?;
    source.split_once(':').map(|(id, _)| id.to_owned())
}

/// The text of a key.
pub(super) fn text(value: &Value, key: &str) -> Option<String> {
    value.get(key).and_then(Value::as_text).map(str::to_owned)
}

/// The id of an entry.
pub(super) fn id(value: &Value) -> String {
    text(value, "id").unwrap_or_default()
}
