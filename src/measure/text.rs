//! Scores a document: findings against labels.
//!
//! A finding is right when at least half of its letters and digits lie in labels
//! that it answers to; one in a cell, when it touches such a label. A label is
//! found when at least half of its letters and digits are covered by findings
//! that answer to it. Of statements (Art. 9 and 10, where the set says so) both
//! need only touch. Optional labels are neither rewarded nor punished, and a
//! wrong finding that touches one of its own type is left out.

use super::set::{Document, Label};
use super::{Counting, Miss, kind, shape};
use crate::inventory::Occurrence;
use crate::model::{Confidence, Position};
use crate::rule::measured::Score;
use std::collections::BTreeMap;
use std::ops::Range;

/// A finding, ready to be scored.
struct Finding {
    rule: u16,
    confidence: Confidence,
    at: Spot,
}

/// Where a finding stands in the text.
enum Spot {
    Chars(Range<usize>),
    /// Anywhere in a cell.
    Cell(Range<usize>),
    /// Only its masked value is known.
    Value(String),
}

/// Runs one document and counts.
pub(super) fn score(document: &Document, counting: &mut Counting<'_>) {
    let page = Page::new(document);
    let found = counting
        .engine
        .read(&document.path, document.text.as_bytes());
    let findings: Vec<Finding> = found
        .values()
        .map(|(o, confidence)| Finding {
            rule: o.rule.0,
            confidence,
            at: page.spot(o),
        })
        .collect();
    let scored =
        |l: &&Label| counting.set.in_text.contains(&l.kind) && !document.ignore.contains(&l.kind);
    let labels: Vec<&Label> = document.labels.iter().filter(scored).collect();
    let mut judging = Judging {
        document,
        page: &page,
        covered: vec![vec![false; page.chars.len()]; labels.len()],
        used: vec![false; labels.len()],
        labels,
        counting,
        sum: Score::default(),
    };
    for finding in &findings {
        judging.finding(finding);
    }
    judging.labels();
    let sum = judging.sum;
    let measures = &mut counting.measures;
    measures.documents += 1;
    let source = measures.sources.entry(document.layout().to_owned());
    source.or_default().add(sum);
}

struct Judging<'a, 'c, 's> {
    document: &'a Document,
    page: &'a Page,
    labels: Vec<&'a Label>,
    /// By label: the characters that findings cover.
    covered: Vec<Vec<bool>>,
    /// Labels that a masked value has answered to.
    used: Vec<bool>,
    counting: &'c mut Counting<'s>,
    sum: Score,
}

/// What a finding turned out to be.
enum Judgement {
    /// Right, as the type of the label it hit.
    Right(String),
    /// Wrong, of the type it is charged to.
    Wrong(String),
    /// Neither.
    Neutral,
}

