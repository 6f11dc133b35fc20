//! What the process tells its caller.

use std::process::ExitCode;

use crate::run::{Assessment, Decision, Outcome, RunError};

/// Exit codes of `eks-attest`. A pipeline may rely on them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// 0: done; nothing in scope is unsatisfied or open. A review: GO.
    Satisfied = 0,
    /// 1: done; at least one control is not satisfied. A review: NO-GO.
    Findings = 1,
    /// 2: the arguments or a given file are not valid.
    Usage = 2,
    /// 3: done; no control is known to fail, and at least one is undetermined. A review: CONDITIONAL GO.
    Incomplete = 3,
    /// 4: a bundle does not verify, or does not re-perform.
    VerificationFailed = 4,
    /// 5: the run could not be carried out: no credentials, no connection, no disk.
    Failed = 5,
}

impl Exit {
    /// The code of a finished assessment.
    #[must_use]
    pub fn of(assessment: &Assessment) -> Self {
        let count = |outcome| assessment.counts.get(&outcome).copied().unwrap_or_default();
        if count(Outcome::NotSatisfied) > 0 {
            Self::Findings
        } else if count(Outcome::Undetermined) > 0 {
            Self::Incomplete
        } else {
            Self::Satisfied
        }
    }

    /// The code of a run that was not carried out.
    #[must_use]
    pub fn of_error(error: &RunError) -> Self {
        match error {
            RunError::Usage { .. }
            | RunError::Refused(_)
            | RunError::Problems { .. }
            | RunError::NotText { .. }
            | RunError::LeftOut { .. }
            | RunError::Read { .. } => Self::Usage,
            RunError::Unverified { .. } => Self::VerificationFailed,
            RunError::Write { .. } | RunError::Failed(_) | RunError::Runtime { .. } | RunError::Json(_) => Self::Failed,
        }
    }
}

impl From<Decision> for Exit {
    fn from(decision: Decision) -> Self {
        match decision {
            Decision::Go => Self::Satisfied,
            Decision::ConditionalGo => Self::Incomplete,
            Decision::NoGo => Self::Findings,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
