//! The content of one item, fetched again from where the scan found it.

use super::super::errands::{Desk, Order};
use super::super::lang::Lang;
use super::Item;
use super::look::{self, Seen, Wanted};
use crate::detect::Key;
use crate::extract::Limits;
use crate::inventory::{Inventory, Run};
use crate::model::{Problem, Reason, SourceId};
use crate::report::problem;
use crate::scan::{Patience, ScanError, Workers};
use crate::source::{self, Environment, Source, SourceKind, SourceRef, open_regular};
use anyhow::Result;
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::io::Read as _;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

/// Longest file that is read again.
const LONGEST: u64 = 1 << 30;

/// Reads items again.
pub(super) struct Fetcher<'a> {
    run: &'a Run,
    rules: Vec<(String, String, String)>,
    key: Key,
    most: usize,
    lang: Lang,
    desk: Desk,
    /// Databases, once connected to; or the sentence that says why not.
    databases: BTreeMap<SourceId, Result<Box<dyn Source>, String>>,
}

impl<'a> Fetcher<'a> {
    pub(super) fn new(
        run: &'a Run,
        rules: Vec<(String, String, String)>,
        key: Key,
        most: usize,
        lang: Lang,
    ) -> Self {
        Self {
            run,
            rules,
            key,
            most,
            lang,
            desk: Desk::new(Workers::default(), Patience::default(), false),
            databases: BTreeMap::new(),
        }
    }

    /// What an item gives (or the sentence that says why it gives nothing), and
    /// whether it has changed since it was scanned.
    ///
    /// # Errors
    /// No process can be started to read it in.
    pub(super) fn item(
        &mut self,
        item: &Item,
        inventory: &Inventory,
    ) -> Result<(Result<Seen, String>, bool)> {
        let name = item.at.path.to_text();
        let wanted = Wanted {
            at: item.at.clone(),
            name: name.rsplit('/').next().unwrap_or_default().to_owned(),
            spots: item.spots.clone(),
            most: self.most,
            rules: self.rules.clone(),
            key: self.key.0,
        };
        let Some(of) = self.run.sources.iter().find(|s| s.id == item.at.source) else {
            return Ok((Err(self.say(GONE)), false));
        };
        match of.kind {
            SourceKind::Stdin => Ok((Err(self.say(ONCE)), false)),
            SourceKind::Postgres => Ok((self.table(of, &wanted), false)),
            SourceKind::Tree | SourceKind::File => self.file(of, wanted, inventory),
        }
    }

    fn file(
        &mut self,
        of: &SourceRef,
        wanted: Wanted,
        inventory: &Inventory,
    ) -> Result<(Result<Seen, String>, bool)> {
        let path = root(&of.uri).join(OsStr::from_bytes(wanted.at.path.as_bytes()));
        let (bytes, modified) = match read(&path) {
            Ok(read) => read,
            Err(Some(p)) => return Ok((Err(problem(self.lang, &p)), false)),
            Err(None) => return Ok((Err(self.say(LONG)), false)),
        };
        let then = inventory
            .coverage
            .binary_search_by(|o| o.at.cmp(&wanted.at))
            .map(|i| &inventory.coverage[i]);
        let changed = then.is_ok_and(|o| {
            o.bytes != bytes.len() as u64 || o.modified.is_some_and(|m| m != modified)
        });
        let asked = self.desk.ask(&Order::Values(Box::new(wanted)), &bytes);
        let answer = asked.map_err(|e: ScanError| match self.lang {
            Lang::Fr => anyhow::anyhow!("le processus qui lit les documents ne démarre pas ({e}) ; vérifier les limites du système (ulimit -u, -n)"),
            Lang::En => anyhow::anyhow!("the process that reads documents does not start ({e}); check the limits of the system (ulimit -u, -n)"),
        })?;
        let seen: Result<Seen, Problem> = answer;
        Ok((seen.map_err(|p| problem(self.lang, &p)), changed))
    }

