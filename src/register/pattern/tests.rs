use super::*;
use proptest::prelude::*;

fn p(written: &str) -> Pattern {
    Pattern::parse(written).expect("a pattern")
}

#[test]
fn wildcards_and_folders() {
    for (pattern, place, expected) in [
        ("RH/Paie/**", "RH/Paie/2024/a.xlsx", true),
        ("RH/Paie/**", "RH/Paie.csv", false),
        ("RH/Paie", "RH/Paie/2024/a.xlsx", true),
        ("RH/Paie", "RH/Paie", true),
        ("RH/Paie", "RH/Paies/x", false),
        ("RH/*", "RH/a.csv", true),
        ("RH/*", "RH/Paie/a.csv", false),
        ("RH/*/2024/**", "RH/Paie/2024/x", true),
        ("**/paie*.csv", "Commun/Export/paie_2023.csv", true),
        ("**/paie*.csv", "paie.csv", true),
        ("RH/**/x", "RH/x", true),
        ("RH/a?.csv", "RH/a1.csv", true),
        ("RH/a?.csv", "RH/a/.csv", false),
        ("**/b**", "ab", false),
        ("a**/b", "ab", false),
        ("**", "n/importe", true),
        ("é*", "été", true),
    ] {
        assert_eq!(p(pattern).matches(place), expected, "{pattern} {place}");
    }
}

#[test]
fn databases_are_covered_by_schema_table_and_column() {
    let column = "postgres://srv/erp/rh.salaries.nir";
    for (pattern, expected) in [
        ("postgres://srv:5432/erp/rh.salaries.nir", true),
        ("postgres://srv/erp/rh.salaries", true),
        ("postgres://srv/erp/rh", true),
        ("postgres://srv/erp/rh.*", true),
        ("postgres://srv/erp", true),
        ("postgres://srv/erp/rh.sal", false),
        ("postgres://srv/erp2", false),
        ("postgres://*/erp/**", true),
    ] {
        assert_eq!(p(pattern).matches(column), expected, "{pattern}");
    }
}

#[test]
fn the_more_specific_wins() {
    let order = [
        "**",
        "**/paie*.csv",
        "RH/**",
        "RH/*",
        "RH/Paie/**",
        "RH/Paie/*",
        "RH/Paie/a.csv",
    ];
    for pair in order.windows(2) {
        assert!(p(pair[0]).rank(0) < p(pair[1]).rank(0), "{pair:?}");
    }
    // absolute and relative patterns compare within the source
    let base = "file:///srv/partage/".chars().count();
    let absolute = p("file:///srv/partage/RH/**");
    assert_eq!(absolute.rank(base), p("RH/**").rank(base));
    assert!(absolute.rank(base) < p("RH/Paie/**").rank(base));
    assert!(p("/srv/**").rank(base) < p("RH/**").rank(base));
}

#[test]
fn empty_and_absurd_patterns_are_refused() {
    assert_eq!(Pattern::parse("  "), Err(PatternError::Empty));
    assert_eq!(
        Pattern::parse(&"x".repeat(3000)),
        Err(PatternError::TooLong)
    );
    assert!(!p("paper:armoire").is_scannable());
}

/// Enough for any pattern of these tests.
const EFFORT: usize = 1 << 24;

#[test]
fn overlap_of_hostile_patterns_is_bounded() {
    let (a, b) = (p(&"*a".repeat(900)), p(&"*b".repeat(900)));
    let mut effort = 1 << 25;
    let started = std::time::Instant::now();
    assert!(a.meets(&p(&"*a".repeat(901)), &mut effort));
    for _ in 0..200 {
        assert!(!a.meets(&b, &mut effort));
    }
    assert!(started.elapsed().as_secs() < 30, "{:?}", started.elapsed());
}

#[test]
fn overlap_is_told() {
    for (a, b, expected) in [
        ("RH/*/a.csv", "RH/Paie/*", true),
        ("RH/*/a.csv", "RH/*/b.csv", false),
        ("RH/**", "RH/Paie", true),
        ("RH/**/a", "RH/a", true),
        ("RH/Paie", "RH", true),
        ("RH/Paie", "Compta", false),
        ("RH", "RH/*", true),
    ] {
        assert_eq!(p(a).meets(&p(b), &mut { EFFORT }), expected, "{a} {b}");
        assert_eq!(p(b).meets(&p(a), &mut { EFFORT }), expected, "{b} {a}");
    }
}

/// The same language by the textbook: exponential, for short inputs only.
fn oracle(pattern: &[char], text: &[char], start: bool) -> bool {
    match pattern {
        [] => text.is_empty(),
        ['*', '*', rest @ ..] => {
            let no_folder = start && rest.first() == Some(&'/') && oracle(&rest[1..], text, true);
            no_folder || (0..=text.len()).any(|i| oracle(rest, &text[i..], false))
        }
        ['*', rest @ ..] => (0..=text.len())
            .take_while(|i| text[..*i].iter().all(|c| *c != '/'))
            .any(|i| oracle(rest, &text[i..], false)),
        ['?', rest @ ..] => {
            text.first().is_some_and(|c| *c != '/') && oracle(rest, &text[1..], false)
        }
        [c, rest @ ..] => text.first() == Some(c) && oracle(rest, &text[1..], *c == '/'),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn matching_agrees_with_the_textbook(
        pattern in "[ab/]{0,3}[*?]{1,2}[ab/]{0,2}[*?]{0,2}[ab/]{0,2}",
        text in "[ab/]{0,8}",
    ) {
        let parsed = p(&pattern);
        let chars: Vec<char> = parsed.text().chars().collect();
        let place: Vec<char> = text.chars().collect();
        prop_assert_eq!(parsed.matches(&text), oracle(&chars, &place, true));
    }

    #[test]
    fn two_patterns_that_match_one_place_meet(
        a in "[ab/*?]{1,6}", b in "[ab/*?]{1,6}", text in "[ab/]{0,5}[ab]",
    ) {
        let (a, b) = (p(&a), p(&b));
        if a.matches(&text) && b.matches(&text) {
            let meet = a.meets(&b, &mut { EFFORT });
            prop_assert!(meet);
        }
    }

    #[test]
    fn nothing_written_panics_or_hangs(written in "\\PC{0,60}", text in "\\PC{0,60}") {
        if let Ok(pattern) = Pattern::parse(&written) {
            let _ = pattern.matches(&super::super::normal::path(&text));
            let meet = pattern.meets(&pattern, &mut { EFFORT });
            prop_assert!(meet);
        }
    }
}

#[test]
fn adversarial_patterns_stay_linear() {
    let pattern = p(&"*a".repeat(200));
    let text = "a".repeat(50_000) + "b";
    let started = std::time::Instant::now();
    assert!(!pattern.matches(&text));
    assert!(started.elapsed().as_secs() < 60);
}
