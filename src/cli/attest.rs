//! `attest`: collect, assess, report and archive in one go.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::arguments::{Attest, Document};
use super::catalogue::{self, Controls};
use super::error::CliError;
use super::exit::Exit;
use super::pipeline::{self, Done, Job};
use super::terminal::Display;
use super::told::Told;
use super::{engagement, files, identity, previous, source, summary};
use crate::bundle::Draft;

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
    free(&arguments.out, arguments.replace)?;
    let controls = Controls::load(catalogue::files(arguments.judging.controls.as_deref())?)?;
    // All that is wrong with it is told before a long collection, not after it.
    let engagement = engagement::load(arguments.judging.engagement.as_deref(), Some(&controls.catalogue))?;
    let topics = pipeline::topics_to_collect(&controls.catalogue);
    let templates = match &arguments.rendering.templates {
        Some(folder) => files::read_text_tree(folder)?,
        None => Default::default(),
    };
    let previous = previous::of(&arguments.comparison, &arguments.judging, Some(&controls.catalogue), &engagement)?;
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
    let mut archive = Archive::begin(&arguments.out, arguments.replace)?;
    let done = pipeline::carry_out(job, &mut |name, bytes| archive.add(name, &bytes))?;
    drop(step);
    archive.finish(&done)?;
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

/// A bundle while it is written; an old one is removed only once the new one is whole.
pub(super) struct Archive {
    draft: Draft,
    /// Where the new bundle and the old one stand for a moment, when there is an old one.
    beside: Option<TempDir>,
    out: PathBuf,
}

impl Archive {
    pub(super) fn begin(out: &Path, replace: bool) -> Result<Self, CliError> {
        let parent = out.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
        let beside = || tempfile::Builder::new().prefix(".eks-attest-").tempdir_in(parent);
        let beside = if replace && out.exists() { Some(beside()) } else { None };
        let beside = beside.transpose().map_err(|source| CliError::write(out, source))?;
        let target = beside.as_ref().map_or_else(|| out.to_owned(), |beside| beside.path().join("new"));
        Ok(Self { draft: Draft::begin(&target).map_err(CliError::failed)?, beside, out: out.to_owned() })
    }

    pub(super) fn add(&mut self, name: &str, bytes: &[u8]) -> Result<(), CliError> {
        self.draft.add(name, bytes).map_err(CliError::failed)
    }

    pub(super) fn finish(self, done: &Done) -> Result<(), CliError> {
        let info = identity::bag_info(done);
        self.draft.finish(&info).map_err(CliError::failed)?;
        let Some(beside) = &self.beside else { return Ok(()) };
        let (fresh, old) = (beside.path().join("new"), beside.path().join("old"));
        std::fs::rename(&self.out, &old)
            .and_then(|()| std::fs::rename(&fresh, &self.out))
            .map_err(|source| CliError::write(&self.out, source))
    }
}
