//! What IAM policy documents allow. Source: IAM User Guide, "IAM JSON policy
//! elements reference" and "Policy evaluation logic".
//!
//! The reasoning errs towards reporting a grant: conditions are not
//! evaluated, permissions boundaries and organisation policies take nothing
//! away, and a `Deny` counts only where it plainly covers the whole grant.

mod document;
mod grants;
mod pattern;
mod recommended;
mod trust;
mod verbs;

pub(super) use document::Document;
pub(super) use grants::{Attached, allows_administration, service_wide, unscoped_writes};
pub(super) use trust::{issuer_of, service_account, trust_of};

#[cfg(test)]
mod tests;
