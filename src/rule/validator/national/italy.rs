//! Italy: the codice fiscale.

use super::graded;
use crate::rule::validator::compact::{Compact, digit, is_space};
use crate::rule::validator::{Accepted, Grade};

/// The letters of the months.
const MONTHS: &[u8; 12] = b"ABCDEHLMPRST";
/// The letters that replace digits when two persons would share a code
/// (omocodia).
const OMOCODIA: &[u8; 10] = b"LMNPQRSTUV";
/// What characters count at odd places: digits and letters by their rank.
const ODD: [u32; 26] = [
    1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
];

/// Codice fiscale of a person: surname (3), first name (3), year (2), month,
/// day (women + 40), birthplace (4), check letter (Decreto ministeriale
/// 23 dicembre 1976). Weak when the letters cannot come of names: those are
/// taken consonants first, then vowels, then X.
pub(in crate::rule::validator) fn codice_fiscale(text: &str) -> Option<Accepted> {
    let read = Compact::<16>::alphanumerics(text, is_space);
    let c = read.whole()?;
    let letters = c[..6].iter().chain(&c[11..12]).all(u8::is_ascii_uppercase);
    let year = pair(c[6], c[7])?;
    let month = MONTHS.iter().position(|m| *m == c[8])?;
    let day = pair(c[9], c[10])? % 40;
    let place = c[12..15].iter().all(|b| figure(*b).is_some());
    // the century is not said: 1900 had no 29 February, 2000 had
    let born = super::some_century(u64::from(year), month as u64 + 1, u64::from(day));
    let grade = match is_name(&c[..3]) && is_name(&c[3..6]) {
        true => Grade::Plain,
        false => Grade::Weak,
    };
    (letters && place && born && check_letter(&c[..15]) == c[15]).then(|| graded(&read, 16, grade))
}

/// A digit, or the letter that stands for it.
fn figure(b: u8) -> Option<u32> {
    match b {
        b'0'..=b'9' => Some(digit(b)),
        _ => OMOCODIA.iter().position(|o| *o == b).map(|i| i as u32),
    }
}

fn pair(tens: u8, ones: u8) -> Option<u32> {
    Some(figure(tens)? * 10 + figure(ones)?)
}

fn check_letter(c: &[u8]) -> u8 {
    let rank = |b: u8| match b {
        b'0'..=b'9' => digit(b),
        _ => u32::from(b - b'A'),
    };
    let sum: u32 = c
        .iter()
        .enumerate()
        .map(|(i, b)| match i % 2 {
            0 => ODD[rank(*b) as usize % 26],
            _ => rank(*b),
        })
        .sum();
    b'A' + (sum % 26) as u8
}

/// Three letters as a name gives them: consonants, then vowels, then X.
fn is_name(c: &[u8]) -> bool {
    let vowel = |b: u8| matches!(b, b'A' | b'E' | b'I' | b'O' | b'U');
    match (vowel(c[0]), vowel(c[1]), vowel(c[2])) {
        // two consonants, then anything; one consonant, vowels or X
        (false, false, _) | (_, true, true) => true,
        (_, true, false) => c[2] == b'X',
        (true, false, _) => c[1] == b'X' && c[2] == b'X',
    }
}
