//! What data an activity declares: rubrics, special categories, negations.

use crate::model::{Category, Datum, UnknownName};
use crate::register::activity::{Declared, Forbidden, Negated, Nir, Sensitive};
use crate::register::fact::{Fact, Message};
use crate::register::fault::Fault;
use crate::register::keyword::{Answer, State};
use crate::register::read::{Faults, Fields, shorten, text};
use crate::register::words::item as meaning;
use crate::register::yaml::{Node, What};

/// One rubric of `data:`.
pub(super) fn rubric(node: &Node, faults: &Faults) -> Option<Declared> {
    let mut d = Fields::open(node, "data[]", faults)?;
    let category = d.need("category").and_then(|n| category(n, faults));
    let state = d.need("state").and_then(|n| state(n, faults));
    let items: Vec<Fact<Datum>> = d
        .each("items")
        .iter()
        .filter_map(|n| item(n, faults))
        .collect();
    let found = (d.plain("condition"), d.plain("text"), d.plain("source"));
    d.close();
    let state = state?;
    if let (false, Some(first)) = (takes_items(state), items.first()) {
        contradictory(node, first, state, faults);
    }
    Some(Declared {
        category: category?,
        state,
        items,
        condition: found.0,
        text: found.1,
        source: found.2,
    })
}

fn state(node: &Node, faults: &Faults) -> Option<State> {
    crate::register::read::word(node, "state", faults).map(|s: Fact<State>| s.value)
}

const fn takes_items(state: State) -> bool {
    matches!(state, State::Declared | State::Indeterminate)
}

fn contradictory(node: &Node, first: &Fact<Datum>, state: State, faults: &Faults) {
    faults.add(crate::register::Fault::at(
        first.at,
        u32::try_from(first.value.as_str().len()).unwrap_or(1),
        Message::new(
            format!(
                "une rubrique `{}` ne peut pas lister d’items",
                state.as_str()
            ),
            format!("a rubric that is `{}` cannot list items", state.as_str()),
        ),
        Message::new(
            format!(
                "écrire `state: declared` (ligne {}) ou retirer `items`",
                node.at.line
            ),
            format!(
                "write `state: declared` (line {}) or remove `items`",
                node.at.line
            ),
        ),
    ));
}

/// A category name.
pub(super) fn category(node: &Node, faults: &Faults) -> Option<Fact<Category>> {
    let name = text(node, faults)?;
    match name.value.parse() {
        Ok(c) => Some(Fact::new(c, name.at)),
        Err(e) => {
            unknown(node, &e, faults);
            None
        }
    }
}

/// An item name.
pub(super) fn item(node: &Node, faults: &Faults) -> Option<Fact<Datum>> {
    let name = text(node, faults)?;
    match name.value.parse() {
        Ok(d) => Some(Fact::new(d, name.at)),
        Err(_) if name.value.contains([',', ';']) => {
            several(node, &name.value, faults);
            None
        }
        Err(e) => {
            unknown(node, &e, faults);
            None
        }
    }
}

/// Several items written without brackets.
fn several(node: &Node, written: &str, faults: &Faults) {
    let words = written.split([',', ';']).map(str::trim);
    let mut items: Vec<&str> = words.filter_map(meaning).map(Datum::as_str).collect();
    items.dedup();
    let items = items.join(", ");
    faults.at(
        node,
        Message::new(
            "plusieurs items sont écrits sans crochets",
            "several items are written without brackets",
        ),
        Message::new(
            format!("écrire la liste entre crochets : `items: [{items}]`"),
            format!("write the list between brackets: `items: [{items}]`"),
        ),
    );
}

fn unknown(node: &Node, e: &UnknownName, faults: &Faults) {
    let name = shorten(&e.name);
    let fr = if e.what == "category" {
        "catégorie inconnue"
    } else {
        "item inconnu"
    };
    let meant = meaning(&e.name)
        .filter(|_| e.what == "item")
        .map(Datum::as_str);
    let cure = match (meant.or(e.nearest), e.what) {
        (Some(near), _) => Message::new(
            format!("écrire `{near}` ?"),
            format!("did you mean `{near}`?"),
        ),
        (None, "category") => list(Category::ALL.iter().map(|c| c.as_str())),
        (None, _) => list(Datum::ALL.iter().map(|d| d.as_str())),
    };
    faults.at(
        node,
        Message::new(
            format!("{fr} `{name}`"),
            format!("unknown {} `{name}`", e.what),
        ),
        cure,
    );
}

fn list(names: impl Iterator<Item = &'static str>) -> Message {
    let all: Vec<_> = names.collect();
    let all = all.join(", ");
    Message::new(
        format!("noms admis : {all}"),
        format!("accepted names: {all}"),
    )
}

