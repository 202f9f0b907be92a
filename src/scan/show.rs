//! Shows progress: bars on a terminal, one line a minute otherwise. Neither
//! prints by itself: the caller gives the terminal or the writer.

use super::progress::{Observer, Tally};
use indicatif::{HumanBytes, MultiProgress, ProgressBar, ProgressStyle};
use std::fmt::Write as _;
use std::io::Write;
use std::time::Duration;

/// The words of both displays, in the user's language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wording {
    /// Of items read: "éléments".
    pub items: &'static str,
    /// While sources are still listed: "inventaire en cours".
    pub listing: &'static str,
    /// Of values found: "valeurs trouvées".
    pub found: &'static str,
    /// Of items not wholly read: "incomplets".
    pub incomplete: &'static str,
}

impl Wording {
    /// French.
    pub const FR: Self = Self {
        items: "éléments",
        listing: "inventaire en cours",
        found: "valeurs trouvées",
        incomplete: "incomplets",
    };
    /// English.
    pub const EN: Self = Self {
        items: "items",
        listing: "still listing",
        found: "values found",
        incomplete: "incomplete",
    };

    /// `12/40 éléments, 3,1 Mo, 7 valeurs trouvées, 1 incomplets`
    fn counts(&self, tally: &Tally) -> String {
        let mut text = format!("{}/{} {}", tally.ended(), tally.listed(), self.items);
        if !tally.all_listed() {
            let _ = write!(text, " ({})", self.listing);
        }
        let _ = write!(
            text,
            ", {}, {} {}, {} {}",
            HumanBytes(tally.read_bytes()),
            tally.found(),
            self.found,
            tally.incomplete(),
            self.incomplete,
        );
        text
    }
}

/// A bar of bytes and a line of what is being read.
#[derive(Debug)]
pub struct Bars {
    bar: ProgressBar,
    current: ProgressBar,
    wording: Wording,
}

impl Bars {
    /// Adds its bars to `bars`, which decides where they are drawn.
    #[must_use]
    pub fn new(bars: &MultiProgress, wording: Wording) -> Self {
        let style = |template: &str| {
            ProgressStyle::with_template(template).expect("the templates below are well-formed")
        };
        let bar = bars.add(ProgressBar::new(0));
        bar.set_style(style("{elapsed_precise} {wide_bar} {percent:>3} %  {msg}"));
        let current = bars.add(ProgressBar::new_spinner());
        current.set_style(style("  {wide_msg}"));
        Self {
            bar,
            current,
            wording,
        }
    }

    /// Takes the bars away.
    pub fn clear(&self) {
        self.bar.finish_and_clear();
        self.current.finish_and_clear();
    }
}

impl Observer for Bars {
    fn tick(&mut self, tally: &Tally) {
        self.bar.set_length(tally.listed_bytes());
        self.bar.set_position(tally.read_bytes());
        self.bar.set_message(self.wording.counts(tally));
        let names: Vec<String> = tally
            .current()
            .iter()
            .map(|at| printable(&at.to_string()))
            .collect();
        self.current.set_message(names.join(" · "));
    }
}

/// One line every so often, for logs.
#[derive(Debug)]
pub struct Lines<W> {
    out: W,
    every: Duration,
    next: Duration,
    wording: Wording,
}

impl<W: Write> Lines<W> {
    /// Writes to `out` each time that `every` has passed.
    #[must_use]
    pub const fn new(out: W, every: Duration, wording: Wording) -> Self {
        Self {
            out,
            every,
            next: every,
            wording,
        }
    }
}

impl<W: Write> Observer for Lines<W> {
    fn tick(&mut self, tally: &Tally) {
        let elapsed = tally.elapsed();
        if elapsed < self.next {
            return;
        }
        self.next = elapsed + self.every;
        let seconds = elapsed.as_secs();
        let (h, m, s) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        // a log that cannot be written must not end the scan
        let _lost = writeln!(
            self.out,
            "{h:02}:{m:02}:{s:02} {}",
            self.wording.counts(tally)
        );
    }
}

/// A path for a terminal: control and direction characters would act on it.
fn printable(path: &str) -> String {
    let acts = |c: char| {
        c.is_control()
            || matches!(c, '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
    };
    path.chars()
        .map(|c| if acts(c) { '\u{fffd}' } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Locator, SourceId};

    fn tally() -> Tally {
        let tally = Tally::new(1);
        (0..3).for_each(|_| tally.add_listed(1000));
        tally.add_read(1500);
        tally.add_found(7);
        tally
    }

    #[test]
    fn a_line_is_written_when_its_time_has_come() {
        let tally = tally();
        let mut out = Vec::new();
        let mut lines = Lines::new(&mut out, Duration::ZERO, Wording::FR);
        lines.tick(&tally);
        tally.end_listing();
        lines.tick(&tally);
        let text = String::from_utf8(out).unwrap();
        assert_eq!(
            text,
            "00:00:00 0/3 éléments (inventaire en cours), 1.46 KiB, 7 valeurs trouvées, 0 incomplets\n\
             00:00:00 0/3 éléments, 1.46 KiB, 7 valeurs trouvées, 0 incomplets\n"
        );
        let mut out = Vec::new();
        Lines::new(&mut out, Duration::from_secs(60), Wording::EN).tick(&tally);
        assert_eq!(out, b"");
    }

    #[test]
    fn bars_show_counts_and_the_path_made_harmless() {
        let target = indicatif::ProgressDrawTarget::hidden();
        let mut bars = Bars::new(&MultiProgress::with_draw_target(target), Wording::EN);
        let tally = tally();
        tally.set_current(0, Some(&Locator::new(SourceId(0), "a\u{1b}[2Jb\nc")));
        bars.tick(&tally);
        assert_eq!((bars.bar.position(), bars.bar.length()), (1500, Some(3000)));
        assert!(bars.bar.message().starts_with("0/3 items (still listing)"));
        assert_eq!(bars.current.message(), "a\u{fffd}[2Jb\u{fffd}c");
    }
}
