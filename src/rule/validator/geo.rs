//! Geographic coordinates: a pair of decimal degrees, one of the two in a column,
//! or degrees, minutes and seconds.
//!
//! Pairs of decimals are common, so four decimals (eleven metres) make it plain;
//! fewer need a word or a header as every single number does.

use super::compact::is_space;
use super::{Accepted, Grade};

/// `48.8566 lon=2.3522`: latitude, the key of the longitude, longitude.
pub(super) fn keyed(text: &str) -> Option<Accepted> {
    let lat = Decimal::read(text)?;
    let number = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-');
    let from = lat.len + text[lat.len..].find(number)?;
    let lon = Decimal::read(&text[from..])?;
    (lat.value.abs() <= 90.0 && lon.value.abs() <= 180.0).then_some(Accepted {
        len: from + lon.len,
        grade: Grade::Plain,
        test: false,
    })
}

/// Latitude, separator, longitude, in brackets or not.
pub(super) fn coordinates(text: &str) -> Option<Accepted> {
    let open = usize::from(text.starts_with(['(', '[']));
    let first = Decimal::read(&text[open..])?;
    let mut at = open + first.len;
    let gap = text[at..]
        .chars()
        .take(3)
        .take_while(|c| is_space(*c) || matches!(c, ',' | ';'))
        .map(char::len_utf8)
        .sum::<usize>();
    if gap == 0 {
        return None;
    }
    at += gap;
    let second = Decimal::read(&text[at..])?;
    at += second.len;
    if open == 1 {
        // An opening bracket wants its twin.
        if !text[at..].starts_with([')', ']']) {
            return None;
        }
        at += 1;
    }
    let decimals = first.decimals.min(second.decimals);
    let whole_degrees = first.decimals == 0 && second.decimals == 0;
    let signed = first.signed || second.signed;
    let fits = |lat: &Decimal, lon: &Decimal| lat.value.abs() <= 90.0 && lon.value.abs() <= 180.0;
    // longitude first, as GIS software exports it
    let swapped = !fits(&first, &second) && fits(&second, &first);
    if !(fits(&first, &second) || swapped) || (whole_degrees && !signed) {
        return None;
    }
    Some(Accepted {
        len: at,
        grade: if decimals >= 4 && !swapped {
            Grade::Plain
        } else {
            Grade::Weak
        },
        test: first.value == 0.0 && second.value == 0.0,
    })
}

/// Longitude, then latitude, as GIS formats write a point (WKT, RFC 7946).
pub(super) fn lon_lat(text: &str) -> Option<Accepted> {
    let lon = Decimal::read(text)?;
    let gap: usize = text[lon.len..]
        .chars()
        .take(24)
        .take_while(|c| c.is_whitespace() || *c == ',')
        .map(char::len_utf8)
        .sum();
    let lat = Decimal::read(&text[lon.len + gap..])?;
    let fits = lon.value.abs() <= 180.0 && lat.value.abs() <= 90.0;
    (gap > 0 && fits && lon.decimals >= 3 && lat.decimals >= 3).then_some(Accepted {
        len: lon.len + gap + lat.len,
        grade: Grade::Plain,
        test: lon.value == 0.0 && lat.value == 0.0,
    })
}

/// One coordinate: a decimal number with three decimals or more, up to 180.
pub(super) fn degrees(text: &str) -> Option<Accepted> {
    let n = Decimal::read(text)?;
    (n.decimals >= 3 && n.value.abs() <= 180.0).then_some(Accepted {
        len: n.len,
        grade: Grade::Weak,
        test: n.value == 0.0,
    })
}

/// `48°51'24"N 2°21'03"E`, with decimal seconds or minutes, letters before or after.
pub(super) fn sexagesimal(text: &str) -> Option<Accepted> {
    let first = angle(text, 90)?;
    let gap: usize = text[first..]
        .chars()
        .take(3)
        .take_while(|c| is_space(*c) || matches!(c, ',' | ';' | '/'))
        .map(char::len_utf8)
        .sum();
    let second = angle(&text[first + gap..], 180)?;
    Some(Accepted {
        len: first + gap + second,
        grade: Grade::Plain,
        test: false,
    })
}

