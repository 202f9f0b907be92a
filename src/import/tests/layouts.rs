//! Registers in the layouts of authorities and of repositories: the facts that
//! matter of each, whatever else it says; and one register in several formats.

use super::super::draft::{Draft, DraftActivity, Why};
use super::{Imported, fixture, shared, sound};
use crate::model::{Category, Datum};
use crate::register::{Answer, LegalBasis, Role, State};

fn draft(name: &str) -> Draft {
    sound(&fixture(name), name).0.draft
}

fn names(draft: &Draft) -> Vec<&str> {
    let all = draft.activities.iter();
    all.map(|a| a.name.text.as_str()).collect()
}

fn items(a: &DraftActivity) -> Vec<Datum> {
    a.rubrics.iter().flat_map(|r| r.items.clone()).collect()
}

fn months(a: &DraftActivity) -> Vec<Option<u32>> {
    a.keeping.iter().map(|k| k.months).collect()
}

fn texts(said: &[super::super::Said]) -> Vec<&str> {
    said.iter().map(|s| s.text.as_str()).collect()
}

/// What a register says, without where it says it.
fn facts(name: &str) -> String {
    let yaml = Imported::read(&fixture(name), name).yaml();
    let mut out = String::new();
    for line in yaml.lines().filter(|l| !l.starts_with("- {id: s1")) {
        let mut rest = line;
        while let Some((before, after)) = rest.split_once("source: \"") {
            out.push_str(before);
            rest = after.split_once('"').map_or("", |x| x.1);
        }
        out.push_str(rest);
        out.push('\n');
    }
    out
}

#[test]
fn fiches_are_the_same_register_in_every_format() {
    let html = facts("fiches-cnil.html");
    assert!(html.contains("Gestion de la paie"));
    for name in ["docx", "odt", "pdf", "txt"] {
        let name = format!("fiches-cnil.{name}");
        assert_eq!(facts(&name), html, "{name}");
        sound(&fixture(&name), &name);
    }
}

#[test]
fn headings_are_the_rubrics_of_an_activity_in_every_format() {
    let text = facts("titres.md");
    assert!(text.contains("Gestion des inscriptions au club nautique"));
    for name in ["titres.html", "titres.docx"] {
        assert_eq!(facts(name), text, "{name}");
        sound(&fixture(name), name);
    }
}

#[test]
fn fiches_of_the_model() {
    let draft = draft("fiches-cnil.html");
    let [pay, members, video] = draft.activities.as_slice() else {
        panic!("{:?}", names(&draft));
    };
    // in the details, not in the warning that the template prints six times
    assert!(pay.sensitive.nir.is_some() && pay.sensitive.items.is_empty());
    for a in [members, video] {
        assert!(a.sensitive.nir.is_none() && a.sensitive.items.is_empty());
        assert_eq!(a.sensitive.answer.as_ref().map(|x| x.0), Some(Answer::No));
    }
    assert!(!items(pay).contains(&Datum::BirthPlace), "an example");
    assert_eq!(items(video), [Datum::Video]);
    assert_eq!(months(pay), [Some(60), Some(600)]);
    assert_eq!(pay.keeping[1].applies_to, "Bulletins de paie");
    assert_eq!(texts(&members.transfers.countries), ["Canada"]);
    assert_eq!(texts(&members.purposes).len(), 2, "no example");
    let dpo = draft.dpo.as_ref().and_then(|d| d.email.as_deref());
    assert_eq!(dpo, Some("dpo@tilleul.example"));
}

#[test]
fn a_wide_table_is_the_same_on_pages() {
    assert_eq!(facts("large.pdf"), facts("large.xlsx"));
    // its columns are read in groups, one below the other
    assert_eq!(facts("paysage.pdf"), facts("paysage.xlsx"));
    assert_eq!(draft("paysage.xlsx").activities.len(), 3);
    let draft = draft("large.xlsx");
    assert_eq!(draft.activities.len(), 12);
    assert!(draft.activities.iter().all(|a| months(a)[0].is_some()));
    assert_eq!(draft.activities[11].basis, [LegalBasis::Consent]);
}

