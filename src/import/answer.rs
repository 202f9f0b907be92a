//! Yes or no, as templates and people write it: a ticked box, the bold one of
//! two, a word, a sentence with a reserve. The words are data
//! (`rules/register/answers.toml`).

use super::block::{Line, Mark};
use super::denial;
use super::item::negates;
use super::template::{Worth, worth};
use crate::model::folded_words;
use crate::register::Answer;
use serde::Deserialize;
use std::sync::LazyLock;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    yes: Vec<String>,
    no: Vec<String>,
    partial: Vec<String>,
    none: Vec<String>,
    unsaid: Vec<String>,
    both: Vec<String>,
    bold_yes: Vec<String>,
    bold_no: Vec<String>,
    begins_yes: Vec<String>,
    begins_no: Vec<String>,
    letters_yes: Vec<String>,
    letters_no: Vec<String>,
    says_no: Vec<String>,
    reserves: Vec<String>,
    excepts: Vec<String>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    toml::from_str(include_str!("../../rules/register/answers.toml"))
        .expect("answers.toml is well-formed: tested")
});

/// The answer that a line gives; none where none can be read (`Oui Non`, neither
/// marked).
pub(super) fn answer(line: &Line) -> Option<Answer> {
    let words = folded_words(&line.text);
    let is = |list: &[String]| list.contains(&words);
    // an empty set is no letter
    if matches!(line.text.trim(), "Ø" | "ø" | "∅") {
        return Some(Answer::No);
    }
    match line.mark {
        Mark::Empty => None,
        // a tick alone
        Mark::Ticked if words.is_empty() => Some(Answer::Yes),
        _ if is(&WORDS.unsaid) => None,
        _ if is(&WORDS.partial) => Some(Answer::Partial),
        _ if is(&WORDS.yes) => Some(Answer::Yes),
        _ if is(&WORDS.no) || is(&WORDS.none) => Some(Answer::No),
        _ if is(&WORDS.both) => of_two(line),
        // both are printed, and what to do with them
        _ if WORDS
            .both
            .iter()
            .any(|w| words.starts_with(&format!("{w} "))) =>
        {
            of_two(line)
        }
        _ => of_letter(&line.text).or_else(|| of_sentence(&words)),
    }
}

/// Whether folded words are a yes or a no and nothing else.
pub(super) fn is_answer(words: &str) -> bool {
    WORDS.yes.iter().chain(&WORDS.no).any(|w| w == words)
}

/// What is answered beside the name of data: an answer, a word of denial, or nothing
/// where nothing is said or a sentence denies; none of words that may tell details.
pub(super) fn beside(line: &Line) -> Option<Answer> {
    let open = || worth(&line.text) != Worth::Said;
    match answer(line) {
        Some(answer) => Some(answer),
        None if open() => Some(Answer::NotStated),
        None if denial::is_no(&folded_words(&line.text)) => Some(Answer::No),
        None => negates(&line.text).then_some(Answer::NotStated),
    }
}

/// Whether a line begins with a no that leaves nothing over.
pub(super) fn refuses(line: &Line) -> bool {
    let words = format!("{} ", folded_words(&line.text));
    let begins = |w: &String| words.starts_with(&format!("{w} "));
    answer(line) == Some(Answer::No) && WORDS.bold_no.iter().any(begins)
}

/// Whether a word begins an answer that is a yes (`Oui, Suisse`).
pub(super) fn is_yes(word: &str) -> bool {
    WORDS.begins_yes.contains(&folded_words(word))
}

/// Whether a text is a word for none (`Néant`).
pub(super) fn is_none(text: &str) -> bool {
    WORDS.none.contains(&folded_words(text))
}

/// Whether folded words say that nobody has answered (`Non précisé`).
pub(super) fn is_unsaid(words: &str) -> bool {
    WORDS.unsaid.iter().any(|w| w == words)
}

