//! Streets: number, kind, name. French, English, German.

use crate::model::fold;

/// A street or a place that stands for one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Street {
    pub(super) end: usize,
    /// It has a number.
    pub(super) numbered: bool,
    /// Its kind is never an ordinary word, or its name is written as one: it
    /// may stand without a town.
    pub(super) sure: bool,
    /// A word of its name is capitalised.
    pub(super) capital: bool,
    pub(super) english: bool,
}

/// Kinds that are hardly ever another word, folded.
const KINDS: &[&str] = &[
    "rue",
    "avenue",
    "av",
    "ave",
    "boulevard",
    "bd",
    "bld",
    "blvd",
    "boul",
    "impasse",
    "imp",
    "ruelle",
    "faubourg",
    "fbg",
    "lotissement",
    "venelle",
    "esplanade",
    "rond-point",
    "rpt",
    "chaussee",
    "sentier",
];
/// Kinds that are ordinary words too: a number or a town must stand with them.
const WORDS: &[&str] = &[
    "chemin",
    "che",
    "allee",
    "allees",
    "all",
    "place",
    "pl",
    "route",
    "rte",
    "quai",
    "cours",
    "square",
    "sq",
    "passage",
    "voie",
    "promenade",
    "villa",
    "cite",
    "clos",
    "mail",
    "montee",
    "cote",
    "traverse",
    "parvis",
    "hameau",
    "residence",
    "res",
    "domaine",
    "quartier",
    "parc",
    "rang",
    "sente",
    "carrefour",
    "porte",
    "galerie",
];
/// Places without a number: only with a town.
const PLACES: &[&str] = &[
    "za", "zi", "zac", "za.", "bp", "cs", "tsa", "lieu-dit", "lieudit", "immeuble", "batiment",
    "bat", "le", "ferme", "chateau", "centre",
];
const SMALL: &[&str] = &[
    "de", "du", "des", "d", "la", "le", "les", "l", "aux", "au", "et", "sur", "sous", "en", "a",
    "saint", "sainte", "von", "van", "der", "den",
];
/// Words a French street name does not run over.
const STOPS: &[&str] = &[
    "a",
    "est",
    "sont",
    "dans",
    "pour",
    "avec",
    "qui",
    "que",
    "au",
    "apres",
    "avant",
    "par",
    "chez",
    "ou",
    "puis",
    "afin",
    "se",
    "ne",
    "il",
    "elle",
    "tel",
    "telephone",
    "mail",
    "email",
    "fax",
    "cedex",
    "bp",
    "bat",
    "batiment",
    "appt",
    "appartement",
    "etage",
    "escalier",
    "residence",
    "from",
    "is",
    "after",
    "for",
    "in",
    "at",
    "was",
    "will",
    "the",
    "with",
    "this",
    "that",
    "venues",
];

/// Reads words of a text with what parts them.
struct Tokens<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Tokens<'a> {
    /// The next word on the same line: letters, digits, hyphens, apostrophes and
    /// inner dots (`G.al`, `Mal.`). Spaces and one comma may stand before it.
    fn next(&mut self) -> Option<(&'a str, bool)> {
        let rest = &self.text[self.at..];
        let trimmed = rest.trim_start_matches([' ', '\u{a0}', '\u{202f}', '\t', '\'', '’']);
        let (trimmed, comma) = match trimmed.strip_prefix(',') {
            Some(t) => (t.trim_start_matches([' ', '\u{a0}']), true),
            None => (trimmed, false),
        };
        let mut end = 0;
        for (i, c) in trimmed.char_indices() {
            let inner = matches!(c, '-' | '.')
                && trimmed[i + 1..].starts_with(char::is_alphanumeric)
                && i > 0;
            if c.is_alphanumeric() || inner || unicode_normalization::char::is_combining_mark(c) {
                end = i + c.len_utf8();
            } else {
                break;
            }
        }
        if end == 0 {
            return None;
        }
        self.at = self.text.len() - trimmed.len() + end;
        Some((&trimmed[..end], comma))
    }

    fn peek(&self) -> Option<(&'a str, bool)> {
        Self {
            text: self.text,
            at: self.at,
        }
        .next()
    }
}