#[test]
fn columns_that_cannot_be_told_apart_are_told() {
    let name = "paysage-replie.pdf";
    let draft = sound(&fixture(name), name).0.draft;
    assert!(draft.activities.is_empty(), "{:?}", names(&draft));
    let untold = draft.unread.iter().filter(|u| u.why == Why::Columns);
    assert_eq!(untold.count(), 1);
    // the same sheet, its cells drawn
    let drawn = self::draft("paysage-trace.pdf");
    let [pay, jobs, meals, letter] = drawn.activities.as_slice() else {
        panic!("{:?}", names(&drawn));
    };
    assert!(pay.sensitive.nir.is_some() && jobs.sensitive.nir.is_none());
    let health: Vec<Datum> = meals.sensitive.items.iter().map(|i| i.0).collect();
    assert_eq!(health, [Datum::Health]);
    assert_eq!(letter.basis, [LegalBasis::Consent]);
}

#[test]
fn sheets_of_blocks() {
    let draft = draft("cnil-simplifie.ods");
    // neither the list of all, nor the empty model, nor the lists to choose from
    assert_eq!(
        names(&draft),
        [
            "Gestion de la paie",
            "Restauration des adhérents",
            "Site internet"
        ]
    );
    let [pay, meals, site] = draft.activities.as_slice() else {
        panic!("{:?}", names(&draft));
    };
    let nir = pay.sensitive.nir.as_ref().map(|s| s.at.to_string());
    assert_eq!(nir.as_deref(), Some("3 - T-001!B34"));
    assert!(meals.sensitive.nir.is_none() && site.sensitive.nir.is_none());
    let health: Vec<Datum> = meals.sensitive.items.iter().map(|i| i.0).collect();
    assert_eq!(health, [Datum::Health]);
    assert!(pay.sensitive.items.is_empty() && site.sensitive.items.is_empty());
    assert_eq!(months(pay), [Some(60), Some(120), Some(60)], "each its own");
    let empty = |c| {
        pay.rubrics
            .iter()
            .any(|r| r.category == c && r.state == State::HeadingOnly)
    };
    assert!(empty(Category::ViePersonnelle) && empty(Category::Connexion));
    assert_eq!(
        texts(&pay.recipients.processors),
        ["Cabinet comptable Tilleul"]
    );
    assert_eq!(texts(&pay.recipients.external), ["URSSAF"]);
    assert_eq!(texts(&meals.subjects), ["Adhérents", "Enfants"]);
    assert_eq!(texts(&meals.transfers.countries), ["Canada"]);
    let email = draft.controller.as_ref().and_then(|c| c.email.as_deref());
    assert_eq!(email, Some("direction@tilleul.example"));
}

#[test]
fn the_records_of_the_united_kingdom() {
    let draft = draft("ico.xlsx");
    let roles: Vec<_> = draft
        .activities
        .iter()
        .map(|a| (a.name.text.as_str(), a.role))
        .collect();
    assert_eq!(
        roles,
        [
            ("Personnel file", None),
            ("Absence management", None),
            ("Direct marketing", None),
            ("Payroll processing", Some(Role::Processor)),
            ("Newsletter mailing", Some(Role::Processor)),
        ]
    );
    assert!(draft.organisation.is_none(), "`for controllers` is no name");
    // column 20; the second row of a merged cell adds its own
    assert_eq!(
        texts(&draft.activities[0].places),
        ["HR drive, SharePoint", "Sage"]
    );
    assert_eq!(draft.activities[0].subjects.len(), 2);
    // a condition of Art. 9 is no item; the data column names it
    let special: Vec<usize> = draft
        .activities
        .iter()
        .map(|a| a.sensitive.items.len())
        .collect();
    assert_eq!(special, [0, 1, 0, 0, 0]);
    assert!(draft.activities[0].transfers.countries.is_empty(), "N/A");
    assert!(
        draft.activities[0].recipients.processors.is_empty(),
        "a link"
    );
}

#[test]
fn the_belgian_register_in_three_languages() {
    let draft = draft("belge.xlsx");
    assert_eq!(
        names(&draft),
        [
            "Payroll",
            "Newsletter",
            "Paie",
            "Lettre d'information",
            "Loonadministratie",
            "Nieuwsbrief"
        ]
    );
    for pay in draft.activities.iter().step_by(2) {
        assert_eq!(pay.basis, [LegalBasis::LegalObligation]);
        assert_eq!(months(pay), [Some(120)]);
        assert!(pay.sensitive.nir.is_none(), "no French number");
        assert_eq!(pay.recipients.processors.len(), 1);
    }
    let payroll = items(&draft.activities[0]);
    assert!(payroll.contains(&Datum::NationalId) && payroll.contains(&Datum::Iban));
    for letter in draft.activities.iter().skip(1).step_by(2) {
        assert_eq!(items(letter), [Datum::Email]);
        assert_eq!(texts(&letter.transfers.countries), ["Canada"]);
    }
}

