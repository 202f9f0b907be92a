//! Scores a table: what was said of its columns against what they hold.

use super::set::{SetError, Table};
use super::{Counting, Miss, kind};
use crate::model::{Confidence, Verdict};
use crate::rule::measured::Score;
use std::collections::{BTreeMap, BTreeSet};

/// What was said of one column: type -> (rule, confidence), one for each pair.
type Said = BTreeMap<String, BTreeSet<(u16, Confidence)>>;

/// Runs one table and counts.
pub(super) fn score(table: &Table, counting: &mut Counting<'_>) -> Result<(), SetError> {
    let bytes = std::fs::read(&table.path).map_err(|e| SetError::new(&table.path, e))?;
    let name = table.path.file_name().unwrap_or_default().to_string_lossy();
    let said = said(&name, &bytes, table.columns.len(), counting);
    counting.measures.tables += 1;
    let mut sum = Score::default();
    for (n, (gold, said)) in table.columns.iter().zip(&said).enumerate() {
        let least = counting.least;
        let sure = |s: &BTreeSet<(u16, Confidence)>| s.iter().any(|(_, c)| *c >= least);
        let kinds: BTreeSet<&str> = said
            .iter()
            .filter(|(_, s)| sure(s))
            .map(|(k, _)| k.as_str())
            .collect();
        let scored = |t: &&String| counting.set.in_columns.contains(*t);
        let wanted: Vec<&String> = gold.types.iter().filter(scored).collect();
        for label in &wanted {
            let found = kinds.iter().any(|k| kind::answers(k, label));
            let one = Score {
                found: u64::from(found),
                missed: u64::from(!found),
                ..Score::default()
            };
            sum.add(one);
            counting.in_columns(table.family(), label, one);
            if !found {
                let miss = miss(table, n, label, None);
                counting.measures.misses.push(miss);
            }
        }
        for (kind, by) in said {
            let right = answers_any(kind, &gold.types);
            if !right && answers_any(kind, &gold.optional) {
                continue;
            }
            // a right finding counts as the type of the label it answers to
            let answered = wanted.iter().find(|label| kind::answers(kind, label));
            let charged = match answered {
                Some(label) => label.as_str(),
                None if right => continue,
                None => kind::charged(kind, &counting.set.in_columns).unwrap_or(kind),
            };
            sum.add(judged(charged, by, right, counting, &(table, n)));
        }
        personal(
            !wanted.is_empty(),
            !kinds.is_empty(),
            &gold.optional,
            counting,
        );
    }
    let kinds = counting.measures.kinds.entry(table.kind.clone());
    kinds.or_default().add(sum);
    Ok(())
}

fn answers_any(kind: &str, of: &BTreeSet<String>) -> bool {
    of.iter().any(|label| kind::answers(kind, label))
}

/// Counts a type that was said of a column, for each rule that said it.
fn judged(
    kind: &str,
    by: &BTreeSet<(u16, Confidence)>,
    right: bool,
    counting: &mut Counting<'_>,
    (table, n): &(&Table, usize),
) -> Score {
    let one = Score {
        right: u64::from(right),
        wrong: u64::from(!right),
        ..Score::default()
    };
    for (rule, confidence) in by {
        counting.level(kind, *confidence, right);
        if *confidence >= counting.least {
            counting.found[usize::from(*rule)].1.add(one);
        }
    }
    let best = by.iter().max_by_key(|(_, c)| *c);
    match best.filter(|(_, c)| *c >= counting.least) {
        None => Score::default(),
        Some((rule, confidence)) => {
            counting.in_columns(table.family(), kind, one);
            if !right {
                let rule = counting.rule(*rule).id.clone();
                let miss = miss(table, *n, kind, Some((rule, *confidence)));
                counting.measures.misses.push(miss);
            }
            one
        }
    }
}

/// "Is this column personal?"; what only may be is left out.
fn personal(is: bool, said: bool, optional: &BTreeSet<String>, counting: &mut Counting<'_>) {
    if !is && !optional.is_empty() {
        return;
    }
    let p = &mut counting.measures.personal;
    match (is, said) {
        (true, true) => {
            p.score.right += 1;
            p.score.found += 1;
        }
        (true, false) => p.score.missed += 1,
        (false, true) => p.score.wrong += 1,
        (false, false) => p.quiet += 1,
    }
}

/// What detection says of each column; holdings that are not more than chance
/// say nothing.
fn said(name: &str, bytes: &[u8], columns: usize, counting: &mut Counting<'_>) -> Vec<Said> {
    let found = counting.engine.read(name, bytes);
    let mut out = vec![Said::new(); columns];
    for h in found.holdings {
        let column = h.place.column.unwrap_or(0) as usize;
        let kind = &counting.kinds[usize::from(h.rule.0)];
        if h.verdict == Verdict::Undetermined
            || kind::charged(kind, &counting.set.in_columns).is_none()
        {
            continue;
        }
        if let Some(said) = column.checked_sub(1).and_then(|i| out.get_mut(i)) {
            let by = said.entry(kind.clone()).or_default();
            by.insert((h.rule.0, h.confidence));
        }
    }
    out
}

fn miss(table: &Table, n: usize, kind: &str, by: Option<(String, Confidence)>) -> Miss {
    let (rule, confidence) = by.unzip();
    Miss {
        wrong: rule.is_some(),
        id: table.id.clone(),
        source: table.kind.clone(),
        kind: kind.to_owned(),
        rule,
        confidence,
        at: (n + 1, 0),
        shape: String::new(),
    }
}
