//! What speaks for binding a place to an activity, and how much.

use super::Kind;
use super::place::{Place, columns};
use super::terms::{Terms, products};
use crate::model::{Datum, folded_words};
use crate::reconcile::survey::Survey;
use crate::register::{Activity, Medium, Message, Register};
use std::collections::{BTreeMap, BTreeSet};

/// Columns that must agree before two tables are taken for the same sort.
const COLUMNS: usize = 3;

/// What speaks for a binding.
#[derive(Debug, Clone)]
pub(super) struct Clue {
    /// The strongest sort.
    pub(super) kind: Kind,
    /// 0 to 100.
    pub(super) score: u8,
    /// In words.
    pub(super) reason: Message,
    /// Nothing else speaks for it.
    pub(super) alone: bool,
}

impl Clue {
    fn new(kind: Kind, score: u8, fr: String, en: String) -> Self {
        Self {
            kind,
            score,
            reason: Message::new(fr, en),
            alone: true,
        }
    }
}

/// What an activity is known by.
#[derive(Debug)]
struct Fiche {
    /// Folded names of its systems, and the name to be shown.
    systems: Vec<(String, String)>,
    /// Of its name.
    name: BTreeSet<String>,
    /// Of its purposes and persons.
    text: BTreeSet<String>,
    departments: BTreeSet<String>,
    items: Vec<Datum>,
}

/// The activities of a register, ready to be compared with places.
#[derive(Debug)]
pub(super) struct Fiches {
    all: Vec<Fiche>,
    /// How many activities have each term in their name.
    names: BTreeMap<String, usize>,
    /// How many have it at all.
    shared: BTreeMap<String, usize>,
    services: BTreeMap<String, usize>,
    /// Activities bound to tables with these columns.
    columns: BTreeMap<BTreeSet<String>, BTreeSet<usize>>,
}

impl Fiches {
    /// Of a register and what is bound to it.
    pub(super) fn of(survey: &Survey<'_>, register: &Register) -> Self {
        let all: Vec<Fiche> = register
            .activities
            .iter()
            .map(|a| fiche(register, a))
            .collect();
        let [mut names, mut shared, mut services] = [(); 3].map(|()| BTreeMap::new());
        for fiche in &all {
            for term in &fiche.name {
                *names.entry(term.clone()).or_insert(0) += 1;
            }
            for term in fiche.name.union(&fiche.text) {
                *shared.entry(term.clone()).or_insert(0) += 1;
            }
            for service in &fiche.departments {
                *services.entry(service.clone()).or_insert(0) += 1;
            }
        }
        let mut tables: BTreeMap<_, BTreeSet<usize>> = BTreeMap::new();
        for (spot, bound) in survey.spots.iter().enumerate() {
            let bonds = survey.bonds(bound.bonds).iter().map(|b| b.activity);
            let bonds: BTreeSet<usize> = bonds.collect();
            let own = columns(survey, spot);
            if !bonds.is_empty() && own.len() >= COLUMNS {
                tables.entry(own).or_default().extend(bonds);
            }
        }
        Self {
            all,
            names,
            shared,
            services,
            columns: tables,
        }
    }

    /// The strongest clue, a little stronger for each other sort that agrees.
    pub(super) fn clue(&self, activity: usize, place: &Place) -> Option<Clue> {
        let fiche = &self.all[activity];
        let clues = [
            system(fiche, place),
            self.same_columns(activity, place),
            self.department(fiche, place),
            self.words(fiche, place),
        ];
        let mut clues = clues.into_iter().flatten();
        let mut best = clues.next()?;
        for more in clues {
            best.alone = false;
            best.score = (best.score.max(more.score) + 4).min(95);
            best.reason = Message::new(
                format!("{} ; {}", best.reason.fr, more.reason.fr),
                format!("{}; {}", best.reason.en, more.reason.en),
            );
        }
        if self.declares(activity, place) {
            best.score = (best.score + 4).min(95);
        }
        Some(best)
    }

    /// Whether most of what was found there is what the activity lists.
    fn declares(&self, activity: usize, place: &Place) -> bool {
        let listed = &self.all[activity].items;
        let known = place.items.iter().filter(|d| listed.contains(d)).count();
        known * 2 > place.items.len()
    }

    fn same_columns(&self, activity: usize, place: &Place) -> Option<Clue> {
        let same =
            |h: &&BTreeSet<String>| self.columns.get(*h).is_some_and(|a| a.contains(&activity));
        let shared = place.columns.iter().find(same)?;
        let names: Vec<&str> = shared.iter().map(String::as_str).take(4).collect();
        let names = names.join(", ");
        Some(Clue::new(
            Kind::Columns,
            70,
            format!("mêmes colonnes qu’une table déjà rattachée ({names})"),
            format!("the columns of a table that is bound already ({names})"),
        ))
    }

    fn department(&self, fiche: &Fiche, place: &Place) -> Option<Clue> {
        let mut best: Option<(u8, String, String)> = None;
        for (service, word) in place.terms.iter().flat_map(|t| &t.departments) {
            let score = 35 + weight(self.services.get(service), 20);
            let better = best.as_ref().is_none_or(|b| b.0 < score);
            if better && fiche.departments.contains(service) {
                best = Some((score, service.clone(), word.clone()));
            }
        }
        let (score, service, word) = best?;
        Some(Clue::new(
            Kind::Department,
            score,
            format!("service : {service} (« {word} »)"),
            format!("department: {service} (\"{word}\")"),
        ))
    }

