//! Remarks on how long data are kept: no end, no number, none at all; and on what is
//! said to be destroyed, nobody can tell after how long.

use super::Remark;
use super::word::about;
use crate::register::fact::Message;
use crate::register::{Activity, ClaimKind, RetentionKind};

pub(super) fn retention(a: &Activity, out: &mut Vec<Remark>) {
    for claim in &a.claims {
        if claim.kind.value == ClaimKind::DestroyedAfter && claim.days.is_none() {
            out.push(Remark::new(
                "claim-undated",
                claim.kind.at,
                Message::new(
                    "destruction annoncée sans `days` : la durée ne se lit pas dans le texte, aucune donnée n’est comparée à cet engagement",
                    "destruction announced without `days`: the period is not read from the text, no data are compared with this commitment",
                ),
                Message::new(
                    "à confirmer : ajouter `days` (nombre de jours), sinon l’engagement n’est pas vérifié",
                    "to be confirmed: add `days` (a number of days), else the commitment is not checked",
                ),
            ));
        }
    }
    for r in &a.retention {
        let (fr, en) = about(&r.applies_to);
        if r.kind.value == RetentionKind::Bounded && r.months == Some(0) {
            out.push(Remark::new(
                "retention-zero",
                r.kind.at,
                Message::new(
                    format!("conservation de 0 mois ({fr})"),
                    format!("kept for 0 months ({en})"),
                ),
                Message::new(
                    "à confirmer : donner une durée (RGPD art. 5.1.e)",
                    "to be confirmed: give a number of months (GDPR Art. 5(1)(e))",
                ),
            ));
        }
        if r.kind.value == RetentionKind::Indeterminate {
            out.push(Remark::new(
                "retention-unclear",
                r.kind.at,
                Message::new(
                    format!("aucune durée ne se lit dans ces mots ({fr})"),
                    format!("no period can be read from these words ({en})"),
                ),
                Message::new(
                    "à confirmer : écrire `kind: bounded`, `months` et `trigger`, ou laisser : l’écart de conservation ne sera pas évalué",
                    "to be confirmed: write `kind: bounded`, `months` and `trigger`, or leave it: retention will not be judged",
                ),
            ));
        }
        if r.kind.value == RetentionKind::Unbounded {
            out.push(Remark::new(
                "retention-unbounded",
                r.kind.at,
                Message::new(
                    format!("conservation sans limite ({fr})"),
                    format!("kept without limit ({en})"),
                ),
                Message::new(
                    "à confirmer : donner une durée et son point de départ (RGPD art. 5.1.e)",
                    "to be confirmed: give a number of months and a trigger (GDPR Art. 5(1)(e))",
                ),
            ));
        }
    }
}
