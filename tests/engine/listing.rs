//! Sources whose listing goes wrong: the ledger says so, and the run ends.

use crate::bench::{Bench, Found, token};
use limier::extract::Flow;
use limier::inventory::RunState;
use limier::model::{Reason, SourceId, State};
use limier::scan::{self, ScanError, Silent};
use limier::source::{Fault, Item, Source, SourceError, SourceKind, SourceRef};

/// A source that is opened, and then breaks while it is listed.
struct Broken {
    reference: SourceRef,
    panics: bool,
}

impl Source for Broken {
    fn reference(&self) -> &SourceRef {
        &self.reference
    }

    fn list(&self, _each: &mut dyn FnMut(Item) -> Flow) -> Result<(), SourceError> {
        assert!(!self.panics, "on purpose");
        Err(SourceError::Database {
            uri: self.reference.uri.clone(),
            fault: Fault::Sql("42501".to_owned()),
        })
    }
}

fn broken(panics: bool) -> Box<dyn Source> {
    Box::new(Broken {
        reference: SourceRef {
            id: SourceId(1),
            kind: SourceKind::Postgres,
            uri: "postgres://h:5432/erp".to_owned(),
            given: "postgres://h/erp".to_owned(),
        },
        panics,
    })
}

#[test]
fn a_source_that_cannot_be_listed_is_in_the_ledger() {
    let bench = Bench::new();
    bench.write("a.txt", token(1));
    let mut sources = bench.sources();
    sources.push(broken(false));
    let mut store = bench.store();
    let summary = scan::run(
        &sources,
        &bench.rules,
        &bench.options,
        &mut Silent,
        &mut store,
    )
    .unwrap();
    assert_eq!(summary.state, RunState::Partial);
    assert_eq!(summary.refused.len(), 1);
    let found = Found::of(&store, summary);
    assert_eq!(found.count("a.txt"), 1);
    let row = found.outcome(".");
    assert_eq!(row.at.source, SourceId(1));
    let why = (Reason::PermissionDenied, "SQLSTATE 42501");
    assert_eq!(found.ended("."), (State::NotScanned, Some(why)));
}

#[test]
fn a_panic_of_the_lister_ends_the_run() {
    let bench = Bench::new();
    bench.write("a.txt", token(1));
    let mut sources = bench.sources();
    sources.push(broken(true));
    let (told, ended) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let mut store = bench.store();
        let ended = scan::run(
            &sources,
            &bench.rules,
            &bench.options,
            &mut Silent,
            &mut store,
        );
        let _gone = told.send((ended.is_err_and(|e| matches!(e, ScanError::Bug)), store));
    });
    let (bug, store) = ended
        .recv_timeout(std::time::Duration::from_secs(60))
        .expect("the run ends");
    assert!(bug);
    assert_eq!(store.runs().unwrap()[0].state, RunState::Interrupted);
}
