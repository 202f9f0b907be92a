//! Where an activity, a table or a message ends, and what stands in which field.

use super::super::draft::{DraftActivity, Why};
use super::Imported;
use crate::model::Datum;
use crate::register::Answer;

fn read(text: &str, name: &str) -> Imported {
    Imported::read(text.as_bytes(), name)
}

fn only(imported: &Imported) -> &DraftActivity {
    match imported.draft.activities.as_slice() {
        [one] => one,
        all => panic!("{} activities", all.len()),
    }
}

fn told(imported: &Imported, why: Why) -> Vec<&str> {
    let unread = imported.draft.unread.iter().filter(|u| u.why == why);
    unread.map(|u| u.said.text.as_str()).collect()
}

fn outside(a: &DraftActivity) -> (Option<Answer>, Vec<&str>) {
    let countries = a.transfers.countries.iter().map(|c| c.text.as_str());
    (
        a.transfers.answer.as_ref().map(|x| x.0),
        countries.collect(),
    )
}

/// A value may be called as a column is elsewhere.
#[test]
fn fiches_of_labels_below_each_other_are_apart() {
    let text = "Finalités;Prêt\nCatégories de données;Nom\nDestinataires;Amicale\nDurée;6 ans\nChambres;\nFinalités;Hébergement\nCatégories de données;Nom, RIB\nDestinataires;Concierge\nDurée;1 an\n";
    let imported = read(text, "fiches.csv");
    let names: Vec<&str> = imported
        .draft
        .activities
        .iter()
        .map(|a| a.name.text.as_str())
        .collect();
    assert_eq!(names, ["Prêt", "Chambres"]);
    let items: Vec<Datum> = imported.draft.activities[0]
        .rubrics
        .iter()
        .flat_map(|r| r.items.clone())
        .collect();
    assert_eq!(items, [Datum::PersonName]);
}

#[test]
fn a_narrow_table_is_a_register_and_other_sheets_are_told() {
    let imported = read(
        "Nom;Finalité;Données\nBarques;Louer;nom, adresse\nQuai;Surveiller;nom\n",
        "r.csv",
    );
    assert_eq!(imported.draft.activities.len(), 2);
    // a table of a program
    let other = read(
        "Nom;Finalité;Données\nget;Lire;JSON\nput;Écrire;XML\n",
        "r.csv",
    );
    assert!(other.draft.activities.is_empty());
}

#[test]
fn columns_without_a_place_are_told() {
    let imported = read(
        "Traitement;Finalité;Données;Durée;Source des données\nBarques;Louer;nom;1 an;client\n",
        "r.csv",
    );
    assert_eq!(told(&imported, Why::NoPlace), ["Source des données"]);
}

#[test]
fn a_yes_below_a_group_of_people_is_that_group() {
    let text = "Traitement;Finalité;Données;Personnes concernées - Marins;Personnes concernées - Voisins\nBarques;Louer;nom;Oui;Non\n";
    let imported = read(text, "r.csv");
    let subjects: Vec<&str> = only(&imported)
        .subjects
        .iter()
        .map(|s| s.text.as_str())
        .collect();
    assert_eq!(subjects, ["Marins"]);
}

#[test]
fn a_field_its_answer_and_its_details_side_by_side() {
    let page = |answer: &str| {
        format!(
            "<p>Traitement : Barques</p><table><tr><td>Rubrique<td>Oui / Non<td>Précisions<tr><td>Finalité<td><td>Louer<tr><td>NIR<td>{answer}<td>DSN<tr><td>Durée<td><td>5 ans</table>"
        )
    };
    let imported = read(&page("Oui"), "r.html");
    let a = only(&imported);
    let purposes: Vec<&str> = a.purposes.iter().map(|p| p.text.as_str()).collect();
    assert_eq!(purposes, ["Louer"]);
    assert_eq!(
        a.sensitive.nir.as_ref().map(|n| n.text.as_str()),
        Some("DSN")
    );
}

