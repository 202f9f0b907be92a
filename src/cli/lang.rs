//! The language of messages.

use super::args::LangArg;

pub(super) use crate::report::Lang;

/// A number and its noun; French takes the singular for 0 and 1, English for 1.
pub(super) fn plural<N>(lang: Lang, n: N, fr: [&str; 2], en: [&str; 2]) -> String
where
    N: PartialOrd + From<u8> + std::fmt::Display,
{
    let one = N::from(1);
    match lang {
        Lang::Fr => format!("{n} {}", fr[usize::from(n > one)]),
        Lang::En => format!("{n} {}", en[usize::from(n != one)]),
    }
}

/// The asked language, else the locale's, else French.
pub(super) fn choose(asked: Option<LangArg>) -> Lang {
    match asked {
        Some(LangArg::Fr) => Lang::Fr,
        Some(LangArg::En) => Lang::En,
        None => from_locale(
            ["LC_ALL", "LC_MESSAGES", "LANG"]
                .into_iter()
                .filter_map(super::environment::text),
        ),
    }
}

/// The first locale that is set decides; only an English one (not `C`) gives
/// English.
fn from_locale(mut locales: impl Iterator<Item = String>) -> Lang {
    match locales.find(|l| !l.is_empty()) {
        Some(l) if l.starts_with("en") => Lang::En,
        _ => Lang::Fr,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_locale_set_decides() {
        let of = |l: &[&str]| from_locale(l.iter().map(|s| (*s).to_owned()));
        assert_eq!(of(&["", "en_GB.UTF-8"]), Lang::En);
        assert_eq!(of(&["fr_FR.UTF-8", "en_GB.UTF-8"]), Lang::Fr);
        assert_eq!(of(&["C.UTF-8"]), Lang::Fr);
        assert_eq!(of(&[]), Lang::Fr);
    }
}
