//! A page as a person sees it, for a sink that wants it so: boxes are ticked or
//! empty beside their labels, fields of a form hold what was filled in, of a list
//! of choices only the chosen one stands, and what is struck out, deleted or hidden
//! is withdrawn. Styles are looked at where they stand on the element; those of a
//! style sheet are not known.

use super::super::{Flow, Standing, Withdrawn};
use super::Page;
use super::lex::{Tag, Token};
use super::lines::Lines;
use std::ops::Range;

/// What a page shows so far.
#[derive(Default)]
pub(super) struct Shown {
    /// The element that is withdrawn, while it is open.
    gone: Option<Gone>,
    /// Inside a list of choices: whether the choice that is read was chosen.
    chosen: Option<bool>,
}

/// An element that is withdrawn.
struct Gone {
    name: String,
    /// Elements of its name that are open in it.
    inner: usize,
    /// Where it begins.
    from: usize,
    hidden: bool,
    lines: Lines,
}

/// Elements that have no end.
const VOID: [&str; 13] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
];

/// Elements that are told from others by what they hold, not by how they look.
const WHOLE: [&str; 3] = ["html", "body", "head"];

impl<'p> Page<'p, '_> {
    /// Reads a token as it shows itself; whether that was all there is to it.
    pub(super) fn show(&mut self, token: &Token<'p>) -> Result<bool, super::super::Stop> {
        if self.shown.gone.is_some() && self.pass(token) {
            return Ok(true);
        }
        match token {
            Token::Text(_) => Ok(self.shown.chosen == Some(false)),
            Token::Open(tag) => self.show_open(tag),
            Token::Close(name, _) => Ok(self.show_close(name)),
            Token::Hidden(range) => {
                self.comment(range.clone());
                Ok(true)
            }
        }
    }

    /// Takes a token into the element that is withdrawn; no, where that has ended
    /// before it.
    fn pass(&mut self, token: &Token<'p>) -> bool {
        let Some(gone) = &mut self.shown.gone else {
            return false;
        };
        let is = |name: &str| name.eq_ignore_ascii_case(&gone.name);
        match token {
            Token::Text(range) => gone.lines.text(self.html, range.clone(), false),
            Token::Open(tag) if gone.ends_before(tag) => {
                self.withdraw();
                return false;
            }
            Token::Open(tag) if is(tag.name) => gone.inner += 1,
            Token::Close(name, _) if is(name) && gone.inner > 0 => gone.inner -= 1,
            Token::Close(name, _) if is(name) => {
                // a cell was begun, and is ended
                let is_cell = gone.is(&["td", "th"]);
                self.withdraw();
                return !is_cell;
            }
            Token::Close(name, _) if gone.ends_with(name) => {
                self.withdraw();
                return false;
            }
            _ => gone.lines.space(' '),
        }
        true
    }

    /// Tells what the element held that is withdrawn.
    pub(super) fn withdraw(&mut self) {
        let Some(gone) = self.shown.gone.take() else {
            return;
        };
        let cell = self.table.as_ref().and_then(|t| Some((t.row, t.column()?)));
        let at = match cell {
            Some((row, column)) => Standing::Cell { row, column },
            None => Standing::Text(self.giver.places.at(self.html, gone.from).start(None)),
        };
        let text = gone.lines.out.text.trim().replace('\n', " ");
        if text.chars().any(char::is_alphanumeric) {
            let hidden = gone.hidden;
            let text = text.as_str();
            self.sink.withdrawn(Withdrawn { text, at, hidden });
        }
    }

    fn show_open(&mut self, tag: &Tag<'p>) -> Result<bool, super::super::Stop> {
        if let Some(hidden) = gone(tag) {
            let name = tag.name.to_ascii_lowercase();
            // a cell that is not shown keeps its column
            match super::is_cell(tag) {
                true => self.open(tag)?,
                false => super::part(tag.name, self.here()),
            }
            self.shown.gone = Some(Gone {
                name,
                inner: 0,
                from: tag.at,
                hidden,
                lines: Lines::default(),
            });
            return Ok(true);
        }
        if super::is_block(tag.name) && !tag.is("option") && !tag.is("optgroup") {
            self.shown.chosen = None;
        }
        if tag.is("input") {
            self.input(tag);
        } else if tag.is("select") {
            self.shown.chosen = Some(false);
            self.here().space(' ');
        } else if tag.is("option") && self.shown.chosen.is_some() {
            self.shown.chosen = Some(tag.has("selected"));
            self.here().space(' ');
        } else if tag.is("textarea") {
            self.pre += 1;
            self.here().space(' ');
        } else {
            return Ok(self.shown.chosen == Some(false) && !super::is_cell(tag));
        }
        Ok(true)
    }

    fn show_close(&mut self, name: &str) -> bool {
        let is = |n: &str| name.eq_ignore_ascii_case(n);
        if is("select") {
            self.shown.chosen = None;
        }
        if is("textarea") {
            self.pre = self.pre.saturating_sub(1);
        }
        let inside = is("select") || is("option") || is("textarea");
        if inside {
            self.here().space(' ');
        }
        inside
    }

    /// What a field of a form shows: a box, or what was filled in.
    fn input(&mut self, tag: &Tag<'p>) {
        let kind = tag.attribute("type").unwrap_or("text").trim();
        let is = |list: &[&str]| list.iter().any(|k| kind.eq_ignore_ascii_case(k));
        if is(&["checkbox", "radio"]) {
            let sign = if tag.has("checked") { "☒" } else { "☐" };
            let length = tag.inner.end - tag.at;
            self.here().sign(sign, tag.at, length);
        } else if !is(&[
            "hidden", "submit", "button", "reset", "image", "password", "file",
        ]) {
            let html = self.html;
            let value = tag.value("value").unwrap_or_default();
            self.here().space(' ');
            self.here().text(html, value, false);
            self.here().space(' ');
        }
    }

    /// Tells a comment; scripts, style sheets and declarations say nothing to a
    /// reader.
    fn comment(&mut self, range: Range<usize>) {
        let text = self.html[range.clone()].trim();
        let is_comment = self.html[..range.start].ends_with("<!--");
        if is_comment && !text.starts_with("[if") && text.chars().any(char::is_alphanumeric) {
            let at = self.giver.places.at(self.html, range.start).start(None);
            let (at, hidden) = (Standing::Text(at), true);
            self.sink.withdrawn(Withdrawn { text, at, hidden });
        }
    }

    /// What is open at the end of the page ends there.
    pub(super) fn end_shown(&mut self) -> Flow {
        self.withdraw();
        Ok(())
    }
}

