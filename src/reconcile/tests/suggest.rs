//! Which activity a place may belong to.

use super::build::{find, inventory, locate, read, register};
use crate::model::Confidence::High;
use crate::reconcile::{Suggestion, SuggestionKind as Kind, suggest};
use crate::register::Register;

/// What is suggested: activity, pattern, kind.
fn suggested(activities: &str, places: &[(&str, &str)]) -> Vec<(String, String, Kind)> {
    let register = register(activities);
    shown(&register, &all(&register, places))
}

fn all(register: &Register, places: &[(&str, &str)]) -> Vec<Suggestion> {
    let mut inv = inventory();
    for (place, datum) in places {
        if !inv.coverage.iter().any(|o| o.at == locate(place)) {
            read(&mut inv, place, None);
        }
        find(&mut inv, place, datum, 5, High);
    }
    suggest(&inv, register, &|_| None)
}

fn shown(register: &Register, all: &[Suggestion]) -> Vec<(String, String, Kind)> {
    let one = |s: &Suggestion| {
        let id = register.activities[s.activity].id.value.clone();
        (id, s.uri.clone(), s.kind)
    };
    all.iter().map(one).collect()
}

fn of(activity: &str, uri: &str, kind: Kind) -> (String, String, Kind) {
    (activity.to_owned(), uri.to_owned(), kind)
}

const PAYROLL: &str =
    "- {id: paie, name: Gestion de la paie}\n- {id: crm, name: Suivi des prospects}\n";

#[test]
fn words_of_the_path_meet_the_words_of_the_activity() {
    let places = [
        ("Prive/Bulletins 2024/a.csv", "nir"),
        ("Prive/Bulletins 2024/b.csv", "salary"),
        ("Prive/Leads/x.csv", "email"),
        ("Prive/Divers/y.csv", "email"),
    ];
    assert_eq!(
        suggested(PAYROLL, &places),
        [
            of("paie", "Prive/Bulletins 2024", Kind::Words),
            of("crm", "Prive/Leads", Kind::Words),
        ]
    );
    let register = register(PAYROLL);
    let one = &all(&register, &places)[0];
    assert_eq!((one.score, one.places), (60, 2));
    assert_eq!(one.reason.fr, "mots du chemin : bulletins (paie)");
    assert!(one.id.starts_with("B-") && one.id.len() == 10, "{}", one.id);
}

#[test]
fn systems_are_stronger_than_words() {
    let activities = "- {id: crm, name: Prospection, systems: [dolibarr]}\n- {id: paie, name: Paie, systems: [erp]}\n- {id: mail, name: Messagerie, systems: [Outlook]}\n";
    let places = [
        ("pg:public.llx_societe", "email"),
        ("Courriels/a.pst", "email_content"),
        ("pg:public.llx_user", "login"),
        ("Autre/z.csv", "email"),
    ];
    assert_eq!(
        suggested(activities, &places),
        [
            of("paie", "postgres://srv:5432/erp/public", Kind::System),
            of("crm", "postgres://srv:5432/erp/public", Kind::System),
            of("mail", "Courriels", Kind::System),
        ]
    );
}

#[test]
fn a_copy_of_a_bound_table_is_known_by_its_columns() {
    let activities = "- {id: paie, name: Paie, locations: [{uri: \"RH/**\", binding: confirmed, by: x, on: 2026-01-01}]}\n";
    let mut places = Vec::new();
    for place in ["RH/a.csv", "Tmp/copie.csv"] {
        places.extend([(place, "nir"), (place, "email"), (place, "salary")]);
    }
    assert_eq!(
        suggested(activities, &places),
        [of("paie", "Tmp", Kind::Columns)]
    );
}

#[test]
fn the_service_that_works_there_counts() {
    let activities = "- {id: a, name: Notes de frais, recipients: {internal: [Service comptabilité]}}\n- {id: b, name: Annuaire}\n";
    let found = suggested(
        activities,
        &[("Compta/2024/x.csv", "iban"), ("Autre/z.csv", "iban")],
    );
    assert_eq!(found, [of("a", "Compta/2024", Kind::Department)]);
}

#[test]
fn what_was_decided_is_not_asked_again() {
    let places = [
        ("Prive/Leads/x.csv", "email"),
        ("Prive/Leads/2024/y.csv", "email"),
        ("Autre/z.csv", "email"),
    ];
    let with = |binding: &str| {
        let activities = PAYROLL.replace(
            "prospects}",
            &format!("prospects, locations: [{binding}]}}"),
        );
        suggested(&activities, &places)
    };
    assert_eq!(
        with("{uri: \"Prive/Leads\", binding: refused, by: dpo, on: 2026-01-01}"),
        []
    );
    assert_eq!(
        with("{uri: \"Prive/**\", binding: refused, by: dpo, on: 2026-01-01}"),
        []
    );
    let other = "{uri: \"Prive/Leads/2024/**\", binding: refused, by: dpo, on: 2026-01-01}";
    assert_eq!(with(other), [of("crm", "Prive/Leads", Kind::Words)]);
    // one that is written down keeps its words and its id
    let known = "{uri: \"prive/../x\", binding: suggested, score: 40, reason: \"vu\"}";
    assert!(with(known).contains(&of("crm", "prive/../x", Kind::Written)));
    let known = "{uri: \"./Prive/Leads\", binding: suggested}";
    assert_eq!(with(known), [of("crm", "./Prive/Leads", Kind::Words)]);
    assert_eq!(
        with("{uri: \"Prive/Leads\", binding: confirmed, by: x, on: 2026-01-01}"),
        []
    );
}

#[test]
fn values_in_names_stay_out_of_patterns() {
    let register = register(PAYROLL);
    let mut inv = inventory();
    for file in ["Paie/dossier 255081416802538/a.csv", "Paie/100%/b.csv"] {
        read(&mut inv, file, None);
        find(&mut inv, file, "nir", 1, High);
    }
    let said = |name: &str| {
        name.contains("255081416802538")
            .then(|| name.replace("255081416802538", "255************~3fa9c1"))
    };
    let all = suggest(&inv, &register, &said);
    assert!(!format!("{all:?}").contains("2550814"), "{all:?}");
    let uris: Vec<&str> = all.iter().map(|s| s.uri.as_str()).collect();
    assert_eq!(uris, ["Paie/100%25", "Paie/dossier 255*/**"]);
}

#[test]
fn many_places_and_activities_stay_few_lines() {
    let activities: String = (0..200)
        .map(|i| format!("- {{id: a{i}, name: Paie {i}}}\n"))
        .collect();
    let places: Vec<(String, &str)> = (0..400)
        .map(|i| (format!("Partage/Paie/{i:03}/x.csv"), "email"))
        .collect();
    let places: Vec<(&str, &str)> = places.iter().map(|(p, d)| (p.as_str(), *d)).collect();
    let register = register(&activities);
    let found = all(&register, &places);
    assert!(found.len() <= 12, "{}", found.len());
}
