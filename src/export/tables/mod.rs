//! The tables: what each holds, in which order.

mod engaged;
mod evidence;
mod exceptions;
mod matrix;
mod verdicts;

use super::table::Table;
use crate::assess::model::{Assessment, ControlText};
use crate::evidence::exchange::Exchange;

pub(super) use verdicts::unfounded;

/// Every table, in the order of the workbook's sheets.
pub(super) fn all(assessment: &Assessment, exchanges: &[Exchange]) -> Vec<Table> {
    vec![
        verdicts::findings(assessment),
        verdicts::results(assessment),
        matrix::table(assessment),
        evidence::index(exchanges),
        exceptions::table(assessment),
        engaged::parameters(assessment),
        engaged::owners(assessment),
        evidence::gaps(assessment),
        evidence::population(assessment),
    ]
}

fn text<'a>(assessment: &'a Assessment, control: &str) -> Option<&'a ControlText> {
    assessment.controls.get(control)
}
