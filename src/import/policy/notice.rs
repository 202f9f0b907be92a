//! Notices: prose without the sections of a policy. Letters to staff, mails, the
//! notices of a shop or a clinic say in a few sentences which data are taken, what
//! for and how long.
//!
//! A sentence that says that data are taken begins an activity, called by what it is
//! for or by the words over its paragraph; the sentences after it in the paragraph
//! are of it, those of other paragraphs of all. A text that says nothing of personal
//! data, or only that some are taken, is no notice.

mod denial;
mod gate;
mod list;
mod sentence;
pub(super) mod words;

use super::super::draft::{Draft, DraftActivity, Said, Unread, Why};
use super::super::form::WORDS as STARTS;
use super::family::Families;
use super::general::General;
use super::piece::{Level, pieces, sentences};
use super::section::Section;
use super::words::{Folded, Kind, WORDS as POLICY, kind};
use super::{time, transfer, voice};
use crate::register::Answer;
use words::WORDS;

/// Words of a title that a sentence follows on its line (`Recrutement. Nous ...`).
const TITLE: usize = 4;
/// Bytes of a line that are shown of where reading ended.
const LINE: usize = 80;
/// Bytes of a sentence, at most.
const LONG: usize = 4_000;
/// Activities, and facts of all of them, beyond which no more is read: nobody writes
/// a notice of more.
const MANY: usize = 500;
/// Kinds of facts that a notice tells beside the data, at least.
const FACTS: usize = 2;

/// The draft that a notice gives; none where the text is none.
pub(super) fn read(sections: &[Section]) -> Option<Draft> {
    if !gate::speaks(sections) {
        return None;
    }
    let mut notice = Notice {
        general: General::people(sections),
        ..Notice::default()
    };
    for section in sections {
        match section.kind {
            Some(Kind::Definitions | Kind::Other | Kind::Minors) => {}
            Some(Kind::Rights) => notice.rights = true,
            _ => notice.section(section),
        }
    }
    notice.finish()
}

#[derive(Debug, Default)]
struct Notice {
    families: Families,
    general: General,
    unread: Vec<Unread>,
    /// Sentences about time that stand under no activity.
    times: Vec<Said>,
    /// Those about legal bases.
    grounds: Vec<Said>,
    /// Those that say that something leaves the Union.
    moved: Vec<Said>,
    /// No more is read.
    full: bool,
    /// It speaks of rights.
    rights: bool,
}

/// What the sentences of a paragraph belong to.
#[derive(Debug, Clone, Default)]
struct Here {
    kind: Option<Kind>,
    /// What the words over it call it.
    name: Option<Said>,
    /// The activity.
    current: Option<usize>,
    /// It is called by the sentence that began it, for want of another name.
    unnamed: bool,
    /// What the sentence before says that something is for.
    aim: Option<Said>,
    /// What the items of the list are that is open.
    list: list::Open,
}

/// A part of a text, where that stands.
fn part(text: &str, of: &Said) -> Said {
    Said {
        text: text.trim().to_owned(),
        at: of.at.clone(),
    }
}

/// What a heading calls the activity below it.
fn name(section: &Section) -> Option<Said> {
    let title = section.label.as_ref().or(match section.kind {
        None | Some(Kind::Cookies) => section.title.as_ref(),
        Some(_) => None,
    })?;
    let folded = Folded::of(&title.text);
    let own = kind(&title.text);
    if own == Some(Kind::Cookies) {
        return Some(title.clone());
    }
    let policy = STARTS
        .policies
        .iter()
        .any(|w| folded.words().any(|f| f == w));
    (!policy && own.is_none() && !POLICY.subject.words.stand_in(&folded)).then(|| title.clone())
}

impl Notice {
    fn section(&mut self, section: &Section) {
        let over = Here {
            kind: section.kind,
            name: name(section),
            list: list::below(section),
            ..Here::default()
        };
        let mut here = over.clone();
        for piece in pieces(&section.lines) {
            if self.is_full(&piece.said) {
                return;
            }
            let (text, numbered) = list::unnumbered(&piece.said.text);
            let item = numbered || piece.level != Level::Plain;
            let said = part(text, &piece.said);
            let long = text.len() > LONG;
            if piece.is_open() && !long {
                self.opens(&said, &mut here);
            } else if item && !long && here.list != list::Open::Nothing {
                self.item(&said, &mut here);
            } else {
                self.paragraph(&said, &over, &mut here);
            }
        }
    }

    /// Whether more was read than anybody writes in a notice; says so once.
    fn is_full(&mut self, at: &Said) -> bool {
        let (facts, to) = (&self.general, &self.general.recipients);
        let counts = [
            self.families.0.len(),
            facts.forbidden.len(),
            to.internal.len() + to.external.len() + to.processors.len(),
            facts.measures.len(),
            self.moved.len(),
            self.times.len(),
        ];
        let full = counts.iter().any(|n| *n > MANY);
        if full && !std::mem::replace(&mut self.full, true) {
            let said = part(at.text.get(..LINE).unwrap_or(&at.text), at);
            let why = Why::Limit;
            self.unread.push(Unread { said, why });
        }
        full
    }