fn is_number(word: &str) -> bool {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &word[digits..];
    let tail = rest.is_empty()
        || rest.len() <= 3 && rest.chars().all(char::is_alphabetic)
        || rest.starts_with('-')
            && rest.len() <= 5
            && rest[1..].bytes().all(|b| b.is_ascii_digit());
    (1..=4).contains(&digits) && tail
}

const NUMBER_WORDS: &[&str] = &[
    "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix",
];

/// `12 bis, rue des Lilas`, `rue Pasteur`, `ZA de la Gare`.
pub(super) fn french(text: &str) -> Option<Street> {
    let mut t = Tokens { text, at: 0 };
    let (mut word, _) = t.next()?;
    let mut numbered = is_number(word) || NUMBER_WORDS.contains(&fold(word).as_str());
    if numbered {
        word = t.next()?.0;
        if matches!(
            fold(word).as_str(),
            "bis" | "ter" | "quater" | "a" | "b" | "c" | "d"
        ) {
            word = t.next()?.0;
        }
    }
    let kind = fold(word);
    let kind = kind.as_str();
    // `12, r. Victor-Hugo`: the letter alone is no street
    let short = kind == "r" && numbered && t.text[t.at..].starts_with('.');
    let plain = short || KINDS.contains(&kind);
    let place = !plain && PLACES.contains(&kind) && kind != "le";
    if !plain && !place && !WORDS.contains(&kind) {
        return None;
    }
    if t.text[t.at..].starts_with('.') {
        t.at += 1;
    }
    let (end, capital) = name(&mut t, numbered || plain)?;
    if place && matches!(kind, "bp" | "cs" | "tsa") {
        numbered = false;
    }
    Some(Street {
        end,
        numbered: numbered && !place,
        sure: !place && (plain || capital && numbered),
        capital,
        english: false,
    })
}

/// The name of a street: its end, and whether a word of it is capitalised.
fn name(t: &mut Tokens<'_>, small_allowed: bool) -> Option<(usize, bool)> {
    let (mut end, mut capital, mut words, mut month) = (0, false, 0, false);
    while words < 9 {
        let Some((word, comma)) = t.peek() else { break };
        let folded = fold(word);
        let digits = word.starts_with(|c: char| c.is_ascii_digit());
        let small = SMALL.contains(&folded.as_str());
        let lower = word.starts_with(char::is_lowercase);
        // "rue du 8 Mai 1945", "rue du 11-Novembre"
        let year = month && word.len() == 4;
        let postcode = word.len() >= 4 && word.bytes().all(|b| b.is_ascii_digit()) && !year;
        let stop =
            comma && words > 0 || postcode || lower && STOPS.contains(&folded.as_str()) && !small;
        // "rue de Rivoli à Paris", "rue des Lilas au 2e": the name is over
        let over = lower
            && words > 0
            && end > 0
            && matches!(folded.as_str(), "a" | "au" | "en" | "et")
            && !leads_on(t);
        if stop || over || lower && !small && !small_allowed {
            break;
        }
        t.next();
        words += 1;
        if !small || word.starts_with(char::is_uppercase) {
            end = t.at;
        }
        capital |= word.starts_with(char::is_uppercase) || digits;
        month = super::birth::is_month(word);
        // "chemin rural n° 7"
        if folded == "n" && t.text[t.at..].starts_with('°') {
            t.at += '°'.len_utf8();
        }
    }
    (end > 0).then_some((end, capital))
}

