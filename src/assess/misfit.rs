//! What of an engagement does not fit: where it stands in the file, and what to do.

use std::fmt;

use miette::Diagnostic;

use crate::control::problem::help_with_names;

/// One thing in an engagement that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Misfit {
    /// Where in the file: keys and, for entries of lists, numbers from 0.
    pub path: Vec<String>,
    /// True when the last key itself is meant, not its value.
    pub key: bool,
    /// Stable code: `unknown_control`.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

impl Misfit {
    /// A misfit of the value at `path`.
    #[must_use]
    pub fn new(path: &[&str], code: &'static str, message: impl Into<String>) -> Self {
        let path = path.iter().map(|step| (*step).to_owned()).collect();
        Self { path, key: false, code, message: message.into(), help: None }
    }

    /// The same, of the last key of the path.
    #[must_use]
    pub fn of_key(self) -> Self {
        Self { key: true, ..self }
    }

    /// The same, with what to do.
    #[must_use]
    pub fn with_help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    /// The same, with the name that may have been meant by `name`; `otherwise` where none is close.
    #[must_use]
    pub fn with_names(self, name: &str, known: &[String], otherwise: &str) -> Self {
        let help = help_with_names(name, known).unwrap_or_else(|| otherwise.to_owned());
        self.with_help(help)
    }
}

impl Diagnostic for Misfit {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(format!("eks_attest::engagement::{}", self.code)))
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }
}
