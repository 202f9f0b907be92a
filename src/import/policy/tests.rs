use super::super::document::Document;
use super::super::draft::{Draft, DraftActivity};
use super::super::tests::shared;
use super::super::write::{Origin, yaml};
use super::*;
use crate::model::Datum;
use crate::register::{Answer, ClaimKind, LegalBasis, Register, RetentionKind, Role};

/// A real document, where it lies beside the repository.
fn seed(name: &str) -> Option<Document> {
    let (file, bytes) = shared("seeds", name)?;
    Some(Document::read(&bytes, &file))
}

#[test]
fn surroundings_of_seed_000() {
    let Some(document) = seed("000") else { return };
    let general = surroundings(&document);
    assert_eq!(
        general.updated.map(|d| d.to_string()).as_deref(),
        Some("2018-08-20")
    );
    assert_eq!(
        general.transfers.answer.as_ref().map(|a| a.0),
        Some(Answer::Partial)
    );
    let dpo = general.dpo.expect("an officer");
    assert!(dpo.name.is_some() && dpo.email.is_some());
    let months: Vec<Option<u32>> = general.retention.iter().map(|r| r.months).collect();
    assert_eq!(months, [None, Some(36), Some(60), Some(120), Some(120)]);
    assert!(general.forbidden.is_empty());
}

/// What every policy must hold to: a draft that a person reviews, nothing
/// sensitive declared, a file that the register's own reader takes, and every
/// quoted text in the document.
fn sound(document: &Document, bytes: &[u8]) -> Draft {
    let draft = read(document).expect("a policy");
    let origin = Origin {
        file: "politique".into(),
        sha256: String::new(),
        importer: "policy",
    };
    let text = yaml(&draft, &origin);
    if let Err(e) = Register::parse(&text, "register.yaml") {
        panic!("{}\n{text}", e.render(false));
    }
    for a in &draft.activities {
        assert!(a.review, "{}", a.name.text);
        assert!(a.sensitive.nir.is_none(), "{:?}", a.sensitive);
        assert!(a.sensitive.items.is_empty(), "{:?}", a.sensitive);
    }
    quoted_stands(&text, bytes);
    draft
}

/// Looks every text of the file up in the document.
fn quoted_stands(yaml: &str, bytes: &[u8]) {
    let bare = |text: &str| -> String {
        let words = text.split(|c: char| c.is_whitespace() || "*_".contains(c));
        words
            .filter(|w| !w.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    };
    let whole = bare(&String::from_utf8_lossy(bytes));
    let mut n = 0;
    for (at, key) in yaml
        .match_indices("text: \"")
        .chain(yaml.match_indices("name: \""))
    {
        let json = &yaml[at + key.len() - 1..];
        let mut values = serde_json::Deserializer::from_str(json).into_iter::<String>();
        let text = values.next().expect("a text").expect("JSON");
        for line in text.split('\n') {
            assert!(whole.contains(&bare(line)), "not in the document: {line}");
            n += 1;
        }
    }
    assert!(n > 5, "{n} texts");
}

fn of_seed(name: &str) -> Option<Draft> {
    let document = seed(name)?;
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/seeds/");
    let bytes = std::fs::read(format!("{path}{}", document.name)).expect("it was read before");
    Some(sound(&document, &bytes))
}

fn fixture(name: &str) -> Draft {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/registers/");
    let bytes = std::fs::read(format!("{path}{name}")).expect("the fixture is there");
    sound(&Document::read(&bytes, name), &bytes)
}

fn names(draft: &Draft) -> Vec<&str> {
    draft
        .activities
        .iter()
        .map(|a| a.name.text.as_str())
        .collect()
}

/// The activity whose name begins so.
fn of<'a>(draft: &'a Draft, name: &str) -> &'a DraftActivity {
    let mut all = draft.activities.iter();
    all.find(|a| a.name.text.starts_with(name))
        .unwrap_or_else(|| panic!("{name}: {:?}", names(draft)))
}

fn items(a: &DraftActivity) -> Vec<Datum> {
    a.rubrics.iter().flat_map(|r| r.items.clone()).collect()
}

fn months(a: &DraftActivity) -> Vec<Option<u32>> {
    a.keeping.iter().map(|k| k.months).collect()
}

