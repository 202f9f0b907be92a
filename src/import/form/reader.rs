//! Reads fiches line by line: a heading begins a section, what stands below is
//! said in it, until the next fiche begins. Tables are read by `rows`, people by
//! `people`.

use super::super::block::{Line, Mark, Spot};
use super::super::draft::{Draft, Said, Unread, Why};
use super::super::table::{lists, several as table_values};
use super::super::template::{Worth, is_answer, worth};
use super::super::vocabulary::{Field, asked, heading};
use super::text::{is_bold, is_contents, is_core, is_numbered, parts, unnumbered};
use super::{Fiche, Section, announces, bounds, head};
use crate::model::folded_words;

/// What has been read, and the fiche that is being read.
#[derive(Debug, Default)]
pub(super) struct Reader {
    pub(super) draft: Draft,
    pub(super) fiche: Option<Fiche>,
    /// A fiche has begun whose name is still to come.
    pub(super) unnamed: bool,
    /// The template's words above go on: their sentence has not ended.
    instructs: bool,
    /// The page on which the line before named a fiche.
    pub(super) naming: Option<Spot>,
    /// The section that is read is of a box in a list.
    pub(super) below_box: bool,
    /// The level of the heading that the fiche began with.
    pub(super) level: Option<u8>,
    /// A line that may be the first of a wrapped title.
    pub(super) title: Option<Line>,
    /// How the labels of the fiche stand that have their value beside them.
    pub(super) style: Option<Mark>,
    /// The section that is read has its value beside its label.
    pub(super) inline: bool,
    /// The last field that is part of no other stands over its values: what follows a
    /// part of it may be more of them.
    is_chapter: bool,
    /// The table that is read is one of labels and values.
    pub(super) labels: bool,
    /// The section that is read stands below a label that means no field.
    pub(super) strange: bool,
    /// Whom lines before the first fiche are about.
    pub(super) about: Option<(head::Who, Vec<Line>)>,
}

impl Reader {
    pub(super) fn line(&mut self, line: &Line) {
        // values of an export stand in lists, and are no headings
        if line.mark == Mark::Item && self.is_own() {
            return self.keep(&line.text, line);
        }
        if self.organisation(line) || is_contents(&line.text) || self.of_person(line) {
            return;
        }
        for part in parts(line) {
            self.part(&part);
        }
    }

    /// A line, or one of two headings that share it.
    fn part(&mut self, line: &Line) {
        if self.service(line) || self.boxed(line) || self.answered_line(line) {
            return;
        }
        let asked = asked(&line.text).filter(|_| self.fiche.is_some());
        let named =
            || heading(&line.text).filter(|(field, value)| self.may_be(*field, line, value));
        match asked.or_else(named) {
            Some((Field::Activity, name)) if self.is_begun() || self.is_named_by(&line.text) => {
                self.name(&name, line);
            }
            Some((Field::Activity, name)) => {
                self.begin_fiche(&bounds::given(&line.text, name), &line.at);
            }
            // a cross behind a label may be a tick as well as a no
            Some((field, value)) if is_crossed(field, &value) => {
                self.begin_section(field, &line.at);
                let said = line_said(line);
                let why = Why::Placeholder;
                self.draft.unread.push(Unread { said, why });
            }
            Some((field, value)) => {
                let listed = self.in_data() && field == Field::Nir && !value.is_empty();
                self.begin_section(field, &line.at);
                if !is_part(field) {
                    self.is_chapter = value.is_empty();
                }
                if !value.is_empty() {
                    self.style = Some(line.mark);
                    self.inline = !is_part(field) || !self.is_chapter;
                }
                self.say(&value, line);
                // the list of data goes on below an answer
                if listed {
                    self.begin_section(Field::Data, &line.at);
                }
            }
            None if self.in_style(line) => {}
            None => self.say(&line.text, line),
        }
    }

    /// Whether a line that reads like a heading is one here.
    fn may_be(&self, field: Field, line: &Line, value: &str) -> bool {
        let words = folded_words(&line.text);
        let marked =
            matches!(line.mark, Mark::Heading(_)) || line.text.contains(':') || is_bold(line);
        match field {
            Field::Activity => {
                announces(&line.text)
                    || marked && self.fiche.is_none() && value.is_empty()
                    || marked && (self.is_begun() || self.is_named_by(&line.text))
            }
            // the foot of a page tells when the page was changed
            Field::Created | Field::Updated => self.is_at_head(),
            // rubrics stand below "categories of data" only
            Field::Rubric(_) => self.in_data(),
            _ => {
                let one = words.split(' ').count() < 2 && !is_core(field);
                let marked = marked || self.is_own();
                // a number before a label with its value numbers the fiche's fields
                let said = !value.is_empty() || line.text.ends_with(':');
                let pair = self.level.is_some() && line.text.contains(':') && said;
                let own = pair || !is_numbered(&line.text);
                self.fiche.is_some() && (marked || !one) && own
            }
        }
    }

