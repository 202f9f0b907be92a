//! Labels of fiches and the places of their values: names, labels in plain words and of
//! no known field, values beside, below and in boxes, fiches side by side. All
//! documents are invented.

use super::super::draft::{Draft, Why};
use super::sound;
use crate::model::Datum;
use crate::register::{LegalBasis, Register, State};

fn read(text: &str, name: &str) -> (Draft, Register) {
    let (imported, register) = sound(text.as_bytes(), name);
    (imported.draft, register)
}

fn names(register: &Register) -> Vec<&str> {
    let all = register.activities.iter();
    all.map(|a| a.name.value.as_str()).collect()
}

fn told(draft: &Draft, why: Why) -> Vec<&str> {
    let all = draft.unread.iter().filter(|u| u.why == why);
    all.map(|u| u.said.text.as_str()).collect()
}

fn measures(register: &Register) -> Vec<&str> {
    let all = register.activities.iter().flat_map(|a| &a.other_measures);
    all.map(|m| m.text.value.as_str()).collect()
}

const TWO: &str =
    "Finalité;payer\nBase légale;contrat\nDonnées;nom, IBAN\nDurée de conservation;2 ans\n";

#[test]
fn labels_in_plain_words_are_fields() {
    let lines = "Traitement : Inscriptions\nFinalité : inscrire\nBase légale : contrat\n\
        Infos recueillies : nom, téléphone\nMesures prises : armoire fermée à clé\n\
        Comment c'est protégé : mot de passe\nDurée de conservation : 2 ans\n";
    let dutch = "Verwerking: Leden\nDoel: leden beheren\nRechtsgrond: overeenkomst\n\
        Verzamelde gegevens: naam, telefoon\nGenomen maatregelen: kast op slot\n\
        Hoe worden ze beschermd: wachtwoord\nBewaartermijn: 2 jaar\n";
    let table = "# Inscriptions\n\n| Question | Réponse |\n|---|---|\n| Finalité | inscrire |\n\
        | Base légale | contrat |\n| Infos recueillies | nom, téléphone |\n\
        | Mesures prises | armoire fermée à clé |\n| Comment c'est protégé | mot de passe |\n\
        | Durée de conservation | 2 ans |\n";
    for (text, name) in [(lines, "f.txt"), (dutch, "f.txt"), (table, "f.md")] {
        let (draft, found) = read(text, name);
        let a = &found.activities[0];
        assert_eq!(a.declared_items().len(), 2, "{text}");
        assert!(a.declared_items().contains(&Datum::Phone));
        assert_eq!(measures(&found).len(), 2, "{text}");
        let basis = a.legal_basis.text.as_deref().unwrap_or_default();
        assert!(!basis.contains('\n'), "{basis}");
        assert!(draft.unread.is_empty(), "{:?}", draft.unread);
    }
    let sheet = "Traitement;Finalité;Données;Durée de conservation;Comment c'est protégé\n\
        Accueil;accueillir;nom;2 ans;mot de passe\n";
    let (_, found) = read(sheet, "r.csv");
    assert_eq!(
        found.activities[0]
            .declared_items()
            .into_iter()
            .collect::<Vec<_>>(),
        [Datum::PersonName]
    );
    assert_eq!(measures(&found), ["mot de passe"]);
}

#[test]
fn a_label_of_no_field_ends_the_one_above_and_is_told() {
    let lines = "Traitement : Inscriptions\nFinalité : inscrire\nBase légale : contrat\n\
        Humeur du jour : joyeuse\ntrès joyeuse\nDonnées : nom\nCouleur du classeur : photo, NIR\n\
        Durée de conservation : 2 ans\nFactures : 10 ans\n";
    let (draft, found) = read(lines, "f.txt");
    let a = &found.activities[0];
    assert_eq!(a.legal_basis.text.as_deref(), Some("contrat"));
    assert_eq!(
        a.declared_items().into_iter().collect::<Vec<_>>(),
        [Datum::PersonName]
    );
    assert_eq!(
        told(&draft, Why::Field),
        [
            "Humeur du jour : joyeuse",
            "très joyeuse",
            "Couleur du classeur : photo, NIR"
        ]
    );
    // a detail of the field above is none
    assert_eq!(a.retention.len(), 2);
    let paragraph = "Inscriptions\n\nFinalité : inscrire. Infos recueillies : nom, téléphone. \
        Base légale : contrat. Couleur du classeur : rouge. Durée de conservation : 2 ans.\n";
    let (draft, found) = read(paragraph, "f.txt");
    let a = &found.activities[0];
    assert_eq!(a.purposes[0].text.value, "inscrire.");
    assert_eq!(a.legal_basis.codes.len(), 1);
    assert_eq!(told(&draft, Why::Field).len(), 1, "{:?}", draft.unread);
    assert!(a.declared_items().contains(&Datum::Phone));
}

