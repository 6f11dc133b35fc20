//! Which grants of an action remain, once every statement of every policy was heard.
//! Source: IAM User Guide, "Policy evaluation logic": an explicit deny overrides any allow; a permissions boundary allows
//! nothing, and takes away what it does not allow.

use super::arn::{covers, overlaps};
use super::breadth;
use super::condition;
use super::document::{Document, Selection, Statement};
use super::pattern;
use crate::evidence::model::analysis::Grant;

/// A policy of a role: attached or inline.
#[derive(Debug, Clone)]
pub(in crate::analysis) struct Attached {
    /// ARN of a managed policy, or name of an inline one.
    pub(in crate::analysis) policy: String,
    pub(in crate::analysis) document: Document,
}

/// All that decides what a role may do, as far as IAM shows it to the account.
#[derive(Debug, Clone, Default)]
pub(in crate::analysis) struct Policies {
    pub(in crate::analysis) own: Vec<Attached>,
    pub(in crate::analysis) boundary: Option<Document>,
    /// ARN of the role, for grants on itself.
    pub(in crate::analysis) role: String,
}

/// What remains of one statement for one action.
#[derive(Debug, Clone)]
pub(super) struct Allowed<'a> {
    pub(super) policy: &'a str,
    pub(super) statement: &'a Statement,
    /// The action as the statement writes it.
    pub(super) action: String,
    /// The resource pattern as the statement writes it; `all but …` for `NotResource`.
    pub(super) resource: String,
    /// What the resource patterns are, where they are no complement.
    pattern: Option<&'a str>,
}

impl Allowed<'_> {
    pub(super) fn grant(&self) -> Grant {
        Grant {
            policy: Some(self.policy.to_owned()),
            statement: Some(self.statement.id.clone()),
            action: Some(self.action.clone()),
            resource: Some(self.resource.clone()),
            condition: condition::words(self.statement),
        }
    }

    /// True when its resources name nothing.
    pub(super) fn is_wide(&self) -> bool {
        self.pattern.is_none_or(|pattern| breadth::unnamed(&[pattern]).is_some())
    }
}

