//! The words of a candidate name: where each ends, how it is written, what the
//! dictionaries know of it.

use crate::rule::dictionary::{self, FirstName, Key, Rank, Word};

/// A capitalised word, with the particles that stand before it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct NameWord {
    /// Byte after its last letter (or the dot of an initial).
    pub(super) end: usize,
    /// All its letters are capitals, two at least.
    pub(super) upper: bool,
    /// An initial or several (`J.`, `P.E.`, `M`).
    pub(super) initial: bool,
    /// An initial that ends in a dot.
    pub(super) dotted: bool,
    /// A comma stands before it.
    pub(super) comma_before: bool,
    /// Its letters.
    pub(super) letters: usize,
    /// It is a first name, or all parts of it are.
    pub(super) first: Option<FirstName>,
    /// It is a surname, with its particles or without.
    pub(super) surname: Option<Rank>,
    /// It is an ordinary word.
    pub(super) word: Option<Word>,
    /// A gap of two spaces or more stands before it.
    pub(super) apart: bool,
    key: Option<Key>,
    /// It ends as French nouns end, and no dictionary of names knows it.
    noun_ending: bool,
}

impl NameWord {
    /// It is a town of ten thousand inhabitants or more.
    pub(super) fn place(&self) -> bool {
        let town = self.key.as_ref().and_then(dictionary::commune);
        town.is_some_and(|c| c.inhabitants >= 4)
    }

    /// Known as a name.
    pub(super) fn known(&self) -> bool {
        self.first.is_some() || self.surname.is_some()
    }

    /// A surname among the `n` most frequent.
    pub(super) fn surname_within(&self, n: u32) -> bool {
        self.surname.is_some_and(|r| r.within(n))
    }

    /// Known, but hardly anyone bears it.
    pub(super) fn rare(&self) -> bool {
        !self.surname_within(16_384) && self.first.is_none_or(|f| !f.rank.within(4096))
    }

    /// A word that names never hold.
    pub(super) fn never(&self) -> bool {
        self.word.is_some_and(|w| w.never_a_name)
    }

    /// An ordinary word that is a rare first name at best.
    pub(super) fn is_common_word_only(&self) -> bool {
        self.word.is_some() && self.first.is_none_or(|f| !f.rank.within(1024))
    }

    /// Not an ordinary word, and made like a name.
    pub(super) fn looks_like_name(&self) -> bool {
        self.word.is_none() && !self.noun_ending && self.letters >= 3
    }

    /// A first name among the `n` most frequent ones that is nothing else; an
    /// ordinary word only where hardly anybody would write it.
    pub(super) fn is_clear_given(&self, n: u32) -> bool {
        let clear = |f: FirstName| {
            let known = f
                .rank
                .within(if self.word.is_some() { n.min(512) } else { n });
            !f.ambiguous && known
        };
        !self.never() && self.first.is_some_and(clear)
    }

    /// Not an initial, and made like a surname or known as one.
    pub(super) fn is_surname(&self) -> bool {
        !self.initial && self.letters >= 4 && (self.surname.is_some() || self.looks_like_name())
    }

    /// Of two parts.
    pub(super) fn is_double(&self) -> bool {
        self.key.as_ref().is_some_and(|k| k.as_str().contains(' '))
    }

    /// May be the first word after a civility or a label.
    pub(super) fn may_follow_label(&self, after_initial: bool) -> bool {
        if self.never() {
            return after_initial && self.surname_within(1024);
        }
        match self.word {
            Some(_) => self.surname_within(8192) || self.first.is_some(),
            None => self.known() || !self.noun_ending && self.letters >= 2,
        }
    }

    /// May be a further word of a name already begun. Once it has a surname, only
    /// what is a name elsewhere may follow.
    pub(super) fn may_follow_name(&self, family: bool) -> bool {
        if self.never() {
            return self.surname_within(512);
        }
        match self.word {
            Some(_) if family => self.surname_within(2048),
            Some(_) => true,
            None => self.known() || self.looks_like_name() || !family && self.letters >= 2,
        }
    }

