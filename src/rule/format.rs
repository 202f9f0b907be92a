//! A detector as written in `rules/*.toml`, and its reader.
//!
//! The TOML file is the one source of truth: the engine is compiled from it,
//! `limier explain` prints it, and its examples are its tests.

use super::validator::Validator;
use crate::model::{Confidence, Datum};
use serde::Deserialize;

/// One rule file. Its name without `.toml` is its `id`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Equal to the file name; never reused for another meaning.
    pub id: String,
    /// How far it is trusted.
    pub status: Status,
    /// What the register calls it; absent when it is recognised only to be told
    /// apart (SIRET, ISBN).
    pub item: Option<Datum>,
    /// A short name.
    pub title: Bilingual,
    /// What it is, for whom, and the law that frames it.
    pub about: Bilingual,
    /// Norm, decree, registry with version: where the rule comes from.
    pub references: Vec<String>,
    /// What sort of thing it finds.
    #[serde(default)]
    pub class: Class,
    /// When two rules claim the same characters, the higher one wins (0-100).
    #[serde(default = "default_priority")]
    pub priority: u8,
    /// Shapes, each with its validator.
    #[serde(default, rename = "pattern")]
    pub patterns: Vec<Pattern>,
    /// Vocabulary, in groups of equal weight.
    #[serde(default, rename = "terms")]
    pub terms: Vec<Terms>,
    /// Words around a value.
    #[serde(default)]
    pub context: Context,
    /// How a column is judged.
    #[serde(default)]
    pub column: Column,
    /// What a masked value still shows.
    #[serde(default)]
    pub mask: Mask,
    /// Positive and negative examples; each is a test.
    #[serde(default, rename = "example")]
    pub examples: Vec<Example>,
}

impl Rule {
    /// Whether a column without an agreeing name can be one of this rule, so that
    /// whole cells which prove nothing alone must be counted.
    #[must_use]
    pub fn judges_unnamed(&self) -> bool {
        self.column.share_alone.is_some() || self.compares_with_chance()
    }

    /// Whether cells under any name are proof, so that those refused must be
    /// counted: they say how much of it chance would give.
    #[must_use]
    pub fn compares_with_chance(&self) -> bool {
        let of_cells = |p: &Pattern| !matches!(p.anchor, Anchor::Label | Anchor::Word);
        let proves = |p: &Pattern| p.confidence.is_some() && of_cells(p);
        self.column.chance < 1.0 && self.patterns.iter().any(proves)
    }
}

const fn default_priority() -> u8 {
    50
}

/// How far a rule is trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Its findings stay low until it has been measured.
    Experimental,
    /// In use.
    Stable,
    /// Kept so that old reports can be read.
    Deprecated,
}

/// A text in both languages; English falls back on French.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bilingual {
    /// French, mandatory.
    pub fr: String,
    /// English.
    #[serde(default)]
    pub en: String,
}

/// What sort of thing a rule finds.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Class {
    /// ISO 3166 code of the country whose identifier it is.
    #[serde(default)]
    pub country: Option<String>,
    /// False: an organisation or a thing, recognised so that it is not taken
    /// for a person's number. Such findings are listed, never reconciled.
    #[serde(default = "yes")]
    pub personal: bool,
    /// False: only occupies its characters, so that no other rule takes them;
    /// never listed (UUID, hash, ISBN).
    #[serde(default = "yes")]
    pub listed: bool,
    /// True: its values identify an organisation, to which addresses, numbers and
    /// accounts beside them belong.
    #[serde(default)]
    pub organisation: bool,
}

impl Default for Class {
    fn default() -> Self {
        Self {
            country: None,
            personal: true,
            listed: true,
            organisation: false,
        }
    }
}

const fn yes() -> bool {
    true
}

/// One shape of a value.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pattern {
    /// What shape this is, for `explain`.
    pub name: String,
    /// `regex` syntax, Unicode on. It is tried *anchored* where `anchor` says;
    /// if it has a group named `value`, that group is the finding.
    pub regex: String,
    /// Where to try it: what the fast pass looks for.
    pub anchor: Anchor,
    /// `digit` anchor: digits the number run must still hold (separators
    /// skipped) for the regex to be tried. The more, the faster.
    #[serde(default)]
    pub digits: u8,
    /// `label` anchor: the labels (folded words; plural `s` and separators free).
    /// The regex is tried after the label and the punctuation that follows it.
    /// `word` anchor: the words the match must contain.
    #[serde(default)]
    pub labels: Vec<String>,
    /// The proof that the value is one; absent: the shape is all there is.
    #[serde(default)]
    pub validator: Option<Validator>,
    /// What this pattern proves alone. Absent: nothing without a context word
    /// or a column name.
    #[serde(default)]
    pub confidence: Option<Confidence>,
    /// Where it applies.
    #[serde(default)]
    pub scope: Scope,
    /// What may not touch the value.
    #[serde(default)]
    pub boundary: Boundary,
    /// True: what has this shape occupies its characters even when the validator
    /// refuses it (an IBAN with a wrong key is still no phone number).
    #[serde(default)]
    pub shadow: bool,
    /// True: finding it means that the values of this column are destroyed.
    #[serde(default)]
    pub destroyed: bool,
}

