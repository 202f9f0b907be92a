//! What strangers broke: texts, windows and tables as they come.

use super::{ItemDetector, Key, Receiver, Scanner};
use crate::extract::{Cell, Header, Start, TableHead, Text};
use crate::inventory::{Holding, Occurrence, Table};
use crate::model::{Confidence, Locator, Position};
use crate::rule::RuleSet;
use std::sync::Arc;

#[derive(Default)]
pub(super) struct Found {
    occurrences: Vec<Occurrence>,
    holdings: Vec<Holding>,
    pub(super) tables: Vec<Table>,
}

impl Receiver for Found {
    fn occurrence(&mut self, o: Occurrence) {
        self.occurrences.push(o);
    }

    fn holding(&mut self, h: Holding) {
        self.holdings.push(h);
    }

    fn table(&mut self, t: Table) {
        self.tables.push(t);
    }

    fn note(&mut self, _: &str) {}
}

pub(super) struct Bench {
    scanner: Scanner,
}

impl Bench {
    pub(super) fn new() -> Self {
        let rules = RuleSet::load(&[]).expect("the shipped rules load");
        Self {
            scanner: Scanner::new(Arc::new(rules), Key([1; 16])),
        }
    }

    fn id(&self, rule: u16) -> &str {
        &self.scanner.rules().rules()[usize::from(rule)].id
    }

    /// Rules of a text's findings of medium and more, with their first column.
    fn text(&mut self, text: &str) -> Vec<(String, u64)> {
        let mut out = Found::default();
        let mut item = ItemDetector::new(Locator::default());
        let start = Start::Lines {
            line: 1,
            column: 0,
            byte: Some(0),
        };
        item.text(&mut self.scanner, &Text::whole(text, start), &mut out);
        item.finish(&mut self.scanner, &mut out);
        self.sure(&out)
    }

    fn sure(&self, out: &Found) -> Vec<(String, u64)> {
        out.occurrences
            .iter()
            .filter(|o| o.confidence >= Some(Confidence::Medium))
            .map(|o| match o.position {
                Position::Text { column, .. } => (self.id(o.rule.0).to_owned(), column),
                _ => unreachable!("text has columns"),
            })
            .collect()
    }

    pub(super) fn table(&mut self, rows: &[&[&str]]) -> Found {
        let mut out = Found::default();
        let mut item = ItemDetector::new(Locator::default());
        let head = TableHead {
            sheet: None,
            first_column: 1,
            header: Header::Unknown,
        };
        item.begin_table(&mut self.scanner, head, &mut out);
        for (n, row) in rows.iter().enumerate() {
            let cells: Vec<Cell<'_>> = row.iter().map(|c| Cell::text(c)).collect();
            item.row(&mut self.scanner, n as u64 + 1, &cells, &mut out);
        }
        item.finish(&mut self.scanner, &mut out);
        out
    }

    pub(super) fn holds(&self, out: &Found, rule: &str) -> Option<Confidence> {
        let of_rule = out.holdings.iter().filter(|h| self.id(h.rule.0) == rule);
        of_rule.map(|h| h.confidence).max()
    }
}

fn headers(out: &Found) -> Vec<&str> {
    let all = out.holdings.iter().map(|h| &h.place);
    let mut all: Vec<&str> = all.filter_map(|p| p.header.as_deref()).collect();
    all.sort_unstable();
    all.dedup();
    all
}

#[test]
fn letters_beyond_ascii_at_any_cut() {
    let b = &mut Bench::new();
    for n in 50..70 {
        let accents = "é".repeat(n);
        b.text(&format!(
            "Adresse : 12 rue des Lilas, Bât. a{accents}, 33000 Bordeaux"
        ));
        b.text(&format!(
            "Adresse : 12 rue des Lilas, Bât. {accents}, 33000 Bordeaux"
        ));
    }
    let found = b.text("12 âvenue de la Gare 33000 Bordeaux");
    assert_eq!(found, [("postal-address".to_owned(), 1)]);
}

