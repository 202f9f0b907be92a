//! Policies, notices and letters read as a data protection officer would: what they
//! deny declares nothing, what they say of one activity is of that alone, and what
//! becomes no fact is told.

use super::sound;
use crate::import::{DraftActivity, Imported, Why};
use crate::model::Datum::{self, *};
use crate::register::{Answer, LegalBasis};

fn read(text: &str, name: &str) -> Imported {
    sound(text.as_bytes(), name).0
}

fn of<'a>(imported: &'a Imported, name: &str) -> &'a DraftActivity {
    let mut all = imported.draft.activities.iter();
    all.find(|a| a.name.text.contains(name))
        .unwrap_or_else(|| panic!("{name}:\n{}", imported.yaml()))
}

fn items(a: &DraftActivity) -> Vec<Datum> {
    let mut all: Vec<Datum> = a.rubrics.iter().flat_map(|r| r.items.clone()).collect();
    all.extend(a.sensitive.items.iter().map(|(item, _)| *item));
    all.extend(a.sensitive.nir.iter().map(|_| Nir));
    all
}

fn forbidden(a: &DraftActivity) -> Vec<Datum> {
    a.forbidden.iter().map(|(item, _)| *item).collect()
}

fn months(a: &DraftActivity) -> Vec<Option<u32>> {
    a.keeping.iter().map(|k| k.months).collect()
}

fn recipients(a: &DraftActivity) -> Vec<&str> {
    let r = &a.recipients;
    let all = r.internal.iter().chain(&r.external).chain(&r.processors);
    all.map(|s| s.text.as_str()).collect()
}

fn is_told(imported: &Imported, text: &str) -> bool {
    let mut all = imported.draft.unread.iter();
    all.any(|u| u.said.text.contains(text))
}

#[test]
fn what_a_policy_denies_is_not_declared() {
    let policy = |sentence: &str| {
        format!(
            "# Politique de confidentialité\n\n## Données collectées\n\n- Nom\n\n{sentence}\n\n## Finalités\n\n- Gestion des commandes\n- Envoi de la lettre\n\n## Durée de conservation\n\nVos données personnelles sont conservées trois ans.\n\n## Vos droits\n\nRGPD.\n"
        )
    };
    for (sentence, not) in [
        (
            "Nous ne vous demanderons jamais votre numéro de carte bancaire.",
            &[CardPan][..],
        ),
        ("Il ne vous sera jamais demandé de photo.", &[Photo]),
        (
            "Merci de ne pas nous transmettre de données de santé.",
            &[Health],
        ),
        (
            "Nous n'avons pas besoin de votre date de naissance.",
            &[BirthDate],
        ),
        (
            "Nous travaillons sans jamais recueillir votre religion.",
            &[Religion],
        ),
        ("We will never ask you for your card number.", &[CardPan]),
        ("Please do not send us health data.", &[Health]),
        ("We don't need your date of birth.", &[BirthDate]),
        ("Wij vragen nooit naar uw rekeningnummer.", &[Iban]),
        ("Wij zullen u nooit om uw wachtwoord vragen.", &[Password]),
        ("Stuur ons geen medische gegevens.", &[Health]),
        // somebody else, the law, a right, a place only: neither declared nor denied
        (
            "Un courriel qui vous demande votre mot de passe n'est pas de nous.",
            &[],
        ),
        ("Votre banque traite votre IBAN.", &[]),
        (
            "Les données dites sensibles sont notamment la santé et la religion.",
            &[],
        ),
        (
            "Vous pouvez demander l'effacement de vos données de santé.",
            &[],
        ),
        (
            "Votre mot de passe ne vous sera jamais demandé par courriel.",
            &[],
        ),
        (
            "Nous n'utilisons pas votre téléphone pour la prospection.",
            &[],
        ),
        ("An email that asks for your password is not from us.", &[]),
        ("Your bank processes your IBAN.", &[]),
        ("You can ask us to erase your health data.", &[]),
        ("Uw bank verwerkt uw IBAN.", &[]),
        ("We do not share your phone number.", &[]),
    ] {
        let imported = read(&policy(sentence), "politique.md");
        for a in &imported.draft.activities {
            assert_eq!(items(a), [PersonName], "{sentence}");
            assert_eq!(forbidden(a), not, "{sentence}");
        }
        let right = sentence.starts_with("Vous pouvez") || sentence.starts_with("You can");
        let told = is_told(&imported, sentence.trim_end_matches('.'));
        assert_eq!(told, not.is_empty() && !right, "{sentence}");
    }
}

