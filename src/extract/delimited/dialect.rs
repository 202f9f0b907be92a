//! Which character parts the columns of a text, and whether the text is a table
//! at all: counts of fields that stay the same from record to record.

use super::record::{Splitter, Step};

/// What the columns of a table are parted with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::extract) struct Dialect {
    /// The delimiter; none: one column.
    pub(in crate::extract) delimiter: Option<u8>,
    /// Bytes at the start that only announce it (`sep=;`).
    pub(in crate::extract) skip: usize,
}

/// What stands for `¦`, which is no single byte, while a table is cut.
const BROKEN_BAR: u8 = 0x1F;

impl Dialect {
    /// Whether the delimiter may be written `¦`.
    pub(in crate::extract) fn is_broken_bar(self) -> bool {
        self.delimiter == Some(BROKEN_BAR)
    }

    /// The text with its delimiter as a single byte.
    pub(in crate::extract) fn in_one_byte(self, text: String) -> String {
        if self.is_broken_bar() && text.contains('¦') {
            text.replace('¦', "\u{1F}")
        } else {
            text
        }
    }
}

/// Records looked at.
const RECORDS: usize = 1000;

/// One delimiter tried on the first records.
#[derive(Debug, Clone, Copy)]
struct Trial {
    delimiter: u8,
    /// Most frequent number of fields, 0 if none has two.
    width: usize,
    /// Records before the first of that width: a title, remarks.
    lead: usize,
    /// Records from there on, and those of that width among them.
    records: usize,
    regular: usize,
    /// Of the regular ones: with an empty first or last field.
    ragged: usize,
}

impl Trial {
    const fn hopeless(delimiter: u8) -> Self {
        Self {
            delimiter,
            width: 0,
            lead: 0,
            records: 0,
            regular: 0,
            ragged: 0,
        }
    }

    const fn consistent(&self) -> bool {
        self.width > 1 && self.regular * 10 >= self.records * 9
    }

    const fn plausible(&self) -> bool {
        self.width > 1 && self.regular * 10 >= self.records * 6
    }
}

/// The dialect of a text that is known to be delimited. `whole`: nothing
/// follows `sample`.
pub(in crate::extract) fn dialect(sample: &str, whole: bool) -> Dialect {
    if let Some(announced) = announced(sample) {
        return announced;
    }
    let found = best_or_rare(sample, whole);
    let found = found.filter(|t| t.consistent()).map(|t| t.delimiter);
    let delimiter = found
        .or_else(|| of_header(sample, whole))
        .or_else(|| best_or_rare(sample, whole).map(|t| t.delimiter));
    Dialect { delimiter, skip: 0 }
}

/// The delimiter of the first line, where the records below are ragged: only one
/// is there, as often as a header has columns.
fn of_header(sample: &str, whole: bool) -> Option<u8> {
    let first = sample.lines().find(|l| !l.trim().is_empty())?;
    let width = |delimiter: u8| {
        let trial = trial(first, delimiter, whole);
        (trial.width > 2).then_some(delimiter)
    };
    let mut found = [b';', b'\t', b'|', b','].into_iter().filter_map(width);
    found.next().filter(|_| found.next().is_none())
}

/// The delimiter of a text without a telling name, if it is a table. Prose with
/// commas, code with semicolons and logs are none.
pub(in crate::extract) fn table(sample: &str, whole: bool) -> Option<u8> {
    if let Some(announced) = announced(sample) {
        return announced.delimiter;
    }
    let trial = best(sample, whole)?;
    let enough = match (trial.delimiter, trial.width) {
        (b',', 2) => false,
        (_, 2) => trial.records >= 5 && trial.ragged * 2 < trial.regular,
        (b',', 3) => trial.records >= 3,
        _ => trial.records >= 2,
    };
    let is_table = enough
        && trial.consistent()
        && trial.lead <= 5
        && !(trial.delimiter == b',' && reads_like_prose(sample))
        && !is_log(sample);
    is_table.then_some(trial.delimiter)
}

/// The first line of files made for Excel: `sep=;`.
fn announced(sample: &str) -> Option<Dialect> {
    let line = sample.lines().next()?;
    let value = line.trim_matches('"').trim_end();
    let value = value
        .strip_prefix("sep=")
        .or_else(|| value.strip_prefix("SEP="))?;
    let delimiter = match value.as_bytes() {
        [] if line.ends_with('\t') => b'\t',
        [one] if one.is_ascii_punctuation() && *one != b'"' => *one,
        _ => return None,
    };
    let skip = sample.len().min(line.len() + 1);
    let skip = skip + usize::from(sample[line.len()..].starts_with("\r\n"));
    Some(Dialect {
        delimiter: Some(delimiter),
        skip,
    })
}

