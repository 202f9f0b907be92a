//! The summary of a scan: one screen, what was read, what was found, which of it
//! the register does not declare, and where the files are.
//!
//! Every line fits the width; foreign text is inert (see [`visible`]).

use super::diff;
use super::gaps::{self, GapView};
use super::text::{Lang, figures, gap as gap_texts, phrase, reason};
use super::value::Comparison;
use super::{Report, visible};
use crate::decision::Verdict;
use crate::reconcile::{Code, Level};
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// How to draw the summary.
#[derive(Debug, Clone, Copy)]
pub struct Screen<'a> {
    /// Language.
    pub lang: Lang,
    /// Columns of the terminal; below 60 it is drawn as 60 wide.
    pub width: usize,
    /// Whether ANSI colours may be used.
    pub colour: bool,
    /// Files that were written, as the user may open them.
    pub outputs: &'a [String],
}

/// Rows of data and of gaps that are shown; the others are counted.
const FOUND: usize = 6;
const GAPS: usize = 5;
/// Width of the labels on the left.
const LABEL: usize = 10;

/// The summary: at most 24 lines, each ended by a line feed.
#[must_use]
pub fn summary(report: &Report, screen: &Screen<'_>) -> String {
    let mut p = Printer {
        out: String::new(),
        screen: Screen {
            width: screen.width.max(60),
            ..*screen
        },
    };
    head(&mut p, report);
    read(&mut p, report);
    p.blank();
    found(&mut p, report);
    if let Some(c) = &report.comparison {
        p.blank();
        gap_lines(&mut p, report, c);
        warnings(&mut p, c);
    }
    files(&mut p);
    p.out
}

fn head(p: &mut Printer<'_>, r: &Report) {
    let lang = p.screen.lang;
    let sources: Vec<String> = r.scan.sources.iter().map(|s| r.names.given(s.id)).collect();
    let organisation = r
        .comparison
        .as_ref()
        .map(|c| visible::text(&c.register.organisation));
    let name = organisation.filter(|o| !o.is_empty());
    let name = name.map_or_else(|| sources.join(" · "), std::borrow::Cow::into_owned);
    let title = format!("{name} · {}", figures::day(lang, r.scan.started));
    p.line(&[(Style::Bold, &title)]);
    if r.scan.interrupted {
        p.line(&[(Style::Critical, &phrase::INTERRUPTED.say(lang))]);
    }
    p.blank();
}

fn read(p: &mut Printer<'_>, r: &Report) {
    let lang = p.screen.lang;
    let t = r.totals;
    if t.items == 0 {
        p.labelled(&phrase::READ.say(lang), &phrase::READ_NOTHING.say(lang));
    } else {
        read_line(p, r);
    }
    if !r.empty.is_empty() {
        let text = phrase::EMPTY_SOURCES.with(lang, &[("sources", &r.empty.join(", "))]);
        p.line(&[(Style::Critical, &text)]);
    }
}

fn read_line(p: &mut Printer<'_>, r: &Report) {
    let lang = p.screen.lang;
    let t = r.totals;
    let share = figures::share(lang, t.complete, t.items);
    let text = phrase::READ_LINE.with(
        lang,
        &[
            ("items", &phrase::N_ITEMS.count(lang, t.items)),
            ("bytes", &figures::bytes(lang, t.bytes)),
            ("complete", &figures::number(lang, t.complete)),
            ("share", &share),
            ("partial", &figures::number(lang, t.partial)),
            ("unread", &phrase::N_UNREAD.count(lang, t.not_scanned)),
        ],
    );
    p.labelled(&phrase::READ.say(lang), &text);
    if !r.unread.is_empty() {
        let reasons = r.unread.iter().map(|u| {
            let title = u.reason.map_or(reason::NONE_GIVEN, reason::of).title;
            format!("{} ({})", title.say(lang), figures::number(lang, u.total()))
        });
        let text = reasons.collect::<Vec<_>>().join(", ");
        p.labelled(&phrase::NOT_READ.say(lang), &text);
    }
}

/// What takes a line from those of the data found, so that all fits one screen.
fn rows(r: &Report) -> usize {
    let warned = r
        .comparison
        .as_ref()
        .is_some_and(|c| !c.warnings.is_empty());
    FOUND - usize::from(warned) - usize::from(!r.empty.is_empty())
}

