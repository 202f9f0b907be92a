//! Text of any length and encoding, in windows that overlap.
//!
//! Invariants: the windows' own parts, joined, are the text; every window has
//! at least [`Windows::context`] bytes of context on each side where the text
//! has them; memory does not depend on the length of the text or of a line.

use super::chars::{BLOCK, Chars};
use super::place::{Ends, Offsets, Place};
use super::{Flow, Input, Limits, Sink, Text, forward_or_say};
use std::io::Read;

/// Size of the windows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Windows {
    /// Bytes that are read at a time.
    pub(super) block: usize,
    /// Bytes of context on each side, at least; also how far a line's end is
    /// looked for.
    pub(super) context: usize,
}

impl Windows {
    /// Those of real reading.
    pub(super) const NORMAL: Self = Self {
        block: BLOCK,
        context: 1024,
    };
}

/// Reads a text.
pub(super) fn read(input: Input<'_>, _limits: &Limits, sink: &mut dyn Sink) -> Flow {
    forward_or_say(input, sink, |input, sink| {
        read_windows(input, Windows::NORMAL, sink)
    })
}

fn read_windows(input: &mut dyn Read, size: Windows, sink: &mut dyn Sink) -> Flow {
    let mut chars = Chars::with_block(input, size.block);
    Rest::new(size).deliver(&mut chars, sink)?;
    close(chars, sink);
    Ok(())
}

/// Says what was remarkable in a stream that has been read to its end.
pub(super) fn close(chars: Chars<'_>, sink: &mut dyn Sink) {
    if let Some(note) = chars.note() {
        sink.note(note);
    }
    if let Some(problem) = chars.failed {
        sink.problem(problem);
    }
}

/// The text from some place on: all of a text file, or what a reader of
/// another format gives up on.
pub(super) struct Rest {
    /// Text read and not yet gone, context included.
    pub(super) text: String,
    /// Where `text` starts.
    pub(super) place: Place,
    /// Where in the file.
    pub(super) offsets: Offsets,
    /// Where the next window's own part begins in `text`.
    pub(super) own: usize,
    /// Size of the windows.
    pub(super) size: Windows,
}

impl Rest {
    /// The text from its beginning.
    pub(super) fn new(size: Windows) -> Self {
        Self {
            text: String::new(),
            place: Place::START,
            offsets: Offsets::default(),
            own: 0,
            size,
        }
    }

    /// Gives everything to the end of `chars` to `sink`.
    pub(super) fn deliver(mut self, chars: &mut Chars<'_>, sink: &mut dyn Sink) -> Flow {
        let mut ends = None;
        loop {
            let before = self.text.len();
            if let Some(piece) = chars.next(&mut self.text) {
                self.offsets.push(piece, before, self.text.len());
                let ends = *ends.get_or_insert_with(|| Ends::of(&self.text));
                ends.make_newlines(&mut self.text, before);
            }
            if chars.is_done() {
                return self.window(self.text.len(), sink);
            }
            let end = self.cut();
            if end > self.own {
                self.window(end, sink)?;
                self.slide(end);
            }
        }
    }

    /// Lends `text` as a window whose own part ends at `end`.
    fn window(&self, end: usize, sink: &mut dyn Sink) -> Flow {
        if end == self.own {
            return Ok(());
        }
        let byte = self.offsets.of(0, self.text.len());
        sink.text(Text {
            text: &self.text,
            own: self.own..end,
            start: self.place.start(byte),
            origin: None,
        })
    }

    /// Where the own part ends if the text goes on: context is left behind it,
    /// and a line's end is preferred. Not after `own` if there is too little.
    fn cut(&self) -> usize {
        let latest = self.text.len().saturating_sub(self.size.context);
        let near = latest.saturating_sub(self.size.context);
        line_start(&self.text, near.max(self.own), latest)
    }

    /// Forgets what lies far enough before the next own part.
    fn slide(&mut self, own: usize) {
        let latest = own.saturating_sub(self.size.context);
        let near = latest.saturating_sub(self.size.context);
        let front = line_start(&self.text, near, latest);
        self.place.pass(&self.text[..front]);
        self.offsets.drop_front(front);
        self.text.drain(..front);
        self.own = own - front;
    }
}

