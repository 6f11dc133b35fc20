//! As `pdf`, in a build without that feature.

use super::{Content, ReportInput};
use crate::report::ReportContext;
use crate::report::brand::Brand;
use crate::run::error::RunError;

/// PDFs that are not written.
pub(super) struct Pdfs;

impl Pdfs {
    pub(super) fn of(_: &ReportInput<'_>) -> Result<Self, RunError> {
        Ok(Self)
    }

    pub(super) fn write(
        &self,
        _: &Content,
        _: &ReportInput<'_>,
        _: &ReportContext<'_>,
        _: &Brand,
    ) -> Result<Vec<u8>, RunError> {
        Err(RunError::LeftOut { what: "writing PDF", feature: "pdf" })
    }
}
