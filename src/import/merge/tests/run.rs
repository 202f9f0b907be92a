//! Documents beside each other, in one run and in several: none takes away what
//! another says. All documents are invented.

use super::*;
use std::path::Path;

/// A document of one activity, by file, bytes and keys.
fn one(file: &str, sha: &str, importer: &str, keys: &str) -> String {
    format!(
        "version: 1\nsources:\n- {{id: s1, file: \"{file}\", sha256: \"{sha}\", importer: {importer}}}\nactivities:\n- id: paie\n  name: \"Paie\"\n  role: controller\n  source: \"s1:l.1\"\n{keys}"
    )
}

/// Documents read by one run into a new register.
fn run_over(documents: &[Incoming]) -> (String, Vec<(K, String, String)>) {
    let mut run = Run::default();
    let mut text = run.stamp(&documents[0]).expect("a register");
    let mut told = Vec::new();
    for document in &documents[1..] {
        let done = merge_with(&text, document, "r.yaml", &mut run).expect("merged");
        text = done.text;
        let said = |c: Change| (c.kind, c.activity.unwrap_or_default(), c.key);
        told.extend(done.changes.into_iter().map(said));
    }
    (text, told)
}

const RICH: &str = "  purposes: [\"Payer\"]\n  data_subjects: [\"Salariés\"]\n  retention:\n  - {kind: indeterminate, text: \"5 ans\", source: \"s1:l.7\"}\n";
const POOR: &str = "  purposes: [\"Payer\"]\n";

#[test]
fn equal_first_words_are_not_one_activity() {
    let name = "Gestion des données des salariés";
    let id = "gestion-des-donnees-des-salaries";
    let document = |rest: &str, sha: &str| {
        one(&format!("{sha}.md"), sha, "form", POOR)
            .replace("id: paie", &format!("id: {id}"))
            .replace("\"Paie\"", &format!("\"{name} {rest}\""))
    };
    let existing = stamp(&document("paie", "aa"))
        + "  locations:\n  - {uri: \"RH/Paie/**\", binding: confirmed, by: dpo, on: 2026-11-21}\n";
    let other = document("intérimaires : formation", "bb");
    let (text, changes) = merged(&existing, &other);
    let added = format!("{name} intérimaires : formation");
    assert_eq!(changes[1..], [of(K::ActivityAdded, &added, "")]);
    assert!(
        text.contains(&format!("- id: {id}\n  name: \"{name} paie\"")),
        "{text}"
    );
    assert!(text.contains(&format!("- id: {id}-2\n")), "{text}");
    // nor in a new version of the document, nor where only a word differs
    for rest in ["intérimaires : formation", "formation"] {
        let next = document(rest, "bb").replace("bb.md", "aa.md");
        let (text, _) = merged(&existing, &next);
        assert!(text.contains(&format!("\"{name} paie\"")), "{text}");
        assert!(text.contains(&format!("\"{name} {rest}\"")), "{text}");
    }
    // an id that the document itself gives is one
    let mut given = drawn(&other);
    given.ids = Some(BTreeSet::from([id.to_owned()]));
    let done = merge_with(&existing, &given, "r.yaml", &mut Run::default()).expect("merged");
    assert!(!done.text.contains(&format!("{id}-2")), "{}", done.text);
}

