//! What a policy says that data are for: activities that purposes name, in lists or
//! in sentences, and the one that its cookies are.

use super::super::super::draft::{Said, Unread, Why};
use super::super::super::item::{named, negates};
use super::super::super::phrase;
use super::super::fact;
use super::super::label::{is_rest, label, whole};
use super::super::notice::words::taken_for;
use super::super::piece::{Level, Piece, apart, pieces, sentences};
use super::super::section::Section;
use super::super::voice;
use super::super::words::{Folded, Kind, WORDS, exclusive, topics};
use super::{Reader, denies, end_free, is_timed, part};

impl Reader {
    /// Purposes that no heading names: an activity an item.
    pub(super) fn purposes(&mut self, pieces: &[Piece]) {
        let mut current: Option<usize> = None;
        let mut open = false;
        let mut basis: Option<&Said> = None;
        let listed = pieces.iter().any(|p| p.level != Level::Plain);
        for piece in pieces {
            let text = piece.said.text.as_str();
            let plain = piece.level == Level::Plain;
            let lead = plain && piece.is_open();
            if lead && !phrase::bases(std::iter::once(text)).is_empty() {
                (basis, current) = (Some(&piece.said), None);
            } else if let (Some(i), true) =
                (current, piece.level == Level::Subitem || plain && open)
            {
                let said = part(end_free(text), &piece.said);
                self.families.0[i].activity.purposes.push(said);
            } else if plain {
                current = None;
                if !listed {
                    self.purpose_of_sentences(piece);
                }
            } else {
                current = self.purpose(piece, basis);
                open = piece.is_open();
            }
        }
    }

    /// An item that names an activity.
    pub(super) fn purpose(&mut self, piece: &Piece, basis: Option<&Said>) -> Option<usize> {
        let text = piece.said.text.as_str();
        if is_rest(text) {
            let (said, why) = (piece.said.clone(), Why::CatchAll);
            self.unread.push(Unread { said, why });
            return None;
        }
        if negates(text) {
            return None;
        }
        let found = label(text).filter(|l| text[l.head.len()..].trim_start().starts_with(':'));
        let (name, what) = match found {
            Some(l) => (l.head, l.rest),
            None => (whole(text), end_free(text)),
        };
        let i = self.families.of(&part(name, &piece.said));
        let a = &mut self.families.0[i].activity;
        if !what.is_empty() {
            a.purposes.push(part(end_free(what), &piece.said));
        }
        if let Some(basis) = basis.filter(|b| !a.basis_said.contains(b)) {
            a.basis_said.push(basis.clone());
            a.basis = phrase::bases(a.basis_said.iter().map(|s| s.text.as_str()));
        }
        Some(i)
    }

    /// `Nous utilisons vos données pour traiter vos commandes.`
    pub(super) fn purpose_of_sentences(&mut self, piece: &Piece) {
        for sentence in sentences(&piece.said.text) {
            let folded = Folded::of(sentence);
            let Some(at) = WORDS.forms.used_for.first_in(&folded) else {
                if WORDS.forms.what_for.stand_in(&folded) && !denies(sentence) {
                    self.aims.push(part(sentence, &piece.said));
                }
                continue;
            };
            let Some(first) = folded.bytes.get(at.end).filter(|_| !denies(sentence)) else {
                continue;
            };
            let i = self
                .families
                .of(&part(whole(&sentence[first.start..]), &piece.said));
            let said = part(sentence, &piece.said);
            self.families.0[i].activity.purposes.push(said);
        }
    }

    /// Where no purpose is named, the sentences about them are of one activity.
    pub(super) fn purpose_of_aims(&mut self) {
        let aims = std::mem::take(&mut self.aims);
        let Some(first) = aims.first().filter(|_| self.families.0.is_empty()) else {
            return;
        };
        let i = self.families.of(&part(whole(&first.text), first));
        self.families.0[i].activity.purposes = aims;
    }

    /// Where no section names purposes, what a sentence elsewhere says that data are
    /// taken for (`La commune traite vos données pour ...`).
    pub(super) fn purpose_of_all(&mut self, sections: &[Section]) {
        if !self.families.0.is_empty() {
            return;
        }
        let open = |s: &&Section| matches!(s.kind, None | Some(Kind::Organisation | Kind::Data));
        for section in sections.iter().filter(open) {
            for piece in apart(&pieces(&section.lines)) {
                let text = piece.said.text.as_str();
                let aside = denies(text) || voice::is_aside(text, true);
                let Some(aim) = taken_for(text).filter(|_| !aside) else {
                    continue;
                };
                let what = part(end_free(aim), &piece.said);
                let i = self.families.of(&part(whole(&what.text), &piece.said));
                self.families.0[i].activity.purposes.push(what);
            }
        }
    }

    /// A section about cookies is an activity of its own, unless it says that
    /// there are none.
    pub(super) fn cookies(&mut self, section: &Section, pieces: &[Piece]) {
        let name = section.title.as_ref().or(section.label.as_ref());
        let tells = pieces.iter().any(|p| {
            !denies(&p.said.text) && WORDS.forms.what_for.stand_in(&Folded::of(&p.said.text))
        });
        let timed = pieces.iter().any(|p| is_timed(&p.said.text));
        if let Some(name) = name.filter(|_| tells || timed) {
            let wanted = topics(&Folded::of(&name.text)) & exclusive();
            let known = self.families.0.iter().position(|f| f.is_about(wanted));
            let own = known.map(|i| self.families.0[i].activity.name.clone());
            let name = own.as_ref().unwrap_or(name);
            self.named(name, pieces, true);
            self.used(name, pieces);
        }
    }

    /// `Le site utilise des cookies pour ...` declares them.
    pub(super) fn used(&mut self, name: &Said, pieces: &[Piece]) {
        let Some(i) = self.families.find(&name.text) else {
            return;
        };
        let all = pieces
            .iter()
            .flat_map(|p| sentences(&p.said.text).into_iter().map(move |s| (p, s)));
        let uses = |s: &str| {
            WORDS.forms.what_for.stand_in(&Folded::of(s))
                && !denies(s)
                && !named(s).items.is_empty()
        };
        for (piece, sentence) in all.filter(|(_, s)| uses(s)) {
            let level = piece.level;
            let said = part(sentence, &piece.said);
            fact::read(
                &Piece { said, level },
                &mut self.families.0[i].activity,
                &mut Vec::new(),
            );
        }
    }
}
