//! Quality remarks on a register that need no scan: what is legal to write and
//! yet leaves a question. Wording stays neutral: a remark asks, it never judges.
//!
//! The date is passed in: no clock is read here.

mod content;
mod dates;
mod group;
mod organisation;
mod places;
mod retention;
mod sort;
mod special;
mod weight;
mod word;

use super::fact::{At, Date, Message};
use super::{Activity, Register};
pub use group::{Group, groups};
pub use sort::sort_name;
pub use weight::Weight;

/// One remark, with its place and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Remark {
    /// Where in the register file; line 0: about the file as a whole.
    pub at: At,
    /// Stable code (`retention-unbounded`).
    pub code: &'static str,
    /// The activity it is about.
    pub activity: Option<String>,
    /// What was noticed.
    pub what: Message,
    /// What to do.
    pub cure: Message,
}

impl Remark {
    fn new(code: &'static str, at: At, what: Message, cure: Message) -> Self {
        Self {
            at,
            code,
            activity: None,
            what,
            cure,
        }
    }

    fn of(mut self, activity: &Activity) -> Self {
        self.activity = Some(activity.id.value.clone());
        self
    }

    /// How much it weighs.
    #[must_use]
    pub fn weight(&self) -> Weight {
        Weight::of(self.code)
    }

    /// `register.yaml:12: what (cure)` in one language.
    #[must_use]
    pub fn render(&self, register: &Register, french: bool) -> String {
        let (what, cure) = (self.what.text(french), self.cure.text(french));
        let place = if self.at.line == 0 {
            register.file.clone()
        } else {
            format!("{}:{}", register.file, self.at.line)
        };
        format!("{place}: [{}] {what} → {cure}", self.code)
    }
}

/// Every remark, in the order of the file. `as_of` is the day of the check.
#[must_use]
pub fn check(register: &Register, as_of: Date) -> Vec<Remark> {
    let mut out = Vec::new();
    organisation::organisation(register, &mut out);
    for activity in &register.activities {
        let mut own = Vec::new();
        content::activity(activity, as_of, &mut own);
        places::activity(register, activity, &mut own);
        out.extend(own.into_iter().map(|r| r.of(activity)));
    }
    places::shared(register, &mut out);
    organisation::waivers(register, as_of, &mut out);
    out.sort();
    out
}

/// What a register holds, in numbers: the first lines of `register check`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Summary {
    /// Activities.
    pub activities: usize,
    /// Of which drafts.
    pub drafts: usize,
    /// Of which archived.
    pub archived: usize,
    /// Items listed.
    pub items: usize,
    /// Headings printed with nothing filled in.
    pub empty_headings: usize,
    /// Rubrics nobody can tell.
    pub indeterminate: usize,
    /// Locations confirmed.
    pub confirmed: usize,
    /// Locations suggested.
    pub suggested: usize,
    /// Waivers.
    pub waivers: usize,
}

impl Summary {
    /// Counts a register.
    #[must_use]
    pub fn of(register: &Register) -> Self {
        use super::{BindingState, State, Status};
        let mut s = Self {
            activities: register.activities.len(),
            waivers: register.waivers.len(),
            ..Self::default()
        };
        for a in &register.activities {
            s.drafts += usize::from(a.status == Status::Draft);
            s.archived += usize::from(a.status == Status::Archived);
            s.items += a.declared_items().len();
            let state = |wanted| a.data.iter().filter(|d| d.state == wanted).count();
            s.empty_headings += state(State::HeadingOnly);
            s.indeterminate += state(State::Indeterminate);
            let bound = |wanted| a.locations.iter().filter(|b| b.state == wanted).count();
            s.confirmed += bound(BindingState::Confirmed);
            s.suggested += bound(BindingState::Suggested);
        }
        s
    }
}

#[cfg(test)]
mod tests;
