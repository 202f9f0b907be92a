//! Measures of security as people write them: what is taken, and what is only denied
//! (`pas de chiffrement`) or planned (`chiffrement prévu en 2027`).
//!
//! What is not taken declares nothing: whoever reads measures tells it. A prohibition
//! is a measure (`pas de clé USB`), the denial of a measure is none; the words are
//! data (`rules/register/measures.toml`).

use super::denial;
use crate::model::folded_words;
use serde::Deserialize;
use std::sync::LazyLock;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    planned: Vec<String>,
    names: Vec<String>,
    deeds: Vec<String>,
    refusals: Vec<String>,
    nothing: Vec<String>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    toml::from_str(include_str!("../../rules/register/measures.toml"))
        .expect("measures.toml is well-formed: tested")
});

/// The clauses of a text about measures, and whether each says one that is taken. A
/// text without a clause of the other sort is one clause.
pub(super) fn clauses(text: &str) -> Vec<(&str, bool)> {
    let parts = text
        .split([',', ';', '•', '\n'])
        .flat_map(|p| p.split(". "));
    let parts = parts.map(|p| p.trim().trim_end_matches('.').trim_end());
    let all: Vec<(&str, bool)> = parts
        .filter(|p| p.contains(char::is_alphanumeric))
        .map(|p| (p, is_taken(p)))
        .collect();
    match all.iter().all(|(_, taken)| *taken) {
        true => vec![(text, true)],
        false => all,
    }
}

/// Whether a clause says a measure that is taken.
pub(super) fn is_taken(clause: &str) -> bool {
    let words = folded_words(clause);
    let planned = WORDS.planned.iter().any(|w| has(&words, w));
    !planned && !WORDS.nothing.contains(&words) && !denies_measure(&words) && !undone(&words)
}

/// Whether what is said of a measure in its own place leaves it: no denial begins it,
/// and nothing says that it is to come.
pub(super) fn is_taken_here(said: &str) -> bool {
    let words = folded_words(said);
    let denied = denial::split(&words).0.is_empty() && !words.is_empty();
    is_taken(said) && !denied && !denial::is_no(&words)
}

/// `Aucun chiffrement`, `sans mot de passe`, `Chiffrement : non`.
fn denies_measure(words: &str) -> bool {
    let (said, denied, _) = denial::split(words);
    if said.is_empty() && begins_as_measure(denied) {
        return true;
    }
    let answered = words
        .rsplit_once(' ')
        .filter(|(_, last)| denial::is_no(last));
    answered.is_some_and(|(name, _)| begins_as_measure(name))
}

fn begins_as_measure(words: &str) -> bool {
    WORDS.names.iter().any(|name| {
        let rest = words.strip_prefix(name.as_str());
        let rest = rest.map(|r| r.strip_prefix('s').unwrap_or(r));
        rest.is_some_and(|r| r.is_empty() || r.starts_with(' '))
    })
}

/// `Les postes ne sont pas chiffrés`, `disques non chiffrés`.
fn undone(words: &str) -> bool {
    let starts = std::iter::once(0).chain(words.match_indices(' ').map(|(at, _)| at + 1));
    starts.map(|at| &words[at..]).any(|rest| {
        let deeds = WORDS.refusals.iter().filter_map(|w| {
            let rest = rest.strip_prefix(w.as_str())?;
            rest.strip_prefix(' ')
        });
        let is_deed = |deed: &str| WORDS.deeds.iter().any(|d| deed.starts_with(d.as_str()));
        deeds.into_iter().any(is_deed)
    })
}

/// Whether folded words hold others, whole.
fn has(words: &str, wanted: &str) -> bool {
    format!(" {words} ").contains(&format!(" {wanted} "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded() {
        let w = &*WORDS;
        let lists = [&w.planned, &w.names, &w.deeds, &w.refusals, &w.nothing];
        let mut all = lists.into_iter().flatten();
        assert!(all.all(|word| &folded_words(word) == word));
    }

    #[test]
    fn what_is_denied_or_planned_is_not_taken() {
        for (text, wanted) in [
            ("chiffrement prévu en 2027", false),
            ("pas de chiffrement", false),
            ("Aucune mesure particulière", false),
            ("mots de passe à mettre en place", false),
            ("Les postes ne sont pas chiffrés", false),
            ("disques non chiffrés", false),
            ("Sauvegarde : non", false),
            ("rien", false),
            ("backups are not yet encrypted", false),
            ("geen wachtwoord", false),
            ("chiffrement des disques", true),
            ("Pas d'accès sans mot de passe", true),
            ("Aucun envoi par courriel", true),
            ("Pas de clé USB", true),
            ("Accès réservé au secrétariat", true),
            ("Données non transmises", true),
        ] {
            assert_eq!(is_taken(text), wanted, "{text}");
        }
    }

    #[test]
    fn clauses_are_cut_where_one_is_not_taken() {
        assert_eq!(
            clauses("Sauvegarde quotidienne, chiffrement à mettre en place"),
            [
                ("Sauvegarde quotidienne", true),
                ("chiffrement à mettre en place", false)
            ]
        );
        let whole = "Sauvegarde quotidienne, armoire fermée";
        assert_eq!(clauses(whole), [(whole, true)]);
    }
}
