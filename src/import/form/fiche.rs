//! A fiche that is cut into sections becomes an activity.

use super::super::answer::{answer, beside, refuses};
use super::super::block::{Line, Mark};
use super::super::boxes::ticked;
use super::super::denial;
use super::super::draft::{DraftActivity, Keeping, Promise, Said, Unread, Why};
use super::super::item::{named, negates};
use super::super::name;
use super::super::phrase;
use super::super::retention;
use super::super::vocabulary::Field;
use super::Fiche;
use super::measures::{measures, security};
use super::rubrics::rubrics;
use super::transfers::{is_unclear, transfers};
use crate::model::{Datum, folded_words};
use crate::register::{Answer, Role, Status};
use std::collections::BTreeSet;

/// Words that the name of what is kept has at most.
const NAME: usize = 24;

/// The activity that a fiche describes; what it says and means nothing known is
/// added to `unread`.
pub(in crate::import) fn activity(fiche: &Fiche, unread: &mut Vec<Unread>) -> DraftActivity {
    if let Some(own) = super::super::own::activity(fiche, unread) {
        return own;
    }
    let of = |field: Field| lines(fiche, field);
    let said = |field: Field| texts(&of(field));
    let mut a = DraftActivity::named(Said {
        text: name::bare(&fiche.name.text).to_owned(),
        at: fiche.name.at.clone(),
    });
    let mut day = |field: Field| {
        let lines = of(field);
        let day = lines.iter().find_map(|l| phrase::date(&l.text));
        let dated = |l: &&Line| day.is_none() && l.text.contains(|c: char| c.is_ascii_digit());
        unread.extend(lines.iter().filter(dated).map(no_place));
        day
    };
    a.created = day(Field::Created);
    a.updated = day(Field::Updated);
    let others: Vec<Line> = of(Field::JointController);
    let others: Vec<&Line> = others.iter().filter(|l| names_somebody(l)).collect();
    a.role = role(fiche, !others.is_empty());
    unread.extend(others.into_iter().map(no_place));
    let ended = of(Field::Status).iter().any(|l| phrase::ended(&l.text));
    let unready = of(Field::Status).iter().any(|l| phrase::unready(&l.text));
    let waiting = unready.then_some(Status::Draft);
    a.status = ended.then_some(Status::Archived).or(waiting);
    a.purposes = said(Field::Purposes);
    a.purposes.extend(said(Field::SubPurposes));
    a.systems = said(Field::System);
    a.places = said(Field::Location);
    a.subjects = said(Field::DataSubjects);
    a.basis_said = said(Field::LegalBasis);
    a.basis = phrase::bases(a.basis_said.iter().map(|s| s.text.as_str()));
    a.recipients.internal = somebody(&of(Field::RecipientsInternal));
    a.recipients.external = somebody(&of(Field::RecipientsExternal));
    a.recipients.processors = somebody(&of(Field::Processors));
    for recipient in somebody(&of(Field::Recipients)) {
        let kind = match () {
            () if phrase::is_processor(&recipient.text) => &mut a.recipients.processors,
            () if phrase::is_internal(&recipient.text) => &mut a.recipients.internal,
            () => &mut a.recipients.external,
        };
        kind.push(recipient);
    }
    // the address of a contract is no name
    let is_name = |s: &Said| !s.text.starts_with("http");
    a.recipients.processors.retain(is_name);
    a.transfers.safeguards = said(Field::Safeguards);
    let (asked, listed) = (of(Field::Transfers), of(Field::TransferCountries));
    unread.extend(asked.iter().filter(|l| is_unclear(l)).map(unknown));
    transfers(&mut a, &asked, &listed);
    a.sensitive.answer = answered(&of(Field::Sensitive)).filter(|(_, s)| is_sure(s));
    a.security = security(fiche, unread);
    a.measures = measures(fiche, unread);
    a.rubrics = rubrics(fiche, unread);
    special(&mut a, &which(fiche, unread));
    a.sensitive.nir = a.sensitive.nir.take().or_else(|| nir(fiche, unread));
    denied(fiche, &mut a);
    a.keeping = keeping(fiche);
    a.promises = promises(fiche);
    a
}

