//! A "no" to a list, behind a colon or by a verb, is one to all its members; where
//! it may be to the last one only, nothing is declared and it is told.

use super::super::sound;
use super::{declared, register};
use crate::model::Datum::{self, Health, Iban, NationalId, Nir, Politics, Religion, TradeUnion};
use crate::register::{Answer, Measure, Negated, Register, State};

pub(super) fn forbidden(register: &Register) -> Vec<Datum> {
    let items = register.activities[0].forbidden.iter();
    let item = items.filter_map(|f| match &f.what.value {
        Negated::Item(item) => Some(*item),
        _ => None,
    });
    let mut all: Vec<Datum> = item.collect();
    all.sort_unstable();
    all
}

/// The same words as a cell and as a line of a fiche.
fn both(words: &str) -> [(Register, bool); 2] {
    let csv = format!(
        "Traitement;Finalité;Données collectées;Durée de conservation\nJeu;Jouer;prénom;1 an\nPrêt;Prêter;\"nom. {words}\";2 ans\n"
    );
    let fiche = format!(
        "Traitement : Prêt\nFinalité : prêter\nDonnées : nom. {words}\nDurée de conservation : 2 ans\n"
    );
    [(csv, "r.csv"), (fiche, "r.txt")].map(|(text, name)| {
        let (imported, found) = sound(text.as_bytes(), name);
        let mut found = found;
        found.activities.retain(|a| a.name.value == "Prêt");
        assert_eq!(found.activities.len(), 1, "{name}: {words}");
        (found, !imported.draft.unread.is_empty())
    })
}

#[test]
fn a_no_is_of_the_whole_list_before_it() {
    for (words, wanted) in [
        ("religion, NIR : non collectés", &[Nir, Religion][..]),
        ("NIR / religion / santé : néant", &[Nir, Health, Religion]),
        ("santé, religion : non", &[Health, Religion]),
        (
            "Opinions politiques, santé : aucune information n'est recueillie",
            &[Health, Politics],
        ),
        ("Religion : la fiche n'en contient aucune", &[Religion]),
        ("Religion : cet outil n'en comporte pas", &[Religion]),
        (
            "Merci de ne pas saisir d'éléments relatifs à la religion, à la santé",
            &[Health, Religion],
        ),
        (
            "Does not contain health data or NINO",
            &[NationalId, Health],
        ),
        ("ni religion ni santé", &[Health, Religion]),
        (
            "n'est enregistrée ni la santé ni l'appartenance syndicale",
            &[Health, TradeUnion],
        ),
        (
            "No religion, health or union data",
            &[Health, TradeUnion, Religion],
        ),
        ("Geen religie of gezondheidsgegevens", &[Health, Religion]),
    ] {
        for (found, _) in both(words) {
            let mut wanted = wanted.to_vec();
            wanted.sort_unstable();
            assert_eq!(declared(&found), [], "{words}");
            assert_eq!(forbidden(&found), wanted, "{words}");
        }
    }
}

#[test]
fn what_a_no_does_not_deny() {
    for (words, item) in [
        ("ni religion ni santé, e-mail seulement", Datum::Email),
        ("prénom, religion : non", Datum::PersonName),
        ("Photo : oui, religion, santé : non", Datum::Photo),
        ("Photo : pas obligatoire", Datum::Photo),
    ] {
        for (found, _) in both(words) {
            let a = &found.activities[0];
            assert!(a.declared_items().contains(&item), "{words}");
            assert!(!forbidden(&found).contains(&item), "{words}");
        }
    }
    for (found, _) in both("Coordonnées bancaires : non (paiement par carte)") {
        assert_eq!(found.activities[0].declared_items().len(), 1);
        assert!(forbidden(&found).contains(&Iban));
    }
}

#[test]
fn a_no_for_a_time_forbids_nothing_and_is_told() {
    for words in [
        "NIR non collecté jusqu'à l'embauche",
        "Le NIR n'est pas demandé avant l'embauche",
        "We do not collect your social security number until you are hired",
    ] {
        for (found, told) in both(words) {
            assert_eq!(declared(&found), [], "{words}");
            assert_eq!(forbidden(&found), [], "{words}");
            assert!(told, "{words}");
        }
    }
}

#[test]
fn no_sensitive_data_is_a_no() {
    let header = "Traitement;Finalité;Données collectées;Données sensibles";
    for no in ["Pas de donnée sensible", "Pas de données particulières"] {
        let found = register(header, &format!("Prêt;Prêter;nom;{no}"));
        let answer = &found.activities[0].sensitive.answer.value;
        assert_eq!(*answer, Answer::No, "{no}");
    }
    let found = register(header, "Prêt;Prêter;nom;\"Religion, santé : non\"");
    assert_eq!(declared(&found), []);
    assert_eq!(forbidden(&found).len(), 2);
}

#[test]
fn a_comment_that_denies_other_data_is_no_answer() {
    let header = "Traitement;Finalité;Données collectées;Commentaire";
    let found = register(
        header,
        "Visite;Suivre;nom;Hors planning aucune donnée médicale",
    );
    assert!(
        forbidden(&found)
            .iter()
            .all(|i| *i != Datum::FreeTextComment)
    );
}

#[test]
fn measures_have_columns_in_a_group() {
    let header =
        "Traitement;Finalité;Données collectées;Sécurité - Sauvegarde;Sécurité - Chiffrement";
    let csv = format!("{header}\nPrêt;Prêter;nom;Oui;Non\n");
    let imported = sound(csv.as_bytes(), "r.csv").0;
    let of = |measure| {
        let mut all = imported.draft.activities[0].security.iter();
        all.find(|s| s.measure == measure).map(|s| s.state)
    };
    assert_eq!(of(Measure::Backup), Some(State::Declared));
    assert_eq!(of(Measure::Encryption), Some(State::Absent));
}

#[test]
fn words_of_a_template_are_no_facts() {
    let csv = "Traitement;Finalité;Données collectées;Durée de conservation\nPrêt;Décrire ici le but;nom;1 an\nNom du traitement;Exemple de finalité;;\n";
    let found = sound(csv.as_bytes(), "r.csv").1;
    assert_eq!(found.activities.len(), 1);
    assert!(found.activities[0].purposes.is_empty());
}
