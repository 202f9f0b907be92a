//! Drafts are read back as what they are: nothing that a scan cannot know is
//! declared, nor is anything in force.

use super::*;
use crate::export::{docx, markdown};
use crate::model::Datum;
use crate::reconcile::{Amount, Code, Dates, Extent, GapId, Level, People, Severity, Step, Terms};
use crate::register::{BindingState, Message, Register, RetentionKind, State, Status, check};
use std::collections::BTreeSet;

fn gap() -> Gap {
    Gap {
        id: GapId("G-3f2a9c01".to_owned()),
        code: Code::G01,
        title_fr: "Emplacement non déclaré".to_owned(),
        title_en: "Undeclared location".to_owned(),
        severity: Severity {
            level: Level::High,
            score: 60,
            terms: Terms::default(),
            bound_by: None,
        },
        items: vec![Datum::Email, Datum::Nir],
        places: Vec::new(),
        cluster: "Commun/\"Divers\": # 1".to_owned(),
        where_fr: "Commun/\"Divers\": # 1".to_owned(),
        where_en: "Commun/\"Divers\": # 1".to_owned(),
        persons: Some(84),
        at_most: None,
        activity: None,
        register: None,
        step: Step::Unbound,
        evidence_fr: Vec::new(),
        evidence_en: Vec::new(),
        extent: Extent::default(),
        waived: None,
        decided: None,
    }
}

fn profile() -> Profile {
    let amount = |datum| Amount {
        datum,
        count: 90,
        distinct: 84,
        places: 2,
    };
    Profile {
        gap: gap().id,
        locations: vec!["Commun/\"Divers\": # 1".to_owned()],
        found: vec![
            amount(Datum::Email),
            amount(Datum::Nir),
            amount(Datum::Health),
        ],
        subjects: vec![People {
            name: Message::new("salariés et candidats", "staff and applicants"),
            by: BTreeSet::from(["Matricule paie".to_owned()]),
            births: Some((3, 9)),
        }],
        exposure: vec![(Message::both("E"), 2)],
        modified: Some((0, 1_795_219_200)),
        dates: vec![Dates {
            column: "Date d’entrée\u{202e}".to_owned(),
            span: (2020 * 12, 2024 * 12 + 11),
            count: 90,
        }],
        files: 2,
        tables: 0,
    }
}

#[test]
fn a_draft_is_a_register_that_declares_nothing_invented() {
    let (gap, profile) = (gap(), profile());
    let draft = Undeclared {
        gap: &gap,
        profile: &profile,
        scanned: 1_795_219_200,
    };
    for french in [true, false] {
        let text = yaml(&[draft], french);
        let register = Register::parse(&text, "d.yaml").unwrap_or_else(|e| {
            panic!("{}\n{text}", e.render(true));
        });
        let a = &register.activities[0];
        assert_eq!(a.id.value, "brouillon-3f2a9c01");
        assert_eq!((a.status, a.is_in_force()), (Status::Draft, false));
        assert_eq!(a.legal_basis.state, State::NotStated);
        assert_eq!(a.retention[0].kind.value, RetentionKind::NotStated);
        assert!(
            a.locations
                .iter()
                .all(|l| l.state == BindingState::Suggested)
        );
        assert_eq!(a.locations[0].uri.value, profile.locations[0]);
        let found: BTreeSet<Datum> = a.declared_items().into_iter().collect();
        assert!(found.contains(&Datum::Email), "{found:?}");
        // the purpose is asked for, not taken as one
        let remarks = check(&register, crate::register::utc_date(1_795_219_200));
        assert!(
            remarks.iter().any(|r| r.code == "placeholder"),
            "{remarks:?}"
        );
    }
}

#[test]
fn fiches_ask_for_what_only_a_person_knows() {
    let (gap, profile) = (gap(), profile());
    let draft = Undeclared {
        gap: &gap,
        profile: &profile,
        scanned: 1_795_219_200,
    };
    let booklet = booklet(&[draft], true).expect("a draft is a register");
    let text = markdown(&booklet);
    let asked = text.matches("- [À COMPLÉTER PAR LE DPO]").count();
    assert_eq!(asked, 7, "{text}");
    for told in [
        "84 distinctes, dans 2 lieux",
        "environ 84",
        "salariés et candidats (d’après Matricule paie, 3 naissances sur 9",
        "entre le 1970-01-01 et le 2026-11-21",
        "2020-01 à 2024-12, 90 lignes",
    ] {
        assert!(text.contains(told), "{told} is missing:\n{text}");
    }
    assert!(!text.contains('\u{202e}'), "{text}");
    assert!(docx(&booklet).starts_with(b"PK"));
}
