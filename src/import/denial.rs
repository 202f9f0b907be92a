//! How registers say that something is not so: `pas de`, `aucune`, `sans`, `ne sont
//! pas`, `: non`. The words are data (`rules/register/denials.toml`); whoever reads
//! what a text names asks here first, so that a "no" never declares.

use serde::Deserialize;
use std::sync::LazyLock;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    whole: Vec<String>,
    detail: Vec<String>,
    refusals: Vec<String>,
    deeds: Vec<String>,
    lists: Vec<String>,
    orders: Vec<String>,
    exceptions: Vec<String>,
    lasting: Vec<String>,
    own: Vec<String>,
    answers: Vec<String>,
    doubts: Vec<String>,
    leaves: Vec<String>,
    conditions: Vec<String>,
    resumes: Vec<String>,
    numbers: Vec<String>,
    qualifies: Vec<String>,
    withdrawn: Vec<String>,
    may: Vec<String>,
    passed: Vec<String>,
    negators: Vec<String>,
    limits: Vec<String>,
    nouns: Vec<String>,
    nothing: Vec<String>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    toml::from_str(include_str!("../../rules/register/denials.toml"))
        .expect("denials.toml is well-formed: tested")
});

/// Whether folded words deny all that they say (`ne sont pas collectées`).
pub(super) fn whole(words: &str) -> bool {
    let padded = format!(" {words} ");
    let says = |w: &String| padded.contains(&format!(" {w} "));
    WORDS.whole.iter().any(says) || has_denied_verb(words)
}

/// Words between the `ne` of a denial and its verb, and between that and its `pas`.
const NEAR: usize = 2;

/// Whether a verb of processing stands between a `ne` and its second half (`n'en
/// comporte pas`, `ne recueillons donc aucune`).
fn has_denied_verb(words: &str) -> bool {
    if !words.split(' ').any(|w| matches!(w, "n" | "ne")) {
        return false;
    }
    let list: Vec<&str> = words.split(' ').collect();
    let is_deed = |w: &&str| WORDS.deeds.iter().any(|d| w.starts_with(d.as_str()));
    let denied = |at: usize| {
        let after = &list[at + 1..];
        let verb = after.iter().take(NEAR + 1).position(is_deed)?;
        let rest = &after[verb + 1..];
        let of = |w: &&str| WORDS.negators.iter().any(|n| n == w);
        let no = rest.iter().take(NEAR).position(of)?;
        // `ne conserve plus que`: keeps
        (rest.get(no + 1) != Some(&"que")).then_some(())
    };
    let mut starts = (0..list.len()).filter(|at| matches!(list[*at], "n" | "ne"));
    starts.any(|at| denied(at).is_some())
}

/// Whether a clause that names no data denies what stands before it (`religion :
/// aucune donnée n'est collectée`, `santé : ce traitement n'en comporte pas`).
pub(super) fn of_it(clause: &str) -> bool {
    let none = || {
        let begins_none = |w: &String| {
            let rest = clause.strip_prefix(w.as_str())?.strip_prefix(' ')?;
            let noun = rest.split(' ').next()?;
            WORDS.nouns.iter().any(|n| n == noun).then_some(())
        };
        WORDS.negators.iter().any(|w| begins_none(w).is_some())
    };
    !keeps_inside(clause) && (whole(clause) || refuses(clause) || none())
}

/// Whether an answer is of several things (`non collectés`, `néant`): of the whole
/// list before it.
pub(super) fn of_several(clause: &str) -> bool {
    let plural =
        |w: &str| w.ends_with('s') && WORDS.deeds.iter().any(|d| w.starts_with(d.as_str()));
    let first = clause.split(' ').next().unwrap_or_default();
    WORDS.nothing.iter().any(|n| n == first) || clause.split(' ').any(plural)
}

/// Whether a denial holds for some time only (`jusqu'à l'embauche`).
pub(super) fn is_limited(words: &str) -> bool {
    let padded = format!(" {words} ");
    let says = |w: &String| padded.contains(&format!(" {w} "));
    WORDS.limits.iter().any(says)
}

/// Whether a detail denies what it says (`NIR non collecté`).
pub(super) fn detail(words: &str) -> bool {
    let padded = format!(" {words} ");
    let says = |w: &String| padded.contains(&format!(" {w} "));
    WORDS.detail.iter().any(says) || refuses(words)
}

/// Whether a deed is refused (`jamais demandée`, `n'est plus utilisée`).
fn refuses(words: &str) -> bool {
    let starts = std::iter::once(0).chain(words.match_indices(' ').map(|(at, _)| at + 1));
    starts.map(|at| &words[at..]).any(is_refusal)
}

/// Whether words begin with a deed that is refused.
fn is_refusal(words: &str) -> bool {
    let after = |w: &String| words.strip_prefix(w.as_str())?.strip_prefix(' ');
    let mut deeds = WORDS.refusals.iter().filter_map(after);
    deeds.any(|deed| WORDS.deeds.iter().any(|d| deed.starts_with(d.as_str())))
}

/// Whether a clause begins with its denial, so that it is about what stands before
/// it (`jamais demandée`, `ne pas collecter`).
pub(super) fn heads(clause: &str) -> bool {
    let lists = [&WORDS.orders, &WORDS.whole, &WORDS.detail];
    lists.into_iter().flatten().any(|w| begins(clause, w)) || is_refusal(clause)
}

