//! Remarks that say the same of several fiches, told once: the heaviest first.

use super::{Remark, Weight, sort_name};

/// Remarks of one code that call for the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group<'r> {
    /// How much they weigh.
    pub weight: Weight,
    /// In the order of the file.
    pub remarks: Vec<&'r Remark>,
}

impl Group<'_> {
    /// The words with which all begin.
    #[must_use]
    pub fn common(&self, french: bool) -> &str {
        let first = self.remarks[0].what.text(french);
        let mut length = first.len();
        for remark in &self.remarks[1..] {
            let other = remark.what.text(french);
            let pairs = first.char_indices().zip(other.chars());
            let same = pairs.take_while(|((_, a), b)| a == b);
            let end = same.map(|((at, a), _)| at + a.len_utf8()).last();
            length = length.min(end.unwrap_or(0));
        }
        match length == first.len() && self.agrees() {
            true => first,
            false => &first[..first[..length].rfind(' ').map_or(0, |at| at + 1)],
        }
    }

    /// What all say; of what differs the words with which all begin, else what such
    /// remarks are called.
    #[must_use]
    pub fn title(&self, french: bool) -> String {
        let n = self.remarks.len();
        let name = sort_name(self.remarks[0].code);
        match (self.common(french).trim_end(), name) {
            (all, _) if self.agrees() => all.to_owned(),
            ("", Some((fr, en))) => format!("{} ({n})", if french { fr } else { en }),
            (begin, _) => format!("{begin} … ({n})"),
        }
    }

    /// Whether all say the same in so many words.
    #[must_use]
    pub fn agrees(&self) -> bool {
        self.remarks.iter().all(|r| r.what == self.remarks[0].what)
    }
}

/// The groups of remarks: by weight, then those of most fiches first, then in the
/// order of the file.
#[must_use]
pub fn groups(remarks: &[Remark]) -> Vec<Group<'_>> {
    let mut all: Vec<Group<'_>> = Vec::new();
    let mut places = std::collections::BTreeMap::new();
    for remark in remarks {
        // what is empty is told field by field, what else differs side by side
        let told = (remark.code == "field-empty").then_some(&remark.what);
        let key = (remark.code, &remark.cure, told);
        let at = *places.entry(key).or_insert_with(|| {
            all.push(Group {
                weight: remark.weight(),
                remarks: Vec::new(),
            });
            all.len() - 1
        });
        all[at].remarks.push(remark);
    }
    all.sort_by_key(|g| (g.weight, std::cmp::Reverse(g.remarks.len())));
    all
}
