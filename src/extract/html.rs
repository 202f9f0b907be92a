//! HTML as it is seen, and all that is not seen: text by block with entities
//! and tags undone, tables of data as rows, values of attributes under their
//! name, comments, scripts and style sheets as text. Malformed pages are read
//! as far as a browser would, and what is no markup is text, so nothing is lost.
//!
//! Text keeps its lines, columns and bytes in the file. A page is held in
//! memory; one that is too large for that is read as plain text.

mod lex;
mod lines;
mod shown;
mod tables;

use super::chars::Chars;
use super::decoded::{Giver, MOST, Source};
use super::text::close;
use super::{Flow, Header, Input, Limits, Member, Sink, TableHead, Text, forward_or_say};
use crate::model::{Problem, Reason};
use base64::Engine as _;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use lex::{Lexer, Tag, Token};
pub(super) use lines::entity;
use lines::{Lines, is_block, unescaped};
use std::collections::BTreeSet;
use std::ops::Range;
use tables::{Table, is_cell};

/// A smaller picture inside a page is an icon, which holds no text.
const ICON: usize = 10 << 10;

/// Reads a page.
pub(super) fn read(input: Input<'_>, limits: &Limits, sink: &mut dyn Sink) -> Flow {
    forward_or_say(input, sink, |input, sink| {
        // a page that is read as a register stands alone in its process
        let most = match sink.as_shown() {
            true => usize::try_from(limits.memory / 4).unwrap_or(MOST),
            false => MOST,
        };
        read_chars(Chars::new(input), most, limits, sink)
    })
}

fn read_chars(mut chars: Chars<'_>, most: usize, limits: &Limits, sink: &mut dyn Sink) -> Flow {
    if let Some(source) = Source::of(&mut chars, most, sink)? {
        Page::new(&source, limits, sink).read()?;
    }
    close(chars, sink);
    Ok(())
}

/// The text of a page as it is seen, one string: cells are parted by tabs.
/// Addresses that links name stand before the text of the link.
pub(super) fn strip(html: &str) -> String {
    let mut out = Lines::default();
    for token in Lexer::new(html) {
        match token {
            Token::Text(range) => out.text(html, range, false),
            Token::Open(tag) => {
                part(tag.name, &mut out);
                if let Some(address) = tag.attribute("href").and_then(addressed) {
                    out.space(' ');
                    out.text(address, 0..address.len(), false);
                    out.space(' ');
                }
            }
            Token::Close(name, _) => part(name, &mut out),
            Token::Hidden(_) => {}
        }
    }
    out.out.text
}

/// Parts what stands before and behind a tag, if it does.
fn part(name: &str, out: &mut Lines) {
    if is_block(name) {
        out.line();
    } else if name.eq_ignore_ascii_case("td") || name.eq_ignore_ascii_case("th") {
        out.space('\t');
    } else {
        out.tag(name);
    }
}

/// Whom a link names.
fn addressed(target: &str) -> Option<&str> {
    let target = target.trim_ascii_start();
    let behind = |scheme: &str| {
        let head = target.get(..scheme.len())?;
        let is = head.eq_ignore_ascii_case(scheme);
        is.then(|| &target[scheme.len()..])
    };
    let address = behind("mailto:").or_else(|| behind("tel:"))?;
    Some(address.split(['?', ' ']).next().unwrap_or(address))
}

/// A page while it is read.
struct Page<'p, 's> {
    html: &'p str,
    /// Offset of the page in its file, where the file has the very same bytes.
    byte: Option<u64>,
    limits: &'p Limits,
    sink: &'s mut dyn Sink,
    giver: Giver<'p>,
    /// Tables that hold data, by where they begin.
    data: BTreeSet<usize>,
    lines: Lines,
    table: Option<Table>,
    /// Cells given.
    cells: u64,
    /// Elements open that keep their lines (`pre`).
    pre: usize,
    /// Files inside the page.
    members: usize,
    /// What shows, for a sink that wants no more.
    shown: shown::Shown,
}