impl Judging<'_, '_, '_> {
    /// Judges one finding at its confidence; only from the least one on it counts.
    fn finding(&mut self, finding: &Finding) {
        let kind = self.counting.kinds[usize::from(finding.rule)].clone();
        let types = &self.counting.set.in_text;
        if !types.contains(&kind) && !kind::others(&kind).iter().any(|k| types.contains(*k)) {
            return;
        }
        let counts = finding.confidence >= self.counting.least;
        let judgement = match &finding.at {
            Spot::Chars(range) => {
                let touching = self.counting.set.statements.contains(&kind);
                self.spanned(&kind, range.clone(), touching, counts)
            }
            Spot::Cell(range) => self.spanned(&kind, range.clone(), true, counts),
            Spot::Value(masked) => self.valued(&kind, masked, counts),
        };
        let (right, charged) = match judgement {
            Judgement::Neutral => return,
            Judgement::Right(kind) => (true, kind),
            Judgement::Wrong(kind) => (false, kind),
        };
        self.counting.level(&charged, finding.confidence, right);
        if !counts {
            return;
        }
        let one = Score {
            right: u64::from(right),
            wrong: u64::from(!right),
            ..Score::default()
        };
        self.sum.add(one);
        self.counting.found[usize::from(finding.rule)].0.add(one);
        let family = self.document.family();
        self.counting.in_text(family, &charged, one);
        if !right {
            self.wrong(finding, charged);
        }
    }

    fn wrong(&mut self, finding: &Finding, kind: String) {
        let (at, shape) = match &finding.at {
            Spot::Chars(r) | Spot::Cell(r) => {
                let value: String = self.page.chars[r.clone()].iter().collect();
                ((r.start, r.end), shape(&value))
            }
            Spot::Value(masked) => ((0, 0), shape(masked)),
        };
        let rule = self.counting.rule(finding.rule).id.clone();
        self.counting.measures.misses.push(Miss {
            wrong: true,
            id: self.document.id.clone(),
            source: self.document.layout().to_owned(),
            kind,
            rule: Some(rule),
            confidence: Some(finding.confidence),
            at,
            shape,
        });
    }

    /// A finding whose characters are known.
    fn spanned(&mut self, kind: &str, at: Range<usize>, touching: bool, counts: bool) -> Judgement {
        let touched: Vec<usize> = (0..self.labels.len())
            .filter(|i| {
                let l = self.labels[*i];
                kind::answers(kind, &l.kind) && at.end > l.start && at.start < l.end
            })
            .collect();
        let inside = |c: &usize| {
            let in_label = |i: &usize| (self.labels[*i].start..self.labels[*i].end).contains(c);
            touched.iter().any(in_label)
        };
        let own: Vec<usize> = at.clone().filter(|c| self.page.counts(*c)).collect();
        let hits = own.iter().filter(|c| inside(c)).count();
        let right = !own.is_empty() && hits * 2 >= own.len() || touching && !touched.is_empty();
        if !right {
            let optional = touched.iter().any(|i| self.labels[*i].optional);
            return if optional {
                Judgement::Neutral
            } else {
                self.wrongly(kind)
            };
        }
        for i in &touched {
            let l = self.labels[*i];
            if counts {
                let both = at.start.max(l.start)..at.end.min(l.end);
                self.covered[*i][both].fill(true);
            }
        }
        self.rightly(kind, &touched)
    }

    /// A finding of which only the masked value is known.
    fn valued(&mut self, kind: &str, masked: &str, counts: bool) -> Judgement {
        let fits: Vec<usize> = (0..self.labels.len())
            .filter(|i| {
                let l = self.labels[*i];
                kind::answers(kind, &l.kind) && fits_mask(masked, &self.page.chars[l.start..l.end])
            })
            .collect();
        let Some(i) = fits.iter().copied().find(|i| !self.used[*i]) else {
            // said twice, once in a header and once in its decoded form
            return if fits.is_empty() {
                self.wrongly(kind)
            } else {
                Judgement::Neutral
            };
        };
        if counts {
            self.used[i] = true;
            let l = self.labels[i];
            self.covered[i][l.start..l.end].fill(true);
        }
        self.rightly(kind, &[i])
    }

    fn rightly(&self, kind: &str, touched: &[usize]) -> Judgement {
        let labels = || touched.iter().map(|i| self.labels[*i]);
        match labels().next() {
            Some(_) if labels().all(|l| l.optional) || kind::is_weak(kind) => Judgement::Neutral,
            Some(first) => Judgement::Right(first.kind.clone()),
            None => Judgement::Neutral,
        }
    }

    fn wrongly(&self, kind: &str) -> Judgement {
        match kind::charged(kind, &self.counting.set.in_text) {
            Some(charged) if !kind::is_weak(kind) && !self.document.ignore.contains(charged) => {
                Judgement::Wrong(charged.to_owned())
            }
            _ => Judgement::Neutral,
        }
    }

    /// Which labels were found.
    fn labels(&mut self) {
        for (l, covered) in self.labels.iter().zip(&self.covered) {
            if l.optional {
                continue;
            }
            let own: Vec<usize> = (l.start..l.end).filter(|c| self.page.counts(*c)).collect();
            let hits = own.iter().filter(|c| covered[**c]).count();
            let touching = self.counting.set.statements.contains(&l.kind);
            let found = hits * 2 >= own.len() || touching && hits > 0;
            let one = Score {
                found: u64::from(found),
                missed: u64::from(!found),
                ..Score::default()
            };
            self.sum.add(one);
            let family = self.document.family();
            self.counting.in_text(family, &l.kind, one);
            let measures = &mut self.counting.measures;
            if !found {
                let value: String = self.page.chars[l.start..l.end].iter().collect();
                measures.misses.push(Miss {
                    wrong: false,
                    id: self.document.id.clone(),
                    source: self.document.layout().to_owned(),
                    kind: l.kind.clone(),
                    rule: None,
                    confidence: None,
                    at: (l.start, l.end),
                    shape: shape(&value),
                });
            }
        }
    }
}

