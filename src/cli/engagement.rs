//! The engagement file: read, understood, and turned into what judging takes.

use std::path::Path;

use super::error::CliError;
use super::pipeline::{EngagementFiles, Files};
use super::{catalogue, files};
use crate::assess::input::{self, Input};
use crate::assess::model::{EngagementSummary, Signature};
use crate::control::loader;
use crate::engagement::{Attestation, Engagement, Exception, Person};

/// Reads the engagement file and the attachments beside it; an empty
/// engagement when none is given.
///
/// # Errors
/// When a file cannot be read, or the engagement holds what it may not.
pub(super) fn load(path: Option<&Path>) -> Result<EngagementFiles, CliError> {
    let Some(path) = path else { return Ok(EngagementFiles::default()) };
    let text = files::read_text(path)?;
    let engagement = parse(&path.display().to_string(), &text)?;
    let folder = path.parent().unwrap_or_else(|| Path::new("."));
    let mut attachments = Files::new();
    for name in engagement.attestations.iter().filter_map(|attestation| attestation.attachment.as_deref()) {
        check_attachment(name)?;
        attachments.insert(name.to_owned(), files::read(&folder.join(name))?);
    }
    Ok(EngagementFiles { text, engagement, attachments })
}

/// Understands the text of an engagement file.
///
/// # Errors
/// When it holds what it may not.
pub(super) fn parse(path: &str, text: &str) -> Result<Engagement, CliError> {
    let engagement: Engagement =
        loader::parse_file(path, text).map_err(|problems| catalogue::refuse("the engagement file", problems))?;
    check(&engagement)?;
    Ok(engagement)
}

fn check(engagement: &Engagement) -> Result<(), CliError> {
    if let Some(period) = engagement.period.as_ref().filter(|period| period.to < period.from) {
        let message = format!("the engagement's period ends on {} before it begins on {}", period.to, period.from);
        return Err(CliError::usage(message, "exchange `from` and `to`"));
    }
    for exception in &engagement.exceptions {
        if exception.subjects.is_empty() {
            let message = format!("the exception {} names no subject", exception.id);
            return Err(CliError::usage(
                message,
                "name the subjects as the findings name them; `*` stands for any text",
            ));
        }
        if exception.expires < exception.approved_on {
            let message = format!("the exception {} expires before it was approved", exception.id);
            return Err(CliError::usage(message, "correct `approvedOn` or `expires`"));
        }
    }
    Ok(())
}

/// An attachment becomes a file of the bundle: its name must be plain.
fn check_attachment(name: &str) -> Result<(), CliError> {
    let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
    if plain && !name.starts_with('.') && name != "engagement.yaml" {
        return Ok(());
    }
    Err(CliError::usage(
        format!("the attachment `{name}` cannot be kept in a bundle under this name"),
        "put the file beside the engagement file and use letters, digits, `.`, `_` and `-` only",
    ))
}

/// What judging takes of the engagement.
#[must_use]
pub(super) fn to_input(engagement: &Engagement) -> Input {
    let period = engagement.period.as_ref();
    Input {
        engagement: EngagementSummary {
            organisation: engagement.organisation.clone(),
            system: engagement.system.clone(),
            period_from: period.map(|period| period.from),
            period_to: period.map(|period| period.to),
            preparer: engagement.preparer.as_ref().map(in_words).unwrap_or_default(),
            parameters: engagement.parameters.clone(),
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
        },
        frameworks: engagement.frameworks.clone(),
        exceptions: engagement.exceptions.iter().map(exception).collect(),
        attestations: engagement.attestations.iter().map(attestation).collect(),
    }
}

fn in_words(person: &Person) -> String {
    format!("{}, {}", person.name, person.title)
}

fn exception(given: &Exception) -> input::Exception {
    input::Exception {
        id: given.id.clone(),
        control: given.control.clone(),
        cluster: given.cluster.clone().unwrap_or_else(|| "*".to_owned()),
        subjects: given.subjects.clone(),
        reason: given.reason.clone(),
        risk: given.risk.clone(),
        compensating_control: given.compensating_control.clone(),
        validated_by: given.validated_by.clone(),
        owner: given.owner.clone(),
        approver: given.approver.clone(),
        approved_on: given.approved_on,
        expires: given.expires,
    }
}

fn attestation(given: &Attestation) -> input::Attestation {
    input::Attestation {
        control: given.control.clone(),
        cluster: given.cluster.clone(),
        attester: given.attester.clone(),
        role: given.role.clone(),
        stated_on: given.stated_on,
        valid_until: given.valid_until,
        statement: given.statement.clone(),
        attachment: given.attachment.as_ref().map(|name| format!("data/engagement/{name}")),
    }
}
