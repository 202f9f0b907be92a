//! Postal addresses: from the street number to the town.
//!
//! `12 bis rue des Lilas, Bât. B, 33000 Bordeaux`, over up to four lines; in
//! English `123 Main Street, Springfield, IL 62704`; in German `Hauptstraße 5,
//! 10623 Berlin`. A town that the dictionary knows under that postcode is the
//! strongest proof; an invented or foreign town is accepted when it is written
//! like one.

use super::street::{self, Street};
use super::{Accepted, Grade};
use crate::rule::dictionary::{self, Key};

/// What must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// A street with its number, or a street or place name with its town.
    Any,
    /// The town too.
    Full,
    /// Nothing but postcode and town, or town and postcode.
    Town,
    /// As `Any`, and nothing after it.
    Cell,
}

/// Judges the address that starts `text`.
pub(super) fn check(text: &str, wanted: Wanted) -> Option<Accepted> {
    if wanted == Wanted::Town {
        let town = town(text).or_else(|| town_then_postcode(text))?;
        return accepted(
            town.end,
            if town.known {
                Grade::Strong
            } else {
                Grade::Plain
            },
        );
    }
    let street = street::french(text)
        .or_else(|| street::english(text))
        .or_else(|| street::german(text))?;
    match after_street(text, &street) {
        _ if wanted == Wanted::Cell => cell(text, &street),
        Some(town) => {
            let whole = street.numbered && (town.known || street.sure);
            let grade = if whole { Grade::Strong } else { Grade::Plain };
            accepted(town.end, grade)
        }
        None if wanted == Wanted::Full => None,
        None if street.numbered && street.sure => accepted(street.end, Grade::Plain),
        None if street.sure => accepted(street.end, Grade::Weak),
        None => None,
    }
}

/// A street that is all there is in a cell, with its town or without.
fn cell(text: &str, street: &Street) -> Option<Accepted> {
    let end = after_street(text, street).map_or(street.end, |t| t.end);
    let whole = text[end..].trim_matches([' ', '\n', '.', ',']).is_empty();
    let sure = street.sure || end > street.end;
    (whole && (sure || street.capital)).then_some(())?;
    accepted(
        text.trim_end().len(),
        if sure { Grade::Plain } else { Grade::Weak },
    )
}

const fn accepted(len: usize, grade: Grade) -> Option<Accepted> {
    Some(Accepted {
        len,
        grade,
        test: false,
    })
}

/// A town with its postcode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Town {
    end: usize,
    /// The dictionary knows the town, under that postcode.
    known: bool,
}

/// Characters between the parts of an address.
fn joint(text: &str) -> usize {
    let rest = text.trim_start_matches([
        ' ', ',', ';', '-', '–', '\u{a0}', '\u{202f}', '\t', '\r', '|',
    ]);
    let first = text.len() - rest.len();
    // one line end
    match rest.strip_prefix('\n') {
        Some(more) => {
            let more = more.trim_start_matches([' ', '\t', '\u{a0}', '-', '|', ',']);
            text.len() - more.len()
        }
        None => first,
    }
}

/// The town behind a street, perhaps with up to two parts between them
/// (building, floor, hamlet, box).
fn after_street(text: &str, street: &Street) -> Option<Town> {
    if let Some(end) = postcode_last(text, street) {
        return Some(Town { end, known: true });
    }
    let mut at = street.end;
    for _ in 0..3 {
        let next = at + joint(&text[at..]);
        if next == at {
            return None;
        }
        let rest = &text[next..];
        if let Some(t) = town(rest) {
            return Some(Town {
                end: next + t.end,
                ..t
            });
        }
        if street.english
            && let Some(end) = street::english_town(rest)
        {
            return Some(Town {
                end: next + end,
                known: false,
            });
        }
        at = next + street::complement(rest)?;
    }
    None
}

/// `… Charlot Paris 44381`: the town ran into the street's name, its postcode
/// follows.
fn postcode_last(text: &str, street: &Street) -> Option<usize> {
    let at = street.end + joint(&text[street.end..]);
    let digits = text[at..].bytes().take_while(u8::is_ascii_digit).count();
    let (rest, last) = text[..street.end].rsplit_once(' ')?;
    let town = dictionary::commune(&Key::of(last)?)?.inhabitants >= 4;
    let named = rest.split(' ').count() >= 3;
    let ends = !text[at..]
        .trim_start_matches(|c: char| c.is_ascii_digit())
        .trim_start_matches([' ', ',', '\n'])
        .starts_with(char::is_uppercase);
    (digits == 5 && town && named && ends).then_some(at + 5)
}

/// `33000 Bordeaux`, `F-75001 Paris Cedex 05`, `33000, Bordeaux`, `3049 Leipzig`.
fn town(text: &str) -> Option<Town> {
    let country = text
        .strip_prefix(['F', 'D', 'B', 'L'])
        .and_then(|t| t.strip_prefix('-'));
    let start = country.map_or(0, |_| 2);
    let digits = text[start..].bytes().take_while(u8::is_ascii_digit).count();
    if !matches!(digits, 4 | 5) {
        return None;
    }
    let postcode = &text.as_bytes()[start..start + digits];
    let after = start + digits;
    let gap = joint(&text[after..]);
    let name = after + gap;
    if gap == 0 || gap > 8 {
        return None;
    }
    let (end, known) = town_name(&text[name..], postcode)?;
    let foreign = digits == 4;
    if foreign && text[after..name].contains('\n') {
        return None;
    }
    Some(Town {
        end: name + cedex(&text[name..], end),
        known: known && !foreign,
    })
}

