//! The way of the data from a recording to a bundle's files. Every stage's
//! work is done in its own module; this is the order.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::catalogue::Controls;
use super::comparison::Previous;
use super::engagement::{EngagementFiles, to_input};
use super::error::RunError;
use super::files::{FileSink, Files, give};
use super::identity::{self, Making};
use super::inputs::{INPUTS_SCHEMA, Inputs};
use super::options::{Document, Format};
use super::outcome::RunOutcome;
use super::reports::{self, RenderOptions, ReportInput};
use crate::assess::gate::{self, Policy};
use crate::assess::input::Input;
use crate::assess::model::Assessment;
use crate::assess::period::{self, Collected};
use crate::bundle::Fill;
use crate::control::model::Catalogue;
use crate::engagement::Engagement;
use crate::evidence::canonical;
use crate::evidence::fact::Facts;
use crate::evidence::recording::Recording;
use crate::evidence::topic::Topic;
use crate::report::Templates;
use crate::{analysis, assess, collect, normalise};

/// Everything that verdicts and reports are made from.
#[derive(Debug)]
pub struct AttestationJob {
    /// The evidence.
    pub recording: Recording,
    /// The controls used.
    pub controls: Controls,
    /// The engagement file as it was given, and the attachments that it names.
    pub engagement: EngagementFiles,
    /// The templates that replace built-in ones, by name.
    pub templates: BTreeMap<String, String>,
    /// The time that the verdicts speak of; the end of collection when absent.
    pub as_of: Option<DateTime<Utc>>,
    /// The formats to render.
    pub formats: Vec<Format>,
    /// The reports to write.
    pub documents: Vec<Document>,
    /// Clusters named on the command line: they go before the engagement's scope.
    pub clusters: Vec<String>,
    /// The assessments of previous periods.
    pub previous: Previous,
}

/// Topics that a collection must read for `catalogue`: what its controls need,
/// and what deciding the owners needs.
#[must_use]
pub fn topics_to_collect(catalogue: &Catalogue) -> BTreeSet<Topic> {
    let needed = catalogue.controls.iter().flat_map(|control| control.needs.iter().copied());
    let all: BTreeSet<Topic> = needed.chain(assess::OWNER_TOPICS).collect();
    let bases = all.iter().flat_map(|topic| topic.base_topics()).copied();
    let joined = all.iter().flat_map(|topic| topic.joined_topics()).copied();
    let read_directly = all.iter().copied().filter(|topic| !topic.is_derived());
    bases.chain(joined).chain(read_directly).collect()
}

