//! From an inventory to reports and a verdict: shared by `scan` and `report`.

use super::args::{JudgeArgs, StoreArgs};
use super::conceal::Conceal;
use super::decisions::file::DecisionFile;
use super::exit::{Policy, Tolerance, Verdict, decide};
use super::lang::Lang;
use super::outputs::Outputs;
use super::{environment, key, last, print, store};
use crate::decision::Decision;
use crate::detect::Scanner;
use crate::inventory::{Inventory, RunState, Store, StoredRun};
use crate::reconcile::{Gap, Reconciliation, compare_decided};
use crate::register::{Register, RegisterError, utc_date};
use crate::report::diff::{Snapshot, compare};
use crate::report::lines::Occurrences;
use crate::report::terminal::{Screen, summary};
use crate::report::{Reconciled, RegisterFacts, Report};
use crate::rule::RuleSet;
use anyhow::{Result, anyhow, bail};
use sha2::{Digest as _, Sha256};
use std::io::IsTerminal as _;
use std::path::Path;
use std::sync::Arc;

/// A register as loaded, with what reports say of it.
#[derive(Debug)]
pub(super) struct Loaded {
    pub(super) register: Register,
    facts: RegisterFacts,
    decisions: Vec<Decision>,
}

impl Loaded {
    /// A register in which nothing is declared.
    pub(super) fn nothing() -> Self {
        let register = Register::parse("version: 1\nactivities: []\n", "")
            .expect("a register without activities is one");
        let facts = RegisterFacts::of(&register, None);
        Self {
            register,
            facts,
            decisions: Vec::new(),
        }
    }
}

/// Longest register read.
const LONGEST: u64 = 64 << 20;

/// Why a register cannot be used.
#[derive(Debug)]
pub(super) enum Unusable {
    /// The file cannot be read: one sentence with its cure.
    File(String),
    /// It is wrong: every fault.
    Content(RegisterError),
}

impl Unusable {
    /// For the terminal, in one language.
    pub(super) fn render(&self, lang: Lang) -> String {
        match self {
            Self::File(said) => said.clone(),
            Self::Content(e) => e.render(lang == Lang::Fr),
        }
    }
}

/// Reads and parses a register.
///
/// # Errors
/// It cannot be read, or is wrong: every fault with line, caret and cure.
pub(super) fn load_register(path: &Path, lang: Lang) -> Result<Loaded, Unusable> {
    let shown = path.display().to_string();
    let bytes = read_register(path, &shown, lang).map_err(Unusable::File)?;
    let digest = Sha256::digest(&bytes);
    let sha256 = digest.iter().map(|b| format!("{b:02x}")).collect();
    let register = Register::parse_bytes(bytes, &shown).map_err(Unusable::Content)?;
    let facts = RegisterFacts::of(&register, Some(sha256));
    Ok(Loaded {
        register,
        facts,
        decisions: Vec::new(),
    })
}

/// The same with the decisions of a file.
///
/// # Errors
/// The register cannot be used.
pub(super) fn load_with_decisions(
    path: &Path,
    file: Option<&DecisionFile>,
    lang: Lang,
) -> Result<Loaded> {
    let mut loaded = load_register(path, lang).map_err(|e| anyhow!("{}", e.render(lang)))?;
    if let Some(file) = file {
        loaded.decisions = file.decisions().to_vec();
        loaded.facts.decisions = Some(file.facts());
    }
    Ok(loaded)
}

/// What the last scan says against a register, names masked as in reports.
///
/// # Errors
/// There is no scan, or it cannot be read.
pub(super) fn last_gaps(loaded: &Loaded, args: &StoreArgs, lang: Lang) -> Result<Reconciliation> {
    let latest = store::latest(args, lang)?;
    let inventory = latest.store.load_inventory(&latest.run.run.id)?;
    let mut conceal = Conceal::of(&inventory, true, || {
        let key = key::load(&store::directory(args)?)?;
        Ok(Scanner::new(Arc::new(RuleSet::load(&[])?), key))
    })?;
    let mut result = compare_with(loaded, &inventory, &conceal, Day::Today).reconciliation;
    conceal.reconciliation(&mut result);
    Ok(result)
}

