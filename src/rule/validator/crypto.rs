//! Addresses of crypto-currencies: base58check (Bitcoin, Litecoin, Dogecoin,
//! Dash, TRON, XRP), bech32 and bech32m (SegWit, Cardano), EIP-55 (Ethereum and
//! its like), Monero.
//!
//! Each bears a checksum of 30 bits or more, so that what passes is no accident;
//! only an Ethereum address in one case has none, and is weak.

use super::bech32;
use super::keccak::keccak_256;
use super::{Accepted, Grade};
use sha2::{Digest, Sha256};

const BITCOIN: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const RIPPLE: &[u8; 58] = b"rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz";

/// Longest address: Cardano's with a stake part.
const LONGEST: usize = 130;

/// An address of any of them.
pub(super) fn address(text: &str) -> Option<Accepted> {
    let len = text
        .bytes()
        .take(LONGEST + 1)
        .take_while(u8::is_ascii_alphanumeric)
        .count();
    let word = &text[..len];
    let (grade, test) = match word.as_bytes() {
        [b'0', b'x', hex @ ..] => (ethereum(hex)?, false),
        bytes if len >= 90 => monero(bytes).or_else(|| segwit(word))?,
        bytes => segwit(word)
            .or_else(|| base58_check(bytes, BITCOIN))
            .or_else(|| base58_check(bytes, RIPPLE))?,
    };
    Some(Accepted { len, grade, test })
}

/// Bech32 with its human-readable part (BIP 173, BIP 350, CIP 19).
fn segwit(word: &str) -> Option<(Grade, bool)> {
    bech32::address(word).map(|test| (Grade::Strong, test))
}

/// Version, twenty bytes, and the head of their double SHA-256; the version must
/// be one of those in use with this alphabet.
fn base58_check(word: &[u8], alphabet: &[u8; 58]) -> Option<(Grade, bool)> {
    const BYTES: usize = 25;
    if !(25..=36).contains(&word.len()) {
        return None;
    }
    let mut raw = [0_u8; BYTES];
    for c in word {
        let place = alphabet.iter().position(|a| a == c)?;
        let mut carry = u32::try_from(place).ok()?;
        for b in raw.iter_mut().rev() {
            carry += u32::from(*b) * 58;
            *b = (carry & 0xFF) as u8;
            carry >>= 8;
        }
        if carry != 0 {
            return None;
        }
    }
    // zero bytes at the start are written one character each
    let zeros = raw.iter().take_while(|b| **b == 0).count();
    let written = word.iter().take_while(|c| **c == alphabet[0]).count();
    let (body, sum) = raw.split_at(BYTES - 4);
    let digest = Sha256::digest(Sha256::digest(body));
    if zeros != written || digest[..4] != *sum {
        return None;
    }
    let test = match (raw[0], alphabet == RIPPLE) {
        (0, true) => false,
        (0x00 | 0x05 | 0x1E | 0x16 | 0x30 | 0x32 | 0x41 | 0x4C | 0x10, false) => false,
        (0x6F | 0xC4, false) => true,
        _ => return None,
    };
    Some((Grade::Strong, test || raw[1..21].iter().all(|b| *b == 0)))
}

/// Forty hexadecimal digits; capitals and small letters are the checksum
/// (EIP-55), all of one case have none. Runs of one digit are placeholders.
fn ethereum(hex: &[u8]) -> Option<Grade> {
    let sane = hex.len() == 40 && hex.iter().all(u8::is_ascii_hexdigit);
    let distinct = (0..=u8::MAX).filter(|b| hex.contains(b)).count();
    if !sane || distinct < 6 {
        return None;
    }
    let one_case = |other: fn(&u8) -> bool| !hex.iter().any(other);
    if one_case(u8::is_ascii_uppercase) || one_case(u8::is_ascii_lowercase) {
        return Some(Grade::Weak);
    }
    let digest = keccak_256(&hex.to_ascii_lowercase())?;
    let agrees = hex.iter().enumerate().all(|(i, b)| {
        let nibble = digest[i / 2] >> (4 * (1 - i % 2)) & 0xF;
        b.is_ascii_digit() || b.is_ascii_uppercase() == (nibble >= 8)
    });
    agrees.then_some(Grade::Strong)
}

