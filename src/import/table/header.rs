//! The header of a wide table: a row of field names, or two where groups of
//! columns stand above (`Données` over `Courantes`, `Sensibles`, `NIR`). A column's
//! field is what its group and its own name say together.

use super::super::answer::answer;
use super::super::block::{Cell, Line, Mark, Row};
use super::super::item::named;
use super::super::line::spaces;
use super::super::phrase;
use super::super::vocabulary::{self, Field, column, exact};
use super::row::asked;
use super::{FIELDS, LOOK, different, fields, plain};
use crate::model::folded_words;
use std::collections::BTreeSet;

/// Words that the name of a column in a group, and of a group, has at most.
const NAME: usize = 8;
const GROUP: usize = 4;

/// What the columns of a table are.
#[derive(Debug, Clone)]
pub(super) struct Header {
    /// The first row below it.
    pub(super) below: usize,
    /// The name of each column, as it stands lowest.
    pub(super) names: Row,
    /// What each means.
    pub(super) fields: Vec<Option<Field>>,
    /// What a column is about, where that tells more than its field.
    pub(super) about: Vec<Option<String>>,
    /// The column that names activities.
    pub(super) named_by: usize,
    /// Activities are done for others.
    pub(super) for_others: bool,
    /// A column of categories, and the one that lists what is in each.
    pub(super) details: Option<(usize, usize)>,
}

impl Header {
    /// The first column of a field.
    pub(super) fn position(&self, field: Field) -> Option<usize> {
        self.fields.iter().position(|f| *f == Some(field))
    }
}

/// Rows that may be a header.
struct Candidate {
    at: usize,
    below: usize,
    names: Row,
    fields: Vec<Option<Field>>,
    /// The name of a column whose field is its group's.
    about: Vec<Option<String>>,
}

impl Candidate {
    fn single(rows: &[Row], at: usize) -> Self {
        let usual = fields(&rows[at]);
        let asked = plain::fields(rows, at).filter(|f| different(f) > different(&usual));
        let fields = asked.unwrap_or(usual);
        Self {
            at,
            below: at + 1,
            names: rows[at].clone(),
            about: vec![None; fields.len()],
            fields,
        }
    }

    fn score(&self) -> usize {
        let known = different(&self.fields);
        known + usize::from(known > 1 && self.after_data() > 1)
    }

    /// Columns that are no field, and named after data.
    fn after_data(&self) -> usize {
        let columns = self.fields.iter().zip(&self.names);
        let named =
            columns.filter(|(f, c)| f.is_none() && !named(&asked(&c.text)).items.is_empty());
        named.count()
    }

    /// Whether most of it may be names of columns: words, a third of them known.
    fn may_head(&self) -> bool {
        let filled = self.names.iter().filter(|c| is_filled(c));
        let (mut all, mut short) = (0, 0);
        for cell in filled {
            all += 1;
            short += usize::from(cell.text.chars().filter(|c| c.is_alphabetic()).count() < 2);
        }
        let known = self.fields.iter().flatten().count() + self.after_data();
        known * 3 >= all && short * 4 <= all
    }

    /// Whether it speaks of personal data: plans, contracts and jobs have
    /// activities, aims, recipients and durations too.
    fn is_of_data(&self) -> bool {
        let columns = self.fields.iter().zip(&self.names);
        self.after_data() > 1 || columns.into_iter().any(|(f, c)| is_of_data(*f, c))
    }
}

/// The header of a table; none where no row names columns of a register.
pub(super) fn find(rows: &[Row]) -> Option<Header> {
    let singles: Vec<Candidate> = (0..rows.len().min(LOOK + 1))
        .map(|at| Candidate::single(rows, at))
        .collect();
    let pair = |at: usize| {
        let (above, below) = (&singles[at], singles.get(at + 1)?);
        let both = grouped(above, below)?;
        (both.score() > above.score().max(below.score())).then_some(both)
    };
    let pairs: Vec<Candidate> = (0..rows.len().min(LOOK)).filter_map(pair).collect();
    let all = singles.into_iter().filter(|c| c.at < LOOK).chain(pairs);
    let may = all.filter(Candidate::may_head);
    let best = may.max_by_key(|c| (c.score(), usize::MAX - c.at))?;
    let score = best.score() + usize::from(is_narrow(&best, &rows[best.below.min(rows.len())..]));
    let enough = score >= FIELDS && best.is_of_data();
    let told = enough && rows.len() > best.below && !only_asks(&best, &rows[best.below..]);
    told.then(|| header(best, rows))?
}

