//! Gaps with their words: citations, suggestions, waivers, matrix, coverage.

use super::build::{find, inventory, read, register, today, unread};
use crate::inventory::Inventory;
use crate::model::{Category, Confidence, Datum, Reason};
use crate::reconcile::{Code, Mark, NoteKind, Subject, WarningKind, compare, matrix, reconcile};

pub(super) fn add(inv: &mut Inventory, place: &str, rules: &[(&str, u64)]) {
    read(inv, place, Some(0o640));
    for (rule, n) in rules {
        find(inv, place, rule, *n, Confidence::High);
    }
}

pub(super) const CLIENTS: &str = r#"
- id: clients
  name: Clients
  data:
  - {category: identite, state: declared, items: [email], source: "s1:l.101"}
  - {category: connexion, state: declared, items: [login]}
  - {category: localisation, state: declared, items: [geolocation]}
  sensitive: {answer: "non"}
  locations: [{uri: "Clients/**", binding: confirmed, by: dpo, on: 2026-11-21}]
"#;

#[test]
fn a_gap_cites_the_line_it_was_compared_with() {
    let mut inv = inventory();
    add(
        &mut inv,
        "Clients/a.csv",
        &[("birth_date", 3), ("email", 3)],
    );
    let gaps = reconcile(&inv, Some(&register(CLIENTS)), today());
    let gap = &gaps[0];
    assert_eq!(gap.code, Code::G03);
    let quote = gap.register.as_ref().expect("a citation");
    assert_eq!(
        quote.quote,
        "- {category: identite, state: declared, items: [email], source: \"s1:l.101\"}"
    );
    assert_eq!(quote.source, "register.yaml:6 (s1:l.101)");
    assert_eq!(
        gap.title_fr,
        "Donnée non listée dans «\u{a0}Clients\u{a0}»\u{a0}: Date de naissance"
    );
    assert_eq!(gap.persons, Some(3));
    let lines = gap.evidence_en.join("\n");
    assert!(
        lines.contains("Bound by `Clients/**` (register.yaml:10, confirmed by dpo on 2026-11-21)"),
        "{lines}"
    );
    assert!(
        lines.contains("Date of birth: 3 values, 3 distinct, high confidence"),
        "{lines}"
    );
    assert!(lines.contains("Volume: 1 file"), "{lines}");
}

#[test]
fn the_words_of_the_register_are_cited_as_they_are_written() {
    let block = r#"
- id: clients
  name: Clients
  role: processor
  data:
  - category: identite
    state: declared   # comme au formulaire
    items:
    - email
    - phone
  sensitive:
    answer: "non"
  locations: [{uri: "Clients/**", binding: confirmed, by: dpo, on: 2026-11-21}]
"#;
    let cited = |text: &str, datum: &str| {
        let mut inv = inventory();
        add(&mut inv, "Clients/a.csv", &[(datum, 3)]);
        let result = compare(&inv, Some(&register(text)), today());
        let gap = result.gaps.iter().find(|g| !g.places.is_empty());
        let note = result.notes.first().and_then(|n| n.register.clone());
        let quote = gap.and_then(|g| g.register.clone()).or(note);
        quote.map(|q| format!("{} @{}", q.quote, q.source))
    };
    let controller = block.replace("  role: processor\n", "  role: controller\n");
    let rubric =
        "- category: identite state: declared   # comme au formulaire items: - email - phone";
    assert_eq!(
        cited(&controller, "birth_date"),
        Some(format!("{rubric} @register.yaml:7"))
    );
    assert_eq!(
        cited(&controller, "health").as_deref(),
        Some("sensitive: answer: \"non\" @register.yaml:13")
    );
    assert_eq!(
        cited(block, "email").as_deref(),
        Some("role: processor @register.yaml:5")
    );
    // a datum of a rubric that the fiche does not have
    assert_eq!(
        cited(&controller, "iban"),
        Some(format!("{rubric} @register.yaml:7"))
    );
}

