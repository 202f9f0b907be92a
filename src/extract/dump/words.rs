//! Words and names of SQL, as `INSERT` and `COPY` are made of.

/// A position in the beginning of a statement.
pub(super) struct Words<'t> {
    text: &'t str,
    /// The next byte.
    pub(super) at: usize,
}

impl<'t> Words<'t> {
    pub(super) const fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    /// Passes blanks and remarks.
    fn blank(&mut self) {
        loop {
            let rest = self.rest();
            self.at += rest.len() - rest.trim_ascii_start().len();
            match remark(self.rest()) {
                0 => return,
                length => self.at += length,
            }
        }
    }

    /// The byte that follows blanks.
    pub(super) fn peek(&mut self) -> Option<u8> {
        self.blank();
        self.text.as_bytes().get(self.at).copied()
    }

    /// Passes this byte, if it is next.
    pub(super) fn eat(&mut self, byte: u8) -> bool {
        let is_next = self.peek() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }

    /// Passes this word, if it is next.
    pub(super) fn word(&mut self, word: &str) -> bool {
        self.blank();
        let rest = self.rest();
        let length = bare(rest);
        let is_next = rest[..length].eq_ignore_ascii_case(word);
        if is_next {
            self.at += length;
        }
        is_next
    }

    /// A name, perhaps of several parts (`dbo.clients`), without its quotes, and
    /// whether it had any.
    pub(super) fn name(&mut self) -> Option<(String, bool)> {
        let (mut name, mut quoted) = self.part()?;
        while self.eat(b'.') {
            name.push('.');
            let (part, is_quoted) = self.part()?;
            name.push_str(&part);
            quoted |= is_quoted;
        }
        Some((name, quoted))
    }

    fn part(&mut self) -> Option<(String, bool)> {
        let close = match self.peek()? {
            quote @ (b'`' | b'"' | b'\'') => quote,
            b'[' => b']',
            _ => {
                let length = bare(self.rest());
                let name = self.rest()[..length].to_owned();
                self.at += length;
                return (length > 0).then_some((name, false));
            }
        };
        let inside = &self.text[self.at + 1..];
        let length = memchr::memchr(close, inside.as_bytes())?;
        self.at += length + 2;
        Some((inside[..length].to_owned(), true))
    }

    /// Names in parentheses, parted by commas.
    pub(super) fn names(&mut self) -> Option<Vec<String>> {
        if !self.eat(b'(') {
            return None;
        }
        let mut names = Vec::new();
        loop {
            names.push(self.name()?.0);
            if self.eat(b')') {
                return Some(names);
            }
            if !self.eat(b',') {
                return None;
            }
        }
    }

    /// Whether columns follow in parentheses, perhaps after the name of an index;
    /// numbers and strings in them are of a type.
    fn is_index(&mut self) -> bool {
        if self.peek() != Some(b'(') && self.part().is_none() {
            return false;
        }
        let kind = self.word("USING") && self.part().is_some();
        let open = self.eat(b'(');
        (open || kind)
            && self
                .peek()
                .is_some_and(|b| !b.is_ascii_digit() && b != b'\'')
    }

    /// Passes what belongs to one definition, up to a comma or the closing
    /// parenthesis; false if there is no end.
    fn definition(&mut self) -> bool {
        let (mut depth, mut quote, mut after) = (0u32, None, 0);
        let rest = self.rest();
        for (i, b) in rest.bytes().enumerate() {
            if i < after {
                continue;
            }
            match (quote, b) {
                (None, b'-' | b'/') => after = i + remark(&rest[i..]),
                (Some(q), _) if q == b => quote = None,
                (Some(_), _) => {}
                (None, b'\'' | b'"' | b'`') => quote = Some(b),
                (None, b'(') => depth += 1,
                (None, b',' | b')') if depth == 0 => {
                    self.at += i;
                    return true;
                }
                (None, b')') => depth -= 1,
                (None, _) => {}
            }
        }
        false
    }
}

/// Length of the bare word that a text begins with.
fn bare(text: &str) -> usize {
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '#' | '@');
    text.find(|c| !is_word(c)).unwrap_or(text.len())
}

/// Length of the remark that a text begins with; 0: it begins with none.
pub(super) fn remark(text: &str) -> usize {
    let end = |from: usize, mark: &[u8]| {
        let found = memchr::memmem::find(&text.as_bytes()[from..], mark);
        found.map_or(text.len(), |n| from + n + mark.len())
    };
    match text.as_bytes() {
        [b'-', b'-', ..] => end(2, b"\n"),
        [b'/', b'*', ..] => end(2, b"*/"),
        _ => 0,
    }
}

/// Whether an unquoted word begins a definition that is no column's: `KEY (id)`
/// is a key, `key varchar(15)` a column.
fn is_constraint(word: &str, mut rest: Words<'_>) -> bool {
    let mut next = |words: &[&str]| words.iter().any(|w| rest.word(w));
    match &*word.to_ascii_uppercase() {
        "PRIMARY" | "FOREIGN" => next(&["KEY"]),
        "PERIOD" => next(&["FOR"]),
        "CHECK" => rest.peek() == Some(b'('),
        "EXCLUDE" => next(&["USING"]) || rest.peek() == Some(b'('),
        "CONSTRAINT" | "LIKE" => true,
        "UNIQUE" | "FULLTEXT" | "SPATIAL" => next(&["KEY", "INDEX"]) || rest.is_index(),
        "KEY" | "INDEX" => rest.is_index(),
        _ => false,
    }
}

