//! Limits of a run.

use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;

/// Limits that make sure that a run ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// Attempts at one call, the first included.
    pub attempts: u32,
    /// Wait before the second attempt; it doubles with every further one.
    pub first_backoff: Duration,
    /// Longest wait between attempts.
    pub longest_backoff: Duration,
    /// Longest wait for a connection.
    pub connect: Duration,
    /// Longest wait for one complete reply.
    pub attempt: Duration,
    /// Longest wait for credentials.
    pub credentials: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            attempts: 4,
            first_backoff: Duration::from_millis(500),
            longest_backoff: Duration::from_secs(5),
            connect: Duration::from_secs(5),
            attempt: Duration::from_secs(20),
            credentials: Duration::from_secs(30),
        }
    }
}

impl Patience {
    /// The limit of an attempt is kept by the transport, which records the
    /// attempt; the SDK would cancel it.
    pub(in crate::collect) fn timeouts(&self) -> TimeoutConfig {
        TimeoutConfig::builder().connect_timeout(self.connect).build()
    }

    pub(in crate::collect) fn retries(&self) -> RetryConfig {
        RetryConfig::standard()
            .with_max_attempts(self.attempts)
            .with_initial_backoff(self.first_backoff)
            .with_max_backoff(self.longest_backoff)
    }
}