#[test]
fn what_a_notice_denies_is_not_declared() {
    for (sentence, not) in [
        (
            "Nous ne vous demanderons jamais votre numéro de carte bancaire.",
            &[CardPan][..],
        ),
        ("We don't need your date of birth.", &[BirthDate]),
        (
            "Un courriel qui vous demande votre mot de passe n'est pas de nous.",
            &[],
        ),
        ("Votre banque traite votre IBAN lors du paiement.", &[]),
        (
            "Les données dites sensibles sont la santé, la religion.",
            &[],
        ),
        ("We keep this for one season after you leave.", &[]),
    ] {
        let text = format!(
            "Vos données\n\nNous recueillons votre nom afin de vous répondre. {sentence}\n\nVous disposez d'un droit d'accès.\n"
        );
        let imported = read(&text, "notice.txt");
        let [a] = imported.draft.activities.as_slice() else {
            panic!("{sentence}\n{}", imported.yaml());
        };
        assert_eq!(items(a), [PersonName], "{sentence}");
        assert_eq!(forbidden(a), not, "{sentence}");
        assert_eq!(a.purposes.len(), 1, "{sentence}");
    }
}

#[test]
fn data_recorded_in_a_file_are_no_measure() {
    let text = "Cantine\n\nLes informations recueillies sont enregistrées dans un fichier par la mairie pour l'inscription.\n\nLes données collectées sont : nom, classe. Elles sont conservées un an.\n\nVous disposez d'un droit d'accès.\n";
    let imported = read(text, "cantine.txt");
    let [a] = imported.draft.activities.as_slice() else {
        panic!("{}", imported.yaml());
    };
    assert!(a.security.is_empty(), "{:?}", a.security);
    assert_eq!(a.purposes[0].text, "l'inscription");
    assert_eq!(items(a), [PersonName]);
}

const SHOP: &str = "# Politique de protection des données

Brisval SARL, 3 rue du Moulin, est responsable du traitement.

## Finalités et bases légales

- Gestion des commandes
- Recrutement
- Lettre d'information

## Données collectées

Pour la gestion des commandes, nous collectons le nom et l'adresse. Pour le recrutement, nous collectons le CV.

## Base légale

La gestion des commandes repose sur l'exécution du contrat. L'envoi de la lettre d'information repose sur votre consentement. Pour les candidats, le traitement est fondé sur notre intérêt légitime.

## Destinataires

Nous transmettons l'adresse de livraison à notre transporteur Rapidex pour livrer vos commandes. Les CV sont communiqués au cabinet Talento, qui nous aide pour le recrutement. Vos données sont accessibles à notre équipe informatique.

## Durée de conservation

Les CV des candidats non retenus sont conservés deux ans. Les données des clients sont conservées cinq ans. Les données des fournisseurs sont conservées dix ans.

## Transferts

Notre lettre d'information est envoyée avec Mailchimp, aux États-Unis, avec des clauses contractuelles types.

## Profilage

Nous calculons un score de fidélité à partir des achats.

## Vos droits

Vous disposez d'un droit d'accès.
";

