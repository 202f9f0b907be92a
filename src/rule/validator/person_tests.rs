//! The validators of names, addresses, dates and accounts on any text: no panic,
//! and what is accepted is a prefix of what was given.

use super::Validator;
use proptest::prelude::*;

const ALL: &[Validator] = &[
    Validator::PersonNameLabelled,
    Validator::PersonNameKnown,
    Validator::PersonNameRole,
    Validator::PersonNamePair,
    Validator::PersonNameInitial,
    Validator::PersonNameCell,
    Validator::PersonNameSingle,
    Validator::NamedAfter,
    Validator::BirthDate,
    Validator::BirthDateCell,
    Validator::BirthDateBoxed,
    Validator::PostalAddress,
    Validator::PostalAddressFull,
    Validator::PostalTown,
    Validator::PostalAddressCell,
    Validator::Password,
    Validator::Login,
];

fn holds(text: &str) -> Result<(), TestCaseError> {
    for v in ALL {
        if let Some(a) = v.check(text) {
            prop_assert!(a.len > 0 && a.len <= text.len(), "{v:?} on {text:?}");
            prop_assert!(text.is_char_boundary(a.len), "{v:?} on {text:?}");
        }
    }
    Ok(())
}

/// Pieces that the validators look for, so that random texts reach far into
/// them.
const PIECES: &[&str] = &[
    "12",
    " bis",
    " rue ",
    "de la ",
    "Hôpital",
    ", ",
    "33000",
    " Bordeaux",
    "\n",
    " CEDEX 05",
    "Straße",
    " ",
    "JEAN",
    "Jean",
    "-",
    "Marie",
    " d'",
    "’",
    "N'Diaye",
    "J.",
    "P.E.",
    "DUPONT",
    "œuvre",
    "E\u{301}",
    "\u{a0}",
    "/",
    ".",
    "1980",
    "0 7 0 8 1 9 8 3",
    "janvier",
    "mille neuf cent",
    "quatre-vingt",
    "$",
    "{",
    "*",
    "::",
    "()",
    "F-",
    "BP 12",
    "10, ",
    "Main Street",
    "NW1 6XE",
    "IL 62704",
    "é",
    "İ",
    "ẞ",
    "字",
    "🙂",
];

proptest! {
    #[test]
    fn any_text(text in "\\PC{0,120}") {
        holds(&text)?;
    }

    #[test]
    fn texts_of_telling_pieces(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..14)) {
        holds(&pieces.concat())?;
    }
}
