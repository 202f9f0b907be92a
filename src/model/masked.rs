//! The only form in which a value leaves detection.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A value with all but a harmless part replaced by `*`. It is built by
/// `detect::mask` only; that it hides enough is tested there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Masked(Box<str>);

impl Masked {
    /// Wraps a text that is already masked.
    #[must_use]
    pub fn already(masked: String) -> Self {
        Self(masked.into_boxed_str())
    }

    /// The masked text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Masked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
