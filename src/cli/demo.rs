//! `demo`: the shipped example through the same stages.

use super::arguments::Demo;
use super::error::CliError;
use super::exit::Exit;
use super::pipeline::{self, EngagementFiles, Files, Job};
use super::terminal::Display;
use super::{attest, catalogue, embedded, engagement, files, source, summary};
use crate::evidence::recording::Recording;

pub(super) fn run(arguments: &Demo, display: &Display) -> Result<Exit, CliError> {
    attest::free(&arguments.out, arguments.replace)?;
    let templates = match &arguments.rendering.templates {
        Some(folder) => files::read_text_tree(folder)?,
        None => Default::default(),
    };
    let controls = embedded::controls();
    let topics = pipeline::topics_to_collect(&catalogue::load(&controls)?);
    let recording = source::replay(&example()?, &topics)?;
    let engagement = example_engagement()?;
    let job = Job { recording, controls, engagement, templates, as_of: None, formats: arguments.rendering.formats() };
    let step = display.step("assessing and writing reports");
    let done = pipeline::carry_out(&job)?;
    drop(step);
    attest::archive(&done, &arguments.out, arguments.replace)?;
    summary::print(&done.assessment, &arguments.out, display)?;
    Ok(Exit::Satisfied)
}

fn example() -> Result<Recording, CliError> {
    Recording::from_files(&embedded::example_recording()).map_err(|error| {
        CliError::usage(error.to_string(), "the binary was built from an incomplete checkout: build it again")
    })
}

fn example_engagement() -> Result<EngagementFiles, CliError> {
    let bytes = embedded::example_file("engagement.yaml").unwrap_or_default();
    let text = String::from_utf8(bytes).map_err(|_| CliError::NotText { path: "engagement.yaml".into() })?;
    let engagement = engagement::parse("engagement.yaml", &text)?;
    let names = engagement.attestations.iter().filter_map(|attestation| attestation.attachment.clone());
    let attachments: Files = names.filter_map(|name| Some((name.clone(), embedded::example_file(&name)?))).collect();
    Ok(EngagementFiles { text, engagement, attachments })
}