/// Whether a header of a few columns has one that is only called `Nom` beside what for
/// and which data, and its cells name data.
fn is_narrow(found: &Candidate, below: &[Row]) -> bool {
    let position = |field| found.fields.iter().position(|f| *f == Some(field));
    let (Some(_), Some(data)) = (position(Field::Purposes), position(Field::Data)) else {
        return false;
    };
    let named = weak_name(&found.names, &found.fields, below).is_some();
    named && plain::names_data(below, data)
}

/// Whether a column speaks of personal data.
fn is_of_data(field: Option<Field>, name: &Cell) -> bool {
    match field {
        Some(
            Field::LegalBasis
            | Field::DataSubjects
            | Field::Data
            | Field::Sensitive
            | Field::SensitiveWhich
            | Field::Nir
            | Field::Transfers
            | Field::TransferCountries
            | Field::LimierReference
            | Field::ActivityForOthers
            | Field::Rubric(_),
        ) => true,
        Some(Field::Retention) => name.text.split_whitespace().count() > 1,
        _ => false,
    }
}

/// Whether all that a table says of data is whether there are any: a list of
/// contracts asks so.
fn only_asks(found: &Candidate, below: &[Row]) -> bool {
    let data = found.fields.iter().position(|f| *f == Some(Field::Data));
    let columns = found.fields.iter().zip(&found.names).enumerate();
    let others = columns.filter(|(c, _)| Some(*c) != data);
    let others = found.after_data() > 1 || others.into_iter().any(|(_, (f, n))| is_of_data(*f, n));
    let Some(data) = data.filter(|_| !others) else {
        return false;
    };
    let cells = below.iter().take(NAMED).filter_map(|r| r.get(data));
    let mut filled = cells.filter(|c| is_filled(c)).peekable();
    filled.peek().is_some() && filled.all(|c| answer(&line(c)).is_some())
}

fn header(found: Candidate, rows: &[Row]) -> Option<Header> {
    let mut fields = found.fields;
    if !fields.iter().flatten().any(|f| is_name(*f)) {
        let weak = weak_name(&found.names, &fields, &rows[found.below..]);
        if let Some(at) = weak {
            fields[at] = Some(Field::Activity);
        }
    }
    let (named_by, for_others) = name_column(&fields, &rows[found.below..])?;
    let details = details(&found.names, &mut fields);
    let about = abouts(&found.names, &fields, found.about);
    Some(Header {
        below: found.below,
        names: found.names,
        fields,
        about,
        named_by,
        for_others,
        details,
    })
}

const fn is_name(field: Field) -> bool {
    matches!(field, Field::Activity | Field::ActivityForOthers)
}

/// Whether anything stands in a cell.
pub(super) fn is_filled(cell: &Cell) -> bool {
    !cell.text.trim().is_empty()
}

/// Two rows as one header: each column under the group that stands over it. None
/// where no group has several columns, or too few of their names are known.
fn grouped(above: &Candidate, below: &Candidate) -> Option<Candidate> {
    let columns = above.names.len().max(below.names.len());
    let cell = |c: &Candidate, at: usize| c.names.get(at).filter(|c| is_filled(c)).cloned();
    let mut both = Candidate {
        at: above.at,
        below: below.below,
        names: Vec::with_capacity(columns),
        fields: Vec::with_capacity(columns),
        about: Vec::with_capacity(columns),
    };
    let (mut group, mut wide, mut known, mut subs) = (None::<Cell>, false, 0, 0);
    for at in 0..columns {
        let (over, own) = (cell(above, at), cell(below, at));
        let opens = over.is_some();
        group = over.or(group);
        let (name, field, about) = match (&own, &group) {
            (Some(own), Some(over)) => {
                subs += 1;
                wide |= !opens;
                let (field, about) = of_group(over, own);
                known += usize::from(field.is_some() && about.is_none());
                (own.clone(), field, about)
            }
            (Some(own), None) => {
                subs += 1;
                let field = super::field(&own.text);
                known += usize::from(field.is_some());
                (own.clone(), field, None)
            }
            // a name that goes over both rows groups nothing
            (None, over) => {
                let name = over.clone().filter(|_| opens);
                group = None;
                let field = name.as_ref().and_then(|n| super::field(&n.text));
                let blank = below.names.first().or(above.names.first())?;
                let name = name.unwrap_or_else(|| Cell {
                    text: String::new(),
                    at: blank.at.clone(),
                });
                (name, field, None)
            }
        };
        if own.is_some_and(|o| o.text.split_whitespace().count() > NAME) {
            return None;
        }
        both.names.push(name);
        both.fields.push(field);
        both.about.push(about);
    }
    (wide && known >= 2 && known * 3 >= subs).then_some(both)
}

