//! Who owns what, in words: for every compute type, or for the clusters of an assessment.

use std::fmt::Write as _;
use std::path::Path;

use super::error::RunError;
use super::{assessment_file, catalogue, visible};
use crate::assess::model::Assessment;
use crate::control::model::{Area, Owner};
use crate::evidence::compute_type::ComputeType;

/// The whole matrix: the built-in one, or that of a folder of controls.
///
/// # Errors
/// When the controls cannot be used.
pub fn matrix_in_words(controls: Option<&Path>) -> Result<String, RunError> {
    Ok(whole(&catalogue::load(&catalogue::files(controls)?)?.areas))
}

/// The owners for the clusters of the assessment in the file `assessment`.
///
/// # Errors
/// When it cannot be read.
pub fn owners_in_words(assessment: &Path) -> Result<String, RunError> {
    Ok(of_assessment(&assessment_file::read(assessment)?))
}

fn whole(areas: &[Area]) -> String {
    let mut text = String::from("| Area |");
    for compute_type in ComputeType::ALL {
        let _ = write!(text, " {} |", compute_type.label());
    }
    let _ = writeln!(text, "\n|{}", "---|".repeat(1 + ComputeType::ALL.len()));
    for area in areas {
        let _ = write!(text, "| {} |", area.title);
        for compute_type in ComputeType::ALL {
            let custom =
                area.owners_with_custom_ami.get(compute_type).map(|owner| format!(" (custom AMI: {})", word(*owner)));
            let owner = area.owners.get(compute_type).map_or("not stated", |owner| word(*owner));
            let _ = write!(text, " {owner}{} |", custom.unwrap_or_default());
        }
        text.push('\n');
    }
    text
}

fn of_assessment(assessment: &Assessment) -> String {
    let mut text = String::from("| Cluster | Compute type | Nodes | Area | Owner |\n|---|---|---|---|---|\n");
    for row in &assessment.responsibility {
        let title =
            assessment.areas.iter().find(|area| area.id == row.area).map_or(row.area.as_str(), |area| &area.title);
        let compute = row.compute_type.label();
        let nodes = row.nodes.map_or_else(|| "not shown by AWS".to_owned(), |nodes| nodes.to_string());
        let custom = if row.custom_ami { " (custom AMI)" } else { "" };
        let cluster = visible(&row.cluster);
        let _ = writeln!(text, "| {cluster} | {compute} | {nodes} | {title} | {}{custom} |", word(row.owner));
    }
    text
}

fn word(owner: Owner) -> &'static str {
    match owner {
        Owner::Aws => "AWS",
        Owner::Customer => "customer",
        Owner::Shared => "shared",
        Owner::NotApplicable => "not applicable",
    }
}
