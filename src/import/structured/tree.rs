//! A structured text as a tree whose every value knows its place: a line where
//! the text can be read as YAML (JSON is, nearly), else the path of its keys.

use super::super::block::Spot;
use crate::model::{Problem, Reason};
use crate::register::yaml;
use std::sync::Arc;

/// A value and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Node {
    pub(super) at: Spot,
    pub(super) value: Value,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    /// Nothing, or `null`.
    Empty,
    /// Text, a number, a truth value, as written.
    Text(String),
    List(Vec<Node>),
    Map(Vec<Entry>),
}

/// A key and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) key: String,
    pub(super) at: Spot,
    pub(super) node: Node,
}

/// The documents of a text, and what of it is none.
#[derive(Debug, Default)]
pub(super) struct Parsed {
    pub(super) roots: Vec<Node>,
    pub(super) problems: Vec<Problem>,
}

/// Reads YAML, of which a file may hold several documents.
pub(super) fn yaml(text: &str) -> Parsed {
    let mut parsed = Parsed::default();
    for (first, part) in documents(text) {
        match yaml::parse(part) {
            Ok(Some(node)) => parsed.roots.push(from_yaml(node, first)),
            Ok(None) => {}
            Err(fault) => {
                let line = fault.at.map_or(0, |at| u64::from(at.line) + first);
                parsed.problems.push(damaged(line));
            }
        }
    }
    parsed
}

/// Reads JSON: by the reader of YAML for its lines; what that cannot read has
/// the path of its keys.
pub(super) fn json(text: &str) -> Parsed {
    if let Ok(Some(node)) = yaml::parse(text) {
        return Parsed {
            roots: vec![from_yaml(node, 0)],
            problems: Vec::new(),
        };
    }
    match serde_json::from_str(text) {
        Ok(value) => Parsed {
            roots: vec![from_json(value, "")],
            problems: Vec::new(),
        },
        Err(error) => Parsed {
            roots: Vec::new(),
            problems: vec![damaged(error.line() as u64)],
        },
    }
}

/// Reads JSON Lines: a document a line.
pub(super) fn json_lines(text: &str) -> Parsed {
    let mut parsed = Parsed::default();
    for (n, line) in (0..).zip(text.lines()) {
        if line.trim().is_empty() {
            continue;
        }
        match serde_json::from_str::<serde_json::Value>(line) {
            Ok(value) => {
                let mut node = from_json(value, "");
                set_place(&mut node, &Spot::Line(n + 1));
                parsed.roots.push(node);
            }
            Err(_) => parsed.problems.push(damaged(n + 1)),
        }
    }
    parsed
}

fn damaged(line: u64) -> Problem {
    Problem::new(Reason::Damaged, format!("line {line}"))
}

/// The documents of a YAML text and the lines before each.
fn documents(text: &str) -> Vec<(u64, &str)> {
    let (mut all, mut from, mut first) = (Vec::new(), 0, 0);
    let mut at = 0;
    for (n, line) in (1..).zip(text.split_inclusive('\n')) {
        at += line.len();
        if line.trim_end() == "---" {
            all.push((first, &text[from..at - line.len()]));
            (from, first) = (at, n);
        }
    }
    all.push((first, &text[from..]));
    all
}

fn from_yaml(node: yaml::Node, before: u64) -> Node {
    let line = |at: crate::register::At| Spot::Line(u64::from(at.line) + before);
    let value = match node.what {
        yaml::What::Null => Value::Empty,
        yaml::What::Scalar(text) => Value::Text(text),
        yaml::What::List(list) => {
            Value::List(list.into_iter().map(|n| from_yaml(n, before)).collect())
        }
        yaml::What::Map(map) => {
            let entry = |(key, node): (yaml::Key, yaml::Node)| Entry {
                key: key.name,
                at: line(key.at),
                node: from_yaml(node, before),
            };
            Value::Map(map.into_iter().map(entry).collect())
        }
    };
    Node {
        at: line(node.at),
        value,
    }
}

/// Bytes of a path: the keys of what lies deeper are left out.
const PATH: usize = 200;

