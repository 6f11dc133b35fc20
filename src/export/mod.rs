//! The data of an assessment for spreadsheets and other programs: one set of
//! tables, written as an XLSX workbook and as CSV files. Decides no outcome.

mod csv;
mod error;
mod format;
mod rows;
mod sarif;
mod table;
mod tables;
mod xlsx;

pub use self::csv::files as csv_files;
pub use error::ExportError;
pub use format::Format;
pub use xlsx::workbook;

use crate::assess::model::Assessment;
use crate::evidence::exchange::Exchange;

/// The files of a format by name, each with its bytes; none for a format of reports.
///
/// # Errors
/// When a file cannot be put together.
pub fn files(
    format: Format,
    assessment: &Assessment,
    exchanges: &[Exchange],
) -> Result<Vec<(String, Vec<u8>)>, ExportError> {
    Ok(match format {
        Format::Md | Format::Html | Format::Pdf => Vec::new(),
        Format::Xlsx => vec![(xlsx::NAME.to_owned(), workbook(assessment, exchanges)?)],
        Format::Csv => csv_files(assessment, exchanges)?.into_iter().collect(),
        Format::Sarif => vec![(sarif::NAME.to_owned(), sarif::file(assessment, exchanges))],
    })
}

#[cfg(test)]
mod tests;
