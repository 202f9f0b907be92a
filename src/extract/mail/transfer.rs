//! Transfer encodings that are broken (cut short by whoever forwarded the
//! message, or with strange characters), of which is decoded what can be; and the
//! oldest one, uuencode, whose files stand in the middle of the text.

/// Decodes base64, passing over what is none.
pub(super) fn base64(encoded: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(encoded.len() / 4 * 3);
    let (mut bits, mut count) = (0u32, 0);
    for byte in encoded {
        let Some(six) = six(*byte) else {
            continue;
        };
        bits = bits << 6 | u32::from(six);
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count) as u8);
        }
    }
    out
}

const fn six(byte: u8) -> Option<u8> {
    Some(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    })
}

/// Decodes quoted-printable; what is no escape stays as it is.
pub(super) fn quoted_printable(encoded: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(encoded.len());
    let mut rest = encoded;
    while let Some(at) = memchr::memchr(b'=', rest) {
        out.extend_from_slice(&rest[..at]);
        rest = &rest[at + 1..];
        let (byte, length) = match rest {
            [b'\r', b'\n', ..] => (None, 2),
            [b'\n', ..] => (None, 1),
            [high, low, ..] => match (hexadecimal(*high), hexadecimal(*low)) {
                (Some(high), Some(low)) => (Some(high << 4 | low), 2),
                _ => (Some(b'='), 0),
            },
            _ => (Some(b'='), 0),
        };
        out.extend(byte);
        rest = &rest[length..];
    }
    out.extend_from_slice(rest);
    out
}

fn hexadecimal(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).map(|digit| digit as u8)
}

/// The files in a text, each with its name: from `begin 644 name` to `end`.
pub(super) fn uuencoded(text: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    let mut open: Option<(String, Vec<u8>)> = None;
    for line in text.split(|b| *b == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        match &mut open {
            None => open = begun(line).map(|name| (name, Vec::new())),
            Some(_) if line == b"end" => files.extend(open.take()),
            Some((_, bytes)) => uu_line(line, bytes),
        }
    }
    files.extend(open);
    files.retain(|(_, bytes)| !bytes.is_empty());
    files
}

/// The name in the line that begins a file.
fn begun(line: &[u8]) -> Option<String> {
    let (mode, name) = line.strip_prefix(b"begin ")?.split_first_chunk::<3>()?;
    let is_mode = mode.iter().all(|b| matches!(b, b'0'..=b'7'));
    let name = name.strip_prefix(b" ").filter(|name| !name.is_empty())?;
    is_mode.then(|| String::from_utf8_lossy(name).into_owned())
}

/// Decodes a line: the number of its bytes, then four characters for three.
fn uu_line(line: &[u8], out: &mut Vec<u8>) {
    let value = |byte: u8| byte.wrapping_sub(b' ') & 63;
    let Some((length, codes)) = line.split_first() else {
        return;
    };
    let end = out.len() + usize::from(value(*length));
    for four in codes.chunks(4) {
        let code = |at: usize| value(four.get(at).copied().unwrap_or(b' '));
        let three = [
            code(0) << 2 | code(1) >> 4,
            code(1) << 4 | code(2) >> 2,
            code(2) << 6 | code(3),
        ];
        let room = end.saturating_sub(out.len()).min(3);
        out.extend_from_slice(&three[..room]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uuencoded_files_are_found_in_text() {
        let text = b"Bonjour\r\nbegin 644 a.csv\r\n';F]M.VYI<@  \r\n`\r\nend\r\nbegin 64 x\n";
        let found = uuencoded(text);
        assert_eq!(found, [("a.csv".to_owned(), b"nom;nir".to_vec())]);
        assert!(uuencoded(b"we begin 644 times\nbegin 644 \n").is_empty());
    }

    #[test]
    fn what_is_sound_is_decoded() {
        assert_eq!(base64(b"bm9t\r\nO25p*cgo="), b"nom;nir\n");
        assert_eq!(base64(b"bm9tO25pcg"), b"nom;nir");
        assert_eq!(quoted_printable(b"=E9t=C3=\n=A9 =4"), b"\xE9t\xC3\xA9 =4");
    }
}