#[test]
fn numbers_after_pictures_glyphs_and_odd_dashes() {
    let b = &mut Bench::new();
    for text in [
        "📞06 31 24 57 86",
        "\u{f095}06 31 24 57 86",
        "\u{fffd}06 31 24 57 86",
        "\u{feff}06 31 24 57 86",
    ] {
        assert_eq!(b.text(text), [("fr-phone".to_owned(), 2)], "{text}");
    }
    let found = b.text("tél 06\u{2011}31\u{2011}24\u{2011}57\u{2011}86");
    assert_eq!(found, [("fr-phone".to_owned(), 5)]);
}

#[test]
fn values_in_a_list_do_not_refuse_each_other() {
    let b = &mut Bench::new();
    let of = |rule: &str, at: &[u64]| -> Vec<(String, u64)> {
        at.iter().map(|c| (rule.to_owned(), *c)).collect()
    };
    let nirs = b.text("nir 255081416802538,269054958815780");
    assert_eq!(nirs, of("fr-nir", &[5, 21]));
    let phones = b.text("Tél : 01 44 55 66 77/06 12 34 56 78");
    assert_eq!(phones, of("fr-phone", &[7, 22]));
    // decimals are no second value
    assert!(b.text("montant 0612345678,25 EUR").is_empty());
}

#[test]
fn what_a_window_s_edge_cuts_keeps_its_characters() {
    let b = &mut Bench::new();
    let text = "virement FR76 3000 6000 0112 3456 7890 189 reçu de 4970 1012 3456 7890";
    let whole = b.text(text);
    for cut in 1..text.len() {
        if !text.is_char_boundary(cut) {
            continue;
        }
        let mut out = Found::default();
        let mut item = ItemDetector::new(Locator::default());
        for own in [0..cut, cut..text.len()] {
            let start = Start::Lines {
                line: 1,
                column: 0,
                byte: Some(0),
            };
            let window = Text {
                own,
                ..Text::whole(text, start)
            };
            item.text(&mut b.scanner, &window, &mut out);
        }
        assert_eq!(b.sure(&out), whole, "cut at {cut}");
    }
}

#[test]
fn random_numbers_do_not_hide_the_numbers_that_are_grouped() {
    let b = &mut Bench::new();
    let mut text = String::new();
    for i in 0..15 {
        text.push_str(&format!(
            "appel du 06 {} {} 57 8{}\n",
            31 + i,
            24 + i,
            i % 10
        ));
    }
    for i in 0..40 {
        text.push_str(&format!("t={}\n", 1_700_000_000u64 + i * 977));
    }
    let mut out = Found::default();
    let mut item = ItemDetector::new(Locator::default());
    item.text(
        &mut b.scanner,
        &Text::whole(&text, Start::Paragraph(1)),
        &mut out,
    );
    item.finish(&mut b.scanner, &mut out);
    assert_eq!(b.holds(&out, "fr-phone"), Some(Confidence::Medium));
}

#[test]
fn one_good_number_in_six_hundred_is_chance() {
    let b = &mut Bench::new();
    let cells: Vec<String> = (0..600u64)
        .map(|i| match i {
            300 => "0612345187".to_owned(),
            _ => (4_000_000_001 + i * 7_919).to_string(),
        })
        .collect();
    let rows: Vec<[&str; 1]> = cells.iter().map(|c| [c.as_str()]).collect();
    let mut all: Vec<&[&str]> = vec![&["reference"]];
    all.extend(rows.iter().map(|r| &r[..]));
    let out = b.table(&all);
    assert!(b.holds(&out, "fr-phone") < Some(Confidence::Medium));
}