    fn table(&mut self, of: &SourceRef, wanted: &Wanted) -> Result<Seen, String> {
        let (lang, gone) = (self.lang, self.say(GONE));
        let opened = self.databases.entry(of.id).or_insert_with(|| {
            let options = source::Options {
                environment: Environment::from_vars(std::env::vars_os()),
                ..source::Options::default()
            };
            let fr = lang == Lang::Fr;
            source::open(&without_mask(&of.given), of.id, &options)
                .map_err(|e| format!("{} ({})", e.message(fr), e.cure(fr)))
        });
        let database = opened.as_ref().map_err(Clone::clone)?;
        let names = source::relation(&wanted.at.path.to_lossy());
        let (schema, table) = names.ok_or_else(|| gone.clone())?;
        let seen = look::lent(wanted, |sink| {
            database.read_table(&schema, &table, &Limits::default(), sink)
        });
        seen.ok_or(gone)
    }

    fn say(&self, (fr, en): (&str, &str)) -> String {
        match self.lang {
            Lang::Fr => fr.to_owned(),
            Lang::En => en.to_owned(),
        }
    }
}

const GONE: (&str, &str) = (
    "la source n’est plus connue ; relancer l’analyse",
    "the source is not known any more; scan again",
);
const ONCE: (&str, &str) = (
    "l’entrée standard ne se lit qu’une fois",
    "standard input can be read only once",
);
const LONG: (&str, &str) = (
    "plus de 1 Gio : ouvrir le fichier aux lignes que le rapport JSON Lines donne",
    "more than 1 GiB: open the file at the lines that the JSON Lines report gives",
);

/// The bytes of a file and when it was modified; no problem: it is too long.
fn read(path: &Path) -> Result<(Vec<u8>, i64), Option<Problem>> {
    let file = open_regular(path)?;
    let io = |e: std::io::Error| {
        let code = e.raw_os_error().unwrap_or_default();
        Some(Problem::new(Reason::IoError, format!("errno {code}")))
    };
    let modified = file.metadata().map_err(io)?.mtime();
    let mut bytes = Vec::new();
    file.take(LONGEST + 1).read_to_end(&mut bytes).map_err(io)?;
    match bytes.len() as u64 > LONGEST {
        true => Err(None),
        false => Ok((bytes, modified)),
    }
}

/// The directory that a URI names: characters as they are, and where there is no
/// such directory, bytes that are no characters (`caf%E9`).
fn root(uri: &str) -> PathBuf {
    let plain = uri.strip_prefix("file://").unwrap_or(uri);
    let path = PathBuf::from(if plain.is_empty() { "/" } else { plain });
    if path.is_dir() || !plain.contains('%') {
        return path;
    }
    let mut bytes = Vec::with_capacity(plain.len());
    let mut rest = plain.as_bytes();
    while let [first, more @ ..] = rest {
        let coded = (*first == b'%').then(|| more.get(..2)).flatten();
        let byte =
            coded.and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &more[2..] } else { more };
    }
    PathBuf::from(OsStr::from_bytes(&bytes))
}

/// A database's URL as it was given, the mask of its password left out: then the
/// password comes from where libpq looks for one.
fn without_mask(given: &str) -> String {
    given.replacen(":***@", "@", 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_root_is_found_by_its_uri() {
        assert_eq!(root("file:///srv/x"), Path::new("/srv/x"));
        assert_eq!(root("file://"), Path::new("/"));
        let bytes = root("file:///nowhere/caf%E9%zz");
        assert_eq!(bytes.as_os_str().as_bytes(), b"/nowhere/caf\xe9%zz");
    }

    #[test]
    fn no_mask_is_taken_for_a_password() {
        assert_eq!(
            without_mask("postgres://anne:***@h/db"),
            "postgres://anne@h/db"
        );
        assert_eq!(
            without_mask("postgres:///db?host=/run"),
            "postgres:///db?host=/run"
        );
    }
}
