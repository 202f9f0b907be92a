//! National identifiers take nothing that is something else: neither the values
//! of the French rules nor columns of ordinary numbers.

use limier::detect::{ItemDetector, Key, Receiver, Scanner};
use limier::extract::{Cell, Header, Start, TableHead, Text};
use limier::inventory::{Holding, Occurrence};
use limier::model::{Confidence, Locator, SourceId, Verdict};
use limier::rule::validator::Validator;
use limier::rule::{Example, Rule, RuleSet};
use std::sync::Arc;

/// Rules of this test's subject: another country's, and the documents of any.
fn is_foreign(rule: &Rule) -> bool {
    let country = rule.class.country.as_deref();
    let shared = ["ee-lt-personal-code", "cz-sk-rodne-cislo", "si-emso-jmbg"];
    country.is_some_and(|c| c != "FR")
        || rule.id.starts_with("foreign-")
        || shared.contains(&rule.id.as_str())
}

#[derive(Default)]
struct Found(Vec<Holding>);

impl Receiver for Found {
    fn occurrence(&mut self, _: Occurrence) {}
    fn holding(&mut self, h: Holding) {
        self.0.push(h);
    }
    fn note(&mut self, _: &str) {}
}

struct Engine {
    rules: Arc<RuleSet>,
    scanner: Scanner,
}

impl Engine {
    fn new() -> Self {
        let rules = Arc::new(RuleSet::load(&[]).expect("the shipped rules load"));
        let scanner = Scanner::new(Arc::clone(&rules), Key([7; 16]));
        Self { rules, scanner }
    }

    /// The foreign rules that find something in a text or a column.
    fn foreign(&self, found: &Found) -> Vec<String> {
        let rules = self.rules.rules();
        found
            .0
            .iter()
            .filter(|h| h.confidence >= Confidence::Medium && h.verdict != Verdict::Undetermined)
            .map(|h| &rules[usize::from(h.rule.0)])
            .filter(|r| is_foreign(r))
            .map(|r| r.id.clone())
            .collect()
    }

    fn text(&mut self, text: &str) -> Vec<String> {
        let mut found = Found::default();
        let mut item = ItemDetector::new(Locator::new(SourceId(0), "text"));
        let start = Start::Lines {
            line: 1,
            column: 0,
            byte: Some(0),
        };
        item.text(&mut self.scanner, &Text::whole(text, start), &mut found);
        item.finish(&mut self.scanner, &mut found);
        self.foreign(&found)
    }

    fn column<'a>(&mut self, header: &str, cells: impl Iterator<Item = &'a String>) -> Vec<String> {
        let mut found = Found::default();
        let mut item = ItemDetector::new(Locator::new(SourceId(0), "table"));
        let names = [header];
        let head = TableHead {
            sheet: None,
            header: Header::Declared(&names),
            first_column: 1,
        };
        item.begin_table(&mut self.scanner, head, &mut found);
        for (n, cell) in cells.enumerate() {
            let row = n as u64 + 1;
            item.row(&mut self.scanner, row, &[Cell::text(cell)], &mut found);
        }
        item.finish(&mut self.scanner, &mut found);
        self.foreign(&found)
    }

    fn example(&mut self, e: &Example) -> Vec<String> {
        let cells: Vec<String> = std::iter::once(&e.text).chain(&e.cells).cloned().collect();
        match &e.column {
            Some(header) => self.column(header, cells.iter()),
            None => self.text(&e.text),
        }
    }
}

#[test]
fn the_values_of_other_rules_stay_theirs() {
    let mut engine = Engine::new();
    let rules = Arc::clone(&engine.rules);
    let mut examples = 0;
    for rule in rules.rules().iter().filter(|r| !is_foreign(r)) {
        for e in &rule.examples {
            // passport rules are of every country and share words with cards
            let got = engine.example(e);
            assert!(got.is_empty(), "{}: {:?} is {got:?}", rule.id, e.text);
            examples += 1;
        }
    }
    assert!(examples > 300, "{examples} examples");
}

#[test]
fn bare_values_prove_nothing_but_where_their_shape_does() {
    let mut engine = Engine::new();
    let rules = Arc::clone(&engine.rules);
    let self_proving = ["it-codice-fiscale", "fi-hetu", "ch-ahv", "be-nrn"];
    let mut values = 0;
    for rule in rules.rules().iter().filter(|r| is_foreign(r)) {
        for value in rule.examples.iter().flat_map(|e| &e.finds) {
            let got = engine.text(&format!("lot {value} livré"));
            let only = got.iter().all(|g| self_proving.contains(&g.as_str()));
            assert!(only, "{}: {value} is {got:?}", rule.id);
            values += 1;
        }
    }
    assert!(values > 100, "{values} values");
}

/// Numbers as a linear congruence gives them: the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }

    fn digits(&mut self, n: usize) -> String {
        (0..n)
            .map(|_| char::from(b'0' + self.below(10) as u8))
            .collect()
    }
}

