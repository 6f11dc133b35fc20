//! The integration tests: one binary, one module a subject.
#![allow(clippy::unwrap_used, reason = "tests")]

mod architecture;
mod branding;
mod bundles;
mod changes;
mod components;
mod controls;
mod coverage;
#[cfg(unix)]
mod declared;
mod engagement;
mod errors;
mod examples;
mod faults;
mod forgeries;
mod kept_text;
mod no_aws;
mod numbers;
mod program;
mod random;
mod review;
mod running;
mod running_aws;
mod schemas;
mod terminal;
