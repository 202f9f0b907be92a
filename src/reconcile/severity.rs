//! How grave a gap is: a sum of four terms that a person can contest, then
//! floors and ceilings. The table is section 6 of the register design.

use super::{Code, Level, Severity, Terms};
use crate::model::{Confidence, Datum};

/// [`Severity::bound_by`] when an NIR gap is critical whatever its score.
pub const FLOOR_NIR: &str = "floor_g05";
/// [`Severity::bound_by`] when a "Non" contradicted for ten persons is critical.
pub const FLOOR_SENSITIVE: &str = "floor_g04_10_persons";
/// [`Severity::bound_by`] when weak detection keeps a gap at medium.
pub const CEILING_LOW: &str = "ceiling_low_confidence";

/// What a gap weighs.
#[derive(Debug, Clone, Copy)]
pub struct Weight<'a> {
    /// Kind of gap.
    pub code: Code,
    /// Data concerned; the gravest counts. Empty: nothing was found.
    pub items: &'a [Datum],
    /// Distinct persons; `None` where nothing counts them (then one at least,
    /// if anything was found).
    pub persons: Option<u64>,
    /// Exposure points, 0-20.
    pub exposure: u8,
    /// Best confidence of the detections behind it.
    pub confidence: Confidence,
}

/// The score, its terms and its level.
#[must_use]
pub fn severity(w: &Weight<'_>) -> Severity {
    let found = !w.items.is_empty();
    let terms = Terms {
        sensitivity: w.items.iter().map(|d| d.sensitivity()).max().unwrap_or(0),
        volume: if found {
            volume(w.persons.unwrap_or(1).max(1))
        } else {
            0
        },
        exposure: if found { w.exposure.min(20) } else { 0 },
        kind: kind(w),
    };
    let score = terms.sensitivity + terms.volume + terms.exposure + terms.kind;
    let (level, bound_by) = bounded(w, level(score));
    Severity {
        level,
        score,
        terms,
        bound_by: bound_by.map(str::to_owned),
    }
}

/// Floors first, then the ceiling: what was barely detected is never critical.
fn bounded(w: &Weight<'_>, level: Level) -> (Level, Option<&'static str>) {
    let floor = match w.code {
        Code::G05 => Some(FLOOR_NIR),
        Code::G04 if w.persons.is_some_and(|p| p >= 10) => Some(FLOOR_SENSITIVE),
        _ => None,
    };
    let (level, by) = match floor {
        Some(name) if level < Level::Critical => (Level::Critical, Some(name)),
        _ => (level, None),
    };
    if w.confidence == Confidence::Low && level > Level::Medium {
        return (Level::Medium, Some(CEILING_LOW));
    }
    (level, by)
}

/// K. A place that nobody declared and that holds NIRs is of both kinds: the
/// NIR is undeclared too, so the heavier kind counts (the design's first check).
fn kind(w: &Weight<'_>) -> u8 {
    match w.code {
        Code::G04 | Code::G05 => 20,
        Code::G01 if w.items.contains(&Datum::Nir) => 20,
        Code::G01 | Code::G12 => 15,
        Code::G02 => 12,
        Code::G03 => 5,
        Code::G08 | Code::G15 => 0,
    }
}

/// V.
const fn volume(persons: u64) -> u8 {
    match persons {
        0 => 0,
        1..10 => 2,
        10..100 => 6,
        100..1_000 => 10,
        1_000..10_000 => 14,
        10_000..100_000 => 18,
        _ => 20,
    }
}

/// The level of a score.
#[must_use]
pub const fn level(score: u8) -> Level {
    match score {
        75.. => Level::Critical,
        55.. => Level::High,
        35.. => Level::Medium,
        15.. => Level::Low,
        _ => Level::Info,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn weigh(code: Code, item: Datum, persons: u64, exposure: u8) -> (u8, Level) {
        let s = severity(&Weight {
            code,
            items: &[item],
            persons: Some(persons),
            exposure,
            confidence: Confidence::High,
        });
        (s.score, s.level)
    }

    #[test]
    fn the_printed_checks() {
        use Code::{G01, G02, G03};
        let staff = 12;
        let group = 5;
        assert_eq!(weigh(G01, Datum::Nir, 500, staff), (82, Level::Critical));
        assert_eq!(weigh(G01, Datum::Email, 5_000, staff), (53, Level::Medium));
        assert_eq!(weigh(G02, Datum::Iban, 300, group), (57, Level::High));
        assert_eq!(
            weigh(G03, Datum::BirthDate, 300, group),
            (40, Level::Medium)
        );
    }

    #[test]
    fn floors_and_the_ceiling() {
        let judge = |code, persons, confidence| {
            let s = severity(&Weight {
                code,
                items: &[Datum::Health],
                persons,
                exposure: 0,
                confidence,
            });
            (s.level, s.bound_by)
        };
        let by = |name: &str| Some(name.to_owned());
        let high = Confidence::High;
        assert_eq!(
            judge(Code::G05, Some(1), high),
            (Level::Critical, by(FLOOR_NIR))
        );
        assert_eq!(judge(Code::G04, Some(9), high), (Level::High, None));
        assert_eq!(judge(Code::G04, None, high), (Level::High, None));
        assert_eq!(
            judge(Code::G04, Some(10), high),
            (Level::Critical, by(FLOOR_SENSITIVE))
        );
        assert_eq!(
            judge(Code::G05, Some(500), Confidence::Low),
            (Level::Medium, by(CEILING_LOW))
        );
    }

    #[test]
    fn nothing_found_weighs_nothing() {
        let s = severity(&Weight {
            code: Code::G08,
            items: &[],
            persons: None,
            exposure: 12,
            confidence: Confidence::High,
        });
        assert_eq!((s.score, s.level), (0, Level::Info));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn the_score_is_the_sum_and_more_persons_never_weigh_less(
            item in 0..Datum::ALL.len(), few in 0u64..1_000_000, more in 0u64..1_000_000,
            exposure in 0u8..=255, code in 0usize..8,
        ) {
            let code = [Code::G01, Code::G02, Code::G03, Code::G04, Code::G05, Code::G08, Code::G12, Code::G15][code];
            let weigh = |persons| severity(&Weight {
                code, items: &[Datum::ALL[item]], persons: Some(persons), exposure,
                confidence: Confidence::High,
            });
            let (a, b) = (weigh(few.min(more)), weigh(few.max(more)));
            let t = a.terms;
            prop_assert_eq!(a.score, t.sensitivity + t.volume + t.exposure + t.kind);
            prop_assert!(a.score <= 100 && a.score <= b.score && a.level <= b.level);
        }
    }
}
