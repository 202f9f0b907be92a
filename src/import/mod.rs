//! Turns a declared register, whatever form it is kept in, into a draft of
//! `register.yaml` whose every fact says which words of which document it comes
//! from. Bytes in, [`Draft`] out: no I/O, no network, no model.
//!
//! Document -> [`Block`]s (lines and tables with their places, by the readers of
//! `extract`) -> fields (headings and column names by the vocabulary in
//! `rules/register/`) -> activities. The CNIL's model fiches, tables and prose
//! are three readers over the same blocks and the same vocabulary.
//!
//! Nothing is guessed silently: what a template prints (headings, examples,
//! instructions, placeholders) declares nothing, what cannot be placed is kept
//! as a remark with its place.

mod answer;
mod archive;
mod block;
mod boxes;
mod card;
mod contact;
mod denial;
mod document;
mod draft;
mod drawn;
mod duration;
mod form;
mod gone;
mod headed;
mod item;
mod laid;
mod line;
mod measure;
pub mod merge;
mod name;
mod own;
mod pasted;
mod phrase;
mod placed;
mod policy;
mod product;
mod retention;
mod room;
mod seen;
mod stacked;
mod structured;
mod system;
mod table;
mod taxonomy;
mod template;
mod twice;
mod under;
mod view;
mod vocabulary;
mod wiki;
mod write;

use crate::register::{Register, RegisterError};
use serde::{Deserialize, Serialize};

pub use archive::Archive;
pub use block::{Block, Grid, Line, Mark, Row, Spot, Table};
pub use document::Document;
pub use draft::{Draft, DraftActivity, Rubric, Said};
pub use draft::{Unread, Why};
pub use seen::{Lack, Seen};
pub use write::Origin;

/// The name of a reader. An alias, so that serde does not take it as borrowed.
type ReaderName = &'static str;

/// A register as it was read, and how. It can cross from the process that read it.
#[derive(Debug, Serialize, Deserialize)]
pub struct Imported {
    /// The document's name.
    pub file: String,
    /// SHA-256 of its bytes, hex.
    pub sha256: String,
    /// What the document was recognised as (`docx`, `text`, ...).
    pub kind: String,
    /// Which reader took it: `structured`, `product`, `form`, `table`, `policy`; empty where none did.
    #[serde(with = "importer")]
    pub importer: ReaderName,
    /// What was read.
    pub draft: Draft,
    /// What of the document could not be read.
    pub problems: Vec<crate::model::Problem>,
    /// Members and pictures that were not read, remarks of the reader.
    pub notes: Vec<String>,
    /// Pieces of text that had been encoded twice and were mended.
    pub mended: usize,
    /// What was seen of it, where no activity was recognised.
    pub seen: Option<Seen>,
    /// The document is a `register.yaml` already: its text.
    native: Option<String>,
}

impl Imported {
    /// Reads a document, in whatever form it is.
    #[must_use]
    pub fn read(bytes: &[u8], file: &str) -> Self {
        use sha2::{Digest as _, Sha256};
        let hash = Sha256::digest(bytes);
        let sha256: String = hash.iter().map(|b| format!("{b:02x}")).collect();
        if let Some(text) = native(bytes) {
            return Self::kept(text, "yaml", file, sha256);
        }
        if let Some(text) = view::native(bytes) {
            return Self::kept(text, "json", file, sha256);
        }
        let mut document = Document::read(bytes, file);
        let is_structured = structured::is_structured(&document.kind, file);
        let too_large = room::too_large(bytes).filter(|_| is_structured);
        let structured = (is_structured && too_large.is_none())
            .then(|| Document::text(bytes))
            .and_then(|text| structured::read(&document.kind, file, &text));
        let structured = structured.map(|(draft, problems)| {
            // the reader of text may have said the same
            document.problems.retain(|p| !problems.contains(p));
            document.problems.extend(problems);
            ("structured", draft)
        });
        let form = || form::read(&document).map(|draft| ("form", draft));
        let product = || product::read(&document).map(|draft| ("product", draft));
        let table = || table::read(&document).map(|draft| ("table", draft));
        let pasted = || pasted::read(&document).map(|draft| ("pasted", draft));
        let policy = || policy::read(&document).map(|draft| ("policy", draft));
        // in a workbook, what looks like a fiche's title is the title of a sheet
        let fiches = || match document.has_sheets() {
            true => table().or_else(form),
            false => form().or_else(table),
        };
        let (importer, draft) = structured
            .or_else(product)
            .or_else(fiches)
            .or_else(pasted)
            .or_else(policy)
            .unwrap_or_default();
        let mut draft = room::bounded(named(draft, &document));
        let repeated = document.repeated.drain(..);
        let unread = |said| Unread {
            said,
            why: Why::Template,
        };
        draft.unread.extend(repeated.map(unread));
        draft.unread.append(&mut document.unread);
        draft.unread.extend(too_large);
        if importer == "pasted" {
            policy::surroundings(&document).around(&mut draft);
        }
        let silent = draft.activities.is_empty();
        Self {
            file: file.to_owned(),
            sha256,
            seen: silent.then(|| seen::seen(&document)),
            kind: document.kind,
            importer,
            draft,
            problems: document.problems,
            notes: document.notes,
            mended: document.mended,
            native: None,
        }
    }

