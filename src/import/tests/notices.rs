//! Prose without sections: what sentences of letters, mails and notices declare, and
//! texts that are no notice.

use super::sound;
use crate::import::Imported;
use crate::model::Datum::{self, *};
use crate::register::Negated;

/// A notice of one sentence beside what makes it one.
fn items(sentence: &str) -> (Vec<Datum>, Vec<Datum>) {
    let text = format!(
        "Vos données\n\nNous recueillons votre courriel afin de vous répondre. {sentence}\n\n\
         Vous disposez d'un droit d'accès.\n"
    );
    let (_, register) = sound(text.as_bytes(), "notice.txt");
    let all = register.activities.iter();
    let mut declared: Vec<Datum> = all.clone().flat_map(|a| a.declared_items()).collect();
    declared.retain(|d| *d != Email);
    declared.sort_unstable();
    declared.dedup();
    let denied = all.flat_map(|a| &a.forbidden);
    let denied = denied.filter_map(|f| match f.what.value {
        Negated::Item(item) => Some(item),
        Negated::Category(_) => None,
    });
    let mut denied: Vec<Datum> = denied.collect();
    denied.sort_unstable();
    denied.dedup();
    (declared, denied)
}

#[test]
fn sentences_say_what_is_taken_and_what_is_not() {
    for (sentence, taken, not) in [
        ("Nous notons votre nom.", &[PersonName][..], &[][..]),
        ("We record your phone number to call you.", &[Phone], &[]),
        ("Wij verwerken uw telefoonnummer.", &[Phone], &[]),
        ("Votre téléphone est enregistré.", &[Phone], &[]),
        ("Nous ne demandons pas votre religion.", &[], &[Religion]),
        ("We never ask for your religion.", &[], &[Religion]),
        ("Wij vragen nooit uw godsdienst.", &[], &[Religion]),
        (
            "Nous notons votre téléphone, jamais votre religion.",
            &[Phone],
            &[Religion],
        ),
        (
            "Nous notons votre téléphone mais pas votre religion.",
            &[Phone],
            &[Religion],
        ),
        // a denial with an exception, of some place or time, is none of the data
        (
            "Nous ne recueillons jamais votre numéro de sécurité sociale, sauf si la loi l'exige.",
            &[],
            &[],
        ),
        (
            "Nous ne conservons pas votre photo au-delà d'un an.",
            &[],
            &[],
        ),
        (
            "Nous n'utilisons pas votre téléphone pour la prospection.",
            &[],
            &[],
        ),
        (
            "Votre téléphone n'est pas communiqué aux clients.",
            &[],
            &[],
        ),
        ("We do not share your phone number.", &[], &[]),
        // who doubts, supposes or forbids others does not say
        ("Je crois que nous notons votre religion.", &[], &[]),
        ("Nous notons la date pour traiter votre religion.", &[], &[]),
        ("Nous respectons votre religion.", &[], &[]),
        (
            "La religion est une donnée sensible, et nous le savons.",
            &[],
            &[],
        ),
        (
            "Les paiements passent par une banque : nous ne voyons jamais votre numéro de carte.",
            &[],
            &[],
        ),
        // how long is no data
        ("We keep it until you leave the club.", &[], &[]),
        ("Nous les gardons jusqu'à votre paiement.", &[], &[]),
        // the organisation, and any of its kind
        ("Le club recueille le téléphone des membres.", &[Phone], &[]),
        (
            "Un club recueille souvent la religion des membres.",
            &[],
            &[],
        ),
        (
            "Nous le gardons deux ans après votre dernière cotisation.",
            &[],
            &[],
        ),
    ] {
        let found = items(sentence);
        assert_eq!(found, (taken.to_vec(), not.to_vec()), "{sentence}");
    }
}

#[test]
fn what_is_no_notice_gives_nothing() {
    for text in [
        // a contract, with its clause
        "Contrat de prestation\n\nLe prestataire entretient les espaces verts. Le client communique son adresse et son téléphone.\n\nLe contrat dure trois ans. Les factures sont conservées dix ans.\n\nLes parties respectent le RGPD.\n",
        // a recipe
        "Tarte\n\nNous utilisons des pommes pour garnir la pâte. Nous conservons la tarte deux jours. Notez votre nom sur la boîte, et partagez avec vos voisins. Aucun sucre n'est ajouté.\n",
        // prices
        "Tarifs\n\nEntrée : 12 euros. Nous demandons une pièce d'identité pour le tarif réduit. Nous gardons les objets trouvés un mois.\n",
        // an article about the law
        "Le RGPD en dix minutes\n\nLe règlement protège les données personnelles. Les entreprises collectent le nom et parfois la religion de leurs clients pour les démarcher. Il faut une durée, par exemple trois ans. Vous disposez d'un droit d'accès.\n",
        // minutes of a meeting
        "Compte rendu\n\nLe comité a parlé du RGPD. Nous utilisons encore le fichier Excel des adhérents. Faut-il que nous demandions la date de naissance ? Prochaine réunion dans deux mois.\n",
        // an offer
        "We are hiring! Send us your CV by email. We offer a salary of 30,000 euros. We use Excel. Interviews last 2 hours. Your data are safe with us.\n",
        // rules of a house that speak of privacy
        "Règlement de la piscine\n\nNous demandons un certificat médical pour l'aquagym. Aucun animal n'est admis. Les objets trouvés sont conservés un mois. La ville respecte la vie privée des nageurs.\n",
        // a lesson
        "Support de cours : le RGPD\n\nNous collectons le nom et la religion des clients afin de les revendre. Nous les conservons cent ans. Qu'en pensez-vous ?\n",
        // a promise alone
        "Vos données\n\nNous recueillons votre nom.\n",
    ] {
        let imported = Imported::read(text.as_bytes(), "texte.txt");
        assert!(imported.is_empty(), "{text}\n{}", imported.yaml());
    }
}
