//! `limier draft`: a fiche to be completed for each undeclared place of the last
//! scan.

use super::args::StoreArgs;
use super::exit::Verdict;
use super::judge::Day;
use super::lang::{Lang, plural};
use super::last::{self, Compared};
use super::register::RegisterFile;
use super::{print, store, writing};
use crate::draft::{Undeclared, booklet, entry, yaml};
use crate::export::{docx, markdown};
use crate::reconcile::{Code, Gap};
use crate::register::edit::{Editor, Style, Value};
use crate::register::{Register, inert};
use anyhow::{Result, anyhow, bail};
use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};

const AFTER: &str = "\
Examples:
  limier draft --all -r register.yaml -o brouillons.docx    (every undeclared place, for the DPO)
  limier draft G-3f2a9c01 -r register.yaml                  (one, as Markdown on standard output)
  limier draft G-3f2a9c01 -r register.yaml -o fiche.yaml    (an activity in the native format)
  limier draft --all --into register.yaml                   (added at the end, comments kept)

A draft says what the scan saw; what it cannot know is `[À COMPLÉTER PAR LE DPO]`. It covers
nothing until a person has completed it, confirmed its location and written `status: active`.

Exit codes: 0 written, or nothing to draft; 2 error (usage, register, store, unknown id).";

/// What `draft` takes.
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(super) struct DraftArgs {
    /// Gaps of undeclared places (G01), as reports name them
    #[arg(value_name = "ID", required_unless_present = "all")]
    ids: Vec<String>,
    /// Every undeclared place of the last scan
    #[arg(long, conflicts_with = "ids")]
    all: bool,
    /// File to write: .md, .docx or .yaml (default: Markdown on standard output). `-` as above
    #[arg(short, long, value_name = "FILE", conflicts_with = "into")]
    output: Option<PathBuf>,
    /// Format, where the extension does not say it
    #[arg(long, value_enum, conflicts_with = "into")]
    format: Option<Format>,
    /// Add the drafts to this register, which the scan is then compared with
    #[arg(long, value_name = "REGISTER")]
    into: Option<PathBuf>,
    /// Declared register that the scan is compared with
    #[arg(short, long, value_name = "FILE", env = "LIMIER_REGISTER")]
    register: Option<PathBuf>,
    /// Replace the file if it exists
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    store: StoreArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Fiches as Markdown
    Md,
    /// Fiches for a word processor
    Docx,
    /// Native activities
    Yaml,
}

pub(super) fn run(args: &DraftArgs, lang: Lang) -> Result<Verdict> {
    let format = format(args, lang)?;
    let output = args.output.as_deref().filter(|o| o.as_os_str() != "-");
    may_write(output, format, args.force, lang)?;
    let register = args.into.as_deref().or(args.register.as_deref());
    let loaded = last::register(register, lang)?;
    let latest = store::latest(&args.store, lang)?;
    let judged = last::compared(
        &latest.store,
        &latest.run.run.id,
        &loaded,
        Day::Today,
        || last::scanner(&args.store),
    )?;
    let drafts = chosen(args, &judged, lang)?;
    if drafts.is_empty() {
        return Ok(nothing(lang));
    }
    if let Some(into) = &args.into {
        return add(into, &drafts, lang);
    }
    let bytes = written(&drafts, format, lang)?;
    match output {
        Some(file) => writing::write(file, &bytes, lang)?,
        None => print::out(&String::from_utf8(bytes)?)?,
    }
    Ok(done(drafts.len(), 0, lang))
}

/// The format asked for, else the extension's, else Markdown.
fn format(args: &DraftArgs, lang: Lang) -> Result<Format> {
    let Some(output) = args.output.as_deref().filter(|o| o.as_os_str() != "-") else {
        return Ok(args.format.unwrap_or(Format::Md));
    };
    let extension = output.extension().and_then(|e| e.to_str());
    let known = match extension.unwrap_or_default().to_lowercase().as_str() {
        "md" | "markdown" => Some(Format::Md),
        "docx" => Some(Format::Docx),
        "yaml" | "yml" => Some(Format::Yaml),
        _ => None,
    };
    args.format.or(known).ok_or_else(|| {
        let shown = output.display();
        match lang {
            Lang::Fr => anyhow!(
                "-o {shown} : l’extension ne dit pas le format ; connus : .md, .docx, .yaml (ou --format)"
            ),
            Lang::En => anyhow!(
                "-o {shown}: the extension does not say the format; known: .md, .docx, .yaml (or --format)"
            ),
        }
    })
}

fn may_write(output: Option<&Path>, format: Format, force: bool, lang: Lang) -> Result<()> {
    match (output, lang) {
        (None, Lang::Fr) if format == Format::Docx => {
            bail!("ce format n’est pas du texte ; donner un fichier : -o fiche.docx")
        }
        (None, Lang::En) if format == Format::Docx => {
            bail!("this format is no text; give a file: -o fiche.docx")
        }
        (Some(o), Lang::Fr) if !force && o.exists() => {
            bail!("{} existe ; --force le remplace", o.display())
        }
        (Some(o), Lang::En) if !force && o.exists() => {
            bail!("{} exists; --force replaces it", o.display())
        }
        _ => Ok(()),
    }
}

