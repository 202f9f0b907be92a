//! How sure we are: of one occurrence, and of a whole column or document.

use serde::{Deserialize, Serialize};

/// How much one finding can be trusted. Ordered: `Low < Medium < High`.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// A shape that chance produces often, or a word without a value.
    Low,
    /// A shape and a proof (checksum, dictionary, label) that chance rarely gives.
    Medium,
    /// Proof and agreement: checksum and context, or a verified column.
    High,
}

impl Confidence {
    /// The name used in JSON and on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// What the evidence of a whole place (a column, a document) says of one rule.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Not more than chance would give; kept for the record, at low confidence.
    Undetermined,
    /// Something points there (a header, a few values) but does not prove it.
    Indication,
    /// Values agree beyond chance, or each value is proven on its own.
    Verified,
    /// The column held such values, but a spreadsheet has destroyed them
    /// (`2,55E+14`): nothing can be checked any more, and that must be said.
    Destroyed,
}

impl Verdict {
    /// The name used in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Undetermined => "undetermined",
            Self::Indication => "indication",
            Self::Verified => "verified",
            Self::Destroyed => "destroyed",
        }
    }
}