fn found(p: &mut Printer<'_>, r: &Report) {
    let lang = p.screen.lang;
    let (places, values) = r.volume();
    if r.totals.items == 0 {
        return;
    }
    if values == 0 {
        p.labelled(&phrase::FOUND.say(lang), &phrase::FOUND_NOTHING.say(lang));
        return;
    }
    let text = phrase::FOUND_LINE.with(
        lang,
        &[
            ("values", &phrase::N_VALUES.count(lang, values)),
            ("places", &phrase::N_ITEMS.count(lang, places)),
        ],
    );
    p.labelled(&phrase::FOUND.say(lang), &text);
    let sure: Vec<_> = r.found.iter().filter(|f| f.count > 0).collect();
    let rows = rows(r);
    for f in sure.iter().take(rows) {
        let name = fit(lang.datum(f.datum), 32);
        let row = format!(
            "{name} {:>12}   {}",
            figures::number(lang, f.count),
            phrase::N_ITEMS.count(lang, f.places)
        );
        p.labelled("", &row);
    }
    if sure.len() > rows {
        let others = sure[rows..].iter().map(|f| lang.datum(f.datum));
        let n = phrase::N_OTHERS.count(lang, (sure.len() - rows) as u64);
        let text =
            format!("{n}{}", phrase::COLON.say(lang)) + &others.collect::<Vec<_>>().join(", ");
        p.labelled("", &text);
    }
}

fn gap_lines(p: &mut Printer<'_>, r: &Report, c: &Comparison) {
    let lang = p.screen.lang;
    let label = phrase::GAPS.say(lang);
    let open = c.differences().count() as u64;
    let mut head = match open {
        0 if r.totals.complete + r.totals.partial == 0 => phrase::NO_GAP_UNREAD.say(lang).into(),
        0 if c.set_aside() > 0 => phrase::NONE_OPEN.count(lang, c.set_aside()),
        0 => phrase::NO_GAP.say(lang).into_owned(),
        _ => levels(lang, c, open),
    };
    let mut rest = Vec::new();
    let shown: Vec<&GapView> = c.differences().take(GAPS).collect();
    if open > shown.len() as u64 {
        rest.push(phrase::N_MORE.count(lang, open - shown.len() as u64));
    }
    if c.not_inspected() > 0 {
        let points = phrase::N_NOT_INSPECTED.count(lang, c.not_inspected());
        let whole = format!("{head}, {points}");
        match whole.width() + LABEL <= p.screen.width {
            true => head = whole,
            false => rest.push(points),
        }
    }
    if open > 0 {
        rest.extend(aside(c, lang));
    }
    p.labelled(&label, &head);
    for g in shown {
        gap_line(p, g);
    }
    if let Some(compared) = &r.compared {
        rest.push(diff::sentence(compared, lang));
    }
    if !rest.is_empty() {
        p.labelled("", &rest.join(" · "));
    }
}

/// What was decided of the differences, each sort by itself.
fn aside(c: &Comparison, lang: Lang) -> Vec<String> {
    let set_aside = c.waived.iter().filter(|g| g.gap.code != Code::G15);
    let verdict = |g: &GapView| g.gap.decided.as_ref().map(|d| d.verdict);
    let false_positive = |g: &&GapView| verdict(g) == Some(Verdict::FalsePositive);
    let wrong = set_aside.clone().filter(false_positive).count() as u64;
    let to_do = |g: &&GapView| verdict(g).is_some_and(|v| !v.sets_aside());
    let parts = [
        (phrase::N_ACCEPTED, set_aside.count() as u64 - wrong),
        (phrase::N_FALSE_POSITIVE, wrong),
        (
            phrase::N_TO_DO,
            c.differences().filter(to_do).count() as u64,
        ),
    ];
    let parts = parts.into_iter().filter(|(_, n)| *n > 0);
    parts.map(|(name, n)| name.count(lang, n)).collect()
}

/// Lines of the register that could not count: how many, and the first.
fn warnings(p: &mut Printer<'_>, c: &Comparison) {
    let lang = p.screen.lang;
    if let Some(first) = c.warnings.first() {
        let n = phrase::N_WARNINGS.count(lang, c.warnings.len() as u64);
        let text = visible::text(lang.pick(&first.text.fr, &first.text.en)).into_owned();
        p.labelled(&phrase::REGISTER_LINES.say(lang), &(n + &text));
    }
}

/// "12 écarts : critique 4 · élevé 3 · modéré 5"; the levels add up to the total.
fn levels(lang: Lang, c: &Comparison, open: u64) -> String {
    let levels: Vec<String> = gaps::by_level(c.differences())
        .into_iter()
        .map(|(level, n)| {
            let name = gap_texts::level(level).say(lang).to_lowercase();
            format!("{name} {}", figures::number(lang, n))
        })
        .collect();
    phrase::N_GAPS.count(lang, open) + &phrase::COLON.say(lang) + &levels.join(" · ")
}

