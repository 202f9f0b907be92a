//! Where the register says that data are, beside where they were found: bindings that
//! are suggested, refused or accepted, and locations that mean nothing.

use super::build::{inventory, register, today, unread};
use super::whole::{CLIENTS, add};
use crate::model::Reason;
use crate::reconcile::{Code, WarningKind, compare, reconcile};

#[test]
fn a_suggested_binding_shows_both_outcomes() {
    let text = CLIENTS.replace(
        "binding: confirmed, by: dpo, on: 2026-11-21",
        "binding: suggested, score: 46, reason: \"mots du chemin\"",
    );
    let mut inv = inventory();
    add(
        &mut inv,
        "Clients/a.csv",
        &[("birth_date", 3), ("iban", 3), ("email", 3)],
    );
    let gaps = reconcile(&inv, Some(&register(&text)), today());
    assert_eq!(gaps[0].code, Code::G01);
    let lines = gaps[0].evidence_en.join("\n");
    assert!(lines.contains("Binding to \"Clients\" suggested (register.yaml:10, score 46, mots du chemin), to be confirmed; if accepted: 3 gaps (G02, G03, G08)"), "{lines}");
}

#[test]
fn a_refused_binding_binds_nothing_and_is_not_proposed() {
    let text = CLIENTS.replace("binding: confirmed", "binding: refused");
    let mut inv = inventory();
    add(
        &mut inv,
        "Clients/a.csv",
        &[("birth_date", 3), ("email", 3)],
    );
    let gaps = reconcile(&inv, Some(&register(&text)), today());
    assert_eq!(gaps[0].code, Code::G01);
    let lines = gaps[0].evidence_en.join("\n");
    assert!(!lines.contains("Clients\""), "{lines}");
    // a proposal of the same pattern is
    let text = CLIENTS.replace("binding: confirmed", "binding: suggested");
    let gaps = reconcile(&inv, Some(&register(&text)), today());
    assert!(
        gaps[0]
            .evidence_en
            .join("\n")
            .contains("Binding to \"Clients\" suggested")
    );
}

#[test]
fn what_an_accepted_binding_leaves_is_reconciled() {
    let suggested = |text: &str| text.replace("confirmed, by: dpo, on: 2026-11-21", "suggested");
    let promise = CLIENTS.replace(
        "  sensitive:",
        "  forbidden: [login]\n  claims: [{kind: files_encrypted}]\n  sensitive:",
    );
    let mut inv = inventory();
    add(&mut inv, "Clients/a.csv", &[("email", 3), ("login", 3)]);
    add(&mut inv, "Autre/b.csv", &[("email", 3)]);
    let text = suggested(&promise).replace("Clients/**", "Clients/*.csv");
    let gaps = reconcile(&inv, Some(&register(&text)), today());
    let said = |name: &str| {
        let gap = gaps.iter().find(|g| g.cluster == name).expect("a cluster");
        gap.evidence_en.join("\n")
    };
    let name = "file:///srv/partage/Clients";
    let name = if gaps.iter().any(|g| g.cluster == name) {
        name
    } else {
        "Clients"
    };
    // the exclusion of the login, the commitment on encryption, and what is
    // declared and not found
    assert!(
        said(name).contains("if accepted: 3 gaps (G08, G12)"),
        "{}",
        said(name)
    );
    // what is said is what happens
    let confirmed = promise.replace("Clients/**", "Clients/*.csv");
    let then = reconcile(&inv, Some(&register(&confirmed)), today());
    let own = then
        .iter()
        .filter(|g| g.activity.is_some() && g.code != Code::G14);
    let own = own.count();
    assert_eq!(own, 3, "{then:?}");
}

#[test]
fn a_relative_location_in_two_sources_is_confirmed_for_neither() {
    let mut inv = inventory();
    let mut other = inv.run.sources[0].clone();
    (other.id, other.uri) = (crate::model::SourceId(2), "file:///mnt/ancien".to_owned());
    inv.run.sources.push(other);
    add(&mut inv, "Clients/a.csv", &[("email", 3)]);
    let one = compare(&inv, Some(&register(CLIENTS)), today());
    assert!(one.gaps.iter().all(|g| g.code != Code::G01));
    assert!(one.warnings.is_empty(), "{:?}", one.warnings);

    add(&mut inv, "Clients/b.csv", &[("email", 3)]);
    inv.holdings[1].at.source = crate::model::SourceId(2);
    inv.coverage[1].at.source = crate::model::SourceId(2);
    let two = compare(&inv, Some(&register(CLIENTS)), today());
    let undeclared = two.gaps.iter().filter(|g| g.code == Code::G01).count();
    assert_eq!(undeclared, 2, "{:?}", two.gaps);
    assert_eq!(two.warnings[0].kind, WarningKind::BindingAmbiguous);
    assert!(
        two.gaps
            .iter()
            .any(|g| g.title_fr.contains("partage/Clients"))
    );
    let lines = two.gaps[0].evidence_en.join("\n");
    assert!(lines.contains("if accepted: 1 gap (G08)"), "{lines}");
    // the whole address says which
    let text = CLIENTS.replace("Clients/**", "file:///srv/partage/Clients/**");
    let clear = compare(&inv, Some(&register(&text)), today());
    let undeclared = clear.gaps.iter().filter(|g| g.code == Code::G01).count();
    assert_eq!((undeclared, clear.warnings.len()), (1, 0));
}

