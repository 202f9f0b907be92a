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
/// would be found once for each file below them.
#[must_use]
pub fn worth_reading(name: &str) -> Option<String> {
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let digits = last.bytes().filter(u8::is_ascii_digit).count();
    (digits >= DIGITS || last.contains('@')).then(|| parted(last))
}

/// A name with its words parted, of the same length: `_` joins them in names,
/// and what follows the last dot is the kind of the file, unless it is needed to
/// make an address of mail (`anne@exemple.fr`).
#[must_use]
pub fn parted(name: &str) -> String {
    let mut words = name.replace('_', " ");
    // `tel+33612345678`: the `+` begins a word
    if let Some(plus) = words.find('+')
        && words[..plus].ends_with(|c: char| c.is_ascii_alphanumeric())
        && !words.contains('@')
    {
        words.replace_range(plus - 1..plus, " ");
    }
    let Some(dot) = words.rfind('.') else {
        return words;
    };
    let needed = words
        .find('@')
        .is_some_and(|at| words.get(at..dot).is_none_or(|host| !host.contains('.')));
    match needed {
        true => words,
        false => format!("{} {}", &words[..dot], &words[dot + 1..]),
    }
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
            Some("NIR 2550814168025 pdf")
        );
        let read = |name| worth_reading(name).unwrap_or_default();
        assert_eq!(read("CV_anne@exemple.fr.eml"), "CV anne@exemple.fr eml");
        assert_eq!(read("anne@exemple.fr"), "anne@exemple.fr");
        assert_eq!(read("tel+33612345678.vcf"), "te +33612345678 vcf");
        assert_eq!(read("a.b@c"), "a.b@c");
        assert_eq!(last(&"a/b.txt".into()), "b.txt");
        assert_eq!(last(&"b.txt".into()), "b.txt");
    }
}
