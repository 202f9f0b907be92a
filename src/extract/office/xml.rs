//! XML as a flat stream of elements and text, for parts of hostile documents.
//!
//! Any encoding that the part declares becomes UTF-8; invalid bytes become
//! U+FFFD, so that one wrong byte does not lose the rest. Names are local (the
//! prefix is dropped). Nesting is bounded, entities of a DTD are never expanded.
//! Mismatched end tags are read over; a part that ends inside an element is
//! [`Fault::Damaged`].

use super::super::{Limits, Stop};
use crate::model::{Problem, Reason};
use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};
use quick_xml::Reader;
use quick_xml::escape::{resolve_predefined_entity, unescape};
use quick_xml::events::{BytesEnd, BytesRef, BytesStart, Event};
use std::borrow::Cow;
use std::io::{self, BufRead, Read};

/// Why a part cannot be read to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::extract) enum Fault {
    /// Not XML, truncated, or its compressed bytes are broken.
    Damaged,
    /// Nested deeper than [`Limits::xml_depth`].
    TooDeep,
    /// Longer than [`Limits::part`].
    TooLarge,
}

impl Fault {
    /// What it says of an input/output error while a part is read.
    pub(in crate::extract) fn of_io(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::FileTooLarge => Self::TooLarge,
            _ => Self::Damaged,
        }
    }

    /// The problem it is for the item; `part` is the part's name.
    pub(in crate::extract) fn problem(self, part: &str) -> Problem {
        let what = match self {
            Self::Damaged => Reason::Damaged,
            Self::TooDeep => Reason::DepthLimit,
            Self::TooLarge => Reason::ExpansionLimit,
        };
        Problem::new(what, part)
    }
}

/// Why the reading of a part ended early.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::extract) enum Halt {
    /// The sink wants no more.
    Stop,
    /// The part is at fault.
    Fault(Fault),
}

impl From<Stop> for Halt {
    fn from(Stop: Stop) -> Self {
        Self::Stop
    }
}

impl From<Fault> for Halt {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// One token of a part.
#[derive(Debug)]
pub(in crate::extract) enum Token<'b> {
    /// An element begins (also an empty one; its `Close` follows).
    Open(Element<'b>),
    /// An element of this local name ends.
    Close(End<'b>),
    /// Characters. One text may come in several tokens.
    Text(Cow<'b, str>),
    /// A comment, a declaration: of no interest.
    Other,
}

/// The start of an element.
#[derive(Debug)]
pub(in crate::extract) struct Element<'b>(BytesStart<'b>);

impl Element<'_> {
    /// Its name without prefix.
    pub(in crate::extract) fn name(&self) -> &str {
        self.0.local_name().into_inner()
    }

    /// The value of the attribute of this local name, references resolved.
    pub(in crate::extract) fn attribute(&self, name: &str) -> Option<Cow<'_, str>> {
        let mut attributes = self.0.attributes();
        attributes.with_checks(false);
        let found = attributes
            .flatten()
            .find(|a| a.key.local_name().into_inner() == name)?;
        Some(match found.value {
            Cow::Borrowed(raw) => unescape(raw).unwrap_or(Cow::Borrowed(raw)),
            Cow::Owned(raw) => Cow::Owned(unescape(&raw).map_or(raw.clone(), Cow::into_owned)),
        })
    }

    /// All attributes as local name and raw value, in one pass.
    pub(in crate::extract) fn attributes(&self) -> impl Iterator<Item = (&str, Cow<'_, str>)> {
        let mut attributes = self.0.attributes();
        attributes.with_checks(false);
        attributes
            .flatten()
            .map(|a| (a.key.local_name().into_inner(), a.value))
    }

    /// The attribute as a number, where it is one.
    pub(in crate::extract) fn number(&self, name: &str) -> Option<u64> {
        self.attribute(name)?.trim().parse().ok()
    }
}

/// The end of an element.
#[derive(Debug)]
pub(in crate::extract) struct End<'b>(BytesEnd<'b>);

impl End<'_> {
    /// Its name without prefix.
    pub(in crate::extract) fn name(&self) -> &str {
        self.0.local_name().into_inner()
    }
}

/// A reader of one part.
pub(in crate::extract) struct Xml<'a> {
    reader: Reader<Utf8<Box<dyn BufRead + 'a>>>,
    buffer: Vec<u8>,
    depth: u32,
    deepest: u32,
}

