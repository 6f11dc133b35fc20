//! What is wrong in a file, where, and what to do.

use std::fmt;

use miette::{Diagnostic, LabeledSpan, SourceCode, SourceSpan};

use super::code::Code;
use super::names::help_with_names;
use super::text::File;

/// One problem in one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Path of the file, as it was given; empty as long as only `keys` are known.
    pub path: String,
    /// Line, from 1.
    pub line: Option<usize>,
    /// Column in characters, from 1.
    pub column: Option<usize>,
    /// Where it stands in the value that the file holds: keys and, for entries of lists, numbers from 0.
    pub keys: Vec<String>,
    /// True when the last key itself is meant, not its value.
    pub of_key: bool,
    /// Stable code.
    pub code: Code,
    /// What is wrong.
    pub message: String,
    /// What may have been meant, or what to do; the code's own help where it is absent.
    pub help: Option<String>,
    /// The file with what is shown of it. Absent where its text may hold secrets.
    shown: Option<(File, SourceSpan)>,
}

impl Problem {
    /// A problem at the byte `offset` of `file`, over `length` bytes.
    pub(crate) fn at(file: &File, offset: usize, length: usize, code: Code, message: impl Into<String>) -> Self {
        let (line, column) = file.line_and_column(offset);
        Self {
            path: file.path.clone(),
            line: Some(line),
            column: Some(column),
            shown: Some((file.clone(), (offset, length).into())),
            ..Self::of_value(&[], code, message)
        }
    }

    /// A problem of the value at `keys`.
    #[must_use]
    pub fn of_value(keys: &[&str], code: Code, message: impl Into<String>) -> Self {
        Self {
            path: String::new(),
            line: None,
            column: None,
            keys: keys.iter().map(|key| (*key).to_owned()).collect(),
            of_key: false,
            code,
            message: message.into(),
            help: None,
            shown: None,
        }
    }

    /// The same, of the last key itself.
    #[must_use]
    pub fn of_key(self) -> Self {
        Self { of_key: true, ..self }
    }

    /// The same, at `offset` of `file` over `length` bytes.
    pub(super) fn found_at(self, file: &File, offset: usize, length: usize) -> Self {
        let Self { keys, of_key, help, .. } = self;
        Self { keys, of_key, help, ..Self::at(file, offset, length, self.code, self.message) }
    }

    /// The same, with what to do.
    #[must_use]
    pub fn with_help(self, help: impl Into<Help>) -> Self {
        Self { help: help.into().0.or(self.help), ..self }
    }

    /// The same, with the name that may have been meant by `name`; `otherwise` where none is close.
    #[must_use]
    pub fn with_names(self, name: &str, known: &[String], otherwise: &str) -> Self {
        let help = help_with_names(name, known).unwrap_or_else(|| otherwise.to_owned());
        self.with_help(help)
    }

    /// Where it stands, as it is shown: `all.yaml:12 at items[3]`.
    #[must_use]
    pub fn place(&self) -> String {
        let mut place = self.path.clone();
        for number in [self.line, self.column].into_iter().flatten() {
            place.push_str(&format!(":{number}"));
        }
        if !self.path.is_empty() && self.column.is_none() && !self.keys.is_empty() {
            place.push_str(" at ");
            place.push_str(&in_words(&self.keys));
        }
        place
    }
}

/// `items[3].spec` of `["items", "3", "spec"]`.
fn in_words(keys: &[String]) -> String {
    let mut words = String::new();
    for key in keys {
        match key.parse::<usize>() {
            Ok(number) => words.push_str(&format!("[{number}]")),
            Err(_) if words.is_empty() => words.push_str(key),
            Err(_) => words.push_str(&format!(".{key}")),
        }
    }
    words
}

/// What to do, where there is something to say of the one case.
#[derive(Debug, Clone, Default)]
pub struct Help(Option<String>);

impl From<&str> for Help {
    fn from(help: &str) -> Self {
        Self(Some(help.to_owned()))
    }
}

impl From<String> for Help {
    fn from(help: String) -> Self {
        Self(Some(help))
    }
}

impl From<Option<String>> for Help {
    fn from(help: Option<String>) -> Self {
        Self(help)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place() {
            place if place.is_empty() => to.write_str(&self.message),
            place => write!(to, "{place}: {}", self.message),
        }
    }
}

impl std::error::Error for Problem {}

impl Diagnostic for Problem {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.code))
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.help.as_deref().unwrap_or(self.code.help())))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.shown.as_ref().map(|(file, _)| file.source())
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let (_, span) = self.shown.as_ref()?;
        Some(Box::new(std::iter::once(LabeledSpan::new_with_span(Some("here".to_owned()), *span))))
    }
}
