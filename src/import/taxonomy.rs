//! The data categories of fideslang (`user.contact.email`), from
//! `rules/register/fideslang.toml`: what each means in the closed lists.

use crate::model::{Category, Datum};
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::LazyLock;

#[derive(Deserialize)]
struct Taxonomy {
    prefixes: Vec<String>,
    keys: HashMap<String, Meaning>,
}

/// What a category means.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Meaning {
    /// The items that it names.
    #[serde(default)]
    pub(super) items: Vec<Datum>,
    /// The rubric that it names as a whole.
    pub(super) rubric: Option<Category>,
}

static TAXONOMY: LazyLock<Taxonomy> = LazyLock::new(|| {
    toml::from_str(include_str!("../../rules/register/fideslang.toml"))
        .expect("fideslang.toml is well-formed: tested")
});

/// What a key of the taxonomy means; none where a text is no such key.
pub(super) fn meaning(text: &str) -> Option<&'static Meaning> {
    let known = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '_');
    if !text.contains('.') || !text.chars().all(known) {
        return None;
    }
    let short = TAXONOMY
        .prefixes
        .iter()
        .find_map(|p| text.strip_prefix(p.as_str()));
    let mut key = match short {
        Some(rest) => format!("user.{rest}"),
        None => text.to_owned(),
    };
    loop {
        if let Some(meaning) = TAXONOMY.keys.get(&key) {
            return Some(meaning);
        }
        key.truncate(key.rfind('.')?);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_mean_the_longest_that_is_known() {
        let items = |text| meaning(text).map(|m| m.items.clone());
        assert_eq!(items("user.contact.email"), Some(vec![Datum::Email]));
        assert_eq!(
            items("user.provided.identifiable.contact.email"),
            Some(vec![Datum::Email])
        );
        assert_eq!(items("user.health.condition"), Some(vec![Datum::Health]));
        assert_eq!(items("system.operations"), Some(vec![]));
        assert_eq!(
            meaning("user.contact.unknown").and_then(|m| m.rubric),
            Some(Category::Identite)
        );
        for none in ["user", "www.exemple.fr", "Nom. Prénom", "a.b"] {
            assert_eq!(items(none), None, "{none}");
        }
    }
}
