//! What is wrong with a controls file, where, and what may have been meant.

use std::fmt;
use std::sync::Arc;

use miette::{Diagnostic, LabeledSpan, NamedSource, SourceCode, SourceSpan};

/// One problem in one file.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{path}:{line}:{column}: {message}")]
pub struct Problem {
    /// Path of the file, as it was given.
    pub path: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Stable code: `unknown_member`.
    pub code: &'static str,
    /// What kind of file it is: `control` or `engagement`.
    pub kind: &'static str,
    /// What is wrong.
    pub message: String,
    /// What may have been meant, or what to do.
    pub help: Option<String>,
    file: Arc<NamedSource<String>>,
    span: SourceSpan,
}

impl Problem {
    /// A problem at the byte `offset` of `text`, the content of `path`, over `length` bytes.
    pub(crate) fn at(file: &File, offset: usize, length: usize, code: &'static str, message: String) -> Self {
        let (line, column) = file.line_and_column(offset);
        Self {
            path: file.path.clone(),
            line,
            column,
            code,
            kind: "control",
            message,
            help: None,
            file: Arc::clone(&file.source),
            span: (offset, length).into(),
        }
    }

    /// The same, of another kind of file.
    pub(crate) fn of(self, kind: &'static str) -> Self {
        Self { kind, ..self }
    }

    pub(crate) fn with_help(mut self, help: impl Into<Option<String>>) -> Self {
        self.help = help.into();
        self
    }
}

impl Diagnostic for Problem {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(format!("eks_attest::{}::{}", self.kind, self.code)))
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self.file.as_ref())
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(std::iter::once(LabeledSpan::new_with_span(Some("here".to_owned()), self.span))))
    }
}

/// A file under check: its path and its text, shared by its problems.
#[derive(Debug, Clone)]
pub(crate) struct File {
    pub(crate) path: String,
    pub(crate) source: Arc<NamedSource<String>>,
}

impl File {
    pub(crate) fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), source: Arc::new(NamedSource::new(path, text.to_owned())) }
    }

    pub(crate) fn text(&self) -> &str {
        self.source.inner()
    }

    fn line_and_column(&self, offset: usize) -> (usize, usize) {
        let before = self.text().get(..offset).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        (line, column)
    }
}

/// The known name that is closest to `name`, when one is close enough to be a misspelling of it.
pub(crate) fn suggestion<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(&name.to_lowercase(), &candidate.to_lowercase()), candidate))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|left, right| left.0.total_cmp(&right.0).then_with(|| right.1.cmp(left.1)))
        .map(|(_, candidate)| candidate)
}

/// `did you mean …?`, or the list of what is known when nothing is close.
pub(crate) fn help_with_names(name: &str, known: &[String]) -> Option<String> {
    if let Some(candidate) = suggestion(name, known.iter().map(String::as_str)) {
        return Some(format!("did you mean `{candidate}`?"));
    }
    (!known.is_empty() && known.len() <= 40).then(|| format!("known here: {}", known.join(", ")))
}
