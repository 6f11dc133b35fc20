//! Errors as `--json` prints them.

use miette::Diagnostic as _;
use serde::Serialize;

use super::exit::Exit;
use crate::run::{RunError, tool};

/// An error as `--json` prints it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Object {
    schema: &'static str,
    tool: String,
    exit_code: u8,
    error: String,
    code: Option<String>,
    help: Option<String>,
    /// Each problem of the files given.
    problems: Vec<String>,
}

impl Object {
    pub(super) fn new(error: &RunError) -> Self {
        let problems = match error {
            RunError::Problems { problems, .. } => problems.iter().map(ToString::to_string).collect(),
            _ => error.related().into_iter().flatten().map(ToString::to_string).collect(),
        };
        Self {
            schema: "eks-attest/error/v1",
            tool: tool(),
            exit_code: Exit::of_error(error) as u8,
            error: error.to_string(),
            code: error.code().map(|code| code.to_string()),
            help: error.help().map(|help| help.to_string()),
            problems,
        }
    }
}
