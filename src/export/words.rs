//! What a register says of an activity, in the words of sheets and fiches:
//! lines below headings, each of which `import` reads back to the same fact.
//!
//! A line is made of facts in labels (`register::label`), of asides behind a
//! dash and of the register's own words between quotation marks at its end:
//! `Nom et prénom ; Téléphone — condition : si client « Nom, tél. »`.

use crate::model::{Category, Datum, folded_words};
use crate::register::label::{self, Of};
use crate::register::{
    Activity, Answer, Binding, BindingState, Claim, Date, Declared, Fact, Forbidden, LegalBases,
    Negated, Nir, Person, Register, Retention, RetentionKind, Secured, Sensitive, State, Worded,
    inert,
};

/// One line below a heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// What it is about (a rubric, a measure), where the heading does not say.
    pub(super) name: Option<&'static str>,
    /// What is said.
    pub(super) text: String,
}

/// The lines below one heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// The heading, as `labels.toml` names it.
    pub(super) heading: &'static str,
    /// In their order.
    pub(super) lines: Vec<Line>,
}

/// All that is said of an activity, in the order of Art. 30 (1).
pub(super) fn entries(register: &Register, a: &Activity, french: bool) -> Vec<Entry> {
    let w = Words { register, french };
    [w.head(a), w.what(a), w.whom(a), w.how(a)].concat()
}

fn plain(heading: &'static str, lines: Vec<String>) -> Entry {
    let line = |text| Line { name: None, text };
    let lines = lines.into_iter().filter(|t| !t.is_empty()).map(line);
    Entry {
        heading,
        lines: lines.collect(),
    }
}

const fn named(heading: &'static str, lines: Vec<Line>) -> Entry {
    Entry { heading, lines }
}

fn facts(all: &[Worded]) -> Vec<String> {
    all.iter().map(|w| flat(&w.text.value)).collect()
}

struct Words<'r> {
    register: &'r Register,
    french: bool,
}

