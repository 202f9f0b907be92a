//! Where decoded text stands in the text that it was decoded from: entities and
//! tags of HTML, folded lines of cards. With it, a value that markup cuts into
//! pieces still has a line, a column and bytes in its file.

/// The source of a window of decoded text.
///
/// [`super::Text::start`] is then the place of the first character of `source`.
#[derive(Debug, Clone, Copy)]
pub struct Origin<'a> {
    /// The text of the file that the window was decoded from.
    pub source: &'a str,
    /// In rising order; between two of them, characters nobody wrote.
    stretches: &'a [Stretch],
    /// Where the window and where `source` begin in what [`Origins`] counts.
    out: usize,
    from: usize,
}

impl Origin<'_> {
    /// The bytes of `source` that `from..to` of the window stand for.
    #[must_use]
    pub fn range(&self, from: usize, to: usize) -> (usize, usize) {
        let (start, _) = self.of(from);
        let (_, end) = self.of(to.max(from + 1) - 1);
        let inside = |at: usize| {
            let at = at.saturating_sub(self.from).min(self.source.len());
            self.source.floor_char_boundary(at)
        };
        let start = inside(start);
        (start, inside(end).max(start))
    }

    /// The bytes that byte `at` of the window stands for.
    fn of(&self, at: usize) -> (usize, usize) {
        let out = at + self.out;
        let after = self.stretches.partition_point(|s| s.out as usize <= out);
        let Some(s) = after.checked_sub(1).map(|i| self.stretches[i]) else {
            return (self.from, self.from);
        };
        let from = s.from as usize;
        if s.length > 0 {
            return (from, from + s.length as usize);
        }
        let at = from + (out - s.out as usize);
        (at, at + 1)
    }
}

/// A stretch of decoded text.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    out: u32,
    from: u32,
    /// Bytes of the source; 0: the text is as in the source, up to the next.
    length: u32,
}

/// Remembers where text comes from while it is put together. Offsets are those
/// of all text decoded, less than 4 GiB.
#[derive(Debug, Default)]
pub(super) struct Origins {
    stretches: Vec<Stretch>,
}

impl Origins {
    /// At `out` begins text as it stands at `from`.
    pub(super) fn verbatim(&mut self, out: usize, from: usize) {
        let (out, from) = (out as u32, from as u32);
        let goes_on = |s: &Stretch| s.length == 0 && from.checked_sub(s.from) == Some(out - s.out);
        if !self.stretches.last().is_some_and(goes_on) {
            let length = 0;
            self.stretches.push(Stretch { out, from, length });
        }
    }

    /// At `out` begins what `length` bytes at `from` were decoded to.
    pub(super) fn decoded(&mut self, out: usize, from: usize, length: usize) {
        self.stretches.push(Stretch {
            out: out as u32,
            from: from as u32,
            length: length as u32,
        });
    }

    /// The text from `out` on is gone.
    pub(super) fn truncate(&mut self, out: usize) {
        while self.stretches.last().is_some_and(|s| s.out as usize >= out) {
            self.stretches.pop();
        }
    }

    /// The text before `out` is gone.
    pub(super) fn drop_front(&mut self, out: usize) {
        let after = self.stretches.partition_point(|s| s.out as usize <= out);
        self.stretches.drain(..after.saturating_sub(1));
    }

    /// Where in the source the text at `out` comes from; none where it comes
    /// from nowhere yet.
    pub(super) fn source_of(&self, out: usize) -> Option<usize> {
        let after = self.stretches.partition_point(|s| s.out as usize <= out);
        let s = self.stretches.get(after.checked_sub(1)?)?;
        let further = if s.length > 0 {
            0
        } else {
            out - s.out as usize
        };
        Some(s.from as usize + further)
    }

    /// For a window that begins at `out`, decoded from `source`, which begins at
    /// `from`.
    pub(super) fn origin<'a>(&'a self, out: usize, source: &'a str, from: usize) -> Origin<'a> {
        Origin {
            source,
            stretches: &self.stretches,
            out,
            from,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decoded_value_has_the_bytes_it_was_made_of() {
        // a&#64;<b>b</b> -> a@b
        let source = "xx a&#64;<b>b</b>";
        let mut origins = Origins::default();
        origins.verbatim(0, 3);
        origins.decoded(1, 4, 5);
        origins.verbatim(2, 12);
        let origin = origins.origin(0, source, 0);
        assert_eq!(origin.range(0, 3), (3, 13));
        assert_eq!(origin.range(1, 2), (4, 9));
        assert_eq!(origin.range(2, 3), (12, 13));
        let later = origins.origin(2, &source[9..], 9);
        assert_eq!(later.range(0, 1), (3, 4));
        origins.truncate(2);
        assert_eq!(origins.source_of(1), Some(4));
    }
}
