//! How people name a column: by its header, else by its letter.

use super::{Lang, phrase};
use crate::model::Place;
use crate::report::visible;

/// `Feuil1, colonne « num_secu »`; empty in running text.
pub(crate) fn of(lang: Lang, place: &Place) -> String {
    let sheet = place
        .sheet
        .as_deref()
        .map(|s| visible::text(s).into_owned());
    let header = place.header.as_deref().map(visible::text);
    let column = match (header, place.column.filter(|c| *c > 0)) {
        (Some(h), _) => {
            Some(phrase::COLUMN_NAMED.with(lang, &[("name", &visible::shorten(&h, 60))]))
        }
        (None, Some(n)) => Some(phrase::COLUMN_AT.with(lang, &[("letter", &letters(n))])),
        (None, None) => None,
    };
    sheet
        .into_iter()
        .chain(column)
        .collect::<Vec<_>>()
        .join(", ")
}

/// A column number as spreadsheets write it: 1 is A, 27 is AA.
pub(crate) fn letters(mut n: u32) -> String {
    let mut out = Vec::new();
    while n > 0 {
        n -= 1;
        out.push(char::from(b'A' + (n % 26) as u8));
        n /= 26;
    }
    out.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::letters;

    #[test]
    fn columns_have_letters() {
        assert_eq!(letters(1), "A");
        assert_eq!(letters(26), "Z");
        assert_eq!(letters(27), "AA");
        assert_eq!(letters(16_384), "XFD");
    }
}
