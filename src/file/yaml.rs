//! YAML, read with care: what has not the shape expected is told with its place, and a name that may have been meant.

use serde::de::DeserializeOwned;
use serde_saphyr::Location;

use super::problem::Problem;
use super::text::File;
use super::yaml_error::told;

/// Reads one YAML file: unknown fields are refused with line, column and a suggestion.
///
/// # Errors
/// The problem that stopped the reading.
pub fn parse_file<T: DeserializeOwned>(path: &str, text: &str) -> Result<T, Vec<Problem>> {
    let mut problems = Vec::new();
    parse(&File::new(path, text), &mut problems).ok_or(problems)
}

/// As [`parse_file`], of a file that is there already; the problem goes to `problems`.
pub(crate) fn parse<T: DeserializeOwned>(file: &File, problems: &mut Vec<Problem>) -> Option<T> {
    match from_yaml(file.text()) {
        Ok(value) => Some(value),
        Err(error) => {
            let offset = error.location().map_or(0, |location| offset_of(file, location));
            let (code, message, help) = told(error.without_snippet(), file.value_at(offset));
            problems.push(Problem::at(file, offset, 1, code, message).with_help(help));
            None
        }
    }
}

/// Reads YAML with `true` and `false` as the only booleans: `no` is text, as in YAML 1.2.
pub(crate) fn from_yaml<T: DeserializeOwned>(text: &str) -> Result<T, serde_saphyr::Error> {
    serde_saphyr::from_str_with_options(text, serde_saphyr::options! { strict_booleans: true })
}

/// Byte offset of `location` in `file`; the file's start when it is not known.
pub(crate) fn offset_of(file: &File, location: Location) -> usize {
    let (Ok(line), Ok(column)) = (usize::try_from(location.line()), usize::try_from(location.column())) else {
        return 0;
    };
    let Some(line_before) = line.checked_sub(1) else { return 0 };
    let start: usize = file.text().split_inclusive('\n').take(line_before).map(str::len).sum();
    let rest = file.text().get(start..).unwrap_or_default();
    start + rest.char_indices().nth(column.saturating_sub(1)).map_or(0, |(at, _)| at)
}
