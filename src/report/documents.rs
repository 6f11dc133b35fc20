//! The documents: the one list of them, and how each is made.

use std::sync::Arc;

use super::context::ReportContext;
use super::error::ReportError;
use super::facets::Facets;
use super::rendered::Rendered;
use super::templates::Templates;
use super::{custom, view};
use crate::assess::gate::Review;
use crate::assess::model::Assessment;

/// A report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Document {
    /// The management attestation.
    Attestation,
    /// The customer responsibility matrix.
    Matrix,
    /// The go-live review.
    Review,
}

impl Document {
    /// Every report.
    pub const ALL: [Self; 3] = [Self::Attestation, Self::Matrix, Self::Review];
    /// The reports of an attestation.
    pub const ATTESTATION: [Self; 2] = [Self::Attestation, Self::Matrix];

    /// The stem of its files and of its template, and its name in `inputs.json`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Attestation => "attestation",
            Self::Matrix => "matrix",
            Self::Review => "review",
        }
    }

    /// What it is, in words.
    #[must_use]
    pub fn description(self) -> &'static str {
        match self {
            Self::Attestation => "management attestation",
            Self::Matrix => "customer responsibility matrix",
            Self::Review => "go-live security review",
        }
    }

    /// The document; none for a review without a decision.
    ///
    /// # Errors
    /// When the assessment's counts are not those of its results, or a template fails.
    pub fn render(
        self,
        assessment: &Assessment,
        review: Option<&Review>,
        run: &ReportContext,
        templates: &Templates,
    ) -> Result<Option<Rendered>, ReportError> {
        let rendered = match (self, review) {
            (Self::Attestation, _) => attestation(assessment, run, templates),
            (Self::Matrix, _) => matrix(assessment, run, templates),
            (Self::Review, Some(review)) => self::review(assessment, review, run, templates),
            (Self::Review, None) => return Ok(None),
        };
        rendered.map(Some)
    }
}

/// The management attestation: its Markdown is the content of every other format.
///
/// # Errors
/// When the assessment's counts are not those of its results, or a template fails.
pub fn attestation(
    assessment: &Assessment,
    run: &ReportContext,
    templates: &Templates,
) -> Result<Rendered, ReportError> {
    let mut view = view::AttestationView::new(assessment, run)?;
    let facets = std::mem::take(&mut view.facets);
    let text = templates.render_markdown("attestation.md", view)?;
    finished("attestation.md", text, facets, (assessment, run, templates))
}

/// The go-live review. `review` was decided on `assessment`.
///
/// # Errors
/// As [`attestation`].
pub fn review(
    assessment: &Assessment,
    review: &Review,
    run: &ReportContext,
    templates: &Templates,
) -> Result<Rendered, ReportError> {
    let mut view = view::ReviewView::new(assessment, review, run)?;
    let facets = std::mem::take(&mut view.facets);
    let text = templates.render_markdown("review.md", view)?;
    finished("review.md", text, facets, (assessment, run, templates))
}

/// The customer responsibility matrix.
///
/// # Errors
/// As [`attestation`].
pub fn matrix(assessment: &Assessment, run: &ReportContext, templates: &Templates) -> Result<Rendered, ReportError> {
    let text = templates.render_markdown("matrix.md", view::MatrixView::new(assessment, run)?)?;
    finished("matrix.md", text, Vec::new(), (assessment, run, templates))
}

/// What `text` becomes once its sections are counted and its marks are read.
fn finished(
    name: &str,
    text: String,
    facets: Vec<Arc<Facets>>,
    (assessment, run, templates): (&Assessment, &ReportContext, &Templates),
) -> Result<Rendered, ReportError> {
    let (markdown, marks) = templates.settle(name, &custom::with_notice(text, assessment, run))?;
    Ok(Rendered::new(markdown, marks, facets))
}
