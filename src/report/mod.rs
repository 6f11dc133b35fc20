//! Reports from an assessment: one content, three formats. Decides no outcome.
//!
//! Assessment → typed views ([`view`]) → Markdown by the templates → block
//! tree ([`document`]) → HTML ([`html()`]) and PDF.

pub mod block;
pub mod brand;
pub mod escape;
#[cfg(feature = "pdf")]
pub mod pdf;

mod context;
mod custom;
mod error;
mod filters;
mod html;
mod parse;
mod templates;
pub mod view;
mod words;

pub use context::ReportContext;
pub use error::ReportError;
pub use html::{HtmlMeta, html};
pub use parse::document;
pub use templates::Templates;

use crate::assess::gate::Review;
use crate::assess::model::Assessment;

/// The management attestation in Markdown: the content of every other format.
///
/// # Errors
/// When the assessment's counts are not those of its results, or a template fails.
pub fn markdown(assessment: &Assessment, run: &ReportContext, templates: &Templates) -> Result<String, ReportError> {
    let text = templates.render_markdown("attestation.md", view::AttestationView::new(assessment, run)?)?;
    Ok(custom::with_notice(text, assessment, run))
}

/// The go-live review in Markdown. `review` was decided on `assessment`.
///
/// # Errors
/// As [`markdown`].
pub fn review_markdown(
    assessment: &Assessment,
    review: &Review,
    run: &ReportContext,
    templates: &Templates,
) -> Result<String, ReportError> {
    let text = templates.render_markdown("review.md", view::ReviewView::new(assessment, review, run)?)?;
    Ok(custom::with_notice(text, assessment, run))
}

/// The customer responsibility matrix in Markdown.
///
/// # Errors
/// As [`markdown`].
pub fn matrix_markdown(
    assessment: &Assessment,
    run: &ReportContext,
    templates: &Templates,
) -> Result<String, ReportError> {
    let text = templates.render_markdown("matrix.md", view::MatrixView::new(assessment, run)?)?;
    Ok(custom::with_notice(text, assessment, run))
}

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
