//! Registers in layouts that people make themselves: columns in plain words, data
//! and activities crossed, and other documents that look the same.

use super::super::draft::Draft;
use super::sound;
use crate::model::Datum;

fn draft(text: &str, name: &str) -> Draft {
    sound(text.as_bytes(), name).0.draft
}

/// An activity's name and what is declared of it: items, months, whom it goes to.
fn told(text: &str, name: &str) -> Vec<String> {
    let draft = draft(text, name);
    let one = |a: &super::super::DraftActivity| {
        let mut items: Vec<Datum> = a.rubrics.iter().flat_map(|r| r.items.clone()).collect();
        items.extend(a.sensitive.items.iter().map(|(item, _)| *item));
        items.extend(a.sensitive.nir.as_ref().map(|_| Datum::Nir));
        let items: Vec<String> = items.iter().map(|i| i.as_str().to_owned()).collect();
        let months: Vec<String> = a
            .keeping
            .iter()
            .filter_map(|k| k.months)
            .map(|m| m.to_string())
            .collect();
        let all = [&a.recipients.internal, &a.recipients.external];
        let to: Vec<&str> = all
            .iter()
            .flat_map(|s| s.iter())
            .map(|s| &*s.text)
            .collect();
        let parts = [items.join(" "), months.join(" "), to.join(" ")];
        format!("{}: {}", a.name.text, parts.join(" | "))
    };
    draft.activities.iter().map(one).collect()
}

#[test]
fn columns_in_plain_words() {
    let french = "Activité;Pourquoi;Quelles données;Combien de temps;Qui y accède\n\
        Adhésions;Suivre les adhérents;nom, adresse;3 ans;Le bureau\n\
        Paie;Payer les salariés;nom, RIB;5 ans;Comptable\n";
    assert_eq!(
        told(french, "plan.csv"),
        [
            "Adhésions: person_name postal_address | 36 | Le bureau",
            "Paie: person_name iban | 60 | Comptable"
        ]
    );
    let english = "Processing,Why we do it,What we hold,How long,Who sees it\n\
        Newsletter,To inform,email,2 years,Marketing team\n";
    assert_eq!(
        told(english, "plan.csv"),
        ["Newsletter: email | 24 | Marketing team"]
    );
    // who may be whose data are kept, or who sees them
    let dutch = "Verwerking;Waarom;Welke gegevens;Hoe lang;Wie\n\
        Ledenadministratie;Leden beheren;naam, e-mail;2 jaar;Bestuur\n";
    assert_eq!(
        told(dutch, "plan.csv"),
        ["Ledenadministratie: person_name email | 24 | "]
    );
    assert!(draft(dutch, "plan.csv").activities[0].subjects.is_empty());
    let asked = "| Activité | Pourquoi ? | Quelles données ? | Combien de temps ? |\n|---|---|---|---|\n| Prêt | Prêter | nom | 1 an |\n";
    assert_eq!(told(asked, "plan.md"), ["Prêt: person_name | 12 | "]);
}

#[test]
fn plans_ask_the_same() {
    for plan in [
        "Activité;Pourquoi;Quoi;Qui;Combien de temps\nAtelier;Peindre;Pinceaux;Les enfants;2 heures\nKermesse;Fêter;Stands;Les parents;1 jour\n",
        "Task,Why,What,Who,How long\nLogin,Security,Password hashing,Bob,2 days\n",
        "Activité;Pourquoi;Qui y accède;Combien de temps\nSalle A;Réunions;Le bureau;2 ans\n",
        "Activité;Pourquoi;Quelles données;Qui y accède\nCarte;Explorer;relief, sols;Tous\n",
        "Activité;Pourquoi;Quelles données;Combien de temps\nCarte;Explorer;relief, sols;2 ans\n",
    ] {
        assert!(told(plan, "plan.csv").is_empty(), "{plan}");
    }
}

#[test]
fn crosses_declare_what_their_row_and_column_say() {
    let matrix = "Données \\ Traitements;Paie;Recrutement;Lettre\n\
        Nom;X;X;-\nNIR;X;;0\nSanté;;non;\nCV;;X;\nCourriel;;;✓\n\
        Durée de conservation;5 ans;2 ans;\n";
    let wanted = [
        "Paie: person_name nir | 60 | ",
        "Recrutement: person_name cv | 24 | ",
        "Lettre: email |  | ",
    ];
    assert_eq!(told(matrix, "matrice.csv"), wanted);
    let denied = draft(matrix, "matrice.csv").activities;
    let items = |n: usize| denied[n].forbidden.iter().map(|f| f.0).collect::<Vec<_>>();
    // a dash and a zero say nothing, a word does
    assert_eq!((items(1), items(2)), (vec![Datum::Health], vec![]));
    let turned = "Traitement;Nom;NIR;Santé\nPaie;x;x;\nInfirmerie;x;;oui\nLettre;x;0;\n";
    assert_eq!(
        told(turned, "matrice.csv"),
        [
            "Paie: person_name nir |  | ",
            "Infirmerie: person_name health |  | ",
            "Lettre: person_name |  | "
        ]
    );
    assert!(
        draft(turned, "matrice.csv").activities[2]
            .forbidden
            .is_empty()
    );
}

#[test]
fn other_matrices_have_crosses_too() {
    for other in [
        // services, signs that may mean either, rights, days
        "Données;RH;Comptabilité\nNom;X;X\nNIR;X;\nRIB;X;X\n",
        "Données \\ Traitements;Paie;Recrutement\nNom;✗;✗\nNIR;✗;\nCV;;✗\n",
        "Données \\ Traitements;Paie;Recrutement\nNom;R;RW\nNIR;RW;R\nCV;R;R\n",
        "Registre des traitements;;\n;RH;Accueil\nNom;X;X\nNIR;X;\nCV;X;\n",
        "Tâche;Nom;Date;Activité\nRanger;X;;\nPayer;X;X;\n",
        "Activité;Lundi;Mardi\nJudo;X;\nDanse;;X\n",
    ] {
        assert!(told(other, "matrice.csv").is_empty(), "{other}");
    }
}

#[test]
fn pages_of_other_wikis() {
    let wanted = ["Prêt: person_name email | 12 | ", "Lettre: email | 24 | "];
    let doku = "====== Registre ======\n===== Prêt =====\n^ Champ ^ Valeur ^\n| Finalité | Prêter |\n| Données | nom |\n| ::: | mail |\n| Durée de conservation | 1 an |\n\n===== Lettre =====\n  * Finalité : informer\n  * Données : courriel\n  * Durée de conservation : 2 ans\n";
    assert_eq!(told(doku, "registre.txt"), wanted);
    let confluence = "h1. Registre\nh2. Prêt\n||Champ||Valeur||\n|Finalité|Prêter|\n|Données|nom, mail|\n|Durée de conservation|1 an|\n\nh2. Lettre\n* Finalité : informer\n* Données : courriel\n* Durée de conservation : 2 ans\n";
    assert_eq!(told(confluence, "registre.txt"), wanted);
}
