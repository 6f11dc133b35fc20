//! What IAM policy documents allow. Source: IAM User Guide, "IAM JSON policy
//! elements reference" and "Policy evaluation logic".
//!
//! Statements of all policies of a role are heard together: a deny goes before an allow, a permissions boundary bounds.
//! Patterns are judged by what they match, resources by whether they name anything, conditions by a short list of what
//! narrows. Policies of the organisation and of resources are not seen: they can only take away, or open to others.

mod arn;
mod breadth;
mod condition;
mod document;
mod escalation;
mod evaluate;
mod grants;
mod pattern;
mod probes;
mod recommended;
mod trust;
mod verbs;

pub(super) use document::Document;
pub(super) use escalation::escalation_paths;
pub(super) use evaluate::{Attached, Policies};
pub(super) use grants::{allows_everything, data_reach, service_wide, unscoped_writes};
pub(super) use recommended::is_recommended;
pub(super) use trust::{issuer_of, service_account, trust_of};

#[cfg(test)]
mod tests;
