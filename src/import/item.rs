//! The data items that words of a register name.

use super::denial;
use super::taxonomy;
use super::template::{Worth, is_example, worth};
use super::vocabulary::rubric;
use crate::model::{Category, Datum, folded_words};
use crate::register::words::{longest, phrase, singular};
use group::{Fate, fates};
use open::{begins_in_doubt, is_doubt, is_no_before, is_open, left_over};
use std::borrow::Cow;

mod group;
mod open;

/// What a text names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Named {
    /// Items, in the order of the words, each once.
    pub(super) items: Vec<Datum>,
    /// Rubrics that it names as a whole.
    pub(super) generic: Vec<Category>,
    /// Items that it says are not processed.
    pub(super) denied: Vec<Datum>,
    /// Data of the special categories of which it leaves it open whether they are
    /// processed: nothing declares them, and they are told.
    pub(super) doubtful: Vec<Datum>,
    /// It promises everything.
    pub(super) catch_all: bool,
    /// What it is declared under.
    pub(super) condition: Option<String>,
    /// Its words are known, and may name no item of the list.
    pub(super) known: bool,
    /// Some of its words are in the list, even such as name no item.
    heard: bool,
}

impl Named {
    fn add(&mut self, other: &[Datum]) {
        for item in other {
            if !self.items.contains(item) {
                self.items.push(*item);
            }
        }
    }

    fn add_generic(&mut self, other: &[Category]) {
        for category in other {
            if !self.generic.contains(category) {
                self.generic.push(*category);
            }
        }
    }

    /// Whether any of its words means anything.
    fn tells(&self) -> bool {
        let named = !self.items.is_empty() || !self.generic.is_empty() || !self.doubtful.is_empty();
        named || self.catch_all || self.known || self.heard
    }

    fn deny(&mut self, other: Self) {
        self.known = true;
        for item in other.items {
            if !self.denied.contains(&item) {
                self.denied.push(item);
            }
        }
    }

    /// What it speaks of, whether it says yes or no.
    pub(super) fn all(self) -> Vec<Datum> {
        let mut all = self.items;
        all.extend(self.denied);
        all
    }
}

/// The items that a text names: a list, a sentence, a cell.
pub(super) fn named(text: &str) -> Named {
    let mut found = Named {
        heard: true,
        ..Named::default()
    };
    if let Some(meaning) = taxonomy::meaning(text) {
        found.add(&meaning.items);
        found.generic.extend(meaning.rubric);
        found.known = true;
        return found;
    }
    // a rubric by its whole name, which is no list of items
    if let Some(category) = rubric(text) {
        found.generic.push(category);
        return found;
    }
    // the closed list's own words, which registers in this program's form use
    if let Some(item) = Datum::ALL.iter().find(|d| d.as_str() == text) {
        found.add(&[*item]);
        return found;
    }
    found.heard = false;
    let text = without_examples(text);
    let (condition, rest) = condition(&text);
    found.condition = condition;
    for sentence in rest.split(['.', ';', '•', '\n', '!']) {
        read_sentence(sentence, &mut found);
    }
    found
}

/// A text without the brackets that only give examples.
fn without_examples(text: &str) -> Cow<'_, str> {
    let opens = |(at, _): &(usize, &str)| is_example(bracket(&text[at + 1..]));
    let mut cuts = text.match_indices('(').filter(opens).peekable();
    if cuts.peek().is_none() {
        return Cow::Borrowed(text);
    }
    let (mut out, mut from) = (String::with_capacity(text.len()), 0);
    for (at, _) in cuts {
        if at >= from {
            out.push_str(&text[from..at]);
            from = at + 1 + bracket(&text[at + 1..]).len();
        }
    }
    out.push_str(&text[from..]);
    Cow::Owned(out)
}

/// Words that a detail of a list has at most; more are a sentence.
const DETAIL: usize = 6;

/// The details of a list that name nothing known, where others do.
pub(super) fn strangers(text: &str) -> Vec<&str> {
    let details = outer_details(condition(text).1);
    let strange = |d: &&&str| {
        let few = d.split_whitespace().count() <= DETAIL;
        let is_word = d.chars().filter(|c| c.is_alphabetic()).count() > 2;
        few && is_word && worth(d) == Worth::Said && !named(d).tells() && !negates(d)
    };
    let found: Vec<&str> = details.iter().filter(strange).copied().collect();
    match found.len() < details.len() {
        true => found,
        false => Vec::new(),
    }
}

