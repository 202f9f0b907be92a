//! The coverage decision: what one activity's fiche says of one datum. The
//! order of the steps is that of section 5 of the register design and must not
//! be changed without it.
//!
//! Two choices where the design leaves room:
//! - *Inference of the NIR* (step 1): a fiche that lists `payslip` implies it
//!   whatever its other answers; a fiche that only *sounds* like payroll implies
//!   it as long as it does not answer "non".
//! - *Silence* (step 6): the rubric itself is `indeterminate` or `not_stated`,
//!   or the fiche declares no data at all. A rubric left out, or printed empty,
//!   among others that are filled in is not silence.

use super::{Code, Quote, Step};
use crate::model::Datum;
use crate::register::purpose::{self, Implication, NirPurpose};
use crate::register::{Activity, Answer, At, Declared, Message, Register, Role, State, inert};

/// An activity with what its words imply.
#[derive(Debug)]
pub(super) struct Fiche<'a> {
    /// The activity.
    pub(super) activity: &'a Activity,
    implied: Vec<Implication>,
    nir_purpose: Option<&'static NirPurpose>,
    says_nothing: bool,
}

impl<'a> Fiche<'a> {
    /// Reads an activity's words once.
    pub(super) fn new(activity: &'a Activity) -> Self {
        Self {
            activity,
            implied: purpose::implied(activity),
            nir_purpose: purpose::recognised(activity),
            says_nothing: activity.data.iter().all(|d| d.state != State::Declared),
        }
    }
}

/// What a fiche says of a datum, from the best to the gravest: where several
/// activities share a place, the least one counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Decision {
    /// Listed.
    Covered,
    /// Its rubric is declared in generic words.
    CoveredByCategory,
    /// Implied by another item, the name or the purpose.
    CoveredImplied,
    /// Processed for a client, whose register it belongs to.
    ProcessorData,
    /// The register does not say.
    Indeterminate,
    /// The rubric has a list without it.
    ItemNotListed,
    /// The rubric is not declared.
    UndeclaredCategory,
    /// "Non" to sensitive data.
    SensitiveDeclaredNo,
    /// NIR without declaration or recognised purpose.
    NirUndeclared,
    /// The register says that there is none.
    Contradiction,
}

impl Decision {
    /// The gap it makes; none: covered, or nothing to hold against the register.
    pub(super) const fn gap(self) -> Option<Code> {
        match self {
            Self::ItemNotListed => Some(Code::G03),
            Self::UndeclaredCategory => Some(Code::G02),
            Self::SensitiveDeclaredNo => Some(Code::G04),
            Self::NirUndeclared => Some(Code::G05),
            Self::Contradiction => Some(Code::G12),
            Self::Covered
            | Self::CoveredByCategory
            | Self::CoveredImplied
            | Self::ProcessorData
            | Self::Indeterminate => None,
        }
    }
}

/// A decision, the step that spoke and the words it rests on.
#[derive(Debug, Clone)]
pub(super) struct Judgement {
    /// What.
    pub(super) decision: Decision,
    /// Step of the design.
    pub(super) step: Step,
    /// What the register says; none: nothing was found.
    pub(super) quote: Option<Quote>,
    /// Why, in words.
    pub(super) why: Message,
}

/// Judges one datum against one fiche.
pub(super) fn judge(register: &Register, fiche: &Fiche<'_>, datum: Datum) -> Judgement {
    let j = Judge {
        register,
        fiche,
        a: fiche.activity,
        datum,
    };
    j.forbidden().unwrap_or_else(|| j.beyond())
}

/// The same as if the fiche excluded nothing.
pub(super) fn judge_without_exclusions(
    register: &Register,
    fiche: &Fiche<'_>,
    datum: Datum,
) -> Judgement {
    let j = Judge {
        register,
        fiche,
        a: fiche.activity,
        datum,
    };
    j.beyond()
}

struct Judge<'a> {
    register: &'a Register,
    fiche: &'a Fiche<'a>,
    a: &'a Activity,
    datum: Datum,
}