fn read_register(path: &Path, shown: &str, lang: Lang) -> Result<Vec<u8>, String> {
    use std::io::ErrorKind as K;
    let failed = |e: std::io::Error| {
        let why = match (e.kind(), lang) {
            (K::NotFound, Lang::Fr) => {
                "ce fichier n’existe pas ; vérifier le chemin donné".to_owned()
            }
            (K::NotFound, Lang::En) => "there is no such file; check the path given".to_owned(),
            (K::PermissionDenied, Lang::Fr) => {
                "accès refusé ; vérifier les droits du fichier".to_owned()
            }
            (K::PermissionDenied, Lang::En) => {
                "access denied; check the rights of the file".to_owned()
            }
            (K::IsADirectory, Lang::Fr) => {
                "c’est un dossier ; donner le fichier register.yaml".to_owned()
            }
            (K::IsADirectory, Lang::En) => {
                "it is a directory; give the file register.yaml".to_owned()
            }
            (K::Unsupported, Lang::Fr) => {
                "ce n’est pas un fichier ordinaire (tube, périphérique) ; donner le fichier register.yaml".to_owned()
            }
            (K::Unsupported, Lang::En) => {
                "it is no regular file (a pipe, a device); give the file register.yaml".to_owned()
            }
            (_, Lang::Fr) => format!(
                "erreur système {} ; vérifier le support et recommencer",
                e.raw_os_error().unwrap_or_default()
            ),
            (_, Lang::En) => format!(
                "system error {}; check the disk and try again",
                e.raw_os_error().unwrap_or_default()
            ),
        };
        match lang {
            Lang::Fr => format!("le registre {shown} ne peut pas être lu : {why}"),
            Lang::En => format!("the register {shown} cannot be read: {why}"),
        }
    };
    let meta = std::fs::metadata(path).map_err(failed)?;
    // reading a pipe would wait for whoever writes into it
    if !meta.is_file() && !meta.is_dir() {
        return Err(failed(K::Unsupported.into()));
    }
    if meta.len() > LONGEST {
        return Err(match lang {
            Lang::Fr => format!("le registre {shown} dépasse 64 Mio : est-ce le bon fichier ?"),
            Lang::En => {
                format!("the register {shown} is larger than 64 MiB: is it the right file?")
            }
        });
    }
    std::fs::read(path).map_err(failed)
}

/// What was asked, checked before the scan starts.
#[derive(Debug)]
pub(super) struct Judge {
    register: Option<Loaded>,
    policy: Policy,
    lang: Lang,
    quiet: bool,
}

impl Judge {
    pub(super) fn new(args: &JudgeArgs, lang: Lang, quiet: bool) -> Result<Self> {
        let tolerance = Tolerance::parse(&args.tolerate, lang).map_err(|e| anyhow!(e))?;
        let register = match &args.register {
            Some(path) => {
                let file = DecisionFile::of(args.decisions.as_deref(), path, lang)?;
                if let Some(file) = file.as_ref().filter(|_| !quiet) {
                    print::err(&used(file, lang));
                }
                Some(load_with_decisions(path, file.as_ref(), lang)?)
            }
            None if args.decisions.is_some() => bail!(match lang {
                Lang::Fr => "--decisions demande un registre : ajouter -r register.yaml",
                Lang::En => "--decisions needs a register: add -r register.yaml",
            }),
            None => None,
        };
        let policy = Policy {
            fail_on: args.fail_on.level(),
            tolerance,
            strict_coverage: args.strict_coverage,
        };
        Ok(Self {
            register,
            policy,
            lang,
            quiet,
        })
    }

