//! Where values end: what may stand between the digits of a number, and what may
//! not touch a value. Pure functions over bytes and characters; each looks at a
//! bounded stretch, so that the pass stays linear.

use crate::rule::Boundary;

/// How many digits follow from `i`, over separators that numbers are written
/// with; counted over 48 bytes.
#[inline]
pub(super) fn digits_in_run(bytes: &[u8], i: usize) -> u8 {
    digits_in(bytes[i..].iter().copied())
}

#[inline]
fn digits_in(bytes: impl Iterator<Item = u8>) -> u8 {
    let (mut n, mut gap) = (0u8, 0);
    for b in bytes.take(48) {
        match b {
            b'0'..=b'9' => {
                n += 1;
                gap = 0;
            }
            _ if IN_NUMBERS[usize::from(b)] && gap < 9 => gap += 1,
            // Corsica, and letters that scanning takes for digits
            b'A' | b'B' | b'a' | b'b' | b'O' | b'o' | b'l' | b'I' if gap == 0 => gap += 1,
            _ => break,
        }
    }
    n
}

/// Bytes that stand between the digits of numbers; of the no-break spaces and
/// dashes, which are two or three bytes, any of them.
const IN_NUMBERS: [bool; 256] = {
    let mut t = [false; 256];
    let between = b" .-/(),:_\t\n\r\xC2\xA0\xE2\x80\x87\x88\x89\x8A\x90\x91\x92\x93\xAF";
    let mut i = 0;
    while i < between.len() {
        t[between[i] as usize] = true;
        i += 1;
    }
    t
};

/// Bytes of the local part of an address, as far as the left end is sought.
#[inline]
pub(super) const fn is_local(b: u8) -> bool {
    b.is_ascii_alphanumeric()
        || matches!(b, b'.' | b'_' | b'%' | b'+' | b'-' | b'\'')
        || b >= 0xC3
        || (b >= 0x80 && b <= 0xBF)
}

const fn is_joiner(c: char) -> bool {
    matches!(c, '.' | ',' | '-' | '/' | ':' | '+')
}

/// Whether what begins at `start` is joined to a digit before, so that it can be
/// no value of its own whose boundary is a number's.
#[inline]
pub(super) fn is_joined(text: &str, start: usize) -> bool {
    let [.., digit, joiner] = text.as_bytes()[..start] else {
        return false;
    };
    let c = char::from(joiner);
    let longer = is_joiner(c) && c != '+' && digit.is_ascii_digit();
    longer && !(parts(c) && digits_in(text[..start - 1].bytes().rev()) >= A_VALUE)
}

pub(super) fn free_before(text: &str, start: usize, boundary: Boundary) -> bool {
    if boundary == Boundary::None {
        return true;
    }
    let mut back = text[..start].chars().rev();
    let Some(c) = back.next() else { return true };
    if c.is_alphanumeric() || c == '_' || in_dump(text.as_bytes(), start) {
        return false;
    }
    let bytes = text.as_bytes();
    let decimals = matches!(bytes[..start], [.., b'[' | b'(' | b'=' | b',', b'.']);
    if boundary == Boundary::Number
        && (decimals || in_groups(bytes, start) || in_bytes(bytes, start))
    {
        return false;
    }
    let longer = matches!(boundary, Boundary::Number | Boundary::Address)
        && is_joiner(c)
        && c != '+'
        && back.next().is_some_and(|d| d.is_ascii_digit());
    !longer || parts(c) && digits_in(text[..start - 1].bytes().rev()) >= A_VALUE
}

pub(super) fn free_after(text: &str, end: usize, boundary: Boundary) -> bool {
    if boundary == Boundary::None {
        return true;
    }
    let mut on = text[end..].chars();
    let Some(c) = on.next() else { return true };
    if c.is_alphanumeric() || c == '_' {
        return false;
    }
    let longer = boundary == Boundary::Number
        && is_joiner(c)
        && on.next().is_some_and(|d| d.is_ascii_digit());
    !longer
        || parts(c) && digits_in(text[end + 1..].bytes()) >= A_VALUE
        || c == '/' && is_other_ending(&text.as_bytes()[..end], &text[end + 1..])
}

