//! RTF: paragraphs, tables, notes, text boxes, headers, comments, properties,
//! pictures and embedded objects.
//!
//! Written here because no crate reads what registers and letters need:
//! `rtf-parser` (0.4.3) knows neither tables nor code pages, wants UTF-8 and
//! panics on half a surrogate pair; `rtf-grimoire` (0.2.1) is a tokenizer that
//! gives a truncated file up. The tokens are [`token`]'s; here they become text.
//!
//! Read whole, in one pass, without recursion. Unknown destinations (`\*`) are
//! skipped. What a text box or note says comes after its paragraph; headers,
//! comments and deleted text come at the end, without numbers.

mod object;
mod page;
mod rows;
mod token;
mod words;

use super::office::package::ICON;
use super::office::story::Story;
use super::{Flow, Input, Limits, Member, Sink, Start, in_memory};
use crate::model::{Problem, Reason};
use page::CodePage;
use rows::Rows;
use std::collections::BTreeMap;
use std::io::Read;
use token::{Promise, Token, Tokens, nibble};
use words::{Destination, Property};

/// Groups that may be open at a time; documents have some twenty.
const DEEPEST: usize = 10_000;
/// Fewer characters than this beside pictures: the pictures are the document.
const FEW: u64 = 10;

pub(super) fn read(input: Input<'_>, limits: &Limits, sink: &mut dyn Sink) -> Flow {
    let bytes = match in_memory(input, limits.memory) {
        Ok(bytes) => bytes,
        Err(problem) => {
            sink.problem(problem);
            return Ok(());
        }
    };
    let mut document = Document::new(limits, sink);
    for token in Tokens::of(&bytes) {
        document.take(token)?;
        if document.open.len() > DEEPEST {
            let deep = Problem::new(Reason::DepthLimit, "groups");
            document.story.sink().problem(deep);
            document.open.clear();
            break;
        }
    }
    document.finish()
}

/// What a group has set, given back when it closes.
#[derive(Debug, Clone, Copy)]
struct Group {
    /// Where its text goes.
    to: Destination,
    /// Whether that began with this very group.
    begins: bool,
    /// `\*` was the last word: an unknown destination is skipped.
    starred: bool,
    page: CodePage,
    /// Characters after `\u` that stand for it in old programs.
    replaced: usize,
    /// How deep in tables its paragraphs stand.
    depth: usize,
    deleted: bool,
    struck: bool,
    hidden: bool,
}

impl Group {
    /// Whether its text is withdrawn, and then whether it is hidden.
    fn gone(&self) -> Option<bool> {
        (self.deleted || self.struck || self.hidden).then_some(self.hidden)
    }
}

struct Document<'s> {
    story: Story<'s>,
    rows: Rows,
    group: Group,
    /// The groups around it.
    open: Vec<Group>,
    /// The code pages of the document and of its fonts.
    page: CodePage,
    fonts: BTreeMap<i32, CodePage>,
    default_font: i32,
    /// The font that the table of fonts describes.
    described: i32,
    /// Bytes that are not decoded yet; raw: none was written in hexadecimal.
    bytes: Vec<u8>,
    raw: bool,
    /// The first half of a character beyond 16 bits.
    high: Option<u16>,
    /// Characters still to be dropped after `\u`.
    drop: usize,
    /// The paragraph that is read.
    text: String,
    /// Paragraphs of notes in it, and what waits while a note is read.
    notes: Vec<String>,
    outer: Vec<String>,
    aside: String,
    /// A property, or the instruction of a field.
    captured: String,
    /// Bytes of a picture or object, and half of the next.
    blob: Vec<u8>,
    half: Option<u8>,
    pictures: Vec<(String, Vec<u8>)>,
    blobs: usize,
    extension: &'static str,
    shows_pictures: bool,
    truncated: bool,
}

impl<'s> Document<'s> {
    fn new(limits: &Limits, sink: &'s mut dyn Sink) -> Self {
        Self {
            story: Story::new(limits, sink),
            rows: Rows::default(),
            group: Group {
                to: Destination::Body,
                begins: false,
                starred: false,
                page: CodePage::WESTERN,
                replaced: 1,
                depth: 0,
                deleted: false,
                struck: false,
                hidden: false,
            },
            open: Vec::new(),
            page: CodePage::WESTERN,
            fonts: BTreeMap::new(),
            default_font: 0,
            described: 0,
            bytes: Vec::new(),
            raw: true,
            high: None,
            drop: 0,
            text: String::new(),
            notes: Vec::new(),
            outer: Vec::new(),
            aside: String::new(),
            captured: String::new(),
            blob: Vec::new(),
            half: None,
            pictures: Vec::new(),
            blobs: 0,
            extension: "",
            shows_pictures: false,
            truncated: false,
        }
    }

    fn take(&mut self, token: Token<'_>) -> Flow {
        match token {
            Token::Text(text) => self.plain(text),
            Token::Byte(byte) => self.byte(byte),
            other => {
                self.decode();
                self.control(other)?;
            }
        }
        Ok(())
    }

