//! Checks the expressions of a control before any fact is there: every name is resolved
//! through the schemas of the topics.

use serde_saphyr::Spanned;

use super::condition::{Condition, ConditionError, UnknownKind, on_large_stack, paths_of, unknown_names};
use super::model::Control;
use super::references;
use super::source::{Positions, offset_in_scalar};
use crate::evidence::topic::Topic;
use crate::file::codes::control as code;
use crate::file::{File, Problem, help_with_names};

/// Problems of the three expressions of `control`.
pub(super) fn lint(file: &File, control: &Control, positions: &Positions) -> Vec<Problem> {
    let expressions = [&positions.when, &positions.require, &positions.message];
    let mut problems = Vec::new();
    for spanned in expressions.into_iter().flatten() {
        match Condition::compile(&spanned.value) {
            Ok(condition) => {
                let found = on_large_stack(|| {
                    let mut found = unknown(file, control, spanned, &condition);
                    found.extend(not_needed(file, control, spanned, &condition));
                    found
                });
                problems.extend(found.unwrap_or_default());
            }
            Err(error) => problems.push(not_compiled(file, spanned, &error)),
        }
    }
    problems
}

fn not_compiled(file: &File, spanned: &Spanned<String>, error: &ConditionError) -> Problem {
    let index = match error {
        ConditionError::Syntax { line, column, .. } => {
            let before: usize = spanned.value.split_inclusive('\n').take(line - 1).map(|l| l.chars().count()).sum();
            before + column - 1
        }
        _ => 0,
    };
    let offset = offset_in_scalar(file, spanned, index);
    Problem::at(file, offset, 1, code::NOT_AN_EXPRESSION, format!("not a CEL expression: {error}"))
}

fn unknown(file: &File, control: &Control, spanned: &Spanned<String>, condition: &Condition) -> Vec<Problem> {
    let variables = references::variables(control);
    let place = |index: usize| offset_in_scalar(file, spanned, index);
    unknown_names(condition, &variables)
        .into_iter()
        .map(|unknown| {
            let name = &unknown.name;
            let (code, message) = match &unknown.kind {
                UnknownKind::Variable => (code::UNKNOWN_VARIABLE, format!("there is no variable `{name}` here")),
                UnknownKind::Function => (code::UNKNOWN_FUNCTION, format!("there is no function `{name}`")),
                UnknownKind::Member(path) if path == "parameters" => {
                    (code::UNKNOWN_PARAMETER, format!("the control has no parameter `{name}`"))
                }
                UnknownKind::Member(path) if path == "facts" || path.starts_with("facts.") && !path.contains('[') => {
                    (code::UNKNOWN_TOPIC, format!("there is no topic `{}`", topic_name(path, name)))
                }
                UnknownKind::Member(path) => (code::UNKNOWN_MEMBER, format!("`{path}` has no member `{name}`")),
                UnknownKind::NotKept(path) => (
                    code::TEXT_NOT_KEPT,
                    format!("the text of `{path}.{name}` is not stored: a marker stands in its place"),
                ),
                UnknownKind::Word(path) => (code::UNKNOWN_WORD, format!("`{path}` is never `{name}`")),
                UnknownKind::MemberOfScalar(path) => {
                    (code::UNKNOWN_MEMBER, format!("`{path}` has no members, so no `{name}`"))
                }
            };
            let problem = Problem::at(file, place(unknown.offset), name.len(), code, message);
            match code {
                code::TEXT_NOT_KEPT => problem,
                _ => problem.with_help(help_with_names(name, &unknown.known)),
            }
        })
        .collect()
}

fn topic_name(path: &str, name: &str) -> String {
    path.strip_prefix("facts.").map_or_else(|| format!("{name}.…"), |group| format!("{group}.{name}"))
}

/// A topic that is read and not needed would be read without its completeness being checked.
fn not_needed(file: &File, control: &Control, spanned: &Spanned<String>, condition: &Condition) -> Vec<Problem> {
    let through_facts = paths_of(condition, "facts", 2)
        .into_iter()
        .filter_map(|(path, at)| Some((format!("{}.{}", path[1], path[2]).parse::<Topic>().ok()?, at)));
    let through_cluster = paths_of(condition, "cluster", 0).into_iter().map(|(_, at)| (Topic::EksCluster, at));
    let mut problems: Vec<Problem> = Vec::new();
    let mut seen = Vec::new();
    for (topic, at) in through_facts.chain(through_cluster) {
        if control.needs.contains(&topic) || seen.contains(&topic) {
            continue;
        }
        seen.push(topic);
        let message = format!("`{topic}` is read here and missing in `needs`");
        let problem = Problem::at(file, offset_in_scalar(file, spanned, at), 1, code::TOPIC_NOT_NEEDED, message);
        problems.push(problem.with_help(format!("add `{topic}` to `needs`")));
    }
    problems
}
