//! Documents are read in a process of their own, with a limit of time and memory:
//! one that a parser dies of, or never ends with, is told as not read and costs no
//! other.
//!
//! This is who asks; who answers is in [`super::super::errands`].

use super::super::environment;
use super::super::errands::{Desk, Order};
use super::super::lang::Lang;
use crate::import::{Archive, Imported};
use crate::model::{Problem, Reason};
use crate::scan::{Patience, ScanError, Workers};
use anyhow::{Result, anyhow};
use clap::Args;
use serde::de::DeserializeOwned;
use std::time::Duration;

/// What one document may take.
#[derive(Debug, Args)]
pub(super) struct ReadingArgs {
    /// Seconds that reading a document may take, plus one per megabyte; at least 1
    #[arg(long, value_name = "SECONDS", default_value_t = 120,
        value_parser = clap::value_parser!(u64).range(1..=31_536_000))]
    item_timeout: u64,
    /// Memory that reading a document may take, in MiB
    #[arg(long, value_name = "MIB", default_value_t = 1536,
        value_parser = clap::value_parser!(u64).range(64..=1_048_576))]
    worker_memory: u64,
}

/// Reads documents, each where it harms nobody.
#[derive(Debug)]
pub(super) struct Reader {
    desk: Desk,
    lang: Lang,
}

impl Reader {
    pub(super) fn new(args: &ReadingArgs, lang: Lang) -> Self {
        let workers = Workers {
            memory: args.worker_memory << 20,
            ..Workers::default()
        };
        let patience = Patience {
            base: Duration::from_secs(args.item_timeout),
            ..Patience::default()
        };
        let faults = environment::text("LIMIER_TEST_FAULTS").is_some_and(|v| v == "1");
        Self {
            desk: Desk::new(workers, patience, faults),
            lang,
        }
    }

    /// What a document holds, of at most so many bytes unpacked; none if it is no
    /// archive. Or what reading it came to.
    ///
    /// # Errors
    /// Nothing can be read here at all.
    pub(super) fn unpack(
        &mut self,
        bytes: &[u8],
        name: &str,
        most: u64,
    ) -> Result<Result<Option<Archive>, Problem>> {
        self.ask(&Order::Unpack(name.to_owned(), most), bytes)
    }

    /// The register that a document is, or what reading it came to.
    ///
    /// # Errors
    /// Nothing can be read here at all.
    pub(super) fn read(&mut self, bytes: &[u8], name: &str) -> Result<Result<Imported, Problem>> {
        self.ask(&Order::Read(name.to_owned()), bytes)
    }

    fn ask<T: DeserializeOwned>(
        &mut self,
        order: &Order,
        bytes: &[u8],
    ) -> Result<Result<T, Problem>> {
        let answer = self.desk.ask(order, bytes);
        answer.map_err(|e| not_started(&e, self.lang))
    }
}

fn not_started(error: &ScanError, lang: Lang) -> anyhow::Error {
    match lang {
        Lang::Fr => anyhow!(
            "le processus qui lit les documents ne démarre pas ({error}) ; rien n’a été écrit. Vérifier les limites du système (ulimit -u, -n) et que le programme n’a pas été déplacé, puis recommencer"
        ),
        Lang::En => anyhow!(
            "the process that reads documents does not start ({error}); nothing was written. Check the limits of the system (ulimit -u, -n) and that the program was not moved, then try again"
        ),
    }
}

/// What helps with a document that could not be read.
pub(super) const fn cure(what: Reason, lang: Lang) -> &'static str {
    match (what, lang) {
        (Reason::Timeout, Lang::Fr) => {
            "donner plus de temps (--item-timeout) ou partager le document"
        }
        (Reason::Timeout, Lang::En) => "give more time (--item-timeout) or split the document",
        (Reason::Memory, Lang::Fr) => {
            "donner plus de mémoire (--worker-memory) ou partager le document"
        }
        (Reason::Memory, Lang::En) => "give more memory (--worker-memory) or split the document",
        (_, Lang::Fr) => "l’exporter sous une autre forme (DOCX, XLSX, texte) et recommencer",
        (_, Lang::En) => "export it in another form (DOCX, XLSX, text) and try again",
    }
}
