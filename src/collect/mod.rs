//! Collecting: the only stage with a network. Reads AWS, or a recording.

mod advice;
mod aws;
mod bound;
mod error;
pub mod kubernetes;
mod names;
mod network;
mod permissions;
mod profile;
mod progress;
mod run;
mod session;
pub mod store;
mod transport;

pub use bound::{Bound, bound};
pub use error::CollectError;
pub use names::nearest;
pub use permissions::{iam_policy, permissions};
pub use progress::{Progress, Quiet};
pub use run::{collect, replay};
pub use session::{Options, Patience};

#[cfg(test)]
mod tests;
