//! What a template prints itself: instructions, placeholders, definitions.

use super::answer::{is_none, is_unsaid};
use super::block::Table;
use super::vocabulary::Field;
use crate::model::folded_words;
use serde::Deserialize;
use std::sync::LazyLock;

#[derive(Deserialize)]
struct Words {
    instructions: Vec<String>,
    examples: Vec<String>,
    printed: Vec<String>,
    exact: Vec<String>,
    placeholders: Vec<String>,
    definitions: Vec<String>,
    explanations: Vec<String>,
    lists: Vec<String>,
    models: Vec<String>,
    plain_sheets: Vec<String>,
    meanings: Vec<String>,
    values: Vec<String>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    toml::from_str(include_str!("../../rules/register/template.toml"))
        .expect("template.toml is well-formed: tested")
});

/// What a line is to a reader of facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Worth {
    /// Somebody wrote it for this register.
    Said,
    /// The template says what to write.
    Instruction,
    /// Nothing was written where something should be.
    Placeholder,
    /// It explains what a word means.
    Definition,
}

/// What a line is worth.
pub(super) fn worth(text: &str) -> Worth {
    let words = folded_words(text);
    let is = |list: &[String]| list.contains(&words);
    let begins = |list: &[String]| list.iter().any(|w| begins_with(&words, w));
    let open = is(&WORDS.placeholders)
        || is_unsaid(&words)
        || WORDS.exact.iter().any(|w| w == text.trim());
    if words.is_empty() || open || is_bracketed(text) {
        return Worth::Placeholder;
    }
    if begins(&WORDS.instructions)
        || begins(&WORDS.examples) && (text.contains(':') || is_cut(text))
    {
        return Worth::Instruction;
    }
    if defines(&words) || explains_term(text) {
        return Worth::Definition;
    }
    Worth::Said
}

/// Whether the first word is an abbreviation (`ex. 3 ans`).
fn is_cut(text: &str) -> bool {
    let first = text
        .trim_start_matches(['(', '['])
        .split_whitespace()
        .next();
    first.is_some_and(|w| w.ends_with('.'))
}

/// Whether the name of an activity says that the template prints it: `(exemple)
/// Paie`, `EXEMPLE - Paie`, `Modèle à supprimer : paie`.
pub(super) fn is_printed_name(name: &str) -> bool {
    let ends = [":", ")", "]", " - ", " – ", " — ", "\n"];
    let end = ends.iter().filter_map(|e| name.find(e)).min();
    let head = folded_words(&name[..end.unwrap_or(name.len())]);
    let rest = end.map_or("", |at| &name[at..]);
    let is = |list: &[String]| list.contains(&head);
    is(&WORDS.printed) || is(&WORDS.examples) && rest.contains(char::is_alphabetic)
}

/// Whether what stands in a bracket only gives examples (`ex. : nom, prénom`).
pub(super) fn is_example(text: &str) -> bool {
    let words = folded_words(text);
    WORDS.examples.iter().any(|w| begins_with(&words, w))
}

/// Characters before the words that make a definition.
const TERM: usize = 60;

/// Whether folded words define something near their beginning.
fn defines(words: &str) -> bool {
    let padded = format!(" {words} ");
    let near = |w: &String| padded.find(&format!(" {w} ")).is_some_and(|at| at < TERM);
    WORDS.definitions.iter().any(near)
}

/// `Données sensibles : il s'agit des données ...`.
fn explains_term(text: &str) -> bool {
    let Some((term, meaning)) = text.split_once(':') else {
        return false;
    };
    let meaning = folded_words(meaning);
    let begins = |w: &String| begins_with(&meaning, w);
    term.len() < TERM && !term.trim().is_empty() && WORDS.explanations.iter().any(begins)
}

/// What the name of a sheet says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sheet {
    /// It may hold a register.
    Register,
    /// Values to choose from, legends, instructions.
    Lists,
    /// A model or example, beside the register that was made of it.
    Model,
}

/// What a sheet is by its name.
pub(super) fn sheet(name: &str) -> Sheet {
    let words = folded_words(name);
    let has = |list: &[String]| {
        list.iter()
            .any(|w| format!(" {words} ").contains(&format!(" {w} ")))
    };
    match () {
        () if has(&WORDS.lists) => Sheet::Lists,
        () if has(&WORDS.models) => Sheet::Model,
        () => Sheet::Register,
    }
}

