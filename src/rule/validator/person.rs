//! Names of persons: how many words from here on are one, and how sure the
//! dictionaries make it.
//!
//! A capital is no proof, a dictionary neither: `Pierre Blanche`, `Rue Martin`
//! and `Total Durand` are no persons. What is accepted depends on what announced
//! the name ([`Announced`]); words that announce it stand before the candidate
//! and are the rule's business. Streets, companies and institutions named after
//! persons are kept away by rules of their own (`place-name`, `company-name`).

use super::name_word::{NameWord, Words, may_hold_first_name};
use super::person_near::{apart, close, listed, signed, small};
use super::{Accepted, Grade};

/// What made us look for a name here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Announced {
    /// A civility or a label (`Mme`, `patient :`): one word is enough, and the
    /// dictionaries need not know it.
    Labelled,
    /// The same, but a dictionary must know one of the words.
    Known,
    /// A role or a signature (`contact :`, `signed by`): as `Known`, but one
    /// ordinary word alone is no name there.
    Role,
    /// Nothing but capitals: a first name and a surname.
    Pair,
    /// An initial and a surname (`J. Dupont`).
    Initial,
    /// It is a whole cell: a first name, a surname or both.
    Cell,
    /// The sentence wants a person here; one unmistakable name is enough.
    Single,
    /// A relative, a birthday: one first name, which may be a word too.
    Close,
    /// Where a form, a closing or a chat wants a person, written small too.
    Member,
    /// Beside a function or below a text: an initial and a surname, or a name of
    /// two words.
    Signed,
    /// Before the telephone number or the mail address of a list's line: two
    /// words at least, one of them a first name.
    Listed,
    /// A surname and a first name in columns side by side.
    Apart,
    /// A street, a school, a hospital: what it is named after, no person here.
    Place,
}

/// Most words one name has, particles aside.
pub(super) const MOST: usize = 5;

/// Judges the name that starts `text`.
pub(super) fn check(text: &str, announced: Announced) -> Option<Accepted> {
    if announced == Announced::Pair && !may_hold_first_name(text) {
        return None;
    }
    let most = if announced == Announced::Single {
        1
    } else {
        MOST
    };
    if announced == Announced::Apart {
        return apart(text);
    }
    // what stands in the next column of a list is no part of the name
    let text = match announced {
        Announced::Listed => text.split("  ").next().unwrap_or(text),
        _ => text,
    };
    // the civility announces the name by itself
    let titled = !matches!(
        announced,
        Announced::Place | Announced::Cell | Announced::Pair | Announced::Initial
    );
    if titled && begins_with_civility(text) {
        return None;
    }
    let words = Words::read(text, most);
    let list = words.as_slice();
    match announced {
        Announced::Apart => None,
        Announced::Labelled | Announced::Known => labelled(list, announced),
        Announced::Role => role(list),
        Announced::Pair => pair(list),
        Announced::Initial => initial(list),
        Announced::Cell => cell(text, list),
        Announced::Single => single(list),
        Announced::Close => close(list, true),
        Announced::Member => role(list)
            .or_else(|| close(list, false))
            .or_else(|| small(text)),
        Announced::Signed => signed(list),
        Announced::Listed => listed(list),
        Announced::Place => place(text, list),
    }
}

/// `M. `, `Mme `, `Maître `: what follows is announced by it, and it is no part of
/// the name.
fn begins_with_civility(text: &str) -> bool {
    const CIVILITIES: [&str; 18] = [
        "M.",
        "MM.",
        "Mr",
        "Mr.",
        "Mme",
        "MME",
        "Mlle",
        "MLLE",
        "Mmes",
        "Monsieur",
        "MONSIEUR",
        "Madame",
        "MADAME",
        "Mademoiselle",
        "Maître",
        "MAÎTRE",
        "Dr",
        "DR",
    ];
    let word = text.split([' ', '\u{a0}']).next().unwrap_or(text);
    word.len() < text.len() && CIVILITIES.contains(&word)
}