fn places(a: &DraftActivity) -> Vec<&str> {
    a.places.iter().map(|p| p.text.as_str()).collect()
}

fn claims(a: &DraftActivity) -> Vec<ClaimKind> {
    a.promises.iter().map(|p| p.kind).collect()
}

fn outside(a: &DraftActivity) -> Option<Answer> {
    a.transfers.answer.as_ref().map(|t| t.0)
}

#[test]
fn seed_003() {
    use Datum::*;
    let Some(draft) = of_seed("003") else { return };
    let all = names(&draft);
    assert_eq!(all.len(), 10, "{all:?}");
    let sales = of(&draft, "Traitements commerciaux");
    assert_eq!(sales.purposes.len(), 2);
    assert_eq!(sales.basis, [LegalBasis::Consent]);
    assert_eq!(items(sales), [PersonName, Civility, Phone, Email, JobTitle]);
    assert_eq!(months(sales), [Some(60)]);
    assert_eq!(sales.keeping[0].trigger.as_deref(), Some("last_contact"));
    assert_eq!(
        places(sales),
        [
            "nos serveurs",
            "bases de données",
            "Gestion de la relation client"
        ]
    );
    let office = of(&draft, "Traitements de gestion");
    assert_eq!(
        items(office),
        [
            PersonName, Civility, Phone, Email, Signature, JobTitle, Iban, Bic
        ]
    );
    assert_eq!(months(office), [Some(120)]);
    let contracts = of(&draft, "Traitements pour l’exécution");
    assert_eq!(months(contracts), [Some(12), Some(60), Some(60)]);
    assert_eq!(places(contracts), ["Dropbox"]);
    assert!(claims(contracts).contains(&ClaimKind::FilesEncrypted));
    assert!(!contracts.recipients.external.is_empty());
    let site = of(&draft, "visite");
    assert_eq!(
        items(site),
        [DeviceId, IpAddress, Geolocation, Browsing, Cookie]
    );
    assert!(items(of(&draft, "supervision")).contains(&Password));
    assert_eq!(
        places(of(&draft, "configuration")),
        ["Dropbox", "Datacenter de Amazon"]
    );
    for a in ["interventions", "développement"] {
        assert_eq!(claims(of(&draft, a)), [ClaimKind::NotStored]);
        assert!(items(of(&draft, a)).is_empty());
    }
    assert_eq!(items(of(&draft, "échanges")), [EmailContent]);
    assert!(
        draft
            .activities
            .iter()
            .all(|a| outside(a) == Some(Answer::No))
    );
    assert!(draft.activities.iter().all(|a| a.forbidden.is_empty()));
    let dpo = draft.dpo.expect("an officer");
    assert!(dpo.name.is_some() && dpo.email.is_some_and(|e| e.starts_with("dpo@")));
    assert!(draft.organisation.is_some());
    assert!(!draft.unread.is_empty());
}

#[test]
fn seed_004() {
    use Datum::*;
    let Some(draft) = of_seed("004") else { return };
    let all = names(&draft);
    assert_eq!(all.len(), 4, "{all:?}");
    let supply = &draft.activities[0];
    assert_eq!(supply.purposes.len(), 11);
    for item in [
        PersonName,
        BirthDate,
        PostalAddress,
        Email,
        Phone,
        Login,
        Password,
        Invoice,
    ] {
        assert!(items(supply).contains(&item), "{item}");
    }
    let rules: Vec<(RetentionKind, Option<u32>)> =
        supply.keeping.iter().map(|k| (k.kind, k.months)).collect();
    assert_eq!(
        rules,
        [
            (RetentionKind::Unbounded, None),
            (RetentionKind::Bounded, Some(120))
        ]
    );
    assert_eq!(months(&draft.activities[1]).first(), Some(&Some(36)));
    let cookies = &draft.activities[2];
    assert_eq!(months(cookies), [None, Some(13)]);
    assert_eq!(items(cookies), [IpAddress, Timestamp, UserAgent, Browsing]);
    let clients = &draft.activities[3];
    assert_eq!(clients.role, Some(Role::Processor));
    assert_eq!(items(clients), [Login, Password]);
    assert!(clients.forbidden.is_empty() && clients.sensitive.answer.is_none());
    let promise = &clients.promises[0];
    assert_eq!(
        (promise.kind, promise.days),
        (ClaimKind::DestroyedAfter, Some(30))
    );
}

