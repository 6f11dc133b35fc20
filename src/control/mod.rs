//! Controls: what is judged, by which rule, mapped to which framework, owned by whom.

pub use age::parse_age;

pub mod components;
pub mod condition;
pub mod coverage;
pub mod custom;
pub mod loader;
pub mod model;
pub mod rows;

mod age;
mod checks;
mod declared;
mod lint;
mod owners;
mod references;
mod source;