/// `Marseille, 13006`: the town first.
fn town_then_postcode(text: &str) -> Option<Town> {
    let end = street::capitals(text, 6)?;
    let gap = joint(&text[end..]);
    let code = end + gap;
    let digits = text[code..].bytes().take_while(u8::is_ascii_digit).count();
    if gap == 0 || digits != 5 || text[end..code].contains('\n') {
        return None;
    }
    let key = Key::of(&text[..end])?;
    dictionary::commune(&key)?;
    let known = dictionary::commune_has_postcode(&key, &text.as_bytes()[code..code + 5]);
    Some(Town {
        end: code + 5,
        known,
    })
}

/// The name of a town: the longest that the dictionary knows, else capitalised
/// words. The flag: known, under this postcode.
fn town_name(text: &str, postcode: &[u8]) -> Option<(usize, bool)> {
    let mut best = None;
    for words in 1..=6 {
        let Some(end) = street::capitals(text, words) else {
            break;
        };
        let Some(key) = Key::of(&text[..end]) else {
            break;
        };
        if dictionary::commune_has_postcode(&key, postcode) {
            best = Some((end, true));
        } else if dictionary::commune(&key).is_some() && best.is_none_or(|(_, known)| !known) {
            best = Some((end, false));
        }
    }
    best.or_else(|| street::capitals(text, 3).map(|end| (end, false)))
}

/// Passes ` CEDEX 05` behind a town.
fn cedex(text: &str, end: usize) -> usize {
    let rest = text[end..].trim_start_matches([' ', '\u{a0}']);
    let word =
        rest.len() >= 5 && rest.is_char_boundary(5) && rest[..5].eq_ignore_ascii_case("cedex");
    if !word {
        return end;
    }
    let after = &rest[5..];
    let number = after.trim_start_matches([' ', '\u{a0}']);
    let digits = number.bytes().take_while(u8::is_ascii_digit).count();
    if (1..=2).contains(&digits) && number.len() < after.len() {
        text.len() - number.len() + digits
    } else {
        text.len() - after.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> Option<(&str, Grade)> {
        check(text, Wanted::Any).map(|a| (&text[..a.len], a.grade))
    }

    #[test]
    fn french_addresses_from_number_to_town() {
        for text in [
            "75, avenue Grenier, 04115 Boulay",
            "12 bis rue des Lilas 33000 Bordeaux",
            "18 rue de la Palombière, 33000, Bordeaux CEDEX",
            "204, rue Besnard - 16324 Devaux-les-Bains",
            "deux bd etienne de rourque 28722 LA\nBACONNETTE",
            "42 avenue du G.al de Gaulle, 31020 TOULOUSE",
            "11 COURS ALBERT THOMAS 69003 LYON",
            "47-83 Boulevard de l'Hôpital, 75013 Paris",
            "8 rue Pasteur\nBât. B, 2e étage\n35000 Rennes",
            "28 bis chemin Etienne d'ORGE 56192 STRASSBOURG cedex 29",
            "rue de Parent 57761 Vasseur-sur-Carlier",
            "39 quai Branly, 54413, Paris",
            "Lieu-dit Kerlan, 29000 Quimper",
            "ZA de la Gare, 35500 Vitré",
            "200 rue Chadadeau, Bât. A - 67000 STRASBOURG",
            "142 rue de l'Église, BP 6873 24000 PÉRIGUEUX",
            "63B rue Victor-Hugo, BP 16484, 24000 Périgueux",
            "7 rue de Verdun, BP 57924 - 66000 PERPIGNAN",
            "214 rue Lanard, Appt 5 - 2e étage - 93200 Saint-Denis",
            "216 rue du 8 Mai 1945 92100 BOULOGNE-BILLANCOURT",
            "14 bis, rue du 19 Mars 1962\n38400 Saint-Martin-d'Hères",
            "187, rue du 11-Novembre, 06300 NICE",
            "33, chemin rural n° 7, BP 57070 62000 Arras",
            "8 allée des Mimosas, Villa n° 3, 83700 Saint-Raphaël",
        ] {
            assert_eq!(
                address(&format!("{text}. Suite")).map(|a| a.0),
                Some(text),
                "{text}"
            );
        }
    }

    #[test]
    fn a_street_without_a_town_ends_where_its_name_does() {
        for (text, wanted) in [
            ("85 rue de Rivoli, à Paris dans le", "85 rue de Rivoli"),
            ("32 rue des Laitières à\nVincennes", "32 rue des Laitières"),
            (
                "15 Avenue de la Gare 95582\nNice, Thailand",
                "15 Avenue de la Gare 95582\nNice",
            ),
            (
                "255 Rue Pierre Charlot Paris 44381",
                "255 Rue Pierre Charlot Paris 44381",
            ),
        ] {
            assert_eq!(address(text).map(|a| a.0), Some(wanted), "{text}");
        }
    }

    #[test]
    fn other_countries() {
        for text in [
            "123 Main Street, Springfield, IL 62704",
            "Hauptstraße 5, 10623 Berlin",
            "SchlussStrasse 13, 3049 Leipzig",
            "Straße des 17. Juni 135, 10623 Berlin",
        ] {
            assert_eq!(address(text).map(|a| a.0), Some(text), "{text}");
        }
    }

    #[test]
    fn prose_is_no_address() {
        for text in [
            "12 cours de français",
            "3 places assises",
            "2 rue",
            "une place importante",
            "place de marché",
            "5 allées et venues",
        ] {
            assert!(address(text).is_none_or(|a| a.1 == Grade::Weak), "{text}");
        }
    }

    #[test]
    fn towns_alone() {
        let t = |text: &str| check(text, Wanted::Town).map(|a| a.len);
        assert_eq!(t("33000 Bordeaux"), Some(14));
        assert_eq!(t("Marseille, 13006."), Some(16));
        assert_eq!(t("Facture 13006"), None);
    }
}