/// Whether two digits after a slash are another ending of a number whose last
/// group is of two too: `06.12.34.56.70/71`.
fn is_other_ending(before: &[u8], after: &str) -> bool {
    let group = matches!(before, [.., b'.' | b' ' | b'-', a, b] if a.is_ascii_digit() && b.is_ascii_digit());
    let digits = after.bytes().take_while(u8::is_ascii_digit).count();
    let mut on = after[digits..].chars();
    let more = on.next().is_some_and(|c| {
        c.is_alphanumeric() || is_joiner(c) && on.next().is_some_and(|d| d.is_ascii_digit())
    });
    group && digits == 2 && !more
}

/// Whether what begins at `start` goes on with a hexadecimal dump of the line
/// before, which ends in `hh:`: the last line of a certificate's signature is
/// neither a hardware nor a network address.
fn in_dump(bytes: &[u8], start: usize) -> bool {
    let hex = u8::is_ascii_hexdigit;
    let line = matches!(bytes[start..], [a, b, b':', ..] if hex(&a) && hex(&b));
    if !line {
        return false;
    }
    let blank = |b: &&u8| matches!(b, b' ' | b'\t');
    let indent = bytes[..start]
        .iter()
        .rev()
        .take(80)
        .take_while(blank)
        .count();
    let before = &bytes[..start - indent];
    let before = before.strip_suffix(b"\n").unwrap_or_default();
    let before = before.strip_suffix(b"\r").unwrap_or(before);
    matches!(before, [.., a, b, b':'] if hex(a) && hex(b))
}

/// Whether the digits at `start` stand in a row of numbers of one length
/// (`5394 5428 5462 5496 5531 5565 5600`: offsets, code points), whose fourth
/// to seventh pass as a card. A card and its date of expiry are no such row.
fn in_groups(bytes: &[u8], start: usize) -> bool {
    let size = group(bytes[start..].iter());
    let digits = bytes[start..].iter().take(size).all(u8::is_ascii_digit);
    if !(4..=6).contains(&size) || !digits || bytes.get(start + size) != Some(&b' ') {
        return false;
    }
    let near = |n: usize| n > 0 && n.abs_diff(size) < 2;
    let (mut at, mut length) = (start, 0);
    while length < A_ROW {
        let n = group(bytes[at..].iter());
        if !near(n) {
            break;
        }
        length += n;
        at += n;
        if bytes.get(at) != Some(&b' ') {
            break;
        }
        at += 1;
    }
    at = start;
    while length < A_ROW && at > 0 && bytes[at - 1] == b' ' {
        let n = group(bytes[..at - 1].iter().rev());
        if !near(n) {
            break;
        }
        length += n;
        at -= n + 1;
    }
    length >= A_ROW
}

/// Whether the two digits at `start` are a byte of a dump (`28 3f 01 00 00 00 50
/// 32`), of which five in a row may look like a telephone number: bytes with
/// letters around, or more bytes than two such numbers, that are no list of them.
fn in_bytes(bytes: &[u8], start: usize) -> bool {
    if !matches!(bytes[start..], [a, b, b' ', ..] if a.is_ascii_digit() && b.is_ascii_digit()) {
        return false;
    }
    let mut seen = Bytes::default();
    let mut at = start;
    while let [a, b, rest @ ..] = &bytes[at..]
        && seen.takes(*a, *b, rest.first())
    {
        at += 2 + gap(rest.iter());
        if at == bytes.len() - rest.len() {
            break;
        }
    }
    at = start - gap(bytes[..start].iter().rev());
    while at < start
        && let [rest @ .., a, b] = &bytes[..at]
        && seen.takes(*a, *b, rest.last())
    {
        let before = gap(rest.iter().rev());
        if before == 0 {
            break;
        }
        at = rest.len() - before;
    }
    seen.count >= 8 && (seen.mixed > 0 || seen.words > 1) || seen.count > 10 && seen.count % 5 > 0
}

/// One space or two, which part bytes of a dump; else none.
fn gap<'a>(bytes: impl Iterator<Item = &'a u8>) -> usize {
    let spaces = bytes.take(3).take_while(|b| **b == b' ').count();
    if spaces < 3 { spaces } else { 0 }
}

