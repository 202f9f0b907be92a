//! Edits of a register's text that leave everything else as it is: comments,
//! order, quotation marks, line ends, spaces.
//!
//! An edit names a mapping by its path and a key of it. Only the bytes of that
//! key are replaced; the result is read again, and must be the register as it
//! was with just that change, and hold every comment it held. Otherwise nothing
//! is given back but an error. Both styles of YAML are known: lines of their own
//! and braces.

mod layout;
mod patch;
mod rows;
mod value;

use super::fact::Message;
use layout::{Node, Pair, What};
use patch::{Patch, Patches};
pub use value::Value;

/// The keys of an activity in their usual order.
pub const ACTIVITY: &[&str] = &[
    "id",
    "name",
    "role",
    "status",
    "review_required",
    "created",
    "updated",
    "source",
    "purposes",
    "legal_basis",
    "data_subjects",
    "data",
    "sensitive",
    "forbidden",
    "retention",
    "recipients",
    "transfers",
    "security",
    "claims",
    "systems",
    "locations",
];

/// One step of a path into a register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// The value of a key.
    Key(&'static str),
    /// An element of a list.
    Item(usize),
}

/// How an element of a list is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// In braces, in one line.
    Braces,
    /// A line for each key, where the list stands in lines.
    Lines,
}

/// Why a register's text cannot be changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// It is no YAML, or nothing at all.
    #[error("the register cannot be read")]
    Unreadable,
    /// There is no such place.
    #[error("there is no {0}")]
    NoPlace(String),
    /// It is written elsewhere and only referred to (`*name`).
    #[error("{0} is written elsewhere in the file (an alias); write it out first")]
    Alias(String),
    /// The edit would change more than it should.
    #[error("{0} cannot be changed without touching the rest; change it by hand")]
    Entangled(String),
}

impl EditError {
    /// In both languages.
    #[must_use]
    pub fn message(&self) -> Message {
        let fr = match self {
            Self::Unreadable => "le registre ne peut pas être lu".to_owned(),
            Self::NoPlace(what) => format!("il n’y a pas de {what}"),
            Self::Alias(what) => {
                format!("{what} est écrit ailleurs dans le fichier (alias) ; le recopier d’abord")
            }
            Self::Entangled(what) => format!(
                "{what} ne peut pas être changé sans toucher au reste ; le changer à la main"
            ),
        };
        Message::new(fr, self.to_string())
    }
}

/// Edits of one text, made together at the end.
#[derive(Debug)]
pub struct Editor<'t> {
    given: &'t str,
    /// The same without a byte order mark.
    text: &'t str,
    root: Node,
    wanted: Value,
    patches: Patches,
    /// Where comments stand.
    comments: Vec<std::ops::Range<usize>>,
    /// How lines end.
    end: &'static str,
    /// What was edited, for messages.
    said: Vec<String>,
}

impl<'t> Editor<'t> {
    /// Opens a register's text.
    ///
    /// # Errors
    /// It is not YAML, or has no key.
    pub fn open(given: &'t str) -> Result<Self, EditError> {
        let text = given.strip_prefix('\u{feff}').unwrap_or(given);
        let root = Node::read(text).map_err(|_| EditError::Unreadable)?;
        let root = root.ok_or(EditError::Unreadable)?;
        let end = match text.find('\n') {
            Some(at) if text[..at].ends_with('\r') => "\r\n",
            _ => "\n",
        };
        Ok(Self {
            given,
            text,
            wanted: root.value(),
            comments: root.comments(text),
            root,
            patches: Patches::default(),
            end,
            said: Vec::new(),
        })
    }

    /// The register with the edits made so far.
    #[must_use]
    pub fn value(&self) -> &Value {
        &self.wanted
    }