#[test]
fn a_waiver_without_its_gap_is_said() {
    let mut inv = inventory();
    add(&mut inv, "Clients/a.csv", &[("email", 3)]);
    let text =
        format!("{CLIENTS}waivers: [{{gap: G-deadbeef, reason: x, by: dpo, until: 2027-01-01}}]\n");
    let result = compare(&inv, Some(&register(&text)), today());
    assert_eq!(result.warnings[0].kind, WarningKind::WaiverUnmatched);
}

#[test]
fn an_exclusion_of_a_shared_place_is_told() {
    let other = CLIENTS
        .replace("id: clients", "id: salon")
        .replace("name: Clients", "name: Salon")
        .replace("  sensitive:", "  forbidden: [email]\n  sensitive:");
    let mut inv = inventory();
    add(&mut inv, "Clients/a.csv", &[("email", 3)]);
    let text = format!("{CLIENTS}{}", other.trim_start());
    let result = compare(&inv, Some(&register(&text)), today());
    assert!(result.gaps.iter().all(|g| g.code != Code::G12));
    let note = result.notes.iter().find(|n| n.kind == NoteKind::Excluded);
    let note = note.expect("the exclusion is told");
    assert_eq!(note.activity.0, "salon");
    assert!(
        note.register
            .as_ref()
            .is_some_and(|q| q.quote == "forbidden: [email]")
    );
}

#[test]
fn inference_is_no_declaration_in_the_matrix() {
    let text = "- id: rh\n  name: Gestion de la paie\n  sensitive: {answer: non_precise}\n  locations: [{uri: \"RH/**\", binding: confirmed, by: x, on: 2026-01-01}]\n";
    let mut inv = inventory();
    add(&mut inv, "RH/a.csv", &[("nir", 30)]);
    let m = matrix(&inv, Some(&register(text)));
    let cell = &m.rows[0].cells[&Category::Nir];
    assert_eq!((cell.mark, cell.confirmed), (Mark::FoundImplied, false));
}

#[test]
fn a_place_below_something_unread_is_not_called_empty() {
    let text = CLIENTS.replace("Clients/**", "file:///srv/partage/Archives/Clients/**");
    let silent = |inv: &Inventory| {
        let gaps = reconcile(inv, Some(&register(&text)), today());
        gaps.iter().any(|g| g.code == Code::G08)
    };
    let mut inv = inventory();
    add(&mut inv, "a.csv", &[("email", 3)]);
    assert!(silent(&inv), "nothing is there");
    for reason in [Reason::Link, Reason::Excluded, Reason::PermissionDenied] {
        let mut hidden = inv.clone();
        unread(&mut hidden, "Archives", reason);
        hidden.coverage.last_mut().expect("added").kind = crate::model::Kind::default();
        assert!(!silent(&hidden), "{reason:?}");
    }
}

#[test]
fn columns_alone_may_be_declared_and_not_found() {
    let text = r#"
- id: paie
  name: Paie
  data: [{category: identite, state: declared, items: [email]}]
  sensitive: {answer: "oui", nir: {declared: true, purpose: paie}}
  locations: [{uri: "postgres://srv/erp/rh.salaries.nir", binding: confirmed, by: dpo, on: 2026-01-01}]
"#;
    let mut inv = inventory();
    add(&mut inv, "pg:rh.salaries", &[("nir", 30)]);
    let m = matrix(&inv, Some(&register(text)));
    assert_eq!(
        m.rows[0].cells[&Category::Identite].mark,
        Mark::DeclaredNotFound
    );
}

#[test]
fn a_commitment_about_a_system_spares_its_own_place() {
    let claim = |systems: &str| {
        let text = CLIENTS.replace(
            "  sensitive:",
            "  claims: [{kind: no_export_outside_system, system: fm}]\n  sensitive:",
        );
        let mut inv = inventory();
        add(&mut inv, "Clients/Filemaker/a.csv", &[("email", 30)]);
        let gaps = reconcile(&inv, Some(&register(&format!("{text}{systems}"))), today());
        gaps.iter().any(|g| g.code == Code::G12)
    };
    assert!(!claim(""), "nobody knows where an undescribed system lies");
    assert!(!claim("systems: [{id: fm, name: FileMaker}]\n"));
    assert!(claim("systems: [{id: fm, name: Dolibarr}]\n"));
}

