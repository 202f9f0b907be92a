//! Outputs: which are asked for, whether they may be written, and writing them
//! all at the end or none. One of them may be standard output.

use super::args::OutputArgs;
use super::print::Stdout;
use crate::inventory::Inventory;
use crate::reconcile::Level;
use crate::report::{AtomicFile, Format, Lang, Report, is_ours, lines, render, xlsx};
use anyhow::{Context as _, Result, anyhow, bail};
use std::io::{self, Read as _, Seek as _, Write};
use std::path::{Path, PathBuf};

/// Where an output goes.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Target {
    File(PathBuf),
    Stdout,
}

impl Target {
    /// `-` is standard output, and so is its name; a file of that name is `./-`.
    fn of(path: &Path) -> Self {
        if path == Path::new("-") || path == Path::new("/dev/stdout") {
            Self::Stdout
        } else {
            Self::File(path.to_owned())
        }
    }

    fn open(&self) -> Result<Writer> {
        Ok(match self {
            Self::File(path) => Writer::File(AtomicFile::create(path)?),
            Self::Stdout => Writer::Stdout(Stdout::new()),
        })
    }
}

/// An output being written.
enum Writer {
    File(AtomicFile),
    Stdout(Stdout),
}

impl Writer {
    fn commit(self) -> Result<()> {
        match self {
            Self::File(file) => Ok(file.commit()?),
            Self::Stdout(mut out) => Ok(out.flush()?),
        }
    }
}

impl Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::File(file) => file.write(bytes),
            Self::Stdout(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::File(file) => file.flush(),
            Self::Stdout(out) => out.flush(),
        }
    }
}

/// What will be written where; checked before the scan starts, so that a night
/// is not lost to a typo.
#[derive(Debug)]
pub(super) struct Outputs {
    reports: Vec<(Format, Target)>,
    findings: Option<Target>,
    coverage: Option<Target>,
    occurrences: Option<Target>,
    lang: Lang,
}

impl Outputs {
    /// Checks every output.
    ///
    /// # Errors
    /// An unknown extension, a file given twice, a missing directory, a link, a
    /// file that is not limier's and would be overwritten.
    pub(super) fn new(args: &OutputArgs, lang: Lang) -> Result<Self> {
        let reports = args.outputs.iter();
        let reports = reports.map(|asked| {
            let (format, path) = format(asked, lang)?;
            Ok((format, Target::of(path)))
        });
        let target = |path: &Option<PathBuf>| path.as_deref().map(Target::of);
        let outputs = Self {
            reports: reports.collect::<Result<Vec<_>>>()?,
            findings: target(&args.findings),
            coverage: target(&args.coverage),
            occurrences: target(&args.occurrences),
            lang,
        };
        let stdout = outputs.targets().filter(|t| **t == Target::Stdout).count();
        if stdout > 1 {
            bail!(match lang {
                Lang::Fr =>
                    "la sortie standard (-) ne peut recevoir qu’une sortie ; donner aux autres un fichier",
                Lang::En => "standard output (-) can take one output only; give the others a file",
            });
        }
        let paths = outputs.paths();
        for (i, path) in paths.iter().enumerate() {
            if paths[..i].iter().any(|p| place(p) == place(path)) {
                let path = path.display();
                bail!(match lang {
                    Lang::Fr => format!(
                        "{path} est demandé deux fois ; donner à chaque sortie son propre fichier"
                    ),
                    Lang::En => format!("{path} is asked for twice; give each output its own file"),
                });
            }
            may_write(path, args.force, lang)?;
        }
        Ok(outputs)
    }

    fn targets(&self) -> impl Iterator<Item = &Target> {
        let lines = [&self.findings, &self.coverage, &self.occurrences];
        let reports = self.reports.iter().map(|(_, target)| target);
        reports.chain(lines.into_iter().flatten())
    }

