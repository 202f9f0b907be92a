//! The engine on trees made for it: the same result whatever the threads, each
//! fault costs its item, budgets hold, a change is seen, an end is clean.

mod bench;
mod containers;
mod listing;
mod processes;

use bench::{Bench, Found, token};
use limier::inventory::{Occurrence, RunState};
use limier::model::{Reason, State};
use limier::scan::{Observer, Tally};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

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

/// A key as social-security numbers have it, over a body that counts up.
fn nir(n: u64) -> String {
    let body = 1_840_131_001_001 + n % 9 * 10_000_000_000 + n % 700 * 1001;
    format!("{body}{:02}", 97 - body % 97)
}

#[test]
fn huge_files_are_shared_and_it_never_shows() {
    let mut bench = Bench::new();
    let mut rows = String::from("matricule;nom;nir;courriel;note\n");
    let mut text = String::new();
    for n in 0..42_000 {
        let (nir, extra) = (nir(n), if n % 5000 == 7 { ";de trop" } else { "" });
        let note = if n % 31 == 0 {
            format!(
                "joindre {} au 06 12 34 5{} {:02}",
                token((n % 90) as usize),
                n % 10,
                n % 100
            )
        } else {
            "rien de neuf".into()
        };
        rows += &format!(
            "{n};Durand{};{nir};a{n}@exemple-{}.fr;{note}{extra}\n",
            n % 300,
            n % 7
        );
        text += &format!("Ligne {n} du journal, où il ne se passe rien de bien remarquable.\n");
        if n % 900 == 3 {
            text += &format!("Le numéro de sécurité sociale est {nir}, à reporter.\n");
        }
    }
    bench.write("grand.csv", rows);
    bench.write("grand.txt", text + &"é".repeat(1 << 20));
    bench.options.occurrences_per_item = None;
    bench.options.threads = 1;
    let one = bench.run();
    bench.options.threads = 4;
    std::fs::remove_dir_all(bench.dir.path().join("out")).expect("removed");
    let four = bench.run();
    assert_eq!(one.inventory, four.inventory);
    assert_eq!(one.occurrences, four.occurrences);
    assert_eq!(one.count("grand.csv"), 42_000_u64.div_ceil(31));
    assert!(one.occurrences.len() > 84_000, "{}", one.occurrences.len());
    assert_eq!(one.ended("grand.csv"), (State::Complete, None));
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
