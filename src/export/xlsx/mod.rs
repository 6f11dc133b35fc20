//! The workbook: a summary, then one sheet a table.
//!
//! Text is always written as text: no cell of the workbook is a formula.

mod summary;

use chrono::{DateTime, Datelike as _, NaiveDate, Timelike as _, Utc};
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use super::error::ExportError;
use super::rows::Rows;
use super::table::{Cell, begins_like_a_formula};
use super::tables;
use crate::assess::model::Assessment;
use crate::evidence::exchange::Exchange;

/// Name of the workbook.
pub(super) const NAME: &str = "attestation.xlsx";
/// Rows of a sheet, its header included (Excel's specifications and limits).
const ROWS: usize = 1_048_576;
/// Characters of a cell, counted as UTF-16 code units (the same page).
const CHARACTERS: usize = 32_767;
const CUT: &str = " … (cut: a cell holds no more; assessment.json has the whole)";

/// The workbook of an assessment. Equal input gives equal bytes.
///
/// # Errors
/// When the workbook cannot be put together.
pub fn workbook(assessment: &Assessment, exchanges: &[Exchange]) -> Result<Vec<u8>, ExportError> {
    write(assessment, tables::all(assessment, exchanges), ROWS)
}

/// `most`: the rows that a sheet may have.
pub(super) fn write(assessment: &Assessment, tables: Vec<Rows<'_>>, most: usize) -> Result<Vec<u8>, ExportError> {
    let styles = Styles::new();
    let mut book = Workbook::new();
    let properties = DocProperties::new()
        .set_title("Management attestation: data")
        .set_author(&assessment.engagement.organisation)
        .set_creation_datetime(&time(assessment.as_of)?);
    book.set_properties(&properties);
    summary::write(book.add_worksheet(), assessment, &cut(&tables, most), &styles)?;
    for table in tables {
        // Its rows wait in a file without a name: a sheet of 100,000 findings takes gigabytes of memory.
        let sheet = book.add_worksheet_with_low_memory()?;
        sheet.set_name(table.sheet)?;
        fill(sheet, table, most, &styles)?;
    }
    Ok(book.save_to_buffer()?)
}

/// The tables that a sheet cannot hold, in words.
fn cut(tables: &[Rows<'_>], most: usize) -> Vec<String> {
    let long = tables.iter().filter(|table| table.total + 1 > most);
    long.map(|table| notice(table, most)).collect()
}

fn notice(table: &Rows<'_>, most: usize) -> String {
    // One row is the header's, one the notice's.
    let (shown, total) = (most.saturating_sub(2), table.total);
    format!("{}: first {shown} of {total} rows; the CSV files and assessment.json have all", table.sheet)
}

fn fill(sheet: &mut Worksheet, mut table: Rows<'_>, most: usize, styles: &Styles) -> Result<(), XlsxError> {
    let whole = table.total < most;
    let shown = if whole { table.total } else { most.saturating_sub(2) };
    for (column, (name, width)) in (0u16..).zip(table.columns) {
        sheet.write_string_with_format(0, column, *name, &styles.header)?;
        sheet.set_column_width(column, *width)?;
    }
    for (row, cells) in (1u32..).zip(table.rows.by_ref().take(shown)) {
        for (column, cell) in (0u16..).zip(&cells) {
            put(sheet, (row, column), cell, styles)?;
        }
    }
    let last = u32::try_from(shown).unwrap_or(u32::MAX);
    if !whole {
        sheet.write_string_with_format(last + 1, 0, notice(&table, most), &styles.bold)?;
    }
    let right = u16::try_from(table.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
    sheet.autofilter(0, 0, last, right)?;
    sheet.set_freeze_panes(1, 1)?;
    sheet.set_repeat_rows(0, 0)?;
    sheet.set_landscape().set_print_fit_to_pages(1, 0);
    Ok(())
}

fn put(sheet: &mut Worksheet, (row, column): (u32, u16), cell: &Cell, styles: &Styles) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => {}
        Cell::Text(text) => {
            let style = if begins_like_a_formula(text) { &styles.quoted } else { &styles.text };
            sheet.write_string_with_format(row, column, shortened(text), style)?;
        }
        // Every number here is a count: far below 2^53, which a cell holds exactly.
        Cell::Number(number) => {
            sheet.write_number_with_format(row, column, *number as f64, &styles.number)?;
        }
        Cell::Date(date) => {
            sheet.write_datetime_with_format(row, column, &day(*date)?, &styles.date)?;
        }
        Cell::Time(moment) => {
            sheet.write_datetime_with_format(row, column, &time(*moment)?, &styles.time)?;
        }
    }
    Ok(())
}

/// The text as far as a cell holds it.
fn shortened(text: &str) -> String {
    if text.encode_utf16().count() <= CHARACTERS {
        return text.to_owned();
    }
    let room = CHARACTERS - CUT.encode_utf16().count();
    let mut used = 0;
    let fitting = text.chars().take_while(|c| {
        used += c.len_utf16();
        used <= room
    });
    fitting.collect::<String>() + CUT
}

fn day(date: NaiveDate) -> Result<ExcelDateTime, XlsxError> {
    let part = |number: u32| u8::try_from(number).unwrap_or_default();
    ExcelDateTime::from_ymd(u16::try_from(date.year()).unwrap_or_default(), part(date.month()), part(date.day()))
}

fn time(moment: DateTime<Utc>) -> Result<ExcelDateTime, XlsxError> {
    let part = |number: u32| u8::try_from(number).unwrap_or_default();
    let hour = u16::try_from(moment.hour()).unwrap_or_default();
    day(moment.date_naive())?.and_hms(hour, part(moment.minute()), part(moment.second()))
}

/// How cells look.
struct Styles {
    header: Format,
    title: Format,
    bold: Format,
    text: Format,
    /// Text that stays text when a person edits the cell and leaves it unchanged.
    quoted: Format,
    number: Format,
    date: Format,
    time: Format,
}

impl Styles {
    fn new() -> Self {
        let top = || Format::new().set_align(FormatAlign::Top);
        Self {
            header: top()
                .set_bold()
                .set_text_wrap()
                .set_font_color(0xFF_FF_FF)
                .set_background_color(0x10_26_3F)
                .set_border_bottom(FormatBorder::Thin),
            title: top().set_bold().set_font_size(14),
            bold: top().set_bold(),
            text: top().set_text_wrap(),
            quoted: top().set_text_wrap().set_quote_prefix(),
            number: top().set_num_format("0"),
            date: top().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Left),
            time: top().set_num_format("yyyy-mm-dd hh:mm:ss").set_align(FormatAlign::Left),
        }
    }
}
