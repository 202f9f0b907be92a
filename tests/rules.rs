//! Every shipped rule proves itself: its fields are full and each of its
//! examples finds exactly what it says, through the engine that scans.

use limier::detect::prove;
use limier::rule::RuleSet;
use limier::rule::measured::{Measured, SET};
use std::sync::Arc;

#[test]
fn every_rule_holds_its_examples() {
    let rules = Arc::new(RuleSet::load(&[]).expect("the shipped rules load"));
    let failures: Vec<String> = prove(&rules)
        .into_iter()
        .map(|f| format!("{}: {}", f.rule, f.message))
        .collect();
    assert!(
        failures.is_empty(),
        "{} failures:\n{}",
        failures.len(),
        failures.join("\n")
    );
}

/// Rules may have changed since; those that are named must still exist.
#[test]
#[expect(
    clippy::print_stderr,
    reason = "said to whoever runs the tests; no fault"
)]
fn measures_are_of_rules_that_exist() {
    let text = std::fs::read_to_string("rules/measured/limier-eval.toml").expect("is there");
    let measured = Measured::parse(&text).expect("what `--write` writes is read");
    assert_eq!(&measured, Measured::builtin());
    assert_eq!(
        (measured.set.as_str(), measured.half.as_str()),
        (SET, "report")
    );
    let rules = RuleSet::load(&[]).expect("the shipped rules load");
    let unknown: Vec<&str> = measured
        .rules
        .iter()
        .map(|r| r.id.as_str())
        .filter(|id| rules.get(id).is_none())
        .collect();
    assert!(unknown.is_empty(), "no such rules: {unknown:?}");
    assert!(measured.rules.len() > 20);
    if measured.rules_sha256 != rules.sha256() {
        eprintln!("the rules have changed since they were measured");
    }
}
