//! What is wrong with the files of a dump.

use std::fmt;

use miette::Diagnostic;

/// One problem. It holds no value of the file: what stands where a label should be may be a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {message}")]
pub struct DumpProblem {
    /// File, line and item: `all.yaml:12 at items[3]`.
    pub place: String,
    /// Stable code: `helm_template`.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

impl Diagnostic for DumpProblem {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(format!("eks_attest::dump::{}", self.code)))
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }
}
