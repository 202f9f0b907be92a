//! Nothing sensitive is ever declared that a register does not declare: answers,
//! boxes and words by which people say no.

mod lists;
mod passing;
mod rows;
mod ticked;

use super::sound;
use crate::model::Datum;
use crate::register::{Answer, Negated, Register};

fn register(header: &str, row: &str) -> Register {
    let csv = format!("{header}\n{row}\n");
    sound(csv.as_bytes(), "registre.csv").1
}

#[test]
fn a_tick_is_of_its_own_line() {
    let fiche = "FICHE DE REGISTRE DE L'ACTIVITÉ : Soins\nObjectifs poursuivis\nSoigner\n\
        Catégories de données collectées\n☒ Nom\n☐ NIR\n☒ Données de santé : diagnostics\n☐ Religion\n";
    let found = sound(fiche.as_bytes(), "fiche.txt").1;
    assert_eq!(declared(&found), [Datum::Health]);
}

#[test]
fn answers_in_fiches_are_of_their_own_row() {
    for (line, wanted) in [
        ("☒ Numéro de sécurité sociale : non", &[][..]),
        ("☒ Numéro de sécurité sociale", &[Datum::Nir]),
        ("Données de santé : [x] Non [ ] Oui", &[]),
        ("Données de santé : ☒ Oui ☐ Non", &[Datum::Health]),
        (
            "Données sensibles : Les données sensibles sont la santé.",
            &[],
        ),
        ("| NIR | Non |\n| Religion | Oui |", &[Datum::Religion]),
        ("| NIR | Non |\n| Etat civil | Oui | nom |", &[]),
        (
            "| Catégorie | Traitée ? |\n| NIR | Non |\n| Santé | Oui |",
            &[Datum::Health],
        ),
    ] {
        let fiche = format!(
            "Traitement : Prêt\n\nFinalité : prêter\nCatégories de données : nom\n\n{line}\n\nDurée de conservation : 2 ans\n"
        );
        let found = sound(fiche.as_bytes(), "fiche.md").1;
        assert_eq!(found.activities.len(), 1, "{line}");
        assert_eq!(declared(&found), wanted, "{line}");
    }
}

#[test]
fn a_cross_behind_a_label_is_no_yes() {
    for cross in ["X", "x", "✗", "✘", "❌"] {
        let fiche = format!(
            "Traitement : Prêt\nFinalité : prêter\nDonnées : nom\nDonnées sensibles : {cross}\nDurée de conservation : 2 ans\nTransferts hors UE : {cross}\n"
        );
        let found = sound(fiche.as_bytes(), "fiche.txt").1;
        let a = &found.activities[0];
        assert_ne!(a.transfers.outside_eu.value, Answer::Yes, "{cross}");
        assert_ne!(a.sensitive.answer.value, Answer::Yes, "{cross}");
    }
}

#[test]
fn a_category_whose_details_are_empty_is_only_printed() {
    let header = "Traitement;Finalité;Catégories de données;Détail";
    let rows = "Paie;Payer;Identité;nom\nPaie;Payer;Données de santé;\nPaie;Payer;NIR;\nPaie;Payer;Religion;";
    let found = register(header, rows);
    assert_eq!(declared(&found), []);
    let filled = rows.replace("NIR;", "NIR;numéro complet");
    assert_eq!(declared(&register(header, &filled)), [Datum::Nir]);
}

#[test]
fn a_denial_below_an_answer_is_of_the_fiche() {
    for (line, wanted) in [
        ("Pas de données de santé ni de NIR.", 2),
        ("Aucune donnée de santé n'est conservée après la sortie.", 0),
        ("Pas de NIR dans les exports.", 0),
    ] {
        let fiche = format!(
            "Traitement : Prêt\nFinalité : prêter\nDonnées : nom\nDurée de conservation : 2 ans\n{line}\n"
        );
        let found = sound(fiche.as_bytes(), "fiche.txt").1;
        let activity = &found.activities[0];
        assert_eq!(activity.forbidden.len(), wanted, "{line}");
        assert!(activity.retention.iter().all(|r| r.applies_to == "all"));
    }
}