#[test]
fn a_document_of_the_same_run_is_no_version_of_another() {
    let (rich, poor) = (
        one("rich.md", "aa", "form", RICH),
        one("liste.md", "bb", "form", POOR),
    );
    let (text, told) = run_over(&[drawn(&rich), drawn(&poor)]);
    assert_eq!(told, [of(K::Source, "", "")]);
    assert!(
        text.contains("Salariés") && text.contains("5 ans"),
        "{text}"
    );
    assert!(
        text.contains("rich.md") && text.contains("{id: s2, file: \"liste.md\""),
        "{text}"
    );
    // both again, in another run and the other order
    let mut run = Run::default();
    let mut again = text.clone();
    for document in [&poor, &rich] {
        again = merge_with(&again, &drawn(document), "r.yaml", &mut run)
            .expect("merged")
            .text;
    }
    assert_eq!(again, text);
    // the first no longer says what the second says still
    let silent = one("rich.md", "cc", "form", "  data_subjects: [\"Salariés\"]\n");
    let (after, changes) = merged(&text, &silent);
    assert_eq!(
        changes,
        [of(K::Source, "", ""), of(K::Removed, "Paie", "retention")]
    );
    assert!(after.contains("Payer"), "{after}");
    // nor does the name of the file make it one
    let namesake = poor.replace("liste.md", "rich.md");
    let (text, _) = run_over(&[drawn(&rich), drawn(&namesake)]);
    assert!(text.contains("5 ans") && text.contains("id: s2"), "{text}");
    // the same bytes twice are one document
    let copy = rich.replace("rich.md", "copie/rich.md");
    let (text, told) = run_over(&[drawn(&rich), drawn(&copy)]);
    assert_eq!((text, told), (stamp(&rich), vec![]));
}

#[test]
fn a_version_that_is_only_guessed_takes_nothing_away() {
    let existing = stamp(&one("rich.md", "aa", "form", RICH));
    // another reader: another document
    let (text, changes) = merged(&existing, &one("liste.csv", "bb", "table", POOR));
    assert_eq!(changes, [of(K::Source, "", "")]);
    assert!(text.contains("5 ans") && text.contains("id: s2"), "{text}");
    // the same reader: perhaps a new version
    let next = one("rich-2027.md", "bb", "form", POOR);
    let (text, changes) = merged(&existing, &next);
    let kept = ["data_subjects", "retention"].map(|k| of(K::KeptDoubt, "Paie", k));
    assert_eq!(
        changes,
        [vec![of(K::Version, "", "")], kept.to_vec()].concat()
    );
    assert!(
        text.contains("5 ans") && text.contains("Salariés"),
        "{text}"
    );
    assert_eq!(merged(&text, &next), (text.clone(), vec![]));
}

#[test]
fn files_of_one_name_keep_what_tells_them_apart() {
    let named = |files: &[&str], known: Option<&str>| {
        let paths: Vec<&Path> = files.iter().map(Path::new).collect();
        names(&paths, known)
    };
    assert_eq!(
        named(&["d1/registre.md", "./x.csv"], None),
        ["registre.md", "x.csv"]
    );
    let two = ["a/d1/registre.md", "/tmp/a/d2/registre.md", "b/d1/autre.md"];
    assert_eq!(
        named(&two, None),
        ["d1/registre.md", "d2/registre.md", "autre.md"]
    );
    assert_eq!(
        named(&["a/d/r.md", "b/d/r.md", "r.md"], None),
        ["a/d/r.md", "b/d/r.md", "r.md"]
    );
    assert_eq!(
        named(&["../r.md", "r.md", "r.md"], None),
        ["../r.md", "r.md", "r.md"]
    );
    // as the register names it
    let known = one("d2/registre.md", "aa", "form", POOR);
    assert_eq!(
        named(&["a/d2/registre.md"], Some(&known)),
        ["d2/registre.md"]
    );
    assert_eq!(named(&["a/d1/registre.md"], Some(&known)), ["registre.md"]);
    assert_eq!(named(&["", "/"], Some("no: [register")), ["", ""]);
}

