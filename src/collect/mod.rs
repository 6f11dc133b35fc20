//! Collecting: the only stage with a network. Reads AWS, or a recording.

pub mod normalise;
mod xml;
