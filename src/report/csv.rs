//! Gaps as a table, for scripts and for a spreadsheet: a line per gap and place
//! (item, column and datum), the gap's own cells repeated; a gap without places
//! has one line. Open gaps first, the gravest first.
//!
//! | dialect | for | cells |
//! |---|---|---|
//! | [`Dialect::Plain`] | scripts | RFC 4180: comma, UTF-8; keys and names of `limier.gap.v1` |
//! | [`Dialect::Excel`] | Excel in French | `;`, byte order mark; headings and words in the reader's language |
//!
//! Numbers are whole in both, so no decimal sign is ever written. Names are inert
//! (see [`visible`]; `-o x.jsonl` has them exactly), and no cell starts a formula.

use super::gaps::GapView;
use super::text::output as o;
use super::text::{Lang, Phrase, gap as gap_texts, reason};
use super::value::Comparison;
use super::{Report, brief, visible};
use crate::model::{Masked, Reason};
use crate::reconcile::{Code, PlaceRef};
use crate::register::label::guarded;

/// How cells are parted and what stands in them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// For scripts.
    Plain,
    /// For Excel where the decimal sign is a comma.
    Excel,
}

/// The first line of the plain dialect begins so.
pub const HEAD: &str = "gap,code,status,level,score,title,";

/// One line: a gap, and one of its places if it has any.
struct Line<'a> {
    report: &'a Report,
    view: &'a GapView,
    place: Option<&'a PlaceRef>,
    lang: Lang,
    /// Words rather than names of the format.
    words: bool,
}

/// A column: its key, its heading, and its cell.
struct Column {
    key: &'static str,
    heading: Phrase,
    of: fn(&Line<'_>) -> String,
}

macro_rules! columns {
    ($( $key:literal $heading:ident $of:expr; )*) => {
        const COLUMNS: &[Column] = &[$( Column { key: $key, heading: o::$heading, of: $of } ),*];
    };
}

columns! {
    "gap" GAP |l| l.view.gap.id.0.clone();
    "code" CODE |l| l.view.gap.code.as_str().to_owned();
    "status" STATUS |l| l.status();
    "level" LEVEL |l| l.level();
    "score" SCORE |l| l.view.gap.severity.score.to_string();
    "title" TITLE |l| brief::title(l.lang, &l.view.gap);
    "activity_id" ACTIVITY_ID |l| l.activity().0;
    "activity" ACTIVITY |l| l.activity().1;
    "where" WHERE |l| l.lang.pick(&l.view.gap.where_fr, &l.view.gap.where_en).to_owned();
    "source" SOURCE |l| l.of(|p| l.report.names.uri(p.at.source).to_owned());
    "path" PATH |l| l.of(|p| p.at.path.to_text().into_owned());
    "entry" ENTRY |l| l.of(|p| p.at.entry.clone().unwrap_or_default().to_string());
    "sheet" SHEET |l| l.of(|p| p.place.sheet.as_deref().unwrap_or_default().to_owned());
    "column" COLUMN |l| l.of(|p| number(p.place.column.filter(|c| *c > 0).map(u64::from)));
    "header" HEADER |l| l.of(|p| p.place.header.as_deref().unwrap_or_default().to_owned());
    "item" ITEM |l| l.item();
    "count" COUNT |l| l.counted(|p| p.count);
    "distinct" DISTINCT |l| l.counted(|p| p.distinct);
    "sample" SAMPLE |l| l.of(|p| p.samples.first().map_or("", Masked::as_str).to_owned());
    "rule" RULE |l| l.of(|p| if l.unread() { String::new() } else { p.rule.clone() });
    "reason" REASON |l| l.reason();
    "persons" PERSONS |l| number(l.view.gap.persons);
    "persons_at_most" PERSONS_AT_MOST |l| number(l.view.gap.at_most);
    "sensitivity" SENSITIVITY |l| l.view.gap.severity.terms.sensitivity.to_string();
    "volume" VOLUME |l| l.view.gap.severity.terms.volume.to_string();
    "exposure" EXPOSURE |l| l.view.gap.severity.terms.exposure.to_string();
    "kind" NATURE |l| l.view.gap.severity.terms.kind.to_string();
    "step" STEP |l| l.step();
    "register" REGISTER |l| l.view.gap.register.as_ref().map_or_else(String::new, |q| q.quote.clone());
    "register_source" REGISTER_SOURCE |l| l.view.gap.register.as_ref().map_or_else(String::new, |q| q.source.clone());
    "action" ACTION |l| gap_texts::of(l.view.gap.code).action.say(l.lang).into_owned();
    "legal" LEGAL |l| gap_texts::of(l.view.gap.code).legal.say(l.lang).into_owned();
    "waived" WAIVED |l| l.view.gap.waived.clone().unwrap_or_default();
    "verdict" VERDICT |l| l.verdict();
    "decision" DECISION |l| brief::decided(l.lang, &l.view.gap);
}

fn number(n: Option<u64>) -> String {
    n.map_or_else(String::new, |n| n.to_string())
}

impl Line<'_> {
    /// A cell that only a place has.
    fn of(&self, cell: impl Fn(&PlaceRef) -> String) -> String {
        self.place.map_or_else(String::new, cell)
    }

