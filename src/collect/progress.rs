//! What a collection tells of its progress.

/// Is told of each step. Steps overlap; a label names one step.
pub trait Progress: Send + Sync {
    /// A step has begun.
    fn started(&self, label: &str);
    /// The step has ended, well or not.
    fn finished(&self, label: &str);
    /// Something that the person who collects should know.
    fn noted(&self, _words: &str) {}
}

/// Tells nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Quiet;

impl Progress for Quiet {
    fn started(&self, _: &str) {}
    fn finished(&self, _: &str) {}
}
