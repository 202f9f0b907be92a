//! What a cell of a sheet says by its column: a field, categories of data with
//! their details, data that the column is named after.

use super::super::answer::{answer, beside};
use super::super::block::{Cell, Line, Mark, Row};
use super::super::boxes::ticked;
use super::super::draft::{Said, Unread, Why};
use super::super::form::Section;
use super::super::item::named;
use super::super::line::spaces;
use super::super::template::{Worth, worth};
use super::super::vocabulary::{Field, exact};
use super::header::{Header, is_filled};
use super::wide::note;
use super::{also, section};
use crate::model::Category;
use crate::register::Answer;

/// What a cell of a row says, by its column.
pub(super) fn cell_sections(
    header: &Header,
    row: &Row,
    c: usize,
    unread: &mut Vec<Unread>,
) -> Vec<Section> {
    let cell = &row[c];
    let detailed = header.details.filter(|(of, d)| *of == c || *d == c);
    let detail = detailed.and_then(|(_, d)| row.get(d));
    let left_open = detail.filter(|d| is_filled(d) && worth(&d.text) != Worth::Said);
    if let Some(open) = left_open.filter(|_| special(cell)) {
        let told = open.text.contains(char::is_alphanumeric);
        unread.extend(told.then(|| note(open, Why::Unknown)));
        return Vec::new();
    }
    let detail = detail.filter(|d| is_filled(d) && left_open.is_none());
    // a category whose details are empty is only printed
    if detailed.is_some() && detail.is_none() && special(cell) {
        return Vec::new();
    }
    if let (Some((of, _)), Some(detail)) = (detailed, detail) {
        let category = row.get(of).filter(|_| c == of);
        return category.map_or_else(Vec::new, |category| details(category, detail, unread));
    }
    match header.fields[c] {
        Some(Field::Activity | Field::ActivityForOthers) => Vec::new(),
        // the controller of what is done for others is their own
        Some(Field::Controller) if header.for_others => also(section(Field::Other, cell)),
        Some(Field::DataSubjects) if group(&header.names[c]).is_some() && answers(cell) => {
            group_of(&header.names[c], cell).into_iter().collect()
        }
        Some(field) => {
            let mut found = section(field, cell);
            found.about = header.about[c].clone().filter(|_| !found.lines.is_empty());
            also(found)
        }
        None => item(&header.names[c], cell, unread).into_iter().collect(),
    }
}

/// Whether a cell holds answers and nothing else.
fn answers(cell: &Cell) -> bool {
    let found = section(Field::Other, cell);
    let mut lines = found.lines.iter().flat_map(ticked).peekable();
    lines.peek().is_some() && lines.all(|l| answer(&l).is_some())
}

/// The group that the name of a column asks for (`Personnes concernées - Salariés`).
fn group(name: &Cell) -> Option<&str> {
    let (label, group) = name
        .text
        .split_once([':', '–', '—', '/', '\n'])
        .or_else(|| name.text.split_once(" - "))?;
    let group = group.trim().trim_end_matches(['?', ' ']);
    let of_people = exact(label.trim()) == Some(Field::DataSubjects);
    (of_people && group.contains(char::is_alphabetic)).then_some(group)
}

/// The group of people that a column asks for, where a cell says yes.
fn group_of(name: &Cell, cell: &Cell) -> Option<Section> {
    let lines = section(Field::Other, cell).lines;
    let mut lines = lines.iter().flat_map(ticked);
    let yes = lines.any(|l| matches!(answer(&l), Some(Answer::Yes | Answer::Partial)));
    let text = spaces(group(name)?);
    let at = cell.at.clone();
    yes.then(|| section(Field::DataSubjects, &Cell { text, at }))
}

/// The category of data that a cell names.
fn rubric(cell: &Cell) -> Option<Category> {
    let of = named(&cell.text);
    let rubric = match exact(&cell.text) {
        Some(Field::Rubric(rubric)) => Some(rubric),
        _ => of.generic.first().copied(),
    };
    rubric.or_else(|| of.items.first().map(|i| i.category()))
}

/// Whether a cell names data that nobody declares without saying so.
fn special(cell: &Cell) -> bool {
    rubric(cell).is_some_and(Category::is_special)
}

/// A category of data and what is in it: only the details are items, since the
/// category may be any of them.
fn details(category: &Cell, detail: &Cell, unread: &mut Vec<Unread>) -> Vec<Section> {
    let found = section(Field::Data, detail);
    let answers = found.lines.iter().all(|l| beside(l).is_some());
    if !is_filled(category) {
        return vec![found];
    }
    if answers {
        return item(category, detail, unread).into_iter().collect();
    }
    match rubric(category) {
        Some(special) if special.is_special() => {
            let mut all = vec![Section {
                field: Field::SensitiveWhich,
                about: Some(spaces(&category.text)),
                ..found.clone()
            }];
            let named = found.lines.iter().map(|l| named(&l.text));
            let more = named
                .flat_map(|n| n.all())
                .any(|i| !i.category().is_special());
            all.extend(more.then_some(found));
            all
        }
        Some(rubric) => vec![Section {
            field: Field::Rubric(rubric),
            ..found
        }],
        None => vec![found],
    }
}

/// A column that is named after data (`Religion`, `N° sécurité sociale`): a yes or
/// a tick lists what it is named after, a no denies it, other words that name data
/// list themselves too; nothing says nothing.
pub(super) fn item(label: &Cell, cell: &Cell, unread: &mut Vec<Unread>) -> Option<Section> {
    let label = asked(&label.text);
    let about = named(&label).items;
    if about.is_empty() {
        return None;
    }
    let mut found = section(Field::Data, cell);
    let lines: Vec<Line> = found.lines.iter().flat_map(ticked).collect();
    let says = lines.iter().any(|l| match answer(l) {
        Some(answer) => matches!(answer, Answer::Yes | Answer::Partial),
        None => worth(&l.text) == Worth::Said && !named(&l.text).items.is_empty(),
    });
    if !says {
        // `Commentaire | aucune donnée médicale`: of what it names itself
        let of_others = |l: &Line| named(&l.text).all().iter().any(|i| !about.contains(i));
        let refuses = |l: &Line| beside(l) == Some(Answer::No) && !of_others(l);
        let denies = lines.iter().any(refuses);
        let unclear = |l: &&Line| {
            beside(l).is_none()
                || beside(l) == Some(Answer::No) && of_others(l)
                || beside(l) == Some(Answer::NotStated) && worth(&l.text) == Worth::Said
        };
        unread.extend(lines.iter().filter(unclear).map(|l| Unread {
            said: Said {
                text: l.text.clone(),
                at: l.at.clone(),
            },
            why: Why::Unknown,
        }));
        return denies.then_some(Section {
            field: Field::Excluded,
            lines,
            about: Some(label),
            ..found
        });
    }
    let label = Line {
        text: label,
        bold: Vec::new(),
        mark: Mark::Plain,
        at: cell.at.clone(),
    };
    found.lines = lines.into_iter().filter(|l| answer(l).is_none()).collect();
    found.lines.insert(0, label);
    Some(found)
}

/// The name of a column without the mark of a question (`Health data?`).
pub(super) fn asked(label: &str) -> String {
    spaces(label).trim_end_matches(['?', ' ', ':']).to_owned()
}
