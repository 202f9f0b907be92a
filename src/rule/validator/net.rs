//! Network addresses: IPv4, IPv6 and MAC.
//!
//! Versions look like IPv4, certificate fingerprints like MAC, paths of programs
//! like IPv6: each is told apart by structure, the rest by the words around.

use super::compact::all_same;
use super::{Accepted, Grade};
use std::net::Ipv6Addr;

/// Four octets without leading zeros; a prefix length (`/24`) or port (`:443`)
/// after them is left. Small octets throughout look like a version, those below
/// the arc 1.2 or 1.3 like an object identifier: weak. Refused is what can be no
/// host's: unspecified, loopback, multicast, masks, networks (`10.1.0.0/16`), see
/// the IANA registry of special-purpose addresses (RFC 6890).
pub(super) fn ipv4(text: &str) -> Option<Accepted> {
    let (octets, len) = octets(text)?;
    let rest = &text.as_bytes()[len..];
    if matches!(octets[0], 0 | 127 | 224..) || is_network(octets, rest) {
        return None;
    }
    let runs_on = match rest {
        [b'.', next, ..] => next.is_ascii_digit(),
        [next, ..] => next.is_ascii_alphanumeric() || *next == b'_',
        [] => false,
    };
    if runs_on {
        return None;
    }
    let special = matches!(
        octets,
        [192, 0, 2, _] | [198, 51, 100, _] | [203, 0, 113, _]
    ) || octets[3] == 255;
    let private = matches!(octets, [10, ..] | [192, 168, ..] | [172, 16..=31, ..]);
    let version = octets.iter().all(|o| *o < 64) && octets[0] != 10;
    let identifier = matches!(octets, [1, 2 | 3, ..]);
    Some(Accepted {
        len,
        grade: if version || identifier || is_build(rest) {
            Grade::Weak
        } else if private {
            Grade::Strong
        } else {
            Grade::Plain
        },
        test: special,
    })
}

/// Whether a prefix length follows that leaves no bit of the host set.
fn is_network(octets: [u8; 4], rest: &[u8]) -> bool {
    let bits: u32 = match rest {
        [b'/', a @ b'0'..=b'9', b @ b'0'..=b'9', ..] => u32::from((a - b'0') * 10 + (b - b'0')),
        [b'/', a @ b'0'..=b'9', ..] => u32::from(a - b'0'),
        _ => return false,
    };
    let host = u32::MAX.checked_shr(bits).unwrap_or(0);
    bits < 32 && u32::from_be_bytes(octets) & host == 0
}

/// Whether a hyphen and letters follow, as after versions (`4.6.0.152-fe9c`).
fn is_build(rest: &[u8]) -> bool {
    matches!(rest, [b'-', tail @ ..] if tail.iter().any(u8::is_ascii_alphabetic))
}

/// The four octets and the bytes they take.
fn octets(text: &str) -> Option<([u8; 4], usize)> {
    let bytes = text.as_bytes();
    let mut octets = [0; 4];
    let mut at = 0;
    for (i, octet) in octets.iter_mut().enumerate() {
        if i > 0 {
            if bytes.get(at) != Some(&b'.') {
                return None;
            }
            at += 1;
        }
        let len = bytes[at..]
            .iter()
            .take(4)
            .take_while(|b| b.is_ascii_digit())
            .count();
        let padded = len > 1 && bytes[at] == b'0';
        if padded {
            return None;
        }
        *octet = text.get(at..at + len)?.parse().ok()?;
        at += len;
    }
    Some((octets, at))
}

/// RFC 4291 text form, compressed or not, with an IPv4 tail if there is one.
/// Zone (`%eth0`) and prefix length (`/64`) are left. Short compressed forms that
/// are no known prefix (`a::b`) are weak: programs are full of them. Refused:
/// unspecified, loopback, multicast, what ends with `::` (a network, RFC 4291
/// 2.6.1), and eight groups of two digits, which are bytes of a fingerprint.
pub(super) fn ipv6(text: &str) -> Option<Accepted> {
    let len = text
        .bytes()
        .take(46)
        .take_while(|b| b.is_ascii_hexdigit() || matches!(b, b':' | b'.'))
        .count();
    let trimmed = text[..len].trim_end_matches('.');
    // `::1:` or `2001:db8::1:` at the end of a clause.
    let trimmed = match trimmed.strip_suffix(':') {
        Some(head) if !trimmed.ends_with("::") => head,
        _ => trimmed,
    };
    let rest = &text.as_bytes()[trimmed.len()..];
    if rest
        .first()
        .is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_')
    {
        return None;
    }
    let address: Ipv6Addr = trimmed.parse().ok()?;
    let nobody = trimmed.ends_with("::") || address.is_loopback() || address.is_multicast();
    if nobody || trimmed.split(':').all(|g| g.len() == 2) {
        return None;
    }
    let grade = ipv6_grade(trimmed, &address)?;
    Some(Accepted {
        len: trimmed.len(),
        grade,
        test: address.segments()[..2] == [0x2001, 0xdb8],
    })
}

fn ipv6_grade(text: &str, address: &Ipv6Addr) -> Option<Grade> {
    let groups = text.split(':').filter(|g| !g.is_empty()).count();
    let digits = text.bytes().any(|b| b.is_ascii_digit());
    let first = address.segments()[0];
    let known = (0x2000..0x4000).contains(&first) || first >= 0xfc00;
    if !digits && groups < 8 {
        return None;
    }
    Some(
        if groups == 8 || (known && groups >= 2) || text.contains('.') {
            Grade::Strong
        } else if groups >= 4 {
            Grade::Plain
        } else {
            Grade::Weak
        },
    )
}

