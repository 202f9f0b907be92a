//! The engine on trees made for it: the same result whatever the threads, each
//! fault costs its item, budgets hold, a change is seen, an end is clean.

use limier::detect::Key;
use limier::inventory::{Inventory, Occurrence, RunState, Store};
use limier::model::{Outcome, Reason, SourceId, State};
use limier::rule::RuleSet;
use limier::scan::{self, Observer, Options, ScanError, Silent, Summary, Tally};
use limier::source::{self, Source};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

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
struct Bench {
    dir: tempfile::TempDir,
    rules: Arc<RuleSet>,
    options: Options,
}

impl Bench {
    fn new() -> Self {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let rules = dir.path().join("rules");
        std::fs::create_dir_all(&rules).expect("made");
        std::fs::create_dir_all(dir.path().join("tree")).expect("made");
        std::fs::write(rules.join("test-jeton.toml"), RULE).expect("written");
        let mut options = Options::new(Key([7; 16]), || 1_700_000_000);
        options.rule_directories = vec![rules.clone()];
        options.workers.program = Some(env!("CARGO_BIN_EXE_limier").into());
        options.threads = 2;
        options.faults = true;
        Self {
            rules: Arc::new(RuleSet::load(&[rules]).expect("the rule is right")),
            dir,
            options,
        }
    }

    fn tree(&self) -> PathBuf {
        self.dir.path().join("tree")
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.tree().join(name);
        std::fs::create_dir_all(path.parent().expect("below the tree")).expect("made");
        std::fs::write(path, content).expect("written");
    }

    fn sources(&self) -> Vec<Box<dyn Source>> {
        let tree = self.tree();
        let tree = tree.to_str().expect("UTF-8");
        vec![source::open(tree, SourceId(0), &source::Options::default()).expect("a directory")]
    }

    fn try_run(&self, store: &mut Store) -> Result<Summary, ScanError> {
        self.watched(store, &mut Silent)
    }

    fn watched(
        &self,
        store: &mut Store,
        observer: &mut dyn Observer,
    ) -> Result<Summary, ScanError> {
        scan::run(&self.sources(), &self.rules, &self.options, observer, store)
    }

    fn store(&self) -> Store {
        let path = self.dir.path().join("out/scan.db");
        Store::create(&path).expect("a store")
    }

    /// Runs in a store of its own.
    fn run(&self) -> Found {
        let mut store = self.store();
        let summary = self.try_run(&mut store).expect("the run ends");
        Found::of(&store, summary)
    }
}

/// What a run found.
struct Found {
    summary: Summary,
    inventory: Inventory,
    occurrences: Vec<Occurrence>,
}

