//! The register against reality, as reconciliation left it: what a report adds is
//! counting and linking.

use super::gaps::GapView;
use crate::model::Category;
use crate::reconcile::{Matrix, Row, Subject};
use crate::register::Status;

/// Activities in force of which something declared was found: (found, all).
pub(crate) fn confirmed(matrix: &Matrix) -> (u64, u64) {
    let active = matrix.rows.iter().filter(|r| is_active(r));
    let found = active
        .clone()
        .filter(|r| r.cells.values().any(|c| c.confirmed));
    (found.count() as u64, active.count() as u64)
}

const fn is_active(row: &Row) -> bool {
    matches!(
        row.subject,
        Subject::Activity {
            status: Status::Active,
            ..
        }
    )
}

/// Whether a row stands in the register.
pub(crate) const fn is_declared(row: &Row) -> bool {
    matches!(row.subject, Subject::Activity { .. })
}

/// The gap that a cell is about: its cluster's, or the gravest of its activity
/// that speaks of the category.
pub(crate) fn gap_of<'a>(row: &'a Row, category: Category, gaps: &'a [GapView]) -> Option<&'a str> {
    let listed = |id: &str| gaps.iter().find(|g| g.gap.id.0 == id);
    let found = match &row.subject {
        Subject::Cluster { gap, .. } => listed(&gap.0),
        Subject::Activity { id, .. } => gaps.iter().find(|g| {
            let same = g.gap.activity.as_ref().is_some_and(|(own, _)| own == id);
            same && g.gap.items.iter().any(|d| d.category() == category)
        }),
    };
    found.map(|g| g.gap.id.0.as_str())
}
