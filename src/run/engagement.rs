//! The engagement file: read, understood, and turned into what judging takes.

use std::path::Path;

use miette::Diagnostic as _;

use super::error::RunError;
use super::files::Files;
use super::{catalogue, files};
use crate::assess::input::{Attestation, Input};
use crate::assess::model::{EngagementSummary, Signature};
use crate::assess::{self, gate};
use crate::control::model::Catalogue;
use crate::engagement::{self, Engagement, Person};
use crate::evidence::canonical;
use crate::file::codes::engagement as code;
use crate::file::{Code, Places, Problem, parse_file};
use crate::report::brand::{BrandError, Colours, Logo};
use crate::scratch::regular;

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

impl EngagementFiles {
    /// The logo that the engagement names.
    #[must_use]
    pub fn logo(&self) -> Option<&[u8]> {
        let name = self.engagement.branding.logo.as_ref()?;
        self.attachments.get(name).map(Vec::as_slice)
    }
}

/// Larger attachments are refused: they are kept in memory and in the bundle.
const ATTACHMENT_LIMIT: u64 = 256 << 20;

/// Reads the engagement file and the files beside it that it names; an empty engagement when none is given.
/// With `controls`, what does not fit them is told too, with its place.
///
/// # Errors
/// When a file cannot be read, or the engagement holds what it may not: everything at once.
pub(super) fn load(path: Option<&Path>, controls: Option<&Catalogue>) -> Result<EngagementFiles, RunError> {
    let Some(path) = path else { return Ok(EngagementFiles::default()) };
    let text = files::read_text(path)?;
    let shown = path.display().to_string();
    let engagement = understand(&shown, &text)?;
    let folder = path.parent().unwrap_or_else(|| Path::new("."));
    let mut problems = problems(&engagement);
    if let Some(controls) = controls {
        let input = to_input(&engagement, &Files::new());
        let fits = |other: &Problem| !problems.iter().any(|known| known.keys.starts_with(&other.keys));
        // What is wrong inside a value is told once, at the inner place.
        let others: Vec<Problem> = assess::problems(controls, &input).into_iter().filter(fits).collect();
        problems.extend(others);
        problems.extend(engagement.review.iter().flat_map(|policy| gate::problems(policy, controls)));
    }
    for (at, previous) in engagement.previous.iter().enumerate().filter(|(_, name)| !folder.join(name).exists()) {
        let message = format!("there is nothing at `{}`", folder.join(previous).display());
        let problem = Problem::of_value(&["previous", &at.to_string()], code::FILE_MISSING, message);
        problems.push(problem.with_help("name a bundle, a recording or an assessment.json, relative to this file"));
    }
    let mut attachments = Files::new();
    for (place, name) in places_of_files(&engagement) {
        let place: Vec<&str> = place.iter().map(String::as_str).collect();
        match beside(folder, name, &place) {
            Ok(bytes) => drop(attachments.insert(name.to_owned(), bytes)),
            Err(problem) => problems.push(*problem),
        }
    }
    if let Some((name, bytes)) = engagement.branding.logo.as_ref().and_then(|name| attachments.get_key_value(name)) {
        problems.extend(Logo::new(name, bytes).err().map(|error| of_brand("logo", code::LOGO, &error)));
    }
    refuse(&shown, &text, problems)?;
    Ok(EngagementFiles { text, engagement, attachments })
}

/// The files beside the engagement file that it names.
pub(super) fn named_files(engagement: &Engagement) -> impl Iterator<Item = &str> {
    places_of_files(engagement).map(|(_, name)| name)
}

fn places_of_files(engagement: &Engagement) -> impl Iterator<Item = (Vec<String>, &str)> {
    let attachments = engagement.attestations.iter().enumerate().filter_map(|(at, attestation)| {
        let place = vec!["attestations".to_owned(), at.to_string(), "attachment".to_owned()];
        Some((place, attestation.attachment.as_deref()?))
    });
    let logo = engagement.branding.logo.as_deref();
    attachments.chain(logo.map(|name| (vec!["branding".to_owned(), "logo".to_owned()], name)))
}

