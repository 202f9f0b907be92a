//! A sliding view of decoded text that knows where in the file it is.

use crate::extract::chars::Chars;
use crate::extract::place::{Offsets, Place};
use crate::extract::text::{Rest, Windows};
use crate::extract::{Start, Text};

/// Text that was read and is still needed, and a position in it.
pub(super) struct Buffer<'a, 'c> {
    pub(super) chars: &'c mut Chars<'a>,
    pub(super) text: String,
    /// What has been read of `text`.
    pub(super) at: usize,
    offsets: Offsets,
    /// The place of byte `marked` of `text`.
    place: Place,
    marked: usize,
}

impl<'a, 'c> Buffer<'a, 'c> {
    pub(super) fn new(chars: &'c mut Chars<'a>) -> Self {
        Self {
            chars,
            text: String::new(),
            at: 0,
            offsets: Offsets::default(),
            place: Place::START,
            marked: 0,
        }
    }

    /// Reads one more block and forgets what lies before byte `keep`, which is
    /// not behind [`Self::at`]. Returns by how much all bytes have moved to the
    /// front; none at the end of the text.
    pub(super) fn more(&mut self, keep: usize) -> Option<usize> {
        self.mark(keep);
        self.text.drain(..keep);
        self.offsets.drop_front(keep);
        self.at -= keep;
        self.marked = 0;
        let before = self.text.len();
        loop {
            let piece = self.chars.next(&mut self.text)?;
            let after = self.text.len();
            self.offsets.push(piece, before, after);
            if after > before {
                return Some(keep);
            }
        }
    }

    /// Reads until there are `bytes` behind [`Self::at`], or all. Returns by how
    /// much all bytes have moved to the front.
    pub(super) fn ahead(&mut self, bytes: usize) -> usize {
        let before = self.at;
        while self.text.len() - self.at < bytes && !self.chars.is_done() {
            if self.more(self.at).is_none() {
                break;
            }
        }
        before - self.at
    }

    /// Passes white space; the byte that follows, none at the end.
    #[inline]
    pub(super) fn peek(&mut self) -> Option<u8> {
        loop {
            let bytes = &self.text.as_bytes()[self.at..];
            let blank = |b: &u8| matches!(b, b' ' | b'\n' | b'\r' | b'\t' | 0x1E);
            match bytes.iter().position(|b| !blank(b)) {
                Some(n) => {
                    self.at += n;
                    return Some(bytes[n]);
                }
                None => {
                    self.at = self.text.len();
                    self.more(self.at)?;
                }
            }
        }
    }

    /// Where byte `at` of the text stands. Never asked for an earlier byte
    /// than the time before.
    #[inline]
    pub(super) fn start(&mut self, at: usize) -> Start {
        self.mark(at);
        self.place.start(self.offsets.of(at, self.text.len()))
    }

    #[inline]
    fn mark(&mut self, at: usize) {
        self.place.pass(&self.text[self.marked..at]);
        self.marked = at;
    }

    /// The bytes up to `end` as a text of its own, from [`Self::at`] on, with
    /// what is left before it as context. They count as read.
    pub(super) fn take(&mut self, end: usize) -> Text<'_> {
        let front = self.marked.min(self.at);
        let start = self.start(front);
        let own = self.at - front..end - front;
        self.at = end;
        Text {
            text: &self.text[front..end],
            own,
            start,
            origin: None,
        }
    }

    /// All that is left, to be read as text.
    pub(super) fn rest(self) -> (Rest, &'c mut Chars<'a>) {
        let mut text = self.text;
        let mut offsets = self.offsets;
        let front = self.marked.min(self.at);
        text.drain(..front);
        offsets.drop_front(front);
        let rest = Rest {
            text,
            place: self.place,
            offsets,
            own: self.at - front,
            size: Windows::NORMAL,
        };
        (rest, self.chars)
    }
}
