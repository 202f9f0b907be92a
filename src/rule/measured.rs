//! How well the rules do, as it was last measured: `rules/measured/*.toml`,
//! written by `limier rules measure --write` and compiled in beside the rules.
//!
//! Counts, never ratios: what is shown is computed from them. The file says with
//! which rules it was measured ([`super::RuleSet::sha256`]); rules that changed
//! since make it older, not wrong, and whoever shows it says so.

use serde::{Deserialize, Serialize};
use std::fmt::Write as _;
use std::sync::LazyLock;

const BUILTIN: &str = include_str!("../../rules/measured/limier-eval.toml");

/// The set whose measures are compiled in; only they can be written.
pub const SET: &str = "limier-eval";

/// What was found against what should have been.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Score {
    /// Findings that are right.
    #[serde(default)]
    pub right: u64,
    /// Findings that are not.
    #[serde(default)]
    pub wrong: u64,
    /// Labels that were found.
    #[serde(default)]
    pub found: u64,
    /// Labels that were not.
    #[serde(default)]
    pub missed: u64,
}

impl Score {
    /// Findings.
    #[must_use]
    pub const fn findings(&self) -> u64 {
        self.right + self.wrong
    }

    /// Labels.
    #[must_use]
    pub const fn labels(&self) -> u64 {
        self.found + self.missed
    }

    /// Share of findings that are right; none without findings.
    #[must_use]
    pub fn precision(&self) -> Option<f64> {
        ratio(self.right, self.findings())
    }

    /// Share of labels that were found; none without labels.
    #[must_use]
    pub fn recall(&self) -> Option<f64> {
        ratio(self.found, self.labels())
    }

    /// Harmonic mean of both; 0 where labels were there and nothing was right.
    #[must_use]
    pub fn f1(&self) -> Option<f64> {
        match (self.precision(), self.recall()) {
            (Some(p), Some(r)) if p + r > 0.0 => Some(2.0 * p * r / (p + r)),
            (_, Some(_)) => Some(0.0),
            _ => None,
        }
    }

    /// Adds another.
    pub const fn add(&mut self, other: Self) {
        self.right += other.right;
        self.wrong += other.wrong;
        self.found += other.found;
        self.missed += other.missed;
    }
}

fn ratio(part: u64, of: u64) -> Option<f64> {
    (of > 0).then(|| part as f64 / of as f64)
}

/// The 95 % interval of a share (Wilson's score interval); none of nothing.
#[must_use]
pub fn interval(part: u64, of: u64) -> Option<(f64, f64)> {
    const Z: f64 = 1.959_964;
    let (n, p) = (of as f64, ratio(part, of)?);
    let middle = p + Z * Z / (2.0 * n);
    let half = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    let whole = 1.0 + Z * Z / n;
    let bounded = |x: f64| x.clamp(0.0, 1.0);
    Some((
        bounded((middle - half) / whole),
        bounded((middle + half) / whole),
    ))
}

/// What one rule did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RuleScore {
    /// The rule.
    pub id: String,
    /// The type that its findings are scored as; its labels are those of the
    /// type, whichever rule finds them.
    #[serde(rename = "type")]
    pub kind: String,
    /// Rules that share the type: recall is theirs together.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub with: Vec<String>,
    /// In text.
    #[serde(default)]
    pub text: Score,
    /// On columns.
    #[serde(default)]
    pub columns: Score,
}

/// The measures of a set.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Measured {
    /// Name of the set; empty where nothing has been measured yet.
    pub set: String,
    /// Its version.
    pub version: String,
    /// Which half of it.
    pub half: String,
    /// Least confidence of the findings that count.
    pub least: String,
    /// The rules it was measured with.
    pub rules_sha256: String,
    /// Rules that found something or had labels, sorted by id.
    #[serde(default, rename = "rule")]
    pub rules: Vec<RuleScore>,
}

impl Measured {
    /// The measures that are compiled in.
    #[must_use]
    pub fn builtin() -> &'static Self {
        static READ: LazyLock<Measured> = LazyLock::new(|| {
            Measured::parse(BUILTIN).expect("the shipped measures are read by a test")
        });
        &READ
    }

    /// Reads such a file.
    ///
    /// # Errors
    /// What TOML says of it.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// What was measured of a rule.
    #[must_use]
    pub fn of(&self, id: &str) -> Option<&RuleScore> {
        self.rules.iter().find(|r| r.id == id)
    }

    /// The file, as [`Measured::parse`] reads it.
    #[must_use]
    pub fn to_toml(&self) -> String {
        let mut out = format!(
            "# Written by `limier rules measure --write`: what the rules find of the evaluation\n\
             # set's half that is kept for reporting. Counts; `explain` and the report show shares.\n\n\
             set = {:?}\nversion = {:?}\nhalf = {:?}\nleast = {:?}\nrules-sha256 = {:?}\n",
            self.set, self.version, self.half, self.least, self.rules_sha256
        );
        for r in &self.rules {
            let _ = write!(out, "\n[[rule]]\nid = {:?}\ntype = {:?}\n", r.id, r.kind);
            if !r.with.is_empty() {
                let _ = writeln!(out, "with = {:?}", r.with);
            }
            for (name, s) in [("text", r.text), ("columns", r.columns)] {
                if s != Score::default() {
                    let _ = writeln!(
                        out,
                        "{name} = {{ right = {}, wrong = {}, found = {}, missed = {} }}",
                        s.right, s.wrong, s.found, s.missed
                    );
                }
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_and_their_intervals() {
        let s = Score {
            right: 9,
            wrong: 1,
            found: 6,
            missed: 6,
        };
        assert_eq!((s.precision(), s.recall()), (Some(0.9), Some(0.5)));
        assert!((s.f1().expect("both") - 9.0 / 14.0).abs() < 1e-12);
        assert_eq!(Score::default().f1(), None);
        let none_right = Score {
            missed: 3,
            ..Score::default()
        };
        assert_eq!((none_right.precision(), none_right.f1()), (None, Some(0.0)));
        // Wilson, 1927: 9 of 10
        let (low, high) = interval(9, 10).expect("ten");
        assert!((low - 0.5958).abs() < 1e-4 && (high - 0.9821).abs() < 1e-4);
        let (low, high) = interval(10, 10).expect("ten");
        assert!((low - 0.7225).abs() < 1e-4 && high > 0.999_999);
        assert_eq!(interval(0, 0), None);
    }

    #[test]
    fn what_is_written_is_read() {
        let measured = Measured {
            set: SET.into(),
            version: "1".into(),
            half: "report".into(),
            least: "medium".into(),
            rules_sha256: "00".into(),
            rules: vec![RuleScore {
                id: "fr-nir".into(),
                kind: "NIR".into(),
                with: vec!["fr-nir-keyless".into()],
                text: Score {
                    right: 1,
                    wrong: 2,
                    found: 3,
                    missed: 4,
                },
                columns: Score::default(),
            }],
        };
        let read = Measured::parse(&measured.to_toml()).expect("readable");
        assert_eq!(read, measured);
        assert_eq!(read.of("fr-nir").map(|r| r.text.wrong), Some(2));
    }
}
