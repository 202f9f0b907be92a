//! Reconciling 200,000 holdings with a register of 300 activities (half of the
//! places undeclared), reading a register of 10 MB, and the whole way from the store
//! to an HTML report of some fifty gaps. CPU-bound, one core.
//!
//! `cargo bench --bench reconcile [-- HOLDINGS]`

use limier::inventory::{Evidence, Holding, Inventory, RuleCard, RuleIx, Run, RunState, Store};
use limier::model::{
    Confidence, Datum, Fingerprint, Kind, Locator, Outcome, Place, Position, Sketch, SourceId,
    State, Verdict,
};
use limier::reconcile::compare;
use limier::register::{Register, utc_date};
use limier::report::{Lang, Reconciled, RegisterFacts, Report, html};
use limier::source::{SourceKind, SourceRef};
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

/// Data found in every file.
const DATA: [Datum; 6] = [
    Datum::Email,
    Datum::Iban,
    Datum::Nir,
    Datum::Phone,
    Datum::BirthDate,
    Datum::PersonName,
];

fn register(activities: usize) -> String {
    let mut text = "version: 1\nactivities:\n".to_owned();
    for i in 0..activities {
        text += &format!(
            "- id: a{i}\n  name: Activité {i}\n  data:\n  - {{category: identite, state: declared, items: [email, person_name]}}\n  locations:\n  - {{uri: \"S{i:03}/**\", binding: confirmed, by: dpo, on: 2026-01-01}}\n  - {{uri: \"S{i:03}/*/f?.csv\", binding: suggested, score: 40}}\n"
        );
    }
    text
}

/// `values` fingerprints spread over the whole range.
fn sketch(seed: u64, values: u64) -> Sketch {
    let mut sketch = Sketch::default();
    for i in 0..values {
        let mut z = (seed * 1_000 + i).wrapping_add(0x9E37_79B9_7F4A_7C15);
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        sketch.insert(Fingerprint(z ^ (z >> 31)));
    }
    sketch.settle();
    sketch
}

fn card(datum: Datum) -> RuleCard {
    RuleCard {
        id: datum.as_str().to_owned(),
        datum: Some(datum),
        category: Some(datum.category()),
        title_fr: String::new(),
        title_en: String::new(),
    }
}

fn inventory(holdings: u64) -> Inventory {
    let mut out = Inventory {
        run: Run {
            id: String::new(),
            started: 0,
            finished: Some(0),
            version: String::new(),
            rules_sha256: String::new(),
            sources: vec![SourceRef {
                id: SourceId(0),
                kind: SourceKind::Tree,
                uri: "file:///srv/partage".to_owned(),
                given: "/srv/partage".to_owned(),
            }],
            rules: DATA.map(card).to_vec(),
        },
        coverage: Vec::new(),
        holdings: Vec::new(),
        tables: Vec::new(),
    };
    for i in 0..holdings / DATA.len() as u64 {
        let path = format!("S{:03}/dossier {}/fichier {i}.csv", i % 600, i % 7);
        let at = Locator::new(SourceId(0), path.as_str());
        out.coverage.push(Outcome {
            at: at.clone(),
            kind: Kind::of("csv"),
            state: State::Complete,
            problems: Vec::new(),
            notes: Vec::new(),
            bytes: 4_096,
            rows: 100,
            modified: None,
            mode: Some(0o640),
        });
        for rule in 0..DATA.len() as u16 {
            out.holdings.push(holding(&at, rule, i));
        }
    }
    out
}

fn holding(at: &Locator, rule: u16, seed: u64) -> Holding {
    // one file in fifty is large
    let values = if seed.is_multiple_of(50) {
        2_000
    } else {
        5 + seed % 40
    };
    Holding {
        at: at.clone(),
        place: Place {
            sheet: None,
            column: Some(u32::from(rule) + 1),
            header: Some("colonne".into()),
        },
        rule: RuleIx(rule),
        count: values,
        distinct: sketch(seed, values),
        confidence: Confidence::High,
        verdict: Verdict::Verified,
        first: Position::Cell { row: 2, column: 1 },
        samples: Vec::new(),
        evidence: Evidence::default(),
    }
}

