//! What can go wrong between an assessment and its data files.

use miette::Diagnostic;

/// Why a data file could not be written.
#[derive(Debug, thiserror::Error, Diagnostic)]
#[non_exhaustive]
pub enum ExportError {
    /// The workbook cannot be written.
    #[error("the workbook cannot be written: {0}")]
    #[diagnostic(code(eks_attest::export::xlsx), help("this is a defect of this program: please report it"))]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// A CSV file cannot be written.
    #[error("the CSV file {file} cannot be written: {message}")]
    #[diagnostic(code(eks_attest::export::csv), help("this is a defect of this program: please report it"))]
    Csv {
        /// Its name.
        file: &'static str,
        /// What is wrong.
        message: String,
    },
}
