//! What comes once and does not say its size: standard input, files of the
//! kernel. It is counted, bounded in time, and can be interrupted.

use super::{Limier, json_lines};
use std::io::Write as _;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

/// Scans standard input, which stays open as long as the child has it.
fn scanning(limier: &Limier, arguments: &[&str]) -> Child {
    limier
        .command()
        .args(["scan", "-", "--coverage"])
        .arg(limier.path("c.jsonl"))
        .args(arguments)
        .env("LIMIER_TEST_FAULTS", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts")
}

/// Waits for its end, not for ever.
fn code(child: &mut Child) -> Option<i32> {
    let until = Instant::now() + Duration::from_secs(90);
    while Instant::now() < until {
        if let Some(status) = child.try_wait().expect("it is ours") {
            return status.code();
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    child.kill().expect("it is ours");
    child.wait().expect("it is ours");
    panic!("it does not end");
}

#[test]
#[cfg(target_os = "linux")]
fn a_file_that_hides_its_size_is_read() {
    let limier = Limier::new();
    let coverage = limier.path("c.jsonl");
    let c = coverage.to_str().expect("UTF-8");
    let said = limier.run(&["scan", "/proc/cpuinfo", "--coverage", c]);
    assert_eq!(said.code, 0, "{}", said.err);
    let row = &json_lines(&coverage)[0];
    assert_eq!(row["state"], "complete");
    assert!(row["bytes"].as_u64() > Some(0), "{row}");
}

#[test]
fn what_came_over_standard_input_is_counted() {
    let limier = Limier::new();
    for content in ["né\nNIR 2 55 08 14 168 025 38\n", "LIMIER-FAULT reach\n"] {
        let mut child = scanning(&limier, &[]);
        let mut stdin = child.stdin.take().expect("piped");
        stdin.write_all(content.as_bytes()).expect("taken");
        drop(stdin);
        assert_eq!(code(&mut child), Some(0), "{content}");
        let row = &json_lines(&limier.path("c.jsonl"))[0];
        assert_eq!(row["bytes"], content.len(), "{content}");
    }
}

#[test]
fn nothing_over_standard_input_is_nothing_checked() {
    let limier = Limier::new();
    let mut child = scanning(&limier, &[]);
    drop(child.stdin.take());
    assert_eq!(code(&mut child), Some(3));
}

#[test]
fn a_parser_that_hangs_on_standard_input_is_given_up() {
    let limier = Limier::new();
    let mut child = scanning(&limier, &["--item-timeout", "6"]);
    let mut stdin = child.stdin.take().expect("piped");
    stdin.write_all(b"LIMIER-FAULT hang\nx\n").expect("taken");
    drop(stdin);
    assert_eq!(code(&mut child), Some(3));
    let row = &json_lines(&limier.path("c.jsonl"))[0];
    assert_eq!(row["reason"], "timeout", "{row}");
}

/// A field of `/proc/PID/FILE`.
#[cfg(target_os = "linux")]
fn field(child: &Child, file: &str, name: &str) -> Option<String> {
    let text = std::fs::read_to_string(format!("/proc/{}/{file}", child.id())).ok()?;
    let line = text.lines().find_map(|l| l.strip_prefix(name))?;
    Some(line.trim().to_owned())
}

#[test]
#[cfg(target_os = "linux")]
fn an_interrupt_ends_a_scan_that_waits_for_its_input() {
    let limier = Limier::new();
    let mut child = scanning(&limier, &[]);
    let until = Instant::now() + Duration::from_secs(60);
    let catches_interrupts = |child: &Child| {
        let caught = field(child, "status", "SigCgt:");
        let mask = caught.and_then(|m| u64::from_str_radix(&m, 16).ok());
        mask.is_some_and(|m| m & 0b10 != 0)
    };
    while !catches_interrupts(&child) {
        assert!(Instant::now() < until, "it does not begin");
        std::thread::sleep(Duration::from_millis(10));
    }
    let core = field(&child, "limits", "Max core file size").expect("there");
    assert_eq!(
        core.split_whitespace().next(),
        Some("0"),
        "core dumps: {core}"
    );
    let process = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(process, rustix::process::Signal::INT).expect("it is ours");
    let _open = child.stdin.take();
    assert_eq!(code(&mut child), Some(130));
    assert!(!limier.path("c.jsonl").exists(), "a report was written");
}
