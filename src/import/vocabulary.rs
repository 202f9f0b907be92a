//! What the words of registers mean, from the data in `rules/register/`: which
//! field a heading or a column names, which rubric of the CNIL's fiche.

use crate::model::{Category, folded_words};
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::LazyLock;

/// A field of an activity, or of the register as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Field {
    /// A fiche begins; its name.
    Activity,
    /// An activity that is done for others: the register is a processor's.
    ActivityForOthers,
    /// Its number or code.
    Reference,
    Created,
    Updated,
    Controller,
    JointController,
    Representative,
    Dpo,
    Role,
    Status,
    System,
    Purposes,
    SubPurposes,
    LegalBasis,
    DataSubjects,
    /// Data in general: rubrics follow, or a list.
    Data,
    Sensitive,
    SensitiveWhich,
    Nir,
    Retention,
    Recipients,
    RecipientsInternal,
    RecipientsExternal,
    Processors,
    Transfers,
    TransferCountries,
    Safeguards,
    Security,
    AccessControl,
    Traceability,
    SoftwareProtection,
    Backup,
    Encryption,
    ProcessorControl,
    OtherMeasures,
    Location,
    Source,
    Department,
    /// What is said not to be processed.
    Excluded,
    /// Promises.
    Claims,
    /// The id in `register.yaml`: the document is an export of this program.
    LimierReference,
    /// Known and of no use here (risks, remarks).
    Other,
    /// A rubric of the CNIL's fiche.
    #[serde(skip)]
    Rubric(Category),
}

impl Field {
    /// Whether it is a measure of the closed list.
    pub(super) const fn is_measure(self) -> bool {
        matches!(
            self,
            Self::AccessControl
                | Self::Traceability
                | Self::SoftwareProtection
                | Self::Backup
                | Self::Encryption
                | Self::ProcessorControl
        )
    }
}

#[derive(Deserialize)]
struct Headings {
    field: Vec<FieldWords>,
    rubric: Vec<RubricWords>,
    question: Vec<FieldWords>,
    plain: Vec<FieldWords>,
    short: Vec<FieldWords>,
    weak_names: Vec<String>,
    details: Vec<String>,
    categories: Vec<String>,
    sublabels: Vec<String>,
}

#[derive(Deserialize)]
struct FieldWords {
    id: Field,
    words: Vec<String>,
}

#[derive(Deserialize)]
struct RubricWords {
    category: Category,
    words: Vec<String>,
}

static DATA: LazyLock<Headings> = LazyLock::new(|| {
    let text = include_str!("../../rules/register/headings.toml");
    toml::from_str(text).expect("headings.toml is well-formed: tested")
});

/// All headings: folded words and their field.
static HEADINGS: LazyLock<HashMap<String, Field>> = LazyLock::new(|| {
    let rubrics = DATA.rubric.iter().flat_map(|r| {
        let words = r.words.iter().cloned();
        words.map(|w| (w, Field::Rubric(r.category)))
    });
    rubrics.chain(by_words(&DATA.field)).collect()
});

/// Short questions that head what they ask for (`Pourquoi ?`): words of other
/// documents too, so that nothing but the form reader asks for them.
static QUESTIONS: LazyLock<HashMap<String, Field>> =
    LazyLock::new(|| by_words(&DATA.question).collect());

/// What tables in plain words ask by (`What we hold`).
static PLAIN: LazyLock<HashMap<String, Field>> = LazyLock::new(|| by_words(&DATA.plain).collect());

/// Words that are headings only where nothing stands beside them.
static SHORT: LazyLock<HashMap<String, Field>> = LazyLock::new(|| by_words(&DATA.short).collect());

fn by_words(fields: &[FieldWords]) -> impl Iterator<Item = (String, Field)> {
    let words = |f: &FieldWords| {
        let id = f.id;
        let words = f.words.clone();
        words.into_iter().map(move |w| (w, id))
    };
    fields.iter().flat_map(words)
}