/// An element of `art9:`: `health` or `art9.health`.
fn special(node: &Node, faults: &Faults) -> Option<Fact<Datum>> {
    let name = text(node, faults)?;
    let short = name.value.strip_prefix("art9.").unwrap_or(&name.value);
    let known = Datum::ALL.iter().copied().find(|d| {
        let category = d.category();
        d.as_str() == short && category.is_special() && category != Category::Nir
    });
    if known.is_none() {
        let names = Datum::ALL
            .iter()
            .filter(|d| d.category().as_str().starts_with("art9."))
            .map(|d| d.as_str());
        let near = crate::model::nearest(short, names.clone());
        let cure = near.map_or_else(
            || list(names),
            |n| Message::new(format!("écrire `{n}` ?"), format!("did you mean `{n}`?")),
        );
        let name = shorten(&name.value);
        faults.at(
            node,
            Message::new(
                format!("`{name}` n’est pas une donnée de l’article 9"),
                format!("`{name}` is not an Art. 9 datum"),
            ),
            cure,
        );
    }
    known.map(|d| Fact::new(d, name.at))
}

/// `sensitive:`.
pub(super) fn sensitive(f: &mut Fields<'_>, faults: &Faults) -> Sensitive {
    let fallback = Fact::new(Answer::NotStated, f.at);
    let Some(mut s) = f.fields("sensitive") else {
        return Sensitive {
            answer: fallback,
            declared: Vec::new(),
            nir: Nir::default(),
            text: None,
            source: None,
        };
    };
    let here = s.at;
    let answer = s.answer("answer");
    let mut declared: Vec<Fact<Datum>> = s
        .each("art9")
        .iter()
        .filter_map(|n| special(n, faults))
        .collect();
    if let Some(offence) = s.boolean("art10").filter(|b| b.value) {
        declared.push(Fact::new(Datum::Offence, offence.at));
    }
    let nir = s.fields("nir").map(nir).unwrap_or_default();
    if let (true, None) = (nir.is_declared(), &nir.purpose) {
        no_purpose(&nir, faults);
    }
    let (text, source) = (s.plain("text"), s.plain("source"));
    s.close();
    Sensitive {
        answer: answer.unwrap_or_else(|| Fact::new(Answer::NotStated, here)),
        declared,
        nir,
        text,
        source,
    }
}

fn nir(mut n: Fields<'_>) -> Nir {
    let found = Nir {
        declared: n.boolean("declared"),
        purpose: n.text("purpose").filter(|p| !p.value.trim().is_empty()),
        legal_ground: n.text("legal_ground"),
        source: n.plain("source"),
    };
    n.close();
    found
}

fn no_purpose(nir: &Nir, faults: &Faults) {
    let Some(declared) = &nir.declared else {
        return;
    };
    faults.add(crate::register::Fault::at(
        declared.at,
        4,
        Message::new(
            "le NIR est déclaré sans finalité (`purpose`)",
            "the NIR is declared without a purpose (`purpose`)",
        ),
        Message::new(
            "ajouter `purpose: \"…\"` (paie, DSN, protection sociale, soins…)",
            "add `purpose: \"…\"` (payroll, social declarations, care…)",
        ),
    ));
}

/// One element of `forbidden:`: an item or category name, alone or with the
/// words of the register.
pub(super) fn forbidden(node: &Node, faults: &Faults) -> Option<Forbidden> {
    let (name, words, source) = match &node.what {
        What::Map(_) => {
            let mut f = Fields::open(node, "forbidden[]", faults)?;
            let name = f.need("item");
            let rest = (f.plain("text"), f.plain("source"));
            f.close();
            (name?, rest.0, rest.1)
        }
        _ => (node, None, None),
    };
    let written = text(name, faults)?;
    let item = written.value.parse::<Datum>();
    let what = match (item, written.value.parse::<Category>()) {
        (Ok(d), _) => Negated::Item(d),
        (_, Ok(c)) => Negated::Category(c),
        (Err(e), Err(_)) => {
            unknown(name, &e, faults);
            return None;
        }
    };
    Some(Forbidden {
        what: Fact::new(what, written.at),
        text: words,
        source,
    })
}

/// What an importer remembers of what it wrote: a digest for each key. Only
/// another import reads them; here they must be digests at all.
pub(super) fn imported(f: &mut Fields<'_>, faults: &Faults) {
    let Some(node) = f.take("imported") else {
        return;
    };
    let What::Map(map) = &node.what else {
        faults.add(no_digest(node));
        return;
    };
    for (_, value) in map {
        let digest = |s: &str| s.len() == 8 && s.bytes().all(|b| b.is_ascii_lowercase());
        match &value.what {
            What::Scalar(s) if digest(s) => {}
            _ => faults.add(no_digest(value)),
        }
    }
}

fn no_digest(node: &Node) -> Fault {
    Fault::at(
        node.at,
        node.length,
        Message::new(
            "`imported` est tenu par limier : une empreinte de 8 lettres par clé",
            "`imported` is kept by limier: a digest of 8 letters for each key",
        ),
        Message::new(
            "retirer cette clé : le prochain import gardera ce qui est écrit",
            "remove this key: the next import will keep what is written",
        ),
    )
}
