//! Exports of register software whose columns' names do not say what they mean,
//! or whose cells stand under the wrong ones: what each product does is in
//! `rules/register/products.toml`.

use super::block::{Block, Cell, Row, Table};
use super::document::Document;
use super::draft::{Draft, DraftActivity, Keeping, Said};
use super::form::fiche::activity;
use super::form::{Fiche, Section};
use super::line::spaces;
use super::table::{filled, section};
use super::template::{Worth, worth};
use super::vocabulary::Field;
use super::{retention, structured};
use crate::model::folded_words;
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::LazyLock;

#[derive(Deserialize)]
struct Products {
    product: Vec<Product>,
}

#[derive(Deserialize)]
struct Product {
    has: Vec<String>,
    organisation: Option<String>,
    columns: Vec<Column>,
    duration: Option<Duration>,
    ticks: Option<Ticks>,
    doubled: Option<String>,
    id: Option<String>,
    #[serde(default)]
    links: Vec<Link>,
    record: Option<String>,
}

#[derive(Deserialize)]
struct Column {
    name: String,
    field: Field,
    /// What parts its values.
    parted: Option<String>,
    /// `Oui` or `Non`: only yes says something.
    #[serde(default)]
    tick: bool,
    /// Its values are codes of another table.
    codes: Option<Codes>,
}

/// The table that says what codes mean.
#[derive(Deserialize)]
struct Codes {
    table: String,
    id: String,
    column: String,
}

/// A number in one column, its unit in another.
#[derive(Deserialize)]
struct Duration {
    number: String,
    unit: String,
}

/// A column for each value of a field.
#[derive(Deserialize)]
struct Ticks {
    before: String,
    after: String,
    field: Field,
    /// The order in which the cells are written where there are so many.
    written: Vec<usize>,
}

/// Values that stand in another table.
#[derive(Deserialize)]
struct Link {
    table: String,
    to: String,
    column: String,
    field: Field,
}

static PRODUCTS: LazyLock<Vec<Product>> = LazyLock::new(|| {
    let text = include_str!("../../rules/register/products.toml");
    let products: Products = toml::from_str(text).expect("products.toml is well-formed: tested");
    products.product
});

/// Reads the tables of a product; none where none is one's.
pub(super) fn read(document: &Document) -> Option<Draft> {
    let mut draft = Draft::default();
    for table in tables(document) {
        let Some((header, rows)) = table.rows.split_first() else {
            continue;
        };
        let names = Names::of(header);
        let Some(product) = PRODUCTS.iter().find(|p| p.has.iter().all(|c| names.has(c))) else {
            continue;
        };
        let linked = Linked::of(product, document);
        for row in rows {
            let reading = Reading {
                product,
                names: &names,
                header,
                linked: &linked,
            };
            reading.row(&reading.aligned(row), &mut draft);
        }
    }
    (!draft.activities.is_empty()).then_some(draft)
}

fn tables(document: &Document) -> impl Iterator<Item = &Table> {
    document.blocks.iter().filter_map(|b| match b {
        Block::Table(table) => Some(table),
        Block::Line(_) => None,
    })
}

/// The tables of a name.
fn called<'d>(document: &'d Document, name: &'d str) -> impl Iterator<Item = &'d Table> {
    tables(document).filter(move |t| t.sheet.as_deref() == Some(name))
}

/// The columns of a table by their folded names.
struct Names(HashMap<String, usize>);

impl Names {
    fn of(header: &Row) -> Self {
        let names = header.iter().enumerate();
        Self(names.map(|(n, c)| (folded_words(&c.text), n)).collect())
    }

    fn has(&self, name: &str) -> bool {
        self.0.contains_key(&folded_words(name))
    }

    fn cell<'r>(&self, row: &'r [Cell], name: &str) -> Option<&'r Cell> {
        let cell = row.get(*self.0.get(&folded_words(name))?)?;
        (!cell.text.trim().is_empty()).then_some(cell)
    }
}

/// What stands in other tables.
struct Linked {
    /// By record, the values of each link.
    links: Vec<HashMap<String, Vec<Cell>>>,
    /// By code, the values of each column.
    codes: Vec<HashMap<String, Cell>>,
}

impl Linked {
    fn of(product: &Product, document: &Document) -> Self {
        let record = product.record.as_deref().unwrap_or_default();
        let links = product.links.iter();
        let codes = product.columns.iter().map(|c| match &c.codes {
            Some(codes) => things(document, &codes.table, &codes.id, &codes.column),
            None => HashMap::new(),
        });
        Self {
            links: links.map(|l| l.values(record, document)).collect(),
            codes: codes.collect(),
        }
    }
}

