//! The way of the data from a recording to a bundle's files. Every stage's
//! work is done in its own module; this is the order.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::arguments::Format;
use super::error::CliError;
use crate::assess::model::Assessment;
use crate::control::model::Catalogue;
use crate::engagement::Engagement;
use crate::evidence::canonical;
use crate::evidence::fact::Facts;
use crate::evidence::recording::Recording;
use crate::evidence::topic::Topic;
use crate::{analysis, assess, collect};

/// Files by path relative to the payload folder.
pub type Files = BTreeMap<String, Vec<u8>>;

/// The version of `inputs.json`.
const INPUTS_SCHEMA: &str = "eks-attest/inputs/v1";

/// What the verdicts depend on beside evidence, controls and engagement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Inputs {
    /// The version of this file's form.
    pub schema: String,
    /// Name and version of the tool that judged and rendered.
    pub tool: String,
    /// The time that the verdicts speak of.
    pub as_of: DateTime<Utc>,
    /// Formats of the reports, by file ending.
    pub formats: Vec<String>,
}

/// Everything that verdicts and reports are made from.
#[derive(Debug)]
pub struct Job {
    /// The evidence.
    pub recording: Recording,
    /// The files of the controls used, by path.
    pub controls: BTreeMap<String, String>,
    /// The engagement file as it was given, and the attachments that it names.
    pub engagement: EngagementFiles,
    /// The templates that replace built-in ones, by name.
    pub templates: BTreeMap<String, String>,
    /// The time that the verdicts speak of; the end of collection when absent.
    pub as_of: Option<DateTime<Utc>>,
    /// The formats to render.
    pub formats: Vec<Format>,
}

/// The engagement, as text and as understood.
#[derive(Debug, Clone, Default)]
pub struct EngagementFiles {
    /// The file's text; empty when none was given.
    pub text: String,
    /// What it says.
    pub engagement: Engagement,
    /// Attachments by the name that the engagement gives them.
    pub attachments: Files,
}

/// What came out.
#[derive(Debug)]
pub struct Done {
    /// The facts judged, derived ones included.
    pub facts: Facts,
    /// The verdicts.
    pub assessment: Assessment,
    /// Every file of the bundle's payload.
    pub files: Files,
}

/// Topics that a collection must read for `catalogue`: what its controls need,
/// and what deciding the owners needs.
#[must_use]
pub fn topics_to_collect(catalogue: &Catalogue) -> BTreeSet<Topic> {
    let needed = catalogue.controls.iter().flat_map(|control| control.needs.iter().copied());
    let all: BTreeSet<Topic> = needed.chain(assess::OWNER_TOPICS).collect();
    let bases = all.iter().flat_map(|topic| analysis::base_topics(*topic)).copied();
    let joined = all.iter().flat_map(|topic| analysis::joined_topics(*topic)).copied();
    let read_directly = all.iter().copied().filter(|topic| !topic.is_derived());
    bases.chain(joined).chain(read_directly).collect()
}

/// Facts and verdicts of a recording.
///
/// # Errors
/// When the engagement does not fit the controls.
pub fn judge(
    recording: &Recording,
    catalogue: &Catalogue,
    engagement: &Engagement,
    as_of: DateTime<Utc>,
) -> Result<(Facts, Assessment), CliError> {
    let facts = analysis::derive(collect::normalise::normalise(recording));
    let input = super::engagement::to_input(engagement);
    let exchanges = recording.exchanges.len() as u64;
    let assessment = assess::assess(&facts, catalogue, &input, as_of, exchanges).map_err(CliError::refused)?;
    Ok((facts, assessment))
}

/// Runs every stage after collection and gathers the bundle's files.
///
/// # Errors
/// When controls, engagement or templates are refused, or a report cannot be written.
pub fn carry_out(job: &Job) -> Result<Done, CliError> {
    let catalogue = super::catalogue::load(&job.controls)?;
    let as_of = job.as_of.unwrap_or(job.recording.run.finished_at);
    let (facts, assessment) = judge(&job.recording, &catalogue, &job.engagement.engagement, as_of)?;
    let mut files = inputs_of(job, as_of)?;
    files.insert("facts.json".to_owned(), canonical::to_vec(&facts)?);
    files.insert("assessment.json".to_owned(), canonical::to_vec(&assessment)?);
    files.extend(super::render::reports(&assessment, &job.recording, &job.templates, &job.formats)?);
    Ok(Done { facts, assessment, files })
}

/// The files that everything else is made from.
fn inputs_of(job: &Job, as_of: DateTime<Utc>) -> Result<Files, CliError> {
    let mut files: Files =
        job.recording.to_files()?.into_iter().map(|(path, bytes)| (format!("evidence/{path}"), bytes)).collect();
    let formats = job.formats.iter().map(|format| super::render::ending(*format).to_owned()).collect();
    let inputs = Inputs { schema: INPUTS_SCHEMA.to_owned(), tool: super::tool(), as_of, formats };
    files.insert("inputs.json".to_owned(), canonical::to_vec(&inputs)?);
    if !job.engagement.text.is_empty() {
        files.insert("engagement/engagement.yaml".to_owned(), job.engagement.text.clone().into_bytes());
    }
    files.extend(job.engagement.attachments.iter().map(|(name, bytes)| (format!("engagement/{name}"), bytes.clone())));
    files.extend(job.controls.iter().map(|(path, text)| (format!("controls/{path}"), text.clone().into_bytes())));
    files.extend(job.templates.iter().map(|(name, text)| (format!("templates/{name}"), text.clone().into_bytes())));
    Ok(files)
}
