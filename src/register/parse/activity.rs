//! One entry of `activities:`.

use super::declared;
use crate::register::Pattern;
use crate::register::activity::{
    Activity, Binding, Claim, LegalBases, Recipients, Retention, Secured, Transfers, Worded,
};
use crate::register::fact::{Fact, Message};
use crate::register::fault::Fault;
use crate::register::keyword::{
    Answer, BindingState, ClaimKind, Keyword as _, Measure, RetentionKind, Role, State, Status,
};
use crate::register::read::{Faults, Fields, text, word};
use crate::register::yaml::{Node, What};

/// Reads one activity; none when it has no usable id or name.
pub(super) fn read(node: &Node, faults: &Faults) -> Option<Activity> {
    let mut a = Fields::open(node, "activities[]", faults)?;
    let id = a.needed_text("id");
    let name = a.needed_text("name");
    let start = a.at;
    let role = a.word("role");
    let measures = security(&mut a, faults);
    let activity = Activity {
        id: id
            .clone()
            .unwrap_or_else(|| Fact::new(String::new(), start)),
        name: name
            .clone()
            .unwrap_or_else(|| Fact::new(String::new(), start)),
        role_at: role.as_ref().map(|r| r.at),
        role: role.map_or(Role::Controller, |r| r.value),
        status: a.word("status").map_or(Status::Active, |s| s.value),
        review_required: a.boolean("review_required").is_some_and(|b| b.value),
        created: a.date("created"),
        updated: a.date("updated"),
        purposes: worded(&mut a, "purposes", faults),
        legal_basis: legal_basis(&mut a, faults),
        data_subjects: worded(&mut a, "data_subjects", faults),
        data: listed(&mut a, "data", faults, declared::rubric),
        sensitive: declared::sensitive(&mut a, faults),
        forbidden: listed(&mut a, "forbidden", faults, declared::forbidden),
        retention: listed(&mut a, "retention", faults, retention),
        recipients: recipients(&mut a, faults),
        transfers: transfers(&mut a, faults),
        security: measures.0,
        other_measures: measures.1,
        claims: listed(&mut a, "claims", faults, claim),
        systems: a.texts("systems"),
        locations: listed(&mut a, "locations", faults, binding),
        source: a.plain("source"),
    };
    declared::imported(&mut a, faults);
    a.close();
    (id.is_some() && name.is_some()).then_some(activity)
}

fn listed<T>(
    f: &mut Fields<'_>,
    key: &'static str,
    faults: &Faults,
    read: fn(&Node, &Faults) -> Option<T>,
) -> Vec<T> {
    f.each(key).iter().filter_map(|n| read(n, faults)).collect()
}

/// Texts, each alone or as `{text, source}`.
fn worded(f: &mut Fields<'_>, key: &'static str, faults: &Faults) -> Vec<Worded> {
    let read = |node: &Node| match &node.what {
        What::Map(_) => {
            let mut w = Fields::open(node, key, faults)?;
            let (text, source) = (w.needed_text("text"), w.plain("source"));
            w.close();
            Some(Worded {
                text: text?,
                source,
            })
        }
        _ => Some(Worded {
            text: text(node, faults)?,
            source: None,
        }),
    };
    f.each(key).iter().filter_map(read).collect()
}

fn legal_basis(f: &mut Fields<'_>, faults: &Faults) -> LegalBases {
    let Some(mut l) = f.fields("legal_basis") else {
        return LegalBases {
            state: State::NotStated,
            codes: Vec::new(),
            text: None,
            source: None,
            at: None,
        };
    };
    let at = Some(l.at);
    let codes: Vec<_> = l
        .each("codes")
        .iter()
        .filter_map(|n| word(n, "codes", faults))
        .collect();
    let implied = if codes.is_empty() {
        State::NotStated
    } else {
        State::Declared
    };
    let found = LegalBases {
        state: l.word("state").map_or(implied, |s| s.value),
        codes,
        text: l.plain("text"),
        source: l.plain("source"),
        at,
    };
    l.close();
    found
}

fn retention(node: &Node, faults: &Faults) -> Option<Retention> {
    let mut r = Fields::open(node, "retention[]", faults)?;
    let applies_to = r.plain("applies_to").unwrap_or_else(|| "all".to_owned());
    let kind = r.need("kind").and_then(|n| word(n, "kind", faults));
    // what cannot be read is told once, as such
    let complete = r.has("months") && r.has("trigger");
    let months = r.number("months").map(|m| m.value);
    let trigger = r.plain("trigger");
    let (text, source) = (r.plain("text"), r.plain("source"));
    r.close();
    let kind: Fact<RetentionKind> = kind?;
    if kind.value == RetentionKind::Bounded && !complete {
        faults.add(Fault::at(
            kind.at,
            7,
            Message::new(
                "une durée `bounded` demande `months` et `trigger`",
                "a `bounded` retention needs `months` and `trigger`",
            ),
            Message::new(
                "ajouter par exemple `months: 24, trigger: last_contact`",
                "add for instance `months: 24, trigger: last_contact`",
            ),
        ));
    }
    Some(Retention {
        applies_to,
        kind,
        months,
        trigger,
        text,
        source,
    })
}

