//! `templates`: the built-in templates, to be read and changed, and a check of what was changed.

use super::arguments::{TemplatesAction, TemplatesCommand};
use super::exit::Exit;
use super::terminal;
use crate::run::{self, RunError};

pub(super) fn run(arguments: &TemplatesCommand) -> Result<Exit, RunError> {
    match &arguments.action {
        TemplatesAction::List => terminal::show(&(run::template_names().join("\n") + "\n"))?,
        TemplatesAction::Export { into } => {
            let (count, shown) = (run::export_templates(into)?, into.display());
            terminal::note(&format!("wrote {count} templates to {shown}: change them, then give --templates {shown}"));
        }
        TemplatesAction::Check { folder } => {
            let (all, changed) = run::check_templates(folder)?;
            terminal::note(&format!("{all} templates are in order, {changed} of them changed"));
        }
    }
    Ok(Exit::Satisfied)
}
