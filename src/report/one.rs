//! One gap in full: why, where, by which rules, how it was decided and what became
//! of it from scan to scan. Values are masked, names are inert.

use super::diff::Weight;
use super::gaps::{GapView, holding};
use super::text::{Lang, figures, gap as gap_texts, measured, phrase, typeset};
use super::value::Report;
use super::{json, lines, visible};
use crate::inventory::{Holding, Inventory};
use crate::model::{Masked, Place};
use crate::reconcile::{Code, Gap, PlaceRef, Standing};
use serde::Serialize;
use serde_json::{Value, json as value};
use std::fmt::Write as _;

/// Places on one page.
pub const PAGE: usize = 20;

/// What a gap was in one scan of the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past {
    /// The run.
    pub run: String,
    /// Its day.
    pub day: String,
    /// How grave it was, and whether a decision had set it aside; none where it was
    /// not there.
    pub weight: Option<(Weight, bool)>,
    /// Its places were not all read: that it was not there says nothing.
    pub unread: bool,
}

/// One gap and what is told of it.
#[derive(Debug, Clone, Copy)]
pub struct One<'a> {
    report: &'a Report,
    inventory: &'a Inventory,
    view: &'a GapView,
    /// The scans of the store, the oldest first.
    history: &'a [Past],
}

impl<'a> One<'a> {
    /// The gap of an id, whatever its case; none where the report has none.
    #[must_use]
    pub fn find(
        report: &'a Report,
        inventory: &'a Inventory,
        id: &str,
        history: &'a [Past],
    ) -> Option<Self> {
        let comparison = report.comparison.as_ref()?;
        let mut all = comparison.gaps.iter().chain(&comparison.waived);
        let view = all.find(|g| g.gap.id.0.eq_ignore_ascii_case(id))?;
        Some(Self {
            report,
            inventory,
            view,
            history,
        })
    }

