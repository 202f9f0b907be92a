//! `limier register export`: a register as documents for people and for other
//! software.

use super::super::exit::Verdict;
use super::super::judge::load_register;
use super::super::lang::{Lang, plural};
use super::super::{environment, print, writing};
use super::documents::{same, shown};
use crate::export::{Booklet, Unheld, csv, docx, json_ld, markdown, unheld, xlsx};
use crate::register::{Date, Register, utc_date};
use anyhow::{Result, anyhow, bail};
use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};

const EXAMPLES: &str = "\
Examples:
  limier register export register.yaml -o registre.xlsx     (sheet of Art. 30, an activity a row)
  limier register export register.yaml -o fiches.docx       (fiches in the order of the CNIL's model)
  limier --lang en register export register.yaml -o record.csv --delimiter ';'
  limier register export register.yaml -o - --format md
All but places is read back with `limier register import`, also what was worked on since;
places are shown in sheets and fiches only: what is bound is decided in register.yaml.";

/// What `register export` takes.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct ExportArgs {
    /// The register
    file: PathBuf,
    /// File to write; its extension says the format. `-`: standard output (csv, md, jsonld)
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// The format, where the extension does not say it
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// What parts the cells of CSV (default: `;` in French, `,` in English)
    #[arg(long, value_name = "CHARACTER")]
    delimiter: Option<char>,
    /// Replace the file if it exists
    #[arg(long)]
    force: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Sheet of Art. 30 as a workbook
    Xlsx,
    /// The same as text
    Csv,
    /// Fiches for a word processor
    Docx,
    /// Fiches as Markdown
    Md,
    /// W3C Data Privacy Vocabulary
    Jsonld,
}

pub(super) fn run(args: &ExportArgs, lang: Lang) -> Result<Verdict> {
    let to_stdout = args.output.as_os_str() == "-";
    let format = format(args, lang)?;
    let delimiter = delimiter(args.delimiter, lang)?;
    if to_stdout && matches!(format, Format::Xlsx | Format::Docx) {
        match lang {
            Lang::Fr => {
                bail!("ce format n’est pas du texte ; donner un fichier : -o registre.xlsx")
            }
            Lang::En => bail!("this format is no text; give a file: -o register.xlsx"),
        }
    }
    if same(&args.output, &args.file) {
        let shown = shown(&args.output);
        match lang {
            Lang::Fr => bail!("{shown} : c’est le registre lui-même ; donner un autre nom avec -o"),
            Lang::En => bail!("{shown}: this is the register itself; give another name with -o"),
        }
    }
    if !to_stdout && !args.force && args.output.exists() {
        let shown = args.output.display();
        match lang {
            Lang::Fr => bail!("{shown} existe ; --force le remplace"),
            Lang::En => bail!("{shown} exists; --force replaces it"),
        }
    }
    let loaded = load_register(&args.file, lang).map_err(|e| anyhow!(e.render(lang)))?;
    let bytes = written(&loaded.register, format, delimiter, lang)?;
    match to_stdout {
        true => print::out(&String::from_utf8(bytes)?)?,
        false => writing::write(&args.output, &bytes, lang)?,
    }
    tell_unheld(&unheld(&loaded.register), lang);
    let n = loaded.register.activities.len();
    let done = plural(
        lang,
        n,
        ["activité exportée", "activités exportées"],
        ["activity exported", "activities exported"],
    );
    let reason = match lang {
        Lang::Fr => format!("limier : code 0, {done}"),
        Lang::En => format!("limier: code 0, {done}"),
    };
    Ok(Verdict { code: 0, reason })
}