/// Bytes of the longest question that heads anything.
const QUESTION: usize = 60;

/// The field that a short question asks for, and what follows it.
pub(super) fn asked(line: &str) -> Option<(Field, String)> {
    let at = line.bytes().take(QUESTION).position(|b| b == b'?')?;
    let words = folded_words(&line[..at]);
    let words = words.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ');
    let value = line[at + 1..].trim_start_matches([' ', ':', '\u{a0}']);
    // what heads without a sign is asked too, where its answer stands beside it
    let label = || labelled(words).filter(|f| !value.is_empty() && *f != Field::Activity);
    let field = QUESTIONS.get(words).copied().or_else(label)?;
    Some((field, value.trim_end().to_owned()))
}

/// The field that a name is asked by, without its sign (`Why` as a row's name).
pub(super) fn question(name: &str) -> Option<Field> {
    QUESTIONS.get(&folded_words(name)).copied()
}

/// The field that a name in plain words asks for, as a question or not.
pub(super) fn plain(name: &str) -> Option<Field> {
    let words = folded_words(&without_asides(name));
    PLAIN.get(&words).copied().or_else(|| question(&words))
}

/// The field of a label that has a value beside it, in the words of forms or in plain
/// ones (`Infos recueillies`); a question of one word may be any word.
pub(super) fn labelled(name: &str) -> Option<Field> {
    let words = folded_words(&without_asides(name));
    let several = words.contains(' ');
    let in_plain = || PLAIN.get(&words).filter(|f| **f != Field::Activity);
    let asked = || QUESTIONS.get(&words).filter(|_| several);
    let short = || SHORT.get(&words);
    exact(name).or_else(|| in_plain().or_else(asked).or_else(short).copied())
}

/// The field that a column in plain words of some length means, wherever it stands.
fn column_in_plain(words: &str) -> Option<Field> {
    let field = PLAIN.get(words).filter(|_| words.contains(' '))?;
    (*field != Field::Activity).then_some(*field)
}

/// Whether a column is called by a word that means a name where nothing else does
/// (`Nom`), since it may also be a datum.
pub(super) fn is_weak_name(name: &str) -> bool {
    DATA.weak_names
        .contains(&folded_words(&without_asides(name)))
}

/// Whether a column is called after what it tells of the one before (`Détail`).
pub(super) fn is_detail(name: &str) -> bool {
    DATA.details.contains(&folded_words(&without_asides(name)))
}

/// Whether a column of data is called after their categories.
pub(super) fn is_category(name: &str) -> bool {
    let words = folded_words(name);
    words
        .split(' ')
        .any(|w| DATA.categories.iter().any(|c| c == w))
}

/// Whether a label stands inside those of fields (`Principale`, `Sensibles`).
pub(super) fn is_sublabel(name: &str) -> bool {
    DATA.sublabels
        .contains(&folded_words(&without_asides(name)))
}

/// The headings without the little words that keys leave out
/// (`dureeConservation`); none where two fields would share one.
static BARE: LazyLock<HashMap<String, Option<Field>>> = LazyLock::new(|| {
    let mut bare: HashMap<String, Option<Field>> = HashMap::new();
    HEADINGS.iter().for_each(|(words, field)| {
        let known = bare.entry(without_links(words)).or_insert(Some(*field));
        *known = known.filter(|k| k == field);
    });
    bare
});

/// Folded words without articles and prepositions.
fn without_links(words: &str) -> String {
    const LINKS: [&str; 17] = [
        "de", "du", "des", "d", "la", "le", "les", "l", "a", "au", "aux", "of", "the", "for", "to",
        "van", "het",
    ];
    let words = words.split(' ').filter(|w| !LINKS.contains(w));
    words.collect::<Vec<_>>().join(" ")
}

/// The field that the folded words of a key mean, articles and prepositions
/// left out.
pub(super) fn bare(words: &str) -> Option<Field> {
    *BARE.get(&without_links(words))?
}

/// Words after which a heading may go on without being a sentence.
const MORE: usize = 6;
/// Words that a heading has at least for more to follow it.
const TELLING: usize = 3;