    /// Gives a key a value. A key that is new is written after the last of
    /// `before` that is there, else at the end.
    ///
    /// # Errors
    /// There is no such mapping.
    pub fn set(
        &mut self,
        path: &[Step],
        key: &str,
        value: Value,
        before: &[&str],
    ) -> Result<(), EditError> {
        let what = self.target(path, key)?;
        let (pairs, braces) = self.map(path, &what)?;
        let json = braces && is_json(self.text, pairs);
        let patches = match pairs.iter().find(|p| p.key == key) {
            Some(pair) => self.replace(pair, &value, braces, json, &what)?,
            None => {
                let last = pairs.iter().rfind(|p| before.contains(&p.key.as_str()));
                let Some(after) = last.or(pairs.last()) else {
                    return Err(EditError::NoPlace(what));
                };
                vec![self.insert(pairs, after, key, &value, (braces, json))]
            }
        };
        self.patches.extend(patches);
        put(self.mapping(path), key, Some(value));
        Ok(())
    }

    /// Takes a key away. Comments within its lines stay.
    ///
    /// # Errors
    /// There is no such mapping.
    pub fn remove(&mut self, path: &[Step], key: &str) -> Result<(), EditError> {
        let what = self.target(path, key)?;
        let (pairs, braces) = self.map(path, &what)?;
        let Some(index) = pairs.iter().position(|p| p.key == key) else {
            return Ok(());
        };
        match self.cut(pairs, index, braces) {
            Some(patches) => {
                self.patches.extend(patches);
                put(self.mapping(path), key, None);
            }
            // a key that opens its line, or with comments in its braces: nothing
            // is declared there any more
            None => {
                let json = braces && is_json(self.text, pairs);
                let patches = self.replace(&pairs[index], &Value::Null, braces, json, &what)?;
                self.patches.extend(patches);
                put(self.mapping(path), key, Some(Value::Null));
            }
        }
        Ok(())
    }

    /// Adds elements at the end of a list, which is begun where there is none.
    ///
    /// # Errors
    /// There is no such mapping.
    pub fn append(
        &mut self,
        path: &[Step],
        key: &str,
        items: Vec<Value>,
        style: Style,
        before: &[&str],
    ) -> Result<(), EditError> {
        let what = self.target(path, key)?;
        let (pairs, braces) = self.map(path, &what)?;
        let pair = pairs.iter().find(|p| p.key == key);
        let whole = |old: &[Value]| Value::List(old.iter().chain(&items).cloned().collect());
        let patches = match pair.map(|p| (p, &p.value.what)) {
            Some((pair, What::List(list, flow))) if !list.is_empty() && !pair.value.alias => {
                let last = list.last().expect("not empty");
                if *flow {
                    let json = is_json_text(self.text, last);
                    let text = items.iter().map(|i| format!(", {}", i.flow(json)));
                    vec![Patch::insert(last.span.end, text.collect())]
                } else {
                    let dash = self
                        .dash(&list[0])
                        .ok_or_else(|| EditError::Entangled(what.clone()))?;
                    vec![self.lines_after(&pair.value, dash, &items, style)]
                }
            }
            Some((pair, _)) => {
                let old = pair.value.value();
                if style == Style::Lines && !braces && old.elements().is_empty() {
                    self.begin_list(pair, &items, &what)?
                } else {
                    let json = braces && is_json(self.text, pairs);
                    self.replace(pair, &whole(old.elements()), braces, json, &what)?
                }
            }
            None => return self.set(path, key, whole(&[]), before),
        };
        self.patches.extend(patches);
        let known = self.mapping(path);
        let old = known.iter().find(|(k, _)| k == key).map(|(_, v)| v.clone());
        let list = whole(old.as_ref().map_or(&[][..], Value::elements));
        put(known, key, Some(list));
        Ok(())
    }

    /// The text with every edit made; the same text when there was none.
    ///
    /// # Errors
    /// Read again, it is not the register with just these edits, or has lost a
    /// comment.
    pub fn finish(self) -> Result<String, EditError> {
        if self.patches.is_empty() {
            return Ok(self.given.to_owned());
        }
        let entangled = || EditError::Entangled(self.said.join(", "));
        let text = self.patches.apply(self.text).ok_or_else(entangled)?;
        let read = Node::read(&text).ok().flatten().ok_or_else(entangled)?;
        let kept = words(&self.root, self.text);
        let mut held = words(&read, &text);
        let lost = kept.into_iter().any(|(word, n)| {
            let now = held.remove(word).unwrap_or(0);
            now < n
        });
        if lost || read.value() != self.wanted {
            return Err(entangled());
        }
        let mark = &self.given[..self.given.len() - self.text.len()];
        Ok(format!("{mark}{text}"))
    }

