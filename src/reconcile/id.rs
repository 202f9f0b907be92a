//! Stable identities of gaps, so that two runs can be compared and a decision
//! finds its gap again.

use super::{Code, GapId};
use crate::model::Datum;
use sha2::{Digest as _, Sha256};

/// `G-` and eight hex digits of SHA-256 over the code, the signature (activity
/// or places) and the items. Each part is preceded by its length and the
/// signature by its number of parts, so that no two lists are written alike.
///
/// A decision accepts what its author saw and nothing else. Gaps of an activity
/// are named by their items: a decision about one item never hides another. Gaps
/// that gather places (G01, G15) are named by these places too: a place or an
/// item more makes another gap, and the decision no longer applies.
pub(super) fn of(code: Code, signature: &[String], items: &[Datum]) -> GapId {
    let mut hash = Sha256::new();
    let mut part = |text: &str| {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text.as_bytes());
    };
    part(code.as_str());
    part(&signature.len().to_string());
    signature.iter().for_each(|s| part(s));
    items.iter().for_each(|d| part(d.as_str()));
    let digest = hash.finalize();
    let hex: String = digest.iter().take(4).map(|b| format!("{b:02x}")).collect();
    GapId(format!("G-{hex}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_frozen() {
        let id = of(Code::G03, &["prospects".to_owned()], &[Datum::BirthDate]);
        assert_eq!(
            id,
            of(Code::G03, &["prospects".to_owned()], &[Datum::BirthDate])
        );
        assert_eq!(id.0.len(), 10);
        let other = of(Code::G03, &["prospect".to_owned(), "s".to_owned()], &[]);
        assert_ne!(id, other);
        let listed = of(
            Code::G03,
            &["prospects".to_owned(), "birth_date".to_owned()],
            &[],
        );
        assert_ne!(
            id, listed,
            "an item is never taken for a part of the signature"
        );
    }
}