/// The last start of a line in `from..=to`, or the start of the character at
/// `to` where there is none.
fn line_start(text: &str, from: usize, to: usize) -> usize {
    if to == 0 {
        return 0;
    }
    let from = from.min(to);
    match memchr::memrchr(b'\n', &text.as_bytes()[from..to]) {
        Some(newline) => from + newline + 1,
        None => text.floor_char_boundary(to),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::Start;
    use crate::extract::testing::Recorder;
    use encoding_rs::WINDOWS_1252;
    use proptest::prelude::*;

    const TINY: Windows = Windows {
        block: 24,
        context: 8,
    };

    /// Reads `bytes` in windows and joins them; checks what holds of every
    /// window by itself against the whole decoded text.
    fn joined(bytes: &[u8], size: Windows) -> String {
        let mut recorder = Recorder::default();
        read_windows(&mut &*bytes, size, &mut recorder).expect("nothing stops it");
        let mut whole = String::new();
        let texts = recorder.texts;
        for (text, own, _) in &texts {
            whole.push_str(&text[own.clone()]);
        }
        let mut at = 0;
        for (text, own, start) in &texts {
            let begin = at - own.start;
            assert_eq!(&whole[begin..begin + text.len()], text);
            assert!(own.start >= size.context.min(at), "context before");
            let after = whole.len() - (at + own.len());
            assert!(text.len() - own.end >= size.context.min(after), "after");
            let before = &whole[..begin];
            let Start::Lines { line, column, byte } = *start else {
                panic!("{start:?}");
            };
            assert_eq!(line, 1 + before.matches('\n').count() as u64);
            let line_text = before.rsplit('\n').next().unwrap_or(before);
            assert_eq!(column, line_text.chars().count() as u64);
            if let Some(byte) = byte {
                let byte = byte as usize;
                let same = |(theirs, ours): (&u8, &u8)| {
                    theirs == ours || (*theirs, *ours) == (b'\r', b'\n')
                };
                let there = &bytes[byte..byte + text.len()];
                assert!(there.iter().zip(text.as_bytes()).all(same), "{there:?}");
            }
            at += own.len();
        }
        whole
    }

    #[test]
    fn a_small_text_is_one_window_with_offsets() {
        let mut recorder = Recorder::default();
        read_windows(
            &mut b"\xEF\xBB\xBFl'\xC3\xA9t\xC3\xA9".as_slice(),
            Windows::NORMAL,
            &mut recorder,
        )
        .expect("nothing stops it");
        let start = Start::Lines {
            line: 1,
            column: 0,
            byte: Some(3),
        };
        assert_eq!(recorder.texts, [("l'été".to_owned(), 0..7, start)]);
    }

    #[test]
    fn an_empty_text_gives_nothing() {
        let mut recorder = Recorder::default();
        read_windows(&mut b"".as_slice(), Windows::NORMAL, &mut recorder).expect("goes on");
        assert!(recorder.texts.is_empty() && recorder.problems.is_empty());
    }

    #[test]
    fn returns_alone_end_lines() {
        let given = |text: &str| {
            let mut recorder = Recorder::default();
            let size = Windows {
                block: 64,
                context: 8,
            };
            read_windows(&mut text.as_bytes(), size, &mut recorder).expect("goes on");
            recorder.texts
        };
        let mac = "0123456789\r".repeat(50);
        let last = given(&mac).pop().expect("windows");
        let Start::Lines { line, byte, .. } = last.2 else {
            panic!("{:?}", last.2);
        };
        assert!(line > 40 && last.0.starts_with("0123456789\n"));
        assert_eq!(byte, Some((line - 1) * 11));
        // returns among newlines end no line
        assert_eq!(given("a\rb\r\nc")[0].0, "a\rb\r\nc");
        assert_eq!(given("a\r\r\nc")[0].0, "a\r\r\nc");
    }

    #[test]
    fn windows_are_cut_at_line_ends() {
        let text = "0123456789\n".repeat(50);
        let mut recorder = Recorder::default();
        read_windows(
            &mut text.as_bytes(),
            Windows {
                block: 64,
                context: 16,
            },
            &mut recorder,
        )
        .expect("goes on");
        assert!(recorder.texts.len() > 5);
        for (text, own, _) in &recorder.texts {
            assert!(text.starts_with('0') && text[own.clone()].starts_with('0'));
            assert!(text[own.clone()].ends_with('\n'));
        }
    }

    #[test]
    fn what_follows_bad_bytes_has_offsets_again() {
        let mut bytes = b"caf\xE9 ".to_vec();
        bytes.extend("été ".repeat(100).bytes());
        let mut recorder = Recorder::default();
        read_windows(&mut &*bytes, TINY, &mut recorder).expect("goes on");
        let byte = |i: usize| match recorder.texts[i].2 {
            Start::Lines { byte, .. } => byte,
            _ => None,
        };
        assert_eq!(byte(0), None);
        assert!(byte(recorder.texts.len() - 1).is_some());
        assert!(joined(&bytes, TINY).starts_with("café été"));
        assert_eq!(recorder.notes.len(), 1);
    }

    #[test]
    fn a_failure_keeps_what_was_read() {
        struct Broken(bool);
        impl Read for Broken {
            fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
                if std::mem::replace(&mut self.0, true) {
                    return Err(std::io::Error::from_raw_os_error(5));
                }
                buf[..3].copy_from_slice(b"abc");
                Ok(3)
            }
        }
        let mut recorder = Recorder::default();
        read_windows(&mut Broken(false), Windows::NORMAL, &mut recorder).expect("goes on");
        assert_eq!(recorder.texts.len(), 1);
        assert_eq!(recorder.problems[0].to_string(), "io_error (os error 5)");
    }

    proptest! {
        #[test]
        fn windows_are_the_text(text in "[a-z é€😀\n]{0,400}", block in 20usize..60, context in 4usize..9) {
            let size = Windows { block, context };
            prop_assert_eq!(&joined(text.as_bytes(), size), &text);
            let wide: Vec<u8> = std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
            prop_assert_eq!(&joined(&wide, size), &text);
        }

        #[test]
        fn any_bytes_pass(bytes in proptest::collection::vec(any::<u8>(), 0..500)) {
            joined(&bytes, TINY);
            let (latin, ..) = WINDOWS_1252.decode(&bytes);
            joined(latin.as_bytes(), TINY);
        }
    }
}
