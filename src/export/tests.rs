//! What spreadsheets are given, read back.

use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};

use super::rows::Rows;
use super::table::{Cell, Table};
use super::{csv, xlsx};
use crate::assess::model::Assessment;

/// Texts that a spreadsheet may take for more than text.
const HOSTILE: [&str; 18] = [
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(1,1)",
    "\t=1+1",
    "\r=1+1",
    "=HYPERLINK(\"http://203.0.113.9\",\"x\")",
    "＝1+1",
    " =1+1",
    "\u{a0}=1+1",
    " \t@SUM(1,1)",
    "\u{3000}＝1+1",
    "\u{2003}-1",
    "\n =1+1",
    "_x0041_ <a href=\"x\">&amp;</a>",
    "line\nbreak, \"quote\"",
    "bell\u{7} bidi\u{202e} nul\u{0}",
    "{=1+1}",
];

fn assessment() -> Assessment {
    // The smallest that deserialises: export reads it through its public form.
    serde_json::from_value(serde_json::json!({
        "schema": "eks-attest/assessment/v1", "tool": "eks-attest 0.1.0", "asOf": "2026-09-30T23:59:59Z",
        "engagement": {"organisation": "=Alder", "system": "Payments", "periodFrom": "2026-07-01",
            "periodTo": "2026-09-30", "preparer": "", "parameters": {}, "scopeStatement": ""},
        "collection": {"account": "111122223333", "region": "eu-west-1", "principal": "arn:aws:iam::1:role/r",
            "startedAt": "2026-09-30T23:00:00Z", "finishedAt": "2026-09-30T23:10:00Z", "exchanges": 3},
        "controlsDigest": "a", "factsDigest": "b", "clusters": [], "responsibility": [], "controls": {}, "areas": [],
        "results": [], "counts": {}, "frameworks": [], "gaps": [], "coverage": []
    }))
    .unwrap()
}

fn table(rows: Vec<Vec<Cell>>) -> Rows<'static> {
    Table { sheet: "Findings", file: Some("findings.csv"), columns: &[("Text", 20), ("Number", 10)], rows }.into()
}

fn read(bytes: &[u8], sheet: &str) -> Vec<Vec<Data>> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes.to_vec())).unwrap();
    let formulas = book.worksheet_formula(sheet).unwrap();
    assert!(formulas.used_cells().all(|(_, _, formula)| formula.is_empty()), "{sheet} has formulas");
    book.worksheet_range(sheet).unwrap().rows().map(<[Data]>::to_vec).collect()
}

#[test]
fn text_from_outside_stays_text_in_a_workbook() {
    let rows = HOSTILE.iter().map(|text| vec![Cell::from(*text), 7_u64.into()]).collect();
    let bytes = xlsx::write(&assessment(), vec![table(rows)], 100).unwrap();
    let rows = read(&bytes, "Findings");
    assert_eq!(rows.len(), HOSTILE.len() + 1);
    for (row, text) in rows[1..].iter().zip(HOSTILE) {
        let Data::String(found) = &row[0] else { panic!("{text:?} became {:?}", row[0]) };
        let shown = text.replace('\u{7}', "[U+0007]").replace('\u{202e}', "[U+202E]").replace('\0', "[U+0000]");
        // XML turns a carriage return into a line feed unless it is escaped.
        assert_eq!(found.replace("_x000D_", "\r"), shown);
        assert_eq!(row[1], Data::Float(7.0));
    }
}

#[test]
fn s7_formulas_are_guarded_in_csv_and_nothing_else_is() {
    for text in &HOSTILE[..14] {
        assert_eq!(csv::field(&Cell::from(*text)), format!("'{text}"));
    }
    assert_eq!(csv::field(&Cell::from("a=b")), "a=b");
    assert_eq!(csv::field(&Cell::from(5_u64)), "5");
    assert_eq!(csv::field(&Cell::Empty), "");
    assert_eq!(csv::field(&Cell::from("x\u{202e}y")), "x[U+202E]y");
}

#[test]
fn a_sheet_that_is_cut_says_so_on_the_sheet_and_on_the_summary() {
    let rows: Vec<Vec<Cell>> = (0..10_u64).map(|n| vec!["a".into(), n.into()]).collect();
    let bytes = xlsx::write(&assessment(), vec![table(rows.clone())], 6).unwrap();
    let notice = "Findings: first 4 of 10 rows; the CSV files and assessment.json have all";
    let sheet = read(&bytes, "Findings");
    assert_eq!(sheet.len(), 6);
    assert_eq!(sheet[4][1], Data::Float(3.0));
    assert_eq!(sheet[5][0], Data::String(notice.into()));
    assert!(read(&bytes, "Summary").concat().contains(&Data::String(notice.into())));
    // Exactly full is not cut.
    let full = xlsx::write(&assessment(), vec![table(rows[..5].to_vec())], 6).unwrap();
    assert_eq!(read(&full, "Findings")[5][1], Data::Float(4.0));
    assert!(!read(&full, "Summary").concat().contains(&Data::String(notice.into())));
}

#[test]
fn a_cell_that_is_too_long_says_that_it_is_cut() {
    let long = "é😀".repeat(20_000);
    let bytes = xlsx::write(&assessment(), vec![table(vec![vec![long.into(), Cell::Empty]])], 100).unwrap();
    let Data::String(found) = read(&bytes, "Findings")[1][0].clone() else { panic!("no text") };
    assert!(found.encode_utf16().count() <= 32_767, "{}", found.encode_utf16().count());
    assert!(found.ends_with("assessment.json has the whole)"));
}

#[test]
fn times_are_times_and_equal_input_gives_equal_bytes() {
    let assessment = assessment();
    let moment = assessment.as_of;
    let rows = vec![vec![moment.into(), Cell::Empty], vec![moment.date_naive().into(), Cell::Empty]];
    let bytes = xlsx::write(&assessment, vec![table(rows.clone())], 100).unwrap();
    assert_eq!(bytes, xlsx::write(&assessment, vec![table(rows)], 100).unwrap());
    let sheet = read(&bytes, "Findings");
    let serial = |cell: &Data| match cell {
        Data::DateTime(time) => time.as_f64(),
        other => panic!("{other:?} is not a time"),
    };
    // 2026-09-30 is day 46295 of the calendar that begins on 1900-01-01.
    assert!((serial(&sheet[1][0]) - (46_295.0 + 86_399.0 / 86_400.0)).abs() < 1e-6);
    assert!((serial(&sheet[2][0]) - 46_295.0).abs() < 1e-9);
}