/// The field that a column's name means: the words themselves, or the longest
/// that they begin with.
pub(super) fn column(name: &str) -> Option<Field> {
    let words = folded_words(&without_asides(name));
    if let Some(field) = HEADINGS.get(&words) {
        return Some(*field);
    }
    if let Some(measure) = measure_in_group(name) {
        return Some(measure);
    }
    let unnumbered = words.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ');
    let whole = unnumbered.split(' ').count();
    let prefix = longest_prefix(unnumbered)
        .filter(|(field, n)| *n > 1 || whole == 1 || goes_on(*field, unnumbered))
        .map(|(field, _)| field);
    prefix
        .or_else(|| column_in_plain(&words))
        .or_else(|| longest_inside(unnumbered))
}

/// The measure that a column is of among those of security (`Sécurité - Sauvegarde`).
fn measure_in_group(name: &str) -> Option<Field> {
    let signs = [" - ", " – ", " — ", ":", "/", ">"];
    let (group, own) = signs.iter().find_map(|s| name.split_once(s))?;
    let of = |text: &str| HEADINGS.get(&folded_words(text)).copied();
    let secures = of(group) == Some(Field::Security);
    of(own).filter(|field| secures && field.is_measure())
}

/// Whether a heading of one word says of what it is after it (`Finalité du
/// projet`): `Pays de naissance` is no country of a transfer, `Données non
/// collectées` are none.
fn goes_on(field: Field, words: &str) -> bool {
    const OF: [&str; 16] = [
        "du",
        "de",
        "des",
        "d",
        "la",
        "le",
        "les",
        "l",
        "of",
        "the",
        "for",
        "van",
        "s",
        "principale",
        "n",
        "no",
    ];
    let next = words.split(' ').nth(1).unwrap_or_default();
    if field.is_measure() {
        return true;
    }
    let vague = matches!(
        field,
        Field::TransferCountries | Field::Reference | Field::Other
    );
    let number = next.chars().all(|c| c.is_ascii_digit());
    !vague && (number || OF.contains(&next))
}

/// The rubric whose heading a text is, word for word; of several words, since
/// one may mean an item.
pub(super) fn rubric(text: &str) -> Option<Category> {
    let words = folded_words(text);
    match HEADINGS.get(&words)? {
        Field::Rubric(category) if words.contains(' ') => Some(*category),
        _ => None,
    }
}

/// Whether a line is the heading of a rubric.
pub(super) fn is_rubric(text: &str, category: Category) -> bool {
    heading(text).is_some_and(|(field, _)| field == Field::Rubric(category))
}

/// The field whose words a name is, and nothing more but a number.
pub(super) fn exact(name: &str) -> Option<Field> {
    let words = folded_words(&without_asides(name));
    let bare = words.trim_matches(|c: char| c.is_ascii_digit() || c == ' ');
    HEADINGS.get(bare).copied()
}

/// The headings of two words or more, by their first word.
static BY_FIRST: LazyLock<HashMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let mut all: HashMap<&str, Vec<&str>> = HashMap::new();
    let mut headings: Vec<&String> = HEADINGS.keys().collect();
    headings.sort_unstable();
    for words in headings {
        if let Some((first, _)) = words.split_once(' ') {
            all.entry(first).or_default().push(words);
        }
    }
    all
});

/// The longest heading of two words or more that stands in folded words: the
/// wording of Art. 30 (`a description of the categories of data subjects`).
fn longest_inside(words: &str) -> Option<Field> {
    let starts = words.match_indices(' ').map(|(at, _)| at + 1);
    let rests = std::iter::once(0).chain(starts).map(|at| &words[at..]);
    let inside = rests.flat_map(|rest| {
        let first = rest.split(' ').next().unwrap_or_default();
        let known = BY_FIRST.get(first).map_or(&[][..], Vec::as_slice);
        let ends = |p: &str| rest[p.len()..].is_empty() || rest[p.len()..].starts_with(' ');
        known
            .iter()
            .filter(move |p| rest.starts_with(**p) && ends(p))
    });
    let longest = inside.max_by_key(|p| (p.len(), **p))?;
    HEADINGS.get(*longest).copied()
}