    /// Whether the place is an item that was not read.
    fn unread(&self) -> bool {
        self.view.gap.code == Code::G15
    }

    fn counted(&self, n: impl Fn(&PlaceRef) -> u64) -> String {
        number(self.place.filter(|_| !self.unread()).map(n))
    }

    fn word(&self, name: &str, phrase: Phrase) -> String {
        match self.words {
            true => phrase.say(self.lang).into_owned(),
            false => name.to_owned(),
        }
    }

    fn status(&self) -> String {
        match self.view.gap.waived {
            None => self.word("open", o::OPEN),
            Some(_) => self.word("waived", o::SET_ASIDE),
        }
    }

    fn verdict(&self) -> String {
        let decided = self.view.gap.decided.as_ref();
        decided.map_or_else(String::new, |d| {
            self.word(d.verdict.as_str(), gap_texts::verdict(d.verdict))
        })
    }

    fn level(&self) -> String {
        let level = self.view.gap.severity.level;
        self.word(level.as_str(), gap_texts::level(level))
    }

    fn activity(&self) -> (String, String) {
        self.view.gap.activity.clone().unwrap_or_default()
    }

    fn item(&self) -> String {
        let datum = self.place.and_then(|p| p.datum);
        datum.map_or_else(String::new, |d| match self.words {
            true => self.lang.datum(d).to_owned(),
            false => d.as_str().to_owned(),
        })
    }

    fn reason(&self) -> String {
        let Some(place) = self.place.filter(|_| self.unread()) else {
            return String::new();
        };
        let known = Reason::ALL.iter().find(|r| r.as_str() == place.rule);
        match known {
            Some(r) => self.word(r.as_str(), reason::of(*r).title),
            None => place.rule.clone(),
        }
    }

    fn step(&self) -> String {
        let step = self.view.gap.step;
        self.word(step.as_str(), gap_texts::step(step))
    }
}

/// Writes the gaps of a report.
#[must_use]
pub fn render(report: &Report, lang: Lang, dialect: Dialect) -> Vec<u8> {
    let words = dialect == Dialect::Excel;
    let (mark, delimiter) = match dialect {
        Dialect::Plain => ("", b','),
        Dialect::Excel => ("\u{feff}", b';'),
    };
    let mut out = mark.as_bytes().to_vec();
    let mut writer = csv::WriterBuilder::new()
        .delimiter(delimiter)
        .terminator(csv::Terminator::CRLF)
        .from_writer(&mut out);
    let mut write = |cells: &[String]| {
        let cells = cells
            .iter()
            .map(|c| guarded(&visible::text(c)).into_owned());
        writer
            .write_record(cells)
            .expect("memory takes every record of as many cells");
    };
    let heading = |c: &Column| match words {
        true => c.heading.say(lang).into_owned(),
        false => c.key.to_owned(),
    };
    write(&COLUMNS.iter().map(heading).collect::<Vec<_>>());
    for view in report.comparison.iter().flat_map(Comparison::all) {
        let mut one = |place| {
            let line = Line {
                report,
                view,
                place,
                lang,
                words,
            };
            write(&COLUMNS.iter().map(|c| (c.of)(&line)).collect::<Vec<_>>());
        };
        view.gap.places.iter().for_each(|p| one(Some(p)));
        if view.gap.places.is_empty() {
            one(None);
        }
    }
    writer.flush().expect("memory takes everything");
    drop(writer);
    out
}

/// What the first line of the dialect for Excel begins with, in both languages.
#[must_use]
pub fn excel_heads() -> [String; 2] {
    [Lang::Fr, Lang::En].map(|lang| {
        let first = COLUMNS.iter().take(6).map(|c| c.heading.say(lang));
        format!("\u{feff}{};", first.collect::<Vec<_>>().join(";"))
    })
}
