//! Decisions as rows of a table, and back: the sheet "Décisions" of a workbook, a
//! CSV file. Headings and verdicts are known in French and English; a row without
//! a verdict is not decided yet.

use super::read::is_code;
use super::{About, Decision, Match, Origin, Verdict};
use crate::model::{fold, nearest};
use crate::register::label::unguarded;
use crate::register::{Accepted, At, Date, Message, Pattern, utc_date};
use std::collections::BTreeMap;

/// The columns of [`cells`].
pub const COLUMNS: [&str; 10] = [
    "gap", "code", "activity", "place", "verdict", "reason", "owner", "decided", "expires",
    "accepts",
];

/// What each column may be called, folded.
const NAMES: [&[&str]; 10] = [
    &["gap", "ecart", "id", "identifiant"],
    &["code"],
    &["activity", "activite"],
    &["place", "emplacement"],
    &["verdict", "decision"],
    &["reason", "motif", "raison"],
    &["owner", "responsable"],
    &["decided", "decide le", "date de decision"],
    &["expires", "echeance", "jusqu’au", "jusqu'au", "revue"],
    &["accepts", "accepte"],
];

/// Rows that may stand before the headings.
const ABOVE: usize = 15;

/// One decision as the cells of a row, in the order of [`COLUMNS`].
#[must_use]
pub fn cells(d: &Decision) -> [String; 10] {
    let (gap, fits) = match &d.about {
        About::Gap(id) => (id.clone(), Match::default()),
        About::Match(fits) => (String::new(), fits.clone()),
    };
    let day = |day: Option<Date>| day.map(|d| d.to_string()).unwrap_or_default();
    [
        gap,
        fits.code.unwrap_or_default(),
        fits.activity.unwrap_or_default(),
        fits.place.unwrap_or_default(),
        d.verdict.as_str().to_owned(),
        d.reason.clone(),
        d.owner.clone(),
        day(d.decided),
        day(d.expires),
        d.accepts.line(),
    ]
}

/// A row that is no decision, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The row, as the file numbers it.
    pub row: u64,
    /// What is wrong, and the cure.
    pub why: Message,
}

/// The decisions of a table: (number of the row, its cells). None where no row
/// has the headings of gap and verdict.
#[must_use]
pub fn from_rows(rows: &[(u64, Vec<String>)]) -> Option<(Vec<Decision>, Vec<Refused>)> {
    let (at, columns) = rows.iter().take(ABOVE).enumerate().find_map(|(i, row)| {
        let columns = headings(&row.1);
        (columns[0].is_some() && columns[4].is_some()).then_some((i, columns))
    })?;
    let (mut decisions, mut refused) = (Vec::new(), Vec::new());
    for (row, cells) in &rows[at + 1..] {
        let cell = |column: usize| {
            let cell = columns[column].and_then(|c| cells.get(c));
            cell.map_or("", |c| unguarded(c.trim()))
        };
        if cell(4).is_empty() {
            // somebody filled the row, all but the verdict
            if [5, 6, 7, 8].into_iter().any(|c| !cell(c).is_empty()) {
                let why = undecided();
                refused.push(Refused { row: *row, why });
            }
            continue;
        }
        match decision(&cell) {
            Ok(d) => decisions.push((*row, d)),
            Err(why) => refused.push(Refused { row: *row, why }),
        }
    }
    refused.extend(twice(&decisions));
    refused.sort_by_key(|r| r.row);
    let decisions = decisions.into_iter().map(|(_, d)| d).collect();
    Some((decisions, refused))
}

fn undecided() -> Message {
    let words = Verdict::ALL.iter().map(|v| v.as_str());
    let list = words.collect::<Vec<_>>().join(" | ");
    Message::new(
        format!(
            "un motif, un responsable ou une date, et pas de verdict ; écrire {list}, ou vider la ligne"
        ),
        format!("a reason, an owner or a day, and no verdict; write {list}, or empty the row"),
    )
}

/// Rows that say something else of the same gap than one above.
fn twice(decisions: &[(u64, Decision)]) -> Vec<Refused> {
    let mut first: BTreeMap<About, (u64, &Decision)> = BTreeMap::new();
    let mut refused = Vec::new();
    for (row, d) in decisions {
        let about = match &d.about {
            About::Gap(id) => About::Gap(id.to_ascii_lowercase()),
            fits @ About::Match(_) => fits.clone(),
        };
        let (above, earlier) = *first.entry(about).or_insert((*row, d));
        let told = Decision {
            about: earlier.about.clone(),
            ..d.clone()
        };
        if !told.same(earlier) {
            let why = Message::new(
                format!(
                    "{} est déjà décidé autrement, ligne {above} ; n’en garder qu’une",
                    d.about.say()
                ),
                format!(
                    "{} is decided otherwise in row {above}; keep only one",
                    d.about.say()
                ),
            );
            refused.push(Refused { row: *row, why });
        }
    }
    refused
}