/// The details of a list, those in brackets being of the one before.
fn outer_details(text: &str) -> Vec<&str> {
    let (mut out, mut from, mut depth) = (Vec::new(), 0, 0usize);
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ',' | ';' | '•' | '\n' if depth == 0 => {
                out.push(&text[from..at]);
                from = at + c.len_utf8();
            }
            _ => {}
        }
    }
    out.push(&text[from..]);
    let trimmed = out.into_iter().map(|d| d.trim().trim_end_matches('.'));
    trimmed.filter(|d| !d.is_empty()).collect()
}

/// Reads the details of a sentence. What is denied stays so to its end, or to
/// that of its parentheses; a detail that is a "no" denies the one before it.
fn read_sentence(sentence: &str, found: &mut Named) {
    if denial::explains_no(sentence) {
        found.known = true;
        return;
    }
    let outside = folded_words(&outside_brackets(sentence));
    if denial::whole(&outside) && denial::keeps_inside(&outside) {
        found.known = true;
        return;
    }
    let all_denied = denial::whole(&outside) || brackets(sentence).any(denies_list);
    let mut denying = all_denied;
    let mut outer = vec![denying];
    let mut doubting = false;
    let details = details(sentence);
    let fates = fates(&details);
    for (at, detail) in details.iter().enumerate() {
        let folded = folded_words(detail.text);
        if denial::resumes(&folded) {
            denying = outer.last().copied().unwrap_or(all_denied);
        }
        let next = details.get(at + 1);
        let answered = fates[at] == Fate::Denied;
        // nor does who leaves it open
        let open =
            |n: &Detail<'_>| n.text.trim() == "?" || is_open(&folded_words(n.text), detail.end);
        let open = !answered && next.is_some_and(open);
        let refused = denying || answered || at > 0 && is_no_before(&details[at - 1]);
        let doubted = denial::doubts(&folded);
        doubting |= doubted && (of_detail(&folded).items.is_empty() || begins_in_doubt(&folded));
        // who asks does not say
        if open || detail.text.trim_end().ends_with('?') {
            found.known = true;
        } else if let Some((before, left)) = left_over(&folded, refused) {
            found.deny(of_detail(before));
            read_said(left, false, found);
            denying = false;
        } else if group::explains(&details, at) {
            found.known = true;
        } else if !denying && fates[at] == Fate::Open || is_for_a_time(&folded, denying || answered)
        {
            found.known = true;
            found.doubtful.extend(of_detail(&folded).items);
        } else if doubting || doubted || next.is_some_and(is_doubt) {
            let mut said = Named::default();
            denying |= read_said(&folded, denying || answered, &mut said);
            found.doubt(said);
        } else {
            denying |= read_said(&folded, denying || answered, found);
        }
        match detail.end {
            Some('(') => {
                outer.push(denying);
                denying |= denial::whole(&folded_words(bracket(detail.rest)));
            }
            Some(')') => {
                denying = outer.pop().unwrap_or(all_denied);
                doubting = false;
            }
            _ => {}
        }
    }
}

/// Whether a folded detail denies, and only for a time (`NIR non collecté jusqu'à
/// l'embauche`): nothing is declared and nothing forbidden by it.
fn is_for_a_time(folded: &str, refused: bool) -> bool {
    let denies = || denial::detail(folded) || !denial::split(folded).1.is_empty();
    denial::is_limited(folded) && (refused || denies())
}

/// Reads one folded detail, denied or not; whether it denies what follows it.
fn read_said(folded: &str, denied_here: bool, found: &mut Named) -> bool {
    let (said, denied, lasting) = denial::split(folded);
    match denied_here || denial::detail(folded) {
        true if said.is_empty() => found.deny(of_detail(denied)),
        true => {
            found.deny(of_detail(folded));
            // `ne pas saisir d'informations relatives à la santé, à la religion`
            return lasting && !of_detail(denied).items.is_empty();
        }
        false => {
            read_detail(&singular(said), found);
            found.deny_if(denied);
            return lasting;
        }
    }
    false
}

/// Whether a bracket denies the list before it (`ces données ne sont pas conservées`).
fn denies_list(bracket: &str) -> bool {
    let words = folded_words(bracket);
    denial::of_list(&words) && (denial::whole(&words) || denial::detail(&words))
}

/// Bytes of a bracket that are looked at as one, so that none costs more.
const BRACKET: usize = 400;

/// What stands to the end of a bracket that opens before a text.
fn bracket(rest: &str) -> &str {
    let near = &rest[..rest.floor_char_boundary(BRACKET)];
    near.split_once(')').map_or(near, |(inside, _)| inside)
}

/// The brackets of a sentence.
fn brackets(sentence: &str) -> impl Iterator<Item = &str> {
    sentence
        .match_indices('(')
        .map(|(at, _)| bracket(&sentence[at + 1..]))
}

