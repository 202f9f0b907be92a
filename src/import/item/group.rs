//! What becomes of the details of a list that a "no" behind a colon or in a bracket
//! answers together (`NIR, santé : non collectés`).
//!
//! A "no" is of the detail before it, and of those listed before that as far as they
//! are of its kind. Where it may be of them or not, they are open: neither declared
//! nor forbidden, and told.

use super::super::answer::is_answer;
use super::super::denial;
use super::open::left_over;
use super::{Detail, bracket, of_detail};
use crate::model::folded_words;

/// What an answer behind a detail makes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// Nothing: it stands as it is.
    Said,
    /// It is denied.
    Denied,
    /// It may be denied or not.
    Open,
}

/// Members of a list before an answer that are looked at, so that none costs more.
const MEMBERS: usize = 64;

/// What becomes of each detail.
pub(super) fn fates(details: &[Detail<'_>]) -> Vec<Fate> {
    let mut fates = vec![Fate::Said; details.len()];
    for (at, pair) in details.windows(2).enumerate() {
        let [detail, next] = pair else { continue };
        if !answers(detail, next) {
            continue;
        }
        fates[at] = Fate::Denied;
        if !matches!(detail.end, Some(':' | '(')) {
            continue;
        }
        let answer = match detail.end {
            Some('(') => bracket(detail.rest),
            _ => next.text,
        };
        let several = denial::of_several(&folded_words(answer));
        // a bracket is of the word before it
        if detail.end == Some('(') && !several {
            continue;
        }
        let special = |text: &str| {
            let items = of_detail(&folded_words(text)).items;
            items.first().map(|i| i.category().is_special())
        };
        let answered = special(detail.text);
        let members = details[..at].iter().enumerate().rev().take(MEMBERS);
        for (n, member) in members {
            let listed = matches!(member.end, Some(',' | '/' | '|'));
            let valued = n > 0 && matches!(details[n - 1].end, Some(':' | '('));
            let Some(own) = special(member.text).filter(|_| listed && !valued) else {
                break;
            };
            let words = folded_words(member.text);
            if is_answer(&words) || !denial::split(&words).1.is_empty() || denial::detail(&words) {
                break;
            }
            fates[n] = match (own, answered) {
                (true, Some(true)) => Fate::Denied,
                (false, Some(false)) if several => Fate::Denied,
                (false, Some(true)) if !several => Fate::Said,
                _ => Fate::Open,
            };
        }
    }
    fates
}

/// Whether a detail stands in a bracket that only explains the "no" before it
/// (`non (paiement par carte)`).
pub(super) fn explains(details: &[Detail<'_>], at: usize) -> bool {
    let before = at.checked_sub(1).map(|b| &details[b]);
    let Some(before) = before.filter(|b| b.end == Some('(')) else {
        return false;
    };
    let no = folded_words(before.text);
    let refused = denial::is_no(&no) && is_answer(&no);
    let words = folded_words(details[at].text);
    refused && !denial::resumes(&words) && left_over(&words, true).is_none()
}

/// Whether what follows a detail is a "no" to it: an answer, or behind a colon or
/// in a bracket a clause that begins with its denial (`religion : jamais demandée`).
fn answers(detail: &Detail<'_>, next: &Detail<'_>) -> bool {
    if denial::is_no(&folded_words(next.text)) {
        return true;
    }
    let clauses = match detail.end {
        Some('(') => bracket(detail.rest),
        Some(':') => next.text,
        _ => return false,
    };
    let of_it = |c: &str| denial::of_it(c) && of_detail(c).items.is_empty();
    let mut clauses = clauses.split(',').map(folded_words);
    clauses.any(|c| denial::is_no(&c) || denial::heads(&c) || of_it(&c))
}
