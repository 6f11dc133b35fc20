//! What a bundle is called: distinct for distinct bundles, equal for equal input.

use std::collections::BTreeMap;

use super::error::RunError;
use super::options::Document;
use crate::assess::change::Change;
use crate::assess::model::Assessment;
use crate::evidence::canonical;

/// What else than the assessment makes a bundle what it is.
pub(super) struct Making<'a> {
    pub(super) documents: &'a [Document],
    pub(super) change: Option<&'a Change>,
    pub(super) templates: &'a BTreeMap<String, String>,
}

/// The bundle's identifier: account, day, what kind of report, and a digest of what was judged (organisation, system,
/// period, clusters and verdicts are in the assessment, `stored` as it is in the bundle) and of how it is reported.
///
/// # Errors
/// When a value cannot be written as JSON.
pub(super) fn identifier(assessment: &Assessment, stored: &[u8], making: &Making<'_>) -> Result<String, RunError> {
    let documents: Vec<&str> = making.documents.iter().map(|document| document.name()).collect();
    let parts = (canonical::sha256(stored), &documents, making.change, making.templates);
    let digest = canonical::sha256(canonical::to_line(&parts)?.as_bytes());
    let (account, day) = (&assessment.collection.account, assessment.as_of.format("%Y%m%d"));
    let kind = documents.first().copied().unwrap_or("assessment");
    Ok(format!("eks-attest-{account}-{day}-{kind}-{}", &digest[..12]))
}
