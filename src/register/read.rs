//! Reading typed values out of the YAML tree, collecting every fault instead of
//! stopping at the first. Each reader returns what could be read; a missing or
//! wrong value leaves a fault and a neutral default behind.

use super::fact::{At, Date, Fact, Message};
use super::fault::Fault;
use super::keyword::{Answer, Keyword};
use super::yaml::{Key, Node, What};
use crate::model::nearest;
use std::cell::RefCell;
use std::collections::BTreeMap;

/// Faults kept of one file; a hostile file could make millions.
const KEPT: usize = 1_000;

/// Collects faults.
#[derive(Debug, Default)]
pub(crate) struct Faults(RefCell<Vec<Fault>>);

impl Faults {
    /// Adds one.
    pub(crate) fn add(&self, fault: Fault) {
        let mut list = self.0.borrow_mut();
        if list.len() < KEPT {
            list.push(fault);
        }
    }

    /// Adds one at a node.
    pub(crate) fn at(&self, node: &Node, what: Message, cure: Message) {
        self.add(Fault::at(node.at, node.length, what, cure));
    }

    /// All of them.
    pub(crate) fn finish(self) -> Vec<Fault> {
        self.0.into_inner()
    }
}

/// The keys of one mapping, each to be taken once.
pub(crate) struct Fields<'a> {
    faults: &'a Faults,
    /// What the mapping is, for messages (`activities[]`).
    what: &'static str,
    /// Where it starts.
    pub(crate) at: At,
    entries: BTreeMap<&'a str, (&'a Key, &'a Node)>,
    known: Vec<&'static str>,
}

impl<'a> Fields<'a> {
    /// Opens a mapping; anything else is a fault.
    pub(crate) fn open(node: &'a Node, what: &'static str, faults: &'a Faults) -> Option<Self> {
        let What::Map(map) = &node.what else {
            faults.at(
                node,
                Message::new(
                    format!("`{what}` doit être un ensemble de clés"),
                    format!("`{what}` must be a set of keys"),
                ),
                Message::new("écrire `clé: valeur`", "write `key: value`"),
            );
            return None;
        };
        let mut entries = BTreeMap::new();
        // the keys of an entry whose `- ` was forgotten are all there twice
        let mut run_on = false;
        for (key, value) in map {
            let name = key.name.as_str();
            if run_on || entries.contains_key(name) {
                if !run_on {
                    run_on = what.ends_with("[]") && name == "id";
                    faults.add(if run_on { no_dash(key) } else { twice(key) });
                }
                if run_on {
                    continue;
                }
            }
            entries.insert(name, (key, value));
        }
        Some(Self {
            faults,
            what,
            at: node.at,
            entries,
            known: Vec::new(),
        })
    }

