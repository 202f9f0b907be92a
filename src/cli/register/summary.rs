//! What an import says of a document: what was read, what was not understood and
//! where, what the template printed, what a person must confirm.

use super::super::environment;
use super::super::lang::{Lang, plural};
use super::seen;
use crate::import::{Imported, Lack, Unread, Why};
use crate::register::{Register, Summary, check, inert, utc_date};
use crate::report::{problem, remark};
use std::path::Path;

/// Passages of one kind that are listed; `--all` lists the rest.
const LISTED: usize = 12;
/// Characters of a passage that are shown.
const SHOWN: usize = 100;

/// The lines about one document, and whether all of it was read and gave an
/// activity.
pub(super) fn of(imported: &Imported, file: &Path, all: bool, lang: Lang) -> (Vec<String>, bool) {
    let mut lines = vec![format!(
        "{}: {}",
        inert(file.display().to_string()),
        read(imported, lang)
    )];
    // what could not be opened lacks no text
    let opened = imported.problems.is_empty() && imported.kind != "empty";
    let seen = imported.seen.as_ref();
    if let Some(seen) = seen.filter(|s| opened || s.lacks != Lack::Text) {
        lines.extend(seen::of(seen, lang));
    }
    for why in Why::ALL.iter().copied() {
        let of: Vec<&Unread> = imported
            .draft
            .unread
            .iter()
            .filter(|u| u.why == why)
            .collect();
        passages(why, &of, all, lang, &mut lines);
    }
    if imported.mended > 0 {
        let n = imported.mended;
        lines.push(match lang {
            Lang::Fr => format!("  texte encodé deux fois, réparé : {n} passages"),
            Lang::En => format!("  text encoded twice, mended: {n} passages"),
        });
    }
    lines.extend(
        imported
            .problems
            .iter()
            .map(|p| not_read(&problem(lang, p), lang)),
    );
    lines.extend(imported.notes.iter().map(|n| noted(n, lang)));
    let is_cut = imported.draft.unread.iter().any(|u| u.why == Why::Limit);
    let whole = imported.problems.is_empty() && !is_cut && !imported.is_empty();
    (lines, whole)
}

fn not_read(what: &str, lang: Lang) -> String {
    let what = inert(what);
    match lang {
        Lang::Fr => format!("  non lu : {what}"),
        Lang::En => format!("  not read: {what}"),
    }
}

/// A remark of the reader: a member that it left out, or a word on what it read.
fn noted(note: &str, lang: Lang) -> String {
    if let Some(member) = note.strip_prefix("not read: ") {
        return not_read(member, lang);
    }
    let said = inert(remark(lang, note));
    match lang {
        Lang::Fr => format!("  remarque : {said}"),
        Lang::En => format!("  remark: {said}"),
    }
}

fn read(imported: &Imported, lang: Lang) -> String {
    let form = match (imported.importer, lang) {
        ("form", Lang::Fr) => "fiches",
        ("form", Lang::En) => "fiches of a model",
        ("table", Lang::Fr) => "tableau",
        ("table", Lang::En) => "table",
        ("pasted", Lang::Fr) => "tableau collé depuis un PDF",
        ("pasted", Lang::En) => "table pasted from a PDF",
        ("policy", Lang::Fr) => "texte en prose, brouillons à relire",
        ("policy", Lang::En) => "prose, drafts to be reviewed",
        ("structured", Lang::Fr) => "document structuré",
        ("structured", Lang::En) => "structured document",
        ("product", Lang::Fr) => "export d’un logiciel de registre",
        ("product", Lang::En) => "export of register software",
        ("native", Lang::Fr) => "registre natif",
        ("native", Lang::En) => "native register",
        (_, Lang::Fr) => return format!("{}, aucune activité reconnue", kind(imported, lang)),
        (_, Lang::En) => return format!("{}, no activity recognised", kind(imported, lang)),
    };
    let Ok(register) = imported.register() else {
        return form.to_owned();
    };
    let s = Summary::of(&register);
    let n = |n, fr, en| plural(lang, n, fr, en);
    let mut facts = vec![
        form.to_owned(),
        n(
            s.activities,
            ["activité", "activités"],
            ["activity", "activities"],
        ),
        n(
            s.items,
            ["donnée listée", "données listées"],
            ["item listed", "items listed"],
        ),
    ];
    for (count, fr, en) in [
        (
            s.empty_headings,
            ["rubrique vide", "rubriques vides"],
            ["empty rubric", "empty rubrics"],
        ),
        (
            s.indeterminate,
            ["rubrique indéterminée", "rubriques indéterminées"],
            ["indeterminate rubric", "indeterminate rubrics"],
        ),
    ] {
        facts.extend((count > 0).then(|| n(count, fr, en)));
    }
    facts.join(", ")
}

fn kind(imported: &Imported, lang: Lang) -> String {
    match (imported.kind.as_str(), lang) {
        ("", Lang::Fr) => "document inconnu".to_owned(),
        ("", Lang::En) => "unknown document".to_owned(),
        ("empty", Lang::Fr) => "fichier vide".to_owned(),
        ("empty", Lang::En) => "empty file".to_owned(),
        (kind, _) => kind.to_owned(),
    }
}

