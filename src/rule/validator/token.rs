//! Secrets of machines: tokens by their prefix, JSON web tokens, private keys,
//! and keys that only their label announces.
//!
//! What is no secret of anybody is refused: placeholders, examples of manuals,
//! keys for tests. A token whose issuer put a checksum in it must pass it.

use super::{Accepted, Grade};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

const fn accepted(len: usize, grade: Grade) -> Option<Accepted> {
    Some(Accepted {
        len,
        grade,
        test: false,
    })
}

/// A token that its prefix announces. The rule's regex has the shapes; here are
/// the checksum (GitHub, npm: CRC-32 in base 62) and the look of chance.
pub(super) fn token(text: &str) -> Option<Accepted> {
    let len = word(text, 256);
    let value = text[..len].trim_end_matches(['-', '.', '_']);
    let body = body(value);
    if is_example(value) || !is_random(body) {
        return None;
    }
    let keyed = ["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "npm_"]
        .iter()
        .any(|p| value.starts_with(p))
        && body.len() == 36;
    if keyed && !holds_crc(body) {
        return None;
    }
    accepted(value.len(), Grade::Strong)
}

/// A key after a label such as "API key": twenty characters or more that look
/// drawn by lot, with letters and digits both.
pub(super) fn labelled(text: &str) -> Option<Accepted> {
    let len = word(text, 200);
    let value = text[..len].trim_end_matches(['-', '.', '_', '/', ':']);
    let has = |f: fn(&u8) -> bool| value.bytes().any(|b| f(&b));
    let letters = has(u8::is_ascii_alphabetic);
    let hex = value.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-');
    let both = has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase);
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    // the number in a name (`X509HardwareKeyUsageFlags`) stands in one place
    let groups = value
        .split(|c: char| !c.is_ascii_digit())
        .filter(|g| !g.is_empty())
        .count();
    let long = value.len() >= if hex { 32 } else { 20 };
    let least = if value.len() < 32 { 3 } else { 2 };
    if !long
        || digits < least
        || groups < 2
        || !letters
        || is_example(value)
        || !is_random(value)
        || is_path(value)
    {
        return None;
    }
    accepted(
        value.len(),
        if both || hex {
            Grade::Plain
        } else {
            Grade::Weak
        },
    )
}

/// JSON web token (RFC 7519): a header that decodes to JSON with `alg`, a payload
/// that begins as JSON.
pub(super) fn jwt(text: &str) -> Option<Accepted> {
    let len = word(text, 480);
    let value = &text[..len];
    let mut parts = value.split('.');
    let (header, payload) = (parts.next()?, parts.next()?);
    let mut room = [0_u8; 384];
    let header = decoded(header, &mut room)?;
    let is_header = header.starts_with(b"{") && header.ends_with(b"}");
    let algorithm = memchr::memmem::find(header, b"\"alg\"").is_some();
    if !is_header || !algorithm || !payload.starts_with("eyJ") || payload.len() < 12 {
        return None;
    }
    let mut room = [0_u8; 384];
    let upto = payload.len().min(400) / 4 * 4;
    let claims = decoded(&payload[..upto], &mut room)?;
    let example = memchr::memmem::find(claims, b"John Doe").is_some()
        || memchr::memmem::find(claims, b"1234567890").is_some();
    // a signature may run beyond what is looked at
    Some(Accepted {
        len: value.trim_end_matches(['.', '-', '_']).len(),
        grade: Grade::Strong,
        test: example,
    })
}

fn decoded<'r>(text: &str, room: &'r mut [u8; 384]) -> Option<&'r [u8]> {
    let n = BASE64_URL_SAFE_NO_PAD
        .decode_slice(text, &mut room[..])
        .ok()?;
    Some(&room[..n])
}

/// The first line of the body of a private key: base64 that is no run of one
/// character.
pub(super) fn private_key(text: &str) -> Option<Accepted> {
    let len = text
        .bytes()
        .take(80)
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'='))
        .count();
    let line = &text[..len];
    // a key of OpenSSH begins with its name and many zeros
    let openssh = line.starts_with("b3BlbnNzaC1rZXktdjE");
    let marked = line.len() >= 32 && (openssh || is_random(line)) && !is_example(line);
    marked.then_some(Accepted {
        len,
        grade: Grade::Strong,
        test: false,
    })
}

/// Bytes of the word that a secret is written as.
fn word(text: &str, most: usize) -> usize {
    text.bytes()
        .take(most)
        .take_while(|b| {
            b.is_ascii_alphanumeric()
                || matches!(b, b'_' | b'-' | b'.' | b'+' | b'/' | b'=' | b'%' | b':')
        })
        .count()
}

/// What follows the prefix: from the last `_` within the first twelve bytes.
fn body(value: &str) -> &str {
    let head = value.len().min(12);
    let from = value.as_bytes()[..head]
        .iter()
        .rposition(|b| *b == b'_')
        .map_or(0, |i| i + 1);
    &value[from..]
}

/// GitHub's check: the last six characters are the CRC-32 of the others, base 62.
fn holds_crc(body: &str) -> bool {
    const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let (random, sum) = body.as_bytes().split_at(body.len() - 6);
    let written = sum.iter().try_fold(0_u64, |n, c| {
        let place = DIGITS.iter().position(|d| d == c)?;
        Some(n * 62 + place as u64)
    });
    written == Some(u64::from(crc_32(random)))
}