#[test]
fn no_document_takes_over_the_organisation_of_another() {
    let of_whom = |file: &str, sha: &str, organisation: &str| {
        let organisation = format!("version: 1\norganisation:\n  {organisation}\n");
        one(file, sha, "form", POOR).replace("version: 1\n", &organisation)
    };
    let a = of_whom(
        "a.md",
        "aa",
        "dpo: {name: \"A. Exemple\", source: \"s1:l.2\"}",
    );
    let b = of_whom(
        "b.md",
        "bb",
        "name: \"Ateliers\"\n  source: \"s1:l.4\"\n  dpo: {name: \"B. Modèle\", source: \"s1:l.5\"}",
    );
    let (text, told) = run_over(&[drawn(&a), drawn(&b)]);
    assert!(told.contains(&of(K::Elsewhere, "", "dpo")), "{told:?}");
    assert!(told.contains(&of(K::Added, "", "name")), "{told:?}");
    assert!(
        text.contains("A. Exemple") && !text.contains("B. Modèle"),
        "{text}"
    );
    assert!(text.contains("source: \"s2:l.4\""), "{text}");
    assert_eq!(merged(&text, &b), (text.clone(), vec![]));
    assert_eq!(merged(&text, &a), (text.clone(), vec![]));
    // each follows its own document
    let a2 = a.replace("A. Exemple", "A. Nouveau").replace("aa", "cc");
    let (text, told) = merged(&text, &a2);
    assert_eq!(told, [of(K::Changed, "", "dpo"), of(K::Source, "", "")]);
    let b2 = b
        .replace("Ateliers", "Ateliers Fictifs")
        .replace("bb", "dd");
    let (text, told) = merged(&text, &b2);
    assert_eq!(told, [of(K::Changed, "", "name"), of(K::Source, "", "")]);
    // what a person wrote stays, whoever says what
    let mine = "version: 1\norganisation: {name: Nous}\nactivities: []\n";
    let (first, _) = merged(mine, &a);
    let (second, told) = merged(&first, &b.replace("importer: form", "importer: table"));
    assert!(
        second.contains("name: Nous") && second.contains("A. Exemple"),
        "{second}"
    );
    assert!(told.contains(&of(K::Kept, "", "name")), "{told:?}");
    assert!(
        told.contains(&of(K::Elsewhere, "", "dpo")),
        "{told:?}\n{text}"
    );
}

const SILENT: &str = "  legal_basis: {state: not_stated}\n  sensitive: {answer: \"non_precise\"}\n  transfers: {outside_eu: \"non_precise\", countries: [], safeguards: []}\n";
const TOLD: &str = "  legal_basis: {state: declared, codes: [contract], text: \"Contrat\", source: \"s1:l.8\"}\n  sensitive: {answer: \"non\", text: \"Non\", source: \"s1:l.9\"}\n  transfers: {outside_eu: \"oui\", countries: [{text: \"Suisse\", source: \"s1:l.4\"}], safeguards: []}\n";

#[test]
fn the_document_that_says_something_fills_silence_in() {
    let mut first = drawn(&one("a.md", "aa", "form", SILENT));
    first.without_role = BTreeSet::from([0]);
    let processor = one("b.md", "bb", "form", TOLD).replace("controller", "processor");
    let (text, told) = run_over(&[first, drawn(&processor)]);
    let keys = ["role", "legal_basis", "sensitive", "transfers"];
    let filled = keys.map(|k| of(K::Added, "Paie", k));
    assert_eq!(
        told,
        [vec![of(K::Source, "", "")], filled.to_vec()].concat()
    );
    assert!(
        text.contains("Suisse") && text.contains("role: processor"),
        "{text}"
    );
    // silence again takes nothing away, nor does it speak against others
    let mut again = drawn(&one("a.md", "aa", "form", SILENT));
    again.without_role = BTreeSet::from([0]);
    let done = merge_with(&text, &again, "r.yaml", &mut Run::default()).expect("merged");
    assert_eq!((done.text, done.changes), (text.clone(), vec![]));
    let mut other = drawn(&one("c.csv", "cc", "table", SILENT));
    other.without_role = BTreeSet::from([0]);
    let done = merge_with(&text, &other, "r.yaml", &mut Run::default()).expect("merged");
    assert_eq!(done.changes.len(), 1, "{:?}", done.changes);
    // a role that both say is a contradiction
    let (_, told) = run_over(&[drawn(&one("a.md", "aa", "form", SILENT)), drawn(&processor)]);
    assert!(told.contains(&of(K::Elsewhere, "Paie", "role")), "{told:?}");
}