/// Says what stays behind in the register, so that nobody takes the document for all
/// of it.
fn tell_unheld(unheld: &Unheld, lang: Lang) {
    if unheld.is_empty() {
        return;
    }
    let mut parts: Vec<String> = Vec::new();
    if !unheld.systems.is_empty() {
        let names = unheld.systems.join(", ");
        parts.push(match lang {
            Lang::Fr => format!("systèmes d’aucune activité ({names})"),
            Lang::En => format!("systems of no activity ({names})"),
        });
    }
    if unheld.described > 0 {
        let n = unheld.described;
        parts.push(match lang {
            Lang::Fr => format!("support, lieu et autres noms des systèmes ({n})"),
            Lang::En => format!("medium, place and other names of systems ({n})"),
        });
    }
    if unheld.waivers > 0 {
        let n = unheld.waivers;
        parts.push(match lang {
            Lang::Fr => format!("dérogations ({n})"),
            Lang::En => format!("waivers ({n})"),
        });
    }
    if unheld.representative {
        parts.push(match lang {
            Lang::Fr => "représentant dans l’Union".to_owned(),
            Lang::En => "representative in the Union".to_owned(),
        });
    }
    if unheld.external {
        parts.push(match lang {
            Lang::Fr => "DPO externe ou interne".to_owned(),
            Lang::En => "whether the DPO is external".to_owned(),
        });
    }
    let parts = parts.join(" ; ");
    print::err(&match lang {
        Lang::Fr => {
            format!("limier : sans place dans ce document, reste dans register.yaml : {parts}")
        }
        Lang::En => {
            format!("limier: has no place in this document, stays in register.yaml: {parts}")
        }
    });
}

fn written(register: &Register, format: Format, delimiter: u8, lang: Lang) -> Result<Vec<u8>> {
    let french = lang == Lang::Fr;
    let booklet = || Booklet::of(register, None, french);
    Ok(match format {
        Format::Csv => csv(register, french, delimiter),
        Format::Docx => docx(&booklet()),
        Format::Md => markdown(&booklet()).into_bytes(),
        Format::Jsonld => json_ld(register, french).into_bytes(),
        Format::Xlsx => xlsx(register, french, day()).map_err(|e| match lang {
            Lang::Fr => anyhow!(
                "la cellule de la ligne {} sous « {} » dépasse ce qu’admet XLSX (32 767 caractères) ; choisir csv, docx, md ou jsonld",
                e.row,
                e.heading
            ),
            Lang::En => anyhow!("{e}; choose csv, docx, md or jsonld"),
        })?,
    })
}

/// The day that `SOURCE_DATE_EPOCH` says; none where nobody asks for one, so that
/// the same register gives the same bytes.
fn day() -> Option<Date> {
    environment::text("SOURCE_DATE_EPOCH").map(|_| utc_date(environment::now()))
}

/// The format asked for, else the extension's.
fn format(args: &ExportArgs, lang: Lang) -> Result<Format> {
    if let Some(format) = args.format {
        return Ok(format);
    }
    let by_extension = |path: &Path| {
        let extension = path.extension()?.to_str()?.to_lowercase();
        Some(match extension.as_str() {
            "xlsx" => Format::Xlsx,
            "csv" => Format::Csv,
            "docx" => Format::Docx,
            "md" | "markdown" => Format::Md,
            "jsonld" => Format::Jsonld,
            _ => return None,
        })
    };
    by_extension(&args.output).ok_or_else(|| match lang {
        Lang::Fr => anyhow!(
            "{} : l’extension ne dit pas le format ; ajouter --format xlsx, csv, docx, md ou jsonld",
            args.output.display()
        ),
        Lang::En => anyhow!(
            "{}: the extension does not say the format; add --format xlsx, csv, docx, md or jsonld",
            args.output.display()
        ),
    })
}

/// Excel expects what the language of the machine writes lists with.
fn delimiter(asked: Option<char>, lang: Lang) -> Result<u8> {
    let usual = if lang == Lang::Fr { ';' } else { ',' };
    let c = asked.unwrap_or(usual);
    match u8::try_from(c) {
        Ok(byte) if byte == b'\t' || byte.is_ascii_punctuation() && !b"\"'".contains(&byte) => {
            Ok(byte)
        }
        _ => match lang {
            Lang::Fr => bail!("--delimiter : `;`, `,`, `|` ou une tabulation"),
            Lang::En => bail!("--delimiter: `;`, `,`, `|` or a tab"),
        },
    }
}