#[test]
fn columns_that_are_named_after_data() {
    let header =
        "Traitement;Finalité;Nom/Prénom;Adresse;Opinions politiques;Religion;N° sécurité sociale";
    let found = register(header, "Élections;Organiser;x;;Oui;Non;✓");
    assert_eq!(declared(&found), [Datum::Nir, Datum::Politics]);
    let items = found.activities[0].declared_items();
    assert!(items.contains(&Datum::PersonName) && !items.contains(&Datum::PostalAddress));
}

#[test]
fn a_no_under_the_name_of_data_forbids_them() {
    for (answer, says) in [
        ("O", Some(true)),
        ("N", Some(false)),
        ("X", Some(true)),
        ("x", Some(true)),
        ("✓", Some(true)),
        ("Oui", Some(true)),
        ("Non", Some(false)),
        ("NON", Some(false)),
        ("0", Some(false)),
        ("1", Some(true)),
        ("Néant", Some(false)),
        ("☐ Oui ☒ Non", Some(false)),
        ("", None),
        ("-", None),
        ("n/a", None),
        ("?", None),
        ("à vérifier", None),
    ] {
        for (header, item) in [
            ("Données de santé ?", Datum::Health),
            ("Infractions", Datum::Offence),
            ("NIR", Datum::Nir),
            ("Photo", Datum::Photo),
        ] {
            let header = format!("Traitement;Finalité;Données collectées;{header};Religion");
            let found = register(&header, &format!("Sport;Licences;Nom;{answer};Non"));
            let a = &found.activities[0];
            let forbidden = a
                .forbidden
                .iter()
                .any(|f| f.what.value == Negated::Item(item));
            let declared = a.declared_items().contains(&item);
            let wanted = (says == Some(true), says == Some(false));
            assert_eq!((declared, forbidden), wanted, "{header}: {answer}");
        }
    }
}

#[test]
fn a_row_that_says_yes_is_not_forbidden_by_another() {
    let header = "Traitement;Finalité;Données collectées;Santé";
    let found = register(header, "Sport;Licences;Nom;Non\n;;Certificat;Oui");
    assert_eq!(declared(&found), [Datum::Health]);
    assert!(found.activities[0].forbidden.is_empty());
}

/// What is declared of the special categories and the NIR.
fn declared(register: &Register) -> Vec<Datum> {
    let all = register.activities.iter().flat_map(|a| a.declared_items());
    all.filter(|d| d.category().is_special()).collect()
}

#[test]
fn answers_that_are_no_yes_declare_no_nir() {
    for answer in [
        "N",
        "n",
        "Non",
        "non",
        "Ø",
        "Jamais",
        "Interdit",
        "à vérifier",
        "Oui/Non",
        "Oui ☐ Non ☒",
        "( ) Oui (x) Non",
        "[ ] oui [x] non",
        "pas collecté",
        "RAS",
        "exclu",
        "supprimé en 2021",
        "0",
        "☐ Oui",
        "néant",
        "-",
        "?",
        "sans objet",
        "N/A",
        "Cliquez ici.",
    ] {
        for header in ["NIR", "NIR (O/N)", "Numéro de sécurité sociale"] {
            let header = format!("Traitement;Finalité;Données collectées;{header}");
            let found = register(&header, &format!("Permis;Instruction;Nom;{answer}"));
            assert_eq!(declared(&found), [], "{header}: {answer}");
        }
    }
    for answer in [
        "Oui",
        "O",
        "x",
        "X",
        "☒",
        "✓",
        "Oui, pour la DSN",
        "Paie",
        "[x] Oui [ ] Non",
    ] {
        let found = register(
            "Traitement;Finalité;Données collectées;NIR",
            &format!("Paie;Salaires;Nom;{answer}"),
        );
        assert_eq!(declared(&found), [Datum::Nir], "{answer}");
    }
}

