//! Tables as registers keep them, by the activities they give.

use super::super::draft::DraftActivity;
use super::*;
use crate::model::Datum;
use crate::register::LegalBasis;

fn activities(text: &str, name: &str) -> Vec<DraftActivity> {
    let document = Document::read(text.as_bytes(), name);
    read(&document).map(|d| d.activities).unwrap_or_default()
}

#[test]
fn an_activity_a_row() {
    let csv = "Registre des traitements;;;\n;;;\nTraitement;Finalités;Base légale;Données;Durée de conservation\n\
        Paie;Salaires;Obligation légale;Nom, RIB, numéro de sécurité sociale;5 ans après le départ\n\
        ;Déclarations sociales;;;\n\
        Traitement;Finalités;Base légale;Données;Durée de conservation\n\
        Newsletter;Prospection;Consentement;Email;3 ans à compter du dernier contact\n";
    let all = activities(csv, "registre.csv");
    assert_eq!(all.len(), 2, "{all:?}");
    assert_eq!(all[0].purposes.len(), 2);
    assert_eq!(all[0].basis, [LegalBasis::LegalObligation]);
    assert!(all[0].sensitive.nir.is_some());
    assert_eq!(
        all[0]
            .rubrics
            .iter()
            .flat_map(|r| r.items.clone())
            .collect::<Vec<_>>(),
        [Datum::PersonName, Datum::Iban]
    );
    assert_eq!(all[1].keeping[0].months, Some(36));
    assert_eq!(all[1].name.at.to_string(), "l.7, col.A");
}

#[test]
fn field_and_value() {
    let md = "# Registre\n\n## Gestion de la paie\n\n| Champ | Valeur |\n|---|---|\n| Finalité | Payer les salariés |\n| Base légale | Contrat |\n\
        | Personnes concernées | Salariés, anciens salariés |\n| Données | Nom ; IBAN |\n| Destinataires | [À COMPLÉTER] |\n\n\
        ## Vidéosurveillance\n\n| Champ | Valeur |\n|---|---|\n| Finalité | Sécurité |\n| Base légale | Intérêt légitime |\n| Données | Images de vidéosurveillance |\n";
    let all = activities(md, "registre-traitements.md");
    let names: Vec<&str> = all.iter().map(|a| a.name.text.as_str()).collect();
    assert_eq!(names, ["Gestion de la paie", "Vidéosurveillance"]);
    assert_eq!(all[0].subjects.len(), 2);
    assert!(all[0].recipients.external.is_empty());
    assert_eq!(all[1].rubrics[0].items, [Datum::Video]);
}

#[test]
fn tables_that_are_no_register() {
    for table in [
        "Activité;Objectif;Responsable;Durée;Statut\nRefonte du site;Moderniser;Paul;3 mois;En cours\n",
        "Traitement;Objet;Fréquence;Destinataires\nSauvegarde nuit;Copier les bases;1 h;DSI\n",
        "Procédure;Finalité;Service;Destinataires;Délai\nPermis;Autoriser;Urbanisme;Maire;2 mois\n",
    ] {
        assert!(activities(table, "x.csv").is_empty(), "{table}");
    }
    assert!(activities("nom;prenom;email\nA;B;c@d.fr\n", "clients.csv").is_empty());
    let clients = "1;Rue de la Paix, 3;oui\n".repeat(20_000);
    assert!(activities(&format!("nom;adresse;actif\n{clients}"), "clients.csv").is_empty());
    assert!(activities("date;montant\n1;2\n", "x.csv").is_empty());
}
