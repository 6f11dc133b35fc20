//! Derivations over whole sets of facts.
#![allow(clippy::unwrap_used, reason = "tests")]

mod groups;
mod network;
mod nodes;
mod odd;
mod roles;
mod subnets;
