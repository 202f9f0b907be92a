//! What the syntax of a pattern's regex tells, before anything is compiled.

use regex_syntax::hir::{Class, Hir, HirKind};

/// What is known of every match of a regex.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Shape {
    /// Digits that any match holds, at least.
    pub(super) least_digits: usize,
    /// It ends with any characters, as many as there are.
    pub(super) open_ended: bool,
    /// Any match has the same number of digits and ends with one.
    pub(super) exact: bool,
    /// The number of the group `value`.
    pub(super) value: Option<usize>,
}

impl Shape {
    /// The shape of a regex; none if it is no regex.
    pub(super) fn of(regex: &str) -> Option<Self> {
        let parsed = regex_syntax::parse(regex).ok()?;
        Some(Self {
            least_digits: least_digits(&parsed),
            open_ended: is_open_ended(&parsed),
            exact: is_exact(&parsed),
            value: value_group(&parsed),
        })
    }
}

/// The number of the group that is named `value`.
fn value_group(regex: &Hir) -> Option<usize> {
    match regex.kind() {
        HirKind::Capture(c) if c.name.as_deref() == Some("value") => Some(c.index as usize),
        HirKind::Capture(c) => value_group(&c.sub),
        HirKind::Repetition(r) => value_group(&r.sub),
        HirKind::Concat(all) | HirKind::Alternation(all) => all.iter().find_map(value_group),
        HirKind::Empty | HirKind::Literal(_) | HirKind::Class(_) | HirKind::Look(_) => None,
    }
}

/// Digits that any match of a regex holds, at least.
fn least_digits(regex: &Hir) -> usize {
    match regex.kind() {
        HirKind::Literal(l) => l.0.iter().filter(|b| b.is_ascii_digit()).count(),
        HirKind::Class(c) => {
            let digits = |low: char, high: char| low.is_ascii_digit() && high.is_ascii_digit();
            let all = match c {
                Class::Unicode(c) => c.ranges().iter().all(|r| digits(r.start(), r.end())),
                Class::Bytes(c) => c
                    .ranges()
                    .iter()
                    .all(|r| digits(r.start().into(), r.end().into())),
            };
            usize::from(all)
        }
        HirKind::Repetition(r) => least_digits(&r.sub).saturating_mul(r.min as usize),
        HirKind::Capture(c) => least_digits(&c.sub),
        HirKind::Concat(all) => all.iter().map(least_digits).fold(0, usize::saturating_add),
        HirKind::Alternation(all) => all.iter().map(least_digits).min().unwrap_or(0),
        HirKind::Empty | HirKind::Look(_) => 0,
    }
}

/// Whether a regex is digits and what parts them, as many in any match.
fn is_exact(regex: &Hir) -> bool {
    let all = match regex.kind() {
        HirKind::Concat(all) => all.as_slice(),
        _ => std::slice::from_ref(regex),
    };
    all.last().is_some_and(ends_with_digit) && all.iter().all(|h| fixed_digits(h).is_some())
}

/// Whether the last character of any match is a digit.
fn ends_with_digit(regex: &Hir) -> bool {
    match regex.kind() {
        HirKind::Literal(l) => l.0.last().is_some_and(u8::is_ascii_digit),
        HirKind::Class(_) => least_digits(regex) == 1,
        HirKind::Repetition(r) => r.min > 0 && ends_with_digit(&r.sub),
        HirKind::Concat(all) => all.last().is_some_and(ends_with_digit),
        HirKind::Alternation(all) => all.iter().all(ends_with_digit),
        HirKind::Capture(_) | HirKind::Empty | HirKind::Look(_) => false,
    }
}