/// Whether the small word ahead is followed by what can be a name's further
/// part on the same line (`rue de Bourg-en-Bresse` is one word and not meant).
fn leads_on(t: &Tokens<'_>) -> bool {
    let mut ahead = Tokens {
        text: t.text,
        at: t.at,
    };
    let small = ahead.next().map(|(w, _)| fold(w));
    matches!(small.as_deref(), Some("et"))
        && ahead
            .next()
            .is_some_and(|(w, _)| w.starts_with(char::is_uppercase))
}

/// `123 Main Street`, `1600 Pennsylvania Avenue NW`.
pub(super) fn english(text: &str) -> Option<Street> {
    const ENDS: &[&str] = &[
        "street",
        "st",
        "avenue",
        "ave",
        "road",
        "rd",
        "lane",
        "ln",
        "drive",
        "dr",
        "court",
        "ct",
        "boulevard",
        "blvd",
        "way",
        "terrace",
        "close",
        "crescent",
        "square",
        "highway",
        "hwy",
        "parkway",
        "pkwy",
        "place",
        "pl",
        "circle",
        "row",
        "grove",
        "hill",
        "gardens",
    ];
    let mut t = Tokens { text, at: 0 };
    let (number, _) = t.next()?;
    if !(number.len() <= 6 && number.bytes().all(|b| b.is_ascii_digit())) {
        return None;
    }
    for words in 0..6 {
        let (word, comma) = t.next()?;
        if comma
            || !word.starts_with(char::is_uppercase)
                && !word.starts_with(|c: char| c.is_ascii_digit())
        {
            return None;
        }
        if words > 0 && ENDS.contains(&fold(word).as_str()) {
            if t.text[t.at..].starts_with('.') {
                t.at += 1;
            }
            let end = t.at;
            let side = t.next().is_some_and(|(w, c)| {
                !c && matches!(w, "N" | "S" | "E" | "W" | "NW" | "NE" | "SW" | "SE")
            });
            return Some(Street {
                end: if side { t.at } else { end },
                numbered: true,
                sure: true,
                capital: true,
                english: true,
            });
        }
    }
    None
}

/// `Springfield, IL 62704`, `London SW1A 1AA`.
pub(super) fn english_town(text: &str) -> Option<usize> {
    let end = capitals(text, 3)?;
    let name = last_word_is_state(text, end);
    let mut t = Tokens {
        text,
        at: name.unwrap_or(end),
    };
    let mut word = t.next()?.0;
    if word.len() == 2 && word.bytes().all(|b| b.is_ascii_uppercase()) {
        word = t.next()?.0;
    }
    let zip = word.len() == 5 && word.bytes().all(|b| b.is_ascii_digit())
        || word.len() == 10
            && word.as_bytes()[5] == b'-'
            && word.bytes().filter(u8::is_ascii_digit).count() == 9;
    if zip {
        return Some(t.at);
    }
    let outward = (2..=4).contains(&word.len())
        && word.starts_with(|c: char| c.is_ascii_uppercase())
        && word.bytes().any(|b| b.is_ascii_digit());
    let inward = t.next()?.0;
    let fits = inward.len() == 3 && inward.starts_with(|c: char| c.is_ascii_digit());
    (outward && fits).then_some(t.at)
}

/// Where the town ends when its last capitalised word is a state (`IL`).
fn last_word_is_state(text: &str, end: usize) -> Option<usize> {
    let at = text[..end].rfind([' ', ','])?;
    let state =
        text[at + 1..end].len() == 2 && text[at + 1..end].bytes().all(|b| b.is_ascii_uppercase());
    state.then_some(at)
}

