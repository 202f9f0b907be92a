//! Measures of security of a fiche: those of the model, those in its own words, and
//! those that it denies.

use super::super::answer::answer;
use super::super::block::Line;
use super::super::denial;
use super::super::draft::{Said, Secured, Unread};
use super::super::vocabulary::{Field, exact};
use super::Fiche;
use super::fiche::{lines, texts, unknown};
use crate::model::folded_words;
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
            .partition(|l| answer(l) != Some(Answer::No));
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

/// Other measures; one that is said not to be taken is none, and told.
pub(super) fn measures(fiche: &Fiche, unread: &mut Vec<Unread>) -> Vec<Said> {
    let mut all = lines(fiche, Field::Security);
    all.extend(lines(fiche, Field::OtherMeasures));
    let (denied, taken): (Vec<Line>, Vec<Line>) =
        all.into_iter().partition(|l| denies_measure(&l.text));
    unread.extend(denied.iter().map(unknown));
    texts(&taken)
}

/// Whether a text says of a measure of the closed list that it is not taken, and no
/// more (`Aucun chiffrement`, `Chiffrement : non`).
fn denies_measure(text: &str) -> bool {
    use Field::{
        AccessControl, Backup, Encryption, ProcessorControl, SoftwareProtection, Traceability,
    };
    let is_measure = |name: &str| {
        let known = [
            AccessControl,
            Backup,
            Encryption,
            ProcessorControl,
            SoftwareProtection,
            Traceability,
        ];
        exact(name).is_some_and(|f| known.contains(&f))
    };
    if let Some((name, rest)) = text.split_once(':') {
        return is_measure(name) && denial::is_no(&folded_words(rest));
    }
    let words = folded_words(text);
    let (said, denied, _) = denial::split(&words);
    said.is_empty() && is_measure(denied)
}
