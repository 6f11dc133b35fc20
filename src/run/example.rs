//! The shipped example through the same stages.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::archive::Archive;
use super::catalogue::Controls;
use super::comparison::Previous;
use super::engagement::{self, EngagementFiles};
use super::error::RunError;
use super::files::Files;
use super::options::{Document, Rendering};
use super::outcome::RunOutcome;
use super::pipeline::{self, AttestationJob};
use super::{WRITING, embedded, previous, recording};
use crate::assess::change::EXPIRING_WITHIN_DAYS;
use crate::assess::gate::{self, Review};
use crate::assess::model::Assessment;
use crate::collect::Progress;
use crate::control::model::Catalogue;
use crate::evidence::canonical;
use crate::evidence::recording::Recording;
use crate::evidence::topic::Topic;
use crate::report::ReportContext;

/// The example's previous quarter: a recording and the engagement of its time.
const PREVIOUS: &str = "previous/2026-q3/";

/// Attests the example that the program carries, into the bundle `out`.
///
/// # Errors
/// When a stage refuses what it is given or cannot be carried out.
pub fn attest_example(
    out: &Path,
    replace: bool,
    rendering: &Rendering,
    progress: &dyn Progress,
) -> Result<RunOutcome, RunError> {
    let formats = rendering.formats()?;
    let mut archive = Archive::begin(out, replace)?;
    let templates = rendering.templates()?;
    let controls = Controls::load(embedded::controls())?;
    let topics = pipeline::topics_to_collect(&controls.catalogue);
    let recording = recording::replay(&example("")?, &topics)?;
    let engagement = example_engagement("")?;
    let previous = previous_quarter(&controls.catalogue, &topics)?;
    let job = AttestationJob {
        recording,
        controls,
        engagement,
        templates,
        as_of: None,
        formats,
        documents: Document::ATTESTATION.to_vec(),
        clusters: Vec::new(),
        previous,
    };
    progress.started(WRITING);
    let outcome = pipeline::carry_out(job, &mut |name, fill| archive.add(name, fill))?;
    progress.finished(WRITING);
    archive.finish(&outcome)?;
    Ok(outcome)
}

/// The example judged by the built-in controls, as [`attest_example`] reports it: what templates are tried on.
pub(super) fn sample() -> Result<(Assessment, Review, ReportContext<'static>), RunError> {
    let controls = Controls::load(embedded::controls())?;
    let topics = pipeline::topics_to_collect(&controls.catalogue);
    let (recording, files) = (recording::replay(&example("")?, &topics)?, example_engagement("")?);
    let as_of = recording.run.finished_at;
    let assessment = pipeline::judge(&recording, &controls.catalogue, &files, &[], as_of, &mut |_| Ok(()))?;
    let review = gate::decide(&assessment, &pipeline::policy(&files.engagement, &controls.catalogue)?);
    let change = previous_quarter(&controls.catalogue, &topics)?.compare(&assessment)?;
    let run = ReportContext { exchanges: recording.exchanges, change, ..ReportContext::default() };
    Ok((assessment, review, run))
}

/// The quarter before, judged by the controls in use now.
fn previous_quarter(catalogue: &Catalogue, topics: &BTreeSet<Topic>) -> Result<Previous, RunError> {
    let recording = recording::replay(&example(PREVIOUS)?, topics)?;
    let engagement = example_engagement(PREVIOUS)?;
    let as_of = recording.run.finished_at;
    let assessment = pipeline::judge(&recording, catalogue, &engagement, &[], as_of, &mut |_| Ok(()))?;
    let stored = BTreeMap::from([(PREVIOUS.into(), canonical::to_vec(&assessment)?)]);
    previous::from_stored(stored, EXPIRING_WITHIN_DAYS)
}

fn example(folder: &str) -> Result<Recording, RunError> {
    Recording::from_files(&embedded::example_recording(folder)).map_err(|error| {
        RunError::usage(error.to_string(), "the binary was built from an incomplete checkout: build it again")
    })
}

fn example_engagement(folder: &str) -> Result<EngagementFiles, RunError> {
    let bytes = embedded::example_file(&format!("{folder}engagement.yaml")).unwrap_or_default();
    let text = String::from_utf8(bytes).map_err(|_| RunError::NotText { path: "engagement.yaml".into() })?;
    let engagement = engagement::parse("engagement.yaml", &text)?;
    let names = engagement::named_files(&engagement);
    let attachments: Files =
        names.filter_map(|name| Some((name.to_owned(), embedded::example_file(&format!("{folder}{name}"))?))).collect();
    Ok(EngagementFiles { text, engagement, attachments })
}
