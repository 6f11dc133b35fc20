//! How long a run waits.

use std::time::Duration;

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
