//! Stable identities of gaps, so that two runs can be compared and a decision
//! finds its gap again.

use super::{Code, GapId};
use sha2::{Digest as _, Sha256};

/// `G-` and eight hex digits of SHA-256 over the code and the signature (activity
/// and category, or region). Each part is preceded by its length and the signature
/// by its number of parts, so that no two lists are written alike.
///
/// Neither places nor items make an id: they come and go with the data, and how a
/// location is spelled is no difference. What a decision has accepted of them the
/// waiver remembers (see `waive`).
pub(super) fn of(code: Code, signature: &[String]) -> GapId {
    let mut hash = Sha256::new();
    let mut part = |text: &str| {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text.as_bytes());
    };
    part(code.as_str());
    part(&signature.len().to_string());
    signature.iter().for_each(|s| part(s));
    let digest = hash.finalize();
    let hex: String = digest.iter().take(4).map(|b| format!("{b:02x}")).collect();
    GapId(format!("G-{hex}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_frozen() {
        let of = |parts: &[&str]| {
            let parts: Vec<String> = parts.iter().map(|p| (*p).to_owned()).collect();
            of(Code::G03, &parts)
        };
        assert_eq!(of(&["prospects"]), of(&["prospects"]));
        assert_eq!(of(&["prospects"]).0.len(), 10);
        assert_ne!(of(&["prospects"]), of(&["prospect", "s"]));
        assert_ne!(of(&["prospects", ""]), of(&["prospects"]));
    }
}
