//! A set of documents and tables with gold labels, as it lies in its directory:
//! `docs.jsonl`, `tables.jsonl` with the files it names, and `set.toml`, which may
//! be missing. `fixtures/eval/README.md` describes the format.

use super::{Types, kind};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// A set that cannot be used: where and why.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {message}")]
pub struct SetError {
    /// The file, with the line where one is at fault.
    pub file: String,
    /// What is wrong.
    pub message: String,
}

impl SetError {
    pub(super) fn new(file: &Path, message: impl ToString) -> Self {
        Self {
            file: file.display().to_string(),
            message: message.to_string(),
        }
    }
}

/// The half of a set: on one rules are mended, of the other only figures are
/// shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Half {
    /// `tune`; sets that have no halves are wholly this one.
    #[serde(alias = "dev", alias = "train")]
    Tune,
    /// `report`.
    #[serde(alias = "test")]
    Report,
}

impl Half {
    /// As sets write it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Tune => "tune",
            Self::Report => "report",
        }
    }
}

const fn tune() -> Half {
    Half::Tune
}

/// A set, read.
#[derive(Debug)]
pub struct Set {
    /// Its name, else that of its directory.
    pub name: String,
    /// Its version, where it has one.
    pub version: String,
    pub(super) documents: Vec<Document>,
    pub(super) tables: Vec<Table>,
    pub(super) in_text: Types,
    pub(super) in_columns: Types,
    /// Types of which a finding and a label need only touch.
    pub(super) statements: Types,
}

/// One document and its labels.
#[derive(Debug, Deserialize)]
pub(super) struct Document {
    #[serde(rename = "doc")]
    pub(super) id: String,
    /// Its name says its format.
    pub(super) path: String,
    #[serde(default)]
    pub(super) source: String,
    #[serde(default)]
    family: String,
    #[serde(default = "tune", rename = "split")]
    pub(super) half: Half,
    /// Types that are not labelled in this one.
    #[serde(default)]
    pub(super) ignore: BTreeSet<String>,
    pub(super) labels: Vec<Label>,
    pub(super) text: String,
}

/// A stretch of text that is of a type; offsets count characters.
#[derive(Debug, Deserialize)]
pub(super) struct Label {
    pub(super) start: usize,
    pub(super) end: usize,
    #[serde(rename = "type")]
    pub(super) kind: String,
    /// May be found or not.
    #[serde(default)]
    pub(super) optional: bool,
}

/// One table and what its columns hold.
#[derive(Debug, Deserialize)]
pub(super) struct Table {
    #[serde(rename = "table")]
    pub(super) id: String,
    pub(super) path: PathBuf,
    #[serde(default)]
    pub(super) kind: String,
    #[serde(default)]
    family: String,
    #[serde(default = "tune", rename = "split")]
    pub(super) half: Half,
    pub(super) columns: Vec<GoldColumn>,
}

/// What must be said of a column, and what may be.
#[derive(Debug, Deserialize)]
pub(super) struct GoldColumn {
    pub(super) types: BTreeSet<String>,
    #[serde(default)]
    pub(super) optional: BTreeSet<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    name: String,
    version: String,
    documents: Types,
    columns: Types,
    #[serde(default)]
    statements: Types,
}

impl Set {
    /// Reads a directory.
    ///
    /// # Errors
    /// A file that is missing or does not hold what it should.
    pub fn read(directory: &Path) -> Result<Self, SetError> {
        let head = head(directory)?;
        let documents: Vec<Document> = lines(&directory.join("docs.jsonl"))?;
        let mut tables: Vec<Table> = lines(&directory.join("tables.jsonl"))?;
        if documents.is_empty() && tables.is_empty() {
            let message = "neither docs.jsonl nor tables.jsonl holds anything there";
            return Err(SetError::new(directory, message));
        }
        for document in &documents {
            document.check(directory)?;
        }
        for table in &mut tables {
            table.path = directory.join(&table.path);
        }
        Ok(Self {
            name: head.name,
            version: head.version,
            documents,
            tables,
            in_text: head.documents,
            in_columns: head.columns,
            statements: head.statements,
        })
    }
}

impl Document {
    fn check(&self, directory: &Path) -> Result<(), SetError> {
        let length = self.text.chars().count();
        let wrong = |l: &&Label| l.start >= l.end || l.end > length;
        match self.labels.iter().find(wrong) {
            None => Ok(()),
            Some(l) => Err(SetError::new(
                &directory.join("docs.jsonl"),
                format!(
                    "{}: the label {} {}..{} is not within its {length} characters",
                    self.id, l.kind, l.start, l.end
                ),
            )),
        }
    }

    /// The kind of document, without the number that further sets write after it.
    pub(super) fn layout(&self) -> &str {
        let end = self.source.find([':', ' ']).unwrap_or(self.source.len());
        &self.source[..end]
    }

    /// The family of its layout; its kind, in sets that have no families.
    pub(super) fn family(&self) -> &str {
        match self.family.as_str() {
            "" => self.layout(),
            family => family,
        }
    }
}

impl Table {
    /// As [`Document::family`].
    pub(super) fn family(&self) -> &str {
        match self.family.as_str() {
            "" => &self.kind,
            family => family,
        }
    }
}

fn head(directory: &Path) -> Result<Head, SetError> {
    let file = directory.join("set.toml");
    if !file.exists() {
        let named = |types: &[&str]| types.iter().map(|t| (*t).to_owned()).collect();
        let name = directory.file_name().unwrap_or_default().to_string_lossy();
        return Ok(Head {
            name: name.into_owned(),
            version: String::new(),
            documents: named(kind::IN_TEXT),
            columns: named(kind::IN_COLUMNS),
            statements: Types::new(),
        });
    }
    let text = std::fs::read_to_string(&file).map_err(|e| SetError::new(&file, e))?;
    toml::from_str(&text).map_err(|e| SetError::new(&file, e.to_string().trim_end()))
}

/// The objects of a file of JSON lines; none where there is no such file.
fn lines<T: DeserializeOwned>(file: &Path) -> Result<Vec<T>, SetError> {
    if !file.exists() {
        return Ok(Vec::new());
    }
    let text = std::fs::read_to_string(file).map_err(|e| SetError::new(file, e))?;
    let mut out = Vec::new();
    for (n, line) in text.lines().enumerate().filter(|(_, l)| !l.is_empty()) {
        out.push(serde_json::from_str(line).map_err(|e| SetError {
            file: format!("{}:{}", file.display(), n + 1),
            // its own words would quote the line
            message: format!("is no such object of JSON (column {})", e.column()),
        })?);
    }
    Ok(out)
}
