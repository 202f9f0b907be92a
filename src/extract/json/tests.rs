//! Tests of the JSON reader.

use super::*;
use crate::extract::testing::Recorder;
use proptest::prelude::*;
use serde_json::Value;

fn recorded(text: &str, block: usize, limits: &Limits) -> Recorder {
    let mut recorder = Recorder::default();
    let mut input = text.as_bytes();
    let mut chars = Chars::with_block(&mut input, block);
    read_chars(&mut chars, limits, &mut recorder).expect("nothing stops it");
    recorder
}

fn read_text(text: &str) -> Recorder {
    recorded(text, 1 << 20, &Limits::default())
}

fn pairs(recorder: &Recorder) -> Vec<(&str, &str)> {
    recorder
        .keyed
        .iter()
        .map(|(k, v, _)| (k.as_str(), v.as_str()))
        .collect()
}

#[test]
fn leaves_come_under_their_paths() {
    let recorder = read_text(
        r#"{"client":{"nom":"Léa","adresse":[{"rue":"1, rue X"},{"rue":null}],"n":-1.50e3,"ok":true}}"#,
    );
    assert_eq!(
        pairs(&recorder),
        [
            ("client.nom", "Léa"),
            ("client.adresse[].rue", "1, rue X"),
            ("client.adresse[].rue", ""),
            ("client.n", "-1.50e3"),
            ("client.ok", "true"),
        ]
    );
    assert!(recorder.notes.is_empty() && recorder.texts.is_empty());
}

#[test]
fn lines_of_json_are_documents() {
    let recorder = read_text("{\"a\":1}\n{\"a\":2}\r\n\n[\"x\"]\n");
    assert_eq!(pairs(&recorder), [("a", "1"), ("a", "2"), ("[]", "x")]);
}