    /// The gap.
    #[must_use]
    pub fn gap(&self) -> &'a Gap {
        &self.view.gap
    }

    /// Files and tables it stands in.
    #[must_use]
    pub fn spots(&self) -> usize {
        self.view.spots.len()
    }

    /// What a terminal shows; pages are numbered from 1, 0 is all of them.
    #[must_use]
    pub fn text(&self, lang: Lang, page: usize) -> String {
        let mut out = String::new();
        self.head(lang, &mut out);
        self.why(lang, &mut out);
        self.places(lang, page, &mut out);
        self.rules(lang, &mut out);
        self.decisions(lang, &mut out);
        self.past(lang, &mut out);
        out
    }

    fn head(&self, lang: Lang, out: &mut String) {
        let g = &self.view.gap;
        let level = gap_texts::level(g.severity.level).say(lang);
        let title = visible::text(lang.pick(&g.title_fr, &g.title_en));
        put(
            out,
            &format!("{}  {}  {level}\n{title}", g.id.0, g.code.as_str()),
        );
        let persons = phrase::persons_of(lang, g.persons, g.at_most);
        let volumes = self.view.volumes.iter().map(|v| {
            let (count, name) = (figures::number(lang, v.count), lang.datum(v.datum));
            format!("{count} × {name}")
        });
        let volumes: Vec<String> = volumes.chain(persons).collect();
        if !volumes.is_empty() {
            put(out, &volumes.join(" · "));
        }
        let terms = phrase::terms_of(lang, &g.severity);
        let bound = g.severity.bound_by.as_deref();
        let bound = bound.and_then(gap_texts::bound).map(|p| p.say(lang));
        let bound = bound.map_or_else(String::new, |b| format!(" · {b}"));
        put(out, &format!("{terms}{bound}"));
    }

    fn why(&self, lang: Lang, out: &mut String) {
        let g = &self.view.gap;
        section(out, &phrase::SHOW_REGISTER.say(lang));
        if let Some((_, name)) = &g.activity {
            put(out, &format!("  {}", visible::text(name)));
        }
        match &g.register {
            Some(q) => {
                let (quote, source) = (visible::text(&q.quote), visible::text(&q.source));
                put(out, &format!("  {quote}  ({source})"));
            }
            None if g.code == Code::G15 => {
                put(out, &format!("  {}", phrase::NOTHING_TO_COMPARE.say(lang)));
            }
            None => put(out, &format!("  {}", phrase::NO_DECLARATION.say(lang))),
        }
        section(out, &phrase::HOW_DECIDED.say(lang));
        let step = match g.step.is_numbered() {
            true => phrase::STEP.with(lang, &[("step", &g.step.as_str())]),
            false => String::new(),
        };
        put(
            out,
            &format!("  {step}{}", gap_texts::step(g.step).say(lang)),
        );
        for fact in facts(g, lang) {
            put(out, &format!("  - {}", visible::text(&typeset(lang, fact))));
        }
        let texts = gap_texts::of(g.code);
        let (action, legal) = (texts.action.say(lang), texts.legal.say(lang));
        put(out, &format!("  → {action} ({legal})"));
    }

    fn places(&self, lang: Lang, page: usize, out: &mut String) {
        let all = &self.view.spots;
        if all.is_empty() {
            return;
        }
        let pages = all.len().div_ceil(PAGE);
        let (from, to) = match page {
            0 => (0, all.len()),
            n => ((n - 1) * PAGE, (n * PAGE).min(all.len())),
        };
        let heading = phrase::SHOW_PLACES.with(
            lang,
            &[
                ("n", &figures::number(lang, all.len() as u64)),
                ("page", &page.max(1)),
                ("pages", &if page == 0 { 1 } else { pages }),
            ],
        );
        section(out, &heading);
        for spot in all.get(from..to).unwrap_or_default() {
            put(out, &format!("  {}", spot.label));
            for index in &spot.places {
                self.place(lang, &self.view.gap.places[*index], out);
            }
        }
    }

    /// What was found in one column, by which rule and why.
    fn place(&self, lang: Lang, place: &PlaceRef, out: &mut String) {
        let Some(datum) = place.datum else {
            // what was not read: the reason stands for the rule
            return;
        };
        let column = column(&place.place).map_or_else(String::new, |c| format!(" [{c}]"));
        let count = figures::number(lang, place.count);
        put(
            out,
            &format!(
                "    {count} × {}{column} · {}",
                lang.datum(datum),
                place.rule
            ),
        );
        let Some(h) = holding(place, self.inventory) else {
            return;
        };
        let samples: Vec<&str> = h.samples.iter().map(Masked::as_str).collect();
        let mut facts = vec![visible::text(&samples.join("  ")).into_owned()];
        let e = &h.evidence;
        if e.tested > 0 {
            let number = |n| figures::number(lang, n);
            let proven = phrase::SHOW_PROVEN.with(
                lang,
                &[("n", &number(e.proven)), ("all", &number(e.tested))],
            );
            facts.push(proven);
        }
        for (word, phrase) in [
            (&e.word, phrase::SHOW_WORD),
            (&e.against, phrase::SHOW_AGAINST),
        ] {
            if let Some(word) = word {
                facts.push(phrase.with(lang, &[("word", &visible::text(word))]));
            }
        }
        if e.column_named {
            facts.push(phrase::SHOW_COLUMN_NAMED.say(lang).into_owned());
        }
        put(out, &format!("      {}", facts.join(" · ")));
    }

    fn rules(&self, lang: Lang, out: &mut String) {
        let used = self.used();
        if used.is_empty() {
            return;
        }
        section(out, &phrase::SHOW_RULES.say(lang));
        for (id, title) in used {
            let told = measured(lang, id, &self.inventory.run.rules_sha256);
            let told = told.unwrap_or_else(|| phrase::SHOW_NOT_MEASURED.say(lang).into_owned());
            let title = lang.pick(title.0, title.1);
            put(out, &format!("  {id} – {title}\n      {told}"));
        }
    }

    /// Ids and titles of the rules behind the finds, sorted.
    fn used(&self) -> Vec<(&'a str, (&'a str, &'a str))> {
        let places = &self.view.gap.places;
        let rules = self.inventory.run.rules.iter();
        let used = rules.filter(|r| places.iter().any(|p| p.rule == r.id));
        used.map(|r| (r.id.as_str(), (r.title_fr.as_str(), r.title_en.as_str())))
            .collect()
    }

    fn decisions(&self, lang: Lang, out: &mut String) {
        let Some(d) = &self.view.gap.decided else {
            return;
        };
        section(out, &phrase::SHOW_DECISIONS.say(lang));
        let mark = if d.standing == Standing::SetAside {
            "✓ "
        } else {
            ""
        };
        let day = d.expires.map(|day| day.to_string());
        let parts = [Some(d.owner.clone()), day, Some(d.source.clone())];
        let parts = parts.into_iter().flatten().filter(|p| !p.trim().is_empty());
        let parts: Vec<String> = parts.map(|p| visible::text(&p).into_owned()).collect();
        let verdict = gap_texts::verdict(d.verdict).say(lang);
        let reason = match d.reason.trim().is_empty() {
            true => String::new(),
            false => format!("{}{}", phrase::COLON.say(lang), visible::text(&d.reason)),
        };
        put(
            out,
            &format!("  {mark}{verdict}{reason} ({})", parts.join(", ")),
        );
        let said = lang.pick(&d.said.fr, &d.said.en);
        if !said.is_empty() {
            put(out, &format!("  {}", visible::text(said)));
        }
    }

    fn past(&self, lang: Lang, out: &mut String) {
        if self.history.is_empty() {
            return;
        }
        section(out, &phrase::SHOW_HISTORY.say(lang));
        for past in self.history {
            let told = match &past.weight {
                None if past.unread => phrase::SHOW_NOT_READ.say(lang).into_owned(),
                None => phrase::SHOW_ABSENT.say(lang).into_owned(),
                Some((w, waived)) => {
                    let level = gap_texts::level(w.level).say(lang);
                    let persons = phrase::persons_of(lang, w.persons, w.at_most);
                    let persons = persons.map_or_else(String::new, |p| format!(", {p}"));
                    let aside = if *waived { " ✓" } else { "" };
                    format!("{level} {}{persons}{aside}", w.score)
                }
            };
            put(
                out,
                &format!("  {} ({})  {told}", past.day, visible::text(&past.run)),
            );
        }
    }

    /// `limier.show.v1`: the gap as in a report, with its findings, decisions and
    /// history.
    #[must_use]
    pub fn json(&self, lang: Lang) -> String {
        let found = self.view.gap.places.iter();
        let found: Vec<&Holding> = found.filter_map(|p| holding(p, self.inventory)).collect();
        let rules = self.used().into_iter().map(|(id, title)| {
            let measured = measured(lang, id, &self.inventory.run.rules_sha256);
            value!({"id": id, "title": lang.pick(title.0, title.1), "measured": measured})
        });
        let history = self.history.iter().map(|p| {
            let weight = p.weight.map(|(w, waived)| {
                value!({
                    "level": w.level, "score": w.score, "persons": w.persons,
                    "persons_at_most": w.at_most, "waived": waived,
                })
            });
            value!({"run": p.run, "day": p.day, "gap": weight, "read": !p.unread})
        });
        let document = Document {
            schema: "limier.show.v1",
            gap: json::gap(self.report, &self.view.gap, lang),
            findings: lines::findings_of(&found, self.inventory),
            rules: rules.collect(),
            history: history.collect(),
        };
        let text = serde_json::to_string_pretty(&document);
        let text = text.expect("plain structs with string keys always serialise");
        format!("{}\n", json::inert(text.into()))
    }
}

