//! `limier diff`: two scans side by side, of one store or as JSON reports.

use super::args::{LevelArg, StoreArgs};
use super::exit::Verdict;
use super::judge::{Day, Loaded};
use super::lang::{Lang, plural};
use super::{last, print, store, writing};
use crate::inventory::{Store, StoredRun};
use crate::register::inert;
use crate::report::diff::{Compared, Snapshot, SnapshotError, compare, json, markdown, table};
use anyhow::{Context as _, Result, anyhow, bail};
use clap::Args;
use std::io::Read as _;
use std::path::{Path, PathBuf};

const AFTER: &str = "\
Examples:
  limier diff -r register.yaml                         (the last scan and the one before)
  limier diff previous last -r register.yaml --json
  limier diff 3 7 -r register.yaml                     (runs by their number; `limier diff --list`)
  limier diff avant.json apres.json -o ecarts.md       (two JSON reports)

A gap whose places were not read again is `not read again`, never fixed. Of what the
earlier run did not read, the last run before it that did is asked.

Exit codes: 0 nothing new at or above --fail-on; 1 a gap is new, reopened, or has risen to that
level; 2 error (usage, register, store, unknown run); 3 a source in which there was something
gave nothing.";

/// Longest JSON report that is read.
const LONGEST: u64 = 1 << 30;

/// What `diff` takes.
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(super) struct DiffArgs {
    /// The earlier scan: a run (number, `previous`, `last`) or a JSON report (default: previous)
    #[arg(value_name = "A", requires = "after")]
    before: Option<String>,
    /// The later scan (default: last)
    #[arg(value_name = "B")]
    after: Option<String>,
    /// Declared register that runs of the store are compared with
    #[arg(short, long, value_name = "FILE", env = "LIMIER_REGISTER")]
    register: Option<PathBuf>,
    /// Least level of a new gap that makes the exit code 1
    #[arg(long, value_name = "LEVEL", default_value = "low", value_enum)]
    fail_on: LevelArg,
    /// Markdown file to write
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace the file if it exists
    #[arg(long)]
    force: bool,
    /// List gaps that are unchanged, too
    #[arg(long)]
    all: bool,
    /// Machine-readable (limier.diff.v1)
    #[arg(long)]
    json: bool,
    /// List the runs of the store that came to their end
    #[arg(long)]
    list: bool,
    #[command(flatten)]
    store: StoreArgs,
}

pub(super) fn run(args: &DiffArgs, lang: Lang) -> Result<Verdict> {
    if args.list {
        return list(args, lang);
    }
    if let Some(file) = args.output.as_deref().filter(|f| !args.force && f.exists()) {
        let shown = file.display();
        match lang {
            Lang::Fr => bail!("{shown} existe ; --force le remplace"),
            Lang::En => bail!("{shown} exists; --force replaces it"),
        }
    }
    let before = args.before.as_deref().unwrap_or("previous");
    let after = args.after.as_deref().unwrap_or("last");
    let mut runs = Runs {
        args,
        lang,
        opened: None,
    };
    let before = runs.snapshot(before, Asked::Before)?;
    let after = runs.snapshot(after, Asked::After)?;
    let compared = compare(&before, &after);
    if let Some(file) = &args.output {
        writing::write(file, markdown(&compared, lang).as_bytes(), lang)?;
    }
    print::out(&match args.json {
        true => json(&compared, lang),
        false => table(&compared, lang, args.all),
    })?;
    Ok(verdict(&compared, args.fail_on, lang))
}

/// Which of the two scans is asked for; the earlier one remembers what it did not read.
#[derive(Debug, Clone, Copy)]
enum Asked {
    Before,
    After,
}

/// The scans asked for; the store is opened where one of them is a run.
struct Runs<'a> {
    args: &'a DiffArgs,
    lang: Lang,
    opened: Option<(Store, Vec<StoredRun>, Loaded)>,
}

impl Runs<'_> {
    fn snapshot(&mut self, name: &str, asked: Asked) -> Result<Snapshot> {
        let is_file = Path::new(name).extension().is_some_and(|e| e == "json");
        match is_file {
            true => report(name, self.lang),
            false => self.stored(name, asked),
        }
    }

    fn stored(&mut self, name: &str, asked: Asked) -> Result<Snapshot> {
        let (args, lang) = (self.args, self.lang);
        if self.opened.is_none() {
            let Some(register) = args.register.as_deref() else {
                bail!(match lang {
                    Lang::Fr =>
                        "les analyses d’un magasin se comparent avec un registre ; ajouter -r register.yaml",
                    Lang::En =>
                        "runs of a store are compared with a register; add -r register.yaml",
                });
            };
            let loaded = last::register(Some(register), lang)?;
            let store = store::latest(&args.store, lang)?.store;
            let runs = last::ended(&store)?;
            self.opened = Some((store, runs, loaded));
        }
        let (store, runs, loaded) = self.opened.as_ref().expect("opened above");
        let run = match name {
            "previous" => previous(store, runs)?.map_or_else(|| named(runs, name, lang), Ok)?,
            _ => named(runs, name, lang)?,
        };
        let newest = runs.last().is_some_and(|r| r.run.id == run.run.id);
        let day = if newest { Day::Today } else { Day::Scan };
        let scanner = || last::scanner(&args.store);
        match asked {
            Asked::Before => last::remembered(store, run, loaded, day, &scanner),
            Asked::After => last::snapshot(store, run, loaded, day, scanner),
        }
    }
}