/// A sentence without its brackets.
fn outside_brackets(sentence: &str) -> String {
    let mut depth = 0usize;
    let outside = sentence.chars().filter(|c| match c {
        '(' => {
            depth += 1;
            false
        }
        ')' => {
            depth = depth.saturating_sub(1);
            false
        }
        _ => depth == 0,
    });
    outside.collect()
}

impl Named {
    fn deny_if(&mut self, denied: &str) {
        if !denied.is_empty() {
            self.deny(of_detail(denied));
        }
    }
}

fn of_detail(folded: &str) -> Named {
    let mut found = Named::default();
    read_detail(&singular(folded), &mut found);
    found
}

/// A detail of a sentence, the sign that ends it, and what follows that.
struct Detail<'a> {
    text: &'a str,
    end: Option<char>,
    rest: &'a str,
}

/// The details of a sentence.
fn details(sentence: &str) -> Vec<Detail<'_>> {
    let mut out = Vec::new();
    let mut from = 0;
    for (at, sign) in sentence.match_indices([',', '/', '|', ':', '(', ')']) {
        out.push(Detail {
            text: &sentence[from..at],
            end: sign.chars().next(),
            rest: &sentence[at + sign.len()..],
        });
        from = at + sign.len();
    }
    out.push(Detail {
        text: &sentence[from..],
        end: None,
        rest: "",
    });
    out
}

/// `Si client, données bancaires`: the condition, and what it is for.
fn condition(text: &str) -> (Option<String>, &str) {
    let lower = text.trim_start().to_lowercase();
    let begins = ["si ", "en cas de ", "if "]
        .iter()
        .any(|b| lower.starts_with(b));
    match text.split_once(',').filter(|_| begins) {
        Some((condition, rest)) => (Some(condition.trim().to_owned()), rest),
        None => (None, text),
    }
}

/// Words before a name that are no part of it.
const ARTICLES: [&str; 16] = [
    "a", "au", "aux", "l", "la", "le", "les", "d", "de", "des", "du", "un", "une", "toute", "the",
    "any",
];

/// Words between two details.
const AND: [&str; 8] = ["et", "ou", "ni", "and", "or", "nor", "noch", "ainsi"];

/// Reads one detail, its longest phrases first.
fn read_detail(words: &str, found: &mut Named) {
    if words.is_empty() {
        return;
    }
    let list: Vec<&str> = words.split(' ').collect();
    for alone in list.split(|w| AND.contains(w)) {
        let bare = alone.iter().skip_while(|w| ARTICLES.contains(w));
        if let Some(meaning) = phrase(&bare.copied().collect::<Vec<_>>().join(" ")) {
            found.add(&meaning.alone);
            found.add_generic(&meaning.alone_generic);
            found.heard = true;
        }
    }
    let mut at = 0;
    while at < list.len() {
        let most = longest().min(list.len() - at);
        let phrase = (1..=most).rev().find_map(|n| {
            let meaning = phrase(&list[at..at + n].join(" "))?;
            let tells =
                !meaning.items.is_empty() || !meaning.generic.is_empty() || meaning.catch_all;
            (tells || meaning.alone.is_empty()).then_some((n, meaning))
        });
        let Some((n, meaning)) = phrase else {
            at += 1;
            continue;
        };
        found.heard = true;
        found.add(&meaning.items);
        found.add_generic(&meaning.generic);
        found.catch_all |= meaning.catch_all;
        at += n;
    }
}

