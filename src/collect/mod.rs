//! Collecting: the only stage with a network. Reads AWS, or a recording.
//!
//! Without the feature `aws` nothing is collected: what is left reads recordings and holds them against their plan as far
//! as that goes without the collectors.

#[cfg(feature = "aws")]
mod advice;
#[cfg(feature = "aws")]
mod aws;
mod bound;
#[cfg(feature = "aws")]
mod endpoint;
#[cfg(feature = "aws")]
mod error;
#[cfg(feature = "aws")]
mod error_words;
pub mod kubernetes;
mod names;
#[cfg(feature = "aws")]
mod network;
mod options;
mod patience;
#[cfg(feature = "aws")]
mod permissions;
#[cfg(feature = "aws")]
mod profile;
mod progress;
#[cfg(feature = "aws")]
mod recorder;
#[cfg(feature = "aws")]
mod regions;
#[cfg(feature = "aws")]
mod run;
#[cfg(feature = "aws")]
mod session;
mod stated;
pub mod store;
#[cfg(feature = "aws")]
mod transport;

#[cfg(feature = "aws")]
pub use bound::{AskedAgain, asked_again};
pub use bound::{misfits, unplanned};
#[cfg(feature = "aws")]
pub use error::CollectError;
pub use names::nearest;
pub use options::Options;
pub use patience::Patience;
#[cfg(feature = "aws")]
pub use permissions::{iam_policy, permissions};
pub use progress::{Progress, Quiet};
#[cfg(feature = "aws")]
pub use run::{collect, replay};

#[cfg(all(test, feature = "aws"))]
#[allow(clippy::unwrap_used, reason = "tests; clippy knows them by `cfg(test)` alone")]
mod tests;