#[test]
fn escapes_are_undone() {
    let recorder = read_text(r#"["\u00e9\n\"\\\/", "\ud83d\ude00", "\ud83d x", "\q\u12"]"#);
    assert_eq!(
        pairs(&recorder).iter().map(|p| p.1).collect::<Vec<_>>(),
        ["é\n\"\\/", "😀", "\u{FFFD} x", "q\\u12"]
    );
}

#[test]
fn values_know_their_place() {
    let text = "{\n  \"é\": \"x\",\n \"b\": 12\n}";
    let recorder = read_text(text);
    let starts: Vec<Start> = recorder.keyed.iter().map(|k| k.2).collect();
    let at = |line, column, byte| Start::Lines {
        line,
        column,
        byte: Some(byte),
    };
    assert_eq!(starts, [at(2, 8, 11), at(3, 6, 21)]);
    assert_eq!(&text[21..23], "12");
}

#[test]
fn values_with_escapes_claim_no_bytes() {
    let recorder = read_text(r#"{"d":"14\/11\/1988","e":"caf\u00e9 NIR","f":"x"}"#);
    let bytes = |i: usize| match recorder.keyed[i].2 {
        Start::Lines { byte, .. } => byte,
        _ => None,
    };
    assert_eq!(recorder.keyed[0].1, "14/11/1988");
    assert_eq!([bytes(0), bytes(1)], [None, None]);
    assert!(bytes(2).is_some());
}

#[test]
fn what_is_broken_is_text() {
    let recorder = read_text("{\"a\": 1, \"b\": oups, \"tel\": \"0612345678\"}");
    assert_eq!(pairs(&recorder), [("a", "1")]);
    let (text, own, start) = &recorder.texts[0];
    assert!(text[own.clone()].starts_with("oups") && text.ends_with("78\"}"));
    assert!(matches!(start, Start::Lines { line: 1, .. }));
    assert_eq!(recorder.notes.len(), 1);
}

#[test]
fn a_broken_line_costs_no_other_line() {
    let recorder = read_text("{\"a\":1}\n{\"a\":\"x\nTrace: é\n at b\n{\"a\":3}\n");
    assert_eq!(pairs(&recorder), [("a", "1"), ("a", "3")]);
    let (text, own, _) = &recorder.texts[0];
    assert_eq!(&text[own.clone()], "\"x\nTrace: é\n at b\n");
}

#[test]
fn what_is_too_deep_is_text() {
    let text = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    let recorder = read_text(&text);
    assert!(recorder.keyed.is_empty());
    let own: usize = recorder.texts.iter().map(|t| t.1.len()).sum();
    assert_eq!(own, text.len() - 512);
}

#[test]
fn an_early_end_loses_nothing() {
    let recorder = read_text("{\"a\":[\"x\",{\"b\":\"yz");
    assert_eq!(pairs(&recorder), [("a[]", "x")]);
    let (text, own, _) = &recorder.texts[0];
    assert_eq!(&text[own.clone()], "\"yz");
    assert_eq!(read_text("{\"a\":[1,").notes, ["json: ends within a value"]);
}

#[test]
fn data_in_keys_is_given_and_kept_out_of_paths() {
    let recorder = read_text(r#"{"u":{"a@b.fr":{"n":1},"c@d.fr":{"n":2}}}"#);
    assert_eq!(
        pairs(&recorder),
        [
            ("u.*", "a@b.fr"),
            ("u[].n", "1"),
            ("u.*", "c@d.fr"),
            ("u[].n", "2")
        ]
    );
    let members: Vec<String> = (0..150).map(|i| format!("\"Nom {i}\":{i}")).collect();
    let recorder = read_text(&format!("{{{}}}", members.join(",")));
    let keys: Vec<_> = recorder.keyed.iter().filter(|k| k.0 == "*").collect();
    assert_eq!(keys.len(), 150);
    assert_eq!(recorder.keyed.iter().filter(|k| k.0 == "[]").count(), 50);
}

#[test]
fn long_strings_come_in_pieces() {
    let limits = Limits {
        value: 1000,
        ..Limits::default()
    };
    let value = "é\\\"x".repeat(20_000);
    let recorder = recorded(&format!("{{\"a\":\"{value}\",\"b\":2}}"), 256, &limits);
    let a: String = recorder
        .keyed
        .iter()
        .filter(|k| k.0 == "a")
        .map(|k| k.1.as_str())
        .collect();
    assert_eq!(a, "é\"x".repeat(20_000));
    assert_eq!(recorder.keyed.last().map(|k| k.0.as_str()), Some("b"));
    assert_eq!(recorder.problems[0].what, Reason::ValueCut);
}

#[test]
fn names_of_people_in_keys_do_not_become_columns() {
    let recorder = read_text(
        r#"{"Jean Dupont":{"email":"a@b.fr"},"note":"x","Léa Martin" : [{"email":"c@d.fr"}]}"#,
    );
    assert_eq!(
        pairs(&recorder),
        [
            ("*", "Jean Dupont"),
            ("email", "a@b.fr"),
            ("note", "x"),
            ("*", "Léa Martin"),
            ("email", "c@d.fr"),
        ]
    );
    let recorder = read_text(r#"{"agents":{"dupont":{"age":1},"martin":{"age":2}}}"#);
    assert_eq!(
        pairs(&recorder),
        [
            ("agents.*", "dupont"),
            ("agents[].age", "1"),
            ("agents.*", "martin"),
            ("agents[].age", "2"),
        ]
    );
    // records are none
    let recorder = read_text(r#"{"client":{"nom":1},"facture":{"date":2}}"#);
    assert_eq!(
        pairs(&recorder),
        [("client.nom", "1"), ("facture.date", "2")]
    );
    let recorder = read_text(r#"[{"nom":1},{"nom":2}]"#);
    assert_eq!(pairs(&recorder), [("nom", "1"), ("nom", "2")]);
}

/// Paths and values as they are where no key is data; `depth` of containers.
fn leaves(value: &Value, path: &str, depth: usize, out: &mut Vec<(String, String)>) {
    let mut give = |value: String| {
        let path = if path.is_empty() && depth > 0 {
            "[]"
        } else {
            path
        };
        out.push((path.to_owned(), value));
    };
    match value {
        Value::Object(map) => {
            for (k, v) in map {
                let path = if path.is_empty() {
                    k.clone()
                } else {
                    format!("{path}.{k}")
                };
                leaves(v, &path, depth + 1, out);
            }
        }
        Value::Array(items) => {
            let path = if path.is_empty() {
                String::new()
            } else {
                format!("{path}[]")
            };
            items.iter().for_each(|v| leaves(v, &path, depth + 1, out));
        }
        Value::String(s) => give(s.clone()),
        Value::Null => give(String::new()),
        other => give(other.to_string()),
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "[a-zé\"\\\\\n😀\u{1}/]{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 60, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            proptest::collection::btree_map("[a-cé\"]{0,3}", inner, 0..6)
                .prop_map(|m| Value::Object(m.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn leaves_are_those_of_serde_json(value in any_json(), pretty: bool, block in 8usize..64) {
        let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) };
        let text = text.expect("serialises");
        let recorder = recorded(&text, block, &Limits::default());
        let mut expected = Vec::new();
        leaves(&value, "", 0, &mut expected);
        let is_key = |k: &&(String, String, Start)| k.0 == "*" || k.0.ends_with(".*");
        let given: Vec<_> = recorder.keyed.iter().filter(|k| !is_key(k)).map(|k| (k.0.clone(), k.1.clone())).collect();
        if given.len() == recorder.keyed.len() {
            prop_assert_eq!(given, expected);
        } else {
            let values = |pairs: Vec<(String, String)>| pairs.into_iter().map(|p| p.1).collect::<Vec<_>>();
            prop_assert_eq!(values(given), values(expected));
        }
        prop_assert!(recorder.texts.is_empty() && recorder.notes.is_empty());
        for (_, value, at) in &recorder.keyed {
            let is_plain = !value.contains(['"', '\\', '\n', '\u{1}']);
            let Start::Lines { line, column, byte } = *at else { panic!("{at:?}") };
            prop_assert_eq!(byte.is_some(), is_plain);
            let Some(byte) = byte else { continue };
            let before = &text[..byte as usize];
            prop_assert_eq!(line, 1 + before.matches('\n').count() as u64);
            prop_assert_eq!(column, before.rsplit('\n').next().unwrap_or(before).chars().count() as u64);
            prop_assert!(text[byte as usize..].starts_with(value.as_str()));
        }
    }

    #[test]
    fn any_text_passes_whole(text in "[\\[\\]{},\"a0 \n\\\\é-]{0,80}", block in 8usize..40) {
        let small = recorded(&text, block, &Limits::default());
        let whole = recorded(&text, 1 << 20, &Limits::default());
        prop_assert_eq!(&small.keyed, &whole.keyed);
        prop_assert_eq!(&small.notes, &whole.notes);
        // Without a colon no key is a name: every letter is in a value or in text.
        let count = |s: &str| s.matches('é').count();
        let values: usize = whole.keyed.iter().map(|k| count(&k.1)).sum();
        let texts: usize = whole.texts.iter().map(|t| count(&t.0[t.1.clone()])).sum();
        prop_assert_eq!(values + texts, count(&text));
    }
}

#[test]
fn json_is_told_from_what_looks_like_it() {
    assert_eq!(shape("{\"a\": [1, 2"), Shape::Document);
    assert_eq!(shape("[]"), Shape::Document);
    assert_eq!(shape("{\"a\":1}\n{\"a\":2}\n{\"a\": \"tr"), Shape::Lines);
    assert_eq!(shape("[section]\nkey=value\n"), Shape::None);
    assert_eq!(
        shape("[2024-01-02 10:00] INFO x\n[2024-01-02 10:01] INFO y"),
        Shape::None
    );
    assert_eq!(shape("[1] Voir la note\n"), Shape::None);
    assert_eq!(shape("{ margin: 0 }"), Shape::None);
    assert_eq!(shape("{'a': 1}"), Shape::None);
}
