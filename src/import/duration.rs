//! How long a duration in words is: `3 (trois) ans`, `2 ans et 6 mois`, `un an
//! et demi`, `P5Y`. The words are in `rules/register/durations.toml`.

use crate::model::folded_words;
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

/// Durations that a text is looked through for, at most.
const MOST: usize = 64;
/// Stands for the comma or point in a number, which folding would take away.
const POINT: char = 'ψ';

#[derive(Deserialize)]
struct Words {
    joins: Vec<String>,
    half_after: Vec<String>,
    one_and_half: Vec<String>,
    runs_from: Vec<String>,
    ages: Vec<String>,
    unit: Vec<Unit>,
    numbers: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
struct Unit {
    #[serde(default)]
    months: u32,
    #[serde(default)]
    days: u32,
    /// How many of it a register may say.
    most: u32,
    words: Vec<String>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    toml::from_str(include_str!("../../rules/register/durations.toml"))
        .expect("durations.toml is well-formed: tested")
});

static UNITS: LazyLock<HashMap<&str, &Unit>> = LazyLock::new(|| {
    let of = |u: &'static Unit| u.words.iter().map(move |w| (w.as_str(), u));
    WORDS.unit.iter().flat_map(of).collect()
});

static NUMBERS: LazyLock<HashMap<&str, u32>> = LazyLock::new(|| {
    let all = WORDS.numbers.iter();
    let known = all.filter_map(|(n, words)| Some((n.parse::<u32>().ok()?, words)));
    known
        .flat_map(|(n, words)| words.iter().map(move |w| (w.as_str(), n)))
        .collect()
});

/// A length of time, in the units that it was told in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Duration {
    years: u32,
    months: u32,
    days: u32,
}

impl Duration {
    /// Months; none where days are left that make no whole one (`15 jours`, `6
    /// semaines`): a register says months, and never longer than it was told.
    pub(super) fn months(self) -> Option<u32> {
        const MONTH: std::ops::RangeInclusive<u32> = 30..=31;
        let nearest = (self.days * 12 + 182) / 365;
        let whole = nearest * MONTH.start()..=nearest * MONTH.end();
        let whole = whole.contains(&self.days).then_some(nearest)?;
        Some(self.years * 12 + self.months + whole)
    }

    /// Days, months and years being 30 and 365.
    pub(super) fn days(self) -> u32 {
        self.years * 365 + self.months * 30 + self.days
    }

    fn plus(self, other: Self) -> Self {
        Self {
            years: self.years + other.years,
            months: self.months + other.months,
            days: self.days + other.days,
        }
    }

    /// Whether another may be the rest of it: it is told in smaller units.
    const fn goes_on_with(self, other: Self) -> bool {
        match (self.years, self.months) {
            (0, 0) => false,
            (0, _) => other.years == 0 && other.months == 0,
            _ => other.years == 0 && self.months == 0,
        }
    }
}

/// The durations that a text tells, in their order; the first ones of very many.
pub(super) fn durations(text: &str) -> Vec<Duration> {
    let words = folded(text);
    let list: Vec<&str> = words.split(' ').collect();
    let (mut all, mut at) = (Vec::new(), 0);
    while at < list.len() && all.len() < MOST {
        match joined(&list[at..]) {
            Some((duration, n)) => {
                if !is_age(&list[..at]) {
                    all.push(duration);
                }
                at += n;
            }
            None => at += 1,
        }
    }
    all
}

/// Whether words say that an age follows (`jusqu'aux 18 ans`, `majorité (18 ans)`).
fn is_age(before: &[&str]) -> bool {
    let ends = |age: &String| {
        let mut words = before.iter().rev();
        age.split(' ').rev().all(|a| words.next() == Some(&a))
    };
    WORDS.ages.iter().any(ends)
}

/// Whether two parts of a sentence tell one duration together: the last words of
/// one and the first of the other, the word that joins them included.
pub(super) fn goes_on(before: &str, after: &str) -> bool {
    const NEAR: usize = 4;
    let mut last: Vec<&str> = before.split_whitespace().rev().take(NEAR).collect();
    last.reverse();
    let first: Vec<&str> = after.split_whitespace().take(NEAR).collect();
    let (last, first) = (last.join(" "), first.join(" "));
    let both = durations(&format!("{last} {first}")).len();
    both > 0 && both < durations(&last).len() + durations(&first).len()
}

/// Whether a sentence says what the duration before it runs from.
pub(super) fn runs_from(sentence: &str) -> bool {
    let words = folded_words(sentence) + " ";
    let begins = |w: &String| {
        words
            .strip_prefix(w.as_str())
            .is_some_and(|r| r.starts_with(' '))
    };
    WORDS.runs_from.iter().any(begins)
}

