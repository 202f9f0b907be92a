//! What a register says beside its activities: the organisation, the documents
//! it was read from, its systems, and decisions about gaps.

use super::accepted::Accepted;
use super::fact::{At, Date, Fact};
use super::keyword::Medium;

/// The organisation that keeps the register.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Organisation {
    /// Its name.
    pub name: Option<Fact<String>>,
    /// The controller or who signs for it.
    pub controller: Option<Person>,
    /// Its representative in the Union.
    pub representative: Option<Person>,
    /// The data protection officer.
    pub dpo: Option<Person>,
    /// Where its name stands in the original document (`s1:l.4`).
    pub source: Option<String>,
    /// Where, when the register has the key.
    pub at: Option<At>,
}

/// A person or office to be reached.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Person {
    /// Name.
    pub name: Option<Fact<String>>,
    /// E-mail.
    pub email: Option<Fact<String>>,
    /// Phone.
    pub phone: Option<String>,
    /// Postal address.
    pub address: Option<String>,
    /// Of an external DPO.
    pub company: Option<String>,
    /// Whether the DPO is external; `None`: not said.
    pub external: Option<bool>,
    /// Where it stands in the original document (`s1:l.12`).
    pub source: Option<String>,
    /// Where the entry starts.
    pub at: At,
}

/// A document the register was imported from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceDocument {
    /// Referred to as `s1:l.101`.
    pub id: Fact<String>,
    /// Its name.
    pub file: String,
    /// Its hash, hex.
    pub sha256: Option<String>,
    /// Which importer read it.
    pub importer: Option<String>,
}

/// A system that holds data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct System {
    /// Referred to by activities and claims.
    pub id: Fact<String>,
    /// Its name.
    pub name: Option<String>,
    /// Other names, file signatures.
    pub aliases: Vec<String>,
    /// What it keeps data on; `None`: not said.
    pub medium: Option<Medium>,
    /// Where it is named in the original document (`s1:l.101`).
    pub source: Option<String>,
    /// Where it is hosted, in words.
    pub place: Option<String>,
    /// ISO 3166 code of the country.
    pub country: Option<Fact<String>>,
}

/// A decision that a gap is accepted for a time, as far as it had gone when it was
/// decided: what goes beyond these facts was not accepted, and what is not written
/// was not seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiver {
    /// The id of the gap (`G-3f2a9c01`).
    pub gap: Fact<String>,
    /// Why.
    pub reason: String,
    /// Who decided.
    pub by: String,
    /// Last day on which it holds.
    pub until: Fact<Date>,
    /// How far the gap had gone.
    pub accepts: Accepted,
}
