//! Remarks on days: fiches that are old, undated or of the future.

use super::Remark;
use crate::register::fact::{Date, Message};
use crate::register::{Activity, Status};

/// A fiche older than this asks to be read again.
const STALE_MONTHS: i32 = 24;

pub(super) fn future_bindings(a: &Activity, as_of: Date, out: &mut Vec<Remark>) {
    for b in a.confirmed() {
        if let Some(on) = b.on.filter(|on| *on > as_of) {
            out.push(Remark::new(
                "binding-future",
                b.uri.at,
                Message::new(
                    format!("emplacement confirmé le {on}, dans l’avenir"),
                    format!("location confirmed on {on}, which lies in the future"),
                ),
                Message::new("corriger la date", "correct the date"),
            ));
        }
    }
}

pub(super) fn age(a: &Activity, as_of: Date, out: &mut Vec<Remark>) {
    let Some(date) = a.updated.as_ref().or(a.created.as_ref()) else {
        out.push(Remark::new(
            "fiche-undated",
            a.id.at,
            Message::new("la fiche ne porte aucune date", "the fiche has no date"),
            Message::new("ajouter `updated: AAAA-MM-JJ`", "add `updated: YYYY-MM-DD`"),
        ));
        return;
    };
    for written in [&a.created, &a.updated].into_iter().flatten() {
        if written.value > as_of {
            out.push(Remark::new(
                "fiche-future",
                written.at,
                Message::new(
                    format!("la date {} est dans l’avenir", written.value),
                    format!("the date {} lies in the future", written.value),
                ),
                Message::new("corriger la date", "correct the date"),
            ));
        }
    }
    if let (Some(created), Some(updated)) = (&a.created, &a.updated)
        && created.value > updated.value
    {
        out.push(Remark::new(
            "fiche-dates",
            created.at,
            Message::new(
                format!(
                    "créée le {}, après sa mise à jour du {}",
                    created.value, updated.value
                ),
                format!(
                    "created on {}, after its update of {}",
                    created.value, updated.value
                ),
            ),
            Message::new(
                "corriger l’une des deux dates",
                "correct one of the two dates",
            ),
        ));
    }
    let oldest = as_of.saturating_sub(jiff::Span::new().months(STALE_MONTHS));
    if date.value < oldest && a.status != Status::Archived {
        out.push(Remark::new(
            "fiche-stale",
            date.at,
            Message::new(
                format!("fiche du {} : plus de {STALE_MONTHS} mois", date.value),
                format!(
                    "fiche of {}: more than {STALE_MONTHS} months old",
                    date.value
                ),
            ),
            Message::new(
                "la relire et mettre `updated` à jour",
                "read it again and update `updated`",
            ),
        ));
    }
}
