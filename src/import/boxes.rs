//! Boxes inside a line: `☐ Oui ☒ Non`, `[ ] oui [x] non`, `Oui ☐ Non ☒`. Only what
//! stands at a ticked box is said. A cross denies (`Santé ✘`), except among boxes
//! that are empty, where it ticks (`☐ Oui ✗ Non`).

use super::answer::is_answer;
use super::block::{Line, Mark};
use crate::model::folded_words;

const TICKED: [&str; 10] = ["☒", "☑", "✓", "✔", "🗹", "[x]", "[X]", "(x)", "(X)", "[✓]"];
const EMPTY: [&str; 8] = ["☐", "□", "❏", "◻", "[ ]", "( )", "[]", "○"];

/// A box that is ticked by filling it, where others are empty; a bullet elsewhere.
const FILLED: &str = "■";

/// Crosses, which stand beside a word for "no".
const CROSSES: [&str; 5] = ["✘", "✗", "❌", "✖", "❎"];
/// What parts the words that have a sign each.
const PARTING: [char; 4] = [',', ';', '/', '|'];

/// A line as it is where no box stands in it, else its ticked parts; what stands
/// before the first box is said without it.
pub(super) fn ticked(line: &Line) -> Vec<Line> {
    // a tick alone
    if line.mark == Mark::Ticked && !line.text.chars().any(char::is_alphanumeric) {
        return vec![line.clone()];
    }
    let mut parts = parts(&line.text, line.mark == Mark::Empty);
    if is_list(&parts) {
        parts = cut(&line.text, false, line.mark == Mark::Empty);
    }
    let part = |text: &str, mark: Mark| Line {
        text: text.trim_matches([' ', ',', ';', '/']).to_owned(),
        bold: Vec::new(),
        mark,
        at: line.at.clone(),
    };
    if parts.len() == 1 {
        return match line.mark {
            Mark::Empty => Vec::new(),
            _ => vec![line.clone()],
        };
    }
    let first = match line.mark {
        Mark::Ticked => Some(true),
        Mark::Empty => Some(false),
        _ => None,
    };
    let after = first.is_none() && signs_follow(&parts);
    let states: Vec<Option<bool>> = match after {
        // each box stands after its words
        true => parts[1..]
            .iter()
            .map(|(state, _)| *state)
            .chain([None])
            .collect(),
        false => std::iter::once(first)
            .chain(parts[1..].iter().map(|(state, _)| *state))
            .collect(),
    };
    let crossed = CROSSES.iter().any(|c| line.text.contains(c));
    let said = states
        .into_iter()
        .zip(&parts)
        .flat_map(|(state, (_, text))| {
            // a cross is of the last word before it
            let (head, own) = match text.trim_end().rfind(PARTING).filter(|_| after && crossed) {
                Some(at) => text.split_at(at),
                None => ("", *text),
            };
            let mark = match state {
                Some(true) => Some(Mark::Ticked),
                Some(false) => None,
                None => Some(line.mark),
            };
            [(head, Some(line.mark)), (own, mark)]
        });
    let said = said.filter_map(|(text, mark)| Some(part(text, mark?)));
    said.filter(|l| l.text.chars().any(char::is_alphanumeric))
        .collect()
}

/// Whether each sign stands after its words: the last has nothing behind it, or
/// each has a comma.
fn signs_follow(parts: &[(Option<bool>, &str)]) -> bool {
    let parted = |text: &str| text.trim().is_empty() || text.trim_start().starts_with(PARTING);
    let last_is_bare = parts.last().is_some_and(|(_, text)| text.trim().is_empty());
    let all_parted = parts[1..].iter().all(|(_, text)| parted(text));
    !parts[0].1.trim().is_empty() && (last_is_bare || all_parted)
}

/// A text cut at its boxes: the box before each part. `empty`: a box before the
/// text is empty.
fn parts(text: &str, empty: bool) -> Vec<(Option<bool>, &str)> {
    let has = |signs: &[&str]| signs.iter().any(|s| text.contains(s));
    cut(text, (empty || has(&EMPTY)) && !has(&TICKED), empty)
}

/// Whether a box stands in a text.
pub(super) fn has_box(text: &str) -> bool {
    let mut signs = TICKED.iter().chain(&EMPTY).chain(&CROSSES);
    signs.any(|s| text.contains(s))
}