#[test]
fn the_minimum_of_article_30() {
    let draft = draft("cnpd.xlsx");
    assert_eq!(
        draft.organisation.as_ref().map(|o| o.text.as_str()),
        Some("Amap Tilleul")
    );
    let trips = &draft.activities[1];
    assert_eq!(trips.sensitive.items.len(), 1, "allergies are said");
    assert_eq!(texts(&trips.transfers.countries), ["Suisse"]);
    assert!(draft.activities[0].sensitive.items.is_empty());
}

#[test]
fn sheets_beside_the_register() {
    let draft = draft("classeur.xlsx");
    // two register sheets; two activities that are named like columns
    assert_eq!(
        names(&draft),
        ["Paie", "Recrutement", "Sous-traitance", "Traitements"]
    );
    let aside: Vec<String> = draft
        .unread
        .iter()
        .filter(|u| u.why == Why::Aside)
        .map(|u| u.said.at.to_string())
        .collect();
    assert_eq!(aside, ["Légende!A1", "Listes!A1"]);
}

#[test]
fn rows_of_one_name() {
    let header = "Réf;Traitement;Finalité;Base légale;Données";
    for (rows, wanted) in [
        // other data of one activity, wherever they stand
        (
            "1;Paie;Payer;Contrat;Nom\n;Paie;Payer;Contrat;IBAN",
            &[("Paie", 2)][..],
        ),
        ("1;Paie;Payer;Contrat;Nom\n;Paie;;;IBAN", &[("Paie", 2)]),
        (
            "1;Paie;Payer;Contrat;Nom\n1;Paie;Déclarer;;IBAN",
            &[("Paie", 2)],
        ),
        (
            ";Paie;Payer;Contrat;Nom\n;Badges;Entrer;Contrat;Nom\n;Paie;Payer;;IBAN",
            &[("Paie", 2), ("Badges", 1)],
        ),
        // other activities of one name
        (
            ";Paie;Payer;Contrat;Nom\n;Paie;Déclarer;Contrat;IBAN",
            &[("Paie", 1), ("Paie", 1)],
        ),
        (
            ";Paie;Payer;Contrat;Nom\n;Paie;Payer;Consentement;IBAN",
            &[("Paie", 1), ("Paie", 1)],
        ),
        (
            "1;Paie;Payer;Contrat;Nom\n2;Paie;Payer;Contrat;IBAN",
            &[("Paie", 1), ("Paie", 1)],
        ),
    ] {
        let csv = format!("{header}\n{rows}\n");
        let (imported, register) = sound(csv.as_bytes(), "registre.csv");
        let draft = &imported.draft;
        let count = |a: &DraftActivity| items(a).len();
        let found: Vec<(&str, usize)> = draft
            .activities
            .iter()
            .map(|a| (a.name.text.as_str(), count(a)))
            .collect();
        assert_eq!(found, wanted, "{rows}");
        let joined = draft.unread.iter().filter(|u| u.why == Why::Joined).count();
        assert_eq!(
            joined,
            usize::from(wanted.iter().any(|w| w.1 > 1)),
            "{rows}"
        );
        let ids: std::collections::BTreeSet<_> =
            register.activities.iter().map(|a| &a.id.value).collect();
        assert_eq!(ids.len(), wanted.len());
    }
}

#[test]
fn the_column_that_names_activities() {
    for (sheet, wanted) in [
        (
            "Activité;Traitement;Finalité;Données\nRH;Paie;Payer;Nom\nRH;Badges;Entrer;Nom\n",
            ["Paie", "Badges"],
        ),
        (
            "N°;Nom;Finalité;Données;Durée\n1;Paie;Payer;Nom;1 an\n2;Badges;Entrer;Nom;1 an\n",
            ["Paie", "Badges"],
        ),
        (
            "Ref;Business function;Purpose of processing;Personal data\n1;HR;Payroll;Name\n2;HR;Absence;Name\n",
            ["Payroll", "Absence"],
        ),
        (
            "Traitement;Finalité;Données;Durée\nTraitement : Paie;Payer;Nom;1 an\nActivité : Badges;Entrer;Nom;1 an\n",
            ["Paie", "Badges"],
        ),
    ] {
        let (imported, _) = sound(sheet.as_bytes(), "registre.csv");
        assert_eq!(names(&imported.draft), wanted, "{sheet}");
    }
}

