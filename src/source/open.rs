//! From what the user wrote to a source.

use super::error::PLANNED;
use super::postgres::{DatabaseLimits, Postgres};
use super::regular::{kind_name, stat_of};
use super::single::{OneFile, Stdin};
use super::tree::{Skip, Tree};
use super::{Source, SourceError, hint, redact, walk};
use crate::model::SourceId;
use rustix::fs::FileType;
use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// What a run asks of all its sources.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Patterns of paths to leave out, as in `.gitignore`, relative to the root;
    /// of a database, of `schema.table`.
    pub exclude: Vec<String>,
    /// Files and directories that limier itself writes: never scanned.
    pub own: Vec<PathBuf>,
    /// The variables of the process that sources may use.
    pub environment: Environment,
    /// Budgets of databases.
    pub database: DatabaseLimits,
    /// Set by anyone to end the run: who waits for a server gives up.
    pub stop: Arc<AtomicBool>,
}

/// The environment variables that sources may use: those of libpq and the
/// user's name and home. Does not print their values.
#[derive(Clone, Default)]
pub struct Environment(BTreeMap<String, String>);

impl Environment {
    /// Keeps what sources may use; `cli` gives `std::env::vars_os()`.
    pub fn from_vars<K, V>(vars: impl IntoIterator<Item = (K, V)>) -> Self
    where
        K: Into<std::ffi::OsString>,
        V: Into<std::ffi::OsString>,
    {
        let known = |name: &str| name.starts_with("PG") || matches!(name, "HOME" | "USER");
        Self(
            vars.into_iter()
                .filter_map(|(k, v)| {
                    let name = k.into().into_string().ok().filter(|n| known(n))?;
                    Some((name, v.into().into_string().ok()?))
                })
                .collect(),
        )
    }

    /// A variable that is set and not empty.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0
            .get(name)
            .map(String::as_str)
            .filter(|v| !v.is_empty())
    }
}

impl std::fmt::Debug for Environment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

/// Opens what the user named: a directory, a file, `-` for standard input, or
/// the URL of a database (which is connected to, so that a wrong password is
/// known at once).
///
/// # Errors
/// When there is nothing to scan there; the error says what to do.
pub fn open(given: &str, id: SourceId, options: &Options) -> Result<Box<dyn Source>, SourceError> {
    if given == "-" {
        return Ok(Box::new(Stdin::new(id)));
    }
    if let Some(path) = path_of(given) {
        return open_path(path, given, id, options);
    }
    match scheme_of(given).unwrap_or_default() {
        "postgres" | "postgresql" => Ok(Box::new(Postgres::open(given, id, options)?)),
        scheme if PLANNED.contains(&scheme) => Err(SourceError::Planned {
            scheme: scheme.to_owned(),
        }),
        scheme => Err(SourceError::UnknownScheme {
            scheme: scheme.to_owned(),
        }),
    }
}

/// The path of what names one: a path, or `file://` and one.
pub(super) fn path_of(given: &str) -> Option<&Path> {
    match scheme_of(given) {
        Some("file") => Some(Path::new(&given["file://".len()..])),
        None if given != "-" => Some(Path::new(given)),
        _ => None,
    }
}

/// `scheme` of `scheme://...`, and of `sqlite:...` where no such file exists.
fn scheme_of(given: &str) -> Option<&str> {
    let (scheme, rest) = given.split_once(':')?;
    let named = !scheme.is_empty()
        && scheme
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'));
    let url = rest.starts_with("//");
    let short = PLANNED.contains(&scheme) && !Path::new(given).exists();
    (named && (url || short)).then_some(scheme)
}

/// A path the user named may itself be a link or lead through links: it is
/// what he asked for. Below it none is followed.
fn open_path(
    path: &Path,
    given: &str,
    id: SourceId,
    options: &Options,
) -> Result<Box<dyn Source>, SourceError> {
    let shown = redact(given);
    let root = path
        .canonicalize()
        .map_err(|e| path_error(path, shown.clone(), &e))?;
    let refused = |code: &dyn ToString| SourceError::Refused {
        given: shown.clone(),
        code: code.to_string(),
    };
    let stat = stat_of(&root).map_err(|code| refused(&code.raw_os_error()))?;
    let not_data = |what: &str| SourceError::NotData {
        given: shown.clone(),
        what: what.to_owned(),
    };
    match FileType::from_raw_mode(stat.st_mode) {
        FileType::RegularFile => {
            let skip = Skip::new(options)?;
            Ok(Box::new(OneFile::new(shown, root, id, skip)))
        }
        FileType::Directory => {
            if let Some(name) = walk::system_directory(&root) {
                return Err(not_data(name));
            }
            std::fs::read_dir(&root).map_err(|e| refused(&e.kind()))?;
            Ok(Box::new(Tree::new(shown, root, id, options)?))
        }
        other => Err(not_data(kind_name(other))),
    }
}