#[test]
fn silence_that_a_person_wrote_stays() {
    let said = one("a.md", "aa", "form", TOLD);
    let silent = "transfers: {outside_eu: \"non_precise\"}\n";
    let line = TOLD.lines().last().expect("a line").trim_start().to_owned() + "\n";
    let existing = stamp(&said).replace(&line, silent);
    assert!(existing.contains(silent), "{existing}");
    assert_eq!(merged(&existing, &said), (existing.clone(), vec![]));
    let next = said.replace("Suisse", "Japon").replace("aa", "bb");
    let (text, told) = merged(&existing, &next);
    assert_eq!(told[1..], [of(K::Kept, "Paie", "transfers")]);
    assert!(text.contains(silent), "{text}");
    let mine = "version: 1\nactivities:\n- {id: p, name: Paie, role: controller}\n";
    let processor = said.replace("controller", "processor");
    let (text, told) = merged(mine, &processor);
    assert!(text.contains("role: controller") && told.contains(&of(K::Kept, "Paie", "role")));
}

#[test]
fn a_register_that_people_worked_on_brings_its_digests() {
    let own = stamp(&one("a.md", "aa", "form", RICH)).replace("Payer", "Verser");
    let native = Incoming {
        yaml: own.clone(),
        ids: None,
        without_role: BTreeSet::new(),
    };
    assert_eq!(Run::default().stamp(&native).expect("a register"), own);
    let before = stamp(
        &one("x.md", "xx", "form", POOR)
            .replace("Paie", "Pause")
            .replace("id: paie", "id: pause"),
    );
    let done = merge_with(&before, &native, "r.yaml", &mut Run::default()).expect("merged");
    let next = one("a.md", "bb", "form", &RICH.replace("Payer", "Régler"));
    let (text, told) = merged(&done.text, &next);
    assert!(told.contains(&of(K::Kept, "Paie", "purposes")), "{told:?}");
    assert!(text.contains("Verser"), "{text}");
}

#[test]
fn what_cannot_be_stamped_is_said() {
    let refused = Run::default().stamp(&drawn("activities: [&a x, *a"));
    assert!(refused.is_err_and(|e| !e.render(true).is_empty()));
}

proptest! {
    #[test]
    fn a_hand_outlives_any_three_documents(
        said in prop::array::uniform3(keys()),
        others in prop::array::uniform2(any::<bool>()),
        one_run in any::<bool>(),
        hand in prop::array::uniform8(0..3u8),
    ) {
        let file = |n: usize, text: String| match n > 0 && others[n - 1] {
            true => text.replace("r.docx", &format!("d{n}.csv")).replace("form}", "table}"),
            false => text,
        };
        let all: Vec<String> = (0..3)
            .map(|n| file(n, document(&said[n], &format!("a{n}"))))
            .collect();
        let text = match one_run {
            true => run_over(&[drawn(&all[0]), drawn(&all[1])]).0,
            false => merged(&stamp(&all[0]), &all[1]).0,
        };
        let mut editor = Editor::open(&text).expect("readable");
        for (i, what) in hand.iter().enumerate() {
            let path = [Step::Key("activities"), Step::Item(i / 4)];
            let (key, form) = KEYS[i % 4];
            let value = format!("v: {}", form.replace('@', &format!("hand{i}")));
            let value = Editor::open(&value).expect("readable").value().get("v").cloned();
            match what {
                0 => editor.set(&path, key, value.expect("a value"), ACTIVITY).expect("a place"),
                1 => editor.remove(&path, key).expect("a place"),
                _ => {}
            }
        }
        let worked = editor.finish().expect("safe");
        let (last, _) = merged(&worked, &all[2]);
        let whole = |text: &str| Editor::open(text).expect("readable").value().clone();
        let (then, now) = (whole(&worked), whole(&last));
        for (i, what) in hand.iter().enumerate() {
            let held = |v: &Value| list(v, "activities")[i / 4].get(KEYS[i % 4].0).cloned();
            if *what == 0 {
                prop_assert_eq!(held(&then), held(&now), "{}\n{}", worked, last);
            }
        }
        prop_assert_eq!(list(&now, "activities").len(), 2, "{}", last);
        prop_assert_eq!(&merged(&last, &all[2]), &(last, vec![]));
    }
}