pub(super) const fn accepted(len: usize, grade: Grade) -> Option<Accepted> {
    Some(Accepted {
        len,
        grade,
        test: false,
    })
}

/// After a civility or a label: all words that can be part of a name.
pub(super) fn labelled(words: &[NameWord], announced: Announced) -> Option<Accepted> {
    let mut taken: usize = 0;
    let mut letters = 0;
    let (mut known, mut family) = (false, false);
    for (i, w) in words.iter().enumerate() {
        // all in capitals, only a first name tells a name from what it is said of
        let given = w.first.is_some() || w.word.is_none() && !w.upper;
        if w.comma_before && !(taken == 1 && words[0].upper && given) {
            break;
        }
        if w.initial {
            taken = i + 1;
            continue;
        }
        // "Leroy   Véhicule": the label of the next field
        if letters > 0 && w.apart && w.word.is_some() && !w.is_clear_given(512) {
            break;
        }
        let fits = if letters == 0 {
            // "PAGÈS Robert": an ordinary word, but a first name follows
            let given = |n: &NameWord| n.is_clear_given(1024) && !n.comma_before;
            let heads = w.surname_within(2048) && words.get(i + 1).is_some_and(given);
            w.may_follow_label(i > 0) || heads
        } else {
            w.may_follow_name(family)
        };
        if !fits {
            break;
        }
        known |= w.known();
        family |= w.first.is_none();
        letters += 1;
        taken = i + 1;
    }
    // "A. Vaulivier", where somebody signs
    let signed = letters == 1 && words[0].dotted && words[..taken].iter().any(NameWord::is_surname);
    if letters == 0 || (announced == Announced::Known && !known && !signed) {
        return None;
    }
    // an initial that nothing follows belongs to what comes next
    let end = words[..taken]
        .iter()
        .rposition(|w| !w.initial || w.dotted)?;
    let grade = if known { Grade::Strong } else { Grade::Plain };
    accepted(words[end].end, grade)
}

/// After a role: a known name that is no ordinary word.
pub(super) fn role(words: &[NameWord]) -> Option<Accepted> {
    let found = labelled(words, Announced::Known)?;
    let ordinary = |w: &NameWord| {
        let frequent = w.first.is_some_and(|f| !f.ambiguous && f.rank.within(1024));
        w.word.is_some() && !frequent || w.place() && w.first.is_none() || w.rare()
    };
    let mut letters = words.iter().filter(|w| !w.initial && w.end <= found.len);
    let alone = letters.next().filter(|_| letters.next().is_none());
    let initial = words.first().is_some_and(|w| w.dotted);
    (initial || !alone.is_some_and(ordinary)).then_some(found)
}

/// A first name and a surname, in either order.
fn pair(words: &[NameWord]) -> Option<Accepted> {
    let run = run_of_names(words);
    (2..=run.len()).rev().find_map(|n| {
        let grade = pair_grade(&run[..n])?;
        accepted(run[n - 1].end, grade)
    })
}

/// The words that may be one name: no comma but after a first capitalised
/// surname, no word that names never hold.
fn run_of_names(words: &[NameWord]) -> &[NameWord] {
    let stop = words
        .iter()
        .enumerate()
        .position(|(i, w)| {
            let heading = i < 3 && words[..i].iter().all(|b| b.upper);
            let comma = w.comma_before && !(heading && w.first.is_some());
            comma || w.never() && !(i > 0 && w.surname_within(512))
        })
        .unwrap_or(words.len());
    &words[..stop]
}