impl Found {
    fn of(store: &Store, summary: Summary) -> Self {
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

    fn outcome(&self, at: &str) -> &Outcome {
        let found = self
            .inventory
            .coverage
            .iter()
            .find(|o| o.at.to_string() == at);
        found.unwrap_or_else(|| panic!("no outcome of {at}"))
    }

    /// State, first reason and its detail.
    fn ended(&self, at: &str) -> (State, Option<(Reason, &str)>) {
        let o = self.outcome(at);
        let first = o.problems.first();
        (o.state, first.map(|p| (p.what, p.detail.as_str())))
    }

    /// How many of this test's values a place holds, over all its columns.
    fn count(&self, at: &str) -> u64 {
        let rule = |ix| self.inventory.rule(ix).id.as_str();
        self.inventory
            .holdings
            .iter()
            .filter(|h| rule(h.rule) == "test-jeton" && h.at.to_string() == at)
            .map(|h| h.count)
            .sum()
    }
}

fn token(n: usize) -> String {
    format!("JETON-{n:06}")
}

/// A tree with a bit of everything that is read in this process.
fn write_tree(bench: &Bench) {
    for n in 0..300 {
        let text = format!("rien ici\nmais {} là\net {}\n", token(n), token(n % 7));
        bench.write(&format!("d{}/f{n}.txt", n % 9), text);
    }
    let rows: String = (0..3000)
        .map(|n| format!("{n};{};x\n", token(n % 50)))
        .collect();
    bench.write("table.csv", format!("numero;jeton;note\n{rows}"));
    bench.write("long.log", format!("{}\n", token(1)).repeat(50_000));
    bench.write("vide.txt", "");
    bench.write("image.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
}

#[test]
fn threads_never_show() {
    let mut bench = Bench::new();
    write_tree(&bench);
    bench.write("panne.txt", format!("LIMIER-FAULT panic\n{}", token(5)));
    bench.options.threads = 1;
    let one = bench.run();
    bench.options.threads = 8;
    let mut eight = {
        // its own store: run ids count from 1
        std::fs::remove_dir_all(bench.dir.path().join("out")).unwrap();
        bench.run()
    };
    assert_eq!(one.inventory.run, eight.inventory.run);
    assert_eq!(one.inventory, eight.inventory);
    assert_eq!(one.occurrences, eight.occurrences);
    assert_eq!(one.summary.state, RunState::Complete);

    assert_eq!(one.count("d0/f0.txt"), 2);
    assert_eq!(one.count("long.log"), 50_000);
    assert_eq!(one.count("table.csv"), 3000);
    assert_eq!(one.inventory.totals().items, 305);
    assert_eq!(one.ended("vide.txt"), (State::Complete, None));
    let sorted =
        |o: &[Occurrence]| o.is_sorted_by_key(|o| (o.at.clone(), o.place.clone(), o.position));
    assert!(sorted(&eight.occurrences));
    eight.occurrences.retain(|o| o.at.to_string() == "long.log");
    assert_eq!(eight.occurrences.len(), 1000, "stored up to the limit");
}

#[test]
fn all_occurrences_are_stored_on_request() {
    let mut bench = Bench::new();
    write_tree(&bench);
    bench.options.occurrences_per_item = None;
    let found = bench.run();
    let of_log = |o: &&Occurrence| o.at.to_string() == "long.log";
    assert_eq!(found.occurrences.iter().filter(of_log).count(), 50_000);
}

#[test]
fn every_fault_costs_its_item_and_keeps_what_came_before() {
    let mut bench = Bench::new();
    bench.options.patience.base = Duration::from_secs(4);
    bench.options.patience.silence = Duration::from_secs(3);
    bench.options.workers.memory = 256 << 20;
    bench.options.budgets.holdings = 2_000;
    let orders = [
        ("hang", Reason::Timeout, "no sign of life"),
        ("spin", Reason::Timeout, "no sign of life"),
        ("allocate", Reason::Memory, ""),
        ("recurse", Reason::Crash, "stack overflow"),
        ("panic", Reason::Crash, "panic"),
        ("panic-inside", Reason::Crash, "panic"),
        ("abort", Reason::Crash, "signal 6"),
        ("garbage", Reason::Crash, "garbled answer"),
        ("endless", Reason::Crash, "endless findings"),
        ("rows", Reason::Timeout, ""),
    ];
    for (order, ..) in orders {
        let content = format!("LIMIER-FAULT {order}\n{} et {}\n", token(1), token(2));
        bench.write(&format!("{order}.bin"), content);
        bench.write(&format!("{order}-après.txt"), token(3));
    }
    let begun = Instant::now();
    let found = bench.run();
    assert!(
        begun.elapsed() < Duration::from_secs(60),
        "{:?}",
        begun.elapsed()
    );
    assert_eq!(found.summary.state, RunState::Complete);
    for (order, reason, detail) in orders {
        let file = format!("{order}.bin");
        // who lies without end is not believed at all
        let (state, count) = match order {
            "endless" => (State::NotScanned, 0),
            _ => (State::Partial, 2),
        };
        assert_eq!(
            found.ended(&file),
            (state, Some((reason, detail))),
            "{order}"
        );
        assert_eq!(found.count(&file), count, "{order}");
        assert_eq!(found.outcome(&file).kind.as_str(), "limier-fault");
        assert_eq!(found.count(&format!("{order}-après.txt")), 1, "{order}");
    }
    let of = |at: &str| {
        found
            .occurrences
            .iter()
            .filter(|o| o.at.to_string() == at)
            .count()
    };
    assert_eq!(of("abort.bin"), 2, "the discarded attempt left nothing");
    assert_eq!(found.inventory.totals().items, 20);
}

#[test]
fn nothing_raw_reaches_the_store() {
    let bench = Bench::new();
    bench.write("a.txt", token(424_242));
    bench.write("b.bin", format!("LIMIER-FAULT panic\n{}", token(424_242)));
    bench.write("c.bin", format!("LIMIER-FAULT abort\n{}", token(424_242)));
    let found = bench.run();
    assert_eq!(found.count("a.txt"), 1);
    for file in bench.dir.path().join("out").read_dir().unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        let at = bytes.windows(6).position(|w| w == b"424242");
        assert_eq!(at, None);
    }
}

/// Process ids of the worker processes that this test process started.
fn worker_processes() -> Vec<i32> {
    let me = std::process::id().to_string();
    let processes = Path::new("/proc").read_dir().expect("Linux");
    let number = |e: std::fs::DirEntry| e.file_name().to_str()?.parse::<i32>().ok();
    processes
        .flatten()
        .filter_map(number)
        .filter(|pid| {
            let read = |what| std::fs::read_to_string(format!("/proc/{pid}/{what}"));
            let status = read("status").unwrap_or_default();
            let parent = status.lines().find_map(|l| l.strip_prefix("PPid:\t"));
            let ours = parent.is_some_and(|p| p == me);
            ours && read("cmdline").unwrap_or_default().contains("__worker")
        })
        .collect()
}

/// Kills worker processes in the middle of the large item.
#[derive(Default)]
struct Killer {
    killed: Vec<i32>,
}

/// Of the item in whose middle processes are killed; more than all others.
const LARGE: usize = 10_000;

impl Observer for Killer {
    fn tick(&mut self, tally: &Tally) {
        if tally.read_bytes() < LARGE as u64 || self.killed.len() == 2 {
            return;
        }
        for pid in worker_processes() {
            if !self.killed.contains(&pid) {
                let process = rustix::process::Pid::from_raw(pid).expect("not zero");
                rustix::process::kill_process(process, rustix::process::Signal::KILL)
                    .expect("it is ours");
                self.killed.push(pid);
            }
        }
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_killed_process_costs_its_item_after_one_retry() {
    let mut bench = Bench::new();
    bench.options.threads = 1;
    bench.options.patience.base = Duration::from_secs(100);
    bench.options.patience.silence = Duration::from_secs(100);
    for n in 0..3 {
        bench.write(&format!("{n}.txt"), token(n));
    }
    let filling = " ".repeat(LARGE);
    bench.write(
        "attend.bin",
        format!("LIMIER-FAULT hang\n{}{filling}", token(9)),
    );
    let mut store = bench.store();
    let mut killer = Killer::default();
    let summary = bench.watched(&mut store, &mut killer).unwrap();
    assert_eq!(summary.state, RunState::Complete);
    let found = Found::of(&store, summary);
    assert_eq!(killer.killed.len(), 2, "it was read once more");
    let lost = (State::Partial, Some((Reason::Crash, "signal 9")));
    assert_eq!(found.ended("attend.bin"), lost);
    assert_eq!(found.count("attend.bin"), 1, "what came before is kept");
    for n in 0..3 {
        assert_eq!(found.count(&format!("{n}.txt")), 1);
    }
}

/// Sets the stop sign once the hanging item is at work.
struct Stopper(Arc<std::sync::atomic::AtomicBool>);

impl Observer for Stopper {
    fn tick(&mut self, tally: &Tally) {
        if tally
            .current()
            .iter()
            .any(|at| at.to_string() == "attend.bin")
        {
            self.0.store(true, Ordering::Relaxed);
        }
    }
}

#[test]
fn a_stop_ends_every_item_cleanly() {
    let mut bench = Bench::new();
    bench.options.threads = 1;
    bench.write("attend.bin", format!("LIMIER-FAULT hang\n{}", token(9)));
    for n in 0..50 {
        bench.write(&format!("z/{n}.txt"), token(n));
    }
    let mut store = bench.store();
    let mut stopper = Stopper(Arc::clone(&bench.options.stop));
    let summary = bench.watched(&mut store, &mut stopper).unwrap();
    assert_eq!(summary.state, RunState::Interrupted);
    let found = Found::of(&store, summary);
    let (_, why) = found.ended("attend.bin");
    assert_eq!(why, Some((Reason::Interrupted, "")));
    for o in &found.inventory.coverage {
        let interrupted = o.problems.iter().any(|p| p.what == Reason::Interrupted);
        assert!(o.state == State::Complete || interrupted, "{}", o.at);
    }
    assert!(store.latest_complete().unwrap().is_none());
}

#[test]
fn a_scan_that_was_killed_can_be_run_again() {
    let bench = Bench::new();
    bench.write("a.txt", token(1));
    let first = {
        let mut store = bench.store();
        bench.try_run(&mut store).unwrap().run.id
    };
    let mut store = bench.store();
    let again = bench.try_run(&mut store).unwrap();
    assert_ne!(first, again.run.id);
    assert_eq!(Found::of(&store, again).count("a.txt"), 1);
    assert_eq!(store.runs().unwrap().len(), 2);
}

#[test]
fn other_rules_in_the_worker_end_the_run() {
    let mut bench = Bench::new();
    bench.write("a.bin", "LIMIER-FAULT panic\n");
    bench.options.rule_directories.clear();
    let mut store = bench.store();
    assert!(matches!(bench.try_run(&mut store), Err(ScanError::Rules)));
    assert_eq!(store.runs().unwrap()[0].state, RunState::Interrupted);

    bench.options.workers.program = Some("/nonexistent/limier".into());
    let ended = bench.try_run(&mut store);
    assert!(matches!(ended, Err(ScanError::Worker(_))));
}

/// Appends to a file as soon as it is being read.
struct Appender(PathBuf);

impl Observer for Appender {
    fn tick(&mut self, _tally: &Tally) {
        use std::io::Write as _;
        let mut file = std::fs::File::options()
            .append(true)
            .open(&self.0)
            .expect("there");
        file.write_all(b"encore\n").expect("written");
    }
}

#[test]
fn a_file_that_changes_while_it_is_read_is_partial() {
    let mut bench = Bench::new();
    bench.options.patience.base = Duration::from_millis(1500);
    bench.write("journal.log", format!("LIMIER-FAULT rows\n{}\n", token(1)));
    let mut store = bench.store();
    let mut appender = Appender(bench.tree().join("journal.log"));
    let summary = bench.watched(&mut store, &mut appender).unwrap();
    let found = Found::of(&store, summary);
    let reasons: Vec<Reason> = found
        .outcome("journal.log")
        .problems
        .iter()
        .map(|p| p.what)
        .collect();
    assert_eq!(reasons, [Reason::Timeout, Reason::Changed]);
    assert_eq!(found.count("journal.log"), 1);
}

#[test]
fn a_worker_process_reaches_nothing_where_the_system_confines_it() {
    let bench = Bench::new();
    bench.write("a.bin", "LIMIER-FAULT reach\n");
    let probe = scan::probe(&bench.rules, &bench.options).unwrap();
    let found = bench.run();
    let notes = found.outcome("a.bin").notes.as_slice();
    assert_eq!(found.ended("a.bin"), (State::Complete, None));
    match probe.confinement {
        scan::Confinement::Full => assert_eq!(notes, [""; 0]),
        other => assert!(!notes.is_empty(), "{other:?}"),
    }
    assert!(!notes.iter().any(|n| n.contains("environment")));
}