/// Network byte, two keys (and a payment id), head of their Keccak; written in
/// blocks of eight bytes as eleven characters.
fn monero(word: &[u8]) -> Option<(Grade, bool)> {
    let size = match word.len() {
        95 => 69,
        106 => 77,
        _ => return None,
    };
    let mut raw = [0_u8; 80];
    for (at, block) in word.chunks(11).enumerate() {
        let bytes = (size - at * 8).min(8);
        let mut n: u128 = 0;
        for c in block {
            let place = BITCOIN.iter().position(|a| a == c)?;
            n = n * 58 + place as u128;
        }
        if n >> (8 * bytes) != 0 {
            return None;
        }
        let written = n.to_be_bytes();
        raw[at * 8..at * 8 + bytes].copy_from_slice(&written[16 - bytes..]);
    }
    let (body, sum) = raw[..size].split_at(size - 4);
    let known = matches!((body[0], size), (18 | 42, 69) | (19, 77));
    (known && keccak_256(body)?[..4] == *sum).then_some((Grade::Strong, false))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes bytes as base58check, for addresses that nobody owns.
    fn written(version: u8, fill: u8, alphabet: &[u8; 58]) -> String {
        let mut raw = vec![version];
        raw.extend((0..20).map(|i| fill.wrapping_mul(i + 3)));
        let digest = Sha256::digest(Sha256::digest(&raw));
        raw.extend_from_slice(&digest[..4]);
        let zeros = raw.iter().take_while(|b| **b == 0).count();
        let mut digits = Vec::new();
        while raw.iter().any(|b| *b != 0) {
            let mut rest = 0;
            for b in &mut raw {
                rest = rest * 256 + u32::from(*b);
                *b = (rest / 58) as u8;
                rest %= 58;
            }
            digits.push(alphabet[rest as usize]);
        }
        digits.extend(std::iter::repeat_n(alphabet[0], zeros));
        digits.reverse();
        String::from_utf8(digits).expect("ASCII")
    }

    fn holds(text: &str) -> bool {
        address(text).is_some_and(|a| a.len == text.len())
    }

    #[test]
    fn base58_addresses_hold_by_their_checksum() {
        for (version, first) in [
            (0x00, "1"),
            (0x05, "3"),
            (0x30, "L"),
            (0x1E, "D"),
            (0x41, "T"),
        ] {
            let good = written(version, 37, BITCOIN);
            assert!(good.starts_with(first), "{good}");
            assert!(holds(&good), "{good}");
            let mut bad = good.into_bytes();
            bad.swap(9, 11);
            let bad = String::from_utf8(bad).expect("ASCII");
            assert!(!holds(&bad), "{bad}");
        }
        assert!(holds(&written(0, 91, RIPPLE)));
        assert!(!holds(&written(0x77, 37, BITCOIN)));
        assert_eq!(
            address(&written(0x6F, 37, BITCOIN)).map(|a| a.test),
            Some(true)
        );
    }

    #[test]
    fn ethereum_addresses_hold_by_their_capitals() {
        // the examples of EIP-55
        for good in [
            "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
            "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
        ] {
            assert_eq!(
                address(good).map(|a| a.grade),
                Some(Grade::Strong),
                "{good}"
            );
            let lower = good.to_ascii_lowercase();
            assert_eq!(address(&lower).map(|a| a.grade), Some(Grade::Weak));
        }
        for bad in [
            "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD",
            "0x0000000000000000000000000000000000000000",
            "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeA",
        ] {
            assert!(!holds(bad), "{bad}");
        }
    }

    #[test]
    fn monero_addresses_hold_by_their_keccak() {
        // the donation address of the Monero project, in its public README
        let good = "44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A";
        assert!(holds(good));
        assert!(!holds(&good.replace("kSi", "kSj")));
    }
}
