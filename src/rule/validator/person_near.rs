//! Names that only their place in a text announces: beside a relative's word, in
//! the line of a list, below a text, in columns side by side, written small in a
//! message. What [`super::person`] judges by dictionaries alone is judged here
//! with the layout's help, so that a rarer name is enough.

use super::name_word::{NameWord, Words};
use super::person::{Announced, MOST, accepted, labelled, role};
use super::{Accepted, Grade};

/// One first name or more, and the surname that may follow. `kin`: it may be a
/// town's too.
pub(super) fn close(words: &[NameWord], kin: bool) -> Option<Accepted> {
    let head = words.first()?;
    let first = head.first?;
    let frequent = first.rank.within(2048);
    let doubtful = head.word.is_some() || first.ambiguous || head.place();
    let fits = if doubtful {
        frequent && (kin || !head.place())
    } else {
        first.rank.within(8192)
    };
    if !fits || head.never() || head.letters < 3 {
        return None;
    }
    labelled(words, Announced::Known)
}

/// `ramón schmitt`: a first name that is nothing else, and surnames.
pub(super) fn small(text: &str) -> Option<Accepted> {
    let words = Words::read_small(text, 4);
    let words = words.as_slice();
    let head = words.first()?;
    let first = head.first.filter(|_| head.is_clear_given(4096))?;
    let given = |w: &NameWord| w.is_clear_given(4096);
    let surname = |w: &NameWord| w.word.is_none() && (w.known() || w.looks_like_name());
    let n = words.iter().take_while(|w| !w.comma_before).count();
    let run = &words[..n];
    let end = (2..=run.len()).rev().find(|n| {
        let (last, rest) = run[..*n].split_last().expect("two words at least");
        rest.iter().all(given) && (surname(last) || last.surname_within(1024))
    })?;
    // an unknown word after a first name that hardly anyone bears is no surname
    let plausible = run[end - 1].known() || first.rank.within(1024);
    plausible.then_some(())?;
    accepted(run[end - 1].end, Grade::Plain)
}

/// An initial and what is made like a surname, or a name of two words.
pub(super) fn signed(words: &[NameWord]) -> Option<Accepted> {
    let found = role(words)?;
    let several = words.iter().filter(|w| w.end <= found.len).count() > 1;
    several.then_some(found)
}

/// Two words or more, all of which may be a name and one of which is a first
/// name.
pub(super) fn listed(words: &[NameWord]) -> Option<Accepted> {
    let n = words
        .iter()
        .enumerate()
        .take_while(|(i, w)| !w.comma_before || *i == 1)
        .count();
    let run = &words[..n];
    let fits = |w: &NameWord| match w.word {
        Some(_) => w.first.is_some() || w.surname_within(4096),
        None => w.known() || w.looks_like_name(),
    };
    let given = |w: &&NameWord| w.first.is_some_and(|f| f.rank.within(8192)) && !w.never();
    if n < 2 || run.iter().any(|w| w.initial || w.never() || !fits(w)) {
        return None;
    }
    let unknown = run.iter().any(|w| w.looks_like_name() && w.first.is_none());
    let sure = run.iter().filter(given).any(|w| {
        w.word.is_none()
            || w.is_clear_given(512)
            || unknown && w.first.is_some_and(|f| f.rank.within(512))
    });
    let words_only = run
        .iter()
        .all(|w| (w.word.is_some() && !w.is_clear_given(512)) || w.place());
    (sure && !words_only).then_some(())?;
    accepted(run[n - 1].end, Grade::Plain)
}

/// Labels of forms in capitals that the dictionary has not as words.
const LABELS: [&str; 8] = [
    "tiers",
    "assure",
    "salarie",
    "interesse",
    "adherent",
    "prenom",
    "prenoms",
    "abonne",
];