impl<'p, 's> Page<'p, 's> {
    fn new(source: &'p Source, limits: &'p Limits, sink: &'s mut dyn Sink) -> Self {
        let html = &source.text;
        Self {
            html,
            byte: source.byte,
            limits,
            sink,
            giver: Giver::of(source),
            data: tables::of_data(html),
            lines: Lines::default(),
            table: None,
            cells: 0,
            pre: 0,
            members: 0,
            shown: shown::Shown::default(),
        }
    }

    fn read(mut self) -> Flow {
        let as_shown = self.sink.as_shown();
        for token in Lexer::new(self.html) {
            if as_shown && self.show(&token)? {
                continue;
            }
            match token {
                Token::Text(range) => {
                    let (html, keeps_lines) = (self.html, self.pre > 0);
                    self.here().text(html, range, keeps_lines);
                }
                Token::Open(tag) => self.open(&tag)?,
                Token::Close(name, inner) => {
                    self.close(name)?;
                    self.hidden(inner)?;
                }
                Token::Hidden(range) => self.hidden(range)?,
            }
            self.giver.give_ready(&mut self.lines.out, self.sink)?;
        }
        self.end_shown()?;
        self.end_table()?;
        self.giver.give_all(&mut self.lines.out, self.sink)
    }

    /// Where text goes: the open cell, or the page.
    const fn here(&mut self) -> &mut Lines {
        match &mut self.table {
            Some(Table {
                cell: Some((_, lines)),
                ..
            }) => lines,
            _ => &mut self.lines,
        }
    }

    fn open(&mut self, tag: &Tag<'_>) -> Flow {
        if tag.is("table") {
            self.end_table()?;
        }
        part(tag.name, self.here());
        if is_cell(tag) && self.table.as_ref().is_some_and(Table::is_full) {
            self.end_row()?;
            self.sink.note("a row of too many cells was given in parts");
        }
        if tag.is("table") && self.data.contains(&tag.at) {
            self.begin_table()?;
        } else if tag.is("tr") {
            self.end_row()?;
            if let Some(table) = &mut self.table {
                table.row += 1;
            }
        } else if let (true, Some(table)) = (is_cell(tag), &mut self.table) {
            table.open_cell(tag);
        } else if tag.is("pre") || tag.is("textarea") {
            self.pre += 1;
        }
        let is_odd = !is_known(tag.name);
        for mut range in tag.bare(|word| is_odd || !is_switch(word)) {
            // what is no tag of HTML may be a name
            let between = &self.html[tag.inner.start.min(range.start)..range.start];
            if is_odd && between.trim_ascii().is_empty() {
                range.start = tag.at;
            }
            self.hidden(range)?;
        }
        self.attributes(tag)
    }

    fn close(&mut self, name: &str) -> Flow {
        let is = |n: &str| name.eq_ignore_ascii_case(n);
        if is("table") {
            self.end_table()?;
        } else if is("tr") {
            self.end_row()?;
        } else if is("td") || is("th") {
            if let Some(table) = &mut self.table {
                table.close_cell();
            }
        } else if is("pre") || is("textarea") {
            self.pre = self.pre.saturating_sub(1);
        }
        part(name, self.here());
        Ok(())
    }

    fn begin_table(&mut self) -> Flow {
        self.giver.give_all(&mut self.lines.out, self.sink)?;
        self.table = Some(match self.sink.as_shown() {
            true => Table::as_shown(),
            false => Table::default(),
        });
        self.sink.begin_table(TableHead {
            sheet: None,
            header: Header::Unknown,
            first_column: 1,
        })
    }

    fn end_table(&mut self) -> Flow {
        self.end_row()?;
        match self.table.take() {
            Some(_) => self.sink.end_table(),
            None => Ok(()),
        }
    }