fn from_json(value: serde_json::Value, path: &str) -> Node {
    use serde_json::Value as Json;
    let at = Spot::Key(Arc::from(if path.is_empty() { "$" } else { path }));
    let inside = |n: usize| below(path, &format!("[{n}]"));
    let below = |key: &str| match path {
        "" => below("", key),
        path => below(path, &format!(".{key}")),
    };
    let value = match value {
        Json::Null => Value::Empty,
        Json::Bool(b) => Value::Text(b.to_string()),
        Json::Number(n) => Value::Text(n.to_string()),
        Json::String(text) => Value::Text(text),
        Json::Array(list) => {
            let nodes = list.into_iter().enumerate();
            Value::List(nodes.map(|(n, v)| from_json(v, &inside(n))).collect())
        }
        Json::Object(map) => {
            let entries = map.into_iter().map(|(key, value)| {
                let path = below(&key);
                Entry {
                    at: Spot::Key(Arc::from(path.as_str())),
                    node: from_json(value, &path),
                    key,
                }
            });
            Value::Map(entries.collect())
        }
    };
    Node { at, value }
}

/// A path and what lies below it.
fn below(path: &str, part: &str) -> String {
    match path.len() + part.len() <= PATH {
        _ if path.ends_with('…') => path.to_owned(),
        true => format!("{path}{part}"),
        false => format!("{path}…"),
    }
}

fn set_place(node: &mut Node, at: &Spot) {
    node.at = at.clone();
    match &mut node.value {
        Value::Empty | Value::Text(_) => {}
        Value::List(list) => list.iter_mut().for_each(|n| set_place(n, at)),
        Value::Map(map) => {
            for entry in map {
                entry.at = at.clone();
                set_place(&mut entry.node, at);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every text and its place.
    fn texts(node: &Node, out: &mut Vec<String>) {
        match &node.value {
            Value::Empty => {}
            Value::Text(text) => out.push(format!("{} {text}", node.at)),
            Value::List(list) => list.iter().for_each(|n| texts(n, out)),
            Value::Map(map) => map.iter().for_each(|e| texts(&e.node, out)),
        }
    }

    fn read(parsed: &Parsed) -> Vec<String> {
        let mut out = Vec::new();
        parsed.roots.iter().for_each(|n| texts(n, &mut out));
        out
    }

    #[test]
    fn values_know_their_lines() {
        assert_eq!(
            read(&yaml("a: x\n---\nb:\n- y\n- c: z\n")),
            ["l.1 x", "l.4 y", "l.5 z"]
        );
        assert_eq!(
            read(&json(
                "{\n \"a\": [1, true, null],\n \"b\": \"x\\/\\u00e9\"}"
            )),
            ["l.2 1", "l.2 true", "l.3 x/é"]
        );
        assert_eq!(
            read(&json_lines("{\"a\":\"x\"}\n\n{\"a\":\"y\"}\n")),
            ["l.1 x", "l.3 y"]
        );
    }

    #[test]
    fn what_is_not_well_formed_is_said() {
        assert_eq!(yaml("a: 1\n---\nb: [\n").problems.len(), 1);
        let cut = json("{\"a\":\n [1, 2");
        assert_eq!(cut.problems[0].detail, "line 2");
        assert!(cut.roots.is_empty());
    }

    #[test]
    fn long_paths_end() {
        let key = "k".repeat(5_000);
        let value = serde_json::json!({ "a": { key: [1, [2]] }, "b": 3 });
        let mut out = Vec::new();
        texts(&from_json(value, ""), &mut out);
        assert_eq!(out, ["a… 1", "a… 2", "b 3"]);
    }

    #[test]
    fn what_yaml_cannot_read_has_paths() {
        // half a character, which JSON may write and YAML may not
        let text = "{\"a\": [{\"b\": \"\\ud83d\\ude00\"}]}";
        let read = read(&json(text));
        assert!(read == ["a[0].b 😀"] || read == ["l.1 😀"], "{read:?}");
        let deep = format!("{}\"x\"{}", "[".repeat(40), "]".repeat(40));
        assert!(json(&deep).problems.is_empty());
    }
}
