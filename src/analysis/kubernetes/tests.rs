//! Derivations as a whole.
#![allow(clippy::unwrap_used, reason = "tests")]

mod engines;
mod missing;
mod placement;
mod workloads;
