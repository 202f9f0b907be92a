//! G01: places that hold personal data and that no activity is bound to, one
//! gap per cluster. Bindings that are only proposed do not bind; the gap says
//! which they are and what would remain if they were accepted (see `accepted`).

use super::accepted::{self, Answers};
use super::bind::Bond;
use super::cluster::Cluster;
use super::evidence::{self, Draft};
use super::gap::{Code, Gap, Step};
use super::suggest::place::pattern;
use super::survey::Survey;
use super::{extent, words};
use crate::register::{BindingState, Message, Register};
use std::collections::{BTreeMap, BTreeSet};

/// Proposed activities that a gap names.
const NAMED: usize = 3;

/// One gap per cluster, in their order; no two of one id.
pub(super) fn gaps(survey: &Survey<'_>, register: &Register, clusters: &[Cluster]) -> Vec<Gap> {
    let mut answers = Answers::new();
    let gaps = clusters.iter().map(|c| {
        let gap = gap(survey, register, c, &mut answers);
        let files = c.finds.iter().map(|f| &survey.finds[*f].holding.at);
        Gap {
            extent: extent::of(survey, files, &c.within),
            ..gap
        }
    });
    let mut gaps: Vec<Gap> = gaps.collect();
    super::single(&mut gaps);
    gaps
}

fn gap(survey: &Survey<'_>, register: &Register, cluster: &Cluster, answers: &mut Answers) -> Gap {
    let data = words::set(cluster.finds.iter().map(|i| survey.finds[*i].datum));
    let items = words::items(&data);
    let mut because = vec![Message::new(
        "Aucun emplacement confirmé du registre ne couvre ce lieu",
        "No confirmed location of the register covers this place",
    )];
    // a name that a pattern reads otherwise (`**`) would be copied as one
    let plain = survey.is_database(cluster.source)
        || extent::folder(survey, cluster.source, &cluster.folder, cluster.files).is_some();
    let uri = pattern(survey, cluster.source, cluster.files, &cluster.folder);
    let uri = uri.unwrap_or_else(|| cluster.name.clone());
    if cluster.bindable && plain && !uri.contains(char::is_control) {
        because.push(Message::new(
            format!("Motif qui désigne ce lieu dans le registre : `{uri}`"),
            format!("Pattern that means this place in the register: `{uri}`"),
        ));
    }
    because.extend(proposals(survey, register, cluster, answers));
    evidence::gap(
        survey,
        Draft {
            code: Code::G01,
            title: Message::new(
                format!(
                    "Emplacement non déclaré\u{a0}: {} – {}",
                    cluster.shown.fr, items.fr
                ),
                format!("Undeclared location: {} – {}", cluster.shown.en, items.en),
            ),
            cluster: cluster.name.clone(),
            shown: Some(cluster.shown.clone()),
            signature: cluster.signature.clone(),
            also: None,
            activity: None,
            register: None,
            step: Step::Unbound,
            because,
            most: None,
            finds: &cluster.finds,
        },
    )
}

/// Activities whose pattern means places of the cluster without counting:
/// suggested bindings, drafts, archived fiches.
fn proposals(
    survey: &Survey<'_>,
    register: &Register,
    cluster: &Cluster,
    answers: &mut Answers,
) -> Vec<Message> {
    if survey.hints.is_empty() {
        return Vec::new();
    }
    let mut places: BTreeMap<usize, (Bond, BTreeSet<usize>)> = BTreeMap::new();
    let spots = words::set(cluster.finds.iter().map(|i| survey.finds[*i].spot));
    for &spot in &spots {
        for bond in survey.hints.every(&survey.spots[spot].name) {
            let entry = places.entry(bond.activity);
            entry.or_insert((bond, BTreeSet::new())).1.insert(spot);
        }
    }
    let mut ordered: Vec<_> = places.into_values().collect();
    ordered.sort_by_key(|(bond, spots)| (std::cmp::Reverse(spots.len()), *bond));
    ordered
        .iter()
        .take(NAMED)
        .map(|(bond, meant)| {
            // a cluster lies in one source
            let source = meant.first().map(|s| survey.spots[*s].source);
            let source = source.expect("an activity is listed for a place it means");
            let codes = accepted::remaining(answers, survey, register, *bond, source);
            let outcome = accepted::outcome(&codes, spots.len() - meant.len());
            proposal(survey, register, *bond, &outcome)
        })
        .collect()
}

fn proposal(survey: &Survey<'_>, register: &Register, bond: Bond, outcome: &Message) -> Message {
    let activity = &register.activities[bond.activity];
    let binding = &activity.locations[bond.location];
    let name = words::quoted(&activity.name.value);
    let place = register.cite(binding.uri.at);
    if survey.ambiguous.contains(&bond) {
        return Message::new(
            format!(
                "{} : emplacement confirmé ({place}) qui existe dans plusieurs sources, à préciser par son adresse complète{}",
                name.fr, outcome.fr
            ),
            format!(
                "{}: confirmed location ({place}) that exists in several sources, to be given by its whole address{}",
                name.en, outcome.en
            ),
        );
    }
    if binding.state == BindingState::Confirmed {
        return Message::new(
            format!(
                "{} couvrirait ce lieu ({place}), mais c’est une {}{}",
                name.fr,
                activity.status.title_fr(),
                outcome.fr
            ),
            format!(
                "{} would cover this place ({place}), but it is a {}{}",
                name.en,
                activity.status.title_en(),
                outcome.en
            ),
        );
    }
    let score = binding
        .score
        .map_or_else(String::new, |s| format!(", score {s}"));
    let reason = binding.reason.as_ref();
    let reason = reason.map_or_else(String::new, |r| format!(", {r}"));
    Message::new(
        format!(
            "Rattachement proposé à {} ({place}{score}{reason}), à confirmer{}",
            name.fr, outcome.fr
        ),
        format!(
            "Binding to {} suggested ({place}{score}{reason}), to be confirmed{}",
            name.en, outcome.en
        ),
    )
}
