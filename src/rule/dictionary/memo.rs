//! The last lookups of a thread: a table of fixed size in which a key has one
//! place, so that a newer key takes the place of an older one.

/// Places; a power of two.
const PLACES: usize = 1 << 11;
/// Longest key remembered, bytes.
const LONGEST: usize = 22;

/// A key, its length (0: free) and what was found.
#[derive(Debug, Clone, Copy)]
struct Entry {
    key: [u8; LONGEST],
    len: u8,
    found: Option<u64>,
}

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Memo {
    /// Empty until the first lookup.
    entries: Vec<Entry>,
}

impl Memo {
    /// What the key gives: as remembered, or as `look_up` says.
    #[inline]
    pub(super) fn get(&mut self, key: &[u8], look_up: impl FnOnce() -> Option<u64>) -> Option<u64> {
        if key.len() > LONGEST || key.is_empty() {
            return look_up();
        }
        if self.entries.is_empty() {
            let free = Entry {
                key: [0; LONGEST],
                len: 0,
                found: None,
            };
            self.entries.resize(PLACES, free);
        }
        let entry = &mut self.entries[place(key)];
        if usize::from(entry.len) != key.len() || entry.key[..key.len()] != *key {
            entry.found = look_up();
            entry.key[..key.len()].copy_from_slice(key);
            entry.len = key.len() as u8;
        }
        entry.found
    }
}

/// FNV-1a with a last mix, in the range of the table.
fn place(key: &[u8]) -> usize {
    let hash = key.iter().fold(0xCBF2_9CE4_8422_2325, |h: u64, b| {
        (h ^ u64::from(*b)).wrapping_mul(0x0100_0000_01B3)
    });
    (hash ^ hash >> 29) as usize & (PLACES - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_is_what_was_found() {
        let mut memo = Memo::default();
        let found = |n: usize| (!n.is_multiple_of(3)).then_some(n as u64);
        for round in 0..3 {
            for n in 0..PLACES * 2 {
                let key = format!("mot{n}");
                let got = memo.get(key.as_bytes(), || found(n));
                assert_eq!(got, found(n), "{round} {key}");
            }
        }
        memo.get(b"dupont", || Some(7));
        assert_eq!(memo.get(b"dupont", || None), Some(7));
        assert_eq!(memo.get(b"dupon", || None), None);
        let long = [b'a'; LONGEST + 1];
        memo.get(&long, || Some(1));
        assert_eq!(memo.get(&long, || Some(2)), Some(2));
    }
}
