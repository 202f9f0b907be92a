//! What a document says of all its activities: who decides, where data are
//! kept, how they are protected, whether they leave the Union, what is promised.
//! Documents whose activities stand in tables or fiches say it in prose as well.

use super::super::draft::{
    Contact, Draft, DraftActivity, Keeping, Promise, RecipientsDraft, Said, Secured,
    TransfersDraft, Unread, Why,
};
use super::super::item::named;
use super::super::phrase;
use super::super::template::{Worth, worth};
use super::piece::{Piece, clauses, pieces, sentences};
use super::section::Section;
use super::words::{Folded, Kind, WORDS, denies};
use super::{contact, recipient, security, time, transfer};
use crate::model::Datum;
use crate::register::{Answer, ClaimKind, Date, Role, State, system};
use std::collections::BTreeSet;

/// Sentences in which an exclusion may say what it is about.
const DEFINED: usize = 4;

/// Facts that hold for the whole document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::import) struct General {
    /// Who decides.
    pub(in crate::import) organisation: Option<Said>,
    /// Its head, where the document names one.
    pub(in crate::import) controller: Option<Contact>,
    /// The data protection officer.
    pub(in crate::import) dpo: Option<Contact>,
    /// The day of the document's version.
    pub(in crate::import) updated: Option<Date>,
    /// Whose data, where the document says so of all.
    pub(in crate::import) subjects: Vec<Said>,
    /// How long data are kept.
    pub(in crate::import) retention: Vec<Keeping>,
    /// Whether data leave the Union.
    pub(in crate::import) transfers: TransfersDraft,
    /// Whom data go to.
    pub(in crate::import) recipients: RecipientsDraft,
    /// Measures of the closed list.
    pub(in crate::import) security: Vec<Secured>,
    /// Other measures.
    pub(in crate::import) measures: Vec<Said>,
    /// Storage places, as they are named.
    pub(in crate::import) places: Vec<Said>,
    /// Promises that a scan can test.
    pub(in crate::import) promises: Vec<Promise>,
    /// Whether sensitive data are processed.
    pub(in crate::import) sensitive: Option<(Answer, Said)>,
    /// What the document says is not processed.
    pub(in crate::import) forbidden: Vec<(Datum, Said)>,
    /// What gave no fact.
    pub(in crate::import) unread: Vec<Unread>,
}

impl General {
    /// Reads the sections of a document; those that `taken` says belong to
    /// activities are left to them.
    pub(super) fn read(sections: &[Section], taken: impl Fn(Kind) -> bool) -> Self {
        let mut general = Self::people(sections);
        for section in sections {
            let kind = section.kind.unwrap_or(Kind::Other);
            if matches!(kind, Kind::Definitions | Kind::Rights) {
                continue;
            }
            let pieces = pieces(&section.lines);
            for piece in &pieces {
                general.excluded(&piece.said);
            }
            if !(matches!(kind, Kind::Data | Kind::Purposes) && taken(kind)) {
                general.section(kind, &pieces, taken(kind));
            }
        }
        once(&mut general.places);
        general
    }

    /// Who keeps the document, and of which day it is.
    pub(super) fn people(sections: &[Section]) -> Self {
        let (dpo, controller) = contact::officer(sections);
        Self {
            organisation: contact::organisation(sections),
            controller,
            dpo,
            updated: contact::updated(sections),
            ..Self::default()
        }
    }

    fn section(&mut self, kind: Kind, pieces: &[Piece], taken: bool) {
        match kind {
            _ if taken => {}
            Kind::Retention => self.kept(pieces),
            Kind::Recipients => recipient::read(pieces, &mut self.recipients),
            Kind::Security => security::read(pieces, &mut self.security, &mut self.measures),
            _ => {}
        }
        let whole = matches!(kind, Kind::Transfers | Kind::Location);
        transfer::read_general(pieces, whole, &mut self.transfers);
        self.places.extend(places(pieces));
        if !taken {
            self.promises.extend(pieces.iter().flat_map(promises));
        }
        if kind == Kind::Minors {
            let adults = pieces.iter().filter_map(|p| adults(&p.said));
            self.subjects.extend(adults);
        }
    }

    /// What explains a word declares nothing.
    fn defined(&mut self, sentence: &str, of: &Said) {
        let said = Said {
            text: sentence.to_owned(),
            at: of.at.clone(),
        };
        let why = Why::Definition;
        self.unread.push(Unread { said, why });
    }

    /// The rules of a section about retention.
    fn kept(&mut self, pieces: &[Piece]) {
        for piece in pieces {
            let rules = time::rules(&piece.said, None);
            if rules.is_empty() && !piece.is_open() {
                let said = piece.said.clone();
                let why = Why::Unknown;
                self.unread.push(Unread { said, why });
            }
            self.retention.extend(rules);
        }
    }

