//! Recipients, transfers, legal bases and measures that are denied or withdrawn.

use super::{declared, register};
use crate::import::tests::sound;
use crate::model::Datum;
use crate::register::Answer;

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