/// How many digits any match of a regex holds, where that is one number; a part
/// that may be left out holds none.
fn fixed_digits(regex: &Hir) -> Option<usize> {
    let least = least_digits(regex);
    match regex.kind() {
        HirKind::Literal(_) => Some(least),
        HirKind::Class(c) => {
            let digit = |low: u32, high: u32| low <= u32::from('9') && high >= u32::from('0');
            let none = match c {
                Class::Unicode(c) => c
                    .ranges()
                    .iter()
                    .all(|r| !digit(r.start().into(), r.end().into())),
                Class::Bytes(c) => c
                    .ranges()
                    .iter()
                    .all(|r| !digit(r.start().into(), r.end().into())),
            };
            (none || least == 1).then_some(least)
        }
        HirKind::Repetition(r) => {
            let each = fixed_digits(&r.sub)?;
            (each == 0 || r.max == Some(r.min)).then_some(each * r.min as usize)
        }
        HirKind::Capture(_) => None,
        HirKind::Concat(all) => all.iter().map(fixed_digits).sum(),
        HirKind::Alternation(all) => {
            let mut each = all.iter().map(fixed_digits);
            let first = each.next()??;
            each.all(|n| n == Some(first)).then_some(first)
        }
        HirKind::Empty | HirKind::Look(_) => Some(0),
    }
}

/// Whether a regex is one sequence that ends with any characters, as many as
/// there are.
fn is_open_ended(regex: &Hir) -> bool {
    let HirKind::Concat(all) = regex.kind() else {
        return false;
    };
    let any = |h: &Hir| match h.kind() {
        HirKind::Class(Class::Unicode(c)) => {
            matches!(c.ranges(), [r] if r.start() == '\0' && r.end() == char::MAX)
        }
        _ => false,
    };
    let bound = |h: &Hir| h.properties().explicit_captures_len() > 0;
    match all.last().map(Hir::kind) {
        Some(HirKind::Repetition(r)) => {
            r.max.is_none() && r.greedy && any(&r.sub) && !all.iter().any(bound)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_group_of_the_value() {
        let value = |regex: &str| Shape::of(regex).expect("a regex").value;
        assert_eq!(value("(a)(?:b(?P<value>c)?)"), Some(2));
        assert_eq!(value("a(?P<x>b)"), None);
        assert_eq!(Shape::of("a("), None);
    }

    #[test]
    fn regexes_that_only_their_validator_ends() {
        let open = |regex: &str| is_open_ended(&regex_syntax::parse(regex).expect("a regex"));
        assert!(open("[0-9](?s:.){5}(?s:.)*"));
        for regex in [
            "a.*",
            "(?s:.)*|a",
            "a(?s:.)*?",
            "a(?s:.){3,9}",
            "(?P<value>a)(?s:.)*",
            "a",
        ] {
            assert!(!open(regex), "{regex}");
        }
    }

    #[test]
    fn regexes_whose_digits_are_counted() {
        let exact = |regex: &str| is_exact(&regex_syntax::parse(regex).expect("a regex"));
        for regex in [
            "[0-9]{3}",
            "[12] ?[0-9]{2}(?:[ .-]?[0-9]{3}){2}",
            "0[1-9](?:-[0-9]{2}| [0-9]{2}){4}",
        ] {
            assert!(exact(regex), "{regex}");
        }
        for regex in [
            "[0-9]{3,4}",
            "[0-9]{3}x",
            "[0-9]{3}[0-9a-f]",
            "a(?:[0-9]{2})?",
            "[0-9]{2}(?:[0-9]|a)",
            "(?:[0-9]{2} ?){5}",
        ] {
            assert!(!exact(regex), "{regex}");
        }
    }

    #[test]
    fn digits_that_a_match_must_hold() {
        let least = |regex: &str| least_digits(&regex_syntax::parse(regex).expect("a regex"));
        assert_eq!(least(r"[0-9]{4,5} 7(?:[0-9]|a)x?"), 5);
        assert_eq!(least(r"(?P<value>[1-3]+)|[0-9]{2}"), 1);
        assert_eq!(least(r"\d{3}[0-9a-f]{2}(?:9)*"), 0);
    }
}
