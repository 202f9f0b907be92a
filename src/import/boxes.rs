//! Boxes inside a line: `☐ Oui ☒ Non`, `[ ] oui [x] non`, `Oui ☐ Non ☒`. Only what
//! stands at a ticked box is said.

use super::block::{Line, Mark};

const TICKED: [&str; 10] = ["☒", "☑", "✓", "✔", "🗹", "[x]", "[X]", "(x)", "(X)", "[✓]"];
const EMPTY: [&str; 8] = ["☐", "□", "❏", "◻", "[ ]", "( )", "[]", "○"];

/// A line as it is where no box stands in it, else its ticked parts; what stands
/// before the first box is said without it.
pub(super) fn ticked(line: &Line) -> Vec<Line> {
    // a tick alone
    if line.mark == Mark::Ticked && !line.text.chars().any(char::is_alphanumeric) {
        return vec![line.clone()];
    }
    let parts = parts(&line.text);
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
    let last_is_bare = parts.last().is_some_and(|(_, text)| text.trim().is_empty());
    let after = first.is_none() && last_is_bare && !parts[0].1.trim().is_empty();
    let states: Vec<Option<bool>> = match after {
        // each box stands after its words
        true => parts[1..].iter().map(|(state, _)| *state).collect(),
        false => std::iter::once(first)
            .chain(parts[1..].iter().map(|(state, _)| *state))
            .collect(),
    };
    let said = states
        .into_iter()
        .zip(&parts)
        .filter_map(|(state, (_, text))| {
            let mark = match state {
                Some(true) => Mark::Ticked,
                Some(false) => return None,
                None => line.mark,
            };
            Some(part(text, mark)).filter(|l| l.text.chars().any(char::is_alphanumeric))
        });
    said.collect()
}

/// A text cut at its boxes: the box before each part.
fn parts(text: &str) -> Vec<(Option<bool>, &str)> {
    let mut out = Vec::new();
    let (mut state, mut from, mut at) = (None, 0, 0);
    while at < text.len() {
        let rest = &text[at..];
        let found = |signs: &[&str], ticked| {
            let sign = signs.iter().find(|s| rest.starts_with(**s))?;
            Some((sign.len(), ticked))
        };
        match found(&TICKED, true).or_else(|| found(&EMPTY, false)) {
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
        let line = |raw| match read(raw, &Spot::Line(1)) {
            Read::Line(line) => line,
            other => panic!("{other:?}"),
        };
        for (raw, wanted) in [
            ("☐ Oui ☒ Non", Answer::No),
            ("[x] oui [ ] non", Answer::Yes),
            ("Oui [ ] Non [x]", Answer::No),
            ("N", Answer::No),
            ("O", Answer::Yes),
        ] {
            let all = ticked(&line(raw));
            assert_eq!(all.iter().find_map(answer), Some(wanted), "{raw}");
        }
    }
}
