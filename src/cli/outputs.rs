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
            if paths[..i].contains(path) {
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

/// Marks that every file of limier carries near its start.
const MARKS: [&[u8]; 2] = [b"limier.", b"<meta name=\"generator\" content=\"limier\">"];

/// A file may be replaced if it is empty, one of ours, or `--force` says so.
fn may_write(path: &Path, force: bool) -> Result<()> {
    let directory = path
        .parent()
        .filter(|p| !p.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
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
    let ours = MARKS
        .iter()
        .any(|mark| head.windows(mark.len()).any(|w| w == *mark));
    if !(force || head.is_empty() || ours) {
        bail!(
            "{} exists and was not written by limier; choose another name, or --force to replace it",
            path.display()
        );
    }
    Ok(())
}
