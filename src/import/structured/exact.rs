//! Activities of an export as JSON-LD, read back exactly: what the vocabulary has
//! no term for stands in `limier:`, in the words of the native format. An export is
//! known by the name of the activity (`limier:activity/paie`). A word that the
//! native format does not have declares nothing and is told.

use super::super::draft::{
    Contact, DraftActivity, Keeping, Promise, RecipientsDraft, Rubric, Said, Secured,
    TransfersDraft, Unread, Why,
};
use super::super::item::named;
use super::super::line::spaces;
use super::super::phrase;
use super::fields::Found;
use super::tree::{Entry, Node, Value};
use super::{Reader, retention, words};
use crate::model::Datum;
use crate::register::{Answer, Keyword, LegalBasis, State};

/// What names of activities begin with.
const NAME: &str = "limier:activity/";

/// Whether a thing is an activity of an export.
pub(super) fn is_own(map: &[Entry]) -> bool {
    let id = map.iter().find(|e| e.key == "@id");
    let id = id.and_then(|e| e.node.text());
    id.is_some_and(|id| id.starts_with(NAME))
}

/// The keys of a thing.
#[derive(Clone, Copy)]
struct Keys<'a> {
    map: &'a [Entry],
}

impl<'a> Keys<'a> {
    fn of(node: &'a Node) -> Self {
        let map = match &node.value {
            Value::Map(map) => map.as_slice(),
            _ => &[],
        };
        Self { map }
    }

    fn node(self, key: &str) -> Option<&'a Node> {
        let node = self.map.iter().find(|e| e.key == key).map(|e| &e.node);
        node.filter(|n| !matches!(n.value, Value::Empty))
    }

    fn within(self, key: &str) -> Self {
        self.node(key).map_or(Self { map: &[] }, Self::of)
    }

    fn each(self, key: &str) -> &'a [Node] {
        self.node(key).map_or(&[], Node::each)
    }

    fn text(self, key: &str) -> Option<&'a str> {
        self.node(key)?.text()
    }

    fn said(self, key: &str) -> Option<Said> {
        self.node(key).and_then(whole)
    }

    /// Its words; of what has none, the place.
    fn words(self, key: &str, at: &Node) -> Said {
        self.said(key).unwrap_or_else(|| Said {
            text: String::new(),
            at: at.at.clone(),
        })
    }
}

/// The words of a text.
fn whole(node: &Node) -> Option<Said> {
    let text = spaces(node.text()?);
    let at = node.at.clone();
    Some(Said { text, at })
}

/// What things are called.
fn called(nodes: &[Node]) -> Vec<Said> {
    let name = |n: &Node| match &n.value {
        Value::Text(_) => whole(n),
        _ => Keys::of(n).said("skos:prefLabel"),
    };
    nodes.iter().filter_map(name).collect()
}

impl<'a> Reader<'a> {
    /// Reads an activity of an export.
    pub(super) fn exported(&mut self, map: &'a [Entry]) {
        let keys = Keys { map };
        let Some(name) = keys.said("dct:title") else {
            return;
        };
        let mut own = Own {
            keys,
            unread: Vec::new(),
        };
        let activity = own.activity(name);
        self.draft.unread.extend(own.unread);
        self.draft.activities.push(activity);
        let officer = keys.within("dpv:hasDataProtectionOfficer");
        let dpo = person(officer);
        self.draft.dpo = self.draft.dpo.take().or(dpo);
        for key in ["dpv:hasDataController", "dpv:hasJointDataControllers"] {
            let controller = keys.within(key);
            let name = controller.said("skos:prefLabel");
            self.draft.organisation = self.draft.organisation.take().or(name);
            let who = person(controller);
            self.draft.controller = self.draft.controller.take().or(who);
        }
    }
}

fn person(who: Keys<'_>) -> Option<Contact> {
    let contact = who.within("dpv:hasContact");
    let text = |key: &str| contact.said(key).map(|s| s.text);
    let found = Contact {
        name: text("foaf:name"),
        email: text("foaf:mbox"),
        phone: text("foaf:phone"),
        address: text("dpv:hasAddress"),
        company: text("dct:publisher"),
        at: None,
    };
    let at = who.node("dpv:hasContact").map(|n| n.at.clone());
    (found != Contact::default()).then_some(Contact { at, ..found })
}

struct Own<'a> {
    keys: Keys<'a>,
    unread: Vec<Unread>,
}

