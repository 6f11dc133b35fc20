//! Templates that replace built-in ones, tried on a sample before a report depends on them.

use std::collections::BTreeMap;

use miette::Diagnostic as _;

use super::context::ReportContext;
use super::documents::Document;
use super::error::ReportError;
use super::html::{HtmlMeta, html};
use super::lines::Lines;
use super::rendered::Rendered;
use super::templates::Templates;
use crate::assess::gate::Review;
use crate::assess::model::Assessment;
use crate::file::codes::report as code;
use crate::file::{File, Problem};

/// What the documents are rendered from.
#[derive(Debug, Clone, Copy)]
pub struct Sample<'a> {
    /// The verdicts.
    pub assessment: &'a Assessment,
    /// A decision on them.
    pub review: &'a Review,
    /// The run that they belong to.
    pub run: &'a ReportContext<'a>,
}

/// What is wrong with `overrides` (name → text), by template and line.
#[must_use]
pub fn check(overrides: &BTreeMap<String, String>, sample: Sample<'_>) -> Vec<Problem> {
    let of_text = |(name, text): (&String, &String)| [typed_numbers(name, text), lost_rows(name, text)].concat();
    let mut problems: Vec<Problem> = overrides.iter().flat_map(of_text).collect();
    for error in errors(overrides, sample) {
        let problem = problem(&error, overrides);
        // A template that several documents include is wrong once.
        if !problems.iter().any(|known| (&known.path, &known.message) == (&problem.path, &problem.message)) {
            problems.push(problem);
        }
    }
    problems.sort_by(|a, b| (&a.path, a.line, a.column).cmp(&(&b.path, b.line, b.column)));
    problems
}

/// What rendering says.
fn errors(overrides: &BTreeMap<String, String>, sample: Sample<'_>) -> Vec<ReportError> {
    let templates = match Templates::with_overrides(overrides.clone()) {
        Ok(templates) => templates,
        Err(error) => return vec![error],
    };
    let Sample { assessment, review, run } = sample;
    let made = Document::ALL.map(|document| document.render(assessment, Some(review), run, &templates));
    let page = |rendered: Rendered| html(&rendered.document()?, &HtmlMeta::default(), &templates).map(drop);
    made.into_iter().filter_map(|rendered| rendered.and_then(|made| made.map_or(Ok(()), page)).err()).collect()
}

fn problem(error: &ReportError, overrides: &BTreeMap<String, String>) -> Problem {
    let (name, line, column) = match error {
        ReportError::Template { template, line, column, .. } => (template.as_str(), *line, *column),
        ReportError::UnknownTemplate { name, .. } => (name.as_str(), 1, 1),
        _ => ("", 1, 1),
    };
    let message = match error {
        ReportError::Template { message, .. } => message.clone(),
        other => other.to_string(),
    };
    let text = overrides.get(name).cloned().or_else(|| Templates::built_in().remove(name)).unwrap_or_default();
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let within = text[before..].char_indices().nth(column.saturating_sub(1)).map_or(0, |(at, _)| at);
    let help = error.help().map(|help| help.to_string());
    Problem::at(&File::new(name, &text), before + within, 1, code::RENDER, message).with_help(help)
}

/// Headings with a typed number: the automatic one would be printed in front of it.
fn typed_numbers(name: &str, text: &str) -> Vec<Problem> {
    let file = File::new(name, text);
    let typed = |line: &str| {
        let words = line.strip_prefix("## ")?;
        let digits = words.len() - words.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        (digits > 0 && words[digits..].starts_with('.')).then_some(digits + 1)
    };
    let offset = |line: &str| line.as_ptr() as usize - text.as_ptr() as usize;
    let found =
        Lines::of(text).filter(|(_, code)| !code).filter_map(|(line, _)| Some((offset(line) + 3, typed(line)?)));
    let problem = |(at, length)| {
        let message = "sections are numbered automatically: this number would be printed next to the section's own";
        Problem::at(&file, at, length, code::TYPED_NUMBER, message)
    };
    found.map(problem).collect()
}

/// Rows of results and findings that no longer say which they are, in templates whose built-in ones do.
fn lost_rows(name: &str, text: &str) -> Vec<Problem> {
    let marks = |text: &str| text.contains("| row }}");
    if !Templates::built_in().get(name).is_some_and(|text| marks(text)) {
        return Vec::new();
    }
    let file = File::new(name, text);
    let lines: Vec<&str> = text.lines().collect();
    let begins_rows = |line: &str| line.contains("{% for") && line.contains(".rows");
    let unmarked = |pair: &&[&str]| begins_rows(pair[0]) && pair[1].starts_with('|') && !marks(pair[1]);
    let problem = |pair: &[&str]| {
        let at = pair[1].as_ptr() as usize - text.as_ptr() as usize;
        let message = "the page cannot filter these rows, and they have no address: they do not say which row they are";
        Problem::at(&file, at, pair[1].len(), code::LOST_ROWS, message)
    };
    lines.windows(2).filter(unmarked).map(problem).collect()
}
