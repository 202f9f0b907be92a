//! Bech32 and bech32m: a human-readable part, `1`, data and six characters of a
//! BCH code (BIP 173, BIP 350). Read without allocation.

const CHARSET: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
/// What the code of bech32 leaves; bech32m leaves another constant.
const BECH32: u32 = 1;
const BECH32M: u32 = 0x2BC8_30A3;

/// Judges a whole word: an address of Bitcoin, Litecoin (with their witness
/// version and length) or Cardano. Gives whether it is of a test network.
pub(super) fn address(word: &str) -> Option<bool> {
    let bytes = word.as_bytes();
    let mixed =
        bytes.iter().any(u8::is_ascii_lowercase) && bytes.iter().any(u8::is_ascii_uppercase);
    let one = bytes.iter().rposition(|b| *b == b'1')?;
    let data = &bytes[one + 1..];
    if mixed || data.len() < 8 || bytes.len() > 130 {
        return None;
    }
    let mut part = [0; 8];
    let part = part.get_mut(..one)?;
    part.copy_from_slice(&bytes[..one]);
    part.make_ascii_lowercase();
    let sum = checksum(part, data)?;
    match &*part {
        b"bc" | b"ltc" => witness(data, sum).then_some(false),
        b"tb" | b"tltc" | b"bcrt" => witness(data, sum).then_some(true),
        b"addr" | b"stake" => (sum == BECH32).then_some(false),
        _ => None,
    }
}

fn value(c: u8) -> Option<u8> {
    let c = c.to_ascii_lowercase();
    CHARSET.iter().position(|a| *a == c).map(|p| p as u8)
}

fn step(sum: u32, value: u8) -> u32 {
    const GENERATORS: [u32; 5] = [
        0x3B6A_57B2,
        0x2650_8E6D,
        0x1EA1_19FA,
        0x3D42_33DD,
        0x2A14_62B3,
    ];
    let top = sum >> 25;
    let shifted = (sum & 0x1FF_FFFF) << 5 ^ u32::from(value);
    GENERATORS
        .iter()
        .enumerate()
        .filter(|(i, _)| top >> i & 1 == 1)
        .fold(shifted, |s, (_, g)| s ^ g)
}

/// The polynomial's remainder over part and data.
fn checksum(part: &[u8], data: &[u8]) -> Option<u32> {
    let high = part.iter().map(|b| b >> 5);
    let low = part.iter().map(|b| b & 31);
    let start = high.chain([0]).chain(low).fold(1, step);
    data.iter()
        .try_fold(start, |sum, c| Some(step(sum, value(*c)?)))
}

/// Version 0 is bech32 with 20 or 32 bytes, the others bech32m with 2 to 40.
fn witness(data: &[u8], sum: u32) -> bool {
    let bytes = (data.len() - 7) * 5 / 8;
    match value(data[0]) {
        Some(0) => sum == BECH32 && matches!(bytes, 20 | 32),
        Some(1) => sum == BECH32M && bytes == 32,
        Some(2..=16) => sum == BECH32M && (2..=40).contains(&bytes),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_the_standards() {
        // BIP 173, BIP 350
        for (good, test) in [
            ("BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", false),
            (
                "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
                false,
            ),
            ("tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx", true),
        ] {
            assert_eq!(address(good), Some(test), "{good}");
        }
        for bad in [
            "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5",
            "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3T4",
            "xy1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
            "bc1",
            "1",
        ] {
            assert_eq!(address(bad), None, "{bad}");
        }
    }
}
