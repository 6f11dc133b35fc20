//! What a report says beyond the assessment.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::assess::change::Change;
use crate::evidence::exchange::Exchange;

/// The run and the bundle that a report belongs to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReportContext<'a> {
    /// Every exchange of the recording, retries included: the evidence index.
    pub exchanges: Vec<Exchange>,
    /// Stored reply bodies by exchange id; the page shows those that findings cite.
    pub replies: Cow<'a, BTreeMap<String, Vec<u8>>>,
    /// SHA-256 of the canonical `assessment.json` that the report is written from.
    pub assessment_digest: String,
    /// What changed since the previous periods, when there are any.
    pub change: Option<Change>,
    /// External identifier of the bundle, when the report goes into one.
    pub bundle: Option<String>,
    /// Path in the bundle of the workbook with all data, when one is written.
    pub workbook: Option<String>,
    /// Names of the templates that are not the built-in ones.
    pub custom_templates: Vec<String>,
}
