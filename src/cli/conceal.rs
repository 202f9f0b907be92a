//! Names of files and folders that hold a value (`dossier_2550814168025.pdf`),
//! masked in what goes out. The store keeps them as they are, so that files are
//! read, bound by locations of the register and found again; reports, lines and
//! the summary say `dossier_255**********~3fa9c1.pdf`. What follows the `~` comes
//! from the keyed fingerprint of the value: names that differ in it stay apart,
//! and one name is the same in every run. Words of the register that are quoted
//! are masked in the same way.
//!
//! Looked at are the names that a scan reads for values, too: those with enough
//! digits, or an `@`.

use crate::detect::{ItemDetector, Receiver, Scanner};
use crate::extract::{Start, Text};
use crate::inventory::{Holding, Inventory, Occurrence, RuleIx};
use crate::model::{Confidence, Datum, Locator, Masked, PathName, Position};
use crate::reconcile::{Code, Gap, Period, Reconciliation, Subject};
use crate::register::Message;
use crate::scan::{parted, worth_reading};
use anyhow::Result;
use std::collections::BTreeMap;

/// Names to be masked, and how.
pub(super) struct Conceal {
    /// Components of paths, and what is said instead.
    names: BTreeMap<String, String>,
    scanner: Option<Scanner>,
}

impl Conceal {
    /// Looks at every name of an inventory and of its sources. `scanner` is only
    /// asked for where one may hold a value.
    pub(super) fn of(
        inventory: &Inventory,
        quotes: bool,
        scanner: impl FnOnce() -> Result<Scanner>,
    ) -> Result<Self> {
        let sources = inventory.run.sources.iter().map(|s| s.uri.as_str());
        let places = inventory.coverage.iter().map(|o| &o.at);
        Self::all(places, sources, quotes, scanner)
    }

