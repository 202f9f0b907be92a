//! Decisions of the register about gaps: a waiver that holds marks its gap, an
//! expired one reopens it and says so. Nothing is hidden.

use super::gap::Gap;
use crate::register::{Date, Register, Waiver};

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
            gap.waived = Some(format!(
                "{} ({}, {})",
                waiver.reason, waiver.by, waiver.until.value
            ));
        } else {
            gap.evidence_fr.push(format!(
                "Dérogation expirée le {} ({})\u{a0}: écart rouvert",
                waiver.until.value, waiver.by
            ));
            gap.evidence_en.push(format!(
                "Waiver expired on {} ({}): gap open again",
                waiver.until.value, waiver.by
            ));
        }
    }
}