    fn control(&mut self, token: Token<'_>) -> Flow {
        match token {
            Token::Open => {
                self.drop = 0;
                self.open.push(self.group);
                self.group.begins = false;
                self.group.starred = false;
            }
            Token::Close => {
                self.drop = 0;
                self.close()?;
            }
            Token::Word(name, number) => {
                self.drop = 0;
                self.word(name, number)?;
            }
            Token::Symbol(_) if self.drop > 0 => self.drop -= 1,
            Token::Symbol(b'*') => self.group.starred = true,
            Token::Symbol(b'\r' | b'\n') => self.end_paragraph()?,
            Token::Symbol(symbol) => self.put(words::symbol(symbol)),
            Token::Binary(bytes, kept) => {
                self.truncated |= kept == Promise::Broken;
                if self.group.to.holds_bytes() {
                    self.blob.extend_from_slice(bytes);
                }
            }
            Token::Text(_) | Token::Byte(_) => {}
        }
        Ok(())
    }

    /// Bytes as they lie.
    fn plain(&mut self, text: &[u8]) {
        let dropped = self.drop.min(text.len());
        self.drop -= dropped;
        let text = &text[dropped..];
        if self.group.to.holds_bytes() {
            return self.digits(text);
        }
        if self.group.to.holds_text() {
            self.bytes.extend_from_slice(text);
        }
    }

    fn byte(&mut self, byte: u8) {
        if self.drop > 0 {
            self.drop -= 1;
        } else if self.group.to.holds_text() {
            self.bytes.push(byte);
            self.raw = false;
        }
    }

    /// Hexadecimal digits of a picture or object.
    fn digits(&mut self, text: &[u8]) {
        for digit in text.iter().filter_map(|b| nibble(*b)) {
            match self.half.take() {
                Some(high) => self.blob.push(high << 4 | digit),
                None => self.half = Some(digit),
            }
        }
    }

    /// The bytes that wait become characters.
    fn decode(&mut self) {
        if self.bytes.is_empty() {
            return;
        }
        let mut text = String::new();
        self.group.page.push(&self.bytes, self.raw, &mut text);
        self.bytes.clear();
        self.raw = true;
        self.put(&text);
    }

    /// Characters, to where the group's text goes.
    fn put(&mut self, text: &str) {
        self.high = None;
        if let Some(hidden) = self.withdrawn() {
            return self.story.withdraw(text, hidden);
        }
        match self.group.to {
            Destination::Body if self.group.deleted => self.aside.push_str(text),
            Destination::Body | Destination::Note => self.text.push_str(text),
            Destination::Number => self.text.push_str(&text.replace('\t', " ")),
            Destination::Aside => self.aside.push_str(text),
            Destination::Property(_) | Destination::Instruction => self.captured.push_str(text),
            _ => {}
        }
    }

    /// Whether the text that comes is told apart, and then whether it is hidden.
    fn withdrawn(&self) -> Option<bool> {
        let shows = matches!(self.group.to, Destination::Body | Destination::Note);
        let gone = self.group.gone().filter(|_| shows);
        gone.filter(|_| self.story.as_shown())
    }

    /// A character by its number in UTF-16, which old programs write with a
    /// sign.
    fn unicode(&mut self, number: i32) {
        let number = if number < 0 {
            number + 0x1_0000
        } else {
            number
        };
        let number = u32::try_from(number).unwrap_or(0xFFFD);
        let low = match self.high.take() {
            Some(high) if (0xDC00..0xE000).contains(&number) => {
                0x1_0000 + ((u32::from(high) - 0xD800) << 10) + (number - 0xDC00)
            }
            _ => number,
        };
        self.drop = self.group.replaced;
        match char::from_u32(low) {
            Some('\0') => {}
            Some(c) => self.put(c.encode_utf8(&mut [0; 4])),
            None if (0xD800..0xDC00).contains(&low) => self.high = u16::try_from(low).ok(),
            None => self.put("\u{FFFD}"),
        }
    }

    /// The group ends, and what began with it.
    fn close(&mut self) -> Flow {
        let closed = self.group;
        if let Some(outer) = self.open.pop() {
            self.group = outer;
        }
        if closed.deleted && !self.group.deleted && !self.story.as_shown() {
            self.aside.push('\n');
        }
        if !closed.begins {
            return Ok(());
        }
        match closed.to {
            Destination::Note => self.end_note(),
            Destination::Aside => self.aside.push('\n'),
            Destination::Property(key) => return self.property(key),
            Destination::Instruction => return self.instruction(),
            Destination::Picture => self.picture(),
            Destination::Object => return self.object(),
            _ => {}
        }
        Ok(())
    }

    /// A destination begins in the group that is open.
    fn begin(&mut self, to: Destination) {
        // inside what is skipped all is skipped
        if self.group.to == Destination::Nowhere {
            return;
        }
        self.group.to = to;
        self.group.begins = true;
        match to {
            Destination::Note => self.outer.push(std::mem::take(&mut self.text)),
            Destination::Aside => self.aside.push('\n'),
            Destination::Property(_) | Destination::Instruction => self.captured.clear(),
            Destination::Picture | Destination::Object => {
                self.blob.clear();
                self.half = None;
                self.extension = "";
            }
            _ => {}
        }
    }

