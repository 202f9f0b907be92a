//! What a policy says apart from its activities and gives to those that it names
//! or is about: recipients, times, data under no name, promises.

use super::super::super::draft::{DraftActivity, Keeping, Promise, RecipientsDraft, Said};
use super::super::super::draft::{TransfersDraft, Unread, Why};
use super::super::fact;
use super::super::family::Whose;
use super::super::general::promises;
use super::super::label::{Label, label};
use super::super::piece::{Level, Piece, apart, pieces};
use super::super::recipient;
use super::super::section::Section;
use super::super::words::{Folded, Kind, WORDS, exclusive, topics};
use super::super::{time, transfer};
use super::{Reader, part};
use crate::register::{Answer, RetentionKind};

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
        // a sentence is of those that it is about, a list of all
        let mut all: Vec<Piece> = Vec::new();
        for (n, piece) in rest.iter().enumerate() {
            let before = n.checked_sub(1).map(|i| &rest[i]);
            // of a list, or a paragraph that may deny the item before it
            let listed = piece.level != Level::Plain || piece.is_open();
            let item = before.is_some_and(|b| b.level != Level::Plain && recipient::denied(piece));
            if listed || item || before.is_some_and(Piece::is_open) {
                all.push(piece.clone());
                continue;
            }
            if recipient::is_list(piece) {
                let level = Level::Item;
                let said = piece.said.clone();
                all.push(Piece { said, level });
                continue;
            }
            for one in apart(std::slice::from_ref(piece)) {
                self.recipient(one, &mut all);
            }
        }
        recipient::read(&all, &mut self.general.recipients);
    }

    /// A sentence about recipients.
    fn recipient(&mut self, one: Piece, all: &mut Vec<Piece>) {
        let mut found = RecipientsDraft::default();
        recipient::read(std::slice::from_ref(&one), &mut found);
        if found == RecipientsDraft::default() {
            return;
        }
        match self.families.whose(&one.said.text) {
            Whose::These(own) => {
                for i in own {
                    let to = &mut self.families.0[i].activity.recipients;
                    recipient::read(std::slice::from_ref(&one), to);
                }
            }
            Whose::All => all.push(one),
            Whose::Nobody => self.untold(&one.said),
        }
    }

    /// Transfers: of the activities that use the tool or are about what the sentence
    /// says; else of all.
    pub(super) fn share_transfers(&mut self, sections: &[Section]) {
        let mut all = TransfersDraft::default();
        for section in sections {
            let kind = section.kind.unwrap_or(Kind::Other);
            if matches!(
                kind,
                Kind::Definitions | Kind::Rights | Kind::Data | Kind::Purposes
            ) {
                continue;
            }
            let whole = matches!(kind, Kind::Transfers | Kind::Location);
            for piece in apart(&pieces(&section.lines)) {
                let piece = std::slice::from_ref(&piece);
                let mut own = TransfersDraft::default();
                transfer::read(piece, whole, &mut own);
                // "Toutefois, ..." takes part of a "no" back
                let folded = Folded::of(&piece[0].said.text);
                let answers = matches!(own.answer, Some((Answer::Yes, _)));
                let leaves = answers && !WORDS.transfer.reserve.stand_in(&folded);
                let users = if leaves {
                    self.users(&piece[0].said.text)
                } else {
                    Vec::new()
                };
                for i in &users {
                    transfer::read(piece, whole, &mut self.families.0[*i].activity.transfers);
                }
                if users.is_empty() {
                    transfer::read_general(piece, whole, &mut all);
                    self.of_which(leaves, &piece[0].said);
                }
            }
        }
        self.general.transfers = all;
    }

    /// What leaves the Union of some data only is told, where it was given to all.
    fn of_which(&mut self, leaves: bool, said: &Said) {
        let many = self.families.0.len() > 1;
        if leaves && many && self.families.whose(&said.text) == Whose::Nobody {
            self.untold(said);
        }
    }

    /// The activities that a sentence about one tool or recipient is of; none where
    /// it speaks of all data.
    fn users(&mut self, text: &str) -> Vec<usize> {
        if self.families.0.len() < 2 {
            return Vec::new();
        }
        match self.families.whose(text) {
            Whose::These(own) => own,
            _ => {
                let names = proper(text);
                let given = |a: &DraftActivity| {
                    let r = &a.recipients;
                    let to = r.internal.iter().chain(&r.external).chain(&r.processors);
                    let all = to.chain(&a.places).chain(&a.systems).chain(&a.purposes);
                    all.into_iter()
                        .any(|s| names.iter().any(|n| s.text.contains(n)))
                };
                let all = self.families.0.iter().enumerate();
                all.filter(|(_, f)| given(&f.activity))
                    .map(|(i, _)| i)
                    .collect()
            }
        }
    }

    /// Times: each of the activity that it names or is about, or of all.
    pub(super) fn retention(&mut self, under: Option<&Said>, pieces: &[Piece]) {
        let mut above: Option<String> = under.map(|u| u.text.clone());
        let cut = |p: &Piece| -> Vec<(Piece, Vec<Promise>)> {
            let promised = promises(p);
            let of = |one: Piece| {
                let own = promised
                    .iter()
                    .filter(|p| one.said.text.contains(&p.said.text));
                let own = own.cloned().collect();
                (one, own)
            };
            apart(std::slice::from_ref(p)).into_iter().map(of).collect()
        };
        let mut before: Option<Vec<usize>> = None;
        for (n, (piece, promised)) in pieces.iter().flat_map(|p| (0..).zip(cut(p))) {
            let text = piece.said.text.as_str();
            let found = label(text).filter(|l| !time::is_timed(l.head));
            let own = found.as_ref().map(|l| l.head.to_owned());
            let inner = piece.level == Level::Subitem;
            let name = match (&own, inner) {
                (Some(own), false) => Some(own.clone()),
                _ => above.clone(),
            };
            if piece.is_open() || found.as_ref().is_some_and(|l| l.rest.ends_with(':')) {
                above = own.clone().or(above);
                continue;
            }
            if !inner && piece.level == Level::Plain {
                above = under.map(|u| u.text.clone());
            }
            let said = match &found {
                Some(l) if !l.rest.is_empty() => part(l.rest, &piece.said),
                _ => piece.said.clone(),
            };
            // `Elles sont ensuite détruites.`: what the sentence before is of
            let goes_on = n > 0 && own.is_none() && time::goes_on(&piece.said.text);
            let known = before.take().filter(|_| goes_on);
            before = self.times(&piece, &said, name.as_deref(), promised, known);
        }
    }

    /// What one sentence or item says of time, and which activities that is of.
    fn times(
        &mut self,
        piece: &Piece,
        said: &Said,
        name: Option<&str>,
        promised: Vec<Promise>,
        known: Option<Vec<usize>>,
    ) -> Option<Vec<usize>> {
        let own = (piece.level != Level::Plain)
            .then(|| time::before(&said.text))
            .flatten();
        let rules = time::rules(said, own.or(name));
        if rules.is_empty() && promised.is_empty() {
            let (said, why) = (piece.said.clone(), Why::Unknown);
            self.unread.push(Unread { said, why });
            return None;
        }
        let strong = name.and_then(|n| {
            self.families
                .find(label(&format!("{n}:")).map_or(n, |l| l.name))
        });
        let whose = match (known, strong) {
            (Some(all), _) => Whose::These(all),
            (None, Some(i)) => Whose::These(vec![i]),
            (None, None) => self.families.whose(name.unwrap_or(&said.text)),
        };
        let vague = rules.iter().all(|r| r.kind == RetentionKind::Indeterminate);
        let about = match whose {
            Whose::These(all) if !(vague && name.is_none() && promised.is_empty()) => all,
            // of which of many activities it is, a person must say
            Whose::Nobody if self.families.0.len() > 1 => {
                self.untold(&piece.said);
                return None;
            }
            _ => {
                self.general.retention.extend(rules);
                self.general.promises.extend(promised);
                return None;
            }
        };
        for i in &about {
            let a = &mut self.families.0[*i].activity;
            a.keeping.extend(rules.iter().cloned());
            a.promises.extend(promised.iter().cloned());
        }
        Some(about)
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

/// Letters of a name, at least.
const LETTERS: usize = 4;

/// The names in a text: words in capitals that are no country and no empty word.
fn proper(text: &str) -> Vec<&str> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    let name = |w: &&str| {
        let folded = Folded::of(w);
        let known = WORDS.country.iter().any(|c| c.words.stand_in(&folded));
        let empty = folded.words().any(|w| WORDS.label.empty.has(w));
        let long = w.chars().count() >= LETTERS;
        w.starts_with(char::is_uppercase) && long && !known && !empty
    };
    words.filter(name).collect()
}
