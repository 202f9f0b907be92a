//! Output files: which are asked for, whether they may be written, and writing
//! them all at the end or none.

use super::args::OutputArgs;
use crate::inventory::Inventory;
use crate::report::{AtomicFile, Lang, Report, html, json, lines};
use anyhow::{Context as _, Result, bail};
use std::io::{Read as _, Write};
use std::path::{Path, PathBuf};

/// Report formats, by extension.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Html,
    Json,
}

/// What will be written where; checked before the scan starts, so that a night
/// is not lost to a typo.
#[derive(Debug)]
pub(super) struct Outputs {
    reports: Vec<(Format, PathBuf)>,
    findings: Option<PathBuf>,
    coverage: Option<PathBuf>,
    occurrences: Option<PathBuf>,
}

impl Outputs {
    /// Checks every output.
    ///
    /// # Errors
    /// An unknown extension, a file given twice, a missing directory, a link, a
    /// file that is not limier's and would be overwritten.
    pub(super) fn new(args: &OutputArgs) -> Result<Self> {
        let reports = args
            .outputs
            .iter()
            .map(|path| Ok((format(path)?, path.clone())))
            .collect::<Result<Vec<_>>>()?;
        let outputs = Self {
            reports,
            findings: args.findings.clone(),
            coverage: args.coverage.clone(),
            occurrences: args.occurrences.clone(),
        };
        let paths = outputs.paths();
        for (i, path) in paths.iter().enumerate() {
            if paths[..i].iter().any(|p| place(p) == place(path)) {
                bail!(
                    "{} is asked for twice; give each output its own file",
                    path.display()
                );
            }
            may_write(path, args.force)?;
        }
        Ok(outputs)
    }

    /// Every file that will be written: the scan leaves them out.
    pub(super) fn paths(&self) -> Vec<PathBuf> {
        let lines = [&self.findings, &self.coverage, &self.occurrences];
        let reports = self.reports.iter().map(|(_, p)| p.clone());
        reports
            .chain(lines.into_iter().flatten().cloned())
            .collect()
    }

    /// Whether every single occurrence is wanted.
    pub(super) const fn wants_occurrences(&self) -> bool {
        self.occurrences.is_some()
    }

    /// Writes all of them; each appears whole or not at all.
    ///
    /// # Errors
    /// The first file that cannot be written; none of the later ones appears.
    pub(super) fn write(
        &self,
        report: &Report,
        inventory: &Inventory,
        lang: Lang,
        occurrences: impl FnOnce(&mut dyn Write) -> Result<()>,
    ) -> Result<()> {
        let mut files = Vec::new();
        for (format, path) in &self.reports {
            let mut file = AtomicFile::create(path)?;
            let text = match format {
                Format::Html => html::render(report, lang),
                Format::Json => json::render(report, lang),
            };
            file.write_all(text.as_bytes())
                .with_context(|| cannot_write(path))?;
            files.push(file);
        }
        if let Some(path) = &self.findings {
            let mut file = AtomicFile::create(path)?;
            lines::findings(inventory, &mut file).with_context(|| cannot_write(path))?;
            files.push(file);
        }
        if let Some(path) = &self.coverage {
            let mut file = AtomicFile::create(path)?;
            lines::coverage(inventory, &mut file).with_context(|| cannot_write(path))?;
            files.push(file);
        }
        if let Some(path) = &self.occurrences {
            let mut file = AtomicFile::create(path)?;
            occurrences(&mut file).with_context(|| cannot_write(path))?;
            files.push(file);
        }
        files.into_iter().try_for_each(|f| Ok(f.commit()?))
    }
}

fn cannot_write(path: &Path) -> String {
    format!("cannot write {}", path.display())
}

fn format(path: &Path) -> Result<Format> {
    let extension = path
        .extension()
        .and_then(|e| e.to_str())
        .unwrap_or_default();
    match extension.to_ascii_lowercase().as_str() {
        "html" | "htm" => Ok(Format::Html),
        "json" => Ok(Format::Json),
        _ => bail!(
            "-o {}: unknown report format `{extension}`; known: .html, .json \
             (for JSON Lines use --findings, --coverage, --occurrences)",
            path.display()
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

/// What our HTML reports carry near their start.
const GENERATOR: &[u8] = b"<meta name=\"generator\" content=\"limier\">";

/// Whether a file that begins so is one of ours: the generator of a report, or a
/// schema of ours as the first member of JSON.
fn is_ours(head: &[u8]) -> bool {
    let parts: [&[u8]; 4] = [b"{", b"\"schema\"", b":", b"\"limier."];
    let json = parts.iter().try_fold(head, |rest, part| {
        rest.trim_ascii_start().strip_prefix(*part)
    });
    json.is_some() || memchr::memmem::find(head, GENERATOR).is_some()
}

/// A file may be replaced if it is empty, one of ours, or `--force` says so.
fn may_write(path: &Path, force: bool) -> Result<()> {
    let directory = directory_of(path);
    if !directory.is_dir() {
        bail!(
            "{}: there is no directory {}; create it first",
            path.display(),
            directory.display()
        );
    }
    let Ok(meta) = std::fs::symlink_metadata(path) else {
        return Ok(());
    };
    if meta.is_symlink() {
        bail!(
            "{} is a link and is not followed; name the file itself",
            path.display()
        );
    }
    if !meta.is_file() {
        bail!("{} is not a regular file", path.display());
    }
    let mut head = Vec::new();
    let file = std::fs::File::open(path).with_context(|| cannot_write(path))?;
    file.take(4096)
        .read_to_end(&mut head)
        .with_context(|| cannot_write(path))?;
    if !(force || head.is_empty() || is_ours(&head)) {
        bail!(
            "{} exists and was not written by limier; choose another name, or --force to replace it",
            path.display()
        );
    }
    Ok(())
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