    /// What it proves alone in a cell.
    pub(super) fn alone_in_cell(&self) -> Option<super::Grade> {
        use super::Grade::{Plain, Weak};
        if self.initial || self.letters < 2 {
            return None;
        }
        let clear = self.word.is_none() && !self.place();
        let frequent = self.first.is_some_and(|f| f.rank.within(1024));
        match (self.known(), clear || frequent) {
            (true, true) => Some(Plain),
            (true, false) if self.word.is_none() || self.surname_within(4096) => Some(Weak),
            (true, false) => None,
            // names the dictionaries do not know: only under a name that agrees
            (false, _) => (clear && self.looks_like_name()).then_some(Weak),
        }
    }
}

/// Up to `MAX` words of a candidate.
pub(super) struct Words {
    list: [NameWord; Self::MAX],
    len: usize,
}

impl Words {
    const MAX: usize = 6;

    /// Reads capitalised words from the start of `text` until something else
    /// comes.
    pub(super) fn read(text: &str, most: usize) -> Self {
        Self::read_as(text, most, false)
    }

    /// The same of words written small, as in a hurried message.
    pub(super) fn read_small(text: &str, most: usize) -> Self {
        Self::read_as(text, most, true)
    }

    fn read_as(text: &str, most: usize, small: bool) -> Self {
        let mut words = Self {
            list: [NameWord::default(); Self::MAX],
            len: 0,
        };
        let mut reader = Reader { text, at: 0, small };
        while words.len < most.min(Self::MAX) {
            let Some(span) = reader.next(words.len == 0) else {
                break;
            };
            let mut w = describe(text, span);
            let before = words.as_slice().last().map_or(span.start, |b| b.end);
            w.apart = text[before..span.start].chars().nth(1).is_some() && !w.comma_before;
            // "Piotr   Sexe : M": the label of the next field
            let rest = text[w.end..].trim_start_matches([' ', '\u{a0}', '.']);
            if w.apart && rest.starts_with(':') {
                break;
            }
            reader.at = w.end;
            words.list[words.len] = w;
            words.len += 1;
        }
        words
    }

    pub(super) fn as_slice(&self) -> &[NameWord] {
        &self.list[..self.len]
    }
}

/// Whether one of the first three words is a first name or an initial: the quick
/// refusal of most runs of capitalised words.
pub(super) fn may_hold_first_name(text: &str) -> bool {
    let mut reader = Reader {
        text,
        at: 0,
        small: false,
    };
    (0..3).map_while(|n| reader.next(n == 0)).any(|span| {
        let word = &text[span.at..span.end];
        word.chars().nth(1).is_none_or(|c| c == '-')
            || Key::of(word).is_some_and(|k| first_name(&k).is_some())
    })
}

/// Words between the parts of a surname, written small or not.
const PARTICLES: &[&str] = &[
    "de", "du", "des", "la", "le", "les", "van", "von", "der", "den", "di", "da", "do", "dos",
    "das", "del", "della", "dello", "el", "al", "ben", "bin", "ibn", "abou", "abu", "bou", "ter",
    "ten", "zu", "saint", "sainte", "st", "ste", "mac", "mc", "san", "santa",
];

fn is_particle(word: &str) -> bool {
    word.len() <= 6 && PARTICLES.iter().any(|p| p.eq_ignore_ascii_case(word))
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    /// Words begin with small letters.
    small: bool,
}

/// Where a word stands.
#[derive(Debug, Clone, Copy)]
struct Span {
    /// First byte of its particles.
    start: usize,
    /// First byte of the word itself.
    at: usize,
    end: usize,
    comma_before: bool,
}