    /// A `register.yaml` as it is.
    fn kept(text: String, kind: &str, file: &str, sha256: String) -> Self {
        Self {
            file: file.to_owned(),
            sha256,
            kind: kind.to_owned(),
            importer: "native",
            draft: Draft::default(),
            problems: Vec::new(),
            notes: Vec::new(),
            mended: 0,
            seen: None,
            native: Some(text),
        }
    }

    /// The register that was read.
    ///
    /// # Errors
    /// Of a native register all that is wrong with it; of another document only
    /// that it holds more than a register may (2 million values).
    pub fn register(&self) -> Result<Register, RegisterError> {
        Register::parse(&self.yaml(), &self.file)
    }

    /// Whether it describes no activity.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.native.is_none() && self.draft.activities.is_empty()
    }

    /// As `register.yaml`.
    #[must_use]
    pub fn yaml(&self) -> String {
        if let Some(text) = &self.native {
            return text.clone();
        }
        let origin = Origin {
            file: self.file.clone(),
            sha256: self.sha256.clone(),
            importer: self.importer,
        };
        write::yaml(&self.draft, &origin)
    }
}

/// The name of a reader between processes: one of the closed list.
mod importer {
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    const ALL: [&str; 8] = [
        "",
        "native",
        "structured",
        "product",
        "form",
        "table",
        "pasted",
        "policy",
    ];

    pub(super) fn serialize<S: Serializer>(name: &str, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(name)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<&'static str, D::Error> {
        let name = String::deserialize(d)?;
        let known = ALL.into_iter().find(|known| *known == name);
        known.ok_or_else(|| D::Error::custom("no reader of ours"))
    }
}

/// The text of a native register: `version` and `activities` begin lines of it.
fn native(bytes: &[u8]) -> Option<String> {
    let begins = |key: &[u8]| {
        let mut lines = bytes.split(|b| *b == b'\n');
        lines.any(|line| line.starts_with(key))
    };
    let is_native = begins(b"version:") && begins(b"activities:");
    let text = std::str::from_utf8(bytes).ok().filter(|_| is_native)?;
    Some(text.strip_prefix('\u{feff}').unwrap_or(text).to_owned())
}

/// Gives activities without a name what they are for, or the words that stand
/// where their name should.
fn named(mut draft: Draft, document: &Document) -> Draft {
    let unnamed = |a: &draft::DraftActivity| a.name.text.is_empty();
    let places = match draft.activities.iter().any(unnamed) {
        true => document.by_place(),
        false => return draft,
    };
    for a in draft.activities.iter_mut().filter(|a| unnamed(a)) {
        let heading = places.get(&a.name.at).map(|words| line::spaces(words));
        let purpose = a.purposes.first().map(|p| p.text.clone());
        a.name.text = purpose.or(heading).unwrap_or_else(|| "?".to_owned());
        draft.unread.push(draft::Unread {
            said: a.name.clone(),
            why: draft::Why::Placeholder,
        });
    }
    draft
}

#[cfg(test)]
mod tests;
