//! A tree to scan, with a rule of its own, and what came of it.

use limier::detect::Key;
use limier::inventory::{Inventory, Occurrence, Store};
use limier::model::{Outcome, Reason, SourceId, State};
use limier::rule::RuleSet;
use limier::scan::{self, Observer, Options, ScanError, Silent, Summary};
use limier::source::{self, Source};
use std::path::PathBuf;
use std::sync::Arc;

/// A rule of this test, so that shipped rules may change.
const RULE: &str = r#"
id = "test-jeton"
status = "stable"
title = { fr = "Jeton" }
about = { fr = "Jeton de test" }
references = []
[[pattern]]
name = "jeton"
regex = 'JETON-[0-9]{6}'
anchor = "upper"
boundary = "word"
confidence = "high"
[column]
names = ["jeton"]
[mask]
start = 2
"#;

/// A tree to scan, the rules to scan it with, and where the store goes.
pub(crate) struct Bench {
    pub(crate) dir: tempfile::TempDir,
    pub(crate) rules: Arc<RuleSet>,
    pub(crate) options: Options,
}

impl Bench {
    pub(crate) fn new() -> Self {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let rules = dir.path().join("rules");
        std::fs::create_dir_all(&rules).expect("made");
        std::fs::create_dir_all(dir.path().join("tree")).expect("made");
        std::fs::write(rules.join("test-jeton.toml"), RULE).expect("written");
        let mut options = Options::new(Key([7; 16]), || 1_700_000_000);
        options.rule_directories = vec![rules.clone()];
        // a name of its own, so that its processes are told from other tests'
        let program = dir.path().join("limier");
        std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_limier"), &program).expect("made");
        options.workers.program = Some(program);
        options.threads = 2;
        options.faults = true;
        Self {
            rules: Arc::new(RuleSet::load(&[rules]).expect("the rule is right")),
            dir,
            options,
        }
    }

    pub(crate) fn tree(&self) -> PathBuf {
        self.dir.path().join("tree")
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.tree().join(name);
        std::fs::create_dir_all(path.parent().expect("below the tree")).expect("made");
        std::fs::write(path, content).expect("written");
    }

    pub(crate) fn sources(&self) -> Vec<Box<dyn Source>> {
        let tree = self.tree();
        let tree = tree.to_str().expect("UTF-8");
        vec![source::open(tree, SourceId(0), &source::Options::default()).expect("a directory")]
    }

    pub(crate) fn try_run(&self, store: &mut Store) -> Result<Summary, ScanError> {
        self.watched(store, &mut Silent)
    }

    pub(crate) fn watched(
        &self,
        store: &mut Store,
        observer: &mut dyn Observer,
    ) -> Result<Summary, ScanError> {
        scan::run(&self.sources(), &self.rules, &self.options, observer, store)
    }

    pub(crate) fn store(&self) -> Store {
        let path = self.dir.path().join("out/scan.db");
        Store::create(&path).expect("a store")
    }

    /// Runs in a store of its own.
    pub(crate) fn run(&self) -> Found {
        let mut store = self.store();
        let summary = self.try_run(&mut store).expect("the run ends");
        Found::of(&store, summary)
    }
}

/// What a run found.
pub(crate) struct Found {
    pub(crate) summary: Summary,
    pub(crate) inventory: Inventory,
    pub(crate) occurrences: Vec<Occurrence>,
}

impl Found {
    pub(crate) fn of(store: &Store, summary: Summary) -> Self {
        let id = &summary.run.id;
        let mut occurrences = Vec::new();
        store
            .occurrences(id, &mut |o| occurrences.push(o))
            .expect("readable");
        Self {
            inventory: store.load_inventory(id).expect("readable"),
            occurrences,
            summary,
        }
    }

    pub(crate) fn outcome(&self, at: &str) -> &Outcome {
        let found = self
            .inventory
            .coverage
            .iter()
            .find(|o| o.at.to_string() == at);
        found.unwrap_or_else(|| panic!("no outcome of {at}"))
    }

    /// State, first reason and its detail.
    pub(crate) fn ended(&self, at: &str) -> (State, Option<(Reason, &str)>) {
        let o = self.outcome(at);
        let first = o.problems.first();
        (o.state, first.map(|p| (p.what, p.detail.as_str())))
    }

    /// How many of this test's values a place holds, over all its columns.
    pub(crate) fn count(&self, at: &str) -> u64 {
        let rule = |ix| self.inventory.rule(ix).id.as_str();
        self.inventory
            .holdings
            .iter()
            .filter(|h| rule(h.rule) == "test-jeton" && h.at.to_string() == at)
            .map(|h| h.count)
            .sum()
    }
}

pub(crate) fn token(n: usize) -> String {
    format!("JETON-{n:06}")
}
