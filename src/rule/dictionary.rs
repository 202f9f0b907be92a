//! What is a first name, a surname, a town, an ordinary word: lookups in
//! compact maps that are part of the program (`rules/dictionary/README.md` says
//! what they are made of).
//!
//! A dictionary never proves a person: Martin, Petit, Paris and Rose are words
//! and places too. It only grades what a label, a capital or a neighbour
//! suggests; that judgement is the validators'.
//!
//! Nothing is loaded at start-up: the maps are read where they lie in the
//! program, and each thread remembers its last lookups in a table of fixed size.

mod memo;

use fst::raw::Fst;
use memo::Memo;
use std::cell::RefCell;
use std::sync::LazyLock;
use std::thread::LocalKey;
use unicode_normalization::char::{decompose_canonical, is_combining_mark};

/// Longest name that is looked up, in bytes of its key.
const LONGEST: usize = 48;

type Static = LazyLock<Fst<&'static [u8]>>;

/// A map, and what each thread has looked up in it of late.
type Remembered = (Static, &'static LocalKey<RefCell<Memo>>);

macro_rules! embedded {
    ($name:ident, $file:literal) => {
        static $name: Remembered = (
            LazyLock::new(|| {
                let bytes: &'static [u8] =
                    include_bytes!(concat!("../../rules/dictionary/", $file));
                Fst::new(bytes).expect("the map was written by build-dictionary and is tested")
            }),
            {
                thread_local! {
                    static MEMO: RefCell<Memo> = RefCell::new(Memo::default());
                }
                &MEMO
            },
        );
    };
}

embedded!(FIRST_NAMES, "first-names.fst");
embedded!(SURNAMES, "surnames.fst");
embedded!(COMMUNES, "communes.fst");
embedded!(WORDS, "words.fst");

/// The embedded maps, for the fingerprint of the rule set.
pub const FILES: &[(&str, &[u8])] = &[
    (
        "communes.fst",
        include_bytes!("../../rules/dictionary/communes.fst"),
    ),
    (
        "first-names.fst",
        include_bytes!("../../rules/dictionary/first-names.fst"),
    ),
    (
        "surnames.fst",
        include_bytes!("../../rules/dictionary/surnames.fst"),
    ),
    (
        "words.fst",
        include_bytes!("../../rules/dictionary/words.fst"),
    ),
];

/// How frequent a name is: the place in its list, as a power of two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank(u8);

impl Rank {
    /// The name is among the `n` most frequent ones (to the next power of two).
    #[must_use]
    pub const fn within(self, n: u32) -> bool {
        (1_u32 << self.0) <= n
    }
}

/// What is known of a first name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FirstName {
    /// Among first names of either sex.
    pub rank: Rank,
    /// It is an ordinary word or a place too (Rose, Pierre, Florence).
    pub ambiguous: bool,
}

/// What is known of a French town.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Commune {
    /// Inhabitants of the largest town of that name, as a power of ten.
    pub inhabitants: u8,
}

/// What is known of an ordinary word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// It is never part of a name in a document (months, functions, headings).
    pub never_a_name: bool,
}

/// A name as the maps hold it: lower case, no accents, words parted by one
/// space, in a buffer of its own.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Key {
    bytes: [u8; LONGEST],
    len: usize,
}

impl std::fmt::Debug for Key {
    /// Names are personal data: never shown.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(..)")
    }
}

impl Key {
    /// The key of `text`; none for what is too long, empty or not written in
    /// Latin letters.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let mut key = Self {
            bytes: [0; LONGEST],
            len: 0,
        };
        let mut part = false;
        for c in text.chars() {
            if !c.is_ascii() && is_combining_mark(c) {
                continue;
            }
            if !c.is_alphabetic() {
                if c.is_alphanumeric() {
                    return None;
                }
                part = key.len > 0;
                continue;
            }
            if part {
                key.push(b' ')?;
                part = false;
            }
            key.push_letter(c)?;
        }
        (key.len > 0).then_some(key)
    }

    fn push(&mut self, byte: u8) -> Option<()> {
        *self.bytes.get_mut(self.len)? = byte;
        self.len += 1;
        Some(())
    }

    fn push_letter(&mut self, c: char) -> Option<()> {
        if c.is_ascii() {
            return self.push(c.to_ascii_lowercase() as u8);
        }
        let whole: &[u8] = match c {
            'œ' | 'Œ' => b"oe",
            'æ' | 'Æ' => b"ae",
            'ß' => b"ss",
            'ø' | 'Ø' => b"o",
            'ł' | 'Ł' => b"l",
            'đ' | 'Đ' => b"d",
            'ı' => b"i",
            _ => b"",
        };
        if !whole.is_empty() {
            return whole.iter().try_for_each(|b| self.push(*b));
        }
        let mut base = None;
        decompose_canonical(c, |d| {
            if d.is_ascii_alphabetic() && base.is_none() {
                base = Some(d.to_ascii_lowercase() as u8);
            }
        });
        self.push(base?)
    }

    /// The key's bytes: ASCII letters and spaces.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.len]
    }

    /// The key as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }
}

/// Looks a key up; words come again and again, so that most are remembered.
fn get(map: &'static Remembered, key: &[u8]) -> Option<u64> {
    map.1
        .with_borrow_mut(|memo| memo.get(key, || map.0.get(key).map(fst::raw::Output::value)))
}

