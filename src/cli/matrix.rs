//! `matrix`: who owns what, for every compute type or for the clusters of an assessment.

use std::fmt::Write as _;
use std::path::Path;

use super::arguments::{Document, Matrix};
use super::error::CliError;
use super::exit::Exit;
use super::identity::{self, Making};
use super::render::{Order, Subject};
use super::{catalogue, files, render, report, source, terminal};
use crate::assess::model::Assessment;
use crate::control::model::{Area, Owner};
use crate::evidence::canonical;
use crate::evidence::compute_type::ComputeType;
use crate::report::Templates;

pub(super) fn run(arguments: &Matrix) -> Result<Exit, CliError> {
    if let (Some(path), Some(out)) = (&arguments.assessment, &arguments.out) {
        return write(arguments, &report::read(path)?, out);
    }
    let text = match &arguments.assessment {
        Some(path) => of_assessment(&report::read(path)?),
        None => whole(&catalogue::load(&catalogue::files(arguments.controls.as_deref())?)?.areas),
    };
    terminal::print(&text).map_err(|source| CliError::write("standard output".as_ref(), source))?;
    Ok(Exit::Satisfied)
}

/// The matrix as a document.
fn write(arguments: &Matrix, assessment: &Assessment, out: &Path) -> Result<Exit, CliError> {
    let recording = arguments.replay.as_deref().map(source::read).transpose()?;
    let templates = match &arguments.rendering.templates {
        Some(folder) => files::read_text_tree(folder)?,
        None => Default::default(),
    };
    let stored = canonical::to_vec(assessment)?;
    // The matrix stands beside the attestation of the same bundle.
    let making = Making { documents: &Document::ATTESTATION, change: None, templates: &Templates::changed(&templates) };
    let identifier = identity::identifier(assessment, &stored, &making)?;
    let (documents, formats) = ([Document::Matrix], arguments.rendering.formats());
    let (digest, stored) = (canonical::sha256(&stored), render::attached(stored, &formats));
    let recording = recording.as_ref();
    let subject = Subject { assessment, digest, stored, identifier, recording, review: None, change: None };
    let order = Order { templates: &templates, documents: &documents, formats: &formats, logo: None };
    let written = render::reports_in(out, &subject, &order)?;
    written.iter().for_each(|path| terminal::note(&format!("wrote {}", path.display())));
    Ok(Exit::Satisfied)
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
        let cluster = terminal::visible(&row.cluster);
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
