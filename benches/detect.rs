//! Detection in memory, one core, all rules on: MB/s on sparse and dense French
//! text and on adversarial input, cells/s on columns, and, on the same bytes in
//! the same run, `regex-automata` with all patterns in one and memchr, so that
//! ratios can be compared between machines.
//!
//! `cargo bench --bench detect [-- [MEGABYTES] [NAME]]`; NAME: only this text.

#![expect(clippy::print_stdout, reason = "a bench prints its table")]

mod corpus;

use limier::detect::{ItemDetector, Key, Receiver, Scanner};
use limier::extract::{Cell, Header, Start, TableHead, Text};
use limier::inventory::{Holding, Occurrence};
use limier::model::{Locator, SourceId};
use limier::rule::{Anchor, RuleSet};
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

struct Count(u64);

impl Receiver for Count {
    fn occurrence(&mut self, _: Occurrence) {
        self.0 += 1;
    }
    fn holding(&mut self, h: Holding) {
        black_box(h);
    }
    fn note(&mut self, _: &str) {}
}

const WINDOW: usize = 1 << 20;
/// Bytes that `regex-automata` is given: with so many patterns it is slow.
const META: usize = 4 << 20;

fn detect(s: &mut Scanner, text: &str) -> u64 {
    let mut out = Count(0);
    let mut item = ItemDetector::new(Locator::new(SourceId(0), "bench"));
    let mut at = 0;
    while at < text.len() {
        let mut end = text.len().min(at + WINDOW);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let start = Start::Lines {
            line: 1,
            column: 0,
            byte: Some(at as u64),
        };
        item.text(s, &Text::whole(&text[at..end], start), &mut out);
        at = end;
    }
    item.finish(s, &mut out);
    out.0
}

/// Best of a few runs: the machine's noise only ever adds.
fn best<T>(runs: u32, mut f: impl FnMut() -> T) -> (Duration, T) {
    let mut least = None;
    for _ in 0..runs {
        let start = Instant::now();
        let value = black_box(f());
        let took = start.elapsed();
        if least.as_ref().is_none_or(|(t, _)| took < *t) {
            least = Some((took, value));
        }
    }
    least.expect("at least one run")
}

fn mb_per_s(bytes: usize, took: Duration) -> f64 {
    bytes as f64 / 1e6 / took.as_secs_f64()
}

fn main() {
    let arg = std::env::args()
        .skip(1)
        .find_map(|a| a.parse::<usize>().ok());
    let size = arg.unwrap_or(32) << 20;
    let only = std::env::args()
        .skip(1)
        .find(|a| !a.starts_with('-') && a.parse::<usize>().is_err());
    let wanted = |name: &str| only.as_ref().is_none_or(|o| name.contains(o.as_str()));
    let rules = Arc::new(RuleSet::load(&[]).expect("the shipped rules load"));
    let mut s = Scanner::new(Arc::clone(&rules), Key([1; 16]));
    println!(
        "{} rules, {} patterns, {} phrases",
        rules.rules().len(),
        rules.compiled().patterns.len(),
        rules.compiled().lexicon.len()
    );

    let patterns: Vec<&str> = rules
        .rules()
        .iter()
        .flat_map(|r| &r.patterns)
        .filter(|p| !matches!(p.anchor, Anchor::Label | Anchor::Word | Anchor::Cell))
        .map(|p| p.regex.as_str())
        .collect();
    // patterns that are sought after a label or as a whole cell are left out for
    // it; with room for its lazy automaton: with the default 2 MiB it falls back to
    // the slow engine (1 MB/s), which would flatter us
    let many = regex_automata::meta::Regex::builder()
        .configure(regex_automata::meta::Config::new().hybrid_cache_capacity(256 << 20))
        .build_many(&patterns)
        .expect("the patterns compile together");
    println!(
        "{:<22} {:>9} {:>9} {:>9} {:>8} {:>9}",
        "text", "MB/s", "meta", "memchr", "x meta", "hits"
    );
    let long = |unit: &str| unit.repeat(size / unit.len());
    for (name, text) in [
        ("sparse", corpus::sparse(size)),
        ("dense", corpus::dense(size)),
        ("one line of digits", long("1234567890")),
        ("one line of @", long("@")),
        ("one line of spaces", long(" ")),
        ("one word", long("abcdefghij")),
        ("digits and spaces", long("1 2 3 4 5 6 7 8 9 0 ")),
        ("colons", long("a:")),
    ] {
        if !wanted(name) {
            continue;
        }
        let (took, hits) = best(3, || detect(&mut s, &text));
        let plain = matches!(name, "sparse" | "dense");
        let sample = &text[..text.floor_char_boundary(META.min(text.len()))];
        let meta = plain.then(|| best(1, || many.find_iter(sample).count()).0);
        let chr = best(3, || memchr::memchr_iter(0xFF, text.as_bytes()).count()).0;
        println!(
            "{name:<22} {:>9.0} {:>9} {:>9.0} {:>8} {hits:>9}",
            mb_per_s(text.len(), took),
            meta.map_or("-".into(), |m| format!("{:.0}", mb_per_s(sample.len(), m))),
            mb_per_s(text.len(), chr),
            meta.map_or("-".into(), |m| format!(
                "{:.1}",
                mb_per_s(text.len(), took) / mb_per_s(sample.len(), m)
            )),
        );
    }
    if wanted("columns") {
        columns(&mut s);
    }
}

fn columns(s: &mut Scanner) {
    println!("\n{:<22} {:>12} {:>9}", "columns", "cells/s", "hits");
    let plain: Vec<Vec<String>> = corpus::plain_rows(200_000)
        .into_iter()
        .map(Vec::from)
        .collect();
    let dense: Vec<Vec<String>> = corpus::dense(16 << 20)
        .lines()
        .skip(1)
        .map(|l| l.split(';').map(str::to_owned).collect())
        .collect();
    for (name, rows, header) in [
        (
            "plain",
            &plain,
            vec!["id", "ref", "montant", "libelle", "date", "objet"],
        ),
        (
            "dense",
            &dense,
            vec![
                "nom",
                "prenom",
                "email",
                "telephone",
                "nir",
                "date_naissance",
                "ville",
                "montant",
            ],
        ),
    ] {
        let cells: usize = rows.iter().map(Vec::len).sum();
        let (took, hits) = best(3, || {
            let mut out = Count(0);
            let mut item = ItemDetector::new(Locator::new(SourceId(0), "bench"));
            let head = TableHead {
                sheet: None,
                header: Header::Declared(&header),
                first_column: 1,
            };
            item.begin_table(s, head, &mut out);
            let mut row_cells = Vec::new();
            for (i, row) in rows.iter().enumerate() {
                row_cells.clear();
                row_cells.extend(row.iter().map(|c| Cell::text(c)));
                item.row(s, i as u64 + 2, &row_cells, &mut out);
            }
            item.finish(s, &mut out);
            out.0
        });
        println!(
            "{name:<22} {:>12.0} {hits:>9}",
            cells as f64 / took.as_secs_f64()
        );
    }
}