    /// Looks at the names of places that were listed.
    pub(super) fn places<'a>(
        places: impl Iterator<Item = &'a Locator>,
        scanner: impl FnOnce() -> Result<Scanner>,
    ) -> Result<Self> {
        Self::all(places, std::iter::empty(), false, scanner)
    }

    fn all<'a>(
        places: impl Iterator<Item = &'a Locator>,
        sources: impl Iterator<Item = &'a str>,
        quotes: bool,
        scanner: impl FnOnce() -> Result<Scanner>,
    ) -> Result<Self> {
        let mut names = BTreeMap::new();
        let mut add = |text: &str| {
            for name in components(text).filter(|n| worth_reading(n).is_some()) {
                names.entry(name.to_owned()).or_insert_with(String::new);
            }
        };
        for at in places {
            add(&at.path.to_text());
            at.entry.iter().for_each(|e| add(e));
        }
        sources.for_each(add);
        if names.is_empty() && !quotes {
            return Ok(Self {
                names,
                scanner: None,
            });
        }
        let mut scanner = scanner()?;
        names.retain(|name, said| match Seen::masked(&mut scanner, name, true) {
            Some(masked) => {
                *said = masked;
                true
            }
            None => false,
        });
        Ok(Self {
            names,
            scanner: Some(scanner),
        })
    }

    /// Masks the places and sources of an inventory and puts it in order again.
    pub(super) fn inventory(&self, inventory: &mut Inventory) {
        if self.names.is_empty() {
            return;
        }
        for source in &mut inventory.run.sources {
            self.text(&mut source.uri);
            self.text(&mut source.given);
        }
        inventory
            .coverage
            .iter_mut()
            .for_each(|o| self.locator(&mut o.at));
        inventory
            .holdings
            .iter_mut()
            .for_each(|h| self.locator(&mut h.at));
        inventory
            .tables
            .iter_mut()
            .for_each(|t| self.locator(&mut t.at));
        inventory.tables.sort();
        inventory.coverage.sort_by(|a, b| a.at.cmp(&b.at));
        let order = |h: &Holding| (h.at.clone(), h.place.clone(), h.rule);
        inventory.holdings.sort_by_cached_key(order);
    }

    /// Masks what was compared with the names as they are.
    pub(super) fn reconciliation(&mut self, r: &mut Reconciliation) {
        for gap in &mut r.gaps {
            self.gap(gap);
        }
        for note in &mut r.notes {
            self.said_of(&mut note.text);
            self.value(&mut note.activity.1);
            let quote = note.register.as_mut();
            quote.into_iter().for_each(|q| self.value(&mut q.quote));
        }
        for warning in &mut r.warnings {
            self.said_of(&mut warning.text);
        }
        for period in &mut r.periods {
            self.period(period);
        }
        for row in &mut r.matrix.rows {
            match &mut row.subject {
                Subject::Cluster { fr, en, .. } => {
                    self.text(fr);
                    self.text(en);
                }
                Subject::Activity { name, .. } => self.value(name),
            }
        }
    }

    /// Masks the places of periods, and what their registers quote.
    fn period(&mut self, period: &mut Period) {
        self.value(&mut period.register.quote);
        self.value(&mut period.applies_to);
        self.value(&mut period.trigger.fr);
        self.value(&mut period.trigger.en);
        period.column.iter_mut().for_each(|c| self.value(c));
        for reading in &mut period.readings {
            self.locator(&mut reading.at);
        }
        period.readings.sort();
    }

    fn gap(&mut self, gap: &mut Gap) {
        let texts = [
            &mut gap.title_fr,
            &mut gap.title_en,
            &mut gap.cluster,
            &mut gap.where_fr,
            &mut gap.where_en,
        ];
        texts.into_iter().for_each(|t| self.text(t));
        let evidence = gap.evidence_fr.iter_mut().chain(&mut gap.evidence_en);
        evidence.for_each(|t| self.text(t));
        if let Some(quote) = &mut gap.register {
            self.value(&mut quote.quote);
        }
        self.written(gap);
        gap.places.iter_mut().for_each(|p| self.locator(&mut p.at));
        gap.places.sort_by(|a, b| {
            (&a.at, &a.place, a.datum, &a.rule).cmp(&(&b.at, &b.place, b.datum, &b.rule))
        });
    }

    /// Masks what people wrote into the register and into decisions.
    fn written(&mut self, gap: &mut Gap) {
        if let Some((_, name)) = &mut gap.activity {
            self.value(name);
        }
        gap.waived.iter_mut().for_each(|t| self.value(t));
        if let Some(d) = &mut gap.decided {
            self.value(&mut d.reason);
            self.value(&mut d.owner);
            self.said_of(&mut d.said);
        }
        let decided = usize::from(gap.decided.is_some() && gap.waived.is_none());
        let texts = [&mut gap.evidence_fr, &mut gap.evidence_en];
        for text in texts {
            // the sentence of the decision stands first; those of G14 quote the register
            let quoting = if gap.code == Code::G14 {
                text.len()
            } else {
                decided
            };
            text.iter_mut().take(quoting).for_each(|t| self.value(t));
        }
        if gap.activity.is_some() || gap.code == Code::G14 {
            self.value(&mut gap.title_fr);
            self.value(&mut gap.title_en);
        }
    }

    fn said_of(&mut self, message: &mut Message) {
        self.value(&mut message.fr);
        self.value(&mut message.en);
    }

    /// Masks the names in a place.
    pub(super) fn locator(&self, at: &mut Locator) {
        if self.names.is_empty() {
            return;
        }
        if let Some(said) = self.said(&at.path.to_text()) {
            at.path = PathName::from(said.as_str());
        }
        if let Some(said) = at.entry.as_deref().and_then(|e| self.said(e)) {
            at.entry = Some(said.into());
        }
    }

    /// A path with its names masked; none where none is.
    pub(super) fn said(&self, path: &str) -> Option<String> {
        if !components(path).any(|n| self.names.contains_key(n)) {
            return None;
        }
        let parts = path.split('/').map(|part| {
            let name = part.trim_end_matches('!');
            match self.names.get(name) {
                Some(said) => format!("{said}{}", &part[name.len()..]),
                None => part.to_owned(),
            }
        });
        Some(parts.collect::<Vec<_>>().join("/"))
    }

    /// Masks the names wherever they stand in a text.
    fn text(&self, text: &mut String) {
        if worth_reading(&text.replace(['/', '\\'], " ")).is_none() {
            return;
        }
        for (name, said) in &self.names {
            if text.contains(name.as_str()) {
                *text = text.replace(name.as_str(), said);
            }
        }
    }

    /// Masks every value that rules find in a text.
    fn value(&mut self, text: &mut String) {
        self.text(text);
        let scanner = self.scanner.as_mut();
        if let Some(masked) = scanner.and_then(|s| Seen::masked(s, text, false)) {
            *text = masked;
        }
    }
}