#[test]
fn numbered_labels_over_their_lists_are_fields() {
    let text = "# R\n\n## Barques\n1. Finalité : louer\n2. Données :\n   - nom\n   - photo\n3. Durée : 1 an\n\n## Quai\n- Finalité : surveiller\n- Données : nom\n- Durée : 1 an\n";
    let imported = read(text, "r.md");
    let a = &imported.draft.activities[0];
    assert_eq!(a.purposes.len(), 1);
    assert_eq!(a.rubrics[0].items, [Datum::PersonName, Datum::Photo]);
}

#[test]
fn a_fiche_is_called_what_announces_it() {
    let text = "# Fiche : Escales\n\n| Rubrique | Contenu |\n|---|---|\n| Finalité | accueil |\n| NIR | Non |\n| Données sensibles | Non |\n| Transferts hors UE | Non |\n| Responsable de traitement | Port Z |\n| DPO | Mme Y |\n| Données | nom |\n";
    assert_eq!(only(&read(text, "r.md")).name.text, "Escales");
    let page = "<p>Fiche : Escales</p><table><tr><td>Finalité<td>accueil<tr><td>NIR<td>Non<tr><td>Données sensibles<td>Non<tr><td>Transferts hors UE<td>Non<tr><td>Données<td>nom</table>";
    assert_eq!(only(&read(page, "r.html")).name.text, "Escales");
}

#[test]
fn keys_named_after_special_data_answer_for_them() {
    let text = r#"{"dpo":"néant","traitements":[
      {"nom":"Barques","finalite":"louer","donnees":["nom"],
       "donnees_sensibles":{"sante":false,"religion":true,"nir":false},"transferts":{"hors_ue":false}},
      {"nom":"Quai","finalite":"surveiller","donnees":["nom"],"duree":"1 an"},
      {"nom":"Essai","actif":false}]}"#;
    let imported = read(text, "r.json");
    let a = &imported.draft.activities[0];
    let items: Vec<Datum> = a.sensitive.items.iter().map(|i| i.0).collect();
    let forbidden: Vec<Datum> = a.forbidden.iter().map(|f| f.0).collect();
    assert_eq!(items, [Datum::Religion]);
    assert_eq!(forbidden, [Datum::Health, Datum::Nir]);
    assert_eq!(outside(a).0, Some(Answer::No));
    assert!(imported.draft.dpo.is_none());
    assert_eq!(told(&imported, Why::Placeholder), ["Essai"]);
}

#[test]
fn what_is_said_of_transfers() {
    let fiche = |said: &str| {
        format!(
            "# R\n\n## Barques\n- Finalité : louer\n- Données : nom\n- Transferts : {said}\n- Durée : 1 an\n\n## Quai\n- Finalité : voir\n- Données : nom\n- Durée : 1 an\n"
        )
    };
    let imported = read(&fiche("Possibly (Airtable, US)"), "r.md");
    assert_eq!(outside(&imported.draft.activities[0]), (None, vec![]));
    assert_eq!(told(&imported, Why::Unknown), ["Possibly (Airtable, US)"]);
    let policy = |last: &str| {
        format!(
            "Politique de confidentialité du port\n\n1. Commandes\nNous recueillons votre nom et votre adresse pour préparer vos commandes. {last}\n\n2. Recrutement\nNous conservons les CV deux ans.\n"
        )
    };
    let imported = read(&policy("Le site est hébergé en France par OVH."), "p.txt");
    assert_eq!(outside(&imported.draft.activities[0]), (None, vec![]));
    let text = policy("")
        + "\n3. Hors Union européenne\nNous n'effectuons pas de transfert, à l'exception de Zoom (États-Unis) pour les visioconférences.\n";
    let imported = read(&text, "p.txt");
    let wanted = (Some(Answer::Partial), vec!["États-Unis"]);
    assert_eq!(outside(&imported.draft.activities[0]), wanted);
}

#[test]
fn headers_of_a_message_are_lines_of_their_own() {
    let text = "From: a@x.example\nTo: b@x.example\nSubject: fiche\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\nNom du traitement : Barques\nFinalité : louer\nDonnées : nom, e-mail\nDurée : 3 ans\n";
    let imported = read(text, "r.eml");
    assert_eq!(only(&imported).name.text, "Barques");
    assert_eq!(only(&imported).name.at.to_string(), "l.7");
}
