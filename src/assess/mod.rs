//! Judging controls over facts: pure, no network, clock, disk or environment.

pub mod model;
