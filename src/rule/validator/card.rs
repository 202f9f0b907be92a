//! Payment cards (ISO/IEC 7812): Luhn and the issuers' ranges with their lengths.
//!
//! Luhn accepts 10 % of random numbers, Luhn and a range 2 %: a lone number in
//! one piece proves little, the groups of a card more.

use super::compact::{Compact, all_same, luhn, number, plain_separator};
use super::{Accepted, Grade};

/// Twelve to nineteen digits of a known issuer: the longest prefix that is one.
pub(super) fn card(text: &str) -> Option<Accepted> {
    let read = Compact::<20>::digits(text, plain_separator);
    let digits = read.as_bytes();
    let len = (12..=digits.len().min(19)).rev().find(|n| {
        let value = &digits[..*n];
        ends_at(&read, *n) && issued(value) && luhn(value) && !all_same(value)
    })?;
    let value = &digits[..len];
    Some(Accepted {
        len: read.end(len),
        grade: if read.contiguous(len) {
            Grade::Plain
        } else {
            Grade::Strong
        },
        test: TEST_NUMBERS.iter().any(|t| t.as_bytes() == value),
    })
}

/// True when no further digit or letter touches the `n`-th.
fn ends_at<const N: usize>(read: &Compact<N>, n: usize) -> bool {
    if n < read.as_bytes().len() {
        read.end(n + 1) > read.end(n) + 1
    } else {
        !read.runs_on()
    }
}

/// Whether an issuer has numbers that begin so and are so long.
fn issued(digits: &[u8]) -> bool {
    let len = digits.len();
    let (two, three) = (number(&digits[..2]), number(&digits[..3]));
    let (four, six) = (number(&digits[..4]), number(&digits[..6]));
    match two {
        40..=49 => matches!(len, 13 | 16 | 19), // Visa, CB
        51..=55 => len == 16,                   // Mastercard
        22..=27 if (2221..=2720).contains(&four) => len == 16, // Mastercard
        22 if (2200..=2204).contains(&four) => (16..=19).contains(&len), // Mir
        34 | 37 => len == 15,                   // American Express
        30 if three <= 305 || three == 309 => (14..=19).contains(&len), // Diners
        36 | 38 | 39 => (14..=19).contains(&len), // Diners
        35 if (3528..=3589).contains(&four) => (16..=19).contains(&len), // JCB
        62 => (16..=19).contains(&len),         // UnionPay
        60 if four == 6011 => (16..=19).contains(&len), // Discover
        64 if three >= 644 => (16..=19).contains(&len), // Discover
        65 => (16..=19).contains(&len),         // Discover
        50 | 56..=58 | 67 => (12..=19).contains(&len), // Maestro
        63 if matches!(four, 6304 | 6390) => (12..=19).contains(&len), // Maestro
        97 if six / 100 == 9792 => len == 16,   // Troy
        _ => false,
    }
}

/// Numbers that payment services publish for tests.
const TEST_NUMBERS: &[&str] = &[
    "4111111111111111",
    "4242424242424242",
    "4012888888881881",
    "4000056655665556",
    "4222222222222",
    "5555555555554444",
    "5105105105105100",
    "5200828282828210",
    "2223003122003222",
    "378282246310005",
    "371449635398431",
    "378734493671000",
    "30569309025904",
    "38520000023237",
    "6011111111111117",
    "6011000990139424",
    "3530111333300000",
    "3566002020360505",
    "6200000000000005",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn accepts(text: &str) -> bool {
        card(text).is_some_and(|a| a.len == text.len())
    }

    #[test]
    fn the_test_numbers_are_known() {
        for t in TEST_NUMBERS {
            assert!(card(t).is_some_and(|a| a.test), "{t}");
        }
    }

    #[test]
    fn groups_of_every_scheme() {
        for ok in [
            "4716-2210-5188-5662",
            "2222155765072228",
            "3751-553261-58481",
            "3051\u{a0}690302\u{a0}3000",
            "4716989580001715211",
        ] {
            assert_eq!(accepts(ok), luhn_of(ok), "{ok}");
        }
        assert!(accepts("4716-2210-5188-5662"));
    }

    fn luhn_of(text: &str) -> bool {
        let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_digit).collect();
        luhn(&digits)
    }

    #[test]
    fn others_are_refused() {
        for bad in [
            "4716-2210-5188-5663",
            "5398228707871528",
            "375556917985515999999993",
            "623491788middle2863855",
            "0000000000000000",
            "1234567812345670",
        ] {
            assert!(card(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn what_follows_is_left() {
        let a = card("4716-2210-5188-5662 12/27").expect("a card");
        assert_eq!(a.len, 19);
    }
}
