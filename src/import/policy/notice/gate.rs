//! Which texts are about personal data at all.

use super::super::piece::sentences;
use super::super::section::Section;
use super::super::words::{Folded, WORDS as POLICY};
use super::words::{self, WORDS};

/// Words of a title, at most.
const LINE: usize = 14;
/// Bytes of a text, at most: nobody writes notices of more.
const LARGE: usize = 1 << 20;
/// Lines at the head of a text.
const HEAD: usize = 3;

/// Whether a text is about personal data: its title or first lines say so, or two
/// lines, or one that tells people their rights or the legal basis; or it takes data
/// and speaks of those of its readers. Lessons are about them too.
pub(super) fn speaks(sections: &[Section]) -> bool {
    let bytes = sections.iter().flat_map(|s| &s.lines).map(|l| l.text.len());
    if bytes.sum::<usize>() > LARGE {
        return false;
    }
    let lines = sections.iter().flat_map(|s| {
        let titles = s.title.iter().chain(&s.label).map(|t| t.text.as_str());
        titles.chain(s.lines.iter().map(|l| l.text.as_str()))
    });
    let (mut said, mut first, mut right) = (0, false, false);
    let (mut strong, mut takes) = (false, false);
    for (n, text) in lines.enumerate() {
        let line = Folded::of(text);
        if n < HEAD && WORDS.lessons.stand_in(&line) {
            return false;
        }
        let about = is_about(&line);
        said += usize::from(about);
        first |= about && n < HEAD && announces(text);
        right |= WORDS.rights.stand_in(&line) || WORDS.grounds.stand_in(&line);
        strong |= WORDS.strong.stand_in(&line);
        takes |= words::takes(&line).is_some();
    }
    first || said > 1 || said > 0 && right || strong && takes
}

/// Whether a text has a word of the subject.
fn is_about(text: &Folded) -> bool {
    let says = POLICY.subject.words.stand_in(text) || WORDS.subject.stand_in(text);
    says || WORDS.grounds.stand_in(text) || WORDS.rights.stand_in(text)
}

/// Whether a line at the head of a text is a title, or says that personal data are
/// processed.
fn announces(text: &str) -> bool {
    let says = |s: &str| {
        let folded = Folded::of(s);
        is_about(&folded) && words::acts(&folded)
    };
    text.split_whitespace().count() <= LINE || sentences(text).into_iter().any(says)
}