#[test]
fn what_holds_for_all_of_seed_004() {
    use Datum::*;
    let Some(draft) = of_seed("004") else { return };
    for a in &draft.activities[..3] {
        let forbidden: Vec<Datum> = a.forbidden.iter().map(|f| f.0).collect();
        assert_eq!(
            forbidden,
            [
                EthnicOrigin,
                Politics,
                Religion,
                TradeUnion,
                Health,
                SexLife
            ]
        );
        assert_eq!(a.sensitive.answer.as_ref().map(|s| s.0), Some(Answer::No));
        assert_eq!(a.subjects.len(), 1, "adults alone");
    }
    for a in &draft.activities {
        assert_eq!(outside(a), Some(Answer::Partial));
        // what is kept in the Union goes to no other country
        assert!(a.transfers.countries.is_empty());
        assert_eq!(
            a.updated.map(|d| d.to_string()).as_deref(),
            Some("2024-12-27")
        );
        assert!(
            a.promises
                .iter()
                .all(|p| p.kind == ClaimKind::DestroyedAfter)
        );
    }
    let (dpo, chief) = (
        draft.dpo.as_ref().expect("an officer"),
        draft.controller.expect("its head"),
    );
    assert!(dpo.name.is_some() && dpo.name == chief.name);
    let caught = |u: &&super::super::draft::Unread| u.why == super::super::draft::Why::CatchAll;
    assert!(
        draft
            .unread
            .iter()
            .any(|u| caught(&u) && u.said.text.starts_with("Toute autre"))
    );
}

#[test]
fn a_policy_in_items() {
    use Datum::*;
    let draft = fixture("politique-prose.txt");
    assert_eq!(
        names(&draft),
        [
            "Traitements de prospection et d’animation",
            "Traitements d’administration",
            "Traitements pour la tenue des chantiers",
            "passage sur notre site www.ateliers-breval.example",
            "réglage des fours",
            "surveillance à distance des fours",
            "copie de secours",
            "interventions de dépannage",
            "échanges mails",
        ]
    );
    let works = of(&draft, "Traitements pour la tenue");
    let applies: Vec<&str> = works
        .keeping
        .iter()
        .map(|k| k.applies_to.as_str())
        .collect();
    assert_eq!(
        applies,
        [
            "les données de réglage (login, automates…)",
            "les données d’interventions (date, heure)"
        ]
    );
    assert_eq!(months(works), [Some(12), Some(60)]);
    assert_eq!(works.recipients.external.len(), 3);
    assert_eq!(claims(works), [ClaimKind::FilesEncrypted]);
    assert_eq!(
        items(of(&draft, "surveillance")),
        [Login, Password, LogRecord, IpAddress, Browsing]
    );
    let help = &of(&draft, "interventions").promises[0];
    assert_eq!(
        (help.kind, help.items.as_slice()),
        (ClaimKind::NotStored, [Transaction, CallMetadata].as_slice())
    );
    let answer = works.transfers.answer.as_ref().expect("an answer");
    assert_eq!(
        answer.1.text,
        "Aucune donnée n’est transmise en dehors de l’UE"
    );
    assert_eq!(
        draft.organisation.as_ref().expect("a name").text,
        "ATELIERS BRÉVAL"
    );
    assert_eq!(
        draft.dpo.as_ref().expect("an officer").name.as_deref(),
        Some("Jeanne QUERCY")
    );
    assert!(
        works.updated.is_none(),
        "the day of a law is none of the document"
    );
}

#[test]
fn a_numbered_policy() {
    let draft = fixture("politique-numerotee.md");
    assert_eq!(
        names(&draft),
        [
            "Opérations nécessaires à la fourniture de nos produits",
            "Opérations de prospection commerciale",
            "Finalités associées au dépôt de cookies",
            "les données gérées par les bases Forgeline sur nos serveurs",
        ]
    );
    assert_eq!(months(&draft.activities[0]), [None, Some(120)]);
    assert_eq!(months(&draft.activities[1]), [Some(36)]);
    assert_eq!(months(&draft.activities[2]), [Some(13)]);
    assert_eq!(draft.activities[3].role, Some(Role::Processor));
    assert_eq!(draft.activities[0].forbidden.len(), 6);
    assert_eq!(draft.activities[0].recipients.internal.len(), 2);
    assert!(draft.activities[0].recipients.external.is_empty());
    assert_eq!(outside(&draft.activities[0]), Some(Answer::Partial));
}

