//! Text decoded from a text that is held whole, given in windows that know where
//! in the file each of their characters comes from.

use super::chars::Chars;
use super::origin::Origins;
use super::place::Ends;
use super::places::Places;
use super::text::{Rest, Windows};
use super::{Flow, Sink, Stop, Text};

/// Bytes of the largest text that is held whole.
pub(super) const MOST: usize = 32 << 20;

/// Bytes of text given at a time, and of context kept on each side.
const WINDOW: usize = 256 << 10;
const CONTEXT: usize = 1024;

/// A text held whole.
pub(super) struct Source {
    /// The text.
    pub(super) text: String,
    /// Its offset in the file, where the file has the very same bytes.
    pub(super) byte: Option<u64>,
}

impl Source {
    /// Reads all of `chars`. None if that is more than `most` bytes: it has then
    /// been given as it lies in the file, and noted.
    pub(super) fn of(
        chars: &mut Chars<'_>,
        most: usize,
        sink: &mut dyn Sink,
    ) -> Result<Option<Self>, Stop> {
        let mut rest = Rest::new(Windows::NORMAL);
        let mut exact = true;
        while rest.text.len() <= most {
            let before = rest.text.len();
            let Some(piece) = chars.next(&mut rest.text) else {
                break;
            };
            rest.offsets.push(piece, before, rest.text.len());
            exact &= piece.byte.is_some();
        }
        if rest.text.len() > most {
            sink.note("too large to be decoded, read as plain text");
            rest.deliver(chars, sink)?;
            return Ok(None);
        }
        let byte = rest.offsets.of(0, rest.text.len()).filter(|_| exact);
        let mut text = rest.text;
        Ends::of(&text).make_newlines(&mut text, 0);
        Ok(Some(Self { text, byte }))
    }
}

/// Text being put together.
#[derive(Debug, Default)]
pub(super) struct Decoded {
    /// What has not been dropped yet.
    pub(super) text: String,
    origins: Origins,
    /// Bytes dropped before it.
    dropped: usize,
    /// Bytes of it that have been given, and stand there as context.
    given: usize,
}

impl Decoded {
    fn end(&self) -> usize {
        self.dropped + self.text.len()
    }

    /// Appends text that stands as it is at byte `from` of the source.
    pub(super) fn verbatim(&mut self, text: &str, from: usize) {
        self.origins.verbatim(self.end(), from);
        self.text.push_str(text);
    }

    /// Appends what `length` bytes at `from` were decoded to.
    pub(super) fn decoded(&mut self, text: &str, from: usize, length: usize) {
        if !text.is_empty() {
            self.origins.decoded(self.end(), from, length);
            self.text.push_str(text);
        }
    }

    /// Takes away what follows the first `kept` bytes and has not been given.
    pub(super) fn truncate(&mut self, kept: usize) {
        self.text.truncate(kept.max(self.given));
        self.origins.truncate(self.end());
    }

    fn drop_front(&mut self, front: usize) {
        self.text.drain(..front);
        self.dropped += front;
        self.origins.drop_front(self.dropped);
    }
}

/// Gives decoded text with its places.
pub(super) struct Giver<'p> {
    source: &'p str,
    byte: Option<u64>,
    /// Lines and columns of the source.
    pub(super) places: Places,
    /// Where the text begins that has not been given.
    own: usize,
}

impl<'p> Giver<'p> {
    /// For text decoded from `source`.
    pub(super) fn of(source: &'p Source) -> Self {
        Self {
            source: &source.text,
            byte: source.byte,
            places: Places::of(&source.text),
            own: 0,
        }
    }

    /// Gives what fills a window.
    pub(super) fn give_ready(&mut self, out: &mut Decoded, sink: &mut dyn Sink) -> Flow {
        if out.text.len() - self.own > WINDOW {
            let end = self.cut(&out.text);
            return self.give(out, end, sink);
        }
        Ok(())
    }

    /// Gives all that there is.
    pub(super) fn give_all(&mut self, out: &mut Decoded, sink: &mut dyn Sink) -> Flow {
        self.give(out, out.text.len(), sink)
    }

    /// Where the window ends if the text goes on.
    fn cut(&self, text: &str) -> usize {
        let latest = text.floor_char_boundary(text.len() - CONTEXT);
        let near = latest.saturating_sub(CONTEXT).max(self.own);
        match memchr::memrchr(b'\n', &text.as_bytes()[near..latest]) {
            Some(newline) => near + newline + 1,
            None => latest,
        }
    }

    /// Gives the text up to `end` and keeps its end as context.
    fn give(&mut self, out: &mut Decoded, end: usize, sink: &mut dyn Sink) -> Flow {
        let Decoded {
            text,
            origins,
            dropped,
            ..
        } = &*out;
        if !text[self.own..end].trim_ascii().is_empty() {
            let from = origins.source_of(*dropped).unwrap_or(0);
            let byte = self.byte.map(|b| b + from as u64);
            sink.text(Text {
                text,
                own: self.own..end,
                start: self.places.at(self.source, from).start(byte),
                origin: Some(origins.origin(*dropped, &self.source[from..], from)),
            })?;
        }
        let front = text.floor_char_boundary(end.saturating_sub(CONTEXT));
        out.drop_front(front);
        self.own = end - front;
        out.given = self.own;
        Ok(())
    }
}