    fn end_note(&mut self) {
        if let Some(outer) = self.outer.pop() {
            let said = std::mem::replace(&mut self.text, outer);
            self.notes.extend((!said.is_empty()).then_some(said));
        }
    }

    /// The paragraph ends, where it stands.
    fn end_paragraph(&mut self) -> Flow {
        match self.group.to {
            Destination::Aside => self.aside.push('\n'),
            _ if !self.outer.is_empty() => self.notes.push(std::mem::take(&mut self.text)),
            Destination::Body | Destination::Number | Destination::Note => {
                let depth = self.rows.depth_of_paragraph(self.group.depth);
                self.rows.go(depth, &mut self.story)?;
                self.give_paragraph()?;
            }
            _ => {}
        }
        Ok(())
    }

    /// Gives the paragraph, and after it what its notes say.
    fn give_paragraph(&mut self) -> Flow {
        let text = std::mem::take(&mut self.text);
        for text in std::iter::once(text).chain(std::mem::take(&mut self.notes)) {
            self.story.open_paragraph();
            self.story.push(&text);
            self.story.close_paragraph()?;
        }
        Ok(())
    }

    /// A cell ends: what was said since the one before is in it.
    fn end_cell(&mut self, depth: usize) -> Flow {
        if !self.outer.is_empty() || !matches!(self.group.to, Destination::Body) {
            return Ok(());
        }
        self.rows.go(depth, &mut self.story)?;
        if !self.text.is_empty() || !self.notes.is_empty() {
            self.give_paragraph()?;
        }
        self.rows.end_cell();
        Ok(())
    }

    fn end_row(&mut self, depth: usize) -> Flow {
        if !self.text.trim().is_empty() {
            self.end_cell(depth)?;
        }
        self.rows.end_row(depth, &mut self.story)
    }

    fn property(&mut self, key: Property) -> Flow {
        let value = std::mem::take(&mut self.captured);
        let value = value.trim();
        if value.is_empty() {
            return Ok(());
        }
        let sink = self.story.sink();
        sink.keyed(key.name(), value, Start::Field)
    }

    /// The instruction of a field: where a link leads, or a sign.
    fn instruction(&mut self) -> Flow {
        let text = std::mem::take(&mut self.captured);
        match words::field(&text) {
            words::Field::Link(target) => {
                let sink = self.story.sink();
                sink.keyed("hyperlink", target, Start::Field)
            }
            words::Field::Sign(sign) => {
                self.put(sign.encode_utf8(&mut [0; 4]));
                Ok(())
            }
            words::Field::Other => Ok(()),
        }
    }

    fn picture(&mut self) {
        let bytes = std::mem::take(&mut self.blob);
        self.shows_pictures |= !bytes.is_empty();
        if bytes.len() as u64 >= ICON {
            self.blobs += 1;
            let name = format!("image{}{}", self.blobs, self.extension);
            self.pictures.push((name, bytes));
        }
    }

    fn object(&mut self) -> Flow {
        let bytes = std::mem::take(&mut self.blob);
        if bytes.is_empty() {
            return Ok(());
        }
        self.blobs += 1;
        let unnamed = format!("object{}", self.blobs);
        match object::content(&bytes) {
            Some((name, content)) => {
                give_member(&name.unwrap_or(unnamed), content, self.story.sink())
            }
            None => self.story.sink().member(Member {
                name: &unnamed,
                stored: None,
                content: Err(Problem::new(Reason::Damaged, "embedded object")),
            }),
        }
    }

    /// The end of the file: all that is open is given.
    fn finish(mut self) -> Flow {
        self.decode();
        if !self.open.is_empty() || self.truncated {
            let cut = Problem::new(Reason::Damaged, "ends too early");
            self.story.sink().problem(cut);
        }
        while !self.outer.is_empty() {
            self.end_note();
        }
        if !self.text.is_empty() || !self.notes.is_empty() {
            let depth = self.rows.depth_of_paragraph(self.group.depth);
            self.rows.go(depth, &mut self.story)?;
            self.give_paragraph()?;
        }
        self.rows.go(0, &mut self.story)?;
        self.story.begin_aside()?;
        for line in self.aside.split('\n').filter(|l| !l.trim().is_empty()) {
            self.story.open_paragraph();
            self.story.push(line);
            self.story.close_paragraph()?;
        }
        self.story.end_part()?;
        if self.story.characters() < FEW && self.shows_pictures {
            let sink = self.story.sink();
            sink.problem(Problem::new(Reason::ImageOnly, ""));
            return Ok(());
        }
        for (name, bytes) in &self.pictures {
            give_member(name, bytes, self.story.sink())?;
        }
        Ok(())
    }
}

fn give_member(name: &str, mut bytes: &[u8], sink: &mut dyn Sink) -> Flow {
    let stored = Some(bytes.len() as u64);
    let content: Result<&mut dyn Read, Problem> = Ok(&mut bytes);
    sink.member(Member {
        name,
        stored,
        content,
    })
}

#[cfg(test)]
mod tests;