    fn end_row(&mut self) -> Flow {
        let Some(table) = &mut self.table else {
            return Ok(());
        };
        let Some(row) = table.close_row() else {
            return Ok(());
        };
        let spent = self.cells > self.limits.cells;
        self.cells += row.len() as u64;
        if self.cells <= self.limits.cells {
            return self.sink.row(table.row, &tables::cells(&row));
        }
        if !spent {
            let detail = format!("stopped at row {}", table.row);
            self.sink.problem(Problem::new(Reason::CellLimit, detail));
        }
        Ok(())
    }

    /// Gives what is not shown, as it is.
    fn hidden(&mut self, range: Range<usize>) -> Flow {
        let text = &self.html[range.clone()];
        if text.trim_ascii().is_empty() {
            return Ok(());
        }
        let byte = self.byte.map(|b| b + range.start as u64);
        let start = self.giver.places.at(self.html, range.start).start(byte);
        self.sink.text(Text::whole(text, start))
    }

    /// Gives the values of attributes, those of a field under its name.
    fn attributes(&mut self, tag: &Tag<'_>) -> Flow {
        for (name, range) in tag.attributes() {
            let value = &self.html[range.clone()];
            if value.trim_ascii().is_empty() || (is_look(name) && !tells(name, value)) {
                continue;
            }
            if self.embedded(value)? {
                continue;
            }
            let key = key(tag, name, value);
            let plain = unescaped(value);
            let shown = plain.trim();
            let lies = value.find(shown);
            let from = range.start + lies.unwrap_or_default();
            let byte = lies.and(self.byte).map(|b| b + from as u64);
            let start = self.giver.places.at(self.html, from).start(byte);
            self.sink.keyed(&key, shown, start)?;
        }
        Ok(())
    }

    /// Gives a file that an attribute holds (`data:image/png;base64,...`);
    /// whether it was one.
    fn embedded(&mut self, value: &str) -> Result<bool, super::Stop> {
        let Some((kind, encoded)) = data(value) else {
            return Ok(false);
        };
        let Ok(bytes) = LENIENT.decode(encoded.split_ascii_whitespace().collect::<String>()) else {
            return Ok(false);
        };
        if kind.starts_with("image/") && bytes.len() < ICON {
            return Ok(true);
        }
        self.members += 1;
        let extension = kind.rsplit(['/', '+']).next().unwrap_or(kind);
        let extension = if extension == "plain" {
            "txt"
        } else {
            extension
        };
        let name = format!("data-{}.{extension}", self.members);
        self.sink.member(Member {
            name: &name,
            stored: Some(encoded.len() as u64),
            content: Ok(&mut bytes.as_slice()),
        })?;
        Ok(true)
    }
}

const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// The type and the base64 of a file written into an attribute.
fn data(value: &str) -> Option<(&str, &str)> {
    let value = value.trim_ascii();
    let head = value.get(..5)?;
    let (kind, encoded) = value[5..].split_once(',')?;
    let (kind, parameters) = kind.split_once(';')?;
    let is_data = head.eq_ignore_ascii_case("data:") && parameters.ends_with("base64");
    is_data.then_some((kind, encoded))
}

/// What the value of an attribute is filed under: the name of the form field or
/// of the meta datum that it is the value of, or the attribute's own.
fn key(tag: &Tag<'_>, name: &str, value: &str) -> String {
    let is = |n: &str| name.eq_ignore_ascii_case(n);
    let naming = match () {
        () if is("value") => ["name", "id", "title"],
        () if is("content") => ["name", "property", "itemprop"],
        () if is("href") && addressed(value).is_some() => return "hyperlink".into(),
        () => ["", "", ""],
    };
    let named = naming.iter().filter(|n| !n.is_empty());
    let mut named = named.filter_map(|n| tag.attribute(n));
    if let Some(named) = named.find(|n| !n.trim().is_empty()) {
        return unescaped(named.trim());
    }
    let lower = name.to_ascii_lowercase();
    match lower.strip_prefix("data-") {
        Some(data) if !data.is_empty() => data.to_owned(),
        _ => lower,
    }
}

