//! `controls`: list, show, test, begin.

use std::fmt::Write as _;

use super::arguments::{Controls, ControlsAction};
use super::error::CliError;
use super::exit::Exit;
use super::{catalogue, scaffold, terminal};
use crate::assess::case::run_case;
use crate::control::model::{Catalogue, Control};
use crate::control::problem;

pub(super) fn run(arguments: &Controls) -> Result<Exit, CliError> {
    if let ControlsAction::New { id, domain, subject, into } = &arguments.action {
        return scaffold::write(id, domain, subject, into);
    }
    let catalogue = catalogue::load(&catalogue::files(arguments.controls.as_deref())?)?;
    let (text, exit) = match &arguments.action {
        ControlsAction::List => (list(&catalogue), Exit::Satisfied),
        ControlsAction::Show { id } => (show(&catalogue, id)?, Exit::Satisfied),
        ControlsAction::Test | ControlsAction::New { .. } => test(&catalogue),
    };
    terminal::print(&text).map_err(|source| CliError::write("standard output".as_ref(), source))?;
    Ok(exit)
}

fn list(catalogue: &Catalogue) -> String {
    let line = |control: &Control| {
        let severity = format!("{:?}", control.severity).to_lowercase();
        format!("{severity:<8}  {:<60}  {}\n", control.id, control.title)
    };
    catalogue.controls.iter().map(line).collect()
}

fn show(catalogue: &Catalogue, id: &str) -> Result<String, CliError> {
    let Some(control) = catalogue.controls.iter().find(|control| control.id == id) else {
        let known = catalogue.controls.iter().map(|control| control.id.as_str());
        let help = match problem::suggestion(id, known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`eks-attest controls list` shows them all".to_owned(),
        };
        return Err(CliError::usage(format!("there is no control `{}`", terminal::visible(id)), help));
    };
    let mut text =
        serde_saphyr::to_string(control).map_err(|error| CliError::usage(error.to_string(), "please report this"))?;
    for framework in &catalogue.frameworks {
        let clauses: Vec<&str> = framework
            .clauses
            .iter()
            .filter(|clause| clause.controls.iter().any(|control| control == id))
            .map(|clause| clause.id.as_str())
            .collect();
        if !clauses.is_empty() {
            let _ = writeln!(text, "# {}: {}", framework.title, clauses.join(", "));
        }
    }
    Ok(text)
}

fn test(catalogue: &Catalogue) -> (String, Exit) {
    let mut failures = String::new();
    let mut cases = 0;
    for control in &catalogue.controls {
        for case in &control.cases {
            cases += 1;
            if let Err(failure) = run_case(control, case, &catalogue.areas) {
                let _ = writeln!(failures, "FAILED  {}", terminal::visible(&failure.to_string()));
            }
        }
    }
    let failed = failures.lines().count();
    let controls = catalogue.controls.len();
    let text = format!("{failures}{controls} controls, {cases} cases, {failed} failed\n");
    (text, if failed == 0 { Exit::Satisfied } else { Exit::VerificationFailed })
}
