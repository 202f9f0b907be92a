//! A list in lines that is written anew: what a person noted beside a row goes
//! where the row goes.

use super::Editor;
use super::layout::{Node, Pair, What};
use super::patch::{Patch, deepest};
use super::value::Value;
use std::ops::Range;

/// Where a row comes from: it may move without being another.
const PLACES: &[&str] = &["source"];

/// Keys that say which row it is, the most telling first.
const NAMES: &[&str] = &[
    "uri",
    "category",
    "item",
    "id",
    "applies_to",
    "kind",
    "text",
];

/// A row as it stands, and the comments that belong to it.
#[derive(Debug)]
struct Row<'t> {
    value: Value,
    /// The same wherever it stands.
    bare: Value,
    span: Range<usize>,
    above: Vec<&'t str>,
    beside: Vec<&'t str>,
}

impl Editor<'_> {
    /// The rows of a list written anew with their comments, and the comments that
    /// belong to none of them any more; none where no row has a comment.
    pub(super) fn rows(
        &self,
        pair: &Pair,
        value: &Value,
        bytes: &Range<usize>,
    ) -> Option<(Patch, Vec<&str>)> {
        let (What::List(list, false), Value::List(all)) = (&pair.value.what, value) else {
            return None;
        };
        let in_lines = all.iter().any(|v| matches!(v, Value::Map(_)));
        if pair.value.alias || !in_lines || list.iter().any(|n| n.alias) {
            return None;
        }
        let bytes = bytes.start..self.end_of_comment(bytes.end);
        let (mut rows, mut left) = self.noted(list, &bytes);
        if rows
            .iter()
            .all(|r| r.above.is_empty() && r.beside.is_empty())
        {
            return None;
        }
        let from = matched(&rows, all);
        let pad = " ".repeat(self.column(pair.at.start));
        let mut with = String::new();
        for (value, from) in all.iter().zip(&from) {
            let (mut above, mut beside) = (Vec::new(), Vec::new());
            if let Some(row) = from.and_then(|at| rows.get_mut(at)) {
                above = std::mem::take(&mut row.above);
                beside = std::mem::take(&mut row.beside);
            }
            let last = beside.pop();
            for comment in above.into_iter().chain(beside) {
                with += &format!("{}{pad}{comment}", self.end);
            }
            with += &format!("{}{pad}- {}", self.end, value.flow(false));
            with += &last.map_or(String::new(), |c| format!(" {c}"));
        }
        for row in rows {
            left.extend(row.above.into_iter().chain(row.beside));
        }
        Some((Patch::new(bytes, with), left))
    }

    /// The end of a comment that follows on the same line.
    fn end_of_comment(&self, at: usize) -> usize {
        let first = self.comments.partition_point(|c| c.start < at);
        let next = self.comments.get(first).filter(|c| {
            let between = &self.text[at..c.start];
            !between.contains('\n') && between.trim().is_empty()
        });
        next.map_or(at, |c| c.start + self.text[c.clone()].trim_end().len())
    }

    /// The rows with their comments, and the comments that stand before all.
    fn noted(&self, list: &[Node], bytes: &Range<usize>) -> (Vec<Row<'_>>, Vec<&str>) {
        let row = |n: &Node| Row {
            bare: n.value().without(PLACES),
            value: n.value(),
            span: n.span.start..deepest(n).map_or(n.span.end, |p| self.value_end(p)),
            above: Vec::new(),
            beside: Vec::new(),
        };
        let mut rows: Vec<Row<'_>> = list.iter().map(row).collect();
        let mut left = Vec::new();
        let first = self.comments.partition_point(|c| c.start < bytes.start);
        for comment in self.comments[first..]
            .iter()
            .take_while(|c| c.start < bytes.end)
        {
            let text = self.text[comment.clone()].trim_end();
            let start = self.line_start(comment.start);
            let alone = self.text[start..comment.start].trim().is_empty();
            let next = rows.partition_point(|r| r.span.start < comment.start);
            let within = next > 0 && comment.start < rows[next - 1].span.end;
            match (alone && !within, next.checked_sub(1)) {
                (true, _) if next < rows.len() => rows[next].above.push(text),
                (_, Some(own)) => rows[own].beside.push(text),
                (_, None) => left.push(text),
            }
        }
        (rows, left)
    }
}

/// The row that each value was: the same but for its place, else the one of the
/// same name.
fn matched(rows: &[Row<'_>], all: &[Value]) -> Vec<Option<usize>> {
    let mut free: Vec<bool> = vec![true; rows.len()];
    let mut take = |same: &dyn Fn(&Row<'_>) -> bool| {
        let at = (0..rows.len()).find(|n| free[*n] && same(&rows[*n]))?;
        free[at] = false;
        Some(at)
    };
    let bare: Vec<Value> = all.iter().map(|v| v.without(PLACES)).collect();
    let mut from: Vec<Option<usize>> = bare
        .iter()
        .map(|v| take(&|row: &Row<'_>| row.bare == *v))
        .collect();
    for (value, from) in all.iter().zip(&mut from).filter(|(_, f)| f.is_none()) {
        *from = name(value).and_then(|own| take(&|row: &Row<'_>| name(&row.value) == Some(own)));
    }
    from
}

/// What a row is known by.
fn name(row: &Value) -> Option<(&'static str, &str)> {
    let of = |key: &&'static str| Some((*key, row.get(key)?.as_text()?));
    NAMES.iter().find_map(of)
}
