//! Transfer encodings that are broken: cut short by whoever forwarded the
//! message, or with strange characters. What can be decoded is.

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sound_is_decoded() {
        assert_eq!(base64(b"bm9t\r\nO25p*cgo="), b"nom;nir\n");
        assert_eq!(base64(b"bm9tO25pcg"), b"nom;nir");
        assert_eq!(quoted_printable(b"=E9t=C3=\n=A9 =4"), b"\xE9t\xC3\xA9 =4");
    }
}
