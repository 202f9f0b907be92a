//! The name of an activity without the label that stands before it: `Traitement :
//! Paie`, `Fiche n° 3 – Paie`, `2.1 Paie`.
//!
//! What is left is a piece of what was written, never other words.

use super::form::WORDS;
use super::vocabulary::{Field, exact, is_weak_name};
use crate::model::folded_words;

/// Words that a label has at most.
const LABEL: usize = 7;
/// Labels and numbers that stand before a name at most.
const DEEP: usize = 3;

/// The name in a heading or cell; all of it where it is nothing but a label.
pub(super) fn bare(text: &str) -> &str {
    let mut name = without_signs(text);
    for _ in 0..DEEP {
        let rest = without_signs(unlabelled(name).unwrap_or_else(|| unnumbered(name)));
        if rest.len() == name.len() || !rest.contains(char::is_alphabetic) {
            break;
        }
        name = rest;
    }
    name
}

/// Whether a line is the label and number of an activity (`Traitement n° 2`,
/// `Fiche 3 – Paie`), the name itself said or not.
pub(super) fn is_numbered_label(text: &str) -> bool {
    let Some((_, rest)) = label(without_signs(text)) else {
        return false;
    };
    let number = number_sign(rest);
    let tail = number.trim_start_matches(|c: char| c.is_ascii_digit());
    tail.len() < number.len() && (tail.is_empty() || unnumbered(rest).len() < rest.len())
}

/// Signs before the first word that belong to no name (`👥`, `●`).
fn without_signs(text: &str) -> &str {
    let of_name = |c: char| c.is_alphanumeric() || "«\"“'’([".contains(c);
    let rest = text.trim_start_matches(|c: char| !of_name(c));
    if rest.is_empty() { text } else { rest }.trim()
}

/// What follows a label and its colon, dash or number.
fn unlabelled(text: &str) -> Option<&str> {
    let (_, rest) = label(text)?;
    let after = unnumbered(rest);
    let numbered = after.len() < rest.len();
    match separated(after) {
        Some(name) => Some(name),
        None => numbered.then_some(after),
    }
}

/// The longest label that a text begins with, and what follows it.
fn label(text: &str) -> Option<(&str, &str)> {
    let ends = text.char_indices().filter(|(at, c)| {
        let before = text[..*at].chars().next_back();
        !c.is_alphanumeric() && before.is_some_and(char::is_alphanumeric)
    });
    let ends: Vec<usize> = ends
        .map(|(at, _)| at)
        .chain([text.len()])
        .take(LABEL)
        .collect();
    let is_label = |at: &&usize| {
        let label = &text[..**at];
        // a word that may name other things too has a colon (`Dénomination : Paie`)
        let weak = || is_weak_name(label) && text[**at..].trim_start().starts_with(':');
        exact(label) == Some(Field::Activity) && !label.ends_with(|c: char| c.is_ascii_digit())
            || WORDS.labels.contains(&folded_words(label))
            || weak()
    };
    let end = *ends.iter().rev().find(is_label)?;
    Some((&text[..end], text[end..].trim_start()))
}

/// What follows a colon or a dash.
fn separated(text: &str) -> Option<&str> {
    let rest = text.trim_start();
    let rest = rest.strip_prefix([':', '–', '—', '-', '|'])?;
    Some(rest.trim_start())
}

/// A text without the sign of a number before it.
fn number_sign(text: &str) -> &str {
    let rest = WORDS
        .numbers
        .iter()
        .find_map(|sign| text.strip_prefix(sign));
    rest.map_or(text, str::trim_start)
}

/// What follows a number of a list or chapter: `n° 3 : `, `2.1 `, `1) `. A number
/// that may be a part of the name stays (`24 heures`).
fn unnumbered(text: &str) -> &str {
    let signed = number_sign(text);
    let of_number = |c: char| c.is_ascii_digit() || c == '.';
    let rest = signed.trim_start_matches(of_number);
    let number = &signed[..signed.len() - rest.len()];
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    let begins = number.starts_with(|c: char| c.is_ascii_digit());
    if !begins || digits > LABEL {
        return text;
    }
    let told = signed.len() < text.len() || number.contains('.');
    let spaced = rest.starts_with(char::is_whitespace);
    match rest.strip_prefix(')').or_else(|| separated(rest)) {
        Some(name) if told || spaced || !rest.starts_with('-') => name.trim_start(),
        None if told && spaced => rest.trim_start(),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_and_numbers_are_no_names() {
        for (text, name) in [
            ("Traitement : Gestion des élèves", "Gestion des élèves"),
            ("n°1 : Gestion des patients", "Gestion des patients"),
            ("Fiche n° 3 – Licences", "Licences"),
            ("Fiche n° 3 - Licences", "Licences"),
            ("Traitement 1 : Adhésions", "Adhésions"),
            ("Fiche : Vidéosurveillance", "Vidéosurveillance"),
            ("2.1 Adhésions", "Adhésions"),
            ("1. Adhésions", "Adhésions"),
            ("👥 Comptes utilisateurs", "Comptes utilisateurs"),
            ("Nom du traitement : Club", "Club"),
            ("Fiche de traitement n°2 : Stages", "Stages"),
            ("Processing activity 4: Payroll", "Payroll"),
            ("Dénomination : Gestion de la paie", "Gestion de la paie"),
            ("Nom / sigle : Congés", "Congés"),
            ("Nom de naissance", "Nom de naissance"),
            ("Titre - restaurant", "Titre - restaurant"),
            // names
            ("Traitement de la paie", "Traitement de la paie"),
            ("Traitements", "Traitements"),
            ("24 heures de course", "24 heures de course"),
            ("Traitement n° 2", "Traitement n° 2"),
            ("Fiche navette - suivi", "Fiche navette - suivi"),
            ("3D - modélisation", "3D - modélisation"),
            ("2024", "2024"),
            ("« Allô mairie »", "« Allô mairie »"),
            ("", ""),
            ("–", "–"),
        ] {
            assert_eq!(bare(text), name, "{text}");
        }
    }

    #[test]
    fn numbered_labels() {
        for (text, wanted) in [
            ("Traitement n° 2", true),
            ("Fiche 3 – Paie", true),
            ("FICHE 1", true),
            ("Traitement de 2 listes", false),
            ("Paie 2", false),
        ] {
            assert_eq!(is_numbered_label(text), wanted, "{text}");
        }
    }
}
