//! Education: INE of pupils and students, UAI of schools.

use super::compact::{Compact, is_space, number};
use super::{Accepted, Grade};

/// INE: ten digits and a letter (until 2018), or nine digits and two letters
/// (RNIE); the national number BEA has ten digits or letters and a key letter.
/// The key's rule is not published: weak.
pub(super) fn ine(text: &str) -> Option<Accepted> {
    let read = Compact::<11>::alphanumerics(text, is_space);
    let c = read.whole()?;
    let digits = c.iter().take_while(|b| b.is_ascii_digit()).count();
    let letters = c[digits..].iter().all(u8::is_ascii_uppercase);
    (matches!(digits, 9 | 10) && letters && number(&c[..9]) != 0).then(|| Accepted {
        len: read.end(11),
        grade: Grade::Weak,
        test: false,
    })
}

/// UAI (formerly RNE): seven digits and the letter of their remainder by 23.
pub(super) fn uai(text: &str) -> Option<Accepted> {
    const LETTERS: &[u8; 23] = b"ABCDEFGHJKLMNPRSTUVWXYZ";
    let read = Compact::<8>::read(text, 0, |c| c.is_ascii_alphanumeric(), |_| false);
    let c = read.whole()?;
    let digits = c[..7].iter().all(u8::is_ascii_digit);
    let place = usize::try_from(number(&c[..7]) % 23).ok()?;
    (digits && LETTERS[place] == c[7] && &c[..3] != b"000").then(|| Accepted {
        len: read.end(8),
        grade: Grade::Plain,
        test: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pupils_and_schools() {
        assert!(ine("1234567890K").is_some());
        assert!(ine("120890177FA").is_some());
        assert!(ine("12345678901").is_none());
        assert!(ine("12089017FAB").is_none());
        assert!(uai("0951099D").is_some());
        assert!(uai("0951099E").is_none());
    }
}
