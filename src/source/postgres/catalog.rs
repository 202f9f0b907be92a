//! What the database says of itself: relations, columns, privileges, sizes.
//! Reads system catalogs only; everything is named with its schema, since
//! nothing is looked up elsewhere.

use super::fault::Failure;
use super::session::Session;
use crate::model::{Problem, Reason};
use crate::source::Content;
use crate::source::FOREIGN_TABLE;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use tokio_postgres::SimpleQueryRow;

/// A relation as the catalog has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Relation {
    pub(super) oid: u32,
    pub(super) schema: String,
    pub(super) name: String,
    pub(super) kind: Kind,
    /// SELECT on it or on one of its columns, and USAGE of its schema.
    pub(super) readable: bool,
    /// PUBLIC may connect, use its schema and SELECT one of its columns: so may
    /// every account of the server.
    pub(super) open: bool,
    /// Bytes on disk, indexes left out.
    pub(super) size: u64,
    /// The partitioned table of which it is a leaf.
    pub(super) root: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Table,
    Partitioned,
    Materialised,
    View,
    Foreign,
    /// Its name cannot be written.
    Unnamed,
}

impl Kind {
    fn of(relkind: &str) -> Option<Self> {
        Some(match relkind {
            "r" => Self::Table,
            "p" => Self::Partitioned,
            "m" => Self::Materialised,
            "v" => Self::View,
            "f" => Self::Foreign,
            _ => return None,
        })
    }
}

/// Every relation that may hold rows, of every schema but the system's. `{size}`
/// is filled in: the exact size takes a lock that another program may hold.
const RELATIONS: &str = "\
WITH RECURSIVE up(leaf, at) AS (
    SELECT c.oid, c.oid FROM pg_catalog.pg_class c WHERE c.relispartition
    UNION ALL
    SELECT up.leaf, i.inhparent FROM up
    JOIN pg_catalog.pg_inherits i ON i.inhrelid = up.at
), roots AS (
    SELECT leaf, at AS root FROM up
    WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_inherits i WHERE i.inhrelid = up.at)
)
SELECT c.oid, n.nspname, c.relname, c.relkind,
    pg_catalog.has_schema_privilege(n.oid, 'USAGE')
        AND pg_catalog.has_any_column_privilege(c.oid, 'SELECT'),
    CASE WHEN c.relkind IN ('r', 'm') THEN {size} ELSE 0 END,
    roots.root,
    pg_catalog.has_database_privilege('public', pg_catalog.current_database(), 'CONNECT')
        AND pg_catalog.has_schema_privilege('public', n.oid, 'USAGE')
        AND pg_catalog.has_any_column_privilege('public', c.oid, 'SELECT')
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN roots ON roots.leaf = c.oid
WHERE c.relkind IN ('r', 'p', 'm', 'v', 'f')
    AND c.relpersistence <> 't'
    AND n.nspname NOT IN ('pg_catalog', 'information_schema')
    AND n.nspname !~ '^pg_(toast|temp)'
ORDER BY n.nspname, c.relname";

const EXACT_SIZE: &str = "pg_catalog.pg_table_size(c.oid)";
const PAGES_SIZE: &str =
    "c.relpages::pg_catalog.int8 * pg_catalog.current_setting('block_size')::pg_catalog.int8";

/// The relations of the database, with exact sizes if they can be had.
pub(super) fn relations(
    session: &Session,
    exact: bool,
    patience: Duration,
) -> Result<Vec<Relation>, Failure> {
    let size = if exact { EXACT_SIZE } else { PAGES_SIZE };
    let rows = session.query(&RELATIONS.replace("{size}", size), patience)?;
    let mut relations: Vec<Relation> = rows.iter().filter_map(relation).collect();
    open_through_parents(&mut relations);
    Ok(relations)
}

/// A query through a partitioned table needs rights on that table only: what everyone
/// may read through it is open, whatever was granted on the leaf.
fn open_through_parents(relations: &mut [Relation]) {
    let open = relations
        .iter()
        .filter(|r| r.open && r.kind == Kind::Partitioned);
    let open: BTreeSet<u32> = open.map(|r| r.oid).collect();
    for relation in relations {
        relation.open |= relation.root.is_some_and(|root| open.contains(&root));
    }
}