/// Words of an answer by which a field says that there is nobody.
const NOBODY: usize = 6;

/// Whom lines name; an answer and a denial name nobody.
fn somebody(lines: &[Line]) -> Vec<Said> {
    let names = lines.iter().filter(|l| names_somebody(l));
    let mut all: Vec<Said> = names.map(said).collect();
    all.dedup_by(|a, b| a.text == b.text);
    all
}

/// Whether a line names somebody: it is no answer, and does not say that there is
/// nobody.
fn names_somebody(line: &Line) -> bool {
    let few = line.text.split_whitespace().count() <= NOBODY;
    !few || !negates(&line.text) && answer(line).is_none()
}

/// Whether what stands beside the name of data leaves it that they are processed.
fn affirms(line: &Line) -> bool {
    !matches!(beside(line), Some(Answer::No | Answer::NotStated))
}

/// Whether the words of an answer name no special data that they leave open.
fn is_sure(said: &Said) -> bool {
    named(&said.text).doubtful.is_empty()
}

/// What each line of sensitive data names, by its own words and its label's. What
/// is left open, or stands behind a no, is told and not declared.
fn which(fiche: &Fiche, unread: &mut Vec<Unread>) -> Vec<(Datum, Said)> {
    let mut all: Vec<(Datum, Said)> = Vec::new();
    let sections = fiche.sections.iter();
    for section in sections.filter(|s| s.field == Field::SensitiveWhich) {
        let label = section.about.as_deref().map(named).unwrap_or_default();
        for line in &section.lines.iter().flat_map(ticked).collect::<Vec<_>>() {
            let refused = refuses(line);
            let denied = refused || section.about.is_some() && answer(line) == Some(Answer::No);
            let labelled = label.items.iter().filter(|_| affirms(line)).copied();
            let own = named(&line.text);
            let special = own.items.iter().any(|i| i.category().is_special());
            let silent = own.items.is_empty() && own.denied.is_empty() && own.generic.is_empty();
            let open = denial::doubts(&folded_words(&line.text));
            let lost =
                silent && (open || !own.known) && label.items.is_empty() && beside(line).is_none();
            if !own.doubtful.is_empty() || refused && special || lost && line.mark != Mark::Empty {
                unread.push(unknown(line));
            }
            let items = labelled.chain(own.items);
            for item in items.filter(|i| i.category().is_special() && !denied) {
                if !all
                    .iter()
                    .any(|(known, s)| *known == item && s.text == line.text)
                {
                    all.push((item, said(line)));
                }
            }
        }
    }
    // lines of a list of boxes stand below the last that is a field
    let below = fiche.sections.iter().filter(|s| s.field == Field::Nir);
    for line in below.flat_map(|s| s.lines.iter().flat_map(ticked)) {
        let other = named(&line.text).items.into_iter();
        let other = other.filter(|i| i.category().is_special() && *i != Datum::Nir);
        if line.mark == Mark::Ticked {
            all.extend(other.map(|item| (item, said(&line))));
        }
    }
    all
}

/// Where a field of its own declares the NIR: a yes, a tick, words that name it or
/// a purpose for which it is recognised. Other words are told, and declare nothing.
fn nir(fiche: &Fiche, unread: &mut Vec<Unread>) -> Option<Said> {
    let sections = fiche.sections.iter().filter(|s| s.field == Field::Nir);
    let mut unclear = Vec::new();
    let lines: Vec<Line> = sections
        .flat_map(|s| s.lines.iter().flat_map(ticked))
        .collect();
    for line in &lines {
        let names = || named(&line.text).items.contains(&Datum::Nir);
        let uses = || crate::register::purpose::nir_purpose(&line.text).is_some();
        match answer(line) {
            Some(Answer::Yes | Answer::Partial) => return Some(said(line)),
            Some(_) => {}
            None if line.mark == Mark::Empty || negates(&line.text) => {}
            None if names() || uses() => return Some(said(line)),
            // the tick of another line of the list is of what that line names
            None if line.mark == Mark::Ticked && named(&line.text).all().is_empty() => {
                return Some(said(line));
            }
            None => unclear.push(Unread {
                said: said(line),
                why: Why::Unknown,
            }),
        }
    }
    unread.extend(unclear);
    None
}