/// How sure a run of at least two words is one person.
fn pair_grade(run: &[NameWord]) -> Option<Grade> {
    let unknown = run.iter().filter(|w| !w.initial && !w.known()).count();
    let (head, tail) = (run.first()?, run.last()?);
    if tail.initial {
        // "DUPONT J."
        let family = run.len() == 2 && head.upper && head.surname.is_some();
        let plain = family && tail.dotted && head.word.is_none() && !head.place();
        return plain.then_some(Grade::Plain);
    }
    if unknown > 1 {
        return None;
    }
    // "Jean Dupont", "Margot NICOLAS", "MARIE PORILO"
    let forward = given(head, &run[1..]);
    // "FABRIZI Patrick", "Klein Catherine", "GAY-PARA Julien Benoît"
    let backward = family_first(head, tail, &run[1..]);
    match (forward, backward) {
        (Some(a), Some(b)) => Some(if a > b { a } else { b }),
        (a, b) => a.or(b),
    }
}

/// A first name, then what may be further first names and a surname.
fn given(head: &NameWord, rest: &[NameWord]) -> Option<Grade> {
    let first = head.first?;
    let clear = !first.ambiguous && !head.is_common_word_only();
    let last = rest.last()?;
    if rest[..rest.len() - 1]
        .iter()
        .any(|w| !w.initial && !w.known() || w.word.is_some() && !w.surname_within(2048))
    {
        return None;
    }
    let styled = last.upper && !head.upper && last.letters >= 3;
    if last.upper && !last.known() && last.letters < 4 {
        return None;
    }
    if last.word.is_some() {
        // Jeanne Petit, Paul BOULANGER; never "Rose Blanche" or "Claire Vision"
        let surname = last.surname_within(if styled { 8192 } else { 2048 });
        let grade = if clear { Grade::Plain } else { Grade::Weak };
        return (!last.never() && first.rank.within(2048) && surname).then_some(grade);
    }
    match (clear, last.known()) {
        (true, true) if last.place() && !styled => Some(Grade::Weak),
        (true, true) => Some(Grade::Strong),
        (true, false) if styled => Some(Grade::Strong),
        (true, false) => {
            let plausible = first.rank.within(2048) && last.looks_like_name() && !last.place();
            plausible.then_some(if last.upper {
                Grade::Weak
            } else {
                Grade::Plain
            })
        }
        (false, true) if styled => Some(Grade::Strong),
        (false, true) => {
            let surname = last.surname_within(16_384) && !last.place() && !head.place();
            surname.then_some(Grade::Plain)
        }
        (false, false) => {
            let plausible = styled && last.looks_like_name() && !head.is_common_word_only();
            (plausible && first.rank.within(1024)).then_some(Grade::Plain)
        }
    }
}

/// A surname, then first names.
fn family_first(head: &NameWord, tail: &NameWord, rest: &[NameWord]) -> Option<Grade> {
    let all_given = rest.iter().all(|w| w.first.is_some() || w.initial);
    let first = tail.first?;
    let capitals = head.upper && rest.iter().all(|w| w.upper || w.first.is_some());
    if !(all_given || capitals) {
        return None;
    }
    let clear = !first.ambiguous && first.rank.within(4096);
    if rest.iter().any(|w| w.comma_before) {
        // "NOM COMPOSÉ, Prénom"
        let given_after = rest
            .iter()
            .skip_while(|w| !w.comma_before)
            .all(|w| w.first.is_some());
        let grade = if head.surname.is_some() {
            Grade::Strong
        } else {
            Grade::Plain
        };
        return (clear && given_after).then_some(grade);
    }
    if head.upper && !tail.upper {
        // "NOM Prénom": the usual way of French files
        let family = head.surname.is_some() || head.looks_like_name() && head.letters >= 4;
        if head.word.is_some() && !head.surname_within(4096) || !family {
            return None;
        }
        return Some(match (clear, head.surname.is_some()) {
            (true, true) => Grade::Strong,
            (true, false) | (false, true) => Grade::Plain,
            (false, false) => return None,
        });
    }
    // written alike: both must be known, else something near must agree
    let plain = head.word.is_none() && !head.place();
    let family = plain && head.surname_within(32_768);
    let weak = plain && head.looks_like_name() && head.letters >= 4;
    match (clear, family) {
        (true, true) => Some(Grade::Plain),
        (true, false) if weak => Some(Grade::Weak),
        _ => None,
    }
}