impl Reader<'_> {
    fn next(&mut self, first: bool) -> Option<Span> {
        let (mut at, comma) = if first { (self.at, false) } else { self.gap()? };
        let start = at;
        let mut particles = 0;
        loop {
            let end = at + word_length(&self.text[at..]);
            let word = &self.text[at..end];
            if word.is_empty() {
                return None;
            }
            let elided =
                matches!(word, "d" | "D" | "l" | "L") && self.text[end..].starts_with(['\'', '’']);
            if elided {
                at = end + self.text[end..].chars().next().map_or(0, char::len_utf8);
                particles += 1;
                continue;
            }
            let next = space(self.text, end).filter(|_| particles < 3 && is_particle(word));
            if let Some(next) = next.filter(|n| self.starts_name(*n)) {
                at = next;
                particles += 1;
                continue;
            }
            if !self.may_begin(word) || is_identifier(word) {
                return None;
            }
            self.at = end;
            return Some(Span {
                start,
                at,
                end,
                comma_before: comma,
            });
        }
    }

    fn may_begin(&self, word: &str) -> bool {
        if self.small {
            word.starts_with(char::is_lowercase)
        } else {
            word.starts_with(char::is_uppercase)
        }
    }

    /// Whether a name or a further particle begins at `at`.
    fn starts_name(&self, at: usize) -> bool {
        let word = &self.text[at..at + word_length(&self.text[at..])];
        self.may_begin(word) && word.len() > 1 || is_particle(word)
    }

    /// Passes the spaces, or the comma and spaces, before a further word.
    fn gap(&self) -> Option<(usize, bool)> {
        if let Some(next) = space(self.text, self.at) {
            return Some((next, false));
        }
        let after = self.text[self.at..].strip_prefix(',')?;
        let comma = self.text.len() - after.len();
        space(self.text, comma).map(|next| (next, true))
    }
}

