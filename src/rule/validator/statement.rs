//! Short statements written after a label of a form ("Allergies connues :",
//! "Casier judiciaire B2 :"): where they end, and which say nothing.
//!
//! The label says what the statement is about; here only its form is judged.
//! Empty forms (dots, lines, boxes, the next label), placeholders, instructions to
//! whoever fills the form, and words for "nothing" are refused.

use super::{Accepted, Grade};
use crate::model::fold;

/// Most characters of a statement; what goes on is prose and no answer.
const LONGEST: usize = 100;
/// Fewest letters of one.
const SHORTEST: usize = 3;

/// First words of answers that say there is nothing, or nothing yet.
const NOTHING: &[&str] = &[
    "neant",
    "aucun",
    "aucune",
    "aucuns",
    "non",
    "no",
    "none",
    "nil",
    "ras",
    "rien",
    "nc",
    "nr",
    "na",
    "sans",
    "inconnu",
    "inconnue",
    "inconnus",
    "inconnues",
    "vierge",
    "blanc",
    "pas",
    "nul",
    "nulle",
    "vide",
    "null",
    "false",
    "faux",
    "true",
    "unknown",
    "nothing",
    "not",
    "tbd",
    "todo",
    "jamais",
    "never",
    "normal",
    "normale",
    "normaux",
];

/// First words of instructions, headings and prose about the label itself.
const PROSE: &[&str] = &[
    "a",
    "preciser",
    "precisez",
    "indiquer",
    "indiquez",
    "cocher",
    "cochez",
    "remplir",
    "voir",
    "cf",
    "joindre",
    "merci",
    "veuillez",
    "tout",
    "toute",
    "tous",
    "toutes",
    "chaque",
    "ce",
    "cette",
    "ces",
    "si",
    "quel",
    "quelle",
    "quels",
    "quelles",
    "votre",
    "vos",
    "nos",
    "notre",
    "qui",
    "que",
    "comment",
    "pourquoi",
    "selon",
    "champ",
    "facultatif",
    "obligatoire",
    "optionnel",
    "string",
    "text",
    "please",
    "see",
    "your",
    "any",
    "all",
    "if",
    "the",
    "page",
    "annexe",
    "article",
    "liste",
    "pour",
    "il",
    "elle",
    "on",
    "nous",
    "vous",
    "ils",
    "elles",
    "en",
    "dans",
    "sur",
    "confidentiel",
    "ne",
    "est",
    "sont",
    "is",
    "are",
    "doit",
    "doivent",
    "peut",
    "peuvent",
    "definition",
    "arretez",
    "consultez",
    "prevenez",
    "demandez",
    "signalez",
    "contactez",
    "rayon",
    "etagere",
    "tome",
    "chapitre",
    "droit",
    "histoire",
];

/// Judges the statement that starts `text`.
pub(super) fn statement(text: &str) -> Option<Accepted> {
    let value = &text[..end(text)];
    let letters = value.chars().filter(|c| c.is_alphabetic()).count();
    let starts = value.chars().next()?;
    let filled = starts.is_alphanumeric() && letters >= SHORTEST;
    if !filled || asks(&text[value.len()..]) || value.contains(['{', '}', '<', '>', '_', '=']) {
        return None;
    }
    let folded = fold(value);
    let first = folded.split(|c: char| !c.is_alphanumeric()).next()?;
    if NOTHING.contains(&first) || PROSE.contains(&first) || folded.contains("oui / non") {
        return None;
    }
    Some(Accepted {
        len: value.len(),
        grade: Grade::Plain,
        test: false,
    })
}

/// Whether what ended the statement makes a label of it ("Traitement en cours :"),
/// or a sentence that goes on past what an answer holds.
fn asks(rest: &str) -> bool {
    let next = rest.trim_start_matches([' ', '\u{a0}', '\u{202f}']);
    next.starts_with([':', '?']) || rest.starts_with(char::is_alphanumeric)
}

/// The first byte after the statement: it ends with its line, sentence or cell, at
/// two spaces (the next column of a form) or before a parenthesis.
fn end(text: &str) -> usize {
    let mut space = None;
    let mut n = 0;
    for (i, c) in text.char_indices() {
        n += 1;
        let blank = c == ' ' || c == '\u{a0}' || c == '\u{202f}';
        if n > LONGEST || matches!(c, '\n' | '\r' | '\t' | ';' | '|' | '(' | ':' | '?' | '»') {
            return trimmed(text, i);
        }
        if let Some(s) = space
            && blank
        {
            return trimmed(text, s);
        }
        let stops = c == '.' && text[i + 1..].chars().next().is_none_or(char::is_whitespace);
        if stops {
            return trimmed(text, i);
        }
        space = blank.then_some(i);
    }
    trimmed(text, text.len())
}

/// `end` without the spaces, commas, dashes and points before it, so that a
/// statement read again is the same.
fn trimmed(text: &str, end: usize) -> usize {
    text[..end]
        .trim_end_matches([' ', '\u{a0}', '\u{202f}', ',', '-', '–', '.'])
        .len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Option<&str> {
        statement(text).map(|a| &text[..a.len])
    }

    #[test]
    fn a_statement_ends_where_its_answer_does() {
        for (text, wanted) in [
            (
                "arachide, fruits à coque (trousse d'urgence)",
                "arachide, fruits à coque",
            ),
            ("épaule gauche   Nature : plaie", "épaule gauche"),
            ("vol en réunion, 2018\nConnu", "vol en réunion, 2018"),
            ("asthme. Régime : aucun.", "asthme"),
            ("pénicilline | oui", "pénicilline"),
        ] {
            assert_eq!(read(text).unwrap_or("-"), wanted, "{text}");
        }
    }

    #[test]
    fn what_says_nothing_is_none() {
        for text in [
            "",
            "néant",
            "Aucune connue",
            "..........",
            "________",
            "<allergies>",
            "{{allergies}}",
            "oui / non",
            "à compléter",
            "Traitement en cours :",
            "Traitement en cours : néant",
            "Tout salarié doit prévenir",
            "ok",
            "12",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_gives_a_prefix_or_nothing(text in "\\PC{0,140}") {
            if let Some(a) = statement(&text) {
                prop_assert!(text.is_char_boundary(a.len) && a.len > 0);
            }
        }
    }
}
