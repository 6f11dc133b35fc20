//! The reports of an assessment as files.

use std::collections::BTreeMap;
use std::thread;

use super::arguments::{Document, Format};
use super::error::CliError;
use super::pipeline::Files;
use crate::assess::change::Change;
use crate::assess::gate::Review;
use crate::assess::model::Assessment;
use crate::evidence::canonical;
use crate::evidence::exchange::Exchange;
use crate::evidence::recording::Recording;
use crate::export;
use crate::report::brand::Brand;
use crate::report::pdf::{self, Attachment};
use crate::report::{self, HtmlMeta, ReportContext, Templates};

/// The workbook with all data.
const WORKBOOK: &str = "exports/attestation.xlsx";

/// What the reports are written from.
pub(super) struct Subject<'a> {
    /// The verdicts.
    pub(super) assessment: &'a Assessment,
    /// The evidence; none where only the verdicts are at hand.
    pub(super) recording: Option<&'a Recording>,
    /// The decision, for a review.
    pub(super) review: Option<&'a Review>,
    /// What changed since the previous periods, when there are any.
    pub(super) change: Option<&'a Change>,
}

/// The file ending of a format.
#[must_use]
pub(super) fn ending(format: Format) -> &'static str {
    match format {
        Format::Md => "md",
        Format::Html => "html",
        Format::Pdf => "pdf",
        Format::Xlsx => "xlsx",
        Format::Csv => "csv",
    }
}

/// `reports/DOCUMENT.*` and `exports/*` in each of `formats`.
///
/// `logo` is the content of the file that the engagement names.
///
/// # Errors
/// When a template is refused or a report cannot be written.
pub(super) fn reports(
    subject: &Subject<'_>,
    templates: &BTreeMap<String, String>,
    documents: &[Document],
    formats: &[Format],
    logo: Option<&[u8]>,
) -> Result<Files, CliError> {
    let stored = canonical::to_vec(subject.assessment)?;
    let context = ReportContext {
        exchanges: subject.recording.map(|recording| recording.exchanges.clone()).unwrap_or_default(),
        // Only the page shows replies.
        replies: subject
            .recording
            .filter(|_| formats.contains(&Format::Html))
            .map(|recording| recording.replies.clone())
            .unwrap_or_default(),
        assessment_digest: canonical::sha256(&stored),
        bundle: Some(super::bundle_identifier(subject.assessment)),
        change: subject.change.cloned(),
        workbook: formats.contains(&Format::Xlsx).then(|| format!("data/{WORKBOOK}")),
    };
    let brand = Brand::new(&subject.assessment.engagement.branding, logo).map_err(CliError::refused)?;
    let templates = Templates::with_overrides(templates.clone()).map_err(CliError::refused)?;
    let attachments = attachments(subject, stored)?;
    let mut files = Files::new();
    for document in documents {
        let Some(markdown) = markdown(*document, subject, &context, &templates)? else { continue };
        let parsed = report::document(&markdown).map_err(CliError::refused)?;
        let write = |format: Format| -> Result<Vec<u8>, CliError> {
            Ok(match format {
                Format::Html => {
                    let description = describe(subject.assessment);
                    let meta = HtmlMeta::new(subject.assessment, &context, description, brand.clone());
                    report::html(&parsed, &meta, &templates).map_err(CliError::refused)?.into_bytes()
                }
                Format::Pdf => {
                    let meta = pdf::Meta {
                        classification: brand.classification.clone(),
                        colours: brand.colours,
                        logo: brand.pixels().map_err(CliError::refused)?,
                        ..pdf_meta(*document, subject, &context, &parsed.title, attachments.clone())
                    };
                    pdf::render(&parsed, &meta).map_err(CliError::failed)?
                }
                _ => markdown.clone().into_bytes(),
            })
        };
        for (format, bytes) in side_by_side(formats.iter().copied().filter(|format| format.is_report()), write)? {
            files.insert(format!("reports/{}.{}", document.name(), ending(format)), bytes);
        }
    }
    for format in formats {
        files.extend(exports(*format, subject.assessment, &context.exchanges)?);
    }
    Ok(files)
}

/// Room for the renderers, which recurse: what a program's first thread has.
const STACK_BYTES: usize = 8 * 1024 * 1024;

