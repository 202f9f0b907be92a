//! Which lines of a web page are headings: its reader gives lines as they are seen,
//! and a heading says how it is written only by its tag.

use super::line::without_tags;
use std::collections::HashMap;

/// Headings that are looked for, at most.
const MANY: usize = 2_000;
/// Bytes of one, at most.
const LONG: usize = 1_000;

/// The headings of a page and their levels, by their letters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Headed(HashMap<String, u8>);

impl Headed {
    /// Those of a page.
    pub(super) fn of(page: &str) -> Self {
        let mut all = HashMap::new();
        // the letters of tags are of one byte in any case
        let lower = page.to_ascii_lowercase();
        for (at, _) in lower.match_indices("<h").take(MANY) {
            let rest = &lower[at + 2..];
            let Some(level) = rest.bytes().next().filter(|b| (b'1'..=b'6').contains(b)) else {
                continue;
            };
            let near = &rest[..rest.floor_char_boundary(LONG)];
            let (Some(open), Some(close)) = (near.find('>'), near.find("</h")) else {
                continue;
            };
            if open < close {
                let words = without_tags(&page[at + 2 + open + 1..at + 2 + close]);
                all.entry(letters(&words)).or_insert(level - b'0');
            }
        }
        all.remove("");
        Self(all)
    }

    /// The level of a line that is a heading.
    pub(super) fn level(&self, line: &str) -> Option<u8> {
        if self.0.is_empty() || line.len() > LONG {
            return None;
        }
        self.0.get(&letters(line)).copied()
    }
}

/// The letters and digits of a text: white space and markup are none.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_of_a_page() {
        let page = "<H1 class=x>Vie  privée</H1><p>Bonjour</p>\n<h2><b>Vos</b> droits</h2><h3>x<hr><h9>y</h9>";
        let headed = Headed::of(page);
        assert_eq!(headed.level("Vie privée"), Some(1));
        assert_eq!(headed.level("Vos droits"), Some(2));
        assert_eq!(headed.level("Bonjour"), None);
        assert_eq!(headed.level(""), None);
    }
}