/// The table that a `CREATE TABLE` makes, and its columns.
pub(super) fn created(text: &str) -> Option<(String, Vec<String>)> {
    let mut words = Words::new(text);
    if !words.word("CREATE") {
        return None;
    }
    while ["GLOBAL", "LOCAL", "TEMPORARY", "TEMP", "UNLOGGED", "COLUMN"]
        .iter()
        .any(|w| words.word(w))
    {}
    if !words.word("TABLE") {
        return None;
    }
    let _ = words.word("IF") && words.word("NOT") && words.word("EXISTS");
    let (table, _) = words.name()?;
    if !words.eat(b'(') {
        return None;
    }
    let mut columns = Vec::new();
    loop {
        let (name, quoted) = words.part()?;
        let rest = Words { text, at: words.at };
        if quoted || !is_constraint(&name, rest) {
            columns.push(name);
        }
        if !words.definition() {
            return None;
        }
        if words.eat(b')') {
            return Some((table, columns));
        }
        words.eat(b',');
    }
}

/// How a statement begins that holds rows.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) table: String,
    /// Its columns, where the statement names them.
    pub(super) columns: Option<Vec<String>>,
    /// Bytes before the rows.
    pub(super) length: usize,
}

/// The beginning of an `INSERT`, up to its first row.
pub(super) fn insert(text: &str) -> Option<Head> {
    const MODES: [&str; 11] = [
        "OR",
        "REPLACE",
        "ROLLBACK",
        "ABORT",
        "FAIL",
        "IGNORE",
        "LOW_PRIORITY",
        "HIGH_PRIORITY",
        "DELAYED",
        "OVERWRITE",
        "UPDATE",
    ];
    let mut words = Words::new(text);
    if !words.word("INSERT") && !words.word("REPLACE") {
        return None;
    }
    while MODES.iter().any(|w| words.word(w)) {}
    words.word("INTO");
    let (table, _) = words.name()?;
    let columns = match words.peek()? {
        b'(' => Some(words.names()?),
        _ => None,
    };
    if words.word("OVERRIDING") {
        let _ = (words.word("SYSTEM") || words.word("USER")) && words.word("VALUE");
    }
    if !words.word("VALUES") && !words.word("VALUE") {
        return None;
    }
    (words.peek()? == b'(').then_some(Head {
        table,
        columns,
        length: words.at,
    })
}

/// The line of a `COPY ... FROM stdin`, whose rows follow in lines of their own.
pub(super) fn copy(text: &str) -> Option<Head> {
    let mut words = Words::new(text);
    if !words.word("COPY") {
        return None;
    }
    let (table, _) = words.name()?;
    let columns = match words.peek()? {
        b'(' => Some(words.names()?),
        _ => None,
    };
    if !(words.word("FROM") && words.word("STDIN")) {
        return None;
    }
    let rest = words.rest();
    let line = memchr::memchr(b'\n', rest.as_bytes())?;
    let options = rest[..line].to_ascii_lowercase();
    let is_plain = options.contains(';') && !options.contains("csv") && !options.contains("binary");
    is_plain.then_some(Head {
        table,
        columns,
        length: words.at + line + 1,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strings(names: &[&str]) -> Vec<String> {
        names.iter().map(|n| (*n).to_owned()).collect()
    }

    #[test]
    fn the_columns_of_a_table_are_what_is_no_constraint() {
        let sql = "CREATE TABLE IF NOT EXISTS `paie` (\n  `key` int(11) NOT NULL DEFAULT '0,(',\n  nss varchar(15),\n  montant numeric(10,2),\n  PRIMARY KEY (`key`),\n  KEY `i` (nss)\n) ENGINE=InnoDB";
        assert_eq!(
            created(sql),
            Some(("paie".into(), strings(&["key", "nss", "montant"])))
        );
        assert_eq!(created("CREATE TABLE t AS SELECT 1;"), None);
        let sql = "CREATE TABLE p (key text, -- l'âge, (\n index varchar(3), unique enum('a'), period date, /* ' */ nss text, UNIQUE (nss), KEY i (nss), UNIQUE KEY USING BTREE (nss), check (nss > 1), PERIOD FOR d (a, b), PRIMARY KEY (key))";
        let columns = strings(&["key", "index", "unique", "period", "nss"]);
        assert_eq!(created(sql), Some(("p".into(), columns)));
    }

    #[test]
    fn inserts_of_every_dialect_begin() {
        for (sql, table, columns) in [
            (
                "INSERT INTO `a` (`x`, `y z`) VALUES (1",
                "a",
                Some(strings(&["x", "y z"])),
            ),
            ("insert into A values\n (1", "A", None),
            (
                "INSERT [dbo].[Sal] ([Id], [Nom]) VALUES (1",
                "dbo.Sal",
                Some(strings(&["Id", "Nom"])),
            ),
            ("INSERT OR IGNORE INTO \"t\" VALUES(1", "t", None),
            (
                "INSERT INTO s.t (id) OVERRIDING SYSTEM VALUE VALUES (1",
                "s.t",
                Some(strings(&["id"])),
            ),
        ] {
            let head = insert(sql).expect(sql);
            assert_eq!(
                (head.table.as_str(), &head.columns),
                (table, &columns),
                "{sql}"
            );
            assert!(sql[head.length..].starts_with('('));
        }
        assert_eq!(insert("INSERT INTO t SELECT * FROM u;"), None);
        assert_eq!(insert("Insert into the box values that"), None);
    }

    #[test]
    fn rows_of_copy_follow_its_line() {
        let head = copy("COPY public.s (id, \"Nom\") FROM stdin;\n1\t").expect("copy");
        assert_eq!(head.columns, Some(strings(&["id", "Nom"])));
        assert_eq!(head.length, 38);
        assert_eq!(copy("COPY s FROM stdin WITH CSV;\n"), None);
    }
}