#[test]
fn a_row_of_data_is_no_header() {
    let b = &mut Bench::new();
    let mut rows: Vec<&[&str]> = vec![&["Lefebvre", "06 31 24 57 86", "présent"]; 7];
    rows.push(&["Durand", "06 31 24 57 87", "salaire à revoir"]);
    rows.push(&["Petit", "06 31 24 57 88", "absent"]);
    let out = b.table(&rows);
    assert_eq!(headers(&out), Vec::<&str>::new());
    let of_phone = |h: &&Holding| b.id(h.rule.0) == "fr-phone";
    assert_eq!(out.holdings.iter().find(of_phone).map(|h| h.count), Some(9));

    let out = b.table(&[
        &["Martin", "06 31 24 57 86", "absent"],
        &["Durand", "06 31 24 57 87", "présent"],
    ]);
    assert_eq!(headers(&out), Vec::<&str>::new());

    let out = b.table(&[
        &["Dupont Jean", "06 31 24 57 86"],
        &["Nom", "Contact"],
        &["téléphone", "06 31 24 57 87"],
    ]);
    assert!(!headers(&out).iter().any(|h| h.contains("Dupont")));
    assert!(b.holds(&out, "fr-phone").is_some());
}

#[test]
fn one_number_with_and_without_its_country_is_one_person() {
    let b = &mut Bench::new();
    let out = b.table(&[
        &["telephone"],
        &["+33 6 31 24 57 86"],
        &["06 31 24 57 86"],
        &["0033 (0)6 31 24 57 86"],
        &["+33631245787"],
    ]);
    let mut distinct = crate::model::Sketch::default();
    for h in &out.holdings {
        distinct.merge(&h.distinct);
    }
    distinct.settle();
    assert_eq!(distinct.estimate(), 2);
}

#[test]
fn groups_apart_underlined_or_broken_over_lines() {
    let b = &mut Bench::new();
    for gap in [
        "  ", "\t", "\n", " \r\n  ", "\u{2011}", "\u{2013}", "_", "/",
    ] {
        let nir = ["2", "55", "08", "14", "168", "025", "38"].join(gap);
        let found = b.text(&format!("NIR : {nir}."));
        assert_eq!(found[0], ("fr-nir".to_owned(), 7), "{gap:?}: {found:?}");
        let iban = ["FR76", "3000", "6000", "0112", "3456", "7890", "189"].join(gap);
        let found = b.text(&format!("IBAN : {iban}, BIC"));
        assert_eq!(found[0], ("iban".to_owned(), 8), "{gap:?}: {found:?}");
    }
    for gap in ["\u{2011}", "\u{2013}", "\u{2010}"] {
        let phone = ["06", "31", "24", "57", "86"].join(gap);
        let found = b.text(&format!("tél {phone}"));
        assert_eq!(found, [("fr-phone".to_owned(), 5)], "{gap:?}");
    }
}

#[test]
fn numbers_that_an_export_wrote_with_decimals() {
    let b = &mut Bench::new();
    let nirs = [
        "255081416802538.0",
        "2.69054958815780E14",
        "255081416802538,0",
    ];
    let rows: Vec<[&str; 2]> = nirs.iter().map(|n| [*n, "612457896.0"]).collect();
    let mut all: Vec<&[&str]> = vec![&["nir", "telephone"]];
    all.extend(rows.iter().map(|r| &r[..]));
    let out = b.table(&all);
    assert_eq!(b.holds(&out, "fr-nir"), Some(Confidence::High));
    assert_eq!(b.holds(&out, "fr-phone"), Some(Confidence::Medium));
}

