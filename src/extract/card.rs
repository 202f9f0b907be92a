//! Contacts, calendars and directory entries (VCF, ICS, LDIF): lines that were
//! folded are whole again (RFC 6350, 3.2; RFC 5545, 3.1; RFC 2849), quoted-printable
//! values of old contacts and base64 values of entries are decoded. Everything
//! else is given as it stands, with its line in the file.
//!
//! A file is held in memory; one that is too large for that is read as text.

use super::chars::Chars;
use super::decoded::{Decoded, Giver, MOST, Source};
use super::pages::push_utf8;
use super::text::close;
use super::{Flow, Input, Limits, Sink, forward_or_say};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Reads cards.
pub(super) fn read(input: Input<'_>, _limits: &Limits, sink: &mut dyn Sink) -> Flow {
    forward_or_say(input, sink, |input, sink| {
        let mut chars = Chars::new(input);
        if let Some(source) = Source::of(&mut chars, MOST, sink)? {
            let mut giver = Giver::of(&source);
            let mut out = Decoded::default();
            let mut at = 0;
            while at < source.text.len() {
                at = line(&source.text, at, &mut out);
                giver.give_ready(&mut out, sink)?;
            }
            giver.give_all(&mut out, sink)?;
        }
        close(chars, sink);
        Ok(())
    })
}

/// Appends the line that begins at `at`, with all that was folded into it;
/// returns where the next one begins.
fn line(text: &str, at: usize, out: &mut Decoded) -> usize {
    let first = end_of(text, at);
    let quoted = is_quoted(&text[at..first]);
    let value = base64_value(text, at);
    let mut pieces = vec![(at, without_end(text, at, first))];
    let mut next = first;
    loop {
        let (_, end) = pieces[pieces.len() - 1];
        let soft = quoted && text[..end].ends_with('=');
        let folded = text[next..].starts_with([' ', '\t']);
        if next >= text.len() || !(soft || folded) {
            break;
        }
        if soft && let Some(last) = pieces.last_mut() {
            last.1 -= 1;
        }
        let from = next + usize::from(folded && !soft);
        next = end_of(text, next);
        pieces.push((from, without_end(text, from, next)));
    }
    match value {
        Some(value) => entry(text, value, &pieces, out),
        None => {
            for &(from, to) in &pieces {
                piece(text, from, to, quoted, out);
            }
        }
    }
    out.text.push('\n');
    next
}

/// Where the line behind the one at `at` begins.
fn end_of(text: &str, at: usize) -> usize {
    let length = memchr::memchr(b'\n', &text.as_bytes()[at..]);
    length.map_or(text.len(), |n| at + n + 1)
}

fn without_end(text: &str, from: usize, to: usize) -> usize {
    from + text[from..to].trim_end_matches(['\r', '\n']).len()
}

/// Whether the value of a line is quoted-printable.
fn is_quoted(line: &str) -> bool {
    let parameters = line.split(':').next().unwrap_or_default();
    parameters.to_ascii_uppercase().contains("QUOTED-PRINTABLE")
}

/// Appends a piece of a line.
fn piece(text: &str, from: usize, to: usize, quoted: bool, out: &mut Decoded) {
    let bytes = text.as_bytes();
    let mut at = from;
    while at < to {
        let escapes = run(&bytes[at..to]);
        if quoted && escapes > 0 {
            let decoded = bytes[at..at + escapes * 3].chunks(3).map(hex);
            let decoded: Vec<u8> = decoded.map(Option::unwrap_or_default).collect();
            let mut characters = String::new();
            push_utf8(&decoded, &mut characters);
            out.decoded(&characters, at, escapes * 3);
            at += escapes * 3;
            continue;
        }
        let length = memchr::memchr(b'=', &bytes[at + 1..to]);
        let length = length.filter(|_| quoted).map_or(to - at, |n| n + 1);
        out.verbatim(&text[at..at + length], at);
        at += length;
    }
}

/// How many `=C3` in a row `bytes` begins with.
fn run(bytes: &[u8]) -> usize {
    let chunks = bytes.chunks(3);
    chunks.take_while(|c| hex(c).is_some()).count()
}