#[test]
fn a_list_that_only_asks_for_data_is_no_register() {
    let sheet = |data: &str| {
        format!(
            "Contrat;Objet;Prestataire;Durée;Données personnelles\nMénage;Locaux;Net Tilleul;3 ans;{data}\n"
        )
    };
    for (data, activities) in [("Non", 0), ("Oui", 0), ("Nom, e-mail", 1)] {
        let (imported, _) = sound(sheet(data).as_bytes(), "contrats.csv");
        assert_eq!(imported.draft.activities.len(), activities, "{data}");
    }
}

#[test]
fn what_sheets_leave_to_a_person() {
    let told = |name: &str, why: Why| -> Vec<String> {
        let unread = draft(name).unread.into_iter();
        let of = unread.filter(|u| u.why == why);
        of.map(|u| u.said.text).collect()
    };
    assert_eq!(told("entetes.xlsx", Why::Joined), ["Site du club"]);
    assert_eq!(told("entetes.xlsx", Why::Unknown), ["humeur du jour"]);
    assert_eq!(told("entetes.xlsx", Why::Field), ["Domaine"]);
    assert_eq!(told("liste-fiches.xlsx", Why::Joined), ["Bénévoles"]);
}

#[test]
fn markdown_in_four_layouts() {
    let wide = draft("markdown-tableau.md");
    assert_eq!(
        names(&wide),
        ["Gestion des prêts", "Cantine", "Lettre municipale"]
    );
    let special: Vec<usize> = wide
        .activities
        .iter()
        .map(|a| a.sensitive.items.len())
        .collect();
    assert_eq!(special, [0, 1, 0]);
    let none = wide.activities[2].sensitive.answer.as_ref().map(|a| a.0);
    assert_eq!(none, Some(Answer::No), "none is an answer");
    assert!(
        wide.activities[2].recipients.external.is_empty(),
        "to be completed"
    );

    let pairs = draft("markdown-champs.md");
    assert_eq!(names(&pairs), ["Badges d'accès", "Notes de frais"]);
    assert_eq!(months(&pairs.activities[1]), [Some(120), Some(12)]);
    assert_eq!(
        pairs.activities[1].keeping[1].applies_to,
        "Demandes refusées"
    );

    let fiches = draft("markdown-fiches.md");
    assert_eq!(names(&fiches), ["Comptes utilisateurs", "Recrutement"]);
    let found = items(&fiches.activities[0]);
    assert!(found.contains(&Datum::Password) && found.contains(&Datum::IpAddress));
    assert!(fiches.dpo.is_some() && fiches.controller.is_some());

    let chapters = draft("markdown-chapitres.md");
    assert_eq!(names(&chapters), ["Essayage virtuel"]);
    let a = &chapters.activities[0];
    assert_eq!(texts(&a.recipients.processors), ["Nuage Azuré"]);
    assert!(a.sensitive.items.is_empty(), "photos are no biometry");
    assert_eq!(a.transfers.answer.as_ref().map(|x| x.0), Some(Answer::No));
}

#[test]
fn dutch_registers() {
    let table = draft("nl-tabel.csv");
    assert_eq!(
        names(&table),
        ["Loonadministratie", "Nieuwsbrief", "Verzuim"]
    );
    let special: Vec<usize> = table
        .activities
        .iter()
        .map(|a| a.sensitive.items.len())
        .collect();
    assert_eq!(special, [0, 0, 1]);
    assert!(table.activities.iter().all(|a| a.sensitive.nir.is_none()));
    let fiches = draft("nl-fiche.md");
    assert_eq!(names(&fiches), ["Ledenadministratie", "Camerabewaking"]);
    assert_eq!(items(&fiches.activities[1]), [Datum::Video]);
    assert_eq!(months(&fiches.activities[0]), [Some(24)]);
}

#[test]
fn public_sheets() {
    if let Some((name, bytes)) = shared("registers/matrix", "ROPA") {
        let imported = Imported::read(&bytes, &name);
        assert!(imported.draft.activities.is_empty(), "no register");
    }
    if let Some((name, bytes)) = shared("registers/xlsx", "Beta") {
        let (imported, _) = sound(&bytes, &name);
        assert_eq!(imported.draft.activities.len(), 1);
        assert_eq!(imported.draft.activities[0].role, Some(Role::Processor));
    }
    if let Some((name, bytes)) = shared("registers/xlsx", "HR") {
        let (imported, _) = sound(&bytes, &name);
        let last = imported.draft.activities.last().expect("four activities");
        assert_eq!(imported.draft.activities.len(), 4);
        assert_eq!(texts(&last.transfers.countries), ["Canada"]);
        assert!(
            imported
                .draft
                .activities
                .iter()
                .all(|a| !a.measures.is_empty())
        );
    }
}