/// Where the word after one to three spaces begins; none without a space.
fn space(text: &str, at: usize) -> Option<usize> {
    let rest = &text[at..];
    let next = rest.find(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\t'))?;
    (1..=6).contains(&next).then_some(at + next)
}

/// Bytes of the letters, hyphens and apostrophes that make one word. `d'` and
/// `l'` stand apart.
fn word_length(text: &str) -> usize {
    let mut end = 0;
    let mut joined = true;
    for (i, c) in text.char_indices() {
        let mark = !c.is_ascii() && unicode_normalization::char::is_combining_mark(c);
        if c.is_alphabetic() || mark {
            end = i + c.len_utf8();
            joined = false;
        } else if matches!(c, '-' | '‐' | '\'' | '’') && !joined {
            // d'Artagnan and l'Hermite begin with a particle, N'Diaye does not
            if matches!(c, '\'' | '’') && matches!(&text[..i], "d" | "D" | "l" | "L") {
                break;
            }
            // the possessive of English is not part of the name
            let possessive = matches!(c, '\'' | '’')
                && text[i + c.len_utf8()..].starts_with(['s', 'S'])
                && !text[i + c.len_utf8() + 1..].starts_with(char::is_alphabetic);
            if possessive {
                break;
            }
            joined = true;
        } else {
            break;
        }
    }
    end
}

/// A word with capitals inside, as programs write them (`FnOnce`, `IResult`);
/// names have them only after a short beginning (`McDonald`, `LeBlanc`,
/// `O'Brien`) or a hyphen.
fn is_identifier(word: &str) -> bool {
    const BEGINNINGS: &[&str] = &[
        "Mc", "Mac", "De", "Di", "Du", "La", "Le", "Van", "Fitz", "Des", "El", "Ben", "St", "Da",
        "Do",
    ];
    let lower = word.chars().any(char::is_lowercase);
    let inner = |part: &str| {
        let whole = part.chars().skip(1).any(char::is_uppercase);
        whole
            && !BEGINNINGS.iter().any(|b| {
                part.strip_prefix(b)
                    .is_some_and(|rest| !rest.chars().skip(1).any(char::is_uppercase))
            })
    };
    lower
        && word
            .split(['-', '\'', '’'])
            .any(|part| part.chars().any(char::is_lowercase) && inner(part))
}

/// What is known of a word.
fn describe(text: &str, span: Span) -> NameWord {
    let Span {
        start,
        at,
        end,
        comma_before,
    } = span;
    let word = &text[at..end];
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let upper = letters > 1 && !word.chars().any(char::is_lowercase);
    if let Some(end) = initials(text, at, end, letters) {
        let dotted = text[..end].ends_with('.');
        return NameWord {
            end,
            initial: true,
            dotted,
            comma_before,
            ..NameWord::default()
        };
    }
    let mut w = NameWord {
        end,
        upper,
        letters,
        comma_before,
        ..NameWord::default()
    };
    let Some(key) = Key::of(word) else { return w };
    w.first = first_name(&key);
    w.surname = surname(&key, &text[start..end]);
    // "Le Gall" is a name although "gall" may be a word; "La Présidente" is none
    let compound =
        start < at && Key::of(&text[start..end]).is_some_and(|k| dictionary::surname(&k).is_some());
    w.word = dictionary::word(&key).filter(|_| !compound);
    w.key = Some(key);
    w.noun_ending = !w.known() && ends_like_noun(key.as_str());
    w
}

/// Where the initials at `at` end: one capital with or without a dot, or
/// several with dots (`P.E.`, `J.-P.`).
fn initials(text: &str, at: usize, end: usize, letters: usize) -> Option<usize> {
    if letters != 1 {
        // Christophe, Philippe, Thierry, Charles, Frédéric
        let short = matches!(&text[at..end], "Chr" | "Ph" | "Th" | "Ch" | "Fr");
        return (short && text[end..].starts_with('.')).then_some(end + 1);
    }
    let mut end = end;
    loop {
        let Some(after) = text[end..].strip_prefix('.') else {
            return Some(end);
        };
        let dot = text.len() - after.len();
        let next = after.strip_prefix('-').unwrap_or(after);
        let length = word_length(next);
        let capital = next[..length].chars().count() == 1 && next.starts_with(char::is_uppercase);
        if !capital || dot - at > 8 {
            return Some(dot);
        }
        end = text.len() - next.len() + length;
    }
}

/// A first name, or a compound all of whose parts are.
fn first_name(key: &Key) -> Option<FirstName> {
    if let Some(f) = dictionary::first_name(key) {
        return Some(f);
    }
    let text = key.as_str();
    if !text.contains(' ') || text.starts_with("saint") || text.starts_with("st") {
        return None;
    }
    let mut parts = text.split(' ').filter(|p| p.len() > 1);
    let mut whole = dictionary::first_name(&Key::of(parts.next()?)?)?;
    for part in parts {
        let f = dictionary::first_name(&Key::of(part)?)?;
        whole.rank = whole.rank.max(f.rank);
        whole.ambiguous = false;
    }
    Some(whole)
}

/// A surname: with its particles, whole, or by the parts of a double one.
fn surname(key: &Key, with_particles: &str) -> Option<Rank> {
    if let Some(r) = Key::of(with_particles).and_then(|k| dictionary::surname(&k)) {
        return Some(r);
    }
    if let Some(r) = dictionary::surname(key) {
        return Some(r);
    }
    let known = |p| Key::of(p).and_then(|k| dictionary::surname(&k));
    let mut parts = key.as_str().split(' ').filter(|p| p.len() > 1);
    let first = parts.next()?;
    parts.next()?;
    known(first).or_else(|| key.as_str().rsplit(' ').next().and_then(known))
}

/// Endings of French and English nouns and adjectives that names hardly have.
const ENDINGS: &[&str] = &[
    "tion", "tions", "sion", "sions", "ment", "ments", "ites", "isme", "ismes", "logie", "logies",
    "ique", "iques", "ances", "ences", "tude", "eurs", "euses", "trice", "trices", "able", "ables",
    "ible", "ibles", "ness", "ings", "ship", "ware", "tique", "graphie", "metrie", "tiques",
    "iste", "istes", "aire", "aires", "oire", "oires", "ure", "ures", "ing",
];

fn ends_like_noun(key: &str) -> bool {
    key.len() > 5 && ENDINGS.iter().any(|e| key.ends_with(e))
}