/// CRC-32 of IEEE 802.3.
fn crc_32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, b| {
        (0..8).fold(crc ^ u32::from(*b), |c, _| {
            c >> 1 ^ if c & 1 == 1 { 0xEDB8_8320 } else { 0 }
        })
    })
}

/// Whether a text looks drawn by lot: many distinct characters, no long run of
/// one, no long row of neighbours (`abcdef`, `1234567`).
fn is_random(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut seen = [false; 256];
    for b in bytes {
        seen[usize::from(*b)] = true;
    }
    let distinct = seen.iter().filter(|s| **s).count();
    let enough = distinct >= (bytes.len() / 3).clamp(8, 10);
    let (mut same, mut row) = (1, 1);
    let calm = bytes.windows(2).all(|w| {
        same = if w[0] == w[1] { same + 1 } else { 1 };
        row = if w[1] == w[0].wrapping_add(1) {
            row + 1
        } else {
            1
        };
        same < 5 && row < 7
    });
    enough && calm
}

/// Words that examples and placeholders are made of.
fn is_example(value: &str) -> bool {
    const WORDS: [&str; 16] = [
        "example",
        "exemple",
        "placeholder",
        "changeme",
        "your",
        "votre",
        "insert",
        "replace",
        "dummy",
        "sample",
        "xxxx",
        "secret_key",
        "api_key",
        "token",
        "redacted",
        "testkey",
    ];
    let mut lower = [0_u8; 256];
    let n = value.len().min(256);
    lower[..n].copy_from_slice(&value.as_bytes()[..n]);
    lower.make_ascii_lowercase();
    WORDS
        .iter()
        .any(|w| memchr::memmem::find(&lower[..n], w.as_bytes()).is_some())
}

/// `com.example.Thing2`, `src/lib/a1.rs`, `a-word-and-another-2`: parts that are
/// words, not chance.
fn is_path(value: &str) -> bool {
    let parts = value.split(['.', '/', '-', '_', ':']);
    let (mut all, mut words) = (0, 0);
    for part in parts.filter(|p| !p.is_empty()) {
        all += 1;
        let letters = part.bytes().take_while(u8::is_ascii_alphabetic).count();
        words += usize::from(letters + 2 >= part.len() && part.len() <= 14);
    }
    all > 1 && words * 2 > all && !value.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A token with its checksum, of nobody.
    fn github(random: &str) -> String {
        const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        let mut n = crc_32(random.as_bytes());
        let mut sum = [b'0'; 6];
        for place in sum.iter_mut().rev() {
            *place = DIGITS[(n % 62) as usize];
            n /= 62;
        }
        format!("ghp_{random}{}", String::from_utf8_lossy(&sum))
    }

    #[test]
    fn the_crc_of_the_norm() {
        assert_eq!(crc_32(b"123456789"), 0xCBF4_3926);
    }

    #[test]
    fn tokens_with_a_checksum_must_pass_it() {
        let good = github("k7QwZ2mXv9RtB4nLp8YcD1sHf6GjE3");
        assert_eq!(token(&good).map(|a| a.len), Some(good.len()));
        let bad = good.replace("k7Q", "k7R");
        assert_eq!(token(&bad), None);
    }

    #[test]
    fn placeholders_are_no_tokens() {
        for bad in [
            "AKIAIOSFODNN7EXAMPLE",
            "glpat-xxxxxxxxxxxxxxxxxxxx",
            "glpat-00000000000000000000",
            "sk_live_abcdefghijklmnopqrstuvwx",
            "hf_yourTokenHere1847203651kqzwmx",
        ] {
            assert_eq!(token(bad), None, "{bad}");
        }
        assert!(token("glpat-Zk81vQ-7mRtLx2Wp9YbN").is_some());
    }

    #[test]
    fn keys_behind_a_label_are_drawn_by_lot() {
        for good in [
            "q8ZkV71mRtLx2Wp9YbN4sHf6",
            "4f1c9a7be20d836517fa4c0e9b2d8163",
            "WfhpMMHfMlyrQMxrBttiSNzLX9XACrNxsUIi5kgk",
        ] {
            assert!(labelled(good).is_some(), "{good}");
        }
        for bad in [
            "com.vernay.gestion.Cle2024Provider",
            "my-super-secret-key-2024-01",
            "12345678901234567890",
            "a1b2c3",
            "src/clients/keys/Loader123",
            "X509HardwareKeyUsageFlags",
        ] {
            assert_eq!(labelled(bad), None, "{bad}");
        }
    }

    #[test]
    fn web_tokens_decode() {
        let part = |json: &str| BASE64_URL_SAFE_NO_PAD.encode(json);
        let claims = part(r#"{"sub":"u-8471","name":"m.vasselin","exp":1719847203}"#);
        let good = format!(
            "{}.{claims}.Zk81vQ7mRtLx2Wp9YbN4sHf6",
            part(r#"{"alg":"HS256"}"#)
        );
        assert_eq!(jwt(&good).map(|a| a.len), Some(good.len()));
        assert_eq!(
            jwt(&format!("{}.{claims}.x", part(r#"{"typ":"JWT"}"#))),
            None
        );
        assert_eq!(jwt("eyJhbGciOi.eyJzdWIi"), None);
    }
}
