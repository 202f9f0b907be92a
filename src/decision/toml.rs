//! TOML as the nodes that `register::read` reads, and facts as TOML.

use crate::model::is_hidden;
use crate::register::yaml::{Key, Node, What};
use crate::register::{Accepted, At, Fault, Message};
use std::fmt::Write as _;
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
    let mut written: Vec<(&'static str, String)> = written.collect();
    // a page shows hidden characters; what is to be read again must not need them
    let hidden = |text: &String| text.chars().any(is_hidden);
    if facts.places.iter().any(hidden) {
        let places: Vec<String> = facts.places.iter().map(|p| quoted(p)).collect();
        let places = format!("[{}]", places.join(", "));
        let own = written.iter_mut().find(|(key, _)| *key == "places");
        own.into_iter()
            .for_each(|(_, text)| text.clone_from(&places));
    }
    written
}

/// A basic string of TOML, hidden characters as escapes.
fn quoted(text: &str) -> String {
    let mut out = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if is_hidden(c) => {
                write!(out, "\\U{:08X}", u32::from(c)).expect("a string takes every text");
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_of_hostile_names_show_nothing_hidden_and_read_back() {
        let names = [
            "RH \u{26a0}\u{fe0f}/liste.csv",
            "a\nb.csv",
            "famille \u{1f468}\u{200d}\u{1f469}.csv",
            "\u{202e}vsc.exe \"q\" 'r' \\ \u{e0041}\u{7f}\u{3164}",
        ];
        let accepts = Accepted {
            places: names.map(str::to_owned).to_vec(),
            ..Accepted::default()
        };
        let line = accepts.line();
        assert!(!line.chars().any(is_hidden), "{line}");
        assert_eq!(Accepted::parse(&line).expect("it reads back"), accepts);
        let keys = facts(&accepts).into_iter();
        let keys: Vec<String> = keys.map(|(k, v)| format!("{k} = {v}\n")).collect();
        let keys = keys.concat();
        assert!(!keys.replace('\n', "").chars().any(is_hidden), "{keys}");
        let text = format!(
            "[[decision]]\ngap = \"G-3f2a9c1b\"\nverdict = \"accept\"\nreason = \"essai\"\nexpires = 2027-03-31\n{keys}"
        );
        let read = crate::decision::read(&text, "decisions.toml").expect("it is TOML");
        assert_eq!(read[0].accepts, accepts);
    }
}
