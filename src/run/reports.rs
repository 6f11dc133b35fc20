//! The reports of an assessment as files.

#[cfg_attr(not(feature = "pdf"), path = "reports/pdf_left_out.rs")]
mod pdf;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{self, Sender};
use std::thread;

use self::pdf::Pdfs;
use super::error::RunError;
use super::files::{self, FileSink, give};
use super::options::{Document, Format};
use crate::assess::change::Change;
use crate::assess::gate::Review;
use crate::assess::model::Assessment;
use crate::evidence::recording::Recording;
use crate::export;
use crate::report::brand::Brand;
use crate::report::{self, HtmlMeta, ReportContext, Templates};

/// What the reports are written from.
pub struct ReportInput<'a> {
    /// The verdicts.
    pub assessment: &'a Assessment,
    /// SHA-256 of the same, as they are stored.
    pub digest: String,
    /// The same, as they are stored: PDFs carry them.
    pub stored: Option<Arc<[u8]>>,
    /// What the bundle is called.
    pub identifier: String,
    /// The evidence; none where only the verdicts are at hand.
    pub recording: Option<&'a Recording>,
    /// The decision, for a review.
    pub review: Option<&'a Review>,
    /// What changed since the previous periods, when there are any.
    pub change: Option<&'a Change>,
}

/// What PDFs carry of the verdicts; nothing where none is written.
pub fn attached(stored: Vec<u8>, formats: &[Format]) -> Option<Arc<[u8]>> {
    formats.contains(&Format::Pdf).then(|| stored.into())
}

/// How reports are to be written.
pub struct RenderOptions<'a> {
    /// The templates that replace built-in ones, by name.
    pub templates: &'a BTreeMap<String, String>,
    /// The reports.
    pub documents: &'a [Document],
    /// Their formats, and those of the data.
    pub formats: &'a [Format],
    /// The content of the file that the engagement names.
    pub logo: Option<&'a [u8]>,
}

/// Hands `reports/DOCUMENT.*` and `exports/*` in each of the formats to `keep`.
///
/// # Errors
/// When a template is refused, a report cannot be written, or `keep` refuses it.
pub fn reports(subject: &ReportInput<'_>, order: &RenderOptions<'_>, keep: &mut FileSink<'_>) -> Result<(), RunError> {
    let context = ReportContext {
        exchanges: subject.recording.map(|recording| recording.exchanges.clone()).unwrap_or_default(),
        // Only the page shows replies.
        replies: subject
            .recording
            .filter(|_| order.formats.contains(&Format::Html))
            .map(|recording| Cow::Borrowed(&recording.replies))
            .unwrap_or_default(),
        assessment_digest: subject.digest.clone(),
        bundle: Some(subject.identifier.clone()),
        change: subject.change.cloned(),
        custom_templates: Templates::custom(order.templates),
        workbook: order.formats.contains(&Format::Xlsx).then(|| format!("data/{}", Format::Xlsx.files(&[]).concat())),
    };
    let branding = &subject.assessment.engagement.branding;
    let brand = Brand::new(branding, order.logo).map_err(RunError::refused)?;
    let templates = Templates::with_overrides(order.templates.clone()).map_err(RunError::refused)?;
    let writer = Writer { subject, context, brand, templates, pdfs: Pdfs::of(subject)? };
    let mut contents = Vec::new();
    for document in order.documents.iter().filter(|_| order.formats.iter().any(|format| format.is_report())) {
        let rendered = document.render(subject.assessment, subject.review, &writer.context, &writer.templates);
        let Some(rendered) = rendered.map_err(RunError::refused)? else { continue };
        let parsed = rendered.document().map_err(RunError::refused)?;
        contents.push(Content { document: *document, markdown: rendered.into_markdown(), parsed });
    }
    writer.write(contents, order.formats, keep)
}

/// As [`reports`], as files in `folder`; gives their paths, sorted.
///
/// # Errors
/// As [`reports`], or when a file cannot be written.
pub fn reports_in(
    folder: &Path,
    subject: &ReportInput<'_>,
    order: &RenderOptions<'_>,
) -> Result<Vec<PathBuf>, RunError> {
    let mut several = files::Several::begin(folder)?;
    reports(subject, order, &mut |name, fill| several.add(name.trim_start_matches("reports/"), fill))?;
    several.finish()
}

