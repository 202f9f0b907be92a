//! IBAN (ISO 13616, SWIFT registry version 101: 89 countries, and those that use
//! it without being registered) and the French RIB it contains.

use super::compact::{
    Compact, WIDE_GAP, all_same, digit, mod_97, number, plain_separator, wide_separator,
};
use super::{Accepted, Grade};

/// The longest IBAN of the registry is 33 characters (Russia).
const LONGEST: usize = 34;

/// Length and structure, mod 97, and for France and Monaco the RIB key too: two
/// independent keys. What follows the country's length is left.
pub(super) fn iban(text: &str) -> Option<Accepted> {
    if !text.bytes().next()?.is_ascii_alphabetic() {
        return None;
    }
    judge(&Compact::<LONGEST>::alphanumerics(text, plain_separator))
}

/// The same in laid-out text: groups apart, underlined or broken over lines.
pub(super) fn iban_wide(text: &str) -> Option<Accepted> {
    let letter = |c: char| c.is_ascii_alphanumeric();
    judge(&Compact::<LONGEST>::read(
        text,
        WIDE_GAP,
        letter,
        wide_separator,
    ))
}

fn judge(read: &Compact<LONGEST>) -> Option<Accepted> {
    let chars = read.as_bytes();
    let country = chars.get(..2)?;
    let (structure, registered) = country_structure(country)?;
    let len = 4 + structure.iter().map(|(n, _)| *n).sum::<usize>();
    let value = chars.get(..len)?;
    let runs_on = if chars.len() == len {
        read.runs_on()
    } else {
        read.end(len + 1) == read.end(len) + 1
    };
    // 00, 01 and 99 have the same remainder as 97, 98 and 02, and are never given.
    let keyed =
        value[2..4].iter().all(u8::is_ascii_digit) && (2..=98).contains(&number(&value[2..4]));
    if runs_on || !keyed || !fits(&value[4..], structure) {
        return None;
    }
    let rotated = value[4..].iter().chain(&value[..4]).copied();
    if mod_97(rotated) != 1 || all_same(&value[4..]) {
        return None;
    }
    let french = matches!(country, b"FR" | b"MC");
    if french && !rib_key_holds(&value[4..]) {
        return None;
    }
    Some(Accepted {
        len: read.end(len),
        grade: if registered {
            Grade::Strong
        } else {
            Grade::Plain
        },
        test: SPECIMENS.iter().any(|s| s.as_bytes() == value),
    })
}

/// RIB: bank (5), branch (5), account (11 letters or digits), key (2).
pub(super) fn rib(text: &str) -> Option<Accepted> {
    let read = Compact::<23>::alphanumerics(text, plain_separator);
    let chars = read.whole()?;
    if !fits(chars, FRENCH) || all_same(chars) || !rib_key_holds(chars) {
        return None;
    }
    Some(Accepted {
        len: read.end(23),
        grade: Grade::Plain,
        test: SPECIMENS
            .iter()
            .any(|s| s.starts_with("FR") && s.as_bytes()[4..] == chars[..]),
    })
}

/// The four parts of a RIB with words between them: `30004 Guichet 00828 Compte
/// 00010173245 Clé 07`.
pub(super) fn rib_labelled(text: &str) -> Option<Accepted> {
    let parts = text
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|part| part.bytes().any(|b| b.is_ascii_digit()));
    let mut chars = [0; 23];
    let mut at = 0;
    for (part, len) in parts.zip([5, 5, 11, 2]) {
        if part.len() != len {
            return None;
        }
        for b in part.bytes() {
            chars[at] = b.to_ascii_uppercase();
            at += 1;
        }
    }
    let good = at == 23 && fits(&chars, FRENCH) && !all_same(&chars) && rib_key_holds(&chars);
    good.then_some(Accepted {
        len: text.len(),
        grade: Grade::Strong,
        test: false,
    })
}