/// What a fiche says is not processed, wherever it lists data, and what it answers
/// with a no.
fn denied(fiche: &Fiche, a: &mut DraftActivity) {
    for section in &fiche.sections {
        for line in section.lines.iter().flat_map(ticked) {
            for item in denied_by(section, &line) {
                if !a.forbidden.iter().any(|(known, _)| *known == item) {
                    a.forbidden.push((item, said(&line)));
                }
            }
        }
    }
    // what is declared elsewhere in the fiche is not forbidden by an aside
    let declared: BTreeSet<Datum> = a
        .rubrics
        .iter()
        .flat_map(|r| r.items.iter().copied())
        .chain(a.sensitive.items.iter().map(|(item, _)| *item))
        .chain(a.sensitive.nir.as_ref().map(|_| Datum::Nir))
        .collect();
    a.forbidden.retain(|(item, _)| !declared.contains(item));
}

/// The items that a line of a section denies.
fn denied_by(section: &super::Section, line: &Line) -> Vec<Datum> {
    let is_no = || answer(line) == Some(Answer::No);
    match section.field {
        Field::Data | Field::Rubric(_) | Field::SensitiveWhich | Field::Sensitive => {
            named(&line.text).denied
        }
        field if ends_in_asides(field) && is_denial(&line.text) => named(&line.text).denied,
        Field::Nir if is_no() => vec![Datum::Nir],
        Field::Excluded => match &section.about {
            Some(label) if beside(line) == Some(Answer::No) => named(label).all(),
            Some(_) => Vec::new(),
            None => named(&line.text).all(),
        },
        _ => Vec::new(),
    }
}

/// Fields that end a fiche or a part of it; what stands below their answer may be
/// about the fiche as a whole.
const fn ends_in_asides(field: Field) -> bool {
    use Field::{DataSubjects, LegalBasis, Other, Purposes, Retention};
    matches!(
        field,
        DataSubjects | LegalBasis | Other | Purposes | Retention
    )
}

/// Whether a line says of some data that there are none, and nothing else: what
/// is not kept or not sent may be processed.
fn is_denial(text: &str) -> bool {
    let words = folded_words(text);
    let (said, denied, lasting) = denial::split(&words);
    let whole = lasting && said.is_empty() && !denial::qualified(denied);
    whole && !retention::has_duration(text)
}

/// In which capacity: as it is said, or joint where another decides too.
fn role(fiche: &Fiche, joint: bool) -> Option<Role> {
    let lines = lines(fiche, Field::Role);
    let said = lines.iter().find_map(|l| phrase::role(&l.text));
    let others = lines.iter().any(|l| phrase::for_others(&l.text));
    let for_others = others || phrase::for_others(&fiche.name.text);
    let other = joint.then_some(Role::Joint);
    said.or(other).or(for_others.then_some(Role::Processor))
}

/// The lines of all copies of a section, each once.
pub(super) fn lines(fiche: &Fiche, field: Field) -> Vec<Line> {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut all = Vec::new();
    // each rule of what has its own is read for itself
    let is_own = |s: &&super::Section| s.about.is_some() && field == Field::Retention;
    let copies = fiche.sections.iter().filter(|s| s.field == field);
    for line in copies
        .filter(|s| !is_own(s))
        .flat_map(|s| s.lines.iter().flat_map(ticked))
    {
        let is_new = seen.insert(folded_words(&line.text));
        // "Oui Non" of one copy, "Oui **Non**" of the other
        if is_new || !line.bold.is_empty() {
            all.push(line);
        }
    }
    all
}

