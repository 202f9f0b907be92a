//! What makes a register unreadable: each fault with its line, the line itself
//! with a caret, and what to write instead. All faults that can be told apart
//! are reported at once.
//!
//! Source lines are shown escaped and windowed, so that a hostile file can
//! neither forge terminal output nor flood it.

use super::fact::{At, Message, plain};
use std::fmt;

/// How many faults one error lists; the rest is counted.
const LISTED: usize = 20;
/// Characters of the source line shown on each side of the caret.
const WINDOW: usize = 70;

/// One thing that is wrong, where, and the cure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where; `None` when the file as a whole is at fault.
    pub at: Option<At>,
    /// Characters under the caret, at least 1.
    pub length: u32,
    /// What is wrong.
    pub what: Message,
    /// What to do.
    pub cure: Message,
    /// The source line, escaped and windowed, and the offset of the caret in it.
    pub excerpt: Option<(String, usize)>,
}

/// A register that cannot be used. Displays in English; see [`Self::render`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct RegisterError {
    /// The file, as it was named.
    pub file: String,
    /// In the order of the file; at least one.
    pub faults: Vec<Fault>,
    /// Faults beyond those listed.
    pub more: usize,
}

impl RegisterError {
    /// Orders the faults, cuts the list and adds the source lines.
    pub(crate) fn new(file: &str, text: &str, mut faults: Vec<Fault>) -> Self {
        faults.sort_by_key(|f| f.at);
        let more = faults.len().saturating_sub(LISTED);
        faults.truncate(LISTED);
        let wanted = faults.last().and_then(|f| f.at).map_or(0, |at| at.line);
        let lines: Vec<&str> = text.lines().take(wanted as usize).collect();
        for fault in &mut faults {
            fault.excerpt = fault.at.and_then(|at| {
                let line = lines.get((at.line as usize).checked_sub(1)?)?;
                Some(excerpt(line, at.column as usize))
            });
        }
        Self {
            file: file.to_owned(),
            faults,
            more,
        }
    }

    /// Every fault with its place, line, caret and cure, without a final
    /// newline.
    #[must_use]
    pub fn render(&self, french: bool) -> String {
        let mut out: Vec<String> = self
            .faults
            .iter()
            .map(|f| f.render(&self.file, french))
            .collect();
        if self.more > 0 {
            out.push(if french {
                format!("… et {} autres erreurs", self.more)
            } else {
                format!("… and {} more errors", self.more)
            });
        }
        out.join("\n\n")
    }
}

impl fmt::Display for RegisterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl Fault {
    /// A fault at a place.
    pub(crate) fn at(at: At, length: u32, what: Message, cure: Message) -> Self {
        Self {
            at: Some(at),
            length: length.max(1),
            what,
            cure,
            excerpt: None,
        }
    }

    /// A fault of the file as a whole.
    pub(crate) fn whole(what: Message, cure: Message) -> Self {
        Self {
            at: None,
            length: 1,
            what,
            cure,
            excerpt: None,
        }
    }

    fn render(&self, file: &str, french: bool) -> String {
        let what = self.what.text(french);
        let cure = self.cure.text(french);
        let label = if french { "remède" } else { "cure" };
        let Some(at) = self.at else {
            return format!("{file}: {what}\n  = {label}: {cure}");
        };
        let head = format!("{file}:{}:{}: {what}", at.line, at.column);
        let Some((line, offset)) = &self.excerpt else {
            return format!("{head}\n  = {label}: {cure}");
        };
        let number = at.line.to_string();
        let gutter = " ".repeat(number.len());
        let room = line.chars().count().saturating_sub(*offset).max(1);
        let carets = "^".repeat((self.length as usize).min(room));
        let indent = " ".repeat(*offset);
        format!(
            "{head}\n{gutter} |\n{number} | {line}\n{gutter} | {indent}{carets}\n{gutter} = {label}: {cure}"
        )
    }
}

/// The part of a line around a 1-based column, controls shown as spaces or
/// U+FFFD, and the offset of that column in it.
fn excerpt(line: &str, column: usize) -> (String, usize) {
    let at = column.saturating_sub(1);
    let skip = at.saturating_sub(WINDOW);
    let mut shown = String::new();
    let mut offset = at - skip;
    if skip > 0 {
        shown.push('…');
        offset += 1;
    }
    let mut rest = line.chars().skip(skip);
    shown.extend(rest.by_ref().take(2 * WINDOW).map(plain));
    if rest.next().is_some() {
        shown.push('…');
    }
    let end = shown.trim_end().len();
    shown.truncate(end);
    (shown, offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_shows_line_caret_and_cure() {
        let text = "version: 1\nactivites: []\n";
        let fault = Fault::at(
            At { line: 2, column: 1 },
            9,
            Message::new("clé inconnue `activites`", "unknown key `activites`"),
            Message::new("écrire `activities`", "write `activities`"),
        );
        let e = RegisterError::new("register.yaml", text, vec![fault]);
        assert_eq!(
            e.render(true),
            "register.yaml:2:1: clé inconnue `activites`\n  |\n2 | activites: []\n  | ^^^^^^^^^\n  = remède: écrire `activities`"
        );
        assert!(e.to_string().contains("cure: write `activities`"));
    }

    #[test]
    fn long_and_hostile_lines_are_tamed() {
        let line = format!("{}\u{1b}[31m\u{202e}x{}", "a".repeat(500), "b".repeat(500));
        let (shown, offset) = excerpt(&line, 501);
        assert!(shown.chars().count() <= 2 * WINDOW + 2);
        assert_eq!(shown.chars().nth(offset), Some('\u{fffd}'));
        assert!(!shown.contains('\u{1b}') && !shown.contains('\u{202e}'));
    }

    #[test]
    fn the_list_is_cut_and_counted() {
        let fault = |line| {
            Fault::at(
                At { line, column: 1 },
                1,
                Message::both("x"),
                Message::both("y"),
            )
        };
        let e = RegisterError::new("r", "a\n", (1..=50).rev().map(fault).collect());
        assert_eq!((e.faults.len(), e.more), (20, 30));
        assert!(e.render(false).ends_with("… and 30 more errors"));
    }
}
