//! What is said to arguments that cannot be understood, or that ask for help.

use super::print;
use crate::source::redact;
use std::process::ExitCode;

/// Help and version are answers (0); anything else about arguments is a usage
/// error (2), with the reason last. No password that stands in them is repeated.
pub(super) fn answer(e: &clap::Error) -> ExitCode {
    if !e.use_stderr() {
        _ = e.print();
        return ExitCode::SUCCESS;
    }
    let text = e.render().to_string();
    let shown = redacted(&text);
    if shown == text {
        _ = e.print();
    } else {
        print::err(&shown);
    }
    print::err("limier: code 2, usage; see limier --help");
    ExitCode::from(2)
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