impl<'a> Own<'a> {
    fn activity(&mut self, name: Said) -> DraftActivity {
        let keys = self.keys;
        let mut a = DraftActivity::named(name);
        a.id = keys.text("dct:identifier").map(spaces);
        a.status = self.word(keys, "limier:status");
        a.review = keys.text("limier:reviewRequired") == Some("true");
        a.role = self.word(keys, "limier:role");
        a.created = self.date("dct:created");
        a.updated = self.date("dct:modified");
        a.purposes = called(keys.each("dpv:hasPurpose"));
        self.basis(&mut a);
        a.subjects = called(keys.each("dpv:hasDataSubject"));
        let rubrics = keys.each("limier:rubric").iter();
        a.rubrics = rubrics.filter_map(|n| self.rubric(n)).collect();
        self.sensitive(&mut a);
        for node in keys.each("limier:excluded") {
            self.excluded(node, &mut a);
        }
        self.receivers(&mut a);
        self.transfers(&mut a);
        let kept = keys.each("dpv:hasStorageCondition").iter();
        a.keeping = kept.flat_map(|n| self.keeping(n)).collect();
        for node in keys.each("dpv:hasTechnicalOrganisationalMeasure") {
            self.measure(node, &mut a);
        }
        let promised = keys.each("limier:claim").iter();
        a.promises = promised.filter_map(|n| self.promise(n)).collect();
        a.systems = called(keys.each("limier:system"));
        self.more_data(&a);
        a
    }

    fn unknown(&mut self, node: &Node) {
        let said = whole(node).unwrap_or_else(|| Said {
            text: "?".to_owned(),
            at: node.at.clone(),
        });
        let why = Why::Unknown;
        self.unread.push(Unread { said, why });
    }

    /// A word of a closed list.
    fn word<T: Keyword>(&mut self, keys: Keys<'a>, key: &str) -> Option<T> {
        let node = keys.node(key)?;
        let found = node.text().and_then(T::from_word);
        if found.is_none() {
            self.unknown(node);
        }
        found
    }

    /// A whole number.
    fn number(&mut self, keys: Keys<'a>, key: &str) -> Option<u32> {
        let node = keys.node(key)?;
        let found = node.text().and_then(|t| t.parse().ok());
        if found.is_none() {
            self.unknown(node);
        }
        found
    }

    fn items(&mut self, nodes: &'a [Node]) -> Vec<Datum> {
        let mut found = Vec::new();
        for node in nodes {
            match node.text().and_then(|t| t.parse().ok()) {
                Some(item) => found.push(item),
                None => self.unknown(node),
            }
        }
        found
    }

    fn date(&mut self, key: &str) -> Option<crate::register::Date> {
        let node = self.keys.node(key)?;
        let text = node.text().or_else(|| Keys::of(node).text("@value"));
        let date = text.and_then(phrase::date);
        if date.is_none() {
            self.unknown(node);
        }
        date
    }

    fn basis(&mut self, a: &mut DraftActivity) {
        let mut terms = Vec::new();
        for node in self.keys.each("dpv:hasLegalBasis") {
            let term = Keys::of(node).text("@id").or(node.text());
            match (term, term.and_then(article)) {
                (Some(term), Some(code)) => {
                    a.basis.push(code);
                    terms.push(Said {
                        text: spaces(term),
                        at: node.at.clone(),
                    });
                }
                _ => self.unknown(node),
            }
        }
        let Some(node) = self.keys.node("limier:legalBasis") else {
            a.basis_said = terms;
            return;
        };
        let keys = Keys::of(node);
        let state = self.word(keys, "limier:state");
        let said = keys.words("dct:description", node);
        let silent = state == Some(State::NotStated) && a.basis.is_empty();
        if !silent || !said.text.is_empty() {
            a.basis_state = state;
            a.basis_said = vec![said];
        }
    }

    fn rubric(&mut self, node: &'a Node) -> Option<Rubric> {
        let keys = Keys::of(node);
        let category = keys.text("limier:category").and_then(|t| t.parse().ok());
        let (Some(category), Some(state)) = (category, self.word(keys, "limier:state")) else {
            self.unknown(node);
            return None;
        };
        Some(Rubric {
            category,
            state,
            items: self.items(keys.each("limier:item")),
            condition: keys.said("limier:condition").map(|s| s.text),
            said: keys.said("dct:description").into_iter().collect(),
            at: node.at.clone(),
        })
    }

    fn sensitive(&mut self, a: &mut DraftActivity) {
        let Some(node) = self.keys.node("limier:sensitive") else {
            return;
        };
        let keys = Keys::of(node);
        let said = keys.words("dct:description", node);
        let answer: Option<Answer> = self.word(keys, "limier:answer");
        let s = &mut a.sensitive;
        let tells = |a: &Answer| *a != Answer::NotStated || !said.text.is_empty();
        s.answer = answer.filter(tells).map(|a| (a, said.clone()));
        let items = self.items(keys.each("limier:item"));
        a.sensitive.items = items.into_iter().map(|i| (i, said.clone())).collect();
        let Some(node) = keys.node("limier:nir") else {
            return;
        };
        let nir = Keys::of(node);
        match (nir.node("limier:declared"), nir.text("limier:declared")) {
            (_, Some("true")) => a.sensitive.nir = Some(nir.words("limier:purpose", node)),
            (_, Some("false")) => a.sensitive.nir_denied = true,
            (Some(other), _) => self.unknown(other),
            (None, _) => {}
        }
        a.sensitive.nir_ground = nir.said("limier:legalGround");
    }

