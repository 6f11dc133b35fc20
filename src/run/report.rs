//! The reports of an assessment that was made before.

use std::path::{Path, PathBuf};

use super::error::RunError;
use super::identity::{self, Making};
use super::options::{Comparison, Document, Format, Judging, Rendering};
use super::reports::{self, RenderOptions, ReportInput};
use super::{WRITING, assessment_file, catalogue, engagement, previous, recording};
use crate::assess::model::Assessment;
use crate::collect::Progress;
use crate::evidence::canonical;
use crate::report::Templates;

/// What [`report`] is told.
#[derive(Debug, Clone)]
pub struct ReportOptions {
    /// `assessment.json` as [`super::assess`] or [`super::attest`] wrote it.
    pub assessment: PathBuf,
    /// Folder of the controls that it was made with, where they declare what was collected.
    pub controls: Option<PathBuf>,
    /// The recording that it was made from.
    pub recording: PathBuf,
    /// The engagement file: gives the logo.
    pub engagement: Option<PathBuf>,
    /// How reports are written.
    pub rendering: Rendering,
    /// What the assessment is compared with.
    pub comparison: Comparison,
    /// The folder for the reports.
    pub out: PathBuf,
}

/// Writes the attestation and the matrix of an assessment; gives it, and the paths of the files.
///
/// # Errors
/// When an input is refused or a file cannot be written.
pub fn report(options: &ReportOptions, progress: &dyn Progress) -> Result<(Assessment, Vec<PathBuf>), RunError> {
    catalogue::declare(options.controls.as_deref())?;
    let assessment = assessment_file::read(&options.assessment)?;
    let mut recording = recording::read(&options.recording)?;
    let templates = options.rendering.templates()?;
    let engagement = engagement::load(options.engagement.as_deref(), None)?;
    let formats = options.rendering.formats()?;
    if !formats.contains(&Format::Html) {
        // Only the page shows replies.
        recording.replies.clear();
    }
    let judging = Judging { engagement: options.engagement.clone(), ..Judging::default() };
    let previous = previous::of(&options.comparison, &judging, None, &engagement)?;
    progress.started(WRITING);
    let change = previous.compare(&assessment)?;
    let recording = Some(&recording);
    let stored = canonical::to_sized_vec(&assessment)?;
    let (documents, logo) = (Document::ATTESTATION, engagement.logo());
    let making = Making { documents: &documents, change: change.as_ref(), templates: &Templates::changed(&templates) };
    let identifier = identity::identifier(&assessment, &stored, &making)?;
    let change = change.as_ref();
    let (digest, stored) = (canonical::sha256(&stored), reports::attached(stored, &formats));
    let input = ReportInput { assessment: &assessment, digest, stored, identifier, recording, review: None, change };
    let render = RenderOptions { templates: &templates, documents: &documents, formats: &formats, logo };
    let written = reports::reports_in(&options.out, &input, &render)?;
    progress.finished(WRITING);
    Ok((assessment, written))
}

/// What [`matrix_document`] is told.
#[derive(Debug, Clone)]
pub struct MatrixOptions {
    /// `assessment.json` as [`super::assess`] or [`super::attest`] wrote it.
    pub assessment: PathBuf,
    /// Folder of the controls that it was made with, where they declare what was collected.
    pub controls: Option<PathBuf>,
    /// The recording that it was made from: the document then lists the calls it cites.
    pub recording: Option<PathBuf>,
    /// How the document is written.
    pub rendering: Rendering,
}

/// Writes the responsibility matrix of an assessment into the folder `out`; gives the paths of the files.
///
/// # Errors
/// When an input is refused or a file cannot be written.
pub fn matrix_document(options: &MatrixOptions, out: &Path) -> Result<Vec<PathBuf>, RunError> {
    catalogue::declare(options.controls.as_deref())?;
    let assessment = &assessment_file::read(&options.assessment)?;
    let recording = options.recording.as_deref().map(recording::read).transpose()?;
    let templates = options.rendering.templates()?;
    let stored = canonical::to_vec(assessment)?;
    // The matrix stands next to the attestation of the same bundle.
    let making = Making { documents: &Document::ATTESTATION, change: None, templates: &Templates::changed(&templates) };
    let identifier = identity::identifier(assessment, &stored, &making)?;
    let (documents, formats) = ([Document::Matrix], options.rendering.formats()?);
    let (digest, stored) = (canonical::sha256(&stored), reports::attached(stored, &formats));
    let recording = recording.as_ref();
    let input = ReportInput { assessment, digest, stored, identifier, recording, review: None, change: None };
    let render = RenderOptions { templates: &templates, documents: &documents, formats: &formats, logo: None };
    reports::reports_in(out, &input, &render)
}