    /// The value of a key; none when missing or empty.
    pub(crate) fn take(&mut self, key: &'static str) -> Option<&'a Node> {
        self.known.push(key);
        let (_, node) = self.entries.remove(key)?;
        (!matches!(node.what, What::Null)).then_some(node)
    }

    /// Whether a key has a value, read or not.
    pub(crate) fn has(&self, key: &str) -> bool {
        let found = self.entries.get(key);
        found.is_some_and(|(_, node)| !matches!(node.what, What::Null))
    }

    /// The value of a key that must be there.
    pub(crate) fn need(&mut self, key: &'static str) -> Option<&'a Node> {
        let found = self.take(key);
        if found.is_none() {
            self.faults.add(Fault::at(
                self.at,
                1,
                Message::new(
                    format!("`{}` : la clé `{key}` manque", self.what),
                    format!("`{}`: the key `{key}` is missing", self.what),
                ),
                Message::new(format!("ajouter `{key}: …`"), format!("add `{key}: …`")),
            ));
        }
        found
    }

    /// Text of a key.
    pub(crate) fn text(&mut self, key: &'static str) -> Option<Fact<String>> {
        let node = self.take(key)?;
        text(node, self.faults)
    }

    /// Text of a key, without its place.
    pub(crate) fn plain(&mut self, key: &'static str) -> Option<String> {
        self.text(key).map(|f| f.value)
    }

    /// Text of a key that must be there and not blank.
    pub(crate) fn needed_text(&mut self, key: &'static str) -> Option<Fact<String>> {
        let node = self.need(key)?;
        let found = text(node, self.faults)?;
        if found.value.trim().is_empty() {
            self.faults.at(
                node,
                Message::new(format!("`{key}` est vide"), format!("`{key}` is empty")),
                Message::new("écrire sa valeur", "write its value"),
            );
        }
        Some(found)
    }

    /// A list of texts; one text alone counts as a list of one.
    pub(crate) fn texts(&mut self, key: &'static str) -> Vec<Fact<String>> {
        let faults = self.faults;
        self.each(key)
            .iter()
            .filter_map(|n| text(n, faults))
            .collect()
    }

    /// The elements of a list; one value alone counts as a list of one.
    pub(crate) fn each(&mut self, key: &'static str) -> &'a [Node] {
        match self.take(key) {
            Some(node) => elements(node),
            None => &[],
        }
    }

    /// A word of a closed list.
    pub(crate) fn word<K: Keyword>(&mut self, key: &'static str) -> Option<Fact<K>> {
        let node = self.take(key)?;
        word(node, key, self.faults)
    }

    /// `oui`, `non`, `partiel` or `non_precise`.
    pub(crate) fn answer(&mut self, key: &'static str) -> Option<Fact<Answer>> {
        let node = self.take(key)?;
        answer(node, key, self.faults)
    }

    /// A boolean.
    pub(crate) fn boolean(&mut self, key: &'static str) -> Option<Fact<bool>> {
        let node = self.take(key)?;
        let found = text(node, self.faults)?;
        let value = match found.value.to_lowercase().as_str() {
            "true" | "oui" | "yes" => true,
            "false" | "non" | "no" => false,
            _ => {
                self.expected(node, key, "true | false");
                return None;
            }
        };
        Some(Fact::new(value, found.at))
    }

    /// A whole number.
    pub(crate) fn number(&mut self, key: &'static str) -> Option<Fact<u32>> {
        let node = self.take(key)?;
        let found = text(node, self.faults)?;
        let Ok(value) = found.value.trim().parse() else {
            self.expected(node, key, "0, 1, 2, …");
            return None;
        };
        Some(Fact::new(value, found.at))
    }

    /// A date.
    pub(crate) fn date(&mut self, key: &'static str) -> Option<Fact<Date>> {
        let node = self.take(key)?;
        self.as_date(node, key)
    }

    /// A date that must be there.
    pub(crate) fn needed_date(&mut self, key: &'static str) -> Option<Fact<Date>> {
        let node = self.need(key)?;
        self.as_date(node, key)
    }

    fn as_date(&self, node: &Node, key: &str) -> Option<Fact<Date>> {
        let found = text(node, self.faults)?;
        match found.value.trim().parse::<Date>() {
            Ok(date) if found.value.trim().len() == 10 => Some(Fact::new(date, found.at)),
            _ => {
                self.faults.at(
                    node,
                    Message::new(
                        format!("`{key}` n’est pas une date"),
                        format!("`{key}` is not a date"),
                    ),
                    Message::new(
                        "écrire AAAA-MM-JJ, par exemple 2026-11-21",
                        "write YYYY-MM-DD, for instance 2026-11-21",
                    ),
                );
                None
            }
        }
    }

    /// The nested mapping of a key.
    pub(crate) fn fields(&mut self, key: &'static str) -> Option<Self> {
        let node = self.take(key)?;
        Self::open(node, key, self.faults)
    }

    fn expected(&self, node: &Node, key: &str, words: &str) {
        self.faults.at(
            node,
            Message::new(
                format!("`{key}` : valeur non admise"),
                format!("`{key}`: value not allowed"),
            ),
            Message::new(format!("écrire {words}"), format!("write {words}")),
        );
    }

    /// Ends the mapping: every key not taken is unknown.
    pub(crate) fn close(self) {
        for (name, (key, _)) in self.entries {
            let near = nearest(name, self.known.iter().copied());
            self.faults.add(unknown(key, self.what, near, &self.known));
        }
    }
}

fn unknown(key: &Key, what: &str, near: Option<&str>, known: &[&str]) -> Fault {
    let name = shorten(&key.name);
    let cure = match (near, name.as_str()) {
        (_, "<<") => Message::new(
            "les clés de fusion ne sont pas admises : recopier les valeurs",
            "merge keys are not accepted: write the values out",
        ),
        (Some(near), _) => Message::new(
            format!("écrire `{near}` ?"),
            format!("did you mean `{near}`?"),
        ),
        (None, _) => Message::new(
            format!("clés admises : {}", known.join(", ")),
            format!("accepted keys: {}", known.join(", ")),
        ),
    };
    Fault::at(
        key.at,
        key.length,
        Message::new(
            format!("`{what}` : clé inconnue `{name}`"),
            format!("`{what}`: unknown key `{name}`"),
        ),
        cure,
    )
}

fn no_dash(key: &Key) -> Fault {
    Fault::at(
        key.at,
        key.length,
        Message::new(
            "un second `id` dans la même entrée : il manque `- ` devant",
            "a second `id` in the same entry: `- ` is missing before it",
        ),
        Message::new(
            "écrire `- id: …` au début de chaque entrée, aligné sur les autres",
            "write `- id: …` at the start of each entry, aligned with the others",
        ),
    )
}

fn twice(key: &Key) -> Fault {
    let name = shorten(&key.name);
    Fault::at(
        key.at,
        key.length,
        Message::new(
            format!("la clé `{name}` est écrite deux fois"),
            format!("the key `{name}` is written twice"),
        ),
        Message::new("n’en garder qu’une", "keep only one"),
    )
}

/// The elements of a list; any other value is a list of itself.
pub(crate) fn elements(node: &Node) -> &[Node] {
    match &node.what {
        What::List(list) => list,
        _ => std::slice::from_ref(node),
    }
}

/// A scalar as text, blanks of wrapped lines folded.
pub(crate) fn text(node: &Node, faults: &Faults) -> Option<Fact<String>> {
    match &node.what {
        What::Scalar(s) => Some(Fact::new(s.clone(), node.at)),
        What::Null | What::List(_) | What::Map(_) => {
            faults.at(
                node,
                Message::new("un texte est attendu ici", "a text is expected here"),
                Message::new(
                    "écrire un texte, entre guillemets s’il contient « : »",
                    "write a text, between quotes if it contains `:`",
                ),
            );
            None
        }
    }
}

/// A scalar as a word of a closed list.
pub(crate) fn word<K: Keyword>(node: &Node, key: &str, faults: &Faults) -> Option<Fact<K>> {
    let found = text(node, faults)?;
    if let Some(value) = K::from_word(&found.value) {
        return Some(Fact::new(value, found.at));
    }
    let name = shorten(&found.value);
    let words = K::WORDS.join(" | ");
    let near = nearest(&name, K::WORDS.iter().copied());
    let (fr, en) = match near {
        Some(n) => (format!("écrire `{n}` ? "), format!("did you mean `{n}`? ")),
        None => (String::new(), String::new()),
    };
    faults.at(
        node,
        Message::new(
            format!("`{key}` : mot inconnu `{name}`"),
            format!("`{key}`: unknown word `{name}`"),
        ),
        Message::new(
            format!("{fr}mots admis : {words}"),
            format!("{en}accepted words: {words}"),
        ),
    );
    None
}

/// An answer; YAML booleans are refused because older readers turn a bare `no`
/// into `false` and the answer would be lost.
pub(crate) fn answer(node: &Node, key: &str, faults: &Faults) -> Option<Fact<Answer>> {
    let found = text(node, faults)?;
    let meant = match found.value.to_lowercase().as_str() {
        "no" | "false" | "n" => "non",
        "yes" | "true" | "y" | "o" => "oui",
        _ => return word(node, key, faults),
    };
    faults.at(
        node,
        Message::new(
            format!("`{key}` : réponse attendue en toutes lettres"),
            format!("`{key}`: the answer must be a word"),
        ),
        Message::new(
            format!("écrire \"{meant}\" (oui | non | partiel | non_precise)"),
            format!("write \"{meant}\" (oui | non | partiel | non_precise)"),
        ),
    );
    None
}

/// What a message may quote of a value.
pub(crate) fn shorten(value: &str) -> String {
    const SHOWN: usize = 40;
    let mut out: String = value
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(SHOWN)
        .collect();
    if value.chars().nth(SHOWN).is_some() {
        out.push('…');
    }
    out
}