fn with_luhn(mut digits: String) -> String {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(i, b)| {
            let d = u32::from(b - b'0') << ((i + 1) & 1);
            if d > 9 { d - 9 } else { d }
        })
        .sum();
    digits.push(char::from(b'0' + ((10 - sum % 10) % 10) as u8));
    digits
}

#[test]
fn columns_of_ordinary_numbers_are_no_identifiers() {
    let mut engine = Engine::new();
    let mut n = Numbers(3);
    type Make = fn(&mut Numbers, usize) -> String;
    let kinds: [(&str, Make); 12] = [
        ("9 digits", |n, _| n.digits(9)),
        ("10 digits", |n, _| n.digits(10)),
        ("11 digits", |n, _| n.digits(11)),
        ("12 digits", |n, _| n.digits(12)),
        ("13 digits", |n, _| n.digits(13)),
        ("SIREN", |n, _| with_luhn(n.digits(8))),
        ("SIRET", |n, _| with_luhn(with_luhn(n.digits(8)) + "0001")),
        ("phone", |n, _| format!("06{}", n.digits(8))),
        ("milliseconds", |n, i| {
            format!(
                "{}",
                1_600_000_000_000 + i as u64 * 86_399_731 + n.below(1000)
            )
        }),
        ("day and serial", |n, i| {
            format!("{:02}{:02}24{:04}", 1 + i % 28, 1 + n.below(12), i)
        }),
        ("stamp", |n, i| {
            format!("2024{:02}{:02}{:05}", 1 + n.below(12), 1 + i % 28, i)
        }),
        ("serial", |_, i| format!("{}", 85_010_100_000 + i)),
    ];
    for header in ["c4", "reference", "numero", ""] {
        for (kind, make) in kinds {
            let cells: Vec<String> = (0..400).map(|i| make(&mut n, i)).collect();
            let got = engine.column(header, cells.iter());
            assert!(got.is_empty(), "{kind} under {header:?}: {got:?}");
        }
    }
}

/// A column of thirty values that a validator accepts, under a name that says
/// nothing of them.
#[test]
fn columns_of_numbers_with_birth_and_key_need_no_name() {
    let mut engine = Engine::new();
    let mut n = Numbers(11);
    type Make = fn(&mut Numbers) -> String;
    let kinds: [(&str, Validator, Make); 10] = [
        ("be-nrn", Validator::BeNrn, |n| {
            birth(n, "yymmdd") + &n.digits(5)
        }),
        ("pl-pesel", Validator::PlPesel, |n| {
            birth(n, "yymmdd") + &n.digits(5)
        }),
        ("no-fodselsnummer", Validator::NoFodselsnummer, |n| {
            birth(n, "ddmmyy") + &n.digits(5)
        }),
        ("se-personnummer", Validator::SePersonnummer, |n| {
            birth(n, "yymmdd") + "-" + &n.digits(4)
        }),
        ("cz-sk-rodne-cislo", Validator::CzRodneCislo, |n| {
            birth(n, "yymmdd") + "/" + &n.digits(4)
        }),
        ("lu-matricule", Validator::LuMatricule, |n| {
            "19".to_owned() + &birth(n, "yymmdd") + &n.digits(5)
        }),
        ("ee-lt-personal-code", Validator::EeLtCode, |n| {
            "4".to_owned() + &birth(n, "yymmdd") + &n.digits(4)
        }),
        ("fi-hetu", Validator::FiHetu, |n| {
            birth(n, "ddmmyy") + "-" + &n.digits(4)
        }),
        ("es-dni", Validator::EsDni, |n| n.digits(8) + "T"),
        ("ch-ahv", Validator::ChAhv, |n| {
            "756".to_owned() + &n.digits(10)
        }),
    ];
    for (rule, validator, make) in kinds {
        let valid = |v: &String| validator.check(v).is_some_and(|a| a.len == v.len());
        let cells: Vec<String> = std::iter::repeat_with(|| make(&mut n))
            .filter(valid)
            .take(30)
            .collect();
        let got = engine.column("c4", cells.iter());
        assert_eq!(got, [rule], "{cells:?}");
    }
}

/// Six digits of a birth between 1960 and 1999.
fn birth(n: &mut Numbers, order: &str) -> String {
    let (y, m, d) = (60 + n.below(40), 1 + n.below(12), 1 + n.below(28));
    match order {
        "yymmdd" => format!("{y:02}{m:02}{d:02}"),
        _ => format!("{d:02}{m:02}{y:02}"),
    }
}

#[test]
fn a_label_of_one_country_takes_no_other_number() {
    let mut engine = Engine::new();
    for text in [
        "SSN 281046912304597",
        "NIF 0714829350137",
        "BSN FR76 3000 6000 0112 3456 7890 189",
        "NHS number 06 12 34 56 78",
        "DNI 14AB12345",
        "Steuernummer DE136695976",
        "NIF FR76842801755",
        "SIN 842 801 755, SIREN",
        "PPS 31/12/2024",
        "CPR 31-12-1999 0000",
        "personal code 4970-1234-5678-9010",
    ] {
        let got = engine.text(text);
        assert!(got.is_empty(), "{text}: {got:?}");
    }
}