/// Hands the facts of a recording, as they are stored, to `keep`, and gives the verdicts, for `clusters`: for those of the engagement's scope when none is named, for
/// all clusters when the scope names none either.
///
/// # Errors
/// When the engagement does not fit the controls, or a cluster is named that the recording does not hold.
pub fn judge(
    recording: &Recording,
    catalogue: &Catalogue,
    files: &EngagementFiles,
    clusters: &[String],
    as_of: DateTime<Utc>,
    keep: &mut dyn FnMut(&mut Fill<'_>) -> Result<(), RunError>,
) -> Result<Assessment, RunError> {
    let facts = analysis::derive(normalise::normalise(recording));
    let engagement = &files.engagement;
    let asked = if clusters.is_empty() { &engagement.scope.clusters } else { clusters };
    let (facts, out_of_scope) = restrict(facts, asked)?;
    let input = Input { out_of_scope, ..to_input(engagement, &files.attachments) };
    let exchanges = recording.exchanges.len() as u64;
    let digest = kept(&facts, keep)?;
    assess::assess(&facts, &digest, catalogue, &input, as_of, exchanges).map_err(RunError::refused)
}

/// Hands `facts` to `keep`; gives the SHA-256 of what was written.
fn kept(facts: &Facts, keep: &mut dyn FnMut(&mut Fill<'_>) -> Result<(), RunError>) -> Result<String, RunError> {
    let mut digest = canonical::Sha256Writer::default();
    keep(&mut |out| facts.write_to(&mut digest.beside(out)))?;
    Ok(digest.finish())
}

/// Checks that the evidence belongs to the engagement's period, and to a time before `as_of`.
///
/// # Errors
/// When it does not.
pub fn fits(recording: &Recording, files: &EngagementFiles, as_of: DateTime<Utc>) -> Result<(), RunError> {
    let input = to_input(&files.engagement, &files.attachments);
    let collected = Collected { from: recording.run.started_at, to: recording.run.finished_at };
    match period::problem(&input, collected, as_of) {
        Some(problem) => Err(RunError::refused(problem)),
        None => Ok(()),
    }
}

/// The policy of a review: the engagement's, or the one that holds without.
///
/// # Errors
/// When it does not fit the controls.
pub fn policy(engagement: &Engagement, catalogue: &Catalogue) -> Result<Policy, RunError> {
    let policy = engagement.review.clone().unwrap_or_default();
    match gate::problems(&policy, catalogue).into_iter().next() {
        Some(first) => Err(RunError::refused(first)),
        None => Ok(policy),
    }
}

/// Facts of the clusters asked for, and the names of those left out.
fn restrict(facts: Facts, asked: &[String]) -> Result<(Facts, Vec<String>), RunError> {
    if asked.is_empty() {
        return Ok((facts, Vec::new()));
    }
    refuse_unknown(&facts.clusters, asked)?;
    Ok(facts.restricted_to(&asked.iter().cloned().collect()))
}

/// Refuses names of clusters that a recording does not hold.
///
/// # Errors
/// When one of `asked` is not among `held`.
pub(super) fn refuse_unknown(held: &BTreeSet<String>, asked: &[String]) -> Result<(), RunError> {
    let Some(missing) = asked.iter().find(|name| !held.contains(*name)) else { return Ok(()) };
    let nearest = collect::nearest(missing, held.iter().map(String::as_str));
    let hint = nearest.map_or_else(String::new, |name| format!("; did you mean `{name}`?"));
    let names: Vec<&str> = held.iter().map(String::as_str).collect();
    let help =
        if names.is_empty() { "it holds no cluster".to_owned() } else { format!("it holds: {}", names.join(", ")) };
    Err(RunError::usage(format!("the recording does not hold the cluster `{missing}`{hint}"), help))
}

/// Runs every stage after collection and hands the bundle's files to `keep`.
///
/// # Errors
/// When engagement or templates are refused, a report cannot be written, or `keep` refuses a file.
pub fn carry_out(job: AttestationJob, keep: &mut FileSink<'_>) -> Result<RunOutcome, RunError> {
    let mut files = BTreeSet::new();
    let mut keep = |name: &str, fill: &mut Fill<'_>| {
        files.insert(name.to_owned());
        keep(name, fill)
    };
    let catalogue = &job.controls.catalogue;
    let as_of = job.as_of.unwrap_or(job.recording.run.finished_at);
    let mut keep_facts = |facts: &mut Fill<'_>| keep("facts.json", facts);
    fits(&job.recording, &job.engagement, as_of)?;
    let mut assessment = judge(&job.recording, catalogue, &job.engagement, &job.clusters, as_of, &mut keep_facts)?;
    assessment.custom_controls = Some(job.controls.custom()?).filter(|custom| !custom.is_empty());
    assessment.custom_templates = Templates::custom(&job.templates);
    let policy = policy(&job.engagement.engagement, catalogue)?;
    let decided = gate::decide(&assessment, &policy);
    let review = job.documents.contains(&Document::Review).then_some(&decided);
    let stored = canonical::to_sized_vec(&assessment)?;
    keep("assessment.json", &mut |out| out.write_all(&stored))?;
    if let Some(review) = review {
        give(&mut keep, "review.json", canonical::to_vec(review)?)?;
    }
    let change = job.previous.compare(&assessment)?;
    if let Some(change) = &change {
        give(&mut keep, "change.json", canonical::to_vec(change)?)?;
    }
    let making =
        Making { documents: &job.documents, change: change.as_ref(), templates: &Templates::changed(&job.templates) };
    let identifier = identity::identifier(&assessment, &stored, &making)?;
    let (digest, stored) = (canonical::sha256(&stored), reports::attached(stored, &job.formats));
    let recording = Some(&job.recording);
    let subject = ReportInput {
        assessment: &assessment,
        digest,
        stored,
        identifier: identifier.clone(),
        recording,
        review,
        change: change.as_ref(),
    };
    let logo = job.engagement.logo();
    let order = RenderOptions { templates: &job.templates, documents: &job.documents, formats: &job.formats, logo };
    reports::reports(&subject, &order, &mut keep)?;
    drop(subject);
    for (name, bytes) in inputs_of(job, as_of)? {
        give(&mut keep, &name, bytes)?;
    }
    Ok(RunOutcome { assessment, review: decided, identifier, files })
}

/// The files that everything else is made from.
fn inputs_of(job: AttestationJob, as_of: DateTime<Utc>) -> Result<Files, RunError> {
    let mut files: Files =
        job.recording.into_files()?.into_iter().map(|(path, bytes)| (format!("evidence/{path}"), bytes)).collect();
    let formats = job.formats.iter().map(|format| format.ending().to_owned()).collect();
    let previous = &job.previous;
    let inputs = Inputs {
        schema: INPUTS_SCHEMA.to_owned(),
        tool: super::tool(),
        as_of,
        formats,
        documents: job.documents.iter().map(|document| document.name().to_owned()).collect(),
        clusters: job.clusters,
        expiring_within_days: (!previous.stored.is_empty()).then_some(previous.expiring_within_days),
    };
    files.insert("inputs.json".to_owned(), canonical::to_vec(&inputs)?);
    if !job.engagement.text.is_empty() {
        files.insert("engagement/engagement.yaml".to_owned(), job.engagement.text.clone().into_bytes());
    }
    files.extend(job.engagement.attachments.iter().map(|(name, bytes)| (format!("engagement/{name}"), bytes.clone())));
    files.extend(job.controls.files.into_iter().map(|(path, text)| (format!("controls/{path}"), text.into_bytes())));
    files.extend(job.templates.iter().map(|(name, text)| (format!("templates/{name}"), text.clone().into_bytes())));
    // The numbers sort as their times do.
    let numbered = previous.stored.iter().enumerate();
    files.extend(numbered.map(|(at, bytes)| (format!("previous/{:02}-assessment.json", at + 1), bytes.clone())));
    Ok(files)
}
