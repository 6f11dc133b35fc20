//! Controls in words: listed, shown, tested.

use std::fmt::Write as _;
use std::path::Path;

use serde::Serialize;

use super::error::RunError;
use super::{catalogue, visible};
use crate::assess::case::run_case;
use crate::control::coverage::{Answer, NOT_COVERED, answers, clauses};
use crate::control::model::{Catalogue, Control};
use crate::control::rows::CatalogueRow;
use crate::file::suggestion;

/// The controls, a line each: all, or those that answer `row` of the catalogue.
///
/// # Errors
/// When the controls cannot be used, or there is no such row.
pub fn list_controls(controls: Option<&Path>, row: Option<&str>) -> Result<Listed, RunError> {
    let catalogue = &catalogue::load(&catalogue::files(controls)?)?;
    if let Some(id) = row {
        self::row(catalogue, id).ok_or_else(|| {
            let help = "`eks-attest controls show ID` says what a row means; docs/coverage.md lists them all";
            let message = format!("there is no row `{}` in the catalogue", visible(id));
            unknown(message, id, catalogue.rows.iter().map(|row| row.id.as_str()), help)
        })?;
    }
    let line = |control: &Control| {
        let severity = format!("{:?}", control.severity).to_lowercase();
        format!("{severity:<8}  {:<60}  {}\n", control.id, control.title)
    };
    let wanted = |control: &&Control| row.is_none_or(|row| control.catalogue.iter().any(|id| id == row));
    let lines: String = catalogue.controls.iter().filter(wanted).map(line).collect();
    let none = row.filter(|_| lines.is_empty()).map(|id| format!("{id} is {NOT_COVERED}"));
    Ok(Listed { lines, remark: none })
}

/// Controls in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// A line each.
    pub lines: String,
    /// Why there are none.
    pub remark: Option<String>,
}

fn row<'a>(catalogue: &'a Catalogue, id: &str) -> Option<&'a CatalogueRow> {
    catalogue.rows.iter().find(|row| row.id == id)
}

fn unknown<'a>(message: String, id: &str, known: impl Iterator<Item = &'a str>, otherwise: &str) -> RunError {
    let help = match suggestion(id, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => otherwise.to_owned(),
    };
    RunError::usage(message, help)
}

/// A row with what answers it.
#[derive(Serialize)]
struct Answered<'a> {
    #[serde(flatten)]
    row: &'a CatalogueRow,
    controls: Vec<Answer>,
}

/// A control's whole text with its frameworks, or a row of the catalogue with its controls.
///
/// # Errors
/// When the controls cannot be used, or hold neither.
pub fn show_control(controls: Option<&Path>, id: &str) -> Result<String, RunError> {
    let catalogue = &catalogue::load(&catalogue::files(controls)?)?;
    if let Some(row) = row(catalogue, id) {
        let controls = answers(catalogue, id);
        let remark = if controls.is_empty() { format!("# {NOT_COVERED}\n") } else { String::new() };
        return Ok(yaml(&Answered { row, controls })? + &remark);
    }
    let Some(control) = catalogue.controls.iter().find(|control| control.id == id) else {
        let controls = catalogue.controls.iter().map(|control| control.id.as_str());
        let known = controls.chain(catalogue.rows.iter().map(|row| row.id.as_str()));
        let otherwise = "`eks-attest controls list` shows all controls";
        let message = format!("`{}` is neither a control nor a row of the catalogue", visible(id));
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

fn yaml(value: &impl Serialize) -> Result<String, RunError> {
    serde_saphyr::to_string(value).map_err(|error| RunError::usage(error.to_string(), "please report this"))
}

/// Checks every file and runs every case; gives what came of it in words, and whether all passed.
///
/// # Errors
/// When the controls cannot be used.
pub fn test_controls(controls: Option<&Path>) -> Result<(String, bool), RunError> {
    let catalogue = catalogue::load(&catalogue::files(controls)?)?;
    let mut failures = String::new();
    let mut cases = 0;
    for control in &catalogue.controls {
        for case in &control.cases {
            cases += 1;
            if let Err(failure) = run_case(control, case, &catalogue) {
                let _ = writeln!(failures, "FAILED  {}", visible(&failure.to_string()));
            }
        }
    }
    let failed = failures.lines().count();
    let controls = catalogue.controls.len();
    let text = format!("{failures}{controls} controls, {cases} cases, {failed} failed\n");
    Ok((text, failed == 0))
}
