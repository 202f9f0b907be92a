//! The formats of a report: their names, what a file's name says of them, and
//! the renderer of each.
//!
//! One rule: the ending of the file's name says the format; where it does not,
//! `FORMAT=FILE` does.

use super::csv::Dialect;
use super::text::Lang;
use super::{Report, csv, github, gitlab, html, json, junit, lines, markdown, sarif, xlsx};
use crate::inventory::Inventory;
use crate::reconcile::Level;
use std::path::Path;

/// A format of `-o`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// For people: one page.
    Html,
    /// `limier.report.v1`.
    Json,
    /// `limier.gap.v1`, a gap a line.
    Jsonl,
    /// A line per gap and place, for scripts.
    Csv,
    /// The same for Excel in French.
    CsvFr,
    /// A workbook, whose decisions are imported back.
    Xlsx,
    /// For a merge request.
    Markdown,
    /// SARIF 2.1.0.
    Sarif,
    /// JUnit XML.
    Junit,
    /// GitHub's workflow commands.
    Github,
    /// GitLab's Code Quality.
    Gitlab,
}

impl Format {
    /// Every format.
    pub const ALL: &'static [Self] = &[
        Self::Html,
        Self::Json,
        Self::Jsonl,
        Self::Csv,
        Self::CsvFr,
        Self::Xlsx,
        Self::Markdown,
        Self::Sarif,
        Self::Junit,
        Self::Github,
        Self::Gitlab,
    ];

    /// The name in `FORMAT=FILE`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
            Self::CsvFr => "csv-fr",
            Self::Xlsx => "xlsx",
            Self::Markdown => "md",
            Self::Sarif => "sarif",
            Self::Junit => "junit",
            Self::Github => "github",
            Self::Gitlab => "gitlab",
        }
    }

    /// Endings of file names that mean it, without their dot; those of two parts are
    /// looked at first.
    #[must_use]
    pub const fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Html => &["html", "htm"],
            Self::Json => &["json"],
            Self::Jsonl => &["jsonl"],
            Self::Csv => &["csv"],
            Self::CsvFr | Self::Github | Self::Gitlab => &[],
            Self::Xlsx => &["xlsx"],
            Self::Markdown => &["md"],
            Self::Sarif => &["sarif", "sarif.json"],
            Self::Junit => &["xml"],
        }
    }

    /// The format of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|f| f.name() == name)
    }

    /// The format that a file's name means.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_str()?.to_ascii_lowercase();
        let means = |f: &Self| {
            let ends = f.endings().iter().filter(|e| {
                let stem = name.strip_suffix(**e).and_then(|n| n.strip_suffix('.'));
                stem.is_some_and(|s| !s.is_empty())
            });
            ends.map(|e| e.len()).max()
        };
        let known = Self::ALL.iter().filter_map(|f| Some((means(f)?, *f)));
        known.max().map(|(_, f)| f)
    }

    /// What `-o` takes: `.html, .json, ... or csv-fr=FILE, github=FILE, gitlab=FILE`,
    /// as (endings, names that have none).
    #[must_use]
    pub fn known() -> (String, String) {
        let endings = Self::ALL.iter().flat_map(|f| f.endings());
        let endings: Vec<String> = endings.map(|e| format!(".{e}")).collect();
        let named = Self::ALL.iter().filter(|f| f.endings().is_empty());
        let named: Vec<String> = named.map(|f| format!("{}=", f.name())).collect();
        (endings.join(", "), named.join(", "))
    }
}

/// Renders a report. `inventory` is the one it was built from: the workbook lists
/// what was found and not read in full. `fail_on` is the least level that fails a
/// run, for JUnit.
#[must_use]
pub fn render(
    format: Format,
    report: &Report,
    inventory: &Inventory,
    lang: Lang,
    fail_on: Option<Level>,
) -> Vec<u8> {
    match format {
        Format::Html => html::render(report, lang).into_bytes(),
        Format::Json => json::render(report, lang).into_bytes(),
        Format::Jsonl => {
            let mut out = Vec::new();
            lines::gaps(report, lang, &mut out).expect("memory takes everything");
            out
        }
        Format::Csv => csv::render(report, lang, Dialect::Plain),
        Format::CsvFr => csv::render(report, lang, Dialect::Excel),
        Format::Xlsx => xlsx::render(report, inventory, lang),
        Format::Markdown => markdown::render(report, lang).into_bytes(),
        Format::Sarif => sarif::render(report, lang).into_bytes(),
        Format::Junit => junit::render(report, lang, fail_on).into_bytes(),
        Format::Github => github::render(report, lang).into_bytes(),
        Format::Gitlab => gitlab::render(report, lang).into_bytes(),
    }
}

/// What our pages carry near their start.
const GENERATOR: &[u8] = b"<meta name=\"generator\" content=\"limier\">";

/// Whether a text file that begins so is a report of ours, and so may be written
/// over. Workbooks are told by [`xlsx::is_ours`].
#[must_use]
pub fn is_ours(head: &[u8]) -> bool {
    let begins = |with: &str| head.starts_with(with.as_bytes());
    let starts = [
        csv::HEAD,
        markdown::HEAD,
        junit::HEAD,
        github::HEAD,
        gitlab::HEAD,
    ];
    starts.into_iter().any(begins)
        || csv::excel_heads().iter().any(|h| begins(h))
        || head == b"[]\n"
        || is_sarif(head)
        || is_json(head)
        || memchr::memmem::find(head, GENERATOR).is_some()
}

fn is_sarif(head: &[u8]) -> bool {
    head.starts_with(b"{\n  \"$schema\": \"https://docs.oasis-open.org/sarif/")
        && memchr::memmem::find(head, sarif::HEAD.as_bytes()).is_some()
}

/// A schema of ours as the first member of JSON.
fn is_json(head: &[u8]) -> bool {
    let parts: [&[u8]; 4] = [b"{", b"\"schema\"", b":", b"\"limier."];
    let rest = parts.iter().try_fold(head, |rest, part| {
        rest.trim_ascii_start().strip_prefix(*part)
    });
    rest.is_some()
}