#[derive(Serialize)]
struct Document {
    schema: &'static str,
    gap: Value,
    findings: Vec<Value>,
    rules: Vec<Value>,
    history: Vec<Value>,
}

fn facts(g: &Gap, lang: Lang) -> &[String] {
    match lang {
        Lang::Fr => &g.evidence_fr,
        Lang::En => &g.evidence_en,
    }
}

fn put(out: &mut String, line: &str) {
    writeln!(out, "{line}").expect("writing to a String cannot fail");
}

fn section(out: &mut String, heading: &str) {
    put(out, &format!("\n{heading}"));
}

/// The sheet and the column of a place, as they are called.
fn column(place: &Place) -> Option<String> {
    let number = place.column.filter(|c| *c > 0).map(|n| n.to_string());
    let header = place.header.as_deref().map(str::to_owned).or(number);
    let parts = place
        .sheet
        .as_deref()
        .map(str::to_owned)
        .into_iter()
        .chain(header);
    let parts: Vec<String> = parts.map(|p| visible::text(&p).into_owned()).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn everything_about_one_gap_is_told() {
        let (report, inventory) = (sample::report(9), sample::inventory(120));
        let id = report.open_gaps().next().expect("a gap").id.0.clone();
        let past = [("1", false), ("2", true)].map(|(run, unread)| Past {
            run: run.to_owned(),
            day: "2026-11-21".to_owned(),
            weight: None,
            unread,
        });
        let one = One::find(&report, &inventory, &id.to_lowercase(), &past).expect("found");
        for lang in [Lang::Fr, Lang::En] {
            let text = one.text(lang, 0);
            for spot in &one.view.spots {
                assert!(text.contains(&spot.label), "{} is missing", spot.label);
            }
            assert!(text.contains("2026-11-21 (1)  absent"), "{text}");
            let unread = lang.pick("2026-11-21 (2)  non lu", "2026-11-21 (2)  not read");
            assert!(text.contains(unread), "{text}");
            assert!(
                !text.contains('\u{1b}') && !text.contains('\u{202e}'),
                "{text}"
            );
            let json: Value = serde_json::from_str(&one.json(lang)).expect("JSON");
            assert_eq!(json["gap"]["id"], id);
            assert_eq!(json["history"][1]["read"], false);
        }
        assert!(One::find(&report, &inventory, "G-none", &[]).is_none());
    }

    #[test]
    fn pages_are_parts_of_the_whole() {
        let (report, inventory) = (sample::report(40), sample::inventory(120));
        let most = report
            .open_gaps()
            .max_by_key(|g| g.places.len())
            .expect("a gap");
        let one = One::find(&report, &inventory, &most.id.0, &[]).expect("found");
        let pages = one.spots().div_ceil(PAGE);
        let labels = |text: &str| {
            one.view
                .spots
                .iter()
                .filter(|s| text.contains(&format!("  {}\n", s.label)))
                .count()
        };
        assert!(pages > 1, "{}", one.spots());
        assert!(labels(&one.text(Lang::Fr, 1)) < one.spots());
        assert_eq!(labels(&one.text(Lang::Fr, 0)), one.spots());
        assert_eq!(labels(&one.text(Lang::Fr, pages + 1)), 0);
    }
}