#[test]
fn the_title_of_a_form_is_no_name() {
    for title in [
        "FICHE DE REGISTRE DE TRAITEMENT",
        "Fiche de registre des activités de traitement",
        "FICHE DE TRAITEMENT DE DONNÉES PERSONNELLES",
    ] {
        let fiche = format!(
            "{title}\n\nNom du traitement : Licences\nFinalité : licencier\nBase légale : contrat\n\
             Catégories de données : nom\nDurée de conservation : 3 ans\n"
        );
        let (_, found) = read(&fiche, "fiche.txt");
        assert_eq!(names(&found), ["Licences"], "{title}");
    }
}

#[test]
fn a_line_over_a_table_names_it() {
    let rows = "<tr><th>Finalité</th><td>payer</td></tr><tr><th>Base légale</th><td>contrat</td></tr>\
        <tr><th>Données</th><td>nom</td></tr><tr><th>Durée de conservation</th><td>2 ans</td></tr>";
    let page = format!(
        "<h1>Registre des traitements</h1><h2>Inscriptions</h2><table>{rows}</table>\
        <h2>Paie</h2><table>{rows}</table>"
    );
    assert_eq!(names(&read(&page, "r.html").1), ["Inscriptions", "Paie"]);
    let untitled = format!("<h1>Registre des traitements</h1><table>{rows}</table>");
    assert_eq!(names(&read(&untitled, "r.html").1), ["payer"]);
}

#[test]
fn fiches_side_by_side_are_cut_apart() {
    let row = |label: &str, a: &str, b: &str| format!("{label};{a};;{label};{b}\n");
    let named = [
        "FICHE 1;;;FICHE 2;\n".to_owned(),
        row("Nom du traitement", "Paie", "Accueil"),
        row("Finalité", "payer", "accueillir"),
        row("Base légale", "contrat", "consentement"),
        row("Données", "nom, IBAN", "photo"),
        row("Durée de conservation", "5 ans", "1 an"),
    ]
    .concat();
    let headed = named
        .replace("FICHE 1", "Paie")
        .replace("FICHE 2", "Accueil");
    let headed: String = headed
        .split_inclusive('\n')
        .filter(|l| !l.starts_with("Nom"))
        .collect();
    for sheet in [&named, &headed] {
        let (_, found) = read(sheet, "r.csv");
        assert_eq!(names(&found), ["Paie", "Accueil"], "{sheet}");
        assert_eq!(
            found.activities[1]
                .declared_items()
                .into_iter()
                .collect::<Vec<_>>(),
            [Datum::Photo]
        );
        assert_eq!(found.activities[1].retention[0].months, Some(12));
    }
    // labels of another kind to the right are more of the same fiche
    let one = "Nom du traitement;Paie;Base légale;contrat\nFinalité;payer;Destinataires;banque\n\
        Données;nom;Durée de conservation;5 ans\n";
    assert!(read(one, "r.csv").1.activities.len() <= 1);
}

#[test]
fn values_of_several_rows_stand_below_their_label() {
    let sheet = "Nom du traitement;Finalité;\nPaie;payer;\n;déclarer;\nBase légale;Données;\n\
        contrat;nom;\n;IBAN;\nDurée de conservation;;\n5 ans;;\n";
    let (_, found) = read(sheet, "r.csv");
    assert_eq!(names(&found), ["Paie"]);
    assert!(found.activities[0].declared_items().contains(&Datum::Iban));
    assert_eq!(found.activities[0].retention[0].months, Some(60));
}