fn gap_line(p: &mut Printer<'_>, g: &GapView) {
    let lang = p.screen.lang;
    let level = g.gap.severity.level;
    let name = gap_texts::level(level).say(lang);
    let tag = fit(&format!("{} {name}", shape(level)), 13);
    let title = visible::text(lang.pick(&g.gap.title_fr, &g.gap.title_en)).into_owned();
    let decided = match g.gap.decided.as_ref().map(|d| d.verdict) {
        Some(Verdict::Declare) => phrase::TO_DECLARE.say(lang),
        Some(Verdict::Delete) => phrase::TO_DELETE.say(lang),
        _ => "".into(),
    };
    let title = format!("{decided}{title}");
    let persons = phrase::persons_of(lang, g.gap.persons, g.gap.at_most);
    let persons = persons.map_or_else(String::new, |n| format!("  {n}"));
    let used = LABEL + 14 + g.gap.id.0.width() + 2 + persons.width();
    let title = cut(&title, p.screen.width.saturating_sub(used));
    let id = visible::text(&g.gap.id.0).into_owned();
    let indent = " ".repeat(LABEL);
    p.line(&[
        (Style::Plain, &indent),
        (style(level), &tag),
        (Style::Dim, &format!(" {id}  ")),
        (Style::Plain, &title),
        (Style::Dim, &persons),
    ]);
}

fn files(p: &mut Printer<'_>) {
    if p.screen.outputs.is_empty() {
        return;
    }
    p.blank();
    let lang = p.screen.lang;
    let names: Vec<_> = p.screen.outputs.iter().map(|o| visible::text(o)).collect();
    p.labelled(&phrase::FILES.say(lang), &names.join("  "));
}

const fn shape(level: Level) -> &'static str {
    match level {
        Level::Critical => "▲",
        Level::High => "◆",
        Level::Medium => "●",
        Level::Low => "○",
        Level::Info => "·",
    }
}

const fn style(level: Level) -> Style {
    match level {
        Level::Critical => Style::Critical,
        Level::High => Style::High,
        Level::Medium => Style::Medium,
        Level::Low | Level::Info => Style::Dim,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    Plain,
    Bold,
    Dim,
    Critical,
    High,
    Medium,
}

impl Style {
    const fn code(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Bold => "\u{1b}[1m",
            Self::Dim => "\u{1b}[2m",
            Self::Critical => "\u{1b}[1;31m",
            Self::High => "\u{1b}[33m",
            Self::Medium => "\u{1b}[36m",
        }
    }
}

struct Printer<'a> {
    out: String,
    screen: Screen<'a>,
}

impl Printer<'_> {
    /// One line of styled pieces, cut at the width.
    fn line(&mut self, pieces: &[(Style, &str)]) {
        let mut left = self.screen.width;
        for (style, text) in pieces {
            let text = cut(text, left);
            left -= text.width();
            let colour = self.screen.colour && !text.trim().is_empty();
            let code = if colour { style.code() } else { "" };
            self.out.push_str(code);
            self.out.push_str(&text);
            if !code.is_empty() {
                self.out.push_str("\u{1b}[0m");
            }
        }
        self.out.push('\n');
    }

    /// A label, then a text; an empty label indents.
    fn labelled(&mut self, label: &str, text: &str) {
        self.line(&[(Style::Bold, &fit(label, LABEL)), (Style::Plain, text)]);
    }

    fn blank(&mut self) {
        self.out.push('\n');
    }
}

/// At most `width` columns, ended by `…` where something is cut.
#[must_use]
pub fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut used = 1;
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used > width {
            break;
        }
        out.push(c);
    }
    if width > 0 {
        out.push('…');
    }
    out
}

