//! The data of an assessment for spreadsheets and other programs: one set of
//! tables, written as an XLSX workbook and as CSV files. Decides no outcome.

mod csv;
mod error;
mod rows;
mod table;
mod tables;
mod xlsx;

pub use self::csv::files as csv_files;
pub use error::ExportError;
pub use xlsx::workbook;

#[cfg(test)]
mod tests;
