//! `limier doctor`: what this machine allows, tried rather than supposed.

use super::args::StoreArgs;
use super::exit::Verdict;
use super::lang::Lang;
use super::{environment, key, print, store};
use crate::detect::{Key, prove};
use crate::rule::RuleSet;
use crate::scan::{Confinement, Options, probe};
use anyhow::Result;
use std::fmt::Write as _;
use std::sync::Arc;

pub(super) fn run(args: &StoreArgs, lang: Lang) -> Result<Verdict> {
    let mut d = Doctor {
        out: String::new(),
        faults: 0,
        fr: lang == Lang::Fr,
    };
    d.line(true, "version", env!("CARGO_PKG_VERSION"));
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    d.line(true, d.pick("cœurs", "cores"), &cores.to_string());
    let rules = Arc::new(RuleSet::load(&[])?);
    let wrong = prove(&rules).len();
    let shown = format!(
        "{} ({}: {wrong})",
        rules.rules().len(),
        d.pick("défauts", "faults")
    );
    d.line(wrong == 0, d.pick("règles", "rules"), &shown);
    d.isolation(&rules);
    d.data(args);
    print::out(&d.out)?;
    let (code, n) = (if d.faults == 0 { 0 } else { 2 }, d.faults);
    let reason = match lang {
        Lang::Fr => format!("limier : code {code}, {n} défaut(s)"),
        Lang::En => format!("limier: code {code}, {n} fault(s)"),
    };
    Ok(Verdict { code, reason })
}

struct Doctor {
    out: String,
    faults: u32,
    fr: bool,
}

impl Doctor {
    const fn pick(&self, fr: &'static str, en: &'static str) -> &'static str {
        if self.fr { fr } else { en }
    }

    fn line(&mut self, good: bool, what: &str, found: &str) {
        self.faults += u32::from(!good);
        let mark = if good { "ok" } else { "!!" };
        let _ = writeln!(self.out, "[{mark}] {what:<28} {found}");
    }

    /// Starts a worker process as a scan would.
    fn isolation(&mut self, rules: &RuleSet) {
        let name = self.pick("isolement des lecteurs", "isolation of parsers");
        match probe(rules, &Options::new(Key([0; 16]), environment::now)) {
            Ok(p) => {
                let how = match p.confinement {
                    Confinement::Full => self.pick(
                        "processus, sans fichiers ni réseau",
                        "process, no files, no network",
                    ),
                    Confinement::Partial => self.pick(
                        "processus, restreint en partie (noyau ancien)",
                        "process, partly confined (old kernel)",
                    ),
                    Confinement::None => self.pick(
                        "processus seul (le noyau n’offre pas mieux)",
                        "process only (the kernel offers no more)",
                    ),
                };
                self.line(true, name, &format!("{how}; {} ms", p.start.as_millis()));
            }
            Err(e) => self.line(false, name, &e.to_string()),
        }
    }

    fn data(&mut self, args: &StoreArgs) {
        let name = self.pick("données et clé", "data and key");
        match store::directory(args) {
            Ok(dir) => match key::load(&dir) {
                Ok(_) => self.line(true, name, &dir.display().to_string()),
                Err(e) => self.line(false, name, &format!("{e:#}")),
            },
            Err(e) => self.line(false, name, &e.to_string()),
        }
    }
}