fn relation(row: &SimpleQueryRow) -> Option<Relation> {
    let oid: u32 = number(row, 0)?;
    let kind = Kind::of(text(row, 3)?)?;
    // A database without an encoding may hold names that are not UTF-8.
    let (schema, name, kind) = match (text(row, 1), text(row, 2)) {
        (Some(schema), Some(name)) => (schema.to_owned(), name.to_owned(), kind),
        _ => ("oid".to_owned(), oid.to_string(), Kind::Unnamed),
    };
    Some(Relation {
        oid,
        schema,
        name,
        kind,
        readable: text(row, 4) == Some("t"),
        open: text(row, 7) == Some("t"),
        // Gone since the catalog was read: no size.
        size: number(row, 5).unwrap_or(0),
        root: number(row, 6),
    })
}

/// A value, unless it is null or not UTF-8.
fn text(row: &SimpleQueryRow, at: usize) -> Option<&str> {
    row.try_get(at).ok().flatten()
}

fn number<T: std::str::FromStr>(row: &SimpleQueryRow, at: usize) -> Option<T> {
    text(row, at)?.parse().ok()
}

/// Null where the server has no such catalog.
const OBJECTS_READABLE: &str = "\
SELECT pg_catalog.has_any_column_privilege(\
    pg_catalog.to_regclass('pg_catalog.pg_largeobject_metadata'), 'SELECT')";

/// Large objects stand outside every table. None: this user may not count them.
/// Asked first, since a refusal would end the transaction.
pub(super) fn large_objects(session: &Session, patience: Duration) -> Result<Option<u64>, Failure> {
    let readable = session.query(OBJECTS_READABLE, patience)?;
    match readable.first().and_then(|row| text(row, 0)) {
        Some("t") => {}
        Some(_) => return Ok(None),
        None => return Ok(Some(0)),
    }
    let count = "SELECT pg_catalog.count(*) FROM pg_catalog.pg_largeobject_metadata";
    let rows = session.query(count, patience)?;
    Ok(rows.first().and_then(|row| number(row, 0)))
}

/// Who may read a relation, in the bits of a file's mode: named roles are its group.
pub(super) const fn mode(relation: &Relation) -> u32 {
    if relation.open { 0o444 } else { 0o440 }
}

/// What to do with each relation: size and content of the items they become.
///
/// Leaf partitions are read rather than their parents. Where privileges were
/// granted on the parent only, the parent is read instead of all its leaves,
/// unless one of them lies on another server.
pub(super) fn plan(relations: &[Relation]) -> Vec<(&Relation, u64, Content)> {
    let mut leaves: BTreeMap<u32, Vec<&Relation>> = BTreeMap::new();
    for leaf in relations.iter().filter(|r| r.kind != Kind::Partitioned) {
        if let Some(root) = leaf.root {
            leaves.entry(root).or_default().push(leaf);
        }
    }
    let whole: BTreeSet<u32> = relations
        .iter()
        .filter(|root| root.kind == Kind::Partitioned && root.readable)
        .filter(|root| leaves.get(&root.oid).is_some_and(|l| read_by_parent(l)))
        .map(|root| root.oid)
        .collect();
    relations
        .iter()
        .filter_map(|relation| {
            let by_parent = relation.root.is_some_and(|root| whole.contains(&root));
            let size = match relation.kind {
                Kind::Partitioned if whole.contains(&relation.oid) => {
                    leaves[&relation.oid].iter().map(|leaf| leaf.size).sum()
                }
                Kind::Partitioned => return None,
                _ if by_parent => return None,
                _ => relation.size,
            };
            Some((relation, size, content(relation)))
        })
        .collect()
}

fn read_by_parent(leaves: &[&Relation]) -> bool {
    leaves.iter().any(|leaf| !leaf.readable) && leaves.iter().all(|leaf| leaf.kind == Kind::Table)
}