#[test]
fn columns_may_be_bound_apart_from_their_table() {
    let text = r#"
- id: a
  name: A
  data: [{category: identite, state: declared}]
  locations: [{uri: "postgres://srv/erp/rh.salaries", binding: confirmed, by: dpo, on: 2026-01-01}]
- id: paie
  name: Paie
  sensitive: {answer: "oui", nir: {declared: true, purpose: paie}}
  locations: [{uri: "postgres://srv/erp/rh.salaries.nir", binding: confirmed, by: dpo, on: 2026-01-01}]
"#;
    let mut inv = inventory();
    add(
        &mut inv,
        "pg:rh.salaries",
        &[("nir", 30), ("email", 30), ("iban", 30)],
    );
    let gaps = reconcile(&inv, Some(&register(text)), today());
    let data = gaps.iter().filter(|g| g.code != Code::G14);
    let codes: Vec<_> = data.map(|g| (g.code, g.items.clone())).collect();
    assert_eq!(codes, [(Code::G02, vec![Datum::Iban])]);
}

#[test]
fn what_was_not_read_is_gathered_by_reason() {
    let mut inv = inventory();
    for i in 0..12 {
        unread(&mut inv, &format!("a/{i:02}.pdf"), Reason::Encrypted);
    }
    unread(&mut inv, "b", Reason::Link);
    unread(&mut inv, "c", Reason::Timeout);
    unread(&mut inv, "d", Reason::Crash);
    let gaps = reconcile(&inv, None, today());
    let shown: Vec<(&str, usize)> = gaps
        .iter()
        .map(|g| (g.title_en.as_str(), g.places.len()))
        .collect();
    assert_eq!(
        shown,
        [
            (
                "Not inspected: 1 item, out of scope (links, views, exclusions)",
                1
            ),
            (
                "Not inspected: 2 items, reading interrupted or incomplete",
                2
            ),
            ("Not inspected: 12 items, protected by a password", 12),
        ]
    );
    assert_eq!(gaps[2].places[0].rule, "encrypted");
}

#[test]
fn without_a_register_nothing_is_compared() {
    let mut inv = inventory();
    add(&mut inv, "Commun/a.csv", &[("nir", 30)]);
    let result = compare(&inv, None, today());
    assert_eq!(result.gaps, []);
    assert_eq!(result.warnings, []);
}

#[test]
fn the_matrix_sets_register_and_reality_side_by_side() {
    let mut inv = inventory();
    add(
        &mut inv,
        "Clients/a.csv",
        &[("email", 3), ("birth_date", 3), ("login", 2), ("iban", 2)],
    );
    add(&mut inv, "Commun/a.csv", &[("health", 9)]);
    find(&mut inv, "Commun/a.csv", "nir", 9, Confidence::Low);
    let text = format!(
        "{CLIENTS}- {{id: paie, name: Paie, data: [{{category: identite, state: declared}}]}}\n"
    );
    let m = matrix(&inv, Some(&register(&text)));
    let marks = |row: usize| -> Vec<(Category, Mark, u64)> {
        let cells = &m.rows[row].cells;
        cells
            .iter()
            .map(|(c, cell)| (*c, cell.mark, cell.values))
            .collect()
    };
    assert_eq!(
        marks(0),
        [
            (Category::Identite, Mark::FoundPartly, 6),
            (Category::EconomiqueFinancier, Mark::FoundNotDeclared, 2),
            (Category::Connexion, Mark::DeclaredFound, 2),
            (Category::Localisation, Mark::DeclaredNotFound, 0),
        ]
    );
    assert_eq!(
        marks(1),
        [(Category::Identite, Mark::DeclaredNotScanned, 0)]
    );
    assert_eq!(marks(2), [(Category::Health, Mark::FoundNotDeclared, 9)]);
    assert!(matches!(&m.rows[2].subject, Subject::Cluster { fr, .. } if fr.ends_with("Commun")));
    assert_eq!(compare(&inv, Some(&register(&text)), today()).weak, 1);
}