impl Words<'_> {
    /// What it is called, whose it is, how far it counts.
    fn head(&self, a: &Activity) -> Vec<Entry> {
        let date = |d: &Option<Fact<Date>>| d.iter().map(|d| d.value.to_string()).collect();
        vec![
            plain("name", vec![flat(&a.name.value)]),
            plain("reference", vec![flat(&a.id.value)]),
            plain("status", self.status(a)),
            plain("role", vec![self.label(Of::Role, a.role.as_str())]),
            plain("created", date(&a.created)),
            plain("updated", date(&a.updated)),
            plain("controller", self.controller()),
            plain("dpo", self.dpo()),
        ]
    }

    /// What for, whose data, which.
    fn what(&self, a: &Activity) -> Vec<Entry> {
        let s = &a.sensitive;
        let purposes = a.purposes.iter().map(|p| flat(&p.text.value));
        let answer = self.answer(s.answer.value, s.text.as_deref());
        let excluded = a.forbidden.iter().map(|f| self.forbidden(f));
        let rubrics = a.data.iter().map(|d| Line {
            name: Some(label::category(d.category.value, self.french)),
            text: self.rubric(d),
        });
        vec![
            plain("purposes", purposes.collect()),
            plain("legal_basis", self.basis(&a.legal_basis)),
            plain("data_subjects", facts(&a.data_subjects)),
            named("data", rubrics.collect()),
            plain("sensitive", vec![answer]),
            plain("sensitive_which", self.special(s)),
            plain("nir", self.nir(&s.nir)),
            plain("excluded", excluded.collect()),
        ]
    }

    /// To whom, and where to.
    fn whom(&self, a: &Activity) -> Vec<Entry> {
        let (r, t) = (&a.recipients, &a.transfers);
        let answer = self.answer(t.outside_eu.value, t.text.as_deref());
        vec![
            plain("recipients_internal", facts(&r.internal)),
            plain("recipients_external", facts(&r.external)),
            plain("processors", facts(&r.processors)),
            plain("transfers", vec![answer]),
            plain("transfer_countries", facts(&t.countries)),
            plain("safeguards", facts(&t.safeguards)),
        ]
    }

    /// For how long, how protected, where.
    fn how(&self, a: &Activity) -> Vec<Entry> {
        let kept = a.retention.iter().map(|r| self.retention(r));
        let claims = a.claims.iter().map(|c| self.claim(c));
        let places = a.locations.iter().map(|b| self.location(b));
        let measures = a.security.iter().map(|s| Line {
            name: Some(label::text(Of::Measure, s.measure.as_str(), self.french)),
            text: self.secured(s),
        });
        vec![
            plain("retention", kept.collect()),
            named("security", measures.collect()),
            plain("other_measures", facts(&a.other_measures)),
            plain("claims", claims.collect()),
            plain("systems", self.systems(a)),
            plain("locations", places.collect()),
        ]
    }

    fn label(&self, of: Of, id: &str) -> String {
        label::text(of, id, self.french).to_owned()
    }

    fn word(&self, id: &'static str) -> &'static str {
        label::text(Of::Word, id, self.french)
    }

    /// A colon as the language sets it.
    const fn colon(&self) -> &'static str {
        if self.french { " : " } else { ": " }
    }

    /// ` — condition : si client`; nothing where nothing is said.
    fn aside(&self, word: &'static str, said: Option<&str>) -> String {
        let said = said
            .map(unquoted)
            .filter(|s| !s.is_empty())
            .map(|s| format!(" — {}{}{s}", self.word(word), self.colon()));
        said.unwrap_or_default()
    }

    /// An answer, and the words that gave it.
    fn answer(&self, answer: Answer, words: Option<&str>) -> String {
        let label = self.label(Of::Answer, answer.as_str());
        let words = quote(words, &label);
        format!("{label}{words}")
    }

    fn secured(&self, s: &Secured) -> String {
        let state = self.label(Of::InPlace, s.state.value.as_str());
        let words = quote(s.text.as_deref(), &state);
        format!("{state}{words}")
    }

    fn status(&self, a: &Activity) -> Vec<String> {
        let mut lines = vec![self.label(Of::Status, a.status.as_str())];
        if a.review_required {
            lines.push(self.word("to_review").to_owned());
        }
        lines
    }

    fn controller(&self) -> Vec<String> {
        let o = &self.register.organisation;
        let name = o.name.as_ref().map(|n| n.value.as_str());
        self.person(name, o.controller.as_ref())
    }

    fn dpo(&self) -> Vec<String> {
        self.person(None, self.register.organisation.dpo.as_ref())
    }

    /// `Organisme : A ; Nom : B ; Adresse de messagerie : c`.
    fn person(&self, organisation: Option<&str>, who: Option<&Person>) -> Vec<String> {
        let none = Person::default();
        let who = who.unwrap_or(&none);
        let fact = |f: &Option<Fact<String>>| f.as_ref().map(|f| f.value.clone());
        let fields = [
            ("organisation", organisation.map(str::to_owned)),
            ("person", fact(&who.name)),
            ("email", fact(&who.email)),
            ("phone", who.phone.clone()),
            ("address", who.address.clone()),
            ("company", who.company.clone()),
        ];
        let said = fields.into_iter().filter_map(|(word, value)| {
            let value = flat(&value?);
            Some(format!("{}{}{value}", self.word(word), self.colon()))
        });
        vec![said.collect::<Vec<_>>().join(" ; ")]
    }

    fn basis(&self, basis: &LegalBases) -> Vec<String> {
        let codes = basis.codes.iter();
        let mut lines: Vec<String> = codes
            .map(|c| self.label(Of::Basis, c.value.as_str()))
            .collect();
        let unsaid = lines.is_empty() && basis.text.is_none() && basis.at.is_none();
        if !unsaid && (basis.state != State::Declared || lines.is_empty()) {
            lines.push(self.label(Of::State, basis.state.as_str()));
        }
        lines.push(quote(basis.text.as_deref(), &lines.join(" ")));
        lines.iter().map(|l| l.trim().to_owned()).collect()
    }

    fn items<'d>(&self, items: impl Iterator<Item = &'d Datum>) -> String {
        let labels: Vec<&str> = items.map(|d| label::datum(*d, self.french)).collect();
        labels.join(" ; ")
    }

    fn rubric(&self, d: &Declared) -> String {
        let items = self.items(d.items.iter().map(|i| &i.value));
        let state = self.label(Of::State, d.state.as_str());
        let facts = match (d.state, d.items.is_empty()) {
            (State::Declared, false) => items,
            (_, true) => state,
            (_, false) => format!("{state} ; {items}"),
        };
        let words = quote(d.text.as_deref(), &facts);
        let condition = self.aside("condition", d.condition.as_deref());
        format!("{facts}{condition}{words}")
    }

    fn special(&self, s: &Sensitive) -> Vec<String> {
        let each = s.declared.iter();
        each.map(|d| label::datum(d.value, self.french).to_owned())
            .collect()
    }

    /// `Oui — finalité : paie — fondement : décret n° 2019-341`.
    fn nir(&self, nir: &Nir) -> Vec<String> {
        let fact = |f: &Option<Fact<String>>| f.as_ref().map(|f| f.value.clone());
        let (purpose, ground) = (fact(&nir.purpose), fact(&nir.legal_ground));
        let answer = match &nir.declared {
            Some(declared) if declared.value => self.label(Of::Answer, "oui"),
            Some(_) => self.label(Of::Answer, "non"),
            None if purpose.is_none() && ground.is_none() => return Vec::new(),
            None => self.label(Of::Answer, "non_precise"),
        };
        let purpose = self.aside("purpose", purpose.as_deref());
        let ground = self.aside("ground", ground.as_deref());
        vec![format!("{answer}{purpose}{ground}")]
    }

    /// A datum, or `toute la rubrique Vie personnelle`.
    fn negated(&self, what: Negated) -> String {
        match what {
            Negated::Item(d) => label::datum(d, self.french).to_owned(),
            Negated::Category(c) => self.whole(c),
        }
    }

    fn whole(&self, c: Category) -> String {
        let category = label::category(c, self.french);
        format!("{} {category}", self.word("whole_category"))
    }

    fn forbidden(&self, f: &Forbidden) -> String {
        let what = self.negated(f.what.value);
        let words = quote(f.text.as_deref(), &what);
        format!("{what}{words}")
    }

    fn retention(&self, r: &Retention) -> String {
        let item = r.applies_to.parse().ok().map(Negated::Item);
        let category = || r.applies_to.parse().ok().map(Negated::Category);
        let applies = match item.or_else(category) {
            Some(what) => self.negated(what),
            None if r.applies_to == "all" => String::new(),
            None => unquoted(&r.applies_to),
        };
        let time = self.time(r);
        let words = quote(r.text.as_deref(), &time);
        match applies.is_empty() {
            true => format!("{time}{words}"),
            false => format!("{applies}{}{time}{words}", self.colon()),
        }
    }

    /// `5 ans à compter de la fin du contrat`, `12 mois (fin du bail)`.
    fn time(&self, r: &Retention) -> String {
        let bounded = r.kind.value == RetentionKind::Bounded;
        let time = length(r, self.french);
        let Some(trigger) = r.trigger.as_deref() else {
            return time;
        };
        let known = label::trigger_text(trigger, self.french);
        let of_a_kind = label::trigger(&known).is_some() && bounded;
        match of_a_kind {
            true => format!("{time} {} {known}", self.word("from")),
            false => format!("{time} ({})", unquoted(label::without_article(&known))),
        }
    }

    fn claim(&self, c: &Claim) -> String {
        let kind = self.label(Of::Claim, c.kind.value.as_str());
        let system = c.system.as_ref().map(|s| self.system(&s.value));
        let items = self.items(c.items.iter().map(|i| &i.value));
        let days = c.days.map(|d| d.to_string());
        let facts = [
            kind,
            self.aside("system", system.as_deref()),
            self.aside("items", Some(&items)),
            self.aside("days", days.as_deref()),
        ]
        .concat();
        let words = quote(c.text.as_deref(), &facts);
        format!("{facts}{words}")
    }

    /// The name of a system; its id where the register has no name for it.
    fn system(&self, id: &str) -> String {
        let named = self.register.system(id).and_then(|s| s.name.as_deref());
        flat(named.unwrap_or(id))
    }

    fn systems(&self, a: &Activity) -> Vec<String> {
        a.systems.iter().map(|s| self.system(&s.value)).collect()
    }

    fn location(&self, b: &Binding) -> String {
        let state = match b.state {
            BindingState::Confirmed => self.word("confirmed"),
            BindingState::Suggested => self.word("suggested"),
            BindingState::Refused => self.word("refused"),
        };
        let by = b.by.as_deref().map(flat);
        let on = b.on.map(|d| d.to_string());
        let signed = [Some(state.to_owned()), by, on].into_iter().flatten();
        let signed: Vec<String> = signed.collect();
        format!("{} ({})", flat(&b.uri.value), signed.join(", "))
    }
}