    /// Reconciles, writes every output, shows the summary, decides.
    /// `scanner` finds values in names, which go out masked.
    pub(super) fn conclude(
        &self,
        store: &Store,
        run: &str,
        outputs: &Outputs,
        scanner: impl Fn() -> Result<Scanner>,
    ) -> Result<Verdict> {
        if self.quiet && self.register.is_none() && outputs.is_empty() {
            // nobody asks what was found: millions of items need not be held
            let ledger = store.load_ledger(run)?;
            return Ok(decide(&ledger, None, &self.policy, self.lang));
        }
        // the earlier scan first: two inventories are never held together
        let nobody_reads = self.quiet && outputs.is_empty();
        let earlier = match self.register.as_ref().filter(|_| !nobody_reads) {
            Some(register) => earlier(store, run, register, &scanner)?,
            None => None,
        };
        let mut inventory = store.load_inventory(run)?;
        let mut conceal = Conceal::of(&inventory, self.register.is_some(), &scanner)?;
        let register = self.register.as_ref();
        let mut reconciled = register.map(|l| compare_with(l, &inventory, &conceal, Day::Today));
        let gaps: Option<Vec<Gap>> = reconciled.as_ref().map(|r| r.reconciliation.gaps.clone());
        conceal.inventory(&mut inventory);
        if let Some(r) = &mut reconciled {
            conceal.reconciliation(&mut r.reconciliation);
        }
        // of a source that could not be listed to its end nothing is said to be gone
        let whole = last::ended(store)?
            .iter()
            .any(|r| r.run.id == run && r.state == RunState::Complete);
        let compared = earlier.zip(reconciled.as_ref()).map(|(earlier, now)| {
            let now = Snapshot::of(run, &inventory, &now.reconciliation.gaps, whole);
            compare(&earlier, &now)
        });
        let report = Report::new(&inventory, reconciled).since(compared);
        outputs.write(&report, &inventory, self.policy.fail_on, |file| {
            let mut lines = Occurrences::new(file, &inventory);
            let mut failed = None;
            store.occurrences(run, &mut |mut o| {
                conceal.locator(&mut o.at);
                if failed.is_none() {
                    failed = lines.write(&o).err();
                }
            })?;
            failed.map_or(Ok(()), |e| Err(e.into()))
        })?;
        if !self.quiet {
            self.show(&report, outputs)?;
        }
        let ledger = inventory.into();
        Ok(decide(&ledger, gaps.as_deref(), &self.policy, self.lang))
    }

    fn show(&self, report: &Report, outputs: &Outputs) -> Result<()> {
        let files: Vec<String> = outputs
            .paths()
            .iter()
            .map(|p| p.display().to_string())
            .collect();
        let aside = outputs.take_stdout();
        let terminal = match aside {
            true => std::io::stderr().is_terminal(),
            false => std::io::stdout().is_terminal(),
        };
        let colour = terminal && environment::text("NO_COLOR").is_none();
        let width = screen_width();
        let screen = Screen {
            lang: self.lang,
            width,
            colour,
            outputs: &files,
        };
        let summary = summary(report, &screen);
        if aside {
            print::err(summary.trim_end());
            return Ok(());
        }
        Ok(print::out(&summary)?)
    }
}

/// Which file of decisions counts.
fn used(file: &DecisionFile, lang: Lang) -> String {
    let (shown, n) = (file.shown(), file.decisions().len());
    match lang {
        Lang::Fr => format!("Décisions : {shown} ({n})"),
        Lang::En => format!("Decisions: {shown} ({n})"),
    }
}

/// What the scan of the same sources before this one found; none where the store
/// keeps none.
fn earlier(
    store: &Store,
    run: &str,
    register: &Loaded,
    scanner: &dyn Fn() -> Result<Scanner>,
) -> Result<Option<Snapshot>> {
    let runs = last::ended(store)?;
    let Some(at) = runs.iter().position(|r| r.run.id == run) else {
        return Ok(None);
    };
    let own = last::uris(&runs[at]);
    let alike: Vec<&StoredRun> = runs[..at].iter().filter(|r| last::uris(r) == own).collect();
    let before = last::sighted(store, &alike)?;
    let known = before.map(|b| last::remembered(store, b, register, Day::Scan, scanner));
    known.transpose()
}

/// Columns that lines may take: `COLUMNS`, the terminal's, else 100.
pub(super) fn screen_width() -> usize {
    let asked = environment::text("COLUMNS").and_then(|c| c.parse().ok());
    asked.unwrap_or_else(terminal_width)
}

fn terminal_width() -> usize {
    rustix::termios::tcgetwinsize(std::io::stdout())
        .map_or(100, |w| usize::from(w.ws_col))
        .clamp(60, 120)
}

/// The day on which decisions are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Day {
    /// That of the scan: for what was.
    Scan,
    /// Today (`SOURCE_DATE_EPOCH` wins), or that of the scan, where it is later: a
    /// decision that has run out since sets nothing aside.
    Today,
}

/// What comparing a scan with a register gives; how old data are is as of the
/// scan.
pub(super) fn compare_with(
    loaded: &Loaded,
    inventory: &Inventory,
    conceal: &Conceal,
    day: Day,
) -> Reconciled {
    let as_of = utc_date(inventory.run.started);
    let day = match day {
        Day::Scan => as_of,
        Day::Today => as_of.max(utc_date(environment::now())),
    };
    Reconciled {
        register: loaded.facts.clone(),
        reconciliation: compare_decided(
            inventory,
            Some(&loaded.register),
            (&loaded.decisions, day),
            as_of,
            &|path| conceal.said(path),
        ),
    }
}