/// The box that words begin with, ticked or not, and the words after it; none where
/// there is no word, or only an answer.
pub(super) fn labelled(text: &str) -> Option<(bool, &str)> {
    let text = text.trim_start();
    let after = |signs: &[&str]| signs.iter().find_map(|s| text.strip_prefix(s));
    let ticked = after(&TICKED).map(|rest| (true, rest));
    let (ticked, rest) = ticked.or_else(|| after(&EMPTY).map(|rest| (false, rest)))?;
    let words = folded_words(rest);
    let named = !words.is_empty() && !is_answer(&words) && !has_box(rest);
    named.then_some((ticked, rest.trim()))
}

/// Whether a text lists what is so and what is not, each with its sign behind it
/// (`NIR ✘ ; santé ☐`): a cross is a no there, whatever the other signs.
fn is_list(parts: &[(Option<bool>, &str)]) -> bool {
    let words = |text: &str| folded_words(text.trim_matches(|c| PARTING.contains(&c) || c == ' '));
    let listed = parts
        .iter()
        .filter(|(_, text)| text.contains(PARTING))
        .count();
    parts.len() > 1
        && listed > 0
        && signs_follow(parts)
        && parts.iter().all(|(_, text)| !is_answer(&words(text)))
}

fn cut(text: &str, cross_ticks: bool, empty: bool) -> Vec<(Option<bool>, &str)> {
    let fills = empty || text.contains('□');
    let mut out = Vec::new();
    let (mut state, mut from, mut at) = (None, 0, 0);
    while at < text.len() {
        let rest = &text[at..];
        let found = |signs: &[&str], ticked| {
            let sign = signs.iter().find(|s| rest.starts_with(**s))?;
            Some((sign.len(), ticked))
        };
        let filled = || found(&[FILLED], true).filter(|_| fills);
        let sign_of = || {
            let plain = found(&TICKED, true).or_else(|| found(&EMPTY, false));
            plain.or_else(filled)
        };
        match sign_of().or_else(|| found(&CROSSES, cross_ticks)) {
            Some((length, ticked)) => {
                out.push((state, &text[from..at]));
                (state, from, at) = (Some(ticked), at + length, at + length);
            }
            None => at += rest.chars().next().map_or(1, char::len_utf8),
        }
    }
    out.push((state, &text[from..]));
    out
}

#[cfg(test)]
mod tests {
    use super::super::answer::answer;
    use super::super::block::Spot;
    use super::super::line::{Read, read};
    use super::*;
    use crate::register::Answer;

    fn of(raw: &str) -> Vec<String> {
        match read(raw, &Spot::Line(1)) {
            Read::Line(line) => ticked(&line).into_iter().map(|l| l.text).collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn only_what_is_ticked_is_said() {
        assert_eq!(of("☐ Consentement ☒ Contrat ☐ Obligation"), ["Contrat"]);
        assert_eq!(of("Oui ☐ Non ☒"), ["Non"]);
        assert_eq!(of("[ ] oui [x] non"), ["non"]);
        assert_eq!(of("( ) Oui (x) Non"), ["Non"]);
        assert_eq!(of("☐ NIR"), Vec::<String>::new());
        assert_eq!(of("☒ Santé"), ["Santé"]);
        assert_eq!(of("Réponse : ☐ Oui ☑ Non"), ["Réponse :", "Non"]);
        assert_eq!(of("Nom (prénom), adresse"), ["Nom (prénom), adresse"]);
        assert_eq!(of("- [x] Non"), ["Non"]);
        assert_eq!(of("nom ; NIR ✘ ; santé ☐ ; âge [ ]"), ["nom"]);
        assert_eq!(of("☐ Oui ✗ Non"), ["Non"]);
        assert_eq!(of("Oui ☐ / Non ✗"), ["Non"]);
        let line = |raw| match read(raw, &Spot::Line(1)) {
            Read::Line(line) => line,
            other => panic!("{other:?}"),
        };
        for (raw, wanted) in [
            ("☐ Oui ☒ Non", Answer::No),
            ("[x] oui [ ] non", Answer::Yes),
            ("Oui [ ] Non [x]", Answer::No),
            ("□ Oui ■ Non", Answer::No),
            ("■ Oui □ Non", Answer::Yes),
            ("N", Answer::No),
            ("O", Answer::Yes),
        ] {
            let all = ticked(&line(raw));
            assert_eq!(all.iter().find_map(answer), Some(wanted), "{raw}");
        }
    }
}