/// The undeclared places asked for, the gravest first.
fn chosen<'a>(args: &DraftArgs, judged: &'a Compared, lang: Lang) -> Result<Vec<Undeclared<'a>>> {
    let scanned = judged.inventory.run.started;
    let gaps = &judged.reconciliation().gaps;
    for id in &args.ids {
        let known = gaps.iter().find(|g| g.id.0.eq_ignore_ascii_case(id));
        if known.is_none_or(|g| g.code != Code::G01) {
            bail!(refused(id, known, gaps, lang));
        }
    }
    let asked = |gap: &Gap| {
        let named = |id: &String| gap.id.0.eq_ignore_ascii_case(id);
        // what a decision set aside is drafted where it is asked for by name
        args.ids.iter().any(named) || args.all && gap.waived.is_none()
    };
    let all = gaps.iter().filter(|g| asked(g)).filter_map(|gap| {
        let profile = judged
            .reconciliation()
            .profiles
            .iter()
            .find(|p| p.gap == gap.id)?;
        Some(Undeclared {
            gap,
            profile,
            scanned,
        })
    });
    Ok(all.collect())
}

/// Why an id is no undeclared place.
fn refused(id: &str, known: Option<&Gap>, gaps: &[Gap], lang: Lang) -> String {
    let id = inert(id);
    let all = gaps.iter().filter(|g| g.code == Code::G01);
    let all: Vec<&str> = all.map(|g| g.id.0.as_str()).collect();
    let all = match (all.is_empty(), lang) {
        (true, Lang::Fr) => "aucun".to_owned(),
        (true, Lang::En) => "none".to_owned(),
        _ => all.join(", "),
    };
    match (known.map(|g| g.code.as_str()), lang) {
        (Some(code), Lang::Fr) => format!(
            "{id} est un écart {code} : l’activité a déjà sa fiche ; une fiche se rédige pour un emplacement non déclaré (G01 : {all})"
        ),
        (Some(code), Lang::En) => format!(
            "{id} is a gap {code}: its activity has a record; drafts are for undeclared places (G01: {all})"
        ),
        (None, Lang::Fr) => format!(
            "{id} n’est pas un écart de la dernière analyse ; emplacements non déclarés : {all}"
        ),
        (None, Lang::En) => format!("{id} is no gap of the last scan; undeclared places: {all}"),
    }
}

fn written(drafts: &[Undeclared<'_>], format: Format, lang: Lang) -> Result<Vec<u8>> {
    let french = lang == Lang::Fr;
    let fiches = || booklet(drafts, french).map_err(|e| anyhow!("{}", e.render(french)));
    Ok(match format {
        Format::Yaml => yaml(drafts, french).into_bytes(),
        Format::Md => markdown(&fiches()?).into_bytes(),
        Format::Docx => docx(&fiches()?),
    })
}

/// Adds drafts at the end of a register; those it has already stay as they are.
fn add(into: &Path, drafts: &[Undeclared<'_>], lang: Lang) -> Result<Verdict> {
    let french = lang == Lang::Fr;
    let shown = into.display().to_string();
    let file = RegisterFile::read(into, lang)?;
    let parse =
        |text: &str| Register::parse(text, &shown).map_err(|e| anyhow!("{}", e.render(french)));
    let register = parse(file.text())?;
    let stands = |id: &str| register.activities.iter().any(|a| a.id.value == id);
    let new: Vec<Value> = drafts
        .iter()
        .filter(|d| !stands(&d.id()))
        .map(|d| entry(d, french))
        .collect();
    let (added, before) = (new.len(), drafts.len() - new.len());
    if added > 0 {
        let failed = |e: crate::register::edit::EditError| {
            anyhow!("{}", e.message().text(french).to_owned())
        };
        let mut editor = Editor::open(file.text()).map_err(failed)?;
        let order = ["version", "organisation", "sources", "systems"];
        editor
            .append(&[], "activities", new, Style::Lines, &order)
            .map_err(failed)?;
        let text = editor.finish().map_err(failed)?;
        parse(&text)?;
        file.replace(&text, lang)?;
    }
    Ok(done(added, before, lang))
}

fn nothing(lang: Lang) -> Verdict {
    let reason = match lang {
        Lang::Fr => "limier : code 0, aucun emplacement non déclaré, rien à rédiger",
        Lang::En => "limier: code 0, no undeclared place, nothing to draft",
    };
    Verdict {
        code: 0,
        reason: reason.to_owned(),
    }
}

fn done(n: usize, before: usize, lang: Lang) -> Verdict {
    let drafts = plural(
        lang,
        n,
        ["brouillon de fiche", "brouillons de fiche"],
        ["draft record", "draft records"],
    );
    let known = match (before, lang) {
        (0, _) => String::new(),
        (b, Lang::Fr) => format!(", {b} déjà dans le registre"),
        (b, Lang::En) => format!(", {b} in the register already"),
    };
    let reason = match lang {
        Lang::Fr => format!("limier : code 0, {drafts} à compléter{known}"),
        Lang::En => format!("limier: code 0, {drafts} to be completed{known}"),
    };
    Verdict { code: 0, reason }
}