/// Six groups of two hexadecimal digits parted by `:` or `-` throughout, or three
/// of four parted by dots. A seventh group is a fingerprint's, and refuses all.
pub(super) fn mac(text: &str) -> Option<Accepted> {
    let bytes = text.as_bytes();
    let (separator, size) = match (bytes.get(2)?, bytes.get(4)) {
        (s @ (b':' | b'-' | b' '), _) => (*s, 2),
        (_, Some(b'.')) => (b'.', 4),
        _ => return None,
    };
    let (groups, mut nibbles) = (12 / size, [0; 12]);
    let len = 12 + groups - 1;
    let value = bytes.get(..len)?;
    for (i, b) in value.iter().enumerate() {
        let on_separator = i % (size + 1) == size;
        if on_separator != (*b == separator) || !(on_separator || b.is_ascii_hexdigit()) {
            return None;
        }
        if !on_separator {
            nibbles[i - i / (size + 1)] = b.to_ascii_lowercase();
        }
    }
    let runs_on = match &bytes[len..] {
        [s, next, ..] if *s == separator && *s != b' ' => next.is_ascii_hexdigit(),
        [next, ..] => next.is_ascii_alphanumeric(),
        [] => false,
    };
    // All one nibble (null, broadcast) names no device; digits only and dots is a
    // number grouped by four.
    let number = size == 4 && nibbles.iter().all(u8::is_ascii_digit);
    (!runs_on && !all_same(&nibbles) && !number).then_some(Accepted {
        len,
        grade: if separator == b' ' {
            Grade::Weak
        } else {
            Grade::Plain
        },
        test: SAMPLES.iter().any(|s| nibbles == **s),
    })
}

/// Addresses that are written in examples because they count up.
const SAMPLES: &[&[u8; 12]] = &[
    b"001122334455",
    b"112233445566",
    b"aabbccddeeff",
    b"123456789abc",
    b"1234567890ab",
    b"0123456789ab",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn octets_and_versions() {
        assert_eq!(ipv4("192.168.1.20").map(|a| a.grade), Some(Grade::Strong));
        assert_eq!(ipv4("81.56.214.7").map(|a| a.grade), Some(Grade::Plain));
        assert_eq!(ipv4("16.23.7.6").map(|a| a.grade), Some(Grade::Weak));
        assert_eq!(ipv4("81.56.214.7/24").map(|a| a.len), Some(11));
        assert_eq!(ipv4("81.56.214.7:443").map(|a| a.len), Some(11));
        assert!(ipv4("203.0.113.9").is_some_and(|a| a.test));
        assert_eq!(ipv4("1.3.132.1").map(|a| a.grade), Some(Grade::Weak));
        assert_eq!(ipv4("4.76.0.152-fe9c").map(|a| a.grade), Some(Grade::Weak));
        for bad in [
            "0.0.0.0",
            "127.0.0.1",
            "224.0.0.251",
            "255.255.255.0",
            "10.0.0.0/8",
            "172.16.8.0/21",
            "0.0.0.0/0",
            "256.1.1.1",
            "1.2.3",
            "1.2.3.4.5",
            "01.2.3.4",
            "1.2.3.4text",
            "1.2.3.4_5",
        ] {
            assert!(ipv4(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn compressed_and_mixed() {
        for (ok, grade) in [
            ("2345:425:2ca1:0:0:567:5673:23b5", Grade::Strong),
            ("2a01:cb00:85a3::8a2e:370", Grade::Strong),
            ("fe80::1ff:fe23:4567:890a", Grade::Strong),
            ("::ffff:172.16.0.1", Grade::Strong),
            ("A099::09C0:876A:130B", Grade::Plain),
            ("1::2", Grade::Weak),
        ] {
            assert_eq!(
                ipv6(ok).map(|a| (a.len, a.grade)),
                Some((ok.len(), grade)),
                "{ok}"
            );
        }
        for bad in [
            "fe80::1text",
            "2001::db8::1",
            "12:34:56",
            "Face::Add",
            "aa:bb:cc:dd:ee:ff",
            "90:70:a9:04:1e:57:27:b9",
            "::",
            "::1",
            "ff02::fb",
            "2a01:cb00:85a3::",
        ] {
            assert!(ipv6(bad).is_none(), "{bad}");
        }
        assert_eq!(ipv6("2a01:cb00::1/64").map(|a| a.len), Some(12));
    }

    #[test]
    fn devices_and_fingerprints() {
        for ok in ["00:1A:2B:3C:4D:5E", "01-b3-4a-67-d9-cf", "0012.3456.789A"] {
            assert_eq!(mac(ok).map(|a| a.len), Some(ok.len()), "{ok}");
        }
        assert!(mac("AA:BB:CC:DD:EE:FF").is_some_and(|a| a.test));
        for bad in [
            "FF:FF:FF:FF:FF:FF",
            "00:00:00:00:00:00",
            "d0:50:99:84:a2:a0:ff",
            "00:00:00:00:00",
            "123:23:45:67:89:00",
            "ZZ:ZZ:ZZ:ZZ:ZZ:ZZ",
            "00:1A-2B:3C:4D:5E",
            "1234.5678.9012",
        ] {
            assert!(mac(bad).is_none(), "{bad}");
        }
    }
}