/// An initial, then a surname.
fn initial(words: &[NameWord]) -> Option<Accepted> {
    let n = words.iter().take_while(|w| w.initial).count();
    let surname = words.get(n).filter(|w| n > 0 && !w.comma_before)?;
    let dotted = words[n - 1].dotted;
    // "À VINGT-DEUX HEURES", "Y COMPRIS"
    if !dotted && surname.upper && surname.is_double() {
        return None;
    }
    // "J. PETIT", never "J. Petit" nor "B. TOTAL"
    let word = surname.word.is_some() && !(dotted && surname.upper && surname.surname_within(1024));
    if word || surname.never() || surname.place() || surname.letters < 4 {
        return None;
    }
    let grade = match (surname.surname.is_some(), dotted) {
        (true, true) => Grade::Plain,
        (true, false) if surname.upper => Grade::Weak,
        (false, true) if surname.looks_like_name() => Grade::Weak,
        _ => return None,
    };
    accepted(surname.end, grade)
}

/// A whole cell. Words a column of anything could hold are weak: the column's
/// name must agree.
fn cell(text: &str, words: &[NameWord]) -> Option<Accepted> {
    let last = words.last()?;
    if !text[last.end..].trim().is_empty() || words.iter().any(|w| w.never()) {
        return None;
    }
    let whole = text.trim_end().len();
    if let [w] = words {
        return accepted(whole, w.alone_in_cell()?);
    }
    if let Some(grade) = pair_grade(words) {
        return accepted(whole, grade);
    }
    let known = words.iter().any(|w| w.known() && w.word.is_none());
    let words_only = words
        .iter()
        .filter(|w| w.word.is_some() && !w.surname_within(1024))
        .count();
    (known && words_only == 0).then_some(())?;
    accepted(whole, Grade::Weak)
}

/// The words that name a place: up to four, a civility only where it is part of
/// the name (`rue du Docteur Calmette`).
fn place(text: &str, words: &[NameWord]) -> Option<Accepted> {
    let title = words.first().filter(|w| {
        let word = text[..w.end].to_lowercase();
        matches!(
            word.as_str(),
            "docteur" | "dr" | "professeur" | "pr" | "président" | "maréchal"
        )
    });
    // "Contact école : M. Dupont"
    if ["M. ", "M ", "MM", "Mr"]
        .iter()
        .any(|c| text.starts_with(c))
    {
        return None;
    }
    let skip = usize::from(title.is_some());
    let n = words[skip..]
        .iter()
        .take(4)
        .take_while(|w| !w.comma_before && !w.never())
        .count();
    (n > 0).then_some(())?;
    accepted(words[skip + n - 1].end, Grade::Plain)
}

