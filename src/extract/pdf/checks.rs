//! Whether all that a page is made of is there. The interpreter draws what it can
//! and skips the rest in silence; here the silence is noticed.

use super::objects::{NODES, items};
use flate2::read::ZlibDecoder;
use hayro_syntax::Filter;
use hayro_syntax::content::ops::TypedInstruction;
use hayro_syntax::object::{Array, Name, Object, Stream};
use hayro_syntax::page::Page;
use hayro_syntax::xref::XRef;
use std::io;

/// What is compressed is never larger than this, and holds nothing.
const NOTHING: usize = 16;

/// Whether the content of a page can be decoded and understood, and what it draws
/// by name is in the file. A page on which nothing was drawn is suspected more.
pub(super) fn is_whole(page: &Page<'_>, xref: &XRef, is_blank: bool) -> bool {
    is_decodable(page, xref, is_blank) && is_understood(page, is_blank)
}

/// Whether every stream of the content is there and can be decoded.
fn is_decodable(page: &Page<'_>, xref: &XRef, is_blank: bool) -> bool {
    let page = page.raw();
    match page.get::<Object<'_>>(b"Contents") {
        // A page without content is empty; content that is not found is lost.
        None | Some(Object::Null(_)) => page.get_ref(b"Contents").is_none(),
        Some(Object::Array(streams)) => {
            let streams: Array<'_> = streams;
            let found = items(&streams, xref);
            found.len() == streams.raw_iter().take(NODES).count()
                && found.iter().all(|object| is_stream(object, is_blank))
        }
        Some(object) => is_stream(&object, is_blank),
    }
}

fn is_stream(object: &Object<'_>, is_blank: bool) -> bool {
    let Object::Stream(stream) = object else {
        return false;
    };
    let raw = stream.raw_data();
    match stream.decoded_data() {
        Ok(decoded) if decoded.is_empty() => raw.len() <= NOTHING,
        // The decoder makes the best of what is cut: a page may well be legible.
        Ok(_) if is_blank && stream.filters().as_slice() == [Filter::FlateDecode] => {
            io::copy(&mut ZlibDecoder::new(&raw[..]), &mut io::sink()).is_ok()
        }
        Ok(_) => true,
        Err(_) => false,
    }
}

/// Whether the content, if any, is instructions (bytes that are still encrypted
/// decode to none), and the fonts and forms it names exist.
fn is_understood(page: &Page<'_>, is_blank: bool) -> bool {
    let content = page.page_stream().unwrap_or_default();
    if content.iter().all(u8::is_ascii_whitespace) {
        return true;
    }
    let mut is_known = false;
    let mut instructions = page.typed_operations();
    while let Some(instruction) = instructions.next() {
        let is_found = match instruction {
            TypedInstruction::Fallback(_) if is_blank => false,
            TypedInstruction::Fallback(_) => continue,
            TypedInstruction::ShowText(text) => !is_blank || text.0.as_bytes().is_empty(),
            TypedInstruction::XObject(name) => {
                let found = page.resources().get_x_object(name.0);
                found.is_some_and(|found| !(is_blank && is_image(&found)))
            }
            TypedInstruction::TextFont(font) => page.resources().get_font(font.0).is_some(),
            _ => true,
        };
        if !is_found {
            return false;
        }
        is_known = true;
    }
    is_known
}

fn is_image(stream: &Stream<'_>) -> bool {
    let kind = stream.dict().get::<Name<'_>>(b"Subtype");
    kind.is_some_and(|kind| kind.as_ref() == b"Image")
}