/// Delimiters that are seldom meant as such.
const RARE: [u8; 3] = [b'^', b'~', BROKEN_BAR];

/// The most convincing delimiter; a rare one only where every record has as many
/// of it and no usual one fits.
fn best_or_rare(sample: &str, whole: bool) -> Option<Trial> {
    let usual = best(sample, whole);
    let rare = |c: char| matches!(c, '^' | '~' | '¦' | '\u{1F}');
    if usual.is_some_and(|t| t.consistent()) || !sample.contains(rare) {
        return usual;
    }
    let sample = sample.replace('¦', "\u{1F}");
    let trials = RARE.map(|delimiter| trial(&sample, delimiter, whole));
    let sure = |t: &Trial| t.consistent() && t.records > 1 && t.regular == t.records && t.lead == 0;
    let rare = trials.into_iter().filter(sure).max_by_key(|t| t.width);
    rare.or(usual)
}

/// The most convincing usual delimiter.
fn best(sample: &str, whole: bool) -> Option<Trial> {
    // Lines in quotes are no records, and say nothing.
    let is_plain = memchr::memchr(b'"', sample.as_bytes()).is_none();
    let lines = memchr::memchr2_iter(b'\n', b'\r', sample.as_bytes()).count();
    let lines = if is_plain { lines } else { 0 };
    let trials = [b';', b'\t', b'|', b','].map(|delimiter| {
        // Fewer delimiters than every other line has: no need to look closer.
        let count = memchr::memchr_iter(delimiter, sample.as_bytes()).count();
        if count * 2 < lines.max(1) {
            Trial::hopeless(delimiter)
        } else {
            trial(sample, delimiter, whole)
        }
    });
    let comma = trials.iter().any(|t| t.delimiter == b',' && t.plausible());
    let decimal = comma && decimal_commas(sample);
    let rival = trials.iter().any(|t| t.delimiter != b',' && t.plausible());
    trials
        .into_iter()
        .filter(Trial::plausible)
        .filter(|t| t.delimiter != b',' || !decimal || (!rival && t.width > 2))
        .max_by_key(|t| {
            let early = usize::MAX - t.lead;
            (t.consistent(), early, t.width, t.regular)
        })
}

fn trial(sample: &str, delimiter: u8, whole: bool) -> Trial {
    let mut splitter = Splitter::new(Some(delimiter));
    let mut widths = Vec::with_capacity(64);
    let mut ragged = Vec::with_capacity(64);
    let mut at = 0;
    while at < sample.len() && widths.len() < RECORDS {
        match splitter.record(sample, at, whole) {
            Step::Record(next) | Step::Full(next) => at = next,
            // A sample that ends within its first record still tells something.
            Step::More if widths.is_empty() => {
                widths.push(splitter.len() + 1);
                ragged.push(false);
                break;
            }
            Step::More => break,
        }
        if splitter.len() > 0 {
            widths.push(splitter.len());
            ragged.push(splitter.has_empty_edge());
        }
    }
    let width = most_frequent(&widths);
    let lead = widths.iter().position(|w| *w == width).unwrap_or(0);
    let regular = widths[lead..].iter().filter(|w| **w == width).count();
    let empty = widths
        .iter()
        .zip(&ragged)
        .filter(|(w, r)| **w == width && **r);
    Trial {
        delimiter,
        width,
        lead,
        records: widths.len() - lead,
        regular,
        ragged: empty.count(),
    }
}

/// The most frequent number of fields above one; the larger one of two.
fn most_frequent(widths: &[usize]) -> usize {
    let mut sorted: Vec<usize> = widths.iter().copied().filter(|w| *w > 1).collect();
    sorted.sort_unstable();
    sorted
        .chunk_by(|a, b| a == b)
        .max_by_key(|run| run.len())
        .map_or(0, |run| run[0])
}

/// Whether nearly all commas stand between digits, as in `12,50`.
fn decimal_commas(sample: &str) -> bool {
    let mut commas = 0;
    let mut decimal = 0;
    for around in sample.as_bytes().windows(3) {
        if around[1] == b',' {
            commas += 1;
            decimal += usize::from(around[0].is_ascii_digit() && around[2].is_ascii_digit());
        }
    }
    commas > 0 && decimal * 10 >= commas * 9
}