    /// `Nous ne collectons aucune donnée sensible`: all of Art. 9, or what the
    /// text goes on to name.
    pub(super) fn excluded(&mut self, said: &Said) {
        let all = sentences(&said.text);
        for (i, sentence) in all.iter().enumerate() {
            let folded = Folded::of(sentence);
            if !WORDS.special.words.stand_in(&folded) {
                continue;
            }
            if worth(sentence) == Worth::Definition {
                self.defined(sentence, said);
                continue;
            }
            // "aucune ... sans votre accord" excludes nothing
            let reserved = WORDS.transfer.reserve.stand_in(&folded);
            if reserved || !denies(&folded) {
                continue;
            }
            let words = Said {
                text: (*sentence).to_owned(),
                at: said.at.clone(),
            };
            let special = |text: &str| -> Vec<Datum> {
                let items = named(text).all().into_iter();
                items.filter(|d| d.category().is_special()).collect()
            };
            let listed: Vec<(Datum, Said)> = all[i..]
                .iter()
                .take(DEFINED)
                .enumerate()
                // a sentence that collects is no part of the exclusion
                .take_while(|(n, text)| *n == 0 || !super::fact::collects(text))
                .map(|(_, text)| text)
                .flat_map(|text| special(text).into_iter().map(|d| (d, (*text).to_owned())))
                .map(|(d, text)| {
                    (
                        d,
                        Said {
                            text,
                            at: said.at.clone(),
                        },
                    )
                })
                .collect();
            self.forbidden.extend(match listed.is_empty() {
                true => ART_9.iter().map(|d| (*d, words.clone())).collect(),
                false => listed,
            });
            if !super::voice::asks(sentence) {
                self.sensitive.get_or_insert((Answer::No, words));
            }
        }
    }

    /// Gives a draft whose activities stand elsewhere what stands around them.
    pub(in crate::import) fn around(self, draft: &mut Draft) {
        for a in &mut draft.activities {
            self.complete(a);
        }
        draft.organisation = draft.organisation.take().or(self.organisation);
        draft.controller = draft.controller.take().or(self.controller);
        draft.dpo = draft.dpo.take().or(self.dpo);
        extend(&mut draft.places, &self.places);
        draft.unread.extend(self.unread);
    }

    /// Gives an activity what it does not say itself.
    pub(in crate::import) fn complete(&self, a: &mut DraftActivity) {
        a.updated = a.updated.or(self.updated);
        a.keeping.extend(self.retention.iter().cloned());
        if a.transfers.answer.is_none() {
            a.transfers.answer = self.transfers.answer.clone();
        }
        extend(&mut a.transfers.countries, &self.transfers.countries);
        extend(&mut a.transfers.safeguards, &self.transfers.safeguards);
        let (to, from) = (&mut a.recipients, &self.recipients);
        extend(&mut to.internal, &from.internal);
        extend(&mut to.external, &from.external);
        extend(&mut to.processors, &from.processors);
        extend(&mut a.measures, &self.measures);
        for secured in &self.security {
            let own = a.security.iter().position(|s| s.measure == secured.measure);
            match own {
                // the activity's own words win, an empty heading does not
                Some(i) if a.security[i].state == State::Declared => {}
                Some(i) => a.security[i] = secured.clone(),
                None => a.security.push(secured.clone()),
            }
        }
        extend(&mut a.promises, &self.promises);
        // what a client's data hold, the one who keeps them cannot exclude
        if a.role == Some(Role::Processor) {
            return;
        }
        extend(&mut a.subjects, &self.subjects);
        extend(&mut a.forbidden, &self.forbidden);
        if a.sensitive.answer.is_none() {
            a.sensitive.answer = self.sensitive.clone();
        }
    }
}

/// `... s'adressent exclusivement à des personnes majeures`: whose data they are.
fn adults(said: &Said) -> Option<Said> {
    let folded = Folded::of(&said.text);
    let words = WORDS.adults.words.first_in(&folded)?;
    let bytes = folded.bytes[words.start].start..folded.bytes[words.end - 1].end;
    Some(Said {
        text: said.text[bytes].to_owned(),
        at: said.at.clone(),
    })
}

/// Adds what is not there yet.
fn extend<T: Clone + PartialEq>(to: &mut Vec<T>, from: &[T]) {
    let own = to.len();
    for one in from {
        if !to[..own].contains(one) {
            to.push(one.clone());
        }
    }
}

/// What "sensitive data" means where a document does not say.
const ART_9: [Datum; 8] = [
    Datum::Health,
    Datum::Religion,
    Datum::Politics,
    Datum::TradeUnion,
    Datum::EthnicOrigin,
    Datum::SexLife,
    Datum::Genetic,
    Datum::Biometric,
];

/// The places in which some pieces say that data are kept; a list after
/// `sont stockées dans :` is of places.
pub(super) fn places(pieces: &[Piece]) -> Vec<Said> {
    let mut all: Vec<Said> = Vec::new();
    let mut listing = false;
    for piece in pieces {
        let text = &piece.said.text;
        for clause in clauses(text) {
            let stored = WORDS.forms.stored.stand_in(&Folded::of(clause));
            if !stored && !listing {
                continue;
            }
            all.extend(system::named(clause).into_iter().map(|(_, bytes)| Said {
                text: clause[bytes].to_owned(),
                at: piece.said.at.clone(),
            }));
        }
        let opens = piece.is_open() && WORDS.forms.stored.stand_in(&Folded::of(text));
        listing = opens || listing && piece.level != super::piece::Level::Plain;
    }
    once(&mut all);
    all
}

/// Keeps the first of those that say the same.
fn once(all: &mut Vec<Said>) {
    let mut seen = BTreeSet::new();
    all.retain(|s| seen.insert(s.text.clone()));
}

/// The promises of a piece; one about data that are not stored must name them.
pub(super) fn promises(piece: &Piece) -> Vec<Promise> {
    let mut all: Vec<Promise> = Vec::new();
    for sentence in sentences(&piece.said.text) {
        for clause in clauses(sentence) {
            let known = |k: &ClaimKind| all.iter().any(|p| p.kind == *k);
            let Some(kind) = phrase::claim(clause).filter(|k| !known(k)) else {
                continue;
            };
            let said = Said {
                text: clause.to_owned(),
                at: piece.said.at.clone(),
            };
            let mut items = named(sentence).all();
            items.retain(|d| !d.category().is_special());
            all.extend(phrase::promise_of(kind, &said, items, &piece.said.text));
        }
    }
    all
}
