//! Keys and values of a register in the words of people: its codes by their labels.

use crate::register::edit::Value;
use crate::register::label::{self, Of};

/// A key by its heading, and as it is written in the file.
pub(super) fn key(key: &str, french: bool) -> String {
    let table = match key {
        "recipients" | "organisation" => Of::Word,
        _ => Of::Heading,
    };
    let id = if key == "forbidden" { "excluded" } else { key };
    match label::text(table, id, french) {
        shown if shown == id => key.to_owned(),
        shown => format!("{shown} ({key})"),
    }
}

/// The tables in which the word of a key stands.
fn table(key: &str) -> Option<Of> {
    Some(match key {
        "state" => Of::State,
        "answer" | "outside_eu" => Of::Answer,
        "codes" => Of::Basis,
        "kind" => Of::Kind,
        "role" => Of::Role,
        "status" => Of::Status,
        "trigger" => Of::Trigger,
        _ => return None,
    })
}

/// A value in one line.
pub(super) fn value(value: &Value, french: bool) -> String {
    of("", value, french)
}

fn of(key: &str, value: &Value, french: bool) -> String {
    match value {
        Value::Null => "—".to_owned(),
        Value::Text { text, .. } => word(key, text, french),
        Value::List(all) => {
            let all: Vec<String> = all.iter().map(|v| of(key, v, french)).collect();
            all.join(" ; ")
        }
        Value::Map(map) => {
            let says = |v: &Value| !matches!(v, Value::List(all) if all.is_empty());
            // what stands beside it says that something is declared
            let declared = |k: &str, v: &Value| {
                let more = map
                    .iter()
                    .any(|(k, v)| k != "state" && k != "category" && says(v));
                k == "state" && v.as_text() == Some("declared") && more
            };
            let all: Vec<String> = map
                .iter()
                .filter(|(k, v)| k != "id" && says(v) && !declared(k, v))
                .map(|(k, v)| part(k, v, french))
                .collect();
            all.join(", ")
        }
    }
}

/// One key of a mapping: words between quotation marks, numbers with what they are.
fn part(key: &str, value: &Value, french: bool) -> String {
    let said = of(key, value, french);
    let measure = || label::text(Of::Measure, key, french);
    let colon = if french { "\u{a0}:" } else { ":" };
    match key {
        "text" if french => format!("«\u{a0}{said}\u{a0}»"),
        "text" => format!("\"{said}\""),
        "months" if french => format!("{said} mois"),
        "months" => format!("{said} months"),
        "nir" | "dpo" | "controller" => {
            format!("{}{colon} {said}", label::text(Of::Heading, key, french))
        }
        _ if measure() != key => format!("{}{colon} {said}", measure()),
        _ => said,
    }
}

/// A word of a closed list by its label; anything else as it stands.
fn word(key: &str, text: &str, french: bool) -> String {
    let claim = label::text(Of::Claim, text, french);
    match table(key) {
        Some(Of::Trigger) => label::trigger_text(text, french).into_owned(),
        Some(Of::Kind) if claim != text => claim.to_owned(),
        Some(table) => label::text(table, text, french).to_owned(),
        None if matches!(key, "declared" | "art10" | "external" | "review_required") => {
            let answer = if text == "true" { "oui" } else { "non" };
            label::text(Of::Answer, answer, french).to_owned()
        }
        None if matches!(
            key,
            "category" | "items" | "item" | "applies_to" | "art9" | ""
        ) =>
        {
            match (text.parse(), text.parse()) {
                (Ok(datum), _) => label::datum(datum, french).to_owned(),
                (_, Ok(category)) => label::category(category, french).to_owned(),
                _ if text == "all" => label::text(Of::Word, "all_data", french).to_owned(),
                _ => any(text, french).to_owned(),
            }
        }
        None => any(text, french).to_owned(),
    }
}

/// A bare word that stands for a role, a status or the state of a measure.
fn any(text: &str, french: bool) -> &str {
    let tables = [Of::Role, Of::Status, Of::InPlace];
    let shown = tables.map(|t| label::text(t, text, french));
    shown.into_iter().find(|s| *s != text).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::register::edit::{ACTIVITY, Editor};

    #[test]
    fn no_code_is_told() {
        let text = "v: [{category: identite, state: heading_only, items: [person_name, iban]}, {applies_to: all, kind: bounded, months: 24, trigger: end_of_contract, text: \"2 ans\"}, {state: declared, codes: [legal_obligation]}, {outside_eu: \"non_precise\", countries: []}, {kind: no_export_outside_system}, {access_control: heading_only, other: [Charte]}, {answer: \"non\", art9: [trade_union], art10: true, nir: {declared: false}}, {item: art9.health}]";
        let read = Editor::open(text).expect("readable").value().clone();
        let all = read.get("v").expect("a list");
        for french in [true, false] {
            let said = value(all, french);
            assert!(!said.contains('_') && !said.contains("bounded"), "{said}");
        }
        let said = value(all, true);
        assert!(
            said.contains("24 mois") && said.contains("«\u{a0}2 ans\u{a0}»"),
            "{said}"
        );
        assert!(said.contains("(NIR)\u{a0}: Non"), "{said}");
        assert!(!value(all, false).contains("\u{a0}:"));
        assert_eq!(
            value(&Value::word("joint"), false),
            label::text(Of::Role, "joint", false)
        );
        for k in ACTIVITY {
            let told = key(k, true);
            let own = ["id", "review_required", "source"];
            assert!(
                own.contains(k) || told.ends_with(&format!("({k})")),
                "{told}"
            );
        }
    }
}