/// The text as characters, and where lines and cells are.
struct Page {
    chars: Vec<char>,
    /// Byte offset of each character, and of the end.
    bytes: Vec<usize>,
    /// First character of each line.
    lines: Vec<usize>,
    /// Cells of each line, for text that is a table.
    cells: BTreeMap<u64, Vec<Range<usize>>>,
}

impl Page {
    fn new(document: &Document) -> Self {
        let text = &document.text;
        let chars: Vec<char> = text.chars().collect();
        let mut bytes: Vec<usize> = text.char_indices().map(|(i, _)| i).collect();
        bytes.push(text.len());
        let breaks = chars.iter().enumerate().filter(|(_, c)| **c == '\n');
        let lines = std::iter::once(0)
            .chain(breaks.map(|(i, _)| i + 1))
            .collect();
        let tab = document.path.ends_with(".tsv");
        Self {
            cells: cells(&chars, tab),
            chars,
            bytes,
            lines,
        }
    }

    fn counts(&self, at: usize) -> bool {
        self.chars[at].is_alphanumeric()
    }

    fn char_at(&self, byte: u64) -> usize {
        let byte = usize::try_from(byte).unwrap_or(usize::MAX);
        self.bytes
            .partition_point(|b| *b < byte)
            .min(self.chars.len())
    }

    /// Where an occurrence stands; in members and decoded text its value must do.
    fn spot(&self, o: &Occurrence) -> Spot {
        let value = || Spot::Value(o.masked.as_str().to_owned());
        if o.at.entry.is_some() {
            return value();
        }
        match o.position {
            Position::Text {
                bytes: Some((from, to)),
                ..
            } => Spot::Chars(self.char_at(from)..self.char_at(to)),
            Position::Text {
                line,
                column,
                end_column,
                ..
            } => {
                let Some(start) = self.lines.get(line.saturating_sub(1) as usize) else {
                    return value();
                };
                let at =
                    |column: u64| (start + column.saturating_sub(1) as usize).min(self.chars.len());
                // one that ends on another line is known by its value only
                if end_column <= column {
                    return value();
                }
                Spot::Chars(at(column)..at(end_column))
            }
            Position::Cell { row, column } => {
                let cell = self
                    .cells
                    .get(&row)
                    .and_then(|cells| cells.get(usize::try_from(column).ok()?.checked_sub(1)?));
                cell.map_or_else(value, |c| Spot::Cell(c.clone()))
            }
            Position::Page { .. } | Position::Paragraph { .. } | Position::Field => value(),
        }
    }
}