#[test]
fn words_of_a_cell_that_deny_declare_nothing() {
    for cell in [
        "Nom, prénom (pas de NIR)",
        "Nom , jamais le NIR",
        "Nom, hors NIR",
        "Nom, NIR : non",
        "Nom, NIR (interdit)",
        "Nom, sauf données de santé",
        "Nom (à l'exclusion de toute donnée de santé)",
        "Nom, santé : non",
        "name, no health data",
        "Santé : Non, Religion : Non",
        "Nom, sans donnée biométrique",
        "Nom, ni NIR ni santé",
        "Le NIR n'est pas collecté",
        "Aucune donnée de santé",
        "NIR non collecté, nom",
        "Les données de santé ne doivent jamais être saisies",
        "les données biométriques et le NIR sont interdits ici",
        "email du Ministère de la Santé",
        "adresse de la Maison de Santé",
        "mutuelle santé",
        "notes, bulletins, absences",
        "Numéro de casier, état du client, empreinte carbone, syndicat de copropriété",
        "régime alimentaire",
        "~~NIR~~ nom",
        "Nom, NIR ?",
        "Login, adresse IP. Interdiction d'y saisir des données de santé ou le NIR.",
        "Nom. Attention : ne jamais saisir le numéro de sécurité sociale ! Éviter toute mention de santé. Supprimer la religion si elle apparaît.",
        "nom ; religion : jamais demandée ; NIR : jamais ; santé : ne pas collecter",
        "Nom, commentaires libres (ne pas y mentionner la santé, la religion, les opinions politiques)",
        "Badge RFID. La biométrie a été abandonnée en 2020.",
        "Données de santé (jusqu'au 31/12/2019, supprimées depuis)",
        "Code individuel, empreinte digitale non utilisée depuis 2021",
        "nom. La biométrie n'est plus utilisée. On évite le casier judiciaire. Les opinions politiques ne font l'objet d'aucun traitement.",
        "nom. Le NIR est proscrit. Toute donnée de santé est exclue. Il est interdit de saisir la religion.",
        "name; religion excluded; biometrics no longer used; do not enter political opinions",
        "naam; godsdienst nooit gevraagd; zonder biometrie",
        "date de visite médicale (sans le résultat)",
        "Non – seule la santé de l'animal",
        "nom, origine ethnique : ?",
        "Non : le mandat électif n'est pas une appartenance syndicale déclarée",
    ] {
        let row = format!("Accueil;Recevoir;\"{cell}\";3 ans");
        let found = register(
            "Traitement;Finalité;Données collectées;Durée de conservation",
            &row,
        );
        assert_eq!(declared(&found), [], "{cell}");
    }
    for (cell, wanted) in [
        ("Nom, NIR", Datum::Nir),
        ("Nom, numéro de sécurité sociale (paie)", Datum::Nir),
        ("Nom, santé", Datum::Health),
        ("Données relatives à la santé", Datum::Health),
        ("Appartenance syndicale", Datum::TradeUnion),
        ("Empreinte digitale", Datum::Biometric),
    ] {
        let row = format!("Accueil;Recevoir;\"{cell}\";3 ans");
        let found = register(
            "Traitement;Finalité;Données collectées;Durée de conservation",
            &row,
        );
        assert_eq!(declared(&found), [wanted], "{cell}");
    }
}

#[test]
fn data_beside_which_nobody_says_yes_are_not_declared() {
    for (detail, wanted) in [
        ("Non précisé", &[][..]),
        ("Interdit", &[]),
        ("Ne doivent pas être collectées", &[]),
        ("À préciser", &[]),
        ("Sans objet", &[]),
        ("Oui", &[Datum::Health]),
        ("Allergies", &[Datum::Health]),
        ("Dossier du médecin", &[Datum::Health]),
    ] {
        let fiche = format!(
            "Traitement : Prêt\n\nFinalité : prêter\nCatégories de données : nom\n\n| Etat civil | nom, prénom |\n| Données de santé | {detail} |\n\nDurée de conservation : 2 ans\n"
        );
        let found = sound(fiche.as_bytes(), "fiche.md").1;
        assert_eq!(found.activities.len(), 1, "{detail}");
        assert_eq!(declared(&found), wanted, "fiche: {detail}");
        let header = "Traitement;Finalité;Catégories de données;Détail";
        let rows = format!("Prêt;Prêter;Identité;Nom\nPrêt;Prêter;Données de santé;{detail}");
        let found = register(header, &rows);
        assert_eq!(found.activities.len(), 1, "{detail}");
        assert_eq!(declared(&found), wanted, "table: {detail}");
    }
}

