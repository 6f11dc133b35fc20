//! A code: the stable name of one kind of problem.

use std::fmt;

/// The stable name of one kind of problem. There are those of [`super::codes`] and no others.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Code {
    stage: &'static str,
    name: &'static str,
    message: &'static str,
    help: &'static str,
}

impl Code {
    pub(super) const fn new(
        stage: &'static str,
        name: &'static str,
        message: &'static str,
        help: &'static str,
    ) -> Self {
        Self { stage, name, message, help }
    }

    /// The stage that it belongs to: `control`.
    #[must_use]
    pub const fn stage(self) -> &'static str {
        self.stage
    }

    /// Its name within the stage: `unknown_member`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.name
    }

    /// The form of its message; `…` stands for what differs.
    #[must_use]
    pub const fn message(self) -> &'static str {
        self.message
    }

    /// What to do, where a problem has nothing more exact to say.
    #[must_use]
    pub const fn help(self) -> &'static str {
        self.help
    }
}

impl fmt::Display for Code {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "eks_attest::{}::{}", self.stage, self.name)
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, to)
    }
}