/// One name that can hardly be anything else.
fn single(words: &[NameWord]) -> Option<Accepted> {
    let w = words.first()?;
    let given = |n| w.is_clear_given(n);
    if w.word.is_some() && !given(512) || w.place() && !given(1024) || w.letters < 3 {
        return None;
    }
    // a surname alone is a company as often: something else must agree
    let family = w.surname_within(4096).then_some(Grade::Weak);
    accepted(w.end, given(2048).then_some(Grade::Plain).or(family)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, a: Announced) -> Option<(&str, Grade)> {
        check(text, a).map(|x| (&text[..x.len], x.grade))
    }

    fn name(text: &str, a: Announced) -> Option<&str> {
        found(text, a).map(|x| x.0)
    }

    #[test]
    fn pairs_in_every_order_and_case() {
        for (text, wanted) in [
            ("Margot NICOLAS\n75, avenue", "Margot NICOLAS"),
            ("FABRIZI Patrick, RDV", "FABRIZI Patrick"),
            ("AID MERGHAD, ZINEDINE  1 2", "AID MERGHAD, ZINEDINE"),
            ("Jean Da Silva", "Jean Da Silva"),
            ("Jean-Marie Le Parc - 12", "Jean-Marie Le Parc"),
            (
                "GAY-PARA Julien Benoît transfusions",
                "GAY-PARA Julien Benoît",
            ),
            ("Klein Catherine, Docteur", "Klein Catherine"),
            ("BERTHA MOREL prévu", "BERTHA MOREL"),
            ("Pierre Dupont Directeur Commercial", "Pierre Dupont"),
            ("Jeanne Petit", "Jeanne Petit"),
            ("Charles de Gaulle", "Charles de Gaulle"),
        ] {
            assert_eq!(name(text, Announced::Pair), Some(wanted), "{text}");
        }
    }

    #[test]
    fn capitals_alone_are_no_person() {
        for text in [
            "Terms And Conditions",
            "Rose Blanche",
            "Total Durand",
            "Bonjour Madame",
            "Paris Saint-Germain",
            "Lampe Florence",
            "Table Camille",
            "Conditions Générales",
            "Charpentier Rousseau",
            "Claude Code",
            "Marie Janvier 2024",
            "Victoria Falls",
        ] {
            assert_eq!(found(text, Announced::Pair), None, "{text}");
        }
    }

    #[test]
    fn a_label_needs_less() {
        for (text, wanted) in [
            ("Sugor et Biotisto Inc", "Sugor"),
            ("Marie Genevieve Humble Née le", "Marie Genevieve Humble"),
            ("ANA PREDAN RDV  12.1", "ANA PREDAN"),
            ("RODRIGUES, Nath - 1 83", "RODRIGUES, Nath"),
            ("D. BLUTHIES ID: 93", "D. BLUTHIES"),
            (
                "HERNADEZ AGATHA MARIE, initialisation",
                "HERNADEZ AGATHA MARIE",
            ),
            ("de La Fontaine,", "de La Fontaine"),
            ("P. Durand", "P. Durand"),
        ] {
            assert_eq!(name(text, Announced::Labelled), Some(wanted), "{text}");
        }
        for text in [
            "Directeur Commercial",
            "La Présidente",
            "Facturation",
            "12 rue",
        ] {
            assert_eq!(name(text, Announced::Labelled), None, "{text}");
        }
        assert_eq!(name("Sugor et", Announced::Known), None);
    }

    #[test]
    fn initials_need_a_known_surname() {
        assert_eq!(
            name("J. Dupont a dit", Announced::Initial),
            Some("J. Dupont")
        );
        assert_eq!(name("P.E. Martin", Announced::Initial), Some("P.E. Martin"));
        assert_eq!(name("A. Contexte", Announced::Initial), None);
        assert_eq!(name("B. Paris", Announced::Initial), None);
    }

    #[test]
    fn cells_hold_one_name_and_nothing_else() {
        for text in [
            "Camille",
            "LACOMBE",
            "LANGLOIS Zoé",
            "Victor Louis",
            "De Sousa",
        ] {
            assert!(name(text, Announced::Cell).is_some(), "{text}");
        }
        for text in [
            "ACTIF",
            "EN COURS",
            "Lampe Florence",
            "Imbert Roussel SARL",
            "Lyon 3",
        ] {
            assert!(name(text, Announced::Cell).is_none(), "{text}");
        }
        assert_eq!(
            found("Paris", Announced::Cell).map(|x| x.1),
            Some(Grade::Weak)
        );
    }

    #[test]
    fn one_name_in_a_sentence_must_be_unmistakable() {
        assert_eq!(name("Suzanne has", Announced::Single), Some("Suzanne"));
        for text in ["Rose is", "Florence is", "Paris is", "April is", "The is"] {
            assert_eq!(name(text, Announced::Single), None, "{text}");
        }
    }
}