/// Bytes of a dump that were counted, 24 at most.
#[derive(Default)]
struct Bytes {
    count: usize,
    /// Of a digit and a letter.
    mixed: usize,
    /// Of two letters, which may be a word.
    words: usize,
}

impl Bytes {
    /// Counts a byte `ab`, if it is one and `beyond` does not make it longer.
    fn takes(&mut self, a: u8, b: u8, beyond: Option<&u8>) -> bool {
        let hex = a.is_ascii_hexdigit() && b.is_ascii_hexdigit();
        if !hex || beyond.is_some_and(u8::is_ascii_alphanumeric) || self.count == 24 {
            return false;
        }
        self.count += 1;
        match (a.is_ascii_digit(), b.is_ascii_digit()) {
            (true, true) => {}
            (false, false) => self.words += 1,
            _ => self.mixed += 1,
        }
        true
    }
}

/// How many hexadecimal digits stand together, eight at most.
fn group<'a>(bytes: impl Iterator<Item = &'a u8>) -> usize {
    bytes.take(8).take_while(|b| b.is_ascii_hexdigit()).count()
}

/// Digits in groups of one length that are no single value: a card has nineteen
/// at most, with expiry and code 26.
const A_ROW: usize = 28;

/// Digits of a number that is a value of its own, no decimals.
const A_VALUE: u8 = 8;

/// Whether a joiner also parts values in a list.
const fn parts(c: char) -> bool {
    matches!(c, ',' | '/')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn free(before: &str, value: &str, boundary: Boundary) -> bool {
        free_before(&format!("{before}{value}"), before.len(), boundary)
    }

    #[test]
    fn rows_of_numbers_hold_no_number() {
        let row = |b, v| !free(b, v, Boundary::Number);
        assert!(row("5360 5394 ", "5428 5462 5496 5531 5565 5600"));
        assert!(row("5360 5394 5400 5412 ", "5428 5462 5496 5531\n5565"));
        assert!(row("12122 12177 12198 ", "12231 12286 12341 12396"));
        assert!(row("51BC 51BE 5235 ", "5232 5233 5246 5231 52BC"));
        assert!(row("[.", "4181.0024.0002.5168][.41F7"));
        assert!(!row("carte ", "4716 2210 5188 5662 12 27 123"));
        assert!(!row("2027 ", "4716 2210 5188 5662 1227 123"));
        assert!(!row(
            "4539 1488 0343 6467\n",
            "4716 2210 5188 5662\n4539 1488"
        ));
        assert!(!row(
            "tél. ",
            "01 23 45 67 89 01 23 45 67 90 01 23 45 67 91"
        ));
        assert!(!row("", "2 69 05 49 588 157 80 2 69 05 49 588 157 80"));
    }

    #[test]
    fn bytes_of_a_dump_hold_no_number() {
        let dump = |b, v| !free(b, v, Boundary::Number);
        assert!(dump("<Buffer a0 8b 28 3f ", "01 00 00 00 50 32>"));
        assert!(dump("00000020  00 ", "05 64 69 66 66 09 0a  3e 30"));
        assert!(dump("0000040 04 00 01 00 01 00 ", "01 00 00 00 00 00 00"));
        assert!(!dump("tél. ", "06 12 34 56 78"));
        assert!(!dump("", "06 12 34 56 78 de 08 30 à 12 00"));
        assert!(!dump("06 12 34 56 78 ", "01 23 45 67 89"));
        assert!(!dump("06 12 34 56 78  01 23 45 67 89 ", "02 23 45 67 89"));
        assert!(!dump("le 12 05 ", "06 12 34 56 78"));
    }

    #[test]
    fn lines_of_a_dump_go_on() {
        let dump = |b, v| !free(b, v, Boundary::Word) && !free(b, v, Boundary::Address);
        assert!(dump("fb:27:3f:53:\n        ", "90:70:a9:04:1e:57"));
        assert!(dump("fb:27:3f:53:\r\n\t", "90:70:a9:04:1e:57:27:b9"));
        assert!(!dump("wlan0:\n  ", "90:70:a9:04:1e:57"));
        assert!(!dump("adresse : ", "90:70:a9:04:1e:57"));
        assert!(!dump("", "90:70:a9:04:1e:57"));
    }
}
