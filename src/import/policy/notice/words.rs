//! The vocabulary of notices, from `rules/register/notice.toml`, and what sentences
//! say by it: whether data are taken, whether that is denied, what for.

use super::super::time;
use super::super::voice;
use super::super::words::{Folded, Phrases, WORDS as POLICY};
use serde::Deserialize;
use std::ops::Range;
use std::sync::LazyLock;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    pub(super) subject: Phrases,
    pub(super) strong: Phrases,
    pub(super) grounds: Phrases,
    pub(super) lessons: Phrases,
    pub(super) lists: Phrases,
    gathers: Phrases,
    takes: Phrases,
    passive: Phrases,
    definite: Phrases,
    bodies: Phrases,
    yours: Phrases,
    denials: Phrases,
    contracted: Phrases,
    only: Phrases,
    turns: Vec<String>,
    limits: Phrases,
    pub(super) doubts: Phrases,
    aims: Phrases,
    no_aims: Phrases,
    serves: Phrases,
    served: Phrases,
    objects: Phrases,
    pronouns: Phrases,
    these: Phrases,
    pub(super) lacks: Phrases,
    pub(super) rights: Phrases,
    bases: Phrases,
    pub(super) given: Phrases,
    pub(super) kept: Phrases,
}

pub(super) static WORDS: LazyLock<Words> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../../rules/register/notice.toml"))
        .expect("notice.toml is well-formed: tested")
});

/// Words between a verb and the word that denies it, at most.
const NEAR: usize = 3;
/// Words of a body and its name before its verb, at most.
const NAMED: usize = 9;

/// Where a sentence says that data are taken, in words; and whether the verb stands
/// after the data.
pub(super) fn takes(text: &Folded) -> Option<(Range<usize>, bool)> {
    if let Some(verb) = WORDS.gathers.first_in(text) {
        return Some((verb, false));
    }
    let verb = WORDS.takes.first_in(text)?;
    if !WORDS.yours.stand_in(text) && !is_own(text, verb.start) {
        return None;
    }
    let first = text.words().nth(verb.start)?;
    let passive = WORDS.passive.has(first);
    Some((verb, passive))
}

/// The byte at which a sentence says that data are taken.
pub(in crate::import::policy) fn takes_at(text: &Folded) -> Option<usize> {
    let (verb, passive) = takes(text)?;
    (!passive).then(|| text.bytes[verb.start].start)
}

/// Whether the organisation itself stands before a verb (`La mairie recueille`).
fn is_own(text: &Folded, verb: usize) -> bool {
    let before: Vec<&str> = text.words().take(verb).collect();
    let near = before.windows(2).rev().take(NEAR);
    // or at its head, with its name (`L'association Les Amis du Lavoir recueille`)
    let head = before.windows(2).take(1).filter(|_| before.len() <= NAMED);
    near.chain(head)
        .any(|w| WORDS.definite.has(w[0]) && WORDS.bodies.has(w[1]))
}

/// Whether words name the organisation by what it is (`l'entreprise`).
pub(super) fn is_body(text: &str) -> bool {
    let folded = Folded::of(text);
    let mut words = folded.words();
    let head = (words.next(), words.next());
    matches!(head, (Some(a), Some(b)) if WORDS.definite.has(a) && WORDS.bodies.has(b))
}

/// Whether a text has a verb of taking data, whoever does so.
pub(in crate::import::policy) fn acts(text: &Folded) -> bool {
    WORDS.gathers.stand_in(text) || WORDS.takes.stand_in(text)
}

/// What stands beside the verb of a sentence for the data of the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refers {
    /// Nothing.
    No,
    /// Words before which others may stand (`these details`).
    Partly,
    /// All that is taken (`Nous les gardons`, `We use it`).
    Only,
}

/// Whether a sentence speaks of what was taken before.
pub(super) fn refers(text: &Folded) -> Refers {
    let Some((verb, _)) = takes(text) else {
        return Refers::No;
    };
    let before = verb.start.checked_sub(1).and_then(|i| text.words().nth(i));
    let after = text.words().nth(verb.end);
    let then = text.words().nth(verb.end + 1);
    let is = |word: Option<&str>, list: &Phrases| word.is_some_and(|w| list.has(w));
    // `We keep this for a year`
    let alone = is(after, &WORDS.these) && is(then, &POLICY.time.leads);
    match () {
        () if is(before, &WORDS.objects) || is(after, &WORDS.pronouns) || alone => Refers::Only,
        () if is(after, &WORDS.these) => Refers::Partly,
        () => Refers::No,
    }
}

/// Whether a sentence goes on with the data of the one before.
pub(super) fn goes_on(text: &str) -> bool {
    let folded = Folded::of(text);
    POLICY.forms.these.begin(&folded).is_some() || refers(&folded) != Refers::No
}

