//! How grave a gap is: a sum of four terms that a person can contest, then
//! floors. The table is section 6 of the register design; its ceiling for weak
//! detection never applies, because what is weak makes no gap.

use super::{Code, Level, Severity, Terms};
use crate::model::Datum;

/// [`Severity::bound_by`] when an NIR gap is critical whatever its score.
pub const FLOOR_NIR: &str = "floor_g05";
/// [`Severity::bound_by`] when a "Non" contradicted for ten persons is critical.
pub const FLOOR_SENSITIVE: &str = "floor_g04_10_persons";

/// What a gap weighs.
#[derive(Debug, Clone, Copy)]
pub struct Weight<'a> {
    /// Kind of gap.
    pub code: Code,
    /// The kind it would be if the register did not also exclude the data: an
    /// exclusion never makes a gap lighter.
    pub also: Option<Code>,
    /// Data concerned; the gravest counts. Empty: nothing was found.
    pub items: &'a [Datum],
    /// Distinct persons; `None` where nothing counts them (then one at least,
    /// if anything was found).
    pub persons: Option<u64>,
    /// Exposure points, 0-20.
    pub exposure: u8,
    /// Minors are among the persons.
    pub minors: bool,
}

/// The score, its terms and its level.
#[must_use]
pub fn severity(w: &Weight<'_>) -> Severity {
    let found = !w.items.is_empty();
    let sensitivity = sensitivity(w);
    let without = self::sensitivity(&Weight {
        minors: false,
        ..*w
    });
    let terms = Terms {
        sensitivity,
        minors: sensitivity - without,
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

/// S of the gravest item, 10 more where minors are concerned.
fn sensitivity(w: &Weight<'_>) -> u8 {
    let gravest = w.items.iter().map(|d| d.sensitivity()).max();
    let more = if w.minors { 10 } else { 0 };
    gravest.map_or(0, |s| (s + more).min(40))
}

/// The floors of the gap's kinds.
fn bounded(w: &Weight<'_>, level: Level) -> (Level, Option<&'static str>) {
    let is = |code| w.code == code || w.also == Some(code);
    let floor = if is(Code::G05) {
        Some(FLOOR_NIR)
    } else if is(Code::G04) && w.persons.is_some_and(|p| p >= 10) {
        Some(FLOOR_SENSITIVE)
    } else {
        None
    };
    match floor {
        Some(name) if level < Level::Critical => (Level::Critical, Some(name)),
        _ => (level, None),
    }
}

/// K, the heavier of its kinds.
fn kind(w: &Weight<'_>) -> u8 {
    let of = |code| weight_of(code, w.items);
    of(w.code).max(w.also.map_or(0, of))
}

/// A place that nobody declared and that holds NIRs is of both kinds: the NIR is
/// undeclared too, so the heavier kind counts (the design's first check).
fn weight_of(code: Code, items: &[Datum]) -> u8 {
    match code {
        Code::G04 | Code::G05 => 20,
        Code::G01 if items.contains(&Datum::Nir) => 20,
        Code::G01 | Code::G11 | Code::G12 => 15,
        Code::G02 | Code::G06 => 12,
        Code::G07 | Code::G09 | Code::G10 | Code::G13 => 10,
        Code::G03 => 5,
        Code::G08 | Code::G14 | Code::G15 => 0,
    }
}

/// V.
pub(super) const fn volume(persons: u64) -> u8 {
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
            minors: false,
            also: None,
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

    fn judge(code: Code, also: Option<Code>, persons: Option<u64>) -> Severity {
        severity(&Weight {
            code,
            also,
            items: &[Datum::Health],
            persons,
            exposure: 0,
            minors: false,
        })
    }

    #[test]
    fn floors() {
        let judge = |code, persons| {
            let s = judge(code, None, persons);
            (s.level, s.bound_by)
        };
        let by = |name: &str| Some(name.to_owned());
        assert_eq!(judge(Code::G05, Some(1)), (Level::Critical, by(FLOOR_NIR)));
        assert_eq!(judge(Code::G04, Some(9)), (Level::High, None));
        assert_eq!(judge(Code::G04, None), (Level::High, None));
        assert_eq!(
            judge(Code::G04, Some(10)),
            (Level::Critical, by(FLOOR_SENSITIVE))
        );
    }

    #[test]
    fn an_exclusion_never_makes_a_gap_lighter() {
        for code in [Code::G02, Code::G03, Code::G04, Code::G05] {
            for persons in [Some(1), Some(10), Some(5_000)] {
                let without = judge(code, None, persons);
                let with = judge(Code::G12, Some(code), persons);
                assert!(
                    with.score >= without.score && with.level >= without.level,
                    "{code:?}"
                );
            }
        }
    }

    #[test]
    fn nothing_found_weighs_nothing() {
        let s = severity(&Weight {
            minors: false,
            code: Code::G08,
            items: &[],
            persons: None,
            exposure: 12,
            also: None,
        });
        assert_eq!((s.score, s.level), (0, Level::Info));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn the_score_is_the_sum_and_more_persons_never_weigh_less(
            item in 0..Datum::ALL.len(), few in 0u64..1_000_000, more in 0u64..1_000_000,
            exposure in 0u8..=255, code in 0..Code::ALL.len(), minors: bool,
        ) {
            let code = Code::ALL[code];
            let weigh = |persons| severity(&Weight { minors, code, items: &[Datum::ALL[item]], persons: Some(persons), exposure,
                also: None,
            });
            let (a, b) = (weigh(few.min(more)), weigh(few.max(more)));
            let t = a.terms;
            prop_assert_eq!(a.score, t.sensitivity + t.volume + t.exposure + t.kind);
            prop_assert!(a.score <= 100 && a.score <= b.score && a.level <= b.level);
        }
    }
}
