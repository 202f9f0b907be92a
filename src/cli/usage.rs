//! What is said to arguments that cannot be understood, or that ask for help.

use super::args::LangArg;
use super::lang::{self, Lang};
use super::{environment, print};
use crate::source::redact;
use clap::ValueEnum as _;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::error::Error as _;
use std::process::ExitCode;

/// Help and version are answers (0); anything else about arguments is a usage
/// error (2), with the reason last. No password that stands in them is repeated.
pub(super) fn answer(e: &clap::Error) -> ExitCode {
    if !e.use_stderr() {
        _ = e.print();
        return ExitCode::SUCCESS;
    }
    let lang = lang_asked(std::env::args_os().filter_map(|a| a.into_string().ok()));
    let french = (lang == Lang::Fr).then(|| in_french(e)).flatten();
    let text = french.unwrap_or_else(|| e.render().to_string());
    print::err(redacted(&text).trim_end());
    print::err(match lang {
        Lang::Fr => "limier : code 2, usage ; voir limier --help",
        Lang::En => "limier: code 2, usage; see limier --help",
    });
    ExitCode::from(2)
}

/// The language that arguments ask for which could not be read as a whole.
fn lang_asked(given: impl Iterator<Item = String>) -> Lang {
    let given: Vec<String> = given.collect();
    let next = given.iter().zip(given.iter().skip(1));
    let apart = next.filter(|(a, _)| *a == "--lang").map(|(_, v)| v.clone());
    let joined = given.iter().filter_map(|a| a.strip_prefix("--lang="));
    let asked = apart.chain(joined.map(str::to_owned)).last();
    let asked = asked.or_else(|| environment::text("LIMIER_LANG"));
    lang::choose(asked.and_then(|l| LangArg::from_str(&l, true).ok()))
}

/// What clap says, in French; none for what only clap can say.
fn in_french(e: &clap::Error) -> Option<String> {
    let list = |kind| match e.get(kind) {
        Some(ContextValue::String(s)) => vec![s.clone()],
        Some(ContextValue::Strings(all)) => all.clone(),
        _ => Vec::new(),
    };
    let one = |kind| list(kind).into_iter().next();
    let argument = one(ContextKind::InvalidArg);
    let value = one(ContextKind::InvalidValue).filter(|v| !v.is_empty());
    let what = match (e.kind(), argument, value) {
        (ErrorKind::UnknownArgument, Some(a), _) if a.starts_with('-') => {
            format!("option inconnue : '{a}'")
        }
        (ErrorKind::UnknownArgument, Some(a), _) => format!("argument inattendu : '{a}'"),
        (ErrorKind::InvalidSubcommand, ..) => {
            let name = one(ContextKind::InvalidSubcommand)?;
            format!("commande inconnue : '{name}'")
        }
        (ErrorKind::InvalidValue, Some(a), None) => format!("il manque une valeur à '{a}'"),
        (ErrorKind::InvalidValue | ErrorKind::ValueValidation, Some(a), Some(v)) => {
            format!("valeur refusée pour '{a}' : '{v}'")
        }
        (ErrorKind::MissingRequiredArgument, ..) => {
            let missing = list(ContextKind::InvalidArg).join(", ");
            format!("il manque : {missing}")
        }
        (ErrorKind::MissingSubcommand, ..) => "il manque une commande".to_owned(),
        (ErrorKind::ArgumentConflict, Some(a), _) => match list(ContextKind::PriorArg).join(", ") {
            other if other.is_empty() || other == a => {
                format!("'{a}' ne peut être donné qu’une fois")
            }
            other => format!("'{a}' ne va pas avec '{other}'"),
        },
        _ => return None,
    };
    let mut out = format!("erreur: {what}");
    if let Some(why) = e.source().and_then(|s| expected(&s.to_string())) {
        out += &format!(" ({why})");
    }
    let valid = list(ContextKind::ValidValue);
    let valid = match valid.is_empty() {
        true => list(ContextKind::ValidSubcommand),
        false => valid,
    };
    if !valid.is_empty() {
        out += &format!("\n  valeurs possibles : {}", valid.join(", "));
    }
    let near = [
        ContextKind::SuggestedArg,
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedValue,
    ];
    let near: Vec<String> = near.into_iter().flat_map(list).collect();
    if !near.is_empty() {
        out += &format!("\n  → vouliez-vous dire {} ?", near.join(" ou "));
    }
    if let Some(ContextValue::StyledStr(usage)) = e.get(ContextKind::Usage) {
        let usage = usage.to_string();
        let usage = usage.strip_prefix("Usage: ").unwrap_or(&usage);
        out += &format!("\n\nUsage : {usage}");
    }
    Some(out)
}

/// What a value should have been, from the words of the number parser.
fn expected(said: &str) -> Option<String> {
    if said.contains("invalid digit") || said.contains("empty string") {
        return Some("un nombre entier est attendu".to_owned());
    }
    if said.contains("too large") {
        return Some("nombre trop grand".to_owned());
    }
    let (_, range) = said.split_once(" is not in ")?;
    let (from, to) = range.split_once("..")?;
    Some(format!("de {from} à {}", to.trim_start_matches('=')))
}

/// A message that may quote arguments of this program, without their passwords.
pub(super) fn redacted(text: &str) -> String {
    let given = std::env::args_os().skip(1);
    without_passwords(text, given.map(|a| a.to_string_lossy().into_owned()))
}

/// `text` with every argument, or value of one, that it quotes redacted.
fn without_passwords(text: &str, given: impl Iterator<Item = String>) -> String {
    let mut quoted: Vec<String> = Vec::new();
    for argument in given {
        let value = argument.split_once('=').map(|(_, value)| value.to_owned());
        let joined = argument.strip_prefix('-').and_then(|a| a.get(1..));
        quoted.extend(value);
        quoted.extend(joined.map(str::to_owned));
        quoted.push(argument);
    }
    quoted.retain(|q| redact(q) != *q);
    // a value stands in its argument, too
    quoted.sort_by_key(|q| std::cmp::Reverse(q.len()));
    quoted
        .iter()
        .fold(text.to_owned(), |text, q| text.replace(q, &redact(q)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_of_arguments_are_not_repeated() {
        for (argument, quoted) in [
            ("postgres://a:s3cret@h/d", "postgres://a:s3cret@h/d"),
            ("--lang=postgres://a:s3cret@h/d", "postgres://a:s3cret@h/d"),
            ("-rpostgres://a:s3cret@h/d", "postgres://a:s3cret@h/d"),
            (
                "--x=host=h password = s3cret",
                "--x=host=h password = s3cret",
            ),
        ] {
            let text = format!("error: unexpected '{quoted}', tip: '-- {quoted}'");
            let shown = without_passwords(&text, [argument.to_owned()].into_iter());
            assert!(shown.contains("***") && !shown.contains("cret"), "{shown}");
            assert!(shown.starts_with("error: unexpected"));
        }
    }
}
