//! The same document again after people have deleted, renamed or doubled
//! activities, and documents that are not the same. All documents are invented.

use super::*;

/// A document by file and bytes; an activity is its name, purpose and subjects.
fn sheet(file: &str, sha: &str, activities: &[[&str; 3]]) -> String {
    let mut text = format!(
        "version: 1\nsources:\n- {{id: s1, file: \"{file}\", sha256: \"{sha}\", importer: table}}\nactivities:\n"
    );
    for (n, [name, purpose, subjects]) in activities.iter().enumerate() {
        text += &format!(
            "- id: a{n}\n  name: \"{name}\"\n  role: controller\n  status: active\n  source: \"s1:l.{n}\"\n  purposes: [\"{purpose}\"]\n  data_subjects: [\"{subjects}\"]\n"
        );
    }
    text
}

const PAY: [&str; 3] = ["Paie", "Payer", "Salariés"];
const HIRE: [&str; 3] = ["Recrutement", "Choisir", "Candidats"];
const SELL: [&str; 3] = ["Ventes", "Vendre", "Clients"];

/// The register without the activity of a name.
fn without(register: &str, name: &str) -> String {
    let start = register
        .find(&format!("name: \"{name}\""))
        .expect("is there");
    let start = register[..start].rfind("- id:").expect("its first line");
    let end = register[start + 1..].find("- id:").map(|n| start + 1 + n);
    format!(
        "{}{}",
        &register[..start],
        end.map_or("", |end| &register[end..])
    )
}

#[test]
fn what_a_person_deleted_stays_away_until_it_is_asked_for() {
    let first = sheet("r.csv", "aa", &[PAY, HIRE]);
    let register = without(&stamp(&first), "Recrutement");
    let away = [of(K::ActivityAway, "Recrutement", "")];
    assert_eq!(merged(&register, &first), (register.clone(), away.to_vec()));
    // in a later version, with news
    let second = sheet("r.csv", "bb", &[PAY, HIRE, SELL]);
    let (text, changes) = merged(&register, &second);
    let told = [
        of(K::Source, "", ""),
        away[0].clone(),
        of(K::ActivityAdded, "Ventes", ""),
    ];
    assert_eq!(changes, told);
    assert!(!text.contains("Recrutement"), "{text}");
    assert_eq!(merged(&text, &second), (text.clone(), away.to_vec()));
    // back, and then as any other
    let mut run = Run::default().restoring(true);
    let back = merge_with(&text, &drawn(&second), "r.yaml", &mut run).expect("merged");
    assert!(back.text.contains("Recrutement"), "{}", back.text);
    assert_eq!(merged(&back.text, &second), (back.text.clone(), vec![]));
    // what the document itself has dropped for a while is news again
    let (dropped, _) = merged(&register, &sheet("r.csv", "cc", &[PAY]));
    let (text, _) = merged(&dropped, &second);
    assert!(text.contains("Recrutement"), "{text}");
    assert!(Register::parse(&text, "r.yaml").is_ok());
}

#[test]
fn an_activity_is_known_again_under_another_name() {
    let register = stamp(&sheet("r.csv", "aa", &[PAY, HIRE]));
    let renamed = sheet("r.csv", "bb", &[["Rémunération", PAY[1], PAY[2]], HIRE]);
    let (text, changes) = merged(&register, &renamed);
    let told = [
        of(K::Source, "", ""),
        of(K::Renamed, "Paie", ""),
        of(K::Changed, "Paie", "name"),
    ];
    assert_eq!(changes, told);
    assert!(
        text.contains("- id: a0\n  name: \"Rémunération\"\n"),
        "{text}"
    );
    assert_eq!(merged(&text, &renamed), (text.clone(), vec![]));
    // one fact may be anybody's, and what two say tells neither
    let poor = sheet("r.csv", "cc", &[["Rémunération", PAY[1], "Tous"], HIRE]);
    let (_, changes) = merged(&register, &poor);
    assert!(
        changes.contains(&of(K::ActivityGone, "Paie", "")),
        "{changes:?}"
    );
    let twice = sheet(
        "r.csv",
        "dd",
        &[["Un", PAY[1], PAY[2]], ["Deux", PAY[1], PAY[2]], HIRE],
    );
    let (_, changes) = merged(&register, &twice);
    assert!(!changes.iter().any(|c| c.0 == K::Renamed), "{changes:?}");
    // and by the person, in the register
    let mine = register.replace("\"Paie\"", "\"Nos salaires\"");
    assert_eq!(
        merged(&mine, &sheet("r.csv", "aa", &[PAY, HIRE])),
        (mine.clone(), vec![])
    );
}

#[test]
fn activities_of_one_name_are_told_apart_by_what_is_said() {
    let (one, two) = (
        ["Accès", "Badges", "Salariés"],
        ["Accès", "Visites", "Visiteurs"],
    );
    let first = sheet("r.csv", "aa", &[one, two]);
    let register = stamp(&first).replace("[\"Visites\"]", "[\"Visites\"] # accueil");
    // in another order: each is itself
    let (text, changes) = merged(&register, &sheet("r.csv", "bb", &[two, one]));
    assert_eq!(changes, [of(K::Source, "", "")]);
    assert!(
        text.contains("purposes: [\"Visites\"] # accueil\n"),
        "{text}"
    );
    // one deleted by hand, one dropped by the document
    let alone = without(&register, "Accès");
    let (text, changes) = merged(&alone, &first);
    assert_eq!(
        (text, changes),
        (alone, vec![of(K::ActivityAway, "Accès", "")])
    );
    let (text, changes) = merged(&register, &sheet("r.csv", "cc", &[two]));
    assert_eq!(changes[1..], [of(K::ActivityGone, "Accès", "")]);
    assert!(
        text.contains("Badges") && text.contains("Visites"),
        "{text}"
    );
}

#[test]
fn a_name_alone_makes_no_version() {
    let register = stamp(&sheet("registre.csv", "aa", &[PAY, HIRE, SELL]));
    let other = ["Paie", "Verser", "Agents"];
    // another name, and one activity in common of three
    let few = sheet(
        "registre-v2.csv",
        "bb",
        &[other, ["Cantine", "Nourrir", "Élèves"]],
    );
    let (text, changes) = merged(&register, &few);
    assert!(!changes.iter().any(|c| c.0 == K::Changed), "{changes:?}");
    assert!(
        text.contains("file: \"registre-v2.csv\"") && text.contains("id: s2"),
        "{text}"
    );
    // names that every register has, and nothing else in common
    let hire = ["Recrutement", "Embaucher", "Agents"];
    let names = sheet("mairie.csv", "cc", &[other, hire]);
    let (_, changes) = merged(&stamp(&sheet("registre.csv", "aa", &[PAY, HIRE])), &names);
    assert!(!changes.iter().any(|c| c.0 == K::Changed), "{changes:?}");
    // the same file name elsewhere
    let namesake = sheet(
        "registre.csv",
        "dd",
        &[["Cantine", "Nourrir", "Élèves"], other],
    );
    let known = stamp(&sheet("registre.csv", "aa", &[HIRE, SELL]));
    let (text, changes) = merged(&known, &namesake);
    assert_eq!(changes[0], of(K::Namesake, "", ""));
    assert!(
        !changes.iter().any(|c| c.0 == K::ActivityGone),
        "{changes:?}"
    );
    // each is itself from then on
    assert_eq!(merged(&text, &namesake), (text.clone(), vec![]));
    let first = sheet("registre.csv", "aa", &[HIRE, SELL]);
    assert_eq!(merged(&text, &first), (text, vec![]));
}
