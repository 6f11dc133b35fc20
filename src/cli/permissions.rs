//! `permissions`: what the controls in use need, and nothing more.

use super::arguments::Permissions;
use super::exit::Exit;
use super::terminal;
use crate::run::{self, PermissionsOptions, RunError};

pub(super) fn run(arguments: &Permissions) -> Result<Exit, RunError> {
    terminal::show(&run::permissions(&PermissionsOptions {
        engagement: arguments.engagement.clone(),
        controls: arguments.controls.clone(),
        format: arguments.format,
        kubelet_config: arguments.kubelet_config,
        secret_metadata: arguments.secret_metadata,
        gatekeeper_templates: arguments.gatekeeper_templates.clone(),
    })?)?;
    Ok(Exit::Satisfied)
}
