//! References of neighbouring countries that lead to the holder of a property or
//! a vehicle: Spanish cadastre, German plates.

use super::compact::{Compact, all_digits, digit, is_space};
use super::{Accepted, Grade};

const fn accepted(len: usize, grade: Grade) -> Accepted {
    Accepted {
        len,
        grade,
        test: false,
    }
}

/// Spanish cadastre: twenty characters, of which the last two check the others
/// (Dirección General del Catastro).
pub(super) fn catastro(text: &str) -> Option<Accepted> {
    const LETTERS: &[u8; 23] = b"MQWERTYUIOPASDFGHJKLBZX";
    const WEIGHTS: [u32; 11] = [13, 15, 12, 5, 4, 17, 9, 21, 3, 7, 1];
    let read = Compact::<20>::alphanumerics(text, is_space);
    let c = read.whole()?;
    let place = |b: u8| match b {
        b'0'..=b'9' => digit(b),
        // the Spanish alphabet has an Ñ after its N
        b'A'..=b'N' => u32::from(b - b'A') + 1,
        _ => u32::from(b.saturating_sub(b'A')) + 2,
    };
    let check = |part: &[u8]| {
        let sum: u32 = part
            .iter()
            .chain(&c[14..18])
            .zip(WEIGHTS)
            .map(|(b, w)| place(*b) * w)
            .sum();
        LETTERS[(sum % 23) as usize]
    };
    let urban = all_digits(&c[14..18]);
    let mixed = c[..14].iter().filter(|b| b.is_ascii_digit()).count() >= 6;
    (urban && mixed && check(&c[..7]) == c[18] && check(&c[7..14]) == c[19])
        .then(|| accepted(read.end(20), Grade::Strong))
}

/// German plate: one to three letters of the district, one or two, one to four
/// digits not beginning with 0, `E` or `H`; eight characters at most.
pub(super) fn plate_de(text: &str) -> Option<Accepted> {
    let parts = |c: char| is_space(c) || c == '-';
    let read = Compact::<9>::read(text, 1, |c| c.is_ascii_alphanumeric(), parts);
    let c = read.as_bytes();
    let letters = c.iter().take_while(|b| b.is_ascii_uppercase()).count();
    let digits = c[letters..]
        .iter()
        .take_while(|b| b.is_ascii_digit())
        .count();
    let ending = &c[letters + digits..];
    // parted after the district, it shows how many letters follow
    let district = text
        .bytes()
        .take_while(u8::is_ascii_alphabetic)
        .count()
        .min(letters);
    let apart = match letters - district {
        0 => letters <= 5,
        after => after <= 2 && (1..=3).contains(&district),
    };
    let good = (2..=5).contains(&letters)
        && (1..=4).contains(&digits)
        && c[letters] != b'0'
        && matches!(ending, [] | [b'E' | b'H'])
        && apart;
    let whole = digits + letters <= 8;
    (good && whole && !read.runs_on()).then(|| accepted(read.end(c.len()), Grade::Weak))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn land_and_plates_of_neighbours() {
        type Check = fn(&str) -> Option<Accepted>;
        let cases: [(Check, &[&str], &[&str]); 2] = [
            (
                catastro,
                &["4718236KD1847S0001QL"],
                &["4718236KD1847S0001QM", "KDKDKDKDKDKDKD0001QL"],
            ),
            (
                plate_de,
                &[
                    "M AB 123",
                    "FS AB-1234-E",
                    "FSAB1234",
                    "LRO-AB-123 H",
                    "B-K 7",
                ],
                &[
                    "M ABC 123",
                    "FS AB 1234 A",
                    "LDK-AB-1234-E",
                    "HRO ABC 123",
                    "FS AB 0123",
                ],
            ),
        ];
        for (check, good, bad) in cases {
            for text in good {
                assert_eq!(check(text).map(|a| a.len), Some(text.len()), "{text}");
            }
            for text in bad {
                assert!(check(text).is_none(), "{text}");
            }
        }
    }
}
