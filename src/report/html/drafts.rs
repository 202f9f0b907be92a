//! Brouillons: what the fiche of each undeclared place will say, and the command
//! that writes it. The fiche itself is [`crate::draft`]'s.

use super::markup::Markup;
use super::parts;
use crate::reconcile::{Amount, People, Profile};
use crate::report::text::{figures, phrase};
use crate::report::{Report, visible};
use std::collections::BTreeMap;

/// Names of columns and files that are shown of one group.
const NAMES: usize = 3;
/// Locations that are shown of one place.
const LOCATIONS: usize = 3;

pub(super) fn write(m: &mut Markup, r: &Report) {
    let Some(c) = &r.comparison else {
        return;
    };
    m.el_say("p", &[("class", "lead")], phrase::DRAFTS_LEAD);
    m.el("p", &[], |m| {
        m.say(phrase::DRAFTS_ALL);
        m.text(" ");
        let register = for_shell(&c.register.file);
        let all = format!("limier draft --all -r {register} -o fiches.docx");
        m.el_text("code", &[], &visible::text(&all));
    });
    let heads = [
        phrase::DRAFT_WHERE,
        phrase::DRAFT_WHAT,
        phrase::DRAFT_WHOSE,
        phrase::DRAFT_COMMAND,
    ];
    parts::scrolling(m, phrase::DRAFTS_CAPTION, |m| {
        m.el("table", &[("class", "periods")], |m| {
            m.el_say("caption", &[("class", "vh")], phrase::DRAFTS_CAPTION);
            parts::columns(m, &heads);
            m.el("tbody", &[], |m| c.profiles.iter().for_each(|p| line(m, p)));
        });
    });
}

/// A name as a shell takes it: quoted, unless it is plain.
fn for_shell(name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '/');
    match !name.is_empty() && name.chars().all(plain) && !name.starts_with('-') {
        true => name.to_owned(),
        false => format!("'{}'", name.replace('\'', "'\\''")),
    }
}

fn line(m: &mut Markup, p: &Profile) {
    m.raw("\n");
    m.el("tr", &[], |m| {
        m.el("th", &[("scope", "row")], |m| places(m, p));
        m.el("td", &[], |m| data(m, &p.found));
        m.el("td", &[], |m| {
            match p.subjects.is_empty() {
                true => m.say(phrase::DRAFT_UNKNOWN),
                false => p.subjects.iter().for_each(|g| people(m, g)),
            };
        });
        m.el("td", &[], |m| {
            m.el_text("code", &[], &format!("limier draft {}", p.gap.0));
        });
    });
}

fn places(m: &mut Markup, p: &Profile) {
    let (shown, more) = p.locations.split_at(p.locations.len().min(LOCATIONS));
    for (i, uri) in shown.iter().enumerate() {
        if i > 0 {
            m.raw("<br>");
        }
        m.el_text("code", &[], &visible::text(uri));
    }
    if !more.is_empty() {
        m.raw("<br>");
        let lang = m.lang();
        let others = phrase::AND_OTHERS.count(lang, more.len() as u64);
        m.el_text("small", &[], &others);
    }
}

/// Items by category, with how many distinct values.
fn data(m: &mut Markup, found: &[Amount]) {
    let lang = m.lang();
    let mut by: BTreeMap<_, Vec<String>> = BTreeMap::new();
    for a in found {
        let said = format!(
            "{} ({})",
            lang.datum(a.datum),
            figures::number(lang, a.distinct)
        );
        by.entry(a.datum.category()).or_default().push(said);
    }
    for (i, (category, items)) in by.into_iter().enumerate() {
        if i > 0 {
            m.raw("<br>");
        }
        let title = lang.pick(category.title_fr(), category.title_en());
        m.el_text("small", &[], title);
        m.raw("<br>");
        m.text(&items.join(", "));
    }
}

/// A group, and what says so.
fn people(m: &mut Markup, p: &People) {
    let lang = m.lang();
    m.el("div", &[], |m| {
        m.text(&visible::text(lang.pick(&p.name.fr, &p.name.en)));
        let mut why = Vec::new();
        if let Some((minors, all)) = p.births {
            let (minors, all) = (figures::number(lang, minors), figures::number(lang, all));
            why.push(phrase::DRAFT_BY_BIRTHS.with(lang, &[("minors", &minors), ("all", &all)]));
        }
        let names: Vec<&str> = p.by.iter().take(NAMES).map(String::as_str).collect();
        if !names.is_empty() {
            let names = visible::text(&names.join(", ")).into_owned();
            why.push(phrase::DRAFT_BY_NAMES.with(lang, &[("names", &names)]));
        }
        if !why.is_empty() {
            m.raw("<br>");
            m.el_text("small", &[], &why.join(" ; "));
        }
    });
}

#[cfg(test)]
mod tests {
    use super::for_shell;

    #[test]
    fn names_are_one_argument() {
        for (name, shown) in [
            ("register.yaml", "register.yaml"),
            ("registre RH.yaml", "'registre RH.yaml'"),
            ("l'été.yaml", "'l'\\''été.yaml'"),
            ("-x.yaml", "'-x.yaml'"),
            ("", "''"),
        ] {
            assert_eq!(for_shell(name), shown);
        }
    }
}