/// Whether a text says that something is *not* processed.
pub(super) fn negates(text: &str) -> bool {
    let words = folded_words(text);
    denial::whole(&words)
        || denial::detail(&words)
        || denial::split(&words).0.is_empty() && !words.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use Datum::*;

    #[test]
    fn labels_of_exports_mean_their_item() {
        use crate::register::label::datum;
        let all = Datum::ALL.iter().flat_map(|d| [(*d, true), (*d, false)]);
        let wrong = all.filter_map(|(item, french)| {
            let label = datum(item, french);
            let found = named(label);
            let exact = found.items == [item] && found.generic.is_empty() && !found.catch_all;
            (!exact).then(|| format!("{label}: {found:?}"))
        });
        assert_eq!(wrong.collect::<Vec<_>>(), Vec::<String>::new());
    }

    #[test]
    fn lists_of_items() {
        for (text, wanted) in [
            (
                "Nom, Prénom, Numéro de téléphone, Email",
                &[PersonName, Phone, Email][..],
            ),
            (
                "Si client, données bancaires de l'établissement pour prélèvement",
                &[Iban, Bic],
            ),
            ("Statut dans l'entreprise (Ex : Gérant)", &[JobTitle]),
            ("Adresse de la société", &[CompanyAddress]),
            ("Lieu de travail, emploi occupé", &[Workplace, JobTitle]),
            (
                "Numéro de sécurité sociale (pour la gestion de la paie)",
                &[Nir],
            ),
            ("date et lieu de naissance", &[BirthDate, BirthPlace]),
            ("immatriculation à l'URSSAF", &[]),
            ("Identité de l'employeur", &[]),
            (
                "name, home address and phone numbers",
                &[PersonName, PostalAddress, Phone],
            ),
        ] {
            assert_eq!(named(text).items, wanted, "{text}");
        }
        assert_eq!(
            named("Données d'identification").generic,
            [Category::Identite]
        );
        assert!(named("Toute autre information que vous souhaitez").catch_all);
        assert_eq!(
            named("Si client, RIB").condition.as_deref(),
            Some("Si client")
        );
    }

    #[test]
    fn what_is_denied_is_not_named() {
        for (text, items, denied) in [
            (
                "Nom, prénom, pas de numéro de sécurité sociale, ni données de santé",
                &[PersonName][..],
                &[Nir, Health][..],
            ),
            (
                "Aucune photo. Aucune donnée bancaire",
                &[],
                &[Photo, Iban, Bic],
            ),
            (
                "Nom, sans la date de naissance, téléphone",
                &[PersonName, Phone],
                &[BirthDate],
            ),
            (
                "Santé : non ; religion : non ; nom : oui",
                &[PersonName],
                &[Health, Religion],
            ),
            (
                "Nom (hors adresse), téléphone",
                &[PersonName, Phone],
                &[PostalAddress],
            ),
            (
                "Le NIR n'est jamais collecté, ni la santé",
                &[],
                &[Nir, Health],
            ),
            ("NIR non collecté, nom", &[PersonName], &[Nir]),
            ("No health data, no photo", &[], &[Health, Photo]),
            ("No de téléphone, nom", &[Phone, PersonName], &[]),
            ("Nom (ex. : photo), téléphone", &[PersonName, Phone], &[]),
            ("Le NIR n'est pas transmis", &[], &[]),
            ("Le NIR n'est ni collecté ni transmis", &[], &[Nir]),
            (
                "Nom ; pas de photo ; e-mail",
                &[PersonName, Email],
                &[Photo],
            ),
        ] {
            let found = named(text);
            assert_eq!(
                (found.items.as_slice(), found.denied.as_slice()),
                (items, denied),
                "{text}"
            );
        }
    }

    #[test]
    fn spellings_of_sheets() {
        for (text, wanted) in [
            (
                "Nom, date naiss., lieu naiss.",
                &[PersonName, BirthDate, BirthPlace][..],
            ),
            (
                "n° de badge, heures de passage",
                &[InternalId, WorkingHours],
            ),
            ("N° tél, adresse mail pro", &[Phone, Email]),
            ("Photo d'identité, n° CNI", &[Photo, IdDocument]),
            ("RIB", &[Iban]),
            ("RIB, code BIC", &[Iban, Bic]),
            (
                "Quotient familial, nb d'enfants",
                &[Salary, FamilySituation],
            ),
            ("Montant du don, mode de règlement", &[Transaction]),
            (
                "Identifiant utilisateur, dernière connexion",
                &[Login, LogRecord],
            ),
            ("N° de sécu", &[Nir]),
            ("Extrait de casier judiciaire", &[Offence]),
            ("Carte grise, n° de permis", &[Plate, IdDocument]),
        ] {
            assert_eq!(named(text).items, wanted, "{text}");
        }
        assert_eq!(named("Connexion").generic, [Category::Connexion]);
        assert!(named("identifiant de connexion").generic.is_empty());
    }

    #[test]
    fn details_that_nobody_knows() {
        for (text, wanted) in [
            ("Nom, zorglub, téléphone", &["zorglub"][..]),
            (
                "Nom ; goûts musicaux (jazz, rock) ; e-mail.",
                &["goûts musicaux (jazz, rock)"],
            ),
            ("zorglub", &[]),
            ("Nom, etc.", &[]),
            ("Si client, RIB", &[]),
            ("Nom, SIRET, n/a", &[]),
            ("Nom, pas de zorglub", &[]),
            (
                "Nom, et ceci est une phrase qui va plus loin qu'un détail",
                &[],
            ),
        ] {
            assert_eq!(strangers(text), wanted, "{text}");
        }
    }

    #[test]
    fn negations() {
        assert!(negates("Aucune donnée de santé n'est traitée"));
        assert!(negates(
            "ces données ne sont pas stockées dans notre système"
        ));
        assert!(!negates("Nom, prénom"));
    }
}
