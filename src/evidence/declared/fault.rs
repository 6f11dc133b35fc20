//! What is wrong with declarations.

use crate::file::Code;

/// What is wrong with a file, and where in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Number of the file.
    pub file: usize,
    /// Keys and, for entries of lists, numbers from 0.
    pub path: Vec<String>,
    /// True when the last key itself is meant, not its value.
    pub key: bool,
    /// Stable code.
    pub code: Code,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// A name that is not known, and the names that are.
    pub names: Option<(String, Vec<String>)>,
}

impl Fault {
    pub(super) fn at(path: &[String], code: Code, message: impl Into<String>) -> Self {
        Self { file: 0, path: path.to_vec(), key: false, code, message: message.into(), help: None, names: None }
    }

    pub(super) fn of_key(path: &[String], code: Code, message: impl Into<String>) -> Self {
        Self { key: true, ..Self::at(path, code, message) }
    }

    pub(super) fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    pub(super) fn known(self, name: &str, known: Vec<String>) -> Self {
        Self { names: Some((name.to_owned(), known)), ..self }
    }
}
