//! `templates`: the built-in templates, to be read and changed, and a check of what was changed.

use std::path::Path;

use super::arguments::{TemplatesAction, TemplatesCommand};
use super::error::CliError;
use super::exit::Exit;
use super::{catalogue, demo, files, terminal};
use crate::report::{self, Sample, Templates};

pub(super) fn run(arguments: &TemplatesCommand) -> Result<Exit, CliError> {
    match &arguments.action {
        TemplatesAction::List => {
            let names = Templates::names().join("\n") + "\n";
            terminal::print(&names).map_err(|source| CliError::write("standard output".as_ref(), source))?;
        }
        TemplatesAction::Export { into } => export(into)?,
        TemplatesAction::Check { folder } => check(folder)?,
    }
    Ok(Exit::Satisfied)
}

fn export(into: &Path) -> Result<(), CliError> {
    let occupied = into.is_file() || into.read_dir().is_ok_and(|mut entries| entries.next().is_some());
    if occupied {
        let message = format!("`{}` exists and is not empty", into.display());
        return Err(CliError::usage(message, "name another folder: templates are never written over"));
    }
    let templates = Templates::built_in();
    for (name, text) in &templates {
        files::write(&into.join(name), text.as_bytes())?;
    }
    let (count, shown) = (templates.len(), into.display());
    terminal::note(&format!("wrote {count} templates to {shown}: change them, then give --templates {shown}"));
    Ok(())
}

/// Renders every document from the shipped example with the templates of `folder`.
fn check(folder: &Path) -> Result<(), CliError> {
    let overrides = files::read_text_tree(folder)?;
    let (assessment, review, run) = demo::sample()?;
    let problems = report::check(&overrides, Sample { assessment: &assessment, review: &review, run: &run });
    if !problems.is_empty() {
        return Err(catalogue::refuse("the templates", problems));
    }
    let (all, changed) = (overrides.len(), Templates::custom(&overrides).len());
    terminal::note(&format!("{all} templates are in order, {changed} of them changed"));
    Ok(())
}
