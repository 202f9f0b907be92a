//! Who speaks in a sentence of prose: whether it says that the organisation has the
//! data that it names, that it has not, or something else about them.
//!
//! A sentence that is about rights, the law, messages of strangers or the deeds of
//! others declares nothing, nor does one that asks people not to send something.

use super::notice::words::{Denied, denied};
use super::words::{Folded, Phrases};
use serde::Deserialize;
use std::sync::LazyLock;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    rights: Phrases,
    law: Phrases,
    warnings: Phrases,
    others: Phrases,
    acts: Vec<String>,
    deeds: Vec<String>,
    asks: Phrases,
    particles: Phrases,
    unwanted: Phrases,
    requests: Phrases,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../rules/register/voice.toml"))
        .expect("voice.toml is well-formed: tested")
});

/// Words between somebody and what they do, at most.
const NEAR: usize = 3;

/// Whether a sentence names data of which it does not say that the organisation has
/// them, nor that it has not; `ours` where it says with a verb of its own that it
/// takes data.
pub(super) fn is_aside(text: &str, ours: bool) -> bool {
    let folded = Folded::of(text);
    is_right(&folded)
        || WORDS.warnings.stand_in(&folded)
        || !ours && (WORDS.law.stand_in(&folded) || is_of_others(&folded))
}

/// Whether a sentence is about what people can ask for.
pub(super) fn is_right(text: &Folded) -> bool {
    WORDS.rights.stand_in(text)
}

/// Whether somebody else does it (`Votre banque traite ...`).
fn is_of_others(text: &Folded) -> bool {
    let Some(who) = WORDS.others.first_in(text) else {
        return false;
    };
    let mut near = text.words().skip(who.end).take(NEAR);
    near.any(|word| begins(word, &WORDS.acts))
}

fn begins(word: &str, stems: &[String]) -> bool {
    stems.iter().any(|stem| word.starts_with(stem.as_str()))
}

/// Whether a sentence that denies is about having data: it denies a deed of taking
/// or needing them, or asks people not to send them.
pub(super) fn refuses(text: &str) -> bool {
    let folded = Folded::of(text);
    let mut words = folded.words();
    words.any(|word| begins(word, &WORDS.deeds)) || is_request(&folded)
}

/// Whether a sentence asks people not to send something, which is no answer to
/// whether it is there.
pub(super) fn asks(text: &str) -> bool {
    is_request(&Folded::of(text))
}

/// Whether people are asked not to send something.
fn is_request(text: &Folded) -> bool {
    WORDS.unwanted.stand_in(text) && WORDS.requests.stand_in(text)
}

/// Whether a word that may limit a denial only goes with its verb (`ask you for`);
/// the first that does.
pub(super) fn particle(text: &Folded) -> Option<usize> {
    let asks = text.words().any(|word| WORDS.asks.has(word));
    let mut words = text.words();
    words
        .position(|word| WORDS.particles.has(word))
        .filter(|_| asks)
}

/// Whether a sentence says that data are not had, without an exception.
pub(super) fn denies(text: &str) -> bool {
    denied(text) == Denied::All && refuses(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_about_data_that_nobody_has() {
        for text in [
            "Vous pouvez demander l'effacement de vos données de santé.",
            "Un courriel qui vous demande votre mot de passe n'est pas de nous.",
            "Lors du paiement, votre banque traite votre IBAN.",
            "Les données dites sensibles sont notamment la santé et la religion.",
            "You can ask us to erase your health data.",
            "Your bank processes your IBAN.",
            "An email that asks for your password is not from us.",
            "Uw bank verwerkt uw IBAN.",
            "Een e-mail die om uw wachtwoord vraagt, komt niet van ons.",
        ] {
            assert!(is_aside(text, false), "{text}");
        }
        for text in [
            "Nous recueillons votre nom.",
            "Votre banque figure sur le mandat que nous gardons.",
            "We collect your name.",
        ] {
            assert!(!is_aside(text, true), "{text}");
        }
    }

    #[test]
    fn sentences_that_deny_having_data() {
        for (text, wanted) in [
            ("Nous ne vous demanderons jamais votre carte.", true),
            ("Il ne vous sera jamais demandé de photo.", true),
            ("Merci de ne pas nous transmettre de photo.", true),
            ("Nous n'avons pas besoin de votre photo.", true),
            (
                "Nous travaillons sans jamais recueillir votre religion.",
                true,
            ),
            ("We will never ask you for your card number.", true),
            ("Please do not send us health data.", true),
            ("We don't need your date of birth.", true),
            ("Wij vragen nooit naar uw geloof.", true),
            ("Wij zullen u nooit om uw wachtwoord vragen.", true),
            ("Stuur ons geen medische gegevens.", true),
            ("Nous ne demandons pas votre photo, sauf accord.", false),
            (
                "Votre mot de passe ne sera jamais demandé par courriel.",
                false,
            ),
            ("We never ask for your phone number for marketing.", false),
            ("We never sell your phone number.", false),
            ("Nous recueillons votre nom.", false),
        ] {
            assert_eq!(denies(text), wanted, "{text}");
        }
    }
}