/// How long a rule keeps data, without what it runs from: `5 ans`, `sans limite`.
pub(super) fn length(r: &Retention, french: bool) -> String {
    let bounded = r.kind.value == RetentionKind::Bounded;
    match r.months.filter(|_| bounded) {
        Some(months) => duration(months, french),
        None => label::text(Of::Kind, r.kind.value.as_str(), french).to_owned(),
    }
}

fn duration(months: u32, french: bool) -> String {
    let (n, year) = match months % 12 {
        0 if months > 0 => (months / 12, true),
        _ => (months, false),
    };
    let unit = match (year, french, n > 1) {
        (true, true, false) => "an",
        (true, true, true) => "ans",
        (false, true, _) => "mois",
        (true, false, false) => "year",
        (true, false, true) => "years",
        (false, false, false) => "month",
        (false, false, true) => "months",
    };
    format!("{n} {unit}")
}

/// One line, harmless wherever it is shown.
pub(super) fn flat(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    inert(words.join(" "))
}

/// The same without quotation marks that part words from facts.
fn unquoted(text: &str) -> String {
    flat(text).replace(['«', '»'], "\"")
}

/// The register's own words between quotation marks, unless the facts say the
/// same.
fn quote(words: Option<&str>, facts: &str) -> String {
    let words = words.map(flat).unwrap_or_default();
    if words.is_empty() || folded_words(&words) == folded_words(facts) {
        return String::new();
    }
    let words = match label::quoted_tail(&format!(" « {words} »")) {
        // its own marks do not come in pairs
        Some((before, _)) if !before.is_empty() => unquoted(&words),
        None => unquoted(&words),
        Some(_) => words,
    };
    format!(" « {words} »")
}