/// The names that a path or the way into a container is made of.
fn components(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').map(|part| part.trim_end_matches('!'))
}

/// The values found in one text.
#[derive(Default)]
struct Seen {
    spots: Vec<(usize, usize, Masked)>,
    /// Rules of telephone numbers, and of NIR: these count however weak they are.
    always: Vec<RuleIx>,
    fingerprints: u64,
}

impl Receiver for Seen {
    fn occurrence(&mut self, o: Occurrence) {
        if let (Position::Text { bytes, .. }, Some(sure)) = (o.position, o.confidence)
            && let (Some((from, to)), true) = (
                bytes,
                sure >= Confidence::Medium || self.always.contains(&o.rule),
            )
        {
            self.spots.push((from as usize, to as usize, o.masked));
        }
    }

    fn holding(&mut self, holding: Holding) {
        let kept = holding.distinct.kept().iter();
        self.fingerprints = kept.fold(self.fingerprints, |all, f| all ^ f.0);
    }

    fn note(&mut self, _: &str) {}
}

impl Seen {
    /// A text with its values masked; none where it holds none.
    fn masked(scanner: &mut Scanner, text: &str, tagged: bool) -> Option<String> {
        let read = match tagged {
            true => parted(text),
            false => text.to_owned(),
        };
        let start = Start::Lines {
            line: 1,
            column: 0,
            byte: Some(0),
        };
        let rules = scanner.rules().rules();
        let always = (0..).zip(rules).filter(|(_, r)| match r.item {
            Some(Datum::Phone) => true,
            // in what people write, one that no word announces is one too
            Some(Datum::Nir) => !tagged,
            _ => false,
        });
        let mut seen = Self {
            always: always.map(|(i, _)| RuleIx(i)).collect(),
            ..Self::default()
        };
        let mut detector = ItemDetector::new(Locator::default());
        detector.text(scanner, &Text::whole(&read, start), &mut seen);
        detector.finish(scanner, &mut seen);
        seen.spots.sort_unstable();
        let (mut out, mut done) = (String::new(), 0);
        for (from, to, masked) in &seen.spots {
            if *from >= done {
                out += text.get(done..*from)?;
                out += masked.as_str();
                done = *to;
            }
        }
        if done == 0 {
            return None;
        }
        if tagged {
            out += &format!("~{:06x}", seen.fingerprints & 0xff_ffff);
        }
        out += text.get(done..)?;
        Some(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::Key;
    use crate::rule::RuleSet;
    use std::sync::Arc;

    fn scanner() -> Scanner {
        let rules = RuleSet::load(&[]).expect("the shipped rules load");
        Scanner::new(Arc::new(rules), Key([1; 16]))
    }

    #[test]
    fn values_in_names_are_masked_and_stay_apart() {
        let s = &mut scanner();
        let mut said = |name: &str| Seen::masked(s, name, true);
        let one = said("dossier_255081416802538.pdf").expect("a NIR");
        assert!(
            one.starts_with("dossier_255************~") && one.ends_with(".pdf"),
            "{one}"
        );
        let other = said("dossier_255081416802637.pdf").expect("another");
        assert_ne!(other, one);
        for (name, shown) in [
            ("CV jean.dupont@orange.fr.pdf", "CV "),
            ("mail_jean.dupont@orange.fr", "mail_"),
            ("fiche_0612345678.csv", "fiche_06"),
            ("tel+33612345678.vcf", "tel+33"),
        ] {
            let masked = said(name).expect(name);
            assert!(
                masked.starts_with(shown) && masked.contains("**"),
                "{masked}"
            );
            assert!(
                !masked.contains("dupont") && !masked.contains("345"),
                "{masked}"
            );
        }
        assert_eq!(said("rapport_20240315123045.csv"), None);
        assert_eq!(said("facture 2024-000123.pdf"), None);
    }
}