/// The values of a column by the ids of their rows.
fn things(document: &Document, table: &str, id: &str, column: &str) -> HashMap<String, Cell> {
    let mut things = HashMap::new();
    for table in called(document, table) {
        let Some(names) = table.rows.first().map(Names::of) else {
            continue;
        };
        for row in table.rows.iter().skip(1) {
            if let (Some(id), Some(value)) = (names.cell(row, id), names.cell(row, column)) {
                things.insert(id.text.clone(), value.clone());
            }
        }
    }
    things
}

impl Link {
    fn values(&self, record: &str, document: &Document) -> HashMap<String, Vec<Cell>> {
        let things = things(document, &self.to, "id", &self.column);
        let mut values: HashMap<String, Vec<Cell>> = HashMap::new();
        for table in called(document, &self.table) {
            let Some(header) = table.rows.first() else {
                continue;
            };
            let from = header.iter().position(|c| c.text == record);
            let to = header
                .iter()
                .position(|c| c.text.ends_with("_id") && c.text != record);
            for row in table.rows.iter().skip(1) {
                let cell = |at: Option<usize>| row.get(at?).map(|c| c.text.as_str());
                if let (Some(from), Some(thing)) =
                    (cell(from), cell(to).and_then(|t| things.get(t)))
                {
                    values
                        .entry(from.to_owned())
                        .or_default()
                        .push(thing.clone());
                }
            }
        }
        values
    }
}

/// One table as it is read.
struct Reading<'a> {
    product: &'a Product,
    names: &'a Names,
    header: &'a Row,
    linked: &'a Linked,
}

impl Reading<'_> {
    /// A row whose cells stand under their columns.
    fn aligned(&self, row: &Row) -> Row {
        let mut row = row.clone();
        let doubled = self.product.doubled.as_ref();
        let at = doubled.and_then(|name| self.names.0.get(&folded_words(name)));
        if let Some(at) = at
            && row.len() == self.header.len() + 1
        {
            row.remove(*at);
        }
        row
    }

    fn row(&self, row: &Row, draft: &mut Draft) {
        let named = |field| {
            self.product
                .columns
                .iter()
                .filter(move |c| c.field == field)
        };
        let name = named(Field::Activity).find_map(|c| self.names.cell(row, &c.name));
        let Some(name) = name.filter(|c| worth(&c.text) == Worth::Said) else {
            return;
        };
        if let Some(cell) = self.product.organisation.as_ref()
            && let Some(cell) = self.names.cell(row, cell)
        {
            draft.organisation.get_or_insert_with(|| said(cell));
        }
        let mut fiche = Fiche {
            name: said(name),
            sections: Vec::new(),
        };
        for (column, codes) in self.product.columns.iter().zip(&self.linked.codes) {
            let Some(cell) = self.names.cell(row, &column.name) else {
                continue;
            };
            match column.codes {
                None => fiche.sections.extend(column.section(cell)),
                Some(_) => {
                    let codes = cell.text.split(';').filter_map(|c| codes.get(c.trim()));
                    fiche
                        .sections
                        .extend(codes.filter_map(|c| column.section(c)));
                }
            }
        }
        fiche.sections.extend(self.elsewhere(row));
        let (ticked, unsure) = self.ticked(row);
        fiche.sections.extend(ticked);
        let fiche = filled(fiche, &mut draft.unread);
        let mut read: DraftActivity = activity(&fiche, &mut draft.unread);
        read.review |= unsure;
        if let Some(rule) = self.duration(row) {
            read.keeping.retain(|k| k.months.is_some());
            read.keeping.push(rule);
        }
        draft.activities.push(read);
    }

    /// The values that stand in other tables.
    fn elsewhere(&self, row: &Row) -> Vec<Section> {
        let id = self.product.id.as_ref();
        let Some(id) = id.and_then(|name| self.names.cell(row, name)) else {
            return Vec::new();
        };
        let links = self.product.links.iter().zip(&self.linked.links);
        let of = |(link, values): (&Link, &HashMap<String, Vec<Cell>>)| {
            let cells = values.get(&id.text).cloned().unwrap_or_default();
            let field = link.field;
            cells
                .into_iter()
                .map(move |c| section(field, &c))
                .collect::<Vec<_>>()
        };
        links.flat_map(of).collect()
    }

    /// The values whose cells say yes; whether the header would say another.
    fn ticked(&self, row: &Row) -> (Vec<Section>, bool) {
        let Some(ticks) = &self.product.ticks else {
            return (Vec::new(), false);
        };
        let columns: Vec<(usize, &str)> = (0..)
            .zip(self.header)
            .filter_map(|(n, c)| {
                let name = c.text.strip_prefix(&ticks.before)?;
                (!name.ends_with(&ticks.after)).then_some((n, name))
            })
            .collect();
        let shifted = columns.len() == ticks.written.len();
        let yes = |n: usize| {
            let cell = row.get(columns[n].0);
            cell.filter(|c| structured::truth(&c.text) == Some(true))
        };
        let mut sections = Vec::new();
        let mut unsure = false;
        for n in 0..columns.len() {
            let meant = if shifted { ticks.written[n] } else { n };
            unsure |= shifted && yes(n).is_some() != yes(meant).is_some();
            if let Some(cell) = yes(n) {
                let label = Cell {
                    text: columns[meant].1.to_owned(),
                    at: cell.at.clone(),
                };
                sections.push(section(ticks.field, &label));
            }
        }
        (sections, unsure)
    }

    /// A duration whose number and unit have columns of their own.
    fn duration(&self, row: &Row) -> Option<Keeping> {
        let columns = self.product.duration.as_ref()?;
        let number = self.names.cell(row, &columns.number)?;
        let unit = self.names.cell(row, &columns.unit)?;
        let spelled = Said {
            text: format!("{} {}", number.text, unit.text.replace("(s)", "s")),
            at: number.at.clone(),
        };
        let rule = retention::rules(&spelled, "all").into_iter().next()?;
        rule.months?;
        let said = said(number);
        Some(Keeping { said, ..rule })
    }
}

