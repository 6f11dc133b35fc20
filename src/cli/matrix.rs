//! `matrix`: who owns what, for every compute type or for the clusters of an assessment.

use super::arguments::Matrix;
use super::exit::Exit;
use super::terminal;
use crate::run::{self, MatrixOptions, RunError};

pub(super) fn run(arguments: &Matrix) -> Result<Exit, RunError> {
    match (&arguments.assessment, &arguments.out) {
        (Some(assessment), Some(out)) => {
            let options = MatrixOptions {
                assessment: assessment.clone(),
                controls: arguments.controls.clone(),
                recording: arguments.replay.clone(),
                rendering: arguments.rendering.to_run(),
            };
            let written = run::matrix_document(&options, out)?;
            written.iter().for_each(|path| terminal::note(&format!("wrote {}", path.display())));
        }
        (Some(assessment), None) => terminal::show(&run::owners_in_words(assessment)?)?,
        (None, _) => terminal::show(&run::matrix_in_words(arguments.controls.as_deref())?)?,
    }
    Ok(Exit::Satisfied)
}
