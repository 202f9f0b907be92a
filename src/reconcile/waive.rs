//! Decisions of the register about gaps: a waiver that holds marks its gap, an
//! expired one reopens it and says so. Nothing is hidden.

use super::gap::Gap;
use crate::register::{Date, Message, Register, Waiver, inert};

/// Marks the gaps that a waiver is about.
pub(super) fn apply(gaps: &mut [Gap], register: &Register, as_of: Date) {
    for gap in gaps {
        let mut own: Vec<&Waiver> = register
            .waivers
            .iter()
            .filter(|w| w.gap.value.eq_ignore_ascii_case(&gap.id.0))
            .collect();
        // the one that holds longest decides
        own.sort_by_key(|w| (w.until.value, &w.reason));
        let Some(waiver) = own.last() else { continue };
        if waiver.until.value >= as_of {
            gap.waived = Some(inert(format!(
                "{} ({}, {})",
                waiver.reason, waiver.by, waiver.until.value
            )));
        } else {
            let (until, by) = (waiver.until.value, &waiver.by);
            let said = Message::new(
                format!("Dérogation expirée le {until} ({by})\u{a0}: écart rouvert"),
                format!("Waiver expired on {until} ({by}): gap open again"),
            );
            gap.evidence_fr.push(said.fr);
            gap.evidence_en.push(said.en);
        }
    }
}
