//! Keccak-256 with the padding of 2011, as Ethereum and Monero use it (not
//! SHA3-256, whose padding differs).

/// Rate of Keccak-256, bytes.
const RATE: usize = 136;

const ROUNDS: [u64; 24] = [
    0x0000_0000_0000_0001,
    0x0000_0000_0000_8082,
    0x8000_0000_0000_808A,
    0x8000_0000_8000_8000,
    0x0000_0000_0000_808B,
    0x0000_0000_8000_0001,
    0x8000_0000_8000_8081,
    0x8000_0000_0000_8009,
    0x0000_0000_0000_008A,
    0x0000_0000_0000_0088,
    0x0000_0000_8000_8009,
    0x0000_0000_8000_000A,
    0x0000_0000_8000_808B,
    0x8000_0000_0000_008B,
    0x8000_0000_0000_8089,
    0x8000_0000_0000_8003,
    0x8000_0000_0000_8002,
    0x8000_0000_0000_0080,
    0x0000_0000_0000_800A,
    0x8000_0000_8000_000A,
    0x8000_0000_8000_8081,
    0x8000_0000_0000_8080,
    0x0000_0000_8000_0001,
    0x8000_0000_8000_8008,
];

/// Rotations, and the lane each one moves to, along the path of rho and pi.
const ROTATIONS: [u32; 24] = [
    1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44,
];
const LANES: [usize; 24] = [
    10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1,
];

/// The digest of at most 135 bytes; none of more.
pub(super) fn keccak_256(message: &[u8]) -> Option<[u8; 32]> {
    let mut block = [0_u8; RATE];
    block.get_mut(..message.len())?.copy_from_slice(message);
    *block.get_mut(message.len())? = 1;
    block[RATE - 1] |= 0x80;
    let mut state = [0_u64; 25];
    for (lane, bytes) in state.iter_mut().zip(block.as_chunks::<8>().0) {
        *lane = u64::from_le_bytes(*bytes);
    }
    permute(&mut state);
    let mut digest = [0; 32];
    for (out, lane) in digest.as_chunks_mut::<8>().0.iter_mut().zip(state) {
        *out = lane.to_le_bytes();
    }
    Some(digest)
}

/// Keccak-f with a state of 1,600 bits.
fn permute(state: &mut [u64; 25]) {
    for constant in ROUNDS {
        let mut columns = [0; 5];
        for (x, column) in columns.iter_mut().enumerate() {
            *column = (0..5).fold(0, |sum, y| sum ^ state[x + 5 * y]);
        }
        for x in 0..5 {
            let change = columns[(x + 4) % 5] ^ columns[(x + 1) % 5].rotate_left(1);
            for y in 0..5 {
                state[x + 5 * y] ^= change;
            }
        }
        let mut moved = state[1];
        for (rotation, lane) in ROTATIONS.into_iter().zip(LANES) {
            let kept = state[lane];
            state[lane] = moved.rotate_left(rotation);
            moved = kept;
        }
        for y in 0..5 {
            let row: [u64; 5] = std::array::from_fn(|x| state[x + 5 * y]);
            for x in 0..5 {
                state[x + 5 * y] = row[x] ^ (!row[(x + 1) % 5] & row[(x + 2) % 5]);
            }
        }
        state[0] ^= constant;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(digest: [u8; 32]) -> String {
        digest.iter().map(|b| format!("{b:02x}")).collect()
    }

    #[test]
    fn digests_of_known_messages() {
        for (message, digest) in [
            (
                "",
                "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470",
            ),
            (
                "abc",
                "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45",
            ),
        ] {
            let got = keccak_256(message.as_bytes()).map(hex);
            assert_eq!(got.as_deref(), Some(digest));
        }
        assert_eq!(keccak_256(&[0; RATE]), None);
    }
}
