//! `report`: the reports of an assessment that was made before.

use super::arguments::{Document, Format, Judging, Report};
use super::error::CliError;
use super::exit::Exit;
use super::identity::{self, Making};
use super::terminal::{self, Display};
use super::{catalogue, engagement, files, previous, render, source};
use crate::assess::model::{Assessment, SCHEMA};
use crate::evidence::canonical;
use crate::report::Templates;

pub(super) fn run(arguments: &Report, display: &Display) -> Result<Exit, CliError> {
    catalogue::declare(arguments.controls.as_deref())?;
    let assessment = read(&arguments.assessment)?;
    let mut recording = source::read(&arguments.replay)?;
    let templates = match &arguments.rendering.templates {
        Some(folder) => files::read_text_tree(folder)?,
        None => Default::default(),
    };
    let engagement = engagement::load(arguments.engagement.as_deref(), None)?;
    let formats = arguments.rendering.formats();
    if !formats.contains(&Format::Html) {
        // Only the page shows replies.
        recording.replies.clear();
    }
    let judging = Judging { engagement: arguments.engagement.clone(), ..Judging::default() };
    let previous = previous::of(&arguments.comparison, &judging, None, &engagement)?;
    let step = display.step("writing reports");
    let change = previous.compare(&assessment)?;
    let recording = Some(&recording);
    let stored = canonical::to_sized_vec(&assessment)?;
    let (documents, logo) = (Document::ATTESTATION, engagement.logo());
    let making = Making { documents: &documents, change: change.as_ref(), templates: &Templates::changed(&templates) };
    let identifier = identity::identifier(&assessment, &stored, &making)?;
    let change = change.as_ref();
    let (digest, stored) = (canonical::sha256(&stored), render::attached(stored, &formats));
    let subject =
        render::Subject { assessment: &assessment, digest, stored, identifier, recording, review: None, change };
    let order = render::Order { templates: &templates, documents: &documents, formats: &formats, logo };
    let written = render::reports_in(&arguments.out, &subject, &order)?;
    drop(step);
    written.iter().for_each(|path| terminal::note(&format!("wrote {}", path.display())));
    Ok(Exit::of(&assessment))
}

/// An assessment as `assess` or `attest` wrote it.
pub(super) fn read(path: &std::path::Path) -> Result<Assessment, CliError> {
    parse(path, &files::read(path)?)
}

/// Understands the bytes of `assessment.json`; `path` is named where they cannot be read.
pub(super) fn parse(path: &std::path::Path, bytes: &[u8]) -> Result<Assessment, CliError> {
    let assessment: Assessment = serde_json::from_slice(bytes).map_err(|error| {
        let message = format!("`{}` is not an assessment: {error}", path.display());
        CliError::usage(message, "give the assessment.json that `assess` or `attest` wrote with this version")
    })?;
    if assessment.schema == SCHEMA {
        return Ok(assessment);
    }
    let message = format!("`{}` says schema `{}`; this version reads `{SCHEMA}`", path.display(), assessment.schema);
    Err(CliError::usage(message, "assess the recording again with this version"))
}