    /// Every file that will be written: the scan leaves them out.
    pub(super) fn paths(&self) -> Vec<PathBuf> {
        let file = |target: &Target| match target {
            Target::File(path) => Some(path.clone()),
            Target::Stdout => None,
        };
        self.targets().filter_map(file).collect()
    }

    /// Whether nothing is asked for.
    pub(super) fn is_empty(&self) -> bool {
        self.targets().next().is_none()
    }

    /// Whether one of them is standard output, where nothing else may stand.
    pub(super) fn take_stdout(&self) -> bool {
        self.targets().any(|t| *t == Target::Stdout)
    }

    /// Whether every single occurrence is wanted.
    pub(super) const fn wants_occurrences(&self) -> bool {
        self.occurrences.is_some()
    }

    /// Writes all of them; each file appears whole or not at all.
    ///
    /// # Errors
    /// The first file that cannot be written; none of the later ones appears.
    pub(super) fn write(
        &self,
        report: &Report,
        inventory: &Inventory,
        fail_on: Option<Level>,
        occurrences: impl FnOnce(&mut dyn Write) -> Result<()>,
    ) -> Result<()> {
        let mut files = Vec::new();
        for (format, target) in &self.reports {
            files.push(self.one(target, |out| {
                let bytes = render(*format, report, inventory, self.lang, fail_on);
                Ok(out.write_all(&bytes)?)
            })?);
        }
        if let Some(target) = &self.findings {
            files.push(self.one(target, |out| Ok(lines::findings(inventory, out)?))?);
        }
        if let Some(target) = &self.coverage {
            files.push(self.one(target, |out| Ok(lines::coverage(inventory, out)?))?);
        }
        if let Some(target) = &self.occurrences {
            files.push(self.one(target, |out| occurrences(out))?);
        }
        files.into_iter().try_for_each(Writer::commit)
    }

    /// Writes one; it is not yet committed.
    fn one(
        &self,
        target: &Target,
        write: impl FnOnce(&mut Writer) -> Result<()>,
    ) -> Result<Writer> {
        let mut file = target.open()?;
        write(&mut file).with_context(|| match target {
            Target::File(path) => cannot_write(path, self.lang),
            Target::Stdout => cannot_write(Path::new("-"), self.lang),
        })?;
        Ok(file)
    }
}

fn cannot_write(path: &Path, lang: Lang) -> String {
    let path = path.display();
    match lang {
        Lang::Fr => format!("impossible d’écrire {path}"),
        Lang::En => format!("cannot write {path}"),
    }
}

/// The format and file of one `-o`: `FORMAT=FILE`, or a name whose ending says the
/// format; `-` is JSON.
fn format(asked: &Path, lang: Lang) -> Result<(Format, &Path)> {
    if Target::of(asked) == Target::Stdout {
        return Ok((Format::Json, asked));
    }
    let named = asked.to_str().and_then(|a| a.split_once('='));
    // a file whose name has a `=` is no format: `dossier/a=b.csv`, `./a=b.csv`
    let is_name =
        |n: &str| !n.is_empty() && n.bytes().all(|b| b.is_ascii_alphabetic() || b == b'-');
    if let Some((name, file)) = named.filter(|(name, _)| is_name(name)) {
        let format = Format::named(name).filter(|_| !file.is_empty());
        return match format {
            Some(format) => Ok((format, Path::new(file))),
            None => Err(unknown(asked, name, lang)),
        };
    }
    if let Some(format) = Format::of(asked) {
        return Ok((format, asked));
    }
    let extension = asked.extension().and_then(|e| e.to_str());
    Err(unknown(asked, extension.unwrap_or_default(), lang))
}

fn unknown(asked: &Path, what: &str, lang: Lang) -> anyhow::Error {
    let (endings, named) = Format::known();
    let asked = asked.display();
    match lang {
        Lang::Fr => anyhow!(
            "-o {asked} : format de rapport inconnu `{what}` ; connus : {endings}, \
             et sans extension propre {named} (par exemple -o github=-). \
             Constats et lecture en JSON Lines : --findings, --coverage, --occurrences"
        ),
        Lang::En => anyhow!(
            "-o {asked}: unknown report format `{what}`; known: {endings}, \
             and without an ending of their own {named} (for example -o github=-). \
             Findings and coverage as JSON Lines: --findings, --coverage, --occurrences"
        ),
    }
}