    /// A paragraph: of the activity above it where a heading names that, else of its
    /// own.
    fn paragraph(&mut self, said: &Said, over: &Here, here: &mut Here) {
        let mut all = sentences(&said.text);
        let goes_on = all.first().is_some_and(|first| words::goes_on(first));
        if over.name.is_none() && !goes_on {
            let aim = here.aim.take().filter(|_| here.current.is_none());
            *here = Here {
                aim,
                ..over.clone()
            };
        }
        here.list = over.list;
        if let Some(title) = titled(&all) {
            here.current = None;
            here.kind = kind(title).or(over.kind);
            here.name = kind(title).is_none().then(|| part(title, said));
            all.remove(0);
        }
        for (n, sentence) in all.into_iter().enumerate() {
            // nobody writes sentences that long: what is no prose is not read as such
            if sentence.len() > LONG {
                continue;
            }
            let folded = Folded::of(sentence);
            let of_rights = WORDS.rights.stand_in(&folded) || voice::is_right(&folded);
            let right = of_rights || kind(sentence) == Some(Kind::Rights);
            if right || here.kind == Some(Kind::Rights) {
                self.rights = true;
                continue;
            }
            let mut took = false;
            for text in words::parts(sentence) {
                took |= self.sentence(&part(text, said), (n == 0, took), here);
            }
        }
    }

    /// The draft, where enough was said for a notice.
    fn finish(mut self) -> Option<Draft> {
        self.share_times();
        self.share_moved();
        self.share_grounds();
        let general = &self.general;
        let mut activities: Vec<DraftActivity> =
            self.families.0.into_iter().map(|f| f.activity).collect();
        activities.retain(says);
        let any = |says: fn(&DraftActivity) -> bool| activities.iter().any(says);
        let told = [
            any(|a| !a.purposes.is_empty()),
            any(|a| !a.keeping.is_empty()) || !general.retention.is_empty(),
            any(|a| !a.basis.is_empty()),
            any(has_recipient) || !general.recipients.external.is_empty(),
            any(|a| a.transfers.answer.is_some()) || general.transfers.answer.is_some(),
            any(|a| !a.forbidden.is_empty()) || !general.forbidden.is_empty(),
            !general.security.is_empty(),
            self.rights,
        ];
        let facts = told.iter().filter(|told| **told).count();
        // who says which data are taken, and what for, says what a register does
        let whole = any(|a| takes_data(a) && !a.purposes.is_empty());
        if !any(takes_data) || facts < FACTS && !whole {
            return None;
        }
        for a in &mut activities {
            fitting(general, a).complete(a);
        }
        self.unread.extend(self.general.unread);
        Some(Draft {
            organisation: self.general.organisation,
            controller: self.general.controller,
            dpo: self.general.dpo,
            activities,
            places: self.general.places,
            unread: self.unread,
        })
    }

    /// Times that stand under no activity: of those that they are about, or of all.
    fn share_times(&mut self) {
        for said in std::mem::take(&mut self.times) {
            let rules = time::rules(&said, None);
            let about = self.families.about(&said.text);
            if rules.is_empty() {
                let why = Why::Unknown;
                self.unread.push(Unread { said, why });
            } else if about.is_empty() {
                self.general.retention.extend(rules);
            } else {
                for i in about {
                    let a = &mut self.families.0[i].activity;
                    a.keeping.extend(rules.iter().cloned());
                }
            }
        }
    }

    /// Legal bases that stand under no activity: of those that they are about, or of
    /// the one that there is.
    fn share_grounds(&mut self) {
        for said in std::mem::take(&mut self.grounds) {
            let about = match self.families.0.len() {
                1 => vec![0],
                _ => self.families.about(&said.text),
            };
            for i in &about {
                self.ground(*i, said.clone());
            }
            if about.is_empty() {
                self.unread(&said, Why::Unknown);
            }
        }
    }

    /// What leaves the Union by one tool or for one recipient: of those that the
    /// sentence is about, or the one that there is; of which of many, a person says.
    fn share_moved(&mut self) {
        for said in std::mem::take(&mut self.moved) {
            let about = self.families.about(&said.text);
            let alone = self.families.0.len() == 1;
            let all = if alone { vec![0] } else { about };
            for i in &all {
                let to = &mut self.families.0[*i].activity.transfers;
                transfer::read(&[list::piece(&said)], true, to);
            }
            if all.is_empty() {
                let why = Why::Unknown;
                self.unread.push(Unread { said, why });
            }
        }
    }
}

/// The title that a paragraph begins with.
fn titled<'a>(sentences: &[&'a str]) -> Option<&'a str> {
    let [first, _, ..] = sentences else {
        return None;
    };
    let title = first.strip_suffix('.')?;
    let few = title.split_whitespace().count() <= TITLE;
    let begins = title.starts_with(char::is_uppercase);
    let says = words::acts(&Folded::of(title));
    (few && begins && !says && words::denied(title) == words::Denied::Nothing).then_some(title)
}

/// Whether anything is said of an activity but its name.
fn says(a: &DraftActivity) -> bool {
    takes_data(a) || !a.purposes.is_empty() || !a.places.is_empty() || !a.keeping.is_empty()
}

fn takes_data(a: &DraftActivity) -> bool {
    !a.rubrics.is_empty() || !a.sensitive.items.is_empty() || a.sensitive.nir.is_some()
}

fn has_recipient(a: &DraftActivity) -> bool {
    let r = &a.recipients;
    !r.internal.is_empty() || !r.external.is_empty() || !r.processors.is_empty()
}

/// What is said of all activities, without the denials of what one says it takes.
fn fitting(general: &General, a: &DraftActivity) -> General {
    let mut general = general.clone();
    let special: Vec<_> = a.sensitive.items.iter().map(|(item, _)| *item).collect();
    let nir = a.sensitive.nir.is_some();
    let takes = |item: &crate::model::Datum| {
        let listed = a.rubrics.iter().any(|r| r.items.contains(item));
        listed || special.contains(item) || nir && *item == crate::model::Datum::Nir
    };
    general.forbidden.retain(|(item, _)| !takes(item));
    let no = general
        .sensitive
        .as_ref()
        .is_some_and(|(a, _)| *a == Answer::No);
    if no && (nir || !special.is_empty()) {
        general.sensitive = None;
    }
    general
}
