//! `limier register show`: a register as a table that fits the terminal, the
//! fiche of one activity, or all of it as JSON.

use super::super::exit::Verdict;
use super::super::judge::{load_register, screen_width};
use super::super::lang::{Lang, plural};
use super::super::print;
use crate::export::{Block, Booklet, Overview, Section, json, overview};
use crate::register::{Register, inert};
use crate::report::terminal::fit;
use anyhow::{Result, anyhow, bail};
use clap::Args;
use std::path::PathBuf;
use unicode_width::UnicodeWidthStr as _;

const EXAMPLES: &str = "\
Examples:
  limier register show register.yaml
  limier register show register.yaml --activity paie      (the whole fiche)
  limier register show register.yaml --json | jq '.activities[].id'";

/// What `register show` takes.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct ShowArgs {
    /// The register
    file: PathBuf,
    /// Show the fiche of this activity
    #[arg(long, value_name = "ID")]
    activity: Option<String>,
    /// Machine-readable (limier.register.v1): every fact with its line and source
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &ShowArgs, lang: Lang) -> Result<Verdict> {
    let french = lang == Lang::Fr;
    let loaded = load_register(&args.file, lang).map_err(|e| anyhow!(e.render(lang)))?;
    let register = loaded.register;
    let asked = args.activity.as_deref();
    known(&register, asked, lang)?;
    let text = match (args.json, asked) {
        (true, _) => json(&register, asked),
        (false, Some(_)) => fiche(&Booklet::of(&register, asked, french)),
        (false, None) => table(&overview(&register, french), screen_width(), french),
    };
    print::out(&text)?;
    let n = asked.map_or(register.activities.len(), |_| 1);
    let shown = plural(
        lang,
        n,
        ["activité", "activités"],
        ["activity", "activities"],
    );
    let reason = match lang {
        Lang::Fr => format!("limier : code 0, {shown}"),
        Lang::En => format!("limier: code 0, {shown}"),
    };
    Ok(Verdict { code: 0, reason })
}

/// Whether an activity that is asked for is there; else an error that names them.
pub(super) fn known(register: &Register, asked: Option<&str>, lang: Lang) -> Result<()> {
    let ids = || register.activities.iter().map(|a| a.id.value.as_str());
    let Some(id) = asked.filter(|id| !ids().any(|known| known == *id)) else {
        return Ok(());
    };
    let all = inert(ids().collect::<Vec<_>>().join(", "));
    match lang {
        Lang::Fr => bail!("pas d’activité `{id}` dans ce registre ; il a : {all}"),
        Lang::En => bail!("there is no activity `{id}` in this register; it has: {all}"),
    }
}

/// The least that a column of text is narrowed to.
const NARROW: usize = 8;

/// An activity a line.
fn table(all: &[Overview], width: usize, french: bool) -> String {
    let header = match french {
        true => [
            "ID",
            "NOM",
            "STATUT",
            "BASE LÉGALE",
            "DONNÉES",
            "SENSIBLE",
            "CONSERVATION",
            "LIEUX",
        ],
        false => [
            "ID",
            "NAME",
            "STATUS",
            "LEGAL BASIS",
            "ITEMS",
            "SENSITIVE",
            "RETENTION",
            "PLACES",
        ],
    };
    let mut rows = vec![header.map(str::to_owned)];
    rows.extend(all.iter().cloned().map(cells));
    let widths = widths(&rows, width);
    let mut out = String::new();
    for row in &rows {
        let cells = row.iter().zip(widths).map(|(c, w)| fit(c, w));
        out += cells.collect::<Vec<_>>().join("  ").trim_end();
        out.push('\n');
    }
    out
}

fn cells(o: Overview) -> [String; 8] {
    let items = o.items.to_string();
    [
        o.id,
        o.name,
        o.status,
        o.basis,
        items,
        o.sensitive,
        o.retention,
        o.places,
    ]
}

/// As wide as their texts; where that is more than the screen has, the widest is
/// narrowed, again and again.
fn widths(rows: &[[String; 8]], screen: usize) -> [usize; 8] {
    let mut widths: [usize; 8] = std::array::from_fn(|column| {
        let cells = rows.iter().map(|r| r[column].width());
        cells.max().unwrap_or(0)
    });
    let gaps = 2 * (widths.len() - 1);
    while widths.iter().sum::<usize>() + gaps > screen {
        let Some(widest) = widths.iter_mut().max().filter(|w| **w > NARROW) else {
            break;
        };
        *widest -= 1;
    }
    widths
}

/// A fiche as text.
fn fiche(booklet: &Booklet) -> String {
    let mut out = String::new();
    for f in &booklet.fiches {
        out += &format!("{}\n", f.title);
        f.sections.iter().for_each(|s| section(s, &mut out));
    }
    out
}

fn section(s: &Section, out: &mut String) {
    if let Some(heading) = &s.heading {
        *out += &format!("\n{heading}\n");
    }
    for block in &s.blocks {
        match block {
            Block::Text(text) => *out += &format!("  {text}\n"),
            Block::List(lines) => lines.iter().for_each(|l| *out += &format!("  - {l}\n")),
            Block::Table(rows) => pairs(rows, out),
        }
    }
}

/// The first cells in a column of their own.
fn pairs(rows: &[Vec<String>], out: &mut String) {
    let first = rows.iter().filter_map(|r| r.first());
    let width = first.map(|c| c.width()).max().unwrap_or(0);
    for row in rows {
        let (name, values) = row.split_first().map_or(("", &[][..]), |(n, v)| (n, v));
        *out += &format!("  {}  {}\n", fit(name, width), values.join("  "));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_fits_its_screen() {
        let one = |name: &str| Overview {
            id: "paie".to_owned(),
            name: name.to_owned(),
            status: "en vigueur".to_owned(),
            basis: "Obligation légale".to_owned(),
            items: 7,
            sensitive: "NIR".to_owned(),
            retention: "5 ans à compter de la fin du contrat".to_owned(),
            places: "1".to_owned(),
        };
        let all = [one("Gestion de la paie"), one(&"Très long ".repeat(20))];
        for width in [80, 100, 120] {
            let text = table(&all, width, true);
            assert!(text.lines().all(|l| l.width() <= width), "{width}:\n{text}");
            assert!(text.contains("NIR") && text.contains("paie"));
        }
        assert!(table(&all[..1], 200, true).contains("à compter de la fin du contrat"));
    }
}