/// The answer of a sentence: how it begins, and whether it denies or reserves.
fn of_sentence(words: &str) -> Option<Answer> {
    let padded = format!(" {words} ");
    let has = |list: &[String]| list.iter().any(|w| padded.contains(&format!(" {w} ")));
    let begins = |list: &[String]| list.iter().any(|w| padded.starts_with(&format!(" {w} ")));
    match () {
        () if begins(&WORDS.begins_no) || has(&WORDS.says_no) => Some(match has(&WORDS.reserves) {
            true => Answer::Partial,
            false => Answer::No,
        }),
        () if begins(&WORDS.begins_yes) => Some(match has(&WORDS.excepts) {
            true => Answer::Partial,
            false => Answer::Yes,
        }),
        () => None,
    }
}

/// `Y - health`, `O : santé`: a letter and what it is about.
fn of_letter(text: &str) -> Option<Answer> {
    let text = text.trim_start();
    let first = text.chars().next()?;
    let rest = text[first.len_utf8()..].trim_start();
    let letter = folded_words(&first.to_string());
    let parted = rest.starts_with(['-', '–', '—', ':', ',', '(']);
    match parted && first.is_uppercase() {
        true if WORDS.letters_yes.contains(&letter) => Some(Answer::Yes),
        true if WORDS.letters_no.contains(&letter) => Some(Answer::No),
        _ => None,
    }
}

/// The bold one of two.
fn of_two(line: &Line) -> Option<Answer> {
    let bold = |range: &std::ops::Range<usize>| {
        folded_words(line.text.get(range.clone()).unwrap_or_default())
    };
    match line.bold.iter().map(bold).collect::<Vec<_>>().as_slice() {
        [one] if WORDS.bold_yes.contains(one) => Some(Answer::Yes),
        [one] if WORDS.bold_no.contains(one) => Some(Answer::No),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::block::Spot;
    use super::super::line::{Read, read};
    use super::*;

    #[test]
    fn answers_in_every_dress() {
        for (raw, wanted) in [
            ("Non", Some(Answer::No)),
            ("- Non", Some(Answer::No)),
            ("Oui **Non**", Some(Answer::No)),
            ("**Oui** Non", Some(Answer::Yes)),
            ("Oui Non", None),
            ("☒ Oui", Some(Answer::Yes)),
            ("☐ Oui", None),
            (
                "Par principe, les données ne sont pas transférées",
                Some(Answer::Partial),
            ),
            ("Aucune donnée n'est transférée.", Some(Answer::No)),
            ("Telehouse 2", None),
            ("Y - health", Some(Answer::Yes)),
            ("O : santé", Some(Answer::Yes)),
            ("N (voir plus bas)", Some(Answer::No)),
            ("n - moins", None),
            ("N", Some(Answer::No)),
            ("X", Some(Answer::Yes)),
            ("1", Some(Answer::Yes)),
            ("0", Some(Answer::No)),
            ("UE uniquement", Some(Answer::No)),
            ("Non communiqué", None),
            ("Non précisé", None),
            ("Non renseigné", None),
            ("En partie", Some(Answer::Partial)),
            ("Oui sauf pour la paie", Some(Answer::Partial)),
            ("oui / non (rayer la mention inutile)", None),
        ] {
            let Read::Line(line) = read(raw, &Spot::Line(1)) else {
                panic!("{raw} is no line");
            };
            assert_eq!(answer(&line), wanted, "{raw}");
        }
    }

    #[test]
    fn words_are_folded() {
        let w = &*WORDS;
        let lists = [
            &w.yes,
            &w.no,
            &w.partial,
            &w.none,
            &w.unsaid,
            &w.both,
            &w.bold_yes,
            &w.bold_no,
            &w.begins_yes,
            &w.begins_no,
            &w.letters_yes,
            &w.letters_no,
            &w.says_no,
            &w.reserves,
            &w.excepts,
        ];
        let mut all = lists.into_iter().flatten();
        assert!(all.all(|word| &folded_words(word) == word));
    }

    #[test]
    fn a_range_that_is_none() {
        let Read::Line(mut line) = read("Oui **Non**", &Spot::Line(1)) else {
            panic!("it is a line");
        };
        line.bold[0].end += 5;
        assert_eq!(answer(&line), None);
    }
}
