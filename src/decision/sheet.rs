//! Decisions as rows of a table, and back: the sheet "Décisions" of a workbook, a
//! CSV file. Headings and verdicts are known in French and English; a row without
//! a verdict is not decided yet.

use super::{About, Decision, Match, Origin, Verdict};
use crate::model::{fold, nearest};
use crate::register::label::unguarded;
use crate::register::{Accepted, At, Date, Message, utc_date};

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
            continue;
        }
        match decision(&cell) {
            Ok(d) => decisions.push(d),
            Err(why) => refused.push(Refused { row: *row, why }),
        }
    }
    Some((decisions, refused))
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
            code: text(1),
            activity: text(2),
            place: text(3),
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
