//! The activities that each document gave: an activity that is in the list of its
//! document and no more in the register was deleted by a person, and stays so.

use super::keys::digest;
use super::list;
use super::pair::Pairs;
use super::source::{id, source_of, text};
use crate::register::edit::{EditError, Editor, Step, Value};
use std::collections::{BTreeMap, BTreeSet};

/// The key of a document under which they stand: digests of names by ids.
pub(super) const GIVEN: &str = "imported";

/// Lists the activities of each document of a new register.
pub(super) fn stamp(editor: &mut Editor<'_>, whole: &Value) -> Result<(), EditError> {
    for (n, source) in list(whole, "sources").iter().enumerate() {
        if let (None, given @ Value::Map(_)) = (source.get(GIVEN), given(source, whole)) {
            let path = [Step::Key("sources"), Step::Item(n)];
            editor.set(&path, GIVEN, given, &[])?;
        }
    }
    Ok(())
}

/// An import whose documents list their activities; lists that they have stay.
pub(super) fn listed(new: Value) -> Value {
    let with = |source: &Value| match (source, source.get(GIVEN), given(source, &new)) {
        (Value::Map(map), None, given @ Value::Map(_)) => {
            let given = (GIVEN.to_owned(), given);
            Value::Map(map.iter().cloned().chain([given]).collect())
        }
        (source, ..) => source.clone(),
    };
    let sources: Vec<Value> = list(&new, "sources").iter().map(with).collect();
    let Value::Map(map) = new else { return new };
    let keep = |(key, value): (String, Value)| match key.as_str() {
        "sources" => (key, Value::List(sources.clone())),
        _ => (key, value),
    };
    Value::Map(map.into_iter().map(keep).collect())
}

/// The activities that a document gave; nothing of one that gave none.
fn given(source: &Value, whole: &Value) -> Value {
    let own = Some(id(source));
    let activities = list(whole, "activities").iter();
    let of = activities.filter(|a| source_of(a) == own);
    let name = |a: &Value| Some((text(a, "id")?, Value::word(digest(a.get("name")?))));
    let all: Vec<(String, Value)> = of.filter_map(name).collect();
    match all.is_empty() {
        true => Value::Null,
        false => Value::Map(all),
    }
}

/// New activities that their document gave before and that the register has no
/// more. Of several of one name, as many as are missing.
pub(super) fn away(old: &Value, new: &Value, pairs: &Pairs) -> BTreeSet<usize> {
    let said = list(new, "activities");
    let key = |a: &Value| Some((source_of(a)?, digest(a.get("name")?)));
    let mut missing: BTreeMap<(String, String), usize> = BTreeMap::new();
    for source in list(old, "sources") {
        for (_, name) in source.get(GIVEN).map_or(&[][..], Value::pairs) {
            let name = name.as_text().unwrap_or_default().to_owned();
            *missing.entry((id(source), name)).or_default() += 1;
        }
    }
    for (_, m) in pairs.iter() {
        if let Some(left) = key(&said[m]).and_then(|k| missing.get_mut(&k)) {
            *left = left.saturating_sub(1);
        }
    }
    let mut away = BTreeSet::new();
    for m in pairs.unpaired(said.len()) {
        if let Some(left) = key(&said[m]).and_then(|k| missing.get_mut(&k))
            && *left > 0
        {
            *left -= 1;
            away.insert(m);
        }
    }
    away
}
