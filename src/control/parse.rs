//! One YAML file, read with care.

use serde::de::DeserializeOwned;

use super::misshapen::{told, value_at};
use super::problem::{File, Problem};
use super::source::{from_yaml, offset_of};

/// Path below the controls folder.
pub(super) fn relative(path: &str) -> &str {
    path.rsplit_once("controls/").map_or(path, |(_, rest)| rest)
}

pub(super) fn parse<T: DeserializeOwned>(file: &File, problems: &mut Vec<Problem>) -> Option<T> {
    match from_yaml(file.text()) {
        Ok(value) => Some(value),
        Err(error) => {
            let offset = error.location().map_or(0, |location| offset_of(file, location));
            let (code, message, help) = told(error.without_snippet(), value_at(file.text(), offset));
            problems.push(Problem::at(file, offset, 1, code, message).with_help(help));
            None
        }
    }
}
