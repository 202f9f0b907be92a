//! The engine end to end, store included, warm cache: small files per second,
//! one large file in this process and through a worker process, worker processes
//! per second, and the start of one.
//!
//! `cargo bench --bench tree [-- FILES]`

mod corpus;

use limier::detect::Key;
use limier::inventory::Store;
use limier::model::SourceId;
use limier::rule::RuleSet;
use limier::scan::{self, Options, Silent};
use limier::source;
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Best time of `runs` scans of `tree`, each into a new store.
fn scan(tree: &Path, rules: &Arc<RuleSet>, options: &Options, runs: u32) -> (Duration, u64) {
    let mut best = (Duration::MAX, 0);
    for _ in 0..runs {
        let out = tempfile::tempdir().expect("a temporary directory");
        let given = tree.to_str().expect("UTF-8");
        let source = source::open(given, SourceId(0), &source::Options::default());
        let sources = [source.expect("a directory")];
        let mut store = Store::create(&out.path().join("scan.db")).expect("a store");
        let begun = Instant::now();
        let ended = scan::run(&sources, rules, options, &mut Silent, &mut store);
        let took = begun.elapsed();
        let id = ended.expect("the run ends").run.id;
        let inventory = store.load_inventory(&id).expect("readable");
        let found = inventory.holdings.iter().map(|h| h.count).sum();
        best = best.min((took, found));
    }
    best
}

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    writer.write_all(content).expect("into memory");
    writer.finish().expect("into memory")
}

fn write(tree: &Path, name: &str, content: impl AsRef<[u8]>) {
    let path = tree.join(name);
    std::fs::create_dir_all(path.parent().expect("below the tree")).expect("made");
    std::fs::write(path, content).expect("written");
}

/// A tree of its own for one measure.
fn tree(fill: impl FnOnce(&Path)) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a temporary directory");
    fill(dir.path());
    dir
}

fn main() {
    let files: usize = std::env::args()
        .skip(1)
        .find_map(|a| a.parse().ok())
        .unwrap_or(20_000);
    let rules = Arc::new(RuleSet::load(&[]).expect("the shipped rules load"));
    let mut options = Options::new(Key([7; 16]), || 0);
    options.workers.program = Some(env!("CARGO_BIN_EXE_limier").into());
    options.budgets.expanded = u64::MAX;

    let begun = Instant::now();
    RuleSet::load(&[]).expect("the shipped rules load");
    let compile = begun.elapsed();
    let probe = (0..5).map(|_| scan::probe(&rules, &options).expect("a worker starts"));
    let start = probe.map(|p| p.start).min().expect("five of them");
    println!(
        "rules compile in {compile:.1?}; a worker process starts in {start:.1?}, rules included"
    );

    let text = corpus::sparse(2000 * files.min(1000));
    let small = tree(|dir| {
        for n in 0..files {
            let from = text.floor_char_boundary(n * 1999 % (text.len() - 2000));
            let to = text.floor_char_boundary(from + 1000);
            write(dir, &format!("{:03}/{n}.txt", n / 100), &text[from..to]);
        }
    });
    let documents = 2000.min(files);
    let isolated = tree(|dir| {
        for n in 0..documents {
            write(
                dir,
                &format!("{n}.txt.gz"),
                gzip(&text.as_bytes()[n..n + 1000]),
            );
        }
    });
    for threads in [1, 2] {
        options.threads = threads;
        let (took, found) = scan(small.path(), &rules, &options, 3);
        let rate = files as f64 / took.as_secs_f64();
        println!("{threads} threads, {files} files of 1 kB: {rate:.0} files/s, {found} values");
        let (took, _) = scan(isolated.path(), &rules, &options, 2);
        let rate = documents as f64 / took.as_secs_f64();
        println!("{threads} threads, {documents} .gz in worker processes: {rate:.0} files/s");
    }

    options.threads = 1;
    for (name, content) in [
        ("sparse", corpus::sparse(64 << 20)),
        ("dense", corpus::dense(64 << 20)),
    ] {
        let megabytes = content.len() as f64 / 1e6;
        let plain = tree(|dir| write(dir, "a.txt", &content));
        let packed = tree(|dir| write(dir, "a.txt.gz", gzip(content.as_bytes())));
        for limit in [Some(1000), None] {
            options.occurrences_per_item = limit;
            let (here, found) = scan(plain.path(), &rules, &options, 2);
            let (there, _) = scan(packed.path(), &rules, &options, 2);
            let rate = |took: Duration| megabytes / took.as_secs_f64();
            println!(
                "{name} {megabytes:.0} MB, {found} values, occurrences stored {}: {:.0} MB/s here, \
                 {:.0} MB/s as .gz in a worker process",
                limit.map_or("all".to_owned(), |n| n.to_string()),
                rate(here),
                rate(there),
            );
        }
    }
}
