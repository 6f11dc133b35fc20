//! `controls`: list, show, test, begin.

use std::fmt::Write as _;

use serde::Serialize;

use super::arguments::{Controls, ControlsAction};
use super::error::CliError;
use super::exit::Exit;
use super::{catalogue, scaffold, terminal};
use crate::assess::case::run_case;
use crate::control::coverage::{Answer, NOT_COVERED, answers, clauses};
use crate::control::model::{Catalogue, Control};
use crate::control::problem;
use crate::control::rows::CatalogueRow;

pub(super) fn run(arguments: &Controls) -> Result<Exit, CliError> {
    if let ControlsAction::New { id, domain, subject, into } = &arguments.action {
        catalogue::declare(Some(into).filter(|folder| folder.is_dir()).map(std::path::PathBuf::as_path))?;
        return scaffold::write(id, domain, subject, into);
    }
    let catalogue = catalogue::load(&catalogue::files(arguments.controls.as_deref())?)?;
    let (text, exit) = match &arguments.action {
        ControlsAction::List { catalogue: row } => (list(&catalogue, row.as_deref())?, Exit::Satisfied),
        ControlsAction::Show { id } => (show(&catalogue, id)?, Exit::Satisfied),
        ControlsAction::Test | ControlsAction::New { .. } => test(&catalogue),
    };
    terminal::print(&text).map_err(|source| CliError::write("standard output".as_ref(), source))?;
    Ok(exit)
}

fn list(catalogue: &Catalogue, row: Option<&str>) -> Result<String, CliError> {
    if let Some(id) = row {
        self::row(catalogue, id).ok_or_else(|| {
            let help = "`eks-attest controls show ID` says what a row means; docs/coverage.md lists them all";
            let message = format!("there is no row `{}` in the catalogue", terminal::visible(id));
            unknown(message, id, catalogue.rows.iter().map(|row| row.id.as_str()), help)
        })?;
    }
    let line = |control: &Control| {
        let severity = format!("{:?}", control.severity).to_lowercase();
        format!("{severity:<8}  {:<60}  {}\n", control.id, control.title)
    };
    let wanted = |control: &&Control| row.is_none_or(|row| control.catalogue.iter().any(|id| id == row));
    let lines: String = catalogue.controls.iter().filter(wanted).map(line).collect();
    if let (Some(id), true) = (row, lines.is_empty()) {
        terminal::note(&format!("{id} is {NOT_COVERED}"));
    }
    Ok(lines)
}

fn row<'a>(catalogue: &'a Catalogue, id: &str) -> Option<&'a CatalogueRow> {
    catalogue.rows.iter().find(|row| row.id == id)
}

fn unknown<'a>(message: String, id: &str, known: impl Iterator<Item = &'a str>, otherwise: &str) -> CliError {
    let help = match problem::suggestion(id, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => otherwise.to_owned(),
    };
    CliError::usage(message, help)
}

/// A row with what answers it.
#[derive(Serialize)]
struct Answered<'a> {
    #[serde(flatten)]
    row: &'a CatalogueRow,
    controls: Vec<Answer>,
}

fn show(catalogue: &Catalogue, id: &str) -> Result<String, CliError> {
    if let Some(row) = row(catalogue, id) {
        let controls = answers(catalogue, id);
        let remark = if controls.is_empty() { format!("# {NOT_COVERED}\n") } else { String::new() };
        return Ok(yaml(&Answered { row, controls })? + &remark);
    }
    let Some(control) = catalogue.controls.iter().find(|control| control.id == id) else {
        let controls = catalogue.controls.iter().map(|control| control.id.as_str());
        let known = controls.chain(catalogue.rows.iter().map(|row| row.id.as_str()));
        let otherwise = "`eks-attest controls list` shows all controls";
        let message = format!("`{}` is neither a control nor a row of the catalogue", terminal::visible(id));
        return Err(unknown(message, id, known, otherwise));
    };
    let mut text = yaml(control)?;
    for row in control.catalogue.iter().filter_map(|id| row(catalogue, id)) {
        let _ = writeln!(text, "# {}: {}", row.id, row.check);
    }
    for (framework, clauses) in clauses(&catalogue.frameworks, id) {
        let _ = writeln!(text, "# {framework}: {}", clauses.join(", "));
    }
    Ok(text)
}

fn yaml(value: &impl Serialize) -> Result<String, CliError> {
    serde_saphyr::to_string(value).map_err(|error| CliError::usage(error.to_string(), "please report this"))
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