/// Whether commas are followed by spaces, as in sentences.
fn reads_like_prose(sample: &str) -> bool {
    let commas = memchr::memchr_iter(b',', sample.as_bytes()).count();
    let spaced = memchr::memmem::find_iter(sample.as_bytes(), ", ").count();
    spaced * 10 > commas * 3
}

/// Whether lines begin with a time and hold a level: a log, whatever parts its
/// columns.
fn is_log(sample: &str) -> bool {
    const LEVELS: [&str; 8] = [
        "INFO", "WARN", "ERROR", "DEBUG", "TRACE", "FATAL", "NOTICE", "CRITICAL",
    ];
    let lines: Vec<&str> = sample.lines().filter(|l| !l.is_empty()).take(50).collect();
    let like_log = |line: &&&str| {
        let start: String = line.chars().take(24).collect();
        let digits = start.chars().filter(char::is_ascii_digit).count();
        digits >= 6 && start.contains(':') && LEVELS.iter().any(|l| line.contains(l))
    };
    lines.iter().filter(like_log).count() * 2 > lines.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delimiter(text: &str) -> Option<char> {
        dialect(text, true).delimiter.map(char::from)
    }

    #[test]
    fn decimal_commas_do_not_win() {
        let euros = "nom;montant;taux\nA;12,50;1,5\nB;7,00;2,5\nC;1,25;3,0\n";
        assert_eq!(delimiter(euros), Some(';'));
        assert_eq!(delimiter("12,50;3,20;1,1\n7,10;2,30;4,4\n"), Some(';'));
        assert_eq!(delimiter("montant\n12,50\n7,10\n"), None);
        assert_eq!(delimiter("12,50\n7,10\n"), None);
    }

    #[test]
    fn every_delimiter_is_found() {
        assert_eq!(delimiter("a,b,c\n1,2,3\n4,5,6\n"), Some(','));
        assert_eq!(delimiter("a\tb\n1\t2\n"), Some('\t'));
        assert_eq!(delimiter("a|b|c\n1|2|3\n"), Some('|'));
        assert_eq!(delimiter("nom\nDupont\nMartin\n"), None);
        assert_eq!(delimiter(""), None);
    }

    #[test]
    fn commas_in_quotes_do_not_count() {
        let text = "id;a\n1;\"x, y, z\"\n2;\"u, v, w\"\n3;\"r, s, t\"\n";
        assert_eq!(delimiter(text), Some(';'));
    }

    #[test]
    fn lists_inside_cells_do_not_win() {
        assert_eq!(delimiter("id,tags,n\n1,x;y,2\n3,z;t,4\n"), Some(','));
        assert_eq!(delimiter("id;tags;n\n1;x|y;2\n3;z|t;4\n"), Some(';'));
    }

    #[test]
    fn a_title_before_the_table_is_passed() {
        let text = "Export du 12/01/2024\n\nEdité par la paie, pour la direction\n\
            nom;prenom;nir\na;b;c\nd;e;f\ng;h;i\n";
        assert_eq!(delimiter(text), Some(';'));
        assert!(table(text, true).is_some());
    }

    #[test]
    fn an_announced_delimiter_is_taken() {
        let expected = Dialect {
            delimiter: Some(b'#'),
            skip: 7,
        };
        assert_eq!(dialect("sep=#\r\na#b\n", true), expected);
        assert_eq!(dialect("sep=;\na;b\n", true).skip, 6);
        assert_eq!(dialect("separation;b\n", true).skip, 0);
    }

    #[test]
    fn prose_code_and_logs_are_no_tables() {
        let prose = "Madame, Monsieur, bonjour,\nje vous écris, comme convenu, ce jour,\n\
            avec, en pièce jointe, la liste,\nmerci, bien à vous, Paul,\n";
        assert!(table(prose, true).is_none());
        let code = "int a = 1;\nint b = 2;\nreturn a;\nfoo();\nbar();\nx;\n";
        assert!(table(code, true).is_none());
        let log = "2024-01-02 10:00:00,123 | INFO | ok | a\n".repeat(5);
        assert!(table(&log, true).is_none());
        let python = "2024-01-02 10:00:00,123 INFO started\n".repeat(9);
        assert!(table(&python, true).is_none());
        assert!(table("Une seule ligne; avec; des points\n", true).is_none());
    }

    #[test]
    fn tables_without_a_telling_name_are_found() {
        assert!(table("nom;prenom;ville\nDupont;Jean;Lyon\n", true).is_some());
        assert!(table("a,b,c\n1,2,3\n4,5,6\n", true).is_some());
        assert!(table(&"cle\tvaleur\n".repeat(6), true).is_some());
    }
}