impl Policies {
    /// Grants of `action` on resources of the kind `arn:*:iam::*:role/*`, none of which a condition narrows.
    pub(super) fn allowed<'a>(&'a self, action: &str, kind: &str) -> Vec<Allowed<'a>> {
        let mut found = Vec::new();
        for attached in &self.own {
            for statement in attached.document.statements.iter().filter(|s| s.allow && !condition::narrows(s)) {
                let Some(stated) = matched(&statement.actions, action) else { continue };
                for (resource, pattern) in resources(statement, kind) {
                    let referred = pattern.is_some_and(|pattern| breadth::is_referred_to(action, pattern));
                    if !referred && !self.denies(action, kind, pattern) && self.within_boundary(action, kind, pattern) {
                        let policy = attached.policy.as_str();
                        found.push(Allowed { policy, statement, action: stated.clone(), resource, pattern });
                    }
                }
            }
        }
        found
    }

    /// The grant of `action` on resources of `kind` that names none of them, be it by several statements together.
    pub(super) fn wide<'a>(&'a self, action: &str, kind: &str) -> Option<Allowed<'a>> {
        let mut allowed = self.allowed(action, kind);
        let first = allowed.iter().position(Allowed::is_wide);
        if let Some(first) = first {
            return Some(allowed.swap_remove(first));
        }
        let patterns: Vec<&str> = allowed.iter().filter_map(|one| one.pattern).collect();
        let together = breadth::unnamed(&patterns)?;
        let mut one = allowed.swap_remove(0);
        one.resource = together;
        Some(one)
    }

    /// The grant of `action` on resources of `kind`, wide or on `arn`.
    pub(super) fn wide_or_on<'a>(&'a self, action: &str, kind: &str, arn: &str) -> Option<Allowed<'a>> {
        self.wide(action, kind).or_else(|| self.on(action, arn))
    }

    /// The grant of `action` on the one resource `arn`, whatever is denied or bounded elsewhere.
    pub(super) fn on<'a>(&'a self, action: &str, arn: &str) -> Option<Allowed<'a>> {
        let holds = |s: &Statement| matched(&s.actions, action).is_some() && !resources(s, arn).is_empty();
        let bounds = || self.boundary.iter().flat_map(|document| &document.statements);
        let own = || self.own.iter().flat_map(|attached| &attached.document.statements);
        let denied = own().chain(bounds()).any(|s| !s.allow && !s.conditioned() && holds(s));
        let bounded = self.boundary.is_none() || bounds().any(|s| s.allow && !condition::narrows(s) && holds(s));
        if denied || !bounded {
            return None;
        }
        let grants = |attached: &'a Attached| {
            let statements = attached.document.statements.iter();
            statements.filter(|s| s.allow && !condition::narrows(s)).find_map(|statement| {
                let action = matched(&statement.actions, action)?;
                let (resource, pattern) = resources(statement, arn).into_iter().next()?;
                Some(Allowed { policy: &attached.policy, statement, action, resource, pattern })
            })
        };
        self.own.iter().find_map(grants)
    }

    /// True when a `Deny` without a condition takes the action away on all that `pattern` holds of `kind`.
    fn denies(&self, action: &str, kind: &str, pattern: Option<&str>) -> bool {
        let boundary = self.boundary.iter().flat_map(|document| &document.statements);
        let all = self.own.iter().flat_map(|attached| &attached.document.statements).chain(boundary);
        all.filter(|s| !s.allow && !s.conditioned() && matched(&s.actions, action).is_some()).any(|deny| {
            match &deny.resources {
                Some(Selection::Only(list)) => {
                    list.iter().any(|denied| covers(denied, pattern.unwrap_or(kind)) || covers(denied, kind))
                }
                // What is left is what the `Deny` leaves out: it names something, or it is everything again.
                Some(Selection::AllBut(left)) => {
                    !left
                        .iter()
                        .any(|kept| overlaps(kept, pattern.unwrap_or(kind)) && breadth::unnamed(&[kept]).is_some())
                        && !pattern.is_some_and(|pattern| left.iter().any(|kept| covers(kept, pattern)))
                }
                None => false,
            }
        })
    }

    fn within_boundary(&self, action: &str, kind: &str, pattern: Option<&str>) -> bool {
        let Some(boundary) = &self.boundary else { return true };
        boundary.statements.iter().filter(|s| s.allow && !condition::narrows(s)).any(|statement| {
            matched(&statement.actions, action).is_some()
                && resources(statement, kind).iter().any(|(_, within)| match (within, pattern) {
                    (None, _) => true,
                    // What names nothing bounds no resource of the kind.
                    (Some(within), _) if breadth::unnamed(&[within]).is_some() => true,
                    (Some(within), Some(pattern)) => covers(within, pattern) || covers(within, kind),
                    (Some(within), None) => covers(within, kind),
                })
        })
    }
}

/// The pattern of `selection` that matches `action`; for a complement, all of it.
pub(super) fn matched(selection: &Selection, action: &str) -> Option<String> {
    match selection {
        Selection::Only(actions) => actions.iter().find(|known| pattern::covers(known, action)).cloned(),
        Selection::AllBut(left) if left.iter().any(|known| pattern::covers(known, action)) => None,
        Selection::AllBut(left) => Some(all_but(left)),
    }
}

pub(super) fn all_but(left: &[String]) -> String {
    format!("all but {}", left.join(", "))
}

/// The resources of `statement` that can be of `kind`: as they are told, and as a pattern.
fn resources<'a>(statement: &'a Statement, kind: &str) -> Vec<(String, Option<&'a str>)> {
    match &statement.resources {
        Some(Selection::Only(list)) => {
            let of_kind = list.iter().filter(|pattern| overlaps(pattern, kind));
            of_kind.map(|pattern| (pattern.clone(), Some(pattern.as_str()))).collect()
        }
        // What is left out as a whole leaves nothing open.
        Some(Selection::AllBut(left)) if left.iter().any(|pattern| covers(pattern, kind)) => Vec::new(),
        Some(Selection::AllBut(left)) => vec![(all_but(left), None)],
        None => Vec::new(),
    }
}