#[test]
fn a_fact_goes_to_the_activity_that_its_sentence_names() {
    let imported = read(SHOP, "politique.md");
    let (orders, jobs) = (of(&imported, "commandes"), of(&imported, "Recrutement"));
    let letter = of(&imported, "Lettre");
    assert_eq!(items(orders), [PersonName, PostalAddress]);
    assert_eq!(items(jobs), [Cv]);
    assert_eq!(orders.basis, [LegalBasis::Contract]);
    assert_eq!(letter.basis, [LegalBasis::Consent]);
    assert_eq!(jobs.basis, [LegalBasis::LegitimateInterests]);
    assert_eq!(months(orders), [Some(60)]);
    assert_eq!(months(jobs), [Some(24)]);
    assert_eq!(months(letter), []);
    let has = |a: &DraftActivity, who: &str| recipients(a).iter().any(|r| r.contains(who));
    for (a, rapidex, talento) in [
        (orders, true, false),
        (jobs, false, true),
        (letter, false, false),
    ] {
        let found = (has(a, "Rapidex"), has(a, "Talento"), has(a, "équipe"));
        assert_eq!(found, (rapidex, talento, true), "{}", a.name.text);
    }
    let leaves = |a: &DraftActivity| a.transfers.answer.as_ref().map(|t| t.0);
    assert_eq!(leaves(letter), Some(Answer::Yes));
    assert_eq!((leaves(orders), leaves(jobs)), (None, None));
    let name = imported
        .draft
        .organisation
        .as_ref()
        .map(|o| o.text.as_str());
    assert_eq!(name, Some("Brisval SARL"));
}

#[test]
fn what_gave_no_fact_is_told_with_its_line() {
    let imported = read(SHOP, "politique.md");
    let told: Vec<(Why, String)> = imported
        .draft
        .unread
        .iter()
        .map(|u| (u.why, u.said.at.to_string()))
        .collect();
    // the suppliers are of none of the activities; the score is of no section
    assert_eq!(
        told,
        [
            (Why::Unknown, "l.25".to_owned()),
            (Why::Passage, "l.33".to_owned())
        ]
    );
}

#[test]
fn english_sections_lose_nothing_untold() {
    let text = "# Privacy policy

## Information we collect

**Account data.** When you create an account, we collect your name and password. When you contact support, we record your phone number.

## How we use your information

- manage your account
- answer your support requests

## Sharing

We share support messages with Deskly, our helpdesk provider. We do not sell your data. Payment details are handled by Payly and never reach us.

## International transfers

Deskly stores support messages in the United States.

## Retention

Account data: two years. Support messages are deleted after 18 months. If you apply for a job, your CV is kept for six months. Invoices are kept for seven years.

## Automated decisions

We score accounts for fraud.

## Your rights

You have the right to access your personal data.
";
    let imported = read(text, "policy.md");
    let account = of(&imported, "create an account");
    assert_eq!(
        (items(account), months(account)),
        (vec![PersonName, Password], vec![Some(24)])
    );
    let support = of(&imported, "contact support");
    assert_eq!(
        (items(support), months(support)),
        (vec![Phone], vec![Some(18)])
    );
    assert_eq!(recipients(of(&imported, "manage")), Vec::<&str>::new());
    assert_eq!(recipients(support).len(), 1);
    assert_eq!(
        support.transfers.answer.as_ref().map(|t| t.0),
        Some(Answer::Yes)
    );
    assert!(account.transfers.answer.is_none());
    for text in [
        "your CV",
        "Invoices",
        "do not sell",
        "Payly",
        "score accounts",
    ] {
        assert!(is_told(&imported, text), "{text}");
    }
    assert!(!is_told(&imported, "right to access") && !is_told(&imported, "Account data"));
}

