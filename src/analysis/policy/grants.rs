//! Grants that reach too far.

use super::document::{Document, Selection, Statement};
use super::pattern;
use super::recommended::is_recommended;
use super::verbs;
use crate::evidence::model::analysis::Grant;

/// A policy of a role: attached or inline.
pub(in crate::analysis) struct Attached {
    /// ARN of a managed policy, or name of an inline one.
    pub(in crate::analysis) policy: String,
    pub(in crate::analysis) document: Document,
}

/// True when some statement allows every action on every resource without a
/// condition. `NotAction` counts too, unless it leaves out all of IAM: whoever
/// can change IAM can take every other permission.
pub(in crate::analysis) fn allows_administration(policies: &[Attached]) -> bool {
    let reaches_all = |statement: &Statement| {
        resources_where(statement, pattern::is_every_resource).next().is_some()
            && match &statement.actions {
                Selection::Only(actions) => {
                    actions.iter().any(|action| pattern::is_every_action(action) && !denied(policies, action))
                }
                Selection::AllBut(excluded) => {
                    !excluded.iter().any(|pattern| pattern::covers(pattern, "iam:*")) && !denied(policies, "*")
                }
            }
    };
    allows(policies.iter()).any(|(_, statement)| reaches_all(statement))
}

/// Unconditioned grants of a whole service on resources that do not narrow.
/// Policies that AWS recommends for clusters and nodes are left out.
pub(in crate::analysis) fn service_wide(policies: &[Attached]) -> Vec<Grant> {
    grants(policies, pattern::is_whole_service)
}

/// Unconditioned grants of changes on resources that do not narrow. Policies
/// that AWS recommends for clusters and nodes are left out.
pub(in crate::analysis) fn unscoped_writes(policies: &[Attached]) -> Vec<Grant> {
    grants(policies, verbs::changes)
}

fn grants(policies: &[Attached], wanted: fn(&str) -> bool) -> Vec<Grant> {
    let own = policies.iter().filter(|attached| !is_recommended(&attached.policy));
    let mut grants = Vec::new();
    for (policy, statement) in allows(own) {
        let Some(resource) = resources_where(statement, pattern::is_unscoped).next() else { continue };
        let actions: Vec<String> = match &statement.actions {
            Selection::Only(actions) => {
                actions.iter().filter(|action| wanted(action) && !denied(policies, action)).cloned().collect()
            }
            // All services but a few: whole services, and changes among them.
            Selection::AllBut(_) if denied(policies, "*") => Vec::new(),
            Selection::AllBut(excluded) => vec![format!("all but {}", excluded.join(", "))],
        };
        grants.extend(actions.into_iter().map(|action| Grant {
            policy: Some(policy.to_owned()),
            statement: Some(statement.id.clone()),
            action: Some(action),
            resource: Some(resource.clone()),
        }));
    }
    grants
}

/// The unconditioned `Allow` statements of `policies`.
fn allows<'a>(policies: impl Iterator<Item = &'a Attached>) -> impl Iterator<Item = (&'a str, &'a Statement)> {
    policies
        .flat_map(|attached| attached.document.statements.iter().map(|statement| (attached.policy.as_str(), statement)))
        .filter(|(_, statement)| statement.allow && !statement.conditioned())
}

/// Resource patterns of a statement that satisfy `open`; `NotResource` leaves
/// all others open.
fn resources_where(statement: &Statement, open: fn(&str) -> bool) -> impl Iterator<Item = String> {
    let found: Vec<String> = match &statement.resources {
        Some(Selection::Only(resources)) => resources.iter().filter(|resource| open(resource)).cloned().collect(),
        // A resource left out as `*` leaves nothing open.
        Some(Selection::AllBut(excluded)) if excluded.iter().any(|pattern| pattern::is_every_resource(pattern)) => {
            Vec::new()
        }
        Some(Selection::AllBut(excluded)) => vec![format!("all but {}", excluded.join(", "))],
        None => Vec::new(),
    };
    found.into_iter()
}

/// True when a `Deny` without condition takes the whole action pattern away
/// on every resource. Source: IAM User Guide: an explicit deny overrides any allow.
fn denied(policies: &[Attached], action: &str) -> bool {
    policies.iter().flat_map(|attached| &attached.document.statements).any(|statement| {
        let everywhere = matches!(&statement.resources, Some(Selection::Only(list)) if list.iter().any(|r| r == "*"));
        let covered =
            matches!(&statement.actions, Selection::Only(list) if list.iter().any(|wide| covers(wide, action)));
        !statement.allow && !statement.conditioned() && everywhere && covered
    })
}

/// `*:*` and `*` are the same set of actions.
fn covers(wide: &str, action: &str) -> bool {
    pattern::is_every_action(wide) || pattern::covers(wide, action)
}
