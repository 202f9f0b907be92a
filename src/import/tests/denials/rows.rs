//! Rows that are no activity, or not the one above: without a name, of a template,
//! beside a header that is too short, under a span; things flagged as not processed.

use super::declared;
use crate::import::draft::Why;
use crate::import::tests::sound;
use crate::model::Datum;

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