/// What a list of data says before it says how long.
pub(super) fn untimed(list: &str) -> &str {
    if !time::is_timed(list) {
        return list;
    }
    let folded = Folded::of(list);
    let timed = |i: &usize| {
        let last = folded.bytes.get(i + 1).unwrap_or(&folded.bytes[*i]);
        time::is_timed(&list[folded.bytes[*i].start..last.end])
    };
    let at = (0..folded.bytes.len()).find(timed);
    let Some(at) = at else { return list };
    let words: Vec<&str> = folded.words().take(at).collect();
    let leads = |w: &&&str| POLICY.time.leads.has(w);
    let led = words.iter().rev().take_while(leads).count();
    let last = (at - led).checked_sub(1);
    last.map_or("", |i| &list[..folded.bytes[i].end])
}

/// What a sentence says that an activity is for, whose subject that is: the word
/// after it.
pub(super) fn serves(text: &Folded) -> Option<usize> {
    let at = WORDS.serves.first_in(text)?;
    let mut before = text.words().take(at.start);
    before.any(|w| WORDS.served.has(w)).then_some(at.end)
}

/// Places in a sentence at which what it is for is looked for, at most.
const AIMS: usize = 8;

/// What a sentence denies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::import::policy) enum Denied {
    /// Nothing.
    Nothing,
    /// What follows, only: where the part that denies begins.
    From(usize),
    /// All of it, but only in some respect, or with exceptions.
    Partly,
    /// All of it.
    All,
}

/// What a sentence denies; the denial of a verb is of all that it says.
pub(in crate::import::policy) fn denied(text: &str) -> Denied {
    let folded = Folded::of(text);
    let words: Vec<&str> = folded.words().collect();
    // `n'utilisons que`: only
    let only = |i: usize| {
        let mut next = words[i + 1..].iter().take(NEAR);
        matches!(words[i], "ne" | "n") && next.any(|w| WORDS.only.has(w))
    };
    let no = |i: &usize| denies_at(&words, *i) && !only(*i);
    let Some(at) = (0..words.len()).find(no) else {
        return Denied::Nothing;
    };
    let verb = takes(&folded).map(|(verb, _)| verb);
    let verb = verb
        .or_else(|| POLICY.forms.collect.first_in(&folded))
        .unwrap_or(0..0);
    let before = &text[..folded.bytes[at].start];
    let apart = before.rfind([';', ':']);
    let listed = before.rfind([',', ';', '(', ':']).filter(|sign| {
        let end = verb_end(&folded, &verb);
        end > 0 && end <= *sign
    });
    if let Some(sign) = listed.or(apart) {
        return Denied::From(sign);
    }
    // `ask you for`, `sans jamais`: such a word limits nothing
    let part = voice::particle(&folded);
    let bound = |i: usize| part == Some(i) || denies_at(&words, i + 1);
    let limited = |i: &usize| !verb.contains(i) && !bound(*i) && WORDS.limits.has(words[*i]);
    let after = verb.end..words.len();
    let free: Vec<&str> = after.filter(|i| !bound(*i)).map(|i| words[i]).collect();
    let phrase = WORDS.limits.stand_in(&Folded::of(&free.join(" ")));
    match phrase || (0..words.len()).any(|i| limited(&i)) {
        true => Denied::Partly,
        false => Denied::All,
    }
}

/// Whether a text is about data in some respect only (`votre carte par téléphone`).
pub(super) fn is_limited(text: &str) -> bool {
    WORDS.limits.stand_in(&Folded::of(text))
}

/// Whether a word denies: one that does, or the end of one (`don't`).
fn denies_at(words: &[&str], at: usize) -> bool {
    let before = || at.checked_sub(1).map(|i| words[i]);
    let cut = |w: &&str| *w == "t" && before().is_some_and(|w| WORDS.contracted.has(w));
    let word = words.get(at);
    word.is_some_and(|w| WORDS.denials.has(w) || cut(w))
}

/// Whether the organisation says in its own voice that it takes data.
pub(in crate::import::policy) fn gathers(text: &str) -> bool {
    WORDS.gathers.stand_in(&Folded::of(text))
}

/// The byte at which a verb ends; 0 where there is none.
fn verb_end(folded: &Folded, verb: &Range<usize>) -> usize {
    let last = verb.end.checked_sub(1).and_then(|i| folded.bytes.get(i));
    last.map_or(0, |b| b.end)
}

