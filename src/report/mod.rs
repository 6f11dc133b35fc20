//! Reports from an assessment: one content, three formats. Decides no outcome.

pub mod block;
pub mod pdf;
