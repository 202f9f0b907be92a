//! Policies, notices and letters read as a data protection officer would: what they
//! deny declares nothing, what they say of one activity is of that alone, and what
//! becomes no fact is told.

mod whose;

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
