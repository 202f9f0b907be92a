//! Text that stands encoded in a text, decoded one level: addresses of pages
//! (`nom=Ren%C3%A9`), entities outside of HTML, quoted-printable outside of mail,
//! and Base64 that holds text (tokens, secrets of deployments, data in JSON).
//!
//! Pieces do not overlap and each is read once, so that this is linear in the
//! text. Base64 is decoded as far as it lies in the window. Each decoded
//! character knows the bytes it was written as ([`Origin`]); those of Base64 are
//! placed at the whole of it.

use super::html::entity;
use super::origin::{Origin, Origins};
use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use std::ops::Range;

/// Bytes of its line that are read before and after what is encoded.
const BEFORE: usize = 256;
const AFTER: usize = 1024;
/// Characters of the shortest Base64 that is looked at: 18 bytes of text.
const SHORTEST: usize = 24;
/// Every run of that length holds a byte at one of these distances.
const STRIDE: usize = SHORTEST - 1;
/// Length from which lines of Base64 may go on.
const LINE: usize = 60;

/// Calls `found` with each encoded piece of a text that begins in `own`, decoded.
pub fn each(text: &str, own: Range<usize>, mut found: impl FnMut(&str, Origin<'_>)) {
    escapes(text, own.clone(), &mut found);
    base64(text, own, &mut found);
}

/// The text that a short value stands for, if all or part of it is encoded.
#[must_use]
pub fn decoded(value: &str) -> Option<String> {
    let mut all = None;
    each(value, 0..value.len(), |text, _| {
        let all = all.get_or_insert_with(String::new);
        if !all.is_empty() {
            all.push('\n');
        }
        all.push_str(text);
    });
    all
}

/// Percent, entities and quoted-printable.
fn escapes(text: &str, own: Range<usize>, found: &mut impl FnMut(&str, Origin<'_>)) {
    let bytes = text.as_bytes();
    let mut at = own.start;
    while let Some(n) = memchr::memchr3(b'%', b'&', b'=', &bytes[at..own.end]) {
        at += n;
        if escape(text, at).is_none() {
            at += 1;
            continue;
        }
        let line_start = memchr::memrchr(b'\n', &bytes[..at]).map_or(0, |nl| nl + 1);
        let line_end = memchr::memchr(b'\n', &bytes[at..]).map_or(text.len(), |nl| at + nl);
        let from = text.ceil_char_boundary(line_start.max(at.saturating_sub(BEFORE)));
        let to = text.floor_char_boundary(line_end.min(at + AFTER));
        let mut piece = Piece::default();
        piece.read(text, from.min(at)..to);
        found(&piece.text, piece.origins.origin(0, text, 0));
        at = to.max(at + 1);
        if at >= own.end {
            return;
        }
    }
}

/// A piece of a line as it is decoded.
#[derive(Default)]
struct Piece {
    text: String,
    origins: Origins,
}

impl Piece {
    fn read(&mut self, text: &str, range: Range<usize>) {
        let mut at = range.start;
        // in addresses of pages a plus is a space
        let mut percent = false;
        while at < range.end {
            if let Some((characters, length)) = escape(text, at) {
                percent |= text.as_bytes()[at] == b'%';
                self.origins.decoded(self.text.len(), at, length);
                self.text.push_str(&characters);
                at += length;
                continue;
            }
            let Some(c) = text[at..].chars().next() else {
                return;
            };
            self.origins.verbatim(self.text.len(), at);
            self.text.push(if percent && c == '+' { ' ' } else { c });
            percent &= c != ' ';
            at += c.len_utf8();
        }
    }
}

/// The characters that an escape at byte `at` stands for, and its length.
fn escape(text: &str, at: usize) -> Option<(String, usize)> {
    let bytes = text.as_bytes();
    match bytes[at] {
        b'&' => entity(&text[at..]).filter(|(c, _)| !c.is_empty()),
        b'%' => run(bytes, at, b'%', |_| true),
        // what quoted-printable must write so: `x=45` is none
        b'=' => run(bytes, at, b'=', |b| b >= 0x80 || matches!(b, b' ' | b'=')),
        _ => None,
    }
}

/// The characters of the bytes that stand as `mark` and two hexadecimal digits
/// from `at` on, as many as make one character or more; none where they make
/// control characters.
fn run(bytes: &[u8], at: usize, mark: u8, may: impl Fn(u8) -> bool) -> Option<(String, usize)> {
    let hex = |b: u8| {
        char::from(b)
            .to_digit(16)
            .filter(|_| mark == b'%' || !b.is_ascii_lowercase())
    };
    let mut values = [0; 4];
    let mut n = 0;
    while n < values.len()
        && let Some([m, high, low]) = bytes.get(at + 3 * n..at + 3 * n + 3)
        && *m == mark
    {
        let value = (hex(*high)? * 16 + hex(*low)?) as u8;
        if !may(value) {
            break;
        }
        values[n] = value;
        n += 1;
        if let Ok(text) = std::str::from_utf8(&values[..n]) {
            let c = text.chars().next().filter(|c| !c.is_control())?;
            return Some((c.to_string(), 3 * n));
        }
    }
    // one byte of Latin-1
    let c = char::from(values[0]);
    (n > 0 && values[0] >= 0xA0).then(|| (c.to_string(), 3))
}

/// Base64, also that of addresses, with padding or without.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

const fn is_base64(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'-' | b'_')
}

fn base64(text: &str, own: Range<usize>, found: &mut impl FnMut(&str, Origin<'_>)) {
    let bytes = text.as_bytes();
    let mut at = own.start;
    // one that begins at the end of the window's own part is met further on
    while at < bytes.len().min(own.end + STRIDE) {
        if !is_base64(bytes[at]) {
            at += STRIDE;
            continue;
        }
        let before = bytes[..at]
            .iter()
            .rev()
            .take_while(|b| is_base64(**b))
            .take(STRIDE + 1);
        let start = at - before.count();
        let end = end_of_run(bytes, at);
        // one that goes on from before the window's own part is the neighbour's
        if end - start >= SHORTEST && own.contains(&start) {
            let end = end_of_lines(bytes, start, end);
            if let Some(plain) = text_of(&bytes[start..end]) {
                let mut origins = Origins::default();
                origins.decoded(0, start, end - start);
                found(&plain, origins.origin(0, text, 0));
            }
            at = end;
        }
        at = at.max(end) + STRIDE;
    }
}

fn end_of_run(bytes: &[u8], at: usize) -> usize {
    at + bytes[at..].iter().take_while(|b| is_base64(**b)).count()
}

/// Where lines of equal length, of which the first is `start..end`, end.
fn end_of_lines(bytes: &[u8], start: usize, end: usize) -> usize {
    let length = end - start;
    let mut last = end;
    if length < LINE {
        return end;
    }
    loop {
        let breaks = bytes[last..]
            .iter()
            .take_while(|b| matches!(b, b'\r' | b'\n'))
            .count();
        let next = last + breaks;
        if breaks == 0 || next >= bytes.len() {
            return last;
        }
        let line = end_of_run(bytes, next) - next;
        if line == 0 || line > length {
            return last;
        }
        last = next + line;
        if line < length {
            return last;
        }
    }
}

/// The text that Base64 holds; none where it holds anything else.
fn text_of(encoded: &[u8]) -> Option<String> {
    let standard = |b: &u8| match b {
        b'-' => b'+',
        b'_' => b'/',
        b => *b,
    };
    let mut plain: Vec<u8> = encoded
        .iter()
        .filter(|b| is_base64(**b))
        .map(standard)
        .collect();
    let head = BASE64.decode(&plain[..SHORTEST]).ok()?;
    is_text(&head)?;
    if plain.len() % 4 == 1 {
        plain.pop();
    }
    let bytes = BASE64.decode(&plain).ok()?;
    is_text(&bytes).map(str::to_owned)
}

/// Bytes as text; a character that is cut off at the end is left out.
fn is_text(bytes: &[u8]) -> Option<&str> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(e) if e.error_len().is_none() => std::str::from_utf8(&bytes[..e.valid_up_to()]).ok()?,
        Err(_) => return None,
    };
    let odd = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    (!text.contains(odd)).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(text: &str) -> Vec<(String, String)> {
        let mut all = Vec::new();
        each(text, 0..text.len(), |decoded, origin| {
            let (from, to) = origin.range(0, decoded.len());
            all.push((decoded.to_owned(), text[from..to].to_owned()));
        });
        all
    }

    fn first(text: &str) -> Option<String> {
        all(text).into_iter().next().map(|x| x.0)
    }

    #[test]
    fn escapes_are_undone() {
        for (text, wanted) in [
            ("a\nnir=2%2081%2004&x\nb", "nir=2 81 04&x"),
            ("?mail=l%C3%A9a%40exemple.fr", "?mail=léa@exemple.fr"),
            ("nom=L%E9a+Vernay", "nom=Léa Vernay"),
            ("NIR&nbsp;: 2&nbsp;81", "NIR\u{a0}: 2\u{a0}81"),
            ("a&#x40;b.fr", "a@b.fr"),
            ("n=C3=A9e le 12/03", "née le 12/03"),
        ] {
            assert_eq!(first(text).as_deref(), Some(wanted), "{text}");
        }
        for text in [
            "100 % de",
            "a=45&b=c",
            "if (a && b)",
            "50%off",
            "%0a%00",
            "x=20a=1f",
        ] {
            assert!(
                !all(text)
                    .iter()
                    .any(|x| x.0.contains('\u{0}') || x.0 == text),
                "{text} {:?}",
                all(text)
            );
        }
        assert_eq!(first("a=45; b=99"), None);
    }

    #[test]
    fn base64_that_holds_text() {
        let encode = |t: &str| base64::engine::general_purpose::STANDARD.encode(t);
        let plain = "Léa Vernay, née le 12/03/1970, lea@exemple.fr";
        let text = format!("{{\"data\":\"{}\"}} x", encode(plain));
        let written = encode(plain).trim_end_matches('=').to_owned();
        assert_eq!(all(&text), [(plain.to_owned(), written)]);
        let long = plain.repeat(4);
        let wrapped: Vec<String> = encode(&long)
            .as_bytes()
            .chunks(76)
            .map(|l| String::from_utf8_lossy(l).into_owned())
            .collect();
        assert_eq!(
            first(&format!("x\n{}\n\ny", wrapped.join("\n"))),
            Some(long)
        );
        for none in [
            "getElementsByTagNameAndClassName",
            "d41d8cd98f00b204e9800998ecf8427e",
            "anticonstitutionnellement-parlant",
            "/usr/share/doc/packages/README",
        ] {
            assert_eq!(first(none), None, "{none}");
        }
    }

    #[test]
    fn each_piece_is_in_one_window() {
        let encoded = base64::engine::general_purpose::STANDARD.encode("Jeanne Vernay 0612345678");
        let text = format!("a {encoded} b%20c");
        let mut found = Vec::new();
        for own in [0..1, 1..10, 10..text.len()] {
            each(&text, own, |t, _| found.push(t.to_owned()));
        }
        assert_eq!(found.iter().filter(|t| t.starts_with("Jeanne")).count(), 1);
    }

    proptest! {
        #[test]
        fn any_text_can_be_read(text in "[%=&;#a-fA-F0-9xé+/\\n -]{0,200}") {
            each(&text, 0..text.len(), |decoded, origin| {
                for (at, c) in decoded.char_indices() {
                    let (from, to) = origin.range(at, at + c.len_utf8());
                    assert!(from <= to && to <= text.len());
                }
            });
        }
    }
}
