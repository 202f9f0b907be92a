//! `rules list`, `rules check`, `explain`; `rules measure` is in a file of its own.

use super::args::{RuleDirs, RulesCommand};
use super::exit::Verdict;
use super::lang::Lang;
use super::{measure, print};
use crate::detect::prove;
use crate::report::measured;
use crate::rule::measured::Measured;
use crate::rule::{Bilingual, Example, Pattern, Rule, RuleSet, Status, Terms};
use anyhow::{Result, bail};
use std::fmt::Write as _;
use std::sync::Arc;

/// Loads the builtin rules and those of `--rules`.
pub(super) fn load(dirs: &RuleDirs) -> Result<Arc<RuleSet>> {
    Ok(Arc::new(RuleSet::load(&dirs.dirs)?))
}

pub(super) fn run(command: &RulesCommand, lang: Lang) -> Result<Verdict> {
    match command {
        RulesCommand::List { rules, json } => list(&*load(rules)?, *json, lang),
        RulesCommand::Check { rules } => check(&load(rules)?, rules.dirs.is_empty(), lang),
        RulesCommand::Measure(args) => measure::run(args, lang),
    }
}

fn list(rules: &RuleSet, json: bool, lang: Lang) -> Result<Verdict> {
    let mut out = String::new();
    for r in rules.rules() {
        let item = r.item.map_or("-", |d| d.as_str());
        if json {
            let line = serde_json::json!({
                "schema": "limier.rule.v1", "id": r.id, "item": r.item,
                "title": say(&r.title, lang), "status": status(r.status),
                "personal": r.class.personal,
            });
            let _ = writeln!(out, "{line}");
        } else {
            let _ = writeln!(out, "{:<24} {:<18} {}", r.id, item, say(&r.title, lang));
        }
    }
    print::out(&out)?;
    let reason = match lang {
        Lang::Fr => format!("limier : code 0, {} règles", rules.rules().len()),
        Lang::En => format!("limier: code 0, {} rules", rules.rules().len()),
    };
    Ok(Verdict { code: 0, reason })
}

fn check(rules: &Arc<RuleSet>, builtin_only: bool, lang: Lang) -> Result<Verdict> {
    if builtin_only {
        remark_on_measures(rules, lang);
    }
    let failures = prove(rules);
    for f in &failures {
        print::err(&format!("{}: {}", f.rule, f.message));
    }
    let examples: usize = rules.rules().iter().map(|r| r.examples.len()).sum();
    let (rules, n) = (rules.rules().len(), failures.len());
    let reason = match (n, lang) {
        (0, Lang::Fr) => format!("limier : code 0, {rules} règles et {examples} exemples vérifiés"),
        (0, Lang::En) => format!("limier: code 0, {rules} rules and {examples} examples hold"),
        (_, Lang::Fr) => format!("limier : code 2, {n} défaut(s) dans les règles"),
        (_, Lang::En) => format!("limier: code 2, {n} fault(s) in the rules"),
    };
    Ok(Verdict {
        code: if n == 0 { 0 } else { 2 },
        reason,
    })
}

/// Says that the measures that are shown are of other rules; no fault.
fn remark_on_measures(rules: &RuleSet, lang: Lang) {
    let known = Measured::builtin();
    if known.rules_sha256 == rules.sha256() {
        return;
    }
    print::err(match lang {
        Lang::Fr => {
            "remarque : les règles ont changé depuis leurs dernières mesures ; `limier rules measure --write` les refait"
        }
        Lang::En => {
            "note: the rules have changed since they were last measured; `limier rules measure --write` does it again"
        }
    });
}

/// `explain RULE`.
pub(super) fn explain(id: &str, dirs: &RuleDirs, lang: Lang) -> Result<Verdict> {
    let rules = load(dirs)?;
    let Some(rule) = rules.get(id) else {
        let near: Vec<&str> = rules
            .rules()
            .iter()
            .map(|r| r.id.as_str())
            .filter(|r| {
                r.contains(id) || id.split('-').any(|part| part.len() > 2 && r.contains(part))
            })
            .collect();
        let hint = if near.is_empty() {
            String::new()
        } else {
            let near = near.join(", ");
            match lang {
                Lang::Fr => format!(" (proches : {near})"),
                Lang::En => format!(" (near: {near})"),
            }
        };
        bail!(match lang {
            Lang::Fr =>
                format!("il n’y a pas de règle `{id}`{hint} ; `limier rules list` les montre"),
            Lang::En => format!("there is no rule `{id}`{hint}; `limier rules list` shows all"),
        });
    };
    print::out(&explanation(rule, rules.sha256(), lang))?;
    let reason = match lang {
        Lang::Fr => format!("limier : code 0, règle {id}"),
        Lang::En => format!("limier: code 0, rule {id}"),
    };
    Ok(Verdict { code: 0, reason })
}