impl Judge<'_> {
    fn quote(&self, text: impl Into<String>, at: At, source: Option<&String>) -> Quote {
        let mut place = self.register.cite(at);
        if let Some(original) = source {
            place = format!("{place} ({original})");
        }
        Quote {
            quote: inert(text),
            source: inert(place),
        }
    }

    /// A rubric in the register's words; `at` is cited.
    fn rubric(&self, rubric: &Declared, at: At) -> Quote {
        let words = rubric_words(self.register, rubric);
        self.quote(words, at, rubric.source.as_ref())
    }

    /// What is written of sensitive data at a place.
    fn sensitive(&self, at: At) -> Quote {
        let words = self.register.under("sensitive", at);
        self.quote(words, at, self.a.sensitive.source.as_ref())
    }

    /// Every rubric that is declared; the name of a fiche that declares none.
    fn all_data(&self) -> Quote {
        let declared = self.a.data.iter().filter(|d| d.state == State::Declared);
        let rubrics: Vec<&Declared> = declared.collect();
        match rubrics.first() {
            Some(first) => {
                let words = rubrics.iter().map(|d| rubric_words(self.register, d));
                let words: Vec<String> = words.collect();
                self.quote(words.join(" "), first.category.at, None)
            }
            None => self.name(),
        }
    }

    /// Everything after step 0.
    fn beyond(&self) -> Judgement {
        if self.a.role == Role::Processor {
            self.processor()
        } else if self.datum == Datum::Nir {
            self.nir()
        } else if self.datum.category().is_special() {
            self.special()
        } else {
            self.ordinary()
        }
    }

    /// Step 0.
    fn forbidden(&self) -> Option<Judgement> {
        let f = self
            .a
            .forbidden
            .iter()
            .find(|f| f.what.value.covers(self.datum))?;
        let words = f
            .text
            .clone()
            .unwrap_or_else(|| self.register.under("forbidden", f.what.at));
        let quote = self.quote(words, f.what.at, f.source.as_ref());
        Some(
            say(
                Decision::Contradiction,
                Step::Excluded,
                "Le registre dit qu’il n’y en a pas",
                "The register says that there is none",
            )
            .with(quote),
        )
    }

    fn processor(&self) -> Judgement {
        let at = self.a.role_at.unwrap_or(self.a.id.at);
        let quote = self.quote(self.register.under("role", at), at, None);
        say(
            Decision::ProcessorData,
            Step::Processor,
            "Traité pour le compte d’un client : relève de son registre (art. 30.2)",
            "Processed for a client: belongs to its register (Art. 30(2))",
        )
        .with(quote)
    }

    /// Where a special datum is listed explicitly.
    fn explicit(&self) -> Option<Quote> {
        if let Some((rubric, at)) = self.a.lists(self.datum) {
            return Some(self.rubric(rubric, at));
        }
        let own = self.a.rubric(self.datum.category());
        if let Some(rubric) = own
            .into_iter()
            .find(|d| d.state == State::Declared && d.items.is_empty())
        {
            return Some(self.rubric(rubric, rubric.category.at));
        }
        let s = &self.a.sensitive;
        let listed = s.declared.iter().find(|d| d.value == self.datum)?;
        Some(self.sensitive(listed.at))
    }

    /// Step 1 for the NIR: a declaration and a recognised purpose.
    fn nir(&self) -> Judgement {
        let nir = &self.a.sensitive.nir;
        let stated = nir.declared.as_ref().filter(|d| d.value);
        let stated = stated.map(|d| {
            let last = nir.purpose.as_ref().map_or(d.at, |p| p.at);
            let words = match last.line > d.at.line {
                true => self.register.lines(d.at, last),
                false => self.register.under("nir", d.at),
            };
            self.quote(words, d.at, self.a.sensitive.source.as_ref())
        });
        let declared = stated.or_else(|| self.explicit());
        if let (Some(quote), Some(purpose)) = (&declared, self.fiche.nir_purpose) {
            let fr = format!(
                "Finalité reconnue : {} ({})",
                purpose.title_fr, purpose.text
            );
            let en = format!(
                "Recognised purpose: {} ({})",
                purpose.title_en, purpose.text
            );
            return say(Decision::Covered, Step::Special, &fr, &en).with(quote.clone());
        }
        if let Some(inferred) = self.nir_inferred() {
            return inferred;
        }
        let (fr, en) = if declared.is_some() {
            (
                "NIR déclaré ; aucune finalité du décret n° 2019-341 n’y est reconnue",
                "NIR declared; no purpose of decree 2019-341 is recognised in it",
            )
        } else {
            ("Aucune déclaration du NIR", "No declaration of the NIR")
        };
        let quote = declared.or_else(|| self.answer());
        say(Decision::NirUndeclared, Step::Special, fr, en).with_some(quote)
    }

    /// "NIR only by inference": a payslip holds one.
    fn nir_inferred(&self) -> Option<Judgement> {
        let (quote, word) = match self.a.lists(Datum::Payslip) {
            Some((rubric, at)) => (Some(self.rubric(rubric, at)), Datum::Payslip.as_str()),
            None if self.says_no() => return None,
            None => (Some(self.name()), self.implication()?.word),
        };
        let fr = format!("NIR déduit de « {word} » : à écrire au registre avec sa finalité");
        let en = format!("NIR inferred from \"{word}\": to be written down with its purpose");
        Some(say(Decision::CoveredImplied, Step::Special, &fr, &en).with_some(quote))
    }

    /// Whether the fiche answers that there is no such datum.
    fn says_no(&self) -> bool {
        let s = &self.a.sensitive;
        let nir_no = s.nir.declared.as_ref().is_some_and(|d| !d.value);
        s.answer.value == Answer::No || (self.datum == Datum::Nir && nir_no)
    }

    /// The answer about sensitive data, as a quote, when one is written.
    fn answer(&self) -> Option<Quote> {
        let s = &self.a.sensitive;
        if let Some(no) = s
            .nir
            .declared
            .as_ref()
            .filter(|d| self.datum == Datum::Nir && !d.value)
        {
            let words = self.register.under("nir", no.at);
            return Some(self.quote(words, no.at, s.source.as_ref()));
        }
        if s.answer.value == Answer::NotStated {
            return None;
        }
        Some(self.sensitive(s.answer.at))
    }

    /// Step 1 for Art. 9 and Art. 10.
    fn special(&self) -> Judgement {
        if let Some(quote) = self.explicit() {
            return say(
                Decision::Covered,
                Step::Special,
                "Donnée sensible déclarée explicitement",
                "Sensitive datum declared explicitly",
            )
            .with(quote);
        }
        let quote = self.answer();
        if self.a.sensitive.answer.value == Answer::No {
            return say(
                Decision::SensitiveDeclaredNo,
                Step::Special,
                "La fiche répond « non » à la question des données sensibles",
                "The fiche answers \"non\" to the question on sensitive data",
            )
            .with_some(quote);
        }
        say(
            Decision::UndeclaredCategory,
            Step::Special,
            "Cette donnée sensible n’est pas déclarée",
            "This sensitive datum is not declared",
        )
        .with_some(quote)
    }

    /// Steps 2 to 7.
    fn ordinary(&self) -> Judgement {
        if let Some((rubric, at)) = self.a.lists(self.datum) {
            let quote = self.rubric(rubric, at);
            return say(
                Decision::Covered,
                Step::Listed,
                "Donnée listée",
                "Item listed",
            )
            .with(quote);
        }
        self.by_category()
            .or_else(|| self.by_implication())
            .or_else(|| self.silence())
            .unwrap_or_else(|| self.undeclared())
    }

    /// Steps 3 and 4.
    fn by_category(&self) -> Option<Judgement> {
        let declared: Vec<&Declared> = self
            .a
            .rubric(self.datum.category())
            .filter(|d| d.state == State::Declared)
            .collect();
        let generic = declared.iter().find(|d| d.items.is_empty());
        let rubric = generic.or_else(|| declared.first())?;
        let quote = self.rubric(rubric, rubric.category.at);
        let judgement = if rubric.items.is_empty() {
            say(
                Decision::CoveredByCategory,
                Step::Generic,
                "Rubrique déclarée sans liste",
                "Category declared without a list",
            )
        } else {
            say(
                Decision::ItemNotListed,
                Step::Itemised,
                "Rubrique déclarée avec une liste où cette donnée ne figure pas",
                "Category declared with a list that lacks this item",
            )
        };
        Some(judgement.with(quote))
    }

    fn implication(&self) -> Option<&Implication> {
        self.fiche.implied.iter().find(|i| i.item == self.datum)
    }

    fn name(&self) -> Quote {
        self.quote(
            self.a.name.value.clone(),
            self.a.name.at,
            self.a.source.as_ref(),
        )
    }

    /// Step 5.
    fn by_implication(&self) -> Option<Judgement> {
        let word = self.implication()?.word;
        let fr = format!("Donnée déduite de « {word} » : à ajouter à la fiche");
        let en = format!("Item inferred from \"{word}\": to be added to the fiche");
        Some(say(Decision::CoveredImplied, Step::Implied, &fr, &en).with(self.name()))
    }

    /// Step 6.
    fn silence(&self) -> Option<Judgement> {
        let unclear = self
            .a
            .rubric(self.datum.category())
            .find(|d| matches!(d.state, State::Indeterminate | State::NotStated));
        let quote = match unclear {
            Some(rubric) => Some(self.rubric(rubric, rubric.category.at)),
            None if self.fiche.says_nothing => None,
            None => return None,
        };
        Some(
            say(
                Decision::Indeterminate,
                Step::Silent,
                "Le registre ne dit pas",
                "The register does not say",
            )
            .with_some(quote),
        )
    }

    /// Step 7.
    fn undeclared(&self) -> Judgement {
        let printed = self.a.rubric(self.datum.category()).next();
        let quote = match printed {
            Some(rubric) => self.rubric(rubric, rubric.category.at),
            None => self.all_data(),
        };
        say(
            Decision::UndeclaredCategory,
            Step::Undeclared,
            "La rubrique n’est pas déclarée",
            "The category is not declared",
        )
        .with(quote)
    }
}

fn say(decision: Decision, step: Step, fr: &str, en: &str) -> Judgement {
    Judgement {
        decision,
        step,
        quote: None,
        why: Message::new(fr, en),
    }
}

impl Judgement {
    fn with(mut self, quote: Quote) -> Self {
        self.quote = Some(quote);
        self
    }

    fn with_some(mut self, quote: Option<Quote>) -> Self {
        self.quote = quote;
        self
    }
}

/// The words of a rubric: those it carries, else its lines down to its last item.
pub(super) fn rubric_words(register: &Register, rubric: &Declared) -> String {
    let text = rubric.text.as_ref().filter(|t| !t.trim().is_empty());
    text.cloned()
        .unwrap_or_else(|| register.lines(rubric.category.at, last_of(rubric)))
}

/// The last place of a rubric that is known.
fn last_of(rubric: &Declared) -> At {
    let items = rubric.items.iter().map(|i| i.at);
    items.fold(rubric.category.at, At::max)
}
