//! `attest`: collect, assess, report and archive in one go.

use std::path::Path;

use super::arguments::{Attest, Document};
use super::error::CliError;
use super::exit::Exit;
use super::pipeline::{self, Done, Job};
use super::terminal::Display;
use super::told::Told;
use super::{catalogue, engagement, files, previous, source, summary};
use crate::bundle::{self, BagInfo};

pub(super) fn run(arguments: &Attest, display: &Display) -> Result<Exit, CliError> {
    let done = bundle(arguments, &Document::ATTESTATION, display)?;
    let exit = Exit::of(&done.assessment);
    summary::print(&told(&done, &arguments.out, exit), arguments.json, display)?;
    Ok(exit)
}

/// What is told of a bundle that was written to `out`.
pub(super) fn told(done: &Done, out: &Path, exit: Exit) -> Told {
    Told::new(&done.assessment, &done.review, out, exit).with_files(done.files.keys())
}

/// Collects, assesses, writes `documents`, and archives all of it.
///
/// # Errors
/// When a stage refuses what it is given or cannot be carried out.
pub(super) fn bundle(arguments: &Attest, documents: &[Document], display: &Display) -> Result<Done, CliError> {
    free(&arguments.out, arguments.replace)?;
    let controls = catalogue::files(arguments.judging.controls.as_deref())?;
    let loaded = catalogue::load(&controls)?;
    // All that is wrong with it is told before a long collection, not after it.
    let engagement = engagement::load(arguments.judging.engagement.as_deref(), Some(&loaded))?;
    let topics = pipeline::topics_to_collect(&loaded);
    let templates = match &arguments.rendering.templates {
        Some(folder) => files::read_text_tree(folder)?,
        None => Default::default(),
    };
    let previous = previous::of(&arguments.comparison, &arguments.judging, &engagement)?;
    let recording = source::recording(&arguments.source, &engagement.engagement.scope, &topics, display)?;
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
    let done = pipeline::carry_out(job)?;
    drop(step);
    archive(&done, &arguments.out, arguments.replace)?;
    Ok(done)
}

/// Refuses an output folder that is in the way, before anything is collected.
pub(super) fn free(out: &Path, replace: bool) -> Result<(), CliError> {
    let occupied = out.read_dir().is_ok_and(|mut entries| entries.next().is_some()) || out.is_file();
    let bundle = out.join("bagit.txt").is_file() && out.join("data/assessment.json").is_file();
    match (occupied, replace, bundle) {
        (false, ..) | (true, true, true) => Ok(()),
        (true, true, false) => {
            let message = format!("`{}` is not a bundle, so it is not replaced", out.display());
            Err(CliError::usage(message, "choose another folder with --out"))
        }
        (true, false, true) => {
            let message = format!("`{}` holds a bundle already", out.display());
            Err(CliError::usage(message, "choose another folder with --out, or say --replace"))
        }
        (true, false, false) => {
            let message = format!("`{}` exists and is not empty", out.display());
            Err(CliError::usage(message, "choose another folder with --out"))
        }
    }
}

/// Writes the bundle; an old one is removed only once the new one is whole.
pub(super) fn archive(done: &Done, out: &Path, replace: bool) -> Result<(), CliError> {
    let info = BagInfo {
        source_organization: organisation(done),
        external_identifier: super::bundle_identifier(&done.assessment),
        bagging_date: done.assessment.collection.finished_at.date_naive(),
    };
    let failed = CliError::failed;
    if !(replace && out.exists()) {
        bundle::write(out, &done.files, &info).map_err(failed)?;
        return Ok(());
    }
    let beside = tempfile::Builder::new()
        .prefix(".eks-attest-")
        .tempdir_in(out.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new(".")))
        .map_err(|source| CliError::write(out, source))?;
    let (fresh, old) = (beside.path().join("new"), beside.path().join("old"));
    bundle::write(&fresh, &done.files, &info).map_err(failed)?;
    std::fs::rename(out, &old)
        .and_then(|()| std::fs::rename(&fresh, out))
        .map_err(|source| CliError::write(out, source))
}

fn organisation(done: &Done) -> String {
    let organisation = &done.assessment.engagement.organisation;
    if organisation.is_empty() { "not named in the engagement".to_owned() } else { organisation.clone() }
}
