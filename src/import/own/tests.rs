//! Exports that somebody has worked on since.

use super::super::document::Document;
use super::super::draft::DraftActivity;
use super::super::table;
use super::*;
use crate::register::{ClaimKind, LegalBasis, Role, Status};

/// What people write into an export is read as in any other document.
#[test]
fn what_was_edited_is_read() {
    let sheet = "Référence limier;Nom du traitement;Statut;Objectifs poursuivis;Base légale;Catégories de données;Données sensibles;Durées de conservation;Sous-traitants\n\
        rh;Personnel;En vigueur;Suivi;\"Contrat de travail\";\"Vie professionnelle : Fonction, CV et horaires\nDivers : n'importe quoi\";Aucune;\"3 ans après la fin du contrat\nBulletins : 5 ans\";[À COMPLÉTER PAR LE DPO]\n";
    let document = Document::read(sheet.as_bytes(), "registre.csv");
    let draft = table::read(&document).expect("a sheet");
    let a = &draft.activities[0];
    assert_eq!(
        (a.id.as_deref(), a.status),
        (Some("rh"), Some(Status::Active))
    );
    assert_eq!(a.basis, [LegalBasis::Contract]);
    assert_eq!(a.rubrics.len(), 1);
    assert_eq!(
        a.rubrics[0].items,
        [Datum::JobTitle, Datum::Cv, Datum::WorkingHours]
    );
    assert_eq!(draft.unread[0].said.text, "Divers : n'importe quoi");
    let kept: Vec<_> = a
        .keeping
        .iter()
        .map(|k| (k.applies_to.as_str(), k.months, k.trigger.as_deref()))
        .collect();
    assert_eq!(
        kept,
        [
            ("all", Some(36), Some("end_of_contract")),
            ("Bulletins", Some(60), None)
        ]
    );
    assert!(a.recipients.processors.is_empty());
    let answer = a.sensitive.answer.as_ref().map(|a| a.0);
    assert_eq!(answer, Some(Answer::No));
}

#[test]
fn only_brackets_are_open() {
    for (text, wanted) in [
        ("[À COMPLÉTER PAR LE DPO]", true),
        ("[non précisé]", true),
        ("Aucun", false),
        ("[a] et [b]", false),
    ] {
        assert_eq!(is_open(text), wanted, "{text}");
    }
}

/// An export's sheet with one more column.
fn edited(columns: &str, cells: &str) -> (DraftActivity, Vec<String>) {
    let sheet = format!(
        "Référence limier;Nom du traitement;Objectifs poursuivis;{columns}\nrh;Personnel;Suivi;{cells}\n"
    );
    let document = Document::read(sheet.as_bytes(), "registre.csv");
    let mut draft = table::read(&document).expect("a sheet");
    let unread = draft.unread.into_iter().map(|u| u.said.text);
    (draft.activities.remove(0), unread.collect())
}

#[test]
fn the_nir_is_declared_in_any_words_that_say_yes() {
    let column = "Numéro de sécurité sociale (NIR)";
    let (a, unread) = edited(column, "Oui, pour la DSN");
    let nir = a.sensitive.nir.expect("declared");
    assert_eq!(nir.text, "Oui, pour la DSN");
    assert!(unread.is_empty(), "{unread:?}");
    let (a, unread) = edited(column, "à voir avec la paie");
    assert!(a.sensitive.nir.is_none());
    assert_eq!(unread, ["à voir avec la paie"]);
    let (a, unread) = edited(column, "Non, jamais");
    assert!(a.sensitive.nir.is_none() && unread.is_empty(), "{unread:?}");
}

#[test]
fn measures_and_promises_in_other_words_are_kept() {
    let cells = "\"Antivirus et pare-feu\nSauvegarde des données : non\nPoste verrouillé : non\"";
    let (a, unread) = edited("Mesures de sécurité", cells);
    let measures: Vec<_> = a.measures.iter().map(|m| m.text.as_str()).collect();
    assert_eq!(measures, ["Antivirus et pare-feu"]);
    assert!(a.security.is_empty(), "{:?}", a.security);
    let wanted = ["Sauvegarde des données : non", "Poste verrouillé : non"];
    assert_eq!(unread, wanted);
    let heading = label::text(Of::Heading, "claims", true);
    let (a, unread) = edited(heading, "\"Fichiers chiffrés\nFichiers chiffrés : non\"");
    let kinds: Vec<_> = a.promises.iter().map(|p| p.kind).collect();
    assert_eq!(kinds, [ClaimKind::FilesEncrypted]);
    assert_eq!(unread, ["Fichiers chiffrés : non"]);
}

#[test]
fn roles_and_states_in_other_words_are_read_or_said_to_be_unread() {
    let role = label::text(Of::Heading, "role", true);
    let (a, unread) = edited(&format!("{role};Statut"), "sous traitant (paie);archivé");
    assert_eq!(
        (a.role, a.status),
        (Some(Role::Processor), Some(Status::Archived))
    );
    assert!(unread.is_empty(), "{unread:?}");
    let (a, unread) = edited(&format!("{role};Statut"), "chef de file;en veille");
    assert_eq!((a.role, a.status), (None, None));
    assert_eq!(unread, ["chef de file", "en veille"]);
}

#[test]
fn what_is_said_not_to_be_processed_is_not_declared() {
    let column = label::text(Of::Heading, "sensitive_which", true);
    let (a, unread) = edited(column, "\"Aucune donnée de santé\nReligion : non\nDivers\"");
    assert!(a.sensitive.items.is_empty(), "{:?}", a.sensitive.items);
    assert_eq!(a.forbidden.len(), 2, "{:?}", a.forbidden);
    assert_eq!(unread, ["Divers"]);
    let (a, _) = edited(column, "Données de santé");
    assert_eq!(a.sensitive.items.len(), 1);
}

/// A table whose first row reads like blocks of a card is an export's all the same.
#[test]
fn the_tables_of_an_export_are_pairs() {
    let text = "## Fiche de registre de l’activité : Personnel\n\n|  |  |\n|---|---|\n\
        | Référence limier | personnel |\n\n### Catégories de données collectées\n\n|  |  |\n|---|---|\n\
        | État-civil, identité, données d’identification, images | Nom et prénom ; Téléphone |\n\
        | Vie professionnelle | Fonction |\n\
        | Informations d’ordre économique et financier | Salaire |\n";
    let document = Document::read(text.as_bytes(), "registre.md");
    let draft = super::super::form::read(&document).expect("a fiche");
    let rubrics = &draft.activities[0].rubrics;
    assert_eq!(rubrics.len(), 3, "{rubrics:?}");
}
