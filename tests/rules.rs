//! Every shipped rule proves itself: its fields are full and each of its
//! examples finds exactly what it says, through the engine that scans.

use limier::detect::prove;
use limier::rule::RuleSet;
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
