//! What the decisions of `decisions.toml` do to gaps.

use super::build::{inventory, register, today};
use super::properties::{any_inventory, any_register};
use super::whole::{CLIENTS, add};
use crate::decision::{About, Decision, Match, Origin, Verdict};
use crate::inventory::Inventory;
use crate::reconcile::{Gap, Reconciliation, Standing, WarningKind, compare_decided, reconcile};
use crate::register::{Accepted, Date, Register};
use proptest::prelude::*;

fn decided(inv: &Inventory, register: &Register, decisions: &[Decision]) -> Reconciliation {
    compare_decided(inv, Some(register), (decisions, today()), today(), &|_| {
        None
    })
}

fn decision(about: About, verdict: Verdict, expires: &str, accepts: Accepted) -> Decision {
    let expires: Option<Date> = expires.parse().ok();
    Decision {
        about,
        verdict,
        reason: "jeu de test".to_owned(),
        owner: "dpo".to_owned(),
        decided: None,
        expires,
        accepts,
        origin: Origin {
            source: "decisions.toml:3".to_owned(),
            ..Origin::default()
        },
    }
}

fn by_id(gap: &Gap) -> About {
    About::Gap(gap.id.0.to_lowercase())
}

fn clients(n: u64) -> (Inventory, Register) {
    let mut inv = inventory();
    add(&mut inv, "Clients/a.csv", &[("birth_date", n), ("iban", n)]);
    (inv, register(CLIENTS))
}

fn of(result: &Reconciliation, gap: &Gap) -> Gap {
    let found = result.gaps.iter().find(|g| g.id == gap.id);
    found.expect("the id stays").clone()
}

#[test]
fn an_accepted_gap_is_set_aside_until_it_grows_or_its_day_is_past() {
    let (inv, register) = clients(3);
    let gap = reconcile(&inv, Some(&register), today()).remove(0);
    let accept = decision(by_id(&gap), Verdict::Accept, "2026-11-21", gap.accepted());
    let result = decided(&inv, &register, std::slice::from_ref(&accept));
    let held = of(&result, &gap);
    assert_eq!(
        held.waived.as_deref(),
        Some("jeu de test (dpo, 2026-11-21)")
    );
    assert_eq!(held.decided.map(|d| d.standing), Some(Standing::SetAside));
    assert_eq!(result.warnings, []);

    let (more, _) = clients(9);
    let result = decided(&more, &register, std::slice::from_ref(&accept));
    let grown = of(&result, &gap);
    assert_eq!(grown.waived, None);
    assert!(grown.evidence_fr[0].starts_with("Décision dépassée (dpo)\u{a0}: personnes"));
    assert_eq!(result.warnings[0].kind, WarningKind::DecisionExceeded);
    assert_eq!(result.warnings[0].source, "decisions.toml:3");

    let past = Decision {
        expires: "2026-11-20".parse().ok(),
        ..accept
    };
    let late = of(&decided(&inv, &register, &[past]), &gap);
    assert_eq!(late.waived, None);
    assert_eq!(
        late.evidence_fr[0],
        "Décision expirée le 2026-11-20 (dpo)\u{a0}: écart rouvert"
    );
}

#[test]
fn what_is_to_be_done_stays_open_and_says_so() {
    let (inv, register) = clients(3);
    let gap = reconcile(&inv, Some(&register), today()).remove(0);
    let said = |verdict, day: &str| {
        let d = decision(by_id(&gap), verdict, day, Accepted::default());
        let gap = of(&decided(&inv, &register, &[d]), &gap);
        assert_eq!(gap.waived, None);
        let decided = gap.decided.expect("decided");
        assert_eq!(decided.said.fr, gap.evidence_fr[0]);
        (decided.standing, decided.said.fr)
    };
    assert_eq!(
        said(Verdict::Declare, "2027-01-31"),
        (
            Standing::ToDo,
            "Décidé\u{a0}: à déclarer (dpo), revue le 2027-01-31".to_owned()
        )
    );
    assert_eq!(
        said(Verdict::Delete, "2026-11-20"),
        (
            Standing::ReviewPast,
            "Décidé\u{a0}: à supprimer (dpo) ; la revue prévue le 2026-11-20 est passée".to_owned()
        )
    );
    assert_eq!(
        said(Verdict::Declare, "").1,
        "Décidé\u{a0}: à déclarer (dpo)"
    );
}

