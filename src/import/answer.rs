//! Yes or no, as templates and people write it: a ticked box, the bold one of
//! two, a word, a sentence with a reserve.

use super::block::{Line, Mark};
use super::template::NONE;
use crate::model::folded_words;
use crate::register::Answer;

/// The answer that a line gives; none where none can be read (`Oui Non`, neither
/// marked).
pub(super) fn answer(line: &Line) -> Option<Answer> {
    let words = folded_words(&line.text);
    // an empty set is no letter
    if matches!(line.text.trim(), "Ø" | "ø" | "∅") {
        return Some(Answer::No);
    }
    match (line.mark, words.as_str()) {
        (Mark::Empty, _) => return None,
        // a tick alone
        (Mark::Ticked, "") | (_, "x") => return Some(Answer::Yes),
        // nobody has said no
        (
            _,
            "non precise" | "non precisee" | "non renseigne" | "non defini" | "non determine"
            | "not stated" | "not specified",
        ) => return None,
        (_, "partiel" | "partiellement" | "en partie" | "partial" | "partly" | "in part") => {
            return Some(Answer::Partial);
        }
        (_, "oui" | "yes" | "ja" | "true" | "vrai" | "1" | "o" | "y" | "j") => {
            return Some(Answer::Yes);
        }
        (_, "non" | "no" | "nee" | "false" | "faux" | "0" | "n" | "ras") => {
            return Some(Answer::No);
        }
        (_, none) if NONE.contains(&none) => return Some(Answer::No),
        (_, "oui non" | "yes no" | "ja nee" | "non oui") => return of_two(line),
        _ => {}
    }
    let has = |list: &[&str]| {
        let padded = format!(" {words} ");
        list.iter().any(|w| padded.contains(&format!(" {w} ")))
    };
    let reserved = has(&[
        "toutefois",
        "sauf",
        "par principe",
        "en principe",
        "cependant",
        "except",
        "however",
        "hormis",
    ]);
    let negative = words.starts_with("non ")
        || words.starts_with("no ")
        || words.starts_with("nee ")
        || words.starts_with("geen ")
        || has(&[
            "ne sont pas",
            "n est pas",
            "aucun",
            "aucune",
            "ne transfere",
            "are not",
            "not transferred",
            "pas de transfert",
            "pas hors",
            "niet doorgegeven",
            "geen doorgifte",
            "worden niet",
        ]);
    if negative {
        return Some(if reserved {
            Answer::Partial
        } else {
            Answer::No
        });
    }
    let yes = ["oui ", "yes ", "ja "].iter().any(|w| words.starts_with(w));
    yes.then_some(Answer::Yes)
}

/// The bold one of two.
fn of_two(line: &Line) -> Option<Answer> {
    let bold = |range: &std::ops::Range<usize>| {
        folded_words(line.text.get(range.clone()).unwrap_or_default())
    };
    match line.bold.iter().map(bold).collect::<Vec<_>>().as_slice() {
        [one] if matches!(one.as_str(), "oui" | "yes" | "ja") => Some(Answer::Yes),
        [one] if matches!(one.as_str(), "non" | "no" | "nee") => Some(Answer::No),
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
            ("Non précisé", None),
            ("Non renseigné", None),
            ("En partie", Some(Answer::Partial)),
        ] {
            let Read::Line(line) = read(raw, &Spot::Line(1)) else {
                panic!("{raw} is no line");
            };
            assert_eq!(answer(&line), wanted, "{raw}");
        }
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
