//! Tests of the reader of dumps.

use super::*;
use crate::extract::Start;
use crate::extract::office::testing::Heard;
use crate::extract::testing::Recorder;
use proptest::prelude::*;

fn heard(text: &str) -> Vec<String> {
    Heard::from(read, text.as_bytes()).lines
}

fn recorded(text: &str, block: usize, limits: &Limits) -> Recorder {
    let mut recorder = Recorder::default();
    let mut input = text.as_bytes();
    let mut chars = Chars::with_block(&mut input, block);
    read_chars(&mut chars, limits, &mut recorder).expect("nothing stops it");
    recorder
}

#[test]
fn a_mysql_dump_is_tables_and_text() {
    let sql = "-- MySQL dump 10.13  Host: rh\nCREATE TABLE `salaries` (\n  `id` int NOT NULL,\n  `nom` varchar(50),\n  PRIMARY KEY (`id`)\n);\n\
        INSERT INTO `salaries` VALUES (1,'L\\'Herbier'),(2,NULL);\nINSERT INTO `salaries` (`id`) VALUES (3);\n-- fin\n";
    let lines = heard(sql);
    assert_eq!(
        lines[1..],
        [
            "table Some(\"salaries\")",
            "row 1: 1|L'Herbier",
            "row 2: 2|",
            "text line 8: ;\n-- fin\n",
            "end",
            "table Some(\"salaries\")",
            "row 3: 3",
            "end",
        ]
    );
    assert!(lines[0].starts_with("text line 1: -- MySQL dump"));
}

#[test]
fn rows_of_copy_end_with_their_line() {
    let sql =
        "SET x = 1;\nCOPY public.s (id, note) FROM stdin;\n1\ta\\nb\n2\t\\N\n\\.\n\n-- Name: t\n";
    assert_eq!(
        heard(sql),
        [
            "text line 1: SET x = 1;\n",
            "table Some(\"public.s\")",
            "row 1: 1|a\nb",
            "row 2: 2|",
            "text line 6: \n-- Name: t\n",
            "end",
        ]
    );
}

#[test]
fn names_without_a_row_are_text() {
    for text in [
        "a\n| Léa Vernay | 0612345678 |\n|---|---|\n\nb\n",
        "| Léa | Vernay |\n|---|---|",
        "+----+----+\n| Léa | B |\n+----+----+\n",
    ] {
        let all = heard(text).join("\n");
        assert!(all.contains("Léa") && !all.contains("table"), "{all}");
    }
}

#[test]
fn tables_in_turns_are_one_table_each() {
    let turn = "INSERT INTO a VALUES (1);\nINSERT INTO b VALUES (2);\n";
    let recorder = recorded(&turn.repeat(500), 64, &Limits::default());
    assert_eq!(recorder.tables, 2);
    assert_eq!(recorder.rows.len(), 1000);
    assert_eq!(recorder.rows[999], (500, vec!["2".to_owned()]));
}

#[test]
fn statements_of_servers_by_microsoft_and_oracle_are_read() {
    let sql = "USE [rh]\r\nGO\r\nINSERT [dbo].[S] ([Id], [Nom]) VALUES (1, N'C:\\')\r\nGO\r\nInsert into X.Y (A) values (to_date('1988-11-14','YYYY-MM-DD'));\r\n";
    let lines = heard(sql);
    assert!(lines.contains(&"row 1: 1|C:\\".to_owned()), "{lines:?}");
    assert!(lines.contains(&"row 1: 1988-11-14".to_owned()), "{lines:?}");
}

#[test]
fn what_is_broken_stays_text() {
    let sql = "INSERT INTO a VALUES (1,'x'), (2, 'oups;\nSELECT 'jean@exemple.fr';\nINSERT INTO a VALUES (3,'y');\n";
    let recorder = recorded(sql, 1 << 20, &Limits::default());
    assert_eq!(recorder.rows[0], (1, vec!["1".to_owned(), "x".to_owned()]));
    let all: String = recorder.texts.iter().map(|t| &t.0[t.1.clone()]).collect();
    assert!(
        all.contains("(2, 'oups") && all.contains("jean@exemple.fr"),
        "{all}"
    );
    assert_eq!(recorder.rows.last().map(|r| r.1[0].as_str()), Some("3"));
    assert_eq!(recorder.notes.len(), 1);
}

#[test]
fn escapes_are_learnt_from_what_they_break() {
    let sql =
        "INSERT INTO a VALUES (1,'x');\nINSERT INTO a VALUES (2,'l\\'été'),(3,'d\\'hiver');\n";
    let rows = recorded(sql, 1 << 20, &Limits::default()).rows;
    assert_eq!(rows[2].1, ["3", "d'hiver"]);
}