/// The 23 characters, letters read as digits (A-I 1-9, J-R 1-9, S-Z 2-9), are a
/// multiple of 97, and the key is one that 97 - (n mod 97) can give: 01 to 97.
fn rib_key_holds(bban: &[u8]) -> bool {
    !matches!(bban.last_chunk(), Some(b"00" | b"98" | b"99"))
        && bban.iter().fold(0, |r, b| {
            let d = match b {
                b'0'..=b'9' => digit(*b),
                b'A'..=b'I' => u32::from(b - b'A') + 1,
                b'J'..=b'R' => u32::from(b - b'J') + 1,
                _ => u32::from(b.wrapping_sub(b'S')) + 2,
            };
            (r * 10 + d) % 97
        }) == 0
}

/// What a part of the account number is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Digits.
    N,
    /// Letters.
    A,
    /// Either.
    C,
}
use Kind::{A, C, N};

fn fits(bban: &[u8], structure: &[(usize, Kind)]) -> bool {
    let mut rest = bban;
    for (n, kind) in structure {
        let Some((part, after)) = rest.split_at_checked(*n) else {
            return false;
        };
        let good = part.iter().all(|b| match kind {
            N => b.is_ascii_digit(),
            A => b.is_ascii_uppercase(),
            C => b.is_ascii_alphanumeric(),
        });
        if !good {
            return false;
        }
        rest = after;
    }
    rest.is_empty()
}

const FRENCH: &[(usize, Kind)] = &[(10, N), (11, C), (2, N)];

/// Account structure of a country, and whether the registry lists it.
fn country_structure(country: &[u8]) -> Option<(&'static [(usize, Kind)], bool)> {
    let find = |table: &'static [Entry]| {
        table
            .binary_search_by(|(c, _)| c.as_bytes().cmp(country))
            .ok()
            .map(|i| table[i].1)
    };
    find(REGISTERED)
        .map(|s| (s, true))
        .or_else(|| find(UNREGISTERED).map(|s| (s, false)))
}

type Entry = (&'static str, &'static [(usize, Kind)]);