impl<'a> Xml<'a> {
    /// Reads `bytes`, whatever their encoding.
    pub(in crate::extract) fn new(
        bytes: impl BufRead + 'a,
        limits: &Limits,
    ) -> Result<Self, Fault> {
        let bytes: Box<dyn BufRead + 'a> = Box::new(bytes);
        let utf8 = Utf8::new(bytes).map_err(|e| Fault::of_io(&e))?;
        let mut reader = Reader::from_reader(utf8);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        Ok(Self {
            reader,
            buffer: Vec::new(),
            depth: 0,
            deepest: limits.xml_depth,
        })
    }

    /// The next token; none at the end.
    pub(in crate::extract) fn next(&mut self) -> Result<Option<Token<'_>>, Fault> {
        self.buffer.clear();
        let event = self.reader.read_event_into(&mut self.buffer);
        Ok(Some(match event.map_err(|e| fault(&e))? {
            Event::Start(element) | Event::Empty(element) => {
                self.depth += 1;
                if self.depth > self.deepest {
                    return Err(Fault::TooDeep);
                }
                Token::Open(Element(element))
            }
            Event::End(end) => {
                self.depth = self.depth.saturating_sub(1);
                Token::Close(End(end))
            }
            Event::Text(text) => Token::Text(text.xml10_content()),
            Event::CData(text) => Token::Text(text.xml10_content()),
            Event::GeneralRef(name) => Token::Text(resolved(&name)),
            Event::Eof if self.depth > 0 => return Err(Fault::Damaged),
            Event::Eof => return Ok(None),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => Token::Other,
        }))
    }

    /// How many elements are open.
    pub(in crate::extract) const fn depth(&self) -> u32 {
        self.depth
    }

    /// Reads over the content of the element that was just opened, its end
    /// included.
    pub(in crate::extract) fn skip(&mut self) -> Result<(), Fault> {
        let outside = self.depth.saturating_sub(1);
        while self.depth > outside {
            if self.next()?.is_none() {
                break;
            }
        }
        Ok(())
    }

    /// The characters inside the element that was just opened, its end included.
    pub(in crate::extract) fn inner_text(&mut self) -> Result<String, Fault> {
        let outside = self.depth.saturating_sub(1);
        let mut all = String::new();
        while self.depth > outside {
            match self.next()? {
                Some(Token::Text(text)) => all.push_str(&text),
                Some(_) => {}
                None => break,
            }
        }
        Ok(all)
    }
}

fn fault(error: &quick_xml::Error) -> Fault {
    match error {
        quick_xml::Error::Io(error) => Fault::of_io(error),
        _ => Fault::Damaged,
    }
}

/// Character references and the five entities of XML; others give nothing.
fn resolved(reference: &BytesRef<'_>) -> Cow<'static, str> {
    match reference.resolve_char_ref() {
        Ok(Some(character)) => Cow::Owned(character.into()),
        Ok(None) => resolve_predefined_entity(reference).map_or(Cow::Borrowed(""), Cow::Borrowed),
        Err(_) => Cow::Borrowed(""),
    }
}

/// Bytes before which the encoding is decided.
const HEAD: u64 = 1024;

/// Bytes of any encoding, read as UTF-8.
struct Utf8<R> {
    bytes: io::Chain<io::Cursor<Vec<u8>>, R>,
    decoder: Decoder,
    decoded: Box<[u8]>,
    ready: std::ops::Range<usize>,
    finished: bool,
}

impl<R: BufRead> Utf8<R> {
    fn new(mut bytes: R) -> io::Result<Self> {
        let mut head = Vec::new();
        bytes.by_ref().take(HEAD).read_to_end(&mut head)?;
        let decoder = encoding(&head).new_decoder_with_bom_removal();
        Ok(Self {
            bytes: io::Cursor::new(head).chain(bytes),
            decoder,
            decoded: vec![0; 32 << 10].into(),
            ready: 0..0,
            finished: false,
        })
    }

    fn decode_more(&mut self) -> io::Result<()> {
        while self.ready.is_empty() && !self.finished {
            let raw = self.bytes.fill_buf()?;
            let last = raw.is_empty();
            let (result, read, written, _) =
                self.decoder.decode_to_utf8(raw, &mut self.decoded, last);
            self.bytes.consume(read);
            self.ready = 0..written;
            self.finished = last && result == CoderResult::InputEmpty;
        }
        Ok(())
    }
}

impl<R: BufRead> Read for Utf8<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(into)?;
        self.consume(count);
        Ok(count)
    }
}