#[test]
fn short_texts_that_say_who_takes_what_and_what_for() {
    for (text, name, wanted) in [
        (
            "Page de l'équipe\n\nL'association Les Amis du Lavoir recueille le nom et la photo des membres du bureau pour les présenter sur son site.\nVos données sont retirées à la fin du mandat.\n",
            "présenter",
            &[PersonName, Photo][..],
        ),
        (
            "Paie\n\nPour établir la paie, l'entreprise traite le nom et le RIB des salariés. Base légale : obligation légale.\n",
            "établir la paie",
            &[PersonName, Iban],
        ),
        (
            "Notice of the Willow Clinic\n\nWe collect your name and date of birth to treat you. We never sell your personal data.\n",
            "treat you",
            &[PersonName, BirthDate],
        ),
        (
            "Your privacy\n\nWe never sell your data. We use your email address to send you the newsletter.\n",
            "send you",
            &[Email],
        ),
        (
            "Privacy\n\nOnze kapper bewaart uw naam en telefoonnummer om afspraken te maken.\n",
            "afspraken",
            &[PersonName, Phone],
        ),
        (
            "Recrutement\n\nLe CV que vous nous adressez sert à étudier votre candidature. Vos données restent dans l'entreprise.\n",
            "étudier",
            &[Cv],
        ),
        (
            "Lettre\n\nVous nous confiez votre adresse e-mail : elle sert uniquement à vous envoyer notre lettre. Vos données ne sont jamais cédées.\n",
            "envoyer",
            &[Email],
        ),
        (
            "Chère donatrice,\n\nL'association Mains Ouvertes enregistre votre nom et votre adresse afin d'éditer votre reçu fiscal.\n\nVous disposez d'un droit d'accès.\n",
            "éditer",
            &[PersonName, PostalAddress],
        ),
    ] {
        let imported = read(text, "note.txt");
        let [a] = imported.draft.activities.as_slice() else {
            panic!("{text}\n{}", imported.yaml());
        };
        assert!(a.name.text.contains(name), "{}", a.name.text);
        assert_eq!(items(a), wanted, "{text}");
        assert_eq!(a.purposes.len(), 1, "{text}");
    }
    for text in [
        "Confidentialité\n\nNous respectons le RGPD. Nous ne vendons jamais vos données.\n",
        "Privacy\n\nWe take privacy seriously. Contact us for any question about your personal data.\n",
    ] {
        let imported = Imported::read(text.as_bytes(), "note.txt");
        assert!(imported.is_empty() && imported.seen.is_some(), "{text}");
    }
}

#[test]
fn a_page_of_the_web_is_cut_at_its_headings() {
    let html = "<h1>Vie privée du club</h1><p>Le club est responsable du traitement de vos données personnelles.</p>\n<h2>Licences</h2><p>Nous collectons le nom et la photo des joueurs pour établir les licences.</p>\n<h2>Boutique</h2><p>Pour livrer les maillots, nous utilisons votre nom et votre adresse. Les commandes sont conservées dix ans.</p>\n<h2>Bénévoles</h2><p>Les entraîneurs montrent leur casier judiciaire, que nous ne conservons pas.</p>\n";
    let imported = read(html, "club.html");
    let (licences, shop) = (of(&imported, "Licences"), of(&imported, "Boutique"));
    assert_eq!(items(licences), [PersonName, Photo]);
    assert_eq!(items(shop), [PersonName, PostalAddress]);
    assert_eq!((months(licences), months(shop)), (vec![], vec![Some(120)]));
    // of the third it says nothing that a register holds
    assert!(forbidden(licences).is_empty() && forbidden(shop).is_empty());
    assert!(is_told(&imported, "casier"));
}

#[test]
fn fields_below_headings_of_any_words() {
    let text = "# Mentions d'information\n\nLa Ville traite des données à caractère personnel.\n\n## État civil\n\nFinalité : délivrance des actes.\nBase légale : obligation légale.\nDonnées : nom, date de naissance.\nDurée de conservation : dix ans.\n\n## Caméras\n\nLa Ville filme les places. Les images sont conservées 30 jours.\n";
    let imported = read(text, "mentions.md");
    let [a] = imported.draft.activities.as_slice() else {
        panic!("{}", imported.yaml());
    };
    assert_eq!(
        (items(a), months(a)),
        (vec![PersonName, BirthDate], vec![Some(120)])
    );
    assert!(is_told(&imported, "La Ville filme") && is_told(&imported, "30 jours"));
}

