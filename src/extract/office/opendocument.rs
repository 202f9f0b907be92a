//! Text of OpenDocument (ODT, and what surrounds the cells of ODS), told to a
//! [`Story`].
//!
//! White space inside a paragraph counts as one space, as the format says.
//! Comments and deleted text stand aside.

use super::super::{Flow, Sink, Start};
use super::package::Package;
use super::story::Story;
use super::xml::{Element, Fault, Halt, Token, Xml};
use crate::model::{Problem, Reason};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// Most spaces that one `text:s` may stand for.
const SPACES: u64 = 1000;

/// Why the whole document cannot be read: its parts are encrypted. The manifest
/// says so, and names each part that is.
pub(in crate::extract) fn encryption(package: &mut Package<'_>) -> Option<Problem> {
    let mut is_encrypted = false;
    // A document without a readable manifest is read as it is.
    let _ = package.visit("META-INF/manifest.xml", |xml| {
        while let Some(token) = xml.next()? {
            if let Token::Open(element) = token {
                is_encrypted |= matches!(element.name(), "encryption-data" | "encrypted-key");
            }
        }
        Ok(())
    });
    let is_encrypted = is_encrypted || package.has("encrypted-package");
    is_encrypted.then(|| Problem::new(Reason::Encrypted, ""))
}

/// Properties of the document, embedded objects that are files, macros.
pub(in crate::extract) fn surroundings(package: &mut Package<'_>, sink: &mut dyn Sink) -> Flow {
    package.with_xml("meta.xml", sink, |xml, sink| meta(xml, sink))?;
    for name in package.select(is_object) {
        package.give(&name, sink)?;
    }
    if package
        .names()
        .iter()
        .any(|name| name.starts_with("Basic/"))
    {
        sink.note("macros not read");
    }
    Ok(())
}

/// `Object 1`, without folder: an OLE object.
fn is_object(name: &str) -> bool {
    name.strip_prefix("Object ")
        .is_some_and(|number| number.bytes().all(|b| b.is_ascii_digit()))
}

/// Dates, durations and counts are left out.
fn meta(xml: &mut Xml<'_>, sink: &mut dyn Sink) -> Result<(), Halt> {
    const LEFT_OUT: [&str; 7] = [
        "generator",
        "date",
        "creation-date",
        "print-date",
        "editing-cycles",
        "editing-duration",
        "language",
    ];
    while let Some(token) = xml.next()? {
        let Token::Open(element) = token else {
            continue;
        };
        match element.name() {
            "document-meta" | "meta" => continue,
            name if LEFT_OUT.contains(&name) => xml.skip()?,
            name => {
                let key = match element.attribute("name") {
                    Some(own) => own.into_owned(),
                    None => name.to_owned(),
                };
                let value = xml.inner_text()?;
                if !value.trim().is_empty() {
                    sink.keyed(&key, value.trim(), Start::Field)?;
                }
            }
        }
    }
    Ok(())
}

/// What an element that stands for characters inside a paragraph stands for.
pub(in crate::extract) fn characters(element: &Element<'_>) -> Option<String> {
    match element.name() {
        "s" => Some(" ".repeat(element.number("c").unwrap_or(1).min(SPACES) as usize)),
        "tab" | "line-break" => Some("\t".into()),
        _ => None,
    }
}

/// Adds characters to a text in which white space counts as one space.
pub(in crate::extract) fn collapse(text: &str, starts: bool, mut add: impl FnMut(&str)) {
    let mut after_space = starts;
    let mut word = 0;
    for (at, character) in text.char_indices() {
        if !matches!(character, ' ' | '\t' | '\n' | '\r') {
            after_space = false;
            continue;
        }
        add(&text[word..at]);
        word = at + 1;
        if !after_space {
            add(" ");
        }
        after_space = true;
    }
    add(&text[word..]);
}

/// Styles whose text the document withdraws, and how: struck out, or hidden.
#[derive(Debug, Default)]
pub(in crate::extract) struct Withdrawing {
    hidden: BTreeMap<String, bool>,
}