    /// Whether the fiche that is read is an export's.
    pub(super) fn is_own(&self) -> bool {
        self.fiche.as_ref().is_some_and(super::super::own::is_own)
    }

    /// Words below the last heading, as they are.
    pub(super) fn keep(&mut self, text: &str, line: &Line) {
        let section = self.fiche.as_mut().and_then(|f| f.sections.last_mut());
        if let Some(section) = section {
            section.lines.push(Line {
                text: text.to_owned(),
                bold: Vec::new(),
                ..line.clone()
            });
        }
    }

    /// Whether the section that is read is about data.
    pub(super) fn in_data(&self) -> bool {
        let last = self.fiche.as_ref().and_then(|f| f.sections.last());
        last.is_some_and(|s| matches!(s.field, Field::Data | Field::Rubric(_)))
    }

    /// Whether the fiche has not come to its contents yet.
    fn is_at_head(&self) -> bool {
        let begun = |f: &Fiche| {
            f.sections
                .iter()
                .any(|s| matches!(s.field, Field::Purposes | Field::Data))
        };
        self.fiche.as_ref().is_some_and(|f| !begun(f))
    }

    pub(super) fn begin_section(&mut self, field: Field, at: &Spot) {
        self.naming = None;
        self.below_box = false;
        (self.inline, self.strange) = (false, false);
        if let Some(fiche) = &mut self.fiche {
            self.unnamed = false;
            fiche.sections.push(Section {
                field,
                at: at.clone(),
                lines: Vec::new(),
                about: None,
            });
        }
    }

    /// Words below the last heading.
    pub(super) fn say(&mut self, text: &str, line: &Line) {
        if text.is_empty() || self.fiche.is_none() {
            return;
        }
        if self.unnamed
            && let Some(fiche) = &mut self.fiche
        {
            fiche.name = Said {
                text: text.to_owned(),
                at: line.at.clone(),
            };
            self.unnamed = false;
            return;
        }
        if self.goes_on_as_name(text, &line.at) {
            return;
        }
        if self.strange {
            return self.tell_strange(text, line);
        }
        let field = self.fiche.as_ref().and_then(|f| f.sections.last());
        let answers = field.is_some_and(|s| is_answer(s.field, text));
        let why = match answers {
            true => None,
            false => self.why(text, line.mark),
        };
        let Some(section) = self.fiche.as_mut().and_then(|f| f.sections.last_mut()) else {
            return;
        };
        if let Some(why) = why {
            let said = Said {
                text: text.to_owned(),
                at: line.at.clone(),
            };
            return self.draft.unread.push(Unread { said, why });
        }
        // lists in a line are for documents that people write without a form
        let several = self.level.is_some() && lists(section.field);
        let line = Line {
            text: unnumbered(text).to_owned(),
            ..line.clone()
        };
        // what was cut off keeps no marks that are counted in bytes
        let whole = line.text.len() == text.len();
        let line = Line {
            bold: if whole { line.bold.clone() } else { Vec::new() },
            ..line
        };
        match several {
            true => section.lines.extend(table_values(&line)),
            false => section.lines.push(line),
        }
    }

    /// Why words give no fact; none where somebody wrote them for this register.
    fn why(&mut self, text: &str, mark: Mark) -> Option<Why> {
        let small = text.starts_with(|c: char| c.is_lowercase() || c == '(');
        let goes_on = self.instructs && small && mark == Mark::Plain;
        let why = match worth(unnumbered(text)) {
            _ if goes_on => Some(Why::Template),
            Worth::Said => None,
            Worth::Instruction => Some(Why::Template),
            Worth::Placeholder => Some(Why::Placeholder),
            Worth::Definition => Some(Why::Definition),
        };
        let ended = text.ends_with(['.', ':', '!', '?', ')']);
        self.instructs = matches!(why, Some(Why::Template | Why::Definition)) && !ended;
        why
    }
}

/// Whether a field stands inside another: a rubric of data, a measure of security.
const fn is_part(field: Field) -> bool {
    matches!(field, Field::Rubric(_) | Field::Nir) || field.is_measure()
}

/// Whether a label that asks has nothing but a cross behind it.
fn is_crossed(field: Field, value: &str) -> bool {
    let asks = matches!(field, Field::Transfers | Field::Sensitive | Field::Nir);
    asks && folded_words(value) == "x"
}

fn line_said(line: &Line) -> Said {
    Said {
        text: line.text.clone(),
        at: line.at.clone(),
    }
}
