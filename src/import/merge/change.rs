//! What another import has changed, in words.

use super::{name_of, worded};
use crate::register::edit::Value;
use crate::register::{Message, inert};

/// Characters of a value that are told.
const SHOWN: usize = 160;

/// The kinds of change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeKind {
    /// The document says something else, and nobody had touched the register's
    /// words: they follow.
    Changed,
    /// The document says something new.
    Added,
    /// The document no longer says it, and nobody had touched it.
    Removed,
    /// The document says something else, and a person has written the register's
    /// words: they stay.
    Kept,
    /// The document no longer says it, and a person has written the register's
    /// words: they stay.
    KeptGone,
    /// A document that is perhaps a new version does not say it: it stays.
    KeptDoubt,
    /// The document says it, and a person has removed it: it stays away.
    KeptAway,
    /// Another document says something else of the same activity: the register's
    /// words stay.
    Elsewhere,
    /// A new activity, at the end.
    ActivityAdded,
    /// The document no longer has this activity; the register keeps it.
    ActivityGone,
    /// The document has it no more under its name, and says the same of another
    /// name.
    Renamed,
    /// The document has this activity, and a person has deleted it: it stays away.
    ActivityAway,
    /// A document was read for the first time, or in another version.
    Source,
    /// A document of another name was taken for a new version of one that is known.
    Version,
    /// A document has the name of one that is known, and hardly an activity in
    /// common with it.
    Namesake,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What happened.
    pub kind: ChangeKind,
    /// The activity by its name; none of what is beside them.
    pub activity: Option<String>,
    /// The key it happened to; empty of a whole activity.
    pub key: String,
    /// What stands, or stood, in the register, shortened.
    pub before: Message,
    /// What the document says now, shortened.
    pub now: Message,
}

impl Change {
    /// A key of an activity, or of the organisation.
    pub(super) fn key(
        kind: ChangeKind,
        activity: Option<&str>,
        key: &str,
        before: Option<&Value>,
        now: Option<&Value>,
    ) -> Self {
        Self {
            kind,
            activity: activity.map(inert),
            key: key.to_owned(),
            before: differing(before, now),
            now: differing(now, before),
        }
    }

    /// A key beside the activities.
    pub(super) fn whole(kind: ChangeKind, key: &str, now: &Value) -> Self {
        Self::key(kind, None, key, None, Some(now))
    }

    /// A whole activity.
    pub(super) fn activity(kind: ChangeKind, activity: &Value) -> Self {
        Self::key(kind, Some(name_of(activity)), "", None, None)
    }

    /// One document taken for another.
    pub(super) fn document(kind: ChangeKind, before: &str, now: &str) -> Self {
        let (before, now) = (Value::text(before), Value::text(now));
        Self::key(kind, None, "", Some(&before), Some(&now))
    }

    /// An activity that the document calls by another name now.
    pub(super) fn renamed(activity: &Value, now: &Value) -> Self {
        let name = Value::text(name_of(now));
        Self::key(
            ChangeKind::Renamed,
            Some(name_of(activity)),
            "",
            None,
            Some(&name),
        )
    }

    /// In words.
    #[must_use]
    pub fn message(&self) -> Message {
        let (fr, en) = (self.said(true).0, self.said(false).1);
        let place = self.place();
        Message::new(
            format!("{}{fr}", place(true)),
            format!("{}{en}", place(false)),
        )
    }

