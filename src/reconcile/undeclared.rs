//! G01: places that hold personal data and that no activity is bound to, one
//! gap per cluster. Bindings that are only proposed do not bind; the gap says
//! which they are and what would remain if they were accepted.

use super::bind::Bond;
use super::cluster::{self, Cluster};
use super::decide::judge;
use super::evidence::{self, Draft};
use super::gap::{Code, Gap};
use super::survey::Survey;
use super::words;
use crate::model::Category;
use crate::register::{BindingState, Message, Register};
use std::collections::{BTreeMap, BTreeSet};

/// Proposed activities that a gap names.
const NAMED: usize = 3;

/// One gap per cluster.
pub(super) fn gaps(survey: &Survey<'_>, register: &Register) -> Vec<Gap> {
    cluster::clusters(survey)
        .iter()
        .map(|c| gap(survey, register, c))
        .collect()
}

fn gap(survey: &Survey<'_>, register: &Register, cluster: &Cluster) -> Gap {
    let data = words::set(cluster.finds.iter().map(|i| survey.finds[*i].datum));
    let items = words::items(&data);
    let mut because = vec![Message::new(
        "Aucun emplacement confirmé du registre ne couvre ce lieu",
        "No confirmed location of the register covers this place",
    )];
    because.extend(proposals(survey, register, cluster));
    evidence::gap(
        survey,
        Draft {
            code: Code::G01,
            title: Message::new(
                format!(
                    "Emplacement non déclaré\u{a0}: {} – {}",
                    cluster.name, items.fr
                ),
                format!("Undeclared location: {} – {}", cluster.name, items.en),
            ),
            cluster: cluster.name.clone(),
            signature: cluster.signature.clone(),
            items_in_id: false,
            activity: None,
            register: None,
            step: "unbound",
            because,
            finds: &cluster.finds,
        },
    )
}

/// Activities whose pattern means places of the cluster without counting:
/// suggested bindings, drafts, archived fiches.
fn proposals(survey: &Survey<'_>, register: &Register, cluster: &Cluster) -> Vec<Message> {
    if survey.hints.is_empty() {
        return Vec::new();
    }
    let mut places: BTreeMap<usize, (Bond, BTreeSet<usize>)> = BTreeMap::new();
    for spot in words::set(cluster.finds.iter().map(|i| survey.finds[*i].spot)) {
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
        .map(|(bond, spots)| proposal(survey, register, cluster, *bond, spots))
        .collect()
}

fn proposal(
    survey: &Survey<'_>,
    register: &Register,
    cluster: &Cluster,
    bond: Bond,
    spots: &BTreeSet<usize>,
) -> Message {
    let activity = &register.activities[bond.activity];
    let binding = &activity.locations[bond.location];
    let name = words::quoted(&activity.name.value);
    let place = register.cite(binding.uri.at);
    let outcome = if_accepted(survey, register, cluster, bond, spots);
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

/// What would remain if the proposal were accepted: "if accepted: 2 gaps".
fn if_accepted(
    survey: &Survey<'_>,
    register: &Register,
    cluster: &Cluster,
    bond: Bond,
    spots: &BTreeSet<usize>,
) -> Message {
    let fiche = &survey.fiches[bond.activity];
    let concerned = cluster
        .finds
        .iter()
        .map(|i| &survey.finds[*i])
        .filter(|f| spots.contains(&f.spot));
    let data = words::set(concerned.map(|f| f.datum));
    let gaps: BTreeSet<(Code, Category)> = data
        .iter()
        .filter_map(|d| Some((judge(register, fiche, *d).decision.gap()?, d.category())))
        .collect();
    let n = words::count(gaps.len() as u64, ["écart", "écarts"], ["gap", "gaps"]);
    let codes: Vec<&str> = words::set(gaps.iter().map(|(c, _)| c.as_str()));
    let list = if codes.is_empty() {
        String::new()
    } else {
        format!(" ({})", codes.join(", "))
    };
    Message::new(
        format!("\u{a0}; s’il était accepté\u{a0}: {}{list}", n.fr),
        format!("; if accepted: {}{list}", n.en),
    )
}