/// Best of five: the machine's noise only ever adds.
fn best<T>(mut f: impl FnMut() -> T) -> Duration {
    let mut least = Duration::MAX;
    for _ in 0..5 {
        let started = Instant::now();
        black_box(f());
        least = least.min(started.elapsed());
    }
    least
}

/// The register of fifty activities, each with a folder that holds more than it says.
const REPORTED: usize = 50;
/// Files of the scans that are reported: an ordinary share, a large one.
const FILES: [u64; 2] = [400, 4_000];

/// A scan in a store of its own, and the id of its run.
fn stored(directory: &Path, files: u64) -> (Store, String) {
    let mut inventory = inventory(files * DATA.len() as u64);
    let folders = |i: u64| format!("S{:03}/d{}/f{i}.csv", i % REPORTED as u64, i % 7);
    for (i, outcome) in inventory.coverage.iter_mut().enumerate() {
        outcome.at.path = folders(i as u64).as_str().into();
    }
    for (i, holding) in inventory.holdings.iter_mut().enumerate() {
        holding.at.path = folders((i / DATA.len()) as u64).as_str().into();
    }
    let mut store = Store::create(&directory.join("bench.db")).expect("a store");
    let run = store.begin_run(inventory.run.clone()).expect("a run");
    for (outcome, holdings) in inventory
        .coverage
        .iter()
        .zip(inventory.holdings.chunks(DATA.len()))
    {
        let outcome = std::slice::from_ref(outcome);
        let written = store.write_item(&run.id, outcome, holdings, &[], &[]);
        written.expect("an item is written");
    }
    store.finish_run(&run, RunState::Complete).expect("the end");
    (store, run.id)
}

/// From the store to the page: gaps, the page, and how long each step took (loading,
/// comparing, the values of the report, the page).
fn page(store: &Store, run: &str, register: &Register) -> (u64, String, [Duration; 4]) {
    let mut steps = [Duration::ZERO; 4];
    let mut begun = Instant::now();
    let mut step = |i: usize| steps[i] = std::mem::replace(&mut begun, Instant::now()).elapsed();
    let inventory = store.load_inventory(run).expect("it was written");
    step(0);
    let reconciled = Reconciled {
        reconciliation: compare(&inventory, Some(register), utc_date(0)),
        register: RegisterFacts::of(register, None),
    };
    step(1);
    let report = Report::new(&inventory, Some(reconciled));
    step(2);
    let html = html::render(&report, Lang::Fr);
    step(3);
    (report.open_gaps().count() as u64, html, steps)
}

#[allow(clippy::print_stdout, reason = "a bench prints its figures")]
fn report(files: u64) {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let (store, run) = stored(directory.path(), files);
    let text = register(REPORTED);
    let register = Register::parse(&text, "register.yaml").expect("a valid register");
    let took = best(|| page(&store, &run, &register));
    let (gaps, html, steps) = page(&store, &run, &register);
    let kib = html.len() / 1024;
    let [load, compare, values, render] = steps;
    println!(
        "report     {files:>9} files, {gaps} gaps, {kib} KiB        {took:>10.1?} \
         (load {load:.1?}, compare {compare:.1?}, values {values:.1?}, page {render:.1?})"
    );
}

#[allow(clippy::print_stdout, reason = "a bench prints its figures")]
fn main() {
    let asked = std::env::args().filter_map(|a| a.parse().ok()).next();
    let holdings = asked.unwrap_or(200_000);
    let register_text = register(300);
    let parsed = Register::parse(&register_text, "register.yaml").expect("a valid register");
    let inventory = inventory(holdings);
    let took = best(|| compare(&inventory, Some(&parsed), utc_date(0)));
    println!("reconcile  {holdings:>9} holdings, 300 activities  {took:>10.1?}");
    let large = register(10 * 1024 * 1024 / (register_text.len() / 300));
    let took = best(|| Register::parse(&large, "register.yaml").expect("a valid register"));
    println!(
        "register   {:>9} bytes                      {took:>10.1?}",
        large.len()
    );
    FILES.into_iter().for_each(report);
}