#[test]
fn a_cell_that_spans_rows_is_of_all_its_rows() {
    let page = "<table><tr><th>Traitement</th><th>Finalité</th><th>Base légale</th><th>Données</th>\
        <th>Durée de conservation</th></tr>\
        <tr><td>Paie</td><td>payer</td><td rowspan=\"2\">contrat</td><td>nom</td><td rowspan=2>5 ans</td></tr>\
        <tr><td>Prêts</td><td>prêter</td><td>adresse</td></tr></table>";
    let (_, found) = read(page, "r.html");
    assert_eq!(names(&found), ["Paie", "Prêts"]);
    let codes: Vec<LegalBasis> = found.activities[1]
        .legal_basis
        .codes
        .iter()
        .map(|c| c.value)
        .collect();
    assert_eq!(codes, [LegalBasis::Contract]);
    assert_eq!(found.activities[1].retention[0].months, Some(60));
}

#[test]
fn boxes_around_lines_of_labels_are_lines() {
    let fiche = "Traitement : Paie<br>Finalité : payer<br>Base légale : contrat<br>Données : nom, IBAN<br>Durée de conservation : 5 ans";
    let other = fiche.replace("Paie", "Accueil").replace(", IBAN", "");
    let page = format!(
        "<table><tr><td>{fiche}</td><td>{other}</td></tr><tr><td>{}</td><td>{}</td></tr></table>",
        fiche.replace("Paie", "Prêts"),
        other.replace("Accueil", "Lettre")
    );
    let (_, found) = read(&page, "r.html");
    assert_eq!(names(&found), ["Paie", "Accueil", "Prêts", "Lettre"]);
    assert!(!found.activities[1].declared_items().contains(&Datum::Iban));
}

#[test]
fn a_header_that_another_character_parts_is_a_header() {
    let names_of = "Traitement,Finalité,Base légale,Données,Durée de conservation\n";
    let rows =
        "Paie;payer, déclarer;contrat;nom, IBAN;5 ans\nPrêts;prêter;contrat;nom, adresse;2 ans\n";
    for header in [
        names_of.to_owned(),
        names_of.replace(',', "\t"),
        format!("\"{}\"\n", names_of.trim()),
    ] {
        let (_, found) = read(&format!("{header}{rows}"), "r.csv");
        assert_eq!(names(&found), ["Paie", "Prêts"], "{header}");
        assert!(found.activities[0].declared_items().contains(&Datum::Iban));
    }
}

#[test]
fn two_rubrics_below_a_heading_make_a_fiche() {
    let fiche = "# Prêt de livres\n\n## Finalités\n\nPrêter.\n\n## Données collectées\n\n- nom\n";
    assert_eq!(names(&read(fiche, "r.md").1), ["Prêt de livres"]);
    for other in [
        fiche.replace("# Prêt de livres", "# Politique de confidentialité"),
        fiche.replace("## Finalités", "## Installation"),
        format!("{fiche}\n## Installation\n\nTaper make.\n"),
        fiche.replace("## Données collectées", "## Données"),
    ] {
        let found = sound(other.as_bytes(), "r.md").1;
        assert!(found.activities.is_empty(), "{other}");
    }
}

#[test]
fn what_a_register_has_no_place_for_is_told() {
    let sheet = "Traitement;Finalité;Données;Durée de conservation;Responsable conjoint;Date de création;Transferts hors UE\n\
        Paie;payer;nom;2 ans;Ligue des Embruns;mars 2022;voir le contrat\n\
        Prêts;prêter;nom;2 ans;Non;12 mars 2022;non\n";
    let (draft, found) = read(sheet, "r.csv");
    assert_eq!(
        told(&draft, Why::NoPlace),
        ["mars 2022", "Ligue des Embruns"]
    );
    assert_eq!(told(&draft, Why::Unknown), ["voir le contrat"]);
    assert_eq!(found.activities[0].role, crate::register::Role::Joint);
    assert_eq!(found.activities[1].role, crate::register::Role::Controller);
    assert!(found.activities[1].created.is_some());
}

#[test]
fn measures_that_are_denied_or_planned_are_not_declared() {
    let header = "Traitement;Finalité;Données;Durée de conservation;Mesures de sécurité;Chiffrement;Sauvegarde\n";
    for (cells, wanted, encrypted) in [
        ("néant;néant;néant", &[][..], false),
        (
            "chiffrement prévu en 2027;prévu en 2027;à mettre en place",
            &[],
            false,
        ),
        ("pas de chiffrement;pas de chiffrement;aucune", &[], false),
        (
            "Sauvegarde quotidienne, chiffrement à mettre en place;en cours;non",
            &["Sauvegarde quotidienne"],
            false,
        ),
        (
            "Pas d'accès sans mot de passe;Disques chiffrés;rien",
            &["Pas d'accès sans mot de passe"],
            true,
        ),
    ] {
        let (draft, found) = read(
            &format!("{header}Prêts;prêter;nom;2 ans;{cells}\n"),
            "r.csv",
        );
        assert_eq!(measures(&found), wanted, "{cells}");
        let declared = found.activities[0]
            .security
            .iter()
            .filter(|s| s.state.value == State::Declared);
        assert_eq!(declared.count() > 0, encrypted, "{cells}");
        assert!(!draft.unread.is_empty(), "{cells}");
    }
}