#[test]
fn a_policy_of_a_site() {
    use Datum::*;
    let draft = fixture("politique-site.md");
    assert_eq!(
        names(&draft),
        [
            "Gestion des adhésions",
            "Lettre d'information",
            "Formulaire de contact",
            "Recrutement",
            "Cookies"
        ]
    );
    let members = &draft.activities[0];
    assert_eq!(items(members), [PersonName, PostalAddress, Email]);
    assert_eq!(
        (months(members), members.basis.as_slice()),
        (vec![Some(36)], [LegalBasis::Contract].as_slice())
    );
    let letter = &draft.activities[1];
    assert_eq!(
        letter.keeping[0].trigger.as_deref(),
        Some("erasure_request")
    );
    assert_eq!(letter.recipients.processors[0].text, "Mailchimp");
    assert_eq!(months(&draft.activities[2]), [Some(12)]);
    assert_eq!(
        (items(&draft.activities[3]), months(&draft.activities[3])),
        (vec![Cv], vec![Some(24)])
    );
    assert_eq!(
        (items(&draft.activities[4]), months(&draft.activities[4])),
        (vec![Cookie], vec![Some(13)])
    );
    assert!(
        draft
            .activities
            .iter()
            .all(|a| outside(a) == Some(Answer::Yes) && a.forbidden.is_empty())
    );
}

#[test]
fn an_english_policy() {
    use Datum::*;
    let draft = fixture("privacy-policy.md");
    assert_eq!(draft.activities.len(), 3, "{:?}", names(&draft));
    let orders = &draft.activities[0];
    assert_eq!(
        items(orders),
        [PersonName, Email, Phone, PostalAddress, Transaction]
    );
    assert_eq!(months(orders), [Some(72)]);
    let letter = &draft.activities[1];
    assert_eq!(
        letter.keeping[0].trigger.as_deref(),
        Some("erasure_request")
    );
    let site = &draft.activities[2];
    assert_eq!(
        (items(site), months(site)),
        (vec![IpAddress, UserAgent, Cookie], vec![Some(13)])
    );
    for a in &draft.activities {
        assert_eq!((outside(a), a.forbidden.len()), (Some(Answer::No), 8));
        assert_eq!(
            a.updated.map(|d| d.to_string()).as_deref(),
            Some("2025-03-13")
        );
        let r = &a.recipients;
        assert_eq!(
            (r.internal.len(), r.external.len(), r.processors.len()),
            (1, 1, 1)
        );
    }
    assert_eq!(
        draft.dpo.as_ref().expect("an officer").name.as_deref(),
        Some("Ada Finch")
    );
}

#[test]
fn a_dutch_policy() {
    let draft = fixture("privacyverklaring.txt");
    assert_eq!(
        names(&draft),
        [
            "het leveren van uw bestelling",
            "het versturen van onze nieuwsbrief"
        ]
    );
    assert_eq!(months(&draft.activities[0]), [Some(84)]);
    assert_eq!(outside(&draft.activities[0]), Some(Answer::No));
    assert_eq!(
        draft.organisation.as_ref().expect("a name").text,
        "Molenwiek BV"
    );
}

