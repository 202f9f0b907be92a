//! From an inventory to reports and a verdict: shared by `scan` and `report`.

use super::args::JudgeArgs;
use super::exit::{Policy, Tolerance, Verdict, decide};
use super::lang::Lang;
use super::outputs::Outputs;
use super::{environment, print};
use crate::inventory::{Inventory, Store};
use crate::reconcile::{Gap, compare};
use crate::register::{Register, utc_date};
use crate::report::lines::Occurrences;
use crate::report::terminal::{Screen, summary};
use crate::report::{Reconciled, RegisterFacts, Report};
use anyhow::{Context as _, Result, anyhow, bail};
use sha2::{Digest as _, Sha256};
use std::io::IsTerminal as _;
use std::path::Path;

/// A register as loaded, with what reports say of it.
#[derive(Debug)]
pub(super) struct Loaded {
    pub(super) register: Register,
    facts: RegisterFacts,
}

/// Longest register read.
const LONGEST: u64 = 64 << 20;

/// Reads and parses a register.
///
/// # Errors
/// It cannot be read, or is wrong: every fault with line, caret and cure.
pub(super) fn load_register(path: &Path, lang: Lang) -> Result<Loaded> {
    let shown = path.display().to_string();
    let meta = std::fs::metadata(path).with_context(|| {
        format!("the register {shown} cannot be read; check the path given to -r")
    })?;
    if meta.len() > LONGEST {
        bail!("the register {shown} is larger than 64 MiB: is it the right file?");
    }
    let bytes =
        std::fs::read(path).with_context(|| format!("the register {shown} cannot be read"))?;
    let text = String::from_utf8(bytes).map_err(|e| {
        anyhow!(
            "{shown}: not UTF-8 at byte {}; save the register as UTF-8",
            e.utf8_error().valid_up_to()
        )
    })?;
    let register =
        Register::parse(&text, &shown).map_err(|e| anyhow!("{}", e.render(lang == Lang::Fr)))?;
    let sha256 = Sha256::digest(text.as_bytes())
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect();
    let facts = RegisterFacts::of(&register, Some(sha256));
    Ok(Loaded { register, facts })
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
        let tolerance = Tolerance::parse(&args.tolerate).map_err(|e| anyhow!(e))?;
        let register = args
            .register
            .as_deref()
            .map(|p| load_register(p, lang))
            .transpose()?;
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
    pub(super) fn conclude(&self, store: &Store, run: &str, outputs: &Outputs) -> Result<Verdict> {
        if self.quiet && self.register.is_none() && outputs.paths().is_empty() {
            // nobody asks what was found: millions of items need not be held
            let ledger = store.load_ledger(run)?;
            return Ok(decide(&ledger, None, &self.policy, self.lang));
        }
        let inventory = store.load_inventory(run)?;
        let reconciled = self.register.as_ref().map(|l| compare_with(l, &inventory));
        let gaps: Option<Vec<Gap>> = reconciled.as_ref().map(|r| r.reconciliation.gaps.clone());
        let report = Report::new(&inventory, reconciled);
        outputs.write(&report, &inventory, self.lang, |file| {
            let mut lines = Occurrences::new(file, &inventory);
            let mut failed = None;
            store.occurrences(run, &mut |o| {
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
        let colour = std::io::stdout().is_terminal() && environment::text("NO_COLOR").is_none();
        let width = environment::text("COLUMNS")
            .and_then(|c| c.parse().ok())
            .unwrap_or_else(terminal_width);
        let screen = Screen {
            lang: self.lang,
            width,
            colour,
            outputs: &files,
        };
        Ok(print::out(&summary(report, &screen))?)
    }
}

fn terminal_width() -> usize {
    rustix::termios::tcgetwinsize(std::io::stdout())
        .map_or(100, |w| usize::from(w.ws_col))
        .clamp(60, 120)
}

fn compare_with(loaded: &Loaded, inventory: &Inventory) -> Reconciled {
    let as_of = utc_date(inventory.run.started);
    Reconciled {
        register: loaded.facts.clone(),
        reconciliation: compare(inventory, Some(&loaded.register), as_of),
    }
}
