//! A control's skeleton, ready to be filled in.

use std::path::{Path, PathBuf};

use super::error::RunError;
use super::{catalogue, files, visible};
use crate::evidence::topic::Topic;
use crate::file::suggestion;

const DOMAINS: [&str; 9] = [
    "container-config",
    "data-plane",
    "data-protection",
    "governance",
    "iam",
    "logging",
    "network",
    "node-os",
    "supply-chain",
];

/// Writes the skeleton of a control with its four cases into the folder `into`; gives its path.
///
/// # Errors
/// When the id is not one, domain or topic do not exist, or the file does.
pub fn begin_control(id: &str, domain: &str, subject: &str, into: &Path) -> Result<PathBuf, RunError> {
    let good =
        !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if !good {
        let help = "use lower-case letters, digits and `-`, and phrase it so that yes is good";
        return Err(RunError::usage(format!("`{}` is not an id for a control", visible(id)), help));
    }
    catalogue::declare(Some(into).filter(|folder| folder.is_dir()))?;
    known("domain", domain, DOMAINS.iter().copied())?;
    known("topic", subject, Topic::known().into_iter().map(Topic::as_str).collect::<Vec<_>>().into_iter())?;
    let path = into.join(domain).join(format!("{id}.yaml"));
    if path.exists() {
        let message = format!("`{}` exists already", path.display());
        return Err(RunError::usage(message, "choose another id, or edit that file"));
    }
    files::write(&path, skeleton(id, domain, subject).as_bytes())?;
    Ok(path)
}

fn known<'a>(what: &str, given: &str, all: impl Iterator<Item = &'a str> + Clone) -> Result<(), RunError> {
    if all.clone().any(|name| name == given) {
        return Ok(());
    }
    let help = match suggestion(given, all.clone()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("one of: {}", all.collect::<Vec<_>>().join(", ")),
    };
    Err(RunError::usage(format!("there is no {what} `{}`", visible(given)), help))
}

fn skeleton(id: &str, domain: &str, subject: &str) -> String {
    let variable = subject.rsplit('.').next().unwrap_or(subject);
    format!(
        "\
id: {id}
title: One line in our words
domain: {domain}
area: vpc-network                # a row of responsibility.yaml
severity: medium                 # critical | high | medium | low
# catalogue: [NET-01]            # rows of catalogue.csv that it answers
statement: The sentence that management attests.
why: Why it matters.
needs: [{subject}]
subject: {subject}
# when: \"{variable}.member == 'value'\"   # false takes a subject out of the population
# otherwise: why such a subject is not judged
require: \"has({variable}.member)\"       # an error leaves the control undetermined
message: \"'what was seen'\"
maxAge: 30d
remediation:
  docs: https://docs.aws.amazon.com/eks/
cases:
  - name: meets the requirement
    given: {{{subject}: [{{}}]}}
    expect: satisfied
  - name: does not meet it
    given: {{{subject}: [{{}}]}}
    expect: not-satisfied
  - name: could not be read
    missing: [{subject}]
    expect: undetermined
"
    )
}
