//! Documents are read in a process of their own, with a limit of time and memory:
//! one that a parser dies of, or never ends with, is told as not read and costs no
//! other.
//!
//! Here are both sides: who asks ([`Reader`]), and who answers ([`answer`]).

use super::super::environment;
use super::super::lang::Lang;
use crate::import::{Archive, Imported};
use crate::model::{Problem, Reason};
use crate::scan::errand::Errands;
use crate::scan::{Patience, ScanError, Workers};
use anyhow::{Result, anyhow};
use clap::Args;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
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

/// What is asked for of a document, whose bytes come with it.
#[derive(Debug, Serialize, Deserialize)]
enum Order {
    /// What it holds, if it is an archive: of this name, at most so many bytes.
    Unpack(String, u64),
    /// The register in it; it has this name.
    Read(String),
}

/// Reads documents, each where it harms nobody.
#[derive(Debug)]
pub(super) struct Reader {
    errands: Errands,
    patience: Patience,
    lang: Lang,
}

impl Reader {
    pub(super) fn new(args: &ReadingArgs, lang: Lang) -> Self {
        let workers = Workers {
            memory: args.worker_memory << 20,
            ..Workers::default()
        };
        let faults = environment::text("LIMIER_TEST_FAULTS").is_some_and(|v| v == "1");
        Self {
            errands: Errands::new(workers, faults),
            patience: Patience {
                base: Duration::from_secs(args.item_timeout),
                ..Patience::default()
            },
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
        let time = self.patience.deadline(bytes.len() as u64);
        let answer = self.errands.run(&encoded(order), bytes, time);
        let answer = answer.map_err(|e| not_started(&e, self.lang))?;
        let garbled = || Problem::new(Reason::Crash, "garbled answer");
        Ok(
            answer.and_then(|bytes| match postcard::take_from_bytes(&bytes) {
                Ok((value, [])) => Ok(value),
                _ => Err(garbled()),
            }),
        )
    }
}

/// Does what a [`Reader`] orders, in the process that it keeps for this.
pub(in crate::cli) fn answer(order: &[u8], bytes: &[u8]) -> Vec<u8> {
    match postcard::from_bytes(order) {
        Ok(Order::Unpack(name, most)) => encoded(&Archive::within(bytes, &name, most)),
        Ok(Order::Read(name)) => encoded(&Imported::read(bytes, &name)),
        // it is given up as garbled
        Err(_) => Vec::new(),
    }
}

fn encoded(value: &impl Serialize) -> Vec<u8> {
    postcard::to_stdvec(value).expect("plain values into memory always serialise")
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_crosses_whole() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/registers");
        let mut seen = 0;
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let bytes = std::fs::read(&path).unwrap();
            let here = Imported::read(&bytes, &name);
            let there = answer(&encoded(&Order::Read(name)), &bytes);
            let there: Imported = postcard::from_bytes(&there).unwrap();
            assert_eq!(format!("{there:?}"), format!("{here:?}"));
            seen += usize::from(!there.is_empty());
        }
        assert!(seen > 30, "{seen} registers");
    }

    #[test]
    fn an_order_that_is_none_has_no_answer() {
        assert_eq!(answer(b"\xff\xff", b"x"), b"");
        let none: Option<Archive> = postcard::from_bytes(&answer(
            &encoded(&Order::Unpack("r.csv".into(), 9)),
            b"a;b\n",
        ))
        .unwrap();
        assert!(none.is_none());
    }
}