#[test]
fn a_fiche_in_a_sheet_bears_the_name_of_the_sheet() {
    use std::io::{Cursor, Write as _};
    let cell = |text: &str| format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let row = |line: &str| {
        let cells: String = line.split(';').map(cell).collect();
        format!("<row>{cells}</row>")
    };
    let rows: String = TWO.lines().map(row).collect();
    let book = |names: &[&str]| {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let mut add = |name: &str, text: &str| {
            zip.start_file(name, zip::write::SimpleFileOptions::default())
                .unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        };
        let each = |of: &dyn Fn(usize, &str) -> String| -> String {
            names
                .iter()
                .enumerate()
                .map(|(i, n)| of(i + 1, n))
                .collect()
        };
        let sheets = each(&|i, n| format!("<sheet name=\"{n}\" sheetId=\"{i}\" r:id=\"r{i}\"/>"));
        add(
            "xl/workbook.xml",
            &format!(
                "<workbook xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets>{sheets}</sheets></workbook>"
            ),
        );
        let links = each(&|i, _| {
            format!(
                "<Relationship Id=\"r{i}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet{i}.xml\"/>"
            )
        });
        add(
            "xl/_rels/workbook.xml.rels",
            &format!("<Relationships>{links}</Relationships>"),
        );
        for i in 1..=names.len() {
            add(
                &format!("xl/worksheets/sheet{i}.xml"),
                &format!("<worksheet><sheetData>{rows}</sheetData></worksheet>"),
            );
        }
        zip.finish().unwrap().into_inner()
    };
    for (sheets, wanted) in [
        (
            &["Paie", "Gestion des adhérents"][..],
            &["Paie", "Gestion des adhérents"][..],
        ),
        (&["Feuil1"], &["payer"]),
        (&["Sheet 2"], &["payer"]),
        (&["Fiche 3"], &["payer"]),
        (&["Registre RGPD 2024"], &["payer"]),
    ] {
        let found = sound(&book(sheets), "r.xlsx").1;
        assert_eq!(names(&found), wanted);
    }
}

#[test]
fn labels_in_plain_words_make_a_fiche() {
    let register = "Traitement n° 1 : Atelier\nFinalité : réparer\nDonnées recueillies : nom, téléphone\n\
        Mesures : coffre à venir\n\nTraitement n° 2 : Accueil\nFinalité : accueillir\n\
        Infos enregistrées : nom\nDurée : 1 mois\n";
    let (draft, found) = read(register, "r.txt");
    assert_eq!(names(&found), ["Atelier", "Accueil"]);
    assert!(found.activities[0].declared_items().contains(&Datum::Phone));
    assert!(measures(&found).is_empty());
    assert_eq!(told(&draft, Why::Unknown), ["coffre à venir"]);
    let dutch = "| Vraag | Antwoord |\n|---|---|\n| Naam van de verwerking | Klantenkaart |\n\
        | Doel | sparen |\n| Welke gegevens | naam |\n| Hoe lang bewaren we het | 2 jaar |\n";
    let (_, found) = read(dutch, "r.md");
    assert!(
        found.activities[0]
            .declared_items()
            .contains(&Datum::PersonName)
    );
}

#[test]
fn the_table_of_a_dump_is_no_fiche_in_a_sheet() {
    let dump = "CREATE TABLE `aide` (`finalites` text, `base_legale` text);\n\
        INSERT INTO `aide` VALUES ('Finalité','ce que vise le traitement'),\
        ('Base légale','ce qui le permet'),('Données','ce qui est traité'),\
        ('Durée de conservation','combien de temps');\n";
    let found = sound(dump.as_bytes(), "base.sql").1;
    assert!(
        names(&found).iter().all(|n| *n != "aide"),
        "{:?}",
        names(&found)
    );
}