/// The last run before the last one that is worth comparing with.
fn previous<'r>(store: &Store, runs: &'r [StoredRun]) -> Result<Option<&'r StoredRun>> {
    let Some((newest, before)) = runs.split_last() else {
        return Ok(None);
    };
    let own = last::uris(newest);
    // scans of other sources are compared all the same, where they are asked for
    let direct = before.last().filter(|r| last::uris(r) != own);
    if direct.is_some() {
        return Ok(direct);
    }
    let alike: Vec<&StoredRun> = before.iter().filter(|r| last::uris(r) == own).collect();
    last::sighted(store, &alike)
}

/// A run by its number, or by what it is called.
fn named<'r>(runs: &'r [StoredRun], name: &str, lang: Lang) -> Result<&'r StoredRun> {
    let found = match name {
        "last" => runs.last(),
        "previous" => runs.len().checked_sub(2).map(|i| &runs[i]),
        id => runs.iter().find(|r| r.run.id == id),
    };
    found.ok_or_else(|| {
        let (name, n) = (inert(name), runs.len());
        match lang {
            Lang::Fr => anyhow!(
                "`{name}` n’est pas une analyse terminée de ce magasin (il en garde {n}) ; `limier diff --list` les montre"
            ),
            Lang::En => anyhow!(
                "`{name}` is no finished scan of this store (it keeps {n}); `limier diff --list` shows them"
            ),
        }
    })
}

fn report(name: &str, lang: Lang) -> Result<Snapshot> {
    let shown = inert(name);
    let file = std::fs::File::open(name).with_context(|| shown.clone())?;
    let mut text = String::new();
    file.take(LONGEST)
        .read_to_string(&mut text)
        .with_context(|| shown.clone())?;
    Snapshot::read(name, &text).map_err(|e| match (e, lang) {
        (SnapshotError::NotAReport, Lang::Fr) => {
            anyhow!("{shown} n’est pas un rapport JSON de limier (limier.report.v1) ; en écrire un avec -o rapport.json")
        }
        (SnapshotError::NoRegister, Lang::Fr) => {
            anyhow!("{shown} a été fait sans registre : il n’a pas d’écarts à comparer ; le refaire avec -r register.yaml")
        }
        (SnapshotError::NotAReport, Lang::En) => {
            anyhow!("{shown} is no JSON report of limier (limier.report.v1); write one with -o report.json")
        }
        (SnapshotError::NoRegister, Lang::En) => {
            anyhow!("{shown} was made without a register: it has no gaps to compare; make it again with -r register.yaml")
        }
    })
}

/// The runs of the store, the youngest last.
fn list(args: &DiffArgs, lang: Lang) -> Result<Verdict> {
    let store = store::latest(&args.store, lang)?.store;
    let runs = last::ended(&store)?;
    let lines = runs.iter().map(|r| {
        let sources: Vec<&str> = r.run.sources.iter().map(|s| s.given.as_str()).collect();
        let day = crate::register::utc_date(r.run.started);
        let sources = inert(sources.join(", "));
        format!(
            "{:>6}  {day}  {:<8}  {sources}\n",
            r.run.id,
            r.state.as_str()
        )
    });
    print::out(&lines.collect::<String>())?;
    let n = plural(
        lang,
        runs.len(),
        ["analyse terminée", "analyses terminées"],
        ["finished scan", "finished scans"],
    );
    let reason = match lang {
        Lang::Fr => format!("limier : code 0, {n}"),
        Lang::En => format!("limier: code 0, {n}"),
    };
    Ok(Verdict { code: 0, reason })
}

fn verdict(compared: &Compared, fail_on: LevelArg, lang: Lang) -> Verdict {
    let failing = fail_on.level().map_or(0, |l| compared.failing(l).count());
    let n = plural(
        lang,
        failing,
        [
            "écart nouveau, rouvert ou aggravé jusqu’au seuil",
            "écarts nouveaux, rouverts ou aggravés jusqu’au seuil",
        ],
        [
            "gap is new, reopened or has risen to the level",
            "gaps are new, reopened or have risen to the level",
        ],
    );
    let (code, reason) = match (failing, lang) {
        (0, Lang::Fr) if !compared.lost.is_empty() => (
            3,
            "limier : code 3, une source où il y avait des éléments n’a rien donné : rien n’en est dit corrigé".to_owned(),
        ),
        (0, Lang::En) if !compared.lost.is_empty() => (
            3,
            "limier: code 3, a source in which there was something gave nothing: nothing of it is said to be fixed".to_owned(),
        ),
        (0, Lang::Fr) => (
            0,
            "limier : code 0, aucun écart nouveau au niveau demandé (--fail-on)".to_owned(),
        ),
        (0, Lang::En) => (
            0,
            "limier: code 0, no new gap at the level asked for (--fail-on)".to_owned(),
        ),
        (_, Lang::Fr) => (1, format!("limier : code 1, {n} (--fail-on)")),
        (_, Lang::En) => (1, format!("limier: code 1, {n} (--fail-on)")),
    };
    Verdict { code, reason }
}
