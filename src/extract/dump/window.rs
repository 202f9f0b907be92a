//! A sliding view of a dump: what is no row of a table waits here to be given
//! as text, with the places of the file.

use crate::extract::chars::Chars;
use crate::extract::place::{Ends, Offsets, Place};
use crate::extract::{Flow, Sink, Start, Text};

/// Bytes of context kept on each side of a cut in a text.
const CONTEXT: usize = 1024;

/// Text that waits is given when it is longer than this.
const ENOUGH: usize = 64 << 10;

/// Text that was read and is still needed, and a position in it.
pub(super) struct Window<'a, 'c> {
    chars: &'c mut Chars<'a>,
    text: String,
    /// The next byte to be looked at.
    at: usize,
    /// From here to `at`: text that waits.
    from: usize,
    /// Where the context before `from` begins; nothing before it is needed.
    context: usize,
    offsets: Offsets,
    /// The place of byte `marked`, which is not behind `context`.
    place: Place,
    marked: usize,
    ends: Option<Ends>,
}

impl<'a, 'c> Window<'a, 'c> {
    pub(super) fn new(chars: &'c mut Chars<'a>) -> Self {
        Self {
            chars,
            text: String::new(),
            at: 0,
            from: 0,
            context: 0,
            offsets: Offsets::default(),
            place: Place::START,
            marked: 0,
            ends: None,
        }
    }

    /// What follows, as far as it has been read.
    pub(super) fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    /// Whether nothing follows [`Self::rest`].
    pub(super) const fn is_last(&self) -> bool {
        self.chars.is_done()
    }

    /// Reads until there are `bytes` to look at, or all.
    pub(super) fn ahead(&mut self, bytes: usize) {
        while self.rest().len() < bytes && self.more() {}
    }

    /// Reads as much again as there is, one block at least; false at the end.
    pub(super) fn more(&mut self) -> bool {
        let keep = self.context;
        self.mark(keep);
        self.text.drain(..keep);
        self.offsets.drop_front(keep);
        (self.at, self.from) = (self.at - keep, self.from - keep);
        (self.context, self.marked) = (0, 0);
        let length = self.text.len();
        while self.text.len() <= length * 2 {
            let before = self.text.len();
            let Some(piece) = self.chars.next(&mut self.text) else {
                break;
            };
            self.offsets.push(piece, before, self.text.len());
            let ends = *self.ends.get_or_insert_with(|| Ends::of(&self.text));
            ends.make_newlines(&mut self.text, before);
        }
        self.text.len() > length
    }

    fn mark(&mut self, at: usize) {
        self.place.pass(&self.text[self.marked..at]);
        self.marked = at;
    }

    /// The place of a text that begins `back` bytes before the next one, in what
    /// was skipped last. `as_it_is`: it stands there character by character. To
    /// be asked in rising order.
    pub(super) fn start(&mut self, back: usize, as_it_is: bool) -> Start {
        let at = self.at - back;
        self.mark(at);
        let byte = self.offsets.of(at, self.text.len());
        let byte = byte.filter(|_| as_it_is);
        self.place.start(byte)
    }

    /// Passes `bytes` as text.
    pub(super) fn wait(&mut self, bytes: usize, sink: &mut dyn Sink) -> Flow {
        self.at += bytes;
        if self.at - self.from <= ENOUGH {
            return Ok(());
        }
        let after = self.text.floor_char_boundary(self.at + CONTEXT);
        if after < self.text.len() || self.is_last() {
            return self.give(self.at, after, sink);
        }
        let end = self.at.saturating_sub(CONTEXT).max(self.from);
        let end = self.text.floor_char_boundary(end).max(self.from);
        self.give(end, self.at, sink)
    }

    /// Passes `bytes` that are given otherwise; the text before them is given.
    pub(super) fn skip(&mut self, bytes: usize, sink: &mut dyn Sink) -> Flow {
        self.give(self.at, self.at, sink)?;
        self.at += bytes;
        self.from = self.at;
        self.context = self.at;
        Ok(())
    }

    /// Gives the text that waits up to `end`, with what follows up to `after`.
    fn give(&mut self, end: usize, after: usize, sink: &mut dyn Sink) -> Flow {
        let (from, front) = (self.from, self.context);
        let says = |b: &u8| b.is_ascii_alphanumeric() || !b.is_ascii();
        if self.text.as_bytes()[from..end].iter().any(says) {
            self.mark(front);
            let byte = self.offsets.of(front, self.text.len());
            sink.text(Text {
                text: &self.text[front..after],
                own: from - front..end - front,
                start: self.place.start(byte),
                origin: None,
            })?;
        }
        self.from = end;
        let context = end.saturating_sub(CONTEXT).max(self.context);
        self.context = self.text.ceil_char_boundary(context);
        Ok(())
    }
}
