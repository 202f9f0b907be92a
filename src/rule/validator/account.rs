//! Names of accounts: which dotted words name a person (`lucie.morvan`) rather than
//! a member of a program (`config.user`), and which codes are ledger accounts.

use crate::rule::dictionary::{self, Key};

/// Last parts of files, hosts and programs: no names of persons.
const THINGS: &[&str] = &[
    "com", "org", "net", "json", "txt", "pdf", "csv", "xml", "html", "doc", "docx", "xls", "xlsx",
    "png", "jpg", "exe", "log", "conf", "ini", "yml", "yaml", "java", "sql", "bat", "name", "user",
    "login", "id", "key", "value", "length", "username", "account", "email",
];

/// Whether a value of two parts and a dot is made of a first name and a surname, or
/// of an initial and a surname. One part must be in the dictionary and no word.
pub(super) fn names_person(value: &str) -> bool {
    let Some((first, last)) = value.split_once('.') else {
        return false;
    };
    let letters = |part: &str| part.chars().all(|c| c.is_alphabetic() || c == '-');
    let sane = !first.is_empty() && last.chars().count() > 2 && letters(first) && letters(last);
    if !sane || THINGS.contains(&last.to_ascii_lowercase().as_str()) {
        return false;
    }
    let (Some(one), Some(two)) = (Key::of(first), Key::of(last)) else {
        return false;
    };
    let (word, last_word) = (
        dictionary::is_common_word(&one),
        dictionary::is_common_word(&two),
    );
    let surname = dictionary::surname(&two).is_some();
    let given = dictionary::first_name(&one).is_some() && !word;
    let initial = first.chars().nth(1).is_none();
    given && (surname || !last_word) || surname && !last_word && (initial || !word)
}

/// Whether a value is an account of a ledger of customers or suppliers
/// (`411DUPONT`, `401FOURN01`): class 4 of the French chart of accounts.
pub(super) fn is_ledger(value: &str) -> bool {
    let digits = value.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &value[digits..];
    value.starts_with('4')
        && digits >= 3
        && rest
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn persons_are_told_from_programs() {
        for value in [
            "lucie.morvan",
            "noe.petrovic",
            "p.durand",
            "margaux.meunier",
        ] {
            assert!(names_person(value), "{value}");
        }
        for value in [
            "config.user",
            "self.login",
            "os.path",
            "martin.json",
            "lucie",
            "max.length",
        ] {
            assert!(!names_person(value), "{value}");
        }
    }

    #[test]
    fn ledger_accounts() {
        assert!(is_ledger("411DUPONT") && is_ledger("401F01"));
        assert!(!is_ledger("41abc") && !is_ledger("jdupont") && !is_ledger("411dupont"));
    }
}
