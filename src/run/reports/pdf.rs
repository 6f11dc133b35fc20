//! Reports as PDF files.

use std::sync::Arc;

use super::{Content, ReportInput, describe};
use crate::evidence::canonical;
use crate::report::ReportContext;
use crate::report::brand::Brand;
use crate::report::pdf::{self, Attachment};
use crate::run::error::RunError;

/// What all PDFs of a run have in common.
pub(super) struct Pdfs {
    /// What each carries.
    attachments: Vec<Attachment>,
}

impl Pdfs {
    pub(super) fn of(input: &ReportInput<'_>) -> Result<Self, RunError> {
        attachments(input).map(|attachments| Self { attachments })
    }

    pub(super) fn write(
        &self,
        content: &Content,
        input: &ReportInput<'_>,
        context: &ReportContext<'_>,
        brand: &Brand,
    ) -> Result<Vec<u8>, RunError> {
        let meta = pdf::Meta {
            title: content.parsed.title.clone(),
            author: input.assessment.engagement.organisation.clone(),
            subject: describe(input.assessment),
            keywords: ["Amazon EKS", "shared responsibility", content.document.description()]
                .map(str::to_owned)
                .to_vec(),
            // The time of the verdicts, so that the same input gives the same bytes.
            created: input.assessment.as_of,
            identifier: context.assessment_digest.clone(),
            classification: brand.classification.clone(),
            attachments: self.attachments.clone(),
            colours: brand.colours,
            logo: brand.pixels().map_err(RunError::refused)?,
        };
        pdf::render(&content.parsed, &meta).map_err(RunError::failed)
    }
}

fn attachments(input: &ReportInput<'_>) -> Result<Vec<Attachment>, RunError> {
    let json = |name: &str, description: &str, bytes: Arc<[u8]>| Attachment {
        name: name.to_owned(),
        media_type: "application/json".to_owned(),
        description: description.to_owned(),
        bytes,
    };
    let Some(stored) = &input.stored else { return Ok(Vec::new()) };
    let mut all = vec![json("assessment.json", "The assessment that this report is written from", Arc::clone(stored))];
    if let Some(review) = input.review {
        all.push(json("review.json", "The decision that this report explains", canonical::to_vec(review)?.into()));
    }
    if let Some(recording) = input.recording {
        let index = canonical::to_vec(&recording.exchanges)?;
        all.push(json(
            "exchanges.json",
            "The evidence index: every API call and the SHA-256 of its reply",
            index.into(),
        ));
    }
    Ok(all)
}