    /// What happened, in French and in English, with the values of one language.
    fn said(&self, french: bool) -> (String, String) {
        let (b, n) = (self.before.text(french), self.now.text(french));
        match self.kind {
            ChangeKind::Changed => (
                format!("modifié : {b} → {n}"),
                format!("changed: {b} -> {n}"),
            ),
            ChangeKind::Added => (format!("ajouté : {n}"), format!("added: {n}")),
            ChangeKind::Removed => (
                format!("retiré, le document ne le dit plus : {b}"),
                format!("removed, the document no longer says it: {b}"),
            ),
            ChangeKind::Kept => (
                format!(
                    "le document dit maintenant {n} ; ce qui a été écrit à la main est gardé : {b}"
                ),
                format!("the document now says {n}; what was written by hand is kept: {b}"),
            ),
            ChangeKind::KeptGone => (
                format!(
                    "le document ne le dit plus ; ce qui a été écrit à la main est gardé : {b}"
                ),
                format!("the document no longer says it; what was written by hand is kept: {b}"),
            ),
            ChangeKind::KeptDoubt => (
                format!(
                    "ce document, pris pour une nouvelle version d’un autre, ne le dit pas ; gardé : {b}"
                ),
                format!(
                    "this document, taken for a new version of another, does not say it; kept: {b}"
                ),
            ),
            ChangeKind::KeptAway => (
                format!("le document dit maintenant {n} ; retiré à la main, cela reste retiré"),
                format!("the document now says {n}; removed by hand, it stays removed"),
            ),
            ChangeKind::Elsewhere => (
                format!("ce document dit {n} ; ce qui vient d’un autre est gardé : {b}"),
                format!("this document says {n}; what another says is kept: {b}"),
            ),
            ChangeKind::ActivityAdded => {
                ("activité ajoutée".to_owned(), "activity added".to_owned())
            }
            ChangeKind::ActivityGone => (
                "n’est plus dans le document ; gardée (status: archived si le traitement a cessé)"
                    .to_owned(),
                "is no longer in the document; kept (status: archived if the processing has ended)"
                    .to_owned(),
            ),
            ChangeKind::Renamed => (
                format!("le document la nomme maintenant {n} ; reconnue à ce qui en est dit"),
                format!("the document now calls it {n}; known by what is said of it"),
            ),
            ChangeKind::ActivityAway => (
                "est dans le document ; retirée à la main, elle reste retirée (--restore la rétablit)"
                    .to_owned(),
                "is in the document; removed by hand, it stays removed (--restore brings it back)"
                    .to_owned(),
            ),
            ChangeKind::Version => (
                format!(
                    "document lu : {n}, pris pour une nouvelle version de {b} : la plupart des activités leur sont communes"
                ),
                format!(
                    "document read: {n}, taken for a new version of {b}: most of their activities are the same"
                ),
            ),
            ChangeKind::Namesake => (
                format!(
                    "document lu : {n}, pris pour un autre que celui du même nom : trop peu d’activités communes"
                ),
                format!(
                    "document read: {n}, taken for another than the one of that name: too few activities in common"
                ),
            ),
            ChangeKind::Source => (format!("document lu : {n}"), format!("document read: {n}")),
        }
    }

    /// `« Paie », purposes : `.
    fn place(&self) -> impl Fn(bool) -> String {
        move |french| {
            let name = self.activity.as_ref().map(|a| match french {
                true => format!("«\u{a0}{a}\u{a0}»"),
                false => format!("\"{a}\""),
            });
            let key = Some(worded::key(&self.key, french)).filter(|k| !k.is_empty());
            let parts: Vec<String> = name.into_iter().chain(key).collect();
            let colon = if french { " : " } else { ": " };
            match parts.is_empty() {
                true => String::new(),
                false => format!("{}{colon}", parts.join(", ")),
            }
        }
    }

    /// Whether it only says that a document brought something: no news of a
    /// register that is being made.
    #[must_use]
    pub const fn is_addition(&self) -> bool {
        matches!(
            self.kind,
            ChangeKind::Added | ChangeKind::ActivityAdded | ChangeKind::Source
        )
    }

    /// Whether a person must look at it: what they wrote differs from what a
    /// document says.
    #[must_use]
    pub const fn is_conflict(&self) -> bool {
        matches!(
            self.kind,
            ChangeKind::Kept
                | ChangeKind::KeptGone
                | ChangeKind::KeptDoubt
                | ChangeKind::KeptAway
                | ChangeKind::Elsewhere
                | ChangeKind::Renamed
                | ChangeKind::ActivityAway
                | ChangeKind::Version
                | ChangeKind::Namesake
        )
    }
}

/// A value in words, in one line; of two lists, the elements that the other has
/// not.
fn differing(value: Option<&Value>, other: Option<&Value>) -> Message {
    let Some(value) = value else {
        return Message::default();
    };
    let new = match (value, other) {
        (Value::List(own), Some(Value::List(others))) => {
            let new = own.iter().filter(|v| !others.contains(v));
            Value::List(new.cloned().collect())
        }
        _ => value.clone(),
    };
    let shown = |french| {
        let text = worded::value(&new, french);
        let mut shown: String = text.chars().take(SHOWN).collect();
        if shown.len() < text.len() {
            shown.push('…');
        }
        shown
    };
    Message::new(shown(true), shown(false))
}