#[test]
fn names_are_without_their_labels() {
    for (label, file) in [
        ("Dénomination", "registre.txt"),
        ("Libellé", "registre.txt"),
        ("Nom", "registre.txt"),
        ("Nom / sigle", "registre.txt"),
        ("# Dénomination", "registre.md"),
        ("## Nom / sigle", "registre.md"),
    ] {
        let fiche = |name: &str| {
            format!(
                "{label} : {name}\n\n- Finalité : payer\n- Données : nom, IBAN\n- Durée de conservation : 5 ans\n- Destinataires : banque\n\n"
            )
        };
        let text = fiche("Gestion de la paie") + &fiche("Congés");
        let found = sound(text.as_bytes(), file).1;
        let names: Vec<&str> = found
            .activities
            .iter()
            .map(|a| a.name.value.as_str())
            .collect();
        assert_eq!(names, ["Gestion de la paie", "Congés"], "{label}");
    }
    let html = "<h1>FICHE DE REGISTRE</h1><table><tr><th colspan=2>Description du traitement</th></tr>\
        <tr><td>Nom / sigle</td><td>Prêt de livres</td></tr></table>\
        <table><tr><th>Finalité(s) du traitement effectué</th></tr><tr><td>Finalité principale</td><td>Prêter</td></tr></table>\
        <table><tr><th>Catégories de données personnelles concernées</th><th>Description</th><th>Délai d'effacement</th></tr>\
        <tr><td>État civil, identité</td><td>nom</td><td>3 ans</td></tr>\
        <tr><td>Vie personnelle</td><td>Ex. : habitudes de vie, situation familiale</td><td></td></tr></table>";
    let found = sound(html.as_bytes(), "fiche.html").1;
    let a = &found.activities[0];
    assert_eq!(a.name.value, "Prêt de livres");
    assert_eq!(a.purposes.len(), 1, "{:?}", a.purposes);
    // an example is no detail
    assert_eq!(a.declared_items(), [crate::model::Datum::PersonName]);
}

#[test]
fn fiches_of_a_processor() {
    let text = "REGISTRE DU SOUS-TRAITANT\n\n\
        Traitement effectué pour le compte de : Mairie de Trifouillis\n\
        Prestation : Hébergement de la base des abonnés\nOpérations réalisées : sauvegarde\n\
        Catégories de données : nom, adresse\nSous-traitant ultérieur : Nuage SA\n\
        Transferts hors UE : aucun\n\n\
        Traitement effectué pour le compte de : Clinique des Lilas\n\
        Prestation : Infogérance\nOpérations réalisées : supervision. Nous n'avons pas accès aux dossiers médicaux.\n\
        Catégories de données : journaux de connexion\nTransferts hors UE : Inde\n";
    let found = sound(text.as_bytes(), "registre.txt").1;
    let all: Vec<_> = found
        .activities
        .iter()
        .map(|a| (a.name.value.as_str(), a.role, a.transfers.outside_eu.value))
        .collect();
    assert_eq!(
        all,
        [
            (
                "Hébergement de la base des abonnés",
                Role::Processor,
                Answer::No
            ),
            ("Infogérance", Role::Processor, Answer::Yes)
        ]
    );
    assert!(
        !found.activities[1]
            .declared_items()
            .contains(&Datum::Health)
    );
}

#[test]
fn numbers_before_the_fields_of_an_annex() {
    let text = "Annexe 2 – Description du traitement\n1. Objet : hébergement de la billetterie\n\
        2. Nature des opérations : stockage, support\n3. Finalité : vendre des places\n\
        4. Données à caractère personnel : nom, courriel\n5. Catégories de personnes : spectateurs\n\
        6. Durée : 3 ans\n7. Sous-traitants ultérieurs : Nuage SA\n8. Transfert : interdit hors EEE\n";
    let found = sound(text.as_bytes(), "annexe.txt").1;
    let a = &found.activities[0];
    assert_eq!(a.declared_items(), [Datum::PersonName, Datum::Email]);
    assert_eq!(a.retention[0].months, Some(36));
    assert_eq!(a.transfers.outside_eu.value, Answer::No);
    assert_eq!(a.recipients.processors.len(), 1);
}
