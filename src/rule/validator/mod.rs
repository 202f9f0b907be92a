//! One pure function per identifier: does this text, from its first character,
//! hold a valid value, how long is it, and how strong is the proof?
//!
//! Validators never look around the value and never allocate on refusal.

use serde::Deserialize;

/// How strong a validator's proof is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// Valid, but so rare or so lax a form that a word or a column must agree
    /// (NIR with birth month 50-99, keyless forms).
    Weak,
    /// Valid.
    Plain,
    /// Valid with more structure than the check digits alone prove (NIR with a
    /// calendar month, IBAN whose RIB key holds too, known bank).
    Strong,
}

/// A value that a validator accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accepted {
    /// Bytes of the longest valid prefix of what was given. The rest is not part
    /// of the value (`BE68 5390 0754 7034 TOTO`).
    pub len: usize,
    /// How strong the proof is.
    pub grade: Grade,
    /// A known test value: specification example, fiction range, example.com.
    pub test: bool,
}

/// The closed list of validators that a rule may name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Validator {
    /// Luhn over all digits (ISO/IEC 7812-1 annex B).
    Luhn,
}

impl Validator {
    /// Judges `text`, whose start is the candidate.
    #[must_use]
    pub fn check(self, text: &str) -> Option<Accepted> {
        match self {
            Self::Luhn => {
                let _ = text;
                None
            }
        }
    }
}