/// Whether the name of a sheet may be that of the activity in it: no program gave it,
/// and it says more than what a sheet is.
pub(super) fn may_name(sheet_name: &str) -> bool {
    let words = folded_words(sheet_name);
    let bare = words.trim_matches(|c: char| c.is_ascii_digit() || c == ' ');
    let letters = bare.chars().filter(|c| c.is_alphabetic()).count();
    let plain = bare
        .split(' ')
        .all(|w| WORDS.plain_sheets.iter().any(|p| p == w))
        || WORDS.plain_sheets.iter().any(|p| p == bare);
    letters > 2
        && !plain
        && sheet(sheet_name) == Sheet::Register
        && worth(sheet_name) == Worth::Said
}

/// Whether a table says what the names of fields mean: its second column is
/// called so.
pub(super) fn explains(table: &Table) -> bool {
    let second = table.rows.first().and_then(|r| r.get(1));
    second.is_some_and(|c| WORDS.meanings.contains(&folded_words(&c.text)))
}

/// Whether folded words only say that a column holds values (`Réponse`).
pub(super) fn is_value(words: &str) -> bool {
    WORDS
        .values
        .iter()
        .chain(&WORDS.meanings)
        .any(|w| w == words)
}

/// Whether "none" answers a field, which elsewhere says that nobody filled it in.
pub(super) fn is_answer(field: Field, text: &str) -> bool {
    let asks = matches!(
        field,
        Field::Sensitive | Field::SensitiveWhich | Field::Transfers | Field::Nir | Field::Excluded
    );
    asks && is_none(text)
}

/// Whether folded words begin with others, as whole words.
fn begins_with(words: &str, start: &str) -> bool {
    let rest = words.strip_prefix(start);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// `[À COMPLÉTER PAR LE DPO]`, `<nom du service>`, the address under a page.
fn is_bracketed(text: &str) -> bool {
    let text = text.trim();
    let inner = text
        .strip_prefix('[')
        .and_then(|t| t.strip_suffix(']'))
        .or_else(|| text.strip_prefix('<').and_then(|t| t.strip_suffix('>')));
    inner.is_some_and(|inner| !inner.contains(['[', '<', '@', '('])) || text.starts_with("<http")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_the_template_prints() {
        for (name, wanted) in [
            ("(exemple) Gestion de la paie", true),
            ("EXEMPLE - Recrutement", true),
            ("Exemple : Paie", true),
            ("ex : Suivi des malades", true),
            ("Modèle à supprimer : infirmerie", true),
            ("Exemples de prêts", false),
            ("Ex-salariés", false),
            ("Ex-agents - retraites", false),
            ("Modèles : prêt de maquettes", false),
            ("Gestion (exemple)", false),
        ] {
            assert_eq!(is_printed_name(name), wanted, "{name}");
        }
        assert_eq!(worth("ex. 3 ans"), Worth::Instruction);
        assert_eq!(worth("Ex conjoint"), Worth::Said);
    }

    #[test]
    fn templates_declare_nothing() {
        for (text, wanted) in [
            ("Cliquez ici.", Worth::Placeholder),
            ("[À COMPLÉTER PAR LE DPO]", Worth::Placeholder),
            ("nil", Worth::Placeholder),
            ("N/A", Worth::Placeholder),
            ("Décrivez les mesures :", Worth::Instruction),
            (
                "Exemple : pour la formation, suivi des demandes",
                Worth::Instruction,
            ),
            ("Exemplaires papier : archives", Worth::Said),
            (
                "Liste ses différents types de personnes dont nous collectons",
                Worth::Instruction,
            ),
            (
                "Sont considérées comme des données sensibles : la santé",
                Worth::Definition,
            ),
            (
                "Données sensibles : il s'agit des données de santé",
                Worth::Definition,
            ),
            (
                "Il s'agit des données de santé et du NIR des patients",
                Worth::Said,
            ),
            (
                "Il s’agit des données révélant l’origine",
                Worth::Definition,
            ),
            ("From:", Worth::Placeholder),
            ("from", Worth::Said),
            ("From", Worth::Said),
            ("Nom, Prénom, Email", Worth::Said),
            ("Aucune donnée ne peut sortir de la base.", Worth::Said),
        ] {
            assert_eq!(worth(text), wanted, "{text}");
        }
    }
}
