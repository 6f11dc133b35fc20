//! `diff`: what changed between attestations.

use super::arguments::Diff;
use super::exit::Exit;
use super::terminal;
use crate::run::{self, DiffOptions, FindingKind, RunError, canonical};

pub(super) fn run(arguments: &Diff) -> Result<Exit, RunError> {
    let change = run::diff(&DiffOptions {
        periods: arguments.periods.clone(),
        expiring_within_days: arguments.expiring_within,
        engagement: arguments.engagement.clone(),
        controls: arguments.controls.clone(),
    })?;
    let text = if arguments.json {
        String::from_utf8_lossy(&canonical::to_vec(&change)?).into_owned()
    } else {
        run::change_in_words(&change)
    };
    terminal::show(&text)?;
    Ok(if change.count(FindingKind::New) > 0 { Exit::Findings } else { Exit::Satisfied })
}