/// `Hauptstraße 5`, `Straße des 17. Juni 135`.
pub(super) fn german(text: &str) -> Option<Street> {
    let mut t = Tokens { text, at: 0 };
    let (head, _) = t.next()?;
    let folded = fold(head);
    if !["strasse", "gasse", "platz", "weg", "allee"]
        .iter()
        .any(|k| folded.ends_with(k))
        || folded == "allee"
    {
        return None;
    }
    for _ in 0..5 {
        let (word, comma) = t.next()?;
        if comma {
            return None;
        }
        let dot = t.text[t.at..].starts_with('.');
        if !dot && is_number(word) && t.peek().is_none_or(|(_, comma)| comma) {
            return Some(Street {
                end: t.at,
                numbered: true,
                sure: false,
                capital: true,
                english: false,
            });
        }
        t.at += usize::from(dot);
    }
    None
}

/// A part between street and town: building, floor, flat, box, hamlet.
pub(super) fn complement(text: &str) -> Option<usize> {
    const HEADS: &[&str] = &[
        "bat",
        "batiment",
        "appt",
        "appartement",
        "apt",
        "etage",
        "escalier",
        "esc",
        "residence",
        "res",
        "porte",
        "hall",
        "bp",
        "cs",
        "tsa",
        "lieu-dit",
        "lieudit",
        "zone",
        "za",
        "zi",
        "zac",
        "immeuble",
        "entree",
        "chez",
        "villa",
        "pavillon",
        "tour",
        "rdc",
        "lotissement",
        "suite",
        "floor",
        "unit",
        "hameau",
        "cidex",
    ];
    let mut t = Tokens { text, at: 0 };
    let (mut word, _) = t.next()?;
    if is_number(word) || word.len() <= 4 && word.starts_with(|c: char| c.is_ascii_digit()) {
        word = t.next()?.0;
    }
    let head = fold(word);
    HEADS.contains(&head.as_str()).then_some(())?;
    let line = text.find(['\n', ',']).unwrap_or(text.len());
    let rest = text[..text.floor_char_boundary(line.min(60))].trim_end();
    // the number of a box is no postcode, though it has as many digits
    let boxed = matches!(head.as_str(), "bp" | "cs" | "tsa" | "cidex");
    let number = boxed && t.next().is_some_and(|(w, comma)| !comma && is_box(w));
    let from = if number { t.at.min(rest.len()) } else { 0 };
    let end = postcode_in(&rest[from..]).map_or(rest.len(), |at| from + at);
    let end = rest[..end].trim_end_matches(JOINTS).len();
    (end > 0).then_some(end)
}

/// Characters that part a complement from what follows.
const JOINTS: [char; 8] = [' ', '-', '–', ';', '|', '\u{a0}', '\u{202f}', '\t'];

fn is_box(word: &str) -> bool {
    word.len() <= 5 && word.bytes().all(|b| b.is_ascii_digit())
}

/// Where a five-digit group begins in a line.
fn postcode_in(line: &str) -> Option<usize> {
    let bytes = line.as_bytes();
    (1..bytes.len().saturating_sub(4)).find(|i| {
        bytes[*i..i + 5].iter().all(u8::is_ascii_digit)
            && bytes[i - 1] == b' '
            && !bytes.get(i + 5).is_some_and(u8::is_ascii_digit)
    })
}

/// Where a run of at most `most` capitalised words ends, with the small words
/// between them (`Saint-Jean de Luz`); over one line end after a lone article.
pub(super) fn capitals(text: &str, most: usize) -> Option<usize> {
    let mut t = Tokens { text, at: 0 };
    let (mut end, mut words) = (None, 0);
    while words < most {
        let line_end = t.text[t.at..].starts_with('\n');
        let article =
            end.is_some_and(|e: usize| matches!(fold(&text[..e]).as_str(), "la" | "le" | "les"));
        if line_end && article {
            t.at += 1;
        }
        let Some((word, comma)) = t.next() else { break };
        let folded = fold(word);
        if comma && words > 0 || word.contains(|c: char| c.is_ascii_digit()) || folded == "cedex" {
            break;
        }
        if word.starts_with(char::is_uppercase) {
            end = Some(t.at);
            words += 1;
        } else if words == 0 || !SMALL.contains(&folded.as_str()) {
            break;
        }
    }
    end
}
