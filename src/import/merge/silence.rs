//! What an importer writes where a document says nothing: it counts as absent, so
//! that the document that says something fills it in.

use crate::register::edit::Value;

/// Keys whose value may say nothing, and the field and word that say so.
const SILENT: &[(&str, &str, &str)] = &[
    ("legal_basis", "state", "not_stated"),
    ("transfers", "outside_eu", "non_precise"),
    ("sensitive", "answer", "non_precise"),
];

/// The role of an activity whose document does not say it.
pub(super) const ROLE: &str = "controller";

/// Whether a value of a key says nothing: the answer is that there is none, and
/// nothing else stands beside it.
pub(super) fn is_silent(key: &str, value: &Value) -> bool {
    let Some((_, field, word)) = SILENT.iter().find(|(k, _, _)| *k == key) else {
        return false;
    };
    let answer = value.get(field).and_then(Value::as_text) == Some(word);
    let mut others = value.pairs().iter().filter(|(k, _)| k != field);
    answer && others.all(|(_, v)| is_empty(v))
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Text { text, .. } => text.is_empty(),
        Value::List(list) => list.is_empty(),
        Value::Map(map) => map.is_empty(),
    }
}
