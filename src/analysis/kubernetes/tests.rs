//! Derivations as a whole.

mod engines;
mod missing;
mod placement;
mod workloads;