#[test]
fn one_line_of_many_rows_streams() {
    let mut sql = "INSERT INTO `a` (`id`,`note`) VALUES ".to_owned();
    for i in 0..200_000 {
        sql.push_str(&format!("({i},'note {i} de l\\'été'),"));
    }
    sql.push_str("(0,'z');\n");
    let rows = recorded(&sql, 4096, &Limits::default()).rows;
    assert_eq!(rows.len(), 200_001);
    assert_eq!(rows[199_999].1[1], "note 199999 de l'été");
}

#[test]
fn rows_that_never_end_are_text_and_take_no_time() {
    let sql = "INSERT INTO a VALUES (\n".repeat(3000);
    let recorder = recorded(&sql, 4096, &Limits::default());
    assert!(recorder.rows.is_empty());
    assert_eq!(recorder.notes, ["sql: 3000 rows are broken, read as text"]);
}

#[test]
fn drawn_tables_are_tables() {
    let text = "psql (16)\n id |   nom    \n----+----------\n  1 | Lefebvre\n  2 | Léa\n(2 rows)\n\n\
        +----+-----+\n| id | nom |\n+----+-----+\n|  1 | Zoé |\n+----+-----+\n\n\
        -[ RECORD 1 ]-\nid  | 1\nnom | Paul\n-[ RECORD 2 ]-\nnom | Luc\n\n-[ ENREGISTREMENT 1 ]-\nnom | Ana\n";
    assert_eq!(
        heard(text),
        [
            "text line 1: psql (16)\n",
            "table None",
            "row 1: 1|Lefebvre",
            "row 2: 2|Léa",
            "text line 6: (2 rows)\n\n",
            "row 3: 1|Zoé",
            "keyed line 15 id: 1",
            "keyed line 16 nom: Paul",
            "keyed line 18 nom: Luc",
            "keyed line 21 nom: Ana",
            "end",
        ]
    );
}

#[test]
fn cells_are_limited() {
    let limits = Limits {
        cells: 3,
        ..Limits::default()
    };
    let recorder = recorded("INSERT INTO a VALUES (1,2),(3,4);\n", 64, &limits);
    assert_eq!(recorder.rows.len(), 1);
    assert_eq!(recorder.problems[0].what, Reason::CellLimit);
}

#[test]
fn dumps_are_known_by_their_content() {
    assert_eq!(
        sniff("x\n  insert into t values (1);"),
        Some(Sniffed::Statements)
    );
    assert_eq!(sniff("a\nb | c\n--+--\n1 | 2\n"), Some(Sniffed::Listing));
    assert_eq!(
        sniff("Insert into the form the values (all).\na | b\n"),
        None
    );
}

proptest! {
    #[test]
    fn nothing_vanishes(parts in proptest::collection::vec(prop_oneof![
        "[a-z;'(\n -]{0,20}",
        Just("INSERT INTO t (a,b) VALUES (1,'xé'),(2,'y''z'),".to_owned()),
        Just("COPY t (a, b) FROM stdin;\nq\tw\n".to_owned()),
        Just("\\.\n".to_owned()),
        Just("\n\n \n\n".to_owned()),
        Just("INSERT INTO t VALUES ('a',,'b'),(,1,);".to_owned()),
        Just("\na | b\n--+--\n".to_owned()),
        Just("+--+\n|n |\n+--+\n|vv|\n".to_owned()),
    ], 0..12), block in 8usize..200) {
        let text: String = parts.concat();
        let whole = recorded(&text, 1 << 20, &Limits::default());
        let small = recorded(&text, block, &Limits::default());
        let own = |r: &Recorder| r.texts.iter().map(|t| t.0[t.1.clone()].to_owned()).collect::<String>();
        prop_assert_eq!(&whole.rows, &small.rows);
        prop_assert_eq!(own(&whole), own(&small));
        prop_assert_eq!(&whole.placed, &small.placed);
        prop_assert_eq!(whole.placed.len(), whole.rows.iter().map(|r| r.1.len()).sum::<usize>());
        for (cell, start) in &whole.placed {
            let Start::Lines { byte, line, column } = *start else { panic!("{start:?}") };
            if let Some(byte) = byte {
                let before = &text[..byte as usize];
                prop_assert!(text[byte as usize..].starts_with(cell.as_str()));
                prop_assert_eq!(line, 1 + before.matches('\n').count() as u64);
                let begins = before.rfind('\n').map_or(0, |n| n + 1);
                prop_assert_eq!(column, before[begins..].chars().count() as u64);
            }
        }
        for (text, _, start) in &whole.texts {
            let Start::Lines { byte: Some(byte), line, .. } = *start else { panic!("{start:?}") };
            let before = &parts.concat()[..byte as usize];
            prop_assert_eq!(line, 1 + before.matches('\n').count() as u64);
            prop_assert!(parts.concat()[byte as usize..].starts_with(text.as_str()));
        }
    }
}