fn hex(escape: &[u8]) -> Option<u8> {
    let [b'=', high, low] = *escape else {
        return None;
    };
    let digit = |b: u8| char::from(b).to_digit(16);
    Some((digit(high)? * 16 + digit(low)?) as u8)
}

/// Where the base64 value of an entry's line begins (`cn:: TMOpYQ==`).
fn base64_value(text: &str, at: usize) -> Option<usize> {
    let line = &text[at..end_of(text, at)];
    let (name, _) = line.split_once("::")?;
    let is_name = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b';' | b'.');
    let named = !name.is_empty() && name.bytes().all(is_name);
    named.then_some(at + name.len() + 2)
}

/// Appends a line with a base64 value; one that is no text stays as it is.
fn entry(text: &str, value: usize, pieces: &[(usize, usize)], out: &mut Decoded) {
    let mut encoded = String::new();
    for &(from, to) in pieces {
        encoded.push_str(text[from.max(value).min(to)..to].trim());
    }
    let decoded = STANDARD.decode(&encoded).ok();
    let decoded = decoded.and_then(|bytes| String::from_utf8(bytes).ok());
    match (decoded, pieces) {
        (Some(decoded), [(from, _), .., (_, to)] | [(from, to)]) => {
            out.verbatim(&text[*from..value - 1], *from);
            out.text.push(' ');
            out.decoded(&decoded, value, to.saturating_sub(value));
        }
        _ => {
            for &(from, to) in pieces {
                out.verbatim(&text[from..to], from);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::office::testing::Heard;
    use super::*;
    use proptest::prelude::*;

    fn heard(text: &str) -> Vec<String> {
        Heard::from(read, text.as_bytes()).lines
    }

    #[test]
    fn folded_lines_are_whole() {
        let ics = "BEGIN:VCALENDAR\r\nDESCRIPTION:NIR 2 55 08 14 1\r\n 68 025 38 de L\u{e9}a\r\n\t Martin\r\nEND:VCALENDAR\r\n";
        assert_eq!(
            heard(ics),
            [
                "text line 1: BEGIN:VCALENDAR\nDESCRIPTION:NIR 2 55 08 14 168 025 38 de L\u{e9}a Martin\nEND:VCALENDAR\n"
            ]
        );
    }

    #[test]
    fn quoted_printable_values_are_decoded() {
        let vcf = "BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Lef=C3=A8vre;Zo=C3=A9\n\
            NOTE;ENCODING=QUOTED-PRINTABLE:appeler le =\n06 12 34=0A 56=\n\nTEL:1=2\nEND:VCARD\n";
        assert_eq!(
            heard(vcf),
            [
                "text line 1: BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Lef\u{e8}vre;Zo\u{e9}\n\
              NOTE;ENCODING=QUOTED-PRINTABLE:appeler le 06 12 34\n 56\nTEL:1=2\nEND:VCARD\n"
            ]
        );
    }

    #[test]
    fn base64_values_of_entries_are_decoded() {
        let ldif = "dn: cn=x\ncn:: TMOpYSBN\n YXJ0aW4=\njpegPhoto:: /9j/\n";
        assert_eq!(
            heard(ldif),
            ["text line 1: dn: cn=x\ncn: L\u{e9}a Martin\njpegPhoto:: /9j/\n"]
        );
    }

    proptest! {
        #[test]
        fn nothing_but_folds_and_line_ends_goes(text in "([a-c\u{e9}:; ]|\r?\n[ \t]?){0,40}") {
            let letters = |s: &str| s.chars().filter(|c| c.is_alphabetic()).collect::<String>();
            let given: String = heard(&text).iter().map(|l| l.split_once(": ").map_or("", |x| x.1)).collect();
            prop_assert_eq!(letters(&given), letters(&text));
        }

        #[test]
        fn nothing_panics(text in "([ab\u{e9}:= ]|=C3|=A9|\r?\n|ENCODING=QUOTED-PRINTABLE:|cn:: |TMOp){0,40}") {
            heard(&text);
        }
    }
}