/// The folded words of a text, the points in its numbers kept.
fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    let mut digit = false;
    while let Some(c) = chars.next() {
        let next = chars.peek().is_some_and(char::is_ascii_digit);
        let is_point = digit && next && matches!(c, ',' | '.');
        out.push(if is_point { POINT } else { c });
        digit = c.is_ascii_digit();
    }
    folded_words(&out)
}

/// The duration that a list of words begins with, and how many they are; two
/// that are joined are one.
fn joined(words: &[&str]) -> Option<(Duration, usize)> {
    let (first, n) = duration(words)?;
    let join = words.get(n).filter(|w| WORDS.joins.iter().any(|j| j == *w));
    let second = join.and_then(|_| duration(&words[n + 1..]));
    match second.filter(|(d, _)| first.goes_on_with(*d)) {
        Some((second, more)) => Some((first.plus(second), n + 1 + more)),
        None => Some((first, n)),
    }
}

fn duration(words: &[&str]) -> Option<(Duration, usize)> {
    if let Some(duration) = iso_duration(words.first()?) {
        return Some((duration, 1));
    }
    let (number, mut n) = number(words)?;
    // `3 (trois) ans`
    if let Some((_, more)) = self::number(&words[n..]).filter(|(again, _)| *again == number) {
        n += more;
    }
    let before = half(&words[n..]);
    n += before;
    let unit = UNITS.get(words.get(n)?)?;
    n += 1;
    let after = half(&words[n..]);
    n += after;
    let halves = number.halves + u32::from(before + after > 0);
    Some((unit.times(number.whole, halves)?, n))
}

impl Unit {
    fn times(&self, whole: u32, halves: u32) -> Option<Duration> {
        let known = (1..=self.most).contains(&whole) && halves < 2;
        let mut duration = match self.months {
            12 => Duration {
                years: whole,
                ..Duration::default()
            },
            months => Duration {
                years: 0,
                months: whole.checked_mul(months)?,
                days: whole.checked_mul(self.days)?,
            },
        };
        if halves > 0 {
            match self.months {
                12 => duration.months += 6,
                1 => duration.days += 15,
                _ => duration.days += self.days.div_ceil(2),
            }
        }
        known.then_some(duration)
    }
}

/// The words that say that a list of words begins with `and a half`.
fn half(words: &[&str]) -> usize {
    let begins = |phrase: &&String| {
        let mut all = words.iter();
        phrase.split(' ').all(|w| all.next() == Some(&w))
    };
    let found = WORDS.half_after.iter().find(begins);
    found.map_or(0, |phrase| phrase.split(' ').count())
}

/// `p5y`, `p36m`, `p30d`: a duration of ISO 8601, folded.
fn iso_duration(word: &str) -> Option<Duration> {
    const MOST: u32 = 36_500;
    let mut rest = word.strip_prefix('p')?;
    let mut duration = Duration::default();
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let number: u32 = rest[..digits].parse().ok().filter(|n| *n <= MOST)?;
        let place = match rest[digits..].chars().next()? {
            'y' => &mut duration.years,
            'm' => &mut duration.months,
            'w' | 'd' => &mut duration.days,
            _ => return None,
        };
        let times = if rest[digits..].starts_with('w') {
            7
        } else {
            1
        };
        *place = place
            .checked_add(number * times)
            .filter(|n| *n <= 7 * MOST)?;
        rest = &rest[digits + 1..];
    }
    (duration != Duration::default()).then_some(duration)
}

/// A number, which may have a half.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Number {
    whole: u32,
    halves: u32,
}

/// The number that a list of words begins with, in figures or in words, and how
/// many words it has.
fn number(words: &[&str]) -> Option<(Number, usize)> {
    let first = words.first()?;
    if WORDS.one_and_half.iter().any(|w| w == first) {
        return Some((
            Number {
                whole: 1,
                halves: 1,
            },
            1,
        ));
    }
    if first.starts_with(|c: char| c.is_ascii_digit()) {
        return figures(first).map(|n| (n, 1));
    }
    let (whole, n) = spelt(words)?;
    Some((Number { whole, halves: 0 }, n))
}

/// `3`, `2,5`; other fractions are no number of a register.
fn figures(word: &str) -> Option<Number> {
    let (whole, halves) = match word.split_once(POINT) {
        None => (word, 0),
        Some((whole, "5")) => (whole, 1),
        Some((whole, "0")) => (whole, 0),
        Some(_) => return None,
    };
    let whole = whole.parse().ok()?;
    Some(Number { whole, halves })
}