#[test]
fn a_weak_hint_is_told_from_nothing() {
    let mut inv = inventory();
    add(&mut inv, "Clients/a.csv", &[]);
    let mark = |inv: &Inventory| {
        let m = matrix(inv, Some(&register(CLIENTS)));
        m.rows[0].cells[&Category::Identite].mark
    };
    assert_eq!(mark(&inv), Mark::DeclaredNotFound);
    find(&mut inv, "Clients/a.csv", "email", 72, Confidence::Low);
    assert_eq!(mark(&inv), Mark::DeclaredWeak);
    find(&mut inv, "Clients/a.csv", "email", 72, Confidence::High);
    assert_eq!(mark(&inv), Mark::DeclaredFound);
}

#[test]
fn declared_and_not_found_needs_every_location_read() {
    let two = CLIENTS.replace(
        "locations: [",
        "locations: [{uri: \"smb://autre/Clients/**\", binding: confirmed, by: dpo, on: 2026-01-01}, ",
    );
    let paper = CLIENTS.replace(
        "locations: [",
        "locations: [{uri: \"paper:armoire\", binding: confirmed, by: dpo, on: 2026-01-01}, ",
    );
    let absent = CLIENTS.replace("Clients/**", "file:///srv/partage/Absent/**");
    let mut inv = inventory();
    add(&mut inv, "Clients/a.csv", &[("email", 3)]);
    let silent = |text: &str| -> Vec<Vec<Datum>> {
        let gaps = reconcile(&inv, Some(&register(text)), today());
        gaps.iter()
            .filter(|g| g.code == Code::G08)
            .map(|g| g.items.clone())
            .collect()
    };
    assert_eq!(silent(CLIENTS), [vec![Datum::Login, Datum::Geolocation]]);
    assert_eq!(silent(&two), [] as [Vec<Datum>; 0]);
    assert_eq!(silent(&paper), [] as [Vec<Datum>; 0]);
    assert_eq!(
        silent(&absent),
        [vec![Datum::Email, Datum::Login, Datum::Geolocation]]
    );
    assert_eq!(
        silent(&CLIENTS.replace("name: Clients", "name: Clients\n  status: draft")),
        [] as [Vec<Datum>; 0]
    );
}

/// `benches/reconcile.rs` measures; here only that nothing is quadratic.
#[test]
fn many_holdings_and_many_patterns_stay_linear() {
    let rules = ["email", "iban", "nir", "phone", "birth_date", "person_name"];
    let mut text = String::new();
    for i in 0..300 {
        text += &format!(
            "- {{id: a{i}, name: A{i}, data: [{{category: identite, state: declared, items: [email]}}], locations: [{{uri: \"S{i:03}/**\", binding: confirmed, by: x, on: 2026-01-01}}, {{uri: \"S{i:03}/*/f?.csv\", binding: suggested}}]}}\n"
        );
    }
    let register = register(&text);
    let mut inv = inventory();
    for i in 0..2_000_u64 {
        let rules = rules.map(|r| (r, 1 + i % 40));
        add(
            &mut inv,
            &format!("S{:03}/d{}/f{i}.csv", i % 600, i % 7),
            &rules,
        );
    }
    let started = std::time::Instant::now();
    let result = compare(&inv, Some(&register), today());
    let took = started.elapsed();
    assert!(result.gaps.len() > 300, "{}", result.gaps.len());
    assert!(took.as_secs() < 120, "{took:?}");
}

#[test]
fn a_title_says_nothing_twice() {
    let mut inv = inventory();
    add(&mut inv, "Clients/a.csv", &[("health", 3)]);
    let text = CLIENTS.replace("  sensitive: {answer: \"non\"}\n", "");
    let gaps = reconcile(&inv, Some(&register(&text)), today());
    let gap = gaps.iter().find(|g| g.code == Code::G02).expect("health");
    assert!(gap.title_fr.ends_with("\u{a0}: Santé"), "{}", gap.title_fr);
}

#[test]
fn a_foreign_table_is_not_out_of_scope() {
    let title = |detail: &str| {
        let mut inv = inventory();
        unread(&mut inv, "pg:public.autre", Reason::NotATable);
        inv.coverage[0].problems[0].detail = detail.to_owned();
        reconcile(&inv, None, today()).remove(0).title_fr
    };
    assert!(title("view").contains("hors du périmètre"));
    assert!(title(crate::source::FOREIGN_TABLE).contains("sans lecteur"));
}
