//! Collecting: the only stage with a network. Reads AWS, or a recording.

mod advice;
mod aws;
mod bound;
mod dump_problem;
mod endpoint;
mod error;
mod error_words;
pub mod kubernetes;
mod names;
mod network;
mod patience;
mod permissions;
mod profile;
mod progress;
mod run;
mod session;
pub mod store;
mod transport;

pub use bound::{Bound, bound};
pub use dump_problem::DumpProblem;
pub use error::CollectError;
pub use names::nearest;
pub use patience::Patience;
pub use permissions::{iam_policy, permissions};
pub use progress::{Progress, Quiet};
pub use run::{collect, replay};
pub use session::Options;

#[cfg(test)]
mod tests;