    fn excluded(&mut self, node: &'a Node, a: &mut DraftActivity) {
        let keys = Keys::of(node);
        let item = keys.text("limier:item").and_then(|t| t.parse().ok());
        let rubric = keys.text("limier:category").and_then(|t| t.parse().ok());
        let said = keys.words("dct:description", node);
        match (item, rubric) {
            (Some(item), _) => a.forbidden.push((item, said)),
            (None, Some(category)) => a.forbidden_categories.push((category, said)),
            (None, None) => self.unknown(node),
        }
    }

    /// Who receives data; in which place, where it is said at all.
    fn receivers(&mut self, a: &mut DraftActivity) {
        let (mut internal, mut external) = (Vec::new(), Vec::new());
        for node in self.keys.each("dpv:hasRecipient") {
            let keys = Keys::of(node);
            let list = match (keys.node("limier:scope"), keys.text("limier:scope")) {
                (_, Some("internal")) => &mut internal,
                (None, _) | (_, Some("external")) => &mut external,
                (Some(other), _) => {
                    self.unknown(other);
                    continue;
                }
            };
            list.extend(called(std::slice::from_ref(node)));
        }
        a.recipients = RecipientsDraft {
            internal,
            external,
            processors: called(self.keys.each("dpv:hasDataProcessor")),
        };
    }

    fn transfers(&mut self, a: &mut DraftActivity) {
        let mut all = self.keys.each("dpv:hasProcessing").iter();
        let Some(node) = all.find(|n| Keys::of(n).node("limier:outsideEu").is_some()) else {
            return;
        };
        let keys = Keys::of(node);
        let answer: Option<Answer> = self.word(keys, "limier:outsideEu");
        let said = keys.words("dct:description", node);
        let tells = |a: &Answer| *a != Answer::NotStated || !said.text.is_empty();
        a.transfers = TransfersDraft {
            answer: answer.filter(tells).map(|a| (a, said.clone())),
            countries: called(keys.each("dpv:hasLocation")),
            safeguards: called(keys.each("dpv:hasTechnicalOrganisationalMeasure")),
        };
    }

    /// A rule with its kind; one without, as in any other document.
    fn keeping(&mut self, node: &'a Node) -> Vec<Keeping> {
        let keys = Keys::of(node);
        let Some(kind) = self.word(keys, "limier:kind") else {
            let mut found = Found::default();
            retention::read("", node, &mut found);
            return found.keeping;
        };
        let of = |key: &str| keys.said(key).map(|s| s.text);
        vec![Keeping {
            applies_to: of("limier:appliesTo").unwrap_or_else(|| "all".to_owned()),
            kind,
            months: self.number(keys, "limier:months"),
            trigger: of("limier:trigger"),
            said: keys.words("dct:description", node),
        }]
    }

    /// A measure of the closed list, else another.
    fn measure(&mut self, node: &'a Node, a: &mut DraftActivity) {
        let keys = Keys::of(node);
        if keys.node("limier:measure").is_none() {
            a.measures.extend(called(std::slice::from_ref(node)));
            return;
        }
        let measure = self.word(keys, "limier:measure");
        let state = self.word(keys, "limier:state");
        if let (Some(measure), Some(state)) = (measure, state) {
            let said = vec![keys.words("dct:description", node)];
            a.security.push(Secured {
                measure,
                state,
                said,
            });
        }
    }

    fn promise(&mut self, node: &'a Node) -> Option<Promise> {
        let keys = Keys::of(node);
        let kind = self.word(keys, "limier:kind")?;
        Some(Promise {
            kind,
            items: self.items(keys.each("limier:item")),
            days: self.number(keys, "limier:days"),
            system: keys.said("limier:system").map(|s| s.text),
            said: keys.words("dct:description", node),
        })
    }

    /// Data that somebody has added to those of the vocabulary: the rubrics say
    /// what is declared.
    fn more_data(&mut self, a: &DraftActivity) {
        let special = a.sensitive.items.iter().map(|(i, _)| *i);
        let nir = a.sensitive.nir.as_ref().map(|_| Datum::Nir);
        let listed = a.rubrics.iter().flat_map(|r| r.items.iter().copied());
        let known: Vec<Datum> = listed.chain(special).chain(nir).collect();
        for node in self.keys.each("dpv:hasPersonalData") {
            let keys = Keys::of(node);
            let own = keys.text("limier:item").and_then(|t| t.parse().ok());
            let label = keys.text("skos:prefLabel").or(node.text());
            let items = match own {
                Some(item) => vec![item],
                None => label.map(|l| named(l).items).unwrap_or_default(),
            };
            if items.is_empty() || items.iter().any(|i| !known.contains(i)) {
                self.unknown(keys.node("skos:prefLabel").unwrap_or(node));
            }
        }
    }
}

/// `eu-gdpr:A6-1-f`.
fn article(term: &str) -> Option<LegalBasis> {
    let letter = words::key(term);
    let letter = letter.strip_prefix("a6 1 ")?;
    LegalBasis::from_word(&format!("6.1.{letter}"))
}