/// Room for the renderers, which recurse: what a program's first thread has.
const STACK_BYTES: usize = 8 * 1024 * 1024;

/// A document's words.
struct Content {
    document: Document,
    markdown: String,
    parsed: report::block::Document,
}

impl Content {
    fn name(&self, format: Format) -> String {
        format.file(self.document.name())
    }
}

/// A file that was written, by name, or why it was not.
type Written = Result<(String, Vec<u8>), RunError>;

struct Writer<'a> {
    subject: &'a ReportInput<'a>,
    context: ReportContext<'a>,
    brand: Brand,
    templates: Templates,
    pdfs: Pdfs,
}

impl Writer<'_> {
    /// PDFs on this thread, which has the memory that the facts gave up; the rest beside them on one of its own. The
    /// longest PDF when all else is done and given up: with its page beside it, it would take the most memory of a run.
    fn write(self, mut contents: Vec<Content>, formats: &[Format], keep: &mut FileSink<'_>) -> Result<(), RunError> {
        contents.sort_by_key(|content| content.markdown.len());
        // Where a bundle with PDFs is re-performed without them, `verify` says so.
        let pdfs = if formats.contains(&Format::Pdf) && Format::Pdf.is_built_in() { contents.len() } else { 0 };
        self.write_but_last_pdf(&contents, &contents[..pdfs.saturating_sub(1)], formats, keep)?;
        let longest = contents.pop().filter(|_| pdfs > 0);
        drop(contents);
        longest.map_or(Ok(()), |content| give(keep, &content.name(Format::Pdf), self.pdf(&content)?))
    }

    fn write_but_last_pdf(
        &self,
        contents: &[Content],
        pdfs: &[Content],
        formats: &[Format],
        keep: &mut FileSink<'_>,
    ) -> Result<(), RunError> {
        let (finished, rest) = mpsc::channel();
        // Where nobody receives any more, an error is on its way already.
        let others = |finished: Sender<Written>| {
            let send = |name: &str, bytes| finished.send(Ok((name.to_owned(), bytes))).unwrap_or_default();
            if let Err(error) = self.others(contents, formats, &send) {
                finished.send(Err(error)).unwrap_or_default();
            }
        };
        thread::scope(|scope| {
            let (own, others) = (finished.clone(), &others);
            let apart = thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, move || others(own));
            match apart {
                Ok(_) => drop(finished),
                Err(_) => others(finished),
            }
            for content in pdfs {
                give(keep, &content.name(Format::Pdf), self.pdf(content)?)?;
            }
            // They end when the thread does.
            rest.iter().try_for_each(|written| written.and_then(|(name, bytes)| give(keep, &name, bytes)))
        })
    }

    /// All but the PDFs.
    fn others(&self, contents: &[Content], formats: &[Format], send: &dyn Fn(&str, Vec<u8>)) -> Result<(), RunError> {
        for format in formats {
            let data = export::files(*format, self.subject.assessment, &self.context.exchanges);
            let data = data.map_err(RunError::failed)?;
            data.into_iter().for_each(|(name, bytes)| send(&format!("exports/{name}"), bytes));
        }
        for format in formats {
            for content in contents {
                match format {
                    Format::Md => send(&content.name(*format), content.markdown.clone().into_bytes()),
                    Format::Html => send(&content.name(*format), self.html(content)?),
                    _ => {}
                }
            }
        }
        Ok(())
    }

    fn html(&self, content: &Content) -> Result<Vec<u8>, RunError> {
        let description = describe(self.subject.assessment);
        let meta = HtmlMeta::new(self.subject.assessment, &self.context, description, self.brand.clone());
        let html = report::html(&content.parsed, &meta, &self.templates).map_err(RunError::refused)?;
        Ok(html.into_bytes())
    }

    fn pdf(&self, content: &Content) -> Result<Vec<u8>, RunError> {
        self.pdfs.write(content, self.subject, &self.context, &self.brand)
    }
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
