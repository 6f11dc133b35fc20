//! Previous periods as a run takes them, and what changed since.

use super::error::RunError;
use crate::assess::change::{self, Change};
use crate::assess::model::Assessment;

/// The previous periods: their assessments as they were stored.
#[derive(Debug, Clone, Default)]
pub struct Previous {
    /// `assessment.json` of each, in the order of their times.
    pub stored: Vec<Vec<u8>>,
    /// The same, read.
    pub assessments: Vec<Assessment>,
    /// Days before its end in which an exception is about to expire.
    pub expiring_within_days: u32,
}

impl Previous {
    /// What changed since, when there is a previous period.
    ///
    /// # Errors
    /// When there are too many, or one is later than `current`.
    pub fn compare(&self, current: &Assessment) -> Result<Option<Change>, RunError> {
        if self.assessments.is_empty() {
            return Ok(None);
        }
        let change = change::compare(current, &self.assessments, self.expiring_within_days);
        change.map(Some).map_err(RunError::refused)
    }
}
