//! Whose each fact of a policy is, which short texts are notices, and what is told.

use super::*;

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
