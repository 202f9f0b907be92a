//! Boxes in tables of a label and its value.

use super::super::sound;
use super::declared;
use super::lists::forbidden;
use crate::model::{Category, Datum};
use crate::register::Answer;

fn fiche(rows: &str) -> String {
    format!(
        "# Fiche : Club\n\n| Rubrique | Contenu |\n|---|---|\n| Finalité | jouer |\n{rows}| Données | nom |\n| Durée | 1 an |\n"
    )
}

#[test]
fn the_ticked_one_of_two_answers_each_row() {
    for (no, yes) in [
        ("☐ Oui ☒ Non", "☒ Oui ☐ Non"),
        ("□ Oui ■ Non", "■ Oui □ Non"),
        ("[ ] Oui [x] Non", "[x] Oui [ ] Non"),
    ] {
        let rows = |a: &str| {
            format!("| NIR | {a} |\n| Données sensibles | {a} |\n| Transferts hors UE | {a} |\n")
        };
        let found = sound(fiche(&rows(no)).as_bytes(), "f.md").1;
        let a = &found.activities[0];
        assert_eq!(forbidden(&found), [Datum::Nir], "{no}");
        assert_eq!(a.sensitive.answer.value, Answer::No, "{no}");
        assert_eq!(a.transfers.outside_eu.value, Answer::No, "{no}");
        let found = sound(fiche(&rows(yes)).as_bytes(), "f.md").1;
        let a = &found.activities[0];
        assert_eq!(declared(&found), [Datum::Nir], "{yes}");
        assert_eq!(a.sensitive.answer.value, Answer::Yes, "{yes}");
        assert_eq!(a.transfers.outside_eu.value, Answer::Yes, "{yes}");
    }
}

#[test]
fn an_empty_box_before_a_label_collects_nothing() {
    let rows = "| Catégories de données | |\n| ☒ Identité | prénom |\n| ☐ Vie professionnelle | métier |\n| ☐ Religion | culte |\n| ☒ Données économiques | RIB |\n";
    let (imported, found) = sound(fiche(rows).as_bytes(), "f.md");
    let items = found.activities[0].declared_items();
    assert!(items.contains(&Datum::Iban) && items.contains(&Datum::PersonName));
    assert!(!items.contains(&Datum::JobTitle) && declared(&found).is_empty());
    let told = |w: &str| imported.draft.unread.iter().any(|u| u.said.text == w);
    assert!(told("métier") && told("culte"));
}

#[test]
fn none_beside_a_category_is_no_more_than_that() {
    let rows = "| Données d'identité | prénom |\n| Données de connexion | Néant |\n| Données économiques | RIB |\n";
    let found = sound(fiche(rows).as_bytes(), "f.md").1;
    for rubric in &found.activities[0].data {
        let of = rubric.category.value == Category::EconomiqueFinancier;
        let items: Vec<Datum> = rubric.items.iter().map(|i| i.value).collect();
        assert_eq!(items.contains(&Datum::Iban), of, "{items:?}");
    }
}
