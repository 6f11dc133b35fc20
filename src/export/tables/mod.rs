//! The tables: what each holds, in which order.

mod engaged;
mod evidence;
mod exceptions;
mod matrix;
mod verdicts;

use super::rows::Rows;
use crate::assess::model::{Assessment, ControlText};
use crate::evidence::exchange::Exchange;

pub(super) use verdicts::unfounded;

/// Every table, in the order of the workbook's sheets.
pub(super) fn all<'a>(assessment: &'a Assessment, exchanges: &'a [Exchange]) -> Vec<Rows<'a>> {
    vec![
        verdicts::findings(assessment),
        verdicts::results(assessment).into(),
        matrix::table(assessment).into(),
        evidence::index(exchanges).into(),
        exceptions::table(assessment).into(),
        engaged::parameters(assessment).into(),
        engaged::owners(assessment).into(),
        evidence::gaps(assessment).into(),
        evidence::population(assessment).into(),
    ]
}

fn text<'a>(assessment: &'a Assessment, control: &str) -> Option<&'a ControlText> {
    assessment.controls.get(control)
}
