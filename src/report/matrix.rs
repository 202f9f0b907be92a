//! The register against reality: activities by categories.

use crate::model::Category;

/// What one activity and one category say of each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mark {
    /// Declared and found.
    Both,
    /// Declared; the places were read and nothing was found.
    DeclaredOnly,
    /// Declared; no place of the activity could be wholly read.
    Unverified,
    /// Found where the register does not say (empty heading, ticks lost).
    Unclear,
    /// Found, not declared.
    FoundOnly,
}

/// One line of the matrix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatrixRow {
    /// Name of the activity, or of the cluster outside the register.
    pub label: String,
    /// False: outside the register.
    pub in_register: bool,
    /// The categories that one or the other side knows, sorted.
    pub cells: Vec<(Category, Mark)>,
}

impl MatrixRow {
    /// The mark of one category.
    #[must_use]
    pub fn mark(&self, category: Category) -> Option<Mark> {
        self.cells
            .iter()
            .find(|(c, _)| *c == category)
            .map(|(_, m)| *m)
    }
}

/// Every category that some row knows, in the order of the catalogue.
pub(crate) fn columns(rows: &[MatrixRow]) -> Vec<Category> {
    Category::ALL
        .iter()
        .copied()
        .filter(|c| rows.iter().any(|r| r.mark(*c).is_some()))
        .collect()
}

/// Activities of the register with at least one category found: (found, all).
pub(crate) fn confirmed(rows: &[MatrixRow]) -> (u64, u64) {
    let declared = rows.iter().filter(|r| r.in_register);
    let found = declared
        .clone()
        .filter(|r| r.cells.iter().any(|(_, m)| *m == Mark::Both));
    (found.count() as u64, declared.count() as u64)
}