fn path_error(path: &Path, given: String, error: &std::io::Error) -> SourceError {
    if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) {
        let (nearest, meant) = hint::nearest(path);
        SourceError::Missing {
            given,
            nearest,
            meant,
        }
    } else {
        SourceError::Refused {
            given,
            code: error.kind().to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceKind;

    fn refused(given: &str) -> SourceError {
        match open(given, SourceId(0), &Options::default()) {
            Ok(_) => panic!("{given} was opened"),
            Err(error) => error,
        }
    }

    #[test]
    fn what_is_named_decides_the_kind() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().canonicalize().unwrap();
        let file = root.join("a.txt");
        std::fs::write(&file, "x").unwrap();
        let kind = |given: &str| {
            let source = open(given, SourceId(3), &Options::default()).unwrap();
            let r = source.reference().clone();
            assert_eq!(r.id, SourceId(3));
            assert_eq!(r.given, given);
            (r.kind, r.uri)
        };
        let uri = format!("file://{}", root.display());
        assert_eq!(kind("-"), (SourceKind::Stdin, "-".to_owned()));
        assert_eq!(
            kind(root.to_str().unwrap()),
            (SourceKind::Tree, uri.clone())
        );
        assert_eq!(
            kind(file.to_str().unwrap()),
            (SourceKind::File, uri.clone())
        );
        assert_eq!(kind(&uri), (SourceKind::Tree, uri));
    }

    #[test]
    fn a_missing_path_is_told_with_a_cure() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().canonicalize().unwrap();
        std::fs::create_dir(root.join("partage")).unwrap();
        let error = refused(root.join("partgae/x").to_str().unwrap());
        let meant = format!("vouliez-vous dire {}/partage ?", root.display());
        assert_eq!(error.cure(true), meant);
    }

    #[test]
    fn other_schemes_say_what_there_is() {
        for scheme in ["mysql", "s3", "sqlserver", "sqlite"] {
            let error = refused(&format!("{scheme}://u:s3cret@h/d"));
            assert_eq!(
                error,
                SourceError::Planned {
                    scheme: scheme.to_owned()
                }
            );
            assert!(error.cure(false).contains("postgres://"));
            assert!(!error.to_string().contains("s3cret"));
        }
        assert!(matches!(
            refused("sqlite:x.db"),
            SourceError::Planned { .. }
        ));
        assert!(matches!(
            refused("ftp://h"),
            SourceError::UnknownScheme { .. }
        ));
        assert!(matches!(refused("absent:x"), SourceError::Missing { .. }));
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn the_kernels_own_files_are_no_data() {
        for given in ["/proc", "/sys", "/dev", "/proc/self", "/dev/null"] {
            assert!(
                matches!(refused(given), SourceError::NotData { .. }),
                "{given}"
            );
        }
    }

    #[test]
    fn a_bad_pattern_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let opened = |glob: &str| {
            let options = Options {
                exclude: vec![glob.to_owned()],
                ..Options::default()
            };
            open(dir.path().to_str().unwrap(), SourceId(0), &options).err()
        };
        for glob in ["{a", "[", "a[b-c", "[!]"] {
            let expected = SourceError::Glob {
                glob: glob.to_owned(),
            };
            assert_eq!(opened(glob), Some(expected));
        }
        for glob in ["[ab].txt", "\\[a", "[]]"] {
            assert_eq!(opened(glob), None, "{glob}");
        }
    }

    #[test]
    fn the_environment_prints_no_value() {
        let env = Environment::from_vars([("PGPASSWORD", "s3cret"), ("OTHER", "x")]);
        assert_eq!(env.get("PGPASSWORD"), Some("s3cret"));
        assert_eq!(env.get("OTHER"), None);
        assert_eq!(format!("{env:?}"), "{\"PGPASSWORD\"}");
    }
}
