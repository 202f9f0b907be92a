//! Work on one document that is done in a process of its own: what is ordered, and
//! who does it. The asking side is [`Desk`].

use super::reveal;
use crate::import::{Archive, Imported};
use crate::model::{Problem, Reason};
use crate::scan::errand::Errands;
use crate::scan::{Patience, ScanError, Workers};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// What is asked for of a document, whose bytes come with it.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Order {
    /// What it holds, if it is an archive: of this name, at most so many bytes.
    Unpack(String, u64),
    /// The register in it; it has this name.
    Read(String),
    /// Its values as they are written.
    Values(Box<reveal::Wanted>),
}

/// Asks for work on documents, each done where it harms nobody.
#[derive(Debug)]
pub(super) struct Desk {
    errands: Errands,
    patience: Patience,
}

impl Desk {
    pub(super) const fn new(workers: Workers, patience: Patience, faults: bool) -> Self {
        Self {
            errands: Errands::new(workers, faults),
            patience,
        }
    }

    /// The answer to an order, or what doing it came to.
    ///
    /// # Errors
    /// No process can be started.
    pub(super) fn ask<T: DeserializeOwned>(
        &mut self,
        order: &Order,
        bytes: &[u8],
    ) -> Result<Result<T, Problem>, ScanError> {
        let time = self.patience.deadline(bytes.len() as u64);
        let answer = self.errands.run(&encoded(order), bytes, time)?;
        let garbled = || Problem::new(Reason::Crash, "garbled answer");
        Ok(
            answer.and_then(|bytes| match postcard::take_from_bytes(&bytes) {
                Ok((value, [])) => Ok(value),
                _ => Err(garbled()),
            }),
        )
    }
}

/// Does what a [`Desk`] orders, in the process that it keeps for this.
pub(super) fn answer(order: &[u8], bytes: &[u8]) -> Vec<u8> {
    match postcard::from_bytes(order) {
        Ok(Order::Unpack(name, most)) => encoded(&Archive::within(bytes, &name, most)),
        Ok(Order::Read(name)) => encoded(&Imported::read(bytes, &name)),
        Ok(Order::Values(wanted)) => {
            reveal::document(&wanted, bytes).map_or_else(Vec::new, |seen| encoded(&seen))
        }
        // it is given up as garbled
        Err(_) => Vec::new(),
    }
}

fn encoded(value: &impl Serialize) -> Vec<u8> {
    postcard::to_stdvec(value).expect("plain values into memory always serialise")
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