/// SWIFT IBAN registry, version 101, sorted by country.
const REGISTERED: &[Entry] = &[
    ("AD", &[(8, N), (12, C)]),
    ("AE", &[(19, N)]),
    ("AL", &[(8, N), (16, C)]),
    ("AT", &[(16, N)]),
    ("AZ", &[(4, A), (20, C)]),
    ("BA", &[(16, N)]),
    ("BE", &[(12, N)]),
    ("BG", &[(4, A), (6, N), (8, C)]),
    ("BH", &[(4, A), (14, C)]),
    ("BI", &[(23, N)]),
    ("BR", &[(23, N), (1, A), (1, C)]),
    ("BY", &[(4, C), (4, N), (16, C)]),
    ("CH", &[(5, N), (12, C)]),
    ("CR", &[(18, N)]),
    ("CY", &[(8, N), (16, C)]),
    ("CZ", &[(20, N)]),
    ("DE", &[(18, N)]),
    ("DJ", &[(23, N)]),
    ("DK", &[(14, N)]),
    ("DO", &[(4, C), (20, N)]),
    ("EE", &[(16, N)]),
    ("EG", &[(25, N)]),
    ("ES", &[(20, N)]),
    ("FI", &[(14, N)]),
    ("FK", &[(2, A), (12, N)]),
    ("FO", &[(14, N)]),
    ("FR", FRENCH),
    ("GB", &[(4, A), (14, N)]),
    ("GE", &[(2, A), (16, N)]),
    ("GI", &[(4, A), (15, C)]),
    ("GL", &[(14, N)]),
    ("GR", &[(7, N), (16, C)]),
    ("GT", &[(24, C)]),
    ("HN", &[(4, A), (20, N)]),
    ("HR", &[(17, N)]),
    ("HU", &[(24, N)]),
    ("IE", &[(4, A), (14, N)]),
    ("IL", &[(19, N)]),
    ("IQ", &[(4, A), (15, N)]),
    ("IS", &[(22, N)]),
    ("IT", &[(1, A), (10, N), (12, C)]),
    ("JO", &[(4, A), (4, N), (18, C)]),
    ("KW", &[(4, A), (22, C)]),
    ("KZ", &[(3, N), (13, C)]),
    ("LB", &[(4, N), (20, C)]),
    ("LC", &[(4, A), (24, C)]),
    ("LI", &[(5, N), (12, C)]),
    ("LT", &[(16, N)]),
    ("LU", &[(3, N), (13, C)]),
    ("LV", &[(4, A), (13, C)]),
    ("LY", &[(21, N)]),
    ("MC", FRENCH),
    ("MD", &[(20, C)]),
    ("ME", &[(18, N)]),
    ("MK", &[(3, N), (10, C), (2, N)]),
    ("MN", &[(16, N)]),
    ("MR", &[(23, N)]),
    ("MT", &[(4, A), (5, N), (18, C)]),
    ("MU", &[(4, A), (19, N), (3, A)]),
    ("NI", &[(4, A), (20, N)]),
    ("NL", &[(4, A), (10, N)]),
    ("NO", &[(11, N)]),
    ("OM", &[(3, N), (16, C)]),
    ("PK", &[(4, A), (16, C)]),
    ("PL", &[(24, N)]),
    ("PS", &[(4, A), (21, C)]),
    ("PT", &[(21, N)]),
    ("QA", &[(4, A), (21, C)]),
    ("RO", &[(4, A), (16, C)]),
    ("RS", &[(18, N)]),
    ("RU", &[(14, N), (15, C)]),
    ("SA", &[(2, N), (18, C)]),
    ("SC", &[(4, A), (20, N), (3, A)]),
    ("SD", &[(14, N)]),
    ("SE", &[(20, N)]),
    ("SI", &[(15, N)]),
    ("SK", &[(20, N)]),
    ("SM", &[(1, A), (10, N), (12, C)]),
    ("SO", &[(19, N)]),
    ("ST", &[(21, N)]),
    ("SV", &[(4, A), (20, N)]),
    ("TL", &[(19, N)]),
    ("TN", &[(20, N)]),
    ("TR", &[(6, N), (16, C)]),
    ("UA", &[(6, N), (19, C)]),
    ("VA", &[(18, N)]),
    ("VG", &[(4, A), (16, N)]),
    ("XK", &[(16, N)]),
    ("YE", &[(4, A), (4, N), (18, C)]),
];

/// Countries whose banks use IBANs of a known length that the registry does not
/// list; French organisations meet most of them in payroll and remittances.
const UNREGISTERED: &[Entry] = &[
    ("AO", &[(21, N)]),
    ("BF", &[(2, C), (22, N)]),
    ("BJ", &[(2, C), (22, N)]),
    ("CF", &[(23, N)]),
    ("CG", &[(23, N)]),
    ("CI", &[(2, C), (22, N)]),
    ("CM", &[(23, N)]),
    ("CV", &[(21, N)]),
    ("DZ", &[(22, N)]),
    ("GA", &[(23, N)]),
    ("GQ", &[(23, N)]),
    ("GW", &[(2, C), (19, N)]),
    ("IR", &[(22, N)]),
    ("KM", &[(23, N)]),
    ("MA", &[(24, N)]),
    ("MG", &[(23, N)]),
    ("ML", &[(2, C), (22, N)]),
    ("MZ", &[(21, N)]),
    ("NE", &[(2, C), (22, N)]),
    ("SN", &[(2, C), (22, N)]),
    ("TD", &[(23, N)]),
    ("TG", &[(2, C), (22, N)]),
];

