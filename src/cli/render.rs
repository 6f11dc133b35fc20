//! The reports of an assessment as files.

use std::collections::BTreeMap;

use super::arguments::Format;
use super::error::CliError;
use super::pipeline::Files;
use crate::assess::model::Assessment;
use crate::evidence::canonical;
use crate::evidence::recording::Recording;
use crate::report::pdf::{self, Attachment};
use crate::report::{self, HtmlMeta, ReportContext, Templates};

/// The file ending of a format.
#[must_use]
pub(super) fn ending(format: Format) -> &'static str {
    match format {
        Format::Md => "md",
        Format::Html => "html",
        Format::Pdf => "pdf",
    }
}

/// `reports/attestation.*` in each of `formats`.
///
/// # Errors
/// When a template is refused or a report cannot be written.
pub(super) fn reports(
    assessment: &Assessment,
    recording: &Recording,
    templates: &BTreeMap<String, String>,
    formats: &[Format],
) -> Result<Files, CliError> {
    let stored = canonical::to_vec(assessment)?;
    let context = ReportContext {
        exchanges: recording.exchanges.clone(),
        assessment_digest: canonical::sha256(&stored),
        bundle: Some(super::bundle_identifier(assessment)),
    };
    let templates = Templates::with_overrides(templates.clone()).map_err(CliError::refused)?;
    let refused = CliError::refused;
    let markdown = report::markdown(assessment, &context, &templates).map_err(refused)?;
    let mut files = Files::new();
    let document = report::document(&markdown).map_err(refused)?;
    for format in formats {
        let bytes = match format {
            Format::Md => markdown.clone().into_bytes(),
            Format::Html => {
                let meta = HtmlMeta { generator: assessment.tool.clone(), description: subject(assessment) };
                report::html(&document, &meta, &templates).map_err(refused)?.into_bytes()
            }
            Format::Pdf => {
                let meta = pdf_meta(assessment, &context, &document.title, stored.clone());
                pdf::render(&document, &meta).map_err(CliError::failed)?
            }
        };
        files.insert(format!("reports/attestation.{}", ending(*format)), bytes);
    }
    Ok(files)
}

fn subject(assessment: &Assessment) -> String {
    let clusters = assessment.clusters.len();
    let plural = if clusters == 1 { "" } else { "s" };
    let system = &assessment.engagement.system;
    let account = &assessment.collection.account;
    format!(
        "{system}: {clusters} Amazon EKS cluster{plural} in account {account}, as of {}",
        assessment.as_of.date_naive()
    )
}

fn pdf_meta(assessment: &Assessment, context: &ReportContext, title: &str, stored: Vec<u8>) -> pdf::Meta {
    pdf::Meta {
        title: title.to_owned(),
        author: assessment.engagement.organisation.clone(),
        subject: subject(assessment),
        keywords: ["Amazon EKS", "shared responsibility", "management attestation"].map(str::to_owned).to_vec(),
        // The time of the verdicts, so that the same input gives the same bytes.
        created: assessment.as_of,
        identifier: context.assessment_digest.clone(),
        classification: None,
        attachments: vec![Attachment {
            name: "assessment.json".to_owned(),
            media_type: "application/json".to_owned(),
            description: "The assessment that this report is written from".to_owned(),
            bytes: stored,
        }],
    }
}