/// The field that a line of a document names as a heading, and what the line
/// says after it (`Nom du traitement : Paie`).
pub(super) fn heading(line: &str) -> Option<(Field, String)> {
    let (name, value) = named_value(line);
    let name = without_asides(name);
    let ends_as_sentence = value.is_empty() && line.trim_end().ends_with(['.', ';', ',']);
    let words = folded_words(&name);
    let words = words.trim_matches(|c: char| c.is_ascii_digit() || c == ' ');
    let many = words.split(' ').count() >= TELLING;
    if let Some(field) = HEADINGS.get(words).filter(|_| many || !ends_as_sentence) {
        return Some((*field, value.to_owned()));
    }
    if let Some(field) = SHORT.get(words).filter(|_| !value.is_empty()) {
        return Some((*field, value.to_owned()));
    }
    let Some((field, n)) = longest_prefix(words) else {
        return misspelt(words)
            .filter(|_| !ends_as_sentence)
            .map(|f| (f, value.to_owned()));
    };
    let rest = words.split(' ').count() - n;
    // what follows the name of a fiche is its name
    if field == Field::Activity && n >= TELLING {
        return Some((field, after_words(line, n)));
    }
    (n >= TELLING && rest <= MORE && !ends_as_sentence).then(|| (field, value.to_owned()))
}

/// What stands before and after the first colon that is in no parentheses.
pub(super) fn named_value(line: &str) -> (&str, &str) {
    let mut depth = 0usize;
    let colon = line.char_indices().find(|(_, c)| {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        *c == ':' && depth == 0
    });
    match colon {
        Some((at, _)) => (&line[..at], line[at + 1..].trim()),
        None => (line, ""),
    }
}

/// The heading that is left where the first word or two are misspelt
/// (`Estat-civil, identité, données d'identification`).
fn misspelt(words: &str) -> Option<Field> {
    let starts = words.match_indices(' ').map(|(at, _)| at + 1).take(2);
    let mut rests = starts.map(|at| &words[at..]);
    rests.find_map(|rest| {
        let field = HEADINGS.get(rest)?;
        (rest.split(' ').count() > TELLING).then_some(*field)
    })
}

/// Words of the longest heading.
static LONGEST: LazyLock<usize> = LazyLock::new(|| {
    let words = HEADINGS.keys().map(|w| w.split(' ').count());
    words.max().unwrap_or_default()
});

/// The longest heading that folded words begin with, and how many words it has.
fn longest_prefix(words: &str) -> Option<(Field, usize)> {
    let ends = words.match_indices(' ').map(|(at, _)| at);
    let ends: Vec<usize> = ends.chain([words.len()]).take(*LONGEST).collect();
    (1..=ends.len()).rev().find_map(|n| {
        let field = HEADINGS.get(&words[..ends[n - 1]])?;
        Some((*field, n))
    })
}

/// What a line says after its first `n` words and a colon.
fn after_words(line: &str, n: usize) -> String {
    let mut words = 0;
    let mut inside = false;
    for (at, c) in line.char_indices() {
        let word = c.is_alphanumeric();
        if inside && !word {
            words += 1;
            if words == n {
                let rest = line[at..].trim_start_matches([' ', ':', '-', '–', '\u{a0}', '.']);
                return rest.trim_end().to_owned();
            }
        }
        inside = word;
    }
    String::new()
}

/// A heading without the asides in parentheses and the marks around it.
pub(super) fn without_asides(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut depth = 0usize;
    for c in text.chars() {
        match c {
            '(' => depth += 1,
            ')' if depth > 0 => depth -= 1,
            c if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out.trim_matches(|c: char| !c.is_alphanumeric()).to_owned()
}

#[cfg(test)]
mod tests;