/// One name for one file, however it is written; the file itself need not exist.
fn place(path: &Path) -> PathBuf {
    let directory = directory_of(path).canonicalize();
    match (directory, path.file_name()) {
        (Ok(directory), Some(name)) => directory.join(name),
        _ => path.to_owned(),
    }
}

fn directory_of(path: &Path) -> &Path {
    path.parent()
        .filter(|p| !p.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

/// A file may be replaced if it is empty, one of ours, or `--force` says so.
fn may_write(path: &Path, force: bool, lang: Lang) -> Result<()> {
    let fr = lang == Lang::Fr;
    let (shown, directory) = (path.display(), directory_of(path));
    if !directory.is_dir() {
        let directory = directory.display();
        bail!(match fr {
            true => format!("{shown} : le dossier {directory} n’existe pas ; le créer d’abord"),
            false => format!("{shown}: there is no directory {directory}; create it first"),
        });
    }
    let Ok(meta) = std::fs::symlink_metadata(path) else {
        return Ok(());
    };
    if meta.is_symlink() {
        bail!(match fr {
            true =>
                format!("{shown} est un lien, qui n’est pas suivi ; nommer le fichier lui-même"),
            false => format!("{shown} is a link and is not followed; name the file itself"),
        });
    }
    if !meta.is_file() {
        bail!(match fr {
            true => format!("{shown} n’est pas un fichier ordinaire ; choisir un autre nom"),
            false => format!("{shown} is not a regular file; choose another name"),
        });
    }
    if !(force || ours(path).with_context(|| cannot_write(path, lang))?) {
        bail!(match fr {
            true => format!(
                "{shown} existe et n’a pas été écrit par limier ; choisir un autre nom, ou --force pour le remplacer"
            ),
            false => format!(
                "{shown} exists and was not written by limier; choose another name, or --force to replace it"
            ),
        });
    }
    Ok(())
}

/// Whether a file is empty or a report of ours; a workbook only while nobody has
/// filled in its decisions.
fn ours(path: &Path) -> io::Result<bool> {
    let mut file = std::fs::File::open(path)?;
    let mut head = Vec::new();
    io::Read::by_ref(&mut file)
        .take(4096)
        .read_to_end(&mut head)?;
    if head.starts_with(b"PK") {
        file.rewind()?;
        return Ok(xlsx::is_ours(file));
    }
    Ok(head.is_empty() || is_ours(&head))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_we_wrote_is_ours() {
        for ours in [
            &b"{\"schema\":\"limier.finding.v1\",\"x\":1}"[..],
            b"{\n  \"schema\": \"limier.report.v1\"",
            b"<!doctype html><meta name=\"generator\" content=\"limier\">",
        ] {
            assert!(is_ours(ours), "{}", String::from_utf8_lossy(ours));
        }
        for other in [
            &b"{\"note\": \"Le chien est un limier.\"}"[..],
            b"{\"note\": 1, \"schema\": \"limier.finding.v1\"}",
            b"{\"schema\": \"autre\"}",
            b"<p>limier.</p>",
        ] {
            assert!(!is_ours(other), "{}", String::from_utf8_lossy(other));
        }
    }

    #[test]
    fn a_file_has_one_place_however_it_is_written() {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let (plain, dotted) = (dir.path().join("d.json"), dir.path().join("./d.json"));
        let around = dir
            .path()
            .join("../")
            .join(dir.path().file_name().expect("named"));
        assert_eq!(place(&plain), place(&dotted));
        assert_eq!(place(&plain), place(&around.join("d.json")));
        assert_ne!(place(&plain), place(&dir.path().join("e.json")));
    }
}
