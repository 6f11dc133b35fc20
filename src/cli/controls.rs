//! `controls`: list, show, test, begin.

use super::arguments::{Controls, ControlsAction};
use super::exit::Exit;
use super::terminal;
use crate::run::{self, RunError};

pub(super) fn run(arguments: &Controls) -> Result<Exit, RunError> {
    let controls = arguments.controls.as_deref();
    match &arguments.action {
        ControlsAction::List { catalogue } => {
            let listed = run::list_controls(controls, catalogue.as_deref())?;
            listed.remark.iter().for_each(|remark| terminal::note(remark));
            terminal::show(&listed.lines)?;
        }
        ControlsAction::Show { id } => terminal::show(&run::show_control(controls, id)?)?,
        ControlsAction::Test => {
            let (text, passed) = run::test_controls(controls)?;
            terminal::show(&text)?;
            return Ok(if passed { Exit::Satisfied } else { Exit::VerificationFailed });
        }
        ControlsAction::New { id, domain, subject, into } => {
            let path = run::begin_control(id, domain, subject, into)?;
            terminal::note(&format!(
                "wrote {}: fill it in, then run `eks-attest controls test --controls {}`",
                path.display(),
                into.display()
            ));
        }
    }
    Ok(Exit::Satisfied)
}
