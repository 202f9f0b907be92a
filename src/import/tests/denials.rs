//! Nothing sensitive is ever declared that a register does not declare: answers,
//! boxes and words by which people say no.

use super::super::draft::Why;
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
fn what_is_not_passed_on_may_be_processed() {
    let fiche = |line: &str| {
        format!("Traitement : Prêt\nFinalité : prêter\n{line}\nDurée de conservation : 2 ans\n")
    };
    for (line, wanted) in [
        (
            "Données : nom, NIR. Le NIR n'est pas transmis.",
            &[Datum::Nir][..],
        ),
        ("Données : nom. Le téléphone n'est pas communiqué.", &[]),
        ("Données : nom ; religion ✘ ; santé ☐ ; NIR ( )", &[]),
        ("Données : nom (ex. : santé, religion)", &[]),
    ] {
        let found = sound(fiche(line).as_bytes(), "fiche.txt").1;
        assert_eq!(declared(&found), wanted, "{line}");
        assert!(found.activities[0].forbidden.is_empty(), "{line}");
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
fn a_basis_that_was_withdrawn_is_none() {
    use crate::register::LegalBasis::{Consent, Contract};
    for (basis, wanted) in [
        ("Consentement retiré : désormais contrat", &[Contract][..]),
        ("Contrat (le consentement a été retiré)", &[Contract]),
        ("Consentement pouvant être retiré à tout moment", &[Consent]),
        ("Consentement (peut être retiré)", &[Consent]),
    ] {
        let fiche = format!(
            "Traitement : Prêt\nFinalité : prêter\nDonnées : nom\nBase légale : {basis}\nDurée de conservation : 2 ans\n"
        );
        let found = sound(fiche.as_bytes(), "fiche.txt").1;
        let codes = found.activities[0].legal_basis.codes.iter();
        let codes: Vec<_> = codes.map(|c| c.value).collect();
        assert_eq!(codes, wanted, "{basis}");
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

#[test]
fn transfers_tell_their_countries() {
    for (cell, answer, countries) in [
        ("Oui, vers le Maroc", Answer::Yes, &["Maroc"][..]),
        (
            "Oui : États-Unis, Inde et Tunisie",
            Answer::Yes,
            &["États-Unis", "Inde", "Tunisie"],
        ),
        ("Oui (USA)", Answer::Yes, &["USA"]),
        ("hors UE : non", Answer::No, &[]),
        ("Hors UE : oui", Answer::Yes, &[]),
        ("Non", Answer::No, &[]),
        ("UE uniquement", Answer::No, &[]),
        ("Pas de transfert vers les États-Unis", Answer::No, &[]),
        ("Canada", Answer::Yes, &["Canada"]),
        ("Oui, Zorglubie", Answer::Yes, &["Zorglubie"]),
        (
            "Hors UE : non / Intra UE : oui (Allemagne)",
            Answer::No,
            &[],
        ),
        ("Suisse et USA, non Chine", Answer::Yes, &["Suisse", "USA"]),
        ("Oui sauf pour la paie", Answer::Partial, &[]),
        (
            "oui / non (rayer la mention inutile)",
            Answer::NotStated,
            &[],
        ),
        ("", Answer::NotStated, &[]),
    ] {
        let header = "Traitement;Finalité;Données collectées;Transferts hors UE";
        let found = register(header, &format!("Paie;Payer;Nom;\"{cell}\""));
        let t = &found.activities[0].transfers;
        let named: Vec<&str> = t.countries.iter().map(|c| c.text.value.as_str()).collect();
        assert_eq!(
            (t.outside_eu.value, named.as_slice()),
            (answer, countries),
            "{cell}"
        );
    }
}

#[test]
fn nobody_is_no_recipient() {
    for cell in [
        "Néant",
        "aucun",
        "Aucun destinataire",
        "non communiqué",
        "Non",
        "n/a",
        "-",
    ] {
        for header in ["Destinataires", "Destinataires externes", "Sous-traitants"] {
            let header = format!("Traitement;Finalité;Données collectées;{header}");
            let found = register(&header, &format!("Paie;Payer;Nom;{cell}"));
            let r = &found.activities[0].recipients;
            let none = r.internal.is_empty() && r.external.is_empty() && r.processors.is_empty();
            assert!(none, "{header}: {cell}: {r:?}");
        }
    }
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
fn bases_that_are_denied_are_none() {
    for (cell, wanted) in [
        ("Consentement (pas l'intérêt légitime)", "[consent]"),
        (
            "non soumis au consentement, obligation légale",
            "[legal_obligation]",
        ),
        ("Consentement, contrat", "[consent, contract]"),
    ] {
        let csv = format!("Traitement;Finalité;Données;Base légale\nA;a;Nom;\"{cell}\"\n");
        let yaml = sound(csv.as_bytes(), "registre.csv").0.yaml();
        assert!(yaml.contains(&format!("codes: {wanted}")), "{cell}\n{yaml}");
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
fn what_stands_beside_a_ragged_header_is_told() {
    use crate::import::Why;
    let header = "Nom du traitement,Finalité,Données,Durée de conservation";
    let rows =
        "Paie,Payer,\"Nom, NIR\",5 ans,colonne en trop,Oui\nCourt,Court\n#REF!,Gérer,Photo,2 ans";
    let csv = format!("{header}\n{rows}\n");
    let (imported, found) = sound(csv.as_bytes(), "registre.csv");
    let names: Vec<&str> = found
        .activities
        .iter()
        .map(|a| a.name.value.as_str())
        .collect();
    assert_eq!(names, ["Paie", "Court"]);
    assert_eq!(declared(&found), [Datum::Nir]);
    let unread = &imported.draft.unread;
    let told = |why: Why, text: &str| unread.iter().any(|u| u.why == why && u.said.text == text);
    assert!(told(Why::Field, "colonne en trop"), "{unread:?}");
    assert!(told(Why::Placeholder, "#REF!") && told(Why::Unnamed, "Photo"));
}

#[test]
fn a_measure_that_is_denied_is_none() {
    for (line, measures) in [
        ("Mesures de sécurité : Aucun chiffrement", 0),
        ("Mesures de sécurité : Chiffrement : non", 0),
        ("Mesures de sécurité : Chiffrement et sauvegarde", 1),
        ("Mesures de sécurité : Aucune donnée ne sort du réseau", 1),
    ] {
        let fiche = format!(
            "Traitement : Prêt\nFinalité : prêter\nDonnées : nom\nTraçabilité : Non\n{line}\nDurée de conservation : 2 ans\n"
        );
        let (imported, _) = sound(fiche.as_bytes(), "fiche.txt");
        let a = &imported.draft.activities[0];
        assert_eq!(a.measures.len(), measures, "{line}");
        let states = a.security.iter().map(|s| s.state);
        assert!(
            states.clone().all(|s| s == crate::register::State::Absent),
            "{line}: {:?}",
            states.collect::<Vec<_>>()
        );
    }
}

#[test]
fn a_template_that_nobody_filled_in_is_no_activity() {
    let text = "# Modèle de registre\n\n## Nom du traitement : [À COMPLÉTER]\n\n- Finalité : [Décrire ici la finalité]\n- Données : Ex : numéro de sécurité sociale\n- Durée : …\n\nDéfinition : on appelle « donnée sensible » toute donnée de santé.\n";
    let found = sound(text.as_bytes(), "modele.md").1;
    assert!(found.activities.is_empty(), "{:?}", found.activities);
}

#[test]
fn a_row_without_a_name_is_given_to_no_other_activity() {
    let header = "N°;Nom du traitement;Finalité;Catégories de données;Données sensibles;Durée de conservation\n\
        1;Lettre du club;Informer;Courriel;Non;3 ans\n";
    for row in [
        "2;;Soigner;Nom, santé, NIR;Oui : santé;10 ans",
        ";;Soigner;Nom, santé, NIR;Oui : santé;10 ans",
        "2;;;Nom, santé, NIR;;",
        "2;[À COMPLÉTER];Soigner;Nom, NIR;Non;5 ans",
        "2;?;Soigner;Nom, NIR;Non;5 ans\n;;;santé;;",
        "2;;Soigner;Nom, NIR;Non;5 ans\n;;;santé;;",
    ] {
        let csv = format!("{header}{row}\n3;Accueil;Accueillir;Nom;Non;1 an\n");
        let (read, found) = sound(csv.as_bytes(), "registre.csv");
        assert_eq!(found.activities.len(), 2, "{row}");
        assert_eq!(declared(&found), [], "{row}");
        assert_eq!(found.activities[0].purposes.len(), 1, "{row}");
        let told = |w: Why| read.draft.unread.iter().any(|u| u.why == w);
        assert!(told(Why::Unnamed), "{row}");
    }
    // signs of Markdown strike out in Markdown only: a cell of a sheet shows them
    for name in ["~~Infirmerie~~", "<del>Infirmerie</del>"] {
        let text = format!(
            "| N° | Nom du traitement | Finalité | Catégories de données | Durée de conservation |\n\
             |---|---|---|---|---|\n| 1 | Lettre du club | Informer | Courriel | 3 ans |\n\
             | 2 | {name} | Soigner | Nom, NIR | 5 ans |\n| 3 | Accueil | Accueillir | Nom | 1 an |\n"
        );
        let (read, found) = sound(text.as_bytes(), "registre.md");
        assert_eq!(found.activities.len(), 2, "{name}");
        assert_eq!(declared(&found), [], "{name}");
        let told = |w: Why| read.draft.unread.iter().any(|u| u.why == w);
        assert!(told(Why::Unnamed) && told(Why::Struck), "{name}");
    }
    // a row for each category of data, or for each purpose, goes on
    for row in [
        ";;;santé;;",
        "1;;;santé;;10 ans",
        ";;Soigner;;Oui : santé;10 ans",
    ] {
        let csv = format!("{header}{row}\n3;Accueil;Accueillir;Nom;Non;1 an\n");
        let found = sound(csv.as_bytes(), "registre.csv").1;
        let wanted: &[Datum] = if row.contains("Soigner") {
            &[]
        } else {
            &[Datum::Health]
        };
        assert_eq!(declared(&found), wanted, "{row}");
    }
}

#[test]
fn cells_that_span_rows_keep_the_columns_of_a_page() {
    let page = |rows: &str| format!("<h1>Registre des traitements</h1><table>{rows}</table>");
    let spanned = "<tr><th>Service</th><th>Nom du traitement</th><th>Finalité</th><th>Données</th>\
        <th>Données de santé</th><th>NIR</th><th>Durée de conservation</th></tr>\n\
        <tr><td rowspan=\"2\">RH</td><td>Paie</td><td>Payer</td><td>Nom</td><td>Non</td><td>Oui</td><td>5 ans</td></tr>\n\
        <tr><td>Stages</td><td>Former</td><td>Nom</td><td>Non</td><td>Non</td><td>3 ans</td></tr>";
    let heads = "<tr><th rowspan=2>Nom du traitement</th><th rowspan=2>Finalité</th><th colspan=3>Données</th>\
        <th rowspan=2>Durée de conservation</th></tr><tr><th>Identité</th><th>Santé</th><th>NIR</th></tr>\
        <tr><td>Paie</td><td>Payer</td><td>Nom</td><td>Non</td><td>Oui</td><td>5 ans</td></tr>\
        <tr><td>Stages</td><td>Former</td><td>Nom</td><td>Non</td><td>Non</td><td>3 ans</td></tr>";
    let hostile = spanned.replace("\"2\"", "999999");
    for rows in [spanned, heads, &hostile] {
        let found = sound(page(rows).as_bytes(), "registre.html").1;
        let names: Vec<&str> = found
            .activities
            .iter()
            .map(|a| a.name.value.as_str())
            .collect();
        assert_eq!(names, ["Paie", "Stages"], "{rows}");
        assert_eq!(declared(&found), [Datum::Nir], "{rows}");
        assert!(
            found.activities[1]
                .declared_items()
                .iter()
                .all(|d| *d != Datum::Nir)
        );
        let months: Vec<_> = found
            .activities
            .iter()
            .map(|a| a.retention[0].months)
            .collect();
        assert_eq!(months, [Some(60), Some(36)], "{rows}");
    }
}

#[test]
fn rows_of_the_template_are_no_activities() {
    let header = "Nom du traitement;Finalité;Données;Données sensibles;Durée de conservation";
    for name in [
        "(exemple) Paie",
        "EXEMPLE - Paie",
        "Modèle à supprimer : paie",
        "ex : Paie",
    ] {
        let csv = format!(
            "{header}\n{name};Payer;Nom, NIR, santé;Non;5 ans\nPrêts;Prêter;Nom;Non;ex. 3 ans\n"
        );
        let (read, found) = sound(csv.as_bytes(), "registre.csv");
        assert_eq!(found.activities.len(), 1, "{name}");
        assert_eq!(declared(&found), [], "{name}");
        assert!(
            found.activities[0]
                .retention
                .iter()
                .all(|r| r.months.is_none())
        );
        let told = |u: &crate::import::Unread| u.why == Why::Template && u.said.text == name;
        assert!(read.draft.unread.iter().any(told), "{name}");
    }
}

#[test]
fn things_that_are_flagged_as_not_processed_declare_nothing() {
    for (flag, wanted) in [
        ("\"collectee\":false", &[][..]),
        ("\"traitee\":\"non\"", &[]),
        ("\"collected\":false", &[]),
        ("\"collectee\":true", &[Datum::Nir]),
    ] {
        let json = format!(
            "{{\"traitements\":[{{\"nom\":\"Badgeuse\",\"finalites\":[\"Contrôler\"],\"donnees\":[\
            {{\"libelle\":\"numéro de sécurité sociale\",{flag}}},{{\"libelle\":\"nom\",\"collectee\":true}}],\
            \"duree\":\"3 mois\"}}]}}"
        );
        let found = sound(json.as_bytes(), "registre.json").1;
        assert_eq!(found.activities.len(), 1, "{flag}");
        assert_eq!(declared(&found), wanted, "{flag}");
        assert!(
            found.activities[0]
                .declared_items()
                .contains(&Datum::PersonName),
            "{flag}"
        );
    }
}

#[test]
fn transfers_that_have_ended_or_have_reserves() {
    let header =
        "Nom du traitement;Finalité;Catégories de données;Durée de conservation;Transferts hors UE";
    for (said, wanted) in [
        ("Plus depuis 2024 (avant : Inde)", Answer::No),
        (
            "Non, hors cas des étudiants en échange (Canada)",
            Answer::Partial,
        ),
        (
            "Non mais l'éditeur peut accéder depuis les USA",
            Answer::Partial,
        ),
        ("Non", Answer::No),
    ] {
        let found = register(
            header,
            &format!("Stages;Former;Nom;jusqu'aux 18 ans de l'enfant;{said}"),
        );
        let a = &found.activities[0];
        assert_eq!(a.transfers.outside_eu.value, wanted, "{said}");
        assert!(a.retention.iter().all(|r| r.months.is_none()), "{said}");
        if wanted == Answer::No {
            assert!(a.transfers.countries.is_empty(), "{said}");
        }
    }
}