#[test]
fn a_denial_is_of_its_own_bracket() {
    for (cell, said, forbidden) in [
        (
            "Nom, NIR, ayants droit (le NIR des enfants n'est pas transmis)",
            &[Datum::PersonName, Datum::Nir][..],
            &[][..],
        ),
        (
            "Nom, adresse (le NIR n'est pas demandé, ni la pathologie), téléphone",
            &[Datum::PersonName, Datum::PostalAddress, Datum::Phone],
            &[Datum::Nir, Datum::Health],
        ),
        (
            "Nom, religion (l'origine ethnique ne doit pas en être déduite)",
            &[Datum::PersonName, Datum::Religion],
            &[Datum::EthnicOrigin],
        ),
        (
            "Nom, NIR (non conservé), photo",
            &[Datum::PersonName, Datum::Photo],
            &[Datum::Nir],
        ),
        (
            "Nom, NIR, photo (ces données ne sont pas conservées)",
            &[],
            &[Datum::PersonName, Datum::Nir, Datum::Photo],
        ),
        (
            "Nom, religion : jamais demandée, téléphone",
            &[Datum::PersonName, Datum::Phone],
            &[Datum::Religion],
        ),
    ] {
        let row = format!("Accueil;Recevoir;\"{cell}\";3 ans");
        let found = register(
            "Traitement;Finalité;Données collectées;Durée de conservation",
            &row,
        );
        let a = &found.activities[0];
        let items = a.declared_items();
        let missing: Vec<_> = said.iter().filter(|d| !items.contains(d)).collect();
        assert!(missing.is_empty(), "{cell}: {missing:?} of {items:?}");
        let denied: Vec<_> = a.forbidden.iter().map(|f| f.what.value).collect();
        let wanted: Vec<_> = forbidden.iter().map(|d| Negated::Item(*d)).collect();
        assert_eq!(denied, wanted, "{cell}");
        assert!(forbidden.iter().all(|d| !items.contains(d)), "{cell}");
    }
}

#[test]
fn data_of_a_list_that_are_left_open_are_not_declared() {
    for (line, wanted) in [
        ("Données de santé : non précisé", &[][..]),
        ("Données de santé (non renseigné)", &[]),
        ("Données de santé : à compléter", &[]),
        ("Nom, données de santé : N/A", &[]),
        ("Données de santé : allergies", &[Datum::Health]),
        ("Données de santé : oui", &[Datum::Health]),
        ("Données de santé (à préciser)", &[Datum::Health]),
    ] {
        let fiche = format!(
            "Traitement : Prêt\nFinalité : prêter\nCatégories de données\n- Identité : nom\n- {line}\nDurée de conservation : 2 ans\n"
        );
        let found = sound(fiche.as_bytes(), "fiche.txt").1;
        assert_eq!(declared(&found), wanted, "{line}");
        let found = register(
            "Traitement;Finalité;Données sensibles;Données collectées",
            &format!("Prêt;Prêter;\"{line}\";nom"),
        );
        assert_eq!(declared(&found), wanted, "table: {line}");
    }
}

#[test]
fn short_words_of_other_things_name_no_sensitive_data() {
    for data in [
        "Nom, bureau B3",
        "Nom, permis B3",
        "Bâtiment B3",
        "Nom, national health number",
        "Nom, mode de paiement PAI",
    ] {
        let found = register(
            "Traitement;Finalité;Données collectées",
            &format!("Prêt;Prêter;\"{data}\""),
        );
        assert_eq!(declared(&found), [], "{data}");
    }
    for (data, wanted) in [
        ("Nom, bulletin B3", Datum::Offence),
        ("Projet d'accueil individualisé", Datum::Health),
        ("Nom, PAI", Datum::Health),
        ("Nom, données de santé", Datum::Health),
    ] {
        let found = register(
            "Traitement;Finalité;Données collectées",
            &format!("Prêt;Prêter;\"{data}\""),
        );
        assert_eq!(declared(&found), [wanted], "{data}");
    }
}