#[test]
fn keys_of_logs_and_parts_of_accounts() {
    let b = &mut Bench::new();
    let one = |rule: &str, at| vec![(rule.to_owned(), at)];
    let found = b.text("user=mvasselin login failed");
    assert_eq!(found, one("login", 6));
    let found = b.text("lat=48.8566 lon=2.3522");
    assert_eq!(found, one("geolocation", 5));
    let found = b.text("Banque 30004 Guichet 00828 Compte 00010173245 Clé 07");
    assert_eq!(found, one("fr-rib", 8));
    let found = b.text("Banque 30004 Guichet 00828 Compte 00010173245 Clé 08");
    assert!(found.is_empty(), "{found:?}");
    let found = b.text("mail sent id=<20250301080003.12345@mail.exemple.fr>");
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn yes_under_a_sensitive_name_is_sensitive() {
    let b = &mut Bench::new();
    let out = b.table(&[
        &["Nom", "RQTH"],
        &["Vasselin", "Oui"],
        &["Durand", "Non"],
        &["Petit", "Non"],
    ]);
    let of = |h: &&Holding| b.id(h.rule.0) == "health";
    assert_eq!(out.holdings.iter().find(of).map(|h| h.count), Some(1));
}

#[test]
fn health_beside_staff_numbers_or_birth_dates_is_of_persons() {
    let b = &mut Bench::new();
    for (header, values) in [
        (
            "matricule",
            ["A00017", "A00018", "A00021", "A00034", "A00042", "A00057"],
        ),
        (
            "date_naissance",
            [
                "12/03/1961",
                "01/07/1974",
                "30/11/1982",
                "09/05/1990",
                "21/02/1958",
                "17/08/1969",
            ],
        ),
    ] {
        let mut rows: Vec<Vec<&str>> = vec![vec![header, "motif médical"]];
        let words = ["dépression", "cancer du sein", "diabète"];
        rows.extend(
            values
                .iter()
                .zip(words.iter().cycle())
                .map(|(v, w)| vec![*v, *w]),
        );
        let rows: Vec<&[&str]> = rows.iter().map(|r| &r[..]).collect();
        let out = b.table(&rows);
        let health = out.holdings.iter().find(|h| b.id(h.rule.0) == "health");
        let found = health.map(|h| (h.count, h.confidence >= Confidence::Medium));
        assert_eq!(found, Some((6, true)), "{header}");
    }
}

#[test]
fn a_column_of_dates_is_one_of_births_among_persons_only() {
    let b = &mut Bench::new();
    let names = [
        ["Lefebvre", "Lucie"],
        ["Durand", "Paul"],
        ["Petit", "Marie"],
        ["Moreau", "Julien"],
        ["Vasselin", "Nadia"],
        ["Garnier", "Sophie"],
    ];
    let years = [1951, 1963, 1974, 1986, 1999, 2004];
    let mut held = |header: &[&str], persons: bool, from: i32, step: i32| {
        let dates: Vec<String> = (0..6)
            .map(|i| {
                format!(
                    "1{i}/0{}/{}",
                    i + 1,
                    from + (years[i as usize] - 1951) * step / 53
                )
            })
            .collect();
        let mut rows: Vec<Vec<&str>> = vec![header.to_vec()];
        for (name, date) in names.iter().zip(&dates) {
            let [a, z] = if persons { *name } else { ["F1", "soldé"] };
            rows.push(vec![a, z, date]);
        }
        let rows: Vec<&[&str]> = rows.iter().map(|r| &r[..]).collect();
        b.table(&rows)
    };
    let mut birth = |header: &[&str], persons, from, step| {
        let out = held(header, persons, from, step);
        let of = |h: &&Holding| Bench::new().id(h.rule.0) == "birth-date";
        out.holdings.iter().any(|h| of(&h))
    };
    let named = |date| ["nom", "prenom", date];
    for mute in ["date", "c3", "Champ 2"] {
        assert!(birth(&named(mute), true, 1951, 53), "{mute}");
        assert!(!birth(&named(mute), true, 1990, 20), "{mute}: a career");
        assert!(!birth(&["numero", "etat", mute], false, 1951, 53), "{mute}");
    }
    for other in [
        "date_facture",
        "date_embauche",
        "date_achat",
        "date_contrat",
        "date_deces",
        "echeance",
        "dt_maj",
        "date_creation",
        "date_mise_en_service",
        "date_dernier_contact",
    ] {
        assert!(!birth(&named(other), true, 1951, 53), "{other}");
    }
    assert!(birth(&named("date_naissance"), true, 1990, 20));
}

#[test]
fn parts_of_a_number_in_columns_of_their_own() {
    let b = &mut Bench::new();
    let accounts = [
        ["30004", "00828", "00010173245", "07"],
        ["14508", "211", "845127963", "65"],
        ["20041", "01005", "0500713M026", "21"],
        ["11808", "02914", "73512048821", "97"],
        ["10278", "06001", "00020512301", "60"],
    ];
    for header in [
        ["code_banque", "code_guichet", "numero_compte", "cle_rib"],
        ["banque", "guichet", "compte", "cle"],
    ] {
        let mut rows: Vec<&[&str]> = vec![&header];
        rows.extend(accounts.iter().map(|a| &a[..]));
        let out = b.table(&rows);
        let of = |h: &&Holding| b.id(h.rule.0) == "fr-rib";
        let rib = out.holdings.iter().find(of).expect("a holding");
        assert_eq!((rib.count, rib.confidence), (5, Confidence::High));
        assert_eq!(rib.place.header.as_deref(), Some(header[2]));
    }
    let mut rows: Vec<&[&str]> = vec![&["banque", "guichet", "compte", "cle"]];
    let wrong = accounts.map(|[a, g, c, _]| [a, g, c, "11"]);
    rows.extend(wrong.iter().map(|a| &a[..]));
    let out = b.table(&rows);
    assert_eq!(b.holds(&out, "fr-rib"), None);

    let out = b.table(&[
        &["nom", "nir", "cle"],
        &["Vasselin", "2550814168025", "38"],
        &["Durand", "2690549588157", "80"],
    ]);
    assert_eq!(b.holds(&out, "fr-nir"), Some(Confidence::High));
    assert_eq!(b.holds(&out, "fr-nir-keyless"), None);
}

#[test]
fn a_letterhead_is_the_organisation_s_and_its_customer_a_person() {
    let b = &mut Bench::new();
    let head = "SAS Menuiserie Bertrand\n12 rue de la République, 69002 Lyon\n\
                SIRET 842 801 755 00021\nTél. 04 72 31 24 57 - contact@menuiserie-b.fr\n\
                IBAN FR76 1450 8002 1100 8451 2796 365";
    let personal = |b: &mut Bench, text: &str| -> Vec<String> {
        let found = b.text(text).into_iter().map(|f| f.0);
        found
            .filter(|r| !["fr-siret", "company-name", "bic"].contains(&r.as_str()))
            .collect()
    };
    assert_eq!(personal(b, head), Vec::<String>::new());
    let below = personal(
        b,
        "12 rue de la République, 69002 Lyon\nSIRET 842 801 755 00021",
    );
    assert_eq!(below, Vec::<String>::new());
    for customer in [
        "\n\nM. Jean Dupont\n3 rue des Lilas, 33000 Bordeaux\nTél. 06 31 24 57 86",
        "\nM. Jean Dupont, 3 rue des Lilas, 33000 Bordeaux, 06 31 24 57 86",
        "\nClient : Dupont Jean, 3 rue des Lilas, 33000 Bordeaux, tél. 06 31 24 57 86",
    ] {
        let found = personal(b, &format!("{head}{customer}"));
        let wanted = ["person-name", "postal-address", "fr-phone"];
        assert_eq!(found, wanted, "{customer}");
    }
    // a named address of mail is its bearer's, wherever it stands
    let found = personal(
        b,
        "SARL Morvan, SIRET 842 801 755 00021, lucie.morvan@morvan.fr",
    );
    assert_eq!(found, ["email"]);
}

#[test]
fn an_address_in_the_address_of_a_page_is_the_same_address() {
    let b = &mut Bench::new();
    let mut out = Found::default();
    let mut item = ItemDetector::new(Locator::default());
    let text = "GET /?email=jean.dupont%40orange.fr 200\nà jean.dupont@orange.fr";
    let text = Text::whole(text, Start::Paragraph(1));
    item.text(&mut b.scanner, &text, &mut out);
    item.finish(&mut b.scanner, &mut out);
    let of = |h: &&Holding| b.id(h.rule.0) == "email";
    let email = out.holdings.iter().find(of).expect("a holding");
    assert_eq!((email.count, email.distinct.estimate()), (2, 1));
}