impl Withdrawing {
    /// Learns what the properties of a style say of its text.
    pub(in crate::extract) fn learn(&mut self, style: &str, properties: &Element<'_>) {
        let line = properties.attribute("text-line-through-style");
        let kind = properties.attribute("text-line-through-type");
        let is_line = |how: Option<Cow<'_, str>>| how.is_some_and(|how| how != "none");
        if properties.attribute("display").as_deref() == Some("none") {
            self.hidden.insert(style.to_owned(), true);
        } else if is_line(line) || is_line(kind) {
            self.hidden.entry(style.to_owned()).or_insert(false);
        }
    }

    /// Whether text of this style is withdrawn, and then whether it is hidden.
    pub(in crate::extract) fn gone(&self, style: &str) -> Option<bool> {
        self.hidden.get(style).copied()
    }
}

/// Reads parts; keeps what must be given aside or once only.
#[derive(Debug, Default)]
pub(in crate::extract) struct Prose {
    authors: BTreeSet<String>,
    /// Comments and deleted text.
    aside: Vec<String>,
    style: String,
    withdrawing: Withdrawing,
    /// Of each open element of text, whether it withdraws what is in it.
    gone: Vec<Option<bool>>,
}

impl Prose {
    /// Tells the story of one part.
    pub(in crate::extract) fn read(
        &mut self,
        xml: &mut Xml<'_>,
        story: &mut Story<'_>,
    ) -> Result<(), Halt> {
        let mut paragraphs = 0u32;
        while let Some(token) = xml.next()? {
            match token {
                Token::Open(element) => match element.name() {
                    "tracked-changes" if story.as_shown() => self.deletions(xml, story)?,
                    "annotation" | "tracked-changes" => self.remarks(xml)?,
                    "note-citation" | "binary-data" => xml.skip()?,
                    "title" | "desc" => description(xml, story.sink())?,
                    "hidden-text" | "hidden-paragraph" if story.as_shown() => {
                        let words = element.attribute("string-value").unwrap_or_default();
                        story.withdraw(&words, true);
                        let words = xml.inner_text()?;
                        story.withdraw(&words, true);
                    }
                    name => {
                        self.styled(&element);
                        paragraphs += u32::from(is_paragraph(name));
                        open(&element, story)?;
                    }
                },
                Token::Close(end) => {
                    if carries_style(end.name()) {
                        self.gone.pop();
                    }
                    paragraphs -= u32::from(paragraphs > 0 && is_paragraph(end.name()));
                    close(end.name(), story)?;
                }
                Token::Text(text) if paragraphs > 0 => {
                    let said = story.paragraph();
                    let starts = said.is_empty() || said.ends_with([' ', '\t']);
                    let gone = self.gone.last().copied().flatten();
                    match gone.filter(|_| story.as_shown()) {
                        Some(hidden) => collapse(&text, false, |part| story.withdraw(part, hidden)),
                        None => collapse(&text, starts, |part| story.push(part)),
                    }
                }
                Token::Text(_) | Token::Other => {}
            }
        }
        Ok(())
    }

    /// What the style of an element says of the text in it.
    fn styled(&mut self, element: &Element<'_>) {
        match element.name() {
            "style" => self.style = element.attribute("name").unwrap_or_default().into_owned(),
            "text-properties" => self.withdrawing.learn(&self.style, element),
            name if carries_style(name) => {
                let style = element.attribute("style-name").unwrap_or_default();
                let own = self.withdrawing.gone(&style);
                let section = element.attribute("display").is_some_and(|d| d == "none");
                let outer = self.gone.last().copied().flatten();
                self.gone.push(section.then_some(true).or(own).or(outer));
            }
            _ => {}
        }
    }

    /// Comments, or the deletions of tracked changes: who and what.
    pub(in crate::extract) fn remarks(&mut self, xml: &mut Xml<'_>) -> Result<(), Fault> {
        let outside = xml.depth() - 1;
        while xml.depth() > outside {
            let Some(token) = xml.next()? else {
                break;
            };
            match token {
                Token::Open(element) => match element.name() {
                    "creator" => {
                        self.authors.insert(xml.inner_text()?.trim().to_owned());
                    }
                    "date" | "creator-initials" => xml.skip()?,
                    name if is_paragraph(name) => self.aside.push(String::new()),
                    _ => {
                        if let (Some(more), Some(text)) =
                            (characters(&element), self.aside.last_mut())
                        {
                            text.push_str(&more);
                        }
                    }
                },
                Token::Text(more) => {
                    if let Some(text) = self.aside.last_mut() {
                        let starts = text.is_empty() || text.ends_with(' ');
                        collapse(&more, starts, |part| text.push_str(part));
                    }
                }
                Token::Close(_) | Token::Other => {}
            }
        }
        Ok(())
    }