impl Column {
    fn section(&self, cell: &Cell) -> Option<Section> {
        if self.field == Field::Activity {
            return None;
        }
        if self.tick && structured::truth(&cell.text) == Some(false) {
            return None;
        }
        let mut cell = cell.clone();
        if let Some(parted) = &self.parted {
            cell.text = cell.text.replace(parted.as_str(), "\n");
        }
        Some(section(self.field, &cell))
    }
}

fn said(cell: &Cell) -> Said {
    Said {
        text: spaces(&cell.text),
        at: cell.at.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn activities(text: &str, name: &str) -> Vec<DraftActivity> {
        let document = Document::read(text.as_bytes(), name);
        read(&document).map(|d| d.activities).unwrap_or_default()
    }

    /// An export of Madis with these sorts of persons, and a row.
    fn madis(persons: &[&str], row: &str) -> Vec<DraftActivity> {
        let before = "Détails - Personnes concernées - ";
        let columns = persons
            .iter()
            .map(|p| format!("{before}{p};{before}{p} - Commentaire"));
        let columns: Vec<String> = columns.collect();
        let header = format!(
            "Nom;Finalités;Base légale;Registre publique;{}",
            columns.join(";")
        );
        let text = format!(
            "{header};Détails - Délai de conservation - Nombre;Détails - Délai de conservation - Période\n{row}\n"
        );
        activities(&text, "madis.csv")
    }

    fn subjects(all: &[DraftActivity]) -> Vec<&str> {
        all[0].subjects.iter().map(|s| s.text.as_str()).collect()
    }

    #[test]
    fn every_field_and_column_is_known() {
        assert!(PRODUCTS.iter().all(|p| !p.columns.is_empty()));
        for product in PRODUCTS.iter() {
            let named = |c: &Column| c.field == Field::Activity;
            assert_eq!(product.columns.iter().filter(|c| named(c)).count(), 1);
        }
    }

    #[test]
    fn persons_of_madis_stand_where_they_were_written() {
        let seven = [
            "Particuliers",
            "Internautes",
            "Agents",
            "Élus",
            "Entreprises",
            "Partenaires",
            "Autres",
        ];
        let old = madis(
            &seven,
            "A;b;Consentement;Non;Non;;Non;;Oui;;Non;;Non;;Non;;Non;;5;an(s)",
        );
        assert_eq!(subjects(&old), ["Agents"]);
        assert!(!old[0].review);
        assert_eq!(old[0].keeping[0].months, Some(60));
        assert_eq!(old[0].keeping[0].said.text, "5");
        let eight = [
            "Particuliers",
            "Internautes",
            "Agents",
            "Élus",
            "Entreprises",
            "Partenaires",
            "Usagers",
            "Autres",
        ];
        let new = madis(
            &eight,
            "A;b;Consentement;Non;Non;;Non;;Oui;;Oui;;Non;;Non;;Non;;Non;;;",
        );
        assert_eq!(subjects(&new), ["Usagers", "Agents"]);
        assert!(new[0].review, "the header says otherwise");
        let same = madis(
            &eight,
            "A;b;Consentement;Non;Oui;;Non;;Non;;Non;;Non;;Non;;Non;;Oui;;;",
        );
        assert_eq!(subjects(&same), ["Particuliers", "Autres"]);
        assert!(!same[0].review);
        // a cell more than the header has
        let doubled = madis(
            &eight,
            "A;b;Consentement;Non;Non;Oui;;Non;;Non;;Non;;Non;;Non;;Non;;Non;;;",
        );
        assert_eq!(subjects(&doubled), ["Particuliers"]);
    }

    #[test]
    fn tables_of_no_product() {
        assert!(activities("Nom;Finalités\nA;b\n", "x.csv").is_empty());
        assert!(activities("Nom;Finalités;Base légale\nA;b;c\n", "x.csv").is_empty());
    }
}
