//! Names of files and members: they may hold an identifier themselves
//! (`NIR_2550814168025.pdf`).

use crate::model::PathName;

/// Digits that the shortest number worth finding has.
const DIGITS: usize = 7;

/// The last part of a path.
pub(super) fn last(path: &PathName) -> String {
    let text = path.to_lossy();
    text.rsplit('/').next().unwrap_or(&text).to_owned()
}

/// The text of a name that may hold a number or an address; none for most, so
/// that most cost nothing. Directories inside a member's name are left out: they
/// would be found once for each file below them. `_` joins words in names and
/// parts them here.
#[must_use]
pub fn worth_reading(name: &str) -> Option<String> {
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let digits = last.bytes().filter(u8::is_ascii_digit).count();
    (digits >= DIGITS || last.contains('@')).then(|| last.replace('_', " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_with_enough_digits_or_an_at_are_read() {
        assert_eq!(worth_reading("rapport 2024-03.pdf"), None);
        assert_eq!(worth_reading("a/2550814168025/x.pdf"), None);
        assert_eq!(
            worth_reading("rh\\NIR_2550814168025.pdf").as_deref(),
            Some("NIR 2550814168025.pdf")
        );
        assert!(worth_reading("anne@exemple.fr.eml").is_some());
        assert_eq!(last(&"a/b.txt".into()), "b.txt");
        assert_eq!(last(&"b.txt".into()), "b.txt");
    }
}