/// Where each column stands.
fn headings(cells: &[String]) -> [Option<usize>; 10] {
    let folded: Vec<String> = cells.iter().map(|c| fold(c.trim())).collect();
    NAMES.map(|names| {
        let known = |c: &String| names.iter().any(|n| fold(n) == *c);
        folded.iter().position(known)
    })
}

fn decision<'a>(cell: &dyn Fn(usize) -> &'a str) -> Result<Decision, Message> {
    let text = |column| Some(cell(column).to_owned()).filter(|t| !t.is_empty());
    let verdict = verdict(cell(4))?;
    let about = match text(0) {
        Some(id) => About::Gap(gap(id)?),
        None => About::Match(Match {
            code: text(1).map(code).transpose()?,
            activity: text(2),
            place: text(3).map(place).transpose()?,
        }),
    };
    if about == About::Match(Match::default()) {
        return Err(Message::new(
            "aucun écart n’est nommé ; écrire son identifiant (G-3f2a9c01)",
            "no gap is named; write its id (G-3f2a9c01)",
        ));
    }
    let d = Decision {
        about,
        verdict,
        reason: cell(5).to_owned(),
        owner: cell(6).to_owned(),
        decided: day(cell(7))?,
        expires: day(cell(8))?,
        accepts: Accepted::parse(cell(9)).map_err(|f| {
            let said = f.what;
            Message::new(
                format!("accepts : {} ; ne pas changer cette colonne", said.fr),
                format!("accepts: {}; leave this column as it is", said.en),
            )
        })?,
        origin: Origin {
            at: At::default(),
            ..Origin::default()
        },
    };
    match verdict.sets_aside() && (d.reason.is_empty() || d.expires.is_none()) {
        false => Ok(d),
        true => Err(Message::new(
            format!("`{}` demande un motif et une échéance", verdict.as_str()),
            format!("`{}` needs a reason and an expiry", verdict.as_str()),
        )),
    }
}

fn gap(id: String) -> Result<String, Message> {
    let digits = id.strip_prefix("G-").unwrap_or_default();
    match digits.len() >= 6 && digits.chars().all(|c| c.is_ascii_hexdigit()) {
        true => Ok(id),
        false => Err(Message::new(
            format!("`{id}` n’est pas un identifiant d’écart (G-3f2a9c01)"),
            format!("`{id}` is not the id of a gap (G-3f2a9c01)"),
        )),
    }
}

fn code(code: String) -> Result<String, Message> {
    match is_code(&code) {
        true => Ok(code),
        false => Err(Message::new(
            format!("`{code}` n’est pas un code d’écart ; écrire G01 à G15"),
            format!("`{code}` is not the code of a gap; write G01 to G15"),
        )),
    }
}

fn place(place: String) -> Result<String, Message> {
    match Pattern::parse(&place) {
        Ok(_) => Ok(place),
        Err(_) => Err(Message::new(
            format!(
                "`{place}` n’est pas un emplacement ; écrire un chemin ou un motif (Archives/**)"
            ),
            format!("`{place}` is no location; write a path or a pattern (Archives/**)"),
        )),
    }
}

/// The word of files, or the label of the reports.
fn verdict(word: &str) -> Result<Verdict, Message> {
    let folded = fold(word).replace('_', " ");
    Ok(match folded.as_str() {
        "declare" | "declarer" | "a declarer" => Verdict::Declare,
        "delete" | "supprimer" | "a supprimer" => Verdict::Delete,
        "accept" | "accepter" | "accepte" => Verdict::Accept,
        "false positive" | "faux positif" => Verdict::FalsePositive,
        _ => {
            let words = Verdict::ALL.iter().map(|v| v.as_str());
            let near = nearest(&folded, words.clone());
            let list = words.collect::<Vec<_>>().join(" | ");
            let (fr, en) = near.map_or_else(Default::default, |n| {
                (format!("écrire `{n}` ? "), format!("did you mean `{n}`? "))
            });
            return Err(Message::new(
                format!("verdict inconnu `{word}` ; {fr}mots admis : {list}"),
                format!("unknown verdict `{word}`; {en}accepted words: {list}"),
            ));
        }
    })
}

/// `2027-03-31`, `31/03/2027`, or the number of the day that a spreadsheet counts
/// from the end of 1899.
fn day(cell: &str) -> Result<Option<Date>, Message> {
    if cell.is_empty() {
        return Ok(None);
    }
    let date = cell.split(['T', ' ']).next().unwrap_or_default();
    let parts: Vec<&str> = date.split(['/', '.']).collect();
    let turned = match parts.as_slice() {
        [d, m, y] => format!("{y}-{m:0>2}-{d:0>2}"),
        _ => date.to_owned(),
    };
    let counted = date
        .parse::<i64>()
        .ok()
        .filter(|n| (20_000..90_000).contains(n));
    let counted = counted.map(|n| utc_date((n - 25_569) * 86_400));
    let found = turned.parse().ok().filter(|_| turned.len() == 10);
    found.or(counted).map(Some).ok_or_else(|| {
        Message::new(
            format!("`{cell}` n’est pas une date (AAAA-MM-JJ)"),
            format!("`{cell}` is not a date (YYYY-MM-DD)"),
        )
    })
}