/// Exactly `width` columns.
#[must_use]
pub fn fit(text: &str, width: usize) -> String {
    let mut out = cut(text, width);
    out.extend(std::iter::repeat_n(' ', width.saturating_sub(out.width())));
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reconcile::Code;
    use crate::report::sample;

    fn drawn(report: &Report, width: usize, colour: bool) -> String {
        let outputs = ["rapport.html".to_owned(), "ecarts\u{1b}[2J.json".to_owned()];
        let screen = Screen {
            lang: Lang::Fr,
            width,
            colour,
            outputs: &outputs,
        };
        summary(report, &screen)
    }

    #[test]
    fn it_fits_one_screen() {
        for (gaps, width) in [(0, 80), (3, 80), (50, 100), (50, 20)] {
            let mut report = sample::report(gaps);
            report.scan.interrupted = true;
            let text = drawn(&report, width, false);
            assert!(text.lines().count() <= 24, "{text}");
            for line in text.lines() {
                assert!(line.width() <= width.max(60), "{line}");
            }
        }
    }

    #[test]
    fn nothing_foreign_moves_the_cursor() {
        let mut report = sample::report(3);
        if let Some(c) = &mut report.comparison {
            c.register.organisation = "a\u{1b}]0;x\u{7}\n\u{202e}".to_owned();
            c.gaps[0].gap.title_fr = "\u{9b}2J\r\n".to_owned();
        }
        let text = drawn(&report, 90, false);
        let hidden = text.chars().find(|c| *c != '\n' && visible::is_hidden(*c));
        assert_eq!(hidden, None, "{text:?}");
    }

    #[test]
    fn it_says_what_matters() {
        let text = drawn(&sample::report(3), 100, false);
        for part in [
            "266 éléments",
            "20 non lus",
            "NIR",
            "3 écarts",
            "G-00000000",
            "rapport.html",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert!(drawn(&sample::report(3), 100, true).contains("\u{1b}[1;31m"));
    }

    #[test]
    fn what_was_not_inspected_is_no_difference() {
        let text = drawn(&sample::report(8), 100, false);
        assert!(text.contains("7 écarts\u{202f}: "), "{text}");
        assert!(text.contains("1 point non contrôlé"), "{text}");
    }

    #[test]
    fn the_numbers_add_up() {
        for (gaps, width) in [(3, 80), (8, 100), (14, 80), (50, 80), (50, 120)] {
            let mut report = sample::report(gaps);
            let c = report.comparison.as_mut().expect("compared");
            for (i, g) in c.gaps.iter_mut().enumerate() {
                g.gap.severity.level = [Level::Info, Level::Low, Level::High][i % 3];
            }
            let (open, points) = (c.differences().count() as u64, c.not_inspected());
            let text = drawn(&report, width, false);
            let number = |s: &str| s.split_whitespace().find_map(|w| w.parse::<u64>().ok());
            let head = text
                .lines()
                .find(|l| l.starts_with("Écarts"))
                .expect("told");
            let (total, levels) = head.split_once("\u{202f}: ").expect("levels");
            assert_eq!(number(total), Some(open), "{head}");
            let levels = levels.split(", ").next().expect("the levels");
            let sum: u64 = levels.split(" · ").filter_map(number).sum();
            assert_eq!(sum, open, "{head}");
            let shown = text.lines().filter(|l| l.contains(" G-")).count() as u64;
            let more = text.split("et ").filter(|s| s.contains("autre"));
            let more: u64 = more
                .filter(|s| s.contains("écart"))
                .filter_map(number)
                .sum();
            assert_eq!(shown + more, open, "{text}");
            let said = text
                .split([',', '·', '\n'])
                .find(|s| s.contains("non contrôlé"));
            assert_eq!(said.and_then(number).unwrap_or(0), points, "{text}");
        }
    }

    #[test]
    fn a_decision_hides_neither_itself_nor_what_was_not_read() {
        let mut report = sample::report(8);
        if let Some(c) = &mut report.comparison {
            let unread = c.gaps.iter().position(|g| g.gap.code == Code::G15);
            let mut set_aside = c.gaps.remove(unread.expect("the sample has one"));
            set_aside.gap.waived = Some("photos".to_owned());
            c.waived.push(set_aside);
            let mut gap = c.gaps.remove(0);
            gap.gap.waived = Some("essai".to_owned());
            c.waived.push(gap);
        }
        let text = drawn(&report, 100, false);
        for part in ["1 point non contrôlé", "1 accepté (décision)", "Non lu"] {
            assert!(text.contains(part), "{part}: {text}");
        }
        // nothing open is not nothing found
        if let Some(c) = &mut report.comparison {
            c.waived.append(&mut c.gaps);
        }
        let text = drawn(&report, 100, false);
        let html = crate::report::html::render(&report, Lang::Fr);
        for (said, text) in [
            ("aucun écart ouvert", &text),
            ("7 mis de côté par une décision", &text),
            ("1 point non contrôlé", &text),
            ("7 mis de côté par une décision", &html),
            ("7 écarts mis de côté par une décision, 1 point", &html),
        ] {
            let plain = text.replace(['\u{a0}', '\u{202f}'], " ");
            assert!(plain.contains(said), "{said}: {plain}");
        }
        assert!(!text.contains("aucun dans ce qui a été lu"), "{text}");
        assert!(!html.contains("Aucun écart constaté"));
    }

    #[test]
    fn an_empty_source_is_no_good_news() {
        let mut inventory = sample::inventory(0);
        inventory.coverage.clear();
        inventory.holdings.clear();
        let mut reconciled = sample::reconciled(&inventory, 0);
        reconciled.reconciliation.gaps.clear();
        let report = Report::new(&inventory, Some(reconciled));
        let text = drawn(&report, 100, false);
        assert!(
            text.contains("rien à lire") && text.contains("Attention"),
            "{text}"
        );
        assert!(!text.contains("aucun dans ce qui a été lu"), "{text}");
        let html = crate::report::html::render(&report, Lang::Fr);
        assert!(
            !html.contains("Aucun écart constaté"),
            "an empty scan is said to be clean"
        );
    }

    #[test]
    fn wide_characters_count_double() {
        assert_eq!(cut("日本語", 5), "日本…");
        assert_eq!(fit("日", 4), "日  ");
    }
}