/// The bytes of a file that the engagement names. It becomes a file of the bundle: its name must be plain.
fn beside(folder: &Path, name: &str, place: &[&str]) -> Result<Vec<u8>, Box<Problem>> {
    let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
    if name.is_empty() || !plain || name.starts_with('.') || name == "engagement.yaml" {
        let message = format!("the file `{name}` cannot be kept in a bundle under this name");
        let help = "put the file beside the engagement file and use letters, digits, `.`, `_` and `-` only";
        return Err(Box::new(Problem::of_value(place, code::FILE_NAME, message).with_help(help)));
    }
    regular::read(&folder.join(name), ATTACHMENT_LIMIT).map_err(|error| {
        let message = format!("the file `{}` cannot be read: {error}", folder.join(name).display());
        let problem = Problem::of_value(place, code::FILE_MISSING, message);
        Box::new(problem.with_help("put it beside the engagement file, or take the line out"))
    })
}

/// Understands the text of an engagement file.
///
/// # Errors
/// When it holds what it may not: everything at once.
pub(super) fn parse(path: &str, text: &str) -> Result<Engagement, RunError> {
    let engagement = understand(path, text)?;
    refuse(path, text, problems(&engagement))?;
    Ok(engagement)
}

fn understand(path: &str, text: &str) -> Result<Engagement, RunError> {
    parse_file(path, text).map_err(|problems| catalogue::refuse("the engagement file", problems))
}

/// What an engagement may not say, whatever the controls are.
fn problems(engagement: &Engagement) -> Vec<Problem> {
    let mut problems = engagement::problems(engagement);
    let colour = engagement.branding.colour.as_deref().map(Colours::new);
    problems.extend(colour.and_then(Result::err).map(|error| of_brand("colour", code::COLOUR, &error)));
    problems
}

fn of_brand(field: &str, code: Code, error: &BrandError) -> Problem {
    let help = error.help().map(|help| help.to_string()).unwrap_or_default();
    Problem::of_value(&["branding", field], code, error.to_string()).with_help(help)
}

fn refuse(path: &str, text: &str, problems: Vec<Problem>) -> Result<(), RunError> {
    if problems.is_empty() {
        return Ok(());
    }
    let places = Places::new(path, text);
    let mut problems: Vec<Problem> = problems.into_iter().map(|problem| places.locate(problem)).collect();
    problems.sort_by_key(|problem| (problem.line, problem.column));
    Err(catalogue::refuse("the engagement file", problems))
}

/// What judging takes of the engagement.
#[must_use]
pub(super) fn to_input(engagement: &Engagement, files: &Files) -> Input {
    let period = engagement.period.as_ref();
    Input {
        engagement: EngagementSummary {
            organisation: engagement.organisation.clone(),
            system: engagement.system.clone(),
            period_from: period.map(|period| period.from),
            period_to: period.map(|period| period.to),
            preparer: engagement.preparer.as_ref().map(in_words).unwrap_or_default(),
            parameters: engagement.parameter_values(),
            scope_statement: engagement.scope.statement.clone(),
            signatories: engagement
                .signatories
                .iter()
                .map(|person| Signature {
                    role: person.role.clone(),
                    name: person.name.clone(),
                    title: person.title.clone(),
                })
                .collect(),
            branding: engagement.branding.clone(),
        },
        frameworks: engagement.frameworks.clone(),
        exceptions: engagement.exceptions.clone(),
        attestations: engagement.attestations.iter().map(in_bundle).collect(),
        attachments: files.iter().map(|(name, bytes)| (path_in_bundle(name), canonical::sha256(bytes))).collect(),
        exception_limits: engagement.exception_limits,
        parameter_notes: engagement.parameter_notes(),
        owners: engagement.owners.clone(),
        out_of_scope: Vec::new(),
    }
}

fn in_words(person: &Person) -> String {
    format!("{}, {}", person.name, person.title)
}

/// The statement with its attachment's path in the bundle.
fn in_bundle(statement: &Attestation) -> Attestation {
    Attestation { attachment: statement.attachment.as_deref().map(path_in_bundle), ..statement.clone() }
}

fn path_in_bundle(name: &str) -> String {
    format!("data/engagement/{name}")
}

#[cfg(test)]
#[path = "engagement_tests.rs"]
mod tests;
