//! Mail: who wrote to whom about what, the text, and the attachments as
//! members. What lies unencoded in the file is given with its place there;
//! what had to be decoded is given by paragraph. HTML is read but for what the
//! plain text says to which it is the alternative.

mod alternative;
mod mbox;
mod transfer;

use super::pages::push_utf8;
use super::place::Place;
use super::{
    Flow, Input, Limits, Member, Sink, Start, Text, forward, html, in_memory, io_problem, text,
};
use crate::model::{Problem, Reason};
use alternative::Said;
use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{
    Address, Encoding, Header, HeaderName, HeaderValue, Message, MessageParser, MessagePart,
    MimeHeaders, PartType,
};
use std::borrow::Cow;
use std::io::{Cursor, Read};
use std::ops::Range;

/// A file of one message is told from a file of many within this.
const SINGLE: u64 = 1 << 20;

/// Reads a message, or a file of messages.
pub(super) fn read(input: Input<'_>, limits: &Limits, sink: &mut dyn Sink) -> Flow {
    let mut start = Vec::new();
    let input = forward(input).and_then(|input| {
        let first = (&mut *input)
            .take(SINGLE.min(limits.memory))
            .read_to_end(&mut start);
        first.map(|_| input).map_err(|e| io_problem(&e))
    });
    let input = match input {
        Ok(input) => input,
        Err(problem) => {
            sink.problem(problem);
            return if start.is_empty() {
                Ok(())
            } else {
                message(&start, limits, sink)
            };
        }
    };
    let many = is_mailbox(&start);
    let mut input = Cursor::new(start).chain(input);
    if many {
        return mbox::read(&mut input, limits, sink);
    }
    match in_memory(Input::Stream(&mut input), limits.memory) {
        Ok(raw) => message(&raw, limits, sink),
        Err(problem) => {
            sink.problem(problem);
            Ok(())
        }
    }
}

/// Whether a file begins with an envelope and is not just one message.
fn is_mailbox(start: &[u8]) -> bool {
    let again = |with: &[u8]| memchr::memmem::find(start, with).is_some();
    start.starts_with(b"From ")
        && (start.len() as u64 >= SINGLE || again(b"\n\nFrom ") || again(b"\r\n\r\nFrom "))
}

fn message(raw: &[u8], limits: &Limits, sink: &mut dyn Sink) -> Flow {
    let Some(message) = MessageParser::default().parse(raw) else {
        sink.problem(Problem::new(Reason::Damaged, "no headers of a message"));
        let mut raw = raw;
        return text::read(Input::Stream(&mut raw), limits, sink);
    };
    let mut reader = Reader {
        raw,
        message: &message,
        sink,
        texts: flags(&message.text_body, message.parts.len()),
        htmls: flags(&message.html_body, message.parts.len()),
        place: Place::START,
        passed: 0,
        paragraph: 1,
    };
    reader.headers()?;
    for (id, part) in message.parts.iter().enumerate() {
        reader.part(id, part)?;
    }
    Ok(())
}

/// Headers that name people or say what it is about. Others repeat them, or
/// hold identifiers of messages that only look like addresses.
fn is_told(name: &HeaderName<'_>) -> bool {
    matches!(
        name,
        HeaderName::From
            | HeaderName::Sender
            | HeaderName::ReplyTo
            | HeaderName::To
            | HeaderName::Cc
            | HeaderName::Bcc
            | HeaderName::ResentFrom
            | HeaderName::ResentSender
            | HeaderName::ResentTo
            | HeaderName::ResentCc
            | HeaderName::ResentBcc
            | HeaderName::Subject
            | HeaderName::Comments
            | HeaderName::Keywords
    )
}

struct Reader<'m, 's> {
    raw: &'m [u8],
    message: &'m Message<'m>,
    sink: &'s mut dyn Sink,
    /// Which parts are the message's text, and which its HTML.
    texts: Vec<bool>,
    htmls: Vec<bool>,
    /// The place of byte `passed` of the file.
    place: Place,
    passed: usize,
    /// The next paragraph of decoded text.
    paragraph: u32,
}

impl Reader<'_, '_> {
    /// Gives the headers of the message itself.
    fn headers(&mut self) -> Flow {
        let Some(part) = self.message.parts.first() else {
            return Ok(());
        };
        let told = part.headers.iter().filter(|h| is_told(&h.name));
        told.into_iter().try_for_each(|header| self.header(header))
    }

    fn header(&mut self, header: &Header<'_>) -> Flow {
        let range = header.offset_field as usize..header.offset_end as usize;
        let raw = self.raw.get(range).unwrap_or_default().trim_ascii_end();
        if memchr::memmem::find(raw, b"=?").is_none() {
            return self.raw_text(header.offset_field as usize, raw);
        }
        let value = shown(&header.value);
        let text = format!("{}: {value}", header.name.as_str());
        self.sink.text(Text::whole(&text, Start::Field))
    }