/// Whether a bracket begins as one that is about the whole list before it.
pub(super) fn of_list(words: &str) -> bool {
    WORDS.lists.iter().any(|w| begins(words, w))
}

/// Whether folded words say that something was and is no more (`consentement retiré`);
/// what may be withdrawn still is.
pub(super) fn ended(words: &str) -> bool {
    let has = |list: &[String]| words.split(' ').any(|w| list.iter().any(|l| l == w));
    has(&WORDS.withdrawn) && !has(&WORDS.may)
}

/// Whether folded words that deny say only that data are not passed on (`n'est pas
/// transmis`): these may well be processed.
pub(super) fn keeps_inside(words: &str) -> bool {
    let begins = |list: &[String]| {
        let of = |w: &str| list.iter().any(|l| w.starts_with(l.as_str()));
        words.split(' ').any(of)
    };
    begins(&WORDS.passed) && !begins(&WORDS.deeds)
}

/// Whether a text answers with a no, and says why (`Non – seule la santé de
/// l'animal`): a no before a dash or a colon that no exception follows.
pub(super) fn explains_no(text: &str) -> bool {
    let Some((first, rest)) = text
        .split_once([':', '–', '—'])
        .or_else(|| text.split_once(" - "))
    else {
        return false;
    };
    let words = format!(" {} ", crate::model::folded_words(rest));
    let excepts = |w: &String| words.contains(&format!(" {w} "));
    is_no(&crate::model::folded_words(first)) && !WORDS.exceptions.iter().any(excepts)
}

/// Whether folded words are a no, as an answer.
pub(super) fn is_no(words: &str) -> bool {
    WORDS.answers.iter().any(|w| w == words)
}

/// Whether folded words leave it open whether what they name is so (`handicap
/// éventuel`).
pub(super) fn doubts(words: &str) -> bool {
    let padded = format!(" {words} ");
    let says = |w: &String| padded.contains(&format!(" {w} "));
    WORDS.doubts.iter().any(says)
}

/// What a denial leaves over: the folded words before the first exception, and those
/// after it; none where it is only a condition (`sauf si`).
pub(super) fn leaves(words: &str) -> Option<(&str, &str)> {
    let starts = std::iter::once(0).chain(words.match_indices(' ').map(|(at, _)| at + 1));
    for at in starts {
        let rest = &words[at..];
        let found = WORDS.leaves.iter().filter(|w| begins(rest, w));
        if let Some(word) = found.max_by_key(|w| w.len()) {
            let left = rest[word.len()..].trim_start();
            let conditional = WORDS.conditions.iter().any(|w| begins(left, w));
            return (!conditional && !left.is_empty()).then(|| (words[..at].trim_end(), left));
        }
    }
    None
}

/// Whether a detail takes up again what is said after a denial (`mais le nom`, `e-mail
/// seulement`).
pub(super) fn resumes(words: &str) -> bool {
    let ends = |w: &String| {
        let rest = words.strip_suffix(w.as_str());
        rest.is_some_and(|rest| rest.ends_with(' '))
    };
    WORDS.resumes.iter().any(|w| begins(words, w) || ends(w))
}

/// Whether what is denied is so in some place or respect only (`pas de NIR dans les
/// exports`, `aucune donnée n'est transmise`).
pub(super) fn qualified(words: &str) -> bool {
    words
        .split(' ')
        .any(|w| WORDS.qualifies.iter().any(|q| q == w))
}

/// A detail cut at its first denial: what it says, what it denies, and whether the
/// denial goes on over the details after it.
pub(super) fn split(words: &str) -> (&str, &str, bool) {
    let starts = std::iter::once(0).chain(words.match_indices(' ').map(|(at, _)| at + 1));
    for at in starts {
        let rest = &words[at..];
        if WORDS.numbers.iter().any(|w| begins(rest, w)) {
            continue;
        }
        let of = |list: &'static [String]| list.iter().find(|w| begins(rest, w));
        let lasting = of(&WORDS.lasting);
        if let Some(word) = lasting.or_else(|| of(&WORDS.own)) {
            let denied = rest[word.len()..].trim_start();
            return (words[..at].trim_end(), denied, lasting.is_some());
        }
    }
    (words, "", false)
}

fn begins(words: &str, start: &str) -> bool {
    let rest = words.strip_prefix(start);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::folded_words;

    #[test]
    fn words_are_folded() {
        let w = &*WORDS;
        for list in [
            &w.whole,
            &w.detail,
            &w.refusals,
            &w.deeds,
            &w.lists,
            &w.orders,
            &w.exceptions,
            &w.lasting,
            &w.own,
            &w.answers,
            &w.doubts,
            &w.leaves,
            &w.conditions,
            &w.resumes,
            &w.numbers,
            &w.qualifies,
            &w.withdrawn,
            &w.may,
            &w.passed,
            &w.negators,
            &w.limits,
            &w.nouns,
            &w.nothing,
        ] {
            assert!(list.iter().all(|word| &folded_words(word) == word));
        }
    }

    #[test]
    fn details_are_cut_at_their_denial() {
        assert_eq!(split("nom sans prenom"), ("nom", "prenom", false));
        assert_eq!(split("pas de photo"), ("", "photo", true));
        assert_eq!(split("no de telephone"), ("no de telephone", "", false));
        assert_eq!(
            split("donnees non nominatives"),
            ("donnees non nominatives", "", false)
        );
        assert!(whole("ces donnees ne sont pas stockees") && !whole("nom et prenom"));
    }
}
