//! TOML as the nodes that `register::read` reads, and facts as TOML.

use crate::register::yaml::{Key, Node, What};
use crate::register::{Accepted, At, Fault, Message};
use std::ops::Range;
use toml_edit::{Array, Document, Item, TableLike, Value};

/// The whole file as one mapping.
///
/// # Errors
/// It is no TOML.
pub(super) fn node(text: &str) -> Result<Node, Box<Fault>> {
    let document = Document::parse(text).map_err(|e| {
        let (at, length) = Places(text).of(e.span().unwrap_or(0..0));
        let said = e.message();
        Box::new(Fault::at(
            at,
            length,
            Message::new(
                format!("ce n’est pas du TOML : {said}"),
                format!("this is no TOML: {said}"),
            ),
            Message::new(
                "corriger cette ligne ; un texte s’écrit entre guillemets, une date AAAA-MM-JJ",
                "mend this line; a text stands between quotes, a date is YYYY-MM-DD",
            ),
        ))
    })?;
    let places = Places(text);
    Ok(places.table(document.as_table(), None))
}

/// Byte ranges of a text as places.
struct Places<'a>(&'a str);

impl Places<'_> {
    fn of(&self, range: Range<usize>) -> (At, u32) {
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let before = self.0.get(..range.start).unwrap_or(self.0);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default();
        let within = self.0.get(range).unwrap_or_default();
        let first = within.split('\n').next().unwrap_or_default();
        let at = At {
            line: number(line),
            column: number(column.chars().count() + 1),
        };
        (at, number(first.chars().count()).max(1))
    }

    fn node(&self, span: Option<Range<usize>>, what: What) -> Node {
        let (at, length) = self.of(span.unwrap_or(0..0));
        Node { at, length, what }
    }

    fn table(&self, table: &dyn TableLike, span: Option<Range<usize>>) -> Node {
        let pairs = table.iter().filter(|(_, item)| !item.is_none());
        let pairs = pairs.map(|(name, item)| {
            let key = table.key(name).and_then(toml_edit::Key::span);
            let (at, length) = self.of(key.clone().unwrap_or(0..0));
            let name = name.to_owned();
            let value = self.item(item, key);
            (Key { name, at, length }, value)
        });
        self.node(span, What::Map(pairs.collect()))
    }

    fn item(&self, item: &Item, key: Option<Range<usize>>) -> Node {
        let span = item.span().or(key);
        match item {
            Item::None => self.node(span, What::Null),
            Item::Table(table) => self.table(table, span),
            Item::ArrayOfTables(all) => {
                let each = all.iter().map(|t| self.table(t, t.span()));
                self.node(span, What::List(each.collect()))
            }
            Item::Value(value) => self.value(value, span),
        }
    }

    fn value(&self, value: &Value, span: Option<Range<usize>>) -> Node {
        let scalar = |text: String| self.node(span.clone(), What::Scalar(text));
        match value {
            Value::String(s) => scalar(s.value().clone()),
            Value::Integer(n) => scalar(n.value().to_string()),
            Value::Float(n) => scalar(n.value().to_string()),
            Value::Boolean(b) => scalar(b.value().to_string()),
            Value::Datetime(d) => scalar(d.value().to_string()),
            Value::InlineTable(table) => self.table(table, span),
            Value::Array(all) => {
                let each = all.iter().map(|v| self.value(v, v.span()));
                self.node(span.clone(), What::List(each.collect()))
            }
        }
    }
}

/// The facts as keys and values of TOML, in their usual order.
pub(super) fn pairs(facts: &Accepted) -> Vec<(&'static str, Value)> {
    let list = |words: &mut dyn Iterator<Item = &str>| Value::Array(words.collect::<Array>());
    let mut out = Vec::new();
    if let Some(level) = facts.level {
        out.push(("level", level.as_str().into()));
    }
    if !facts.items.is_empty() {
        let mut items = facts.items.iter().map(|d| d.as_str());
        out.push(("items", list(&mut items)));
    }
    if let Some(n) = facts.persons {
        out.push(("persons", i64::try_from(n).unwrap_or(i64::MAX).into()));
    }
    if !facts.places.is_empty() {
        let mut places = facts.places.iter().map(String::as_str);
        out.push(("places", list(&mut places)));
    }
    if let Some(digest) = &facts.digest {
        out.push(("digest", digest.as_str().into()));
    }
    out
}

/// The facts as keys and values of a `[[decision]]`, as they are written.
#[must_use]
pub fn facts(facts: &Accepted) -> Vec<(&'static str, String)> {
    let pairs = pairs(facts).into_iter();
    let written = pairs.map(|(key, value)| (key, value.to_string().trim().to_owned()));
    written.collect()
}
