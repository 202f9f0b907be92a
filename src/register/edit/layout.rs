//! A register's text by the bytes of each value: where it begins and ends, and
//! whether it stands in braces. Only texts that the reader of registers takes,
//! so that nesting and copies are bounded.

use super::value::Value;
use crate::register::fault::Fault;
use crate::register::yaml;
use serde_saphyr::granit_parser::{Event, Parser, ScalarStyle, Span, StructureStyle};
use std::collections::BTreeMap;
use std::ops::Range;

/// A value and its bytes.
#[derive(Debug, Clone)]
pub(super) struct Node {
    /// Its bytes, without what stands around it; of nothing, the place before
    /// the colon.
    pub(super) span: Range<usize>,
    /// Stands for another node (`*name`).
    pub(super) alias: bool,
    /// What it is.
    pub(super) what: What,
}

/// The kinds of value.
#[derive(Debug, Clone)]
pub(super) enum What {
    /// Nothing.
    Null,
    /// Text, and whether it has no quotation marks.
    Text(String, bool),
    /// A list, and whether it stands in brackets.
    List(Vec<Node>, bool),
    /// A mapping, and whether it stands in braces.
    Map(Vec<Pair>, bool),
}

/// A key and its value.
#[derive(Debug, Clone)]
pub(super) struct Pair {
    /// The key.
    pub(super) key: String,
    /// Its bytes.
    pub(super) at: Range<usize>,
    /// The value.
    pub(super) value: Node,
}

impl Node {
    /// Reads a text; none where there is no document in it.
    pub(super) fn read(text: &str) -> Result<Option<Self>, Box<Fault>> {
        yaml::parse(text)?;
        let mut build = Build::default();
        for event in Parser::new_from_str(text) {
            // what cannot be read was an error above
            let Ok((event, span)) = event else { break };
            let bytes = match &event {
                Event::Scalar(_, ScalarStyle::Literal | ScalarStyle::Folded, ..) => {
                    lines(text, bytes(&span))
                }
                _ => bytes(&span),
            };
            build.take(event, bytes);
        }
        Ok(build.root)
    }

    /// Without places.
    pub(super) fn value(&self) -> Value {
        match &self.what {
            What::Null => Value::Null,
            What::Text(text, plain) => Value::Text {
                text: text.clone(),
                plain: *plain,
            },
            What::List(list, _) => Value::List(list.iter().map(Self::value).collect()),
            What::Map(map, _) => {
                let pair = |p: &Pair| (p.key.clone(), p.value.value());
                Value::Map(map.iter().map(pair).collect())
            }
        }
    }

    /// Calls for the bytes of every scalar, key and alias, in their order.
    fn leaves(&self, each: &mut impl FnMut(&Range<usize>)) {
        match &self.what {
            _ if self.alias => each(&self.span),
            What::Null | What::Text(..) => each(&self.span),
            What::List(list, _) => list.iter().for_each(|n| n.leaves(each)),
            What::Map(map, _) => {
                for pair in map {
                    each(&pair.at);
                    pair.value.leaves(each);
                }
            }
        }
    }

    /// The comments of a text, from `#` to the end of their lines.
    pub(super) fn comments(&self, text: &str) -> Vec<Range<usize>> {
        let (mut out, mut from) = (Vec::new(), 0);
        self.leaves(&mut |leaf| {
            if leaf.start > from {
                comments_between(text, from..leaf.start, &mut out);
            }
            from = from.max(leaf.end);
        });
        comments_between(text, from..text.len(), &mut out);
        out
    }
}

/// Comments in a stretch that holds no value.
fn comments_between(text: &str, gap: Range<usize>, out: &mut Vec<Range<usize>>) {
    let mut at = gap.start;
    while let Some(found) = text.get(at..gap.end).and_then(|rest| rest.find('#')) {
        let start = at + found;
        let before = text[..start].chars().next_back();
        if before.is_some_and(|c| !c.is_whitespace()) {
            at = start + 1;
            continue;
        }
        let end = text[start..gap.end].find(['\n', '\r']);
        at = end.map_or(gap.end, |n| start + n);
        out.push(start..at);
    }
}

struct Open {
    node: Node,
    anchor: usize,
    key: Option<(String, Range<usize>)>,
}

#[derive(Default)]
struct Build {
    open: Vec<Open>,
    root: Option<Node>,
    anchors: BTreeMap<usize, Node>,
}

impl Build {
    fn take(&mut self, event: Event<'_>, bytes: Range<usize>) {
        match event {
            Event::Scalar(text, style, anchor, _) => {
                let plain = style == ScalarStyle::Plain;
                let what = if plain && yaml::is_null(&text) {
                    What::Null
                } else {
                    What::Text(text.into_owned(), plain)
                };
                self.put(node(bytes, what), anchor);
            }
            Event::SequenceStart(style, anchor, _) => {
                let what = What::List(Vec::new(), style == StructureStyle::Flow);
                self.begin(node(bytes, what), anchor);
            }
            Event::MappingStart(style, anchor, _) => {
                let what = What::Map(Vec::new(), style == StructureStyle::Flow);
                self.begin(node(bytes, what), anchor);
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(bytes.end),
            Event::Alias(id) => {
                if let Some(known) = self.anchors.get(&id) {
                    let mut node = known.clone();
                    (node.span, node.alias) = (bytes, true);
                    self.put(node, 0);
                }
            }
            _ => {}
        }
    }

    fn begin(&mut self, node: Node, anchor: usize) {
        self.open.push(Open {
            node,
            anchor,
            key: None,
        });
    }

    /// A collection in braces ends with them, another one with its last value.
    fn end(&mut self, end: usize) {
        let Some(mut open) = self.open.pop() else {
            return;
        };
        let last = match &open.node.what {
            What::List(_, true) | What::Map(_, true) => Some(end),
            What::List(list, false) => list.last().map(|n| n.span.end),
            What::Map(map, false) => map.last().map(|p| p.value.span.end.max(p.at.end)),
            What::Null | What::Text(..) => None,
        };
        open.node.span.end = last.unwrap_or(open.node.span.start);
        self.put(open.node, open.anchor);
    }

    fn put(&mut self, node: Node, anchor: usize) {
        if anchor != 0 {
            self.anchors.insert(anchor, node.clone());
        }
        let Some(parent) = self.open.last_mut() else {
            self.root = Some(node);
            return;
        };
        match (&mut parent.node.what, parent.key.take()) {
            (What::List(list, _), _) => list.push(node),
            (What::Map(map, _), Some((key, at))) => map.push(Pair {
                key,
                at,
                value: node,
            }),
            (What::Map(..), None) => {
                let name = match node.what {
                    What::Text(text, _) => text,
                    _ => String::new(),
                };
                parent.key = Some((name, node.span));
            }
            (What::Null | What::Text(..), _) => {}
        }
    }
}

fn node(span: Range<usize>, what: What) -> Node {
    Node {
        span,
        alias: false,
        what,
    }
}

/// Lines of text without the margin of the line after them.
fn lines(text: &str, bytes: Range<usize>) -> Range<usize> {
    let kept = text[bytes.clone()].trim_end_matches([' ', '\t']);
    bytes.start..bytes.start + kept.len()
}

fn bytes(span: &Span) -> Range<usize> {
    let of = |m: serde_saphyr::granit_parser::Marker| {
        m.byte_offset()
            .expect("a parser over a text knows its bytes")
    };
    of(span.start)..of(span.end)
}