    /// Gives one part, unless another one says the same.
    fn part(&mut self, id: usize, part: &MessagePart<'_>) -> Flow {
        let is_in = |list: &[bool]| list.get(id).copied().unwrap_or(false);
        if let Some(bytes) = recovered(self.raw, part) {
            return self.broken(id, part, &bytes);
        }
        match &part.body {
            PartType::Multipart(_) => Ok(()),
            PartType::Text(text) if is_in(&self.texts) || is_note(part) => self.body(part, text),
            PartType::Html(html) if is_in(&self.htmls) => self.html(id, part, html),
            PartType::Text(text) | PartType::Html(text) => {
                let text = faithful(self.raw, part, text);
                self.member(id, part, text.as_bytes())
            }
            PartType::Binary(bytes) | PartType::InlineBinary(bytes) => self.member(id, part, bytes),
            PartType::Message(inner) => match part.encoding {
                Encoding::None => self.member(id, part, content(self.raw, part)),
                _ => self.member(id, part, &inner.raw_message),
            },
        }
    }

    /// Gives what could be decoded of a part whose encoding is broken.
    fn broken(&mut self, id: usize, part: &MessagePart<'_>, bytes: &[u8]) -> Flow {
        let detail = format!("part {id}, transfer encoding");
        self.sink.problem(Problem::new(Reason::Damaged, detail));
        if !is_note(part) {
            return self.member(id, part, bytes);
        }
        let mut text = String::new();
        push_utf8(bytes, &mut text);
        self.decoded(&text, std::slice::from_ref(&(0..text.len())))
    }

    /// Gives plain text.
    fn body(&mut self, part: &MessagePart<'_>, text: &str) -> Flow {
        for (name, bytes) in transfer::uuencoded(text.as_bytes()) {
            self.sink.member(Member {
                name: &name,
                stored: Some(bytes.len() as u64),
                content: Ok(&mut bytes.as_slice()),
            })?;
        }
        let raw = content(self.raw, part);
        // Escapes to other alphabets (ISO-2022-JP) are encoded text too.
        let is_plain = part.encoding == Encoding::None
            && memchr::memchr(0x1B, raw).is_none()
            && !is_in_seven_bits(part);
        if is_plain && (std::str::from_utf8(raw).is_ok() || text.contains('\u{FFFD}')) {
            return self.raw_text(part.offset_body as usize, raw);
        }
        let text = faithful(self.raw, part, text);
        self.decoded(&text, std::slice::from_ref(&(0..text.len())))
    }

    /// Gives the lines of HTML that no alternative to it says, the others as
    /// context.
    fn html(&mut self, id: usize, part: &MessagePart<'_>, html: &str) -> Flow {
        let shown = html::strip(&faithful(self.raw, part, html));
        let new = Said::beside(self.message, id).new_in(&shown);
        self.decoded(&shown, &new)
    }

    /// Gives bytes of the file as text, at their place.
    fn raw_text(&mut self, at: usize, raw: &[u8]) -> Flow {
        if raw.is_empty() {
            return Ok(());
        }
        let mut text = String::new();
        let exact = push_utf8(raw, &mut text);
        let place = self.place_of(at);
        let start = place.start(exact.then_some(at as u64));
        self.sink.text(Text::whole(&text, start))
    }

    /// Where byte `at` of the file stands.
    fn place_of(&mut self, at: usize) -> Place {
        if at < self.passed {
            self.place = Place::START;
            self.passed = 0;
        }
        let between = &self.raw[self.passed.min(at)..at];
        let mut text = String::new();
        push_utf8(between, &mut text);
        self.place.pass(&text);
        self.passed = at;
        self.place
    }

    /// Gives these stretches of a text that is not as it lies in the file.
    fn decoded(&mut self, text: &str, stretches: &[Range<usize>]) -> Flow {
        if text.is_empty() {
            return Ok(());
        }
        let start = Start::Paragraph(self.paragraph);
        let ends = memchr::memchr_iter(b'\n', text.as_bytes()).count();
        let passed = u32::try_from(ends + 1).unwrap_or(u32::MAX);
        self.paragraph = self.paragraph.saturating_add(passed);
        let mut stretches = stretches.iter().cloned();
        stretches.try_for_each(|own| {
            let whole = Text::whole(text, start);
            self.sink.text(Text { own, ..whole })
        })
    }

