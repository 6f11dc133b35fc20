//! What an engagement file may not say, whatever the controls are.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::Engagement;
use crate::assess::misfit::Misfit;

/// Characters of other pattern languages: a pattern that holds one would match nothing, in silence.
const FOREIGN: &[char] = &['?', '[', ']', '(', ')', '{', '}', '|', '^', '$', '\\'];

/// What contradicts itself, is empty where something must stand, or is no pattern; in the order of the file's parts.
#[must_use]
pub fn misfits(engagement: &Engagement) -> Vec<Misfit> {
    let mut misfits = Vec::new();
    if let Some(period) = engagement.period.as_ref().filter(|period| period.to < period.from) {
        let message = format!("the period ends on {} before it begins on {}", period.to, period.from);
        let misfit = Misfit::new(&["period", "to"], "period", message);
        misfits.push(misfit.with_help("exchange `from` and `to`, or correct one of them"));
    }
    misfits.extend(super::setting::misfits(engagement));
    misfits.extend(owners(engagement));
    misfits.extend(limits(engagement));
    let mut ids: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, exception) in engagement.exceptions.iter().enumerate() {
        misfits.extend(exception_misfits(exception, &at.to_string()));
        if let Some(first) = ids.insert(&exception.id, at) {
            let message = format!("the exception `{}` is there twice; first as number {}", exception.id, first + 1);
            let misfit = Misfit::new(&["exceptions", &at.to_string(), "id"], "duplicate_id", message);
            misfits.push(misfit.with_help("give each exception the id that it has in your register"));
        }
    }
    for (at, statement) in engagement.attestations.iter().enumerate() {
        let at = at.to_string();
        let place = |field| ["attestations", at.as_str(), field];
        misfits.extend(pattern(&place("cluster"), statement.cluster.as_deref()));
        misfits.extend(days(&place("validUntil"), "statement", ("stated", statement.stated_on), statement.valid_until));
        for (field, text) in
            [("statement", &statement.statement), ("attester", &statement.attester), ("role", &statement.role)]
        {
            misfits.extend(not_blank(&place(field), text));
        }
    }
    misfits
}

fn exception_misfits(exception: &super::Exception, at: &str) -> Vec<Misfit> {
    let mut misfits = Vec::new();
    if exception.subjects.is_empty() {
        let message = format!("the exception {} names no subject", exception.id);
        let misfit = Misfit::new(&["exceptions", at, "subjects"], "no_subject", message);
        misfits.push(misfit.with_help("name the subjects as the findings name them; `*` stands for any text"));
    }
    for (number, subject) in exception.subjects.iter().enumerate() {
        misfits.extend(pattern(&["exceptions", at, "subjects", &number.to_string()], Some(subject)));
    }
    misfits.extend(pattern(&["exceptions", at, "cluster"], exception.cluster.as_deref()));
    let place = |field| ["exceptions", at, field];
    misfits.extend(days(&place("expires"), "exception", ("approved", exception.approved_on), exception.expires));
    for (field, text) in [
        ("id", &exception.id),
        ("reason", &exception.reason),
        ("owner", &exception.owner),
        ("approver", &exception.approver),
    ] {
        misfits.extend(not_blank(&place(field), text));
    }
    misfits
}

fn days(path: &[&str], what: &str, (verb, from): (&str, NaiveDate), to: NaiveDate) -> Option<Misfit> {
    let message = format!("the {what} ends on {to}, before it was {verb} on {from}");
    let misfit = Misfit::new(path, "days", message).with_help("correct one of the two days");
    (to < from).then_some(misfit)
}

fn not_blank(path: &[&str], text: &str) -> Option<Misfit> {
    let field = path.last().copied().unwrap_or_default();
    let misfit = Misfit::new(path, "blank", format!("`{field}` is empty")).with_help("write in what is true");
    text.trim().is_empty().then_some(misfit)
}

fn pattern(path: &[&str], text: Option<&str>) -> Option<Misfit> {
    let text = text?;
    if text.trim().is_empty() || text.trim() != text {
        let message = format!("`{text}` is no pattern: it is empty, or begins or ends with a space");
        return Some(Misfit::new(path, "pattern", message).with_help("write `*` for any text"));
    }
    let foreign = text.chars().find(|letter| FOREIGN.contains(letter) || letter.is_control())?;
    let message = format!("`{text}` is no pattern: `{}` has no meaning in it", foreign.escape_debug());
    Some(Misfit::new(path, "pattern", message).with_help("only `*` is special: it stands for any text"))
}

fn owners(engagement: &Engagement) -> Vec<Misfit> {
    let owners = &engagement.owners;
    let mut misfits = Vec::new();
    for (list, keys) in [("tags", &owners.tags), ("labels", &owners.labels)] {
        for (at, key) in keys.iter().enumerate() {
            misfits.extend(not_blank(&["owners", list, &at.to_string()], key));
        }
    }
    misfits.extend(owners.clusters.iter().filter_map(|(name, owner)| not_blank(&["owners", "clusters", name], owner)));
    misfits.extend(owners.default.as_ref().and_then(|owner| not_blank(&["owners", "default"], owner)));
    misfits
}

fn limits(engagement: &Engagement) -> Vec<Misfit> {
    let limits = engagement.exception_limits;
    let wrong =
        |field, message: String, help| Misfit::new(&["exceptionLimits", field], "limit", message).with_help(help);
    let share = (!(1..=100).contains(&limits.share_percent)).then(|| {
        let message = format!("{} percent is no share", limits.share_percent);
        wrong("sharePercent", message, "write a whole number from 1 to 100")
    });
    let number = (limits.subjects == 0)
        .then(|| wrong("subjects", "no exception could describe 0 subjects".to_owned(), "write a whole number from 1"));
    share.into_iter().chain(number).collect()
}