/// `DUPONT      Jeanne`: all of `text`, a gap or a bar between its two parts.
pub(super) fn apart(text: &str) -> Option<Accepted> {
    let gap = |c: char| matches!(c, ' ' | '\t' | '|' | ';');
    let from = ["  ", "\t", "|", ";"]
        .iter()
        .filter_map(|g| text.find(g))
        .min()?;
    let (left, rest) = text.split_at(from);
    let right = rest.trim_start_matches(gap);
    let (left, right) = (left.trim_end(), right.trim_end());
    // "TIERS     Jean Zbrouk": the label of a form, no surname
    if LABELS.iter().any(|l| left.eq_ignore_ascii_case(l)) {
        return None;
    }
    let surname = |w: &NameWord| {
        let known = w.surname_within(512) || w.word.is_none() && w.is_surname();
        !w.never() && !w.initial && w.upper && known
    };
    let whole = |part: &str, fits: &dyn Fn(&NameWord) -> bool| {
        let words = Words::read(part, MOST);
        let words = words.as_slice();
        words.last().is_some_and(|w| w.end == part.len()) && words.iter().all(fits)
    };
    let given = |w: &NameWord| w.is_clear_given(8192) && !w.upper;
    let named = whole(left, &surname) && whole(right, &given)
        || whole(left, &given) && whole(right, &surname);
    named.then_some(())?;
    accepted(text.trim_end().len(), Grade::Plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::validator::person::check;

    fn name(text: &str, a: Announced) -> Option<&str> {
        check(text, a).map(|x| &text[..x.len])
    }

    #[test]
    fn relatives_bear_names_that_are_words_too() {
        for (text, wanted) in [
            ("Rose, elle", "Rose"),
            ("Ginette. Adressé", "Ginette"),
            ("Claire Zbrouk et", "Claire Zbrouk"),
        ] {
            assert_eq!(name(text, Announced::Close), Some(wanted), "{text}");
        }
        for text in ["Janvier", "Facturation", "Zbrouk", "de la"] {
            assert_eq!(name(text, Announced::Close), None, "{text}");
        }
        assert_eq!(name("Florence", Announced::Member), Some("Florence"));
    }

    #[test]
    fn names_written_small() {
        for (text, wanted) in [
            ("ramón schmitt, merci", "ramón schmitt"),
            (
                "anne charlotte ben youssef, 2",
                "anne charlotte ben youssef",
            ),
            ("maria zbrouk", "maria zbrouk"),
        ] {
            assert_eq!(name(text, Announced::Member), Some(wanted), "{text}");
        }
        for text in ["la société", "pierre blanche", "deux personnes", "marie"] {
            assert_eq!(name(text, Announced::Member), None, "{text}");
        }
    }

    #[test]
    fn signatures_and_lists() {
        assert_eq!(name("A. Zbrouk, 2", Announced::Signed), Some("A. Zbrouk"));
        assert_eq!(
            name("Ph. Delcroix", Announced::Signed),
            Some("Ph. Delcroix")
        );
        assert_eq!(name("Renault", Announced::Signed), None);
        let listed = |t| name(t, Announced::Listed);
        assert_eq!(listed("Noël, Antônio ..."), Some("Noël, Antônio"));
        assert_eq!(listed("Bouchareb Arjun - "), Some("Bouchareb Arjun"));
        for text in [
            "Le Havre",
            "Rose Blanche",
            "Garage Central",
            "Janvier Marie",
        ] {
            assert_eq!(listed(text), None, "{text}");
        }
    }

    #[test]
    fn columns_side_by_side() {
        for text in [
            "ARNOUX      Delphine",
            "Sofiane | BELKACEM",
            "LE GALL\tYann",
        ] {
            assert_eq!(name(text, Announced::Apart), Some(text), "{text}");
        }
        for text in [
            "TOTAL      Delphine",
            "ARNOUX      Achats",
            "TIERS  Jean",
            "ARNOUX",
        ] {
            assert_eq!(name(text, Announced::Apart), None, "{text}");
        }
    }
}
