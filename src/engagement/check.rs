//! What an engagement file may not say, whatever the controls are.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::Engagement;
use crate::file::Problem;
use crate::file::codes::engagement as code;

/// Characters of other pattern languages: a pattern that holds one would match nothing, in silence.
const FOREIGN: &[char] = &['?', '[', ']', '(', ')', '{', '}', '|', '^', '$', '\\'];

/// What contradicts itself, is empty where something must stand, or is not a pattern; in the order of the file's parts.
#[must_use]
pub fn problems(engagement: &Engagement) -> Vec<Problem> {
    let mut problems = Vec::new();
    if let Some(period) = engagement.period.as_ref().filter(|period| period.to < period.from) {
        let message = format!("the period ends on {} before it begins on {}", period.to, period.from);
        let problem = Problem::of_value(&["period", "to"], code::PERIOD, message);
        problems.push(problem.with_help("exchange `from` and `to`, or correct one of them"));
    }
    problems.extend(super::setting::problems(engagement));
    problems.extend(owners(engagement));
    problems.extend(limits(engagement));
    let mut ids: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, exception) in engagement.exceptions.iter().enumerate() {
        problems.extend(exception_problems(exception, &at.to_string()));
        if let Some(first) = ids.insert(&exception.id, at) {
            let message = format!("the exception `{}` is there twice; first as number {}", exception.id, first + 1);
            let problem = Problem::of_value(&["exceptions", &at.to_string(), "id"], code::DUPLICATE_ID, message);
            problems.push(problem.with_help("give each exception the id that it has in your register"));
        }
    }
    for (at, statement) in engagement.attestations.iter().enumerate() {
        let at = at.to_string();
        let place = |field| ["attestations", at.as_str(), field];
        problems.extend(pattern(&place("cluster"), statement.cluster.as_deref()));
        problems.extend(days(
            &place("validUntil"),
            "statement",
            ("stated", statement.stated_on),
            statement.valid_until,
        ));
        for (field, text) in
            [("statement", &statement.statement), ("attester", &statement.attester), ("role", &statement.role)]
        {
            problems.extend(not_blank(&place(field), text));
        }
    }
    problems
}

fn exception_problems(exception: &super::Exception, at: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    if exception.subjects.is_empty() {
        let message = format!("the exception {} names no subject", exception.id);
        let problem = Problem::of_value(&["exceptions", at, "subjects"], code::NO_SUBJECT, message);
        problems.push(problem.with_help("name the subjects as the findings name them; `*` stands for any text"));
    }
    for (number, subject) in exception.subjects.iter().enumerate() {
        problems.extend(pattern(&["exceptions", at, "subjects", &number.to_string()], Some(subject)));
    }
    problems.extend(pattern(&["exceptions", at, "cluster"], exception.cluster.as_deref()));
    let place = |field| ["exceptions", at, field];
    problems.extend(days(&place("expires"), "exception", ("approved", exception.approved_on), exception.expires));
    for (field, text) in [
        ("id", &exception.id),
        ("reason", &exception.reason),
        ("owner", &exception.owner),
        ("approver", &exception.approver),
    ] {
        problems.extend(not_blank(&place(field), text));
    }
    problems
}

fn days(path: &[&str], what: &str, (verb, from): (&str, NaiveDate), to: NaiveDate) -> Option<Problem> {
    let message = format!("the {what} ends on {to}, before it was {verb} on {from}");
    let problem = Problem::of_value(path, code::DAYS, message).with_help("correct one of the two days");
    (to < from).then_some(problem)
}

fn not_blank(path: &[&str], text: &str) -> Option<Problem> {
    let field = path.last().copied().unwrap_or_default();
    let problem =
        Problem::of_value(path, code::BLANK, format!("`{field}` is empty")).with_help("write in what is true");
    text.trim().is_empty().then_some(problem)
}

fn pattern(path: &[&str], text: Option<&str>) -> Option<Problem> {
    let text = text?;
    if text.trim().is_empty() || text.trim() != text {
        let message = format!("`{text}` is not a pattern: it is empty, or begins or ends with a space");
        return Some(Problem::of_value(path, code::PATTERN, message).with_help("write `*` for any text"));
    }
    let foreign = text.chars().find(|letter| FOREIGN.contains(letter) || letter.is_control())?;
    let message = format!("`{text}` is not a pattern: `{}` has no meaning in it", foreign.escape_debug());
    Some(Problem::of_value(path, code::PATTERN, message).with_help("only `*` is special: it stands for any text"))
}

fn owners(engagement: &Engagement) -> Vec<Problem> {
    let owners = &engagement.owners;
    let mut problems = Vec::new();
    for (list, keys) in [("tags", &owners.tags), ("labels", &owners.labels)] {
        for (at, key) in keys.iter().enumerate() {
            problems.extend(not_blank(&["owners", list, &at.to_string()], key));
        }
    }
    problems.extend(owners.clusters.iter().filter_map(|(name, owner)| not_blank(&["owners", "clusters", name], owner)));
    problems.extend(owners.default.as_ref().and_then(|owner| not_blank(&["owners", "default"], owner)));
    problems
}

fn limits(engagement: &Engagement) -> Vec<Problem> {
    let limits = engagement.exception_limits;
    let wrong = |field, message: String, help| {
        Problem::of_value(&["exceptionLimits", field], code::LIMIT, message).with_help(help)
    };
    let share = (!(1..=100).contains(&limits.share_percent)).then(|| {
        let message = format!("{} percent is not a share", limits.share_percent);
        wrong("sharePercent", message, "write a whole number from 1 to 100")
    });
    let number = (limits.subjects == 0)
        .then(|| wrong("subjects", "no exception could describe 0 subjects".to_owned(), "write a whole number from 1"));
    share.into_iter().chain(number).collect()
}
