//! Numbers and lists as French and English readers write them.

use super::gap::Quote;
use crate::model::{Category, Datum};
use crate::register::{At, Message, Register, Worded, inert};

/// `1 842` and `1,842`.
pub(super) fn number(n: u64) -> Message {
    Message::new(thousands(n, '\u{202f}'), thousands(n, ','))
}

fn thousands(n: u64, separator: char) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(separator);
        }
        out.push(c);
    }
    out
}

/// A number and its noun: `1 fichier`, `2 fichiers`; `1 file`, `2 files`.
pub(super) fn count(n: u64, fr: [&str; 2], en: [&str; 2]) -> Message {
    let number = number(n);
    // French counts from 2 as plural, English all but 1
    Message::new(
        format!("{} {}", number.fr, fr[usize::from(n >= 2)]),
        format!("{} {}", number.en, en[usize::from(n != 1)]),
    )
}

/// Items by gravity, the first four, then how many more.
pub(super) fn items(data: &[Datum]) -> Message {
    const SHOWN: usize = 4;
    let mut sorted = data.to_vec();
    sorted.sort_by_key(|d| (std::cmp::Reverse(d.sensitivity()), *d));
    sorted.dedup();
    let more = sorted.len().saturating_sub(SHOWN);
    sorted.truncate(SHOWN);
    let list = |name: fn(Datum) -> &'static str| {
        let names: Vec<&str> = sorted.iter().map(|d| name(*d)).collect();
        names.join(", ")
    };
    let mut out = Message::new(list(Datum::title_fr), list(Datum::title_en));
    if more > 0 {
        let other = count(more as u64, ["autre", "autres"], ["other", "others"]);
        out.fr += &format!(" et {}", other.fr);
        out.en += &format!(" and {}", other.en);
    }
    out
}

/// A name between the quotation marks of each language.
pub(super) fn quoted(name: &str) -> Message {
    Message::new(format!("«\u{a0}{name}\u{a0}»"), format!("\"{name}\""))
}

/// A category by its title.
pub(super) fn category(c: Category) -> Message {
    Message::new(c.title_fr(), c.title_en())
}

/// How many more there are than are named; none where all are.
pub(super) fn rest(more: usize, fr: [&str; 2], en: [&str; 2]) -> Option<Message> {
    let n = count(more as u64, fr, en);
    (more > 0).then(|| Message::new(format!("Et {}", n.fr), format!("And {}", n.en)))
}

/// What the register says at a place: its own words, or the lines of the file after
/// a key, and where they come from in the original document.
pub(super) fn quote(
    register: &Register,
    text: Option<&String>,
    (key, at): (&str, At),
    original: Option<&String>,
) -> Quote {
    let words = text.cloned();
    let words = words.unwrap_or_else(|| register.under(key, at));
    let source = match original {
        Some(original) => format!("{} ({original})", register.cite(at)),
        None => register.cite(at),
    };
    Quote {
        quote: inert(words),
        source: inert(source),
    }
}

/// Several texts of the register as one quote, where the first of them stands.
pub(super) fn quote_all<'a>(
    register: &Register,
    texts: impl IntoIterator<Item = &'a Worded>,
) -> Option<Quote> {
    let all: Vec<&Worded> = texts.into_iter().collect();
    let first = all.first()?;
    let words: Vec<&str> = all.iter().map(|w| w.text.value.as_str()).collect();
    let at = ("", first.text.at);
    Some(quote(
        register,
        Some(&words.join(", ")),
        at,
        first.source.as_ref(),
    ))
}

/// Sorted.
pub(super) fn sorted<T: Ord>(values: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut out: Vec<T> = values.into_iter().collect();
    out.sort_unstable();
    out
}

/// Sorted and without repetition.
pub(super) fn set<T: Ord>(values: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut out: Vec<T> = values.into_iter().collect();
    out.sort_unstable();
    out.dedup();
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(number(0).fr, "0");
        assert_eq!(number(1_842).en, "1,842");
        assert_eq!(number(12_345_678).fr, "12\u{202f}345\u{202f}678");
    }

    #[test]
    fn items_come_by_gravity() {
        let data = [
            Datum::Email,
            Datum::Nir,
            Datum::PersonName,
            Datum::Iban,
            Datum::BirthDate,
            Datum::Nir,
        ];
        assert_eq!(
            items(&data).en,
            "NIR (social security number), IBAN, Date of birth, E-mail address and 1 other"
        );
        assert!(items(&data).fr.ends_with("et 1 autre"));
    }
}