/// Passages of one kind: what a template printed by its places, else by its words.
fn passages(why: Why, of: &[&Unread], all: bool, lang: Lang, lines: &mut Vec<String>) {
    if of.is_empty() {
        return;
    }
    let what = why.text(lang == Lang::Fr);
    lines.push(match lang {
        Lang::Fr => format!("  {what} : {}", of.len()),
        Lang::En => format!("  {what}: {}", of.len()),
    });
    let printed = matches!(why, Why::Template | Why::Definition | Why::Placeholder);
    let shown = match (all, printed) {
        (true, _) => of.len(),
        (false, true) => 0,
        (false, false) => LISTED,
    };
    for unread in of.iter().take(shown) {
        let text = inert(unread.said.text.as_str());
        let short: String = text.chars().take(SHOWN).collect();
        let dots = if short.len() < text.len() { "…" } else { "" };
        lines.push(format!(
            "    {}  {short}{dots}",
            inert(unread.said.at.to_string())
        ));
    }
    let rest = of.len().saturating_sub(shown);
    if rest > 0 && shown > 0 {
        lines.push(match lang {
            Lang::Fr => format!("    … {rest} de plus : --all"),
            Lang::En => format!("    … {rest} more: --all"),
        });
    }
}

/// What a person must do with the register that was written.
pub(super) fn to_confirm(text: &str, output: &Path, lang: Lang) -> Vec<String> {
    let Ok(register) = Register::parse(text, "register.yaml") else {
        return Vec::new();
    };
    let s = Summary::of(&register);
    let file = match output.as_os_str() == "-" {
        true => "register.yaml".to_owned(),
        false => inert(output.display().to_string()),
    };
    let remarks = check(&register, utc_date(environment::now())).len();
    let unbound = register
        .activities
        .iter()
        .filter(|a| a.confirmed().next().is_none())
        .count();
    let n = |n, fr, en| plural(lang, n, fr, en);
    let mut lines = vec![match lang {
        Lang::Fr => "à confirmer par une personne :".to_owned(),
        Lang::En => "to be confirmed by a person:".to_owned(),
    }];
    for (count, fr, en, command) in [
        (
            s.drafts,
            [
                "brouillon à relire (`status: draft` ne couvre rien)",
                "brouillons à relire (`status: draft` ne couvre rien)",
            ],
            [
                "draft to be reviewed (`status: draft` covers nothing)",
                "drafts to be reviewed (`status: draft` covers nothing)",
            ],
            "limier register show",
        ),
        (
            unbound,
            [
                "activité sans emplacement confirmé ; après un scan",
                "activités sans emplacement confirmé ; après un scan",
            ],
            [
                "activity without a confirmed location; after a scan",
                "activities without a confirmed location; after a scan",
            ],
            "limier register bind",
        ),
        (
            remarks,
            ["remarque", "remarques"],
            ["remark", "remarks"],
            "limier register check",
        ),
    ] {
        if count > 0 {
            lines.push(format!("  {} → {command} {file}", n(count, fr, en)));
        }
    }
    if lines.len() > 1 { lines } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::{Draft, Said, Spot};
    use crate::model::{Problem, Reason};

    /// A document of which nothing was understood, for every reason.
    fn imported() -> Imported {
        let unread = |(line, why): (u64, &Why)| Unread {
            said: Said {
                text: format!("passage {why:?}"),
                at: Spot::Line(line),
            },
            why: *why,
        };
        let mut imported = Imported::read(b"x", "registre.txt");
        imported.problems = vec![Problem::new(Reason::Damaged, "zip")];
        imported.notes = vec![
            "not read: image1.png".to_owned(),
            "hidden sheets read".to_owned(),
        ];
        imported.draft = Draft {
            unread: (1..).zip(Why::ALL).map(unread).collect(),
            ..Draft::default()
        };
        imported
    }

    #[test]
    fn every_reason_is_told_and_listed() {
        let imported = imported();
        for (all, lang) in [(true, Lang::Fr), (false, Lang::Fr), (true, Lang::En)] {
            let text = of(&imported, Path::new("registre.txt"), all, lang)
                .0
                .join("\n");
            for why in Why::ALL {
                assert!(text.contains(why.text(lang == Lang::Fr)), "{why:?}: {text}");
                let listed = text.contains(&format!("passage {why:?}"));
                let printed = matches!(why, Why::Template | Why::Definition | Why::Placeholder);
                assert_eq!(listed, all || !printed, "{why:?}: {text}");
            }
        }
    }

    #[test]
    fn what_was_not_read_is_told_in_the_language_of_the_reader() {
        let path = Path::new("registre.txt");
        let (lines, whole) = of(&imported(), path, false, Lang::Fr);
        let tail: Vec<&str> = lines
            .iter()
            .rev()
            .take(3)
            .rev()
            .map(String::as_str)
            .collect();
        let wanted = [
            "  non lu : contenu endommagé (zip)",
            "  non lu : image1.png",
            "  remarque : des feuilles masquées ont été lues",
        ];
        assert_eq!(tail, wanted);
        assert!(!whole);
        let english = of(&imported(), path, false, Lang::En).0;
        assert!(
            english.contains(&"  not read: damaged content (zip)".to_owned()),
            "{english:?}"
        );
    }
}