#[test]
fn a_location_that_means_nothing_is_said_with_the_one_that_was_meant() {
    let mut inv = inventory();
    add(&mut inv, "Clients/a.csv", &[("email", 3)]);
    let text = CLIENTS.replace("Clients/**", "clients/**");
    let result = compare(&inv, Some(&register(&text)), today());
    let w = &result.warnings[0];
    assert_eq!(w.kind, WarningKind::BindingUnmatched);
    assert!(
        w.text.fr.contains("`clients/**`") && w.text.fr.contains("`Clients`"),
        "{w:?}"
    );
    assert_eq!(w.source, "register.yaml:10");
    // a place of which the scan knows nothing is out of scope, not out of place
    for other in [
        "smb://autre/Ventes/**",
        "/Ventes/**",
        "postgres://srv/autre/rh.*",
        "paper:a",
    ] {
        let text = CLIENTS.replace("Clients/**", other);
        assert_eq!(
            compare(&inv, Some(&register(&text)), today()).warnings,
            [],
            "{other}"
        );
    }
}

#[test]
fn a_location_that_could_not_be_opened_is_not_called_wrong() {
    for place in ["Clients", "Clients/Nord"] {
        let mut inv = inventory();
        add(&mut inv, "RH/a.csv", &[("email", 3)]);
        unread(&mut inv, place, Reason::PermissionDenied);
        inv.coverage.last_mut().expect("added").kind = crate::model::Kind::default();
        let text = CLIENTS.replace("Clients/**", "Clients/Nord/**");
        let result = compare(&inv, Some(&register(&text)), today());
        let [w] = result.warnings.as_slice() else {
            panic!("{:?}", result.warnings);
        };
        assert_eq!(w.kind, WarningKind::BindingUnread, "{w:?}");
        let named = format!("`{place}`");
        assert!(w.text.fr.contains(&named) && w.text.fr.contains("accès refusé"));
        assert!(w.text.en.contains("was not read") && !w.text.en.contains("did you mean"));
    }
    // beside what could not be opened it is as wrong as ever
    let mut inv = inventory();
    add(&mut inv, "RH/a.csv", &[("email", 3)]);
    unread(&mut inv, "Archives", Reason::PermissionDenied);
    inv.coverage.last_mut().expect("added").kind = crate::model::Kind::default();
    let warnings = compare(&inv, Some(&register(CLIENTS)), today()).warnings;
    assert_eq!(warnings[0].kind, WarningKind::BindingUnmatched);
}

#[test]
fn a_location_of_another_root_is_told_as_the_scan_names_it() {
    let mut inv = inventory();
    add(&mut inv, "Clients/a.csv", &[("email", 3)]);
    add(&mut inv, "pg:rh.paie", &[("email", 3)]);
    for (written, meant) in [
        ("/Clients/**", "`Clients/**`"),
        ("\\\\\\\\srv\\\\part\\\\Clients\\\\**", "`Clients/**`"),
        ("smb://srv/part/clients/**", "`Clients/**`"),
        ("S:/Clients", "`Clients`"),
        ("postgres://srv:5433/erp/rh.*", "`postgres://srv/erp/rh.*`"),
        ("postgres://127.0.0.1/erp/rh.*", "`postgres://srv/erp/rh.*`"),
    ] {
        let text = CLIENTS.replace("Clients/**", written);
        let result = compare(&inv, Some(&register(&text)), today());
        let said: Vec<&str> = result.warnings.iter().map(|w| w.text.fr.as_str()).collect();
        assert!(
            said.len() == 1 && said[0].contains(meant),
            "{written}: {said:?}"
        );
    }
}

#[test]
fn a_pattern_of_a_database_that_means_no_table_is_no_absence() {
    let mut inv = inventory();
    add(&mut inv, "pg:rh.paie", &[("email", 3)]);
    let text = CLIENTS.replace("Clients/**", "postgres://srv/erp/rh/**");
    let result = compare(&inv, Some(&register(&text)), today());
    assert!(
        result.gaps.iter().all(|g| g.code != Code::G08),
        "{:?}",
        result.gaps
    );
    assert_eq!(result.warnings[0].kind, WarningKind::BindingUnmatched);
}