#[test]
fn a_match_accepts_what_fits_and_no_more() {
    let mut inv = inventory();
    add(&mut inv, "Clients/vieux/a.csv", &[("iban", 3)]);
    let register = register(CLIENTS);
    let gap = reconcile(&inv, Some(&register), today()).remove(0);
    let fits = |code: &str, place: &str| {
        About::Match(Match {
            code: Some(code.to_owned()),
            place: Some(place.to_owned()),
            ..Match::default()
        })
    };
    let bare = Accepted {
        places: Vec::new(),
        ..gap.accepted()
    };
    let own = fits(gap.code.as_str(), "Clients/vieux/**");
    let accept = decision(own, Verdict::Accept, "2027-01-01", bare.clone());
    let held = |inv: &Inventory, d: &Decision| {
        let result = decided(inv, &register, std::slice::from_ref(d));
        (of(&result, &gap).waived.is_some(), result.warnings.len())
    };
    assert_eq!(held(&inv, &accept), (true, 0));
    // a place beside the pattern
    let mut more = inv.clone();
    add(&mut more, "Clients/a.csv", &[("iban", 3)]);
    assert_eq!(held(&more, &accept), (false, 1));
    // another code, another place: about nothing
    for about in [fits("G09", "Clients/**"), fits(gap.code.as_str(), "RH/**")] {
        let other = decision(about, Verdict::Accept, "2027-01-01", bare.clone());
        let result = decided(&inv, &register, std::slice::from_ref(&other));
        assert_eq!(of(&result, &gap).waived, None);
        assert_eq!(result.warnings[0].kind, WarningKind::DecisionUnmatched);
    }
}

#[test]
fn what_is_decided_of_one_goes_before_what_is_decided_of_several() {
    let (inv, register) = clients(3);
    let gap = reconcile(&inv, Some(&register), today()).remove(0);
    let all = About::Match(Match {
        code: Some(gap.code.as_str().to_owned()),
        ..Match::default()
    });
    let one = |v| decision(by_id(&gap), v, "2027-01-01", gap.accepted());
    let several = |v| decision(all.clone(), v, "2027-01-01", gap.accepted());
    let held = |a, b| {
        of(&decided(&inv, &register, &[a, b]), &gap)
            .waived
            .is_some()
    };
    assert!(held(one(Verdict::Accept), several(Verdict::Declare)));
    assert!(!held(one(Verdict::Declare), several(Verdict::Accept)));
    // of one kind, the one that hides nothing
    assert!(!held(one(Verdict::Accept), one(Verdict::Delete)));
    // what is exceeded leaves the word to the other
    let narrow = Decision {
        accepts: Accepted::default(),
        ..one(Verdict::Accept)
    };
    assert!(held(narrow, several(Verdict::Accept)));
}

/// Decisions about some of the gaps of an inventory, by id or by what they share.
fn any_decisions(gaps: &[Gap], picks: &[(prop::sample::Index, u8, bool, bool)]) -> Vec<Decision> {
    let each = picks
        .iter()
        .enumerate()
        .map(|(i, (which, verdict, several, late))| {
            let gap = which.get(gaps);
            let about = match several {
                true => About::Match(Match {
                    code: Some(gap.code.as_str().to_owned()),
                    activity: gap.activity.as_ref().map(|(id, _)| id.clone()),
                    place: None,
                }),
                false => by_id(gap),
            };
            let day = if *late { "2026-11-20" } else { "2027-01-01" };
            let verdict = Verdict::ALL[usize::from(*verdict) % 4];
            let mut d = decision(about, verdict, day, gap.accepted());
            d.origin.source = format!("decisions.toml:{i}");
            d.origin.at.line = i as u32;
            d
        });
    each.collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn a_decision_hides_no_gap_but_its_own(
        inv in any_inventory(), text in any_register(),
        picks in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), any::<bool>(), any::<bool>()), 1..5),
    ) {
        prop_assume!(!text.is_empty());
        let register = register(&text);
        let open = reconcile(&inv, Some(&register), today());
        prop_assume!(!open.is_empty());
        let decisions = any_decisions(&open, &picks);
        let result = decided(&inv, &register, &decisions);
        prop_assert_eq!(result.gaps.len(), open.len());
        for (after, before) in result.gaps.iter().zip(&open) {
            prop_assert_eq!(&after.id, &before.id);
            if after.waived.is_none() {
                continue;
            }
            // somebody accepted this gap, and no less than it is
            let own = decisions.iter().any(|d| {
                let about = match &d.about {
                    About::Gap(id) => id.eq_ignore_ascii_case(&after.id.0),
                    About::Match(m) => m.code.as_deref() == Some(after.code.as_str()),
                };
                about && d.verdict.sets_aside() && d.accepts.level >= Some(after.severity.level.gravity())
                    && after.items.iter().all(|i| d.accepts.items.contains(i))
            });
            prop_assert!(own, "{:?}", after.id);
        }
    }

    #[test]
    fn the_order_of_decisions_never_matters(
        inv in any_inventory(), text in any_register(),
        picks in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), any::<bool>(), any::<bool>()), 2..6),
    ) {
        prop_assume!(!text.is_empty());
        let register = register(&text);
        let open = reconcile(&inv, Some(&register), today());
        prop_assume!(!open.is_empty());
        let mut decisions = any_decisions(&open, &picks);
        let expected = decided(&inv, &register, &decisions);
        decisions.reverse();
        prop_assert_eq!(&decided(&inv, &register, &decisions), &expected);
        decisions.rotate_left(1);
        prop_assert_eq!(decided(&inv, &register, &decisions), expected);
    }
}