fn content(relation: &Relation) -> Content {
    let unread = |what, detail: &str| Content::Unreadable(Problem::new(what, detail));
    match relation.kind {
        Kind::View => unread(Reason::NotATable, "view"),
        Kind::Foreign => unread(Reason::NotATable, FOREIGN_TABLE),
        Kind::Unnamed => unread(Reason::DatabaseError, "name is not UTF-8"),
        _ if !relation.readable => unread(Reason::PermissionDenied, "SELECT not granted"),
        _ => Content::Table {
            schema: relation.schema.clone(),
            table: relation.name.clone(),
        },
    }
}

/// `schema.table`, quoted where a dot or a quote would make it ambiguous.
pub(super) fn path(schema: &str, table: &str) -> String {
    let part = |name: &str| {
        if name.contains(['.', '"']) {
            quote_name(name)
        } else {
            name.to_owned()
        }
    };
    format!("{}.{}", part(schema), part(table))
}

/// The schema and the table that [`path`] wrote; none: it wrote no such thing.
pub(super) fn names(path: &str) -> Option<(String, String)> {
    let (schema, rest) = name(path)?;
    let (table, rest) = name(rest.strip_prefix('.')?)?;
    rest.is_empty().then_some((schema, table))
}

/// A name at the start of a path, and what follows it.
fn name(text: &str) -> Option<(String, &str)> {
    let Some(mut rest) = text.strip_prefix('"') else {
        let (name, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
        return Some((name.to_owned(), rest));
    };
    let mut name = String::new();
    loop {
        let (part, after) = rest.split_once('"')?;
        name += part;
        match after.strip_prefix('"') {
            Some(more) => {
                name.push('"');
                rest = more;
            }
            None => return Some((name, after)),
        }
    }
}

/// A column of a table about to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) name: String,
    /// Type, of a domain the type below it.
    pub(super) type_oid: u32,
    /// Whether values have no fixed length.
    pub(super) varies: bool,
    /// Whether it may be read.
    pub(super) granted: bool,
}

/// A table about to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shape {
    pub(super) columns: Vec<Column>,
    pub(super) partitioned: bool,
    /// Bytes on disk, indexes left out.
    pub(super) size: u64,
    /// Whether values are stored apart, as all long ones are.
    pub(super) long_values: bool,
    /// Whether policies hide rows from this user.
    pub(super) hidden_rows: bool,
}

/// Looks a table up; none if it is gone.
pub(super) fn shape(
    session: &Session,
    (schema, table): (&str, &str),
    patience: Duration,
) -> Result<Option<Shape>, Failure> {
    let found = RELATION
        .replace("{table}", &quote_text(table))
        .replace("{schema}", &quote_text(schema));
    let found = session.query(&found, patience)?;
    let Some(relation) = found.first() else {
        return Ok(None);
    };
    let oid: u32 = number(relation, 0).unwrap_or(0);
    let columns = session.query(&COLUMNS.replace("{oid}", &oid.to_string()), patience)?;
    Ok(Some(Shape {
        columns: columns.iter().filter_map(column).collect(),
        partitioned: text(relation, 1) == Some("p"),
        size: number(relation, 2).unwrap_or(0),
        long_values: text(relation, 3) == Some("t"),
        hidden_rows: text(relation, 4) == Some("t"),
    }))
}

const RELATION: &str = "\
SELECT c.oid, c.relkind,
    CASE WHEN c.relkind = 'p' THEN 0 ELSE pg_catalog.pg_table_size(c.oid) END,
    c.relkind = 'p' OR pg_catalog.pg_relation_size(NULLIF(c.reltoastrelid, 0)) > 0,
    pg_catalog.row_security_active(c.oid)
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname = {schema} AND c.relname = {table}";

const COLUMNS: &str = "\
SELECT a.attname, base.oid, base.typlen < 0,
    pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'SELECT')
FROM pg_catalog.pg_attribute a
CROSS JOIN LATERAL (
    WITH RECURSIVE down(oid, typtype, typbasetype, typlen) AS (
        SELECT t.oid, t.typtype, t.typbasetype, t.typlen
        FROM pg_catalog.pg_type t WHERE t.oid = a.atttypid
        UNION ALL
        SELECT t.oid, t.typtype, t.typbasetype, t.typlen
        FROM down JOIN pg_catalog.pg_type t ON t.oid = down.typbasetype
        WHERE down.typtype = 'd'
    )
    SELECT oid, typlen FROM down WHERE typtype <> 'd'
) base
WHERE a.attrelid = {oid} AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attnum";