/// A number in words: `quinze`, `dix huit`, `vingt et un`, `soixante douze`.
fn spelt(words: &[&str]) -> Option<(u32, usize)> {
    let (first, n) = named(words)?;
    let most = match first {
        10 | 20 | 30 | 40 | 50 | 70 | 90 => 9,
        60 | 80 => 19,
        100 => 99,
        _ => return Some((first, n)),
    };
    let rest = &words[n..];
    let (rest, and) = match rest {
        ["et", rest @ ..] => (rest, 1),
        rest => (rest, 0),
    };
    let added = match first {
        100 if and == 0 => spelt(rest),
        _ => named(rest),
    };
    // `dix` only goes on with 7, 8 and 9; `et` with 1 and 11
    let fits = |v: u32| v <= most && (first != 10 || v >= 7) && (and == 0 || v % 10 == 1);
    match added.filter(|(v, _)| fits(*v)) {
        Some((v, more)) => Some((first + v, n + and + more)),
        None => Some((first, n)),
    }
}

/// One number that has a name of its own, of one word or two.
fn named(words: &[&str]) -> Option<(u32, usize)> {
    if let [a, b, ..] = words
        && let Some(n) = NUMBERS.get(format!("{a} {b}").as_str())
    {
        return Some((*n, 2));
    }
    Some((*NUMBERS.get(words.first()?)?, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn months(text: &str) -> Vec<u32> {
        let all = durations(text).into_iter();
        all.filter_map(Duration::months).collect()
    }

    #[test]
    fn the_words_are_folded_and_known() {
        let numbers = WORDS.numbers.iter();
        assert!(numbers.clone().all(|(n, _)| n.parse::<u32>().is_ok()));
        let all = numbers.flat_map(|(_, w)| w);
        let all = all.chain(WORDS.unit.iter().flat_map(|u| &u.words));
        let all = all.chain(&WORDS.runs_from).chain(&WORDS.half_after);
        for words in all.chain(&WORDS.joins).chain(&WORDS.one_and_half) {
            assert_eq!(&folded_words(words), words);
        }
    }

    #[test]
    fn numbers_and_units() {
        for (text, wanted) in [
            ("365 jours", 12),
            ("400 jours", 13),
            ("30 jours", 1),
            ("90 days", 3),
            ("520 semaines", 120),
            ("P365D", 12),
            ("huit ans", 96),
            ("dix-huit mois", 18),
            ("18 (dix-huit) mois", 18),
            ("vingt-quatre mois", 24),
            ("trente-six (36) mois", 36),
            ("vingt et un mois", 21),
            ("soixante-douze mois", 72),
            ("quatre-vingt-dix jours", 3),
            ("nine years", 108),
            ("eighteen months", 18),
            ("thirty-six months", 36),
            ("zeven jaar", 84),
            ("vierentwintig maanden", 24),
            ("anderhalf jaar", 18),
            ("2 ans et 6 mois", 30),
            ("2 years and 6 months", 30),
            ("un an et demi", 18),
            ("deux ans et demi", 30),
            ("one and a half years", 18),
            ("2,5 ans", 30),
            ("1.5 years", 18),
        ] {
            assert_eq!(months(text), [wanted], "{text}");
        }
        for days in ["quinze jours", "6 semaines", "un an et 10 jours"] {
            assert_eq!(durations(days).len(), 1, "{days}");
            assert_eq!(months(days), [0; 0], "{days}");
        }
        assert_eq!(months("5 ans pour l'un et 10 ans pour l'autre"), [60, 120]);
        assert_eq!(months("1 an et 2 ans"), [12, 24]);
        assert_eq!(months("1 an à compter de la majorité (18 ans)"), [12]);
        for none in [
            "2018 ans",
            "3,14 ans",
            "99999999999 ans",
            "six",
            "jusqu'aux 18 ans de l'enfant",
            "jusqu'à l'âge de 21 ans",
            "until the age of 18 years",
            "PDF",
            "p",
            "",
        ] {
            assert_eq!(months(none), [0; 0], "{none}");
        }
        assert!(goes_on("conservées deux ans", "et six mois au plus"));
        assert!(!goes_on("conservées deux ans", "et les journaux six mois"));
        assert_eq!(durations("18 mois").first().map(|d| d.days()), Some(540));
    }

    #[test]
    fn very_many_durations() {
        assert_eq!(months(&"1 2 an 2,5 ans ".repeat(20_000)).len(), MOST);
    }
}