/// Examples printed in the registry and in banks' documentation.
const SPECIMENS: &[&str] = &[
    "FR1420041010050500013M02606",
    "FR7630006000011234567890189",
    "FR7630001007941234567890185",
    "FR7630004000031234567890143",
    "BE68539007547034",
    "CH9300762011623852957",
    "DE89370400440532013000",
    "ES9121000418450200051332",
    "GB29NWBK60161331926819",
    "IT60X0542811101000000123456",
    "LU280019400644750000",
    "MC5811222000010123456789030",
    "NL91ABNA0417164300",
    "PT50000201231234567890154",
];

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn accepts(text: &str) -> bool {
        iban(text).is_some_and(|a| a.len == text.len())
    }

    /// A French IBAN with both keys right.
    fn french(bank: u32, branch: u32, account: &str) -> String {
        let mut bban = format!("{bank:05}{branch:05}{account}00").into_bytes();
        for key in 1..98 {
            bban[21] = b'0' + key / 10;
            bban[22] = b'0' + key % 10;
            if rib_key_holds(&bban) {
                break;
            }
        }
        let rest = mod_97(bban.iter().copied().chain(*b"FR00"));
        format!(
            "FR{:02}{}",
            98 - rest,
            String::from_utf8(bban).expect("ASCII")
        )
    }

    #[test]
    fn the_tables_are_sorted_and_complete() {
        assert_eq!(REGISTERED.len(), 89);
        for table in [REGISTERED, UNREGISTERED] {
            assert!(table.windows(2).all(|w| w[0].0 < w[1].0));
        }
        let lengths: usize = REGISTERED
            .iter()
            .map(|(_, s)| 4 + s.iter().map(|(n, _)| n).sum::<usize>())
            .sum();
        assert_eq!(lengths, 2155, "the sum of the published lengths");
        for s in SPECIMENS {
            assert!(iban(s).is_some_and(|a| a.test), "{s}");
        }
    }

    #[test]
    fn groups_spaces_and_case() {
        for ok in [
            "FR76 3000 6000 0112 3456 7890 189",
            "FR76\u{a0}3000\u{a0}6000\u{a0}0112\u{a0}3456\u{a0}7890\u{a0}189",
            "fr76 3000 6000 0112 3456 7890 189",
            "FR76-3000-6000-0112-3456-7890-189",
            "NO93 8601 1117 947",
            "SN08 SN01 0015 2000 0485 0000 3035",
        ] {
            assert!(accepts(ok), "{ok}");
        }
    }

    #[test]
    fn the_longest_valid_prefix_is_taken() {
        let a = iban("BE68 5390 0754 7034 TOTO").expect("a Belgian IBAN");
        assert_eq!(a.len, "BE68 5390 0754 7034".len());
        assert_eq!(iban("BE685390075470341"), None);
        assert_eq!(iban("BE68539007547034X"), None);
    }

    #[test]
    fn the_french_key_must_hold_too() {
        // mod 97 right, RIB key wrong
        let mut bban = *b"30006000011234567890188";
        bban[20] = b'9';
        let rest = mod_97(bban.iter().copied().chain(*b"FR00"));
        let text = format!(
            "FR{:02}{}",
            98 - rest,
            std::str::from_utf8(&bban).expect("ASCII")
        );
        assert_eq!(iban(&text), None);
        assert_eq!(iban("FR7612345678901234567890123"), None);
        assert_eq!(iban("FR7630006000011234567890188"), None);
    }

    #[test]
    fn a_rib_needs_its_key() {
        assert!(rib("30006 00001 12345678901 89").is_some());
        assert_eq!(rib("30006 00001 12345678901 88"), None);
        assert_eq!(rib("300060000112345678901890"), None);
        assert_eq!(rib("00000000000000000000000"), None);
    }

    proptest! {
        #[test]
        fn one_changed_character_is_refused(
            bank in 10_000..99_999_u32, branch in 0..99_999_u32,
            account in "[0-9A-Z]{11}", at in 2..27_usize, by in 1..=9_u8,
        ) {
            let v = french(bank, branch, &account);
            prop_assert!(accepts(&v), "{}", v);
            let mut other = v.into_bytes();
            if other[at].is_ascii_digit() {
                other[at] = b'0' + (other[at] - b'0' + by) % 10;
                let other = String::from_utf8(other).expect("ASCII");
                prop_assert!(!accepts(&other));
            }
        }
    }
}