#[test]
fn one_tool_in_the_union_says_nothing_of_the_others() {
    let text = "Protection des données\n\nNous recueillons votre nom et votre IBAN afin de gérer votre contrat.\n\nNotre logiciel de gestion est hébergé en France par Courtisoft.\n\nVous disposez d'un droit d'accès.\n";
    let imported = read(text, "note.txt");
    assert!(imported.draft.activities[0].transfers.answer.is_none());
    let text = text.replace(
        "Notre logiciel de gestion est hébergé",
        "Vos données sont hébergées",
    );
    let imported = read(&text, "note.txt");
    let answer = imported.draft.activities[0].transfers.answer.as_ref();
    assert_eq!(answer.map(|a| a.0), Some(Answer::No));
}

#[test]
fn measures_that_are_planned_or_missing_are_none() {
    let text = "# Vos données personnelles\n\n## Finalités\n\n- Gestion des dons\n\n## Données collectées\n\n- nom\n\n## Durée de conservation\n\nVos données sont conservées six ans.\n\n## Sécurité\n\nLe fichier est protégé par mot de passe. Le chiffrement est prévu pour 2027. Nous ne faisons pas de sauvegarde.\n";
    let imported = read(text, "politique.md");
    let [a] = imported.draft.activities.as_slice() else {
        panic!("{}", imported.yaml());
    };
    let measures: Vec<&str> = a.security.iter().map(|s| s.measure.as_str()).collect();
    assert_eq!(measures, ["access_control"]);
    assert!(is_told(&imported, "chiffrement") && is_told(&imported, "sauvegarde"));
}

#[test]
fn items_of_a_list_of_what_is_not_done() {
    let text = "# Données personnelles du club\n\n## Licences\n\nPour établir les licences, le club enregistre le nom des joueurs. Base légale : contrat.\n\n## Ce que nous ne faisons jamais\n\n- Vendre votre adresse\n- Demander votre carte par téléphone\n- Recueillir vos opinions politiques\n";
    let imported = read(text, "club.md");
    let [a] = imported.draft.activities.as_slice() else {
        panic!("{}", imported.yaml());
    };
    assert_eq!(forbidden(a), [Politics]);
    assert_eq!(a.purposes[0].text, "établir les licences");
    assert_eq!(a.basis, [LegalBasis::Contract]);
    assert!(is_told(&imported, "Vendre") && is_told(&imported, "par téléphone"));
}

#[test]
fn sentences_that_begin_with_the_name_of_an_activity() {
    let text = "Privacyverklaring\n\nDoeleinden\n- het verlenen van zorg\n- het declareren bij uw zorgverzekeraar\n\nWelke gegevens verwerken wij?\nVoor het verlenen van zorg verwerken wij uw naam en medische gegevens. Voor het declareren is uw telefoonnummer nodig.\n\nBewaartermijnen\nWij bewaren uw persoonsgegevens vijf jaar. Facturen bewaren wij zeven jaar.\n\nUw rechten\nU heeft recht op inzage van uw gegevens.\n";
    let imported = read(text, "praktijk.txt");
    let (care, claims) = (of(&imported, "zorg"), of(&imported, "declareren"));
    assert_eq!(items(care), [PersonName, Health]);
    assert!(!items(claims).contains(&Health));
    // invoices are of none of the two
    assert_eq!(
        (months(care), months(claims)),
        (vec![Some(60)], vec![Some(60)])
    );
    assert!(is_told(&imported, "Facturen"));
}

#[test]
fn a_letter_about_one_activity_gives_it_its_ground() {
    let text = "Privacy notice for applicants\n\nWe collect your name and right-to-work documents to assess your application.\n\nOur lawful basis is legitimate interests.\n\nYou have the right to access your data.\n";
    let imported = read(text, "applicants.txt");
    let [a] = imported.draft.activities.as_slice() else {
        panic!("{}", imported.yaml());
    };
    assert_eq!(a.name.text, "assess your application");
    assert_eq!(a.basis, [LegalBasis::LegitimateInterests]);
}
