//! How much of a document is read as a register: what goes beyond is told with
//! the place where it begins, never passed over in silence. The limits are far
//! above any register and low enough that a hostile document costs seconds.

use super::block::Spot;
use super::draft::{Draft, DraftActivity, Said, Unread, Why};
use super::line::spaces;
use crate::extract::{Flow, Limits, Stop};

/// Lines that say something, and rows.
const PIECES: usize = 100_000;
/// Rows: each may be an activity.
const ROWS: usize = 40_000;
/// Bytes of a structured file (JSON, YAML), which is held as a tree.
const TREE: usize = 8 << 20;
/// Lines, blank ones too.
const LINES: usize = 1_000_000;
/// Cells.
const CELLS: usize = 1_000_000;
/// Bytes of text.
const BYTES: usize = 64 << 20;
/// Cells of one row: what stands further right is left out.
pub(super) const COLUMNS: usize = 1_000;
/// Activities.
const ACTIVITIES: usize = 20_000;
/// Values of the register that comes of it: below what `register::yaml` reads.
const VALUES: usize = 1_900_000;
/// Passages that were struck out or hidden, remarks, problems.
const REMARKS: usize = 10_000;
/// Characters of a passage that are kept where it was not read.
const QUOTED: usize = 400;

/// What the readers of files may take.
pub(super) fn limits() -> Limits {
    Limits {
        cells: 2 * CELLS as u64,
        part: 256 << 20,
        ..Limits::default()
    }
}

/// What has been read of a document, and where that was too much.
#[derive(Debug, Default)]
pub(super) struct Room {
    pieces: usize,
    lines: usize,
    rows: usize,
    cells: usize,
    bytes: usize,
    is_full: bool,
    /// What was not read.
    pub(super) unread: Vec<Unread>,
}

impl Room {
    /// Counts text that comes; whether there is room for it.
    pub(super) fn holds(&mut self, text: &str) -> bool {
        self.bytes += text.len();
        self.lines += text.bytes().filter(|b| *b == b'\n').count();
        self.lines <= LINES && self.bytes <= BYTES
    }

    /// Takes a line or row of so many cells; false from the first on for which
    /// there is no room, which is told.
    pub(super) fn take(&mut self, cells: usize, at: &Spot, text: &str) -> bool {
        if self.is_full {
            return false;
        }
        self.pieces += 1;
        self.rows += usize::from(cells > 0);
        self.cells += cells;
        if self.pieces > PIECES || self.rows > ROWS || self.cells > CELLS {
            self.fill(at, text);
        }
        !self.is_full
    }

    /// Whether so many more lines are too many.
    pub(super) const fn is_beyond(&self, lines: usize) -> bool {
        self.pieces + lines > PIECES
    }

    /// Nothing more is read from here on.
    pub(super) fn fill(&mut self, at: &Spot, text: &str) {
        if !std::mem::replace(&mut self.is_full, true) {
            self.tell(Why::Limit, at, text);
        }
    }

    /// Tells a passage that is not read.
    pub(super) fn tell(&mut self, why: Why, at: &Spot, text: &str) {
        if self.unread.len() < REMARKS {
            self.unread.push(unread(why, at, text));
        }
    }

    /// Whether to go on.
    pub(super) const fn flow(&self) -> Flow {
        if self.is_full { Err(Stop) } else { Ok(()) }
    }
}

/// What is told of a structured file that is too large to be read; none of others.
pub(super) fn too_large(bytes: &[u8]) -> Option<Unread> {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(QUOTED)]);
    (bytes.len() > TREE).then(|| unread(Why::Limit, &Spot::Line(1), &start))
}

/// Whether so many remarks or problems are enough.
pub(super) const fn is_enough(remarks: usize) -> bool {
    remarks >= REMARKS
}

fn unread(why: Why, at: &Spot, text: &str) -> Unread {
    let short: String = text.chars().take(QUOTED).collect();
    let said = Said {
        text: spaces(&short),
        at: at.clone(),
    };
    Unread { said, why }
}

/// Leaves out the activities that are too many, and tells the first.
pub(super) fn bounded(mut draft: Draft) -> Draft {
    let mut values = 0;
    let beyond = draft.activities.iter().enumerate().position(|(n, a)| {
        values += values_of(a);
        n >= ACTIVITIES || values > VALUES
    });
    if let Some(n) = beyond {
        let first = &draft.activities[n].name;
        let told = unread(Why::Limit, &first.at, &first.text);
        draft.unread.push(told);
        draft.activities.truncate(n);
    }
    draft
}

/// About how many values an activity is in a register: what each has, and what
/// stands beside each passage (never less than counted in registers of one row a
/// fiche and of some thousand items).
fn values_of(activity: &DraftActivity) -> usize {
    let written = serde_json::to_string(activity).unwrap_or_default();
    35 + 13 * written.matches("\"text\":").count()
}
