//! A register as this program shows it to machines (`limier.register.v1`), back
//! as `register.yaml`: every fact with the words and the place that it had, and
//! what people decided. Lines of the file that was shown are left out.

use crate::register::edit::Value;
use serde_json::Value as Json;

/// The schema of such a view.
const SCHEMA: &str = "limier.register.v1";

/// Keys whose values are words of closed lists, ids and dates: they stand without
/// quotation marks where they can.
const WORDS: &[&str] = &[
    "id", "role", "status", "state", "kind", "category", "item", "items", "codes", "binding",
    "medium", "importer", "created", "updated", "on", "until", "level", "country", "system",
    "systems", "trigger", "sha256", "art9",
];

/// The register of a view; none where the bytes are no view of an activity.
pub(super) fn native(bytes: &[u8]) -> Option<String> {
    let name = SCHEMA.as_bytes();
    // it is said at the very beginning or, with the keys sorted, at the end
    if !bytes.windows(name.len()).any(|w| w == name) {
        return None;
    }
    let whole: Json = serde_json::from_slice(bytes).ok()?;
    let is_view = whole.get("schema").and_then(Json::as_str) == Some(SCHEMA);
    let activities = whole.get("activities")?.as_array()?;
    (is_view && !activities.is_empty()).then(|| written(&whole, activities))
}

fn written(whole: &Json, activities: &[Json]) -> String {
    let mut out = String::from("version: 1\n");
    if let Some(organisation) = said("organisation", whole.get("organisation")) {
        out += &format!("organisation:\n  {}\n", organisation.lines(2));
    }
    let beside = |key: &str, one: fn(&Json) -> Value| {
        let all = whole.get(key).and_then(Json::as_array);
        let all: Vec<Value> = all.map_or(&[][..], Vec::as_slice).iter().map(one).collect();
        let lines: String = all
            .iter()
            .map(|v| format!("- {}\n", v.flow(false)))
            .collect();
        (!lines.is_empty()).then(|| format!("{key}:\n{lines}"))
    };
    out += &beside("sources", plain).unwrap_or_default();
    out += &beside("systems", system).unwrap_or_default();
    out += "activities:\n";
    for a in activities {
        out += &format!("- {}\n", activity(a).lines(2));
    }
    out += &beside("waivers", plain).unwrap_or_default();
    out
}

/// A value without lines and without what says nothing; a fact with its line
/// alone is the fact.
fn said(key: &str, json: Option<&Json>) -> Option<Value> {
    match json? {
        Json::Null => None,
        Json::Bool(b) => Some(Value::word(b.to_string())),
        Json::Number(n) => Some(Value::word(n.to_string())),
        Json::String(text) => Some(scalar(key, text)),
        Json::Array(all) => {
            let all: Vec<Value> = all.iter().filter_map(|v| said(key, Some(v))).collect();
            (!all.is_empty()).then_some(Value::List(all))
        }
        Json::Object(map) => {
            let value = said(key, map.get("value"));
            let of = |k: &str, v: &Json| Some((k.to_owned(), said(k, Some(v))?));
            let rest = map
                .iter()
                .filter(|(k, _)| !matches!(k.as_str(), "value" | "line"));
            let rest: Vec<(String, Value)> = rest.filter_map(|(k, v)| of(k, v)).collect();
            match (value, rest.is_empty()) {
                (Some(value), true) => Some(value),
                (Some(value), false) => {
                    let text = vec![("text".to_owned(), value)];
                    Some(Value::Map([text, rest].concat()))
                }
                (None, empty) => (!empty).then_some(Value::Map(rest)),
            }
        }
    }
}

fn scalar(key: &str, text: &str) -> Value {
    let word = WORDS.contains(&key) && text.starts_with(|c: char| c.is_ascii_alphabetic());
    let date = matches!(key, "created" | "updated" | "on" | "until");
    match word || date {
        true => Value::word(text),
        false => Value::text(text),
    }
}

fn plain(json: &Json) -> Value {
    said("", Some(json)).unwrap_or(Value::Null)
}

