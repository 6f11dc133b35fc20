//! `attest`: collect, assess, report and archive in one go.

use std::path::Path;

use super::archive::Archive;
use super::arguments::{Attest, Document};
use super::catalogue::{self, Controls};
use super::error::CliError;
use super::exit::Exit;
use super::pipeline::{self, Done, Job};
use super::terminal::Display;
use super::told::Told;
use super::{engagement, files, previous, source, summary};

pub(super) fn run(arguments: &Attest, display: &Display) -> Result<Exit, CliError> {
    let done = bundle(arguments, &Document::ATTESTATION, display)?;
    let exit = Exit::of(&done.assessment);
    summary::print(&told(&done, &arguments.out, exit), arguments.json, display)?;
    Ok(exit)
}

/// What is told of a bundle that was written to `out`.
pub(super) fn told(done: &Done, out: &Path, exit: Exit) -> Told {
    Told::new(&done.assessment, &done.review, out, exit).with_files(&done.files)
}

/// Collects, assesses, writes `documents`, and archives all of it.
///
/// # Errors
/// When a stage refuses what it is given or cannot be carried out.
pub(super) fn bundle(arguments: &Attest, documents: &[Document], display: &Display) -> Result<Done, CliError> {
    let mut archive = Archive::begin(&arguments.out, arguments.replace)?;
    let controls = Controls::load(catalogue::files(arguments.judging.controls.as_deref())?)?;
    // All that is wrong with it is told before a long collection, not after it.
    let engagement = engagement::load(arguments.judging.engagement.as_deref(), Some(&controls.catalogue))?;
    let topics = pipeline::topics_to_collect(&controls.catalogue);
    let templates = match &arguments.rendering.templates {
        Some(folder) => files::read_text_tree(folder)?,
        None => Default::default(),
    };
    let previous = previous::of(&arguments.comparison, &arguments.judging, Some(&controls.catalogue), &engagement)?;
    let recording = source::recording(&arguments.source, &engagement.engagement, &topics, display)?;
    let job = Job {
        recording,
        controls,
        engagement,
        templates,
        as_of: arguments.judging.as_of,
        formats: arguments.rendering.formats(),
        documents: documents.to_vec(),
        clusters: arguments.source.clusters.clone(),
        previous,
    };
    let step = display.step("assessing and writing reports");
    let done = pipeline::carry_out(job, &mut |name, fill| archive.add(name, fill))?;
    drop(step);
    archive.finish(&done)?;
    Ok(done)
}
