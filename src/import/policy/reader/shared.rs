//! What a policy says apart from its activities and gives to those that it names
//! or is about: recipients, times, data under no name, promises.

use super::super::super::draft::{Keeping, Said, Unread, Why};
use super::super::fact;
use super::super::general::promises;
use super::super::label::{Label, label};
use super::super::piece::{Level, Piece};
use super::super::recipient;
use super::super::time;
use super::super::words::{Folded, exclusive, topics};
use super::{Reader, part};
use crate::register::RetentionKind;

impl Reader {
    pub(super) fn recipients(&mut self, pieces: &[Piece]) {
        let mut rest = Vec::new();
        for piece in pieces {
            let text = &piece.said.text;
            let colon = |l: &Label<'_>| text[l.head.len()..].trim_start().starts_with(':');
            let known = label(text)
                .filter(|l| colon(l) && !l.rest.is_empty())
                .and_then(|l| Some((self.families.find(l.name)?, l)));
            match known {
                Some((i, l)) => {
                    self.families.called(i, l.name);
                    let said = part(l.rest, &piece.said);
                    recipient::names(&said, &mut self.families.0[i].activity.recipients);
                }
                None => rest.push(piece.clone()),
            }
        }
        recipient::read(&rest, &mut self.general.recipients);
    }

    /// Times: each of the activity that it names or is about, or of all.
    pub(super) fn retention(&mut self, under: Option<&Said>, pieces: &[Piece]) {
        let mut above: Option<String> = under.map(|u| u.text.clone());
        for piece in pieces {
            let text = piece.said.text.as_str();
            let found = label(text).filter(|l| !time::is_timed(l.head));
            let own = found.as_ref().map(|l| l.head.to_owned());
            let inner = piece.level == Level::Subitem;
            let name = match (&own, inner) {
                (Some(own), false) => Some(own.clone()),
                _ => above.clone(),
            };
            if piece.is_open() || found.as_ref().is_some_and(|l| l.rest.ends_with(':')) {
                above = own.or(above);
                continue;
            }
            if !inner && piece.level == Level::Plain {
                above = under.map(|u| u.text.clone());
            }
            let said = match &found {
                Some(l) if !l.rest.is_empty() => part(l.rest, &piece.said),
                _ => piece.said.clone(),
            };
            self.times(piece, &said, name.as_deref());
        }
    }

    fn times(&mut self, piece: &Piece, said: &Said, name: Option<&str>) {
        let own = (piece.level != Level::Plain)
            .then(|| time::before(&said.text))
            .flatten();
        let rules = time::rules(said, own.or(name));
        let promised = promises(piece);
        if rules.is_empty() && promised.is_empty() {
            let (said, why) = (piece.said.clone(), Why::Unknown);
            return self.unread.push(Unread { said, why });
        }
        let strong = name.and_then(|n| {
            self.families
                .find(label(&format!("{n}:")).map_or(n, |l| l.name))
        });
        let about = match strong {
            Some(i) => vec![i],
            None => self.families.about(name.unwrap_or(&said.text)),
        };
        let vague = rules.iter().all(|r| r.kind == RetentionKind::Indeterminate);
        if about.is_empty() || vague && name.is_none() && promised.is_empty() {
            self.general.retention.extend(rules);
            self.general.promises.extend(promised);
            return;
        }
        for i in about {
            let a = &mut self.families.0[i].activity;
            a.keeping.extend(rules.iter().cloned());
            a.promises.extend(promised.iter().cloned());
        }
    }

    /// Gives the data of no activity to those that may use them.
    pub(super) fn share_pool(&mut self) {
        let only = exclusive();
        for (under, piece) in std::mem::take(&mut self.pool) {
            let words = under.map_or(String::new(), |u| u.text) + " " + &piece.said.text;
            let about = topics(&Folded::of(&words)) & only;
            let own: Vec<usize> = (0..self.families.0.len())
                .filter(|i| self.families.0[*i].is_about(about))
                .collect();
            let open = |i: &usize| {
                let f = &self.families.0[*i];
                !f.is_about(only) && f.activity.role.is_none()
            };
            let all: Vec<usize> = match own.is_empty() {
                true => (0..self.families.0.len()).filter(open).collect(),
                false => own,
            };
            let alone = all.len() == 1;
            for (n, i) in all.into_iter().enumerate() {
                let mut again = Vec::new();
                let unread = if n == 0 { &mut self.unread } else { &mut again };
                let a = &mut self.families.0[i].activity;
                let before = a.sensitive.clone();
                fact::read(&piece, a, unread);
                // of which of them sensitive data are, a person must say
                if !alone && a.sensitive != before {
                    a.sensitive = before;
                    let (said, why) = (piece.said.clone(), Why::Unknown);
                    unread.push(Unread { said, why });
                }
            }
        }
    }

    /// Words that give no time say nothing where others do.
    pub(super) fn drop_vague(&mut self) {
        let clear = |k: &Keeping| k.kind != RetentionKind::Indeterminate;
        let own = self
            .families
            .0
            .iter()
            .any(|f| f.activity.keeping.iter().any(clear));
        if !own && !self.general.retention.iter().any(clear) {
            return;
        }
        let all = std::mem::take(&mut self.general.retention);
        let (clear, vague): (Vec<_>, Vec<_>) = all.into_iter().partition(clear);
        self.general.retention = clear;
        let why = Why::Unknown;
        let vague = vague.into_iter().map(|k| Unread { said: k.said, why });
        self.unread.extend(vague);
    }

    /// A promise about the data of some activities is of these.
    pub(super) fn share_promises(&mut self) {
        for promise in std::mem::take(&mut self.general.promises) {
            let about = self.families.about(&promise.said.text);
            if about.is_empty() {
                self.general.promises.push(promise);
                continue;
            }
            for i in about {
                let all = &mut self.families.0[i].activity.promises;
                if !all.contains(&promise) {
                    all.push(promise.clone());
                }
            }
        }
    }
}
