//! Tables that programs draw with characters: psql, the MySQL client, Markdown.

/// How a table is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// `+----+` around, `| 1 | Léa |`.
    Boxed,
    /// `----+----` below the names, ` 1 | Léa`.
    Aligned,
    /// `|---|---|` below the names.
    Markdown,
}

/// The beginning of a drawn table.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Drawn {
    pub(super) style: Style,
    pub(super) columns: Vec<String>,
    /// Bytes before the first row.
    pub(super) length: usize,
}

/// What a line below the names is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Line {
    /// A row.
    Row,
    /// Only drawn.
    Rule,
    /// The table is over.
    Other,
}

/// The next line of `text`, without its end, and its length with it.
pub(super) fn line(text: &str) -> (&str, usize) {
    let length = memchr::memchr(b'\n', text.as_bytes());
    let with_end = length.map_or(text.len(), |n| n + 1);
    (text[..with_end].trim_end_matches(['\n', '\r']), with_end)
}

/// The table whose names stand at the beginning of `text`, which is the
/// beginning of a line. One without a row is none: its names are text like any.
pub(super) fn begin(text: &str) -> Option<Drawn> {
    names(text).filter(|drawn| {
        let (next, _) = line(&text[drawn.length..]);
        kind(next, drawn.style) == Line::Row
    })
}

/// The names of a table that may begin here.
fn names(text: &str) -> Option<Drawn> {
    let (first, one) = line(text);
    if first.starts_with('+') {
        let (names, two) = line(&text[one..]);
        let (last, three) = line(&text[one + two..]);
        let columns = cells(names);
        let boxed = is_rule(first, '+') && names.starts_with('|') && is_rule(last, '+');
        let same = count(first, '+') == columns.len() + 1;
        return (boxed && same).then_some(Drawn {
            style: Style::Boxed,
            columns,
            length: one + two + three,
        });
    }
    if !first.contains('|') {
        return None;
    }
    let (rule, two) = line(&text[one..]);
    let columns = cells(first);
    let (style, marks) = if rule.starts_with('-') && is_rule(rule, '+') {
        (Style::Aligned, count(rule, '+') + 1)
    } else if is_rule(rule, '|') {
        (Style::Markdown, cells(rule).len())
    } else {
        return None;
    };
    (marks == columns.len() && marks > 1).then_some(Drawn {
        style,
        columns,
        length: one + two,
    })
}

/// Whether a line only parts others: dashes and `mark`.
fn is_rule(line: &str, mark: char) -> bool {
    let line = line.trim_end();
    let drawn = |c: char| c == '-' || c == mark || (mark == '|' && matches!(c, ':' | ' '));
    line.contains('-') && line.contains(mark) && line.chars().all(drawn)
}

fn count(line: &str, mark: char) -> usize {
    line.matches(mark).count()
}

/// The cells of a row, each with its place in the line.
pub(super) fn placed(line: &str) -> impl Iterator<Item = (usize, &str)> {
    let blank = line.len() - line.trim_start().len();
    let line = line.trim();
    let mark = usize::from(line.starts_with('|'));
    let inner = &line[mark..];
    let inner = match mark {
        1 => inner.strip_suffix('|').unwrap_or(inner),
        _ => inner,
    };
    let mut next = blank + mark;
    inner.split('|').map(move |cell| {
        let at = next + cell.len() - cell.trim_start().len();
        next += cell.len() + 1;
        (at, cell.trim())
    })
}

/// The cells of a row.
fn cells(line: &str) -> Vec<String> {
    placed(line).map(|(_, cell)| cell.to_owned()).collect()
}

/// What a line of a table drawn in `style` is.
pub(super) fn kind(line: &str, style: Style) -> Line {
    match style {
        Style::Boxed if line.starts_with('+') && is_rule(line, '+') => Line::Rule,
        Style::Boxed if line.starts_with('|') => Line::Row,
        Style::Aligned | Style::Markdown if line.contains('|') => Line::Row,
        _ => Line::Other,
    }
}

/// Whether a line announces a record of which every line is a column:
/// `-[ RECORD 1 ]---` of psql, `**** 1. row ****` of MySQL.
pub(super) fn record(line: &str) -> Option<char> {
    // RECORD, ENREGISTREMENT, DATENSATZ, ...
    let number = |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit());
    let psql = line.strip_prefix("-[ ").and_then(|l| l.split_once(' '));
    if psql.is_some_and(|(word, rest)| word.len() < 40 && number(rest) && rest.contains(" ]")) {
        return Some('|');
    }
    let inner = line.trim_matches('*');
    let mysql = line.starts_with("***") && line.ends_with("***") && inner.trim().ends_with(". row");
    mysql.then_some(':')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strings(names: &[&str]) -> Vec<String> {
        names.iter().map(|n| (*n).to_owned()).collect()
    }

    #[test]
    fn drawn_tables_begin_with_names_and_a_rule() {
        let styles = [
            (
                " id |   nom    \n----+----------\n  1 | Lefebvre\n",
                Style::Aligned,
            ),
            (
                "+----+-----+\n| id | nom |\n+----+-----+\n|  1 | Léa |\n",
                Style::Boxed,
            ),
            ("| id | nom |\n|:---|----:|\n| 1 | Léa |\n", Style::Markdown),
        ];
        for (text, style) in styles {
            let drawn = begin(text).expect(text);
            assert_eq!(
                (drawn.style, drawn.columns),
                (style, strings(&["id", "nom"]))
            );
            assert_eq!(kind(line(&text[drawn.length..]).0, style), Line::Row);
        }
        for none in ["a | b\nc | d\n", "+1 2\n", "a | b\n-----\n", "+--+\n"] {
            assert_eq!(begin(none), None, "{none}");
        }
        assert_eq!(record("-[ RECORD 1 ]----+---"), Some('|'));
        assert_eq!(record("******** 1. row ********"), Some(':'));
        assert_eq!(record("*** note ***"), None);
    }
}
