//! Measures of security of a fiche: those of the model, those in its own words, and
//! those that it denies or plans.

use super::super::answer::answer;
use super::super::block::Line;
use super::super::draft::{Said, Secured, Unread};
use super::super::measure::{clauses, is_taken_here};
use super::super::vocabulary::Field;
use super::Fiche;
use super::fiche::{lines, texts, unknown};
use crate::register::{Answer, Measure, State};

/// What is said of each measure.
pub(super) fn security(fiche: &Fiche, unread: &mut Vec<Unread>) -> Vec<Secured> {
    let measures = [
        (Measure::AccessControl, Field::AccessControl),
        (Measure::Traceability, Field::Traceability),
        (Measure::SoftwareProtection, Field::SoftwareProtection),
        (Measure::Backup, Field::Backup),
        (Measure::Encryption, Field::Encryption),
        (Measure::ProcessorControl, Field::ProcessorControl),
    ];
    let said_of = |(measure, field): (Measure, Field)| {
        let mut own = fiche.sections.iter().filter(|s| s.field == field);
        let is_there = own.next().is_some();
        let (said, denied): (Vec<Line>, Vec<Line>) = lines(fiche, field)
            .into_iter()
            .partition(|l| answer(l) != Some(Answer::No) && is_taken_here(&l.text));
        let state = match (is_there, said.is_empty()) {
            (_, false) => State::Declared,
            // a measure that is not taken
            (true, true) if !denied.is_empty() => State::Absent,
            (true, true) => State::HeadingOnly,
            (false, true) => State::Absent,
        };
        unread.extend(denied.iter().map(unknown));
        Secured {
            measure,
            state,
            said: texts(&said),
        }
    };
    measures.into_iter().map(said_of).collect()
}

/// Other measures; one that is denied or only planned is none, and told.
pub(super) fn measures(fiche: &Fiche, unread: &mut Vec<Unread>) -> Vec<Said> {
    let mut all = lines(fiche, Field::Security);
    all.extend(lines(fiche, Field::OtherMeasures));
    let mut taken = Vec::new();
    for line in &all {
        for (text, is_taken) in clauses(&line.text) {
            let part = Line {
                text: text.to_owned(),
                bold: Vec::new(),
                ..line.clone()
            };
            match is_taken {
                true => taken.push(part),
                false => unread.push(unknown(&part)),
            }
        }
    }
    texts(&taken)
}
