//! The integration tests: one binary, one module a subject.
#![allow(clippy::unwrap_used, reason = "tests")]

mod architecture;
mod controls;
mod coverage;
mod examples;
mod program;