/// A sentence cut where it turns (`..., mais ...`), and where it begins to deny what
/// it lists (`votre nom, jamais votre âge`).
pub(in crate::import::policy) fn parts(text: &str) -> Vec<&str> {
    let mut cuts: Vec<usize> = WORDS
        .turns
        .iter()
        .flat_map(|w| text.match_indices(w.as_str()).map(|(at, _)| at))
        .collect();
    if let Denied::From(at) = denied(text) {
        cuts.push(at);
    }
    cuts.sort_unstable();
    let (mut out, mut from) = (Vec::new(), 0);
    for at in cuts.into_iter().chain([text.len()]) {
        out.push(text[from..at].trim_matches([' ', ',', ';', ':', '(']));
        from = at;
    }
    out.retain(|part| part.chars().any(char::is_alphanumeric));
    out
}

/// Where a sentence says what something is for, from a word on: the bytes of the
/// words that say so, and where what follows begins.
pub(super) fn aim(text: &str, folded: &Folded, from: usize) -> Option<(usize, usize)> {
    let start = folded.bytes.get(from)?.start;
    let rest = &text[start..];
    let tail = Folded::of(rest);
    let mut skip = 0;
    for _ in 0..AIMS {
        let first = tail.bytes.get(skip)?;
        let here = &rest[first.start..];
        let words = Folded::of(here);
        let found = WORDS.aims.first_in(&words)?;
        let (Some(lead), Some(next)) = (words.bytes.get(found.start), words.bytes.get(found.end))
        else {
            return None;
        };
        let after = &here[next.start..];
        let near: String = after.split_inclusive(' ').take(NEAR).collect();
        // `right-to-work` is one word
        let inner = here[..lead.start].ends_with('-') || here[lead.end..].starts_with('-');
        let none = WORDS.no_aims.begin(&Folded::of(after)).is_some();
        let other = inner || none || time::is_timed(&near);
        if !other {
            let base = start + first.start;
            return Some((base + lead.start, base + next.start));
        }
        skip += found.end;
    }
    None
}

/// What a sentence says that data are taken for; none where it does not say so.
pub(in crate::import::policy) fn taken_for(text: &str) -> Option<&str> {
    let folded = Folded::of(text);
    let (verb, _) = takes(&folded)?;
    let (_, at) = aim(text, &folded, verb.end)?;
    Some(&text[at..])
}

/// The words of a sentence that tell its legal basis: from those that say so to the
/// end of their clause.
pub(super) fn basis(text: &str) -> Option<&str> {
    let folded = Folded::of(text);
    let at = WORDS.bases.first_in(&folded)?;
    let rest = &text[folded.bytes[at.start].start..];
    let end = rest.find([',', ';']).unwrap_or(rest.len());
    Some(rest[..end].trim_end_matches(['.', ' ']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_sentences_deny() {
        for (text, wanted) in [
            ("Nous recueillons votre nom.", Denied::Nothing),
            ("Nous n'utilisons que votre nom.", Denied::Nothing),
            ("Nous ne recueillons pas votre photo.", Denied::All),
            ("We never ask for your photo.", Denied::All),
            ("Wij verwerken geen foto's.", Denied::All),
            ("Wij vragen uw foto niet.", Denied::All),
            (
                "Nous recueillons votre nom, jamais votre photo.",
                Denied::From(26),
            ),
            (
                "Nous ne recueillons votre photo que pour le badge.",
                Denied::Partly,
            ),
            (
                "Nous ne conservons pas votre CV au-delà de deux ans.",
                Denied::Partly,
            ),
            (
                "Votre photo n'est jamais demandée, sauf accord.",
                Denied::Partly,
            ),
        ] {
            assert_eq!(denied(text), wanted, "{text}");
        }
    }

    #[test]
    fn sentences_are_cut_where_they_deny() {
        assert_eq!(
            parts("Nous notons votre nom, votre âge (jamais votre photo) mais pas la taille."),
            [
                "Nous notons votre nom, votre âge",
                "jamais votre photo)",
                "mais pas la taille."
            ]
        );
        assert_eq!(
            parts("Nous ne notons ni nom, ni âge."),
            ["Nous ne notons ni nom, ni âge."]
        );
    }

    #[test]
    fn sentences_about_what_was_taken_before() {
        for (text, wanted) in [
            ("Nous les gardons jusqu'au départ", Refers::Only),
            ("We keep it until you leave", Refers::Only),
            ("We keep these details for a year", Refers::Partly),
            ("Nous demandons les noms", Refers::No),
            ("Bonjour à tous", Refers::No),
        ] {
            assert_eq!(refers(&Folded::of(text)), wanted, "{text}");
        }
    }

    #[test]
    fn what_sentences_are_for() {
        let of = |text: &'static str| aim(text, &Folded::of(text), 0).map(|(_, at)| &text[at..]);
        assert_eq!(of("We keep it for 2 years to pay you"), Some("pay you"));
        assert_eq!(of("Conservé pour une durée de 3 ans"), None);
        assert_eq!(of("Noté afin d'écrire"), Some("écrire"));
    }
}
