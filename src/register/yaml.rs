//! YAML text to a tree whose every node knows its place.
//!
//! The events come from the parser under `serde-saphyr`; deserialising straight
//! into types would stop at the first fault and lose the line of each fact.
//! Hostile input is bounded: nesting, nodes, copies made by aliases (so an alias
//! bomb is refused), one document. Tags are ignored: every scalar is text.

mod slip;

use super::fact::{At, Message};
use super::fault::Fault;
use serde_saphyr::granit_parser::{Event, Parser, ScalarStyle, Span};
pub(crate) use slip::wide_spaces;
use slip::{one_document, syntax, too_deep, too_many, too_many_copies};
use std::collections::BTreeMap;

/// How deep collections may nest; a register needs seven.
const DEPTH: usize = 32;
/// Nodes written in one file; 10 MB of register make about 800,000.
const NODES: usize = 2_000_000;
/// Nodes that anchors and aliases may copy in one file.
const COPIES: usize = 100_000;

/// A value and its place.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    /// Where it starts.
    pub(crate) at: At,
    /// Characters of it, for the caret (of a collection: 1).
    pub(crate) length: u32,
    /// What it is.
    pub(crate) what: What,
}

/// The kinds of value.
#[derive(Debug, Clone)]
pub(crate) enum What {
    /// Nothing after the colon, `~` or `null`.
    Null,
    /// Text, quoted or not.
    Scalar(String),
    /// `[a, b]`.
    List(Vec<Node>),
    /// `{a: b}`, in the order of the file.
    Map(Vec<(Key, Node)>),
}

/// A key of a mapping.
#[derive(Debug, Clone)]
pub(crate) struct Key {
    /// The key.
    pub(crate) name: String,
    /// Where.
    pub(crate) at: At,
    /// Characters of it.
    pub(crate) length: u32,
}

/// The only document of a text; `None` when there is none.
pub(crate) fn parse(text: &str) -> Result<Option<Node>, Box<Fault>> {
    let mut build = Build::default();
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|e| Box::new(syntax(text, &e)))?;
        build.take(event, &span)?;
    }
    Ok(build.root)
}

/// A collection that is still open.
struct Open {
    node: Node,
    anchor: usize,
    /// Nodes counted when it opened, to know its size at the end.
    before: usize,
    /// The key whose value is awaited (of a mapping).
    key: Option<Key>,
}

#[derive(Default)]
struct Build {
    open: Vec<Open>,
    root: Option<Node>,
    /// Anchored nodes and their sizes.
    anchors: BTreeMap<usize, (Node, usize)>,
    nodes: usize,
    copies: usize,
    documents: usize,
}

impl Build {
    fn take(&mut self, event: Event<'_>, span: &Span) -> Result<(), Box<Fault>> {
        let (at, length) = place(span);
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    return Err(one_document(at).into());
                }
                Ok(())
            }
            Event::Scalar(text, style, anchor, _) => {
                let what = if style == ScalarStyle::Plain && is_null(&text) {
                    What::Null
                } else {
                    What::Scalar(text.into_owned())
                };
                self.count(1, at)?;
                self.put(Node { at, length, what }, anchor, 1)
            }
            Event::SequenceStart(_, anchor, _) => self.begin(What::List(Vec::new()), anchor, at),
            Event::MappingStart(_, anchor, _) => self.begin(What::Map(Vec::new()), anchor, at),
            Event::SequenceEnd | Event::MappingEnd => self.end(),
            Event::Alias(id) => self.alias(id, at, length),
            _ => Ok(()),
        }
    }

    fn begin(&mut self, what: What, anchor: usize, at: At) -> Result<(), Box<Fault>> {
        if self.open.len() >= DEPTH {
            return Err(too_deep(at).into());
        }
        self.count(1, at)?;
        self.open.push(Open {
            node: Node {
                at,
                length: 1,
                what,
            },
            anchor,
            before: self.nodes - 1,
            key: None,
        });
        Ok(())
    }

    fn end(&mut self) -> Result<(), Box<Fault>> {
        match self.open.pop() {
            Some(open) => {
                let size = self.nodes - open.before;
                self.put(open.node, open.anchor, size)
            }
            None => Ok(()),
        }
    }

    fn alias(&mut self, id: usize, at: At, length: u32) -> Result<(), Box<Fault>> {
        let Some((node, size)) = self.anchors.get(&id) else {
            return Err(Fault::at(
                at,
                length,
                Message::new(
                    "alias YAML qui se contient lui-même",
                    "YAML alias that contains itself",
                ),
                Message::new(
                    "recopier la valeur à cet endroit",
                    "write the value out here",
                ),
            )
            .into());
        };
        self.copies += size;
        if self.copies > COPIES {
            return Err(too_many_copies(at).into());
        }
        let (node, size) = (node.clone(), *size);
        self.nodes += size;
        self.put(node, 0, size)
    }

    fn count(&mut self, more: usize, at: At) -> Result<(), Box<Fault>> {
        self.nodes += more;
        if self.nodes > NODES {
            return Err(too_many(at).into());
        }
        Ok(())
    }

    fn put(&mut self, node: Node, anchor: usize, size: usize) -> Result<(), Box<Fault>> {
        if anchor != 0 {
            self.copies += size;
            if self.copies > COPIES {
                return Err(too_many_copies(node.at).into());
            }
            self.anchors.insert(anchor, (node.clone(), size));
        }
        let Some(parent) = self.open.last_mut() else {
            self.root = Some(node);
            return Ok(());
        };
        match (&mut parent.node.what, parent.key.take()) {
            (What::List(list), _) => list.push(node),
            (What::Map(map), Some(key)) => map.push((key, node)),
            (What::Map(_), None) => parent.key = Some(key(node)?),
            (What::Null | What::Scalar(_), _) => {}
        }
        Ok(())
    }
}

