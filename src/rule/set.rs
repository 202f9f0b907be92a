//! Rules read, checked and compiled: what the engine runs.

use super::compile::Compiled;
use super::format::{Anchor, Rule};
use crate::inventory::RuleCard;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

include!(concat!(env!("OUT_DIR"), "/builtin.rs"));

/// A rule file that cannot be used: where and why, and what to do.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {message}")]
pub struct RuleError {
    /// The file (`rules/fr-nir.toml`).
    pub file: String,
    /// What is wrong, with line and caret where the TOML itself is at fault.
    pub message: String,
}

impl RuleError {
    fn new(file: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            message: message.into(),
        }
    }
}

/// The rules of a run, sorted by id.
#[derive(Debug)]
pub struct RuleSet {
    rules: Vec<Rule>,
    compiled: Compiled,
    sha256: String,
}

impl RuleSet {
    /// The rules shipped in the program, and those of the given directories; a
    /// user's rule replaces the builtin one of the same id.
    ///
    /// # Errors
    /// The first rule that cannot be read, parsed or compiled.
    pub fn load(directories: &[PathBuf]) -> Result<Self, RuleError> {
        Self::shipped_and(texts_of(directories)?)
    }

    /// The rules shipped in the program, and others as (id, file name, text): what
    /// [`RuleSet::load`] makes of directories, where there are none to be read.
    ///
    /// # Errors
    /// As [`RuleSet::load`].
    pub fn shipped_and(
        others: impl IntoIterator<Item = (String, String, String)>,
    ) -> Result<Self, RuleError> {
        let mut texts: BTreeMap<String, (String, String)> = BTreeMap::new();
        for (id, text) in BUILTIN {
            texts.insert((*id).into(), (format!("rules/{id}.toml"), (*text).into()));
        }
        for (id, file, text) in others {
            texts.insert(id, (file, text));
        }
        Self::from_texts(texts.into_iter().map(|(id, (file, text))| (id, file, text)))
    }

    /// From (id, file name, text) triples, in any order.
    ///
    /// # Errors
    /// As [`RuleSet::load`].
    pub fn from_texts(
        texts: impl IntoIterator<Item = (String, String, String)>,
    ) -> Result<Self, RuleError> {
        let mut texts: Vec<_> = texts.into_iter().collect();
        texts.sort();
        let mut hash = Sha256::new();
        let mut rules = Vec::with_capacity(texts.len());
        for (id, file, text) in &texts {
            hash.update((id.len() as u64).to_le_bytes());
            hash.update(id);
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text);
            rules.push(parse(id, file, text)?);
        }
        for (name, bytes) in super::dictionary::FILES {
            hash.update(name);
            hash.update((bytes.len() as u64).to_le_bytes());
            hash.update(bytes);
        }
        let shipped = |rule: usize| {
            let (id, _, text) = &texts[rule];
            BUILTIN.contains(&(id.as_str(), text.as_str()))
        };
        let compiled = Compiled::new(&rules, shipped).map_err(|(id, message)| {
            let file = texts
                .iter()
                .find(|t| t.0 == id)
                .map_or(id.clone(), |t| t.1.clone());
            RuleError::new(file, message)
        })?;
        let sha256 = hash.finalize().iter().fold(String::new(), |mut s, b| {
            let _ = write!(s, "{b:02x}");
            s
        });
        Ok(Self {
            rules,
            compiled,
            sha256,
        })
    }

    /// The rules, sorted by id.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The rule of this id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Rule> {
        self.rules
            .binary_search_by(|r| r.id.as_str().cmp(id))
            .ok()
            .map(|i| &self.rules[i])
    }

    /// What the engine runs.
    #[must_use]
    pub fn compiled(&self) -> &Compiled {
        &self.compiled
    }

    /// What reports need of each rule, in the same order.
    #[must_use]
    pub fn cards(&self) -> Vec<RuleCard> {
        let card = |r: &Rule| RuleCard {
            id: r.id.clone(),
            datum: r.item,
            category: r.item.map(crate::model::Datum::category),
            title_fr: r.title.fr.clone(),
            title_en: if r.title.en.is_empty() {
                r.title.fr.clone()
            } else {
                r.title.en.clone()
            },
        };
        self.rules.iter().map(card).collect()
    }

    /// SHA-256 over all rule files, hex.
    #[must_use]
    pub fn sha256(&self) -> &str {
        &self.sha256
    }
}

/// The rules of directories as (id, file, text), in their order.
///
/// # Errors
/// One that cannot be read.
pub fn texts_of(directories: &[PathBuf]) -> Result<Vec<(String, String, String)>, RuleError> {
    let mut texts = Vec::new();
    for directory in directories {
        texts.extend(read_directory(directory)?);
    }
    Ok(texts)
}

/// The `*.toml` files of a directory as (id, file, text), sorted.
fn read_directory(directory: &Path) -> Result<Vec<(String, String, String)>, RuleError> {
    let shown = directory.display().to_string();
    let unreadable = |e: std::io::Error| {
        RuleError::new(
            shown.clone(),
            format!(
                "cannot be read ({}); give a directory of .toml rules to --rules",
                e.kind()
            ),
        )
    };
    let mut found = Vec::new();
    for entry in std::fs::read_dir(directory).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let Some(id) = path
            .file_name()
            .and_then(|n| n.to_str()?.strip_suffix(".toml"))
        else {
            continue;
        };
        let text = std::fs::read_to_string(&path)
            .map_err(|e| RuleError::new(path.display().to_string(), e.kind().to_string()))?;
        found.push((id.to_owned(), path.display().to_string(), text));
    }
    found.sort();
    Ok(found)
}

/// Parses one file and checks what the engine relies on.
fn parse(id: &str, file: &str, text: &str) -> Result<Rule, RuleError> {
    let rule: Rule = toml::from_str(text)
        .map_err(|e| RuleError::new(file, e.to_string().trim_end().to_owned()))?;
    let fail = |message: String| Err(RuleError::new(file, message));
    if rule.id != id {
        return fail(format!(
            "id = \"{}\" differs from the file name; rename the file or write id = \"{id}\"",
            rule.id
        ));
    }
    if rule.patterns.len() > 200 || rule.terms.len() > 200 {
        return fail("more than 200 patterns or groups of terms; split the rule".into());
    }
    for p in &rule.patterns {
        let labelled = matches!(p.anchor, Anchor::Label | Anchor::Word);
        if labelled == p.labels.is_empty() {
            return fail(format!(
                "pattern `{}`: `labels` go with anchor = \"label\" or \"word\", and only with them",
                p.name
            ));
        }
    }
    Ok(rule)
}