    /// What tracked changes deleted, where it is told apart.
    fn deletions(&mut self, xml: &mut Xml<'_>, story: &mut Story<'_>) -> Result<(), Halt> {
        let before = self.aside.len();
        self.remarks(xml)?;
        for text in self.aside.split_off(before) {
            story.open_paragraph();
            story.withdraw(&text, false);
            story.drop_paragraph();
        }
        Ok(())
    }

    /// Gives what was kept.
    pub(in crate::extract) fn finish(&mut self, story: &mut Story<'_>) -> Flow {
        story.begin_aside()?;
        for text in self.aside.drain(..).filter(|text| !text.trim().is_empty()) {
            story.open_paragraph();
            story.push(&text);
            story.close_paragraph()?;
        }
        story.end_part()?;
        let authors = std::mem::take(&mut self.authors);
        for author in authors.iter().filter(|author| !author.is_empty()) {
            story.sink().keyed("author", author, Start::Field)?;
        }
        Ok(())
    }
}

/// Whether an element of text has a style that may withdraw it.
fn carries_style(name: &str) -> bool {
    matches!(name, "p" | "h" | "span" | "section" | "a")
}

fn is_paragraph(name: &str) -> bool {
    matches!(name, "p" | "h")
}

fn open(element: &Element<'_>, story: &mut Story<'_>) -> Flow {
    match element.name() {
        "p" | "h" => story.open_paragraph(),
        "table" => story.open_table()?,
        "table-row" => story.open_row(),
        "table-cell" | "covered-table-cell" => {
            story.open_cell(element.number("number-columns-repeated").unwrap_or(1));
        }
        "a" => keyed("hyperlink", element.attribute("href").as_deref(), story)?,
        "hidden-text" | "conditional-text" => {
            keyed(
                "hidden text",
                element.attribute("string-value").as_deref(),
                story,
            )?;
        }
        _ => match characters(element) {
            Some(text) => story.push(&text),
            None => named_values(element, story)?,
        },
    }
    Ok(())
}

fn close(name: &str, story: &mut Story<'_>) -> Flow {
    match name {
        "p" | "h" => story.close_paragraph(),
        "table-row" => story.close_row(),
        "table" => story.close_table(),
        _ => Ok(()),
    }
}

/// Values of fields and of form controls, under their names.
fn named_values(element: &Element<'_>, story: &mut Story<'_>) -> Flow {
    let value = match element.name() {
        "user-field-decl" => element.attribute("string-value"),
        _ => element.attribute("current-value"),
    };
    match (element.attribute("name"), value) {
        (Some(name), Some(value)) => keyed(&name, Some(&value), story),
        _ => Ok(()),
    }
}

fn keyed(key: &str, value: Option<&str>, story: &mut Story<'_>) -> Flow {
    match value.map(str::trim) {
        Some(value) if !value.is_empty() => story.sink().keyed(key, value, Start::Field),
        _ => Ok(()),
    }
}

fn description(xml: &mut Xml<'_>, sink: &mut dyn Sink) -> Result<(), Halt> {
    let text = xml.inner_text()?;
    if !text.trim().is_empty() {
        sink.keyed("alt text", text.trim(), Start::Field)?;
    }
    Ok(())
}

/// Reads a part with `prose`; what is wrong with it is told.
pub(in crate::extract) fn tell(
    package: &mut Package<'_>,
    name: &str,
    prose: &mut Prose,
    story: &mut Story<'_>,
) -> Flow {
    let problem = package.visit(name, |xml| prose.read(xml, story))?;
    story.end_part()?;
    if let Some(problem) = problem {
        story.sink().problem(problem);
    }
    Ok(())
}