/// Bits of a value in `first-names.fst`: the rank, then this flag.
pub const AMBIGUOUS: u64 = 0x20;
/// Flag of a value in `words.fst`.
pub const NEVER_A_NAME: u64 = 0x04;
/// Parts town and postcode in the keys of `communes.fst`.
pub const POSTCODE_MARK: u8 = b'|';

const fn rank(value: u64) -> Rank {
    Rank((value & 0x1f) as u8)
}

/// Is `name` a first name? Compound ones are known by their parts.
#[must_use]
pub fn first_name(name: &Key) -> Option<FirstName> {
    let value = get(&FIRST_NAMES, name.as_bytes())?;
    Some(FirstName {
        rank: rank(value),
        ambiguous: value & AMBIGUOUS != 0,
    })
}

/// Is `name` a surname (`martin`, `le gall`, `da silva`)?
#[must_use]
pub fn surname(name: &Key) -> Option<Rank> {
    get(&SURNAMES, name.as_bytes()).map(rank)
}

/// Is `name` an ordinary French or English word, or the plural of one?
#[must_use]
pub fn word(name: &Key) -> Option<Word> {
    let key = name.as_bytes();
    let singular = || key.strip_suffix(b"s").filter(|k| k.len() > 3);
    let value = get(&WORDS, key).or_else(|| get(&WORDS, singular()?))?;
    Some(Word {
        never_a_name: value & NEVER_A_NAME != 0,
    })
}

/// Is `name` an ordinary French or English word (see [`word`])?
#[must_use]
pub fn is_common_word(name: &Key) -> bool {
    word(name).is_some()
}

/// Is `name` a French town? `St` and `Ste` may stand for Saint and Sainte.
#[must_use]
pub fn commune(name: &Key) -> Option<Commune> {
    towns(name, &[]).map(|inhabitants| Commune { inhabitants })
}

/// Is `postcode` (five digits) one of the town `name`?
#[must_use]
pub fn commune_has_postcode(name: &Key, postcode: &[u8]) -> bool {
    towns(name, postcode).is_some()
}

/// Walks `name|postcode`; with an empty postcode, to any of the town's.
fn towns(name: &Key, postcode: &[u8]) -> Option<u8> {
    let map = &*COMMUNES.0;
    let mut node = map.root();
    let mut sum = fst::raw::Output::zero();
    let mut step = |byte: u8| -> Option<()> {
        let t = node.transition(node.find_input(byte)?);
        sum = sum.cat(t.out);
        node = map.node(t.addr);
        Some(())
    };
    for (i, word) in name.as_str().split(' ').enumerate() {
        if i > 0 {
            step(b' ')?;
        }
        let whole = match word {
            "st" => "saint",
            "ste" => "sainte",
            "sts" => "saints",
            w => w,
        };
        whole.bytes().try_for_each(&mut step)?;
    }
    step(POSTCODE_MARK)?;
    postcode.iter().copied().try_for_each(&mut step)?;
    if postcode.is_empty() {
        while !node.is_final() {
            let t = node.transition(0);
            sum = sum.cat(t.out);
            node = map.node(t.addr);
        }
    } else if !node.is_final() {
        return None;
    }
    u8::try_from(sum.cat(node.final_output()).value()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> Key {
        Key::of(text).expect("a name")
    }

    #[test]
    fn keys_fold_case_accents_and_separators() {
        assert_eq!(key("LE GALL").as_str(), "le gall");
        assert_eq!(key("Jean-Pierre").as_str(), "jean pierre");
        assert_eq!(key("d’Œuvre").as_str(), "d oeuvre");
        assert_eq!(key("Zoe\u{308}").as_str(), "zoe");
        assert!(Key::of("K7").is_none());
        assert!(Key::of("Иван").is_none());
        assert!(Key::of(&"a".repeat(60)).is_none());
    }

    #[test]
    fn frequent_names_rank_before_rare_ones() {
        let marie = first_name(&key("Marie")).expect("known");
        let rare = first_name(&key("Odilon")).expect("known");
        assert!(marie.rank < rare.rank);
        assert!(!marie.ambiguous);
        assert!(first_name(&key("Pierre")).expect("known").ambiguous);
        assert!(surname(&key("Martin")).expect("known").within(16));
        assert!(surname(&key("Le Gall")).is_some());
        assert!(surname(&key("Nguyen")).is_some());
        assert!(surname(&key("Facturation")).is_none());
    }

    #[test]
    fn words_are_told_from_names() {
        assert!(word(&key("Janvier")).expect("known").never_a_name);
        assert!(!word(&key("Boulanger")).expect("known").never_a_name);
        assert!(is_common_word(&key("lampe")));
        assert!(is_common_word(&key("agreement")));
        assert!(!is_common_word(&key("Dupont")));
    }

    #[test]
    fn towns_know_their_postcodes() {
        assert!(commune(&key("Bordeaux")).expect("known").inhabitants >= 5);
        assert!(commune(&key("St Denis")).is_some());
        assert!(commune(&key("Bordeau")).is_none());
        assert!(commune_has_postcode(&key("Rennes"), b"35000"));
        assert!(!commune_has_postcode(&key("Rennes"), b"75001"));
    }
}
