//! The systems of a new import under the ids that the register gives them.

use super::change::{Change, ChangeKind};
use super::list;
use super::pair::{ids, with_new_id};
use super::source::{id, text};
use crate::model::folded_words;
use crate::register::edit::{EditError, Editor, Style, Value};
use std::collections::{BTreeMap, BTreeSet};

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