/// What a column of a group means, and its name where the group says it alone.
pub(super) fn of_group(group: &Cell, own: &Cell) -> (Option<Field>, Option<String>) {
    let both = exact(&format!("{} {}", group.text, own.text));
    if let Some(field) = both.or_else(|| super::field(&own.text)) {
        return (Some(field), None);
    }
    let short = group.text.split_whitespace().count() <= GROUP;
    let field = exact(&group.text).or_else(|| column(&group.text).filter(|_| short));
    let vague = |f: &Field| {
        is_name(*f)
            || matches!(
                f,
                Field::Reference | Field::Other | Field::Created | Field::Updated
            )
    };
    match field.filter(|f| !vague(f)) {
        // a column that is named after data is read by its name
        Some(Field::Data) if !named(&asked(&own.text)).items.is_empty() => (None, None),
        Some(field) => (Some(field), Some(spaces(&own.text))),
        None => (None, None),
    }
}

/// The column that names activities, and whether they are done for others. Of
/// several the one that tells them apart best: others group them.
fn name_column(fields: &[Option<Field>], below: &[Row]) -> Option<(usize, bool)> {
    let position = |field| fields.iter().position(|f| *f == Some(field));
    if let Some(at) = position(Field::ActivityForOthers) {
        return Some((at, true));
    }
    let all = (0..fields.len()).filter(|c| fields[*c] == Some(Field::Activity));
    let best = all.max_by_key(|c| (different_names(below, *c), usize::MAX - c));
    let own = best.or_else(|| position(Field::Purposes));
    own.map(|at| (at, false))
}

/// Rows in which names are counted.
const NAMED: usize = 1000;

/// The different names in a column: words, no numbers and codes.
fn different_names(below: &[Row], c: usize) -> usize {
    let cells = below.iter().take(NAMED).filter_map(|r| r.get(c));
    let words = cells.map(|cell| folded_words(&cell.text));
    let is_name = |w: &String| w.chars().filter(|c| c.is_alphabetic()).count() > 2;
    words.filter(is_name).collect::<BTreeSet<_>>().len()
}

/// A column that is only called `Nom` or `Libellé`, and holds names: words that
/// answer nothing, most of them once.
fn weak_name(names: &Row, fields: &[Option<Field>], below: &[Row]) -> Option<usize> {
    (0..fields.len()).find(|c| {
        let weak = fields[*c].is_none() && vocabulary::is_weak_name(&names[*c].text);
        let rows = below.iter().take(NAMED).filter_map(|r| r.get(*c));
        let filled: Vec<&Cell> = rows.filter(|c| is_filled(c)).collect();
        let answers = filled.iter().any(|c| answer(&line(c)).is_some());
        weak && !answers && different_names(below, *c) * 2 > filled.len()
    })
}

fn line(cell: &Cell) -> Line {
    Line {
        text: spaces(&cell.text),
        bold: Vec::new(),
        mark: Mark::Plain,
        at: cell.at.clone(),
    }
}

/// A column of categories of data and the one after it that lists each: `Détail`,
/// or data again.
fn details(names: &Row, fields: &mut [Option<Field>]) -> Option<(usize, usize)> {
    let data = |c: usize| fields[c] == Some(Field::Data);
    let of = (0..fields.len()).find(|c| data(*c))?;
    let named_detail = |d: &usize| fields[*d].is_none() && vocabulary::is_detail(&names[*d].text);
    let again = |d: &usize| data(*d) && vocabulary::is_category(&names[of].text);
    let found = (of + 1..fields.len()).find(|d| named_detail(d) || again(d))?;
    fields[found] = None;
    Some((of, found))
}

/// What each column is about: phases of keeping, columns under a group.
fn abouts(names: &Row, fields: &[Option<Field>], own: Vec<Option<String>>) -> Vec<Option<String>> {
    let kept = |f: &&Option<Field>| **f == Some(Field::Retention);
    let several = fields.iter().filter(kept).count() > 1;
    let all = own.into_iter().zip(names.iter().zip(fields));
    let about = |(own, (name, field)): (Option<String>, (&Cell, &Option<Field>))| match field {
        Some(Field::Retention) if several => {
            own.or_else(|| phrase::phase(&name.text).map(str::to_owned))
        }
        Some(Field::Retention) => None,
        Some(Field::Controller | Field::Dpo) => own,
        _ => None,
    };
    all.map(about).collect()
}
