//! A small set whose counts can be made by hand.

use super::*;
use std::path::Path;

const PHONE: &str = "Tél. : 06 45 12 78 93";

/// Writes a set of these documents (text, labels as JSON) and tables.
fn set(documents: &[(&str, &str)], tables: &[(&str, &str)]) -> (tempfile::TempDir, Set) {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let mut lines = String::new();
    for (n, (text, labels)) in documents.iter().enumerate() {
        let text = serde_json::to_string(text).expect("text");
        lines += &format!(
            "{{\"doc\":\"d{n}\",\"path\":\"d{n}.txt\",\"source\":\"note 1\",\"split\":\"tune\",\"labels\":{labels},\"text\":{text}}}\n"
        );
    }
    std::fs::write(dir.path().join("docs.jsonl"), lines).expect("written");
    let mut lines = String::new();
    for (n, (csv, columns)) in tables.iter().enumerate() {
        std::fs::write(dir.path().join(format!("t{n}.csv")), csv).expect("written");
        lines += &format!(
            "{{\"table\":\"t{n}\",\"path\":\"t{n}.csv\",\"kind\":\"crm\",\"columns\":{columns}}}\n"
        );
    }
    std::fs::write(dir.path().join("tables.jsonl"), lines).expect("written");
    let read = Set::read(dir.path()).expect("a set");
    (dir, read)
}

fn measured(set: &Set) -> Measures {
    let rules = Arc::new(RuleSet::load(&[]).expect("the shipped rules load"));
    let question = Question {
        half: Some(Half::Tune),
        least: Confidence::Medium,
    };
    measure(set, &rules, question).expect("measured")
}

fn score(right: u64, wrong: u64, found: u64, missed: u64) -> Score {
    Score {
        right,
        wrong,
        found,
        missed,
    }
}

#[test]
fn findings_are_right_wrong_or_neither() {
    let label = |start: usize, end: usize, more: &str| {
        format!("[{{\"start\":{start},\"end\":{end},\"type\":\"PHONE\"{more}}}]")
    };
    let whole = label(7, 21, "");
    let (_dir, set) = set(
        &[
            (PHONE, &whole),
            // five of ten digits is half; four is less
            (PHONE, &label(7, 14, "")),
            (PHONE, &label(7, 12, "")),
            // an optional one that is touched takes the blame away
            (PHONE, &label(7, 12, ",\"optional\":true")),
            ("Rien ici, vraiment.", &label(0, 4, "")),
        ],
        &[],
    );
    let m = measured(&set);
    assert_eq!(m.documents, 5);
    assert_eq!(m.text["PHONE"], score(2, 1, 2, 2));
    assert_eq!(m.sources["note"], score(2, 1, 2, 2));
    let rule = m
        .rules
        .iter()
        .find(|r| r.id == "fr-phone")
        .expect("it found");
    assert_eq!(rule.text, score(2, 1, 2, 2));
    let wrong: Vec<&Miss> = m.misses.iter().filter(|m| m.wrong).collect();
    assert_eq!(wrong.len(), 1);
    assert_eq!(wrong[0].shape, "99 99 99 99 99");
    assert_eq!((wrong[0].id.as_str(), wrong[0].at), ("d2", (7, 21)));
    // a set without families: the kind stands for it
    assert_eq!(m.document_families["note"]["PHONE"], m.text["PHONE"]);
    let phone = &m.calibration["PHONE"];
    let said = Measures::sum(phone.levels.values());
    assert!(phone.keyed);
    assert_eq!((said.right, said.wrong), (2, 1));
    let keyed: u64 = m.levels.values().map(|(_, k)| k.findings()).sum();
    assert_eq!(keyed, 3);
}

#[test]
fn families_are_counted_apart() {
    let label = r#"[{"start":7,"end":21,"type":"PHONE"}]"#;
    let (dir, _) = set(&[(PHONE, label), (PHONE, "[]")], &[]);
    let file = dir.path().join("docs.jsonl");
    let lines = std::fs::read_to_string(&file).expect("there");
    let named = lines.replace(r#""doc":"d1""#, r#""doc":"d1","family":"neutral""#);
    std::fs::write(&file, named).expect("written");
    let m = measured(&Set::read(dir.path()).expect("a set"));
    assert_eq!(m.document_families["note"]["PHONE"], score(1, 0, 1, 0));
    assert_eq!(m.document_families["neutral"]["PHONE"], score(0, 1, 0, 0));
    assert_eq!(m.text["PHONE"], score(1, 1, 1, 0));
}

#[test]
fn types_that_a_document_does_not_label_are_left_out() {
    let (dir, _) = set(&[(PHONE, "[]")], &[]);
    let file = dir.path().join("docs.jsonl");
    let line = std::fs::read_to_string(&file).expect("there");
    let ignoring = line.replace("\"labels\"", "\"ignore\":[\"PHONE\"],\"labels\"");
    std::fs::write(&file, ignoring).expect("written");
    let m = measured(&Set::read(dir.path()).expect("a set"));
    assert_eq!(m.text.get("PHONE"), None);
}

#[test]
fn columns_are_scored_by_type_and_as_personal() {
    let mut csv = "email;remarque\n".to_owned();
    for n in 0..30 {
        csv += &format!("personne{n}@postelys.fr;vis M{n}\n");
    }
    let columns =
        "[{\"name\":\"email\",\"types\":[\"EMAIL\"]},{\"name\":\"remarque\",\"types\":[]}]";
    let wrong = columns.replace("EMAIL", "IBAN");
    let (_dir, set) = set(&[], &[(&csv, columns), (&csv, &wrong)]);
    let m = measured(&set);
    assert_eq!(m.columns["EMAIL"], score(1, 1, 1, 0));
    assert_eq!(m.columns["IBAN"], score(0, 0, 0, 1));
    assert_eq!(m.table_families["crm"]["IBAN"], score(0, 0, 0, 1));
    assert_eq!(m.personal.score, score(2, 0, 2, 0));
    assert_eq!(m.personal.quiet, 2);
    let rule = m.rules.iter().find(|r| r.id == "email").expect("it found");
    assert_eq!(rule.columns, score(1, 1, 1, 0));
}

#[test]
fn a_set_that_is_wrong_says_where() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let read = |text: &str| {
        std::fs::write(dir.path().join("docs.jsonl"), text).expect("written");
        Set::read(dir.path()).expect_err("wrong").to_string()
    };
    assert!(read("{}\n").contains("docs.jsonl:1"));
    let beyond =
        r#"{"doc":"d","path":"d.txt","labels":[{"start":2,"end":9,"type":"NIR"}],"text":"abc"}"#;
    assert!(read(beyond).contains("NIR 2..9"));
    assert!(Set::read(Path::new("/nowhere")).is_err());
}

#[test]
fn shapes_hide_values() {
    assert_eq!(shape("M. Dupönt 06-1²\n"), "A. Aaaaaa 99-99⏎");
    assert_eq!(shape(&"x".repeat(200)).len(), 60);
}