/// Bytes of one angle with its hemisphere.
fn angle(text: &str, limit: u32) -> Option<usize> {
    const HEMISPHERES: [char; 6] = ['N', 'S', 'E', 'W', 'O', 'Ø'];
    let before = text.starts_with(HEMISPHERES);
    let mut at = if before {
        text.chars().next()?.len_utf8()
    } else {
        0
    };
    for (marks, most) in [
        (&['°', 'º'][..], limit),
        (&['\'', '′', '’'][..], 59),
        (&['"', '″', '”'][..], 59),
    ] {
        at += spaces(&text[at..]);
        let digits = text[at..]
            .bytes()
            .take(3)
            .take_while(u8::is_ascii_digit)
            .count();
        if digits == 0 {
            break;
        }
        let value: u32 = text[at..at + digits].parse().ok()?;
        let mut next = at + digits;
        if text[next..].starts_with(['.', ',']) {
            next += 1;
            next += text[next..].bytes().take_while(u8::is_ascii_digit).count();
        }
        let mark = text[next..].chars().next().filter(|c| marks.contains(c));
        match mark {
            Some(mark) if value <= most => at = next + mark.len_utf8(),
            Some(_) => return None,
            None if marks.contains(&'°') => return None,
            None => break,
        }
    }
    if before {
        return Some(at);
    }
    at += spaces(&text[at..]);
    let hemisphere = text[at..]
        .chars()
        .next()
        .filter(|c| HEMISPHERES.contains(c))?;
    Some(at + hemisphere.len_utf8())
}

fn spaces(text: &str) -> usize {
    text.chars()
        .take(2)
        .take_while(|c| is_space(*c))
        .map(char::len_utf8)
        .sum()
}

/// A decimal number at the start of a text.
struct Decimal {
    value: f64,
    decimals: usize,
    signed: bool,
    len: usize,
}

impl Decimal {
    /// `-3.0594`, `48,8566` (French decimal comma, when digits follow), `+90`.
    fn read(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let signed = matches!(bytes.first(), Some(b'+' | b'-'));
        let start = usize::from(signed);
        let whole = count_digits(&bytes[start..]);
        if !(1..=3).contains(&whole) {
            return None;
        }
        let mut len = start + whole;
        let mut decimals = 0;
        if matches!(bytes.get(len), Some(b'.')) || decimal_comma(&bytes[len..]) {
            decimals = count_digits(&bytes[len + 1..]);
            if decimals == 0 {
                return None;
            }
            len += 1 + decimals;
        }
        let mut value: f64 = text.get(start..start + whole)?.parse().ok()?;
        let fraction = text.get(len - decimals..len)?;
        for (i, b) in fraction.bytes().take(15).enumerate() {
            value += f64::from(b - b'0') / 10_f64.powi(i as i32 + 1);
        }
        if bytes[0] == b'-' {
            value = -value;
        }
        Some(Self {
            value,
            decimals,
            signed,
            len,
        })
    }
}

/// A comma with four digits or more behind it is a decimal comma; with fewer it
/// parts two numbers.
fn decimal_comma(bytes: &[u8]) -> bool {
    bytes.first() == Some(&b',') && count_digits(&bytes[1..]) >= 4
}

fn count_digits(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|b| b.is_ascii_digit()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepts(text: &str) -> bool {
        coordinates(text).is_some_and(|a| a.len == text.len())
    }

    #[test]
    fn pairs() {
        for ok in [
            "(-60.978437, -0.175781)",
            "-55.034319, 113.027344",
            "31.269161,164.355469",
            "+90, -180",
            "43.2,-22.6",
            "140.0,-10.70",
            "48,856614 ; 2,352222",
        ] {
            assert!(accepts(ok), "{ok}");
        }
        for bad in [
            "[23.02,4.1",
            "1,2",
            "126, -158",
            "-95.738043, -96.738043",
            "+,-",
            "-90., -180.",
            "(-120.969949, +203.969949)",
        ] {
            assert!(!accepts(bad), "{bad}");
        }
        assert_eq!(
            coordinates("47.21837, -1.55362").map(|a| a.grade),
            Some(Grade::Plain)
        );
        assert_eq!(
            coordinates("47.2, -1.5").map(|a| a.grade),
            Some(Grade::Weak)
        );
    }

    #[test]
    fn points_of_maps() {
        for ok in ["-1.553621 47.218371", "2.352222, 48.856614"] {
            assert_eq!(lon_lat(ok).map(|a| a.len), Some(ok.len()), "{ok}");
        }
        for bad in [
            "198.553621 47.218371",
            "2.35 48.85",
            "2.352222",
            "2.352222 97.856614",
        ] {
            assert!(lon_lat(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn single_and_sexagesimal() {
        assert!(degrees("47.21837").is_some());
        assert!(degrees("181.21837").is_none());
        assert!(degrees("47.2").is_none());
        for ok in [
            "47°13'06\"N 1°33'13\"W",
            "47° 13' 06.2\" N, 1° 33' 13\" O",
            "N47°13' W1°33'",
        ] {
            assert_eq!(sexagesimal(ok).map(|a| a.len), Some(ok.len()), "{ok}");
        }
        assert!(sexagesimal("20°C et 30°C").is_none());
    }
}
