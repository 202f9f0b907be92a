//! What was measured of a rule, in one line: shares with the numbers behind them.

use super::{Lang, figures, phrase};
use crate::rule::measured::{Measured, RuleScore, Score};

/// "précision 99,6 % (n = 812), rappel 97 % (n = 830)", for text and columns; none
/// for rules that the set says nothing of.
pub(crate) fn shares(lang: Lang, rule: &RuleScore) -> Option<String> {
    let parts = [
        (phrase::MEASURED_TEXT, rule.text),
        (phrase::MEASURED_COLUMNS, rule.columns),
    ];
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|(_, s)| *s != Score::default())
        .map(|(name, s)| name.with(lang, &[("shares", &of(lang, s))]))
        .collect();
    (!parts.is_empty()).then(|| parts.join(lang.pick(" ; ", "; ")))
}

fn of(lang: Lang, s: Score) -> String {
    let part = |name: super::Phrase, part, of| match of {
        0 => None,
        of => Some(name.with(
            lang,
            &[
                ("share", &figures::share(lang, part, of)),
                ("n", &figures::number(lang, of)),
            ],
        )),
    };
    let both = [
        part(phrase::MEASURED_PRECISION, s.right, s.findings()),
        part(phrase::MEASURED_RECALL, s.found, s.labels()),
    ];
    both.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// On what it was measured: "jeu limier-eval v1, moitié report"; and that other
/// rules are in force than were measured, where so.
pub(crate) fn on(lang: Lang, measured: &Measured, rules_sha256: &str) -> String {
    let on = phrase::MEASURED_ON.with(
        lang,
        &[
            ("set", &measured.set),
            ("version", &measured.version),
            ("half", &measured.half),
        ],
    );
    match measured.rules_sha256 == rules_sha256 {
        true => on,
        false => format!("{on}, {}", phrase::MEASURED_BEFORE.say(lang)),
    }
}

/// What is known of a rule, and on what it was measured, for `explain`.
#[must_use]
pub fn measured(lang: Lang, rule: &str, rules_sha256: &str) -> Option<String> {
    let known = Measured::builtin();
    let shares = shares(lang, known.of(rule)?)?;
    Some(format!("{shares} ({})", on(lang, known, rules_sha256)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_say_how_many_they_are_of() {
        let score = Score {
            right: 249,
            wrong: 1,
            found: 3,
            missed: 1,
        };
        let rule = RuleScore {
            id: "x".into(),
            kind: "X".into(),
            with: Vec::new(),
            text: score,
            columns: Score::default(),
        };
        let said = shares(Lang::En, &rule).expect("something");
        assert_eq!(
            said,
            "in text precision 99.6% (n = 250), recall 75% (n = 4)"
        );
        let nothing = RuleScore {
            text: Score::default(),
            ..rule
        };
        assert_eq!(shares(Lang::Fr, &nothing), None);
    }

    #[test]
    fn other_rules_are_told() {
        let measured = Measured {
            set: "limier-eval".into(),
            version: "1".into(),
            half: "report".into(),
            least: "medium".into(),
            rules_sha256: "aa".into(),
            rules: Vec::new(),
        };
        assert!(!on(Lang::En, &measured, "aa").contains("other rules"));
        assert!(on(Lang::En, &measured, "bb").contains("other rules"));
    }
}