/// The separator that the first line holds most often. Where it holds none, a
/// title stands above the table: the one that most lines hold equally often.
fn separator(chars: &[char]) -> char {
    let lines = || chars.split(|c| *c == '\n');
    let times = |line: &[char], d: char| line.iter().filter(|c| **c == d).count();
    let first = lines().next().unwrap_or_default();
    let alike = |d: char| {
        let mut lines_of: BTreeMap<usize, usize> = BTreeMap::new();
        let held = lines().map(|l| times(l, d)).filter(|n| *n > 0);
        held.for_each(|n| *lines_of.entry(n).or_default() += 1);
        lines_of.into_values().max().unwrap_or(0)
    };
    // the first of the most frequent ones
    let best = |often: &dyn Fn(char) -> usize| {
        let all = [';', ',', '\t', '|'].into_iter().rev();
        all.max_by_key(|d| often(*d)).filter(|d| often(*d) > 0)
    };
    best(&|d| times(first, d))
        .or_else(|| best(&alike))
        .unwrap_or(';')
}

/// The cells of every line, by its number from 1 on.
fn cells(chars: &[char], tab: bool) -> BTreeMap<u64, Vec<Range<usize>>> {
    let separator = if tab { '\t' } else { separator(chars) };
    let mut rows = BTreeMap::new();
    let mut at = 0;
    for (n, line) in chars.split(|c| *c == '\n').enumerate() {
        let (mut row, mut quoted, mut start) = (Vec::new(), false, 0);
        for (i, c) in line.iter().chain(std::iter::once(&separator)).enumerate() {
            if *c == '"' {
                quoted = !quoted;
            }
            if *c == separator && !quoted {
                row.push(at + start..at + i);
                start = i + 1;
            }
        }
        rows.insert(n as u64 + 1, row);
        at += line.len() + 1;
    }
    rows
}

/// Whether a value may be the masked one: what is visible agrees.
fn fits_mask(masked: &str, value: &[char]) -> bool {
    let value: String = value.iter().collect();
    let (masked, value) = (masked.trim(), value.trim());
    let hidden = |c: char| matches!(c, '*' | '•' | '#' | '…');
    let plain = |s: &str| -> String {
        s.chars()
            .filter(|c| c.is_alphanumeric() || *c == '@')
            .flat_map(char::to_lowercase)
            .collect()
    };
    if !masked.contains(hidden) {
        return plain(masked) == plain(value) && !plain(value).is_empty();
    }
    if masked.chars().count() == value.chars().count() {
        let told = |c: char| !hidden(c) && !matches!(c, ' ' | '-' | '.');
        return masked
            .chars()
            .zip(value.chars())
            .all(|(m, v)| hidden(m) || m == v)
            && masked.chars().any(told);
    }
    let start = masked.split(hidden).next().map(plain).unwrap_or_default();
    let end = masked.rsplit(hidden).next().map(plain).unwrap_or_default();
    let whole = plain(value);
    !(start.is_empty() && end.is_empty()) && whole.starts_with(&start) && whole.ends_with(&end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masked_values_fit_what_they_show() {
        let fits = |masked: &str, value: &str| {
            let value: Vec<char> = value.chars().collect();
            fits_mask(masked, &value)
        };
        assert!(fits("06********", "0645127893"));
        assert!(fits("d*****@exemple.fr", "dupont@exemple.fr"));
        assert!(!fits("d*****@exemple.fr", "martin@exemple.fr"));
        assert!(!fits("** ** **", "06 45 12"));
        assert!(fits("J…t", "Jean Dupont") && !fits("J…n", "Jean Dupont"));
        assert!(fits("Jean", "JEAN") && !fits("", ""));
    }

    #[test]
    fn cells_know_quotes() {
        let text: Vec<char> = "a;b\n\"x;y\";2".chars().collect();
        let rows = cells(&text, false);
        assert_eq!(rows[&1], [0..1, 2..3]);
        assert_eq!(rows[&2], [4..9, 10..11]);
        let titled: Vec<char> = "un titre\na|b,b\nc|d,d,d".chars().collect();
        assert_eq!(cells(&titled, false)[&2], [9..10, 11..14]);
    }
}
