//! The program end to end, start-up and store included: files/s over a tree of
//! small files, MB/s over large sparse and dense files, beside ripgrep with an
//! alternation of the same shapes (no validation, no context) where it is
//! installed.
//!
//! `cargo bench --bench tree [-- FILES MEGABYTES]`; with `--write DIR` it writes
//! that corpus and ends (`benches/peers.sh` runs other programs on it).

#![expect(clippy::print_stdout, reason = "a bench prints its table")]

#[expect(dead_code, reason = "tables are for the other bench")]
mod corpus;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Shapes of NIR, IBAN, e-mail, phone, card and IP for a search without proof.
const SHAPES: &str = r"\b[12] ?\d\d ?\d\d ?[0-9AB]{2} ?\d{3} ?\d{3} ?\d\d\b|\b[A-Z]{2}\d\d(?: ?[A-Z0-9]{4}){3,7}|[\w.+-]+@[\w-]+\.[\w.]+|\b0[1-9](?:[ .-]?\d\d){4}\b|\b\d{4} ?\d{4} ?\d{4} ?\d{4}\b|\b\d{1,3}(?:\.\d{1,3}){3}\b";

fn best(runs: u32, mut run: impl FnMut() -> bool) -> Option<Duration> {
    (0..runs)
        .map(|_| {
            let start = Instant::now();
            run().then(|| start.elapsed())
        })
        .min()
        .flatten()
}

fn limier(data: &Path, what: &Path) -> Option<Duration> {
    best(3, || {
        let status = Command::new(env!("CARGO_BIN_EXE_limier"))
            .args(["scan", "--quiet", "--data"])
            .arg(data)
            .arg(what)
            .stderr(Stdio::null())
            .status();
        status.is_ok_and(|s| s.success())
    })
}

fn ripgrep(what: &Path) -> Option<Duration> {
    best(3, || {
        let status = Command::new("rg")
            .args(["--no-ignore", "--hidden", "--count-matches", "-e", SHAPES])
            .arg(what)
            .stdout(Stdio::null())
            .status();
        status.is_ok()
    })
}

/// Writes the corpus of both tables below `dir`: `small/` with that many files
/// of one kilobyte, `sparse.txt` and `dense.csv` of that many bytes each.
fn write(dir: &Path, files: usize, size: usize) {
    let small = dir.join("small");
    let text = corpus::sparse(4 << 20);
    for i in 0..files {
        let folder = small.join(format!("{:03}", i % 200));
        fs::create_dir_all(&folder).expect("made");
        let from = text.floor_char_boundary(i * 977 % (text.len() - 4096));
        let to = text.floor_char_boundary(from + 1024);
        fs::write(folder.join(format!("{i}.txt")), &text[from..to]).expect("written");
    }
    fs::write(dir.join("sparse.txt"), corpus::sparse(size)).expect("written");
    fs::write(dir.join("dense.csv"), corpus::dense(size)).expect("written");
}

/// One line of the table.
fn line(name: &str, data: &Path, what: &Path, amount: f64, unit: &str) {
    let (ours, theirs) = (limier(data, what), ripgrep(what));
    let rate = |d: Option<Duration>| {
        d.map_or("-".into(), |d| {
            format!("{:.0} {unit}", amount / d.as_secs_f64())
        })
    };
    let ratio = match (ours, theirs) {
        (Some(a), Some(b)) => format!("{:.2}", b.as_secs_f64() / a.as_secs_f64()),
        _ => "-".into(),
    };
    println!(
        "{name:<24} {:>14} {:>14} {ratio:>8}",
        rate(ours),
        rate(theirs)
    );
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let mut numbers = args.iter().filter_map(|a| a.parse::<usize>().ok());
    let files = numbers.next().unwrap_or(20_000);
    let size = numbers.next().unwrap_or(128) << 20;
    if let Some(i) = args.iter().position(|a| a == "--write") {
        let dir = args.get(i + 1).expect("--write DIR");
        return write(Path::new(dir), files, size);
    }
    let dir = tempfile::tempdir().expect("a temporary directory");
    write(dir.path(), files, size);
    let data = dir.path().join("data");
    println!(
        "{:<24} {:>14} {:>14} {:>8}",
        "input", "limier", "ripgrep", "ratio"
    );
    let small = dir.path().join("small");
    line("small text files", &data, &small, files as f64, "files/s");
    for name in ["sparse.txt", "dense.csv"] {
        let path = dir.path().join(name);
        let bytes = fs::metadata(&path).map_or(0, |m| m.len());
        line(name, &data, &path, bytes as f64 / 1e6, "MB/s");
    }
}
