//! What a notice says is not so: data that are not taken, nothing that leaves the
//! Union.

use super::super::super::draft::{Said, Why};
use super::super::super::item::named;
use super::super::general::General;
use super::super::words::Folded;
use super::super::{fact, transfer, voice};
use super::list::piece;
use super::words::{self, Denied, WORDS};
use super::{Here, Notice};
use crate::model::Datum;

impl Notice {
    /// A sentence that says that something is not so.
    pub(super) fn denial(&mut self, said: &Said, denied: Denied, taken: bool, here: &Here) {
        let folded = Folded::of(&said.text);
        let current = here.current.or_else(|| {
            let name = here.name.as_ref()?;
            self.families.find(&name.text)
        });
        let mut own = General::default();
        own.excluded(said);
        transfer::read(&[piece(said)], false, &mut own.transfers);
        let takes = taken
            || words::takes(&folded).is_some()
            || fact::collects(&said.text)
            || WORDS.lacks.stand_in(&folded)
            || voice::refuses(&said.text);
        if denied == Denied::All && takes && own.forbidden.is_empty() {
            let all = named(&said.text).all();
            if current.is_some() || here.name.is_none() {
                self.forbid(&all, said, current);
            }
        } else if denied == Denied::Partly && own == General::default() && takes {
            self.unread(said, Why::Unknown);
        }
        // of what a heading names that is no activity here, it says nothing of the others
        let other = here
            .name
            .as_ref()
            .is_some_and(|n| words::denied(&n.text) == Denied::Nothing);
        match current {
            None if other => self.unread(said, Why::Unknown),
            Some(i) => own.complete(&mut self.families.0[i].activity),
            None => {
                let all = &mut self.general;
                all.forbidden.append(&mut own.forbidden);
                all.sensitive = all.sensitive.take().or(own.sensitive);
                if all.transfers.answer.is_none() {
                    all.transfers = own.transfers;
                }
            }
        }
    }

    /// Says that data are not taken, of one activity or of all. Cookies are many
    /// things: a notice that has none of one sort may have others.
    pub(super) fn forbid(&mut self, items: &[Datum], said: &Said, current: Option<usize>) {
        let all = match current {
            Some(i) => &mut self.families.0[i].activity.forbidden,
            None => &mut self.general.forbidden,
        };
        let exact = items.iter().filter(|d| **d != Datum::Cookie);
        all.extend(exact.map(|d| (*d, said.clone())));
    }
}
