//! Worker processes: each way to die costs one item, and what came before stays.

use crate::bench::{Bench, Found, token};
use limier::inventory::RunState;
use limier::model::{Reason, State};
use limier::scan::{self, Observer, ScanError, Tally};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

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
    // each retry compiles the rules again, which takes seconds in a debug build
    assert!(begun.elapsed() < Duration::from_secs(300));
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

/// Process ids of the worker processes that run this program.
fn worker_processes(program: &Path) -> Vec<i32> {
    let program = program.to_str().expect("UTF-8");
    let processes = Path::new("/proc").read_dir().expect("Linux");
    let number = |e: std::fs::DirEntry| e.file_name().to_str()?.parse::<i32>().ok();
    processes
        .flatten()
        .filter_map(number)
        .filter(|pid| {
            let line = std::fs::read_to_string(format!("/proc/{pid}/cmdline"));
            line.is_ok_and(|line| line.starts_with(program) && line.contains("__worker"))
        })
        .collect()
}

/// Kills worker processes in the middle of the large item.
struct Killer {
    program: PathBuf,
    killed: Vec<i32>,
}

/// Of the item in whose middle processes are killed; more than all others.
const LARGE: usize = 10_000;

impl Observer for Killer {
    fn tick(&mut self, tally: &Tally) {
        if tally.read_bytes() < LARGE as u64 || self.killed.len() == 2 {
            return;
        }
        for pid in worker_processes(&self.program) {
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
    let mut killer = Killer {
        program: bench.options.workers.program.clone().unwrap(),
        killed: Vec::new(),
    };
    let summary = bench.watched(&mut store, &mut killer).unwrap();
    assert_eq!(summary.state, RunState::Complete);
    let found = Found::of(&store, summary);
    assert_eq!(killer.killed.len(), 2, "it was read once more");
    let (state, why) = found.ended("attend.bin");
    assert_eq!(why, Some((Reason::Crash, "signal 9")));
    assert_ne!(state, State::Complete);
    for n in 0..3 {
        assert_eq!(found.count(&format!("{n}.txt")), 1);
    }
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
