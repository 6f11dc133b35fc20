//! Files that people write: their text, how YAML is read, and what is wrong in them.
//!
//! Whatever reads such a file (controls, declared operations, an engagement, templates, a dump of Kubernetes objects)
//! tells what is wrong as a [`Problem`], with a [`Code`] of the one table in [`codes`].

pub mod codes;

mod code;
mod names;
mod place;
mod problem;
mod text;
mod yaml;
mod yaml_error;

pub use code::Code;
pub use problem::Problem;
pub use yaml::parse_file;

pub(crate) use names::{help_with_names, suggestion};
pub(crate) use place::Places;
pub(crate) use text::File;
pub(crate) use yaml::{from_yaml, offset_of, parse};