/// A node in the place of a key.
fn key(node: Node) -> Result<Key, Box<Fault>> {
    match node.what {
        What::Scalar(name) => Ok(Key {
            name,
            at: node.at,
            length: node.length,
        }),
        What::Null | What::List(_) | What::Map(_) => Err(Fault::at(
            node.at,
            node.length,
            Message::new("une clé doit être un mot", "a key must be a word"),
            Message::new(
                "écrire `clé: valeur` ; un texte avec des accolades se met entre guillemets",
                "write `key: value`; a text with braces goes between quotes",
            ),
        )
        .into()),
    }
}

/// Whether an unquoted scalar stands for nothing.
pub(crate) fn is_null(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL")
}

fn place(span: &Span) -> (At, u32) {
    let one_line = span.start.line() == span.end.line();
    let length = if one_line { span.len() } else { 1 };
    let at = At {
        line: number(span.start.line()),
        column: number(span.start.col() + 1),
    };
    (at, number(length).max(1))
}

fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> Box<Fault> {
        parse(text).expect_err("must be refused")
    }

    #[test]
    fn nodes_know_their_place() {
        let root = parse("a: 1\nb:\n- {c: \"deux mots\", d: }\n")
            .expect("valid")
            .expect("a document");
        let What::Map(map) = root.what else {
            panic!("a mapping")
        };
        assert_eq!(map[1].0.at, At { line: 2, column: 1 });
        let What::List(list) = &map[1].1.what else {
            panic!("a list")
        };
        let What::Map(inner) = &list[0].what else {
            panic!("a mapping")
        };
        assert_eq!(inner[0].1.at, At { line: 3, column: 7 });
        assert_eq!(inner[0].1.length, 11);
        assert!(matches!(inner[1].1.what, What::Null));
    }

    #[test]
    fn an_alias_bomb_is_refused() {
        let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for i in 1..12 {
            let before = format!("*a{}, ", i - 1).repeat(10);
            text += &format!("a{i}: &a{i} [{}]\n", before.trim_end_matches(", "));
        }
        assert!(fault(&text).what.en.contains("aliases"));
        assert!(fault("a: &a [*a]\n").what.en.contains("itself"));
    }

    #[test]
    fn deep_nesting_is_refused_without_a_crash() {
        let nested = format!("{}{}", "[".repeat(100), "]".repeat(100));
        assert!(fault(&nested).what.en.contains("levels"));
        assert!(parse(&"[".repeat(1_000_000)).is_err());
        assert!(parse(&"- ".repeat(100_000)).is_err());
    }

    #[test]
    fn a_tab_is_explained() {
        let f = fault("a:\n\tb: 1\n");
        assert!(f.cure.en.contains("tab"), "{f:?}");
        assert_eq!(f.at.map(|a| a.line), Some(2));
        let f = fault("a:\n- id: x\n\tname: y\n");
        assert_eq!(f.at, Some(At { line: 3, column: 1 }), "{f:?}");
    }

    #[test]
    fn an_open_quote_is_shown_where_it_opens() {
        let f = fault("a:\n- id: l'absence\n  name: \"Paie\n  role: x\n");
        assert_eq!(f.at, Some(At { line: 3, column: 9 }), "{f:?}");
    }

    #[test]
    fn what_follows_a_quote_and_backslashes_are_explained_in_french() {
        let f = fault("a: 'l'absence'\n");
        assert!(f.cure.fr.contains("entre \""), "{f:?}");
        let f = fault("a: \"\\srv\\x\"\n");
        assert!(f.cure.fr.contains("au lieu de"), "{f:?}");
    }

    #[test]
    fn a_quote_that_swallows_the_next_is_shown_where_it_opens() {
        let f = fault(
            "a:\n  purposes: [\"Payer, \"Tenir\"]\n  b: [\"x, y]\n  c: 1\n  name: \"Paie\"\n",
        );
        assert_eq!(f.at.map(|a| a.line), Some(2), "{f:?}");
        let f = fault("a:\n  b: [\"x, y]\n  c: 1\n  d: 2\n  name: \"Paie\"\n");
        assert_eq!(f.at, Some(At { line: 2, column: 7 }), "{f:?}");
        assert!(f.what.fr.contains("jamais fermé"), "{f:?}");
    }

    #[test]
    fn what_the_parser_says_is_said_in_french() {
        for (text, says) in [
            ("a: - b\n", "tiret"),
            ("a: *b\n", "ancre"),
            ("a: @b\n", "caractère"),
        ] {
            let f = fault(text);
            assert!(f.what.fr.contains(says), "{text}: {f:?}");
        }
    }

    #[test]
    fn wide_spaces_are_found_where_they_break_the_structure() {
        let at = |text: &str| -> Vec<(u32, u32)> {
            let faults = wide_spaces(text);
            let at = faults.iter().filter_map(|f| f.at);
            at.map(|a| (a.line, a.column)).collect()
        };
        assert_eq!(at("a:\n\u{a0} b: 1\n"), [(2, 1)]);
        assert_eq!(at("a:\n- id:\u{a0}paie\n"), [(2, 6)]);
        assert_eq!(at("a:\n  -\u{a0}id: paie\n"), [(2, 4)]);
        assert_eq!(at("a: \"x\u{a0}: y\"\nb: c\u{a0}; d\n# é\u{a0}: f\n"), []);
    }

    #[test]
    fn one_document_only() {
        assert!(fault("a: 1\n---\nb: 2\n").what.en.contains("second"));
        assert!(parse("").expect("valid").is_none());
        assert!(parse("# rien\n").expect("valid").is_none());
    }
}
