//! The evaluation set is what its generator writes, and its labels stand where
//! they say.

#[path = "../fixtures/eval/generate/mod.rs"]
mod generate;

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

fn stored() -> BTreeMap<String, Vec<u8>> {
    let root = Path::new("fixtures/eval");
    let read = |name: String| {
        let bytes = std::fs::read(root.join(&name)).expect("can be read");
        (name, bytes)
    };
    let tables = std::fs::read_dir(root.join("tables")).expect("the tables are there");
    let mut files: BTreeMap<String, Vec<u8>> = tables
        .map(|e| e.expect("can be listed").file_name())
        .map(|name| read(format!("tables/{}", name.to_string_lossy())))
        .collect();
    files.extend(["docs.jsonl", "tables.jsonl"].map(|n| read(n.to_owned())));
    files
}

#[test]
fn generating_again_gives_the_same_bytes() {
    let (stored, again) = (stored(), generate::files());
    let names = |of: &BTreeMap<String, Vec<u8>>| of.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&stored), names(&again));
    for (name, bytes) in &again {
        assert!(
            stored[name] == *bytes,
            "{name} differs; run `cargo run --example make-eval -- fixtures/eval`"
        );
    }
}

#[test]
fn labels_stand_where_they_say() {
    let documents = std::fs::read_to_string("fixtures/eval/docs.jsonl").expect("is there");
    let (mut count, mut labels, mut halves) = (0, 0, BTreeMap::new());
    for line in documents.lines() {
        let d: Value = serde_json::from_str(line).expect("a document");
        let text = d["text"].as_str().expect("a text");
        count += 1;
        *halves.entry(d["split"].to_string()).or_insert(0) += 1;
        for l in d["labels"].as_array().expect("labels") {
            let at = |name: &str| l[name].as_u64().expect("an offset") as usize;
            let value = l["value"].as_str().expect("a value");
            assert_eq!(&text[at("byte_start")..at("byte_end")], value);
            let chars: String = text
                .chars()
                .skip(at("start"))
                .take(at("end") - at("start"))
                .collect();
            assert_eq!(chars, value, "{}", d["doc"]);
            labels += 1;
        }
    }
    assert!(count >= 300 && labels > 3000, "{count}, {labels}");
    assert!(
        halves.len() == 2 && halves.values().all(|n| *n > count / 3),
        "{halves:?}"
    );
}

/// Half -> the layouts in it, of documents (`stem-number`) or tables.
fn layouts(file: &str, name: fn(&Value) -> String) -> BTreeMap<String, BTreeSet<String>> {
    let text = std::fs::read_to_string(file).expect("is there");
    let mut halves: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in text.lines() {
        let one: Value = serde_json::from_str(line).expect("an object");
        let half = one["split"].as_str().expect("a half").to_owned();
        assert!(one["family"].as_str().is_some_and(|f| !f.is_empty()));
        halves.entry(half).or_default().insert(name(&one));
    }
    halves
}

#[test]
fn halves_share_no_layout() {
    let stem = |d: &Value| {
        let id = d["doc"].as_str().expect("an id");
        id.rsplit_once('-').expect("a number").0.to_owned()
    };
    let documents = layouts("fixtures/eval/docs.jsonl", stem);
    let table = |t: &Value| t["table"].as_str().expect("an id").to_owned();
    let tables = layouts("fixtures/eval/tables.jsonl", table);
    for (halves, least) in [(&documents, 70), (&tables, 40)] {
        let names: Vec<&String> = halves.keys().collect();
        assert_eq!(names, ["report", "tune"]);
        assert!(halves["report"].is_disjoint(&halves["tune"]));
        assert!(
            halves["report"].len() >= least,
            "{}",
            halves["report"].len()
        );
    }
    assert!(tables.values().map(BTreeSet::len).sum::<usize>() >= 60);
}