    fn target(&mut self, path: &[Step], key: &str) -> Result<String, EditError> {
        let mut said = String::new();
        for step in path {
            match step {
                Step::Key(key) => said = format!("{said}{key}."),
                Step::Item(n) => said = format!("{}[{n}].", said.trim_end_matches('.')),
            }
        }
        let what = format!("`{said}{key}`");
        self.said.push(what.clone());
        let mut node = &self.root;
        for step in path {
            if node.alias {
                return Err(EditError::Alias(what));
            }
            let next = match (&node.what, step) {
                (What::Map(map, _), Step::Key(key)) => {
                    map.iter().find(|p| p.key == *key).map(|p| &p.value)
                }
                (What::List(list, _), Step::Item(n)) => list.get(*n),
                // one value alone counts as a list of one
                (What::Map(..), Step::Item(0)) => Some(node),
                _ => None,
            };
            node = next.ok_or_else(|| EditError::NoPlace(what.clone()))?;
        }
        if node.alias {
            return Err(EditError::Alias(what));
        }
        Ok(what)
    }

    /// The pairs of the mapping at a path, and whether they stand in braces.
    fn map(&self, path: &[Step], what: &str) -> Result<(&[Pair], bool), EditError> {
        match &self.node(path).what {
            What::Map(map, braces) => Ok((map, *braces)),
            _ => Err(EditError::NoPlace(what.to_owned())),
        }
    }

    /// The node at a path that [`Self::target`] has walked.
    fn node(&self, path: &[Step]) -> &Node {
        let mut node = &self.root;
        for step in path {
            node = match (&node.what, step) {
                (What::Map(map, _), Step::Key(key)) => {
                    let pair = map.iter().find(|p| p.key == *key);
                    &pair.expect("the path was walked before").value
                }
                (What::List(list, _), Step::Item(n)) => &list[*n],
                _ => node,
            };
        }
        node
    }

    /// The mapping at a path, as it shall be.
    fn mapping(&mut self, path: &[Step]) -> &mut Vec<(String, Value)> {
        let mut value = &mut self.wanted;
        for step in path {
            value = match (value, step) {
                (Value::Map(map), Step::Key(key)) => {
                    let pair = map.iter_mut().find(|(k, _)| k == key);
                    &mut pair.expect("the path was walked before").1
                }
                (Value::List(list), Step::Item(n)) => &mut list[*n],
                (other, _) => other,
            };
        }
        match value {
            Value::Map(map) => map,
            _ => unreachable!("the path was found to be a mapping"),
        }
    }
}

/// Sets or removes a key.
fn put(map: &mut Vec<(String, Value)>, key: &str, value: Option<Value>) {
    let at = map.iter().position(|(k, _)| k == key);
    match (at, value) {
        (Some(at), Some(value)) => map[at].1 = value,
        (Some(at), None) => {
            map.remove(at);
        }
        (None, Some(value)) => map.push((key.to_owned(), value)),
        (None, None) => {}
    }
}

/// Comments and how often each stands there, without the margin at their end.
fn words<'t>(root: &Node, text: &'t str) -> std::collections::BTreeMap<&'t str, usize> {
    let mut all = std::collections::BTreeMap::new();
    for range in root.comments(text) {
        *all.entry(text[range].trim_end()).or_insert(0) += 1;
    }
    all
}

/// Whether a mapping is written as JSON: its first key is quoted.
fn is_json(text: &str, pairs: &[Pair]) -> bool {
    let first = pairs.first();
    first.is_some_and(|p| text[p.at.clone()].starts_with('"'))
}

/// Whether an element is written as JSON.
fn is_json_text(text: &str, node: &Node) -> bool {
    match &node.what {
        What::Map(pairs, _) => is_json(text, pairs),
        _ => false,
    }
}

#[cfg(test)]
mod tests;