impl Gone {
    fn is(&self, names: &[&str]) -> bool {
        names.contains(&self.name.as_str())
    }

    /// Whether a tag ends it that it cannot hold.
    fn ends_before(&self, tag: &Tag<'_>) -> bool {
        let row = tag.is("tr");
        match () {
            () if self.is(&["td", "th"]) => row || super::is_cell(tag),
            () if self.is(&["tr"]) => row,
            () if self.is(HOLDERS) => false,
            () if row || super::is_cell(tag) => true,
            () if self.is(&["p"]) => super::is_block(tag.name) && !tag.is("br"),
            () => self.is(&["li", "option"]) && tag.is(&self.name),
        }
    }

    /// Whether the end of an element around it ends it.
    fn ends_with(&self, name: &str) -> bool {
        let is = |names: &[&str]| names.iter().any(|n| name.eq_ignore_ascii_case(n));
        match () {
            () if self.is(&["td", "th"]) => is(&["tr", "table"]),
            () if self.is(&["tr"]) => is(&["table"]),
            () if self.is(HOLDERS) => false,
            () => is(&["td", "th", "tr", "table"]),
        }
    }
}

/// Elements that may hold tables.
const HOLDERS: &[&str] = &[
    "table", "tbody", "thead", "tfoot", "div", "section", "article", "aside", "template", "form",
    "fieldset", "main", "ul", "ol", "dl", "nav", "header", "footer",
];

/// Whether an element is withdrawn, and then whether it is hidden.
fn gone(tag: &Tag<'_>) -> Option<bool> {
    let is = |names: &[&str]| names.iter().any(|n| tag.is(n));
    if is(&VOID) || is(&WHOLE) {
        return None;
    }
    let style = tag.attribute("style").unwrap_or_default();
    let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
    let style = style.to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|w| style.contains(w));
    if is(&["template"]) || tag.has("hidden") || has(&["display:none", "visibility:hidden"]) {
        return Some(true);
    }
    (is(&["s", "del", "strike"]) || has(&["line-through"])).then_some(false)
}