/// Whether an attribute only says how something looks or behaves.
fn is_look(name: &str) -> bool {
    const LOOK: [&str; 50] = [
        "align",
        "aria-expanded",
        "aria-hidden",
        "async",
        "bgcolor",
        "border",
        "cellpadding",
        "cellspacing",
        "charset",
        "class",
        "color",
        "colspan",
        "content-type",
        "crossorigin",
        "d",
        "defer",
        "dir",
        "face",
        "fill",
        "for",
        "headers",
        "height",
        "hspace",
        "http-equiv",
        "id",
        "integrity",
        "lang",
        "maxlength",
        "media",
        "method",
        "name",
        "nonce",
        "points",
        "rel",
        "role",
        "rows",
        "rowspan",
        "scope",
        "size",
        "stroke",
        "style",
        "tabindex",
        "target",
        "transform",
        "type",
        "valign",
        "viewbox",
        "vspace",
        "width",
        "xml:lang",
    ];
    let lower = name.to_ascii_lowercase();
    LOOK.binary_search(&lower.as_str()).is_ok() || lower.starts_with("xmlns")
}

/// Whether the value of an attribute of looks may name someone: an address, or
/// as many digits as a telephone number has without its prefix. Drawings and
/// styles are made of numbers, there the digits must follow one another.
fn tells(name: &str, value: &str) -> bool {
    const NUMBERS: [&str; 7] = [
        "d",
        "integrity",
        "nonce",
        "points",
        "style",
        "transform",
        "viewbox",
    ];
    const DIGITS: usize = 7;
    if value.contains(['<', '@']) {
        return true;
    }
    if NUMBERS.iter().any(|n| n.eq_ignore_ascii_case(name)) {
        let mut runs = value.split(|c: char| !c.is_ascii_digit());
        return runs.any(|run| run.len() >= DIGITS);
    }
    unescaped(value)
        .chars()
        .filter(char::is_ascii_digit)
        .count()
        >= DIGITS
}

/// Whether an attribute has no value because it needs none. Other words in a tag
/// are what a quote that ends too early has left (`title='L'été'`).
fn is_switch(word: &str) -> bool {
    // others may be a name: `jean-pierre`
    const PREFIXES: [&str; 5] = ["aria-", "data-", "ng-", "v-", "x-"];
    const SWITCHES: [&str; 24] = [
        "allowfullscreen",
        "async",
        "autocomplete",
        "autofocus",
        "autoplay",
        "border",
        "checked",
        "compact",
        "controls",
        "default",
        "defer",
        "disabled",
        "download",
        "hidden",
        "ismap",
        "loop",
        "multiple",
        "muted",
        "nomodule",
        "noshade",
        "novalidate",
        "nowrap",
        "readonly",
        "required",
    ];
    let lower = word.to_ascii_lowercase();
    SWITCHES.binary_search(&lower.as_str()).is_ok()
        || matches!(&*lower, "selected" | "reversed" | "itemscope" | "open")
        || (PREFIXES.iter().any(|p| lower.starts_with(p))
            && lower.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'))
}

/// Whether a tag of this name is HTML: in others, bare words may be a name.
fn is_known(name: &str) -> bool {
    const INLINE: [&str; 42] = [
        "a", "abbr", "area", "audio", "b", "base", "big", "center", "cite", "code", "col",
        "colgroup", "del", "em", "font", "html", "i", "iframe", "img", "input", "ins", "label",
        "link", "meta", "noscript", "script", "select", "small", "source", "span", "strong",
        "style", "sub", "sup", "tbody", "td", "tfoot", "th", "thead", "u", "video", "wbr",
    ];
    let lower = name.to_ascii_lowercase();
    is_block(name) || INLINE.binary_search(&lower.as_str()).is_ok() || lower.contains([':', '-'])
}

#[cfg(test)]
mod tests;
