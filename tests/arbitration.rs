//! One span, one name: two identifiers of different kinds on one line, each
//! behind its label, are told apart in either order; and a value without a label
//! is never taken for another kind.

use limier::detect::{ItemDetector, Key, Receiver, Scanner};
use limier::extract::{Start, Text};
use limier::inventory::{Holding, Occurrence};
use limier::model::{Confidence, Locator, Position, SourceId};
use limier::rule::RuleSet;
use std::sync::Arc;

/// Label, invented value, the rule that must have it.
const KINDS: &[(&str, &str, &str)] = &[
    ("N° de sécurité sociale", "281046912304597", "fr-nir"),
    ("Numéro fiscal", "0714829350137", "fr-spi"),
    ("SIRET", "84280175500013", "fr-siret"),
    ("TVA intracommunautaire", "FR76842801755", "vat"),
    ("Téléphone", "06 47 18 23 65", "fr-phone"),
    ("IBAN", "FR7630006000011234567890189", "iban"),
    ("Carte bancaire", "4970 1012 3456 7893", "payment-card"),
    ("E-mail", "m.vasselin@vernay.test", "email"),
    ("Immatriculation", "HC-600-KL", "fr-plate"),
    ("Passeport n°", "14AB12345", "passport"),
    ("CNI n°", "D2H6862M2", "fr-cni"),
    ("NEPH", "210692106990", "fr-driving-licence"),
    ("RPPS", "10103847561", "fr-rpps"),
    ("INE", "120890177FA", "fr-ine"),
    ("N° allocataire CAF", "4718236 K", "fr-caf"),
    ("Identifiant Pôle emploi", "4718236K", "fr-france-travail"),
    ("Compte URSSAF", "827000004718236554", "fr-urssaf"),
    ("N° étranger", "9203118472", "fr-residence-permit"),
    ("Référence de l'avis", "24 69 1471823 55", "fr-tax-notice"),
    ("NUMEN", "10E1847236KDZ", "fr-numen"),
    ("RNA", "W691071825", "fr-association"),
    ("Parcelle cadastrale", "69123000AB0147", "cadastre"),
    ("VIN", "VF1RFB00X64718236", "vin"),
    ("IMEI", "358471092643189", "imei"),
    ("IMSI", "208011847203651", "sim-card"),
    ("ICCID", "8933011284720365189", "sim-card"),
    ("LEI", "969500KQ7Z2TX4VB9N81", "lei"),
    (
        "Bitcoin",
        "1KfcAEfvpcQZ471zSo87cv3WbTWJnC6CU7",
        "crypto-address",
    ),
    ("KVNR", "K471823655", "de-kvnr"),
    ("idfa", "6d92078a-8246-4ba4-ae5b-76104861e7dc", "device-id"),
];

/// Values that no rule of this list may take for its own when they stand alone.
const ALONE: &[&str] = &[
    "281046912304597",
    "0714829350137",
    "84280175500013",
    "842801755",
    "06 47 18 23 65",
    "FR7630006000011234567890189",
    "4970101234567893",
    "2024-03-01",
    "01/03/2024",
    "2024-03-01T10:15:30.123Z",
    "1.2.3-SNAPSHOT",
    "10.4.12.7",
    "https://vernay.test/a/1471823",
    "9780119191257",
    "d41d8cd98f00b204e9800998ecf8427e",
    "3260475829132",
    "1719847203651",
];

const NEW: &[&str] = &[
    "cadastre",
    "cookie",
    "crypto-address",
    "device-id",
    "fr-association",
    "fr-caf",
    "fr-france-travail",
    "fr-numen",
    "fr-residence-permit",
    "fr-tax-notice",
    "fr-urssaf",
    "lei",
    "foreign-plate",
    "secret",
    "security-code",
    "sim-card",
    "user-agent",
    "vin",
];

#[derive(Default)]
struct Found(Vec<(String, usize, usize, Option<Confidence>)>);

struct Collector<'r> {
    rules: &'r RuleSet,
    found: Found,
}

impl Receiver for Collector<'_> {
    fn occurrence(&mut self, o: Occurrence) {
        if let Position::Text {
            bytes: Some((from, to)),
            ..
        } = o.position
        {
            let id = self.rules.rules()[usize::from(o.rule.0)].id.clone();
            self.found
                .0
                .push((id, from as usize, to as usize, o.confidence));
        }
    }
    fn holding(&mut self, _: Holding) {}
    fn note(&mut self, _: &str) {}
}

/// A finding: rule, value, confidence.
type Hit = (String, String, Option<Confidence>);

/// What the register calls a rule's findings; a rule's own id where nothing.
fn item(rules: &RuleSet, id: &str) -> String {
    let rule = rules.rules().iter().find(|r| r.id == id);
    let item = rule.and_then(|r| r.item);
    item.map_or_else(|| id.to_owned(), |d| d.as_str().to_owned())
}

/// What is found in a text.
fn scan(rules: &Arc<RuleSet>, text: &str) -> Vec<Hit> {
    let mut scanner = Scanner::new(Arc::clone(rules), Key([7; 16]));
    let mut item = ItemDetector::new(Locator::new(SourceId(0), "line"));
    let mut collector = Collector {
        rules,
        found: Found::default(),
    };
    let start = Start::Lines {
        line: 1,
        column: 0,
        byte: Some(0),
    };
    item.text(&mut scanner, &Text::whole(text, start), &mut collector);
    item.finish(&mut scanner, &mut collector);
    let found = collector.found.0.into_iter();
    found
        .map(|(rule, from, to, sure)| (rule, text[from..to].to_owned(), sure))
        .collect()
}

fn rules() -> Arc<RuleSet> {
    Arc::new(RuleSet::load(&[]).expect("the shipped rules load"))
}

#[test]
fn every_kind_beside_every_other_keeps_its_name() {
    let rules = rules();
    let mut wrong = Vec::new();
    for (a_label, a, a_rule) in KINDS {
        for (b_label, b, b_rule) in KINDS.iter().filter(|k| k.1 != *a) {
            let line = format!("{a_label} : {a} ; {b_label} : {b}\n");
            let got = scan(&rules, &line);
            let found = |value: &str, rule: &str| {
                let same = |g: &Hit| g.0 == rule || item(&rules, &g.0) == item(&rules, rule);
                got.iter().any(|g| g.1 == value && same(g))
            };
            if got.len() != 2 || !found(a, a_rule) || !found(b, b_rule) {
                wrong.push(format!("{line}  {got:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn what_stands_alone_is_taken_for_nothing_new() {
    let rules = rules();
    for value in ALONE {
        for line in [format!("{value}\n"), format!("Dossier {value} du jour\n")] {
            let got = scan(&rules, &line);
            assert!(
                !got.iter().any(|g| NEW.contains(&g.0.as_str())),
                "{line}{got:?}"
            );
        }
    }
}
