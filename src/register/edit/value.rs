//! Values of a register without their places: what is written, compared and
//! remembered.

use sha2::{Digest as _, Sha256};

/// A value to be written into a register, or read from one.
#[derive(Debug, Clone)]
pub enum Value {
    /// Nothing after the colon.
    Null,
    /// Text.
    Text {
        /// What it says.
        text: String,
        /// Whether it may stand without quotation marks.
        plain: bool,
    },
    /// A list.
    List(Vec<Self>),
    /// Keys and values.
    Map(Vec<(String, Self)>),
}

/// Same content: neither quotation marks nor the order of keys count.
impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Text { text: a, .. }, Self::Text { text: b, .. }) => a == b,
            (Self::List(a), Self::List(b)) => a == b,
            (Self::Map(a), Self::Map(b)) => sorted(a) == sorted(b),
            _ => false,
        }
    }
}

impl Eq for Value {}

fn sorted(map: &[(String, Value)]) -> Vec<&(String, Value)> {
    let mut all: Vec<_> = map.iter().collect();
    all.sort_by_key(|(key, _)| key);
    all
}

impl Value {
    /// A word: without quotation marks where it can.
    #[must_use]
    pub fn word(text: impl Into<String>) -> Self {
        Self::Text {
            text: text.into(),
            plain: true,
        }
    }

    /// Text between quotation marks.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text {
            text: text.into(),
            plain: false,
        }
    }

    /// The text of a scalar.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text { text, .. } => Some(text),
            Self::Null | Self::List(_) | Self::Map(_) => None,
        }
    }

    /// The value of a key; none when missing.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.pairs().iter().find(|(k, _)| k == key).map(|(_, v)| v)
    }

    /// The keys and values of a mapping; none of anything else.
    #[must_use]
    pub fn pairs(&self) -> &[(String, Self)] {
        match self {
            Self::Map(map) => map,
            Self::Null | Self::Text { .. } | Self::List(_) => &[],
        }
    }

    /// The elements of a list; one value alone is a list of one, nothing of none.
    #[must_use]
    pub fn elements(&self) -> &[Self] {
        match self {
            Self::List(list) => list,
            Self::Null => &[],
            Self::Text { .. } | Self::Map(_) => std::slice::from_ref(self),
        }
    }

    /// The same without the keys that are not wanted, however deep.
    #[must_use]
    pub fn without(&self, unwanted: &[&str]) -> Self {
        match self {
            Self::Null | Self::Text { .. } => self.clone(),
            Self::List(list) => Self::List(list.iter().map(|v| v.without(unwanted)).collect()),
            Self::Map(map) => {
                let kept = map.iter().filter(|(k, _)| !unwanted.contains(&k.as_str()));
                Self::Map(
                    kept.map(|(k, v)| (k.clone(), v.without(unwanted)))
                        .collect(),
                )
            }
        }
    }

    /// Stands for the content: eight letters, that no reader of YAML takes for a
    /// number.
    #[must_use]
    pub fn digest(&self) -> String {
        let mut hash = Sha256::new();
        self.hash(&mut hash);
        let nibbles = hash.finalize();
        let nibbles = nibbles.iter().take(4).flat_map(|b| [b >> 4, b & 15]);
        nibbles.map(|n| char::from(b'a' + n)).collect()
    }

    fn hash(&self, hash: &mut Sha256) {
        let mut sized = |tag: u8, n: usize| {
            hash.update([tag]);
            hash.update((n as u64).to_be_bytes());
        };
        match self {
            Self::Null => sized(0, 0),
            Self::Text { text, .. } => {
                sized(1, text.len());
                hash.update(text);
            }
            Self::List(list) => {
                sized(2, list.len());
                list.iter().for_each(|v| v.hash(hash));
            }
            Self::Map(map) => {
                sized(3, map.len());
                for (key, value) in sorted(map) {
                    hash.update((key.len() as u64).to_be_bytes());
                    hash.update(key);
                    value.hash(hash);
                }
            }
        }
    }

    /// In one line, as it may stand anywhere. In `json` every text is quoted.
    #[must_use]
    pub fn flow(&self, json: bool) -> String {
        match self {
            Self::Null if json => "null".to_owned(),
            Self::Null => "~".to_owned(),
            Self::Text { text, plain } if *plain && is_word(text, json) => text.clone(),
            Self::Text { text, .. } => quoted(text),
            Self::List(list) => {
                let all: Vec<String> = list.iter().map(|v| v.flow(json)).collect();
                format!("[{}]", all.join(", "))
            }
            Self::Map(map) => {
                let pair = |(k, v): &(String, Self)| format!("{}: {}", key(k, json), v.flow(json));
                let all: Vec<String> = map.iter().map(pair).collect();
                format!("{{{}}}", all.join(", "))
            }
        }
    }

    /// A mapping with a line for each of its keys; the first begins where it is
    /// put, the others in this column.
    #[must_use]
    pub fn lines(&self, column: usize) -> String {
        self.item(column.saturating_sub(2), "\n")
    }

    /// What follows `key:` in lines of its own: a list of mappings one a line,
    /// anything else in braces. `indent` is the column of the key.
    pub(super) fn after_key(&self, indent: usize, end: &str) -> String {
        match self {
            Self::List(list) if list.iter().any(|v| matches!(v, Self::Map(_))) => {
                let pad = " ".repeat(indent);
                let one = |v: &Self| format!("{end}{pad}- {}", v.flow(false));
                list.iter().map(one).collect()
            }
            _ => format!(" {}", self.flow(false)),
        }
    }

    /// An item of a list, with a line for each of its keys; the first line begins
    /// where the dash ends.
    pub(super) fn item(&self, dash: usize, end: &str) -> String {
        let pad = " ".repeat(dash + 2);
        let line =
            |(k, v): &(String, Self)| format!("{}:{}", key(k, false), v.after_key(dash + 2, end));
        let lines: Vec<String> = self.pairs().iter().map(line).collect();
        if lines.is_empty() {
            return self.flow(false);
        }
        lines.join(&format!("{end}{pad}"))
    }
}

/// A key as it is written.
pub(super) fn key(name: &str, json: bool) -> String {
    if json || !is_word(name, false) {
        quoted(name)
    } else {
        name.to_owned()
    }
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("a text is always JSON")
}

/// Whether a text reads back as itself without quotation marks, anywhere.
fn is_word(text: &str, json: bool) -> bool {
    let number = !text.is_empty()
        && text.bytes().all(|b| b.is_ascii_digit())
        && (text.len() == 1 || !text.starts_with('0'));
    if json {
        return number || matches!(text, "true" | "false");
    }
    let begins = |c: char| c.is_alphanumeric() || c == '_';
    let goes_on = |c: char| c.is_alphanumeric() || "_-.".contains(c);
    let null = matches!(text, "null" | "Null" | "NULL");
    text.starts_with(begins) && text.chars().all(goes_on) && !null
}
