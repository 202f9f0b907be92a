//! Which bytes of a text an edit replaces, in either style of YAML.

use super::layout::{Node, Pair, What};
use super::value::{Value, key as written_key};
use super::{EditError, Editor, Style};
use std::ops::Range;

/// Bytes, and what takes their place.
#[derive(Debug, Clone)]
pub(super) struct Patch {
    bytes: Range<usize>,
    with: String,
}

impl Patch {
    pub(super) fn new(bytes: Range<usize>, with: String) -> Self {
        Self { bytes, with }
    }

    pub(super) fn insert(at: usize, with: String) -> Self {
        Self::new(at..at, with)
    }
}

/// The patches of a text.
#[derive(Debug, Default)]
pub(super) struct Patches(Vec<Patch>);

impl Patches {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn extend(&mut self, more: Vec<Patch>) {
        self.0.extend(more);
    }

    /// The text with all of them; none where two touch the same bytes.
    pub(super) fn apply(&self, text: &str) -> Option<String> {
        let mut all: Vec<&Patch> = self.0.iter().collect();
        all.sort_by_key(|p| (p.bytes.start, p.bytes.end));
        let (mut out, mut done) = (String::with_capacity(text.len()), 0);
        for patch in all {
            out += text.get(done..patch.bytes.start)?;
            out += &patch.with;
            done = patch.bytes.end;
        }
        out += text.get(done..)?;
        Some(out)
    }
}