    /// Gives an attachment.
    fn member(&mut self, id: usize, part: &MessagePart<'_>, mut bytes: &[u8]) -> Flow {
        let name = match part.attachment_name() {
            Some(name) if !name.is_empty() => Cow::Borrowed(name),
            _ => Cow::Owned(made_name(id, part)),
        };
        self.sink.member(Member {
            name: &name,
            stored: Some(content(self.raw, part).len() as u64),
            content: Ok(&mut bytes),
        })
    }
}

/// Which of `parts` parts are in a list of them.
fn flags(list: &[u32], parts: usize) -> Vec<bool> {
    let mut flags = vec![false; parts];
    for id in list {
        if let Some(flag) = flags.get_mut(*id as usize) {
            *flag = true;
        }
    }
    flags
}

/// The bytes of a part's body in the file, still encoded.
fn content<'r>(raw: &'r [u8], part: &MessagePart<'_>) -> &'r [u8] {
    let range = part.offset_body as usize..part.offset_end as usize;
    raw.get(range).unwrap_or_default()
}

/// The bytes of a part whose declared encoding the parser gave up on.
fn recovered(raw: &[u8], part: &MessagePart<'_>) -> Option<Vec<u8>> {
    let declared = part
        .content_transfer_encoding()?
        .trim()
        .to_ascii_lowercase();
    match (part.is_encoding_problem, part.encoding, declared.as_str()) {
        (true, Encoding::None, "base64") => Some(transfer::base64(content(raw, part))),
        (true, Encoding::None, "quoted-printable") => {
            Some(transfer::quoted_printable(content(raw, part)))
        }
        _ => None,
    }
}

/// Whether a part is text to be read along with the message: it has no name.
fn is_note(part: &MessagePart<'_>) -> bool {
    part.attachment_name().is_none()
        && part
            .content_type()
            .is_none_or(|c| c.subtype() == Some("plain"))
}

/// Whether the part's charset writes all characters in ASCII (UTF-7, HZ).
fn is_in_seven_bits(part: &MessagePart<'_>) -> bool {
    let charset = part.content_type().and_then(|c| c.attribute("charset"));
    charset.is_some_and(|c| {
        let c = c.to_ascii_lowercase();
        c.ends_with("utf-7") || c.starts_with("hz")
    })
}

/// The text of a part as its author wrote it: where the charset that the part
/// declares does not fit, its bytes are decoded without it.
fn faithful<'t>(raw: &[u8], part: &MessagePart<'_>, text: &'t str) -> Cow<'t, str> {
    if !text.contains('\u{FFFD}') {
        return Cow::Borrowed(text);
    }
    let encoded = content(raw, part);
    let bytes = match part.encoding {
        Encoding::None => Some(encoded.to_vec()),
        Encoding::QuotedPrintable => quoted_printable_decode(encoded),
        Encoding::Base64 => base64_decode(encoded),
    };
    let Some(bytes) = bytes else {
        return Cow::Borrowed(text);
    };
    let mut decoded = String::new();
    push_utf8(&bytes, &mut decoded);
    Cow::Owned(decoded)
}

/// The value of a decoded header.
fn shown(value: &HeaderValue<'_>) -> String {
    match value {
        HeaderValue::Text(text) => text.to_string(),
        HeaderValue::TextList(texts) => texts.join(", "),
        HeaderValue::Address(Address::List(people)) => listed(people),
        HeaderValue::Address(Address::Group(groups)) => {
            let named = |g: &mail_parser::Group<'_>| {
                let name = g.name.as_deref().unwrap_or_default();
                format!("{name}: {}", listed(&g.addresses))
            };
            groups.iter().map(named).collect::<Vec<_>>().join("; ")
        }
        _ => String::new(),
    }
}

fn listed(people: &[mail_parser::Addr<'_>]) -> String {
    let one = |a: &mail_parser::Addr<'_>| match (a.name.as_deref(), a.address.as_deref()) {
        (Some(name), Some(address)) => format!("{name} <{address}>"),
        (name, address) => name.or(address).unwrap_or_default().to_owned(),
    };
    people.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// A name for an attachment without one, by its type.
fn made_name(id: usize, part: &MessagePart<'_>) -> String {
    let extension = match part.content_type().map(|c| (c.ctype(), c.subtype())) {
        Some(("message", _)) => "eml",
        Some(("text", Some("html"))) => "html",
        Some(("text", Some("calendar"))) => "ics",
        Some(("text", Some("vcard" | "x-vcard" | "directory"))) => "vcf",
        Some(("text", Some("csv"))) => "csv",
        Some(("text", _)) => "txt",
        Some(("application", Some("ms-tnef"))) => "tnef",
        Some(("application", Some("pdf"))) => "pdf",
        Some(("image", Some("png"))) => "png",
        Some(("image", Some("jpeg"))) => "jpg",
        _ => return format!("part-{id}"),
    };
    format!("part-{id}.{extension}")
}

#[cfg(test)]
mod tests;
