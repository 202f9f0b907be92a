//! Paragraphs gathered into overlapping windows of text.

use super::super::{Flow, Sink, Start, Text};

/// Bytes of text that a window owns.
const WINDOW: usize = 64 << 10;
/// Bytes of its neighbours that it shows on either side.
const MARGIN: usize = 2 << 10;

/// Text that grows by paragraphs and is given in windows, so that its length is
/// no matter.
pub(super) struct Running {
    /// What neither has been given nor is context any more is dropped.
    text: String,
    /// Start of what has not been given yet.
    own: usize,
    /// Number of the paragraph that `text` starts in; none: aside, a field.
    first: Option<u32>,
    /// Number of the paragraph that comes next.
    next: u32,
}

impl Running {
    /// Text whose first paragraph is number 1.
    pub(super) const fn numbered() -> Self {
        Self {
            text: String::new(),
            own: 0,
            first: Some(1),
            next: 1,
        }
    }

    /// Text that surrounds the content, and has no numbers.
    pub(super) const fn aside() -> Self {
        Self {
            text: String::new(),
            own: 0,
            first: None,
            next: 1,
        }
    }

    /// Where the paragraph will stand that is added next.
    pub(super) fn place(&self) -> Start {
        self.first
            .map_or(Start::Field, |_| Start::Paragraph(self.next))
    }

    /// Adds a paragraph, which holds no `\n`.
    pub(super) fn push(&mut self, paragraph: &str) {
        self.text.push_str(paragraph);
        self.text.push('\n');
        self.next = self.next.saturating_add(1);
    }

    /// Counts paragraphs that are given elsewhere. All text must have been given.
    pub(super) fn pass(&mut self, paragraphs: usize) {
        debug_assert!(
            self.text.is_empty(),
            "text before them would be misnumbered"
        );
        self.advance(paragraphs);
        let passed = u32::try_from(paragraphs).unwrap_or(u32::MAX);
        self.next = self.next.saturating_add(passed);
    }

    fn advance(&mut self, paragraphs: usize) {
        if let Some(first) = &mut self.first {
            *first = first.saturating_add(u32::try_from(paragraphs).unwrap_or(u32::MAX));
        }
    }

    /// Gives the windows that are full and whose right margin is there.
    pub(super) fn give_ready(&mut self, sink: &mut dyn Sink) -> Flow {
        let mut from = 0;
        while self.text.len() - self.own > WINDOW + MARGIN {
            let cut = self.cut();
            let end = self.text.floor_char_boundary(cut + MARGIN);
            self.give(from, cut, end, sink)?;
            let next = self
                .text
                .ceil_char_boundary(cut.saturating_sub(MARGIN))
                .max(from);
            self.advance(newlines(&self.text[from..next]));
            (self.own, from) = (cut, next);
        }
        self.text.drain(..from);
        self.own -= from;
        Ok(())
    }

    /// Gives all that is left.
    pub(super) fn give_all(&mut self, sink: &mut dyn Sink) -> Flow {
        self.give_ready(sink)?;
        self.give(0, self.text.len(), self.text.len(), sink)?;
        self.advance(newlines(&self.text));
        self.text.clear();
        self.own = 0;
        Ok(())
    }

    /// Where the window ends: after a paragraph if one ends in its second half.
    fn cut(&self) -> usize {
        let latest = self.text.floor_char_boundary(self.own + WINDOW);
        let half = self.text.floor_char_boundary(self.own + WINDOW / 2);
        match self.text[half..latest].rfind('\n') {
            Some(at) => half + at + 1,
            None => latest,
        }
    }

    fn give(&self, from: usize, cut: usize, end: usize, sink: &mut dyn Sink) -> Flow {
        if self.text[self.own..cut].trim().is_empty() {
            return Ok(());
        }
        sink.text(Text {
            text: &self.text[from..end],
            own: self.own - from..cut - from,
            start: self.first.map_or(Start::Field, Start::Paragraph),
            origin: None,
        })
    }
}

fn newlines(text: &str) -> usize {
    text.bytes().filter(|&b| b == b'\n').count()
}

#[cfg(test)]
mod tests {
    use super::super::testing::Heard;
    use super::*;
    use proptest::prelude::*;

    /// Own parts in order, and the number each window claims for its own start.
    #[derive(Default)]
    struct Windows(Vec<(String, u32)>);

    impl Sink for Windows {
        fn text(&mut self, text: Text<'_>) -> Flow {
            let Start::Paragraph(first) = text.start else {
                panic!("numbered text");
            };
            let before = newlines(&text.text[..text.own.start]) as u32;
            let own = text.text[text.own].to_owned();
            self.0.push((own, first + before));
            Ok(())
        }
        fn begin_table(&mut self, _: super::super::super::TableHead<'_>) -> Flow {
            Ok(())
        }
        fn row(&mut self, _: u64, _: &[super::super::super::Cell<'_>]) -> Flow {
            Ok(())
        }
        fn end_table(&mut self) -> Flow {
            Ok(())
        }
        fn keyed(&mut self, _: &str, _: &str, _: Start) -> Flow {
            Ok(())
        }
        fn member(&mut self, _: super::super::super::Member<'_>) -> Flow {
            Ok(())
        }
        fn problem(&mut self, _: crate::model::Problem) {}
        fn note(&mut self, _: &str) {}
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn own_parts_are_the_whole_text_rightly_numbered(
            paragraphs in prop::collection::vec(("[a\u{e9}]", 0usize..90_000), 0..12)
        ) {
            let (mut windows, mut running) = (Windows::default(), Running::numbered());
            let mut all = String::new();
            for (letter, count) in &paragraphs {
                let paragraph = letter.repeat(*count);
                running.push(&paragraph);
                running.give_ready(&mut windows).unwrap();
                all.push_str(&paragraph);
                all.push('\n');
            }
            running.give_all(&mut windows).unwrap();
            let mut at = 0;
            for (own, number) in &windows.0 {
                // Blank stretches are not given.
                let start = at + all[at..].find(own.trim()).unwrap() - (own.len() - own.trim_start().len());
                prop_assert!(all[at..start].trim().is_empty());
                prop_assert_eq!(*number as usize, 1 + newlines(&all[..start]));
                at = start + own.len();
            }
            prop_assert!(all[at..].trim().is_empty());
        }
    }

    #[test]
    fn asides_have_no_number_and_passed_paragraphs_count() {
        let mut heard = Heard::default();
        let mut running = Running::numbered();
        running.push("a");
        running.give_all(&mut heard).unwrap();
        running.pass(3);
        running.push("b");
        running.give_all(&mut heard).unwrap();
        let mut aside = Running::aside();
        aside.push("c");
        aside.give_all(&mut heard).unwrap();
        assert_eq!(
            heard.lines,
            [
                "text paragraph 1: a\n",
                "text paragraph 5: b\n",
                "text field: c\n"
            ]
        );
    }
}