    fn words(&self, fiche: &Fiche, place: &Place) -> Option<Clue> {
        let mut found: BTreeMap<&str, (&str, u8)> = BTreeMap::new();
        let path = place.terms.iter().flat_map(|t| &t.matters);
        let files = place.common.iter().map(|term| (term, 2));
        for ((term, word), share) in path.map(|term| (term, 1)).chain(files) {
            let points = match () {
                () if fiche.name.contains(term) => weight(self.names.get(term), 30),
                () if fiche.text.contains(term) => weight(self.shared.get(term), 14),
                () => continue,
            };
            // what files are called says less than what their folder is
            found.entry(term).or_insert((word, points / share));
        }
        if found.is_empty() {
            return None;
        }
        let sum: u32 = found.values().map(|(_, p)| u32::from(*p)).sum();
        let score = 30 + u8::try_from(sum.min(38)).unwrap_or(38);
        let said: Vec<String> = found
            .into_iter()
            .map(|(term, (word, _))| match term.strip_prefix('=') {
                Some(matter) if matter != word => format!("{word} ({matter})"),
                _ => word.to_owned(),
            })
            .collect();
        let said = said.join(", ");
        Some(Clue::new(
            Kind::Words,
            score,
            format!("mots du chemin : {said}"),
            format!("words of the path: {said}"),
        ))
    }
}

/// `most` points, shared among the activities that have the term.
fn weight(among: Option<&usize>, most: u8) -> u8 {
    let among = among.copied().unwrap_or(1).max(1);
    u8::try_from(usize::from(most).div_ceil(among)).unwrap_or(most)
}

fn fiche(register: &Register, a: &Activity) -> Fiche {
    let texts = a.purposes.iter().map(|p| p.text.value.as_str());
    let texts = texts.chain(a.data_subjects.iter().map(|s| s.text.value.as_str()));
    let matters = |t: &str| Terms::of(t).matters.into_keys();
    let name: BTreeSet<String> = matters(&a.name.value).collect();
    let who = a.recipients.internal.iter().map(|r| r.text.value.as_str());
    let who = who.chain(std::iter::once(a.name.value.as_str()));
    Fiche {
        systems: systems(register, a),
        name,
        text: texts.flat_map(matters).collect(),
        departments: who
            .flat_map(|t| Terms::of(t).departments.into_keys())
            .collect(),
        items: a.declared_items(),
    }
}

/// Every name of the systems that an activity runs on.
fn systems(register: &Register, a: &Activity) -> Vec<(String, String)> {
    let mut out = Vec::new();
    for named in &a.systems {
        let known = register.system(&named.value);
        // what is called by a common word (paper, logs, files) is no product
        let common = known.and_then(|s| s.medium).is_some_and(|m| {
            matches!(
                m,
                Medium::Files | Medium::Logs | Medium::Backup | Medium::Paper
            )
        });
        if common {
            continue;
        }
        let name = known.and_then(|s| s.name.clone());
        let shown = name.unwrap_or_else(|| named.value.clone());
        let aliases = known.map_or(&[][..], |s| &s.aliases);
        let all = [&named.value, &shown].into_iter().chain(aliases);
        out.extend(all.map(|n| (folded_words(n), shown.clone())));
    }
    out.retain(|(name, _)| !name.is_empty());
    out.sort();
    out.dedup();
    out
}

/// The activity names a system whose data these are.
fn system(fiche: &Fiche, place: &Place) -> Option<Clue> {
    let mut best: Option<Clue> = None;
    for (name, shown) in &fiche.systems {
        for (score, fr, en) in signs(name, place) {
            if best.as_ref().is_none_or(|b| b.score < score) {
                let fr = format!("{fr} = système {shown}");
                best = Some(Clue::new(
                    Kind::System,
                    score,
                    fr,
                    format!("{en} = system {shown}"),
                ));
            }
        }
    }
    best
}

/// What shows that a place belongs to a system of this folded name.
fn signs(name: &str, place: &Place) -> Vec<(u8, String, String)> {
    let mut out = Vec::new();
    let database = !place.tables.is_empty();
    if database && place.folded.first().is_some_and(|base| base == name) {
        out.push((
            88,
            format!("base « {name} »"),
            format!("database \"{name}\""),
        ));
    }
    if name.chars().count() > 2 && place.folded.iter().any(|s| has_words(s, name)) {
        out.push((80, format!("chemin « {name} »"), format!("path \"{name}\"")));
    }
    if place.files.contains(name) {
        out.push((76, format!("fichiers .{name}"), format!(".{name} files")));
    }
    let own = products()
        .iter()
        .filter(|p| p.words.iter().any(|w| has_words(name, w)));
    for product in own {
        let held = |t: &&String| place.tables.iter().any(|n| n.starts_with(t.as_str()));
        let id = &product.id;
        if let Some(table) = product.tables.iter().find(held) {
            out.push((
                86,
                format!("tables {table}… ({id})"),
                format!("tables {table}... ({id})"),
            ));
        }
        if let Some(file) = product.files.iter().find(|f| place.files.contains(*f)) {
            out.push((
                76,
                format!("fichiers .{file} ({id})"),
                format!(".{file} files ({id})"),
            ));
        }
    }
    out
}

/// Whether folded text has these folded words, whole.
fn has_words(text: &str, words: &str) -> bool {
    format!(" {text} ").contains(&format!(" {words} "))
}
