//! A report and its gaps in a few words, for tables and CI systems. Every text is
//! inert (see [`visible`]) and in one line; markup is the renderer's business.

use super::gaps::GapView;
use super::text::{Lang, figures, gap as gap_texts, phrase, reason, typeset};
use super::unread::Unread;
use super::value::Comparison;
use super::{Report, visible};
use crate::model::Reason;
use crate::reconcile::{Code, Gap};

/// Data whose numbers are given.
const VOLUMES: usize = 4;
/// Characters of a quote or path before its middle gives way.
const LONG: usize = 300;

/// What was found, as one sentence.
pub(crate) fn title(lang: Lang, gap: &Gap) -> String {
    let text = typeset(lang, lang.pick(&gap.title_fr, &gap.title_en));
    visible::text(&text).into_owned()
}

/// The decision that counts, as every output tells it: `faux positif : photos (dpo,
/// 2027-03-31)`, `Décidé : à supprimer (rh) : doublon`; empty where there is none.
pub(crate) fn decided(lang: Lang, gap: &Gap) -> String {
    let colon = phrase::COLON.say(lang);
    let said = match (&gap.decided, &gap.waived) {
        (Some(d), Some(why)) => format!("{}{colon}{why}", gap_texts::verdict(d.verdict).say(lang)),
        (None, Some(why)) => why.clone(),
        (Some(d), None) => {
            let said = typeset(lang, lang.pick(&d.said.fr, &d.said.en));
            match d.reason.trim().is_empty() {
                true => said.into_owned(),
                false => format!("{said}{colon}{}", d.reason),
            }
        }
        (None, None) => String::new(),
    };
    visible::text(&said).into_owned()
}

/// "3 fichiers · NIR 40 · ≈ 12 personnes"; empty where nothing is counted.
pub(crate) fn facts(lang: Lang, g: &GapView) -> String {
    let mut parts = Vec::new();
    let counted = [(phrase::N_FILES, g.files), (phrase::N_TABLES, g.tables)];
    let counted = counted.into_iter().filter(|(_, n)| *n > 0);
    parts.extend(counted.map(|(name, n)| name.count(lang, n)));
    let shown = g.volumes.iter().take(VOLUMES);
    parts.extend(shown.map(|v| {
        let n = figures::number(lang, v.count);
        format!("{} {n}", lang.datum(v.datum))
    }));
    parts.extend(phrase::persons_of(lang, g.gap.persons, g.gap.at_most));
    parts.join(" · ")
}

/// The first place "et 34 autres", or where the gap is as a whole.
pub(crate) fn place(lang: Lang, g: &GapView) -> String {
    let whole = || visible::text(lang.pick(&g.gap.where_fr, &g.gap.where_en)).into_owned();
    let Some(first) = g.spots.first() else {
        return whole();
    };
    let label = visible::shorten(&first.label, LONG).into_owned();
    match g.spots.len() as u64 {
        1 => label,
        n => format!("{label} {}", phrase::AND_OTHERS.count(lang, n - 1)),
    }
}

/// What the register says and where, or that no declaration was found.
pub(crate) fn register(lang: Lang, gap: &Gap) -> String {
    let activity = gap.activity.as_ref().map(|(_, name)| {
        let name = visible::text(name);
        phrase::QUOTED.with(lang, &[("text", &name)])
    });
    let said = match &gap.register {
        Some(q) => {
            let quote = visible::text(&q.quote).into_owned();
            let source = visible::text(&q.source).into_owned();
            format!("{} ({source})", visible::shorten(&quote, LONG))
        }
        None if gap.code == Code::G15 => phrase::NOTHING_TO_COMPARE.say(lang).into_owned(),
        None => phrase::NO_DECLARATION.say(lang).into_owned(),
    };
    let parts = activity.into_iter().chain([said]);
    parts.collect::<Vec<_>>().join(&phrase::COLON.say(lang))
}

/// Why items were not read: "accès refusé".
pub(crate) fn why(lang: Lang, reason: Option<Reason>) -> String {
    let texts = reason.map_or(reason::NONE_GIVEN, reason::of);
    texts.title.say(lang).into_owned()
}

/// "accès refusé : 3 éléments, dont 1 lu en partie"
pub(crate) fn unread(lang: Lang, u: &Unread) -> String {
    let mut out = why(lang, u.reason);
    out += &phrase::COLON.say(lang);
    out += &phrase::N_ITEMS.count(lang, u.total());
    if u.partial > 0 {
        out += &phrase::OF_WHICH_PARTLY.count(lang, u.partial);
    }
    out
}

/// The report in one or two sentences. It never says "nothing" without saying
/// what was not read.
pub(crate) fn sentence(lang: Lang, r: &Report) -> String {
    let t = r.totals;
    let mut parts = Vec::new();
    if r.scan.interrupted {
        parts.push(phrase::INTERRUPTED.say(lang).into_owned());
    }
    parts.push(match &r.comparison {
        _ if t.items == 0 => phrase::SENTENCE_EMPTY.say(lang).into_owned(),
        _ if t.complete + t.partial == 0 => phrase::SENTENCE_UNREAD.say(lang).into_owned(),
        None => inventory(lang, r),
        Some(c) => compared(lang, c),
    });
    if !r.empty.is_empty() {
        let sources = r.empty.join(", ");
        parts.push(phrase::EMPTY_SOURCES.with(lang, &[("sources", &sources)]));
    }
    let unread = t.partial + t.not_scanned;
    if unread > 0 {
        parts.push(phrase::NOT_WHOLLY_READ.count(lang, unread));
    }
    parts.join(" ")
}

fn inventory(lang: Lang, r: &Report) -> String {
    let sorts = r.found.iter().filter(|f| f.count > 0).count() as u64;
    let found = match sorts {
        0 => phrase::SENTENCE_NOTHING.say(lang).into_owned(),
        n => phrase::SENTENCE_INVENTORY.with(
            lang,
            &[
                ("sorts", &phrase::N_SORTS.count(lang, n)),
                ("places", &phrase::N_ITEMS.count(lang, r.volume().0)),
            ],
        ),
    };
    format!("{found} {}", super::text::output::NOT_COMPARED.say(lang))
}

fn compared(lang: Lang, c: &Comparison) -> String {
    match (c.differences().count() as u64, c.set_aside()) {
        (0, 0) => phrase::SENTENCE_NO_GAP.say(lang).into_owned(),
        (0, n) => phrase::SENTENCE_SET_ASIDE.count(lang, n),
        (n, _) => phrase::SENTENCE_GAPS.count(lang, n),
    }
}
