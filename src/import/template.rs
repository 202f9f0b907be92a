//! What a template prints itself: instructions, placeholders, definitions.

use crate::model::folded_words;
use serde::Deserialize;
use std::sync::LazyLock;

#[derive(Deserialize)]
struct Words {
    instructions: Vec<String>,
    placeholders: Vec<String>,
    definitions: Vec<String>,
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
    if words.is_empty() || is(&WORDS.placeholders) || is_bracketed(text) {
        return Worth::Placeholder;
    }
    if begins(&WORDS.instructions) {
        return Worth::Instruction;
    }
    let defines = |w: &String| {
        let at = words.find(w.as_str());
        at.is_some_and(|at| at < 60)
    };
    if WORDS.definitions.iter().any(defines) {
        return Worth::Definition;
    }
    Worth::Said
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
    fn templates_declare_nothing() {
        for (text, wanted) in [
            ("Cliquez ici.", Worth::Placeholder),
            ("[À COMPLÉTER PAR LE DPO]", Worth::Placeholder),
            ("nil", Worth::Placeholder),
            ("N/A", Worth::Placeholder),
            ("Décrivez les mesures :", Worth::Instruction),
            (
                "Liste ses différents types de personnes dont nous collectons",
                Worth::Instruction,
            ),
            (
                "Sont considérées comme des données sensibles : la santé",
                Worth::Definition,
            ),
            ("Nom, Prénom, Email", Worth::Said),
            ("Aucune donnée ne peut sortir de la base.", Worth::Said),
        ] {
            assert_eq!(worth(text), wanted, "{text}");
        }
    }
}