#[test]
fn a_cross_after_a_word_denies_it() {
    for (cell, wanted) in [
        ("Identité ✔ / Données de santé ✘ / NIR ✘", &[][..]),
        ("Identité ✔ / NIR ✔ / Religion ❌", &[Datum::Nir]),
        ("Nom, NIR ✘, religion", &[Datum::Religion]),
        ("✗ NIR", &[]),
        ("☐ NIR ✗ Religion", &[Datum::Religion]),
    ] {
        let fiche = format!(
            "Traitement : Prêt\nFinalité : prêter\nDonnées : {cell}\nDurée de conservation : 2 ans\n"
        );
        let found = sound(fiche.as_bytes(), "fiche.txt").1;
        assert_eq!(declared(&found), wanted, "{cell}");
        let header = "Traitement;Finalité;Données collectées;Durée";
        let found = register(header, &format!("Prêt;Prêter;\"{cell}\";2 ans"));
        assert_eq!(declared(&found), wanted, "{cell}");
    }
}

#[test]
fn data_named_like_a_column_are_data() {
    for last in [
        "Données exclues | biométrie, opinions politiques",
        "Service | Accueil",
    ] {
        let fiche = format!(
            "# Fiche : Visite\n\n| Rubrique | Contenu |\n|---|---|\n| Finalité | visiter |\n\
             | Données | nom |\n| Durée de conservation | 1 an |\n| {last} |\n"
        );
        let found = sound(fiche.as_bytes(), "fiche.md").1;
        let a = &found.activities[0];
        let items = a.declared_items();
        assert!(items.iter().eq(&[Datum::PersonName]), "{last}: {items:?}");
        assert_eq!(a.retention.len(), 1, "{last}");
        assert_eq!(
            a.forbidden.is_empty(),
            last.starts_with("Service"),
            "{last}"
        );
    }
}

#[test]
fn sensitive_data_that_are_left_open_or_an_exception() {
    for (cell, wanted, is_told) in [
        ("non – seule la santé de l'animal", &[][..], false),
        ("non, seule la santé de l'animal", &[], false),
        ("éventuellement handicap", &[], true),
        ("handicap éventuel", &[], true),
        ("peut-être des données de santé", &[], true),
        ("Possible (handicap)", &[], true),
        ("Potentiellement santé", &[], true),
        ("possibly health data", &[], true),
        ("mogelijk gezondheidsgegevens", &[], true),
        ("voir annexe", &[], true),
        (
            "aucune donnée sensible hormis les allergies",
            &[Datum::Health],
            false,
        ),
        ("Aucune, sauf le handicap", &[Datum::Health], false),
        (
            "Aucune donnée sensible, en dehors du handicap",
            &[Datum::Health],
            false,
        ),
        ("non sauf allergies", &[Datum::Health], false),
        (
            "no sensitive data except allergies",
            &[Datum::Health],
            false,
        ),
        (
            "aucune donnée sensible sauf si le licencié en parle",
            &[],
            false,
        ),
        ("oui : allergies", &[Datum::Health], false),
    ] {
        let csv = format!(
            "Traitement;Finalité;Données collectées;Données sensibles\nSport;Licences;Nom;{cell}\n"
        );
        let fiche = format!(
            "Traitement : Sport\nFinalité : licences\nDonnées : nom\nDonnées sensibles : {cell}\nDurée de conservation : 2 ans\n"
        );
        for (text, name) in [(csv, "r.csv"), (fiche, "r.txt")] {
            let (imported, found) = sound(text.as_bytes(), name);
            assert_eq!(declared(&found), wanted, "{name}: {cell}");
            let forbidden = &found.activities[0].forbidden;
            let of_health =
                |f: &&crate::register::Forbidden| f.what.value == Negated::Item(Datum::Health);
            assert!(forbidden.iter().find(of_health).is_none(), "{name}: {cell}");
            let sensitive = &found.activities[0].sensitive.answer.value;
            let told = !imported.draft.unread.is_empty();
            assert_eq!(told, is_told, "{name}: {cell}: {:?}", imported.draft.unread);
            assert!(
                !is_told || *sensitive == Answer::NotStated,
                "{name}: {cell}"
            );
            // no "no" stands beside what is declared
            let denied = *sensitive == Answer::No && !wanted.is_empty();
            assert!(!denied, "{name}: {cell}");
        }
    }
}