fn recipients(f: &mut Fields<'_>, faults: &Faults) -> Recipients {
    let Some(mut r) = f.fields("recipients") else {
        return Recipients::default();
    };
    let found = Recipients {
        at: Some(r.at),
        internal: worded(&mut r, "internal", faults),
        external: worded(&mut r, "external", faults),
        processors: worded(&mut r, "processors", faults),
    };
    let _ = r.plain("source");
    r.close();
    found
}

fn transfers(f: &mut Fields<'_>, faults: &Faults) -> Transfers {
    let unsaid = Fact::new(Answer::NotStated, f.at);
    let Some(mut t) = f.fields("transfers") else {
        return Transfers {
            outside_eu: unsaid,
            countries: Vec::new(),
            safeguards: Vec::new(),
            text: None,
            source: None,
        };
    };
    let found = Transfers {
        outside_eu: t.answer("outside_eu").unwrap_or(unsaid),
        countries: worded(&mut t, "countries", faults),
        safeguards: worded(&mut t, "safeguards", faults),
        text: t.plain("text"),
        source: t.plain("source"),
    };
    t.close();
    found
}

fn security(f: &mut Fields<'_>, faults: &Faults) -> (Vec<Secured>, Vec<Worded>) {
    let Some(mut s) = f.fields("security") else {
        return Default::default();
    };
    let mut found = Vec::new();
    for key in Measure::WORDS {
        let measure = Measure::from_word(key).expect("each word of the list has a value");
        found.extend(s.take(key).and_then(|n| secured(measure, key, n, faults)));
    }
    let other = worded(&mut s, "other", faults);
    let _ = s.plain("source");
    s.close();
    (found, other)
}

/// `backup: declared`, or `backup: {state: declared, text: ..., source: ...}`.
fn secured(measure: Measure, key: &'static str, node: &Node, faults: &Faults) -> Option<Secured> {
    let (state, text, source) = match &node.what {
        What::Map(_) => {
            let mut m = Fields::open(node, key, faults)?;
            let found = (m.word("state"), m.plain("text"), m.plain("source"));
            m.close();
            found
        }
        _ => (word(node, key, faults), None, None),
    };
    Some(Secured {
        measure,
        state: state?,
        text,
        source,
    })
}

fn claim(node: &Node, faults: &Faults) -> Option<Claim> {
    let mut c = Fields::open(node, "claims[]", faults)?;
    let kind: Option<Fact<ClaimKind>> = c.need("kind").and_then(|n| word(n, "kind", faults));
    let items = listed(&mut c, "items", faults, declared::item);
    let system = c.text("system");
    let days = c.number("days").map(|d| d.value);
    let (text, source) = (c.plain("text"), c.plain("source"));
    c.close();
    let kind = kind?;
    let about_items = matches!(kind.value, ClaimKind::NotStored | ClaimKind::EnteredOnly);
    if about_items && items.is_empty() {
        faults.add(Fault::at(
            kind.at,
            1,
            Message::new(
                format!(
                    "`{}` doit dire de quels items il s’agit",
                    kind.value.as_str()
                ),
                format!("`{}` must say which items it is about", kind.value.as_str()),
            ),
            Message::new(
                "ajouter par exemple `items: [card_pan]`",
                "add for instance `items: [card_pan]`",
            ),
        ));
    }
    Some(Claim {
        kind,
        system,
        items,
        days,
        text,
        source,
    })
}

fn binding(node: &Node, faults: &Faults) -> Option<Binding> {
    let mut b = Fields::open(node, "locations[]", faults)?;
    let uri = b.needed_text("uri");
    let state = b.need("binding").and_then(|n| word(n, "binding", faults));
    // a date that cannot be read is told once, as such
    let dated = b.has("on");
    let by = b.plain("by").filter(|by| !by.trim().is_empty());
    let signed = dated && by.is_some();
    let on = b.date("on").map(|d| d.value);
    let (score, reason) = (b.number("score").map(|s| s.value), b.plain("reason"));
    b.close();
    let (uri, state): (Fact<String>, Fact<BindingState>) = (uri?, state?);
    if state.value != BindingState::Suggested && !signed {
        unsigned(&state, faults);
    }
    let pattern = match Pattern::parse(&uri.value) {
        Ok(p) => p,
        Err(e) => {
            faults.add(bad_pattern(&uri, &e.to_string()));
            return None;
        }
    };
    Some(Binding {
        uri,
        pattern,
        state: state.value,
        by,
        on,
        score,
        reason,
    })
}

fn unsigned(state: &Fact<BindingState>, faults: &Faults) {
    let word = state.value.as_str();
    let length = u32::try_from(word.len()).unwrap_or(1);
    faults.add(Fault::at(
        state.at,
        length,
        Message::new(
            format!("un emplacement `{word}` demande `by` et `on`"),
            format!("a `{word}` location needs `by` and `on`"),
        ),
        Message::new(
            "ajouter qui l’a décidé et quand : `by: dpo, on: 2026-11-21`",
            "add who decided it and when: `by: dpo, on: 2026-11-21`",
        ),
    ));
}

fn bad_pattern(uri: &Fact<String>, why: &str) -> Fault {
    Fault::at(
        uri.at,
        1,
        Message::new(
            "emplacement inutilisable (vide ou trop long)".to_owned(),
            format!("unusable location: {why}"),
        ),
        Message::new(
            "écrire par exemple `RH/Paie/**` ou `postgres://srv/base/schema.*`",
            "write for instance `RH/Paie/**` or `postgres://srv/base/schema.*`",
        ),
    )
}