pub(super) fn texts(lines: &[Line]) -> Vec<Said> {
    let mut all: Vec<Said> = lines.iter().map(said).collect();
    all.dedup_by(|a, b| a.text == b.text);
    all
}

pub(super) fn said(line: &Line) -> Said {
    Said {
        text: line.text.clone(),
        at: line.at.clone(),
    }
}

pub(super) fn answered(lines: &[Line]) -> Option<(crate::register::Answer, Said)> {
    lines.iter().find_map(|l| Some((answer(l)?, said(l))))
}

/// Sensitive items and the NIR are declared where they are named as processed,
/// under whatever heading; out of the rubrics they go.
fn special(a: &mut DraftActivity, which: &[(Datum, Said)]) {
    let mut found: Vec<(Datum, Said)> = Vec::new();
    for r in &mut a.rubrics {
        let said = r.said.clone();
        r.items.retain(|item| {
            let special = item.category().is_special();
            if special {
                let names = |s: &&Said| named(&s.text).items.contains(item);
                found.extend(said.iter().find(names).map(|s| (*item, s.clone())));
            }
            !special
        });
    }
    a.rubrics.retain(|r| !r.category.is_special());
    for (item, said) in which.iter().cloned().chain(found) {
        if a.sensitive.items.iter().any(|(known, _)| *known == item) {
            continue;
        }
        match () {
            () if item == Datum::Nir => _ = a.sensitive.nir.get_or_insert(said),
            () => a.sensitive.items.push((item, said)),
        }
    }
}

/// One rule for each line that speaks of time; a line that ends with a colon, or
/// names data and no time, says what the next is for.
fn keeping(fiche: &Fiche) -> Vec<Keeping> {
    let mut rules = Vec::new();
    let mut applies: Option<String> = None;
    let copies = fiche
        .sections
        .iter()
        .filter(|s| s.field == Field::Retention);
    for section in copies.filter(|s| s.about.is_some()) {
        let about = section.about.as_deref().unwrap_or("all");
        for line in &section.lines {
            rules.extend(retention::rules(&said(line), about));
        }
    }
    let lines = lines(fiche, Field::Retention);
    for line in &lines {
        let own = own_name(&line.text);
        let about = own.as_deref().or(applies.as_deref()).unwrap_or("all");
        let found = retention::rules(&said(line), about);
        let tells = found.iter().any(|r| {
            r.kind != crate::register::RetentionKind::Indeterminate || r.trigger.is_some()
        });
        if tells {
            rules.extend(found);
            applies = None;
        } else {
            let name = line.text.trim_end_matches([':', ' ']);
            let is_name = name.split(' ').count() <= NAME && !negates(name);
            applies = is_name.then(|| name.to_owned());
        }
    }
    if rules.is_empty()
        && let Some(first) = lines.first()
    {
        rules = retention::rules(&said(first), "all");
    }
    rules
}

/// What a line itself says it is about (`Bulletins de paie : 50 ans`).
fn own_name(text: &str) -> Option<String> {
    let (name, rule) = text.split_once(':')?;
    let is_name = name.split(' ').count() <= NAME && !retention::has_duration(name);
    let tells = name.chars().filter(|c| c.is_alphabetic()).count() > 1;
    (is_name && tells && retention::has_duration(rule)).then(|| name.trim().to_owned())
}

fn no_place(line: &Line) -> Unread {
    Unread {
        said: said(line),
        why: Why::NoPlace,
    }
}

pub(super) fn unknown(line: &Line) -> Unread {
    Unread {
        said: said(line),
        why: Why::Unknown,
    }
}

/// Promises stand anywhere.
fn promises(fiche: &Fiche) -> Vec<Promise> {
    let mut all: Vec<Promise> = Vec::new();
    for line in fiche.sections.iter().flat_map(|s| &s.lines) {
        let promise = phrase::promise(&said(line));
        all.extend(promise.filter(|p| !all.iter().any(|known| known.kind == p.kind)));
    }
    all
}
