//! Archives: members are found where they are, and bombs cost their own bytes.

use crate::bench::{Bench, token};
use limier::model::{Reason, State};
use std::io::{Cursor, Write as _};
use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, content) in members {
        writer.start_file(*name, options).expect("into memory");
        writer.write_all(content).expect("into memory");
    }
    writer.finish().expect("into memory").into_inner()
}

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    writer.write_all(content).expect("into memory");
    writer.finish().expect("into memory")
}

#[test]
fn values_are_found_in_members_at_every_depth() {
    let bench = Bench::new();
    let csv = format!("numero;jeton\n1;{}\n2;{}\n", token(1), token(2));
    let inner = zip(&[("liste.csv", csv.as_bytes()), ("note.txt", b"rien")]);
    let log = gzip(token(3).as_bytes());
    bench.write("a.zip", zip(&[("b/inner.zip", &inner), ("x.log.gz", &log)]));
    let found = bench.run();
    assert_eq!(found.count("a.zip!/b/inner.zip!/liste.csv"), 2);
    assert_eq!(found.count("a.zip!/x.log.gz!/x.log"), 1);
    let at: Vec<String> = found
        .inventory
        .coverage
        .iter()
        .map(|o| o.at.to_string())
        .collect();
    assert_eq!(
        at,
        [
            "a.zip",
            "a.zip!/b/inner.zip",
            "a.zip!/b/inner.zip!/liste.csv",
            "a.zip!/b/inner.zip!/note.txt",
            "a.zip!/x.log.gz",
            "a.zip!/x.log.gz!/x.log",
        ]
    );
    assert!(
        found
            .inventory
            .coverage
            .iter()
            .all(|o| o.state == State::Complete)
    );
}

#[test]
fn containers_deeper_than_the_budget_are_declared() {
    let mut bench = Bench::new();
    bench.options.budgets.depth = 3;
    let mut content = token(1).into_bytes();
    let mut name = "a.txt".to_owned();
    for depth in 0..5 {
        content = zip(&[(&name, &content)]);
        name = format!("{depth}.zip");
    }
    bench.write("top.zip", content);
    let found = bench.run();
    let deepest = "top.zip!/3.zip!/2.zip!/1.zip!/0.zip";
    let depth = Some((Reason::DepthLimit, ""));
    assert_eq!(found.ended(deepest), (State::NotScanned, depth));
    assert_eq!(found.inventory.coverage.len(), 5);
}

#[test]
fn more_members_than_the_budget_make_the_archive_partial() {
    let mut bench = Bench::new();
    bench.options.budgets.members = 40;
    bench.options.budgets.members_most = 40;
    let name = |n: usize| format!("{n:03}.txt");
    let names: Vec<String> = (0..100).map(name).collect();
    let value = token(1);
    let members: Vec<(&str, &[u8])> = names
        .iter()
        .map(|n| (n.as_str(), value.as_bytes()))
        .collect();
    bench.write("many.zip", zip(&members));
    bench.write("next.txt", token(2));
    let found = bench.run();
    let limit = Some((Reason::MemberLimit, "after 40 members"));
    assert_eq!(found.ended("many.zip"), (State::Partial, limit));
    assert_eq!(found.inventory.coverage.len(), 42);
    assert_eq!(found.count("many.zip!/039.txt"), 1);
    assert_eq!(found.count("next.txt"), 1);
}

#[test]
fn bombs_are_cut_and_their_neighbours_read() {
    let bench = Bench::new();
    let zeros = vec![b'0'; 30_000_000];
    let value = token(1);
    let flat = zip(&[("bombe.txt", &zeros), ("note.txt", value.as_bytes())]);
    assert!(flat.len() < 60_000, "{}", flat.len());
    // 200 bytes of the whole for one: 10 MB it is, then the archive ends
    bench.write("flat.zip", &flat);
    // padded by what does not shrink, only the member is out of proportion
    let mut state = 1u64;
    let noise: Vec<u8> = (0..2_000_000)
        .map(|_| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (state >> 56) as u8
        })
        .collect();
    let padded = [
        ("bombe.txt", &*zeros),
        ("note.txt", value.as_bytes()),
        ("bruit.bin", &*noise),
    ];
    bench.write("padded.zip", zip(&padded));
    bench.write("nested.zip", zip(&[("in.zip", &flat)]));
    bench.write("bombe.txt.gz", gzip(&zeros));
    bench.write("next.txt", token(2));
    let found = bench.run();

    let own = Some((Reason::ExpansionLimit, ""));
    let whole = Some((Reason::ExpansionLimit, "of the whole item"));
    assert_eq!(found.ended("flat.zip!/bombe.txt"), (State::Partial, own));
    assert_eq!(found.outcome("flat.zip!/bombe.txt").bytes, 10_000_000);
    assert_eq!(found.ended("flat.zip"), (State::Partial, whole));
    assert_eq!(found.ended("nested.zip"), (State::Partial, whole));
    assert_eq!(found.ended("padded.zip!/bombe.txt"), (State::Partial, own));
    assert_eq!(found.count("padded.zip!/note.txt"), 1);
    assert_eq!(found.ended("padded.zip"), (State::Complete, None));
    let gz = found.outcome("bombe.txt.gz!/bombe.txt");
    assert_eq!(gz.problems[0].what, Reason::ExpansionLimit);
    assert_eq!(found.count("next.txt"), 1);
}

#[test]
fn a_fault_in_a_member_keeps_the_members_before_it() {
    let mut bench = Bench::new();
    bench.options.workers.memory = 256 << 20;
    let value = token(1);
    let panic = format!("LIMIER-FAULT panic\n{}", token(2));
    let abort = format!("LIMIER-FAULT abort\n{}", token(3));
    let members = [
        ("1.txt", value.as_bytes()),
        ("2.bin", panic.as_bytes()),
        ("3.txt", value.as_bytes()),
        ("4.bin", abort.as_bytes()),
        ("5.txt", value.as_bytes()),
    ];
    bench.write("a.zip", zip(&members));
    let found = bench.run();
    let panicked = Some((Reason::Crash, "panic"));
    assert_eq!(found.ended("a.zip!/2.bin"), (State::Partial, panicked));
    assert_eq!(found.ended("a.zip!/3.txt"), (State::Complete, None));
    let aborted = Some((Reason::Crash, "signal 6"));
    assert_eq!(found.ended("a.zip!/4.bin"), (State::Partial, aborted));
    assert_eq!(found.ended("a.zip"), (State::Partial, aborted));
    let counts = ["1.txt", "2.bin", "3.txt", "4.bin"].map(|m| found.count(&format!("a.zip!/{m}")));
    assert_eq!(counts, [1, 1, 1, 1]);
    assert_eq!(
        found.inventory.coverage.len(),
        5,
        "nobody saw the fifth member"
    );
}
