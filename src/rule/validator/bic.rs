//! BIC (ISO 9362): institution (4 letters), country (2), location (2), branch (3).
//!
//! There is no check digit, and many words in capitals have the shape
//! (`VIREMENT` would be a bank of Montenegro): words are refused by their ending,
//! and the rest is graded by what a word cannot have.

use super::compact::Compact;
use super::{Accepted, Grade};

/// Eight or eleven characters in one piece.
pub(super) fn bic(text: &str) -> Option<Accepted> {
    let read = Compact::<11>::read(text, 0, |c| c.is_ascii_alphanumeric(), |_| false);
    let chars = read.as_bytes();
    if read.runs_on() || !matches!(chars.len(), 8 | 11) {
        return None;
    }
    let (institution, rest) = chars.split_at(4);
    let (country, location) = (&rest[..2], &rest[2..4]);
    let letters = institution.iter().all(u8::is_ascii_uppercase);
    if !letters || !is_country(country) || is_word(chars) {
        return None;
    }
    let with_digit = chars.iter().any(u8::is_ascii_digit);
    let french = matches!(
        country,
        b"FR" | b"MC" | b"GP" | b"MQ" | b"GF" | b"RE" | b"NC" | b"PF"
    );
    let known = french && (location == b"PP" || location[0] == b'M' || with_digit);
    Some(Accepted {
        len: read.end(chars.len()),
        grade: if known || chars.ends_with(b"XXX") {
            Grade::Strong
        } else if with_digit {
            Grade::Plain
        } else {
            Grade::Weak
        },
        test: location[1] == b'0',
    })
}

/// Words in capitals end so; banks' locations and branches hardly ever do.
fn is_word(chars: &[u8]) -> bool {
    const ENDINGS: [&[u8]; 16] = [
        b"MENT", b"TION", b"SION", b"ANCE", b"ENCE", b"IQUE", b"ABLE", b"IBLE", b"MENTS", b"TIONS",
        b"ILLE", b"ELLE", b"AIRE", b"ERIE", b"ICILE", b"RIEL",
    ];
    ENDINGS.iter().any(|e| chars.ends_with(e))
}

/// ISO 3166-1 alpha-2, and XK (Kosovo).
pub(super) fn is_country(code: &[u8]) -> bool {
    COUNTRIES
        .as_bytes()
        .chunks_exact(3)
        .any(|c| c[..2] == *code)
}

const COUNTRIES: &str = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI \
BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ \
DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ \
GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN \
KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS \
MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT \
PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF \
TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA \
ZM ZW ";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_and_countries() {
        for ok in [
            "AGRIFRPP",
            "AGRIFRPP882",
            "DEUTDEFF500",
            "CMCIFR2A",
            "agrifrpp",
        ] {
            assert!(bic(ok).is_some(), "{ok}");
        }
        for bad in [
            "AGRIFRPP8",
            "AGRIXXPP",
            "SBICKEN",
            "AGR1FRPP",
            "SBICKEN13458",
            "AGRIFRP",
        ] {
            assert!(bic(bad).is_none(), "{bad}");
        }
        assert_eq!(COUNTRIES.len() % 3, 0);
        assert!(is_country(b"ZW") && !is_country(b"ZZ"));
    }

    #[test]
    fn words_are_refused_or_weak() {
        for word in ["VIREMENT", "DOCUMENT", "PAIEMENT", "DOMICILE"] {
            assert!(bic(word).is_none(), "{word}");
        }
        assert_eq!(bic("SOUFFRIR").map(|a| a.grade), Some(Grade::Weak));
        assert_eq!(bic("AGRIFRPP").map(|a| a.grade), Some(Grade::Strong));
    }
}
