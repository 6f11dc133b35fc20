//! What a judgement of one group comes to, before it is placed in the assessment.

use std::collections::BTreeSet;

use super::model::{AttestationRef, Finding, Population};
use crate::control::model::Outcome;

/// An outcome with its grounds.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Verdict {
    pub(super) outcome: Outcome,
    pub(super) reason: String,
    pub(super) population: Population,
    pub(super) findings: Vec<Finding>,
    pub(super) gaps: Vec<usize>,
    pub(super) missing_permissions: BTreeSet<String>,
    pub(super) exchanges: BTreeSet<String>,
    pub(super) exception: Option<String>,
    pub(super) attestation: Option<AttestationRef>,
}

impl Verdict {
    /// A verdict that rests on no subjects.
    pub(super) fn new(outcome: Outcome, reason: String) -> Self {
        Self {
            outcome,
            reason,
            population: Population::default(),
            findings: Vec::new(),
            gaps: Vec::new(),
            missing_permissions: BTreeSet::new(),
            exchanges: BTreeSet::new(),
            exception: None,
            attestation: None,
        }
    }
}
