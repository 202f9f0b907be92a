//! What stands before the first fiche: whose register it is, who is responsible.

use super::super::vocabulary::Field;
use super::starts::WORDS;
use crate::model::folded_words;

/// Whom lines are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::import) enum Who {
    Controller,
    Dpo,
}

/// The name that follows the title of a register, empty where none does; none
/// where the line is no title.
pub(in crate::import) fn organisation(line: &str) -> Option<String> {
    let words = folded_words(line);
    let title = WORDS.titles.iter().find(|t| words.starts_with(*t))?;
    let n = title.split(' ').count();
    let rest = line.split_whitespace().skip(n);
    let rest: Vec<&str> = rest.take_while(|w| !w.starts_with(['(', '—'])).collect();
    let name = rest.join(" ").trim_matches([':', '-', '–', ' ']).to_owned();
    let named = WORDS.of.iter().find_map(|of| name.strip_prefix(of));
    let name = named.unwrap_or(&name);
    // `for controllers` is no name
    let is_name = !name.starts_with(char::is_lowercase);
    Some(if is_name { name } else { "" }.to_owned())
}

/// Whether a line is the beginning of a title that a page wraps.
pub(in crate::import) fn opens_title(line: &str) -> bool {
    let words = folded_words(line);
    let begun = |t: &String| t.starts_with(&format!("{words} "));
    words.contains(' ') && WORDS.titles.iter().any(begun)
}

/// Whom a field is about.
pub(in crate::import) fn of_field(field: Field) -> Option<Who> {
    match field {
        Field::Controller => Some(Who::Controller),
        Field::Dpo => Some(Who::Dpo),
        _ => None,
    }
}

/// Whom a heading announces.
pub(in crate::import) fn person(heading: &str) -> Option<Who> {
    let words = folded_words(heading);
    if words.split(' ').count() > 30 || heading.trim_start().starts_with('(') {
        return None;
    }
    if words.contains("delegue a la protection")
        || words.split(' ').any(|w| w == "dpo" || w == "dpd")
    {
        return Some(Who::Dpo);
    }
    let of = words.contains("organisme") || words.contains("traitement");
    (words.contains("responsable") && of).then_some(Who::Controller)
}
