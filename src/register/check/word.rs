//! What items, rubrics and rules are called in remarks, in both languages.

use crate::model::{Category, Datum};
use crate::register::label::{self, Of};

/// French and English.
pub(super) type Both = (String, String);

fn both(of: impl Fn(bool) -> String) -> Both {
    (of(true), of(false))
}

/// What a datum is called.
pub(super) fn item(datum: Datum) -> Both {
    both(|french| label::datum(datum, french).to_owned())
}

/// What a rubric is called.
pub(super) fn rubric(category: Category) -> Both {
    both(|french| label::category(category, french).to_owned())
}

/// What a rule of retention is about: a datum, a rubric, all, or its own words.
pub(super) fn about(applies_to: &str) -> Both {
    let known = |french| match (applies_to.parse(), applies_to.parse()) {
        (Ok(datum), _) => Some(label::datum(datum, french)),
        (_, Ok(category)) => Some(label::category(category, french)),
        _ if applies_to == "all" => Some(label::text(Of::Word, "all_data", french)),
        _ => None,
    };
    both(|french| known(french).unwrap_or(applies_to).to_owned())
}