impl Editor<'_> {
    /// Another value for a key. Comments within the old one stay.
    pub(super) fn replace(
        &self,
        pair: &Pair,
        value: &Value,
        braces: bool,
        json: bool,
        what: &str,
    ) -> Result<Vec<Patch>, EditError> {
        let bytes = self
            .after_colon(pair)
            .ok_or_else(|| EditError::Entangled(what.to_owned()))?;
        let kept = self.comments_in(&bytes);
        if braces {
            let mut with = format!(" {}", value.flow(json));
            if !kept.is_empty() {
                let pad = " ".repeat(self.margin(pair.at.start) + 4);
                let lines: Vec<String> = kept
                    .iter()
                    .map(|c| format!("{c}{}{pad}", self.end))
                    .collect();
                with = format!("{with} {}", lines.join(""));
            }
            return Ok(vec![Patch::new(bytes, with)]);
        }
        let column = self.column(pair.at.start);
        if let Some((patch, left)) = self.rows(pair, value, &bytes) {
            let mut patches = self.own_lines(pair, &left, column);
            patches.push(patch);
            return Ok(patches);
        }
        let with = value.after_key(column, self.end);
        let mut patches = self.own_lines(pair, &kept, column);
        patches.push(Patch::new(bytes, with));
        Ok(patches)
    }

    /// A list begun after a key that has none, with lines for each key of its items.
    pub(super) fn begin_list(
        &self,
        pair: &Pair,
        items: &[Value],
        what: &str,
    ) -> Result<Vec<Patch>, EditError> {
        let bytes = self
            .after_colon(pair)
            .ok_or_else(|| EditError::Entangled(what.to_owned()))?;
        let column = self.column(pair.at.start);
        let kept = self.comments_in(&bytes);
        let mut patches = self.own_lines(pair, &kept, column);
        let pad = " ".repeat(column);
        let one = |i: &Value| format!("{}{pad}- {}", self.end, i.item(column, self.end));
        patches.push(Patch::new(bytes, items.iter().map(one).collect()));
        Ok(patches)
    }

    /// Comments in lines of their own: above a key, or below where it follows a
    /// dash.
    fn own_lines(&self, pair: &Pair, comments: &[&str], column: usize) -> Vec<Patch> {
        if comments.is_empty() {
            return Vec::new();
        }
        let pad = " ".repeat(column);
        let lines: String = comments
            .iter()
            .map(|c| format!("{pad}{c}{}", self.end))
            .collect();
        let start = self.line_start(pair.at.start);
        let opens = self.text[start..pair.at.start].trim().is_empty();
        let (at, lines) = match opens {
            true => (start, lines),
            false => self.at_line_end(end_of(&pair.value, pair), lines),
        };
        vec![Patch::insert(at, lines)]
    }

    /// A new key after another one.
    pub(super) fn insert(
        &self,
        pairs: &[Pair],
        after: &Pair,
        key: &str,
        value: &Value,
        (braces, json): (bool, bool),
    ) -> Patch {
        let name = written_key(key, json);
        if braces {
            let at = self.value_end(after);
            return Patch::insert(at, format!(", {name}: {}", value.flow(json)));
        }
        let column = self.column(pairs[0].at.start);
        let pad = " ".repeat(column);
        let with = value.after_key(column, self.end);
        let line = format!("{pad}{name}:{with}{}", self.end);
        let (at, line) = self.at_line_end(self.value_end(after), line);
        let (at, line) = self.past_deeper_comments(at, line, column);
        Patch::insert(at, line)
    }

    /// New lines after the last one of a list.
    pub(super) fn lines_after(
        &self,
        list: &Node,
        dash: usize,
        items: &[Value],
        style: Style,
    ) -> Patch {
        let pad = " ".repeat(dash);
        let one = |item: &Value| {
            let text = match style {
                Style::Braces => item.flow(false),
                Style::Lines => item.item(dash, self.end),
            };
            format!("{pad}- {text}{}", self.end)
        };
        let lines = items.iter().map(one).collect();
        let last = deepest(list);
        let at = match last {
            Some(pair) => self.value_end(pair),
            None => list.span.end,
        };
        let (at, lines) = self.at_line_end(at, lines);
        let (at, lines) = self.past_deeper_comments(at, lines, dash);
        Patch::insert(at, lines)
    }

    /// Takes a pair out of its mapping; none where only emptying it is safe.
    pub(super) fn cut(&self, pairs: &[Pair], index: usize, braces: bool) -> Option<Vec<Patch>> {
        let pair = &pairs[index];
        if pairs.len() == 1 {
            return None;
        }
        if braces {
            let range = match pairs.get(index + 1) {
                Some(next) => pair.at.start..next.at.start,
                None => self.value_end(&pairs[index - 1])..self.value_end(pair),
            };
            let plain = self.comments_in(&range).is_empty();
            return plain.then(|| vec![Patch::new(range, String::new())]);
        }
        let start = self.line_start(pair.at.start);
        if !self.text[start..pair.at.start].trim().is_empty() {
            return None;
        }
        let end = self.at_line_end(self.value_end(pair), String::new()).0;
        let pad = " ".repeat(self.column(pair.at.start));
        let kept = self.comments_in(&(start..end));
        let kept = kept.iter().map(|c| format!("{pad}{c}{}", self.end));
        Some(vec![Patch::new(start..end, kept.collect())])
    }

    /// The column of the dashes of a list in lines, by its first element.
    pub(super) fn dash(&self, first: &Node) -> Option<usize> {
        let before = self.text[..first.span.start].trim_end();
        // an anchor or a tag stands between
        let line = &before[self.line_start(before.len())..];
        let at = match before.ends_with('-') {
            true => before.len() - 1,
            false => before.len() - line.trim_start().len(),
        };
        let dash = self.text[at..].starts_with('-');
        let alone = self.text[self.line_start(at)..at].trim().is_empty();
        (dash && alone).then(|| self.column(at))
    }

    /// What follows the colon of a key, to the end of its value.
    fn after_colon(&self, pair: &Pair) -> Option<Range<usize>> {
        if pair.value.alias {
            return Some(self.colon(pair)?..pair.value.span.end);
        }
        let colon = self.colon(pair)?;
        let end = self.value_end(pair).max(colon);
        let end = colon + self.text[colon..end].trim_end().len();
        Some(colon..end)
    }

    /// The place after the colon of a key.
    fn colon(&self, pair: &Pair) -> Option<usize> {
        let rest = &self.text[pair.at.end..];
        let at = rest.find(|c: char| !c.is_whitespace())?;
        rest[at..].starts_with(':').then_some(pair.at.end + at + 1)
    }

    /// The end of a pair; of one without a value, after its colon.
    pub(super) fn value_end(&self, pair: &Pair) -> usize {
        let end = match &pair.value.what {
            _ if pair.value.alias => pair.value.span.end,
            What::Map(map, false) => map.last().map_or(pair.at.end, |p| self.value_end(p)),
            What::List(list, false) => match list.last().and_then(deepest) {
                Some(inner) => self.value_end(inner),
                None => pair.value.span.end,
            },
            _ => pair.value.span.end,
        };
        end.max(self.colon(pair).unwrap_or(pair.at.end))
    }

    /// The start of the line after a place, for lines to be put there; at the end
    /// of a text without one, the line end comes first.
    fn at_line_end(&self, at: usize, lines: String) -> (usize, String) {
        if at > 0 && self.text[..at].ends_with('\n') {
            return (at, lines);
        }
        match self.text[at..].find('\n') {
            Some(n) => (at + n + 1, lines),
            None => {
                let lines = lines.strip_suffix(self.end).unwrap_or(&lines);
                let end = if lines.is_empty() { "" } else { self.end };
                (self.text.len(), format!("{end}{lines}"))
            }
        }
    }

    /// Comments indented deeper than what comes belong to what stands before.
    fn past_deeper_comments(&self, at: usize, lines: String, column: usize) -> (usize, String) {
        let mut at = at;
        while let Some(n) = self.text[at..].find('\n') {
            let line = &self.text[at..at + n];
            let deep = line.len() - line.trim_start().len() > column;
            if !deep || !line.trim_start().starts_with('#') {
                break;
            }
            at += n + 1;
        }
        (at, lines)
    }

    /// The comments in a stretch of the text, as they are written.
    fn comments_in(&self, bytes: &Range<usize>) -> Vec<&str> {
        let first = self.comments.partition_point(|c| c.start < bytes.start);
        let all = self.comments[first..].iter();
        let within = all.take_while(|c| c.start < bytes.end);
        within.map(|c| self.text[c.clone()].trim_end()).collect()
    }

    pub(super) fn line_start(&self, at: usize) -> usize {
        self.text[..at].rfind('\n').map_or(0, |n| n + 1)
    }

    /// Characters before a place in its line.
    pub(super) fn column(&self, at: usize) -> usize {
        self.text[self.line_start(at)..at].chars().count()
    }

    /// Spaces at the start of the line of a place.
    fn margin(&self, at: usize) -> usize {
        let line = &self.text[self.line_start(at)..];
        line.len() - line.trim_start_matches(' ').len()
    }
}

/// The last pair of what stands in lines.
pub(super) fn deepest(node: &Node) -> Option<&Pair> {
    match &node.what {
        _ if node.alias => None,
        What::Map(map, false) => map.last(),
        What::List(list, false) => list.last().and_then(deepest),
        _ => None,
    }
}

fn end_of(value: &Node, pair: &Pair) -> usize {
    value.span.end.max(pair.at.end)
}
