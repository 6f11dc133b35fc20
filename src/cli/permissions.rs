//! `permissions`: what the controls in use need, and nothing more.

use super::arguments::{Permissions, PermissionsFormat};
use super::error::CliError;
use super::exit::Exit;
use super::{catalogue, engagement, pipeline, terminal};
use crate::collect;

pub(super) fn run(arguments: &Permissions) -> Result<Exit, CliError> {
    let engagement = engagement::load(arguments.engagement.as_deref())?.engagement;
    let controls = catalogue::load(&catalogue::files(arguments.controls.as_deref())?)?;
    let named = !engagement.scope.clusters.is_empty();
    let actions = collect::permissions(&pipeline::topics_to_collect(&controls), named);
    let text = match arguments.format {
        PermissionsFormat::Iam => format!("{:#}\n", collect::iam_policy(&actions)),
        PermissionsFormat::List => actions.iter().map(|action| format!("{action}\n")).collect(),
    };
    terminal::print(&text).map_err(|source| CliError::write("standard output".as_ref(), source))?;
    Ok(Exit::Satisfied)
}