impl<R: BufRead> BufRead for Utf8<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.decode_more()?;
        Ok(&self.decoded[self.ready.clone()])
    }

    fn consume(&mut self, amount: usize) {
        self.ready.start = (self.ready.start + amount).min(self.ready.end);
    }
}

/// By byte order mark, by the NULs of UTF-16, by the declaration; else UTF-8.
fn encoding(head: &[u8]) -> &'static Encoding {
    if let Some((found, _)) = Encoding::for_bom(head) {
        return found;
    }
    match head {
        [b'<', 0, ..] => return UTF_16LE,
        [0, b'<', ..] => return UTF_16BE,
        _ => {}
    }
    match declared(head) {
        // A declaration that can be read byte by byte is not UTF-16.
        Some(found) if found != UTF_16LE && found != UTF_16BE => found,
        _ => UTF_8,
    }
}

fn declared(head: &[u8]) -> Option<&'static Encoding> {
    let head = head.strip_prefix(b"<?xml")?;
    let end = head.windows(2).position(|pair| pair == b"?>")?;
    let declaration = std::str::from_utf8(&head[..end]).ok()?;
    let (_, value) = declaration.split_once("encoding")?;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (label, _) = value[1..].split_once(quote)?;
    Encoding::for_label(label.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(bytes: &[u8]) -> Result<String, Fault> {
        let mut xml = Xml::new(bytes, &Limits::default())?;
        let mut out = String::new();
        while let Some(token) = xml.next()? {
            match token {
                Token::Open(e) => out.push_str(&format!("<{}>", e.name())),
                Token::Close(e) => out.push_str(&format!("</{}>", e.name())),
                Token::Text(text) => out.push_str(&text),
                Token::Other => {}
            }
        }
        Ok(out)
    }

    #[test]
    fn names_are_local_and_empty_elements_close() {
        let got = all(b"<?xml version='1.0'?><w:a><b x='1'/>t&amp;&#xE9;&e;</w:a>").unwrap();
        assert_eq!(got, "<a><b></b>t&\u{e9}</a>");
    }

    #[test]
    fn every_encoding_becomes_utf8() {
        let text = "<?xml version=\"1.0\" encoding=\"UTF-16\"?><a>\u{e9}t\u{e9}</a>";
        for order in [u16::to_le_bytes, u16::to_be_bytes] {
            let bytes: Vec<u8> = text.encode_utf16().flat_map(order).collect();
            assert_eq!(all(&bytes).unwrap(), "<a>\u{e9}t\u{e9}</a>");
        }
        let latin = b"<?xml version='1.0' encoding='iso-8859-1'?><a>\xe9</a>";
        assert_eq!(all(latin).unwrap(), "<a>\u{e9}</a>");
        assert_eq!(all(b"<a>x\xffy</a>").unwrap(), "<a>x\u{fffd}y</a>");
    }

    #[test]
    fn entities_of_a_dtd_are_not_expanded() {
        let bomb = b"<!DOCTYPE a [<!ENTITY b 'xxxx'>]><a>&b;&b;</a>";
        assert_eq!(all(bomb).unwrap(), "<a></a>");
    }

    #[test]
    fn depth_and_truncation_are_faults() {
        let deep = "<a>".repeat(300) + &"</a>".repeat(300);
        assert_eq!(all(deep.as_bytes()), Err(Fault::TooDeep));
        assert_eq!(all(b"<a><b>x</b>"), Err(Fault::Damaged));
        assert_eq!(all(b"<a><b>x</b></c>"), Ok("<a><b>x</b></c>".into()));
    }

    #[test]
    fn attributes_are_unescaped() {
        let mut xml = Xml::new(&b"<a r:x='1 &lt; 2' n=' 7 '/>"[..], &Limits::default()).unwrap();
        let Some(Token::Open(element)) = xml.next().unwrap() else {
            panic!("an element");
        };
        assert_eq!(element.attribute("x").as_deref(), Some("1 < 2"));
        assert_eq!(element.number("n"), Some(7));
        assert_eq!(element.attribute("y"), None);
    }
}