#[test]
fn documents_that_are_no_policies() {
    let novel = "Chapitre 1\n\nLe matin où Jeanne prit le train, elle ne savait pas pourquoi.\n\nPourquoi partir ?\n\nIl neigeait depuis 3 jours. Son numéro de téléphone était écrit sur la main.\n\nSécurité\n\nElle ferma la porte.\n".repeat(20);
    let readme = "# Forge\n\n## Why\n\n- fast\n- small\n\n## Installation\n\nRun it.\n\n## Security\n\nReport by email. We do not collect personal data.\n\n## License\n\nMIT\n\n## Contact us\n\nmail@example.org\n";
    let minutes = "# Compte rendu du 3 mars\n\n## Pourquoi cette réunion\n\n- point sur le RGPD\n- données personnelles des clients\n\n## Sécurité\n\nChanger les mots de passe.\n\n## Partage des tâches\n\n- Anne : rédiger la politique de confidentialité\n- Luc : répondre au client\n";
    let invoice = "Facture n° 12\n\nClient : Jeanne Martin\n\nObjet\tMontant\nFour\t1200\n\nPaiement sous 30 jours.\nIBAN FR76 3000 6000 0112 3456 7890 189\n";
    let contract = "CONTRAT DE PRESTATION\n\nArticle 1 - Objet\n\nLe prestataire entretient les fours.\n\nArticle 2 - Durée\n\nLe contrat est conclu pour 3 ans.\n\nArticle 3 - Prix\n\n- 100 euros par mois\n\nArticle 4 - Données personnelles\n\nLes parties respectent le RGPD. Les données personnelles sont protégées.\n\nArticle 5 - Droit applicable\n\nLe droit français. Vos données restent à vous.\n";
    for (name, text) in [
        ("roman.txt", novel.as_str()),
        ("README.md", readme),
        ("compte-rendu.md", minutes),
        ("facture.txt", invoice),
        ("contrat.txt", contract),
        ("vide.txt", ""),
    ] {
        let draft = read(&Document::read(text.as_bytes(), name));
        assert!(
            draft.is_none(),
            "{name}: {:?}",
            draft.map(|d| names(&d).join(" | "))
        );
    }
}

#[test]
fn long_documents_are_read_in_a_moment() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/fixtures/registers/politique-numerotee.md"
    );
    let text = std::fs::read_to_string(path).expect("the fixture is there");
    let start = std::time::Instant::now();
    // 100 pages of 3,000 characters
    let long = text.repeat(300_000 / text.len());
    assert!(read(&Document::read(long.as_bytes(), "long.md")).is_some());
    let one = start.elapsed();
    assert!(one.as_secs() < 20, "{one:?} unoptimised");
}

#[test]
fn headings_and_bullets_that_were_lost() {
    let html = "<h1>Confidentialité de vos données personnelles</h1>\n<h2>Responsable du traitement</h2><p>Le responsable du traitement est Mairie de Vaucelle.</p>\n\
        <h2>Finalités</h2><ul><li>gestion de la cantine scolaire</li><li>inscription aux activités</li></ul>\n\
        <h2>Données traitées</h2><p>Nous traitons le nom, le prénom et la date de naissance de l'enfant ; le numéro de sécurité sociale n'est pas demandé. Vos données personnelles restent chez nous.</p>\n\
        <h2>Durée de conservation</h2><p>Les données sont conservées deux ans.</p>\n<h2>Vos droits</h2><p>Voir le RGPD.</p>\n";
    let draft = sound(
        &Document::read(html.as_bytes(), "p.html"),
        strip(html).as_bytes(),
    );
    assert_eq!(
        names(&draft),
        [
            "gestion de la cantine scolaire",
            "inscription aux activités"
        ]
    );
    let lunch = &draft.activities[0];
    assert_eq!(items(lunch), [Datum::PersonName, Datum::BirthDate]);
    assert_eq!(months(lunch), [Some(24)]);
}

/// A page without its tags.
fn strip(html: &str) -> String {
    let parts = html
        .split('<')
        .map(|p| p.split_once('>').map_or(p, |(_, t)| t));
    parts.collect::<Vec<_>>().join(" ")
}

#[test]
fn sensitive_data_of_no_activity_in_particular_are_left_to_a_person() {
    let policy = |purposes: &str| {
        format!(
            "# Vos données personnelles\n\n## Données collectées\n\n- nom\n- données de santé\n\n## Finalités\n\n{purposes}\n\n## Conservation de vos données\n\nVos données sont conservées 2 ans.\n\n## Vos droits\n\nRGPD.\n"
        )
    };
    let draft = |text: &str| read(&Document::read(text.as_bytes(), "p.md")).expect("a policy");
    let one = draft(&policy("- suivi des soins"));
    assert_eq!(one.activities[0].sensitive.items[0].0, Datum::Health);
    let two = draft(&policy("- suivi des soins\n- facturation"));
    assert!(two.activities.iter().all(|a| a.sensitive.items.is_empty()));
    assert!(two.unread.iter().any(|u| u.said.text == "données de santé"));
}
