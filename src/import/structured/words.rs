//! What the keys of structured registers mean, from
//! `rules/register/structured.toml` and the names of columns.

use super::super::vocabulary::{Field, bare, column};
use crate::model::folded_words;
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::LazyLock;

#[derive(Deserialize)]
struct Data {
    names: Vec<String>,
    descriptions: Vec<String>,
    ignored: Vec<String>,
    flags: Vec<String>,
    activities: Vec<String>,
    weak: Vec<String>,
    units: Vec<String>,
    key: Vec<Key>,
    inner: Vec<Inner>,
    holder: Vec<Holder>,
}

#[derive(Deserialize)]
struct Key {
    field: Field,
    words: Vec<String>,
}

#[derive(Deserialize)]
struct Inner {
    field: Field,
    words: Vec<String>,
    means: Field,
}

#[derive(Deserialize)]
struct Holder {
    words: Vec<String>,
    name: Field,
}

static DATA: LazyLock<Data> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../rules/register/structured.toml"))
        .expect("structured.toml is well-formed: tested")
});

static KEYS: LazyLock<HashMap<&'static str, Field>> = LazyLock::new(|| {
    let words = |k: &'static Key| k.words.iter().map(|w| (w.as_str(), k.field));
    DATA.key.iter().flat_map(words).collect()
});

/// A key without its prefix, folded: `https://w3id.org/dpv#hasPurpose` is
/// `purpose`.
pub(super) fn key(name: &str) -> String {
    let local = name.rsplit(['#', '/', ':', '@']).next().unwrap_or(name);
    let folded = folded_words(local);
    let bare = ["has ", "is "].iter().find_map(|p| folded.strip_prefix(p));
    bare.map_or(folded.clone(), str::to_owned)
}

/// Whether a key is a property of the Data Privacy Vocabulary.
pub(super) fn is_property(name: &str) -> bool {
    let (prefix, local) = name.rsplit_once([':', '#']).unwrap_or(("", name));
    prefix.contains("dpv") && local.starts_with("has")
}

fn among(list: &[String], key: &str) -> bool {
    list.iter().any(|w| w == key)
}

/// Whether a folded key says what a thing is called.
pub(super) fn is_name(key: &str) -> bool {
    among(&DATA.names, key)
}

/// Whether a folded key describes.
pub(super) fn is_description(key: &str) -> bool {
    among(&DATA.descriptions, key)
}

/// Whether a folded key says nothing of an activity.
pub(super) fn is_ignored(key: &str) -> bool {
    among(&DATA.ignored, key)
}

/// Whether a key says if the thing that has it is processed.
pub(super) fn is_flag(key: &str) -> bool {
    among(&DATA.flags, key)
}

/// Whether things of this type are activities.
pub(super) fn is_activity(kind: &str) -> bool {
    among(&DATA.activities, &key(kind))
}

/// The field that a folded key names; perhaps in many words, which takes time.
pub(super) fn field(key: &str) -> Option<Field> {
    if is_ignored(key) || is_name(key) || is_description(key) {
        return None;
    }
    let found = known(key).or_else(|| column(key));
    found.filter(|f| *f != Field::Other)
}

/// Whether other things than registers have a key too.
pub(super) fn is_weak(key: &str) -> bool {
    among(&DATA.weak, key)
}

/// The field whose name a folded key is.
pub(super) fn known(key: &str) -> Option<Field> {
    if is_ignored(key) || is_name(key) || is_description(key) {
        return None;
    }
    let found = |key: &str| KEYS.get(key).copied().or_else(|| bare(key));
    let unit = || DATA.units.iter().find_map(|u| key.strip_suffix(u.as_str()));
    let in_units = || found(unit()?.trim_end()).filter(|f| *f == Field::Retention);
    found(key).or_else(in_units)
}

/// The field that a folded key names inside the value of another.
pub(super) fn inner(outer: Field, key: &str) -> Option<Field> {
    let found = DATA
        .inner
        .iter()
        .find(|i| i.field == outer && among(&i.words, key));
    found.map(|i| i.means)
}

/// What the name of something is to the activities that it holds under a key.
pub(super) fn holder(key: &str) -> Option<Field> {
    let found = DATA.holder.iter().find(|h| among(&h.words, key));
    found.map(|h| h.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded() {
        let lists = [
            &DATA.names,
            &DATA.descriptions,
            &DATA.ignored,
            &DATA.flags,
            &DATA.activities,
        ];
        let words = lists.into_iter().flatten();
        let keys = DATA.key.iter().flat_map(|k| &k.words);
        let inner = DATA.inner.iter().flat_map(|k| &k.words);
        for word in words.chain(keys).chain(inner) {
            assert_eq!(&folded_words(word), word);
        }
        let n: usize = DATA.key.iter().map(|k| k.words.len()).sum();
        assert_eq!(KEYS.len(), n, "two fields share a key");
    }

    #[test]
    fn keys_mean_fields() {
        for (name, wanted) in [
            ("dataCategories", Some(Field::Data)),
            ("data_categories", Some(Field::Data)),
            ("dpv:hasPersonalData", Some(Field::Data)),
            ("https://w3id.org/dpv#hasPurpose", Some(Field::Purposes)),
            ("hasTechnicalOrganisationalMeasure", Some(Field::Security)),
            ("base_legale", Some(Field::LegalBasis)),
            ("personnesConcernees", Some(Field::DataSubjects)),
            ("dureeConservation", Some(Field::Retention)),
            ("categories_donnees", Some(Field::Data)),
            ("controleAcces", Some(Field::AccessControl)),
            ("bewaartermijn", Some(Field::Retention)),
            ("durée de conservation", Some(Field::Retention)),
            ("@id", None),
            ("name", None),
            ("zzz", None),
        ] {
            assert_eq!(field(&key(name)), wanted, "{name}");
        }
    }
}
