//! Names of columns that promise the day of an event: `date_sortie`, `dernier contact`.

use super::folded_words;

/// Words that promise a day.
const DAY: &[&str] = &[
    "date", "dates", "jour", "annee", "depuis", "le", "maj", "day", "year", "since", "at",
    "updated", "created", "modified",
];
/// Words that promise one beside an event: the last diploma is no day.
const LAST: &[&str] = &["dernier", "derniere", "last", "latest"];
/// Events.
const EVENT: &[&str] = &[
    "contact",
    "activite",
    "connexion",
    "visite",
    "commande",
    "achat",
    "paiement",
    "relance",
    "echange",
    "modification",
    "activity",
    "login",
    "visit",
    "order",
    "purchase",
    "payment",
    "seen",
    "update",
    "change",
];

/// Whether a column is called as one that holds days.
#[must_use]
pub fn names_a_day(name: &str) -> bool {
    let folded = folded_words(name);
    let has = |words: &[&str]| folded.split(' ').any(|w| words.contains(&w));
    has(DAY) || has(LAST) && has(EVENT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_promises_a_day_or_does_not() {
        for (name, expected) in [
            ("dernier_contact", true),
            ("Date de sortie", true),
            ("annee_dernier_contact", true),
            ("updated_at", true),
            ("Contact", false),
            ("N° facture", false),
            ("dernier diplôme", false),
            ("", false),
        ] {
            assert_eq!(names_a_day(name), expected, "{name}");
        }
    }
}
