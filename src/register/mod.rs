//! The declared register of processing activities (GDPR Art. 30): the native
//! file format, location patterns, and quality remarks that need no scan.
//!
//! Every fact is a state, never a boolean, and keeps its line. Reading is
//! strict: an unknown key, category or item is an error with a cure, because a
//! fact silently dropped would later show as a gap. No I/O: text in,
//! [`Register`] out.

mod accepted;
mod activity;
mod check;
pub mod edit;
mod encoding;
mod excerpt;
mod fact;
mod fault;
pub(crate) mod keyword;
pub mod label;
pub mod normal;
mod organisation;
pub(crate) mod parse;
mod pattern;
pub mod purpose;
pub(crate) mod read;
pub mod system;
pub mod words;
pub(crate) mod yaml;

pub use accepted::Accepted;
pub use activity::{
    Activity, Binding, Claim, Declared, Forbidden, LegalBases, Negated, Nir, Recipients, Retention,
    Secured, Sensitive, Transfers, Worded,
};
pub use check::{Group, Remark, Summary, Weight, check, groups, sort_name};
pub use fact::{At, Date, Fact, Message, inert, utc_date};
pub use fault::{Fault, RegisterError};
pub(crate) use keyword::Keyword;
pub use keyword::{
    Answer, BindingState, ClaimKind, Gravity, LegalBasis, Measure, Medium, RetentionKind, Role,
    State, Status,
};
pub use organisation::{Organisation, Person, SourceDocument, System, Waiver};
pub use pattern::{Pattern, PatternError, Rank};
pub use purpose::says;

/// A register as declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Register {
    /// The file it was read from, as it was named.
    pub file: String,
    /// Who keeps it.
    pub organisation: Organisation,
    /// The documents it was imported from.
    pub sources: Vec<SourceDocument>,
    /// The systems it names.
    pub systems: Vec<System>,
    /// The fiches, in the order of the file.
    pub activities: Vec<Activity>,
    /// Gaps accepted for a time.
    pub waivers: Vec<Waiver>,
    /// The file's own text.
    text: excerpt::Text,
}

impl Register {
    /// Reads the native format, `register.yaml`. `file` is only named in errors
    /// and citations.
    ///
    /// # Errors
    /// Everything that is wrong, each with line, caret and cure.
    pub fn parse(text: &str, file: &str) -> Result<Self, RegisterError> {
        parse::register(text, file)
    }

    /// Reads a file's bytes; see [`Self::parse`].
    ///
    /// # Errors
    /// As [`Self::parse`], and if it is not UTF-8.
    pub fn parse_bytes(bytes: Vec<u8>, file: &str) -> Result<Self, RegisterError> {
        Self::parse(&encoding::decode(bytes, file)?, file)
    }

    /// The system of this id.
    #[must_use]
    pub fn system(&self, id: &str) -> Option<&System> {
        self.systems.iter().find(|s| s.id.value == id)
    }

    /// The lines of the file from one place to another, as they are written
    /// there, in one line and inert.
    #[must_use]
    pub fn lines(&self, from: At, to: At) -> String {
        inert(self.text.lines(from, to))
    }

    /// The line of a place as it is written, after that of the key it stands
    /// under where this is another one.
    #[must_use]
    pub fn under(&self, key: &str, at: At) -> String {
        inert(self.text.under(key, at))
    }

    /// How a line of this register is cited: `register.yaml:34`.
    #[must_use]
    pub fn cite(&self, at: At) -> String {
        let name = self.file.rsplit(['/', '\\']).next().unwrap_or_default();
        inert(format!("{name}:{}", at.line))
    }
}
