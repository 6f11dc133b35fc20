//! What can go wrong between an assessment and its report.

use miette::Diagnostic;

/// Why a report could not be written.
#[derive(Debug, thiserror::Error, Diagnostic)]
#[non_exhaustive]
pub enum ReportError {
    /// A template does not parse or does not render.
    #[error("template `{template}`, line {line}, column {column}: {message}")]
    #[diagnostic(
        code(eks_attest::report::template),
        help("docs/reports.md lists the templates and the view whose fields each may use")
    )]
    Template {
        /// Name of the template: `attestation/summary.md`.
        template: String,
        /// Line, from 1.
        line: usize,
        /// Column in characters, from 1.
        column: usize,
        /// What is wrong.
        message: String,
    },
    /// A template fails as a whole: it includes one that does not exist, or itself.
    #[error("the templates cannot be used: {message}")]
    #[diagnostic(code(eks_attest::report::templates), help("compare with the built-in templates in `templates/`"))]
    Templates {
        /// What is wrong.
        message: String,
    },
    /// An override that replaces no template.
    #[error("there is no template `{name}` to replace")]
    #[diagnostic(code(eks_attest::report::unknown_template), help("{help}"))]
    UnknownTemplate {
        /// The name that was given.
        name: String,
        /// What to do: use the name of a built-in template; the nearest is named.
        help: String,
    },
    /// A `chart` block does not hold a chart.
    #[error("the `chart` block {number} of the Markdown does not hold a chart: {message}")]
    #[diagnostic(
        code(eks_attest::report::chart),
        help("write it with the `chart` filter; docs/reports.md describes the JSON that it holds")
    )]
    Chart {
        /// Which one, from 1.
        number: usize,
        /// What is wrong.
        message: String,
    },
    /// The Markdown has no title.
    #[error("the Markdown has no level 1 heading to take the title from")]
    #[diagnostic(code(eks_attest::report::untitled), help("begin the template with `# Title`"))]
    Untitled,
    /// The counts of the assessment are not those of its results.
    #[error("the assessment counts {counted} results as `{outcome}`, but holds {found}")]
    #[diagnostic(
        code(eks_attest::report::counts),
        help("the assessment was altered or written by another version: assess the facts again")
    )]
    Counts {
        /// The outcome, by its machine word.
        outcome: &'static str,
        /// The number in `counts`.
        counted: u64,
        /// The number of results.
        found: u64,
    },
}

impl From<tera::Error> for ReportError {
    fn from(error: tera::Error) -> Self {
        match error.kind() {
            tera::ErrorKind::SyntaxError(report) | tera::ErrorKind::RenderingError(report) => Self::Template {
                template: report.filename().to_owned(),
                line: report.span().start_line,
                // tera counts columns from 0.
                column: report.span().start_col + 1,
                message: report.message().to_owned(),
            },
            other => Self::Templates { message: other.to_string() },
        }
    }
}