/// What `write` gives for each of `formats`. The PDF takes longer than the rest together, so that it has a thread of
/// its own; the results come in the order of the formats.
fn side_by_side(
    formats: impl Iterator<Item = Format>,
    write: impl Fn(Format) -> Result<Vec<u8>, CliError> + Sync,
) -> Result<Vec<(Format, Vec<u8>)>, CliError> {
    thread::scope(|scope| {
        let start = |format: Format| {
            let apart =
                || thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, || write(Format::Pdf)).ok();
            (format, if format == Format::Pdf { apart() } else { None })
        };
        // All are started before the first is waited for.
        let started: Vec<_> = formats.map(start).collect();
        let (apart, here): (Vec<_>, Vec<_>) = started.into_iter().partition(|(_, thread)| thread.is_some());
        let mut written = Vec::new();
        for (format, _) in here {
            written.push((format, write(format)?));
        }
        for (format, thread) in apart {
            let done = thread.and_then(|thread| thread.join().ok());
            written.push((format, done.unwrap_or_else(|| write(format))?));
        }
        Ok(written)
    })
}

/// The data of a format that is no report.
fn exports(format: Format, assessment: &Assessment, exchanges: &[Exchange]) -> Result<Files, CliError> {
    Ok(match format {
        Format::Xlsx => {
            let workbook = export::workbook(assessment, exchanges).map_err(CliError::failed)?;
            Files::from([(WORKBOOK.to_owned(), workbook)])
        }
        Format::Csv => {
            let tables = export::csv_files(assessment, exchanges).map_err(CliError::failed)?;
            tables.into_iter().map(|(name, bytes)| (format!("exports/{name}"), bytes)).collect()
        }
        Format::Md | Format::Html | Format::Pdf => Files::new(),
    })
}

/// The content of a document; none for a review without a decision.
fn markdown(
    document: Document,
    subject: &Subject<'_>,
    context: &ReportContext,
    templates: &Templates,
) -> Result<Option<String>, CliError> {
    let assessment = subject.assessment;
    let markdown = match (document, subject.review) {
        (Document::Attestation, _) => report::markdown(assessment, context, templates),
        (Document::Matrix, _) => report::matrix_markdown(assessment, context, templates),
        (Document::Review, Some(review)) => report::review_markdown(assessment, review, context, templates),
        (Document::Review, None) => return Ok(None),
    };
    markdown.map(Some).map_err(CliError::refused)
}

/// One line on what was assessed.
fn describe(assessment: &Assessment) -> String {
    let clusters = assessment.clusters.len();
    let plural = if clusters == 1 { "" } else { "s" };
    let system = &assessment.engagement.system;
    let account = &assessment.collection.account;
    format!(
        "{system}: {clusters} Amazon EKS cluster{plural} in account {account}, as of {}",
        assessment.as_of.date_naive()
    )
}

fn pdf_meta(
    document: Document,
    subject: &Subject<'_>,
    context: &ReportContext,
    title: &str,
    attachments: Vec<Attachment>,
) -> pdf::Meta {
    let kind = match document {
        Document::Attestation => "management attestation",
        Document::Matrix => "customer responsibility matrix",
        Document::Review => "go-live security review",
    };
    pdf::Meta {
        title: title.to_owned(),
        author: subject.assessment.engagement.organisation.clone(),
        subject: describe(subject.assessment),
        keywords: ["Amazon EKS", "shared responsibility", kind].map(str::to_owned).to_vec(),
        // The time of the verdicts, so that the same input gives the same bytes.
        created: subject.assessment.as_of,
        identifier: context.assessment_digest.clone(),
        classification: None,
        attachments,
        colours: None,
        logo: None,
    }
}

fn attachments(subject: &Subject<'_>, stored: Vec<u8>) -> Result<Vec<Attachment>, CliError> {
    let json = |name: &str, description: &str, bytes: Vec<u8>| Attachment {
        name: name.to_owned(),
        media_type: "application/json".to_owned(),
        description: description.to_owned(),
        bytes: bytes.into(),
    };
    let mut all = vec![json("assessment.json", "The assessment that this report is written from", stored)];
    if let Some(review) = subject.review {
        all.push(json("review.json", "The decision that this report explains", canonical::to_vec(review)?));
    }
    if let Some(recording) = subject.recording {
        let index = canonical::to_vec(&recording.exchanges)?;
        all.push(json("exchanges.json", "The evidence index: every API call and the SHA-256 of its reply", index));
    }
    Ok(all)
}
