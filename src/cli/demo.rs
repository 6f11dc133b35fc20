//! `demo`: the shipped example through the same stages.

use std::collections::{BTreeMap, BTreeSet};

use super::archive::Archive;
use super::arguments::{Demo, Document};
use super::catalogue::Controls;
use super::error::CliError;
use super::exit::Exit;
use super::pipeline::{self, EngagementFiles, Files, Job, Previous};
use super::terminal::Display;
use super::{attest, embedded, engagement, files, previous, source, summary};
use crate::assess::change::EXPIRING_WITHIN_DAYS;
use crate::assess::gate::{self, Review};
use crate::assess::model::Assessment;
use crate::control::model::Catalogue;
use crate::evidence::canonical;
use crate::evidence::recording::Recording;
use crate::evidence::topic::Topic;
use crate::report::ReportContext;

/// The example's previous quarter: a recording and the engagement of its time.
const PREVIOUS: &str = "previous/2026-q3/";

pub(super) fn run(arguments: &Demo, display: &Display) -> Result<Exit, CliError> {
    let mut archive = Archive::begin(&arguments.out, arguments.replace)?;
    let templates = match &arguments.rendering.templates {
        Some(folder) => files::read_text_tree(folder)?,
        None => Default::default(),
    };
    let controls = Controls::load(embedded::controls())?;
    let topics = pipeline::topics_to_collect(&controls.catalogue);
    let recording = source::replay(&example("")?, &topics)?;
    let engagement = example_engagement("")?;
    let previous = previous_quarter(&controls.catalogue, &topics)?;
    let job = Job {
        recording,
        controls,
        engagement,
        templates,
        as_of: None,
        formats: arguments.rendering.formats(),
        documents: Document::ATTESTATION.to_vec(),
        clusters: Vec::new(),
        previous,
    };
    let step = display.step("assessing and writing reports");
    let done = pipeline::carry_out(job, &mut |name, fill| archive.add(name, fill))?;
    drop(step);
    archive.finish(&done)?;
    summary::print(&attest::told(&done, &arguments.out, Exit::Satisfied), false, display)?;
    Ok(Exit::Satisfied)
}

/// The example judged by the built-in controls, as [`run`] reports it: what templates are tried on.
pub(super) fn sample() -> Result<(Assessment, Review, ReportContext<'static>), CliError> {
    let controls = Controls::load(embedded::controls())?;
    let topics = pipeline::topics_to_collect(&controls.catalogue);
    let (recording, files) = (source::replay(&example("")?, &topics)?, example_engagement("")?);
    let as_of = recording.run.finished_at;
    let assessment = pipeline::judge(&recording, &controls.catalogue, &files, &[], as_of, &mut |_| Ok(()))?;
    let review = gate::decide(&assessment, &pipeline::policy(&files.engagement, &controls.catalogue)?);
    let change = previous_quarter(&controls.catalogue, &topics)?.compare(&assessment)?;
    let run = ReportContext { exchanges: recording.exchanges, change, ..ReportContext::default() };
    Ok((assessment, review, run))
}

/// The quarter before, judged by the controls in use now.
fn previous_quarter(catalogue: &Catalogue, topics: &BTreeSet<Topic>) -> Result<Previous, CliError> {
    let recording = source::replay(&example(PREVIOUS)?, topics)?;
    let engagement = example_engagement(PREVIOUS)?;
    let as_of = recording.run.finished_at;
    let assessment = pipeline::judge(&recording, catalogue, &engagement, &[], as_of, &mut |_| Ok(()))?;
    let stored = BTreeMap::from([(PREVIOUS.into(), canonical::to_vec(&assessment)?)]);
    previous::from_stored(stored, EXPIRING_WITHIN_DAYS)
}

fn example(folder: &str) -> Result<Recording, CliError> {
    Recording::from_files(&embedded::example_recording(folder)).map_err(|error| {
        CliError::usage(error.to_string(), "the binary was built from an incomplete checkout: build it again")
    })
}

fn example_engagement(folder: &str) -> Result<EngagementFiles, CliError> {
    let bytes = embedded::example_file(&format!("{folder}engagement.yaml")).unwrap_or_default();
    let text = String::from_utf8(bytes).map_err(|_| CliError::NotText { path: "engagement.yaml".into() })?;
    let engagement = engagement::parse("engagement.yaml", &text)?;
    let names = engagement::named_files(&engagement);
    let attachments: Files =
        names.filter_map(|name| Some((name.to_owned(), embedded::example_file(&format!("{folder}{name}"))?))).collect();
    Ok(EngagementFiles { text, engagement, attachments })
}