/// What the fast pass looks for; the pattern's regex is tried there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Anchor {
    /// The first digit of a number (no letter or digit before it).
    Digit,
    /// A `+` before a digit, or `(+`.
    Plus,
    /// An `@`: the regex is tried at the start of the token around it.
    At,
    /// A word whose first four characters hold both an ASCII letter (first) and
    /// a digit: `FR76`, `AB-123`, `K7…`.
    Mixed,
    /// A word that starts with two ASCII capitals: BIC, plates, MRZ.
    Upper,
    /// A word that starts with a capital letter of any script.
    Capital,
    /// A `:` between hexadecimal digits, or `::`: tried at the token's start.
    Colon,
    /// One of the `labels`: tried after it.
    Label,
    /// One of the `labels`: the regex is searched in the line around it, from
    /// 24 characters before, and its match must contain the word.
    Word,
    /// A whole cell, but for the spaces around it (implies `scope = "column"`).
    Cell,
    /// None can be named: the regex is searched everywhere, which is slow.
    Scan,
}

/// Where a pattern applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// In text and in cells.
    #[default]
    Any,
    /// In running text only.
    Text,
    /// Only as the whole of a cell.
    Column,
}

/// What may not stand directly before or after a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Boundary {
    /// No letter, digit or `_`; and not `.`, `,`, `-`, `/`, `:` or `+` with a
    /// digit beyond it: never inside a longer number, version, date or time.
    #[default]
    Number,
    /// No letter, digit or `_`.
    Word,
    /// As `number` before the value, as `word` after it: a port or a mask may
    /// follow an address.
    Address,
    /// The regex decides.
    None,
}

/// A group of vocabulary of equal weight.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// What one of these words proves alone. Absent: nothing, unless a context
    /// word of the rule stands near.
    #[serde(default)]
    pub confidence: Option<Confidence>,
    /// Folded at load; words parted by one space match any run of spaces,
    /// hyphens and apostrophes; each word may take a plural `s` or `x`.
    pub words: Vec<String>,
}

/// Words around a value.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Context {
    /// Confidence that a word of `words` gives. Absent: one level more.
    #[serde(default)]
    pub raise_to: Option<Confidence>,
    /// Reach in characters before and after, on the same line, cell or row, and
    /// on the line before. Default 60.
    #[serde(default)]
    pub within: Option<u16>,
    /// Whole words, case and accents folded.
    #[serde(default)]
    pub words: Vec<String>,
    /// True: a person found near (a name, a NIR, an address of mail) counts as a
    /// word, in text within three times the reach, in a table when one of its
    /// columns holds persons. A column that only its name speaks for is then low
    /// in a table without persons.
    #[serde(default)]
    pub person: bool,
    /// Words that lower it: one level less, or nothing at all where the pattern
    /// proves nothing alone.
    #[serde(default)]
    pub against: Vec<String>,
}

/// How a column is judged.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Header names, folded to words ("num secu"). A header agrees when it
    /// contains all words of a name in order.
    #[serde(default)]
    pub names: Vec<String>,
    /// Header words that veto: with one of them the name does not count.
    #[serde(default)]
    pub against: Vec<String>,
    /// Header words (folded) with which values that prove nothing alone prove no
    /// column either: names of persons under `marque` are names of firms.
    #[serde(default)]
    pub denies: Vec<String>,
    /// Probability that a random value of the right shape is accepted. The
    /// column is verified alone when the values that pass could not be chance
    /// (binomial tail below 1e-6).
    #[serde(default = "certain")]
    pub chance: f64,
    /// Share of the non-empty cells that must be such values for the column to
    /// be verified under an agreeing header.
    #[serde(default = "half")]
    pub share: f64,
    /// Share needed without a header that agrees. Absent: never without one. With a
    /// `chance` above one half it holds only where the header says nothing and the
    /// table holds persons.
    #[serde(default)]
    pub share_alone: Option<f64>,
    /// True: `share_alone` holds only where the header says nothing ("c3",
    /// "date"), the table holds persons, and the years of the values are spread
    /// over lives. A header that says something else vetoes.
    #[serde(default)]
    pub spread_over_lives: bool,
    /// True: an agreeing header alone is worth an indication even when no value
    /// can be checked (salary, comments).
    #[serde(default)]
    pub name_suffices: bool,
    /// The parts that tables keep in columns of their own, side by side.
    #[serde(default)]
    pub parts: Vec<Part>,
}

/// One part of a value that stands in a column of its own.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Header names, folded to words, as in [`Column::names`]. None: the rule's
    /// own column names.
    #[serde(default)]
    pub names: Vec<String>,
    /// Characters, zeros at the start included. 0 in the first part: the column
    /// holds something else and only tells what its neighbour is.
    pub width: u8,
}

impl Default for Column {
    fn default() -> Self {
        Self {
            names: Vec::new(),
            against: Vec::new(),
            denies: Vec::new(),
            chance: certain(),
            share: half(),
            share_alone: None,
            spread_over_lives: false,
            name_suffices: false,
            parts: Vec::new(),
        }
    }
}

const fn certain() -> f64 {
    1.0
}
const fn half() -> f64 {
    0.5
}

/// What a masked value still shows: letters and digits at each end; the rest
/// becomes `*`, separators stay. At most 40 % is ever shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mask {
    /// Letters and digits shown at the start.
    #[serde(default)]
    pub start: u8,
    /// Letters and digits shown at the end.
    #[serde(default)]
    pub end: u8,
    /// True: always eight `*`, so that not even the length shows (passwords).
    #[serde(default)]
    pub fixed: bool,
}

/// One example, positive (`finds` not empty) or negative.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// The text, or the cell when `column` is given.
    pub text: String,
    /// Header of the column the text stands in. The example is then a column of
    /// this one value.
    #[serde(default)]
    pub column: Option<String>,
    /// Further cells of that column.
    #[serde(default)]
    pub cells: Vec<String>,
    /// Exactly what this rule finds, in order.
    pub finds: Vec<String>,
    /// Confidence of the first finding.
    #[serde(default)]
    pub confidence: Option<Confidence>,
    /// Mandatory for negatives: why it is none.
    #[serde(default)]
    pub why: Option<String>,
}
