mod again;
mod run;

use super::*;
use ChangeKind as K;
use proptest::prelude::*;

/// An import of two activities, as importers write it.
const FIRST: &str = "\
version: 1
organisation:
  name: \"Ateliers Fictifs\"
  dpo: {name: \"A. Exemple\"}
sources:
- {id: s1, file: \"registre.docx\", sha256: \"aa\", importer: form}
activities:
- id: paie
  name: \"Paie\"
  role: controller
  status: active
  source: \"s1:l.1\"
  purposes:
  - {text: \"Payer les salariés\", source: \"s1:l.2\"}
  legal_basis: {state: not_stated}
  data:
  - {category: identite, state: declared, items: [person_name], text: \"Nom\", source: \"s1:l.3\"}
  transfers: {outside_eu: \"non_precise\", countries: [], safeguards: []}
- id: prospects
  name: \"Suivi des prospects\"
  role: controller
  status: active
  source: \"s1:l.9\"
  data_subjects: [\"Prospects\"]
";

/// A document whose ids are made of its names, and which says all it says.
fn drawn(yaml: &str) -> Incoming {
    Incoming {
        yaml: yaml.to_owned(),
        ids: Some(BTreeSet::new()),
        without_role: BTreeSet::new(),
    }
}

fn stamp(yaml: &str) -> String {
    Run::default().stamp(&drawn(yaml)).expect("a register")
}

/// Merged by a later run.
fn merge(existing: &str, yaml: &str, file: &str) -> Result<Merged, MergeError> {
    merge_with(existing, &drawn(yaml), file, &mut Run::default())
}

fn merged(existing: &str, yaml: &str) -> (String, Vec<(K, String, String)>) {
    let merged = merge(existing, yaml, "register.yaml").unwrap_or_else(|e| panic!("{e}"));
    let said = |c: Change| (c.kind, c.activity.unwrap_or_default(), c.key);
    (merged.text, merged.changes.into_iter().map(said).collect())
}

fn of(kind: K, activity: &str, key: &str) -> (K, String, String) {
    (kind, activity.to_owned(), key.to_owned())
}

/// The register after a person has worked on it.
fn worked() -> String {
    let register = stamp(FIRST)
        .replace("- id: paie\n", "# revu avec la DRH\n- id: paie\n")
        .replace("legal_basis: {state: not_stated}", "legal_basis: {state: declared, codes: [legal_obligation]} # à la main")
        .replace("  transfers", "  locations:\n  - {uri: \"RH/Paie/**\", binding: confirmed, by: dpo, on: 2026-11-21}\n  transfers")
        .replace("\"Suivi des prospects\"\n  role: controller\n  status: active", "\"Prospection\"\n  role: controller\n  status: archived");
    register + "# les nôtres\n- id: main\n  name: Vidéosurveillance\nwaivers: []\n"
}

#[test]
fn the_same_document_again_changes_nothing() {
    let first = stamp(FIRST);
    assert!(first.contains("  imported: {name: "), "{first}");
    assert_eq!(merged(&first, FIRST), (first.clone(), vec![]));
    // what a person did is no change of the document
    assert_eq!(merged(&worked(), FIRST), (worked(), vec![]));
}

#[test]
fn what_nobody_touched_follows_the_document_and_what_people_wrote_stays() {
    let second = FIRST
        .replace("\"aa\"", "\"bb\"")
        .replace("Payer les salariés", "Payer le personnel")
        .replace(
            "{state: not_stated}",
            "{state: declared, codes: [contract]}",
        )
        .replace("l.9", "l.12")
        .replace(
            "  data_subjects",
            "  purposes: [\"Vendre\"]\n  data_subjects",
        );
    let (text, changes) = merged(&worked(), &second);
    assert_eq!(
        changes,
        [
            of(K::Source, "", ""),
            of(K::Changed, "Paie", "purposes"),
            of(K::Kept, "Paie", "legal_basis"),
            of(K::Added, "Prospection", "purposes"),
        ]
    );
    assert!(
        text.contains("- {text: \"Payer le personnel\", source: \"s1:l.2\"}"),
        "{text}"
    );
    assert!(
        text.contains("codes: [legal_obligation]} # à la main\n"),
        "{text}"
    );
    assert!(
        text.contains("by: dpo, on: 2026-11-21}\n  transfers"),
        "{text}"
    );
    assert!(
        text.contains("  status: archived\n  source: \"s1:l.12\"\n  purposes: [\"Vendre\"]\n"),
        "{text}"
    );
    assert!(text.contains("sha256: \"bb\""), "{text}");
    // told once
    assert_eq!(merged(&text, &second), (text.clone(), vec![]));
    // a conflict that is settled as the document has it is none any more
    let settled = text.replace("codes: [legal_obligation]", "codes: [contract]");
    let third = second
        .replace("codes: [contract]", "codes: [consent]")
        .replace("bb", "cc");
    let (_, changes) = merged(&settled, &third);
    assert_eq!(changes[1..], [of(K::Changed, "Paie", "legal_basis")]);
}

#[test]
fn what_is_gone_from_the_document_is_told() {
    let first = FIRST
        .replace("state: not_stated", "state: declared, codes: [consent]")
        .replace("\"non_precise\"", "\"oui\"");
    // no more, and not stated any more
    let second = FIRST
        .replace("\"aa\"", "\"bb\"")
        .replace("  legal_basis: {state: not_stated}\n", "");
    let second = second
        .split("- id: prospects")
        .next()
        .expect("text")
        .to_owned()
        + "- id: cantine\n  name: \"Cantine\"\n  source: \"s1:l.20\"\n";
    let existing = stamp(&first)
        .replace("[consent]", "[legal_obligation]")
        .replace("\"Suivi des prospects\"", "\"Prospection\"")
        + "- id: main\n  name: Vidéosurveillance\n";
    let (text, changes) = merged(&existing, &second);
    assert_eq!(
        changes,
        [
            of(K::Source, "", ""),
            of(K::KeptGone, "Paie", "legal_basis"),
            of(K::Removed, "Paie", "transfers"),
            of(K::ActivityGone, "Prospection", ""),
            of(K::ActivityAdded, "Cantine", ""),
        ]
    );
    assert!(
        !text.contains("oui") && text.contains("legal_obligation"),
        "{text}"
    );
    assert!(text.contains("name: \"Prospection\""), "{text}");
    assert!(
        text.contains(
            "- id: main\n  name: Vidéosurveillance\n- id: cantine\n  name: \"Cantine\"\n"
        ),
        "{text}"
    );
    assert_eq!(merged(&text, &second), (text.clone(), vec![]));
}

#[test]
fn what_a_person_removed_stays_away() {
    let existing = stamp(FIRST).replace("  data_subjects: [\"Prospects\"]\n", "");
    assert_eq!(merged(&existing, FIRST).1, []);
    let second = FIRST.replace("[\"Prospects\"]", "[\"Clients\"]");
    let (text, changes) = merged(&existing, &second);
    assert_eq!(
        changes,
        [of(K::KeptAway, "Suivi des prospects", "data_subjects")]
    );
    assert!(
        !text.contains("data_subjects:  ") && !text.contains("Clients"),
        "{text}"
    );
}

#[test]
fn facts_that_moved_are_cited_at_their_new_place() {
    let second = FIRST.replace("s1:l.", "s1:l.4");
    let (text, changes) = merged(&worked(), &second);
    assert_eq!(changes, []);
    assert!(
        text.contains("- {text: \"Payer les salariés\", source: \"s1:l.42\"}"),
        "{text}"
    );
    assert!(
        text.contains("à la main") && !text.contains("s1:l.1\""),
        "{text}"
    );
}

#[test]
fn another_document_adds_and_a_new_version_replaces() {
    // the same activities under another file name: a new version
    let renamed = FIRST
        .replace("registre.docx", "registre-2027.docx")
        .replace("\"aa\"", "\"bb\"");
    let (text, changes) = merged(&worked(), &renamed);
    assert_eq!(changes, [of(K::Version, "", "")]);
    assert!(
        text.contains("{id: s1, file: \"registre-2027.docx\", sha256: \"bb\""),
        "{text}"
    );
    // one activity in common with another document
    let other = "version: 1\nsources:\n- {id: s1, file: \"fiche.odt\", sha256: \"ff\", importer: form}\nactivities:\n- id: paie\n  name: \"Paie\"\n  source: \"s1:p.1\"\n  purposes: [\"Tenir les comptes\"]\n  claims: [{kind: files_encrypted, source: \"s1:p.2\"}]\n- id: recrutement\n  name: \"Recrutement\"\n  source: \"s1:p.3\"\n- id: caves\n  name: \"Caves\"\n  source: \"s1:p.4\"\n";
    let (text, changes) = merged(&worked(), other);
    assert_eq!(
        changes,
        [
            of(K::Source, "", ""),
            of(K::Elsewhere, "Paie", "purposes"),
            of(K::Added, "Paie", "claims"),
            of(K::ActivityAdded, "Recrutement", ""),
            of(K::ActivityAdded, "Caves", ""),
        ]
    );
    assert!(text.contains("- {id: s2, file: \"fiche.odt\""), "{text}");
    assert!(
        text.contains("Payer les salariés") && text.contains("\"s2:p.3\""),
        "{text}"
    );
    assert_eq!(merged(&text, other), (text.clone(), vec![]));
    // and the first document again takes nothing of it away
    assert_eq!(merged(&text, FIRST), (text.clone(), vec![]));
}

#[test]
fn systems_keep_the_ids_that_the_register_gives_them() {
    let existing = "version: 1\nsystems: [{id: sirh, name: Fictipaie, aliases: [FP]}]\nactivities:\n- {id: a, name: Absences, systems: [sirh]}\n";
    let new = "version: 1\nsources:\n- {id: s1, file: \"x.csv\", sha256: \"aa\", importer: table}\nsystems:\n- {id: fictipaie, name: \"Fictipaie\"}\n- {id: tableur, name: \"Tableur\"}\nactivities:\n- id: paie\n  name: \"Paie\"\n  source: \"s1:l.1\"\n  claims: [{kind: files_encrypted, system: fictipaie}]\n  systems: [fictipaie, tableur]\n";
    let (text, changes) = merged(existing, new);
    assert_eq!(
        changes,
        [
            of(K::Source, "", ""),
            of(K::Added, "", "systems"),
            of(K::ActivityAdded, "Paie", "")
        ]
    );
    assert!(
        text.contains("systems: [{id: sirh, name: Fictipaie, aliases: [FP]}, {id: tableur"),
        "{text}"
    );
    assert!(text.contains("  systems: [sirh, tableur]\n"), "{text}");
    assert!(text.contains("system: sirh}"), "{text}");
}

#[test]
fn hand_written_activities_are_completed_and_never_overwritten() {
    let existing =
        "version: 1\nactivities:\n- id: rh-1\n  name: PAIE # nous\n  purposes: [\"Payer\"]\n";
    let (text, changes) = merged(existing, FIRST);
    let kept: Vec<_> = changes.iter().filter(|c| c.0 == K::Kept).collect();
    assert_eq!(kept, [&of(K::Kept, "PAIE", "purposes")]);
    assert!(text.contains("- id: rh-1\n  name: PAIE # nous\n"), "{text}");
    assert!(
        text.contains("  purposes: [\"Payer\"]\n") && text.contains("items: [person_name]"),
        "{text}"
    );
    assert_eq!(merged(&text, FIRST), (text.clone(), vec![]));
}

#[test]
fn what_cannot_be_read_is_left_alone() {
    let refused = merge("ceci n’est pas un registre", FIRST, "notes.txt");
    assert!(
        matches!(refused, Err(MergeError::Register(_))),
        "{refused:?}"
    );
    assert!(
        refused
            .expect_err("refused")
            .render(true)
            .contains("notes.txt")
    );
}

#[test]
fn names_that_are_nearly_the_same_are_one_activity() {
    let existing = stamp(FIRST).replace(
        "id: prospects\n  name: \"Suivi des prospects\"",
        "id: p2\n  name: \"Suivi commercial des prospects\"",
    );
    let second = FIRST.replace(
        "id: prospects\n  name: \"Suivi des prospects\"",
        "id: autre\n  name: \"Suivi des prospects (2027)\"",
    );
    let (text, changes) = merged(&existing, &second);
    assert!(
        !changes.iter().any(|c| c.0 == K::ActivityAdded),
        "{changes:?}"
    );
    assert!(
        changes.contains(&of(K::Kept, "Suivi commercial des prospects", "name")),
        "{changes:?}"
    );
    assert!(text.contains("- id: p2\n"), "{text}");
    // two that are alike are not guessed
    let twice =
        second + "- id: encore\n  name: \"Suivi des prospects (2028)\"\n  source: \"s1:l.30\"\n";
    let (_, changes) = merged(&existing, &twice);
    let added = changes.iter().filter(|c| c.0 == K::ActivityAdded).count();
    assert_eq!(added, 2, "{changes:?}");
}

/// Keys of the two activities, and what a person or a document may make of them.
const KEYS: &[(&str, &str)] = &[
    ("purposes", "[\"@\"]"),
    ("legal_basis", "{state: declared, text: \"@\"}"),
    ("data_subjects", "[\"@\", x]"),
    (
        "retention",
        "[{kind: indeterminate, text: \"@\", source: \"s1:l.7\"}]",
    ),
];

/// An import of two activities with some of the keys.
fn document(said: &[Option<u8>; 8], sha: &str) -> String {
    let mut text = format!(
        "version: 1\nsources:\n- {{id: s1, file: \"r.docx\", sha256: \"{sha}\", importer: form}}\nactivities:\n"
    );
    for (n, keys) in said.chunks(4).enumerate() {
        text += &format!(
            "- id: a{n}\n  name: \"Activité {n}\"\n  status: active\n  source: \"s1:l.{n}\"\n"
        );
        for ((key, form), value) in KEYS.iter().zip(keys) {
            if let Some(value) = value {
                text += &format!("  {key}: {}\n", form.replace('@', &format!("doc{value}")));
            }
        }
    }
    text
}

fn keys() -> impl Strategy<Value = [Option<u8>; 8]> {
    prop::array::uniform8(prop::option::weighted(0.7, 0..3u8))
}

proptest! {
    #[test]
    fn no_decision_is_lost(
        first in keys(),
        second in keys(),
        hand in prop::array::uniform8(0..4u8),
        comment in "[a-z #:é]{0,10}",
    ) {
        let imported = stamp(&document(&first, "aa"));
        let mut editor = Editor::open(&imported).expect("readable");
        for (i, what) in hand.iter().enumerate() {
            let path = [Step::Key("activities"), Step::Item(i / 4)];
            let (key, form) = KEYS[i % 4];
            let value = form.replace('@', &format!("hand{i}"));
            let value = format!("v: {value}");
            let value = Editor::open(&value).expect("readable").value().get("v").cloned();
            match what {
                0 => editor.set(&path, key, value.expect("a value"), ACTIVITY).expect("a place"),
                1 => editor.remove(&path, key).expect("a place"),
                _ => {}
            }
        }
        let place = Value::Map(vec![
            ("uri".to_owned(), Value::text("RH/**")),
            ("binding".to_owned(), Value::word("refused")),
            ("by".to_owned(), Value::word("dpo")),
            ("on".to_owned(), Value::word("2026-11-21")),
        ]);
        let path = [Step::Key("activities"), Step::Item(1)];
        editor.append(&path, "locations", vec![place], Style::Braces, ACTIVITY).expect("a place");
        let worked = editor.finish().expect("safe") + &format!("# {comment}\n");
        prop_assert_eq!(&merged(&worked, &document(&first, "aa")), &(worked.clone(), vec![]));
        let (text, _) = merged(&worked, &document(&second, "bb"));
        for (i, what) in hand.iter().enumerate() {
            let marker = format!("hand{i}\"");
            prop_assert_eq!(text.contains(&marker), *what == 0, "{}\n{}", marker, text);
            // what nobody touched is what the document says
            if *what > 1 {
                let own = Editor::open(&text).expect("readable").value().clone();
                let held = list(&own, "activities")[i / 4].get(KEYS[i % 4].0).cloned();
                let held = held.map_or(String::new(), |v| v.flow(false));
                let said = second[i].map_or(String::new(), |n| format!("doc{n}"));
                prop_assert_eq!(held.is_empty(), said.is_empty());
                prop_assert!(held.contains(&said), "{held} {said}");
            }
        }
        let lasting = ["binding: refused, by: dpo", "status: active"];
        prop_assert!(lasting.iter().all(|l| text.contains(l)), "{text}");
        prop_assert!(text.ends_with(&format!("# {comment}\n")), "{text}");
        prop_assert_eq!(&merged(&text, &document(&second, "bb")), &(text, vec![]));
    }
}