/// The keys of a value, changed one by one; what says nothing is left out.
fn mapped(value: Value, each: impl Fn(String, Value) -> Vec<(String, Value)>) -> Value {
    match value {
        Value::Map(map) => Value::Map(map.into_iter().flat_map(|(k, v)| each(k, v)).collect()),
        other => other,
    }
}

fn system(json: &Json) -> Value {
    let system = plain(json);
    let hosting: Vec<(String, Value)> = ["place", "country"]
        .iter()
        .filter_map(|k| Some(((*k).to_owned(), system.get(k)?.clone())))
        .collect();
    let system = system.without(&["place", "country"]);
    match (system, hosting.is_empty()) {
        (Value::Map(mut map), false) => {
            map.push(("hosting".to_owned(), Value::Map(hosting)));
            Value::Map(map)
        }
        (system, _) => system,
    }
}

fn activity(json: &Json) -> Value {
    let mut keys = mapped(plain(json), |key, value| {
        let value = match key.as_str() {
            "review_required" if value.as_text() == Some("false") => return Vec::new(),
            "other_measures" => return Vec::new(),
            "sensitive" => sensitive(value),
            "forbidden" => listed(value, |v| mapped(v, |k, v| vec![(negated(k), v)])),
            "security" => security(&value),
            _ => value,
        };
        vec![(key, value)]
    });
    let others = said("", json.get("other_measures"));
    if let (Value::Map(map), Some(others)) = (&mut keys, others) {
        let other = ("other".to_owned(), others);
        match map.iter_mut().find(|(k, _)| k == "security") {
            Some((_, Value::Map(measures))) => measures.push(other),
            _ => map.push(("security".to_owned(), Value::Map(vec![other]))),
        }
    }
    ordered(keys)
}

/// `id` and `name` first, the rest in the order of the native format.
fn ordered(value: Value) -> Value {
    let place = |key: &str| {
        let order = crate::register::edit::ACTIVITY;
        order.iter().position(|k| *k == key).unwrap_or(order.len())
    };
    match value {
        Value::Map(mut map) => {
            map.sort_by_key(|(k, _)| place(k));
            Value::Map(map)
        }
        other => other,
    }
}

fn listed(value: Value, each: impl Fn(Value) -> Value) -> Value {
    match value {
        Value::List(all) => Value::List(all.into_iter().map(each).collect()),
        other => each(other),
    }
}

fn negated(key: String) -> String {
    match key.as_str() {
        "category" => "item".to_owned(),
        _ => key,
    }
}

/// `items` are `art9` and `art10`.
fn sensitive(value: Value) -> Value {
    mapped(value, |key, value| match key.as_str() {
        "items" => {
            let (ten, nine): (Vec<Value>, Vec<Value>) = value
                .elements()
                .iter()
                .cloned()
                .partition(|v| v.as_text() == Some("offence"));
            let nine = (!nine.is_empty()).then(|| ("art9".to_owned(), Value::List(nine)));
            let ten = (!ten.is_empty()).then(|| ("art10".to_owned(), Value::word("true")));
            nine.into_iter().chain(ten).collect()
        }
        _ => vec![(key, value)],
    })
}

/// A list of measures by their names.
fn security(value: &Value) -> Value {
    let one = |v: &Value| {
        let name = v.get("measure")?.as_text()?.to_owned();
        let rest = v.without(&["measure"]);
        let value = match rest.pairs() {
            [(key, state)] if key == "state" => state.clone(),
            _ => rest,
        };
        Some((name, value))
    };
    Value::Map(value.elements().iter().filter_map(one).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_view_of_an_activity_is_none() {
        for text in [
            "{\"schema\": \"limier.register.v1\", \"activities\": []}",
            "{\"schema\": \"limier.register.v1\"}",
            "{\"note\": \"limier.register.v1\", \"activities\": [{\"id\": \"a\"}]}",
            "{\"schema\": \"limier.register.v1\", \"activities\": [",
        ] {
            assert_eq!(native(text.as_bytes()), None, "{text}");
        }
    }
}