fn column(row: &SimpleQueryRow) -> Option<Column> {
    let name = text(row, 0);
    Some(Column {
        name: name.unwrap_or("(name not UTF-8)").to_owned(),
        type_oid: number(row, 1)?,
        varies: text(row, 2) == Some("t"),
        granted: text(row, 3) == Some("t") && name.is_some(),
    })
}

/// An identifier, quoted whatever it holds.
pub(super) fn quote_name(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A string constant, whatever the server's `standard_conforming_strings`.
fn quote_text(text: &str) -> String {
    format!("E'{}'", text.replace('\\', "\\\\").replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_leads_back_to_its_names() {
        for (schema, table) in [
            ("public", "clients"),
            ("T.3", "Maj"),
            ("t2", "do.t"),
            ("t2", "quote\"d"),
            ("a\"", ".\"\".b"),
        ] {
            let there = names(&path(schema, table));
            assert_eq!(there, Some((schema.to_owned(), table.to_owned())));
        }
        for wrong in ["clients", "\"a.b", "a.\"b", "a.\"b\"c"] {
            assert_eq!(names(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_leaf_is_open_where_its_parent_is_granted_to_everyone() {
        let mut all = vec![
            relation(1, Kind::Partitioned, true, None),
            relation(2, Kind::Table, true, Some(1)),
            relation(3, Kind::Partitioned, true, None),
            relation(4, Kind::Table, true, Some(3)),
            relation(5, Kind::Table, true, None),
        ];
        all[0].open = true;
        open_through_parents(&mut all);
        let modes: Vec<u32> = all.iter().map(mode).collect();
        assert_eq!(modes, [0o444, 0o444, 0o440, 0o440, 0o440]);
    }

    fn relation(oid: u32, kind: Kind, readable: bool, root: Option<u32>) -> Relation {
        Relation {
            oid,
            schema: "s".to_owned(),
            name: format!("t{oid}"),
            kind,
            readable,
            open: false,
            size: 100,
            root,
        }
    }

    fn planned(relations: &[Relation]) -> Vec<(u32, u64, bool)> {
        plan(relations)
            .into_iter()
            .map(|(r, size, content)| (r.oid, size, matches!(content, Content::Table { .. })))
            .collect()
    }

    #[test]
    fn leaves_are_read_rather_than_parents() {
        let parts = [
            relation(1, Kind::Partitioned, true, None),
            relation(2, Kind::Partitioned, true, Some(1)),
            relation(3, Kind::Table, true, Some(1)),
            relation(4, Kind::Table, true, Some(1)),
        ];
        assert_eq!(planned(&parts), [(3, 100, true), (4, 100, true)]);
    }

    #[test]
    fn a_parent_is_read_where_only_it_was_granted() {
        let mut parts = vec![
            relation(1, Kind::Partitioned, true, None),
            relation(2, Kind::Table, true, Some(1)),
            relation(3, Kind::Table, false, Some(1)),
        ];
        assert_eq!(planned(&parts), [(1, 200, true)]);
        // Reading the parent would reach the other server.
        parts.push(relation(4, Kind::Foreign, true, Some(1)));
        assert_eq!(
            planned(&parts),
            [(2, 100, true), (3, 100, false), (4, 100, false)]
        );
        parts[0].readable = false;
        parts.pop();
        assert_eq!(planned(&parts), [(2, 100, true), (3, 100, false)]);
    }

    #[test]
    fn names_and_constants_are_quoted() {
        assert_eq!(quote_name("a\"; drop"), "\"a\"\"; drop\"");
        assert_eq!(quote_text(r"l'a\b"), r"E'l''a\\b'");
        assert_eq!(path("public", "Salariés"), "public.Salariés");
        assert_eq!(path("a.b", "c\"d"), "\"a.b\".\"c\"\"d\"");
    }
}