const fn status(s: Status) -> &'static str {
    match s {
        Status::Experimental => "experimental",
        Status::Stable => "stable",
        Status::Deprecated => "deprecated",
    }
}

fn say(text: &Bilingual, lang: Lang) -> &str {
    match lang {
        Lang::En if !text.en.is_empty() => &text.en,
        _ => &text.fr,
    }
}

/// What a rule finds, in words.
fn explanation(r: &Rule, rules_sha256: &str, lang: Lang) -> String {
    let fr = lang == Lang::Fr;
    let pick = |f: &'static str, e: &'static str| if fr { f } else { e };
    let (title, about) = (say(&r.title, lang), say(&r.about, lang).trim());
    let mut o = format!("{title}  ({}, {})\n\n{about}\n", r.id, status(r.status));
    let none = pick(
        "aucun (reconnu pour être distingué)",
        "none (recognised to be told apart)",
    );
    let item = r.item.map_or(none, |d| d.as_str());
    let _ = writeln!(
        o,
        "\n{}: {item}",
        pick("Donnée du registre", "Register item")
    );
    let _ = writeln!(o, "\n{}", pick("Formes reconnues", "Shapes"));
    r.patterns
        .iter()
        .for_each(|p| _ = writeln!(o, "  - {}", shape(p, fr)));
    r.terms
        .iter()
        .for_each(|t| _ = writeln!(o, "  - {}", vocabulary(t, fr)));
    for (name, words) in [
        (
            pick("Mots qui confirment", "Words that confirm"),
            &r.context.words,
        ),
        (
            pick("Mots qui écartent", "Words that speak against"),
            &r.context.against,
        ),
        (pick("Noms de colonne", "Column names"), &r.column.names),
        (
            pick("Noms de colonne écartés", "Column names that veto"),
            &r.column.against,
        ),
    ] {
        if !words.is_empty() {
            let _ = writeln!(o, "\n{name}\n  {}", words.join(", "));
        }
    }
    if r.column.chance < 1.0 {
        let name = pick(
            "Part de valeurs aléatoires acceptées",
            "Share of random values accepted",
        );
        let _ = writeln!(o, "\n{name}: {} %", r.column.chance * 100.0);
    }
    if let Some(text) = measured(lang, &r.id, rules_sha256) {
        let _ = writeln!(o, "\n{}: {text}", pick("Mesuré", "Measured"));
    }
    let noted = r.examples.iter().any(|e| e.why.is_some());
    let examples = match noted {
        // rules are written by and for French readers; they hold one note each
        true => "Examples (invented; notes in French, as the rule has them)",
        false => "Examples (invented)",
    };
    let _ = writeln!(o, "\n{}", pick("Exemples (inventés)", examples));
    r.examples
        .iter()
        .for_each(|e| _ = writeln!(o, "  {}", example(e)));
    let _ = writeln!(o, "\n{}", pick("Sources", "References"));
    r.references.iter().for_each(|s| _ = writeln!(o, "  - {s}"));
    o
}

fn vocabulary(t: &Terms, fr: bool) -> String {
    let shown: Vec<&str> = t.words.iter().take(12).map(String::as_str).collect();
    let more = match t.words.len() - shown.len() {
        0 => String::new(),
        n => format!(", +{n}"),
    };
    let context = if fr {
        "seulement avec contexte"
    } else {
        "with context only"
    };
    let sure = t.confidence.map_or(context, |c| c.as_str());
    let name = if fr { "vocabulaire" } else { "vocabulary" };
    format!("{name} ({sure}): {}{more}", shown.join(", "))
}

fn example(e: &Example) -> String {
    let mark = if e.finds.is_empty() { '✗' } else { '✓' };
    let column = e
        .column
        .as_ref()
        .map(|c| format!(" [{c}]"))
        .unwrap_or_default();
    let why = e
        .why
        .as_ref()
        .map(|w| format!("  — {w}"))
        .unwrap_or_default();
    format!("{mark}{column} {}{why}", e.text.replace('\n', " ⏎ "))
}

fn shape(p: &Pattern, fr: bool) -> String {
    let alone = p.confidence.map_or(
        if fr {
            "rien sans mot ou colonne"
        } else {
            "nothing without a word or column"
        },
        |c| c.as_str(),
    );
    let proof = p
        .validator
        .map(|v| format!(", {} {v:?}", if fr { "contrôle" } else { "check" }))
        .unwrap_or_default();
    format!(
        "{} ({}: {alone}{proof})",
        p.name,
        if fr { "seule" } else { "alone" }
    )
}
